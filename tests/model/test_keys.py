from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from golden_record.model.keys import PROFILE_ID_LENGTH, Json, fingerprint, ordered, profile_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.integers(), st.integers())
def test_a_pair_has_one_order(left: int, right: int) -> None:
    assert ordered(left, right) == ordered(right, left) == tuple(sorted((left, right)))


def test_the_id_of_a_profile_never_changes() -> None:
    """The ids are in the hands of readers: whoever changes this expectation breaks every join they have."""
    assert profile_id("crm", "1001") == "k3i3e7q7hdcfu557"


@given(TEXT, TEXT)
def test_the_id_of_a_profile_is_short_and_plain(source: str, source_id: str) -> None:
    found = profile_id(source, source_id)
    assert len(found) == PROFILE_ID_LENGTH
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_source_and_key_do_not_run_into_each_other() -> None:
    assert profile_id("ab", "c") != profile_id("a", "bc")


@given(st.dictionaries(TEXT, PLAIN, max_size=5))
def test_the_order_of_keys_does_not_change_a_fingerprint(data: dict[str, Json]) -> None:
    assert fingerprint(data) == fingerprint(dict(reversed(data.items())))


def test_different_data_have_different_fingerprints() -> None:
    parts: list[tuple[Json, ...]] = [
        (),
        (None,),
        ("",),
        ("1",),
        (1,),
        (True,),
        ([1],),
        ({"1": 1},),
        ("a", "b"),
        ("ab",),
    ]
    assert len({fingerprint(*part) for part in parts}) == len(parts)
