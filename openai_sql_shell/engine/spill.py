"""Pages that are too many for memory, in a temporary database on disk that is gone when the statement ends.

Comes in: pages by answer and number. Goes out: the same, and positions of rows by a value. Safe for several threads.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.api.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.result import Value

SCHEMA = """
CREATE TABLE page(buffer INTEGER, number INTEGER, items TEXT, PRIMARY KEY(buffer, number)) WITHOUT ROWID;
CREATE TABLE row(buffer INTEGER, column_name TEXT, value, number INTEGER, item INTEGER);
CREATE INDEX row_by_value ON row(buffer, column_name, value);
"""


class Spill:
    """One statement's temporary database; made when first needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # rows to be indexed are read from here, too
        self._database = apsw.Connection("")
        self._database.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000")
        self._database.execute(SCHEMA)

    def put(self, buffer: int, number: int, page: Page) -> None:
        """Keep a page."""
        text = json.dumps(page.items, separators=(",", ":"))
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", (buffer, number, text))

    def get(self, buffer: int, number: int) -> Page:
        """A page that was kept."""
        with self._lock:
            [[text]] = self._database.execute(
                "SELECT items FROM page WHERE buffer = ? AND number = ?", (buffer, number)
            ).fetchall()
        return Page(tuple(json.loads(str(text))), last=False)

    def index(self, buffer: int, column: str, rows: Iterable[tuple[Value, int, int]]) -> None:
        """Remember where the rows of each value are: value, page, place in the page."""
        with self._lock, self._database:
            self._database.executemany(
                "INSERT INTO row VALUES (?, ?, ?, ?, ?)", ((buffer, column, *row) for row in rows)
            )

    def find(self, buffer: int, column: str, value: Value) -> list[tuple[int, int]]:
        """Page and place of each row with a value, in order."""
        with self._lock:
            found = self._database.execute(
                "SELECT number, item FROM row WHERE buffer = ? AND column_name = ? AND value = ? ORDER BY number, item",
                (buffer, column, value),
            ).fetchall()
        return [(int(number), int(item)) for number, item in found]  # type: ignore[arg-type]

    def close(self) -> None:
        """Give the disk back."""
        with self._lock:
            self._database.close()
