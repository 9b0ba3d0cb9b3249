from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stages.household.conftest import HOME, OTHER_HOME, Seen, Street, job_with, seen

BLOCK = "Москва, ул. Ленина, д. 5"
NEXT_DOOR = f"{BLOCK}, кв. 13"
PHONE = "+79161234567"
IVANOVS = (seen("a", "Иванов Пётр", HOME), seen("b", "Иванова Анна", HOME))


# --- what ties


def test_husband_and_wife_at_one_address_are_a_household(street: Street) -> None:
    assert street.of(*IVANOVS) == ["ab"]


@pytest.mark.parametrize(
    "name",
    ["Иванов Олег", "ИВАНОВА Мария", "Ivanova Maria", "Oleg Ivanov", "Иванов О."],
)
@pytest.mark.parametrize("on", ["auto", ["address", "family_name"], [["address", "full_name__family"]]])
def test_a_family_name_is_one_in_any_gender_and_alphabet(street: Street, name: str, on: object) -> None:
    assert street.of(IVANOVS[0], seen("b", name, "г. Москва, Ленина ул 5-12"), on=on) == ["ab"]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("Москва, ул. Ленина, д. 5, кв. 13", id="another flat"),
        pytest.param("Москва, ул. Ленина, д. 6, кв. 12", id="another house"),
        pytest.param("Москва, ул. Мира, д. 5, кв. 12", id="another street"),
        pytest.param("Тула, ул. Ленина, д. 5, кв. 12", id="another town"),
    ],
)
def test_another_home_ties_nobody(street: Street, address: str) -> None:
    assert street.of(IVANOVS[0], seen("b", "Иванова Анна", address)) == []


def test_strangers_at_one_address_are_no_family(street: Street) -> None:
    assert street.of(IVANOVS[0], seen("b", "Сидоров Олег", HOME)) == []
    assert street.of(IVANOVS[0], seen("b", "Сидоров Олег", HOME), on=["address"]) == ["ab"]


def test_a_house_of_which_no_flat_is_known_is_one_home(street: Street) -> None:
    assert street.of(seen("a", "Иванов Пётр", BLOCK), seen("b", "Иванова Анна", BLOCK)) == ["ab"]


def test_a_bare_house_number_is_the_only_flat_that_is_known_there(street: Street) -> None:
    assert street.of(IVANOVS[0], seen("b", "Иванова Анна", BLOCK)) == ["ab"]


def test_a_bare_house_number_in_a_block_of_several_flats_is_no_home(street: Street) -> None:
    bare = (seen("b", "Иванова Анна", BLOCK), seen("c", "Иванов Олег", BLOCK))
    assert street.of(IVANOVS[0], *bare, seen("d", "Зуев Олег", NEXT_DOOR)) == []


def test_who_once_gave_the_flat_lives_in_it(street: Street) -> None:
    twice = (seen("b", "Иванова Анна", HOME, 2020), seen("b", "Иванова Анна", BLOCK, 2025))
    assert street.of(IVANOVS[0], *twice, seen("d", "Зуев Олег", NEXT_DOOR)) == ["ab"]


def test_the_town_may_stand_beside_the_address(street: Street) -> None:
    bare = "ул. Ленина, д. 5, кв. 12"
    assert street.of(IVANOVS[0], seen("b", "Иванова Анна", bare, town="Москва")) == ["ab"]
    assert street.of(IVANOVS[0], seen("b", "Иванова Анна", bare, town="Тула")) == []


@pytest.mark.parametrize(
    ("values", "tied"),
    [
        pytest.param({"card": "A-100200"}, True, id="card"),
        pytest.param({"email": "ivanovs@mail.ru"}, True, id="e-mail"),
        pytest.param({"device": "d-77aa55"}, True, id="what the job says is shared"),
        pytest.param({"phone": PHONE}, False, id="a telephone that strangers may have had in turn"),
        pytest.param({"town": "Москва"}, False, id="town"),
    ],
)
def test_auto_knows_what_relatives_share(street: Street, values: dict[str, str], tied: bool) -> None:
    records = (Seen("a", "Иванов Пётр", values=values), Seen("b", "Сидорова Анна", values=values))
    assert street.of(*records) == (["ab"] if tied else [])


def test_a_telephone_and_a_family_name_tie(street: Street) -> None:
    names = {"a": "Иванов Пётр", "b": "Иванова Анна"}
    assert street.of(*(seen(profile, name, phone=PHONE) for profile, name in names.items())) == ["ab"]


def test_all_of_a_list_must_be_shared_and_any_of_several_lists(street: Street) -> None:
    by_card = (seen("a", "Иванов Пётр", card="A-100200"), seen("b", "Сидоров Олег", card="A-100200"))
    assert street.of(*by_card, on=["card", "family_name"]) == []
    assert street.of(*by_card, on=[["card", "family_name"], ["card"]]) == ["ab"]


