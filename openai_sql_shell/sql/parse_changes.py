"""The parser's rules for the statements that change something: INSERT, UPDATE, REPLACE, DELETE, EXEC.

Each rule reads on behind the first word and its hints. What the words mean for a resource is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import Span
from openai_sql_shell.sql.statements import (
    Argument,
    Assignment,
    Delete,
    Exec,
    Fragment,
    Insert,
    Local,
    Name,
    Update,
    Variable,
)
from openai_sql_shell.sql.tokens import RESERVED, TokenKind

if TYPE_CHECKING:
    from openai_sql_shell.sql.hints import Hints
    from openai_sql_shell.sql.reader import Reader
    from openai_sql_shell.sql.statements import Statement

_CLAUSES = {"FROM", "WHERE", "ORDER", "LIMIT", "RETURNING"}
_REFUSED_CLAUSES = {
    "FROM": "take the values from a subquery: SET column = (SELECT ...)",
    "ORDER": "choose the rows with a subquery: WHERE key IN (SELECT key ... ORDER BY ... LIMIT ...)",
    "LIMIT": "choose the rows with a subquery: WHERE key IN (SELECT key ... LIMIT ...)",
}


def insert(reader: Reader, hints: Hints, prefix: Span | None = None) -> Statement:
    """INSERT INTO target [(columns)] source [RETURNING ...]; ``prefix`` is the WITH clause in front of INSERT."""
    if reader.at("OR"):
        return Local(reader.rest(), "INSERT")
    reader.expect("INTO", "INSERT")
    target = reader.name("a table", "INTO")
    if reader.at("AS"):
        return Local(reader.rest(), "INSERT")
    columns = _columns(reader, target) if reader.at("(") else ()
    source = _source(reader, prefix)
    returning = _returning(reader)
    return Insert(target, columns, source, returning, hints.awaits, reader.finish(), hints.force)


def update(reader: Reader, _: Hints, verb: str = "UPDATE") -> Statement:
    """UPDATE target [AS alias] SET column = expression, ... [WHERE ...] [RETURNING ...]."""
    if reader.at("OR"):
        return Local(reader.rest(), verb)
    target = reader.name("a table", verb)
    alias = _alias(reader)
    reader.expect("SET", "the table")
    assignments = [_assignment(reader, "SET")]
    while reader.accept(","):
        assignments.append(_assignment(reader, "the comma"))
    where = _where(reader, verb)
    returning = _returning(reader)
    return Update(target, alias, tuple(assignments), where, returning, reader.finish())


def replace(reader: Reader, hints: Hints) -> Statement:
    """REPLACE target SET ..., which is UPDATE; SQLite's REPLACE INTO is for local tables."""
    return Local(reader.rest(), "INSERT") if reader.at("INTO") else update(reader, hints, "REPLACE")


def delete(reader: Reader, _: Hints) -> Delete:
    """DELETE FROM target [[AS] alias] [WHERE ...] [RETURNING ...]."""
    if not reader.at("FROM"):
        raise reader.expected("FROM", "DELETE", "write DELETE FROM, the table and WHERE")
    reader.take()
    target = reader.name("a table", "FROM")
    alias = _alias(reader)
    where = _where(reader, "DELETE")
    returning = _returning(reader)
    return Delete(target, alias, where, returning, reader.finish())


def execute(reader: Reader, hints: Hints) -> Exec:
    """EXEC resource.method @name = value or (SELECT ...), ... [@@json = '{...}'] [FOR EACH (SELECT ...)]."""
    target = reader.name("a method", "EXEC", most=4)
    if len(target.parts) == 1:
        raise reader.error(
            "expected resource.method after EXEC",
            hint="SHOW EXTENDED METHODS IN a resource lists them",
            span=target.span,
        )
    arguments: list[Argument] = []
    body: Fragment | Variable | None = None
    each: Fragment | None = None
    while not reader.at_end():
        if reader.accept("FOR", "EACH"):
            if not reader.at("("):
                raise reader.expected(
                    "(SELECT ...)", "FOR EACH", "its columns are arguments: (SELECT id AS batch_id FROM ...)"
                )
            each = _query(reader, "FOR EACH")
            break
        is_first = not arguments and body is None
        comma = not is_first and reader.accept(",")
        token = reader.peek()
        if token.kind is not TokenKind.VARIABLE or token.text[0] != "@":
            raise reader.expected(
                "@name = value", "the comma" if comma else "EXEC and its method" if is_first else "a value"
            )
        if token.text[:2] == "@@":
            body = _body(reader, body)
        elif is_first or comma:
            arguments.append(_argument(reader, arguments))
        else:
            raise reader.expected("a comma", "a value")
    reader.finish()
    return Exec(target, tuple(arguments), body, hints.awaits, each, hints.force)


