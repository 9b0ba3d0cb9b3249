"""Names of companies: the value as written, the key without legal form, quotes and alphabet."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, questions
from golden_record.stages.standardize.values.text import judged
from golden_record.stages.standardize.values.translit import ascii_key, ascii_keys

PARTS: Parts = {}

_FORMS = """
    общество с ограниченной ответственностью|публичное акционерное общество|закрытое акционерное общество
    |открытое акционерное общество|непубличное акционерное общество|акционерное общество|индивидуальный предприниматель
    |государственное унитарное предприятие|муниципальное унитарное предприятие
    |федеральное государственное унитарное предприятие
    |государственное бюджетное учреждение|муниципальное бюджетное учреждение|производственное объединение
    |научно-производственное объединение
    |торговый дом|группа компаний|крестьянское фермерское хозяйство|ооо|оао|зао|пао|нао|ао|ип|гуп|муп|фгуп|гбу
    |мбу|фгбу|фгбоу
    |чп|тоо|ано|нко|кфх|снт|тсж|пбоюл|гк
    |limited liability company|limited liability partnership|limited|ltd|llc|llp|l l c|incorporated|inc
    |corporation|corp|company|co
    |plc|lp|gmbh|ag|kg|sa|s a|sarl|srl|s r l|spa|s p a|bv|b v|nv|oy|ab|as|pty|pte|pvt|private
    |public limited company|ooo|oao|zao|pao
    |individual entrepreneur
"""
_ENDS = "|".join(
    sorted({ascii_key(form) for form in re.sub(r"\n\s*", "", _FORMS).split("|")}, key=lambda form: (-len(form), form))
)
_BEFORE = rf"^(?:(?:{_ENDS}) )+"
_AFTER = rf"(?: (?:{_ENDS}))+$"


@dataclass(frozen=True, slots=True)
class CompanyOptions:
    """Companies have nothing to set."""


def clean(raw: pl.Series, options: CompanyOptions) -> pl.DataFrame:
    """`ООО «Ромашка»` and `Romashka LLC` have the key `romashka`; a name that is nothing but a form keeps it."""
    del options
    rows = questions(raw)
    whole = ascii_keys(rows[TEXT].str.replace_all("&", " and ", literal=True)).str.replace(r"^the ", "")
    bare = whole.str.replace(_BEFORE, "").str.replace(_AFTER, "")
    return finished([judged(rows, bare)], PARTS)
