"""The tables of the ledger, and the steps that bring a file of an older version up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE salt(value BLOB NOT NULL)",
        "INSERT INTO salt VALUES (randomblob(16))",
        """CREATE TABLE run(
            id TEXT PRIMARY KEY, made_at INTEGER, ended_at INTEGER, origin TEXT, statement_sha256 TEXT, account TEXT, base_url TEXT,
            resource TEXT, requests INTEGER, bytes INTEGER, state TEXT, owner TEXT, claimed_at INTEGER, error TEXT)""",
        """CREATE TABLE part(
            run TEXT, part INTEGER, parts INTEGER, key TEXT, url TEXT, model TEXT, requests INTEGER, bytes INTEGER, sha256 TEXT,
            filename TEXT, est_input_tokens INTEGER, state TEXT, file_id TEXT, batch_id TEXT, retry_of TEXT, changed_at INTEGER,
            error TEXT, PRIMARY KEY(run, part)) WITHOUT ROWID""",
        """CREATE UNIQUE INDEX part_claim ON part(key)
            WHERE state IN ('planned', 'uploading', 'uploaded', 'creating', 'held')""",
        "CREATE INDEX part_key ON part(key)",
        """CREATE TABLE object(
            account TEXT, resource TEXT, id TEXT, parent TEXT, made_at INTEGER, run TEXT,
            PRIMARY KEY(account, resource, id)) WITHOUT ROWID""",
        """CREATE TABLE sighting(
            account TEXT, resource TEXT, id TEXT, seen_at INTEGER, status TEXT, total INTEGER, completed INTEGER, failed INTEGER,
            PRIMARY KEY(account, resource, id, seen_at)) WITHOUT ROWID""",
    ),
    ("ALTER TABLE part ADD COLUMN given TEXT",),
)
"""What makes each version out of the one before; the first one out of nothing. A version that was published never changes."""

VERSION = len(MIGRATIONS)
"""The newest version, which is the number of steps that lead to it."""

TABLES = ("run", "part", "object", "sighting")
"""Those that people read."""


def version_of(database: Connection) -> int:
    """The version of a file; 0: there is nothing in it."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def migrate(database: Connection, steps: Sequence[Sequence[str]]) -> None:
    """Bring a file up to date, inside of the caller's transaction."""
    for version, statements in enumerate(steps[version_of(database) :], version_of(database) + 1):
        for statement in statements:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {version}")
