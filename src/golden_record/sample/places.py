"""The towns and streets of the sample's customers, largest first, with dialling and postal codes."""

from __future__ import annotations

from dataclasses import dataclass

RUSSIAN, BRITISH = 0, 1


@dataclass(frozen=True)
class Town:
    """A town with the first digits of its land lines and of its postcodes."""

    name: str
    dialling: str
    postcode: str


def _towns(table: str) -> tuple[Town, ...]:
    return tuple(Town(*line.split("|")) for line in table.split("\n") if line)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\n", " ").strip().split(", "))


_RUSSIAN_TOWNS = """
Москва|495|1
Санкт-Петербург|812|19
Новосибирск|383|630
Екатеринбург|343|620
Казань|843|420
Нижний Новгород|831|603
Челябинск|351|454
Красноярск|391|660
Самара|846|443
Уфа|347|450
Ростов-на-Дону|863|344
Омск|381|644
Краснодар|861|350
Воронеж|473|394
Пермь|342|614
Волгоград|844|400
Саратов|845|410
Тюмень|345|625
Ижевск|341|426
Барнаул|385|656
Ульяновск|842|432
Иркутск|395|664
Хабаровск|421|680
Ярославль|485|150
Владивосток|423|690
Томск|382|634
Оренбург|353|460
Кемерово|384|650
Рязань|491|390
Астрахань|851|414
Пенза|841|440
Липецк|474|398
Киров|833|610
Калининград|401|236
Тула|487|300
Сочи|862|354
Тверь|482|170
Орёл|486|302
Псков|811|180
Королёв|495|141
"""

_BRITISH_TOWNS = """
London|2074|SE
Birmingham|1214|B
Manchester|1614|M
Leeds|1132|LS
Glasgow|1414|G
Liverpool|1514|L
Sheffield|1142|S
Bristol|1179|BS
Edinburgh|1314|EH
Leicester|1162|LE
Cardiff|2920|CF
Nottingham|1159|NG
Southampton|2380|SO
Portsmouth|2392|PO
Reading|1184|RG
Belfast|2890|BT
Brighton|1273|BN
Derby|1332|DE
Hull|1482|HU
Cambridge|1223|CB
Oxford|1865|OX
Aberdeen|1224|AB
"""

_RUSSIAN_STREETS = """
Центральная, Молодёжная, Школьная, Лесная, Советская, Новая, Садовая, Набережная, Заречная, Зелёная, Мира, Ленина,
Полевая, Луговая, Октябрьская, Комсомольская, Гагарина, Первомайская, Северная, Солнечная, Степная, Южная, Береговая,
Кирова, Пушкина, Юбилейная, Речная, Пролетарская, Нагорная, Победы, Железнодорожная, Спортивная, Строителей,
Калинина, Чапаева, Лермонтова, Гоголя, Чехова, Толстого, Королёва, Космонавтов, Маяковского, Горького, Свердлова,
Вокзальная, Рабочая, Парковая, Некрасова, Суворова, Жукова
"""

_BRITISH_STREETS = """
High Street, Station Road, Main Street, Park Road, Church Road, Church Street, London Road, Victoria Road,
Green Lane, Manor Road, Church Lane, Park Avenue, The Avenue, The Crescent, Queens Road, New Road, Grange Road,
Kings Road, Kingsway, Windsor Road, Highfield Road, Mill Lane, Alexander Road, York Road, St John's Road, Main Road,
Broadway, King Street, The Green, Springfield Road, George Street, Park Lane, Victoria Street, Albert Road,
Queensway, New Street, Queen Street, West Street, North Street, Manchester Road, The Grove, Richmond Road,
Grove Road, South Street, School Lane, The Drive, North Road, Stanley Road, Chester Road, Mill Road
"""

TOWNS = (_towns(_RUSSIAN_TOWNS), _towns(_BRITISH_TOWNS))
"""Towns by country: `TOWNS[RUSSIAN]`, `TOWNS[BRITISH]`."""

STREETS = (_listed(_RUSSIAN_STREETS), _listed(_BRITISH_STREETS))
"""Street names by country."""
