"""Rows of a complete answer by the values of a column: the automatic index that SQLite builds for its own tables only.

Comes in: pages, and how values are taken from their objects. Goes out: the rows with a value, each with the values that a
statement needs. In memory while the pages are there, on disk once they are.
"""

from __future__ import annotations

from itertools import chain, repeat

from openai_sql_shell.classes import frozen
from openai_sql_shell.handlers.base import texts_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Sequence

    from openai_sql_shell.engine.spill import Spill
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Row, Value

Places = int | list[int]
"""Where a row is, or where several are."""


@frozen
class ValuesOf:
    """How an index takes values from many objects at once."""

    name: str
    """What tells the indexes of an answer apart."""
    keys: Callable[[Sequence[Object]], Iterable[Value]]
    """Values of the column."""
    rows: Callable[[Sequence[Object]], Iterable[Row]] | None = None
    """What a statement needs; None: it takes that from the objects."""
    unique: bool = False
    """Of objects with the same value the last one counts."""


def texts_of(name: str) -> Callable[[Sequence[Object]], Sequence[Value]]:
    """What takes the texts of a field by which the API finds the objects."""

    def texts(objects: Sequence[Object]) -> Sequence[Value]:
        if (found := texts_in(objects, name)) is not None:
            return found
        values = (one.get(name) for one in objects)
        return [None if own is None else str(own) for own in values]

    return texts


ids_of = texts_of("id")


class ColumnIndex:
    """One index of one answer. A value equals another in Python exactly where it does in SQLite; NULL equals nothing.

    Rows are numbers, which cost the garbage collector nothing however many there are.
    """

    def __init__(
        self, values_of: ValuesOf, batches: Callable[[], Iterable[Sequence[Object]]], lock: threading.RLock
    ) -> None:
        """Nothing is read yet.

        Args:
            values_of: takes the values.
            batches: the objects of the answer, which may be read again.
            lock: of the answer.
        """
        self._values_of = values_of
        self._batches = batches
        self._lock = lock
        self.memory: tuple[Callable[[Value], Places | None], list[Object], list[Row]] | None = None
        """Where the rows with a value are, then objects and values by place; None: it is on disk."""
        self._disk: tuple[Spill, int] | None = None
        self._stored = False

    def find(self, value: Value) -> Sequence[tuple[Object, Row]]:
        """The objects with a value, in order, each with its values where they are taken beforehand."""
        if (memory := self.memory) is not None:
            places_of, objects, rows = memory
            found = places_of(value)
            places = [found] if isinstance(found, int) else found or ()
            return [(objects[place], rows[place] if rows else ()) for place in places]
        stored = self._on_disk(value)[-1:] if self._values_of.unique else self._on_disk(value)
        rows_of = self._values_of.rows
        return list(zip(stored, rows_of(stored) if rows_of is not None else repeat(()), strict=False))

    def fill(self) -> None:
        """Read every row once, and keep what is needed of it in memory."""
        places: dict[Value, Places] = {}
        objects: list[Object] = []
        rows: list[Row] = []
        for batch in self._batches():
            for place, value in enumerate(self._values_of.keys(batch), len(objects)):
                before = places.setdefault(value, place)
                if before is not place:
                    self._add(places, value, before, place)
            objects += batch
            if self._values_of.rows is not None:
                rows += self._values_of.rows(batch)
        places.pop(None, None)
        self.memory = places.get, objects, rows

    def _add(self, places: dict[Value, Places], value: Value, before: Places, place: int) -> None:
        if self._values_of.unique:
            places[value] = place
        elif isinstance(before, list):
            before.append(place)
        else:
            places[value] = [before, place]

    def move_to(self, spill: Spill, number: int) -> None:
        """Hold no object in memory any more; the index is written when it is next asked. ``number`` is the answer's."""
        self._disk, self.memory = (spill, number), None

    def _on_disk(self, value: Value) -> Sequence[Object]:
        assert self._disk is not None, "an index that is neither in memory nor on disk"  # noqa: S101
        spill, number = self._disk
        with self._lock:
            if not self._stored:
                pairs = (zip(self._values_of.keys(batch), batch, strict=True) for batch in self._batches())
                spill.index(number, self._values_of.name, chain.from_iterable(pairs))
                self._stored = True
        return spill.find(number, self._values_of.name, value)
