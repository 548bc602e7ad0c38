"""`connect`, and connections: a session each, with what PEP 249 asks of one."""

from __future__ import annotations

import os
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from openai_sql_shell.dbapi import errors
from openai_sql_shell.dbapi.cursor import Cursor
from openai_sql_shell.dbapi.errors import TRANSLATING, InterfaceError, NotSupportedError, Warning  # noqa: A004
from openai_sql_shell.dbapi.parameters import bound
from openai_sql_shell.dbapi.typecodes import TIMES, Times
from openai_sql_shell.opening import Choices, SessionOpener

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.config.config_file import Mode
    from openai_sql_shell.dbapi.parameters import Parameters
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.session.session import Session

apilevel = "2.0"
threadsafety = 1
"""Threads share the module, and no connection."""
paramstyle = "qmark"
NO_TRANSACTIONS = (
    "the API commits each call: nothing was rolled back, what this connection has changed stays changed"
)


def connect(  # noqa: PLR0913 - the choices of one connection
    profile: str | None = None,
    *,
    mode: Mode | None = None,
    sandbox: bool | str | Path = False,
    base_url: str | None = None,
    api_key: str | Callable[[], str] | None = None,
    admin_key: str | Callable[[], str] | None = None,
    config: str | Path | None = None,
    times: Times = "unix",
    confirm: Callable[[Preview], bool] | None = None,
    **settings: object,
) -> Connection:
    """A connection to the OpenAI platform, or to the sandbox. Sends nothing, and asks neither a command nor the keyring for a key.

    Args:
        profile: one of the configuration file; None: the usual one, or what the environment says.
        mode: ``read_only`` refuses changes; ``confirm`` asks about each; ``full`` makes them, of ten objects at most unless ``max_changes`` says otherwise;
            None: that of the profile, or else ``read_only``. A profile's ``read_only = true`` wins over all of them.
        sandbox: an imitation of the API on this machine, which lives as long as the connection; a directory, in which it keeps its objects.
        base_url: where the API is, in place of the profile's.
        api_key: the key, or a function that tells it, in place of the profile's.
        admin_key: the same for operations of the organization.
        config: another configuration file.
        times: how columns of seconds since 1970 are handed out: as ``int``, or as ``datetime`` in UTC.
        confirm: is shown each change in mode ``confirm``, and says whether it shall be made.
        settings: as ``SET`` takes them: ``read_timeout="2m"``, ``max_changes=50``; they win over those of the file.

    Raises:
        InterfaceError: choices that cannot be. ProgrammingError: there is no such setting. DataError: its value does not fit.
    """
    with TRANSLATING:
        choices = Choices(
            profile,
            mode,
            Path(sandbox) if isinstance(sandbox, str) and sandbox.strip() else sandbox,  # type: ignore[arg-type] # told below
            base_url,
            api_key,
            admin_key,
            None if config is None else Path(config),
            settings,
        )
        return Connection(SessionOpener(choices, os.environ, confirm), times)


class Connection:
    """A session, and cursors on it. Made by `connect`; for one thread at a time."""

    Warning = errors.Warning
    Error = errors.Error
    InterfaceError = errors.InterfaceError
    DatabaseError = errors.DatabaseError
    DataError = errors.DataError
    OperationalError = errors.OperationalError
    IntegrityError = errors.IntegrityError
    InternalError = errors.InternalError
    ProgrammingError = errors.ProgrammingError
    NotSupportedError = errors.NotSupportedError

    def __init__(self, opener: SessionOpener, times: Times = "unix") -> None:
        """Have a session of its own; ``opener`` is closed with the connection.

        Raises:
            UsageError: the sandbox cannot be opened. InterfaceError: ``times`` is not known.
        """
        if times not in TIMES:
            raise InterfaceError(f"times cannot be {times!r}", f"there are {', '.join(TIMES)}")
        self.messages: list[tuple[type[Warning], Warning]] = []
        """What `rollback` has to say."""
        self.times = times
        """How moments are handed out."""
        self._changed = False
        closing = ExitStack()
        closing.callback(opener.close)
        self._session = opener.session()
        closing.callback(self._session.close)
        self._close = weakref.finalize(self, closing.close)
        """Also where nobody closes it."""

    @property
    def session(self) -> Session:
        """What runs the statements: its catalog, its settings, its tables."""
        return self._session

    @property
    def autocommit(self) -> bool:
        """True: each call is committed by the API, for good."""
        return True

    @autocommit.setter
    def autocommit(self, wanted: bool) -> None:
        if not wanted:
            raise NotSupportedError(
                "autocommit cannot be False: the API has no transactions", "leave it True"
            )

    def cursor(self) -> Cursor:
        """A cursor. The connection runs one statement at a time: the next one ends the open result of any cursor.

        Raises:
            InterfaceError: the connection is closed.
        """
        self.check_open()
        return Cursor(self)

    def commit(self) -> None:
        """Do nothing: what was changed is committed. Raises InterfaceError where the connection is closed."""
        self.check_open()
        self.messages.clear()

    def rollback(self) -> None:
        """Take nothing back; a message says so where something was changed. Raises InterfaceError where the connection is closed."""
        self.check_open()
        self.messages.clear()
        if self._changed:
            self.messages.append((Warning, Warning(NO_TRANSACTIONS)))

    def close(self) -> None:
        """Give up what is under way, and close the connections; a sandbox of its own ends.

        Raises:
            InterfaceError: it is closed, or the HTTP log lacks something.
        """
        self.check_open()
        with TRANSLATING:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._close.alive:
            self.close()

    def __repr__(self) -> str:
        profile = self._session.profile
        return (
            f"<connection to {profile.name} at {profile.base_url}{'' if self._close.alive else ', closed'}>"
        )

    def __reduce__(self) -> NoReturn:
        raise TypeError("a connection holds sockets and keys, and is not pickled")

    def check_open(self) -> None:
        """Whether it can be used.

        Raises:
            InterfaceError: it is closed.
        """
        if not self._close.alive:
            raise InterfaceError("the connection is closed", "open another with connect()")

    def run(self, operation: object, parameters: Parameters | None, token: CancelToken) -> Result:
        """Run a statement for a cursor; raises our errors, and PEP 249's for its parameters."""
        if not isinstance(operation, str):
            raise errors.ProgrammingError(f"a statement is a text, not {type(operation).__name__}")
        try:
            values = bound(operation, parameters, self._session.variables)
            result = self._session.execute(operation, token, values)
        except Exception as error:
            self._changed |= bool(getattr(error, "may_have_acted", False))
            raise
        self._changed |= bool(result.changed)
        return result
