"""SQL for SQLite, put together from pieces of the person's text and our own, with the way back for errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.errors import Span
from openai_sql_shell.plans import Sql
from openai_sql_shell.sql.names import rewrite
from openai_sql_shell.sql.tokens import quote_name, quote_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.result import Row, Value
    from openai_sql_shell.scope import Scope
    from openai_sql_shell.sql import statements as said


class Assembly:
    """SQL put together from pieces of the person's text and our own, with the way back for errors."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[tuple[int, int, int]] = []

    def add(self, own: str) -> Assembly:
        """Append text of ours."""
        self.text += own
        return self

    def quote(self, fragment: said.Fragment) -> Assembly:
        """Append a piece of the person's text."""
        self._pieces.append((len(self.text), len(fragment.text), fragment.span.start))
        self.text += fragment.text
        return self

    def original(self, span: Span) -> Span | None:
        """Where a stretch of the assembled text stands in the person's; None for text of ours."""
        for start, length, before in self._pieces:
            if start <= span.start < start + length:
                return Span(before + span.start - start, before + min(span.end, start + length) - start)
        return None


def to_sql(assembly: Assembly, scope: Scope) -> Sql:
    """Assembled text with the names SQLite knows."""
    edited = rewrite(assembly.text, PROVIDERS, scope)
    return Sql(edited.text, lambda span: assembly.original(edited.original_span(span)))


def over_rows(columns: Sequence[str], rows: Sequence[Row], show: said.Show) -> tuple[Sql, list[Value]]:
    """SHOW ... LIKE or WHERE: SQLite filters rows that are there already; the values are bound."""
    named = ", ".join(quote_name(column) for column in columns)
    one = f"({', '.join('?' * len(columns))})"
    nothing = f"SELECT {', '.join(['NULL'] * len(columns))} WHERE FALSE"
    source = f"VALUES {', '.join([one] * len(rows))}" if rows else nothing
    sql = Assembly().add(f"WITH listing({named}) AS ({source}) SELECT * FROM listing WHERE ")
    if show.where is not None:
        sql.quote(show.where)
    else:
        sql.add(
            f"{quote_name('MethodName' if 'MethodName' in columns else 'name')} LIKE {quote_string(show.like or '')}"
        )
    return Sql(sql.text, sql.original), [value for row in rows for value in row]
