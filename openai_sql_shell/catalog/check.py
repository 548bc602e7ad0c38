"""The catalog against an OpenAPI document: what is missing, gone or changed since the declarations were written.

Comes in: declarations and a `Document`. Goes out: differences, without those that are on purpose (`known_differences`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.draft import PAGE_PARAMETERS, paging_of
from openai_sql_shell.catalog.known_differences import KNOWN
from openai_sql_shell.catalog.model import KeyClass, Place, Returns, SqlVerb
from openai_sql_shell.catalog.openapi import by_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource, Service
    from openai_sql_shell.catalog.openapi import Document, Fact, Operation


@dataclass(frozen=True, slots=True, order=True)
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
    described: str

    @property
    def reason(self) -> str | None:
        """Why the catalog says something else on purpose; None: it does not."""
        return KNOWN.get((self.operation, self.what)) or KNOWN.get(("*", self.what))


def compare(services: Iterable[Service], document: Document) -> list[Difference]:
    """Every difference that is not on purpose, by operation."""
    described = by_line(document.operations())
    found: list[Difference] = []
    declared: set[str] = set()
    for resource in (r for s in services for r in s.resources):
        for method in resource.methods:
            line = f"{method.http} {method.path}"
            declared.add(line)
            operation = described.get(line)
            if operation is None:
                found.append(
                    Difference(line, f"{resource.id}.{method.name}", "operation", "gone", "yes", "no")
                )
            else:
                found += _Comparison(resource, method, operation).differences()
    found += [
        Difference(line, "", "operation", "missing", "no", "yes")
        for line in described
        if line not in declared
    ]
    return sorted(d for d in found if d.reason is None)


class _Comparison:
    """One method against its operation."""

    def __init__(self, resource: Resource, method: Method, operation: Operation) -> None:
        self._resource = resource
        self._method = method
        self._operation = operation

    def differences(self) -> Iterator[Difference]:
        method, operation = self._method, self._operation
        yield from self._changed("answer", method.returns, operation.returns)
        yield from self._changed("body", method.body, operation.body)
        yield from self._changed("key", method.key, operation.key)
        if operation.deprecated and not self._is_deprecated:
            yield self._difference("deprecated", "changed", "no", "yes")
        if method.returns is Returns.LIST and method.verb is SqlVerb.SELECT:
            asked = [p.name for p in operation.parameters]
            yield from self._changed("paging", method.paging.name, paging_of(asked, operation.envelope))
            yield from self._changed("limit", method.max_page is not None, "limit" in asked)
        yield from self._parameters()
        yield from self._columns()

    @property
    def _is_deprecated(self) -> bool:
        return (self._method.deprecated or self._resource.deprecated) is not None

    def _parameters(self) -> Iterator[Difference]:
        declared = {_wire_name(p): p for p in self._method.parameters if p.place is not Place.LOCAL}
        described = dict(_described(self._operation.parameters))
        for name, fact in described.items():
            paged = fact.place is Place.QUERY and name in PAGE_PARAMETERS
            if name not in declared and not (paged and self._method.returns is Returns.LIST):
                yield self._difference(f"{name}?", "missing", "no", "yes")
        for name, parameter in declared.items():
            if name not in described:
                yield self._difference(f"{name}?", "gone", "yes", "no")
            else:
                yield from self._parameter(f"{name}?", parameter, described[name])

    def _parameter(self, name: str, declared: Parameter, fact: Fact) -> Iterator[Difference]:
        required = declared.required and declared.unless is None
        if declared.local_file != fact.file:
            yield self._difference(name, "changed", f"file={declared.local_file}", f"file={fact.file}")
        pairs = {
            "required": (required, fact.required),
            "type": (declared.type.value, fact.type.value),
            "values": (set(declared.enum), set(fact.enum)),
            "null": (declared.nullable, fact.nullable and declared.place is Place.BODY),
            "items": (
                (declared.min_items, declared.max_items),
                (fact.min_items, fact.max_items) if declared.place is Place.BODY else (0, None),
            ),
        }
        if declared.bound or declared.place is Place.PATH or fact.file:
            pairs = {"required": pairs["required"]}
        yield from self._pairs(name, pairs)

    def _columns(self) -> Iterator[Difference]:
        method = self._method
        columns: tuple[Column, ...] = (*(method.columns or self._resource.columns), *method.adds)
        if (
            method.rows_in
            or method.returns not in (Returns.LIST, Returns.OBJECT)
            or method.verb is SqlVerb.DELETE
        ):
            return
        declared = {c.name: c for c in columns}
        described = {f.name: f for f in self._operation.fields}
        for name in described.keys() - declared.keys():
            yield self._difference(name, "missing", "no", "yes")
        if method.columns or method.verb is SqlVerb.SELECT:
            elsewhere = set() if method.columns else self._read_elsewhere()
            for name in declared.keys() - described.keys() - elsewhere:
                yield self._difference(name, "gone", "yes", "no")
        for name in described.keys() & declared.keys():
            yield from self._column(name, declared[name], described[name])

    def _read_elsewhere(self) -> set[str]:
        """Columns that another method of the resource answers with; this one need not."""
        others = [m for m in self._resource.for_verb(SqlVerb.SELECT) if m is not self._method]
        return {c.name for c in self._resource.columns} if others else set()

    def _column(self, name: str, column: Column, fact: Fact) -> Iterator[Difference]:
        yield from self._pairs(
            name,
            {
                "type": (column.type.value, fact.type.value),
                "values": (set(column.enum) >= set(fact.enum), True),
                "time": (column.unix_time, fact.unix_time),
                "members": (set(column.members) >= set(fact.members) or not column.type.is_json, True),
            },
        )

    def _pairs(self, name: str, pairs: Mapping[str, tuple[object, object]]) -> Iterator[Difference]:
        for aspect, (ours, theirs) in pairs.items():
            if ours != theirs:
                yield self._difference(
                    name, "changed", f"{aspect} {_shown(ours)}", f"{aspect} {_shown(theirs)}"
                )

    def _changed(self, what: str, declared: object, described: object) -> Iterator[Difference]:
        if declared != described:
            yield self._difference(what, "changed", _shown(declared), _shown(described))

    def _difference(self, what: str, kind: str, declared: str, described: str) -> Difference:
        name = f"{self._resource.id}.{self._method.name}"
        return Difference(self._operation.line, name, what, kind, declared, described)


def _wire_name(parameter: Parameter) -> str:
    return parameter.wire or parameter.name


def _described(facts: Iterable[Fact]) -> Iterator[tuple[str, Fact]]:
    """Parameters by the names they have on the wire: an object in a query is one for each of its members."""
    for fact in facts:
        if fact.place is Place.QUERY and fact.members:
            yield from ((f"{fact.name}[{member}]", fact) for member in fact.members)
        else:
            yield fact.name, fact


def _shown(value: object) -> str:
    if isinstance(value, set):
        return " ".join(sorted(map(str, value))) or "-"
    return value.value if isinstance(value, KeyClass | Returns) else str(value)
