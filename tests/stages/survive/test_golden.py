"""What golden profiles tell of a profile as a whole."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.survive.golden.queries import PROFILE_ORIGIN, profile_origins
from golden_record.warehouse import Warehouse

MOMENTS = st.one_of(st.none(), st.datetimes(datetime(2020, 1, 1), datetime(2020, 1, 3)))

RECORDS = st.lists(
    st.tuples(st.sampled_from("pq"), st.integers(0, 130), MOMENTS, st.lists(MOMENTS, max_size=2)), max_size=40
)
"""Records: whose they are, the number of their source, when they were observed, and when each of their claims was."""


@given(RECORDS)
@settings(max_examples=40, deadline=None)
def test_a_profile_has_every_source_once_and_was_seen_when_any_record_or_claim_was(
    records: list[tuple[str, int, datetime | None, list[datetime | None]]],
) -> None:
    with Warehouse() as warehouse:
        warehouse.execute(
            "create table asked_member (record_id bigint, profile_id varchar, source varchar, observed_at timestamp)"
        )
        warehouse.execute("create table asked_claim (record_id bigint, observed_at timestamp)")
        for number, (profile, source, at, claims) in enumerate(records):
            warehouse.execute("insert into asked_member values (?, ?, ?, ?)", [number, profile, f"s{source}", at])
            for claim in claims:
                warehouse.execute("insert into asked_claim values (?, ?)", [number, claim])
        warehouse.execute(profile_origins())
        found = warehouse.rows(f"select * from {PROFILE_ORIGIN} order by profile_id")
    expected = []
    for profile in sorted({record[0] for record in records}):
        own = [record for record in records if record[0] == profile]
        sources = sorted({f"s{source}" for _, source, _, _ in own})
        seen = [moment for _, _, at, claims in own for moment in (at, *claims) if moment]
        expected.append((profile, len(sources), sources, min(seen, default=None), max(seen, default=None)))
    assert found == expected
