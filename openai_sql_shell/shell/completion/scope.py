"""What a statement can name at the cursor: the tables in scope and their columns.

Comes in: the levels of nodes. Goes out: sources, innermost first, each with the columns that are known of it: of a resource,
a table or view of the session, a WITH query, a subquery. Columns keep their catalog entry on the way through queries, so that
``status`` of a WITH query still has its values. Depth and width are bounded: a hostile text costs no more than its length.
"""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.catalog.table_functions import FILENAME, READERS
from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.shell.completion.clauses import Clause, is_query, segments
from openai_sql_shell.shell.completion.nodes import GROUP, NAME, VALUE, VARIABLE, Node, split_at_commas
from openai_sql_shell.sql.tokens import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.shell.completion.clauses import CursorClause, Segment
    from openai_sql_shell.shell.completion.snapshot import Snapshot

MOST_COLUMNS = 400
DEEPEST = 8
"""Subqueries below this many others are not looked into."""

TABLE_FUNCTIONS = dict.fromkeys(
    ("json_each", "json_tree"), ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")
)

_TABLES = frozenset({Clause.FROM, Clause.JOIN, Clause.UPDATE, Clause.DELETE_FROM})


@frozen
class TableSource:
    """One table in scope."""

    name: str
    """How columns are qualified with it: its alias, or the last part of its name."""
    columns: tuple[Column, ...] = ()
    resource: Resource | None = None
    parts: tuple[str, ...] = ()
    """The name it was given with; empty for a subquery."""

    def answers_to(self, qualifier: Sequence[str]) -> bool:
        """Whether ``qualifier.column`` means this source."""
        given = [part.lower() for part in qualifier]
        return given == [self.name.lower()] or given == [part.lower() for part in self.parts]

    @property
    def named(self) -> tuple[Column, ...]:
        """All columns, hidden ones included."""
        return (*self.columns, *self.resource.hidden) if self.resource else self.columns

    def column(self, name: str) -> Column | None:
        """A column by its name in any case."""
        wanted = name.lower()
        return next((c for c in self.named if c.name.lower() == wanted), None)


@frozen
class QueryScope:
    """The sources at the cursor, innermost query first, and the names of WITH queries."""

    sources: tuple[TableSource, ...] = ()
    queries: Mapping[str, tuple[Column, ...]] | None = None
    joined: TableSource | None = None
    """The table named last before the cursor, in the innermost query that names one."""

    def qualified(self, qualifier: Sequence[str]) -> TableSource | None:
        """The source that a qualifier means."""
        return next((s for s in self.sources if s.answers_to(qualifier)), None)

    def find(self, parts: Sequence[str]) -> tuple[TableSource, Column] | None:
        """The column that a name means, with or without a qualifier."""
        if not parts:
            return None
        *qualifier, name = parts
        meant = (s for s in self.sources if not qualifier or s.answers_to(qualifier))
        return next(((source, column) for source in meant if (column := source.column(name))), None)


def table_scope(parts: tuple[str, ...], snapshot: Snapshot) -> QueryScope:
    """One named table alone, as RETURNING sees it."""
    table = _Reader(snapshot, {}).table(parts, None)
    return QueryScope((table,), joined=table)


def copied_columns(copied: Node, snapshot: Snapshot) -> tuple[Column, ...]:
    """The columns of a table by its name, or of a query in parentheses."""
    reader = _Reader(snapshot, {})
    return reader.query(copied.inner) if copied.kind == GROUP else reader.table(copied.parts, None).columns


def scope(cursor_clauses: Sequence[CursorClause], snapshot: Snapshot) -> QueryScope:
    """Everything in scope at the innermost level."""
    reader = _Reader(snapshot, {})
    found: list[TableSource] = []
    joined: TableSource | None = None
    for cursor_clause in cursor_clauses:
        reader = reader.within(cursor_clause.segments)
        sources = tuple(reader.sources(cursor_clause.select_core))
        if sources:
            found[:0] = sources
            before = [s for s in cursor_clause.select_core if s.begin <= cursor_clause.level.at]
            joined = sources[sum(1 for _ in reader.sources(before)) - 1]
    return QueryScope(tuple(found), reader.queries, joined)


def select_aliases(clauses: Sequence[Segment], here: QueryScope) -> Iterator[Column]:
    """The columns that a select list names with AS."""
    return (column for column, given in _outputs(clauses, here.sources) if given)


