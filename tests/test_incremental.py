"""A run that does only what changed leaves what a run that does everything anew would leave, whatever has happened."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest

from golden_record.errors import InterruptedRunError
from golden_record.line import STAGES
from golden_record.pipeline import Progress, StageResult
from golden_record.warehouse import Warehouse
from tests.retailer import CHANGES, Retailer, differing
from tests.stages.history.reader import Event, Reader

SEEDS = range(int(os.environ.get("GOLDEN_RECORD_YEARS", "2")))
"""Years that are lived through; more of them by hand than in every test run."""

DAYS = 6
"""Days of a year on which something happens."""


@pytest.mark.parametrize("seed", SEEDS)
def test_any_sequence_of_changes_leaves_what_doing_everything_anew_leaves(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    shop = Retailer.opened(tmp_path / "shop", records=500, waiting=60, seed=seed + 1)
    shop.write()
    shop.run()
    reader, in_part = Reader(), set()
    _follows(reader, shop)
    for _ in range(DAYS):
        shop.later()
        for change in dice.sample(CHANGES, 2):
            change(shop, dice)
        shop.write()
        anew = shop.copy(tmp_path / "anew")
        if dice.random() < 0.3:
            _stopped(shop, dice.choice(list(STAGES)))
        in_part |= {stage.stage for stage in shop.run().stages if stage.report.changed}
        anew.run(full=True)
        assert not differing(shop.kept(), anew.kept())
        assert not differing(shop.published(), anew.published())
        _follows(reader, shop)
        _leads_to_the_living(shop)
    assert in_part >= {"sources", "standardize", "link", "cluster", "survive", "history", "publish"}


def _stopped(shop: Retailer, stage: str) -> None:
    """Run up to the start of a stage, and be interrupted there."""

    def observe(name: str, progress: Progress, result: StageResult | None) -> None:
        if (name, progress) == (stage, "started"):
            raise KeyboardInterrupt

    try:
        shop.run(observer=observe)
    except InterruptedRunError:
        return


def _follows(reader: Reader, shop: Retailer) -> None:
    """Whoever applies the new events to a copy of the last publication has the present one."""
    with Warehouse(shop.mart, read_only=True) as mart:
        events = mart.rows(
            "select sequence, event, profile_id, other_profile_id, details from profile_event"
            f" where sequence > {reader.last} order by sequence"
        )
        records = mart.rows("select source, source_id, profile_id from profile_record")
        alive = mart.rows("select profile_id from golden_profile")
    reader.follow(cast(Iterable[Event], events))
    assert reader.profile_of == {(source, source_id): profile for source, source_id, profile in records}
    assert {(profile,) for profile in reader.values} == set(alive)


def _leads_to_the_living(shop: Retailer) -> None:
    """An id that is no longer in use leads to a profile in one step, and is never given to anybody else."""
    with Warehouse(shop.mart, read_only=True) as mart:
        alive = "select profile_id from golden_profile"
        lost = f"select * from profile_redirect where profile_id not in ({alive}) or old_profile_id in ({alive})"
        assert not mart.rows(lost)
