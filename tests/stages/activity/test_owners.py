"""Whose an event is: the one profile whose records hold its key, and nobody's where there are several or none."""

from __future__ import annotations

import pytest

from golden_record.stages import activity
from tests.golden_text import assert_golden
from tests.stages.activity.conftest import BY_CARD, BY_RECORD, Bought, Held, Till, job_with


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    mail = {"path": "m.csv", "attribute": "email", "key": "mail", "at": "sent"}
    traits = {"shop": "mode(channel)", "spent": "sum(amount) filter (where age_days < 365)"}
    job = job_with(visits=BY_RECORD, mails=mail, traits=traits, lifecycle={"new": "12h"})
    assert_golden("activity", activity.explain(job))


def _frequencies(till: Till, *bought: Bought) -> dict[str, object]:
    return {name: count for name, count in till.of("frequency", *bought).items() if count}


def test_a_key_of_a_record_leads_to_its_profile(till: Till) -> None:
    till.settings["receipts"] = BY_RECORD
    assert _frequencies(till, Bought("r1"), Bought("r3"), Bought("r3"), Bought("R3"), Bought("r9")) == {"a": 1, "c": 2}
    assert till.quality("owner, assigned_count, unknown_count") == [("pos", 3, 2)]


@pytest.mark.parametrize("key", ["AB-12", "ab 12", "AB12", " a.b.12 "])
def test_a_key_is_compared_by_its_letters_and_digits(till: Till, key: str) -> None:
    till.know(Held("a", "AB12"), Held("b", "AB13"))
    assert _frequencies(till, Bought(key)) == {"a": 1}


def test_a_key_may_be_written_as_a_record_writes_it(till: Till) -> None:
    till.settings["receipts"] = dict(BY_CARD) | {"attribute": "phone"}
    till.know(Held("a", "+79161234567", "phone", raw="8 (916) 123-45-67"))
    keys = ["+7 916 123-45-67", "89161234567", "9161234567"]
    assert _frequencies(till, *map(Bought, keys)) == {"a": 2}


def test_all_signs_of_an_address_of_email_count(till: Till) -> None:
    till.settings["receipts"] = dict(BY_CARD) | {"attribute": "email"}
    till.know(Held("a", "a.b@mail.ru", "email"), Held("b", "ab@mail.ru", "email"))
    assert _frequencies(till, Bought("A.B@mail.ru"), Bought("ab@mail.ru "), Bought("abmail.ru")) == {"a": 1, "b": 1}


def test_a_value_that_several_profiles_hold_is_nobodys(till: Till) -> None:
    till.know(Held("a", "F1"), Held("a", "F1"), Held("b", "F1"), Held("b", "B"))
    report_of = _frequencies(till, Bought("F1"), Bought("B"))
    assert report_of == {"b": 1}
    assert till.quality("assigned_count, ambiguous_count") == [(1, 1)]
    assert till.run().notes == ("receipts: of 2 events 1 have a key that several profiles hold: they do not count",)


def test_a_value_of_several_records_of_one_profile_is_its_own(till: Till) -> None:
    till.know(Held("a", "F1"), Held("a", "F1"), Held("b", "B"))
    assert _frequencies(till, Bought("F1")) == {"a": 1}


def test_what_stands_for_no_value_is_nobodys(till: Till) -> None:
    till.know(Held("a", "0000", key=None, quality="placeholder"), Held("b", "B", quality="invalid"))
    assert _frequencies(till, Bought("0000"), Bought("B"), Bought(None)) == {}
    assert till.quality("keyless_count, unknown_count") == [(1, 2)]


def test_values_of_other_attributes_are_not_looked_at(till: Till) -> None:
    till.know(Held("a", "12345", "phone"))
    assert _frequencies(till, Bought("12345")) == {}


def test_two_values_in_one_cell_are_not_read_as_one(till: Till) -> None:
    till.know(Held("a", "12", raw="12;34"))
    other = "select record_id, attribute, 1 as position, raw, '34' as value, '34' as key, quality from claim"
    till.warehouse.execute(f"insert into claim by name {other}")
    assert _frequencies(till, Bought("1234"), Bought("34")) == {"a": 1}


def test_each_table_of_events_has_its_own_keys(till: Till) -> None:
    till.settings["visits"] = BY_RECORD
    assert _frequencies(till, Bought("A"), Bought("r1", events="visits"), Bought("A", events="visits")) == {"a": 2}
    assert till.quality("events, assigned_count, unknown_count") == [("receipts", 1, 0), ("visits", 1, 1)]


def test_a_table_without_events_is_counted_too(till: Till) -> None:
    till.settings["visits"] = BY_RECORD
    assert _frequencies(till, Bought("A")) == {"a": 1}
    assert till.quality("events, event_count, amount") == [("receipts", 1, 10), ("visits", 0, 0)]
