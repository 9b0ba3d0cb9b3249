"""The words of an address: which name the street, the town and the region, and how each is written to be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from golden_record.stages.standardize.values.address_numbers import HOUSE_MARK
from golden_record.stages.standardize.values.countries import COUNTRIES
from golden_record.stages.standardize.values.place import city_key
from golden_record.stages.standardize.values.translit import ascii_key

# Words repeat from address to address; so many of them are remembered.
_REMEMBERED = 1 << 16


@lru_cache(maxsize=_REMEMBERED)
def _key_of(word: str) -> str:
    """The key of a word, remembered."""
    return ascii_key(word)


def _by_word(table: str) -> dict[str, str]:
    lines = (line.split(":") for line in table.strip().splitlines())
    return {_key_of(word): kind.strip() for kind, words in lines for word in words.split()}


# Kind of street by the key of its word; `ul` is what a Russian street is when nothing else is said.
_RU_STREETS = _by_word("""
    ul: улица ул ул-ца ulitsa ulica
    pr: проспект пр-т пр-кт просп пр prospekt prospect prosp
    per: переулок пер пер-к pereulok
    proezd: проезд пр-д proyezd
    sh: шоссе ш shosse
    nab: набережная наб naberezhnaya
    blv: бульвар б-р бул бульв bulvar
    pl: площадь пл ploshchad
    tup: тупик туп
    al: аллея ал alleya
    trakt: тракт
    mkr: микрорайон мкр мкр-н мк-н mkr
    kv: квартал кв-л
    linia: линия лин
    snt: снт тер территория
""")
_EN_STREETS = _by_word("""
    st: street st str stre stree strt
    ave: avenue ave av aven avenu avn avnue
    rd: road rd
    dr: drive dr drv driv
    ln: lane ln
    ct: court ct crt
    cir: circle cir circ circuit cct
    cres: crescent cres cresc
    pl: place pl plc
    blvd: boulevard blvd boul boulv
    way: way wy
    ter: terrace ter terr tce
    pkwy: parkway pkwy pky parkwy
    hwy: highway hwy highwy
    sq: square sq
    trl: trail trl tr
    loop: loop
    cl: close cl
    gr: grove gr grv
    gdns: gardens gdns garden
    row: row
    mews: mews
    walk: walk
    hill: hill
    park: park
    aly: alley aly
    pt: point pt
    xing: crossing xing
    cmn: common cmn
    plz: plaza plz
    rte: route rte
    strasse: strasse straße strase
    pobox: pobox
""")
_SETTLEMENT_WORDS = """
    г гор город пгт рп пос посёлок поселок п с село дер деревня д станица ст-ца хутор х аул gorod pos selo derevnya g
"""
_SETTLEMENTS = frozenset(map(_key_of, _SETTLEMENT_WORDS.split()))
_REGION_WORDS = """
    обл область край респ республика ао автономный округ р-н район oblast obl kray krai respublika rayon county
"""
_REGIONS = frozenset(map(_key_of, _REGION_WORDS.split()))
_STATES = """
    al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri
    sc sd tn tx ut vt va wa wv wi wy dc nsw vic qld sa tas act nt
"""
_US_STATES = frozenset(_STATES.split())
_DIRECTIONS = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "nth": "n",
    "sth": "s",
    "so": "s",
}
# Ranks, titles and the word for "named after": written or not as one likes.
_RANKS = "им имени академика ак генерала ген маршала the of"
_SILENT = frozenset(map(_key_of, _RANKS.split()))
_SIZES = _by_word("""
    bolshaya: бол большая большой bolshoy
    malaya: мал малая малый maly
    staraya: стар
    novaya: нов
    verkhnyaya: верхн верх
    nizhnyaya: нижн ниж
