"""Resources that several tests own for a while: the folder of a small shop, and a warehouse in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from golden_record.warehouse import Warehouse
from tests.shop import FIRST_DAY, Clock, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop that has never been run."""
    return Shop(tmp_path / "shop").open()


@pytest.fixture(scope="session")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop after its first run; others read it and leave it alone."""
    opened = Shop(tmp_path_factory.mktemp("first_day") / "shop").open()
    opened.run()
    return opened


@pytest.fixture
def published(first_day: Shop, tmp_path: Path) -> Shop:
    """A shop on its second day: a copy of one that has been run once."""
    shutil.copytree(first_day.folder, tmp_path / "shop")
    return replace(first_day, folder=tmp_path / "shop", clock=Clock(FIRST_DAY + timedelta(days=1)))


@pytest.fixture
def memory() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened
