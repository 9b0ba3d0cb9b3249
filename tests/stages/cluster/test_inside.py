from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from golden_record.stages.cluster.inside import held_together

RECORDS = st.lists(st.integers(1, 400), min_size=1, max_size=12, unique=True).map(sorted)


@st.composite
def profiles(draw: st.DrawFn) -> tuple[dict[int, int], dict[tuple[int, int], float]]:
    """Records with their founders, and links with their weights, some of records that are not there."""
    records = draw(RECORDS)
    homes = draw(st.lists(st.integers(0, 3), min_size=len(records), max_size=len(records)))
    founder = {home: min(r for r, h in zip(records, homes, strict=True) if h == home) for home in set(homes)}
    ends = st.sampled_from([*records, 401])
    pairs = st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1])
    links = draw(st.dictionaries(pairs, st.sampled_from([-3.0, 0.0, 2.5, 7.0]), max_size=25))
    return {record: founder[home] for record, home in zip(records, homes, strict=True)}, links


@given(profiles())
def test_each_record_has_its_strongest_link_inside_its_profile(
    found: tuple[dict[int, int], dict[tuple[int, int], float]],
) -> None:
    home, links = found
    inside = {pair: bits for pair, bits in links.items() if home.get(pair[0], -1) == home.get(pair[1], -2)}
    members, counted = held_together(
        pl.DataFrame({"record_id": list(home), "founder_id": list(home.values())}),
        pl.DataFrame(
            [(*pair, bits) for pair, bits in links.items()],
            schema={"left_id": pl.Int64, "right_id": pl.Int64, "weight": pl.Float64},
            orient="row",
        ),
    )
    for record, _, left, right in members.iter_rows():
        own = [(-bits, sum(pair) - record, pair) for pair, bits in inside.items() if record in pair]
        assert (left, right) == (min(own)[2] if own else (None, None))
    sizes = {founder: list(home.values()).count(founder) for founder in sorted(set(home.values()))}
    assert dict(counted.select("founder_id", "record_count").iter_rows()) == sizes
    for founder, weakest in counted.select("founder_id", "weakest").iter_rows():
        own_bits = [bits for pair, bits in inside.items() if home[pair[0]] == founder]
        assert weakest in own_bits if own_bits else weakest is None
