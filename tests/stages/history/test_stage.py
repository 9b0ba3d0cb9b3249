from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.model.history import MEMBER_HISTORY, PROFILE_EVENT, PROFILE_HISTORY, PROFILE_REDIRECT
from golden_record.model.keys import profile_id
from golden_record.stages import history
from golden_record.stages.history.queries import member_changes, names_taken_over, touched_members, touched_profiles
from tests.golden_text import assert_golden
from tests.stages.history.conftest import JOB, Days, job_in

Town = Mapping[int, str]


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(job_in(tmp_path))


@contextmanager
def _days() -> Iterator[Days]:
    """For hypothesis, which wants nothing carried over from example to example."""
    with TemporaryDirectory() as folder:
        started = Days(job_in(Path(folder)))
        yield started
        started.warehouse.close()


def _founded(record: int) -> str:
    return profile_id("crm", f"c{record}")


def _kinds(days: Days) -> list[tuple[str, str, str | None]]:
    return [(event, profile, other) for event, profile, other, _ in days.events()]


# --- ids


def test_a_new_profile_is_named_after_its_oldest_record(days: Days) -> None:
    assert days.run([[1, 2], [3]]) == {1: _founded(1), 2: _founded(1), 3: _founded(3)}
    assert _kinds(days) == [("created", p, None) for p in sorted([_founded(1), _founded(3)])]


def test_a_run_that_finds_the_same_says_nothing(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1, 2], [3]])
    assert days.events() == []


def test_an_id_stays_when_the_founder_leaves(days: Days) -> None:
    days.run([[1, 2, 3]])
    profiles = days.run([[1], [2, 3]])
    assert profiles[2] == profiles[3] == _founded(1)
    assert profiles[1] == profile_id("crm", "c1", 2)


def test_an_older_record_that_joins_does_not_rename_the_profile(days: Days) -> None:
    days.run([[2, 3]])
    assert days.run([[1, 2, 3]])[1] == _founded(2)


def test_of_two_profiles_that_merge_the_one_with_more_records_keeps_its_id(days: Days) -> None:
    days.run([[1], [2, 3]])
    assert set(days.run([[1, 2, 3]]).values()) == {_founded(2)}
    assert _kinds(days) == [("merged", _founded(2), _founded(1))]
    assert days.redirects() == {_founded(1): _founded(2)}


def test_of_equals_that_merge_the_older_profile_keeps_its_id(days: Days) -> None:
    days.run([[2]])
    days.run([[2], [1]])
    assert set(days.run([[1, 2]]).values()) == {_founded(2)}


def test_a_wrong_merge_undone_gives_the_lost_one_an_id_that_never_meant_anybody(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1, 2, 3]])
    profiles = days.run([[1, 2], [3]])
    assert profiles == {1: _founded(1), 2: _founded(1), 3: profile_id("crm", "c3", 2)}
    assert _kinds(days) == [("created", profiles[3], None), ("split", _founded(1), profiles[3])]


def test_a_person_who_was_away_comes_back_under_the_same_id(days: Days) -> None:
    days.run([[1], [2]])
    days.run([[1]])
    assert _kinds(days) == [("retired", _founded(2), None)]
    assert days.run([[1], [2]])[2] == _founded(2)


# --- redirects


def test_redirects_always_lead_to_a_live_profile(days: Days) -> None:
    days.run([[1], [2, 3], [4, 5, 6, 7]])
    days.run([[1, 2, 3], [4, 5, 6, 7]])
    days.run([[1, 2, 3, 4, 5, 6, 7]])
    assert days.redirects() == {_founded(1): _founded(4), _founded(2): _founded(4)}


def test_a_redirect_follows_the_person_when_a_wrong_merge_is_undone(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1, 2, 3]])
    assert days.redirects() == {_founded(3): _founded(1)}
    profiles = days.run([[1, 2], [3]])
    assert days.redirects() == {_founded(3): profiles[3]}
    days.run([[1, 2, 3]])
    assert days.redirects() == {_founded(3): _founded(1), profiles[3]: _founded(1)}


def test_a_redirect_to_somebody_who_has_left_leads_nowhere(days: Days) -> None:
    days.run([[1], [2, 3], [4]])
    days.run([[1, 2, 3], [4]])
    days.run([[4]])
    assert days.redirects() == {_founded(1): None}


# --- events


def test_a_changed_value_is_told_with_what_it_was(days: Days) -> None:
    days.run([[1]], {1: "Omsk"})
    days.run([[1]], {1: "Perm"})
    assert days.events() == [
        (
            "updated",
            _founded(1),
            None,
            {"changed": [{"attribute": "town", "old": "Omsk", "new": "Perm"}], "added": [], "removed": []},
        )
    ]


def test_a_record_that_changes_sides_is_told(days: Days) -> None:
    days.run([[1, 2, 3], [4, 5]])
    days.run([[1, 2], [3, 4, 5]])
    assert _kinds(days) == [("record_moved", _founded(4), _founded(1))]
    assert days.events()[0][3] == {"records": [{"source": "crm", "source_id": "c3"}]}


def test_a_split_names_what_speaks_against_one_person(days: Days) -> None:
    days.run([[1, 2, 3]])
    days.warehouse.execute("""insert into model values ('{"comparisons": ["name", "birth_date", "phone"]}', true)""")
    days.warehouse.execute("insert into link values (1, 3, [4.0, -9.0, -1.0]), (2, 3, [3.0, -7.0, -2.0])")
    days.run([[1, 2], [3]])
    (_, (kind, _, _, details)) = days.events()
    assert (kind, details["because"]) == ("split", "birth_date")


