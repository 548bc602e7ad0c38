"""Where a text speaks of tables.

Comes in: SQL text, finished or half-typed. Goes out: the names that are tables', or may be, and the calls of functions where a table
stands. Where that is, is told by the keywords in front; strings, comments and the statement's own common tables are none. Nothing is
known here of what exists, and nothing is ever raised.
"""

from __future__ import annotations

from openai_sql_shell.classes import define, frozen, replace
from openai_sql_shell.errors import Span
from openai_sql_shell.sql.statements import Name
from openai_sql_shell.sql.tokens import (
    RESERVED,
    Token,
    TokenKind,
    significant,
    unquote,
    with_structs,
    words,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


@frozen
class TableReference:
    """A name that is, or may be, a table's."""

    name: Name
    is_table: bool
    """It stands where a table stands."""
    is_full: bool
    """Three parts, of which the first is a provider."""
    takes_alias: bool = False
    """An alias may follow, and none does."""
    has_star: bool = False
    """``.*`` follows, in front of which SQLite takes no schema."""
    arguments: tuple[Token, ...] | None = None
    """Of a table function, what stands between its parentheses; None: it is none."""
    call: Span | None = None
    """Of a table function, all of it, to its closing parenthesis."""

    @property
    def key(self) -> tuple[str, ...]:
        """The parts in lower case: SQL's names have no case."""
        return tuple(part.lower() for part in self.name.parts)


@define
class _Frame:
    """What is known between two parentheses, or outside all of them."""

    commons: frozenset[str]
    """Common tables that can be named here, in lower case."""
    expects: str = ""
    """The word that makes the next name a table's."""
    in_from: bool = False
    """A comma goes on with the list of tables."""


_SOURCES = {"FROM", "JOIN"}
_TARGETS = {"INTO", "UPDATE"}
_CLAUSES = words("SELECT WHERE GROUP ORDER HAVING LIMIT UNION EXCEPT INTERSECT SET RETURNING VALUES WINDOW")
_STATEMENTS = words("SELECT VALUES INSERT REPLACE UPDATE DELETE")
_AFTER_TABLE = RESERVED | words("NATURAL LEFT RIGHT FULL OUTER INNER CROSS INDEXED WINDOW") | {""}
_NAMES = {TokenKind.NAME, TokenKind.QUOTED}
_NOTHING = Token(TokenKind.SPACE, "", 0)


def table_references(text: str, providers: Collection[str]) -> list[TableReference]:
    """Every name of the text that is a table's, or would be if a table of that name is in the statement; in order.

    A table function is one, too, with its ``arguments``.
    """
    tokens = list(with_structs(significant(text)))
    commons = _common_tables(tokens)
    frames = [_Frame(commons.get(-1, frozenset()))]
    found: list[TableReference | None] = []
    at = 0
    while at < len(tokens):
        token, frame = tokens[at], frames[-1]
        chain = name_chain(tokens, at) if token.kind in _NAMES else []
        if chain and _is_table(frame, chain):
            found.append(_table(tokens, at, chain, frame, providers))
            frame.expects = ""
        elif len(chain) > 1:
            found.append(_beside_tables(tokens, at, chain, providers))
        elif token.text == "(":
            frames.append(_inner(frame, commons.get(token.start, frozenset())))
            frame.expects = ""
        elif token.text == ")" and len(frames) > 1:
            frames.pop()
        elif frame.expects and token.word == "OR":
            at += 1  # UPDATE OR IGNORE
        else:
            _read_word(frame, token, tokens[at - 1] if at else _NOTHING)
        at += max(1, 2 * len(chain) - 1)
    return [reference for reference in found if reference]


def _inner(frame: _Frame, commons: frozenset[str]) -> _Frame:
    """The frame of a parenthesis: ``FROM (a JOIN b)`` goes on with tables."""
    expects = frame.expects if frame.expects in _SOURCES else ""
    return _Frame(frame.commons | commons if commons else frame.commons, expects, bool(expects))


def name_chain(tokens: list[Token], at: int) -> list[Token]:
    """The name tokens of the dotted name that begins here; empty in the middle of one."""
    if at and tokens[at - 1].text == ".":
        return []
    chain = [tokens[at]]
    while at + 2 < len(tokens) and tokens[at + 1].text == "." and tokens[at + 2].kind in _NAMES:
        at += 2
        chain.append(tokens[at])
    return chain


def _is_table(frame: _Frame, chain: list[Token]) -> bool:
    return bool(frame.expects) and (len(chain) > 1 or chain[0].word not in RESERVED | {"WITH"})


def _table(
    tokens: list[Token], at: int, chain: list[Token], frame: _Frame, providers: Collection[str]
) -> TableReference | None:
    """The reference where a table is expected, unless it is a common table."""
    end = at + 2 * len(chain) - 1
    reference = _reference(chain, providers, is_table=True)
    is_source = frame.expects in _SOURCES
    if is_source and tokens[end : end + 1] and tokens[end].text == "(":
        closing = _closing(tokens, end)
        call = Span(chain[0].start, tokens[closing].end if closing < len(tokens) else tokens[-1].end)
        inside = tuple(tokens[end + 1 : closing])
        reference = replace(reference, is_table=False, arguments=inside, call=call)
        end = closing + 1
    elif len(chain) == 1 and reference.key[0] in frame.commons:
        return None
    after = tokens[end] if end < len(tokens) else _NOTHING
    is_alias = (
        after.kind in {TokenKind.QUOTED, TokenKind.STRING}
        or after.word == "AS"
        or after.word not in _AFTER_TABLE
    )
    return replace(reference, takes_alias=is_source and not is_alias)


def _closing(tokens: list[Token], opening: int) -> int:
    """The index of the parenthesis that closes another; the number of tokens where none does."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if not depth:
            return at
    return len(tokens)


def _beside_tables(
    tokens: list[Token], at: int, chain: list[Token], providers: Collection[str]
) -> TableReference | None:
    """The reference in ``openai.batch.batches.id``, or in ``batch.batches.id`` and ``batch.batches.*`` where that is a table."""
    end = at + 2 * len(chain) - 1
    has_star = [token.text for token in tokens[end : end + 2]] == [".", "*"]
    reference = _reference(chain, providers)
    if not reference.is_full:
        if len(chain) + has_star < 3:
            return None
        reference = _reference(chain[:2], providers)
    is_whole = len(chain) == len(reference.name.parts)
    return replace(reference, has_star=has_star and is_whole)


def _reference(chain: list[Token], providers: Collection[str], *, is_table: bool = False) -> TableReference:
    is_full = len(chain) > 2 and unquote(chain[0].text).lower() in providers
    named = chain[:3] if is_full else chain
    name = Name(tuple(unquote(token.text) for token in named), Span(named[0].start, named[-1].end))
    return TableReference(name, is_table, is_full)


def _read_word(frame: _Frame, token: Token, before: Token) -> None:
    """What a keyword or a comma says about the next name."""
    word = token.word
    if token.kind is TokenKind.HINT or before.text == ".":
        return
    if token.text == "," and frame.in_from:
        frame.expects = "FROM"
    elif word in _SOURCES and before.word != "DISTINCT":
        frame.expects, frame.in_from = word, True
    elif word in _TARGETS and before.word not in {"DO", "ON"}:
        frame.expects, frame.in_from = word, False
    elif word == "REPLACE" and (
        before.kind in {TokenKind.SPACE, TokenKind.HINT} or before.word in {"EXPLAIN", "ANALYZE", "COST"}
    ):
        frame.expects = word
    else:
        frame.expects = ""
        frame.in_from = frame.in_from and word not in _CLAUSES


def _common_tables(tokens: list[Token]) -> dict[int, frozenset[str]]:
    """Names defined by WITH, by the offset of the parenthesis they are known in; -1 is the whole statement."""
    found: dict[int, set[str]] = {}
    opened = [-1]
    listing: set[int] = set()
    before = _NOTHING
    for token in tokens:
        frame = opened[-1]
        if token.text == "(":
            opened.append(token.start)
        elif token.text == ")" and len(opened) > 1:
            opened.pop()
        elif token.word == "WITH":
            listing.add(frame)
        elif (
            frame in listing
            and token.kind in _NAMES
            and (before.text == "," or before.word in {"WITH", "RECURSIVE"})
        ):
            found.setdefault(frame, set()).add(unquote(token.text).lower())
        elif token.word in _STATEMENTS:
            listing.discard(frame)
        before = token
    return {frame: frozenset(names) for frame, names in found.items()}
