"""Which clause of a statement the cursor is in.

Comes in: the levels of nodes. Goes out: each level cut into clauses, and the one with the cursor. Two tables decide: which
word opens which clause, and what a parenthesis means by what stands before it.
"""

from __future__ import annotations

import re
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.classes import frozen
from openai_sql_shell.shell.completion.nodes import NAME, QUERY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.shell.completion.nodes import Level, Node


class Clause(StrEnum):
    """The parts of statements that completion tells apart."""

    START = auto()
    COMMAND = auto()
    """A backslash command."""
    WITH = auto()
    QUERY = auto()
    """A parenthesis that wants a query: ``FROM (``, ``AS (``, ``EXISTS (``."""
    SELECT = auto()
    FROM = auto()
    JOIN = auto()
    ON = auto()
    USING = auto()
    WHERE = auto()
    GROUP_BY = auto()
    HAVING = auto()
    ORDER_BY = auto()
    LIMIT = auto()
    JSON_CALL = auto()
    """``json_extract(``."""
    IN_LIST = auto()
    """``status IN (``."""
    FILE_CALL = auto()
    """``FROM read_csv(``."""
    INSERT = auto()
    INTO = auto()
    COLUMNS = auto()
    """``INSERT INTO t (``."""
    VALUES = auto()
    ROW = auto()
    """``VALUES (``."""
    UPDATE = auto()
    SET = auto()
    DELETE = auto()
    DELETE_FROM = auto()
    RETURNING = auto()
    EXEC = auto()
    COPY = auto()
    COPY_OPTIONS = auto()
    """``COPY t TO 'f' (``."""
    PARTITION_BY = auto()
    """``PARTITION_BY (``."""
    SHOW = auto()
    DESCRIBE = auto()
    USE = auto()
    SETTING = auto()
    CREATE = auto()
    DROP = auto()
    ALTER = auto()
    NAMING = auto()
    """New names are made here: nothing can be known."""


_FIRST: dict[str, Clause] = {
    "EXPLAIN": Clause.START,
    "INSERT": Clause.INSERT,
    "UPDATE": Clause.UPDATE,
    "REPLACE": Clause.UPDATE,
    "DELETE": Clause.DELETE,
    "EXEC": Clause.EXEC,
    "COPY": Clause.COPY,
    "SHOW": Clause.SHOW,
    "DESCRIBE": Clause.DESCRIBE,
    "DESC": Clause.DESCRIBE,
    "USE": Clause.USE,
    "SET": Clause.SETTING,
    "CREATE": Clause.CREATE,
    "DROP": Clause.DROP,
    "ALTER": Clause.ALTER,
}
"""Words that open a statement, also behind EXPLAIN or WITH."""

_LATER: dict[str, Clause] = {
    "WITH": Clause.WITH,
    "SELECT": Clause.SELECT,
    "FROM": Clause.FROM,
    "JOIN": Clause.JOIN,
    "ON": Clause.ON,
    "USING": Clause.USING,
    "WHERE": Clause.WHERE,
    "GROUP": Clause.GROUP_BY,
    "HAVING": Clause.HAVING,
    "ORDER": Clause.ORDER_BY,
    "LIMIT": Clause.LIMIT,
    "OFFSET": Clause.LIMIT,
    "UNION": Clause.QUERY,
    "INTERSECT": Clause.QUERY,
    "EXCEPT": Clause.QUERY,
    "INTO": Clause.INTO,
    "VALUES": Clause.VALUES,
    "SET": Clause.SET,
    "RETURNING": Clause.RETURNING,
}
"""Words that open a clause."""

_TO_THE_END = frozenset(
    {
        Clause.FILE_CALL,
        Clause.SHOW,
        Clause.DESCRIBE,
        Clause.USE,
        Clause.EXEC,
        Clause.COPY,
        Clause.COPY_OPTIONS,
        Clause.DROP,
        Clause.ALTER,
        Clause.SETTING,
    }
)
"""Statements of one clause: no word in them opens another."""

JSON_FUNCTIONS = frozenset({"json_extract", "json_type", "json_array_length"})
"""Functions of a JSON column and a path into it."""

MATCHED_NODES = 6
"""So many nodes before the cursor are looked at by the rules."""

_ANY = frozenset(_FIRST) | frozenset(_LATER)


@frozen
class Segment:
    """One clause of a level, without the word that opens it."""

    clause: Clause
    nodes: Sequence[Node]
    begin: int
    """Index of its first node in the level."""


