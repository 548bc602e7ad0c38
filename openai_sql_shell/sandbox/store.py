"""All objects of the sandbox: tables of records, new identifiers, the time, and what is due next.

Comes in: records from the resources. Goes out: the same records, by key, by parent, or because their time has come.
Knows nothing about HTTP. Every access happens under `Store.lock`.
"""

from __future__ import annotations

import hashlib
import heapq
import threading
from collections import defaultdict
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.records import Record, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.sandbox.blobs import Blobs
    from openai_sql_shell.sandbox.journal import Journal
    from openai_sql_shell.sandbox.records import Json

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Store:
    """The tables, with one clock, one source of identifiers and one queue of due records."""

    def __init__(
        self,
        clock: Callable[[], float],
        seed: int,
        blobs: Blobs,
        journal: Journal | None,
        speed: float = 1.0,
        *,
        seeded: bool = False,
    ) -> None:
        self.lock = threading.RLock()
        self.enqueued_tokens: int | None = None
        """How many tokens batches of one model may have waiting together; None: any number."""
        self.speed = speed
        """How many times faster than usual background work goes."""
        self.blobs = blobs
        self.seed = seed
        self.seeded = seeded
        """Whether objects of a past are made when they are first asked for."""
        self.tables: defaultdict[str, Table] = defaultdict(Table)
        """By name; a table is there as soon as a resource asks for it."""
        self._clock = clock
        self._journal = journal
        self._serial = 0
        self._frozen: float | None = None
        self._apart: Iterator[str] | None = None
        self.project: str | None = None
        """For which project something is done now; None: the one of the sandbox's key."""
        self._due: list[tuple[float, int, str, str]] = []

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock() if self._frozen is None else self._frozen

    @contextmanager
    def frozen_at(self, now: float) -> Iterator[None]:
        """Stop the clock at another time, to give objects a past."""
        before, self._frozen = self._frozen, now
        try:
            yield
        finally:
            self._frozen = before

    @contextmanager
    def numbered_apart(self, name: str) -> Iterator[None]:
        """Give identifiers that do not depend on what was made before: for objects that are made when they are asked for."""
        before, self._apart = self._apart, (f"{name}/{number}" for number in count())
        try:
            yield
        finally:
            self._apart = before

    @contextmanager
    def working_for(self, project: str | None) -> Iterator[None]:
        """Do something for a project; what is made meanwhile works for it later, too."""
        before, self.project = self.project, project
        try:
            yield
        finally:
            self.project = before

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write to the disk what is made meanwhile as a whole, or not at all."""
        journal, self._journal = self._journal, None
        try:
            yield
        finally:
            self._journal = journal
        self.checkpoint()

    @property
    def past(self) -> bool:
        """Whether the clock stands at another time than the present."""
        return self._frozen is not None

    def new_id(self, prefix: str) -> str:
        """An identifier never given before: the same ones again for the same seed and the same order of calls."""
        self._serial += 1
        number = self._serial if self._apart is None else next(self._apart)
        digest = hashlib.blake2b(f"{self.seed}/{number}".encode(), digest_size=16)
        return prefix + (_base62(digest.digest()) if prefix == "file-" else digest.hexdigest())

    def add(
        self,
        table: str,
        key: str,
        fields: Json,
        *,
        hidden: Json | None = None,
        parent: str | None = None,
        due: float | None = None,
    ) -> Record:
        """Keep a new object."""
        self._serial += 1
        own = {} if self.project is None else {"project": self.project}
        record = Record(key, self._serial, fields, {**own, **(hidden or {})}, parent, due)
        self.tables[table].put(record)
        self.changed(table, record)
        return record

    def changed(self, table: str, record: Record) -> None:
        """Remember what was changed in a record, and when it is due next."""
        self._schedule(table, record)
        if self._journal is not None:
            self._journal.write(table, record)

    def _schedule(self, table: str, record: Record) -> None:
        if record.due is not None:
            heapq.heappush(self._due, (record.due, record.serial, table, record.key))

    def remove(self, table: str, key: str) -> None:
        """Forget an object."""
        self.tables[table].drop(key)
        if self._journal is not None:
            self._journal.erase(table, key, self._serial)

    def due(self) -> Iterator[tuple[float, str, Record]]:
        """Records whose time has come, earliest first, each with the moment it was due at and its table.

        Whoever iterates moves the record on; records that become due meanwhile are included.
        """
        now = self.now()
        while self._due and self._due[0][0] <= now:
            at, serial, table, key = heapq.heappop(self._due)
            record = self.tables[table].get(key)
            if record is not None and record.serial == serial and record.due == at:
                record.due = None
                with self.working_for(record.hidden.get("project")):
                    yield at, table, record

    def flush(self) -> None:
        """Hand what was changed to the disk."""
        if self._journal is not None:
            self._journal.flush()

    def load(self) -> bool:
        """Bring back what the journal remembers; False where that is nothing yet."""
        if self._journal is None:
            return False
        self._serial, records = self._journal.read()
        for table, record in sorted(records, key=lambda pair: pair[1].serial):
            self.tables[table].put(record)
            self._schedule(table, record)
        return self._serial > 0

    def checkpoint(self) -> None:
        """Write everything to the journal at once; from now on each change follows."""
        if self._journal is not None:
            self._journal.rewrite(self._serial, [(n, r) for n, t in self.tables.items() for r in t.all()])


def _base62(digest: bytes) -> str:
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(22):
        number, rest = divmod(number, 62)
        letters.append(ALPHABET[rest])
    return "".join(letters)
