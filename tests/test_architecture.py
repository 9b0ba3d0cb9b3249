"""The shape of the code, where a linter has no rule for it: sizes, words, SQL, stages, writers, weight of imports.

Layers and owners of libraries stand in `pyproject.toml` and are kept by import-linter; docstrings, arguments, `print`
and bare handlers by ruff.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import golden_record
from golden_record import errors
from golden_record.line import STAGES
from golden_record.model import state
from golden_record.model.mart import MART_TABLES
from golden_record.model.state import STATE_TABLES
from golden_record.model.tables import Table

SOURCE = Path(golden_record.__file__).parent
PROJECT = Path(__file__).parents[1]

MOST_LINES = 400
MOST_FUNCTION_LINES = 40
VAGUE = {"utils", "util", "common", "commons", "helpers", "helper", "misc", "shared", "tools", "base_stage"}

HEAVY = {
    "altair",
    "jinja2",
    "splink",
    "scipy",
    "polars",
    "pandas",
    "numpy",
    "duckdb",
    "networkx",
    "pyarrow",
    "sqlglot",
    "pydantic",
}
"""Libraries that take longer to import than `--help` may take."""

SQL = re.compile(
    r"""\s*(
        select\s+.*\bfrom\b | select\s+(\*|count\()
      | with\s+(recursive\s+)?\w+\s+as\s*\(
      | insert\s+(or\s+replace\s+)?into\s
      | update\s+[\w"]+\s+set\s
      | delete\s+from\s
      | (create|drop|alter)\s+(or\s+replace\s+)?(temp\s+|temporary\s+)?(table|view|schema|macro|index|sequence)\s
      | (attach|detach)\s+(database\s|')
      | from\s+[\w"]+\s+(select|where|join|order|limit)\b
      | (begin|commit|rollback)(\s+transaction)?\s*$
      | set\s+\w+\s*=
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Module:
    """A module of the package, read and parsed."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(SOURCE).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    def within(self, *folders: str) -> bool:
        return self.name.startswith(folders)


MODULES = [Module(path) for path in sorted(SOURCE.rglob("*.py"))]


def _project() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


# --- sizes and words


def test_no_module_outgrows_its_reader() -> None:
    sizes = {module.name: len(module.text.splitlines()) for module in MODULES}
    assert not {name: size for name, size in sizes.items() if size > MOST_LINES}


def test_no_function_outgrows_its_screen() -> None:
    sizes = {
        f"{module.name}:{function.lineno} {function.name}": _lines_of_code(function)
        for module in MODULES
        for function in module.functions
    }
    assert not {name: size for name, size in sizes.items() if size > MOST_FUNCTION_LINES}


def _lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, a text of several lines being one: a statement's size is kept by its number of parts."""
    texts = [node for node in ast.walk(function) if isinstance(node, ast.JoinedStr | ast.Constant)]
    folded = {line for text in texts for line in range(text.lineno + 1, (text.end_lineno or text.lineno) + 1)}
    return (function.end_lineno or function.lineno) - function.lineno + 1 - len(folded)


def test_no_name_of_a_module_says_nothing() -> None:
    parts = {part for module in MODULES for part in Path(module.name).with_suffix("").parts}
    assert not parts & VAGUE


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_module_opens_with_one_line_on_what_belongs_in_it(module: Module) -> None:
    first = (ast.get_docstring(module.tree) or "").split("\n\n")[0]
    assert first
    assert "\n" not in first
    assert first.endswith(".")


def test_no_query_is_named_after_the_fact_that_it_is_one() -> None:
    names = [
        f"{module.name}: {function.name}"
        for module in MODULES
        if module.path.name == "queries.py"
        for function in module.functions
        if re.search(r"^get_|_sql$", function.name)
    ]
    assert not names


# --- imports


def test_every_part_of_the_package_has_its_layer() -> None:
    contracts = _project()["tool"]["importlinter"]["contracts"]
    layers = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    parts = {
        f"golden_record.{path.stem}"
        for path in SOURCE.iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    }
    assert parts - {"golden_record.__init__", "golden_record.__main__"} == layers


def test_every_stage_is_independent_of_the_others() -> None:
    contracts = _project()["tool"]["importlinter"]["contracts"]
    independent = next(contract for contract in contracts if contract["type"] == "independence")
    assert set(independent["modules"]) == {f"golden_record.stages.{name}" for name in STAGES}
    assert {path.parent.name for path in (SOURCE / "stages").glob("*/stage.py")} == set(STAGES)


def test_imports_stand_at_the_top() -> None:
    """The command line alone imports late: `--help` has half a second."""
    late = [
        f"{module.name}:{node.lineno}"
        for module in MODULES
        if not module.within("cli/")
        for function in module.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late


def test_no_module_hides_an_import_of_ours_behind_type_checking() -> None:
    hidden = [
        f"{module.name}:{node.lineno}"
        for module in MODULES
        for block in ast.walk(module.tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("golden_record")
    ]
    assert not hidden


@pytest.mark.parametrize("module", ["golden_record", "golden_record.cli.main"])
def test_importing_costs_next_to_nothing(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


# --- SQL


def _docstrings(tree: ast.Module) -> set[int]:
    """Ids of the constants that are documentation: any string that is a statement of its own."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string; what is interpolated stands as a name."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    skipped = parts | _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def test_sql_is_built_in_queries_and_in_the_warehouse_only() -> None:
    found = [
        f"{module.name}:{line}: {' '.join(text.split())[:60]}"
        for module in MODULES
        if module.path.name != "queries.py" and not module.within("warehouse/")
        for line, text in _strings(module.tree)
        if SQL.match(text)
    ]
    assert not found


@pytest.mark.parametrize(
    ("text", "is_sql"),
    [
        ("select a from b", True),
        ("\n    with entry as (select 1)", True),
        ("create or replace temporary table x as", True),
        ("insert into x values (?)", True),
        ("drop table if exists x", True),
        ("select one of them", False),
        ("update your job", False),
        ("with all records", False),
        ("from 2 sources", False),
        ("create the folder first", False),
    ],
)
def test_the_search_for_sql_tells_statements_from_sentences(text: str, is_sql: bool) -> None:
    assert bool(SQL.match(text)) == is_sql


# --- stages


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_keeps_the_contract_of_stages(name: str) -> None:
    stage = STAGES[name]
    assert {"run", "explain", "inputs"} <= set(stage.__all__)
    asked, given = ["warehouse", "job", "context"], inspect.signature(stage.run).parameters
    assert list(given)[: len(asked)] == asked
    # Who knows more of a stage may give it more, nobody has to: publishing can go on from a copy that was begun before.
    assert all(given[name].default is None for name in list(given)[len(asked) :])
    assert list(inspect.signature(stage.explain).parameters) == ["job"]
    assert list(inspect.signature(stage.inputs).parameters) == ["job"]


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_says_what_it_reads_and_writes(name: str) -> None:
    said = re.sub(r"\s+", " ", STAGES[name].__doc__ or "")
    reads, writes = (part in said for part in ("*Reads*", "*Writes*"))
    assert reads
    assert writes
    own = [table.name for table in STATE_TABLES if table.writer == name]
    assert not [table for table in own if f"`{table}`" not in said.partition("*Writes*")[2]]


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_is_laid_out_alike(name: str) -> None:
    assert {"__init__.py", "stage.py", "queries.py"} <= {path.name for path in (SOURCE / "stages" / name).iterdir()}


# --- tables


def test_every_table_has_a_writer_that_exists() -> None:
    assert {table.writer for table in (*STATE_TABLES, *MART_TABLES)} == {*STAGES, "pipeline"}


def _constants() -> dict[str, Table]:
    return {name: value for name, value in vars(state).items() if isinstance(value, Table)}


WRITES = {"create", "load", "create_empty", "ensure"}


def test_each_table_is_written_by_its_writer_alone() -> None:
    contracts = _constants()
    homes = {stage: f"stages/{stage}/" for stage in STAGES} | {"pipeline": "warehouse/journal.py"}
    strangers = [
        f"{module.name}:{call.lineno} writes {call.args[0].id}"
        for module in MODULES
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and call.args
        and isinstance(call.args[0], ast.Name)
        and call.args[0].id in contracts
        and not module.within(homes[contracts[call.args[0].id].writer])
    ]
    assert not strangers


# --- errors


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"^[│├└─\s]*(\w+Error)\s+(\d+)", errors.__doc__ or "", re.MULTILINE)
    found = list(_with_heirs(errors.GoldenRecordError))
    assert sorted((name, int(code)) for name, code in drawn) == sorted(
        (kind.__name__, kind.exit_code) for kind in found
    )


def _with_heirs(kind: type[errors.GoldenRecordError]) -> Iterator[type[errors.GoldenRecordError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _with_heirs(child)
