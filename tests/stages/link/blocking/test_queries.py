from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.blocking import queries
from golden_record.stages.link.blocking.choice import MAX_BLOCK, Chosen, rule_cost
from golden_record.stages.link.blocking.rules import Rule
from golden_record.warehouse import Warehouse, temporary
from tests.golden_text import assert_golden

Record = tuple[str | None, list[str] | None]
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["omsk", "perm", "orel", None]),
        st.none() | st.lists(st.sampled_from("abcd"), max_size=3),
    ),
    max_size=10,
)
BY_CITY = Rule("city", '"city"')
BY_PHONE = Rule("phone", "item", '"phone"')
SHARED_DATABASE = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _put_nodes(warehouse: Warehouse, records: Sequence[Record]) -> None:
    warehouse.execute(f"create or replace table {link_queries.NODE} (record_id bigint, city varchar, phone varchar[])")
    for number, (city, phones) in enumerate(records):
        warehouse.execute(f"insert into {link_queries.NODE} values (?, ?, ?::varchar[])", [number, city, phones])


def _agree(one: Record, other: Record, rule: Rule) -> bool:
    if rule is BY_CITY:
        return one[0] is not None and one[0] == other[0]
    return bool(set(one[1] or ()) & set(other[1] or ()))


def _cost(warehouse: Warehouse, rule: Rule) -> tuple[int, int]:
    """Pairs in blocks of any size that is compared, and values of larger ones."""
    rows = warehouse.rows(queries.block_sizes(rule))
    cost = rule_cost(rule, [(int(str(size)), int(str(blocks))) for size, blocks in rows])
    return cost.pairs[-1], cost.skipped[-1]


def _pairs(warehouse: Warehouse, rules: Sequence[Rule]) -> dict[tuple[int, int], str]:
    found = _found(warehouse, [Chosen(rule, MAX_BLOCK, 0, 0, 0) for rule in rules])
    return {(left, right): key for left, right, key in found}  # type: ignore[misc]  # rows are plain tuples


def _found(warehouse: Warehouse, chosen: Sequence[Chosen]) -> list[tuple[object, ...]]:
    keys = f"({queries.block_keys([one.rule for one in chosen])})"
    limits = [one.largest_block for one in chosen]
    return warehouse.rows(queries.candidate_pairs(limits, keys, f"({queries.blocks(keys)})"))


@SHARED_DATABASE
@given(RECORDS)
def test_candidates_are_the_pairs_that_agree_on_a_rule_named_by_the_first(
    warehouse: Warehouse, records: list[Record]
) -> None:
    _put_nodes(warehouse, records)
    rules = [BY_PHONE, BY_CITY]
    expected = {}
    for (left, one), (right, other) in combinations(enumerate(records), 2):
        holding = [place for place, rule in enumerate(rules) if _agree(one, other, rule)]
        if holding:
            expected[(left, right)] = str(holding[0])
    assert _pairs(warehouse, rules) == expected


@SHARED_DATABASE
@given(RECORDS)
def test_the_cost_of_a_rule_counts_its_pairs_once_per_shared_value(warehouse: Warehouse, records: list[Record]) -> None:
    _put_nodes(warehouse, records)
    by_city = sum(_agree(one, other, BY_CITY) for one, other in combinations(records, 2))
    by_phone = sum(len(set(one[1] or ()) & set(other[1] or ())) for one, other in combinations(records, 2))
    assert _cost(warehouse, BY_CITY) == (by_city, 0)
    assert _cost(warehouse, BY_PHONE) == (by_phone, 0)


def test_a_value_of_too_many_records_is_skipped_and_counted(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [])
    for city, count in (("omsk", MAX_BLOCK + 1), ("perm", 3)):
        warehouse.execute(
            f"insert into {link_queries.NODE} select ? + range, ?, null from range(?)", [len(city) * count, city, count]
        )
    assert _cost(warehouse, BY_CITY) == (3, 1)
    assert len(_pairs(warehouse, [BY_CITY])) == 3


def test_the_largest_block_that_is_compared_is_the_limit_itself(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [])
    warehouse.execute(f"insert into {link_queries.NODE} select range, 'omsk', null from range({MAX_BLOCK})")
    pairs = MAX_BLOCK * (MAX_BLOCK - 1) // 2
    assert _cost(warehouse, BY_CITY) == (pairs, 0)
    assert len(_pairs(warehouse, [BY_CITY])) == pairs


@pytest.mark.parametrize(("largest_block", "pairs"), [pytest.param(3, 3, id="small"), pytest.param(6, 18, id="all")])
def test_a_rule_compares_blocks_up_to_its_own_limit(warehouse: Warehouse, largest_block: int, pairs: int) -> None:
    _put_nodes(warehouse, [(city, None) for city in ["omsk"] * 6 + ["perm"] * 3])
    chosen = Chosen(BY_CITY, largest_block, 0, 0, 6)
    assert len(_found(warehouse, [chosen])) == pairs


def test_the_heaviest_value_within_a_limit_is_named_with_its_records(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [(city, [city[0], city[1]]) for city in ["omsk"] * 6 + ["perm"] * 3 + ["orel"] * 3])
    assert warehouse.rows(queries.heaviest_value(BY_CITY, 400)) == [("omsk", 6)]
    assert warehouse.rows(queries.heaviest_value(BY_CITY, 5)) == [("orel", 3)]
    assert warehouse.rows(queries.heaviest_value(BY_PHONE, 400)) == [("o", 9)]


def test_the_pilot_draws_every_pair_once_per_rule_when_it_draws_all(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [("omsk", ["a", "b"]), ("omsk", ["a", "b"]), ("perm", ["b"]), (None, None)])
    _draw(warehouse, [BY_CITY, BY_PHONE], 1.0)
    assert warehouse.rows(queries.pilot_findings()) == [(0, 0, 2), (0, 1, 2), (1, 1, 3), (2, 1, 3)]


def test_the_pilot_draws_about_the_share_that_it_is_asked_for(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [])
    warehouse.execute(f"insert into {link_queries.NODE} select range, (range // 4)::varchar, null from range(20000)")
    _draw(warehouse, [BY_CITY], 0.1)
    assert warehouse.count(queries.PILOT) == pytest.approx(3000, rel=0.1)


def _draw(warehouse: Warehouse, rules: Sequence[Rule], share: float) -> None:
    warehouse.execute(queries.pilot_table())
    for place, rule in enumerate(rules):
        warehouse.execute(queries.add_pilot_pairs(rule, place, share))
    warehouse.execute(temporary(queries.PILOT_DISTINCT, queries.distinct_pilot_pairs()))


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.block_sizes(BY_PHONE),
        queries.heaviest_value(BY_PHONE, MAX_BLOCK),
        queries.block_keys([BY_PHONE, BY_CITY]),
        queries.blocks(),
        queries.crowded_blocks([12, 400]),
        queries.candidate_pairs([12, 400]),
        queries.counted_rules([12, 400]),
        queries.recount_rule(),
        queries.kept_estimate(),
        queries.pilot_table(),
        queries.add_pilot_pairs(BY_PHONE, 1, 0.25),
        queries.distinct_pilot_pairs(),
        queries.pilot_findings(),
        queries.pairs_by_rule(),
    ]
    assert_golden("blocking", ";\n\n".join(statements))
