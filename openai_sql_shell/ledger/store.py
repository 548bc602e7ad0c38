"""The ledger's file: used for one transaction at a time, made and brought up to date by the first that writes.

The file is its owner's alone. What SQLite says of it becomes an error that tells what to do; none is worth a SELECT at the API, so
that whoever only witnesses takes it for a notice.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.ledger.schema import MIGRATIONS, TABLES, version_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from openai_sql_shell.ledger.connection import Connect
    from openai_sql_shell.result import Row

KEPT_FOR = 180 * 24 * 3600
"""Seconds that what has ended is kept."""


class Ledger:
    """One ledger, and the account that a session works with. Safe for several threads and processes."""

    def __init__(
        self,
        path: Path | None,
        who: Callable[[], Sequence[str]],
        now: Callable[[], float],
        connect: Connect | None = None,
    ) -> None:
        """Touch nothing yet.

        Args:
            path: the file; None: all is kept in memory, and gone with this object.
            who: what tells the account from others at any server; only a hash of it is kept.
            now: seconds since 1970.
            connect: opens a file; None: SQLite's own does.
        """
        self.path = path
        self._who = who
        self._now = now
        self._connect = connect
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._file = (0, 0)
        """Which file it is a connection to."""

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self._now())

    @property
    def is_there(self) -> bool:
        """Something was written once."""
        if self.path is None:
            return self._database is not None
        with suppress(OSError):
            return self.path.exists()
        return False

    def account(self, database: sqlite3.Connection) -> str:
        """16 hex digits of a salted hash. The salt is random and lies in the file itself, so that no two files tell the same account alike."""
        (salt,) = database.execute("SELECT value FROM salt").fetchone()
        return sha256(
            b"\0".join([salt, *(part.encode(errors="surrogateescape") for part in self._who())])
        ).hexdigest()[:16]

    def account_now(self) -> str:
        """The account of this session, as rows name it; empty: nothing was written yet.

        Raises:
            LocalFileError: it cannot be read.
        """
        with self.read() as database:
            return "" if database is None else self.account(database)

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction that writes: all of the block, or nothing where it raises.

        Args:
            lasting: it survives a power failure, too, which takes the disk some milliseconds.

        Raises:
            LocalFileError: it cannot be written; a newer program has made it.
        """
        with self._opened(writes=True) as opened:
            from openai_sql_shell.ledger.connection import writing  # noqa: PLC0415 - few statements touch it

            with writing(opened, MIGRATIONS, self._told, lasting=lasting) as database:
                yield database

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection | None]:
        """One short transaction that reads; None: nothing was written yet.

        Raises:
            LocalFileError: it cannot be read.
        """
        if not self.is_there:
            yield None
            return
        with self._opened(writes=False) as database:
            old = version_of(database) < len(MIGRATIONS)
            if not old:
                database.execute("BEGIN")
                try:
                    yield database
                finally:
                    database.rollback()
        if old:
            with self.write() as database:
                yield database

    def rows(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Some columns of all rows of a table.

        Raises:
            LocalFileError: it cannot be read.
        """
        assert table in TABLES, f"the ledger has no table {table}"  # noqa: S101
        with self.read() as database:
            if database is None:
                return []
            return database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()

    def count(self) -> dict[str, int]:
        """How many rows each table has.

        Raises:
            LocalFileError: it cannot be read.
        """
        tables = TABLES if self.is_there else ()
        return {table: cast("int", self.rows(table, ["count(*)"])[0][0]) for table in tables}

    def prune(self) -> int:
        """Forget runs that ended long ago, objects that were not seen since long ago, and what was seen of them; how many rows that were.

        Raises:
            LocalFileError: it cannot be written.
        """
        if not self.is_there:
            return 0
        with self.write() as database:
            before = database.total_changes
            prune_runs(database, self.now())
            database.execute(
                """DELETE FROM object AS o WHERE made_at < :then AND NOT EXISTS (SELECT 1 FROM sighting s
                    WHERE (s.account, s.resource, s.id) = (o.account, o.resource, o.id) AND s.seen_at >= :then)""",
                {"then": self.now() - KEPT_FOR},
            )
            database.execute(
                "DELETE FROM sighting WHERE (account, resource, id) NOT IN (SELECT account, resource, id FROM object)"
            )
            return database.total_changes - before

    def close(self) -> None:
        """Let go of the file, or of what is in memory."""
        with self._lock:
            self._let_go()

    @contextmanager
    def _opened(self, *, writes: bool) -> Iterator[sqlite3.Connection]:
        """A connection outside of a transaction, for the block; after an error, the next one is a new one."""
        try:
            from openai_sql_shell.ledger.connection import told_of  # noqa: PLC0415 - few statements touch it
        except ImportError as error:
            raise LocalFileError(
                f"this Python cannot use {self._told}: {error}", hint=r"\set ledger off goes on without it"
            ) from None
        with self._lock, told_of(self._told):
            if self.path is not None:
                self._have_file(self.path, writes=writes)
            elif self._database is None:
                self._have_memory()
            assert self._database is not None  # noqa: S101
            try:
                yield self._database
            except BaseException:
                if self.path is not None:
                    self._let_go()
                raise

    def _have_file(self, path: Path, *, writes: bool) -> None:
        """A connection to the file that is there now; another one may have taken its place."""
        from openai_sql_shell.ledger.connection import make_private, opened  # noqa: PLC0415 - as above

        if writes:
            make_private(path)
        facts = path.stat()
        if self._database is None or self._file != (facts.st_dev, facts.st_ino):
            self._let_go()
            self._database, self._file = opened(path, self._connect), (facts.st_dev, facts.st_ino)

    def _have_memory(self) -> None:
        from openai_sql_shell.ledger.connection import in_memory  # noqa: PLC0415 - as above

        self._database = in_memory(self._connect)

    def _let_go(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    @property
    def _told(self) -> str:
        return "the ledger" if self.path is None else f"the ledger {str(self.path)!r}"


def prune_runs(database: sqlite3.Connection, now: int) -> None:
    """Forget runs that ended long ago, with their parts."""
    old = "SELECT id FROM run WHERE ended_at < ?"
    database.execute(f"DELETE FROM part WHERE run IN ({old})", (now - KEPT_FOR,))
    database.execute("DELETE FROM run WHERE ended_at < ?", (now - KEPT_FOR,))