def _columns(reader: Reader, target: Name) -> tuple[Name, ...]:
    opening = reader.take()
    if reader.accept(")"):
        raise reader.error(
            "name at least one column",
            hint=f"SHOW INSERT INTO {target} prints the statement with all of them",
            span=Span(opening.start, reader.end),
        )
    if reader.peek().word in {"SELECT", "VALUES", "WITH"} and not reader.at(reader.peek().word, ","):
        raise reader.expected("a column name", "(", "write the SELECT without parentheses around it")
    columns = [reader.identifier("a column name", "(")]
    while reader.accept(","):
        columns.append(reader.identifier("a column name", "the comma"))
    if reader.at("-"):
        raise reader.expected(", or )", "a column name", "put a name with a dash in double quotes")
    reader.expect(")", "the column names")
    return tuple(columns)


def _source(reader: Reader, prefix: Span | None) -> Fragment:
    if reader.at("DEFAULT", "VALUES"):
        return reader.fragment("VALUES", "DEFAULT", {"RETURNING"})
    if not (reader.at("VALUES") or reader.at("SELECT") or reader.at("WITH")):
        raise reader.expected("VALUES or SELECT", "the table and its columns")
    if prefix is None:
        return reader.fragment("VALUES or SELECT", "the table", {"RETURNING"})
    if reader.at("WITH"):
        raise reader.error(
            "this statement has two WITH clauses", hint="name all common tables in the first one"
        )
    source = reader.fragment("VALUES or SELECT", "the table", {"RETURNING"})
    # Blanks take the place of INSERT INTO ..., so that an offset in the source is still one in the statement.
    gap = " " * (source.span.start - prefix.end)
    return Fragment(
        reader.text[prefix.start : prefix.end] + gap + source.text, Span(prefix.start, source.span.end)
    )


def _alias(reader: Reader) -> str | None:
    token = reader.peek()
    if (
        reader.accept("AS")
        or token.kind is TokenKind.QUOTED
        or (token.kind is TokenKind.NAME and token.word not in RESERVED)
    ):
        return reader.identifier("an alias", "AS").parts[0]
    return None


def _assignment(reader: Reader, after: str) -> Assignment:
    if reader.at("("):
        raise reader.error("assign one column at a time", hint="write SET a = 1, b = 2")
    column = reader.identifier("a column name", after)
    reader.expect("=", f"{column}")
    return Assignment(column, reader.fragment("a value", "=", {",", *_CLAUSES}))


def _where(reader: Reader, verb: str) -> Fragment | None:
    where = reader.fragment("a condition", "WHERE", _CLAUSES) if reader.accept("WHERE") else None
    word = reader.peek().word
    if word in _REFUSED_CLAUSES and not (verb == "DELETE" and word == "FROM"):
        raise reader.error(f"{verb} takes no {word}", hint=_REFUSED_CLAUSES[word])
    return where


def _returning(reader: Reader) -> Fragment | None:
    return reader.fragment("columns", "RETURNING") if reader.accept("RETURNING") else None


def _argument(reader: Reader, given: list[Argument]) -> Argument:
    token = reader.take()
    name = Name((token.text[1:],), token.span)
    if any(argument.name.parts == name.parts for argument in given):
        raise reader.error(f"{token.text} is given twice", span=token.span)
    reader.expect("=", token.text)
    return Argument(name, _query(reader) if reader.at("(") else reader.literal("="))


def _query(reader: Reader, after: str = "=") -> Fragment:
    """A query in parentheses."""
    start = reader.peek().end
    reader.group(after)
    inside = Span(start, reader.end - 1)
    text = reader.text[inside.start : inside.end]
    if not text.strip().upper().startswith(("SELECT", "WITH", "VALUES")):
        raise reader.error("expected a SELECT in the parentheses", span=inside)
    return Fragment(text, inside)


def _body(reader: Reader, given: Fragment | Variable | None) -> Fragment | Variable:
    token = reader.take()
    if token.text.lower() != "@@json" or given is not None:
        message = "@@json is given twice" if given else f"{token.text} is unknown"
        raise reader.error(message, hint="the body of the request is @@json = '{...}'", span=token.span)
    reader.expect("=", "@@json")
    span = reader.peek().span
    value = reader.string("@@json =")
    return Fragment(value, span) if isinstance(value, str) else value
