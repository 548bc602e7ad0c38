"""What SQLite's program for a statement tells about a join of two lists.

Comes in: the program, as EXPLAIN shows it. Goes out: which list is on the outside, what the inner one is entered with, whether a row
is handed on before all are joined; nothing for a program of another shape.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.engine.columns import batch_reader_of
from openai_sql_shell.engine.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.program import Instruction
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value

_HANDED = ["VColumn", "Integer", "Integer"]
"""Before a table is entered with a column of another one alone: its value, the number of the plan, and that it is one value."""

_COMPARED = ["VColumn", "VColumn", "Ne"]
"""Behind the entry: what was handed over is compared with what the row has."""

_LOADING = {"VColumn", "Integer", "String8", "Null"}
"""What only loads values, and passes over no row."""

_OTHERWISE_READ = re.compile(r"right|full|rowid|oid|random|\bnow\b|current_|\(\s*\)", re.IGNORECASE)
"""With one of these in it a join may read its outer list twice, name what a copy has not, or come out otherwise when it is run again;
wrong only towards caution."""


@frozen
class TwoLists:
    """Two nested loops, each over one list."""

    outer: Scan
    inner: Scan
    column: Column | None
    """The column of the outer list whose value alone the inner one is entered with; None: it is entered otherwise."""
    gathers: bool
    """No row is handed on before the outer list is read to its end."""
    keys_alone: bool
    """Nothing but their comparison reads that column, and the id of the inner list."""
    every: bool
    """The inner list is entered with each row of the outer one."""
    may_be_copied: bool
    """Nothing in the statement speaks against running it over copies."""


class OuterKeys:
    """The objects that the rows of an outer list ask for, as far as these rows are here."""

    def __init__(self, of: Resource, keys_of: Callable[[Sequence[Object]], Sequence[Value]]) -> None:
        """Nothing was looked at yet.

        Args:
            of: what they are objects of.
            keys_of: takes their keys from rows.
        """
        self.of = of
        self._keys_of = keys_of
        self._pages = 0
        self._keys: set[Value] = set()

    def count(self, outer: PageBuffer) -> int:
        """How many different ones."""
        if outer.end > self._pages:
            for page in islice(outer.arrived(), self._pages, None):
                self._keys.update(self._keys_of(page.items))
            self._pages = outer.end
        return len(self._keys)


def outer_keys(lists: TwoLists) -> OuterKeys | None:
    """Those of a join whose every outer row asks for one object before any row is handed on; None: it is another join."""
    if lists.column is None or not (lists.gathers and lists.every):
        return None
    keys_of = batch_reader_of(lists.outer.resource, lists.column)
    return OuterKeys(lists.inner.resource, keys_of) if keys_of is not None else None


def two_lists(
    sql: str, rows: Iterable[Sequence[Any]], planned: Mapping[str, tuple[Scan, Sequence[Column]]]
) -> TwoLists | None:
    """The join that a statement does, where it is one of two lists, each entered in one place.

    Args:
        sql: the statement.
        rows: of EXPLAIN for it.
        planned: the plans that lists have chosen for it, by their keys, each with the columns of its list.
    """
    program = program_of(rows)
    entries = [one for one in program if one.name == "VFilter"]
    steps = {one.p1: one.address for one in program if one.name == "VNext"}
    if len(entries) != 2 or len(steps) != 2 or not all(one.p4 in planned for one in entries):
        return None
    outer, inner = entries
    if not outer.address < inner.address < steps.get(inner.p1, 0) < steps.get(outer.p1, 0):
        return None
    handed_on = (one.address for one in program if one.name == "ResultRow")
    (scan, columns), (inner_scan, inner_columns) = planned[str(outer.p4)], planned[str(inner.p4)]
    handed = _column_handed(program, outer, inner)
    own = next((at for at, column in enumerate(inner_columns) if column.name == "id"), None)
    keys = [(outer.p1, handed), (inner.p1, own)]
    return TwoLists(
        scan,
        inner_scan,
        columns[handed] if handed is not None else None,
        keys_alone=_only_compared(program, inner, *keys),
        gathers=all(address > steps[outer.p1] for address in handed_on),
        every={one.name for one in program[outer.address + 1 : inner.address]} <= _LOADING,
        may_be_copied=_OTHERWISE_READ.search(sql) is None,
    )


def _column_handed(program: Sequence[Instruction], outer: Instruction, inner: Instruction) -> int | None:
    before = program[max(0, inner.address - len(_HANDED)) : inner.address]
    if [one.name for one in before] != _HANDED:
        return None
    value, _, count = before
    is_all = (value.p1, value.p3, count.p1, count.p2) == (outer.p1, inner.p3 + 2, 1, inner.p3 + 1)
    return value.p2 if is_all else None


def _only_compared(
    program: Sequence[Instruction],
    inner: Instruction,
    handed: tuple[int, int | None],
    own: tuple[int, int | None],
) -> bool:
    """Nothing reads two columns but their comparison behind the entry, and that entry the one that is handed over."""
    behind = program[inner.address + 1 : inner.address + 1 + len(_COMPARED)]
    if [one.name for one in behind] != _COMPARED or not str(behind[-1].p4).startswith("BINARY"):
        return False
    reads: list[tuple[int, int | None]] = [(one.p1, one.p2) for one in program if one.name == "VColumn"]
    compared = {(one.p1, one.p2) for one in behind[:2]}
    return compared == {handed, own} and (reads.count(own), reads.count(handed)) == (1, 2)
