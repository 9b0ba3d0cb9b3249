"""What fields are good for: uses counted in what a run publishes, and a strict verdict on those without any."""

from __future__ import annotations

import json

import pytest

from golden_record.config.job import JobConfig
from golden_record.model.matching import BLOCKING_RULE
from golden_record.model.tables import HOUSEHOLD, HOUSEHOLD_MEMBER
from golden_record.stages.publish.operations.uses.queries import LEAST_USE
from golden_record.stages.publish.operations.uses.roles import roles
from tests.builders import put
from tests.stages.publish.conftest import Folder
from tests.stages.survive.conftest import Said


def _fields(folder: Folder, columns: str, where: str = "filled_count > 0") -> dict[str, object]:
    folder.publish()
    rows = folder.rows(
        f"select source || '.' || attribute, {columns} from ops.source_quality where {where} order by all"
    )
    return {str(row[0]): row[1] if len(row) == 2 else row[1:] for row in rows}


def _person(name: str, *said: tuple[str, str, str]) -> list[Said]:
    """What one person's records say, one per source: source, attribute, value."""
    return [Said(source, value, record=name, person=name, attribute=attribute) for source, attribute, value in said]


def test_a_source_is_credited_with_the_golden_values_that_come_from_its_records(folder: Folder) -> None:
    folder.say(*_person("p", ("crm", "city", "Omsk"), ("web", "city", "Perm")), *_person("q", ("web", "city", "Orel")))
    assert _fields(folder, "golden_count") == {"crm.city": 1, "web.city": 1}


def test_of_a_list_every_value_counts_for_its_source(folder: Folder) -> None:
    folder.say(
        *_person("p", ("crm", "email", "a@x.org"), ("web", "email", "b@x.org"), ("app", "email", "b@x.org")),
        *_person("q", ("web", "email", "c@x.org")),
    )
    counts = _fields(folder, "golden_count, identifier_count, agreement")
    assert counts == {"app.email": (1, 0, 1.0), "crm.email": (1, 1, 1.0), "web.email": (1, 1, 1.0)}


def test_agreement_is_the_share_of_values_that_are_the_golden_one_however_they_are_written(folder: Folder) -> None:
    folder.say(
        Said("crm", "Omsk", key="omsk"),
        Said("web", "OMSK", key="omsk"),
        Said("web", "Perm", record="2", key="perm"),
        Said("web", "?", record="3", quality="placeholder"),
        Said("app", "Perm", key="perm"),
    )
    assert _fields(folder, "agreement") == {"crm.city": 1.0, "web.city": 0.5, "app.city": 0.0}


def test_an_attribute_tells_in_links_inside_profiles_where_it_speaks_with_a_bit(folder: Folder) -> None:
    folder.say(
        *_person("p", ("crm", "city", "Omsk"), ("web", "city", "Omsk"), ("app", "city", "Omsk")),
        *_person("q", ("pos", "city", "Omsk")),
    )
    folder.link(
        (0, 1, 9.0, [1, 1], [1.0, 0.9]),
        (0, 2, 9.0, [1, 1], [-1.5, 0.0]),
        (0, 3, 9.0, [1, 1], [9.0, 9.0]),
        comparisons=["city", "email"],
    )
    expected = {"crm.city": 2, "web.city": 1, "app.city": 1, "pos.city": 0}
    assert _fields(folder, "telling_count") == expected


def test_links_are_found_by_the_attributes_of_their_blocking_rule(folder: Folder) -> None:
    folder.say(
        *_person("p", ("crm", "city", "Omsk"), ("web", "city", "Omsk")),
        *_person("p", ("crm", "email", "a@x.org"), ("web", "email", "a@x.org")),
    )
    folder.link((0, 1, 9.0, [1], [1.0]), comparisons=["phone"])
    put(folder.state, BLOCKING_RULE, [(0, "email", 1, 1, 0, 9, 2, ["email"])])
    counts = {"crm.city": 0, "web.city": 0, "crm.email": 1, "web.email": 1}
    assert _fields(folder, "blocking_count") == counts


