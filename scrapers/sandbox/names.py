"""Invented names: artists, DJs, tracks, albums, shows and places."""

import unicodedata
from random import Random

from recommender.catalogue.identity import artist_names


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "Ilse Odran Mirela Tavi Zoë Søren Łucja Íris Jürgen Noémie Andrés Çelin Maarit Ruben Oona "
    "Piet Salka Emeric Yuna Dorian Farah Lienne Kasimir Nadja Ottavia Bram Solveig Idris Petra "
    "Anouk Teo Vesna Hector Maite Lorcan Aziza Niamh Radu Senna Ulla"
)
_ROOTS = _words(
    "Varn Kest Oldr Mirr Tavel Brann Quill Hask Fenn Dorm Lysk Struv Zell Orv Penth Grael Wess "
    "Nadr Yarr Ulv Cald Torq Eskel Jorr Veld Amaz Skarn Ploth Ostr Rhen"
)
_SURNAME_ENDS = _words(
    "holt ovic ane ström elli mark ura wick esco dahl ier øe ães enko beck ard ini quist ova mere"
)
_ALIAS_ENDS = _words("ura ion ax ello ova ique em ane ite o ora eus ander ique")
_ALIAS_ROOTS = _words(
    "Vel Oxy Nim Tar Lum Kry Sol Ast Mar Fen Hal Qua Zor Ile Bel Cyr Dra Eph Gor Jun Pol Rav Syn "
    "Thal Umb Vex Wyl Xan Yve"
)
_ALIAS_MIDDLES = _words("tr m l d v k sh n r b")
_GROUP_ADJECTIVES = _words(
    "Copper Hollow Glass Northern Paper Silent Crooked Ivory Distant Marble Static Woollen Burnt "
    "Second Lunar Plaid Tin Saltwater Feral Gilded"
)
_GROUP_NOUNS = _words(
    "Lantern Meridian Ferry Orchard Parade Cartel Antler Foundry Aviary Tramway Almanac Pilots "
    "Theorem Wardens Sextant Bazaar Choir Turbines Greenhouse Customs"
)
_OTHER_SCRIPTS = ("Вельмора", "Тихий Ангар", "ミラカゼ", "ノヴァ港", "Ορβελία", "!?!")

_ADJECTIVES = _words(
    "Amber Tidal Salted Quiet Borrowed Concrete Slow Electric Painted Fading Hidden Restless "
    "Sleepless Broken Northbound Weightless Crimson Folded Distant Neon Liquid Magnetic Narrow "
    "Open Patient Rusted Shallow Tangled Unlit Violet Winter Yellow Bitter Cobalt Drifting "
    "Endless Feathered Granite Honest Inland"
)
_NOUNS = _words(
    "Harbour Signal Corridor Ember Machine Garden Voltage Mirror Carousel Engine Lighthouse Window "
    "Pressure Satellite Courtyard Shadow Ritual Compass Tunnel Vapour Horizon Pulse Staircase "
    "Balcony Dynamo Echo Furnace Glacier Headlight Island Junction Kingdom Ladder Meadow Nocturne "
    "Ocean Pendulum Quarry River Skyline Terminal Undertow Valley Warehouse Pylon Archive Basin "
    "Circuit Delta Equinox"
)
_VERBS = _words(
    "Follow Hold Cross Leave Wake Carry Burn Trade Chase Forget Lose Raise Shake Borrow Answer"
)
_PLACES = _words(
    "Osthaven Marrowby Kelvask Sint-Oren Valdrecht Tørnby Costa Lirra Pellworm Arvelka"
)
_VENUES = _words(
    "Verdigris Halyard Kamsel Fusora Orbvane Silvane Cellarde Atrivox Plankton Depholt"
)
_SHOW_KINDS = ("Radio", "Sessions", "Podcast", "Transmission", "Mix Series")


def person(rng: Random) -> str:
    """A name such as `Ilse Varnholt`."""
    return f"{rng.choice(_FIRST)} {surname(rng)}"


def surname(rng: Random) -> str:
    """A family name such as `Varnholt`."""
    return rng.choice(_ROOTS) + rng.choice(_SURNAME_ENDS)


def alias(rng: Random) -> str:
    """A one-word stage name such as `Lumvora`."""
    return rng.choice(_ALIAS_ROOTS) + rng.choice(_ALIAS_MIDDLES) + rng.choice(_ALIAS_ENDS)


def group(rng: Random) -> str:
    """A project's name such as `Copper Lantern`."""
    name = f"{rng.choice(_GROUP_ADJECTIVES)} {rng.choice(_GROUP_NOUNS)}"
    return f"The {name}" if rng.random() < 0.15 else name


def duo(rng: Random) -> str:
    """Two family names such as `Kestdahl & Orvura`."""
    return f"{surname(rng)} & {surname(rng)}"


def distinct_names(count: int, rng: Random, with_groups: bool = True) -> list[str]:
    """Names of people and projects, no two of which fold to the same credit."""
    makers = (person, person, person, alias, alias, *((group, group, duo) if with_groups else ()))
    names = list(_OTHER_SCRIPTS) if with_groups else []
    taken = {artist_names(name) for name in names}
    while len(names) < count:
        name = rng.choice(makers)(rng)
        if artist_names(name) not in taken:
            taken.add(artist_names(name))
            names.append(name)
    rng.shuffle(names)
    return names


def track_title(rng: Random) -> str:
    """A title such as `Tidal Corridor` or `Don't Wake the Harbour`."""
    pattern, noun = rng.random(), rng.choice(_NOUNS)
    if pattern < 0.45:
        return f"{rng.choice(_ADJECTIVES)} {noun}"
    if pattern < 0.6:
        return f"{rng.choice(_VERBS)} the {noun}"
    if pattern < 0.7:
        return f"{noun} of {rng.choice(_NOUNS)}"
    if pattern < 0.8:
        return f"{rng.choice(_ADJECTIVES)} {noun}, Pt. {rng.choice(('I', 'II', '3'))}"
    if pattern < 0.87:
        return f"Don't {rng.choice(_VERBS)} the {noun}"
    if pattern < 0.93:
        return f"{noun} {rng.randint(2, 99)}"
    return f"{noun} ({rng.choice(_PLACES)})"


def album_title(rng: Random) -> str:
    """An album's title such as `The Glacier Almanac`."""
    return f"The {rng.choice(_NOUNS)} {rng.choice(_GROUP_NOUNS)}"


def show(rng: Random) -> str:
    """A radio show such as `Undertow Radio`."""
    return f"{rng.choice(_NOUNS)} {rng.choice(_SHOW_KINDS)}"


def venue(rng: Random) -> str:
    """A club and its town such as `Club Halyard, Tørnby`."""
    return f"{rng.choice(('Club ', '', ''))}{rng.choice(_VENUES)}, {rng.choice(_PLACES)}"


def without_accents(name: str) -> str:
    """The name as somebody types it who does not have its letters: `Zoë` → `Zoe`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", plain)
