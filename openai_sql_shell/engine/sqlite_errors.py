"""SQLite's errors as ours: the person's own names and positions, the nearest known names, what to do next."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import apsw

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.catalog.table_functions import READERS, as_call
from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import (
    EngineError,
    MissingParameters,
    RefusedStatement,
    Span,
    StatementError,
    StatementSyntaxError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.sql.tokens import RESERVED, TokenKind, quote_name, significant, unquote
from openai_sql_shell.sql.unsupported import FOREIGN_NAMES, FOREIGN_SYNTAX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.errors import OpenAISqlError

UNSOLVABLE = "no query solution"
WORD = re.compile(r'(?:"[^"]*"|\w+)(?:\.(?:"[^"]*"|\w+))*|.', re.DOTALL)
"""What an error points at: a name with the table it is said to be in, or one character."""
NO_SUCH = re.compile(r"no such (column|table|function): (?P<name>[^ ]+)")
ADVICE = (
    (
        "ambiguous column name",
        "several of the tables have it: write table.column, or an alias in front of the dot",
    ),
    ("no transaction is active", "BEGIN opens one, for tables of the session"),
    ("no such view", "SHOW VIEWS lists those of the session"),
)
"""What SQLite complains about, and what to do then."""
RECENT = "unixepoch('now', '-30 days') is a time, that of 30 days ago"
FIXED_ORDER = (
    "RIGHT, FULL and CROSS JOIN fix which table is read first, so they cannot hand a value over: "
    "write FROM parent p JOIN child c (or LEFT JOIN) with the parent first"
)


@frozen
class KnownNames:
    """The names a statement could have meant, and those it lacks."""

    resources: Sequence[Resource]
    """Those it mentions."""
    attached: Mapping[str, Resource]
    """Those that it and statements before it have read, by id."""
    catalog: Catalog
    local: Sequence[str]
    """Tables and views of the session."""
    functions: Callable[[], Sequence[str]]
    missing: Mapping[str, tuple[str, ...]]
    """Parameters that kept a resource from being read, by its id."""
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The columns of the local files that it mentions, by the call."""

    @property
    def values(self) -> frozenset[str]:
        """Known values of the columns of the resources it mentions."""
        return frozenset(value for r in self.resources for c in r.columns for value in c.enum)

    def near(self, kind: str, name: str) -> list[str]:
        """Candidates for a misspelt name of a kind, best first."""
        last = name.rpartition(".")[2]
        if kind == "column":
            columns = [c.name for r in self.resources for c in (*r.columns, *r.hidden)]
            return nearest(last, chain(columns, *self.files.values()))
        if kind == "function":
            return nearest(name, self.functions())
        return nearest(last, (*self.local, *(r.name for r in self.catalog.resources)))


def translated(error: apsw.Error, sql: str, known: KnownNames) -> OpenAISqlError:
    """Our error for SQLite's; its span counts in ``sql``, the text SQLite was given."""
    message = str(error).removeprefix("SQLError: ")
    if isinstance(error, apsw.AuthError) or message.startswith("not authorized"):
        return RefusedStatement(
            "this would reach outside of the session",
            hint="resources, and tables and views of your own, are allowed",
        )
    if UNSOLVABLE in message and known.missing:
        return _missing(sql, known)
    if isinstance(error, apsw.BindingsError):
        return _no_variable(sql)
    span = _span(error, sql)
    if (match := NO_SUCH.search(message)) is not None:
        kind, name = match[1], match["name"].strip("\"'")
        span = span or _mention(name.rpartition(".")[2], sql)
        if kind == "column" and name in known.values:
            return _unquoted(name, span)
        quiet = name.upper() in FOREIGN_NAMES or (kind == "table" and as_call(name))
        near = [] if quiet else known.near(kind, name)
        hint = None if near else _hint(kind, name, message, sql, known)
        return UnknownName(kind, name, near, span=span, hint=hint)
    hint = next((advice for complaint, advice in ADVICE if complaint in message), None)
    return (
        _without_from(sql, span, known)
        or _foreign(message, sql, span, known)
        or EngineError(message, hint=hint, span=span)
    )


def _unquoted(value: str, span: Span | None) -> UnknownName:
    """A known value without its quotes."""
    quoted = f"'{value}'"
    error = UnknownName("column", value, hint=f"write {quoted}", span=span)
    error.near = (quoted,)
    return error


def _foreign(message: str, sql: str, span: Span | None, known: KnownNames) -> StatementSyntaxError | None:
    """The error for what other dialects write, and for a keyword that would be a column in quotes."""
    if span is None or not message.endswith("syntax error"):
        return None
    tokens = list(significant(sql))
    at = next((n for n, token in enumerate(tokens) if token.start >= span.start), len(tokens))
    for token in reversed(tokens[max(at - 2, 0) : at + 1]):
        sign = sql[token.start : token.start + 2] if token.text == "/" else token.word
        if sign in FOREIGN_SYNTAX:
            end = token.start + len(sign)
            return StatementSyntaxError(
                f"{sql[token.start : end]} has no meaning here",
                hint=FOREIGN_SYNTAX[sign],
                span=Span(token.start, end),
            )
    word = tokens[at].text if at < len(tokens) else ""
    if word.upper() in RESERVED and any(r.column(word) for r in known.resources):
        error = StatementSyntaxError(
            message, hint=f"write {quote_name(word)} where the column is meant", span=span
        )
        error.near = (quote_name(word),)
        return error
    return None


