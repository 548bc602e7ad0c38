"""What a statement gives back: columns, rows that arrive while they are read, and what it cost.

Made by the session, drawn by `render`. Values are SQLite's: ``None``, ``int``, ``float``, ``str``, ``bytes``.
"""

from __future__ import annotations

from contextlib import nullcontext
from itertools import islice
from operator import length_hint

from openai_sql_shell.classes import define, field, frozen
from openai_sql_shell.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Self

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.errors import ChangeAccount
    from openai_sql_shell.telemetry import StatementSpan

Value = None | int | float | str | bytes
Row = tuple[Value, ...]


@frozen
class ResultColumn:
    """One column of an answer."""

    name: str
    source: Column | None = None
    """The catalog's column it shows unchanged; None for an expression. Tells booleans, JSON and times apart."""
    star: tuple[int, int] | None = None
    """Of a column of ``*``: where its table begins, and its place in the order in which the columns of that table are of use.

    None: the person asked for it by name.
    """
    is_name: bool = False
    """Its values are names or ids of the catalog, which are whole or of no use."""
    declared: str | None = None
    """The type that it was declared with, where it is a column of a table of the session or of a file: ``INTEGER``; None elsewhere."""
    use: int = 0
    """Of a column that was asked for by name: its place in that order; of an expression 0."""


@define
class RequestStats:
    """What a statement cost, counted while it runs."""

    requests: int = 0
    """HTTP exchanges, retries included."""
    retries: int = 0
    sent: int = 0
    """Bytes of request bodies."""
    received: int = 0
    """Bytes of response bodies."""
    cached: int = 0
    """Answers taken from the cache instead of the API."""
    kept_files: int = 0
    """Files that were read from the file cache."""
    file_bytes: int = 0
    """Bytes of other files that are here."""
    file_total: int = 0
    """Bytes that those files have, as far as their servers said so."""
    in_flight: int = 0
    """Requests under way right now."""
    peak: int = 0
    """The most that were ever under way at once."""
    resting: int = 0
    """Requests that wait before they are sent, or sent again."""
    rest: str = ""
    """How long the last of them waits and why, such as ``20 s, the API said 429``; empty while none does."""
    started: int = 0
    """HTTP exchanges that were begun."""
    most: int | None = None
    """The most there may be; None: any number."""
    rate_limit_left: int | None = None
    """Requests left in the current window, as the last answer that said so."""
    trace: StatementSpan | None = field(default=None, repr=False, compare=False)
    """The statement's span; None: there is none."""

    @property
    def used_up(self) -> bool:
        """No further request may be sent."""
        return self.most is not None and self.started >= self.most

    def waiting(self, reason: str) -> AbstractContextManager[object]:
        """Around a wait for something (``job``, ``retry``): a span of it, where the statement has one."""
        return nullcontext() if self.trace is None else self.trace.wait(reason)


@frozen
class Progress:
    """How far long work has come."""

    what: str
    """What is under way; of a job its state."""
    done: int = 0
    total: int | None = None
    """None: nothing is counted."""
    job: str = ""
    """What people call the job that is followed; empty: it is none."""
    parts: str = ""
    """What is counted, such as ``files``."""
    failed: int = 0
    """Those of them that are done, and failed."""
    bytes: int = 0
    """Bytes written so far; 0: none are counted."""
    part: int = 0
    """Of files that are written one after the other, the number of the last; 0: there is one."""

    @property
    def is_endless(self) -> bool:
        """Something is counted, and nobody knows how much of it will come."""
        return self.total is None and bool(self.parts) and not self.job


@frozen
class ExplainedStep:
    """One step of an explained statement, in words for people."""

    title: str
    depth: int = 0
    """How many of the steps before it are around it."""
    request: str | None = None
    """Method and address of what it sends, whole."""
    facts: tuple[str, ...] = ()
    """What else there is to know: what is filtered where, what really happened."""


@frozen
class Explanation:
    """What EXPLAIN found out, for people; the rows of the result say the same to programs."""

    sentences: tuple[str, ...]
    """The answer in short, the most important first."""
    steps: tuple[ExplainedStep, ...] = ()


@define
class Result:
    """The answer to one statement.

    ``rows`` is lazy: reading it makes the requests, and it may raise any of our errors after some rows.
    ``notices`` and ``summary`` are complete once the rows are read. Once it was closed, rows that were not read are a `UsageError`.
    """

    columns: tuple[ResultColumn, ...] = ()
    """Empty for a statement without rows."""
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    notices: list[str] = field(default_factory=list)
    """Sentences for stderr: what the person should know beside the rows."""
    summary: str | None = None
    """One line for stderr in place of a row count, such as ``INSERT 1 · batch_abc``."""
    short_summary: str | None = None
    """The same for whoever sees all rows, which name the objects; None: they do not."""
    stats: RequestStats = field(default_factory=RequestStats)
    changed: int | None = None
    """Objects of the API, or rows of a table of the session, that it changed; None: it is no change."""
    at_hand: bool = False
    """The rows say what was changed and are all here: they are shown even where the person has asked to stop."""
    account: ChangeAccount | None = None
    """What became of each of the calls of a change; None: it is none, or made other things."""
    explanation: Explanation | None = None
    """The rows in other words, which a screen shows in place of a table of them."""

    def drain(self, take: Callable[[Sequence[Row]], None]) -> None:
        """Hand on all rows, as many at a time as are had without waiting for more; raises what reading them raises, and what ``take`` does."""
        drain(self.rows, take)

    def take(self, most: int) -> list[Row]:
        """The next rows, at most so many, in one step; none: there are no more. Raises what reading them raises."""
        return take(self.rows, most)

    def close(self) -> None:
        """Give up the rest of the rows; no request is made afterwards."""
        over = is_over(self.rows)
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()
        self.rows = iter(()) if over else EndedRows()


class EndedRows:
    """In the place of rows that were given up: never fewer rows in silence."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        raise ended()

    def take(self, _most: int) -> list[Row]:
        """The same by steps."""
        raise ended()


def ended() -> UsageError:
    """The error for who reads rows that were given up."""
    return UsageError(
        "this result has ended before all of its rows were read: it was closed, or the session has run another statement",
        hint="read the rows before, or run the other statement in another session",
    )


def is_over(rows: Iterator[Row]) -> bool:
    """All rows were read; never reads one."""
    over: bool | None = getattr(rows, "is_over", None)
    if over is not None:
        return over
    return getattr(rows, "gi_frame", rows) is None or length_hint(rows, 1) == 0


def drain(rows: Iterator[Row], take: Callable[[Sequence[Row]], None]) -> None:
    """Hand on all rows of an iterator, which may know how to do that itself."""
    own: Callable[[Callable[[Sequence[Row]], None]], None] | None = getattr(rows, "drain", None)
    if own is not None:
        own(take)
        return
    for row in rows:
        take((row,))


def take(rows: Iterator[Row], most: int) -> list[Row]:
    """The next rows of an iterator, which may know how to do that itself."""
    own: Callable[[int], list[Row]] | None = getattr(rows, "take", None)
    return list(islice(rows, most)) if own is None else own(most)
