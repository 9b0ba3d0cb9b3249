"""The order of work of the standardize stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from golden_record.config.job import Job
from golden_record.config.quantities import percent
from golden_record.model.changes import STANDARD_CHANGE
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, SHARED_VALUE, STANDARD_RECORD
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.changes.finding import (
    few_changed,
    list_changes,
    touch_changed,
    touch_former_crowds,
    touch_new_crowds,
    untouch,
)
from golden_record.stages.standardize.cleaners import NAME_VERSION
from golden_record.stages.standardize.cleaning import Cleaning, cleaned_meanwhile, prepared
from golden_record.stages.standardize.evidence import queries as evidence_queries
from golden_record.stages.standardize.evidence.gathering import forget, gather, note_evidence, renew_evidence
from golden_record.stages.standardize.filling import queries as filling_queries
from golden_record.stages.standardize.readings.columns import Readings, declared_readings, rows_of
from golden_record.stages.standardize.readings.keeping import kept_readings, readings_mark, write_readings
from golden_record.stages.standardize.readings.learning import readings_of
from golden_record.stages.standardize.records import queries as record_queries
from golden_record.stages.standardize.records.laying import lay_out_all, lay_out_aside, put_back
from golden_record.stages.standardize.scope import EVERYTHING, TOUCHED, Scope
from golden_record.stages.standardize.sharing import queries as sharing_queries
from golden_record.stages.standardize.sharing.detection import (
    RULES_VERSION,
    Findings,
    find_shared_values,
    identifying_attributes,
    judged_attributes,
    shared_attributes,
    types_of,
)
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.stages.standardize.tallies import queries as tally_queries
from golden_record.stages.standardize.tallies.counting import (
    count_claims,
    count_once,
    note_claims,
    note_more_claims,
    recurring,
)
from golden_record.stages.standardize.values import CLEANERS
from golden_record.warehouse import Warehouse, added

# Half of a column is more than slips of the pen: it is mapped or declared wrongly. Of fewer values, half is chance.
_DOUBTFUL_SHARE = 0.5
_FEWEST_VALUES = 5


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Clean what no earlier run has seen, find what many people share, and lay out claims and comparable records.

    Where few records have changed, only they are done again, and those that hold what has become a crowd's or no longer
    is one's.
    """
    if context.changed is not None and "sources" not in context.changed and not context.retrain:
        warehouse.create_empty(STANDARD_CHANGE)
        count_once(warehouse, types_of(job))
        return StageReport("standardize", _counts(warehouse), changed=0)
    rewritings = [Rewriting(job, name) for name in job.config.attributes]
    readings, same_readings = _readings(warehouse, job, context, rewritings)
    cleanings = [Cleaning.of(job, rewriting, context.started_at.date()) for rewriting in rewritings]
    same_cleaners = prepared(warehouse, cleanings)
    few = same_readings and same_cleaners and few_changed(warehouse, context)
    draft = _draft_touched if few else _draft_all
    cleaned = draft(warehouse, job, readings, cleanings)
    found = _written(warehouse, job, readings, cleanings, TOUCHED if few else EVERYTHING)
    return StageReport(
        "standardize",
        _counts(warehouse),
        notes=(*(note for read in readings for note in read.notes), *_doubtful(warehouse), *found.notes),
        facts={"values_cleaned": float(cleaned)},
        changed=warehouse.count(STANDARD_CHANGE) if few else None,
    )


def explain(job: Job) -> str:
    """The statements that lay out comparable records, shared values and claims from the cleaned values.

    Columns are read as the job declares: what their values tell is known in a run only.
    """
    types = types_of(job)
    readings = [declared_readings(job, name) for name in types]
    judged = _judged(job, readings)
    return ";\n\n".join(
        [
            added(STANDARD_RECORD.name, record_queries.drafted_records(types, readings)),
            record_queries.draft(apart=True),
            filling_queries.draft_tallies(types),
            evidence_queries.value_evidence(types),
            evidence_queries.junk_holders(judged),
            sharing_queries.classed_values(shared_attributes(job)),
            sharing_queries.default_dates(types),
            sharing_queries.shared_values(types, sharing_queries.birth_dates(types)),
            record_queries.outside_crowds(judged, types),
            *(added(CLAIM.name, queries.claims(read, several=True, crowded=read in judged)) for read in readings),
            tally_queries.field_tallies(),
            tally_queries.value_tallies(recurring(types)),
            tally_queries.value_spreads(recurring(types)),
        ]
    )


def inputs(job: Job) -> Json:
    """What the claims depend on beside the source values: types, their options, and the versions of what is done."""
    config = job.config
    return [
        {name: attribute.model_dump(mode="json") for name, attribute in config.attributes.items()},
        {name: Rewriting(job, name).fingerprint for name in config.attributes},
        {name: list(values) for name, values in config.ignore.items()},
        [list(row) for row in rows_of(declared_readings(job, name) for name in config.attributes)],
        NAME_VERSION,
        {name: cleaner.version for name, cleaner in CLEANERS.items()},
        RULES_VERSION,
    ]


