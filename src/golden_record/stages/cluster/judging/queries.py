"""Statements about judgements: the records that they name, and those that were given by command."""

from __future__ import annotations

from golden_record.warehouse import tidy


def judged_records(frame: str) -> str:
    """One row per judgement of `frame` (place, and source and key of both records): the records, null where gone."""
    return tidy(f"""
        select
            place,
            l.record_id as left_id,
            r.record_id as right_id
        from {frame}
        left join source_record as l on l.source = left_source and l.source_id = left_source_id
        left join source_record as r on r.source = right_source and r.source_id = right_source_id
        order by place
    """)


def judgements() -> str:
    """One row per judgement, with what became of it in the last run."""
    return "select * from judgement order by all"


# --- given by command


def given_judgements() -> str:
    """One row per judgement and pair of records, or per withdrawal, in the order in which they were given."""
    return tidy("""
        select *
        from given_judgement
        order by number, left_source, left_source_id, right_source, right_source_id
    """)


def renamed_sources() -> str:
    """One row per source that had another name: that name, and the one that it has now."""
    return "select former, source from source_name order by former"


def next_number() -> str:
    """One row: the number that the next judgement gets."""
    return "select coalesce(max(number), 0) + 1 from given_judgement"


def add_given(frame: str) -> str:
    """Add the rows of a frame with the columns of `given_judgement`."""
    return f"insert into given_judgement select * from {frame}"


# --- whom a steward names


def profile_of_record() -> str:
    """One row or none: the profile of the record of a source and a key, the parameters."""
    return tidy("""
        select profile_id
        from source_record
        join membership using (record_id)
        where source = ? and source_id = ?
    """)


def live_profile() -> str:
    """One row or none: the live profile that an id, the parameter given twice, stands for or leads to."""
    return tidy("""
        select profile_id
        from profile
        where profile_id = ?
        union
        select profile_id
        from profile_redirect
        join profile using (profile_id)
        where old_profile_id = ?
        order by 1
    """)


def records_of_profile() -> str:
    """One row per record of a profile, the parameter, the oldest first."""
    return tidy("""
        select source, source_id
        from source_record
        join membership using (record_id)
        where profile_id = ?
        order by record_id
    """)