def test_a_value_of_any_record_of_a_profile_counts(street: Street) -> None:
    married = (seen("b", "Сидорова Анна", card="B-300400"), seen("b", "Иванова Анна", HOME))
    assert street.of(IVANOVS[0], *married, seen("c", "Сидоров Олег", card="B-300400")) == ["abc"]


# --- what does not


def test_what_more_profiles_share_than_a_household_may_have_is_no_evidence(street: Street) -> None:
    dormitory = [seen(letter, f"Иванов {letter}", HOME) for letter in "abcd"]
    job = job_with({"on": [["address", "family_name"]], "max_profiles": 3})
    street.put(dormitory, job)
    notes = street.run(job).notes
    assert street.households() == []
    assert notes == ("address: 1 value that more than 3 profiles share found no household",)
    assert street.of(*dormitory, max_profiles=4) == ["abcd"]


def test_a_dormitory_is_one_for_a_family_in_it_too(street: Street) -> None:
    others = [
        seen(letter, f"{name} Олег", HOME) for letter, name in zip("cde", ("Белов", "Котов", "Зуев"), strict=True)
    ]
    assert street.of(*IVANOVS, *others, max_profiles=4) == []


def test_a_crowd_that_only_the_whole_rule_shows_is_reported_under_its_name(street: Street) -> None:
    records = [seen(letter, f"Иванов {letter}", town="Тула") for letter in "abcd"]
    job = job_with({"on": ["town", "family_name"], "max_profiles": 3})
    street.put(records, job)
    assert street.run(job).notes == (
        "town and family_name: 1 value that more than 3 profiles share found no household",
    )


@pytest.mark.parametrize(("kind", "tied"), [("organisation", []), ("family", ["ab"])])
def test_the_telephone_of_an_office_ties_nobody(street: Street, kind: str, tied: list[str]) -> None:
    job = job_with({"on": ["phone"]})
    street.put((seen("a", "Иванов Пётр", phone=PHONE), seen("b", "Сидоров Олег", phone=PHONE)), job)
    values = ["phone", PHONE, PHONE, kind]
    street.warehouse.execute("insert into shared_value (attribute, value, key, class) values (?, ?, ?, ?)", values)
    street.run(job)
    assert street.households() == tied


# --- people who move


def test_who_has_moved_lives_where_it_was_seen_last(street: Street) -> None:
    moved = (seen("b", "Иванова Анна", HOME, 2020), seen("b", "Иванова Анна", OTHER_HOME, 2023))
    assert street.of(IVANOVS[0], *moved, seen("c", "Иванов Олег", OTHER_HOME)) == ["bc"]
    assert street.of(IVANOVS[0], *moved) == []


def test_the_order_of_records_does_not_say_who_has_moved(street: Street) -> None:
    moved = (seen("b", "Иванова Анна", OTHER_HOME, 2023), seen("b", "Иванова Анна", HOME, 2020))
    assert street.of(IVANOVS[0], *moved, seen("c", "Иванов Олег", OTHER_HOME)) == ["bc"]


def test_without_times_the_address_given_most_often_is_the_home(street: Street) -> None:
    anna = [seen("b", "Иванова Анна", address, None) for address in (OTHER_HOME, HOME, HOME)]
    assert street.of(IVANOVS[0], *anna) == ["ab"]


def test_a_card_does_not_tie_people_who_live_at_two_addresses(street: Street) -> None:
    one, other = seen("a", "Иванов Пётр", HOME, card="A-100200"), seen("b", "Сидоров Олег", OTHER_HOME, card="A-100200")
    job = job_with()
    street.put((one, other), job)
    assert street.run(job).notes == ("1 pair of profiles shares something, but not the latest address",)
    assert street.households() == []


def test_nobody_ties_two_homes_to_each_other(street: Street) -> None:
    between = seen("b", "Петрова Анна", card="A-100200", email="family@mail.ru")
    one, other = (
        seen("a", "Иванов Пётр", HOME, email="family@mail.ru"),
        seen("c", "Зуев Олег", OTHER_HOME, card="A-100200"),
    )
    assert street.of(one, between, other) == ["ab"]
    assert street.of(one, between, other, on=[["card"], ["email"]]) == ["bc"]


def test_the_later_of_two_ties_of_one_kind_decides(street: Street) -> None:
    between = [
        seen("b", "Петрова Анна", year=year, card=card) for card, year in (("A-100200", 2019), ("B-300400", 2023))
    ]
    ends = (seen("a", "Иванов Пётр", HOME, card="A-100200"), seen("c", "Зуев Олег", OTHER_HOME, card="B-300400"))
    assert street.of(*ends, *between) == ["bc"]


