from __future__ import annotations

import pytest

from golden_record.evaluate.waterfall import MatchModel, waterfall

MODEL = MatchModel(("name", "phone"), (("missing", "same", "different"), ("missing", "same")), -10.0, 0.0)


@pytest.mark.parametrize(
    ("weight", "matched_by", "last"),
    [
        pytest.param(3.0, "probabilistic", "phone", id="comparisons explain everything"),
        pytest.param(1.0, "probabilistic", "relatives, namesakes", id="relatives take away"),
        pytest.param(20.0, "same tax id", "rule", id="a rule adds"),
        pytest.param(2.0, "same tax id", "relatives, namesakes", id="a rule never takes away"),
    ],
)
def test_the_bars_add_up_to_the_weight(weight: float, matched_by: str, last: str) -> None:
    found = waterfall(MODEL, (weight, 0.9, "phone", matched_by, [0, 0], [8.0, 5.0]))
    assert sum(bar.weight for bar in found.bars) == pytest.approx(weight)
    assert found.bars[-1].name == last


def test_the_level_of_a_missing_value_is_the_first_label() -> None:
    found = waterfall(MODEL, (-10.0, 0.0, "phone", "probabilistic", [-1, -1], [0.0, 0.0]))
    assert [bar.label for bar in found.bars[1:]] == ["missing", "missing"]
