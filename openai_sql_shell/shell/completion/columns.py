"""Offers of columns: in expressions, in the lists of INSERT and UPDATE, as arguments of EXEC, as conditions of joins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import BODY_PREFIX, Place, SqlVerb
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.functions import AGGREGATES, SCALARS, WINDOWS
from openai_sql_shell.shell.completion.ranking import fit
from openai_sql_shell.shell.completion.scope import TableSource
from openai_sql_shell.shell.completion.scope import aliases as select_aliases
from openai_sql_shell.sql.tokens import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.snapshot import Described

REQUIRED, KEY, FILTER, PLAIN, HIDDEN, QUALIFIER, CALL = range(7)
"""Tiers of columns and what stands beside them, first to last."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the API does with a column that a WHERE compares."""

    tier: int
    remark: str


def star(context: CompletionContext) -> Iterator[Offer]:
    """``*``, while nothing else is typed."""
    if not context.typed.prefix:
        yield Offer("*", CandidateKind.COLUMN, "every column", tier=HIDDEN)


def columns(context: CompletionContext) -> Iterator[Offer]:
    """The columns of everything in scope; behind ``alias.`` those of one source."""
    yield from _columns(context, {})


def filters(context: CompletionContext) -> Iterator[Offer]:
    """The same in WHERE: first those the API needs or filters by itself, each marked."""
    pushed = {}
    for source in context.scope.sources:
        if source.resource is not None:
            pushed.update({(source.name, n): p for n, p in pushdown(source.resource, context.verb).items()})
    yield from _columns(context, pushed)


def _columns(context: CompletionContext, pushed: Mapping[tuple[str, str], Pushed]) -> Iterator[Offer]:
    if context.typed.qualifier:
        source = context.scope.qualified(context.typed.qualifier)
        found = (source,) if source else _guessed(context)
        for one in found:
            for column in one.named:
                yield _column(context, one, column, pushed, identifier(column.name))
        return
    sources = context.scope.sources
    seen: set[str] = set()
    for source in sources or (_everywhere(context) if context.typed.prefix else ()):
        for column in source.named:
            if column.name not in seen:
                seen.add(column.name)
                yield _column(context, source, column, pushed, identifier(column.name))
    shared = {n for n, c in Counter(c.name for s in sources for c in s.named).items() if c > 1}
    for source in sources if len(sources) > 1 else ():
        for column in source.named:
            if column.name in shared and source.name:
                yield _column(
                    context, source, column, pushed, f"{identifier(source.name)}.{identifier(column.name)}"
                )


def _column(
    context: CompletionContext,
    source: TableSource,
    column: Column,
    pushed: Mapping[tuple[str, str], Pushed],
    text: str,
) -> Offer:
    hidden = source.resource is not None and column not in source.columns
    known = pushed.get((source.name, column.name)) if column.name not in context.mentioned else None
    tier = known.tier if known else HIDDEN if hidden else PLAIN
    remark = " · ".join(filter(None, (column.type.value, known.remark if known else "", column.description)))
    return Offer(text, CandidateKind.COLUMN, remark, key=column.name, tier=tier)


def qualifiers(context: CompletionContext) -> Iterator[Offer]:
    """``b.`` for every source, where there are several."""
    sources = context.scope.sources
    if not context.typed.qualifier and len(sources) > 1:
        for source in sources:
            if source.name:
                remark = source.resource.id if source.resource else ".".join(source.parts)
                yield Offer(f"{identifier(source.name)}.", CandidateKind.TABLE, remark, tier=QUALIFIER)


def aliases(context: CompletionContext) -> Iterator[Offer]:
    """Names that the select list gives, for ORDER BY and GROUP BY."""
    if not context.typed.qualifier:
        for column in select_aliases(context.spots[-1].arm, context.scope):
            yield Offer(identifier(column.name), CandidateKind.COLUMN, "from the select list", tier=REQUIRED)


def functions(context: CompletionContext) -> Iterator[Offer]:
    """SQL functions, with their opening parenthesis."""
    yield from _functions(context, (*AGGREGATES, *SCALARS, *WINDOWS))


def scalar_functions(context: CompletionContext) -> Iterator[Offer]:
    """Those that make one value of one row."""
    yield from _functions(context, SCALARS)


def _functions(context: CompletionContext, functions: Described) -> Iterator[Offer]:
    if not context.typed.mark:
        for name, help_text in functions:
            yield Offer(f"{name}(", CandidateKind.FUNCTION, help_text, key=name, tier=CALL)


