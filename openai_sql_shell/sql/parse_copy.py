"""``COPY (query) TO 'file' (FORMAT ..., PARTITION_BY (...))``: the rules of the parser for it. Which options there are is no matter here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import Span, UnsupportedStatement
from openai_sql_shell.sql.statements import Copy, CopyOption, Fragment
from openai_sql_shell.sql.tokens import TokenKind, unquote

if TYPE_CHECKING:
    from openai_sql_shell.sql.hints import Hints
    from openai_sql_shell.sql.reader import Reader


def copy(reader: Reader, _: Hints) -> Copy:
    """What follows COPY."""
    is_table = not reader.at("(")
    source = _table(reader) if is_table else _query(reader)
    if reader.at("FROM"):
        raise UnsupportedStatement(
            "COPY writes files and reads none",
            hint="CREATE TABLE t AS SELECT * FROM read_csv('file.csv') reads one",
            span=reader.peek().span,
        )
    reader.expect("TO", "what is copied")
    target = reader.peek().span
    path = reader.string("TO")
    reader.accept("WITH")
    options = _options(reader) if reader.at("(") else ()
    reader.finish()
    return Copy(source, path, target, options, is_table)


def _query(reader: Reader) -> Fragment:
    start = reader.peek().end
    reader.group("COPY")
    inside = Span(start, reader.end - 1)
    text = reader.text[inside.start : inside.end]
    if not text.strip().upper().startswith(("SELECT", "WITH", "VALUES")):
        raise reader.error(
            "expected a SELECT in the parentheses", hint="COPY (SELECT ...) TO 'rows.csv'", span=inside
        )
    return Fragment(text, inside)


def _table(reader: Reader) -> Fragment:
    if reader.peek().word in ("SELECT", "WITH", "VALUES"):
        raise reader.error(
            "the query of COPY stands in parentheses", hint="write COPY (SELECT ...) TO 'rows.csv'"
        )
    span = reader.name("a table, or a query in parentheses", "COPY").span
    text = reader.text[span.start : span.end]
    return Fragment(text, span)


def _options(reader: Reader) -> tuple[CopyOption, ...]:
    reader.expect("(", "the file")
    found: list[CopyOption] = []
    while True:
        name = reader.identifier("an option", "the parenthesis")
        start, values = reader.peek().start, _values(reader, name.parts[0])
        found.append(CopyOption(name, values, Span(start, max(start, reader.end))))
        if not reader.accept(","):
            break
    reader.expect(")", "the options")
    return tuple(found)


def _values(reader: Reader, name: str) -> tuple[str, ...]:
    """The words behind an option: none, one, or several in parentheses."""
    if reader.at(",") or reader.at(")"):
        return ()
    if not reader.accept("("):
        return (_word(reader, name),)
    words = [_word(reader, name)]
    while reader.accept(","):
        words.append(_word(reader, name))
    reader.expect(")", name)
    return tuple(words)


def _word(reader: Reader, name: str) -> str:
    token = reader.peek()
    if token.kind not in (TokenKind.NAME, TokenKind.QUOTED, TokenKind.STRING, TokenKind.NUMBER):
        raise reader.expected("a value", name)
    reader.take()
    return unquote(token.text)