def years(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """What cleaned dates depend on beside inputs and values: the year, after which no date of birth is believed."""
    del warehouse
    dated = any(attribute.known_type.kind == "date" for attribute in job.config.attributes.values())
    return moment.year if dated else None


def _readings(
    warehouse: Warehouse, job: Job, context: RunContext, rewritings: Sequence[Rewriting]
) -> tuple[list[Readings], bool]:
    """How the columns of every attribute are read, and whether that is as it was."""
    steps = {rewriting.attribute: rewriting.fingerprint for rewriting in rewritings}
    mark = readings_mark(job, steps, (NAME_VERSION, CLEANERS["birth_date"].version))
    kept = {} if context.retrain else kept_readings(warehouse, mark)
    readings = [readings_of(warehouse, job, rewriting, kept.get(rewriting.attribute, {})) for rewriting in rewritings]
    return readings, write_readings(warehouse, readings, mark)


def _draft_all(warehouse: Warehouse, job: Job, readings: Sequence[Readings], cleanings: Sequence[Cleaning]) -> int:
    """Lay out all records as they are before anything is known of crowds; how many values were cleaned for it."""
    types = types_of(job)
    cleaned = [one.clean(warehouse, read) for one, read in zip(cleanings, readings, strict=True)]
    warehouse.create_empty(STANDARD_CHANGE)
    several = _repeated(warehouse, types, EVERYTHING)
    touch_former_crowds(warehouse, readings)
    _recall(warehouse, cleanings)
    lay_out_all(warehouse, types, readings, several)
    lay_out_aside(warehouse, types, readings)
    warehouse.execute(record_queries.draft(apart=True))
    gather(warehouse, types, _judged(job, readings))
    return sum(cleaned)


def _draft_touched(warehouse: Warehouse, job: Job, readings: Sequence[Readings], cleanings: Sequence[Cleaning]) -> int:
    """The same of the records that have changed."""
    types = types_of(job)
    touch_changed(warehouse)
    with cleaned_meanwhile(warehouse, cleanings, readings) as cleaned:
        note_claims(warehouse, types)
        warehouse.execute(record_queries.draft(apart=False))
        note_evidence(warehouse, types)
    lay_out_aside(warehouse, types, readings)
    renew_evidence(warehouse, types, _judged(job, readings))
    return cleaned


def _written(
    warehouse: Warehouse, job: Job, readings: Sequence[Readings], cleanings: Sequence[Cleaning], scope: Scope
) -> Findings:
    """Find what is shared among the drafted records, and write records and claims of a scope."""
    types = types_of(job)
    found = find_shared_values(warehouse, job, scope)
    if touch_new_crowds(warehouse, readings):
        _recall(warehouse, cleanings)
        lay_out_aside(warehouse, types, readings)
        if scope is TOUCHED:
            note_more_claims(warehouse, types)
    if scope is TOUCHED:
        list_changes(warehouse, identifying_attributes(job))
        forget(warehouse)
    several = _repeated(warehouse, types, scope)
    warehouse.execute(record_queries.draft_dropped())
    put_back(warehouse, types, _crowded(readings, found))
    claims = [
        queries.claims(read, several=read.attribute in several, crowded=read.attribute in found.crowded, scope=scope)
        for read in readings
    ]
    _write_claims(warehouse, types, claims, scope)
    count_claims(warehouse, types, scope)
    untouch(warehouse)
    for one in cleanings:
        one.forget(warehouse)
    return found


def _recall(warehouse: Warehouse, cleanings: Sequence[Cleaning]) -> None:
    """Have the cleaned values of the touched records at hand, whenever there are others of these."""
    for one in cleanings:
        one.recall(warehouse)


def _repeated(warehouse: Warehouse, types: Mapping[str, str], scope: Scope) -> set[str]:
    """The attributes of which a record of a scope may hold several values."""
    return {str(name) for (name,) in warehouse.rows(queries.repeated_attributes(types, scope))}


def _judged(job: Job, readings: Sequence[Readings]) -> list[Readings]:
    """The attributes of which a value may turn out to be a crowd's."""
    judged = judged_attributes(job)
    return [read for read in readings if read.attribute in judged]


def _write_claims(warehouse: Warehouse, types: Mapping[str, str], claims: Sequence[str], scope: Scope) -> None:
    """All claims one attribute after another: sorting them at once takes twice the time and memory. Few are few."""
    if scope is EVERYTHING:
        warehouse.create_empty(CLAIM, plain=queries.LONG_TEXTS)
        for one in claims:
            warehouse.execute(added(CLAIM.name, one))
    else:
        warehouse.execute(record_queries.withdrawn(CLAIM.name))
        warehouse.execute(tally_queries.present_claims(claims, recurring(types)))
        warehouse.execute(tally_queries.claims_added())


def _crowded(readings: Sequence[Readings], found: Findings) -> list[Readings]:
    return [read for read in readings if read.attribute in found.crowded]


def _counts(warehouse: Warehouse) -> dict[str, int]:
    return {table.name: warehouse.count(table) for table in (CLAIM, STANDARD_RECORD, SHARED_VALUE)}


def _doubtful(warehouse: Warehouse) -> Iterator[str]:
    """A note per source and attribute most of whose values are of no use, without any of them."""
    for source, attribute, share, count in warehouse.rows(
        queries.doubtful_columns(share=_DOUBTFUL_SHARE, fewest=_FEWEST_VALUES)
    ):
        told = f"{percent(float(str(share)))} of {int(str(count)):,} values are suspicious or invalid"
        yield f"{source}.{attribute}: {told}; check its column, its type and its options; `claim` has the reasons"