@frozen
class _Reader:
    """Reads sources and output columns, knowing the WITH queries around."""

    snapshot: Snapshot
    queries: Mapping[str, tuple[Column, ...]]
    depth: int = 0

    def within(self, clauses: Sequence[Segment]) -> _Reader:
        """The same with the WITH queries that these clauses define; each sees those before it."""
        reader = self
        for segment in clauses:
            if segment.clause is not Clause.WITH:
                continue
            for item in split_at_commas(segment.nodes):
                name = next((n.parts[-1] for n in item if n.kind == NAME), None)
                groups = [n for n in item if n.kind == GROUP]
                if name is not None and groups:
                    columns = reader.with_columns(groups)
                    reader = replace(reader, queries={**reader.queries, name.lower(): columns})
        return reader

    def with_columns(self, groups: Sequence[Node]) -> tuple[Column, ...]:
        """``(a, b) AS (SELECT ...)``: what the query gives, under the names given here."""
        columns = self.query(groups[-1].inner)
        if len(groups) == 1:
            return columns
        names = [n.parts[-1] for n in groups[0].inner if n.kind == NAME]
        known = dict(enumerate(columns))
        return tuple(replace(known[i], name=n) if i in known else _plain(n) for i, n in enumerate(names))

    def sources(self, clauses: Sequence[Segment]) -> Iterator[TableSource]:
        """The tables that these clauses name."""
        for segment in clauses:
            if segment.clause in _TABLES:
                for item in split_at_commas(segment.nodes):
                    yield from self.source(item)

    def source(self, item: Sequence[Node]) -> Iterator[TableSource]:
        """``name [AS] alias`` or ``(SELECT ...) [AS] alias``."""
        if not item or item[0].kind not in (NAME, GROUP):
            return
        rest = [n for n in item[1:3] if n.kind != "AS"]
        table, call = item[0], bool(rest) and rest[0].kind == GROUP
        rest = [n for n in item[2:4] if n.kind != "AS"] if call else rest
        alias = rest[0].parts[-1] if rest and rest[0].kind == NAME else None
        if table.kind == GROUP:
            yield from self.in_parentheses(table.inner, alias)
        elif call:
            yield TableSource(alias or table.parts[-1], self.called(table.parts[-1].lower(), item[1].inner))
        else:
            yield self.table(table.parts, alias)

    def called(self, function: str, arguments: Sequence[Node]) -> tuple[Column, ...]:
        """The columns of a table function: those that it always has, or those of the file that it names."""
        if function not in READERS or not arguments or self.snapshot.file_columns is None:
            return tuple(_plain(name) for name in TABLE_FUNCTIONS.get(function, ()))
        path = unquote(arguments[0].text)
        if arguments[0].kind == VARIABLE:
            path = dict(self.snapshot.variables).get(arguments[0].text[1:], "")
        elif arguments[0].kind != VALUE:
            return ()
        columns = tuple(self.snapshot.file_columns(function, path))
        named = any(node.kind == NAME and node.text.lower() == FILENAME for node in arguments)
        return (*columns, _plain(FILENAME)) if named else columns

    def in_parentheses(self, nodes: Sequence[Node], alias: str | None) -> Iterator[TableSource]:
        """A subquery is one source; a join in parentheses brings its own."""
        if is_query(nodes):
            yield TableSource(alias or "", self.query(nodes))
        elif self.depth < DEEPEST:
            inner = replace(self, depth=self.depth + 1)
            for item in split_at_commas(nodes):
                yield from inner.source(item)

    def table(self, parts: tuple[str, ...], alias: str | None) -> TableSource:
        """A named table: a WITH query, one of the session, a resource."""
        name = alias or parts[-1]
        if len(parts) == 1:
            low = parts[0].lower()
            if low in self.queries:
                return TableSource(name, self.queries[low], parts=parts)
            for local in self.snapshot.local:
                if local.name.lower() == low:
                    return TableSource(name, tuple(_plain(c) for c in local.columns), parts=parts)
        resource = self.snapshot.resource(parts)
        return TableSource(name, resource.columns if resource else (), resource, parts)

    def query(self, nodes: Sequence[Node]) -> tuple[Column, ...]:
        """The columns a query gives: those of its first SELECT."""
        if self.depth >= DEEPEST or not is_query(nodes):
            return ()
        clauses = tuple(segments(nodes))
        inner = replace(self, depth=self.depth + 1).within(clauses)
        first = tuple(takewhile(lambda segment: segment.clause is not Clause.QUERY, clauses))
        given = _outputs(first, tuple(inner.sources(first)))
        return tuple(column for column, _ in islice(given, MOST_COLUMNS))


def _outputs(clauses: Sequence[Segment], sources: tuple[TableSource, ...]) -> Iterator[tuple[Column, bool]]:
    """The columns of a select list, and whether the list names them itself (``AS``)."""
    select = next((s.nodes for s in clauses if s.clause is Clause.SELECT), ())
    here = QueryScope(sources)
    for item in split_at_commas(n for n in select if n.kind not in ("DISTINCT", "ALL")):
        yield from _output(item, here)


def _output(item: Sequence[Node], here: QueryScope) -> Iterator[tuple[Column, bool]]:
    if not item:
        return
    last = item[-1]
    if len(item) == 1 and last.kind == "*":
        yield from _unnamed(here.sources)
    elif last.kind != NAME:
        return
    elif last.parts[-1] == "*":
        yield from _unnamed(s for s in here.sources if s.answers_to(last.parts[:-1]))
    elif len(item) == 1:
        found = here.find(last.parts)
        yield (found[1] if found else _plain(last.parts[-1])), False
    elif item[-2].kind in ("AS", NAME, GROUP, "value", "END", "NULL"):
        found = here.find(item[0].parts) if len(item) <= 3 else None
        yield (replace(found[1], name=last.parts[-1]) if found else _plain(last.parts[-1])), True


def _unnamed(sources: Iterable[TableSource]) -> Iterator[tuple[Column, bool]]:
    return ((column, False) for source in sources for column in source.columns)


def _plain(name: str) -> Column:
    return Column(name, DataType.STRING, "")
