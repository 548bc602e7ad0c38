"""A mismatch made small: fewer objects, plainer pages, a shorter statement, as long as the answers still differ in the same way.

Comes in: a world and a mismatch over it. Goes out: the smallest of both that was found. Deleting is all it does: objects from
lists, tokens from the statement; what SQLite itself does not take is no candidate.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import apsw
from fuzz.comparison import Comparison
from fuzz.statement import Check
from fuzz.world import Shape

from openai_sql_shell.sql.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fuzz.comparison import Mismatch
    from fuzz.statement import Statement
    from fuzz.world import World

    Differs = Callable[[World, Statement], Mismatch | None]


def shrunk(world: World, found: Mismatch) -> tuple[World, Mismatch]:
    """The smallest world and mismatch; as they were where the mismatch needs the statements before it."""

    def differs(world: World, statement: Statement) -> Mismatch | None:
        with Comparison(world, modes=(found.mode,)) as comparison:
            try:
                again = comparison.mismatch(statement, found.mode)
            except apsw.Error:
                return None
        return again if again is not None and type(again.ours) is type(found.ours) else None

    if differs(world, found.statement) is None:
        return world, found
    size = None
    while size != (size := (_objects(world), len(found.statement.sql))):
        found = _plain_pages(world, found, differs)
        world, found = _fewer_objects(world, found, differs)
        found = _fewer_tokens(world, found, differs)
    return world, found


def _objects(world: World) -> int:
    return sum(map(len, world.lists()))


def _plain_pages(world: World, found: Mismatch, differs: Differs) -> Mismatch:
    return differs(world, replace(found.statement, shape=Shape())) or found


def _fewer_objects(world: World, found: Mismatch, differs: Differs) -> tuple[World, Mismatch]:
    for number in range(len(world.lists())):
        now = [world.lists()[number]]
        for kept in _without_pieces(lambda now=now: now[-1]):
            smaller = deepcopy(world)
            smaller.lists()[number][:] = kept
            again = differs(smaller, found.statement)
            if again is not None:
                world, found = smaller, again
                now.append(kept)
    return world, found


def _fewer_tokens(world: World, found: Mismatch, differs: Differs) -> Mismatch:
    """Deletes from the part that may get shorter without another right answer."""
    statement = found.statement
    if statement.check is Check.REFUSED:
        return found
    bound = statement.sql.removeprefix(statement.whole)

    def texts() -> list[str]:
        return [token.text for token in tokenize(found.statement.whole)]

    for kept in _without_pieces(texts):
        if _ordered(kept) == _ordered(texts()):
            whole = "".join(kept)
            again = differs(world, replace(found.statement, sql=whole + bound, whole=whole))
            if again is not None:
                found = again
    return found


def _ordered(texts: list[str]) -> list[str]:
    """What stands in ORDER BY and LIMIT: what remains of it must leave no tie, so all of it stays."""
    kept, depth, inside = [], 0, None
    for text in texts:
        depth += {"(": 1, ")": -1}.get(text, 0)
        if inside is None and text.upper() == "ORDER":
            inside = depth
        if inside is not None and depth < inside:
            inside = None
        if inside is not None or text.upper() == "LIMIT":
            kept.append(text)
    return kept


def _without_pieces(now: Callable[[], list[Any]]) -> Iterator[list[Any]]:
    """What is there now, without one piece: large pieces first. What is there may have got shorter in between."""
    size = len(now())
    while size:
        at = 0
        while at < len(now()):
            before = now()
            yield [*before[:at], *before[at + size :]]
            if len(now()) == len(before):
                at += max(1, size // 2)
        size //= 2
