"""Everything the rules and offers ask about the cursor, worked out when asked.

Comes in: the text, the cursor, a snapshot. Goes out: a `CompletionContext`. No clock, no disk, no network.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.shell.completion.clauses import Clause, CursorClause, cursor_clauses
from openai_sql_shell.shell.completion.cursor import CursorWord, locate
from openai_sql_shell.shell.completion.nodes import GROUP, NAME, VALUE, VARIABLE, split_at_commas
from openai_sql_shell.shell.completion.scope import QueryScope, scope, table_scope
from openai_sql_shell.sql.tokens import TokenKind, significant, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.catalog.model import Column, Method, Resource
    from openai_sql_shell.shell.completion.nodes import IncrementalLevels, Node
    from openai_sql_shell.shell.completion.scope import TableSource
    from openai_sql_shell.shell.completion.snapshot import Snapshot
    from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
    from openai_sql_shell.sql.tokens import Token

_COMMAND = re.compile(r"\s*(?P<name>\\\S*)(?P<rest>\s.*)?", re.DOTALL)
_PIECES = re.compile(r"""'(?:[^']|'')*+'?|"(?:[^"]|"")*+"?|\s+|[^\s'"]+""")
_COPY = "\\copy"
_ASSERT = "\\assert"
QUOTES = ("'", '"')
_START = attrgetter("start")
_BEHIND = "statement "
"""Kinds of a place where only a command that ends a statement can stand."""

_TARGETS = frozenset({Clause.INTO, Clause.UPDATE, Clause.DELETE_FROM})

_VERBS = {
    Clause.INSERT: SqlVerb.INSERT,
    Clause.UPDATE: SqlVerb.UPDATE,
    Clause.DELETE: SqlVerb.DELETE,
    Clause.EXEC: SqlVerb.EXEC,
}


@frozen(slots=False)
class CompletionContext:
    """The cursor in its statement."""

    snapshot: Snapshot
    word: CursorWord
    clause: Clause
    kinds: str
    """Those of the nodes before the cursor as a line, with the trigger of what is being typed at its end: ``name = '``."""
    cursor_clauses: tuple[CursorClause, ...] = ()
    """The cursor on each level, outermost first; empty for a backslash command."""
    arguments: tuple[str, ...] = ()
    """Those of a backslash command that are finished."""
    upper: bool = True
    """Whether this person writes keywords in capitals."""

    @property
    def before_cursor(self) -> Sequence[Node]:
        """The innermost clause's nodes before the cursor."""
        return self.cursor_clauses[-1].before_cursor if self.cursor_clauses else ()

    @cached_property
    def scope(self) -> QueryScope:
        """The tables that can be named here."""
        if self.clause is Clause.RETURNING and self.target_parts:
            return table_scope(self.target_parts, self.snapshot)
        return scope(self.cursor_clauses, self.snapshot)

    @property
    def last_column(self) -> tuple[TableSource, Column] | None:
        """The column named last before the cursor, with its source: what a value here is compared with."""
        return self.scope.find(self.cursor_clauses[-1].last_name)

    @property
    def paths(self) -> Iterable[str]:
        """Paths on this machine that begin with what is typed; none where the disk must not be asked."""
        quote = self.word.trigger
        typed = self.word.prefix.replace(quote * 2, quote) if quote in QUOTES else self.word.prefix
        return self.snapshot.files(typed) if self.snapshot.files else ()

    @cached_property
    def relations(self) -> Relations:
        """Which column leads to which resource."""
        return Relations(self.snapshot.catalog)

    @cached_property
    def verb(self) -> SqlVerb:
        """What the statement does; SELECT where it does not say otherwise."""
        found = (_VERBS.get(clause) for clause, _ in self._clauses)
        return next((verb for verb in found if verb is not None), SqlVerb.SELECT)

    @cached_property
    def target(self) -> Resource | None:
        """The resource that the statement changes or calls."""
        parts = self.target_parts
        if self.clause is Clause.EXEC:
            parts = parts[:-1]
        return self.snapshot.resource(parts)

    @cached_property
    def target_parts(self) -> tuple[str, ...]:
        """The name of what the statement changes or calls, as it was written."""
        wanted = {Clause.EXEC} if self.clause is Clause.EXEC else _TARGETS
        for clause, nodes in self._clauses:
            if clause in wanted and nodes and nodes[0].kind == NAME:
                return nodes[0].parts
        return ()

    @cached_property
    def methods(self) -> Sequence[Method]:
        """The methods that the statement can call: the one that EXEC names, or those of its target for what it does."""
        if self.target is None or self.clause is not Clause.EXEC:
            return self.target.for_verb(self.verb) if self.target else ()
        method = self.target.method(self.target_parts[-1])
        return (method,) if method else ()

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Names the person has given already, in small letters: the INSERT's columns, those SET, the arguments of EXEC."""
        for clause, nodes in self._clauses:
            if clause is Clause.INTO:
                groups = [n.inner for n in nodes if n.inner]
                return _names(groups[0]) if groups else ()
            if clause is Clause.SET:
                return tuple(
                    n.parts[-1].lower()
                    for n, after in itertools.pairwise(nodes)
                    if n.kind == NAME and after.kind == "="
                )
            if clause is Clause.EXEC:
                return tuple(n.text.lstrip("@").lower() for n in nodes if n.kind == VARIABLE)
        return ()

    def inserted(self, name: str) -> str | None:
        """The text that an INSERT gives a column, in its first row or its SELECT; None: no text, or it does not say yet."""
        if name not in self.listed:
            return None
        at = self.listed.index(name)
        for clause, nodes in self._clauses:
            rows = [n.inner for n in nodes if n.kind == GROUP] if clause is Clause.VALUES else [nodes]
            if clause in (Clause.SELECT, Clause.VALUES) and rows:
                items = split_at_commas(n for n in rows[0] if n.kind not in ("DISTINCT", "ALL"))
                item = items[at] if at < len(items) else []
                return unquote(item[0].text) if item and item[0].kind == VALUE else None
        return None

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Columns the clause speaks of already."""
        return frozenset(_names(self.before_cursor))

    @property
    def position(self) -> int:
        """Which item of a list the cursor is in, from 0."""
        return sum(1 for node in self.before_cursor if node.kind == ",")

    @property
    def _clauses(self) -> list[tuple[Clause, Sequence[Node]]]:
        """The clauses of the statement's outermost level."""
        return [(s.clause, s.nodes) for s in self.cursor_clauses[0].segments] if self.cursor_clauses else []


