"""Adding a duplicate of a record to a population that is linked and clustered with a real model."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from golden_record.config.job import Job
from golden_record.model.keys import profile_id
from golden_record.model.run import RunContext
from golden_record.model.tables import SOURCE_RECORD
from golden_record.stages import cluster
from golden_record.warehouse import Resources, Warehouse
from tests.builders import put
from tests.stages.link.conftest import PEOPLE, STARTED_AT, Fields, job_of, population, put_standard, run_link

PROFILE_GUARDS = {"conflicts": ["birth_date"], "limits": {"phone": 3}, "max_records": 50}


def _job() -> Job:
    rules = [{"name": "same e-mail and birth date", "on": ["email", "birth_date"]}]
    return job_of(PEOPLE, match={"rules": rules}, cluster=PROFILE_GUARDS)


def _profiles(records: Sequence[Fields], *, threads: int = 1, shuffle: int | None = None) -> set[frozenset[int]]:
    """Profiles of records that are numbered from 0, with a model trained on them."""
    rows = [(number, "crm", fields) for number, fields in enumerate(records)]
    if shuffle is not None:
        Random(shuffle).shuffle(rows)
    with Warehouse(resources=Resources(threads=threads)) as warehouse:
        put(warehouse, SOURCE_RECORD, [(number, "crm", str(number)) for number, _, _ in rows])
        put_standard(warehouse, _job(), rows)
        run_link(warehouse, _job())
        with warehouse.transaction():
            cluster.run(warehouse, _job(), RunContext("run", STARTED_AT))
        names = {profile_id("crm", str(number)): number for number in range(len(records))}
        found: dict[int, set[int]] = {}
        for record, name in warehouse.rows("select record_id, profile_id from membership"):
            found.setdefault(names[str(name)], set()).add(int(str(record)))
    return {frozenset(members) for members in found.values()}


@pytest.fixture(scope="module")
def people() -> list[Fields]:
    return [fields for _, fields in population(120)]


@pytest.fixture(scope="module")
def straight(people: list[Fields]) -> set[frozenset[int]]:
    return _profiles(people)


@pytest.mark.parametrize("seed", range(4), ids="duplicates of other records, {}".format)
def test_a_duplicate_never_splits_a_profile(people: list[Fields], straight: set[frozenset[int]], seed: int) -> None:
    chosen = Random(seed).sample(range(len(people)), 6)
    with_copies = _profiles([*people, *(dict(people[number]) for number in chosen)])
    for members in straight:
        assert any(members <= found for found in with_copies)
    for place, original in enumerate(chosen, start=len(people)):
        assert any({place, original} <= found for found in with_copies)


@pytest.mark.parametrize(("threads", "shuffle"), [(4, None), (1, 3), (2, 5)], ids=["threads", "order", "both"])
def test_neither_threads_nor_the_order_of_records_change_profiles(
    people: list[Fields], straight: set[frozenset[int]], threads: int, shuffle: int | None
) -> None:
    assert _profiles(people, threads=threads, shuffle=shuffle) == straight
