"""Offers of whole joins and of their conditions, from the relations between resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.catalog.relations import KEY
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.columns import initials
from openai_sql_shell.shell.completion.scope import TableSource
from openai_sql_shell.sql.tokens import KEYWORDS, identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.shell.completion.context import CompletionContext


def joins(context: CompletionContext) -> Iterator[Offer]:
    """``openai.files.files f ON f.id = b.input_file_id``: every resource that a key leads to, from either side."""
    sources = context.scope.sources if not context.word.qualifier else ()
    taken = {source.name.lower() for source in sources}
    on = "ON" if context.upper else "on"
    for source in sources:
        for resource in context.snapshot.catalog.declarations():
            if resource.view is not None or resource.for_verb(SqlVerb.SELECT):
                joined = TableSource(_alias(resource, taken), resource.columns, resource)
                table = f"{context.snapshot.shortest_name(resource)} {joined.name}"
                for condition in conditions(context, joined, source):
                    text = f"{table} {on} {condition}"
                    tier = int(resource.view is not None)
                    yield Offer(text, CandidateKind.SNIPPET, resource.title, key=resource.id, tier=tier)


def join_conditions(context: CompletionContext) -> Iterator[Offer]:
    """Ready conditions between the table just joined and those before it."""
    joined = context.scope.joined
    if context.word.qualifier or joined is None:
        return
    for other in context.scope.sources:
        for condition in conditions(context, joined, other) if other is not joined else ():
            yield Offer(condition, CandidateKind.SNIPPET, "the key between them")


def partners(context: CompletionContext) -> Iterator[Offer]:
    """For ``f.id = ▮``: the columns of other sources that hold the same identifiers."""
    # The last word: behind AND or OR there is no comparison yet.
    found = context.scope.find(next((n.parts for n in reversed(context.before_cursor) if n.parts), ()))
    if found is None:
        return
    source, column = found
    for other in context.scope.sources:
        if other is source or (context.word.qualifier and not other.answers_to(context.word.qualifier)):
            continue
        for mine, theirs in _pairs(context, source, other):
            if mine == column.name:
                text = theirs if context.word.qualifier else f"{identifier(other.name)}.{theirs}"
                yield Offer(text, CandidateKind.COLUMN, "the key between them", key=theirs)


def conditions(context: CompletionContext, left: TableSource, right: TableSource) -> Iterator[str]:
    """``left.key = right.key`` for every relation between two sources."""
    for mine, theirs in _pairs(context, left, right):
        yield f"{identifier(left.name)}.{mine} = {identifier(right.name)}.{theirs}"


def _pairs(context: CompletionContext, left: TableSource, right: TableSource) -> Iterator[tuple[str, str]]:
    """Columns of both that hold the same identifiers."""
    if left.resource is None or right.resource is None:
        return
    for column, resource in context.relations.of(right.resource).items():
        if resource is left.resource:
            yield KEY, column
    for column, resource in context.relations.of(left.resource).items():
        if resource is right.resource:
            yield column, KEY


def _alias(resource: Resource, taken: set[str]) -> str:
    short = initials(resource.name)
    choices = (short, *(f"{short}{n}" for n in range(2, 2 + len(taken) + 1)))
    return next(c for c in choices if c not in taken and c.upper() not in KEYWORDS)
