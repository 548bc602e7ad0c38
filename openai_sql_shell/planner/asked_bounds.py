"""``start_time = ...`` in a WHERE: what a list of buckets is asked with, not what the start of a bucket is compared with.

Comes in: SQL with the names SQLite knows. Goes out: the same with the parameter's own column where a bound of a resource in the same
FROM is pinned to a constant. Everything else stays a comparison of the rows, which is right for joins, OR and IN.
"""

from __future__ import annotations

from openai_sql_shell.catalog.model import ASKED
from openai_sql_shell.errors import Span
from openai_sql_shell.planner.doubtful_values import mentioned
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.predicates import is_constant
from openai_sql_shell.sql.tokens import (
    TokenKind,
    quote_name,
    significant,
    split_top_level,
    top_level,
    unquote,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.planner.doubtful_values import ResourceOf
    from openai_sql_shell.sql.edits import EditedText
    from openai_sql_shell.sql.tokens import Token

_ENDS = ("GROUP", "ORDER", "LIMIT", "HAVING", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "RETURNING")
_COMPARISONS = ("=", "==", "<", ">", "<=", ">=", "<>", "!=")
_NAMES = (TokenKind.NAME, TokenKind.QUOTED)
_JOINS = ("JOIN", "LEFT", "INNER", "CROSS", "RIGHT", "FULL", "NATURAL", "WHERE", ",")


def with_asked_bounds(text: str, resource_of: ResourceOf) -> EditedText:
    """The text with every bound that is pinned to a constant given to the list itself."""
    if not any(resource.asked_columns for _, resource in mentioned(list(significant(text)), resource_of)):
        return replace(text, ())
    edits = [
        edit for block in _selects(list(significant(text))) for edit in _pinned(text, block, resource_of)
    ]
    return replace(text, sorted(edits, key=lambda edit: edit[0].start))


def _selects(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each SELECT, without those of the parentheses inside of it but for calls and values."""
    opened: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == "(":
            opened.append([token])
        elif token.text == ")" and len(opened) > 1:
            inner = [*opened.pop(), token]
            if any(t.word in ("SELECT", "WITH") for t in inner[1:2]):
                yield from _statements(inner[1:-1])
                inner = [inner[0], token]
            opened[-1] += inner
        else:
            opened[-1].append(token)
    for rest in opened:
        yield from _statements(rest)


def _statements(tokens: list[Token]) -> Iterator[list[Token]]:
    """The parts of a compound SELECT, each from its FROM on."""
    depth, at = 0, None
    for place, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth:
            continue
        if token.word == "FROM":
            at = place
        elif at is not None and token.word in _ENDS:
            yield tokens[at:place]
            at = None
    if at is not None:
        yield tokens[at:]


def _pinned(text: str, block: list[Token], resource_of: ResourceOf) -> Iterator[tuple[Span, str]]:
    """The names in the conditions behind a FROM that are bounds of its resources, pinned to a constant."""
    owners = mentioned(block, resource_of)
    for begin, token in enumerate(block):
        if token.word not in ("WHERE", "ON"):
            continue
        for term in _terms(_until_next(block[begin + 1 :])):
            column = _pinned_column(text, term)
            if not column:
                continue
            *qualified, name = column
            qualifier = unquote(qualified[0].text).lower() if qualified else None
            wanted = unquote(name.text).lower() + ASKED
            meant = [r for alias, r in owners if qualifier in (None, alias)]
            if any(c.name == wanted for r in meant for c in r.asked_columns):
                yield Span(name.start, name.end), quote_name(wanted)


def _terms(condition: list[Token]) -> Iterator[list[Token]]:
    """The parts of a condition that all must hold, out of parentheses around several of them; none where one of several will do."""
    if len(split_top_level(condition, "OR")) > 1:
        return
    for term in split_top_level(condition, "AND"):
        outer = [token.text for token in top_level(term)]
        if outer == ["(", ")"]:
            yield from _terms(term[1:-1])
        else:
            yield term


def _until_next(tokens: list[Token]) -> list[Token]:
    """A condition, as far as it goes."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if not depth and (token.word or token.text) in _JOINS:
            return tokens[:place]
    return tokens


def _pinned_column(text: str, term: list[Token]) -> list[Token]:
    """The column of ``[table.]column = constant``, or of that the other way around; nothing where a term is something else."""
    signs = [place for place, token in enumerate(top_level(term)) if token.text in _COMPARISONS]
    equal = next((place for place, token in enumerate(term) if token.text in ("=", "==")), None)
    if len(signs) != 1 or equal is None:
        return []
    for column, value in ((term[:equal], term[equal + 1 :]), (term[equal + 1 :], term[:equal])):
        named = len(column) in (1, 3) and all(t.kind in _NAMES for t in column[::2])
        dotted = [t.text for t in column[1::2]] in ([], ["."])
        if named and dotted and value and is_constant(text[value[0].start : value[-1].end]):
            return column
    return []
