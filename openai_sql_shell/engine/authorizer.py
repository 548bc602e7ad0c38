"""What a statement may make SQLite do: read resources, and keep tables and views of its own; nothing outside.

No files, no extensions, no other databases, no change to the schemas that hold the resources.
"""

from __future__ import annotations

import apsw

ANYWHERE = {
    apsw.SQLITE_SELECT,
    apsw.SQLITE_READ,
    apsw.SQLITE_RECURSIVE,
    apsw.SQLITE_TRANSACTION,
    apsw.SQLITE_SAVEPOINT,
}

ON_LOCAL_OBJECTS = {
    apsw.SQLITE_INSERT,
    apsw.SQLITE_UPDATE,
    apsw.SQLITE_DELETE,
    apsw.SQLITE_CREATE_TABLE,
    apsw.SQLITE_CREATE_VIEW,
    apsw.SQLITE_CREATE_INDEX,
    apsw.SQLITE_CREATE_TEMP_TABLE,
    apsw.SQLITE_CREATE_TEMP_VIEW,
    apsw.SQLITE_CREATE_TEMP_INDEX,
    apsw.SQLITE_DROP_TABLE,
    apsw.SQLITE_DROP_VIEW,
    apsw.SQLITE_DROP_INDEX,
    apsw.SQLITE_DROP_TEMP_TABLE,
    apsw.SQLITE_DROP_TEMP_VIEW,
    apsw.SQLITE_DROP_TEMP_INDEX,
    apsw.SQLITE_REINDEX,
    apsw.SQLITE_ALTER_TABLE,
}

LOCAL_SCHEMAS = {"main", "temp"}

FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}

LARGEST_VALUE = 256 * 1024 * 1024
"""Bytes of one value or row; SQLite's own default is four times as much."""


def authorize(
    action: int, first: str | None, second: str | None, schema: str | None, _trigger: str | None
) -> int:
    """SQLite's question about one step of a statement, answered with yes or no."""
    if action in ANYWHERE:
        return apsw.SQLITE_OK
    if action == apsw.SQLITE_FUNCTION:
        return apsw.SQLITE_DENY if (second or "").lower() in FORBIDDEN_FUNCTIONS else apsw.SQLITE_OK
    if action == apsw.SQLITE_ALTER_TABLE:
        return apsw.SQLITE_OK if first in LOCAL_SCHEMAS else apsw.SQLITE_DENY
    if action in ON_LOCAL_OBJECTS and schema in LOCAL_SCHEMAS:
        return apsw.SQLITE_OK
    return apsw.SQLITE_DENY


def protect(connection: apsw.Connection) -> None:
    """Authorize every step of a statement from now on, and turn off what no step asks about; called last."""
    for option, value in (
        (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DML, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DDL, 0),
    ):
        connection.config(option, value)
    connection.limit(apsw.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.authorizer = authorize
