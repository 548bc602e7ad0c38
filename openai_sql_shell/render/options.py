"""Render options, how rows are to be drawn, which go into `write`; and the summary of what became of them, which comes out."""

from __future__ import annotations

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from typing import TextIO

    from openai_sql_shell.config import Settings
    from openai_sql_shell.console import Console
    from openai_sql_shell.result import Row


@frozen
class ChartRequest:
    """What a person said about a chart; the rest is chosen."""

    kind: str | None = None
    """One of `CHART_KINDS`."""
    columns: tuple[str, ...] = ()
    """What it goes along, then what it shows."""


@frozen
class RenderOptions:
    """What the front end knows about the place rows go to."""

    format: str
    """A key of `FORMATS`."""
    width: int | None
    """Cells of the terminal; None: unlimited, as on a pipe."""
    color: bool
    null: str = "NULL"
    """How NULL reads in the layouts for people; the machine formats have their own ways."""
    max_rows: int | None = None
    """Most rows of a table to draw: the first and the last ones. None: all."""
    expanded: bool | None = False
    r"""Draw a table as one line per value (``\x``), None: where columns would be hidden; other formats stay what they are."""
    screen: bool = False
    """The stream is a terminal: nothing raw reaches it, whatever the format."""
    times: str = "unix"
    """How times look in the formats for people: ``unix``, as the numbers they are; ``utc`` or ``local``, as date and time of day;
    ``auto``, on a screen as local time, with its age where it is recent."""
    scrolled: bool = False
    """It is read in something that scrolls sideways: no cell of a table is cut, a longer one sticks out. Goes with ``width`` None."""
    links: bool = False
    """Ids are links to the dashboard: the terminal understands OSC 8. Means something together with ``color`` only."""
    changed: Callable[[Row], Collection[int | None]] | None = None
    """The places in a row that were different the last time; None: there was no last time."""
    units: bool = True
    """On a screen, sizes and durations have a unit."""
    whole: bool = False
    """Nothing may be left out: where a table would have to, its rows are drawn as one line per value."""
    now: Callable[[], datetime] | None = None
    """The clock that the age of a recent time is read from; None: no time has an age."""
    ascii: bool = False
    """The terminal is said to have no more than ASCII: charts and trees keep to that; for other marks `console.encoded_in_ascii` sees to it."""
    chart: ChartRequest | None = None
    """What to draw in the format ``chart``: then it is an error where that cannot be. None: whatever the rows allow."""
    room: Callable[[], int] | None = None
    """Cells of the terminal at this moment, asked while a table is drawn: a window may shrink. None: ``width`` stays true."""

    @property
    def ascii_only(self) -> bool:
        """What a value has beside ASCII is written out."""
        return self.screen and self.ascii

    @classmethod
    def on(cls, stream: TextIO, console: Console, settings: Settings) -> RenderOptions:
        """Options for rows that go to this stream, fitted to the terminal where it is one."""
        screen = stream.isatty()
        return cls(
            format=settings.output,
            width=console.width() if screen else None,
            color=console.color(stream),
            null=settings.null,
            max_rows=settings.max_rows if screen else None,
            expanded=settings.expanded,
            screen=screen,
            times=settings.times,
            units=settings.units,
            now=console.now,
            room=console.width if screen else None,
            ascii=console.ascii,
        )


@frozen
class LeftOut:
    """What a layout did not show."""

    columns: int = 0
    """Columns of the answer, shown or not."""
    hidden: tuple[str, ...] = ()
    """Names of those there was no room for."""
    empty: tuple[str, ...] = ()
    """Names of those without a value in any row."""
    cut: bool = False
    """Cells were cut."""

    @property
    def something(self) -> bool:
        """Not everything was shown."""
        return bool(self.hidden or self.empty or self.cut)


@frozen
class RenderSummary:
    """What became of the rows."""

    rows: int
    """Rows the statement had."""
    drawn: int
    """Rows that were written; fewer than ``rows`` only under `RenderOptions.max_rows`."""
    left_out: LeftOut = LeftOut()
    """What of them a layout had no room for."""
    notes: tuple[str, ...] = ()
    """Sentences for stderr about what else became of the rows."""
    ended: str = ""
    """A few words on what ended them before the last one."""
    noun: str = "row"
    """What was drawn in place of rows, if it was something else."""
