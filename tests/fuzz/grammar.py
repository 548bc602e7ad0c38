"""SQL from templates: what stands in braces is drawn at random, and drawn again until no brace is left.

======================================  ==================================================================
``{store}``                             one of the alternatives under that name in `PARTS`, or of the family
``{LEFT |}``                            one of these texts
``{0..7}``                              a number, both bounds included
``{keys stores}``                       keys for an IN list: some twice, some of nothing, now and then NULL
``{parents}``                           keys for an IN list of parents: none of nothing, which would be an error
``{about v=stores}``                    one condition about a table, by its alias
``{branch v=stores}``                   one for a branch of OR
``{where v=stores f=store_files}``      WHERE with a condition or none about each; with a space in front
``{and v=stores f=store_files}``        the same behind AND
======================================  ==================================================================
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from fuzz.predicates import PREDICATES
from fuzz.statement import FILES, B, F, V
from fuzz.world import EPOCH, FILE_IDS, FILE_STATUS, MISSING, NAMES, PURPOSES, STORE_IDS, STORE_STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from random import Random

    Parts = Mapping[str, Sequence[str]]
    """The alternatives for each name, which may be templates."""

PLACE = re.compile(r"\{([^{}]*)\}")


def quoted(value: object) -> str:
    """A value as SQL.

    >>> [quoted(value) for value in ("it's", 5, None)]
    ["'it''s'", '5', 'NULL']
    """
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def literals(values: Iterable[object]) -> tuple[str, ...]:
    """Values as SQL."""
    return tuple(map(quoted, values))


KEYS = {"stores": STORE_IDS, "files": FILE_IDS}
LIMITS = (
    " LIMIT {0..7}",
    " LIMIT {0..7} OFFSET {0..5}",
    " LIMIT -1 OFFSET {0..5}",
    " LIMIT {0..5}, {0..7}",
    " LIMIT {0..7} + 1",
)
PARTS: Parts = {
    "V": (V,),
    "F": (F,),
    "B": (B,),
    "FILES": (FILES,),
    "store": literals(STORE_IDS),
    "three stores": tuple("({}), ({}), ({})".format(*literals(keys)) for keys in permutations(STORE_IDS, 3)),
    "all stores": (", ".join(literals(STORE_IDS)),),
    "file": literals(FILE_IDS),
    "name": literals(NAMES),
    "store status": literals(STORE_STATUS),
    "file status": literals(FILE_STATUS),
    "purpose": literals(PURPOSES),
    "any purpose": literals((*PURPOSES, "vision")),
    "store time": literals(range(EPOCH, EPOCH + 60 * len(STORE_IDS) + 1, 60)),
    "file time": literals(range(EPOCH, EPOCH + 4)),
    "batch time": literals(range(EPOCH, EPOCH + 10)),
    "limit": ("", *LIMITS),
    "bound": (" LIMIT 3", *LIMITS),
}


def expand(template: str, random: Random, parts: Parts = PARTS) -> str:
    """A template with everything drawn."""
    while "{" in template:
        template = PLACE.sub(lambda found: _drawn(found[1], random, parts), template)
    return template


def _drawn(place: str, random: Random, parts: Parts) -> str:
    """One place; may be a template again."""
    if place in parts:
        return random.choice(parts[place])
    if "|" in place:
        return random.choice(place.split("|"))
    if ".." in place:
        return str(random.randint(*map(int, place.split(".."))))
    match place.split():
        case ["keys", kind]:
            return _keys(random, KEYS[kind])
        case ["parents"]:
            return _keys(random, STORE_IDS, missing=())
        case ["about", table]:
            return _about(random, table)
        case ["branch", table]:
            return _about(random, table, but="COLLATE")
        case ["where" | "and" as begin, *tables]:
            about = [_about(random, table) for table in tables if random.randint(0, 9) < 6]
            return f" {begin.upper()} {' AND '.join(about)}" if about else ""
    raise ValueError(f"nothing can be drawn for {{{place}}}")


def _keys(random: Random, existing: Sequence[str], missing: Sequence[str] = MISSING[:2]) -> str:
    several = [random.choice((*existing, *missing)) for _ in range(random.randint(1, 4))]
    at_least = random.sample(existing, 2)  # with one value only, a list would be an equality
    return ", ".join(literals((*at_least, *several, *([None] if random.randint(0, 5) == 0 else []))))


def _about(random: Random, table: str, but: str | None = None) -> str:
    """A condition; SQLite plans no branches of OR over a virtual table where one has a COLLATE."""
    alias, _, kind = table.partition("=")
    possible = [text for text in PREDICATES[kind] if but is None or but not in text]
    return random.choice(possible).replace("@", alias)
