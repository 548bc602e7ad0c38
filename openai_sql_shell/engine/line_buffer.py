"""The lines that answer one question, for all who read them: the object that names the files is asked for once, each file downloaded once.

It never requests what nobody asked for: `begin` is how somebody asks early, and does what can be done without waiting. Of many
questions only the last ones keep their files on disk (`LastRead`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.engine.row_copy import RowCopy
from openai_sql_shell.handlers.lines import begin, parts
from openai_sql_shell.handlers.open_files import OpenFiles

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
MOST_KEPT = 8
"""Questions whose files stay on disk, although nobody reads them."""


class LineBuffer:
    """Safe for several threads; who takes rows does so alone."""

    most_ahead: int | None = 2
    """Questions whose files may be downloaded before they are needed."""

    def __init__(
        self, read: Read, context: Context, owner: Object | None, asked: PageBuffer | None, last: LastRead
    ) -> None:
        """Send nothing yet.

        Args:
            read: the question.
            context: what its requests have in common.
            owner: the object that names the files, where it is known.
            asked: its answer, where it is asked for. Neither: the question itself names a file.
            last: decides how long files stay.
        """
        self.read = read
        self.asked = asked
        self._context = context
        self._owner = owner
        self._last = last
        self._files = OpenFiles(context)
        self._readers = 0
        self.was_read = self._was_let_go = False
        self._entered: set[tuple[str, ...]] = set()
        self._copies: dict[tuple[str, ...], RowCopy] = {}
        """Of the rows, by their columns."""

    @property
    def requested(self) -> int:
        """Files that were asked for, without what repeats what broke off."""
        return self._files.requested

    lacking = True
    """Its lines are never known beforehand."""

    @property
    def instead(self) -> PageBuffer | None:
        """The list that was read instead of its owner."""
        return self.asked.instead if self.asked is not None else None

    @property
    def under_way(self) -> bool:
        """Something was asked for that is not here."""
        return (self.asked is not None and self.asked.under_way) or self._files.under_way

    def begin(self) -> None:
        """Ask for the object that names the files; where it is known, have them downloaded."""
        if self._owner is None and self.asked is not None:
            self.asked.begin()
        else:
            begin(self.read, self._owner, self._files, self._context)

    def parts(self, columns: Sequence[str], token: CancelToken) -> Iterator[Part]:
        """The rows of each file, with its partition; nothing where the object does not exist.

        Raises:
            OpenAISqlError: what befell a request or a download.
        """
        if self._owner is None and self.asked is not None:
            page = self.asked.page(0, token)
            if page is None:
                return
            self._owner = page.items[0]
        self._readers += 1
        self.was_read = True
        self._last.entered(self)
        try:
            yield from parts(self.read, self._owner, columns, self._files, self._context)
        finally:
            self._readers -= 1
            if not self._readers:
                self._last.left(self)

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

    def let_go(self) -> None:
        """Give back the disk, once: what is read again all the same is asked for again, and stays."""
        self._files.let_go(cached_only=self._was_let_go)
        if not self._was_let_go:
            self._was_let_go = True
            self._close_copies()

    def _close_copies(self) -> None:
        for copy in self._copies.values():
            copy.close()
        self._copies.clear()

    def close(self) -> None:
        """Read no more; a download that nobody else reads is given up."""
        self._close_copies()
        self._files.close()


class LastRead:
    """The buffers of a statement that were read last. For its thread alone.

    A statement may read the files of a hundred batches one after the other, or again and again: so each is let go once at most,
    and no file is downloaded three times.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        """``most`` buffers keep their files."""
        self._most = most
        self._left: dict[LineBuffer, None] = {}
        """In the order in which they were read."""

    def entered(self, buffer: LineBuffer) -> None:
        """It is read again."""
        self._left.pop(buffer, None)

    def left(self, buffer: LineBuffer) -> None:
        """Nobody reads it any more."""
        self._left[buffer] = None
        if len(self._left) > self._most:
            oldest = next(iter(self._left))
            del self._left[oldest]
            oldest.let_go()
