"""The parser's rules for the statements about what exists: SHOW, DESCRIBE, USE, SET."""

from __future__ import annotations

from openai_sql_shell.errors import did_you_mean
from openai_sql_shell.sql.hints import read_hints
from openai_sql_shell.sql.statements import Assign, Describe, DescribeMethod, Show, ShowInsert, ShowKind, Use
from openai_sql_shell.sql.tokens import TokenKind
from openai_sql_shell.sql.unsupported import UNSUPPORTED_LISTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.errors import StatementSyntaxError
    from openai_sql_shell.sql.hints import Hints
    from openai_sql_shell.sql.reader import Reader
    from openai_sql_shell.sql.statements import Name, Statement

_PLACES = {
    ShowKind.SERVICES: "a provider",
    ShowKind.RESOURCES: "a service",
    ShowKind.METHODS: "a resource",
    ShowKind.COLUMNS: "a resource",
}
"""What may follow IN; the kinds that are not here have one list only."""
_NEEDS_PLACE = {ShowKind.METHODS, ShowKind.COLUMNS}


def show(reader: Reader, _: Hints) -> Statement:
    """SHOW [EXTENDED] kind [IN | FROM name] [LIKE 'pattern' | WHERE condition], or SHOW INSERT INTO resource."""
    extended = reader.accept("EXTENDED")
    if reader.accept("INSERT"):
        return _show_insert(reader, extended)
    token = reader.peek()
    if token.word not in ShowKind.__members__:
        raise _unknown_kind(reader)
    reader.take()
    kind = ShowKind(token.word)
    target = _place(reader, kind)
    like = reader.string("LIKE") if reader.accept("LIKE") else None
    where = reader.fragment("a condition", "WHERE") if reader.accept("WHERE") else None
    reader.finish()
    return Show(kind, extended, target, like, where)


def describe(reader: Reader, _: Hints) -> Statement:
    """DESCRIBE [EXTENDED] resource, or DESCRIBE METHOD [EXTENDED] resource.method."""
    extended = _extended(reader)
    is_method = _is_option(reader, {"METHOD"}) and reader.accept("METHOD")
    extended = _extended(reader) or extended
    target = reader.name("a method" if is_method else "a resource", "DESCRIBE", most=4 if is_method else 3)
    if is_method and len(target.parts) == 1:
        raise reader.error("expected resource.method after DESCRIBE METHOD", span=target.span)
    reader.finish()
    return DescribeMethod(target, extended) if is_method else Describe(target, extended)


def use(reader: Reader, _: Hints) -> Use:
    """USE provider, or USE provider.service."""
    target = reader.name("a provider or service", "USE", most=2)
    reader.finish()
    return Use(target)


def assign(reader: Reader, _: Hints) -> Assign:
    """SET [SESSION] name = literal, or a word such as ``off``, or a number with its unit."""
    if reader.at("SESSION") and not reader.at("SESSION", "="):
        reader.take()
    name = reader.name("a setting", "SET")
    reader.expect("=", str(name))
    measured = reader.measured()
    if measured is not None:
        reader.finish()
        return Assign(str(name), measured, name.span)
    bare = reader.peek().kind is TokenKind.NAME and reader.peek().word not in {"TRUE", "FALSE", "NULL"}
    value = reader.identifier("a value", "=").parts[0] if bare else reader.literal("=")
    reader.finish()
    return Assign(str(name), value, name.span)


def _show_insert(reader: Reader, extended: bool) -> ShowInsert:
    hints = read_hints(reader)
    reader.expect("INTO", "SHOW INSERT")
    target = reader.name("a resource", "INTO")
    reader.finish()
    return ShowInsert(target, hints.required, extended)


def _place(reader: Reader, kind: ShowKind) -> Name | None:
    if kind is ShowKind.AUTH:
        return None if reader.at_end() else reader.name("a provider", "SHOW AUTH", most=1)
    if kind not in _PLACES:
        return None
    if reader.accept_any({"IN", "FROM"}):
        return reader.name(_PLACES[kind], "IN")
    if kind in _NEEDS_PLACE:
        raise reader.expected("IN and a resource", f"SHOW {kind}")
    return None


def _extended(reader: Reader) -> bool:
    options = {"EXTENDED", "FULL"}
    return _is_option(reader, options) and reader.accept_any(options)


def _is_option(reader: Reader, words: set[str]) -> bool:
    """A word is an option only if a name follows; DESCRIBE method asks for a resource of that name."""
    return reader.peek().word in words and reader.peek(1).kind in {TokenKind.NAME, TokenKind.QUOTED}


def _unknown_kind(reader: Reader) -> StatementSyntaxError:
    import difflib  # noqa: PLC0415 - only a failing statement pays for it

    kinds = [*ShowKind, "INSERT INTO"]
    known = UNSUPPORTED_LISTS.get(reader.peek().word)
    if known is not None:
        return reader.error(f"there is no SHOW {reader.peek().text}", hint=known)
    near = difflib.get_close_matches(reader.peek().word, kinds, n=1)
    error = reader.expected("a list to show", "SHOW", did_you_mean(near) or f"one of {', '.join(kinds)}")
    error.near = tuple(near)
    return error
