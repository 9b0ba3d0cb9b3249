"""The default sample, drawn once for all tests that look at it."""

import pytest

from golden_record.sample import SampleData, generate


@pytest.fixture(scope="session")
def sample() -> SampleData:
    return generate()
