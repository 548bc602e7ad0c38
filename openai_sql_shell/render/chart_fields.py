"""What a chart shows: the columns of a result as numbers, times and texts, and the choice among them.

Text and numbers are bars, times and numbers a line, numbers alone are counted in bins, where nobody says anything else.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from math import floor, isfinite
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UnknownName, UnsupportedStatement
from openai_sql_shell.render.axis import moment_text, number_step, number_text, time_step
from openai_sql_shell.render.cells import cell
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.times import time_of_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from openai_sql_shell.render.options import ChartRequest
    from openai_sql_shell.result import ResultColumn, Row, Value

NUMBER, TIME, TEXT, EMPTY = "number", "time", "text", "empty"
ALONG = {
    None: ((TEXT, TIME), (NUMBER,)),
    "bar": ((TEXT,), (TIME,), (NUMBER,)),
    "line": ((TIME,), (TEXT,), (NUMBER,)),
}
"""What each kind of chart goes along, best first; the earlier column of those that are as good."""
ISO = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?")
"""A text that is a time, as SQLite's functions make them."""
LONGEST_LABEL = 200
"""Characters of a label that are looked at."""
MOST_BINS = 20
SMALLEST = 1e-290
"""Numbers closer to zero are drawn as zero: a share of them is no number any more."""


@frozen
class Field:
    """One column of the rows that are drawn."""

    column: ResultColumn
    values: Sequence[Value]
    kind: str
    ascii_only: bool = False
    """What its texts have beside ASCII is written out."""

    @property
    def name(self) -> str:
        """As it is shown."""
        return sanitize(self.column.name, ascii_only=self.ascii_only)

    def numbers(self) -> list[float | None]:
        """Its values where a chart has a place for them: times as seconds, None for NULL and infinity."""
        return [_number(value) for value in self.values]

    def label(self, value: Value, zone: tzinfo | None) -> str:
        """One value as harmless text; a time as date and time of day."""
        known = time_of_day(value, zone) if self.kind == TIME else value
        return cell(known, self.column, longest=LONGEST_LABEL, ascii_only=self.ascii_only)


def fields_of(
    columns: Sequence[ResultColumn], rows: Sequence[Row], *, ascii_only: bool = False
) -> list[Field]:
    """The columns of some rows.

    Raises:
        UnsupportedStatement: there are no rows.
    """
    if not rows:
        raise UnsupportedStatement("the result has no rows", hint="a chart needs at least one")
    found = []
    for i, column in enumerate(columns):
        values = [row[i] for row in rows]
        found.append(Field(column, values, _kind(column, values), ascii_only))
    return found


def choose(fields: Sequence[Field], request: ChartRequest) -> tuple[str, Field | None, list[Field]]:
    """The kind of chart, what it goes along (None: nothing, or the rows as they come), and what it shows.

    Raises:
        UnsupportedStatement: no column holds numbers, or one that is named does not. UnknownName: there is no such column.
    """
    named, numbers = [_found(name, fields) for name in request.columns], _of(fields, NUMBER)
    if request.kind == "hist" and len(named) > 1:
        raise UnsupportedStatement("a histogram shows one column", hint="name one, or none")
    x, ys = None, named
    if request.kind != "hist":
        if len(named) > 1 or (named and named[0].kind in (TEXT, TIME)):
            x, ys = named[0], named[1:]
        else:
            x = _along(fields, request.kind, named or numbers[-1:])
    ys = ys or [field for field in numbers if field is not x][:1]
    if ys:
        kind = request.kind or ("hist" if x is None else "bar" if x.kind == TEXT else "line")
    else:  # without numbers: how many there were when, or of each
        kind, x, ys = "hist", None, (named or _of(fields, TIME) or _of(fields, TEXT))[:1]
    if not ys or request.kind not in (kind, None):
        raise UnsupportedStatement(
            "no column holds numbers", hint="bars and lines need one, such as count(*)"
        )
    for y in ys:
        _check_drawable(y, kind)
    return kind, x, ys


