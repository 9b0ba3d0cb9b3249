"""Values of several people find themselves: families, organisations, crowds, default dates, constants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.job import Job
from golden_record.stages.standardize.sharing import limits
from tests.stages.standardize.conftest import Desk, Said, job_of

SHARED_DATABASE = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])

GIVEN = [one + two for one in "BDGKLMNRSTVZ" for two in ("alo", "emi", "orin")]
FAMILY = [
    f"{start}tak"
    for start in [
        "Bado",
        "Coru",
        "Dumi",
        "Fili",
        "Gano",
        "Holu",
        "Jari",
        "Kepo",
        "Lunu",
        "Moti",
        "Nira",
        "Pavo",
        "Rusi",
        "Selu",
        "Toki",
        "Vina",
    ]
]
PHONE, OFFICE = "+7 916 123-45-67", "+7 495 765-43-21"

Person = tuple[str, str, str]
"""Given name, family name, and a birth date or nothing."""


def _people(count: int, *, born: bool = True) -> list[Person]:
    """So many people, no two of one name; family names change fastest."""
    dates = [f"{1950 + place % 50}-{place % 12 + 1:02}-{place % 28 + 1:02}" if born else "" for place in range(count)]
    return [(GIVEN[place % len(GIVEN)], FAMILY[place % len(FAMILY)], dates[place]) for place in range(count)]


def _said(people: Iterable[Person], attribute: str, values: Sequence[str], start: int = 1) -> list[Said]:
    """A record per person, each with these values."""
    rows: list[Said] = []
    for number, (given_name, family, born) in enumerate(people, start=start):
        rows.append((number, "full_name", [f"\x1fgiven={given_name}\x1ffamily={family}"] if given_name else []))
        rows.append((number, "birth_date", [born] if born else []))
        rows.append((number, attribute, values))
    return rows


def _find(desk: Desk, said: Sequence[Said], *, strangers: int = 0, job: Job | None = None) -> dict[str, str]:
    """Class by key of what the stage finds among these records, and strangers with an e-mail of their own."""
    desk.say(*said, records=sorted({number for number, *_ in said}))
    desk.warehouse.execute(
        "insert into source_record (record_id, source, source_id) select 9000 + range, 'crm', range from range(?)",
        [strangers],
    )
    desk.warehouse.execute(
        "insert into source_value (record_id, attribute, position, raw)"
        " select 9000 + range, 'email', 0, 'name' || range || '@firm.ru' from range(?)",
        [strangers],
    )
    desk.run(job)
    rows = desk.warehouse.rows("select coalesce(key, value), class from shared_value")
    return {str(value): str(kind) for value, kind in rows}


COUPLE: list[Person] = [("Anna", "Orlova", "1980-01-02"), ("Boris", "Orlov", "1979-03-04")]
CHILD: Person = ("Clara", "Orlova", "2005-05-06")


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param(COUPLE * 4, None, id="a couple, however often"),
        pytest.param([*COUPLE, CHILD], "family", id="a couple with a child"),
        pytest.param(
            [("Anna", "Orlova", ""), ("Ann", "Orlowa", ""), ("Anya", "Orlova", "")], None, id="forms of a name"
        ),
        pytest.param(_people(12), "organisation", id="colleagues"),
        pytest.param([("", "", "")] * 30, None, id="thirty records without names"),
        pytest.param([("", "", "")] * 31, "organisation", id="more records without names"),
        pytest.param(
            [("", "", born) for _, _, born in _people(9)], "organisation", id="nine birth dates without names"
        ),
        pytest.param(_people(40), "placeholder", id="a crowd"),
        pytest.param([("", "", born) for _, _, born in _people(60)], "placeholder", id="a crowd without names"),
    ],
)
def test_the_people_behind_a_value_make_its_class(desk: Desk, people: list[Person], expected: str | None) -> None:
    assert _find(desk, _said(people, "phone", [PHONE])).get("+79161234567") == expected


def test_a_row_carries_its_evidence(desk: Desk) -> None:
    _find(desk, _said([*COUPLE, CHILD, CHILD], "phone", [PHONE]))
    columns = "attribute, value, class, records, sources, given_names, family_names, birth_dates, reason"
    assert desk.warehouse.rows(f"select {columns} from shared_value") == [
        ("phone", "+79161234567", "family", 4, 1, 3, 1, 3, "held by several people")
    ]


def test_values_of_a_family_stay_in_the_profile(desk: Desk) -> None:
    _find(desk, _said([*COUPLE, CHILD], "phone", [PHONE]))
    assert desk.standard("phone") == ["+79161234567"]
    assert desk.claims("value, quality", "phone") == [("+79161234567", "good")] * 3


def test_a_value_of_a_crowd_is_neither_compared_nor_shown(desk: Desk) -> None:
    said = _said(_people(40), "phone", [PHONE, OFFICE[:-2] + "99"])
    own = [
        (number, attribute, [*values[:1], f"+7 903 555-00-{number:02}"] if attribute == "phone" else values)
        for number, attribute, values in said
    ]
    _find(desk, own)
    assert desk.standard("phone", 7) == ["+79035550007"]
    assert desk.claims("raw, value, key, quality, reason", "phone")[0] == (
        PHONE, None, None, "placeholder", "held by a crowd",
    )  # fmt: skip


def test_a_record_that_holds_nothing_but_a_crowd_s_value_keeps_its_place_and_nothing_to_compare(desk: Desk) -> None:
    _find(desk, [*_said(_people(40), "phone", [PHONE]), (41, "phone", [OFFICE])])
    numbers = [number for (number,) in desk.warehouse.rows("select record_id from standard_record order by record_id")]
    assert numbers == list(range(1, 42))
    assert desk.standard("phone", 7) is None
    assert desk.standard("phone", 41) == ["+74957654321"]


def test_of_two_dates_the_one_that_is_no_crowd_s_is_compared(desk: Desk) -> None:
    said = [*_dated(40, 300), (1, "birth_date", ["1980-01-01", "1971-02-03"])]
    desk.say(*said[3:], said[0], records=sorted({number for number, *_ in said}))
    desk.run()
    assert desk.standard("birth_date") == "1971-02-03"
    assert desk.standard("birth_date__year") == 1971


def test_the_crowd_behind_a_value_is_measured_against_all_that_hold_the_attribute(desk: Desk) -> None:
    crowd = _said(_people(25), "email", ["desk@office.ru"])
    assert _find(desk, crowd)["desk@office.ru"] == "placeholder"
    assert _find(desk, crowd, strangers=5_500)["desk@office.ru"] == "organisation"


def test_the_job_may_say_that_many_people_share_an_attribute(desk: Desk) -> None:
    said = _said(_people(40), "phone", [PHONE])
    assert _find(desk, said, job=job_of(phone={"shared": True}))["+79161234567"] == "organisation"
    assert desk.standard("phone") == ["+79161234567"]


def test_junk_that_cleaning_knows_is_listed_with_its_holders(desk: Desk) -> None:
    people = _people(3)
    said = [*_said(people, "email", ["Test@test.ru "]), *_said(people[:2], "phone", ["000-00-00"], start=11)]
    assert _find(desk, said) == {"test@test.ru": "placeholder"}
    assert desk.warehouse.rows("select key, records, given_names, reason from shared_value") == [
        (None, 3, 3, "known as a placeholder")
    ]


def test_what_the_job_ignores_is_listed_as_such(desk: Desk) -> None:
    desk.say(*_said(_people(3), "email", ["desk@office.ru"]))
    desk.run(job_of(ignore={"email": ["desk@*"]}))
    assert desk.warehouse.rows("select value, reason from shared_value") == [("desk@office.ru", "ignored by the job")]


def _dated(spike: int, usual: int) -> list[Said]:
    """`spike` people born on one day, and `usual` others on different ones."""
    crowd = [(given_name, family, "1980-01-01") for given_name, family, _ in _people(spike)]
    others = [(given_name, family, f"{1930 + place // 300}-{place % 12 + 1:02}-{place % 25 + 2:02}")
              for place, (given_name, family, _) in enumerate(_people(usual, born=False))]  # fmt: skip
    return _said([*crowd, *others], "city", [])


def test_a_date_that_a_form_fills_in_is_a_placeholder(desk: Desk) -> None:
    assert _find(desk, _dated(40, 300)) == {"1980-01-01": "placeholder"}
    assert desk.standard("birth_date") is None
    assert desk.claims("value, quality, reason", "birth_date")[0] == (
        None, "placeholder", "a date far more frequent than others",
    )  # fmt: skip


def test_a_birthday_that_happens_to_be_common_is_none(desk: Desk) -> None:
    assert _find(desk, _dated(15, 300)) == {}


def test_an_attribute_in_which_all_agree_says_nothing(desk: Desk) -> None:
    rows: list[Said] = [(number, "city", ["Омск"]) for number in range(1, 100)]
    desk.say(*rows, (100, "city", ["Пермь"]), records=range(1, 101))
    assert desk.run().notes == ("city: 99% of its records hold the same value, so it says nothing",)


def test_the_report_counts_and_quotes_nothing(desk: Desk) -> None:
    said = [*_said([*COUPLE, CHILD], "phone", [PHONE]), *_said(_people(40), "email", ["desk@office.ru"], start=11)]
    desk.say(*said, records=sorted({number for number, *_ in said}))
    assert desk.run().notes == (
        "email: values held by a crowd (placeholder): 1, in 40 records; neither compared nor shown",
        "phone: values held by several people (family): 1, in 3 records; evidence, but no proof",
    )


# --- properties

PEOPLE = st.lists(st.sampled_from([*_people(40), ("", "", "")]), max_size=40)
RANK = {None: 0, "family": 1, "organisation": 2, "placeholder": 3}


@SHARED_DATABASE
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(desk: Desk, people: list[Person], random: Random) -> None:
    said = _said(people, "phone", [PHONE, OFFICE])
    _find(desk, said)
    straight = desk.warehouse.rows("select * from shared_value")
    random.shuffle(said)
    _find(desk, said)
    assert desk.warehouse.rows("select * from shared_value") == straight


@SHARED_DATABASE
@given(st.integers(20, 50), PEOPLE, st.integers(0, 9_000))
def test_more_records_never_make_a_placeholder_personal(
    desk: Desk, crowd: int, more: list[Person], strangers: int
) -> None:
    said = _said(_people(crowd), "email", ["desk@office.ru"])
    assert _find(desk, said)["desk@office.ru"] == "placeholder"
    said += _said(more, "email", ["desk@office.ru"], start=1_000)
    found = _find(desk, said, strangers=strangers)
    assert RANK[found.get("desk@office.ru")] >= RANK["organisation"]


@SHARED_DATABASE
@given(PEOPLE, PEOPLE)
def test_more_holders_never_make_a_value_of_several_people_personal(
    desk: Desk, people: list[Person], more: list[Person]
) -> None:
    named = [person for person in people if person[0]]
    before = _find(desk, _said(named, "phone", [PHONE])).get("+79161234567")
    after = _find(desk, _said([*named, *more], "phone", [PHONE])).get("+79161234567")
    assert (after is not None) >= (before is not None)


def test_the_bars_stand_in_a_sound_order() -> None:
    assert limits.MOST_PERSONAL < limits.LARGE_INITIALS < limits.CROWD_GIVEN < limits.MULTITUDE
    assert limits.LARGE_FAMILIES < limits.CROWD_FAMILIES
    assert limits.MOST_PERSONAL_DATES < limits.CROWD_DATES
