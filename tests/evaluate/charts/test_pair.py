from __future__ import annotations

from golden_record.evaluate.charts.pair import waterfall_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.pair import PairStory
from golden_record.evaluate.records import RecordView
from golden_record.evaluate.waterfall import Bar, Waterfall


def _story(*bars: Bar) -> PairStory:
    left, right = (RecordView(number, "crm", key, None, "p", {}) for number, key in ((1, "a"), (2, "б")))
    total = sum(bar.weight for bar in bars)
    evidence = Waterfall(total, 0.99, 2.5, "probabilistic", "phone", bars)
    return PairStory(left, right, True, "one person", evidence, None, (), (), (), ())


def test_every_bar_the_sum_and_the_threshold_are_drawn() -> None:
    drawn = as_svg(waterfall_chart(_story(Bar("before", "chance", -10.0), Bar("phone", "same phone", 18.0))))
    for told in ("crm:a and crm:б", "phone: same phone", "+18.0", "-10.0", "total", "+8.0", "threshold 2.5 bits"):
        assert told in drawn


def test_missing_values_are_named_and_not_drawn() -> None:
    drawn = as_svg(waterfall_chart(_story(Bar("before", "chance", -10.0), Bar("email", "missing", 0.0))))
    assert "empty on a side: email" in drawn
    assert "email: missing" not in drawn


def test_hostile_labels_are_text_and_nothing_else() -> None:
    drawn = as_svg(waterfall_chart(_story(Bar("before", "chance", -1.0), Bar("x", "</text><script>1</script>", 3.0))))
    assert "<script" not in drawn
