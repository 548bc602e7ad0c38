"""The rows of a result that nobody has taken yet: read by steps, handed out once, and an error where they end too early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openai_sql_shell.dbapi.errors import TRANSLATING, Error, Warning  # noqa: A004

if TYPE_CHECKING:
    from openai_sql_shell.result import Result, Row

STEP = 10_000
"""Rows that are read together where all are asked for."""
Messages = list[tuple[type[Warning], Warning]]


class OpenRows:
    """Made by a cursor for each result with columns. What goes wrong is one of PEP 249's errors."""

    def __init__(self, result: Result, messages: Messages) -> None:
        """Read the first row of a query, all rows of a change.

        Args:
            result: whose rows they are.
            messages: gets its notices.
        """
        self.result = result
        self._messages = messages
        self._told = len(result.notices)
        self._is_over = False
        self._error: Error | None = None
        """What ended them early; raised again by whoever asks for more."""
        self._ready: list[Row] = []
        """Rows that were read."""
        self._at = 0
        """How many of them were taken."""
        self.ahead(STEP if self._is_change else 1)

    @property
    def ready(self) -> list[Row]:
        """Rows that were read and not taken."""
        return self._ready[self._at :]

    @property
    def _is_change(self) -> bool:
        return self.result.changed is not None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        for row in self.take(1):
            return row
        raise StopIteration

    def take(self, most: int) -> list[Row]:
        """The next rows, at most so many; none: there are no more."""
        here = len(self._ready) - self._at
        # The rows of a change are all here: what went wrong behind them must not take them away.
        if not (self._is_change and here):
            self.ahead(max(most - here, 0))
        end = self._at + most
        if self._at == 0 and len(self._ready) <= end:
            rows, self._ready = self._ready, []
            return rows
        rows, self._at = self._ready[self._at : end], end
        if end >= len(self._ready):
            self._ready, self._at = [], 0
        return rows

    def ahead(self, most: int) -> list[Row]:
        """Read further rows, which stay here to be taken; none: there are no more.

        Raises:
            Error: what befell them. Those of the same step are lost with it, and there are none afterwards.
        """
        if self._error is not None:
            raise self._error
        if self._is_over:
            return []
        try:
            with TRANSLATING:
                rows = self.result.take(most)
        except Error as error:
            self._error = error
            raise
        finally:
            self._tell()
        self._is_over = most > 0 and not rows
        self._ready += rows
        return rows

    def close(self) -> None:
        """Give up those that were not read."""
        self.result.close()

    def _tell(self) -> None:
        """Have further notices of the result among the messages."""
        for sentence in self.result.notices[self._told :]:
            self._messages.append((Warning, Warning(sentence)))
        self._told = len(self.result.notices)
