"""Values as an example may show them: enough to recognise a pattern, too little to recognise a person."""

from __future__ import annotations

DOT = "•"
FEWEST_DIGITS = 5
"""Numbers of fewer digits are hidden whole: two of four digits would be half of the secret."""


def masked(value: str) -> str:
    """The first letter of each word and the last two digits of the value; dots stand for the rest.

    `Иванов Иван` becomes `И••••• И•••`, and `+79161234567` becomes `+•••••••••67`.
    """
    digits = sum(letter.isdigit() for letter in value)
    kept_from = digits - 2 if digits >= FEWEST_DIGITS else digits
    result, seen, in_word = [], 0, False
    for place, letter in enumerate(value):
        if letter.isdigit():
            result.append(letter if seen >= kept_from else DOT)
            seen += 1
        elif letter.isalpha():
            starts_word = not in_word and value[place + 1 : place + 2].isalpha()
            result.append(letter if starts_word else DOT)
        else:
            result.append(letter)
        in_word = letter.isalnum()
    return "".join(result)
