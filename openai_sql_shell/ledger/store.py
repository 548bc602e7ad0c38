"""The ledger's file: opened for one transaction at a time, made and brought up to date by the first that writes.

The file is its owner's alone. What SQLite says of it becomes an error that tells what to do; none is worth a SELECT at the API, so
that whoever only witnesses takes it for a notice.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, cast
from weakref import finalize

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.ledger.schema import MIGRATIONS, TABLES, migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from openai_sql_shell.result import Row

BUSY_FOR = 5.0
"""Seconds to wait for another process that writes."""
KEPT_FOR = 180 * 24 * 3600
"""Seconds that what has ended is kept."""

WITHOUT = r"\set ledger off goes on without it: nothing is then known of interrupted or repeated work"
ADVICE = {
    sqlite3.SQLITE_FULL: f"make room on the disk; {WITHOUT}",
    sqlite3.SQLITE_BUSY: "another process has been writing for more than 5 s: try again when it is done",
    sqlite3.SQLITE_NOTADB: f"it is damaged: move it away, and a new one is made; {WITHOUT}",
    sqlite3.SQLITE_CORRUPT: f"it is damaged: move it away, and a new one is made; {WITHOUT}",
}
"""What to do about an error, by SQLite's number of it."""
NO_WRITING = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""How a read fails where nobody can write: the log of what was written last cannot be made beside the file."""
NO_ACCESS = f"let your user write to it and its directory, or name another one with XDG_STATE_HOME; {WITHOUT}"
"""What to do about any other."""


class Ledger:
    """One ledger, and the account that a session works with. Safe for several threads and processes."""

    def __init__(
        self,
        path: Path | None,
        who: Callable[[], Sequence[str]],
        now: Callable[[], float],
        connect: Callable[..., sqlite3.Connection] = sqlite3.connect,
    ) -> None:
        """Touch nothing yet.

        Args:
            path: the file; None: all is kept in memory, and gone with this object.
            who: what tells the account from others at any server; only a hash of it is kept.
            now: seconds since 1970.
            connect: opens a file, as SQLite's own does.
        """
        self.path = path
        self._who = who
        self._now = now
        self._connect = connect
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self._now())

    @property
    def is_there(self) -> bool:
        """Something was written once."""
        return self._memory is not None if self.path is None else self.path.exists()

    def account(self, database: sqlite3.Connection) -> str:
        """16 hex digits of a salted hash. The salt is random and lies in the file itself, so that no two files tell the same account alike."""
        (salt,) = database.execute("SELECT value FROM salt").fetchone()
        return sha256(b"\0".join([salt, *(part.encode() for part in self._who())])).hexdigest()[:16]

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes: all of the block, or nothing where it raises.

        Raises:
            LocalFileError: it cannot be written; a newer program has made it.
        """
        with self._opened(writes=True) as database:
            if version_of(database) == 0:
                with suppress(sqlite3.OperationalError):  # somebody else makes the file right now
                    database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            try:
                self._check_version(version_of(database))
                migrate(database, MIGRATIONS)
                yield database
            except BaseException:
                database.rollback()
                raise
            database.execute("COMMIT")

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
        return (
            {table: cast("int", self.rows(table, ["count(*)"])[0][0]) for table in TABLES}
            if self.is_there
            else {}
        )

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
        """Let go of what is in memory."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    @contextmanager
    def _opened(self, *, writes: bool) -> Iterator[sqlite3.Connection]:
        """A connection outside of a transaction, for the block; SQLite's errors are ours."""
        try:
            if self.path is None:
                with self._lock:
                    yield self._in_memory()
            else:
                with self._lock, closing(self._open(self.path, writes=writes)) as database:
                    yield database
        except sqlite3.Error as error:
            raise self._translated(error) from None
        except OSError as error:
            raise LocalFileError(f"cannot open {self._told}: {error.strerror}", hint=NO_ACCESS) from None

    def _in_memory(self) -> sqlite3.Connection:
        if self._memory is None:
            self._memory = self._connect(":memory:", isolation_level=None, check_same_thread=False)
            finalize(self, self._memory.close)
        return self._memory

    def _open(self, path: Path, *, writes: bool) -> sqlite3.Connection:
        if writes:
            _make_private(path)
        address = f"{path.absolute().as_uri()}?mode=rw"
        options = {"uri": True, "timeout": BUSY_FOR, "isolation_level": None, "check_same_thread": False}
        database = self._connect(address, **options)
        try:
            version_of(database)
        except sqlite3.Error as error:
            database.close()
            if writes or _number(error) not in NO_WRITING:
                raise
            return self._connect(f"{address}&immutable=1", **options)
        return database

    @property
    def _told(self) -> str:
        return "the ledger" if self.path is None else f"the ledger {str(self.path)!r}"

    def _check_version(self, version: int) -> None:
        """Raise LocalFileError for a file that a newer program has made."""
        if version > len(MIGRATIONS):
            raise LocalFileError(
                f"{self._told} is of version {version}, and this program writes version {len(MIGRATIONS)}",
                hint=f"update openai-sql; what it has can be read. {WITHOUT}",
            )

    def _translated(self, error: sqlite3.Error) -> LocalFileError:
        return LocalFileError(f"cannot use {self._told}: {error}", hint=ADVICE.get(_number(error), NO_ACCESS))


def _number(error: sqlite3.Error) -> int:
    """SQLite's number of an error, without its kinds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def prune_runs(database: sqlite3.Connection, now: int) -> None:
    """Forget runs that ended long ago, with their parts."""
    old = "SELECT id FROM run WHERE ended_at < ?"
    database.execute(f"DELETE FROM part WHERE run IN ({old})", (now - KEPT_FOR,))
    database.execute("DELETE FROM run WHERE ended_at < ?", (now - KEPT_FOR,))


def _make_private(path: Path) -> None:
    """Have a file and its directory that are their owner's alone.

    Raises:
        OSError: they cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for each in (path.parent, path):
        mode = each.stat().st_mode & 0o777
        if mode & 0o077:
            each.chmod(mode & 0o700)
