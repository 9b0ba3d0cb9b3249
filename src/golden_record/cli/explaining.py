"""What `explain` does."""

# ruff: noqa: PLC0415 - the library of the charts is imported where one is drawn: it takes as long as the rest

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

from golden_record.cli.console import print_json
from golden_record.cli.render_pair import print_pair
from golden_record.cli.render_profile import print_profile
from golden_record.config.load import load_job
from golden_record.evaluate.pair import explain_pair
from golden_record.evaluate.profile import explain_profile


def explain_pair_of(path: Path, pair: tuple[str, str], *, chart: Path | None = None, as_json: bool) -> None:
    """Print why two records are one person or not."""
    story = explain_pair(load_job(path, os.environ), pair)
    if as_json:
        print_json(asdict(story))
    else:
        print_pair(story)
    if chart is not None:
        from golden_record.cli.drawing import draw_pair

        draw_pair(story, chart)


def explain_profile_of(path: Path, profile: str, *, chart: Path | None = None, as_json: bool) -> None:
    """Print what a profile is made of."""
    story = explain_profile(load_job(path, os.environ), profile)
    if as_json:
        print_json(asdict(story))
    else:
        print_profile(story)
    if chart is not None:
        from golden_record.cli.drawing import draw_profile

        draw_profile(story, chart)
