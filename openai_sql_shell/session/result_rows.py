"""Rows on their way from the engine to a front end: errors point into the person's text, the end completes the result."""

from __future__ import annotations

from contextlib import contextmanager

from openai_sql_shell.errors import StatementError
from openai_sql_shell.result import drain, ended, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.planner.plans import Sql
    from openai_sql_shell.result import Result, Row


class ResultRows:
    """Rows on their way to a front end: errors point into the person's text, and the end completes the result.

    An object rather than a generator, so that closing it reaches the engine even before the first row was taken.
    """

    def __init__(
        self,
        rows: Iterator[Row],
        result: Result,
        context: Context,
        *,
        sql: Sql | None = None,
        failure: OpenAISqlError | None = None,
    ) -> None:
        """Wrap the rows.

        Args:
            rows: where they come from.
            result: gets the notices when the rows end, however they end.
            context: where the notices are collected.
            sql: what SQLite was given, for the places of errors.
            failure: what went wrong after the rows, raised behind the last one.
        """
        self._rows = rows
        self._result = result
        self._context = context
        self._sql = sql
        self._failure = failure
        self.is_over = False
        """All rows were read."""
        self._closed = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        try:
            return next(self._rows)
        except StopIteration:
            if self._closed and not self.is_over:
                raise ended() from None
            self.is_over = True
            self._end()
            failure, self._failure = self._failure, None
            if failure is not None:
                raise failure from None
            raise
        except BaseException as error:
            self.close()
            with original_spans(self._sql):
                raise error  # noqa: TRY201 - from within, where its place is translated

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows; see `Result.drain`."""
        try:
            drain(self._rows, take)
        except BaseException as error:
            self.close()
            with original_spans(self._sql):
                raise error  # noqa: TRY201 - from within, where its place is translated
        next(self, None)

    def take(self, most: int) -> list[Row]:
        """The next rows; see `Result.take`. What went wrong behind rows is raised by the step after theirs."""
        if self._closed and not self.is_over:
            raise ended()
        try:
            rows = take(self._rows, most)
        except BaseException as error:
            self.close()
            with original_spans(self._sql):
                raise error  # noqa: TRY201 - from within, where its place is translated
        if len(rows) < most and not (rows and self._failure):
            next(self, None)
        return rows

    def close(self) -> None:
        """Give up the rest; a failure that waits behind it becomes a notice."""
        self._closed = True
        close = getattr(self._rows, "close", None)
        if close is not None:
            close()
        failure, self._failure = self._failure, None
        if failure is not None:
            self._result.notices.extend(filter(None, (failure.message, failure.hint)))
        self._end()

    def _end(self) -> None:
        told = self._result.notices
        told.extend(s for s in self._context.notices.sentences if s not in told)


def with_notices(error: OpenAISqlError, context: Context) -> OpenAISqlError:
    """An error that ends a statement without rows, with what was to be said beside them: it may be the reason."""
    error.hint = "; ".join(filter(None, (*context.notices.said, error.hint))) or None
    return error


@contextmanager
def original_spans(sql: Sql | None) -> Iterator[None]:
    """Errors point into the person's text, not into the one SQLite was given."""
    try:
        yield
    except StatementError as error:
        if error.span is not None and sql is not None:
            error.span = sql.original(error.span)
        raise
