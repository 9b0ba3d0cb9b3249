from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.errors import UsageError
from golden_record.evaluate.changes.conditions import KINDS, condition, held
from golden_record.evaluate.changes.foretold import Before, Foretold, nothing_foretold


def _foretold(*, profiles: int = 100, merged: int = 0, retired: int = 0, records_gone: int = 0) -> Foretold:
    none = nothing_foretold(Before(pl.DataFrame({"record_id": range(200)}), profiles))
    return Foretold(
        profiles_before=profiles,
        profiles_after=profiles,
        records_before=200,
        records={"crm": {"new": 0, "changed": 0, "gone": records_gone}},
        events={**none.events, "merged": merged, "retired": retired},
        retiring=(),
        moves=(),
    )


@pytest.mark.parametrize(
    ("text", "found", "broken"),
    [
        ("merged>5%", _foretold(merged=5), False),
        ("merged>5%", _foretold(merged=6), True),
        (" merged >= 5 % ", _foretold(merged=5), True),
        ("merged>4", _foretold(merged=4), False),
        ("merged>4", _foretold(merged=5), True),
        ("merged>=1", _foretold(), False),
        ("gone>10%", _foretold(merged=6, retired=5), True),
        ("gone>10%", _foretold(merged=6, retired=4), False),
        ("records_gone>10%", _foretold(records_gone=20), False),
        ("records_gone>10%", _foretold(records_gone=21), True),
        ("created>0", _foretold(), False),
        ("merged>0.5%", _foretold(merged=1), True),
        ("merged>=0", _foretold(), False),
        ("merged>99%", _foretold(profiles=0, merged=1), True),
    ],
)
def test_a_condition_breaks_beyond_its_bound(text: str, found: Foretold, *, broken: bool) -> None:
    assert held(condition(text), found).broken == broken


def test_a_share_is_of_profiles_or_for_records_of_records() -> None:
    found = _foretold(merged=5, records_gone=20)
    assert held(condition("merged>1%"), found).told == "merged>1%: 5 of 100 profiles (5%)"
    assert held(condition("records_gone>1%"), found).told == "records_gone>1%: 20 of 200 records (10%)"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("merged", "is no condition", "merged>5%"),
        ("merged<5", "is no condition", "> or >="),
        ("merged>-5", "is no condition", "number"),
        ("merged>5%%", "is no condition", "percentage"),
        ("merged>1 or split>2", "is no condition", "a kind"),
        ("mergd>5", "no 'mergd' to count", "did you mean 'merged'?"),
        ("profiles>5", "no 'profiles' to count", "known"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        condition(text)
    assert hint in refused.value.hint or "known" in refused.value.hint


@given(st.sampled_from(KINDS), st.sampled_from([">", ">="]), st.integers(0, 10**6), st.booleans())
def test_every_kind_can_be_held_against_nothing_and_never_breaks(
    kind: str,
    sign: str,
    bound: int,
    is_share: bool,
) -> None:
    asked = condition(f"{kind} {sign} {bound}{'%' if is_share else ''}")
    assert not held(asked, _foretold()).broken
