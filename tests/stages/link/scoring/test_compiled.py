"""What Splink compiled is used again for as long as it fits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from golden_record.model.matching import SCORING_VIEW
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import PEOPLE, job_of, links_in, population, put_standard, run_link

Views = list[tuple[object, ...]]


@pytest.fixture
def linked() -> Iterator[Warehouse]:
    """A state with links, and with what was compiled for them."""
    with Warehouse() as warehouse:
        job = job_of(PEOPLE)
        put_standard(
            warehouse, job, [(number, "crm", fields) for number, (_, fields) in enumerate(population(150), start=1)]
        )
        run_link(warehouse, job)
        yield warehouse


def _views(warehouse: Warehouse) -> Views:
    return warehouse.rows(f"from {SCORING_VIEW.name} order by position")


def test_the_next_run_scores_by_the_same_views_and_finds_the_same_links(linked: Warehouse) -> None:
    views, links = _views(linked), links_in(linked)
    assert views
    run_link(linked, job_of(PEOPLE))
    # Splink gives what it compiles a new name each time.
    assert _views(linked) == views
    assert links_in(linked) == links


def test_without_the_views_the_links_are_the_same(linked: Warehouse) -> None:
    links = links_in(linked)
    linked.execute(f"drop table {SCORING_VIEW.name}")
    run_link(linked, job_of(PEOPLE))
    assert _views(linked)
    assert links_in(linked) == links


def test_for_other_comparisons_they_are_compiled_anew_and_the_former_ones_go(linked: Warehouse) -> None:
    before = _views(linked)
    fewer = {name: type_ for name, type_ in PEOPLE.items() if name != "phone"}
    run_link(linked, job_of(fewer))
    after = _views(linked)
    assert len(after) == len(before)
    assert not {fits for fits, *_ in before} & {fits for fits, *_ in after}
    assert len({fits for fits, *_ in after}) == 1


def test_nothing_of_them_is_left_beside_the_tables_of_the_state(linked: Warehouse) -> None:
    assert linked.rows("select view_name from duckdb_views() where not internal and temporary") == []