@frozen
class CursorClause:
    """The cursor on one level."""

    level: Level
    segments: Sequence[Segment]
    current: int
    """Index of the segment with the cursor."""

    @property
    def clause(self) -> Clause:
        """The clause the cursor is in."""
        return self.segments[self.current].clause

    @property
    def before_cursor(self) -> Sequence[Node]:
        """The clause's nodes before the cursor."""
        segment = self.segments[self.current]
        return segment.nodes[: self.level.at - segment.begin]

    @property
    def last_name(self) -> tuple[str, ...]:
        """The parts of the last name among them; empty where there is none."""
        return next((node.parts for node in reversed(self.before_cursor) if node.kind == NAME), ())

    @property
    def kinds(self) -> str:
        """The kinds of the last of them as a line that rules match: ``name = `` or ``name , name , ``."""
        return "".join(f"{node.kind} " for node in self.before_cursor[-MATCHED_NODES:])

    @property
    def select_core(self) -> Sequence[Segment]:
        """The clauses of the SELECT that the cursor is in: what lies between two UNIONs."""
        begin = end = self.current
        while begin > 0 and self.segments[begin].clause is not Clause.QUERY:
            begin -= 1
        while end + 1 < len(self.segments) and self.segments[end + 1].clause is not Clause.QUERY:
            end += 1
        return self.segments[begin : end + 1]


_INSIDE: tuple[tuple[Clause | None, str, Clause], ...] = (
    (None, r"\bIN $", Clause.IN_LIST),
    (None, r"\bEXISTS $", Clause.QUERY),
    (Clause.WITH, r"\b(AS|MATERIALIZED) $", Clause.QUERY),
    (Clause.WITH, r"", Clause.NAMING),
    (Clause.FROM, r"(^|, )$", Clause.QUERY),
    (Clause.JOIN, r"^$", Clause.QUERY),
    (Clause.INTO, r"^name $", Clause.COLUMNS),
    (Clause.VALUES, r"(^|, )$", Clause.ROW),
    (Clause.CREATE, r"", Clause.NAMING),
    (Clause.COPY, r"^$", Clause.QUERY),
    (Clause.COPY, r"value (WITH )?$", Clause.COPY_OPTIONS),
    (Clause.COPY_OPTIONS, r"name $", Clause.PARTITION_BY),
)
"""The clause around a parenthesis (any where None), the kinds before it, and the clause inside; none fits: the same clause."""


def cursor_clauses(levels: Sequence[Level]) -> Iterator[CursorClause]:
    """The cursor on every level, outermost first."""
    inherited = Clause.START
    for level in levels:
        found = tuple(segments(level.nodes, inherited))
        current = max(i for i, segment in enumerate(found) if segment.begin <= level.at)
        cursor_clause = CursorClause(level, found, current)
        yield cursor_clause
        inherited = _inside(cursor_clause)


def _inside(cursor_clause: CursorClause) -> Clause:
    """The clause that a parenthesis at the cursor begins with."""
    called = cursor_clause.before_cursor[-1].text.lower() if cursor_clause.before_cursor else ""
    if called in JSON_FUNCTIONS:
        return Clause.JSON_CALL
    if called in READERS and cursor_clause.clause in (Clause.FROM, Clause.JOIN):
        return Clause.FILE_CALL
    for around, pattern, inside in _INSIDE:
        if around in (None, cursor_clause.clause) and re.search(pattern, cursor_clause.kinds):
            return inside
    return cursor_clause.clause


def segments(nodes: Sequence[Node], clause: Clause = Clause.START) -> Iterator[Segment]:
    """A level cut into its clauses, in order; never empty. ``clause`` is the one it begins in."""
    begin = 0
    for index, node in enumerate(nodes):
        if node.kind not in _ANY:
            continue
        opened = _opened(nodes, index, clause)
        if opened is not None:
            yield Segment(clause, nodes[begin:index], begin)
            clause, begin = opened, index + 1
    yield Segment(clause, nodes[begin:], begin)


def _opened(nodes: Sequence[Node], index: int, clause: Clause) -> Clause | None:
    """The clause that a node opens; None where it does not."""
    word = nodes[index].kind
    if clause in _TO_THE_END:
        return None
    if clause in (Clause.START, Clause.WITH) and word in _FIRST:
        return _FIRST[word]
    if word == "FROM":
        if clause is Clause.DELETE:
            return Clause.DELETE_FROM
        if index > 1 and nodes[index - 1].kind == "DISTINCT" and nodes[index - 2].kind in ("IS", "NOT"):
            return None
    return _LATER.get(word)


def is_query(nodes: Sequence[Node]) -> bool:
    """Whether a group holds a query rather than an expression."""
    return bool(nodes) and nodes[0].kind in QUERY
