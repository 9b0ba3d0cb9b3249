"""A job proposed for files: its sources, and one meaning per attribute over all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from golden_record.discover.headers import slug
from golden_record.discover.joins import with_shared_ids
from golden_record.discover.mapping import Fed, SourcePlan, plan_source
from golden_record.discover.profiling import ColumnProfile, FileProfile
from golden_record.model.attribute_types import TYPES

_TRUST = (
    (re.compile(r"crm|erp|abs|billing|bank|kyc|mdm|master|core|contract|dogovor|1c|sap|passport"), 90, "kept by staff"),
    (re.compile(r"app|mobile|account|cabinet|lk|portal|profile"), 80, "entered by customers who log in"),
    (re.compile(r"pos|till|store|shop|kassa|loyalty|card|magazin|retail|branch"), 60, "taken down at a till"),
    (re.compile(r"call|support|ticket|lead|event|promo|survey"), 40, "taken down in passing"),
    (re.compile(r"web|site|visit|landing|form|cookie|subscri|newsletter|click|social"), 30, "typed by visitors"),
)
_USUAL_TRUST = (50, "nothing in the name tells")
# Registers whose numbers carry check digits and belong to one person: agreement needs no arithmetic.
_PROVING = ("inn", "snils", "nhs")
# Ids that a company or a browser gives out, which mean nothing elsewhere.
_OWN_IDS = frozenset({"identifier", "anonymous"})
_SINGLE_DATE = frozenset({"birth_date", "date"})


@dataclass(frozen=True)
class AttributePlan:
    """One attribute of the job to be; `options` are what differs from the defaults, `note` is for the reader."""

    name: str
    type: str
    options: Mapping[str, str | int | bool]
    note: str = ""


@dataclass(frozen=True)
class ProposedSource:
    """A source with the trust proposed for it, and why."""

    plan: SourcePlan
    trust: int
    why_trust: str


@dataclass(frozen=True)
class Proposal:
    """A whole job, and the files that seem to be none of its sources."""

    name: str
    sources: tuple[ProposedSource, ...]
    attributes: tuple[AttributePlan, ...]
    put_aside: tuple[FileProfile, ...]

    @property
    def proving(self) -> tuple[str, ...]:
        """Attributes whose agreement proves that two records are one person."""
        return tuple(attribute.name for attribute in self.attributes if attribute.type in _PROVING)

    @property
    def cards(self) -> tuple[str, ...]:
        """Attributes that hold payment cards, which some source has."""
        return tuple(dict.fromkeys(fed.attribute for source in self.sources for fed in source.plan.cards))

    @property
    def verified(self) -> tuple[str, ...]:
        """Attributes of which some source knows whether a value is confirmed."""
        found = {fed.attribute for source in self.sources for fed in source.plan.attributes if fed.verified}
        return tuple(attribute.name for attribute in self.attributes if attribute.name in found)


def propose(profiles: Sequence[FileProfile], name: str) -> Proposal:
    """The job that fits the files; files without a word of a person are put aside where others have some."""
    people = [profile for profile in profiles if plan_source(profile).personal] or list(profiles)
    aligned = _without_lonely_keys(_aligned([plan_source(profile) for profile in with_shared_ids(people)]))
    return Proposal(
        name=slug(name, default="job"),
        sources=tuple(ProposedSource(plan, *_trust(plan.profile.name)) for plan in aligned),
        attributes=_attributes(aligned),
        put_aside=tuple(profile for profile in profiles if profile not in people),
    )


def _trust(name: str) -> tuple[int, str]:
    return next(((trust, why) for pattern, trust, why in _TRUST if pattern.search(name)), _USUAL_TRUST)


def _aligned(plans: Sequence[SourcePlan]) -> list[SourcePlan]:
    """The plans with one type per attribute: whoever means something else by a name gets another name."""
    types = _common_types(plans)
    return [
        replace(plan, attributes=tuple(_renamed(fed, plan.profile.name, types) for fed in plan.attributes))
        for plan in plans
    ]


def _without_lonely_keys(plans: Sequence[SourcePlan]) -> list[SourcePlan]:
    """The plans without keys as attributes that no other source feeds: two records of a source never share its key."""
    fed_by = Counter(fed.attribute for plan in plans for fed in plan.attributes)
    return [replace(plan, attributes=_told(plan, fed_by) or plan.attributes) for plan in plans]


def _told(plan: SourcePlan, fed_by: Mapping[str, int]) -> tuple[Fed, ...]:
    return tuple(
        fed
        for fed in plan.attributes
        if fed.columns != (plan.key.column,) or fed.type not in _OWN_IDS or fed_by[fed.attribute] > 1
    )


def _common_types(plans: Sequence[SourcePlan]) -> dict[str, str]:
    """Of every attribute, the type that most sources see; among equals the one they are surest of."""
    votes: dict[str, Counter[str]] = {}
    for fed in (fed for plan in plans for fed in plan.attributes):
        votes.setdefault(fed.attribute, Counter())[fed.type] += 1 + round(fed.confidence, 2)  # type: ignore[assignment]
    return {name: max(sorted(counted), key=lambda kind: counted[kind]) for name, counted in votes.items()}


def _renamed(fed: Fed, source: str, types: Mapping[str, str]) -> Fed:
    wanted = types[fed.attribute]
    if fed.type == wanted:
        return fed
    if TYPES[fed.type].kind == TYPES[wanted].kind == "identifier":
        return replace(fed, type=wanted)
    return replace(fed, attribute=slug(f"{source}_{fed.attribute}", default="column"), compare=False)


def _attributes(plans: Sequence[SourcePlan]) -> tuple[AttributePlan, ...]:
    """Every attribute of the sources, those that identify first, in the order in which they were met."""
    names = dict.fromkeys(fed.attribute for plan in plans for fed in plan.attributes)
    found = [_attribute(name, plans) for name in names]
    return tuple(sorted(found, key=lambda attribute: attribute.options.get("compare") is False))


def _attribute(name: str, plans: Sequence[SourcePlan]) -> AttributePlan:
    feeding = [(plan, fed) for plan in plans for fed in plan.attributes if fed.attribute == name]
    type_name = feeding[0][1].type
    columns = [column for plan, fed in feeding for column in _columns(plan, fed)]
    options: dict[str, str | int | bool] = {}
    if type_name == "phone":
        options["region"] = _region(columns)
    if type_name in {"phone", "email"}:
        options["many"] = True
    if type_name in _SINGLE_DATE:
        options |= _order(columns)
    if name == "device_id":
        options["shared"] = True
    if type_name == "anonymous":
        options["limit"] = 5
    compare = any(fed.compare for _, fed in feeding)
    if not compare and _something_compares(plans):
        options["compare"] = False
    return AttributePlan(name, type_name, options, _note(name, type_name, feeding))


def _something_compares(plans: Sequence[SourcePlan]) -> bool:
    """Whether any attribute tells people apart; where none does, all are compared for want of better."""
    return any(fed.compare for plan in plans for fed in plan.attributes)


def _columns(plan: SourcePlan, fed: Fed) -> list[ColumnProfile]:
    named = {*fed.columns, *fed.parts.values()}
    return [column for column in plan.profile.columns if column.name in named]


def _region(columns: Sequence[ColumnProfile]) -> str:
    """The country of most numbers."""
    numbers: Counter[str] = Counter()
    for column in columns:
        numbers[column.region or "RU"] += column.measures.filled
    return max(sorted(numbers), key=lambda region: numbers[region])


def _order(columns: Sequence[ColumnProfile]) -> dict[str, str | int | bool]:
    """The order of day and month, where no source contradicts another."""
    orders = {column.order for column in columns} - {None}
    return {"order": str(orders.pop())} if len(orders) == 1 else {}


def _note(name: str, type_name: str, feeding: Sequence[tuple[SourcePlan, Fed]]) -> str:
    if name == "device_id":
        return "a family may share one: evidence, never proof"
    if type_name == "anonymous":
        return "at most so many in one profile"
    if not any(fed.compare for _, fed in feeding):
        alone = type_name == "identifier"
        return "met in this source alone: compare it if it comes from somewhere else" if alone else ""
    unsure = min(fed.confidence for _, fed in feeding)
    return f"a guess, {unsure:.0%} sure" if unsure < 0.7 else ""
