"""The sections on the result: the profiles, what guards kept apart, and which values were chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from golden_record.config.job import Job
from golden_record.evaluate import queries as state_queries
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.charts.survivorship import CALM, Decided, survivorship_chart
from golden_record.evaluate.report import queries
from golden_record.evaluate.report.page import Cell, Notes, Part, Picture, Section, Share, Table, plural, share
from golden_record.evaluate.summary import GUARDS
from golden_record.warehouse import Warehouse

BANDS = (0.5, 0.9, 0.99, 0.999)
"""Where bands of confidence begin, after the one from 0 on."""

MOST_DOUBTFUL = 10
LARGE = 10
"""Number of records from which sizes of profiles are counted together."""


def profile_section(state: Warehouse) -> Section:
    """How large the profiles are, how sure, and which links were refused."""
    sizes = {int(str(size)): int(str(count)) for size, count in state.rows(queries.profile_sizes())}
    total = sum(sizes.values())
    guards = [(str(guard), int(str(links))) for guard, links in state.rows(state_queries.refusals_by_guard())]
    parts: list[Part] = [_size_table(sizes, total), *_confidence_tables(state)]
    if guards:
        rows: list[list[Cell]] = [[guard, links, GUARDS.get(guard)] for guard, links in guards]
        parts.append(Table(("guard", "links", "because"), rows, frozenset({1}), "Links that guards refused"))
    return Section("profiles", "Profiles", _profile_verdict(sizes, total, sum(links for _, links in guards)), parts)


def _profile_verdict(sizes: dict[int, int], total: int, refused: int) -> str:
    if not total:
        return "There is no profile."
    joined = total - sizes.get(1, 0)
    text = (
        f"{share(joined, total).percent} of {plural(total, 'profile')} are made of several records, "
        f"the largest of {plural(max(sizes), 'record')}: is anybody likely to have so many?"
    )
    return f"{text} Guards kept {plural(refused, 'link')} from joining people." if refused else text


def _size_table(sizes: dict[int, int], total: int) -> Table:
    small: list[list[Cell]] = [[str(size), count, share(count, total)] for size, count in sizes.items() if size < LARGE]
    large = sum(count for size, count in sizes.items() if size >= LARGE)
    if large:
        small.append([f"{LARGE} and more", large, share(large, total)])
    return Table(("records", "profiles", "of all"), small, frozenset({1, 2}), "How many records make a profile")


def _confidence_tables(state: Warehouse) -> list[Part]:
    found = {int(str(band)): int(str(count)) for band, count in state.rows(queries.confidences(BANDS))}
    if not found:
        return []
    limits = (0.0, *BANDS, 1.0)
    total = sum(found.values())
    rows: list[list[Cell]] = [
        [f"{limits[band]:g} to {limits[band + 1]:g}", found.get(band, 0), share(found.get(band, 0), total)]
        for band in range(len(BANDS) + 1)
    ]
    doubtful: list[list[Cell]] = [
        [str(profile), int(str(records)), int(str(sources)), f"{float(str(confidence)):.4f}"]
        for profile, records, sources, confidence in state.rows(queries.doubtful_profiles(MOST_DOUBTFUL))
    ]
    return [
        Table(
            ("confidence", "profiles", "of several records"),
            rows,
            frozenset({1, 2}),
            "How sure: the weakest tie of each",
        ),
        Table(
            ("profile", "records", "sources", "confidence"),
            doubtful,
            frozenset({1, 2, 3}),
            "The least certain: look at these first",
        ),
        Notes(("golden-record explain JOB --profile ID shows what holds one together; --chart FILE draws it.",)),
    ]


def household_section(state: Warehouse) -> Section:
    """Who lives with whom: what ties households, and how large they are."""
    found = state.rows(queries.households())
    homes, people = (sum(int(str(row[place])) for row in found) for place in (1, 2))
    if not homes:
        return Section("households", "Households", "No two profiles share a home.")
    largest = max(int(str(row[3])) for row in found)
    told = (
        f"{share(people, state.count('golden_profile')).percent} of the profiles share a home with another, "
        f"in {plural(homes, 'household')}, the largest of {plural(largest, 'profile')}."
    )
    head = ("tied by", "households", "profiles", "largest")
    return Section(
        "households", "Households", told, (Table(head, cast(list[list[Cell]], found), frozenset({1, 2, 3})),)
    )


def survivorship_section(state: Warehouse, job: Job) -> Section:
    """Which strategy decided, how much the records agree, and how full the golden profiles are."""
    found = state.rows(queries.deciding_rules())
    profiles = state.count("golden_profile")
    decided = [Decided(str(attribute), str(rule), int(str(count))) for attribute, rule, count, _ in found]
    agreement: dict[str, float] = defaultdict(float)
    for attribute, _, _, agreed in found:
        agreement[str(attribute)] += float(str(agreed))
    names = [name for name in job.config.attributes if name in agreement]
    if not names:
        return Section("survivorship", "Survivorship", "No attribute has a golden value.")
    rows = [_golden_row(name, decided, agreement[name], profiles) for name in names]
    head = ("attribute", "golden values", "of the profiles", "agreement", "undisputed", "decided by")
    return Section(
        "survivorship",
        "Survivorship",
        _golden_verdict(decided, rows),
        (Picture(as_svg(survivorship_chart(decided, names))), Table(head, rows, frozenset({1, 2, 3, 4}))),
    )


def _golden_row(name: str, decided: list[Decided], agreement: float, profiles: int) -> list[Cell]:
    mine = [item for item in decided if item.attribute == name]
    total = sum(item.values for item in mine)
    calm = sum(item.values for item in mine if item.rule in CALM)
    rules = [f"{item.rule} {share(item.values, total).percent}" for item in mine if item.rule not in CALM]
    return [name, total, share(total, profiles), Share(agreement / total), share(calm, total), ", ".join(rules) or None]


def _golden_verdict(decided: list[Decided], rows: list[list[Cell]]) -> str:
    total = sum(item.values for item in decided)
    calm = sum(item.values for item in decided if item.rule in CALM)
    text = f"{share(calm, total).percent} of {plural(total, 'golden value')} had no rival"
    if calm == total:
        return f"{text}."
    disputed = min(rows, key=lambda row: (cast(Share, row[3]).part, str(row[0])))
    agreed = cast(Share, disputed[3]).percent
    return f"{text}; records agree least on {disputed[0]}, by {agreed} on average: its strategies matter most."
