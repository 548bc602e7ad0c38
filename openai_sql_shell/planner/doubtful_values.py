"""What runs and hardly means what it says: ``status = 'compleet'``, a value that the catalog does not know; the sum of objects. Notices.

SQL as SQLite is given it and who knows the resource of a table come in, sentences go out. A column whose meaning is not plain from the text is
passed over: a notice that is wrong is worse than none.
"""

from __future__ import annotations

from itertools import pairwise

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import OWN_NAMES
from openai_sql_shell.errors import listed
from openai_sql_shell.sql.tokens import TokenKind, significant, unquote, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.sql.tokens import Token

    ResourceOf = Callable[[str, str], Resource | None]

_COMPARED = ("=", "==", "<>", "!=", "IS")
_SUMS = ("SUM", "AVG", "TOTAL")
_NAMES = (TokenKind.NAME, TokenKind.QUOTED)
_NO_ALIAS = words(
    "WHERE JOIN LEFT INNER CROSS NATURAL RIGHT FULL ON USING GROUP ORDER LIMIT UNION EXCEPT INTERSECT"
)


def doubtful_values(sql: str, resource_of: ResourceOf) -> Iterator[str]:
    """A sentence for each value that is none of the known ones of its column, and for each sum of a column of objects.

    Args:
        sql: as SQLite gets it.
        resource_of: takes schema and table.
    """
    tokens = list(significant(sql))
    named = mentioned(tokens, resource_of)
    made = {unquote(b.text).lower() for a, b in pairwise(tokens) if a.word == "AS"}
    for place, token in enumerate(tokens if named else ()):
        column = unquote(token.text).lower() if token.kind in _NAMES else ""
        if not column or column in made or _is_operand(tokens, place):
            continue
        function = _sum_of(tokens, place)
        objects = _objects(column, _owners(tokens, place, named)) if function else None
        if objects is not None:
            path = f"{column}->>'{(*objects, '...')[0]}'"
            yield f"{function.lower()}({column}) adds up JSON, which counts as 0; write {function.lower()}({path})"
        values = _values(tokens, place + 1)
        known = _known(column, _owners(tokens, place, named)) if values else ()
        for value in values if known else ():
            if value not in known and not value.startswith(OWN_NAMES):
                near = nearest(value, known, most=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are {listed(known)}"
                yield f"no {column} '{value}' is known; {hint}"


def mentioned(tokens: Sequence[Token], resource_of: ResourceOf) -> list[tuple[str, Resource]]:
    """The resources of a statement, each with the name that stands for it in front of a column."""
    found = []
    for place in range(len(tokens) - 2):
        schema, dot, table = tokens[place : place + 3]
        if dot.text != "." or schema.kind is not TokenKind.QUOTED:
            continue
        resource = resource_of(unquote(schema.text), unquote(table.text))
        if resource is None:
            continue
        behind = [token for token in tokens[place + 3 : place + 5] if token.word != "AS"][:1]
        alias = [t.text for t in behind if t.kind in _NAMES and t.word not in _NO_ALIAS]
        found.append((unquote((*alias, table.text)[0]).lower(), resource))
    return found


def _owners(tokens: Sequence[Token], place: int, mentioned: Sequence[tuple[str, Resource]]) -> list[Resource]:
    """The resources that a column may belong to: that of the name in front of it, else all."""
    qualified = place > 1 and tokens[place - 1].text == "."
    wanted = unquote(tokens[place - 2].text).lower() if qualified else None
    return [resource for name, resource in mentioned if wanted in (None, name)]


def _is_operand(tokens: Sequence[Token], place: int) -> bool:
    """Whether an operator stands in front of a column and its table: not the column itself is compared."""
    while place > 1 and tokens[place - 1].text == ".":
        place -= 2
    return place > 0 and tokens[place - 1].kind is TokenKind.OPERATOR


def _sum_of(tokens: Sequence[Token], place: int) -> str:
    """The function that adds up the column and nothing else; empty: none does."""
    behind = tokens[place + 1 : place + 2]
    while place > 1 and tokens[place - 1].text == ".":
        place -= 2
    called = place > 1 and tokens[place - 1].text == "(" and behind and behind[0].text == ")"
    return tokens[place - 2].word if called and tokens[place - 2].word in _SUMS else ""


def _objects(column: str, owners: Sequence[Resource]) -> tuple[str, ...] | None:
    """The known members of the objects in a column; None where one of the columns of this name has anything else."""
    columns = [found for resource in owners if (found := resource.column(column)) is not None]
    if not columns or not all(found.type.is_json for found in columns):
        return None
    return next((found.members for found in columns if found.members), ())


def _values(tokens: Sequence[Token], place: int) -> list[str]:
    """The texts that what stands in front is compared with; none where one of them is a part of an expression."""
    said = [token.word or token.text for token in tokens[place : place + 3]]
    if said[:1] and said[0] in _COMPARED:
        compared = tokens[place + 1 : place + 2]
        whole = all(
            t.kind is not TokenKind.OPERATOR and t.word != "COLLATE" for t in tokens[place + 2 : place + 3]
        )
    elif said[:2] == ["IN", "("] or said == ["NOT", "IN", "("]:
        begin = place + said.index("(") + 1
        end = next((n for n in range(begin, len(tokens)) if tokens[n].text == ")"), begin)
        compared = tokens[begin:end]
        whole = all(t.kind not in (TokenKind.NAME, TokenKind.OPERATOR) for t in compared)
    else:
        return []
    return [unquote(token.text) for token in compared if whole and token.kind is TokenKind.STRING]


def _known(column: str, owners: Sequence[Resource]) -> tuple[str, ...]:
    """All known values; none where one of the columns of this name has any value, or is what a list is asked with: that is looked at then."""
    if any(column in resource.asked for resource in owners):
        return ()
    columns = [found for resource in owners if (found := resource.column(column)) is not None]
    if not columns or not all(found.enum and not found.type.is_json for found in columns):
        return ()
    return tuple(dict.fromkeys(value for found in columns for value in found.enum))
