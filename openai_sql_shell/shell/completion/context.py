"""Everything the rules and offers ask about the cursor, worked out when asked.

Comes in: the text, the cursor, what is known. Goes out: a `CompletionContext`. Pure: no clock, no disk, no network.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.shell.completion.clauses import Clause, CursorClause, spots
from openai_sql_shell.shell.completion.command_line import command_at
from openai_sql_shell.shell.completion.cursor import CursorWord, locate
from openai_sql_shell.shell.completion.nodes import NAME, VARIABLE, levels
from openai_sql_shell.shell.completion.relations import Relations
from openai_sql_shell.shell.completion.scope import QueryScope, resolve, scope, table_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.shell.completion.nodes import Node
    from openai_sql_shell.shell.completion.snapshot import Snapshot

_TARGETS = frozenset({Clause.INTO, Clause.UPDATE, Clause.DELETE_FROM})

_VERBS = {
    Clause.INSERT: SqlVerb.INSERT,
    Clause.UPDATE: SqlVerb.UPDATE,
    Clause.DELETE: SqlVerb.DELETE,
    Clause.EXEC: SqlVerb.EXEC,
}


@dataclass(frozen=True)
class CompletionContext:
    """The cursor in its statement."""

    known: Snapshot
    typed: CursorWord
    clause: Clause
    shape: str
    """The nodes before the cursor as a line, with the mark of what is being typed at its end: ``name = '``."""
    spots: tuple[CursorClause, ...] = ()
    """The cursor on each level, outermost first; empty for a backslash command."""
    arguments: tuple[str, ...] = ()
    """Those of a backslash command that are finished."""
    upper: bool = True
    """Whether this person writes keywords in capitals."""

    @property
    def said(self) -> Sequence[Node]:
        """The innermost clause's nodes before the cursor."""
        return self.spots[-1].said if self.spots else ()

    @cached_property
    def scope(self) -> QueryScope:
        """The tables that can be named here."""
        if self.clause is Clause.RETURNING and self.target_parts:
            return table_scope(self.target_parts, self.known)
        return scope(self.spots, self.known)

    @cached_property
    def relations(self) -> Relations:
        """Which column leads to which resource."""
        return Relations(self.known.catalog)

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
        return resolve(self.known, parts) if parts else None

    @cached_property
    def target_parts(self) -> tuple[str, ...]:
        """The name of what the statement changes or calls, as it was written."""
        wanted = {Clause.EXEC} if self.clause is Clause.EXEC else _TARGETS
        for clause, said in self._clauses:
            if clause in wanted and said and said[0].shape == NAME:
                return said[0].parts
        return ()

    @cached_property
    def method(self) -> Method | None:
        """The method that EXEC calls."""
        return self.target.method(self.target_parts[-1]) if self.target and self.target_parts else None

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Names the person has given already, in small letters: the INSERT's columns, those SET, the arguments of EXEC."""
        for clause, said in self._clauses:
            if clause is Clause.INTO:
                groups = [n.inner for n in said if n.inner]
                return _names(groups[0]) if groups else ()
            if clause is Clause.SET:
                return tuple(
                    n.parts[-1].lower()
                    for n, after in itertools.pairwise(said)
                    if n.shape == NAME and after.shape == "="
                )
            if clause is Clause.EXEC:
                return tuple(n.text.lstrip("@").lower() for n in said if n.shape == VARIABLE)
        return ()

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Columns the clause speaks of already."""
        return frozenset(_names(self.said))

    @property
    def position(self) -> int:
        """Which item of a list the cursor is in, from 0."""
        return sum(1 for node in self.said if node.shape == ",")

    @property
    def _clauses(self) -> list[tuple[Clause, Sequence[Node]]]:
        """The clauses of the statement's outermost level."""
        return [(s.clause, s.nodes) for s in self.spots[0].segments] if self.spots else []


def context(text: str, cursor: int, known: Snapshot) -> CompletionContext:
    """Look at the statement around the cursor."""
    command = command_at(text, cursor)
    if command is not None:
        typed, before, arguments = command
        return CompletionContext(known, typed, Clause.COMMAND, before, arguments=arguments)
    place = locate(text, cursor)
    found = tuple(spots(levels(place.left, place.right)))
    return CompletionContext(
        known,
        place.typed,
        found[-1].clause,
        found[-1].shape + place.typed.mark,
        found,
        upper=_in_capitals(place.typed.prefix or next((t.text for t in place.left), "")),
    )


def _names(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(n.parts[-1].lower() for n in nodes if n.shape == NAME)


def _in_capitals(word: str) -> bool:
    return not word.islower()
