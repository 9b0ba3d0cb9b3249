"""Words and phrases that people and systems write where a name is missing."""

from __future__ import annotations

import re
from typing import Final

_NO_VALUE: Final = frozenset(
    {
        "", "na", "n a", "none", "null", "nil", "nan", "unknown", "unk", "undefined", "missing", "empty",
         "not known", "not given", "not provided", "not specified", "not available", "not applicable",
        "no name", "noname", "no data", "no value", "name unknown", "unknown name", "unknown unknown", "tbd",
        "tba", "нет", "нету", "нет данных", "нет имени", "без имени", "не указан", "не указана", "не указано",
        "не указаны", "не задан", "не задано", "не определен", "не определено", "неопределен", "не известен",
        "не известно", "неизвестно", "неизвестен", "неизвестна", "неизвестный", "неизвестная", "имя неизвестно",
        "не заполнено", "отсутствует", "отсутствуют", "пусто", "нд", "н д", "н у", "б и", "прочерк", "ноль",
        "безымянный", "фио нет", "данных нет", "не назвался", "не представился", "не представилась", "удален",
        "удалено", "удалена", "deleted",
    }
)  # fmt: skip
"""Says that there is no value, also for one part of a name."""

_NOBODY: Final = frozenset(
    {
        "guest", "no", "blank", "guest user",
        "anonymous", "anonymous user", "anon", "user", "username", "user name", "customer",
        "client", "new customer", "new client", "buyer", "walk in", "walk in customer", "cash customer",
        "retail customer", "private person", "individual", "somebody", "someone", "nobody", "name", "first name",
        "last name", "full name", "surname", "firstname lastname", "first last", "admin", "administrator",
        "operator", "manager", "cashier", "root", "john doe", "jane doe", "mickey mouse", "foo bar", "foo", "bar",
        "sample", "example", "dummy", "fake", "fake name", "lorem ipsum", "your name", "my name", "do not use",
        "duplicate", "delete", "void", "temp", "tmp", "aaa bbb", "гость", "гость гость", "аноним", "анонимный",
        "анонимный пользователь", "анонимно", "пользователь", "клиент", "новый клиент", "покупатель",
        "розничный покупатель", "розница", "частное лицо", "физлицо", "физическое лицо", "физ лицо", "имя",
        "фамилия", "отчество", "фио", "имя фамилия", "фамилия имя", "фамилия имя отчество", "ф и о", "ваше имя",
        "никто", "кто то", "некто", "админ", "администратор", "оператор", "менеджер", "кассир", "продавец",
        "дубль", "дубликат", "удалить", "не использовать", "абонент", "заказчик", "получатель", "мама", "папа",
    }
)  # fmt: skip
"""Stands for nobody in particular when it is the whole value; some are rare surnames beside a given name."""

_TEST: Final = frozenset(
    {
        "test", "tests", "testing", "tester", "testov", "testova", "testovich", "testovna", "testoviy",
        "testovyi", "testovy", "testname", "testuser", "demo", "qa", "qwe", "тест", "тесты", "тестов", "тестова",
        "тестович", "тестовна", "тестовый", "тестовая", "тестовое", "тестер", "тестик", "тестировщик",
        "тестирование", "проба", "пробный", "демо",
    }
)  # fmt: skip

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "abcdefg", "абвгдежз")
_RUNS: Final = frozenset(
    run[start : start + size]
    for row in _ROWS
    for run in (row, row[::-1])
    for size in range(4, len(row) + 1)
    for start in range(len(row) - size + 1)
) - {"trew", "gfd", "опор", "рола", "нега", "ролд"}
_SHORT_RUNS: Final = frozenset({"asd", "qwe", "zxc", "фыв", "йцу", "ячс", "abc", "абв", "qaz", "wsx", "эюя", "ыва"})

_REPEATED: Final = re.compile(r"(\w)\1{2,}|(\w\w)\2{2,}|x{2,}|х{2,}")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def means_no_value(text: str) -> bool:
    """Whether the text says that a value is missing: `нет`, `N/A`, `-`."""
    return _folded(text) in _NO_VALUE


def placeholder_reason(text: str) -> str | None:
    """Why the text names nobody, as a code; None if it may be a name."""
    folded = _folded(text)
    if folded in _NO_VALUE:
        return "no value"
    words = folded.split()
    if folded in _NOBODY or _NOBODY.issuperset(words):
        return "nobody"
    if all(word in _TEST or word in _NOBODY for word in words) and not _TEST.isdisjoint(words):
        return "test"
    if all(_meaningless(word) for word in words):
        return "keyboard run"
    return None


def may_be_placeholder(word: str) -> bool:
    """Whether a text with this word needs a look by `placeholder_reason`."""
    folded = _folded(word)
    return not folded or folded in _SUSPECT_WORDS or _meaningless(folded)


def is_test_word(word: str) -> bool:
    """Whether the word is what testers type, such as `тест` or `Testov`."""
    return _folded(word) in _TEST


def _folded(text: str) -> str:
    return _NOT_WORD.sub(" ", text.casefold().replace("ё", "е")).strip()


def _meaningless(word: str) -> bool:
    half = word[: len(word) // 2]
    once = half if half and word == half * 2 else word
    return once in _RUNS or once in _SHORT_RUNS or bool(_REPEATED.fullmatch(word))


# Initials are no reason to suspect: only a text of nothing but initials is looked at.
_SUSPECT_WORDS: Final = (
    frozenset(word for phrase in _NO_VALUE | _NOBODY for word in phrase.split() if len(word) > 1) | _TEST
)