# --- versions


def test_versions_of_a_profile_follow_each_other_without_a_gap(days: Days) -> None:
    for town in ("Omsk", "Omsk", "Perm", "Omsk"):
        days.run([[1]], {1: town})
    versions = days.warehouse.rows(
        "select content ->> '$.town', valid_from, valid_to from profile_history order by valid_from"
    )
    assert [town for town, _, _ in versions] == ["Omsk", "Perm", "Omsk"]
    assert [end for _, _, end in versions[:-1]] == [start for _, start, _ in versions[1:]]
    assert versions[-1][2] is None


def test_what_became_a_card_is_taken_out_of_all_that_was_told(days: Days, tmp_path: Path) -> None:
    days.run([[1], [2]], {1: "4276380012345679", 2: "Omsk"})
    days.run([[1], [2]], {1: "Omsk", 2: "4276380012345679"})
    days.job = job_in(tmp_path, JOB.replace("town: town, ", "").replace("  town: {type: city}\n", ""))
    days.run([[1], [2]])
    days.job = job_in(
        tmp_path, JOB.replace("{type: city}", "{type: card}") + "privacy: {key: '${GOLDEN_RECORD_KEY}'}\n"
    )
    days.run([[1], [2]])
    told = days.warehouse.rows("select content from profile_history union all select details from profile_event")
    assert told
    assert not [text for (text,) in told if "427638" in str(text)]


# --- whatever happens

RECORDS = st.integers(min_value=1, max_value=7)
PARTITIONS = st.dictionaries(RECORDS, st.tuples(st.integers(0, 3), st.sampled_from(["Omsk", "Perm"])))


@settings(max_examples=25, deadline=None)
@given(st.lists(PARTITIONS, min_size=1, max_size=6))
def test_whatever_happens_the_feed_ids_and_redirects_agree(runs: list[dict[int, tuple[int, str]]]) -> None:
    with _days() as days:
        meanings: dict[str, set[int]] = {}
        retired: set[str] = set()
        for run in runs:
            groups = [[record for record, (group, _) in run.items() if group == wanted] for wanted in range(4)]
            profiles = days.run(filter(None, groups), {record: town for record, (_, town) in run.items()})
            _the_reader_has_what_the_state_has(days)
            _redirects_are_flat(days, set(profiles.values()))
            retired |= {old for old, new in days.redirects().items() if new}
            for record, profile in profiles.items():
                meanings.setdefault(profile, set()).add(record)
            assert not retired & set(profiles.values())


def _the_reader_has_what_the_state_has(days: Days) -> None:
    assert {int(key[1:]): profile for (_, key), profile in days.reader.profile_of.items()} == days.profiles()
    towns = {profile: town for profile, town in days.warehouse.rows("select profile_id, town from golden_profile")}
    assert {profile: values["town"] for profile, values in days.reader.values.items()} == towns


def _redirects_are_flat(days: Days, live: set[str]) -> None:
    redirects = days.redirects()
    assert {new for new in redirects.values() if new} <= live
    assert not redirects.keys() & live


@given(st.lists(PARTITIONS, min_size=1, max_size=4))
@settings(max_examples=8, deadline=None)
def test_the_same_runs_from_nothing_tell_the_same_history(runs: list[dict[int, tuple[int, str]]]) -> None:
    with _days() as first, _days() as second:
        for run in runs:
            groups = [[record for record, (group, _) in run.items() if group == wanted] for wanted in range(4)]
            kept = [group for group in groups if group]
            first.run(kept)
            second.run([list(reversed(group)) for group in reversed(kept)])
        events = "select * from profile_event order by sequence"
        assert first.warehouse.rows(events) == second.warehouse.rows(events)


@given(st.lists(PARTITIONS, min_size=2, max_size=4))
@settings(max_examples=12, deadline=None)
def test_lists_of_changes_only_say_where_to_look(runs: list[dict[int, tuple[int, str]]]) -> None:
    with _days() as everywhere, _days() as listed:
        listed.listed = True
        for run in runs:
            groups = [[record for record, (group, _) in run.items() if group == wanted] for wanted in range(4)]
            towns = {record: town for record, (_, town) in run.items()}
            for days in (everywhere, listed):
                days.run([group for group in groups if group], towns)
        for table in (MEMBER_HISTORY, PROFILE_HISTORY, PROFILE_EVENT, PROFILE_REDIRECT):
            told = f"select * from {table.name} order by all"
            assert everywhere.warehouse.rows(told) == listed.warehouse.rows(told)


def test_the_statements_are_these(tmp_path: Path) -> None:
    assert_golden("history", history.explain(job_in(tmp_path)))


def test_the_statements_that_look_where_something_changed_are_these() -> None:
    stages = ("cluster", "household", "survive")
    statements = (touched_profiles(stages), touched_members(), member_changes(touched=True))
    assert_golden("history_touched", ";\n\n".join(statements))


def test_the_statement_for_sources_of_another_name_is_this() -> None:
    assert_golden("history_names", names_taken_over())


# --- what later stages are told


def test_a_run_that_finds_the_same_has_changed_nothing(days: Days) -> None:
    days.run([[1, 2], [3]])
    # Three records and two profiles are new.
    assert days.changed == 5
    days.run([[1, 2], [3]])
    assert days.changed == 0


def test_records_and_profiles_that_are_other_are_counted(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1], [2], [3]], {3: "Perm"})
    # Record 2 has moved, its profile is new, and profile 3 has another town.
    assert days.changed == 3
