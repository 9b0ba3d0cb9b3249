"""Spellings that must sound alike, and names that must not."""

import pytest

from golden_record.stages.standardize.names import name_key
from golden_record.stages.standardize.names.sound import family_sound, given_sound

FAMILIES = """
Щербаков Shcherbakov Scherbakov Щербакова Shcherbakova
Юрьев Yuriev Iurev Yuryev Юрьева Jurjev
Хохлов Khokhlov Hohlov Хохлова
Кузнецов Kuznetsov Kuznecov Kuznetzov Кузнецова Kuznetsova
Смирнова Smirnov Smirnoff Smirnova
Чайковский Tchaikovsky Chaikovskii Chaykovskiy Чайковская Tchaikovskaya
Соловьёв Soloviev Solovyov Solovev Solovyev Соловьева
Толстой Tolstoy Tolstoi Толстая Tolstaya
Горбачёв Gorbachev Gorbachyov Горбачева
Жуков Zhukov Жукова Žukov
Цветаева Tsvetaeva Cvetaeva Tsvetayeva Цветаев
Ельцин Eltsin Yeltsin Jelcin Ельцина
Хрущёв Khrushchev Khrushchyov Hruschev
Григорьев Grigoriev Grigoryev Grigorev
Сергеев Sergeev Sergeyev Sergejev
Ильин Ilyin Ilin Iljin Ильина
Достоевский Dostoevsky Dostoyevsky Dostoevskiy
Рахманинов Rakhmaninov Rahmaninov Rachmaninoff
Шостакович Shostakovich Schostakowitsch Shostakovitch
Мюллер Müller Mueller Muller
Королёв Korolev Korolyov Королева
Фёдоров Fedorov Fyodorov
Воробьёв Vorobyov Vorobiev Vorobev
Яковлев Yakovlev Iakovlev Jakovlev
Черных Chernykh Chernyh
Синицына Sinitsyn Sinicyn Sinitsin
Высоцкий Vysotsky Vysotskiy Vysocky Vysotskaya
Smith Smyth
McDonald MacDonald Mcdonald
Clark Clarke
Philips Phillips
Johnson Jonson
Stephens Stevens
Schröder Schroeder Schroder
""".strip().splitlines()

GIVEN = """
Юлия Yuliya Iuliia Julia Yulia
Евгений Evgeny Yevgeny Evgenii
Сергей Sergey Sergei Sergej
Дмитрий Dmitry Dmitriy Dmitri
Екатерина Ekaterina Yekaterina
Фёдор Fedor Fyodor
Пётр Petr Pyotr
Ксения Ksenia Kseniya Xenia
Артём Artem Artyom
Вячеслав Vyacheslav Viacheslav
Юрий Yuri Yury Yuriy Jurij
Sarah Sara
Catherine Katherine
Stephen Steven
""".strip().splitlines()


@pytest.mark.parametrize("line", FAMILIES)
def test_spellings_of_one_surname_sound_alike(line: str) -> None:
    assert len({family_sound(name_key(name)) for name in line.split()}) == 1


@pytest.mark.parametrize("line", GIVEN)
def test_spellings_of_one_given_name_sound_alike(line: str) -> None:
    assert len({given_sound(name_key(name)) for name in line.split()}) == 1


def test_different_surnames_keep_their_sounds_apart() -> None:
    names = [line.split()[0] for line in FAMILIES]
    assert len({family_sound(name_key(name)) for name in names}) == len(names)


@pytest.mark.parametrize(("one", "other"), [("Александр", "Александра"), ("Иван", "Ивана"), ("Daniel", "Danielle")])
def test_the_gender_of_a_given_name_is_heard(one: str, other: str) -> None:
    assert given_sound(name_key(one)) != given_sound(name_key(other))
