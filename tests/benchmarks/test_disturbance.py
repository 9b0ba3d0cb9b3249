from __future__ import annotations

from dataclasses import fields

import pytest

from benchmarks.disturbance import CONTACTS, JUNK_EMAIL, a_day_later, with_junk
from golden_record.sample import generate


def test_junk_spoils_a_tenth_of_the_e_mails_and_touches_no_key() -> None:
    clean = generate(400)
    spoiled = with_junk(clean)
    assert spoiled.crm["email"].eq(JUNK_EMAIL).sum() == -(-clean.crm.height // 10)
    for table, key in (("crm", "customer_id"), ("pos", "reg_id"), ("app", "user_id"), ("web", "visitor_id")):
        assert getattr(spoiled, table)[key].equals(getattr(clean, table)[key])
    assert [field.name for field in fields(spoiled)] == [field.name for field in fields(clean)]


def test_a_day_changes_and_adds_one_record_in_a_hundred_and_leaves_the_rest_as_it_was() -> None:
    before = generate(4_000)
    after = a_day_later(before, generate(100, seed=43))
    fresh, changed = 0, 0
    for name, (key, number) in CONTACTS.items():
        was, now = getattr(before, name), getattr(after, name)
        assert now[key].is_unique().all()
        assert now[: was.height].drop(number).equals(was.drop(number))
        fresh += now.height - was.height
        changed += was[number].ne_missing(now[number][: was.height]).sum()
    assert fresh == pytest.approx(110, abs=5)
    assert changed == pytest.approx(20, abs=4)
