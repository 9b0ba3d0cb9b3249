"""The whole job: one field per block, in the order of the line, and where the job file lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from golden_record.config.activity import ActivityConfig
from golden_record.config.attributes import AttributeConfig
from golden_record.config.base import ConfigModel, Name
from golden_record.config.cluster import ClusterConfig
from golden_record.config.household import HouseholdConfig
from golden_record.config.match import MatchConfig
from golden_record.config.positions import Positions, display_path
from golden_record.config.privacy import PrivacyConfig
from golden_record.config.publish import PublishConfig
from golden_record.config.resources import ResourcesConfig
from golden_record.config.sources import SourceConfig
from golden_record.config.survivorship import SurvivorshipConfig
from golden_record.config.tests import JobTestConfig
from golden_record.errors import Problem
from golden_record.model.frame import ArrowFrame


class JobConfig(ConfigModel):
    """One job file."""

    version: Literal[1]
    """Version of the job format."""

    name: Name
    """Name of the job."""

    state: str | None = None
    """The working store, relative to the job; `state/<name>.duckdb` by default."""

    sources: Annotated[dict[Name, SourceConfig], Field(min_length=1)]
    """Where records come from."""

    attributes: Annotated[dict[Name, AttributeConfig], Field(min_length=1)]
    """What each canonical attribute means; `ignore` beside them lists values that mean nothing."""

    ignore: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    """Values that mean nothing, per attribute, `*` for any text; the job writes it inside `attributes`."""

    match: MatchConfig = MatchConfig()
    """How records are compared."""

    cluster: ClusterConfig = ClusterConfig()
    """How links become profiles."""

    household: Literal["auto"] | HouseholdConfig | None = None
    """Which profiles live together; without it none do. `auto` chooses by the attribute types."""

    survivorship: SurvivorshipConfig = SurvivorshipConfig()
    """Which value wins."""

    activity: ActivityConfig | None = None
    """What people did: tables of events, each under a name of its own, and what is made of them."""

    privacy: PrivacyConfig = PrivacyConfig()
    """What protects the data of people."""

    tests: tuple[JobTestConfig, ...] = ()
    """Who must and must not be one person, and golden values. A run publishes only if all of them hold; `golden-record
    test` asks them alone."""

    publish: PublishConfig = PublishConfig()
    """What a run leaves for its readers."""

    engine: Literal["duckdb"] = "duckdb"
    """What computes: DuckDB, inside the process."""

    resources: ResourcesConfig = ResourcesConfig()
    """What a run may use of the machine."""

    @model_validator(mode="before")
    @classmethod
    def _lift_ignore(cls, data: object) -> object:
        """Move `attributes: ignore:` to its own field: it is no attribute."""
        if not isinstance(data, dict) or not isinstance(data.get("attributes"), dict):
            return data
        attributes = dict(data["attributes"])
        if "ignore" not in attributes:
            return data
        return data | {"ignore": attributes.pop("ignore"), "attributes": attributes}


@dataclass(frozen=True)
class Job:
    """A loaded job: what it says, and where it lies. Relative paths mean relative to the job file."""

    config: JobConfig
    path: Path
    positions: Positions = field(default_factory=Positions, compare=False, repr=False)
    written: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """By key path: text of the strings that took something from the environment."""
    frames: Mapping[str, ArrowFrame] = field(default_factory=dict, compare=False, repr=False)
    """By source: rows that the caller hands over, read in place of what the source's path names."""
    target: Path | None = field(default=None, compare=False, repr=False)
    """Where runs leave their folders, if not beside the job."""

    def problem(self, key: str, message: str, *, hint: str = "") -> Problem:
        """A problem with the value at a key path such as `sources.crm.key`, for checks that look at data."""
        line, column = self.positions.of(key)
        return Problem(display_path(self.path), line, column, message, key, hint)

    def place(self, key: str) -> str:
        """Where the value at a key path stands, as messages begin: `job.yml:9:31: sources.crm.key`."""
        line, column = self.positions.of(key)
        return f"{display_path(self.path)}:{line}:{column}: {key}"

    @property
    def folder(self) -> Path:
        """Folder of the job file."""
        return self.path.parent

    def locate(self, path: str) -> Path:
        """An absolute path for one written in the job."""
        return (self.folder / path).resolve()

    @property
    def state_path(self) -> Path:
        """The working store."""
        return self.locate(self.config.state or f"state/{self.config.name}.duckdb")

    @property
    def mart_path(self) -> Path:
        """The published file."""
        return self.locate(self.config.publish.mart)

    @property
    def secret_key(self) -> bytes:
        """The key of `privacy`; empty without one. It goes into hashes and nowhere else."""
        key = self.config.privacy.key
        return key.get_secret_value().encode() if key else b""

    @property
    def card_attributes(self) -> frozenset[str]:
        """Attributes whose values are numbers of payment cards."""
        return frozenset(name for name, attribute in self.config.attributes.items() if attribute.type == "card")

    @property
    def target_path(self) -> Path:
        """Folder that holds one folder per run."""
        return self.target or self.locate("target")
