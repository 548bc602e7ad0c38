"""A connection to the ledger's file for one transaction, and what SQLite says of the file as an error that tells what to do.

The one module that imports the library's SQLite: when the ledger is touched.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.ledger.schema import migrate, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Connect = Callable[..., sqlite3.Connection]

BUSY_FOR = 5.0
"""Seconds to wait for another process that writes."""

WITHOUT = r"\set ledger off goes on without it: nothing is then known of interrupted or repeated work"
DAMAGED = f"it is damaged: move it away, and a new one is made; {WITHOUT}"
NO_ACCESS = f"let your user write to it and its directory, or name another one with XDG_STATE_HOME; {WITHOUT}"
ADVICE = {
    sqlite3.SQLITE_FULL: f"make room on the disk; {WITHOUT}",
    sqlite3.SQLITE_BUSY: f"another process has been writing for more than {BUSY_FOR:g} s: try again when it is done",
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
}
"""What to do about an error, by SQLite's number of it; about any other: `NO_ACCESS`."""
NO_WRITING = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""How a read fails where nobody can write: the log of what was written last cannot be made beside the file."""


@contextmanager
def told_of(what: str) -> Iterator[None]:
    """Errors of the block, which works with ``what``, are ours.

    Raises:
        LocalFileError: it cannot be used.
    """
    try:
        yield
    except sqlite3.Error as error:
        hint = ADVICE.get(_number(error), NO_ACCESS)
        raise LocalFileError(f"cannot use {what}: {error}", hint=hint) from None
    except OSError as error:
        raise LocalFileError(f"cannot open {what}: {error.strerror}", hint=NO_ACCESS) from None


def in_memory(connect: Connect | None) -> sqlite3.Connection:
    """A new database that any thread may use, one after the other."""
    return (connect or sqlite3.connect)(":memory:", isolation_level=None, check_same_thread=False)


def opened(path: Path, connect: Connect | None) -> sqlite3.Connection:
    """A connection to a file that is there; any thread may use it, one after the other.

    Where nobody can write, the file is read as it is now, which nobody changes.
    """
    address, begin = f"{path.absolute().as_uri()}?mode=rw", connect or sqlite3.connect
    database = begin(address, uri=True, timeout=BUSY_FOR, isolation_level=None, check_same_thread=False)
    try:
        version_of(database)
    except sqlite3.Error as error:
        database.close()
        if _number(error) not in NO_WRITING:
            raise
        return begin(f"{address}&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return database


@contextmanager
def writing(
    database: sqlite3.Connection, steps: Sequence[Sequence[str]], what: str, *, lasting: bool
) -> Iterator[sqlite3.Connection]:
    """One transaction that writes to a file of today's version: all of the block, or nothing where it raises.

    Args:
        database: outside of a transaction.
        steps: those that lead to today's version.
        what: the file, in a sentence.
        lasting: it is on the disk when the block ends; otherwise it outlives this process, and not a power failure.

    Raises:
        LocalFileError: a newer program has made the file.
    """
    if version_of(database) == 0:
        with suppress(sqlite3.OperationalError):  # somebody else makes the file right now
            database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
    database.execute("BEGIN IMMEDIATE")
    try:
        _check_version(version_of(database), len(steps), what)
        migrate(database, steps)
        yield database
    except BaseException:
        database.rollback()
        raise
    database.execute("COMMIT")


def _check_version(found: int, known: int, what: str) -> None:
    if found > known:
        raise LocalFileError(
            f"{what} is of version {found}, and this program writes version {known}",
            hint=f"update openai-sql; what it has can be read. {WITHOUT}",
        )


def _number(error: sqlite3.Error) -> int:
    """SQLite's number of an error, without its kinds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def make_private(path: Path) -> None:
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
