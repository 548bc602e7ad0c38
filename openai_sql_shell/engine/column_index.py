"""Finding rows of a scanned table by a value: the automatic index SQLite builds for its own tables, and not for ours.

Comes in: a complete answer and the reader of one column. Goes out: the rows with a value, in the order of the scan. Too many
rows is allowed (SQLite checks again), too few never: a value whose type could compare in more than one way finds nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value


class ColumnIndex:
    """One index over one column of one answer."""

    def __init__(
        self, log: PageBuffer, column: Column, read: Callable[[Object], Value], cancel: CancelToken
    ) -> None:
        """Reads every row once."""
        self._log = log
        self._field = column.name
        self._cancel = cancel
        self._places: dict[Value, list[tuple[int, int]]] = defaultdict(list)
        self._spill = log.spilled
        """Where the index is; None: here, even if the pages leave memory later."""
        if self._spill is not None:
            self._spill.index(log.number, self._field, self._rows(read))
            return
        for value, number, item in self._rows(read):
            self._places[value].append((number, item))

    def _rows(self, read: Callable[[Object], Value]) -> Iterator[tuple[Value, int, int]]:
        number = 0
        while (page := self._log.page(number, self._cancel)) is not None:
            for item, found in enumerate(page.items):
                value = read(found)
                if value is not None:
                    yield value, number, item
            number += 1

    def find(self, value: Value) -> Iterator[Object]:
        """The rows with a value."""
        if self._spill is not None:
            places = self._spill.find(self._log.number, self._field, value)
        else:
            places = self._places.get(value, [])
        held, page = -1, None
        for number, item in places:
            if number != held:
                held, page = number, self._log.page(number, self._cancel)
            if page is not None:
                yield page.items[item]
