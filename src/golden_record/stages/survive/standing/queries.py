"""The SQL of claims that may stand: records with their rank, filters, decay and downgrades of trust, conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.config.survivorship import DowngradeConfig
from golden_record.model.claims import USABLE_CLAIM
from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import ident, literal, stack, tidy

_ONLY = {
    "good": "quality = 'good'",
    "sound": "quality in ('good', 'repaired')",
    "verified": "verified",
}

NARROW_VOICES = 62
"""Sources up to which their voices are a number of usual width."""

# Sources beyond this share the last voice: so many bits has the widest whole number.
_MOST_VOICES = 126


# A position is a whole number of 31 bits; of the 63 that are there, 32 are left for the places of records.
_POSITION_BITS = 31

# Numbers the claims of an attribute in the order of their records and positions.
_SEAT = f"place * {1 << _POSITION_BITS} + position"


RANKED_RECORD = "ranked_record"
"""Temporary table of the records that are asked, with their profile, trust, voice and place."""


def ranked_records(trust: Mapping[str, float], *, best: bool) -> str:
    """Make the temporary table `ranked_record`: one row per asked record with its profile, trust, voice and place.

    `trust` is per source. `place` numbers the records by source and source id, so that it does not depend on the
    history of the state, and a number compares faster than two texts. `voice` is a bit of its own for each source.
    With `best`, `best_place` ranks the records as a whole: by trust, then by how much they say, then by age.
    """
    best_place = "row_number() over (order by trust desc, said_count desc, observed_at desc, source, source_id)"
    said = tidy(f"""
        left join (
            select record_id, count(distinct attribute) as said_count
            from asked_claim
            where {USABLE_CLAIM}
            group by record_id
        ) using (record_id)
    """)
    return tidy(f"""
        create or replace temp table ranked_record as
        select
            record_id,
            founder_id,
            profile_id,
            source,
            source_id,
            {by_source(trust)} as trust,
            {_voice(tuple(trust))} as voice,
            coalesce(match_probability, 1.0) as confidence,
            row_number() over (order by source, source_id) as place,
            {best_place if best else "null::bigint"} as best_place
        from asked_member
        join profile using (profile_id)
    """) + (f"\n{said}" if best else "")


def no_ranked_records() -> str:
    """Drop the temporary table of `ranked_records`."""
    return "drop table temp.ranked_record"


def standing_claims(rule: AttributeRule, trust: Mapping[str, float] | None) -> str:
    """One row per claim that may stand for the rule's attribute, with the columns that the job's SQL may read.

    `trust` per source replaces what the job declares. The only parameter is the start of the run's day. Placeholders
    and invalid values never stand.
    """
    return tidy(f"""
        select
            {stack([*columns_of_claims(trust), *which(rule)], indent=12)}{_counts(rule)}
        from asked_claim
        join ranked_record using (record_id){_repetitions(rule)}
        where {asked_attributes(rule)}
            and {USABLE_CLAIM}
            {_asked_records(rule)}
    """)


def columns_of_claims(trust: Mapping[str, float] | None) -> list[str]:
    """The columns of `standing_claims`, which has their parameter."""
    return [
        *("founder_id", "profile_id", "record_id", "place", "best_place", "voice", "position"),
        *(f"{_SEAT} as seat", "coalesce(key, value) as identity", "value", "key"),
        *("try_cast(value as double) as number", "quality", "verified", "source", "source_id"),
        "asked_claim.observed_at",
        "(epoch_us(cast(? as timestamp)) - epoch_us(asked_claim.observed_at)) / 86400e6 as age_days",
        f"{by_source(trust) if trust else 'trust'} as trust",
        "confidence",
    ]


def which(rule: AttributeRule) -> tuple[str, ...]:
    """The column that tells the attribute, where several are elected by the same statements."""
    return ("attribute",) if rule.together else ()


def contest(rule: AttributeRule) -> str:
    """The columns that tell one contest from the others."""
    return ", ".join(("founder_id", *which(rule)))


def told_attribute(rule: AttributeRule) -> str:
    """The attribute of a contest, as results tell it."""
    return "attribute" if rule.together else f"{literal(rule.attribute)} as attribute"


def asked_attributes(rule: AttributeRule) -> str:
    """The condition that a claim is one of the rule's attributes."""
    return _attribute_in(rule.each)


def by_attribute(rule: AttributeRule, terms: Mapping[str, str]) -> str:
    """A term per attribute, null for those that are not named; no case where it is the same for all."""
    if len(terms) == len(rule.each) and len(set(terms.values())) == 1:
        return next(iter(terms.values()))
    cases = " ".join(f"when {literal(attribute)} then {term}" for attribute, term in terms.items())
    return f"case attribute {cases} end"


def _attribute_in(rules: Sequence[AttributeRule]) -> str:
    names = ", ".join(literal(rule.attribute) for rule in rules)
    return f"attribute = {names}" if len(rules) == 1 else f"attribute in ({names})"


def seats(rule: AttributeRule, columns: Sequence[str], contests: str) -> str:
    """One row per candidate: whose record, and which position of it, made the claim that holds the seat.

    `columns` are further ones of candidates and contests, `contests` is the condition of those that are looked at.
    """
    return tidy(f"""
        select
            {contest(rule)},
            seat,
            {stack(columns, indent=12)},
            ranked_record.* exclude (founder_id),
            (seat & {(1 << _POSITION_BITS) - 1})::integer as position
        from candidate
        join contest using ({contest(rule)})
        join ranked_record on place = {place_of("seat")}
        where {contests}
    """)


