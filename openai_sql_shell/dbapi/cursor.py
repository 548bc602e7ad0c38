"""One statement after the other, and the rows of the last: read as they are fetched, never ahead of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.dbapi.arrow_fetches import ArrowFetches
from openai_sql_shell.dbapi.errors import TRANSLATING, Error, InterfaceError, ProgrammingError, Warning  # noqa: A004
from openai_sql_shell.dbapi.open_rows import STEP, OpenRows
from openai_sql_shell.dbapi.typecodes import describe, shaping
from openai_sql_shell.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from openai_sql_shell.dbapi.open_rows import Messages
    from openai_sql_shell.dbapi.parameters import Parameters
    from openai_sql_shell.dbapi.typecodes import Description, Record, Times
    from openai_sql_shell.result import Row


class CursorConnection(Protocol):
    """What a cursor needs of its connection."""

    @property
    def times(self) -> Times:
        """How moments are handed out."""

    def check_open(self) -> None:
        """Whether it can be used. Raises InterfaceError: it is closed."""

    def run(self, operation: str, parameters: Parameters | None, token: CancelToken) -> Result:
        """Run a statement; raises our errors, and PEP 249's for its parameters."""


class Cursor(ArrowFetches):
    """Made by `Connection.cursor`. For one thread at a time, but for `cancel`."""

    def __init__(self, connection: CursorConnection) -> None:
        self.arraysize = 1
        """Rows that `fetchmany` hands out where it is not told."""
        self.messages: Messages = []
        """Notices about the last statement, each with its type; those about its rows come with them."""
        self._connection = connection
        self._closed = False
        self._token = CancelToken()
        self._forget()

    @property
    def connection(self) -> CursorConnection:
        """Who made it."""
        return self._connection

    @property
    def description(self) -> tuple[Description, ...] | None:
        """Name, type code and five times None for each column; None: there are no rows to be had."""
        return self._description

    @property
    def rowcount(self) -> int:
        """Objects of the API, or rows of a local table, that were changed; -1 for a query."""
        return self._rowcount

    @property
    def lastrowid(self) -> None:
        """None: the ids of new objects are texts, and RETURNING hands them out."""
        return

    @property
    def rownumber(self) -> int | None:
        """How many rows were fetched; None: there are none to be had."""
        return None if self._rows is None else self._fetched

    def execute(self, operation: str, parameters: Parameters | None = None) -> Self:
        """Run one statement; the result before is given up, of other cursors of the connection too.

        Makes the first request and reads the first row of a query; the rest comes with the fetches.

        Args:
            operation: the statement.
            parameters: a sequence for ``?``, a mapping for ``:name``.

        Raises:
            Error: any of PEP 249's; ours is its cause.
        """
        self._begin()
        self._take_on(self._run(operation, parameters))
        return self

    def executemany(self, operation: str, seq_of_parameters: Iterable[Parameters]) -> Self:
        """Run a change once for each set of parameters, one after the other; the first that fails ends it.

        ``rowcount`` is the sum. Rows of RETURNING are handed out together.

        Raises:
            ProgrammingError: it is a query. Error: any other; what was changed before stays changed.
        """
        self._begin()
        rows: list[Row] = []
        changed: int | None = None
        for parameters in seq_of_parameters:
            result = self._run(operation, parameters)
            if result.columns and result.changed is None:
                result.close()
                raise ProgrammingError(
                    "executemany is for changes, and this is a query", "run it with execute"
                )
            if result.changed is not None:
                changed = (changed or 0) + result.changed
            try:
                with TRANSLATING:
                    result.drain(rows.extend)
            finally:
                self._take_on(Result(result.columns, iter(rows), notices=result.notices, changed=changed))
        return self

    def fetchone(self) -> Record | None:
        """The next row; None: there are no more.

        Raises:
            ProgrammingError: the last statement has no rows. InterfaceError: its result has ended before. Error: what befell the row.
        """
        rows = self._fetch(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Record]:
        """The next rows, at most ``size``; none: there are no more. Raises what `fetchone` raises."""
        size = self.arraysize if size is None else size
        if size < 0:
            raise ProgrammingError(f"{size} rows cannot be fetched", "give 0 or more")
        return self._fetch(size)

    def fetchall(self) -> list[Record]:
        """All further rows. Raises what `fetchone` raises."""
        found = self._fetch(STEP)
        while more := self._fetch(STEP):
            found += more
        return found

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Record:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    def cancel(self) -> None:
        """Stop what runs, from any thread: the call under way raises `OperationalError`."""
        self._token.set()

    def close(self) -> None:
        """Give up the rows that are left; no request is made for them afterwards."""
        self._closed = True
        self._token.set()
        rows = self._rows
        self._forget()
        if rows is not None:
            rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def setinputsizes(self, sizes: Sequence[object]) -> None:
        """Has no effect: values have no sizes."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Has no effect: a value is handed out whole."""

    def _forget(self) -> None:
        """Be as if nothing had been run."""
        self._rows: OpenRows | None = None
        self._handed_to = ""
        """By what its rows were handed on; empty: they are the cursor's."""
        self._arrow_fields = self._arrow_schema = None
        self._description: tuple[Description, ...] | None = None
        self._rowcount = -1
        self._fetched = 0
        self._shaped: Callable[[Sequence[Row]], list[Record]] | None = None

    def _check_open(self) -> None:
        self._connection.check_open()
        if self._closed:
            raise InterfaceError("the cursor is closed", "make another with connection.cursor()")

    def _begin(self) -> None:
        self._check_open()
        self._forget()
        self.messages = []

    def _run(self, operation: str, parameters: Parameters | None) -> Result:
        token = self._token = CancelToken()
        with TRANSLATING:
            return self._connection.run(operation, parameters, token)

    def _take_on(self, result: Result) -> None:
        """Hand out the rows of a result from here on."""
        self._forget()
        self._rowcount = -1 if result.changed is None else result.changed
        self.messages += [(Warning, Warning(sentence)) for sentence in result.notices]
        if not result.columns:
            return
        self._rows = OpenRows(result, self.messages)
        first = next(iter(self._rows.ready), (None,) * len(result.columns))
        times = self._connection.times
        self._description = describe(result.columns, first, times)
        self._shaped = shaping(result.columns, times)

    def _fetch(self, most: int) -> list[Record]:
        rows = self._open_rows().take(most)
        self._fetched += len(rows)
        if self._shaped is None:
            return rows
        try:
            return self._shaped(rows)
        except Error:
            self.close()
            raise

    def _open_rows(self) -> OpenRows:
        self._check_open()
        if self._rows is None:
            raise ProgrammingError(
                "there are no rows to be fetched", "execute a statement that has some first"
            )
        if self._handed_to:
            raise InterfaceError(
                f"the rows of this result were handed on by {self._handed_to}, which happens once",
                "execute the statement again",
            )
        return self._rows

    def _hand_on(self, to: str) -> OpenRows:
        rows = self._open_rows()
        self._handed_to = to
        return rows
