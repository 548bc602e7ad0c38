"""The declaration of a service, drafted from an OpenAPI document: what is a fact is there, what takes a person's words is `TODO`.

Comes in: operations and where each belongs. Goes out: the text of a module for ``catalog/services``. The tests refuse a `TODO`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING

from openai_sql_shell.catalog import declare
from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Place, Returns, SqlVerb
from openai_sql_shell.catalog.source_layout import laid_out, quoted
from openai_sql_shell.classes import define, field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.openapi import Fact, Operation

TODO = "TODO"
"""Stands where a person has to write."""

PAGE_PARAMETERS = ("limit", "order", "after", "before", "page")
USUAL_PAGE = 100
"""Rows a page, where the document says that there is a limit but not which."""
FIRST_IN_USE = ("id", "status", "name", "filename", "title", "type", "model", "role", "email", "created_at")
"""What people look at first, wherever it is a column."""

STATES = {
    "done": {"completed", "succeeded", "processed", "active", "uploaded"},
    "failed": {"failed", "error", "expired", "incomplete"},
    "stopped": {"cancelled", "canceled"},
}
"""What states usually mean."""

COLUMN_KINDS = {
    DataType.STRING: "text",
    DataType.INTEGER: "integer",
    DataType.NUMBER: "number",
    DataType.BOOLEAN: "boolean",
    DataType.OBJECT: "json_object",
    DataType.ARRAY: "json_array",
    DataType.ANY: "anything",
}
METHOD_KINDS = {
    SqlVerb.INSERT: "creates",
    SqlVerb.UPDATE: "updates",
    SqlVerb.DELETE: "deletes",
    SqlVerb.EXEC: "acts",
}


@frozen
class MethodDraft:
    """One operation and the method that it becomes."""

    name: str
    verb: SqlVerb
    operation: Operation


@define(slots=False)
class ResourceDraft:
    """One resource and the methods that it gets; all of them before its columns are asked for."""

    name: str
    methods: list[MethodDraft] = field(default_factory=list)
    aliases: tuple[str, ...] = ()
    deprecated: bool = False

    @cached_property
    def columns(self) -> dict[str, Fact]:
        """The fields of what is read; where nothing is, those of what is made. Values and members that any answer knows are known."""
        reads = [m for m in self.methods if m.verb is SqlVerb.SELECT and m.operation.http == "GET"]
        found: dict[str, Fact] = {}
        for method in reads or [m for m in self.methods if m.verb is SqlVerb.INSERT]:
            for fact in method.operation.fields:
                found[fact.name] = _merged(found.get(fact.name, fact), fact)
        for method in self.methods:
            own = method.verb in (SqlVerb.INSERT, SqlVerb.UPDATE) or _answers_with(method.operation, found)
            for fact in method.operation.fields if own and method.verb is not SqlVerb.DELETE else ():
                if fact.name in found:
                    found[fact.name] = _merged(found[fact.name], fact)
        return found

    @property
    def always(self) -> list[str]:
        """The columns that every answer of a read has."""
        reads = [m.operation for m in self.methods if m.verb is SqlVerb.SELECT] or [
            m.operation for m in self.methods if m.verb is SqlVerb.INSERT
        ]
        promised = [{f.name for f in o.fields if f.required and not f.nullable} for o in reads]
        return [name for name in self.columns if promised and all(name in p for p in promised)]


class ServiceDraft:
    """Writes the module of one service."""

    def __init__(self, name: str, resources: Sequence[ResourceDraft], *, headers: str = "") -> None:
        """``headers`` is the value of the beta header that its operations need, if any."""
        self.name = name
        self._resources = resources
        self._headers = headers
        self._constants: dict[str, str] = {}
        self._shared = Counter(
            self._path_parameter(r, m, p)
            for r in resources
            for m in r.methods
            for p in m.operation.parameters
            if p.place is Place.PATH
        )

    def text(self) -> str:
        """The module, as ruff lays it out."""
        bodies = [self._resource(r) for r in self._resources]
        constants = "\n".join(f"{name} = {value}" for value, name in self._constants.items())
        if self._headers:
            constants = f'BETA = (("OpenAI-Beta", {quoted(self._headers)}),)\n{constants}'
        resources = "".join(f"{r.name.upper()}," for r in self._resources)
        service = (
            f'SERVICE = Service({quoted(self.name)}, {quoted(_title(self.name))}, "{TODO}", ({resources}))'
        )
        code = "\n\n".join(filter(None, [constants, *bodies, service]))
        head = f'"""{_title(self.name)}: {TODO}."""\n\nfrom __future__ import annotations\n\n{_imports(code)}'
        return laid_out(f"{head}\n{code}\n")

    def _resource(self, resource: ResourceDraft) -> str:
        columns = resource.columns
        first = [n for n in FIRST_IN_USE if n in columns]
        order = [*first, *(n for n in columns if n not in (*first, "object"))]
        facts = [
            *map(quoted, (self.name, resource.name, _title(resource.name))),
            f'"{TODO}"',
            *([f"aliases={resource.aliases!r}"] if resource.aliases else []),
            *([f'deprecated="{TODO}"'] if resource.deprecated else []),
            f"order_of_use={_words(order)}",
            *([f"always={_words(resource.always)}"] if resource.always else []),
            f"columns=({''.join(f'{_column(c)},' for c in columns.values())})",
            f"methods=({''.join(f'{self._method(resource, m)},' for m in resource.methods)})",
        ]
        return f"{resource.name.upper()} = Resource({', '.join(facts)})"

    def _method(self, resource: ResourceDraft, method: MethodDraft) -> str:
        operation = method.operation
        kind = METHOD_KINDS.get(method.verb) or ("lists" if operation.returns is Returns.LIST else "reads")
        parameters = [self._parameter(resource, method, p) for p in operation.parameters]
        facts = [*_facts(method, kind, resource), *(["headers=BETA"] if self._headers else [])]
        alias = {"acts": method.name.split("_")[0]}.get(kind)
        if alias and alias != method.name:
            facts.append(f"aliases=({quoted(alias)},)")
        names = map(quoted, (method.name, operation.path, TODO))
        given = [*names, *filter(None, parameters), *facts]
        return f"{kind}({', '.join(given)})"

    def _parameter(self, resource: ResourceDraft, method: MethodDraft, fact: Fact) -> str:
        if fact.place is Place.PATH:
            value = self._path_parameter(resource, method, fact)
            return self._constant(fact, value) if self._shared[value] > 1 else value
        if fact.place is Place.QUERY:
            return _query_parameters(fact, resource)
        return _property(fact)

    def _path_parameter(self, resource: ResourceDraft, method: MethodDraft, fact: Fact) -> str:
        columns = resource.columns
        last = method.operation.path.rpartition("{")[2].partition("}")[0]
        own = (
            fact.name == last
            and method.operation.returns is not Returns.LIST
            and method.verb is not SqlVerb.INSERT
        )
        column = fact.name if fact.name in columns else "id" if own and "id" in columns else None
        given = f", column={quoted(column)}" if column else ""
        return f'in_path({quoted(fact.name)}, "{TODO}"{given})'

    def _constant(self, fact: Fact, value: str) -> str:
        """The name of a parameter that several methods have; two that differ have two names."""
        own = re.sub(r"\W", "_", fact.name).upper()
        name = own if 'column="id"' in value else f"OF_{own.removesuffix('_ID')}"
        taken = {"BETA", "SERVICE", *(r.name.upper() for r in self._resources), *self._constants.values()}
        names = chain(
            (name, f"{name}_{'COLUMN' if 'column=' in value else 'ID'}"), (f"{name}_{n}" for n in count(2))
        )
        return self._constants.get(value) or self._constants.setdefault(
            value, next(n for n in names if n not in taken)
        )


def _facts(method: MethodDraft, kind: str, resource: ResourceDraft) -> list[str]:
    operation = method.operation
    usual = {"lists": Returns.LIST, "deletes": Returns.DELETED}.get(kind, Returns.OBJECT)
    body = BodyKind.JSON if kind in ("creates", "updates") else BodyKind.NONE
    http = "DELETE" if kind == "deletes" else "GET" if kind in ("lists", "reads") else "POST"
    facts = [
        *([f"http={quoted(operation.http)}"] if operation.http != http else []),
        *([f"returns=Returns.{operation.returns.name}"] if operation.returns is not usual else []),
        *([f"body=BodyKind.{operation.body.name}"] if operation.body is not body else []),
        *([f'deprecated="{TODO}"'] if operation.deprecated else []),
        *(["key=KeyClass.ADMIN"] if operation.key is KeyClass.ADMIN else []),
    ]
    if operation.returns is Returns.LIST:
        facts += _paging(operation, resource)
    own = resource.columns
    new = [f for f in operation.fields if f.name not in own]
    if kind == "acts" and operation.fields and not _answers_with(operation, own):
        facts.append(f"columns=({''.join(f'{_column(f)},' for f in operation.fields)})")
    elif kind in ("creates", "updates") and new:
        facts.append(f"adds=({''.join(f'{_column(f)},' for f in new)})")
    return facts


def _paging(operation: Operation, resource: ResourceDraft) -> list[str]:
    asked = {p.name: p for p in operation.parameters if p.place is Place.QUERY}
    idiom = paging_of(asked, operation.envelope)
    facts = [f"paging=Paging.{idiom}"] if idiom != "WHOLE" else []
    if "limit" in asked:
        facts.append(f"max_page={most_said(asked['limit']) or USUAL_PAGE}")
    order = asked.get("order")
    if order is not None and "created_at" in order.prose and "created_at" in resource.columns:
        facts.append('order_column="created_at"')
        if order.default and order.default != "desc":
            facts.append(f'default_order="{order.default}"')
    return facts


def paging_of(asked: Iterable[str], envelope: Iterable[str]) -> str:
    """The idiom of a list, from the parameters it takes and the members beside its data.

    >>> paging_of(["after", "limit"], ["first_id", "last_id", "has_more"]), paging_of([], ["has_more", "next_page"])
    ('AFTER_LAST_ID', 'SINGLE')
    """
    asked, envelope = set(asked), set(envelope)
    if "page" in asked:
        return "PAGE_TOKEN"
    if "after" in asked:
        return (
            "AFTER_LAST_ID"
            if "last_id" in envelope
            else "NEXT_CURSOR"
            if "next" in envelope
            else "AFTER_LAST_ITEM"
        )
    return "SINGLE" if "has_more" in envelope else "WHOLE"


def most_said(limit: Fact) -> int | None:
    """The largest page of a list, if the document says one, in its schema or in its prose."""
    said = re.search(r"between \d+ and ([\d,]+)", limit.prose)
    return limit.most or (int(said[1].replace(",", "")) if said else None)


def _query_parameters(fact: Fact, resource: ResourceDraft) -> str:
    """A filter; an object becomes one parameter for each member, or one that takes pairs where the members are free."""
    if fact.name in PAGE_PARAMETERS:
        return ""
    column = fact.name if fact.name in resource.columns else None
    if fact.type is DataType.OBJECT and fact.members:
        signs = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
        return ", ".join(
            f'in_query({quoted(f"{fact.name}[{m}]")}, "{TODO}", INTEGER'
            + (f", column={quoted(column)}, bound={quoted(signs[m])})" if column and m in signs else ")")
            for m in fact.members
        )
    name, facts = fact.name, []
    if name.endswith("[]"):
        name, column = name.removesuffix("[]"), None
        facts.append(f"wire={quoted(fact.name)}")
    if fact.type is DataType.OBJECT and column:
        name, column = f"{name}_filter", None
        facts.append(f"wire={quoted(fact.name)}")
    bounds = {"start_time": ">=", "end_time": "<"}
    if column:
        facts.append(f"column={quoted(column)}")
        facts += [f'bound="{bounds[name]}"'] if name in bounds else []
    return f'in_query({quoted(name)}, "{TODO}"{_kind(fact.type)}{_given(facts + _values(fact))}{", required=True" if fact.required else ""})'


def _kind(kind: DataType) -> str:
    return "" if kind is DataType.STRING else f", {kind.name}"


def _property(fact: Fact) -> str:
    facts = _values(fact)
    if fact.type is DataType.OBJECT and fact.members:
        facts.append(f"members={_words(fact.members)}")
        facts += [f"objects={_words(fact.objects)}"] if fact.objects else []
    facts += [f"items={fact.items.name}"] if fact.items and not fact.file else []
    facts += [f"min_items={fact.min_items}"] if fact.min_items else []
    facts += [f"max_items={fact.max_items}"] if fact.max_items else []
    facts += ["nullable=True"] if fact.nullable else []
    facts += ["local_file=True"] if fact.file else []
    kind = DataType.STRING if fact.file and fact.type is not DataType.ARRAY else fact.type
    return f'{"required" if fact.required else "optional"}({quoted(fact.name)}, "{TODO}"{_kind(kind)}{_given(facts)})'


def _values(fact: Fact) -> list[str]:
    if not fact.enum:
        return []
    return [
        f"enum={_words(fact.enum)}",
        *(["closed=True"] if fact.closed and fact.place is Place.QUERY else []),
    ]


def _answers_with(operation: Operation, columns: Mapping[str, Fact]) -> bool:
    """An operation answers with nothing but these columns."""
    return all(f.name in columns and columns[f.name].type is f.type for f in operation.fields)


def _merged(one: Fact, other: Fact) -> Fact:
    """A field of two answers, with what either knows of it."""
    enum, members = (
        (*a, *(v for v in b if v not in a)) for a, b in ((one.enum, other.enum), (one.members, other.members))
    )
    return replace(one, enum=enum, members=members)


def _column(fact: Fact) -> str:
    kind = COLUMN_KINDS[fact.type]
    description = TODO
    if fact.name == "object" and len(fact.enum) == 1:
        description = f"Always {fact.enum[0]}."
    if fact.unix_time and fact.type is DataType.INTEGER:
        kind = "unix_time"
    elif fact.type is DataType.INTEGER and (fact.name == "bytes" or fact.name.endswith("_bytes")):
        kind = "byte_count"
    elif fact.name == "status" and len(fact.enum) > 1:
        return f'state({quoted(fact.name)}, "{TODO}", {_words(fact.enum)}{_given(_meaning(fact.enum))})'
    members = "".join(f", {quoted(m)}" for m in fact.members) if kind in ("json_object", "json_array") else ""
    facts = ["unix_time=True"] if fact.unix_time and kind != "unix_time" else []
    facts += [f"enum={_words(fact.enum)}"] if fact.enum and kind in ("text", "anything", "json_array") else []
    return f"{kind}({quoted(fact.name)}, {quoted(description)}{members}{_given(facts)})"


def _meaning(values: Sequence[str]) -> list[str]:
    found = {kind: [v for v in values if v in known] for kind, known in STATES.items()}
    return [f"{kind}={_words(known)}" for kind, known in found.items() if known]


def _given(facts: Iterable[str]) -> str:
    return "".join(f", {fact}" for fact in facts)


def _words(values: Sequence[str]) -> str:
    """A tuple of words as the declarations write it."""
    if len(values) < 2 or any(re.search(r"\s|^$", v) for v in values):
        return f"({''.join(f'{quoted(v)},' for v in values)})"
    return f"words({quoted(' '.join(values))})"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _imports(code: str) -> str:
    verbs = sorted(n for n, v in vars(declare).items() if getattr(v, "__module__", "") == declare.__name__)
    values = ["BodyKind", "KeyClass", "Paging", "Resource", "Returns", "Service", "Window"]
    used = [kind.name for kind in DataType if re.search(rf"[ =]{kind.name}\b", code)]
    used += [v for v in verbs if re.search(rf"\b{v}\(", code)]
    types = [v for v in values if re.search(rf"\b{v}\b", code)]
    return (
        f"from openai_sql_shell.catalog.declare import {', '.join(used)}\n"
        f"from openai_sql_shell.catalog.model import {', '.join(types)}\n"
    )
