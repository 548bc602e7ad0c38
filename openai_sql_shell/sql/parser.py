"""The text of one statement to a `Statement`.

Comes in: one statement, as `sql.split` cuts it. Goes out: a value that says what was asked, expressions still text. It must never guess:
what is not understood is a `StatementError` with the place and what was expected there. What exists is not known here; expressions
and queries are SQLite's to judge.
"""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module

from openai_sql_shell.errors import (
    Span,
    StatementError,
    StatementSyntaxError,
    UnsupportedStatement,
    did_you_mean,
)
from openai_sql_shell.sql.hints import read_hints
from openai_sql_shell.sql.reader import Reader
from openai_sql_shell.sql.statements import Assert, Exec, Explain, Fragment, Insert, Local, Query
from openai_sql_shell.sql.tokens import TokenKind
from openai_sql_shell.sql.unsupported import UNSUPPORTED_OBJECTS, shell_command_error, unsupported_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.sql.hints import Hints
    from openai_sql_shell.sql.statements import Statement

    Rule = Callable[[Reader, Hints], Statement]

_SHELL_COMMAND = re.compile(r"\s*([\\.][A-Za-z?!][A-Za-z_]*)")
ASSERT = "\\assert"
_QUERIES = {"SELECT", "VALUES"}
_KEYED_CHANGES = {"UPDATE", "DELETE", "REPLACE"}
_HINTED = {"SELECT", "VALUES", "WITH", "INSERT", "UPDATE", "REPLACE", "DELETE", "EXEC"}
_LOCAL_OBJECTS = {"TABLE", "VIEW", "INDEX"}


def parse(text: str) -> Statement:
    """What the statement says.

    Raises:
        StatementSyntaxError: it is no statement of the dialect; the span is where that shows.
        UnsupportedStatement: it is one elsewhere; the hint says what to do here.
    """
    command = _SHELL_COMMAND.match(text)
    if command and command[1].lower() == ASSERT:
        return _assertion(text, command.end())
    if command:
        raise shell_command_error(command[1], Span(*command.span(1)))
    nul = text.find("\0")
    if nul >= 0:
        message = "the text contains a NUL character, where SQLite would stop reading"
        raise StatementSyntaxError(message, hint="is it a binary file?", span=Span(nul, nul + 1))
    reader = Reader(text)
    hints = read_hints(reader)
    if reader.at_end():
        message = "expected a statement after the hint" if hints.span else "nothing to run"
        raise reader.error(message, hint="write a statement, such as SHOW SERVICES IN openai")
    word = reader.peek().word
    rule = _RULES.get(word)
    if rule is None:
        raise _unknown(reader)
    reader.take()
    if word in _HINTED:
        hints |= read_hints(reader)
    statement = rule(reader, hints)
    _check(hints, word, statement)
    return statement


def _assertion(text: str, end: int) -> Assert:
    r"""What follows ``\assert``: a query."""
    try:
        statement = parse(text[end:])
    except StatementError as error:
        error.span = error.span and error.span.shifted(end)
        raise
    if not isinstance(statement, Query):
        raise StatementSyntaxError(
            f"{ASSERT} takes a query",
            hint=f"write {ASSERT} SELECT count(*) = 0 FROM ...",
            span=Span(end, len(text)),
        )
    return Assert(Fragment(text[end:].rstrip().removesuffix(";"), Span(end, len(text))))


def _select(reader: Reader, _: Hints) -> Query:
    if reader.at_end():
        raise reader.expected("columns", "SELECT")
    return Query(reader.rest())


def _values(reader: Reader, _: Hints) -> Query:
    if not reader.at("("):
        raise reader.expected("(", "VALUES")
    return Query(reader.rest())


def _with(reader: Reader, hints: Hints) -> Statement:
    start = reader.end - len("WITH")
    _common_tables(reader)
    prefix = Span(start, reader.end)
    word = reader.peek().word
    if word in _QUERIES:
        return Query(reader.rest())
    if reader.accept("INSERT"):
        from openai_sql_shell.sql import parse_changes  # noqa: PLC0415 - loaded with its first statement

        return parse_changes.insert(reader, hints | read_hints(reader), prefix)
    if word in _KEYED_CHANGES:
        raise reader.error(
            f"WITH stands in front of SELECT or INSERT, not {word}",
            hint="move it into a subquery: WHERE key IN (WITH ... SELECT key ...)",
        )
    raise reader.expected("SELECT or INSERT", "the common tables")


def _common_tables(reader: Reader) -> None:
    if reader.at("RECURSIVE") and not reader.at("RECURSIVE", "AS"):
        reader.take()
    after = "WITH"
    while True:
        reader.identifier("a name", after)
        if reader.at("("):
            reader.group("the name")
        reader.expect("AS", "the name")
        reader.accept("NOT")
        reader.accept("MATERIALIZED")
        reader.group("AS")
        if not reader.accept(","):
            return
        after = "the comma"


