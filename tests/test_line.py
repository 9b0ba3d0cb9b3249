"""What a stage may leave as it is: told by what the stages before it have noted of themselves."""

from __future__ import annotations

import pytest

from golden_record.line import changed_before
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import Basis, last_bases, note_basis, open_journal

SEEN = {"sources": "1", "standardize": "1"}


@pytest.fixture
def noted(memory: Warehouse) -> Warehouse:
    """A state in which `link` has taken account of the first version of all before it."""
    open_journal(memory)
    for name, seen in {"sources": {}, "standardize": {"sources": "1"}, "link": SEEN}.items():
        note_basis(memory, name, Basis("1", None, "as ever", seen))
    return memory


@pytest.mark.parametrize(
    ("sources", "standardize", "changed"),
    [
        pytest.param(("1", None), ("1", None), set(), id="nothing ran"),
        pytest.param(("2", "1"), ("2", "1"), {"sources", "standardize"}, id="both listed what they changed"),
        pytest.param(("2", "1"), ("1", None), {"sources"}, id="what came of it was the same"),
        pytest.param(("2", None), ("2", "1"), None, id="one made everything anew"),
        pytest.param(("2", "1"), ("3", "2"), None, id="one changed twice"),
    ],
)
def test_changes_count_from_what_a_stage_has_seen(
    noted: Warehouse,
    sources: tuple[str, str | None],
    standardize: tuple[str, str | None],
    changed: set[str] | None,
) -> None:
    for name, (version, before) in {"sources": sources, "standardize": standardize}.items():
        note_basis(noted, name, Basis(version, before, "as ever", {}))
    assert changed_before(last_bases(noted), "link", "as ever") == (None if changed is None else frozenset(changed))


def test_other_settings_make_everything_anew(noted: Warehouse) -> None:
    assert changed_before(last_bases(noted), "link", "another way") is None


def test_what_a_stage_has_never_seen_it_knows_no_changes_of(noted: Warehouse) -> None:
    note_basis(noted, "link", Basis("1", None, "as ever", {"standardize": "1"}))
    assert changed_before(last_bases(noted), "link", "as ever") is None


def test_a_stage_that_never_ran_has_everything_to_do(noted: Warehouse) -> None:
    assert changed_before(last_bases(noted), "cluster", "as ever") is None
