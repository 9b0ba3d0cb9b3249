"""Names of countries in both languages, by the key of the name (lower-case ASCII)."""

from __future__ import annotations

from golden_record.stages.standardize.values.translit import ascii_key

# ISO code, three letters, then names as people write them.
_TABLE = """
AE ARE United Arab Emirates|UAE|ОАЭ|Объединенные Арабские Эмираты|Эмираты
AF AFG Afghanistan|Афганистан
AL ALB Albania|Албания
AM ARM Armenia|Армения
AR ARG Argentina|Аргентина
AT AUT Austria|Австрия
AU AUS Australia|Австралия
AZ AZE Azerbaijan|Азербайджан
BA BIH Bosnia and Herzegovina|Bosnia|Босния и Герцеговина
BD BGD Bangladesh|Бангладеш
BE BEL Belgium|Бельгия
BG BGR Bulgaria|Болгария
BR BRA Brazil|Brasil|Бразилия
BY BLR Belarus|Byelorussia|Беларусь|Белоруссия|Республика Беларусь|РБ
CA CAN Canada|Канада
CH CHE Switzerland|Schweiz|Швейцария
CL CHL Chile|Чили
CN CHN China|PRC|Китай|КНР|People's Republic of China
CO COL Colombia|Колумбия
CU CUB Cuba|Куба
CY CYP Cyprus|Кипр
CZ CZE Czech Republic|Czechia|Чехия|Чешская Республика
DE DEU Germany|Deutschland|Германия|ФРГ
DK DNK Denmark|Дания
DO DOM Dominican Republic|Доминиканская Республика
DZ DZA Algeria|Алжир
EE EST Estonia|Эстония
EG EGY Egypt|Египет
ES ESP Spain|España|Испания
FI FIN Finland|Suomi|Финляндия
FR FRA France|Франция
GB GBR United Kingdom|UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Великобритания|Англия
GE GEO Georgia|Грузия
GR GRC Greece|Греция
HK HKG Hong Kong|Гонконг
HR HRV Croatia|Хорватия
HU HUN Hungary|Венгрия
ID IDN Indonesia|Индонезия
IE IRL Ireland|Ирландия
IL ISR Israel|Израиль
IN IND India|Индия
IQ IRQ Iraq|Ирак
IR IRN Iran|Иран
IS ISL Iceland|Исландия
IT ITA Italy|Italia|Италия
JO JOR Jordan|Иордания
JP JPN Japan|Япония
KE KEN Kenya|Кения
KG KGZ Kyrgyzstan|Киргизия|Кыргызстан
KR KOR South Korea|Korea|Republic of Korea|Южная Корея|Корея
KW KWT Kuwait|Кувейт
KZ KAZ Kazakhstan|Казахстан|Республика Казахстан|РК
LB LBN Lebanon|Ливан
LI LIE Liechtenstein|Лихтенштейн
LK LKA Sri Lanka|Шри-Ланка
LT LTU Lithuania|Литва
LU LUX Luxembourg|Люксембург
LV LVA Latvia|Латвия
MA MAR Morocco|Марокко
MC MCO Monaco|Монако
MD MDA Moldova|Молдова|Молдавия
ME MNE Montenegro|Черногория
MK MKD North Macedonia|Macedonia|Северная Македония|Македония
MN MNG Mongolia|Монголия
MT MLT Malta|Мальта
MX MEX Mexico|México|Мексика
MY MYS Malaysia|Малайзия
NG NGA Nigeria|Нигерия
NL NLD Netherlands|The Netherlands|Holland|Нидерланды|Голландия
NO NOR Norway|Norge|Норвегия
NZ NZL New Zealand|Новая Зеландия
PE PER Peru|Перу
PH PHL Philippines|Филиппины
PK PAK Pakistan|Пакистан
PL POL Poland|Polska|Польша
PT PRT Portugal|Португалия
QA QAT Qatar|Катар
RO ROU Romania|Румыния
RS SRB Serbia|Сербия
RU RUS Russia|Russian Federation|Россия|Российская Федерация|РФ|Росия
SA SAU Saudi Arabia|Саудовская Аравия
SE SWE Sweden|Sverige|Швеция
SG SGP Singapore|Сингапур
SI SVN Slovenia|Словения
SK SVK Slovakia|Словакия
SY SYR Syria|Сирия
TH THA Thailand|Таиланд|Тайланд
TJ TJK Tajikistan|Таджикистан
TM TKM Turkmenistan|Туркменистан|Туркмения
TN TUN Tunisia|Тунис
TR TUR Turkey|Türkiye|Турция
TW TWN Taiwan|Тайвань
UA UKR Ukraine|Украина
US USA United States|United States of America|U.S.|U.S.A.|America|США|Соединенные Штаты Америки|Америка
UZ UZB Uzbekistan|Узбекистан
VE VEN Venezuela|Венесуэла
VN VNM Vietnam|Viet Nam|Вьетнам
ZA ZAF South Africa|ЮАР|Южная Африка
"""


def _names() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        short, long, names = line.split(" ", 2)
        known.update({ascii_key(name): short for name in (short, long, *names.split("|"))})
    return known


COUNTRIES = _names()
"""Key of a name or code to the two-letter code."""
