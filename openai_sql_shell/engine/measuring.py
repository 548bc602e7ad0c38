"""What each scan of a statement really cost, for EXPLAIN ANALYZE: its rows are counted while they pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.handlers.base import Object


@dataclass(slots=True)
class Actual:
    """What one scan really cost."""

    entered: int = 0
    rows: int = 0
    answers: set[PageBuffer] = field(default_factory=set)

    @property
    def requests(self) -> int:
        """Complete when the statement has ended."""
        return sum(buffer.requested for buffer in self.answers)


class Measuring:
    """The scans of one statement that is to be measured."""

    def __init__(self) -> None:
        self.actual: dict[str, Actual] = defaultdict(Actual)
        """By the ident of a scan; those that were entered."""

    def counted(self, ident: str, buffer: PageBuffer, rows: Iterator[Object]) -> Iterator[Object]:
        """The rows of one entry into a scan, as they are."""
        actual = self.actual[ident]
        actual.entered += 1
        actual.answers.add(buffer)
        for row in rows:
            actual.rows += 1
            yield row