def test_an_identifier_of_two_sources_is_neithers_own(folder: Folder) -> None:
    folder.say(
        *_person("p", ("crm", "phone", "+79161234567"), ("web", "phone", "+79161234567")),
        *_person("q", ("web", "phone", "+79160000001")),
        *_person("r", ("crm", "city", "Omsk")),
    )
    assert _fields(folder, "identifier_count") == {"crm.phone": 0, "web.phone": 1, "crm.city": 0}


def test_what_ties_a_household_counts_for_the_sources_of_its_members(folder: Folder) -> None:
    put(folder.state, HOUSEHOLD, [("h", 2, None, ["p", "q"], "phone and city")])
    put(folder.state, HOUSEHOLD_MEMBER, [("p", "h", "phone and city", "q"), ("q", "h", "phone and city", "p")])
    folder.say(*_person("p", ("crm", "phone", "1"), ("web", "city", "Omsk")), *_person("q", ("crm", "phone", "1")))
    counts = {"crm.phone": 2, "web.city": 1}
    assert _fields(folder, "household_count") == counts


def test_a_field_without_any_use_is_named_with_the_reason(folder: Folder) -> None:
    folder.say(
        *_person("p", ("crm", "city", "Omsk"), ("web", "city", "Omsk")),
        Said("web", "", record="2", person="p", attribute="phone", quality="invalid"),
    )
    verdicts = _fields(folder, "serves, needless_because", "source in ('crm', 'web')")
    assert verdicts["crm.city"] == (["golden values"], None)
    nothing = (
        "wins no golden value; tells in no link; finds no link; no identifier that no other source knows; "
        "ties nobody to a household"
    )
    assert verdicts["web.city"] == (None, f"filled in 1 of 2 records; {nothing}")
    assert verdicts["web.email"] == (None, f"never filled; {nothing}")
    assert verdicts["web.phone"] == (None, f"filled in 1 of 2 records; {nothing}")


def test_an_empty_source_is_not_judged(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    assert _fields(folder, "serves, needless_because", "source = 'pos'")["pos.city"] == (None, None)


def test_a_use_too_rare_is_none_and_is_told(folder: Folder) -> None:
    once = int(1 / LEAST_USE)
    others = [Said("web", None, record=str(number), person="p", attribute="email") for number in range(once + 1)]
    folder.say(Said("web", "Omsk", record="x", person="q"), *others)
    where = "source = 'web' and attribute = 'city'"
    assert _fields(folder, "serves, left(needless_because, 64)", where) == {
        "web.city": (None, "filled in 1 of 1002 records; 1 golden values; tells in no link; ")
    }
    folder.say(Said("web", "Omsk", record="x", person="q"), *others[: once - 1])
    assert _fields(folder, "serves", where) == {"web.city": ["golden values"]}


@pytest.mark.parametrize(
    ("block", "purpose"),
    [
        ({"match": {"rules": [{"name": "same", "on": ["phone"]}]}}, "rules"),
        ({"cluster": {"conflicts": ["phone"]}}, "guards"),
        ({"cluster": {"limits": {"phone": 2}}}, "guards"),
        ({"survivorship": {"attributes": {"phone": {"choose": "count"}}}}, "computed values"),
        ({"survivorship": {"attributes": {"city": {"follow": "phone"}}}}, "other golden values"),
        ({"activity": {"calls": {"path": "c", "attribute": "phone", "key": "k", "at": "t"}}}, "events"),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value),
)
def test_what_the_job_names_an_attribute_for_is_a_use_whatever_the_data_say(
    folder: Folder, block: dict[str, object], purpose: str
) -> None:
    config = JobConfig.model_validate(folder.job.config.model_dump(exclude_none=True) | block)
    assert roles(config).purposes == (("phone", purpose),)


def test_a_named_purpose_saves_a_field_from_the_verdict(folder: Folder) -> None:
    cluster = folder.job.config.cluster.model_copy(update={"conflicts": ("city",)})
    folder.job = type(folder.job)(folder.job.config.model_copy(update={"cluster": cluster}), folder.job.path)
    folder.say(*_person("p", ("crm", "city", "Omsk"), ("web", "city", "Omsk")))
    assert _fields(folder, "serves") == {"crm.city": ["golden values", "guards"], "web.city": ["guards"]}


def test_a_job_without_a_model_still_tells_of_uses(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    assert _fields(folder, "golden_count, telling_count") == {"crm.city": (1, 0)}