def seated_claims(rule: AttributeRule, holders: str, columns: Sequence[str]) -> str:
    """One row per row of `holders`, a common table of `seats`, with some columns of it and of the claim.

    Few claims are found by their seats in less time than the records of all claims, of which few are then left.
    """
    return tidy(f"""
        select
            {stack(columns, indent=12)}
        from asked_claim
        join {holders} using ({_claim_of(rule)})
        where {asked_attributes(rule)}
    """)


def place_of(seat: str) -> str:
    """The place of the record that made the claim of a seat."""
    return f"({seat} >> {_POSITION_BITS})"


def fit_claims(rule: AttributeRule, claims: str) -> str:
    """The claims that pass the filters of a rule, their trust decayed and downgraded; `claims` is a common table."""
    trust, filters = _trust(rule), " and ".join(_filters(rule))
    columns = "*" if trust == "trust" else f"* replace ({trust} as trust)"
    return f"select {columns}\nfrom {claims}" + (f"\nwhere {filters}" if filters else "")


def tier_of(rule: AttributeRule) -> str:
    """The group of a claim: the first condition that holds gives the highest, none gives 0."""
    cases = (f"when ({tier.condition}) then {len(rule.tiers) - at}" for at, tier in enumerate(rule.tiers))
    return f"case {' '.join(cases)} else 0 end"


def by_source(worth: Mapping[str, float]) -> str:
    """A number per source; sources that are not named have 0."""
    cases = " ".join(f"when {literal(source)} then {literal(float(value))}" for source, value in worth.items())
    return f"case source {cases} else 0.0 end" if cases else "0.0"


def by_voices(worth: Mapping[str, str], sources: Sequence[str], voices: str) -> str:
    """The sum of a term per source over the voices of a candidate, each source counting once."""
    return " + ".join(f"if({voices} & {_bit(sources, source)} <> 0, {worth[source]}, 0.0)" for source in sources)


def voice_number(source: str, sources: Sequence[str]) -> int:
    """The bit of a source."""
    return 1 << min(sources.index(source), _MOST_VOICES - 1)


def leader_table(attribute: str) -> str:
    """Name of the temporary table with the winning record of each profile for a group."""
    return f"leader__{attribute}"


def holder_table(attribute: str) -> str:
    """Name of the temporary table with all records that hold the golden value of an attribute."""
    return f"holder__{attribute}"


def _bit(sources: Sequence[str], source: str) -> str:
    return f"{voice_number(source, sources)}::{_voice_type(sources)}"


def _voice_type(sources: Sequence[str]) -> str:
    return "bigint" if len(sources) <= NARROW_VOICES else "hugeint"


def _voice(sources: Sequence[str]) -> str:
    cases = " ".join(f"when {literal(source)} then {_bit(sources, source)}" for source in sources)
    return f"case source {cases} else {_bit(sources, sources[-1])} end"


def _counts(rule: AttributeRule) -> str:
    """Whether a claim is the first of its record that says the value: a record that repeats itself has one vote."""
    return ",\n            again.record_id is null as counts" if rule.repeaters else ""


def _repetitions(rule: AttributeRule) -> str:
    """Join the claims in which a record says a value again; only records of several values are looked at."""
    if not rule.repeaters:
        return ""
    repeating = _attribute_in(rule.repeaters)
    said_by = ", ".join(("record_id", *which(rule), "coalesce(key, value)"))
    return f"""
        left join (
            select {_claim_of(rule)}
            from asked_claim
            where {repeating}
                and {USABLE_CLAIM}
                and record_id in (
                    select record_id
                    from asked_claim
                    where {repeating} and position > 0
                )
            qualify row_number() over (partition by {said_by} order by position) > 1
        ) as again using ({_claim_of(rule)})"""


def _claim_of(rule: AttributeRule) -> str:
    """The columns that tell one claim from the others."""
    return ", ".join(("record_id", "position", *which(rule)))


def _asked_records(rule: AttributeRule) -> str:
    """Only the record that leads the group, or those that hold what is followed, in profiles that have one."""
    if rule.leaders:
        table = ident(leader_table(rule.leaders[0]))
    elif rule.asked.follow:
        table = ident(holder_table(rule.asked.follow))
    else:
        return ""
    return f"and (record_id in (select record_id from {table}) or founder_id not in (select founder_id from {table}))"


def _filters(rule: AttributeRule) -> list[str]:
    found = [_ONLY[rule.asked.only]] if rule.asked.only else []
    if rule.asked.exclude_sources:
        found.append(f"source not in ({', '.join(map(literal, rule.asked.exclude_sources))})")
    if rule.max_age_days is not None:
        found.append(f"age_days <= {literal(rule.max_age_days)}")
    return found


def _trust(rule: AttributeRule) -> str:
    """Trust after decay and downgrades, to six digits, so that no rounding of the machine decides."""
    trust = _decayed(rule)
    losses = " - ".join(f"if({_reason(item)}, {literal(item.by)}, 0.0)" for item in rule.downgrades)
    if losses:
        trust = f"greatest({trust} - {losses}, 0.0)"
    return trust if trust == "trust" else f"round({trust}, 6)"


def _decayed(rule: AttributeRule) -> str:
    if rule.decay is None:
        return "trust"
    floor, half_life = literal(float(rule.decay.floor)), literal(rule.half_life_days)
    # Of null and a number `greatest` gives the number, and a value of no age must not pass for a young one.
    faded = f"trust * pow(0.5, case when age_days < 0.0 then 0.0 else age_days end / {half_life})"
    return f"greatest(least(trust, {floor}), coalesce({faded}, 0.0))"


def _reason(item: DowngradeConfig) -> str:
    reasons = [f"({item.when})"] if item.when else []
    if item.quality:
        reasons.append(f"quality in ({', '.join(map(literal, item.quality))})")
    return f"coalesce({' or '.join(reasons)}, false)"
