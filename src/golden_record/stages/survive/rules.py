"""What the job says about survival, resolved: one rule per attribute, with nothing left to default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from golden_record.config.expressions import expression_columns
from golden_record.config.job import JobConfig
from golden_record.config.quantities import length_of
from golden_record.config.survivorship import (
    COMPUTATIONS,
    DecayConfig,
    DowngradeConfig,
    SurvivorConfig,
)
from golden_record.model.attribute_types import Kind

Spelling = Literal["name", "address", "text"]

LADDER = ("verified", "confirmed", "most_recent")
"""The rungs of the strategy `ladder`: proof, then a second source that says the same, then the latest."""

_AGE = "age_days"
"""The column of claims that the clock moves, as the job's SQL calls it."""

# Kinds of value whose slips of the pen are seen by comparing forms, and how; all others are read by their check
# digits or their list of words, where one sign makes another value.
_SPELLINGS: Mapping[Kind, Spelling] = {"name": "name", "address": "address", "text": "text"}
# Of these a person may rightly have several, whatever the job says.
_SEVERAL = frozenset({"phone", "email", "identifier", "anonymous", "iban", "card", "url"})
_DATED = frozenset({"birth_date"})
# Of free text, only these are written alike by everybody who means the same.
_SPELT_TEXTS = frozenset({"city", "company"})


@dataclass(frozen=True)
class Tier:
    """Claims for which a condition holds, and the chain that ranks them."""

    condition: str
    chain: tuple[str, ...]


@dataclass(frozen=True)
class AttributeRule:
    """How the golden value of one attribute is chosen: `chain` holds every strategy once, strongest first."""

    attribute: str
    type: str
    kind: Kind
    chain: tuple[str, ...]
    sources: tuple[str, ...]
    """Sources in the order of priority."""

    asked: SurvivorConfig
    repeats: bool = False
    """Whether a record may say the same value more than once."""

    many: bool = False
    """Whether a person may rightly have several values at once: disagreement then says nothing of accuracy."""

    tiers: tuple[Tier, ...] = ()
    spelling: Spelling | None = None
    leaders: tuple[str, ...] = ()
    """Attributes of the same group that are elected before: their record is the only one that is asked."""

    grouped: tuple[str, ...] = ()
    """Attributes that must come from the record of this one."""

    leads: bool = False
    """Whether later attributes of its group ask its record, or that of one before."""

    led: bool = False
    """Whether another attribute asks only those records that hold this one's golden value."""

    fed_by: frozenset[str] = frozenset()
    """Sources that say something of the attribute."""

    together: tuple[AttributeRule, ...] = ()
    """Rules of further attributes that are elected by the same statements: they ask the same."""

    @property
    def each(self) -> tuple[AttributeRule, ...]:
        """The rule of each attribute that is elected by the same statements."""
        return (replace(self, together=()), *self.together) if self.together else (self,)

    @property
    def repeaters(self) -> tuple[AttributeRule, ...]:
        """Of these, the rules of attributes of which a record may say the same value more than once."""
        return tuple(rule for rule in self.each if rule.repeats)

    @property
    def teachers(self) -> tuple[AttributeRule, ...]:
        """Of these, the rules of attributes on which sources that disagree cannot all be right."""
        return tuple(
            rule for rule in self.each if not (rule.many or self.is_list or self.is_computed or rule.type in _SEVERAL)
        )

    @property
    def is_list(self) -> bool:
        """Whether the golden value is a list."""
        return self.asked.collect is not None

    @property
    def limit(self) -> int | None:
        """Most values of a list; all of them when not given."""
        return self.asked.collect if isinstance(self.asked.collect, int) else None

    @property
    def computation(self) -> str | None:
        """The strategy that makes one value of all claims: `sum`, `average`, `count` or `sql`."""
        return "sql" if self.asked.sql else next((name for name in self.chain if name in COMPUTATIONS), None)

    @property
    def is_computed(self) -> bool:
        """Whether the value is made of all claims, and is none of them."""
        return self.asked.is_computed

    @property
    def may_refuse(self) -> bool:
        """Whether none of several values may survive."""
        chains = (self.chain, *(tier.chain for tier in self.tiers))
        return bool(self.asked.min_agreement) or any("unanimous_or_null" in chain for chain in chains)

    @property
    def teaches(self) -> bool:
        """Whether sources that disagree on the attribute, or on one of several, cannot all be right."""
        return bool(self.teachers)

    @property
    def prefers_first(self) -> bool:
        """Whether preferred sources win before the chain begins; `source_priority` gives them another place."""
        chains = (self.chain, *(tier.chain for tier in self.tiers))
        return bool(self.asked.prefer_sources) and not any("source_priority" in chain for chain in chains)

    @property
    def decay(self) -> DecayConfig | None:
        """Trust that fades with age."""
        return self.asked.decay

    @property
    def downgrades(self) -> tuple[DowngradeConfig, ...]:
        """Trust that values lose."""
        return self.asked.downgrade

    @property
    def looks_at_ages(self) -> bool:
        """Whether the value may be another one tomorrow, all claims being the same."""
        told = (self.asked.sql, *self.asked.when, *(item.when for item in self.downgrades))
        by_sql = any(_AGE in {name.lower() for name in expression_columns(sql)} for sql in told if sql)
        # What a plug-in makes of the ages that it is given, only its author knows.
        return by_sql or bool(self.asked.max_age or self.decay or self.asked.plugin)

    @property
    def max_age_days(self) -> float | None:
        """Age from which on values do not stand, in days."""
        return _days(self.asked.max_age) if self.asked.max_age else None

    @property
    def half_life_days(self) -> float:
        """Time in which half of the trust is gone, in days; endless where trust does not decay."""
        return _days(self.asked.decay.half_life) if self.asked.decay else float("inf")


