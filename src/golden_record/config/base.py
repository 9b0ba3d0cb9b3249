"""The base of every config model, and the small types that several blocks share."""

from __future__ import annotations

from typing import Annotated, Literal

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

# Codes that people write for countries whose ISO code is another.
_MEANT_REGIONS = {"UK": "GB", "EN": "GB", "SU": "RU", "EL": "GR"}


def _with_telephones(region: str) -> str:
    """Refuse a region without a numbering plan: no national number could be read by it."""
    if region in SUPPORTED_REGIONS:
        return region
    meant = _MEANT_REGIONS.get(region)
    hint = f"did you mean {meant!r}?" if meant else "write the country's ISO 3166 code, such as RU, GB or US"
    msg = f"there is no country {region!r} that has telephone numbers; {hint}"
    raise ValueError(msg)


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A name that the user chooses and that becomes a column or a table: lower case, digits, underscores."""

Probability = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Trust = Annotated[float, Field(ge=0, le=100)]

Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_with_telephones)]
"""A country whose telephone numbers are known, two letters by ISO 3166."""

DateOrder = Literal["dmy", "mdy", "ymd"]
WordOrder = Literal["family_first", "given_first"]


class ConfigModel(BaseModel):
    """Frozen, refuses unknown keys, and takes the string under a field as its documentation.

    Not strict: `yes` is text in YAML 1.2 and true for a flag, and values from the environment are always text.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, strict=False, allow_inf_nan=False
    )