# --- what a household is called, and what is told of it


def test_a_household_is_told_with_its_home_its_members_and_its_reasons(street: Street) -> None:
    first = seen("b", "Иванов Пётр", "Москва, Ленина 5-12", 2020, card="A-100200")
    street.of(first, seen("a", "Иванова Анна", HOME, card="A-100200"))
    assert street.rows("select * from household") == [("h-b", 2, HOME, ["a", "b"], "address and family_name; card")]


def test_a_household_without_an_address_has_none(street: Street) -> None:
    street.of(seen("a", card="A-100200"), seen("b", card="A-100200"))
    assert street.rows("select household_id, address, reason from household") == [("h-a", None, "card")]


def test_each_member_knows_its_strongest_tie(street: Street) -> None:
    street.of(*IVANOVS, seen("c", "Зуев Олег", card="A-100200"), seen("b", "Иванова Анна", year=2023, card="A-100200"))
    assert street.rows(
        "select profile_id, reason, other_profile_id, year(seen_at) from household_member order by all"
    ) == [
        ("a", "address and family_name", "b", 2024),
        ("b", "address and family_name", "a", 2024),
        ("c", "card", "b", 2023),
    ]


def test_the_household_keeps_its_id_while_its_oldest_profile_stays(street: Street) -> None:
    street.of(*IVANOVS)
    before = street.rows("select household_id from household")
    street.of(*IVANOVS, seen("0", "Иванов Олег", HOME))
    assert street.rows("select household_id from household") == before == [("h-a",)]


def test_who_shares_nothing_is_in_no_household(street: Street) -> None:
    assert street.of(seen("a", "Иванов Пётр", HOME)) == []
    assert street.rows("select * from household_member") == []


def test_a_job_that_asks_for_no_households_gets_empty_tables(street: Street) -> None:
    street.of(*IVANOVS)
    street.run(job_with(None))
    assert (street.rows("select * from household"), street.rows("select * from household_member")) == ([], [])


def test_a_job_without_addresses_or_names_has_households_all_the_same(street: Street) -> None:
    job = job_with("auto", {"phone": "phone", "card": "identifier"})
    street.put((seen("a", phone=PHONE), seen("b", phone=PHONE)), job)
    street.run(job)
    assert street.households() == ["ab"]


# --- for any street

NAMES = st.sampled_from(["Иванов Пётр", "Иванова Анна", "Ivanov Oleg", "Сидоров Олег", None])
ADDRESSES = st.sampled_from([HOME, OTHER_HOME, BLOCK, "Москва, Ленина 5-13", None])
CARDS = st.sampled_from([{}, {"card": "A-100200"}, {"card": "B-300400"}, {"phone": PHONE}])
RECORDS = st.lists(
    st.builds(Seen, st.sampled_from("abcdefgh"), NAMES, ADDRESSES, st.sampled_from([None, 2020, 2024]), CARDS),
    min_size=1,
    max_size=14,
)
ON = st.sampled_from(["auto", ["address"], [["card"], ["phone"], ["address", "family_name"]]])
UNHURRIED = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@UNHURRIED
@given(records=RECORDS, on=ON, most=st.integers(2, 5))
def test_households_keep_their_promises(street: Street, records: list[Seen], on: object, most: int) -> None:
    job = job_with({"on": on, "max_profiles": most})
    street.put(records, job)
    people = [street.rows(f"select * from {table} order by all") for table in ("membership", "profile")]
    street.run(job)
    assert [street.rows(f"select * from {table} order by all") for table in ("membership", "profile")] == people
    members = [str(profile) for (profile,) in street.rows("select profile_id from household_member")]
    assert len(members) == len(set(members))
    assert sorted("".join(street.households())) == sorted(members)
    assert set(members) <= {record.profile for record in records}
    assert all(2 <= len(household) <= most for household in street.households())
    assert not street.rows("select * from household_member as one join profile on profile.profile_id = household_id")
    ties = "select * from household_member m join household_member o on o.profile_id = m.other_profile_id"
    assert not street.rows(f"{ties} where o.household_id <> m.household_id or o.profile_id = m.profile_id")


@UNHURRIED
@given(records=RECORDS, on=ON, seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(street: Street, records: list[Seen], on: object, seed: int) -> None:
    job = job_with({"on": on, "max_profiles": 4})
    results = []
    for shuffled in (False, True):
        street.put(records, job)
        if shuffled:
            for table in ("claim", "membership", "profile", "standard_record"):
                street.warehouse.execute(
                    f"create or replace table {table} as from {table} order by hash({seed}, {table})"
                )
        street.run(job)
        results.append([street.rows(f"from {table}") for table in ("household", "household_member")])
    assert results[0] == results[1]
