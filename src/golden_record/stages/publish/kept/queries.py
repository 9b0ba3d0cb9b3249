"""The SQL of the publications that a state knows."""

from __future__ import annotations

from golden_record.warehouse import tidy


def publications() -> str:
    """One row per publication of a mart, the parameter: the youngest first."""
    return tidy("""
        select
            run_id,
            published_at,
            mark,
            whole_size,
            cards,
            held_at,
            withdrawn_at
        from publication
        where mart = ?
        order by run_id desc
    """)


def publications_elsewhere() -> str:
    """One row per publication that is none of a mart, the parameter: the job has had others."""
    return "select mart, run_id from publication where mart <> ? order by mart, run_id"


def publishing_run() -> str:
    """One row, asked of a mart: the run that published it."""
    return "select max(run_id) from ops.run"


def new_publication() -> str:
    """Note a publication. Parameters: run, mart, time, mark, size when whole, and payment cards."""
    return "insert into publication values (?, ?, ?, ?, ?, ?, null, null)"


def publication_forgotten() -> str:
    """Forget a publication. Parameters: the mart, and the run."""
    return "delete from publication where mart = ? and run_id = ?"


def holds_ended() -> str:
    """Let runs publish again in the place of a mart, the parameter."""
    return "update publication set held_at = null where mart = ?"


def hold_begun() -> str:
    """Let a publication stay in the place of the mart. Parameters: when, the mart, and the run."""
    return "update publication set held_at = ?, withdrawn_at = null where mart = ? and run_id = ?"


def later_ones_withdrawn() -> str:
    """Note that an earlier publication was put in the place of later ones. Parameters: when, the mart, and its run."""
    return tidy("""
        update publication
        set withdrawn_at = coalesce(withdrawn_at, cast(? as timestamp))
        where mart = ? and run_id > ?
    """)
