"""The catalog against an OpenAPI document: what is missing, gone or changed since the declarations were written.

Comes in: declarations and a `Document`. Goes out: differences, without those that are on purpose (`known_differences`).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.draft import PAGE_PARAMETERS, USUAL_PAGE, most_said, paging_of
from openai_sql_shell.catalog.known_differences import reason_for, unexplained
from openai_sql_shell.catalog.model import ORDER, Place, Returns, SqlVerb
from openai_sql_shell.catalog.openapi import by_line
from openai_sql_shell.classes import astuple, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource, Service
    from openai_sql_shell.catalog.openapi import Document, Fact, Operation

MISSING, GONE, CHANGED = "missing", "gone", "changed"
NOTHING = "-"
"""Stands where one side has none of it."""
COLUMN, PARAMETER, OPERATION = "column", "parameter", "operation"


@frozen
class Difference:
    """One thing on which catalog and document disagree."""

    operation: str
    """Verb and path."""
    method: str
    """Full name of the method; empty where there is none."""
    what: str
    """``operation``, or the name of a parameter (``batch_id?``), a column, or an aspect such as ``paging``."""
    kind: str
    """``missing`` in the catalog, ``gone`` from the document, or ``changed``."""
    declared: str
    """What the catalog says of it."""
    described: str
    """What the document says of it."""

    @property
    def reason(self) -> str | None:
        """Why the catalog says something else on purpose; None: it does not."""
        return reason_for(self.operation, self.what, self.kind, self.declared, self.described)

    @property
    def unexplained(self) -> Difference:
        """The part of it that nobody has given a reason for."""
        here = (self.operation, self.what, self.kind)
        ours, theirs = (unexplained(*here, said) for said in (self.declared, self.described))
        return replace(self, declared=ours, described=theirs)


def compare(services: Iterable[Service], document: Document) -> list[Difference]:
    """Every difference that is not on purpose, by operation."""
    found = every_difference(services, document)
    return [difference.unexplained for difference in found if difference.reason is None]


def every_difference(services: Iterable[Service], document: Document) -> list[Difference]:
    """Every difference, by operation, those on purpose, too."""
    described = by_line(document.operations())
    found: set[Difference] = set()
    declared: set[str] = set()
    for resource in (r for s in services for r in s.resources):
        pairs: list[_Pair] = []
        for method in (m for m in resource.methods if not m.derived):
            line = f"{method.http} {method.path}"
            declared.add(line)
            if line in described:
                pairs.append(_Pair(resource, method, described[line]))
            else:
                name = f"{resource.id}.{method.name}"
                found.add(Difference(line, name, OPERATION, GONE, OPERATION, NOTHING))
        found.update(chain.from_iterable(map(_differences, pairs)), _answers(resource, pairs))
    found |= {
        Difference(line, "", OPERATION, MISSING, NOTHING, f"{OPERATION} {described[line].id}")
        for line in described.keys() - declared
    }
    return sorted(found, key=astuple)


@frozen
class _Pair:
    """A method and the operation that it declares."""

    resource: Resource
    method: Method
    operation: Operation

    @property
    def own_answer(self) -> bool:
        """It answers with objects of the resource."""
        objects = (
            self.method.returns in (Returns.LIST, Returns.OBJECT) and self.method.verb is not SqlVerb.DELETE
        )
        return objects and not self.method.columns and self.method.rows_in is None

    def difference(self, what: str, kind: str, declared: str, described: str) -> Difference:
        """A difference between the two."""
        name = f"{self.resource.id}.{self.method.name}"
        return Difference(self.operation.line, name, what, kind, declared, described)

    def values(
        self, what: str, declared: object, described: object, aspect: str = ""
    ) -> Iterator[Difference]:
        """A difference where two values are not equal."""
        if declared != described:
            yield self.difference(
                what, CHANGED, f"{aspect} {declared}".lstrip(), f"{aspect} {described}".lstrip()
            )

    def names(
        self, what: str, aspect: str, declared: Collection[str], described: Collection[str]
    ) -> Iterator[Difference]:
        """What one of two sets has and the other has not."""
        for kind, more, fewer in ((MISSING, described, declared), (GONE, declared, described)):
            only = f"{aspect} {' '.join(sorted(set(more) - set(fewer)))}"
            if only != f"{aspect} ":
                yield self.difference(what, kind, *((NOTHING, only) if kind == MISSING else (only, NOTHING)))


def _differences(pair: _Pair) -> Iterator[Difference]:
    """What can be said of one method alone."""
    method, operation = pair.method, pair.operation
    yield from pair.values("answer", method.returns, operation.returns)
    yield from pair.values("body", method.body, operation.body)
    yield from pair.values("key", method.key, operation.key)
    deprecated = (method.deprecated or pair.resource.deprecated) is not None
    if operation.deprecated or method.deprecated is not None:
        yield from pair.values("deprecated", deprecated, operation.deprecated)
    if method.returns is Returns.LIST and method.verb is SqlVerb.SELECT:
        yield from _paging(pair)
    yield from _parameters(pair)
    if method.columns and method.returns is not Returns.BINARY:
        yield from _answer(method.columns, [pair])
    elif method.rows_in is not None:
        yield from _rows_in_buckets(pair, method.rows_in)


def _paging(pair: _Pair) -> Iterator[Difference]:
    method, asked = pair.method, {p.name: p for p in pair.operation.parameters}
    yield from pair.values("paging", method.paging.name, paging_of(asked, pair.operation.envelope))
    limit = asked.get("limit")
    said = limit and (most_said(limit) or method.max_page or USUAL_PAGE)
    yield from pair.values("limit", method.max_page, said)
    if method.order_column is not None and ORDER not in asked:
        yield pair.difference(ORDER, GONE, f"by {method.order_column}", NOTHING)


def _parameters(pair: _Pair) -> Iterator[Difference]:
    declared = {p.wire or p.name: p for p in pair.method.parameters if p.place is not Place.LOCAL}
    described = dict(_on_the_wire(pair.operation.parameters))
    for name, fact in described.items():
        paged = fact.place is Place.QUERY and name in PAGE_PARAMETERS and pair.method.returns is Returns.LIST
        if name not in declared and not paged:
            yield pair.difference(f"{name}?", MISSING, NOTHING, _required(PARAMETER, fact.required))
    for name, parameter in declared.items():
        if name in described:
            yield from _parameter(pair, f"{name}?", parameter, described[name])
        else:
            yield pair.difference(f"{name}?", GONE, PARAMETER, NOTHING)


def _parameter(pair: _Pair, name: str, declared: Parameter, fact: Fact) -> Iterator[Difference]:
    required = declared.required and declared.unless is None
    yield from pair.values(name, _required("", required), _required("", fact.required))
    yield from pair.values(name, declared.local_file, fact.file, "file")
    if declared.bound or declared.place is Place.PATH or fact.file:
        return
    yield from pair.values(name, declared.type, fact.type, "type")
    yield from pair.names(name, "value", declared.enum, fact.enum)
    if declared.place is not Place.BODY:
        return
    yield from pair.values(name, declared.nullable, fact.nullable, "null")
    yield from pair.values(name, _size(declared), _size(fact), "items")
    if fact.type.is_json and declared.members:
        yield from pair.names(name, "member", declared.members, fact.members)


def _required(what: str, required: bool) -> str:
    return f"{'required' if required else 'optional'} {what}".rstrip()


def _size(array: Parameter | Fact) -> str:
    return f"{array.min_items} to {array.max_items}"


def _on_the_wire(facts: Iterable[Fact]) -> Iterator[tuple[str, Fact]]:
    """Parameters by the names they have on the wire: an object in a query is one for each of its members."""
    for fact in facts:
        if fact.place is Place.QUERY and fact.members:
            yield from ((f"{fact.name}[{member}]", fact) for member in fact.members)
        else:
            yield fact.name, fact


def _answers(resource: Resource, pairs: Sequence[_Pair]) -> Iterator[Difference]:
    """The resource's own columns against what its methods answer with, taken together: a column need not be in every answer."""
    own = [pair for pair in pairs if pair.own_answer]
    if not own:
        return
    yield from _answer(resource.columns, own)
    reads = [pair for pair in own if pair.method.verb is SqlVerb.SELECT] or own
    for pair in reads:
        promised = {fact.name for fact in pair.operation.fields if fact.required and not fact.nullable}
        for name in (n for n in resource.always if n not in promised):
            yield pair.difference(name, CHANGED, "always there", "may be absent or null")


