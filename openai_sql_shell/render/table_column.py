"""One column of a table: what the layout needs to know of it, and its values as cells that fill their width."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import NUMBERS, cell, has_type, is_numeric
from openai_sql_shell.render.display import color_of, display_of
from openai_sql_shell.render.frame import GAP, Cell
from openai_sql_shell.render.layout import LINES, LONGEST_WHOLE, ColumnFacts, ValueKind
from openai_sql_shell.render.links import address
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import CHANGED, DIM
from openai_sql_shell.render.width import PART_ENDS, display_width, fitted, folded, padded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.width import Measure
    from openai_sql_shell.result import ResultColumn, Value

WIDEST = 4096
"""Cells beyond which no column grows, not even on a pipe: every row is filled to the widest one."""
WORDS = r"\S+"
PARTS = rf"[^\s{PART_ENDS}]*[{PART_ENDS}]?"
"""What times and states are made of, as regular expressions."""
MORE_DIGITS = 3
"""Cells that number columns get on top where more rows may come: a count that grows is not cut."""
MORE_CHARACTERS = 8
"""The same for columns of texts of different lengths, as far as there is room."""


class TableColumn:
    """A column, fitted to the rows that came first."""

    def __init__(
        self, column: ResultColumn, sample: Sequence[Value], options: RenderOptions, *, whole: bool
    ) -> None:
        """``whole``: these are all values, and none of them is ever cut."""
        self._column = column
        self._options = options
        self._whole = whole or options.scrolled
        self._folds = options.screen or options.width is not None
        self._measure: Measure = display_width if self._whole or not options.screen else _rich_measure()
        self._display = display_of(column, options, sums=True)
        self._color = color_of(column) if options.color else None
        self._decorated = options.links or self._color is not None
        self._ascii_only = options.ascii_only
        self._as_they_are = (
            {str, type(None)} if has_type(column, DataType.BOOLEAN) else {str, int, type(None)}
        )
        self._null, self._longest = options.null, None if self._whole else WIDEST
        self.name = sanitize(column.name, ascii_only=options.ascii_only)
        self.kind = kind_of(column, sample) if self._folds else ValueKind.TEXT  # what nothing is taken from
        self.right = is_numeric(column, sample) and not (
            self._display is not None and options.screen and self.kind is ValueKind.TIME
        )
        self.cut = False
        """A value was cut."""

    def facts(self, sample: Sequence[Value], *, more: bool) -> ColumnFacts:
        """What the layout needs to know. ``more``: further rows may follow."""
        texts = [self._text(value) for value in sample]
        longest = max(map(self._measure, texts), default=0)
        header = self._measure(self.name)
        if longest > LONGEST_WHOLE and not self.kind.is_cuttable:
            self.kind = ValueKind.TEXT
        lengths = {len(shown) for value in sample if isinstance(shown := self._shown(value), str)}
        return ColumnFacts(
            self.kind,
            min(max(header, longest + (MORE_DIGITS if more and self.right else 0)), self._widest),
            header,
            self._column.star if self._options.screen else None,
            bool(sample) and all(value is None for value in sample),
            max(map(len, self._parts(texts)), default=0),
            not all(map(str.isascii, (self.name, *texts))),
            MORE_CHARACTERS if more and len(lengths) > 1 else 0,
            self._column.use,
        )

    def _parts(self, texts: Sequence[str]) -> Iterator[str]:
        """The words of times and states."""
        split = {ValueKind.TIME: WORDS, ValueKind.STATE: PARTS}.get(self.kind)
        return (part for text in texts for part in re.findall(split, text)) if split else iter(())

    @property
    def _widest(self) -> int:
        return 2**31 if self._whole and not self._options.scrolled else WIDEST

    def header(self, width: int) -> Cell:
        """Its name."""
        if self._whole:
            return Cell(padded(self.name, self._measure(self.name), width, right=self.right))
        text, cells, cut = fitted(self.name, width, self._measure)
        self.cut |= cut
        return Cell(padded(text, cells, width, right=self.right))

    def cell(self, value: Value, width: int, *, changed: bool = False) -> Cell:
        """One value."""
        text = self._text(value)
        cells = len(text) if text.isascii() else self._measure(text)
        more: tuple[str, ...] = ()
        if cells <= width:
            filling = " " * (width - cells)
            text = filling + text if self.right else text + filling
        elif not self._whole:
            text, *rest = self._lines(text, cells, width)
            more = tuple(rest)
        if value is None or self._decorated or changed:
            style = (
                CHANGED if changed else DIM if value is None else self._color(value) if self._color else ""
            )
            return Cell(text, style, address(value) if self._options.links else None, more)
        return Cell(text, more=more) if more else Cell(text)

    def texts(self, values: Sequence[Value], width: int) -> tuple[str, Sequence[object]]:
        """What many values are where each has one line and no style; and the ``%`` directive that fills the width with it."""
        kinds = {*map(type, values)}
        if self._display is None and kinds <= self._as_they_are and self._null not in values:
            texts: Sequence[str] = values  # type: ignore[assignment] # no others are among them
            if kinds != {str}:
                texts = [self._null if value is None else str(value) for value in values]
            whole = "".join(texts)
            if whole.isascii() and whole.isprintable() and max(map(len, texts)) <= min(width, WIDEST):
                return f"%{'' if self.right else '-'}{width}s", texts
        if float in kinds:  # equal ones differ, such as 1 and 1.0
            return "%s", [self.cell(value, width).text for value in values]
        drawn = {value: self.cell(value, width).text for value in {*values}}
        return "%s", [drawn[value] for value in values]

    def gap(self, width: int) -> Cell:
        """What stands for rows left out."""
        return Cell(padded(GAP, 1, width, right=self.right), DIM)

    def _shown(self, value: Value) -> Value:
        return value if self._display is None else self._display(value)

    def _text(self, value: Value) -> str:
        shown, ascii_only = self._shown(value), self._ascii_only
        return cell(shown, self._column, self._null, self._longest, ascii_only=ascii_only)

    def _lines(self, text: str, cells: int, width: int) -> list[str]:
        """A value that is wider than the column, on several lines or cut."""
        if self._folds and self.kind is not ValueKind.JSON:
            whole = not self.kind.is_cuttable and cells <= LONGEST_WHOLE
            lines, cut = folded(text, width, None if whole else LINES, self._measure)
        else:
            line, _, cut = fitted(text, width, self._measure)
            lines = [line]
        self.cut |= cut
        return [padded(line, self._measure(line), width, right=self.right) for line in lines]


def kind_of(column: ResultColumn, values: Sequence[Value]) -> ValueKind:
    """What the values of a column are: as the catalog says, or for an expression as those seen look."""
    source = column.source
    if column.is_name:
        return ValueKind.ID
    if source is None:
        return _seen([value for value in values if value is not None])
    known = (
        (source.is_id, ValueKind.ID),
        (source.unix_time, ValueKind.TIME),
        (source.type in NUMBERS, ValueKind.NUMBER),
        (source.type is DataType.BOOLEAN, ValueKind.BOOLEAN),
        (bool(source.enum) or source.counts, ValueKind.STATE),
        (source.type.is_json, ValueKind.JSON),
    )
    return next((kind for fact, kind in known if fact), ValueKind.TEXT)


def _seen(values: Sequence[Value]) -> ValueKind:
    if values and all(isinstance(value, int | float) for value in values):
        return ValueKind.NUMBER
    texts = [value for value in values if isinstance(value, str)]
    if not texts or len(texts) < len(values):
        return ValueKind.TEXT
    if all(text[:1] + text[-1:] in ("{}", "[]") for text in texts):
        return ValueKind.JSON
    return ValueKind.ID if all(map(_ids().fullmatch, texts)) else ValueKind.TEXT


@cache
def _ids() -> re.Pattern[str]:
    """What the ids of the catalog's objects look like."""
    prefixes = {resource.id_prefix for resource in Catalog().resources if resource.id_prefix}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(prefixes)))})[A-Za-z0-9_-]+", re.ASCII)


def _rich_measure() -> Measure:
    """What measures where rich draws a part of the table."""
    from rich.cells import cell_len  # noqa: PLC0415 - pipes do without rich

    return cell_len
