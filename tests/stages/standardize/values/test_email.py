"""The ordinary and the careful way to read an e-mail address agree."""

import polars as pl
import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.standardize.values.email import PARTS, EmailOptions, clean, judge
from golden_record.stages.standardize.values.email_domains import DISPOSABLE, MISSPELT, SAME_MAILBOX
from golden_record.stages.standardize.values.outcome import answered, finished, questions

LOCALS = st.from_regex(r"\A[a-zA-Z0-9._+'\-]{1,12}\Z")
DOMAINS = st.one_of(
    st.sampled_from(sorted([*MISSPELT, *SAME_MAILBOX, *DISPOSABLE, "mail.ru", "company.co.uk", "x.test", "no.com"])),
    st.from_regex(r"\A[a-z0-9\-]{1,6}\.[a-z]{2,4}\Z"),
)


@given(raws=st.lists(st.builds("{}@{}".format, LOCALS, DOMAINS), min_size=1, max_size=60, unique=True))
@settings(max_examples=40, deadline=None)
def test_both_paths_agree(raws: list[str]) -> None:
    rows = questions(pl.Series(raws))
    careful = finished([answered(rows, judge, PARTS)], PARTS)
    assert clean(pl.Series(raws), EmailOptions()).to_dicts() == careful.to_dicts()


LABELS = st.one_of(st.from_regex(r"\A[a-z0-9\-]{1,4}\Z"), st.sampled_from(["x" * 63, "x" * 64, "xn--p1ai", "почта"]))
LAST_LABELS = st.one_of(LABELS, st.sampled_from([*SPECIAL_USE_DOMAIN_NAMES, "example", "alt", "internal", "museum"]))


@given(
    raws=st.lists(
        st.builds("{}@{}.{}".format, LOCALS, st.lists(LABELS, max_size=4).map(".".join), LAST_LABELS),
        min_size=1,
        max_size=60,
        unique=True,
    )
)
@settings(max_examples=40, deadline=None)
def test_both_paths_agree_on_any_domain(raws: list[str]) -> None:
    rows = questions(pl.Series(raws))
    careful = finished([answered(rows, judge, PARTS)], PARTS)
    assert clean(pl.Series(raws), EmailOptions()).to_dicts() == careful.to_dicts()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("ivan@gmail.com", "personal"),
        ("ivan@ya.ru", "personal"),
        ("info@romashka.ru", "role"),
        ("ivan@romashka.ru", "corporate"),
        ("ivan@mailinator.com", "disposable"),
        ("иван@почта.рф", "corporate"),
    ],
)
def test_the_kind_of_mailbox_is_told(raw: str, kind: str) -> None:
    assert clean(pl.Series([raw]), EmailOptions())["kind"].item() == kind


def test_no_misspelling_is_the_name_of_a_provider() -> None:
    assert not set(MISSPELT) & set(MISSPELT.values())
    assert not set(MISSPELT) & set(SAME_MAILBOX)