def _hint(kind: str, name: str, message: str, sql: str, known: KnownNames) -> str | None:
    if name.upper() in FOREIGN_NAMES:
        return FOREIGN_NAMES[name.upper()]
    if kind == "function" and name in READERS:
        return f"it is a table: SELECT ... FROM {READERS[name].example}"
    if kind == "table" and as_call(name):
        return as_call(name)
    if kind == "column" and known.files:
        found = "; ".join(f"{call} has {', '.join(names)}" for call, names in known.files.items())
        return f"{found}; header = true or false says whether the first line of a CSV file is one"
    if "string literal" in message:
        return "text is written in single quotes"
    if kind == "table":
        return "SHOW TABLES lists those of the session, SHOW SERVICES IN openai the API's"
    if kind == "column" and not any(token.word == "FROM" for token in significant(sql)):
        return "there is no FROM in this statement; text is written in single quotes"
    if kind == "column" and known.resources:
        return f"DESCRIBE {known.resources[0].id} lists its columns"
    return None


def _without_from(sql: str, span: Span | None, known: KnownNames) -> StatementSyntaxError | None:
    """The error for a resource that has no FROM in front of it, or a misspelt one: ``SELECT id form resource``."""
    tokens = list(significant(sql)) if span else []
    place = next((n for n, token in enumerate(tokens) if span and token.end > span.start), 0)
    for at in (place, place - 1):  # at its schema where that cannot be an alias, else at the dot behind it
        before = [token.word for token in tokens[: max(at, 0)]]
        if "SELECT" not in before or "FROM" in before or len(tokens) < at + 3:
            continue
        schema, _dot, table = tokens[at : at + 3]
        if unquote(schema.text) not in {schema_of(s.name) for s in known.catalog.services}:
            continue
        name, word = f"{unquote(schema.text)}.{unquote(table.text)}", tokens[at - 1]
        if word.kind is TokenKind.NAME and nearest(word.text, ["from"]):
            return _expected_from("FROM", "did you mean FROM?", word.span)
        return _expected_from(f"FROM {name}", f"write FROM {name}", Span(schema.start, table.end))
    return None


def _expected_from(meant: str, hint: str, span: Span) -> StatementSyntaxError:
    error = StatementSyntaxError("expected FROM", hint=hint, span=span)
    error.near = (meant,)
    return error


def _no_variable(sql: str) -> StatementError:
    """Another dialect's variable, which nothing has been bound to."""
    token = next(t for t in significant(sql) if t.kind is TokenKind.VARIABLE)
    return StatementError(
        f"{token.text} stands for no value here", hint="a variable is written :name", span=token.span
    )


def _missing(sql: str, known: KnownNames) -> MissingParameters | UnsupportedStatement:
    """The resource that keeps the statement from running: one that can never be read, or the one that lacks something.

    A resource lacks nothing where its conditions are there and only come too late in the order SQLite tried.
    """
    lacking = known.missing
    unreadable = next(
        (r for r in known.resources if r.id in lacking and not r.for_verb(SqlVerb.SELECT)), None
    )
    if unreadable is not None:
        return UnsupportedStatement(f"{unreadable.id} has no SELECT", hint=unreadable.hint)
    target, names = max(lacking.items(), key=lambda found: bool(found[1]))
    resource = known.attached[target]
    own = resource.hint
    if any(c.name in names for c in resource.paging_columns):
        own = "pin it to one value; LIMIT and ORDER BY need no such column"
    fixed = FIXED_ORDER if any(t.word in ("RIGHT", "FULL", "CROSS") for t in significant(sql)) else None
    hints = [own] if own else [_supplier(name, resource, known.catalog) for name in names]
    bounds = {p.name: p.bound for m in resource.methods for p in m.parameters if p.bound}
    supplied = RECENT if bounds.keys() & set(names) else "write the table that supplies its values first"
    hint = "; ".join(filter(None, [*hints, fixed])) or supplied
    needed = [f"{name} {bounds.get(name, '=')} ..." for name in names]
    if needed and resource.line_keys:
        needed = [" or ".join(f"{key} = ..." for key in resource.line_keys)]
    return MissingParameters(target, needed, "in WHERE, or from a join", hint=hint)


def _supplier(name: str, target: Resource, catalog: Catalog) -> str | None:
    """The list whose rows have what is missing, and the join that hands it over."""
    for resource in catalog.declarations(first=target.service):
        listed = any(not m.required and m.returns is Returns.LIST for m in resource.for_verb(SqlVerb.SELECT))
        for method in resource.for_verb(SqlVerb.SELECT):
            parameter = method.parameter(name)
            if listed and parameter is not None and parameter.column and method.path.endswith(f"{{{name}}}"):
                child = target.name
                join = f"FROM {resource.id} p JOIN {target.id} {child[0]} ON {child[0]}.{name} = p.{parameter.column}"
                return f"{resource.id} lists them: {join}"
    return None


def _span(error: apsw.Error, sql: str) -> Span | None:
    """Where SQLite saw the mistake; it counts bytes of UTF-8."""
    offset = getattr(error, "error_offset", -1)
    if offset < 0:
        return None
    start = len(sql.encode()[:offset].decode(errors="ignore"))
    word = WORD.match(sql, start)
    return Span(start, word.end() if word else start)


def _mention(name: str, sql: str) -> Span | None:
    """Where a name first stands; SQLite does not say it of tables."""
    wanted = name.lower()
    return next((t.span for t in significant(sql) if unquote(t.text).lower() == wanted), None)
