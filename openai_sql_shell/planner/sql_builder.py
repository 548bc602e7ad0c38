"""SQL for SQLite, put together from pieces of the person's text and our own, with the way back for errors."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.errors import Span, StatementError
from openai_sql_shell.planner.asked_bounds import with_asked_bounds
from openai_sql_shell.planner.file_calls import FileCalls
from openai_sql_shell.planner.plans import Sql
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.names import rewrite
from openai_sql_shell.sql.statements import Fragment
from openai_sql_shell.sql.tokens import quote_name, quote_string
from openai_sql_shell.sql.variables import bind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.result import Row, Value
    from openai_sql_shell.sql import statements as ast
    from openai_sql_shell.sql.edits import EditedText


class SqlBuilder:
    """SQL put together from pieces of the person's text and our own, with the way back for errors."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[tuple[int, int, int]] = []

    def add(self, own: str) -> SqlBuilder:
        """Append text of ours."""
        self.text += own
        return self

    def quote(self, fragment: ast.Fragment) -> SqlBuilder:
        """Append a piece of the person's text."""
        self._pieces.append((len(self.text), len(fragment.text), fragment.span.start))
        self.text += fragment.text
        return self

    def join(self, fragments: Iterable[ast.Fragment], opening: str, closing: str) -> SqlBuilder:
        """Append pieces of the person's text, each between two of ours, with commas between them."""
        for number, fragment in enumerate(fragments):
            self.add(f", {opening}" if number else opening).quote(fragment).add(closing)
        return self

    def original(self, span: Span) -> Span | None:
        """Where a stretch of the assembled text stands in the person's; None for text of ours."""
        for start, length, before in self._pieces:
            if start <= span.start < start + length:
                return Span(before + span.start - start, before + min(span.end, start + length) - start)
        return None


def whole(text: str) -> SqlBuilder:
    """All of a statement's text as it is."""
    return SqlBuilder().quote(Fragment(text, Span(0, len(text))))


def to_sql(assembly: SqlBuilder, scope: Scope) -> Sql:
    """Assembled text with the names SQLite knows, and values for variables.

    Raises:
        StatementError: a name means nothing, a variable has no value.
    """
    calls, edited = FileCalls(scope), replace(assembly.text, ())
    try:
        edited = rewrite(assembly.text, PROVIDERS, scope.table, scope.dotted_columns, calls.table, scope.view)
        edited = edited.then(with_asked_bounds(edited.text, scope.catalog.table))
        edited = edited.then(bind(edited.text, scope.values))
    except StatementError as error:
        error.span = error.span and assembly.original(edited.original_span(error.span))
        raise
    return Sql(
        edited.text,
        lambda span: assembly.original(edited.original_span(span)),
        partial(unbound_names, edited, assembly.text),
        tuple(calls.found),
    )


def unbound_names(bound: EditedText, text: str, names: Sequence[str]) -> list[str]:
    """Names of columns as they were written, with variables instead of their values, for expressions that have no other name.

    >>> from openai_sql_shell.sql.variables import bind
    >>> unbound_names(bind("SELECT :a, 1, 2 * :a", {"a": 1}), "SELECT :a, 1, 2 * :a", ["1", "1", "2 * 1"])
    [':a', '1', '2 * :a']
    """
    found, at = list(names), 0
    for place, name in enumerate(names if bound.spans else ()):
        begin = bound.text.find(name, at)
        span = Span(begin, begin + len(name))
        touched = [s for s in bound.spans if s.start < span.end and span.start < s.end]
        if begin >= 0 and all(span.start <= s.start and s.end <= span.end for s in touched):
            before = bound.original_span(span)
            found[place] = text[before.start : before.end] if touched else name
            at = span.end
    return found


def over_rows(
    columns: Sequence[str], rows: Sequence[Row], show: ast.Show, scope: Scope
) -> tuple[Sql, list[Value]]:
    """SHOW ... LIKE or WHERE: SQLite filters rows that are there already; the values are bound."""
    named = ", ".join(quote_name(column) for column in columns)
    one = f"({', '.join('?' * len(columns))})"
    nothing = f"SELECT {', '.join(['NULL'] * len(columns))} WHERE FALSE"
    source = f"VALUES {', '.join([one] * len(rows))}" if rows else nothing
    sql = SqlBuilder().add(f"WITH listing({named}) AS ({source}) SELECT * FROM listing WHERE ")
    if show.where is not None:
        sql.quote(show.where)
    else:
        name = "MethodName" if "MethodName" in columns else "name"
        pattern = scope.literal(show.like)
        sql.add(f"{quote_name(name)} LIKE {quote_string(str(pattern))}")
    return to_sql(sql, scope), [value for row in rows for value in row]
