"""Half a statement as a tree: words, dotted names, values, and groups in parentheses, with the place of the cursor.

Comes in: the tokens left and right of the cursor, without the word that is being typed. Goes out: one level of nodes for each
parenthesis that is open at the cursor, the statement itself first. It must never fail, and it looks at each token once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from openai_sql_shell.classes import frozen
from openai_sql_shell.sql.tokens import OPENED, Token, TokenKind, unquote, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAME, VALUE, GROUP, VARIABLE, CURSOR = "name", "value", "group", "variable", "▮"
"""Kinds of nodes; a word's kind is the word in capitals, an operator's the operator."""


STRUCTURE = words("""
    ALL AND AS ASC BETWEEN BY CASE CROSS DELETE DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FROM FULL GLOB GROUP HAVING IN INNER
    INSERT INTERSECT INTO IS JOIN LEFT LIKE LIMIT MATERIALIZED NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION
    RECURSIVE RETURNING RIGHT SELECT SET THEN UNION UPDATE USING VALUES WHEN WHERE WITH
""")
"""Words that shape a statement wherever they stand; every other word is a name, so that a column may be called ``type``."""

OPENING = words(
    "ALTER BEGIN COMMIT COPY CREATE DESC DESCRIBE DROP EXEC EXPLAIN RELEASE REPLACE ROLLBACK SAVEPOINT SHOW USE"
)
"""Words that mean something as the first of a statement only."""

_SPECIAL = STRUCTURE | OPENING
"""Every word that may be more than a name."""

QUERY = frozenset({"SELECT", "WITH", "VALUES"})
"""What a group in parentheses begins with where it is a query."""


class Node(NamedTuple):
    """One thing in a statement. A tuple, because one is made for every word with every key."""

    kind: str
    text: str = ""
    """As it was written."""
    parts: tuple[str, ...] = ()
    """Of a name: unquoted, ``("b", "status")``; ``("b", "*")`` for ``b.*``."""
    inner: tuple[Node, ...] = ()
    """Of a group."""


_node = tuple.__new__
"""Makes a `Node` of all its four fields in a third of the time; this is the busiest place of a key."""


@frozen
class Level:
    """The inside of one pair of parentheses (or the whole statement), and where in it the cursor is."""

    nodes: tuple[Node, ...]
    at: int
    """Index of the cursor, or of the group that holds it."""


class IncrementalLevels:
    """A function that is quick for a statement that goes on where the one before ended, as it does with every key."""

    def __init__(self) -> None:
        self._left: list[Token] = []
        """The tokens before the cursor that were read last, and what came of them."""
        self._read = _Builder()

    def __call__(self, left: Sequence[Token], right: Iterable[Token]) -> tuple[Level, ...]:
        """The levels from the whole statement to the innermost open parenthesis."""
        left = list(left)
        if left[: len(self._left)] != self._left:
            self._left, self._read = [], _Builder()
        self._read.extend(left[len(self._left) :])
        self._left = left
        builder = self._read.copy()
        path = builder.place_cursor()
        builder.extend(right)
        builder.close_all()
        return tuple(Level(tuple(nodes), at) for nodes, at in path)


class _Builder:
    """Collects nodes; a list for each parenthesis still open."""

    def __init__(self) -> None:
        self._open: list[list[Node]] = [[]]
        self._here = self._open[0]
        """The innermost of them."""
        self._dotted: tuple[str, ...] = ()
        """Parts of a name that ends in a dot so far."""
        self._inside: frozenset[str] = frozenset()

    def copy(self) -> _Builder:
        """Another one that has read the same and goes on by itself."""
        other = _Builder()
        other._open = [list(nodes) for nodes in self._open]
        other._here = other._open[-1]
        other._dotted, other._inside = self._dotted, self._inside
        return other

    def place_cursor(self) -> list[tuple[list[Node], int]]:
        """Put the cursor here; return the open lists, which go on growing, and the cursor's index in each."""
        self._flush()
        path = [(nodes, len(nodes)) for nodes in self._open]
        self._here.append(Node(CURSOR))
        return path

    def extend(self, tokens: Iterable[Token]) -> None:
        """Take the next significant tokens. What most of them are comes first and calls nothing: this runs with every key."""
        name, operator, make, kinds = TokenKind.NAME, TokenKind.OPERATOR, _node, _KINDS
        for kind, text, _ in tokens:
            if self._dotted:
                if kind is name:
                    self._part(text, text)
                else:
                    self._add(kind, text)
            elif kind is name:
                word = text.upper()
                if word in _SPECIAL or word in self._inside:
                    self._name(text, word)
                else:
                    self._here.append(make(Node, (NAME, text, (text,), ())))
            elif kind in kinds:
                self._here.append(make(Node, (kinds[kind], text, (), ())))
            elif kind is operator:
                self._here.append(make(Node, (text, text, (), ())))
            elif text == "." and self._here and self._here[-1][2]:
                self._dotted = self._here.pop()[2]
            else:
                self._add(kind, text)

    def _add(self, kind: TokenKind, text: str) -> None:
        """Take a token that is no plain name, value or operator, or that stands behind a dot."""
        if kind is TokenKind.PUNCTUATION:
            self._punctuation(text)
        elif kind is TokenKind.QUOTED:
            self._part(text, unquote(text))
        elif kind is TokenKind.OPERATOR and text == "*" and self._dotted:
            self._part("*", "*")
        elif kind is not TokenKind.HINT:
            self._flush()
            self._here.append(_node(Node, (_KINDS.get(kind, text), text, (), ())))

    def close_all(self) -> None:
        """End every group the person has not closed yet."""
        self._flush()
        while len(self._open) > 1:
            self._close()

    def _name(self, text: str, word: str) -> None:
        if word in OPENING and self._at_start():
            self._inside = OPENED.get(word, frozenset()) if word != "COPY" else frozenset()
            self._here.append(Node(word, text, (text,)))
        elif word in STRUCTURE or word in self._inside:
            if word == "FROM":
                self._end_forgotten_group()
            self._here.append(Node(word, text, (text,)))
        else:
            self._here.append(Node(NAME, text, (text,)))

    def _punctuation(self, text: str) -> None:
        if text == ".":
            return  # with no name in front of it, or a second one
        self._flush()
        if text == "(":
            self._here = []
            self._open.append(self._here)
        elif text == ")":
            self._close()
        else:
            self._here.append(Node(text, text))

    def _part(self, text: str, part: str) -> None:
        """A part of a dotted name, or a name in quotes."""
        self._here.append(_node(Node, (NAME, text, (*self._dotted, part), ())))
        self._dotted = ()

    def _at_start(self) -> bool:
        """Whether a statement begins here: with the text, or behind EXPLAIN."""
        return len(self._open) == 1 and all(n.kind in ("EXPLAIN", "ANALYZE", "COST") for n in self._here)

    def _end_forgotten_group(self) -> None:
        """In ``count(▮ FROM x`` the FROM belongs to the query, not to the call."""
        nodes = self._here
        if len(self._open) > 1 and nodes and nodes[0].kind not in QUERY and nodes[-1].kind != "DISTINCT":
            self._close()

    def _flush(self) -> None:
        """A name that ends in a dot is a name for itself."""
        if self._dotted:
            self._here.append(Node(NAME, "", self._dotted))
            self._dotted = ()

    def _close(self) -> None:
        if len(self._open) > 1:
            inner = tuple(self._open.pop())
            self._here = self._open[-1]
            self._here.append(Node(GROUP, inner=inner))


_KINDS = {
    TokenKind.STRING: VALUE,
    TokenKind.NUMBER: VALUE,
    TokenKind.BLOB: VALUE,
    TokenKind.VARIABLE: VARIABLE,
}


def split_at_commas(nodes: Iterable[Node]) -> list[list[Node]]:
    """The items of a list; never empty.

    >>> [[n.text for n in item] for item in split_at_commas([Node("name", "a"), Node(",", ","), Node("name", "b")])]
    [['a'], ['b']]
    """
    items: list[list[Node]] = [[]]
    for node in nodes:
        if node.kind == ",":
            items.append([])
        else:
            items[-1].append(node)
    return items