""")
_KNOWN_CITIES = frozenset({"moskva", "sankt peterburg", "london", "new york"})
_ORDINAL = re.compile(r"^(\d+)-?(?:st|nd|rd|th|я|й|ая|ый|ий|ой|ое|го|е)$")
# Two letters may be a state as well: CA, DE.
_COUNTRY_NAMES = frozenset(name for name in COUNTRIES if len(name) > 2) | {"rf", "uk"}
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of one address say."""

    region: str | None = None
    city: str | None = None
    street: str | None = None

    @property
    def city_key(self) -> str | None:
        """The town to compare."""
        return None if self.city is None else city_key(self.city) or None

    @property
    def street_key(self) -> str | None:
        """The street to compare."""
        return None if self.street is None else street_key(self.street) or None


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words between two commas, or between two labels where commas were left out."""

    tokens: tuple[str, ...]
    marked: bool

    @property
    def text(self) -> str:
        return " ".join(self.tokens)

    @property
    def numbered(self) -> bool:
        """Whether a number opens it that nothing else could place."""
        return self.text[:1].isdigit()

    @property
    def is_region(self) -> bool:
        keys = [_key_of(token) for token in self.tokens]
        state = len(keys) == 1 and keys[0] in _US_STATES and not _CYRILLIC.search(self.text)
        return not self.marked and (state or any(key in _REGIONS for key in keys))

    @property
    def is_settlement(self) -> bool:
        return not self.marked and (
            any(map(_is_settlement_word, self.tokens[:1] + self.tokens[-1:])) or city_key(self.text) in _KNOWN_CITIES
        )

    @property
    def is_street(self) -> bool:
        return any(_street_kind(token, at) for at, token in enumerate(self.tokens))


def read_words(words: str) -> Words:
    """Region, town and street of an address without its numbers, the place of the house being marked."""
    segments = [piece for part in words.split(",") for piece in _pieces(part.split())]
    segments = [segment for segment in segments if segment.tokens or segment.marked]
    segments = [segment for segment in segments if _key_of(segment.text) not in _COUNTRY_NAMES]
    region = next((segment for segment in segments if segment.is_region), None)
    left = [segment for segment in segments if not segment.is_region]
    street = _street_of(left)
    city = _city_of(left, street)
    return Words(
        region=None if region is None else region.text,
        city=None if city is None else _town_name(left[city].tokens),
        street=None if street is None else left[street].text,
    )


def _street_of(segments: list[_Segment]) -> int | None:
    """Where the street stands: by the house in its segment, by its word, or as what the house follows."""
    house = next((at for at, segment in enumerate(segments) if segment.marked), None)
    if house is not None and segments[house].tokens:
        return house
    before = range(len(segments) if house is None else house)
    typed = [at for at in before if segments[at].is_street and not segments[at].is_settlement]
    if typed:
        return typed[-1]
    plain = [at for at in before if segments[at].tokens and not segments[at].is_settlement]
    if not plain or (house is None and len(plain) > 1):
        return plain[0] if plain else None
    return plain[-1]


def _city_of(segments: list[_Segment], street: int | None) -> int | None:
    """Where the town stands: by its word, else before the street in Russian and after it in English addresses."""
    others = [at for at, segment in enumerate(segments) if at != street and segment.tokens and not segment.numbered]
    labelled = [at for at in others if segments[at].is_settlement]
    plain = [at for at in others if not segments[at].is_street] or others
    if labelled or street is None or not plain:
        return next(iter(labelled or plain), None)
    after = [at for at in plain if at > street]
    before = [at for at in plain if at < street]
    first, second = (after, before[::-1]) if segments[street].marked else (before[::-1], after)
    return (first or second)[0]


def _town_name(tokens: tuple[str, ...]) -> str:
    """The town without its word, and without the state that follows it: `Springfield IL`."""
    named = [token for token in tokens if not _is_settlement_word(token)] or list(tokens)
    if len(named) > 1 and named[-1].lower() in _US_STATES and named[-1].isupper():
        named.pop()
    return " ".join(named)


def _pieces(tokens: list[str]) -> list[_Segment]:
    """Splits where a label opens or closes a part: `Московская обл г Химки ул Ленина`."""
    marked = HOUSE_MARK in tokens
    plain = [token for token in tokens if token != HOUSE_MARK]
    if marked and plain:
        return _after_street(plain)
    found: list[list[str]] = [[]]
    for at, token in enumerate(plain):
        if found[-1] and _opens(token, found[-1], last=at == len(plain) - 1):
            found.append([])
        found[-1].append(token)
        if _key_of(token) in _REGIONS and len(found[-1]) > 1:
            found.append([])
    return [_Segment(tuple(piece), marked) for piece in found if piece or marked]


def _opens(token: str, before: list[str], *, last: bool) -> bool:
    """Whether a word begins a new part although no comma stands before it."""
    if last or not _CYRILLIC.search(token):
        return False
    if _is_settlement_word(token):
        return True
    return _key_of(token) in _RU_STREETS and not all(word[0].isdigit() for word in before)


def _after_street(tokens: list[str]) -> list[_Segment]:
    """Splits `Main St Springfield IL` after the last word for street, if more than a direction follows it."""
    kinds = [at for at, token in enumerate(tokens) if _street_kind(token, at)]
    end = kinds[-1] + 1 if kinds else len(tokens)
    while end < len(tokens) and _DIRECTIONS.get(tokens[end].lower(), tokens[end].lower()) in _DIRECTIONS.values():
        end += 1
    while end < len(tokens) and tokens[end].isdigit():  # s hwy 701
        end += 1
    if end == 1:  # the word for street stands first: "ул Ленина"
        end = len(tokens)
    rest = tuple(tokens[end:])
    return [_Segment(tuple(tokens[:end]), marked=True), *([_Segment(rest, marked=False)] if rest else [])]


@lru_cache(maxsize=_REMEMBERED)
def _is_settlement_word(token: str) -> bool:
    key = _key_of(token)
    return key in _SETTLEMENTS and (_CYRILLIC.search(token) is not None or len(key) > 1 or token == "g")


@lru_cache(maxsize=_REMEMBERED)
def _street_kind(token: str, at: int) -> str | None:
    """The kind of street that a word names; English kinds do not stand first, where `St` is a saint."""
    key = _key_of(token)
    if _CYRILLIC.search(token):
        return _RU_STREETS.get(key)
    english = _EN_STREETS.get(key) if at or key == "pobox" else None
    return english or (_RU_STREETS.get(key) if key not in _EN_STREETS else None)


@lru_cache(maxsize=_REMEMBERED)
def street_key(street: str) -> str:
    """The name in ASCII, then its kind in short; `ul` is left out, for it is what a street is when nothing is said."""
    names: list[str] = []
    sizes: list[str] = []
    kinds: list[str] = []
    for at, token in enumerate(street.split()):
        kind = _street_kind(token, at)
        word = _word_key(token)
        if kind is not None:
            kinds.append(kind)
        elif word in _SIZES:
            sizes.append(_SIZES[word])
        elif word:
            names.append(word)
    kinds = [kind for kind in kinds if kind != "ul"]
    return " ".join([*_spoken(names), *sizes, *kinds]) or _key_of(street)


def _spoken(names: list[str]) -> list[str]:
    """Names without ranks and initials, unless there is nothing else."""
    loud = [name for name in names if name not in _SILENT and (len(name) > 1 or name in "nsew" or name.isdigit())]
    return loud or names


@lru_cache(maxsize=_REMEMBERED)
def _word_key(token: str) -> str:
    ordinal = _ORDINAL.match(token.lower())
    if ordinal:
        return ordinal[1]
    key = _key_of(token)
    return _DIRECTIONS.get(key, key)