def pushdown(resource: Resource, verb: SqlVerb) -> dict[str, Pushed]:
    """The columns that a WHERE of this statement hands to the API."""
    methods = resource.for_verb(verb)
    always = [set(m.path_parameters) for m in methods]
    needed = set.intersection(*always) if always else set()
    found: dict[str, Pushed] = {}
    for method in methods:
        for p in method.parameters:
            known = _pushed(p, method, needed=p.name in needed)
            if known is not None:
                found.setdefault(p.column or p.name, known)
    return found


def _pushed(parameter: Parameter, method: Method, *, needed: bool) -> Pushed | None:
    if needed:
        return Pushed(REQUIRED, "required")
    if parameter.place is Place.PATH:
        return Pushed(KEY, f"key: one request, {method.name}")
    if parameter.place is Place.QUERY:
        return Pushed(FILTER, "filtered by the API")
    return None


def _guessed(context: CompletionContext) -> Iterator[TableSource]:
    """Behind an alias that nothing defines yet: resources that it may stand for."""
    *rest, alias = (part.lower() for part in context.typed.qualifier)
    for source in _everywhere(context):
        resource = source.resource
        if resource is None or (rest and rest[-1] != resource.service):
            continue
        if resource.name.startswith(alias) or initials(resource.name) == alias:
            yield source


def _everywhere(context: CompletionContext) -> Iterator[TableSource]:
    """Every resource as a source, while FROM is not typed yet: those of the service in use, if there is one."""
    for service in context.known.catalog.services:
        if context.known.service in (None, service.name):
            for resource in service.resources:
                yield TableSource("", resource.columns, resource)


def initials(name: str) -> str:
    """A short alias.

    >>> initials("vector_store_files")
    'vsf'
    """
    return "".join(word[0] for word in name.split("_") if word)


def insert_columns(context: CompletionContext) -> Iterator[Offer]:
    """What INSERT may name: required first, nothing twice, and all the required ones at once."""
    if context.target is None:
        yield from _local_columns(context)
        return
    for method in context.target.for_verb(SqlVerb.INSERT):
        given = {name.removeprefix(BODY_PREFIX) for name in context.listed}
        missing = [p for p in method.required if p.name not in given and p.unless not in given]
        if len(missing) > 1 and not context.typed.prefix:
            text = ", ".join(_written(context, p) for p in missing)
            yield Offer(
                text, CandidateKind.SNIPPET, "all that is required", tier=KEY, display="all required columns"
            )
        yield from _parameters(context, (*method.required, *method.optional), given, missing)


def set_columns(context: CompletionContext) -> Iterator[Offer]:
    """What UPDATE may set."""
    if context.target is None:
        yield from _local_columns(context)
        return
    for method in context.target.for_verb(SqlVerb.UPDATE):
        given = {name.removeprefix(BODY_PREFIX) for name in context.listed}
        body = [p for p in (*method.required, *method.optional) if p.place is Place.BODY]
        yield from _parameters(context, body, given, [p for p in body if p.required])


def _parameters(
    context: CompletionContext,
    parameters: tuple[Parameter, ...] | list[Parameter],
    given: set[str],
    missing: list[Parameter],
) -> Iterator[Offer]:
    for p in parameters:
        if p.name not in given:
            needed = p in missing
            yield Offer(
                _written(context, p),
                CandidateKind.COLUMN,
                _remark(p, needed=needed),
                tier=REQUIRED if needed else FILTER,
            )


def _written(context: CompletionContext, parameter: Parameter) -> str:
    """With the prefix of body properties where the person writes it."""
    prefixed = fit("data_", context.typed.prefix.lower()) or any(
        n.startswith(BODY_PREFIX) for n in context.listed
    )
    return parameter.sql_name if prefixed else parameter.name


def _remark(parameter: Parameter, *, needed: bool) -> str:
    """Type, duty and meaning in one line."""
    return " · ".join(
        filter(None, (parameter.type.value, "required" if needed else "", parameter.description))
    )


def _local_columns(context: CompletionContext) -> Iterator[Offer]:
    parts = context.target_parts
    for local in context.known.local:
        if parts and local.name.lower() == parts[-1].lower():
            for name in local.columns:
                if name.lower() not in context.listed:
                    yield Offer(identifier(name), CandidateKind.COLUMN)


def arguments(context: CompletionContext) -> Iterator[Offer]:
    """``@name=`` for what EXEC's method takes and was not given."""
    method = context.method
    if method is None:
        return
    for p in (*method.required, *method.optional):
        if p.name not in context.listed:
            text, tier = f"@{p.name}=", REQUIRED if p.required else FILTER
            yield Offer(text, CandidateKind.PARAMETER, _remark(p, needed=p.required), tier=tier)
    if any(p.place is Place.BODY for p in method.parameters) and "json" not in context.listed:
        yield Offer("@@json=", CandidateKind.PARAMETER, "the whole body as JSON", tier=HIDDEN)