def tell_apart(x: Field, fields: Sequence[Field]) -> list[Field]:
    """What to name each bar by: a column, and those texts behind it that are needed where its values repeat."""
    names = [x]
    for field in fields:
        if len(set(zip(*(name.values for name in names), strict=True))) == len(x.values):
            break
        if field.kind == TEXT and field is not x:
            names.append(field)
    return names


def _along(fields: Sequence[Field], kind: str | None, shown: Sequence[Field]) -> Field | None:
    """The column that a chart goes along where none is named; not the one that it shows."""
    for kinds in ALONG[kind]:
        found = [field for field in fields if field.kind in kinds and field not in shown]
        if found:
            return found[0]
    return None


def _of(fields: Sequence[Field], kind: str) -> list[Field]:
    return [field for field in fields if field.kind == kind]


def _found(name: str, fields: Sequence[Field]) -> Field:
    names = [field.column.name for field in fields]
    folded = [known.casefold() for known in names]
    if name in names:
        return fields[names.index(name)]
    if name.casefold() in folded:
        return fields[folded.index(name.casefold())]
    hint = f"its columns are {', '.join(map(sanitize, names))}"
    raise UnknownName("column", name, nearest(name, names), where="the result", hint=hint)


def _kind(column: ResultColumn, values: Sequence[Value]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return EMPTY
    if all(isinstance(value, int | float) for value in known):
        return TIME if column.source is not None and column.source.unix_time else NUMBER
    if all(isinstance(value, str) and _seconds(value) is not None for value in known):
        return TIME
    return TEXT


def _check_drawable(field: Field, kind: str) -> None:
    if field.kind == TEXT and kind == "hist":
        return
    if field.kind == TEXT:
        texts = [v for v in field.values if isinstance(v, str | bytes)]
        value = next((v for v in texts if _number(v) is None), texts[0])
        raise UnsupportedStatement(
            f'"{field.name}" holds text, such as {cell(value, field.column, longest=30)}',
            hint="CAST(... AS REAL) makes numbers of text",
        )
    if all(number is None for number in field.numbers()):
        raise UnsupportedStatement(
            f'"{field.name}" has no number that can be drawn: all are NULL or infinite',
            hint="name another column",
        )


def _number(value: Value) -> float | None:
    if isinstance(value, str):
        return _seconds(value)
    if not isinstance(value, int | float) or not isfinite(value):
        return None
    return value if abs(value) >= SMALLEST else 0


def _seconds(text: str) -> float | None:
    """Seconds since 1970 of a date, or of a date and time of day; UTC where it does not say.

    >>> _seconds("1970-01-02"), _seconds("1970-01-01 00:01:00"), _seconds("2026")
    (86400.0, 60.0, None)
    """
    if not ISO.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def bins(field: Field, zone: tzinfo | None) -> tuple[list[str], list[float | None]]:
    """The values of a column counted, numbers in bins of one width, texts each for itself: what they are, and how many."""
    if field.kind == TEXT:
        texts = Counter(value for value in field.values if value is not None).most_common()
        return [field.label(value, zone) for value, _ in texts], [count for _, count in texts]
    numbers = sorted(number for number in field.numbers() if number is not None)
    low, high = numbers[0], numbers[-1]
    if field.kind == NUMBER and all(isinstance(n, int) for n in numbers) and high - low < MOST_BINS:
        values = range(int(low), int(high) + 1)
        return [str(value) for value in values], [numbers.count(value) for value in values]
    if low == high:
        return [field.label(low, zone) if field.kind == TIME else number_text(low, 12)], [len(numbers)]
    most = min(MOST_BINS, max(4, round(len(numbers) ** 0.5)))
    step = (time_step if field.kind == TIME else number_step)(low, high, most)
    first = floor(low / step)
    counted = Counter(floor(number / step) for number in numbers)
    begins = range(first, floor(high / step) + 1)
    if field.kind == TIME:
        labels = [f"from {moment_text(begin * step, step, zone)}" for begin in begins]
    else:
        labels = [
            f"{number_text(begin * step, 9)} .. {number_text((begin + 1) * step, 9)}" for begin in begins
        ]
    return labels, [counted[begin] for begin in begins]
