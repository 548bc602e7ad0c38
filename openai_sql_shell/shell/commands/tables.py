"""Small tables that commands answer with, drawn like the rows of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.statement_run import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.result import Row
    from openai_sql_shell.shell.conversation import Conversation


def show_table(talk: Conversation, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Draw rows in the format that is set, to wherever rows go."""
    show(talk, Result(columns=tuple(ResultColumn(name) for name in columns), rows=iter(rows)))
