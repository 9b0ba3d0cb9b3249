"""The SQL of learning: how the sources of an election agree, counted."""

from __future__ import annotations

from golden_record.model.elections import SOURCE_ACCURACY, SOURCE_AGREEMENT
from golden_record.stages.survive.electorate.queries import ASKED_PROFILE
from golden_record.stages.survive.rules import AttributeRule
from golden_record.stages.survive.standing.queries import contest, told_attribute
from golden_record.warehouse import ident, indented, literal, temporary, tidy

TRUTH = "known_truth"
"""Temporary table of what people know to be true: founder, attribute, and what is true after cleaning."""

FORMER_PATTERN = "former_pattern"
"""Temporary table of how the sources of profiles that are not asked agree: attribute, pattern, number of profiles."""


def told_truths(frame: str) -> str:
    """One row per profile and attribute of a registered frame of which the truth is known."""
    return tidy(f"""
        select
            founder_id,
            attribute,
            told.identity as identity
        from {ident(frame)} as told
        join profile using (profile_id)
    """)


def gist(rule: AttributeRule) -> str:
    """What two sources must have in common to agree: of a name its first word and the initial of the second.

    A name in full, with an initial, or without its patronymic is one name told at different length, and no error.
    """
    return r"regexp_extract(identity, '^\S+( \S)?')" if rule.kind == "name" else "identity"


def agreements(rule: AttributeRule, *, judged: bool = False) -> str:
    """One row per asked profile of which several sources say something of the attribute.

    A pattern is the voices of each value, a sum of bits, in order. Profiles of one source teach nothing, unless they
    are `judged`: the truth about some is known. Then the voices of the true value, counted from -1 down, come first.
    """
    voices, heard = "voices", f"bit_count(all_voices) > 1{_teaching(rule)}"
    if judged:
        voices, heard = "if(is_true, -1 - voices, voices)", f"{heard} or founder_id in ({_judged(rule)})"
    return tidy(f"""
        select
            any_value(profile_id) as profile_id,
            {told_attribute(rule)},
            list_sort(list({voices}))::varchar as pattern
        from {_judged_gists(rule) if judged else _gists(rule)}
        join contest using ({contest(rule)})
        join profile using (founder_id)
        where {heard}
        group by {contest(rule)}
    """)


def former_patterns() -> str:
    """Make the temporary table `former_pattern`: how sources agree in profiles that are not asked, and how often."""
    return temporary(
        FORMER_PATTERN,
        tidy(f"""
            select
                attribute,
                pattern,
                count(*) as profiles
            from {SOURCE_AGREEMENT.name}
            anti join {ASKED_PROFILE} using (profile_id)
            group by attribute, pattern
        """),
    )


def agreement_patterns(most: int, agreements: str = SOURCE_AGREEMENT.name) -> str:
    """One row per way in which the sources of profiles agree on an attribute, and how many profiles show it.

    `agreements` is the table of all profiles, or of those who are asked alone; the others are then counted already. The
    most frequent come first. The only parameter is the attribute.
    """
    counted = f"select attribute, pattern, 1 as profiles from {ident(agreements)}"
    if agreements != SOURCE_AGREEMENT.name:
        counted += f"\nunion all\nselect attribute, pattern, profiles from {FORMER_PATTERN}"
    return tidy(f"""
        select
            pattern,
            sum(profiles)::bigint as profiles
        from (
            {indented(counted, 12)}
        )
        where attribute = ?
        group by pattern
        order by profiles desc, pattern
        limit {most}
    """)


def kept_accuracies() -> str:
    """One row per attribute and source of the last run: how often the source is right, where that is known."""
    return "select attribute, source, accuracy from source_accuracy where accuracy is not null"


def learned_accuracies(rows: int) -> str:
    """Add to `source_accuracy` some rows, the parameters."""
    row = f"({', '.join('?' * len(SOURCE_ACCURACY.columns))})"
    return f"insert into {SOURCE_ACCURACY.name} values {', '.join([row] * rows)}"


def _gists(rule: AttributeRule) -> str:
    """One row per profile and value by which sources agree."""
    if gist(rule) == "identity":
        return "candidate"
    return f"(select founder_id, bit_or(voices) as voices from candidate group by founder_id, {gist(rule)})"


def _teaching(rule: AttributeRule) -> str:
    """Of several attributes, only those of which anything can be learnt."""
    names = ", ".join(literal(one.attribute) for one in rule.teachers)
    return f" and attribute in ({names})" if rule.together else ""


def _judged_gists(rule: AttributeRule) -> str:
    """The same with what is known to be true, whether a source says so or none."""
    return f"""(
            select founder_id, bit_or(voices) as voices, bool_or(is_true) as is_true
            from (
                select founder_id, {gist(rule)} as gist, voices::hugeint as voices, false as is_true
                from candidate
                union all
                {_judged(rule, f"founder_id, {gist(rule)}, 0, true")}
            )
            group by founder_id, gist
        )"""


def _judged(rule: AttributeRule, columns: str = "founder_id") -> str:
    return f"select {columns} from {TRUTH} where attribute = {literal(rule.attribute)}"
