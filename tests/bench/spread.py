"""A figure that was taken several times, and what its spread says about its bar."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Spread(NamedTuple):
    """The median of what was found, the least and the most.

    >>> str(Spread.of([1.31, 1.2, 1.1])), str(Spread.of([0.5]))
    ('1.2 (1.1-1.31)', '0.5')
    """

    usual: float
    least: float
    most: float

    @classmethod
    def of(cls, found: Sequence[float]) -> Self:
        """That of some figures; one has no spread."""
        return cls(median(found), min(found), max(found))

    def __str__(self) -> str:
        return f"{self.usual:.3g}" + (
            f" ({self.least:.3g}-{self.most:.3g})" if self.least < self.most else ""
        )


class Near(str):
    """A bar in the spread of its figure: on which side it is, the noise decides."""

    __slots__ = ()


def judged(figures: Iterable[tuple[str, Spread, float]]) -> list[str]:
    """Of names, figures and bars: those missed, and as `Near` those within the noise.

    >>> judged([("a", Spread(2, 1, 3), 2.5), ("b", Spread(2, 1.9, 2.1), 1), ("c", Spread(1, 1, 1), 1)])
    ['b: 2 (1.9-2.1), bar 1', 'a: 2 (1-3), bar 2.5']
    """
    said = [(found, bar, f"{name}: {found}, bar {bar:g}") for name, found, bar in figures]
    missed = [text for found, bar, text in said if found.usual > bar]
    return missed + [
        Near(text) for found, bar, text in said if found.least <= bar <= found.most > found.least
    ]
