"""The lines that answer one question, for all who read them: the object that names the files is asked for once, each file downloaded once.

It never requests what nobody asked for: `begin` is how somebody asks early, and does what can be done without waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.engine.row_copy import RowCopy
from openai_sql_shell.handlers.lines import OpenFiles, begin, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.handlers.base import Context, Object, Read
    from openai_sql_shell.result import Row, Value

    Part = tuple[Value, Iterator[Row]]
    """A partition, and the rows in it."""


PARTITION = Column("part", DataType.STRING, "The partition of a row.")
NUMBER = Column("number", DataType.INTEGER, "The line of a row.")
"""What the copy of a row has besides."""


class LineBuffer:
    """Safe for several threads; who takes rows does so alone."""

    most_ahead: int | None = 2
    """Questions whose files may be downloaded before they are needed."""

    def __init__(self, read: Read, context: Context, owner: Object | PageBuffer | None) -> None:
        """Send nothing yet.

        Args:
            read: the question.
            context: what its requests have in common.
            owner: the object that names the files, or its answer; None: the question itself names one.
        """
        self.read = read
        self._context = context
        self._owner = owner
        self._asked = None if isinstance(owner, dict) else owner
        self._files = OpenFiles(context)
        self._entered: set[tuple[str, ...]] = set()
        self._copies: dict[tuple[str, ...], RowCopy] = {}
        """Of the rows, by their columns."""

    @property
    def requested(self) -> int:
        """Requests made, without those that repeat what broke off."""
        return (self._asked.requested if self._asked is not None else 0) + self._files.requested

    @property
    def under_way(self) -> bool:
        """Something was asked for that is not here."""
        return (self._asked is not None and self._asked.under_way) or self._files.under_way

    def begin(self) -> None:
        """Ask for the object that names the files; where it is known, have them downloaded."""
        owner = self._owner
        if owner is not None and not isinstance(owner, dict):
            owner.begin()
        else:
            begin(self.read, owner, self._files, self._context)

    def parts(self, columns: Sequence[str], token: CancelToken) -> Iterator[Part]:
        """The rows of each file, with its partition; nothing where the object does not exist.

        Raises:
            OpenAISqlError: what befell a request or a download.
        """
        owner = self._owner
        if owner is not None and not isinstance(owner, dict):
            page = owner.page(0, token)
            if page is None:
                return iter(())
            self._owner = owner = page.items[0]
        return parts(self.read, owner, columns, self._files, self._context)

    def with_value(
        self, parts: Iterator[Part], columns: Sequence[Column], at: int, value: Value
    ) -> Iterator[Part]:
        """Those rows of some columns that may have a value in one of them, which another table hands over.

        At first all rows, since nobody may ask again; from the second time on from a copy, whose index finds them.
        """
        names = tuple(column.name for column in columns)
        copy = self._copies.get(names)
        if copy is None and names in self._entered:
            rows = ((part, *row) for part, rows in parts for row in rows)
            copy = self._copies[names] = RowCopy([PARTITION, *columns, NUMBER], rows)
        self._entered.add(names)
        if copy is None:
            return parts
        return ((part, iter([tuple(row)])) for part, *row in copy.equal(at + 1, value))

    def close(self) -> None:
        """Read no more; a download that nobody else reads is given up."""
        for copy in self._copies.values():
            copy.close()
        self._files.close()
