"""The OpenAI platform as a database. The map of the package is its README.md.

A module of PEP 249: ``openai_sql_shell.connect()`` is the way in for a program, `Session` the one below it for a front end. Importing this loads
nothing else; each name below is loaded with its first use.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take for True; typing itself takes as long to load as Python
if TYPE_CHECKING:
    from openai_sql_shell.dbapi.connection import Connection, apilevel, connect, paramstyle, threadsafety
    from openai_sql_shell.dbapi.cursor import Cursor
    from openai_sql_shell.dbapi.errors import (
        DatabaseError,
        DataError,
        Error,
        IntegrityError,
        InterfaceError,
        InternalError,
        NotSupportedError,
        OperationalError,
        ProgrammingError,
        Warning,  # noqa: A004 - PEP 249's name
    )
    from openai_sql_shell.dbapi.typecodes import (
        BINARY,
        DATETIME,
        NUMBER,
        ROWID,
        STRING,
        Binary,
        Date,
        DateFromTicks,
        Time,
        TimeFromTicks,
        Timestamp,
        TimestampFromTicks,
    )
    from openai_sql_shell.version import __version__

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "__version__",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]

_HOMES = {
    "version": ("__version__",),
    "dbapi.connection": ("Connection", "apilevel", "connect", "paramstyle", "threadsafety"),
    "dbapi.cursor": ("Cursor",),
    "dbapi.typecodes": (
        *("BINARY", "DATETIME", "NUMBER", "ROWID", "STRING", "Binary", "Date", "DateFromTicks"),
        *("Time", "TimeFromTicks", "Timestamp", "TimestampFromTicks"),
    ),
}
"""Where the names stand; those that are left stand in ``dbapi.errors``."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only where a name is asked for

    home = next((home for home, names in _HOMES.items() if name in names), "dbapi.errors")
    found: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
