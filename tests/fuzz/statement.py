"""A statement of the fuzz, the family it is drawn from, the names it is about, and how its answer is compared.

ORDER BY is compared in order where it leaves no tie; everything else as a bag of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fuzz.world import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

V = "openai.vector_stores.vector_stores"
F = "openai.vector_stores.vector_store_files"
B = "openai.batch.batches"
FILES = "openai.files.files"


class Check(StrEnum):
    """How an answer is compared with SQLite's."""

    BAG = "bag"
    """The same rows, as often, in any order."""
    ORDER = "order"
    """The same rows in the same order."""
    SHARE = "share"
    """As many rows, each of them one of `Statement.whole`: LIMIT without an order may choose."""
    REFUSED = "refused"
    """An API error: a key the person wrote does not exist."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and what its answer must be."""

    sql: str
    check: Check = Check.BAG
    whole: str = ""
    """For `Check.SHARE`: the same without its LIMIT."""
    family: str = ""
    shape: Shape = field(default_factory=Shape)
    """How the server pages while it runs."""


class Family:
    """Statements of one shape.

    Args:
        sql: templates of `fuzz.grammar`, of which one is drawn.
        check: how their answers are compared.
        parts: alternatives for the names that only these templates have.
        bound: the LIMIT behind them; apart, so that `Statement.whole` can do without.
    """

    def __init__(
        self,
        *sql: str,
        check: Check = Check.BAG,
        parts: Mapping[str, Sequence[str]] | None = None,
        bound: str = "",
    ) -> None:
        self.sql = sql
        self.check = check
        self.parts = parts or {}
        self.bound = bound
