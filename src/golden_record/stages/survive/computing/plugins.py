"""Survivorship written in Python: functions that other packages offer under an entry point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TypeAlias

import polars as pl

from golden_record.config.survivorship import PLUGIN_GROUP
from golden_record.errors import EngineError, UsageError, nearest

Chooser: TypeAlias = Callable[[pl.DataFrame], pl.DataFrame]
"""Takes the claims, one row each; gives at most one row per profile: `profile_id` and `value`, text."""

_ANSWER = ("profile_id", "value")


@dataclass(frozen=True)
class Plugin:
    """A function of somebody else's, and the name under which the job asks for it."""

    name: str
    function: Chooser

    def answers(self, claims: pl.DataFrame) -> pl.DataFrame:
        """What the plug-in makes of the claims: `profile_id` and `value`, one row per profile that gets a value.

        The frame that it is given is sorted; whether the same claims always give the same answer is up to its author.

        Raises:
            EngineError: the plug-in failed, or gave back something else. Its own message is not repeated, since it may
                hold values of records; it is the cause of the error.
        """
        try:
            answer = self.function(claims)
        except Exception as error:  # whatever a stranger's code raises, the reader must learn whose
            msg = f"the survivorship plug-in {self.name!r} failed: {type(error).__name__}"
            raise EngineError(msg, hint="try it on a small frame, or ask its author") from error
        if not isinstance(answer, pl.DataFrame) or not set(_ANSWER) <= set(answer.columns):
            self._refuse("gave back no frame with the columns `profile_id` and `value`")
        text = answer.select(pl.col(name).cast(pl.String) for name in _ANSWER)
        if text["profile_id"].is_duplicated().any():
            self._refuse("gave a profile more than one value")
        if text.join(claims, on="profile_id", how="anti").height:
            self._refuse("gave a value to a profile that it was not asked about")
        return text

    def _refuse(self, what: str) -> None:
        msg = f"the survivorship plug-in {self.name!r} {what}"
        raise EngineError(msg, hint="it takes a polars frame of claims, and gives one row per profile")


def plugin_named(name: str) -> Plugin:
    """The plug-in of a name.

    Raises:
        UsageError: no installed package offers it.
        EngineError: its package cannot be imported.
    """
    offered = {point.name: point for point in entry_points(group=PLUGIN_GROUP)}
    if name not in offered:
        msg = f"there is no survivorship plug-in {name!r}"
        raise UsageError(msg, hint=nearest(name, offered) or "install the package that offers it")
    try:
        return Plugin(name, offered[name].load())
    except Exception as error:  # importing a stranger's package may raise anything
        msg = f"the survivorship plug-in {name!r} cannot be loaded: {type(error).__name__}"
        raise EngineError(msg, hint="reinstall the package that offers it") from error
