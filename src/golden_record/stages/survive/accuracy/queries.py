"""The SQL of learning: how the sources of an election agree, counted."""

from __future__ import annotations

from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import tidy


def gist(rule: AttributeRule) -> str:
    """What two sources must have in common to agree: of a name its first word and the initial of the second.

    A name in full, with an initial, or without its patronymic is one name told at different length, and no error.
    """
    return r"regexp_extract(identity, '^\S+( \S)?')" if rule.kind == "name" else "identity"


def agreement_patterns(rule: AttributeRule, most: int) -> str:
    """One row per way in which the sources of profiles agree, the most frequent first, and how many profiles show it.

    A pattern is the voices of each value, a sum of bits, in order. Profiles of one source teach nothing.
    """
    voices = tidy(f"""
        select founder_id, bit_or(voices) as voices
        from candidate
        join contest using (founder_id)
        where bit_count(all_voices) > 1
        group by founder_id, {gist(rule)}
    """).replace("\n", "\n                ")
    return tidy(f"""
        select
            pattern,
            count(*) as profiles
        from (
            select list_sort(list(voices)) as pattern
            from (
                {voices}
            )
            group by founder_id
        )
        group by pattern
        order by profiles desc, pattern
        limit {most}
    """)


def learned_accuracies() -> str:
    """Add to `source_accuracy` one row, the parameters."""
    return "insert into source_accuracy values (?, ?, ?, ?, ?, ?, ?)"