def _explain(reader: Reader, _: Hints) -> Explain:
    analyze = reader.accept("ANALYZE")
    cost = not analyze and reader.accept("COST")
    if not (analyze or cost):
        reader.accept("QUERY", "PLAN")
    if reader.at("FORMAT"):
        raise reader.error(
            "EXPLAIN has no FORMAT", hint="choose how rows are written with -o, or with \\set output"
        )
    if reader.at("EXPLAIN") or reader.at_end():
        raise reader.expected("a statement", "EXPLAIN")
    offset = reader.peek().start
    try:
        return Explain(parse(reader.text[offset:]), analyze, offset, cost=cost)
    except StatementError as error:
        error.span = error.span and error.span.shifted(offset)
        raise


def _create(reader: Reader, hints: Hints) -> Local:
    replaces = reader.accept("OR", "REPLACE")
    reader.accept_any({"TEMP", "TEMPORARY", "UNIQUE"})
    if replaces and reader.at("TABLE"):
        raise reader.error("CREATE OR REPLACE makes views only", hint="write DROP TABLE IF EXISTS first")
    return _object("CREATE", reader, hints)


def _object(verb: str, reader: Reader, _: Hints) -> Local:
    word = reader.peek().word
    if word in UNSUPPORTED_OBJECTS:
        message = f"{verb} {word} is not possible here"
        raise UnsupportedStatement(message, hint=UNSUPPORTED_OBJECTS[word], span=reader.peek().span)
    if not reader.accept_any(_LOCAL_OBJECTS):
        raise reader.expected("TABLE, VIEW or INDEX", verb)
    return Local(reader.rest(), verb)


def _local(verb: str, reader: Reader, _: Hints) -> Local:
    return Local(reader.rest(), verb)


def _start(reader: Reader, _: Hints) -> Local:
    """START TRANSACTION, which SQLite calls BEGIN."""
    reader.expect("TRANSACTION", "START")
    reader.finish()
    return Local("BEGIN", "BEGIN")


def _check(hints: Hints, word: str, statement: Statement) -> None:
    """A hint that nobody reads is an error, not a comment."""
    if hints.span and word not in _HINTED:
        place = (
            "behind EXPLAIN" if word == "EXPLAIN" else "in front of INSERT, UPDATE, DELETE, EXEC or SELECT"
        )
        raise StatementSyntaxError(
            f"a hint has no meaning in front of {word}", hint=f"it stands {place}", span=hints.span
        )
    if hints.awaits and not isinstance(statement, Insert | Exec):
        raise StatementSyntaxError(
            "AWAIT follows a job, and this statement starts none",
            hint="it stands behind INSERT or EXEC",
            span=hints.span,
        )
    if hints.force and not isinstance(statement, Insert | Exec):
        raise StatementSyntaxError(
            "FORCE submits again what was submitted, and this statement submits nothing",
            hint="leave FORCE out",
            span=hints.span,
        )
    if hints.required:
        raise StatementSyntaxError(
            "REQUIRED belongs to SHOW INSERT",
            hint="write SHOW INSERT /*+ REQUIRED */ INTO ...",
            span=hints.span,
        )


def _unknown(reader: Reader) -> StatementError:
    import difflib  # noqa: PLC0415 - only a failing statement pays for it

    token = reader.peek()
    error = unsupported_statement(token.word, token.span)
    if error is not None:
        return error
    near = difflib.get_close_matches(token.word, _RULES, n=1) if token.kind is TokenKind.NAME else ()
    hint = (
        did_you_mean(near) or f"it begins with {', '.join(list(_RULES)[:9])} or another word that \\? lists"
    )
    error = reader.error(f'no statement begins with "{token.text}"', hint=hint)
    error.near = tuple(near)
    return error


def _in(module: str, name: str) -> Rule:
    """A rule of a module that is loaded with the first statement of its kind."""

    def loaded(reader: Reader, hints: Hints) -> Statement:
        return getattr(import_module(module), name)(reader, hints)  # type: ignore[no-any-return]

    return loaded


_RULES: dict[str, Rule] = {
    "SELECT": _select,
    "INSERT": _in("openai_sql_shell.sql.parse_changes", "insert"),
    "UPDATE": _in("openai_sql_shell.sql.parse_changes", "update"),
    "DELETE": _in("openai_sql_shell.sql.parse_changes", "delete"),
    "EXEC": _in("openai_sql_shell.sql.parse_changes", "execute"),
    "SHOW": _in("openai_sql_shell.sql.parse_show", "show"),
    "DESCRIBE": _in("openai_sql_shell.sql.parse_show", "describe"),
    "EXPLAIN": _explain,
    "USE": _in("openai_sql_shell.sql.parse_show", "use"),
    "SET": _in("openai_sql_shell.sql.parse_show", "assign"),
    "WITH": _with,
    "VALUES": _values,
    "REPLACE": _in("openai_sql_shell.sql.parse_changes", "replace"),
    "DESC": _in("openai_sql_shell.sql.parse_show", "describe"),
    "CREATE": _create,
    "COPY": _in("openai_sql_shell.sql.parse_copy", "copy"),
    "START": _start,
    **{verb: partial(_object, verb) for verb in ("DROP", "ALTER")},
    **{
        verb: partial(_local, verb) for verb in ("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE")
    },
}
"""First word of a statement to the rule that reads the rest."""
