"""Random SELECTs in families, one for each shape in which reading an API and reading a table could differ.

Comes in: a random generator. Goes out: the next `Statement`, and the views its family may name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.grammar import PARTS, expand
from fuzz.joins import JOINS
from fuzz.scans import SCANS
from fuzz.statement import F, Statement, V
from fuzz.world import Shape, Tail

if TYPE_CHECKING:
    from random import Random

FAMILIES = SCANS | JOINS

VIEWS = {
    "ready": f"SELECT id, name, created_at, metadata FROM {V} WHERE status = 'completed'",
    "held": f"SELECT v.id AS store, f.id AS file, f.status FROM {V} v LEFT JOIN {F} f ON f.vector_store_id = v.id",
    "ready_with_files": "SELECT r.id, r.name, count(h.file) AS files FROM ready r LEFT JOIN held h ON h.store = r.id GROUP BY 1, 2",
    "names_of_ready": "SELECT DISTINCT name FROM ready_with_files",
    "pairs": f"SELECT a.id AS one, b.id AS other FROM {V} a JOIN {V} b ON a.status = b.status AND a.id < b.id",
}
"""Made on both sides before the first statement."""


def statement(random: Random) -> Statement:
    """The next statement."""
    name = random.choice(list(FAMILIES))
    family = FAMILIES[name]
    shape = Shape(
        page=random.choice((1, 2, 3, 5, 100, 100, 100)),
        gaps=random.random() < 0.3,
        repeats=random.random() < 0.3,
        tail=random.choice(tuple(Tail)),
    )
    parts = {**PARTS, **family.parts}
    whole = expand(random.choice(family.sql), random, parts)
    return Statement(whole + expand(family.bound, random, parts), family.check, whole, name, shape)
