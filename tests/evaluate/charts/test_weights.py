from __future__ import annotations

import json

import pytest

from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.charts.weights import match_weight_chart
from golden_record.evaluate.weights import LevelWeight, level_weights

SETTINGS = {
    "comparisons": [
        {
            "output_column_name": "email",
            "comparison_levels": [
                {"label_for_charts": "missing", "is_null_level": True},
                {"label_for_charts": "same e-mail", "m_probability": 0.8, "u_probability": 0.1},
                {"label_for_charts": "different e-mail", "m_probability": 0.2, "u_probability": 0.8},
            ],
        }
    ]
}


def test_levels_are_read_with_their_weights_and_missing_values_left_out() -> None:
    same, different = level_weights(json.dumps(SETTINGS))
    assert (same.comparison, same.label) == ("email", "same e-mail")
    assert same.weight == pytest.approx(3.0)
    assert different.weight == pytest.approx(-2.0)


def test_every_level_is_drawn_with_its_bits_and_chances() -> None:
    levels = [
        LevelWeight("email", "same e-mail", 18.0, 0.7, 1e-6),
        LevelWeight("phone", "different phone", -1.5, 0.3, 1),
    ]
    drawn = as_svg(match_weight_chart(levels, subtitle="prior -12.5 bits"))
    for told in ("same e-mail", "different phone", "+18.0", "-1.5", "70 % : 0.0001 %", "prior -12.5 bits"):
        assert told in drawn
