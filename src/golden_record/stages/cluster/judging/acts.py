"""What a steward does by command: call records or profiles one person or two, split a profile, take a word back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from golden_record.config.decision_file import Name, Word
from golden_record.config.job import Job
from golden_record.errors import GuardError, UsageError
from golden_record.stages.cluster.judging.docket import IN_FORCE, docket
from golden_record.stages.cluster.judging.given import give, read_given, withdraw
from golden_record.stages.cluster.judging.judgement import Decision, Judgement
from golden_record.stages.cluster.judging.naming import Named, named, profile_of, record_of
from golden_record.warehouse import Warehouse

Pair = tuple[Name, Name]


def join(warehouse: Warehouse, job: Job, texts: tuple[str, str], word: Word) -> list[Judgement]:
    """Call two records or profiles one person. A profile means all the records that it has now.

    Raises:
        UsageError: one of the two does not exist, or they are one already.
        GuardError: together they hold more records than a profile may.
    """
    one, other = (named(warehouse, job, text) for text in texts)
    _check_two(one, other)
    together = {*one.records, *other.records}
    if len(together) > job.config.cluster.max_records:
        msg = f"the two hold {len(together):,} records, and a profile at most {job.config.cluster.max_records:,}"
        raise GuardError(msg, hint="raise `cluster.max_records` in the job first")
    kept_apart = _in_force(warehouse, job, word.decided_at, "different")
    crossed = [pair for pair in _across(one.records, other.records) if frozenset(pair) in kept_apart]
    return give(warehouse, [*_spokes(one.records, other.records), *crossed], "same", word)


def part(warehouse: Warehouse, job: Job, texts: tuple[str, str], word: Word) -> list[Judgement]:
    """Call two records or profiles different people: no record of the one with any of the other.

    Raises:
        UsageError: one of the two does not exist, or they share a record.
    """
    one, other = (named(warehouse, job, text) for text in texts)
    _check_two(one, other)
    if set(one.records) & set(other.records):
        msg = "the record is one of the profile"
        raise UsageError(msg, hint="split the profile: --split PROFILE --out SOURCE:ID")
    return give(warehouse, list(_across(one.records, other.records)), "different", word)


def split(warehouse: Warehouse, job: Job, text: str, leaving: Sequence[str], word: Word) -> list[Judgement]:
    """Take records out of a profile, and keep them apart from all that stay.

    Raises:
        UsageError: there is no such profile, a record is not in it, or none would stay.
    """
    whole = named(warehouse, job, text)
    profile = whole if whole.is_profile else named(warehouse, job, whole.profile_id)
    out = [record_of(job, each) for each in leaving]
    for name in out:
        if profile_of(warehouse, job, name) != profile.profile_id:
            msg = f"a record of source {name[0]!r} that is to leave is not in profile {profile.profile_id}"
            raise UsageError(msg, hint="`golden-record explain JOB --profile ID` lists its records")
    staying = [name for name in profile.records if name not in set(out)]
    if not staying:
        msg = f"no record would stay in profile {profile.profile_id}"
        raise UsageError(msg, hint="name the records of one of the two people")
    return give(warehouse, list(_across(out, staying)), "different", word)


def take_back(warehouse: Warehouse, numbers: Sequence[int], word: Word) -> None:
    """Withdraw judgements that were given by command.

    Raises:
        UsageError: there is none of such a number, or it has been withdrawn.
    """
    given = read_given(warehouse)
    known = {each.number for each in given.judgements}
    for number in numbers:
        if number not in known:
            msg = f"there is no judgement {number}"
            raise UsageError(
                msg, hint="`golden-record judge JOB --list` shows them; a line of the file is taken out there"
            )
        if number in (given.withdrawn or {}):
            msg = f"judgement {number} has been withdrawn already"
            raise UsageError(msg)
    withdraw(warehouse, set(numbers), word)


def _check_two(one: Named, other: Named) -> None:
    if one == other:
        msg = f"the two are one {'profile' if one.is_profile else 'record'}"
        raise UsageError(msg, hint="name two; to take records out of a profile: --split PROFILE --out SOURCE:ID")


def _spokes(one: Sequence[Name], other: Sequence[Name]) -> Iterator[Pair]:
    """Every record of either side with the oldest of the other: no record that leaves its source undoes it all."""
    pairs = [*((one[0], record) for record in other), *((record, other[0]) for record in one)]
    yield from dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])


def _across(one: Sequence[Name], other: Sequence[Name]) -> Iterator[Pair]:
    return ((left, right) for left in one for right in other if left != right)


def _in_force(warehouse: Warehouse, job: Job, moment: datetime, decision: Decision) -> set[frozenset[Name]]:
    """Pairs of records on which such a judgement counts."""
    found = docket(warehouse, job, moment)
    return {
        frozenset(each.pair)
        for each, status in found.status.items()
        if status == IN_FORCE and each.decision == decision
    }
