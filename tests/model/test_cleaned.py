from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from golden_record.model.cleaned import pack_parts, unpack_parts

NAMES = st.sampled_from(["given", "family", "patronymic", "street", "city"])
# The separator is a control character that no file of a person holds.
VALUES = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(NAMES, VALUES, min_size=1))
def test_parts_survive_their_journey_as_one_text(parts: dict[str, str]) -> None:
    assert unpack_parts(pack_parts(parts)) == parts


@given(VALUES)
def test_ordinary_text_is_never_taken_for_parts(text: str) -> None:
    assert unpack_parts(text) is None


def test_empty_parts_are_left_out() -> None:
    assert pack_parts({"given": "Ivan", "family": ""}) == "\x1fgiven=Ivan"
    assert pack_parts({}) == ""
