"""What `--chart` does: one picture of what a command tells, written beside what it prints."""

from __future__ import annotations

from pathlib import Path

from golden_record.cli.console import messages
from golden_record.cli.render_run import shown_path
from golden_record.evaluate.charts.evaluation import evaluation_chart
from golden_record.evaluate.charts.pair import waterfall_chart
from golden_record.evaluate.charts.profile import profile_chart
from golden_record.evaluate.charts.saving import save
from golden_record.evaluate.charts.theme import Chart
from golden_record.evaluate.evaluation import Evaluation
from golden_record.evaluate.pair import PairStory
from golden_record.evaluate.profile import ProfileStory


def draw_pair(story: PairStory, path: Path) -> None:
    """Draw the waterfall of a pair."""
    _draw(waterfall_chart(story), path)


def draw_profile(story: ProfileStory, path: Path) -> None:
    """Draw what holds a profile together."""
    _draw(profile_chart(story), path)


def draw_evaluation(found: Evaluation, path: Path) -> None:
    """Draw what each threshold finds, and what probabilities promise and keep."""
    _draw(evaluation_chart(found), path)


def _draw(chart: Chart, path: Path) -> None:
    save(chart, path)
    messages().print(f"drawn: {shown_path(path)}")
