"""Statements with values for their marks: run with variables in their place, and spoken of as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openai_sql_shell.classes import replace
from openai_sql_shell.result import drain, is_over, take
from openai_sql_shell.sql.marks import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.result import Result, Row
    from openai_sql_shell.sql.marks import MarkedText
    from openai_sql_shell.sql.variables import Value


def run_marked(
    run: Callable[[str, Mapping[str, Value]], Result], text: str, values: Sequence[Value]
) -> Result:
    """Run a statement with a value for each ``?``.

    Args:
        run: runs a statement with values of its variables.
        text: the statement.
        values: one for each mark.

    Raises:
        StatementError: there are more or fewer marks. OpenAISqlError: what running it raises, about the text as it was written.
    """
    statement = marked(text, values)
    with statement.as_written():
        result = run(statement.text, statement.values)
    result.columns = tuple(replace(column, name=statement.written(column.name)) for column in result.columns)
    result.rows = MarkedRows(result.rows, statement)
    return result


class MarkedRows:
    """Rows whose errors speak of the statement as it was written."""

    def __init__(self, rows: Iterator[Row], statement: MarkedText) -> None:
        self._rows = rows
        self._statement = statement

    @property
    def is_over(self) -> bool:
        """All rows were read."""
        return is_over(self._rows)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        with self._statement.as_written():
            return next(self._rows)

    def take(self, most: int) -> list[Row]:
        """The next rows; see `Result.take`."""
        with self._statement.as_written():
            return take(self._rows, most)

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows; see `Result.drain`."""
        with self._statement.as_written():
            drain(self._rows, take)

    def close(self) -> None:
        """Give up the rest."""
        close = getattr(self._rows, "close", None)
        if close is not None:
            close()
