"""What the scores of the judged pairs of names say, as Markdown: figures first, then the kinds of misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.markdown import count, share, table
from benchmarks.name_pairs import ScoredPair
from benchmarks.ranking import Ranking, ranked

MOST_KINDS = 8
"""Kinds of misses that the page shows, the most frequent first."""


def names_page(persons: Sequence[ScoredPair], organisations: Sequence[ScoredPair], pairs: int) -> str:
    """The whole page; `pairs` are all pairs of the collection, those out of scope included."""
    rest = pairs - len(persons) - len(organisations)
    parts = [
        _OPENING,
        _scope(len(persons), len(organisations), rest),
        _figures(persons, organisations),
        _by_group(persons),
        _misses(persons),
        _READING,
    ]
    return "\n".join(parts)


_OPENING = """\
# Names alone

<!-- Written by `python -m benchmarks.names --write`. -->

How well do names tell people apart where there is nothing else? `opensanctions_name_bench` holds judged pairs of
names, made to be hard: most of the false ones share a given or a family name. Names are cleaned as in a run and
compared by its levels, through Splink. The weight of a pair is the sum of log2(m/u) over given name, family name and
patronymic: m is what a comparison starts from before training, u how often a level holds between names of different
pairs that share their given or family name. The judgements are read only to judge. Reproduce with

```
python -m benchmarks.names
```
"""


def _scope(persons: int, organisations: int, rest: int) -> str:
    return (
        "## Scope\n\n"
        f"The {count(persons)} pairs of persons are what the engine is for. The {count(organisations)} pairs of\n"
        "companies and organisations are cleaned and compared as an employer's name would be (type `company`), and\n"
        f"stand here for information. {count(rest)} pairs of vessels are left out.\n"
    )


def _figures(persons: Sequence[ScoredPair], organisations: Sequence[ScoredPair]) -> str:
    rows = [
        _row("persons", _ranking(persons)),
        _row("persons, Jaro-Winkler of the cleaned names", _plain_ranking(persons)),
        _row("organisations", _ranking(organisations)),
        _row("organisations, Jaro-Winkler of the cleaned names", _plain_ranking(organisations)),
    ]
    return "## Figures\n\n" + _table(rows)


def _by_group(persons: Sequence[ScoredPair]) -> str:
    groups = sorted({item.pair.group for item in persons})
    chosen = {group: [item for item in persons if item.pair.group == group] for group in groups}
    rows = [_row(f"`{group}`", _ranking(items)) for group, items in chosen.items() if len(items) >= _WORTH_A_ROW]
    return "Persons, by the group of cases, each with its own best cut:\n\n" + _table(rows)


_WORTH_A_ROW = 10


def _table(rows: Iterable[Sequence[str]]) -> str:
    head = ("pairs of", "pairs", "true", "average precision", "best F1", "precision there", "recall there")
    return table(head, rows, numbers=range(1, len(head)))


def _row(name: str, found: Ranking) -> tuple[str, ...]:
    figures = (found.average_precision, found.f1, found.precision, found.recall)
    return name, count(found.pairs), count(found.true), *map(share, figures)


def _ranking(items: Sequence[ScoredPair]) -> Ranking:
    return ranked([item.weight for item in items], [item.pair.same for item in items])


def _plain_ranking(items: Sequence[ScoredPair]) -> Ranking:
    return ranked([item.similarity for item in items], [item.pair.same for item in items])


def _misses(persons: Sequence[ScoredPair]) -> str:
    cut = _ranking(persons).cut
    missed = Counter(item.levels for item in persons if item.pair.same and item.weight < cut)
    wrong = Counter(item.levels for item in persons if not item.pair.same and item.weight >= cut)
    return (
        f"## Kinds of misses\n\nPersons, at the best cut (weight {cut:.1f}), by what the comparisons said.\n\n"
        f"True pairs below it, {count(missed.total())} in all:\n\n{_kinds(missed)}\n"
        f"False pairs above it, {count(wrong.total())} in all:\n\n{_kinds(wrong)}"
    )


def _kinds(found: Counter[tuple[str | None, ...]]) -> str:
    ordered = sorted(found.items(), key=lambda item: (-item[1], [level or "" for level in item[0]]))
    rows = [(*(level or "missing" for level in levels), count(pairs)) for levels, pairs in ordered[:MOST_KINDS]]
    return table(("given name", "family name", "patronymic or middle name", "pairs"), rows, numbers=(3,))


_READING = """\
## What they say

- **Names alone identify nobody.** No cut finds most of the true pairs without many false ones, and that is no surprise:
  `synth_people` changes one part of a name into another name that exists and keeps the rest. In a run such a pair
  needs a birth date, a telephone or an address beside it; a family name that differs, or a given one, weighs against
  it.
- **The judges ask whether a name is close enough to look at, not whether it is the same person.** Two pairs that both
  change one syllable of a Korean given name stand as true and as false. No rule over names can follow that, and
  Jaro-Winkler, which grades closeness finely, orders such pairs as well as levels do or better.
- **One syllable of a short name**, as in Korean, Chinese or Vietnamese, is a whole name there, and less than a typing
  error elsewhere. The levels know no difference between these.
- **Words that are left out, joined or set in another order** (three generations of fathers; `AlisherUsmanov`) come
  out as other family names. Middle names agree if one of several does; for given and family names an order turned
  round is seen, more is not.
- **Transliteration is understood between Cyrillic and Latin letters.** Arabic, Chinese, Japanese and Khmer names have
  an ASCII key, but no table of the spellings in use: `Husayn` and `Hussein` are similar at best.
- **Nicknames** are known where they are of use in English and Russian; those of single people (`Bibi`, `Bongbong`)
  are not.
- **Organisations** have no comparison of their own: legal forms are set aside by the cleaner, abbreviations and
  countries in a name are not understood. Text is all that is compared.
"""
