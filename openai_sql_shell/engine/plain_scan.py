"""Statements that hand on columns of one list or file, or count its rows: what SQLite would do for them is done many rows at a time.

Comes in: the program of a statement, as EXPLAIN shows it. Goes out: what it does, if that is all it does; a program of any other
shape, or of an SQLite that writes it otherwise, is SQLite's to run.
"""

from __future__ import annotations

import re
from itertools import islice

from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.program import program_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any, Protocol

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Row

    Walk = tuple[Iterable[Sequence[Any]], Callable[[Sequence[Any]], Iterable[Row]]]

    class PlainTable(Protocol):
        """A table of which many rows are had at once."""

        def can_be_walked(self, scan: PlainScan) -> bool:
            """It has the plan, and takes the values of many rows together."""

        def walked(self, scan: PlainScan) -> AbstractContextManager[Walk]:
            """What it has, in batches, as many together as are had before the next request is made; and what takes the columns of rows from it.

            Raises:
                OpenAISqlError: in the block, whatever befell a request or a file.
            """


AT_ONCE = 1_000
"""Rows whose values are taken together."""

_BEGIN = r"Init (?:Integer )?(?P<count>Null )?VOpen (?:Integer )+VFilter "
_ROWS = r"(?:VColumn )+ResultRow (?P<limit>DecrJumpZero )?VNext "
_COUNT = r"AggStep VNext AggFinal Copy ResultRow "
_END = r"Halt Transaction Goto "
_SHAPE = re.compile(f"{_BEGIN}(?(count){_COUNT}|{_ROWS}){_END}")
"""The instructions of a program that is understood."""

_FILLS_TABLE = re.compile(
    r'\s*CREATE\s+(?P<temp>TEMP(?:ORARY)?\s+)?TABLE\s+(?:(?P<own>\w+|"[^"]+")|(?P<whole>\w+\.\w+))\s+AS\s*',
    re.IGNORECASE,
)


@frozen
class PlainScan:
    """A walk over all rows of a table in its order: each is handed on, or is counted."""

    key: str
    """Of the plan that the table has chosen."""
    arguments: tuple[int, ...]
    """What the plan is entered with."""
    places: tuple[int, ...] | None
    """The columns of a row, by their numbers in the table; None: the rows are counted."""
    limit: int | None
    """Rows to hand on; None: all."""

    def rows(self, table: PlainTable, cancel: CancelToken) -> Iterator[Sequence[Row]]:
        """The rows, many together.

        Raises:
            OpenAISqlError: whatever befell a request or a file. Cancelled: the person asked to stop.
        """
        with table.walked(self) as (batches, read):
            if self.places is None:
                yield [(sum(map(len, batches)),)]
                return
            left = self.limit
            for several in _pieces(batches):
                cancel.check()
                rows = list(islice(read(several), left))
                yield rows
                if left is not None and not (left := left - len(rows)):
                    return


def _pieces(batches: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for batch in batches:
        yield from (batch[at : at + AT_ONCE] for at in range(0, len(batch), AT_ONCE))


def filled_table(sql: str, source: str) -> str | None:
    """The table that a statement makes of a query, if it is one that makes it in any case, and can be made without rows by a LIMIT behind it.

    Its name has the schema: without, an INSERT would first look for a temporary table or a view.

    >>> filled_table("CREATE TABLE t AS SELECT 1", "SELECT 1"), filled_table('CREATE TEMP TABLE "a t" AS SELECT 1', "SELECT 1")
    ('main.t', 'temp."a t"')
    """
    found = _FILLS_TABLE.fullmatch(sql.removesuffix(source)) if source and "/*" not in source else None
    if found is None:
        return None
    return found["whole"] or f"{'temp' if found['temp'] else 'main'}.{found['own']}"


def plain_scan(program: Iterable[Sequence[Any]]) -> PlainScan | None:
    """What a program does, where it does no more than this; the rows of EXPLAIN come in.

    None: it does something else, such as to check a condition, to sort, or to compute.
    """
    instructions = program_of(program)
    if (shape := _SHAPE.fullmatch("".join(f"{one.name} " for one in instructions))) is None:
        return None
    named = {one.name: one for one in instructions}
    """The last of each name; those that are looked at here are there once."""
    constants = {one.p2: one.p1 for one in instructions if one.name == "Integer"}
    entry, row = named["VFilter"], named["ResultRow"]
    handed = constants.get(entry.p3 + 1)
    arguments = [constants.get(entry.p3 + 2 + at) for at in range(handed or 0)]
    columns = [one for one in instructions if one.name == "VColumn"]
    limit = constants.get(named["DecrJumpZero"].p1) if shape["limit"] else None
    if shape["count"]:
        is_plain = named["AggStep"].p4 == named["AggFinal"].p4 == "count(0)" and row.p2 == 1
    else:
        in_order = [one.p3 for one in columns] == list(range(row.p1, row.p1 + row.p2))
        is_plain = in_order and named["VNext"].p2 == columns[0].address
    known = tuple(value for value in arguments if value is not None)
    if not is_plain or len(known) != handed or entry.p4 is None or (shape["limit"] and (limit or 0) < 1):
        return None
    return PlainScan(entry.p4, known, None if shape["count"] else tuple(one.p2 for one in columns), limit)