def _answer(columns: Iterable[Column], pairs: Sequence[_Pair]) -> Iterator[Difference]:
    """Columns against the fields of the answers that they stand for."""
    declared = {column.name: column for column in columns}
    seen: dict[str, list[Fact]] = {}
    for pair in pairs:
        every = declared | {column.name: column for column in pair.method.adds}
        fields = {fact.name: fact for fact in pair.operation.fields}
        for name, fact in fields.items():
            seen.setdefault(name, []).append(fact)
            if name in every:
                yield from _column(pair, every[name], fact)
            else:
                yield pair.difference(name, MISSING, NOTHING, COLUMN)
        for column in pair.method.adds:
            if column.name not in fields:
                yield pair.difference(column.name, GONE, COLUMN, NOTHING)
    for name, column in declared.items():
        asked = [fact for pair in pairs for fact in pair.operation.parameters if fact.name == name]
        yield from _no_longer(pairs[0], column, seen.get(name, ()), asked)


def _column(pair: _Pair, column: Column, fact: Fact) -> Iterator[Difference]:
    yield from pair.values(column.name, column.type, fact.type, "type")
    yield from pair.values(column.name, column.unix_time, fact.unix_time, "time")
    for aspect, ours, theirs in _sets(column, fact):
        yield from pair.names(column.name, aspect, ours, [*ours, *theirs])


def _no_longer(
    pair: _Pair, column: Column, facts: Sequence[Fact], asked: Sequence[Fact]
) -> Iterator[Difference]:
    """What a column has that neither an answer nor a body has any more."""
    if not facts:
        yield pair.difference(column.name, GONE, COLUMN, NOTHING)
        return
    described: dict[str, set[str]] = {}
    for fact in (*facts, *asked):
        for aspect, _, theirs in _sets(column, fact):
            described.setdefault(aspect, set()).update(theirs)
    for aspect, ours, _ in _sets(column, facts[0]):
        yield from pair.names(column.name, aspect, ours, described[aspect] & set(ours))


def _sets(column: Column, fact: Fact) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
    """The known values of a column and the members of its objects, on both sides."""
    yield "value", column.enum, fact.enum
    if column.type.is_json:
        yield "member", column.members, fact.members


def _rows_in_buckets(pair: _Pair, rows_in: str) -> Iterator[Difference]:
    """The columns of rows that stand in an array of each item: every one is a field of the item, or of a row."""
    fields = {fact.name: fact for fact in pair.operation.fields}
    if rows_in not in fields:
        yield pair.difference(rows_in, GONE, COLUMN, NOTHING)
        return
    known = {*fields, *fields[rows_in].members}
    for column in pair.resource.columns:
        if column.name not in known:
            yield pair.difference(column.name, GONE, COLUMN, NOTHING)
    for name in fields.keys() - {rows_in} - pair.resource.by_column.keys():
        yield pair.difference(name, MISSING, NOTHING, COLUMN)
