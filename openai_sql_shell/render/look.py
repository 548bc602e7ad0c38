"""How rows are to be drawn, and what became of them: the values that go into `write` and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.render.glyphs import ASCII, UNICODE

if TYPE_CHECKING:
    from openai_sql_shell.render.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Look:
    """What the front end knows about the place rows go to."""

    format: str
    """A key of `FORMATS`."""
    width: int | None
    """Cells of the terminal; None: unlimited, as on a pipe."""
    color: bool
    ascii: bool = False
    """Draw frames and marks with ASCII characters only; the data keeps its own."""
    null: str = "NULL"
    """How NULL reads in the layouts for people; the machine formats have their own ways."""
    max_rows: int | None = None
    """Most rows of a table to draw: the first and the last ones. None: all."""
    expanded: bool = False
    r"""Draw a table as one line per value (``\x``); other formats stay what they are."""
    screen: bool = False
    """The stream is a terminal: nothing raw reaches it, whatever the format."""

    @property
    def glyphs(self) -> Glyphs:
        """The characters frames and marks are made of."""
        return ASCII if self.ascii else UNICODE


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of the rows."""

    rows: int
    """Rows the statement had."""
    drawn: int
    """Rows that were written; fewer than ``rows`` only under `Look.max_rows`."""
    cut: tuple[str, ...] = ()
    """Sentences for stderr about columns that were hidden and cells that were cut. `footer` includes them."""
