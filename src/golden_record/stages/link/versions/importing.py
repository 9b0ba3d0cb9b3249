"""A model from a Splink settings file: its levels found again in the job's comparisons, its numbers checked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, cast

import numpy as np

from golden_record.config.positions import display_path
from golden_record.errors import UsageError, nearest
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.model import Model, model_of, plain_model
from golden_record.stages.link.repair import WHOLE, Array, Evidence, Finding, repaired
from golden_record.stages.link.training import Kin, Parameters, kin_priors
from golden_record.stages.link.versions.store import ModelVersion

_Object: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Imported:
    """The model of a file, and what a person should know of it."""

    model: Model
    findings: tuple[Finding, ...]


def read_settings(path: Path) -> _Object:
    """The settings in a file, as plain data.

    Raises:
        UsageError: the file is not there, or holds no JSON object.
    """
    shown = display_path(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{shown} cannot be read: {error.strerror}"
        raise UsageError(
            msg, hint="give a Splink settings file, such as `golden-record model export` writes"
        ) from error
    except ValueError as error:
        msg = f"{shown} is not JSON"
        raise UsageError(msg, hint="save the model with Splink's `linker.misc.save_model_to_json`") from error
    if not isinstance(found, dict):
        msg = f"{shown} holds no JSON object"
        raise UsageError(msg, hint="give a Splink settings file")
    return found


def imported_model(settings: _Object, comparisons: Sequence[Comparison], known: ModelVersion | None) -> Imported:
    """The model that the settings describe, for the comparisons of a job.

    `known` is the model in use: what Splink's format has no word for (relatives, namesakes) is taken over from it where
    it has the same comparisons, and else from what such pairs usually share.

    Raises:
        UsageError: a comparison or a level does not fit, or a number cannot be what it should be.
    """
    share = _number(settings, "probability_two_random_records_match", "the settings")
    given = _by_name(settings, comparisons)
    before = _same(known, comparisons)
    chances = [_chances(item, _levels(item, given[item.name]), before, place) for place, item in enumerate(comparisons)]
    checked = [
        repaired(Evidence(item, m, u, np.full(len(m), np.inf)))
        for item, (m, u, _) in zip(comparisons, chances, strict=True)
    ]
    u = tuple(own for _, own, _ in chances)
    kin = _kin(comparisons, before, share)
    parameters = Parameters(tuple(m for m, _ in checked), u, kin, share)
    untrained = (finding for _, _, told in chances for finding in told)
    return Imported(plain_model(comparisons, parameters), (*untrained, *(told for _, own in checked for told in own)))


def _by_name(settings: _Object, comparisons: Sequence[Comparison]) -> dict[str, _Object]:
    """The comparisons of the settings by their output column: those of the job, no more and no less."""
    listed = settings.get("comparisons")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    given = {str(item.get("output_column_name")): item for item in items}
    wanted = [item.name for item in comparisons]
    for name in given:
        if name not in wanted:
            msg = f"comparison {name!r} of the file is none of the job"
            raise UsageError(msg, hint=nearest(name, wanted))
    for name in wanted:
        if name not in given:
            msg = f"the file has no comparison {name!r}, which the job makes"
            raise UsageError(
                msg, hint="its output_column_name must be that name; `golden-record model show` lists them"
            )
    return cast(dict[str, _Object], given)


def _levels(item: Comparison, given: _Object) -> list[_Object]:
    """The levels of a comparison in the order of the job: found by condition, by label, or as many by their order."""
    listed = given.get("comparison_levels")
    levels = [level for level in listed if isinstance(level, dict)] if isinstance(listed, list) else []
    real: list[_Object] = [level for level in levels if not level.get("is_null_level")]
    for key, wanted in (
        ("sql_condition", [level.condition for level in item.levels]),
        ("label_for_charts", [level.label for level in item.levels]),
    ):
        found = {str(level.get(key)): level for level in real}
        if set(wanted) == set(found):
            return [found[name] for name in wanted]
    if len(real) == len(item.levels):
        return real
    labels = [level.label for level in item.levels]
    strange = next((str(name) for level in real if (name := level.get("label_for_charts")) not in labels), "")
    msg = f"comparison {item.name!r}: the file has {len(real)} levels, the job {len(labels)}"
    msg += f"; level {strange!r} is none of the job" if strange else ""
    raise UsageError(msg, hint=f"levels of the job, best first: {', '.join(map(repr, labels))}")


def _chances(
    item: Comparison, levels: Sequence[_Object], before: Model | None, place: int
) -> tuple[Array, Array, list[Finding]]:
    """M and u of a comparison, and the levels for which the file has none."""
    m, u, findings = np.zeros(len(levels)), np.zeros(len(levels)), list[Finding]()
    for at, (level, given) in enumerate(zip(item.levels, levels, strict=True)):
        where = f"comparison {item.name!r}, level {level.label!r}"
        missing = [key for key in ("m_probability", "u_probability") if given.get(key) is None]
        if "u_probability" in missing and before is None:
            msg = f"{where}: has no u_probability, and there is no model in use to take it from"
            raise UsageError(msg, hint="estimate u with Splink, or run the job first: `golden-record run JOB`")
        m[at] = level.m if "m_probability" in missing else _number(given, "m_probability", where)
        u[at] = (
            before.u[place][at]
            if before is not None and "u_probability" in missing
            else _number(given, "u_probability", where)
        )
        if missing:
            text = f"untrained in the file: no {' and no '.join(missing)}; what was known before is used"
            findings.append(Finding(item.name, at, "unseen", text))
    if len(findings) == len(levels):
        findings = [Finding(item.name, WHOLE, "unseen", "untrained in the file; what was known before is used")]
    return m, u, findings


def _number(given: _Object, key: str, where: str) -> float:
    value = given.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        msg = f"{where}: {key} is {value!r}; it should be a number above 0 and at most 1"
        raise UsageError(msg, hint="a level that never occurs has a small chance, not none")
    return float(value)


def _same(known: ModelVersion | None, comparisons: Sequence[Comparison]) -> Model | None:
    """The model in use, where it has the comparisons of the job."""
    if known is None or known.diagnostics["comparisons"] != [item.name for item in comparisons]:
        return None
    if [len(levels) for levels in known.diagnostics["u"]] != [len(item.levels) for item in comparisons]:
        return None
    return model_of(comparisons, known.diagnostics)


def _kin(comparisons: Sequence[Comparison], before: Model | None, share: float) -> tuple[Kin, ...]:
    if before is None:
        # As common as matches: what families have, and no guess of a file that says nothing of them.
        return kin_priors(comparisons, share)
    return tuple(
        Kin(
            tuple(
                None if own is None else u * np.exp2(np.array(own))
                for own, u in zip(kin.weights, before.u, strict=True)
            ),
            kin.odds,
        )
        for kin in before.kin
    )
