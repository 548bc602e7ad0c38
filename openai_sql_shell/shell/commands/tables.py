"""Small tables that commands answer with, drawn like the rows of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.statement_run import draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.result import Row
    from openai_sql_shell.shell.state import ShellState


def table(columns: Sequence[str], rows: Iterable[Row]) -> Result:
    """A table of our own."""
    return Result(columns=tuple(ResultColumn(name) for name in columns), rows=iter(rows))


def show_table(shell: ShellState, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Draw rows in the format that is set, to wherever rows go; in the pager where they do not fit."""
    show_tables(shell, table(columns, rows))


def show_tables(shell: ShellState, *tables: Result) -> None:
    """The same for several, one below the other and all in one pager."""
    with interruptible():  # Ctrl-C in the pager is the pager's
        draw(shell, tables, shell.look(), paged=True)
