"""A model that is lent to another state scores there as it does at home, and stays the model that it is."""

from __future__ import annotations

from golden_record.config.job import Job
from golden_record.model.keys import EQUAL
from golden_record.model.run import RunContext
from golden_record.stages import link
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import PEOPLE, STARTED_AT, job_of, links_in, population, put_standard, run_link

CROWD = [(number, "crm", fields) for number, (_, fields) in enumerate(population(120), start=1)]


def _trained(warehouse: Warehouse, job: Job) -> None:
    put_standard(warehouse, job, CROWD)
    run_link(warehouse, job)


def _weight(pair: dict[str, object]) -> float:
    """The weight of a pair that was compared; copies of records are no pairs."""
    return float(str(pair["weight"])) if pair["blocking_rule"] != EQUAL else float("-inf")


def test_a_pair_weighs_the_same_in_a_state_of_its_own(memory: Warehouse) -> None:
    job = job_of(PEOPLE)
    _trained(memory, job)
    lent = link.lent_model(memory, job)
    assert lent is not None
    strong = max(links_in(memory), key=_weight)
    own = [row for row in CROWD if row[0] in (strong["left_id"], strong["right_id"])]
    with Warehouse() as elsewhere:
        link.borrow(elsewhere, lent)
        put_standard(elsewhere, job, own)
        link.run(elsewhere, job, RunContext("test", STARTED_AT))
        (found,) = links_in(elsewhere)
        assert (found["weight"], found["levels"]) == (strong["weight"], strong["levels"])
        assert link.current_model_id(elsewhere) == link.current_model_id(memory)


def test_a_model_is_lent_to_the_job_that_it_fits(memory: Warehouse) -> None:
    assert link.lent_model(memory, job_of(PEOPLE)) is None
    _trained(memory, job_of(PEOPLE))
    assert link.lent_model(memory, job_of(PEOPLE)) is not None
    assert link.lent_model(memory, job_of({**PEOPLE, "town": "city"})) is None
