"""The base of every config model, and the small types that several blocks share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A name that the user chooses and that becomes a column or a table: lower case, digits, underscores."""

Probability = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Trust = Annotated[float, Field(ge=0, le=100)]

Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A country, two letters by ISO 3166."""

DateOrder = Literal["dmy", "mdy", "ymd"]
WordOrder = Literal["family_first", "given_first"]


class ConfigModel(BaseModel):
    """Frozen, refuses unknown keys, and takes the string under a field as its documentation.

    Not strict: `yes` is text in YAML 1.2 and true for a flag, and values from the environment are always text.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, strict=False, allow_inf_nan=False
    )
