"""URLs of servers: what messages may show of them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from golden_record.config.postgres_url import PostgresUrl


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgres://u:secret@host:5433/shop", "postgres://host:5433/shop"),
        ("postgresql://host/shop?sslmode=require", "postgres://host/shop"),
        ("postgres://u@/shop?host=db.example.org&password=secret", "postgres://db.example.org/shop"),
        ("postgres://u:secret@/shop?host=/var/run/postgresql", "postgres:///shop"),
        ("postgres:///?dbname=shop", "postgres:///shop"),
    ],
)
def test_server_and_database_are_shown_and_nothing_else(url: str, shown: str) -> None:
    assert PostgresUrl.parse(url).shown == shown


@pytest.mark.parametrize(
    "url", ["postgres://u:p@ss@h/d", "postgres://u:p/w@h/d", "postgres://u:p#w@h/d", "postgres://u:p?w@h/d", "h/d"]
)
def test_a_url_in_which_a_password_could_pass_for_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="no clear URL") as caught:
        PostgresUrl.parse(url)
    assert url not in str(caught.value)


@given(st.text(st.characters(codec="ascii", min_codepoint=33), min_size=3, max_size=12))
def test_whatever_the_password_no_part_of_it_is_shown(password: str) -> None:
    try:
        url = PostgresUrl.parse(f"postgres://user:{password}@host/shop")
    except ValueError:
        assume(False)
    assert url.shown == "postgres://host/shop"
    assert url.password == password
    assert url.without_password == "postgres://host/shop?user=user&"


def test_the_library_waits_ten_seconds_unless_the_url_says_otherwise() -> None:
    assert PostgresUrl.parse("postgres:///d?host=/tmp").connectable == "postgres:///d?host=/tmp&connect_timeout=10"
    patient = "postgres://h/d?connect_timeout=99"
    assert PostgresUrl.parse(patient).connectable == patient
