"""Pages that are too many for memory, in a temporary database on disk that is gone when the statement ends.

Comes in: pages by answer and number. Goes out: the same, and objects by a value. Safe for several threads.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.api.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value

SCHEMA = """
CREATE TABLE page(buffer INTEGER, number INTEGER, items TEXT, PRIMARY KEY(buffer, number)) WITHOUT ROWID;
CREATE TABLE row(buffer INTEGER, name TEXT, value, item TEXT);
CREATE INDEX row_by_value ON row(buffer, name, value);
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

    def index(self, buffer: int, name: str, rows: Iterable[tuple[Value, Object]]) -> None:
        """Keep objects by a value of each, in their order; ``name`` tells the indexes of an answer apart."""
        texts = ((buffer, name, value, json.dumps(item, separators=(",", ":"))) for value, item in rows)
        with self._lock, self._database:
            self._database.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", texts)

    def find(self, buffer: int, name: str, value: Value) -> list[Object]:
        """The objects with a value, in order."""
        with self._lock:
            found = self._database.execute(
                "SELECT item FROM row WHERE buffer = ? AND name = ? AND value = ? ORDER BY rowid",
                (buffer, name, value),
            ).fetchall()
        return [json.loads(str(text)) for (text,) in found]

    def close(self) -> None:
        """Give the disk back."""
        with self._lock:
            self._database.close()