def attribute_rules(config: JobConfig) -> tuple[AttributeRule, ...]:
    """One rule per attribute of the job, in the job's order."""
    survivorship = config.survivorship
    groups = {name: survivor.group for name, survivor in survivorship.attributes.items() if survivor.group}
    followed = {survivor.follow for survivor in survivorship.attributes.values() if survivor.follow}
    return tuple(
        replace(_rule(config, name), **_places(name, groups), led=name in followed) for name in config.attributes
    )


def in_order_of_election(rules: Iterable[AttributeRule]) -> tuple[AttributeRule, ...]:
    """The rules, each after those whose winner it needs; otherwise in the job's order."""
    waiting = {rule.attribute: rule for rule in rules}
    return tuple(rule for name in tuple(waiting) for rule in _with_leaders(name, waiting))


def source_trust(config: JobConfig) -> dict[str, float]:
    """Trust per source, 0 to 100, by name: sums over sources must not depend on their order in the job."""
    return {name: source.trust for name, source in sorted(config.sources.items())}


def _days(span: str) -> float:
    return length_of(span).total_seconds() / 86_400


def _with_leaders(name: str, waiting: dict[str, AttributeRule]) -> Iterator[AttributeRule]:
    rule = waiting.pop(name, None)
    if rule is None:
        return
    for leader in (*rule.leaders, *filter(None, [rule.asked.follow])):
        yield from _with_leaders(leader, waiting)
    yield rule


def _rule(config: JobConfig, name: str) -> AttributeRule:
    attribute, survivorship = config.attributes[name], config.survivorship
    asked = survivorship.attributes.get(name, SurvivorConfig())
    return AttributeRule(
        attribute=name,
        type=attribute.type,
        kind=attribute.known_type.kind,
        chain=_rungs(asked.choose or survivorship.default),
        sources=tuple(dict.fromkeys((*asked.prefer_sources, *config.sources))),
        asked=asked,
        many=attribute.many,
        repeats=attribute.known_type.multiple or any(map(_has_columns, _mappings(config, name))),
        tiers=tuple(Tier(condition, _rungs(chain)) for condition, chain in asked.when.items()),
        spelling=_spelling(attribute.type, attribute.known_type.kind, asked),
        fed_by=frozenset(source for source, settings in config.sources.items() if name in settings.attributes),
    )


def _mappings(config: JobConfig, name: str) -> Iterator[object]:
    return (source.attributes[name] for source in config.sources.values() if name in source.attributes)


def _has_columns(mapping: object) -> bool:
    return isinstance(mapping, tuple) and len(mapping) > 1


def _rungs(chain: Iterable[str]) -> tuple[str, ...]:
    steps = (rung for name in chain for rung in (LADDER if name == "ladder" else (name,)))
    return tuple(dict.fromkeys(steps))


def _spelling(type_name: str, kind: Kind, asked: SurvivorConfig) -> Spelling | None:
    if asked.spelling == "as_found" or asked.collect is not None or asked.is_computed:
        return None
    if asked.spelling is None and "unanimous_or_null" in (asked.choose or ()):
        return None
    if kind == "text" and type_name not in _SPELT_TEXTS and asked.spelling is None:
        return None
    return "text" if type_name in _DATED else _SPELLINGS.get(kind, "text" if asked.spelling else None)


class _Places(TypedDict, total=False):
    """Where an attribute stands in its group."""

    leaders: tuple[str, ...]
    grouped: tuple[str, ...]
    leads: bool


def _places(name: str, groups: Mapping[str, tuple[str, ...]]) -> _Places:
    for leader, members in groups.items():
        ordered = tuple(dict.fromkeys((leader, *members)))
        if name in ordered:
            at = ordered.index(name)
            grouped = ordered[1:] if at == 0 else ()
            return {"leaders": ordered[:at], "grouped": grouped, "leads": at < len(ordered) - 1}
    return {}
