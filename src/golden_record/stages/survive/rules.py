"""What the job says about survival, resolved: one rule per attribute, with nothing left to default."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.config.job import JobConfig
from golden_record.config.survivorship import Strategy, SurvivorConfig


@dataclass(frozen=True)
class AttributeRule:
    """How the golden value of one attribute is chosen: `chain` holds every strategy once, strongest first."""

    attribute: str
    chain: tuple[Strategy, ...]
    prefer_sources: tuple[str, ...] = ()
    is_list: bool = False
    limit: int | None = None
    """Most values of a list; all of them when not given."""


def attribute_rules(config: JobConfig) -> tuple[AttributeRule, ...]:
    """One rule per attribute of the job, in the job's order."""
    survivorship = config.survivorship
    asked = {name: survivorship.attributes.get(name, SurvivorConfig()) for name in config.attributes}
    return tuple(
        AttributeRule(
            attribute=name,
            chain=tuple(dict.fromkeys(survivor.choose or survivorship.default)),
            prefer_sources=survivor.prefer_sources,
            is_list=survivor.collect is not None,
            limit=survivor.collect if isinstance(survivor.collect, int) else None,
        )
        for name, survivor in asked.items()
    )


def source_trust(config: JobConfig) -> dict[str, float]:
    """Trust per source, 0 to 100."""
    return {name: source.trust for name, source in config.sources.items()}
