"""The SQL of learning: how the sources of an election agree, counted."""

from __future__ import annotations

from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import literal, tidy


def gist(rule: AttributeRule) -> str:
    """What two sources must have in common to agree: of a name its first word and the initial of the second.

    A name in full, with an initial, or without its patronymic is one name told at different length, and no error.
    """
    return r"regexp_extract(identity, '^\S+( \S)?')" if rule.kind == "name" else "identity"


def agreements(rule: AttributeRule) -> str:
    """Add to `source_agreement` one row per asked profile of which several sources say something of the attribute.

    A pattern is the voices of each value, a sum of bits, in order. Profiles of one source teach nothing.
    """
    return tidy(f"""
        insert into source_agreement
        select
            any_value(profile_id) as profile_id,
            {literal(rule.attribute)} as attribute,
            list_sort(list(voices))::varchar as pattern
        from (
            select founder_id, bit_or(voices) as voices
            from candidate
            join contest using (founder_id)
            where bit_count(all_voices) > 1
            group by founder_id, {gist(rule)}
        )
        join profile using (founder_id)
        group by founder_id
    """)


def agreement_patterns(most: int) -> str:
    """One row per way in which the sources of profiles agree on an attribute, and how many profiles show it.

    The most frequent come first. The only parameter is the attribute.
    """
    return tidy(f"""
        select
            pattern,
            count(*) as profiles
        from source_agreement
        where attribute = ?
        group by pattern
        order by profiles desc, pattern
        limit {most}
    """)


def kept_accuracies() -> str:
    """One row per attribute and source of the last run: how often the source is right, where that is known."""
    return "select attribute, source, accuracy from source_accuracy where accuracy is not null"


def learned_accuracies() -> str:
    """Add to `source_accuracy` one row, the parameters."""
    return "insert into source_accuracy values (?, ?, ?, ?, ?, ?, ?)"