def completion_context(
    text: str, cursor: int, snapshot: Snapshot, tokenizer: IncrementalTokenizer, levels: IncrementalLevels
) -> CompletionContext:
    """Look at the statement around the cursor; ``tokenizer`` and ``levels`` may have seen the text a key before."""
    tokens = tokenizer(text)
    begin = _command_begin(text, cursor, tokens)
    command = None if begin is None else command_at(text[begin:], cursor - begin)
    if command is not None:
        word, before, arguments = command
        if not before and not _begins(tokens, begin or 0):
            before = _BEHIND
        word = replace(word, start=word.start + (begin or 0))
        return CompletionContext(snapshot, word, Clause.COMMAND, before, arguments=arguments)
    place = locate(text, cursor, tokens)
    found = tuple(cursor_clauses(levels(place.left, place.right)))
    return CompletionContext(
        snapshot,
        place.word,
        found[-1].clause,
        found[-1].kinds + place.word.trigger,
        found,
        upper=not (place.word.prefix or next((t.text for t in place.left), "")).islower(),
    )


def command_at(text: str, cursor: int) -> tuple[CursorWord, str, tuple[str, ...]] | None:
    r"""The cursor in a backslash command, which is no SQL and is cut at blanks; None where the text is none.

    Returns what is being typed; the command it belongs to, followed by one ``arg`` for each finished argument; these arguments.
    While the command's own name is typed it belongs to none. In a query, which ``\copy`` takes in parentheses and ``\assert`` without, it is none.

    >>> command_at(r"\d openai.ba", 12)
    (CursorWord(prefix='openai.ba', start=3, trigger='', qualifier=(), closed=False), '\\d ', ())
    """
    found = _COMMAND.fullmatch(text, 0, cursor)
    if found is None:
        return None
    if found["rest"] is None:
        return CursorWord(found["name"], found.start("name")), "", ()
    at, before = found.start("rest"), f"{found['name']} "
    if found["name"] == _ASSERT and len(f"{text[at:cursor]}.".split()) > 1:
        return None
    if found["name"] == _COPY:
        query = _query_end(text, at, cursor)
        if query is None:
            return None
        at, before = query, before + ("query " if query > at else "")
    finished, begin = _arguments(text, at, cursor)
    trigger = text[begin : begin + 1] if text[begin:cursor][:1] in QUOTES else ""
    begin += len(trigger)
    closed = bool(trigger) and text.startswith(trigger, cursor)
    word = CursorWord(text[begin:cursor], begin, trigger, closed=closed)
    return word, before + "arg " * len(finished), tuple(finished)


def _arguments(text: str, at: int, cursor: int) -> tuple[list[str], int]:
    """The arguments that are finished, and where the one that is being typed begins; that one may be empty."""
    finished, begin = [], at
    for piece in _PIECES.finditer(text, at, cursor):
        if piece[0].isspace():
            finished += [text[begin : piece.start()]] if begin < piece.start() else []
            begin = piece.end()
    return finished, begin


def _query_end(text: str, at: int, cursor: int) -> int | None:
    """Where a query in parentheses ends that begins at a place: there, if there is none; None: behind the cursor."""
    depth, end = 0, at
    for token in significant(text[at:cursor]):
        if token.text not in ("(", ")") and not depth:
            break
        depth += (token.text == "(") - (token.text == ")")
        end = at + token.end
    return None if depth else end


def _command_begin(text: str, cursor: int, tokens: Sequence[Token]) -> int | None:
    """Where a command begins that the cursor is in: at the beginning of the text, or on its line; None: it is in none."""
    if "\\" not in text:
        return None
    if _COMMAND.match(text):
        return 0
    found = None
    for token in reversed(tokens[: bisect_left(tokens, cursor, key=_START)]):
        if token.text == ";" or "\n" in token.text:
            break
        found = token.start if token.text == "\\" else found
    return found


def _begins(tokens: Sequence[Token], begin: int) -> bool:
    """Whether a command stands by itself: at the beginning of a line, or behind a semicolon."""
    for token in reversed(tokens[: bisect_left(tokens, begin, key=_START)]):
        if token.text == ";" or "\n" in token.text:
            return True
        if token.kind is not TokenKind.SPACE:
            return False
    return True


def _names(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(n.parts[-1].lower() for n in nodes if n.kind == NAME)
