"""The rows of a table of the ledger in memory, and where each value of a column stands in them."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai_sql_shell.result import Row, Value


class KeptRows:
    """All rows of one table of the ledger as they are when the statement first asks. Safe for several threads."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._lock = threading.Lock()
        self._indexes: dict[int, Mapping[Value, list[Row]]] = {}

    def equal(self, column: int, value: Value) -> Sequence[Row]:
        """The rows with a value in a column, in order."""
        with self._lock:
            if column not in self._indexes:
                index: defaultdict[Value, list[Row]] = defaultdict(list)
                for row in self.rows:
                    index[row[column]].append(row)
                self._indexes[column] = index
        return self._indexes[column].get(value, ())
