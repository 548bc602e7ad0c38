"""Offers of columns: in expressions, in the lists of INSERT and UPDATE, as arguments of EXEC, as conditions of joins."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import BODY_PREFIX, DataType, Place, SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.functions import AGGREGATES, SCALARS, WINDOWS
from openai_sql_shell.shell.completion.ranking import match
from openai_sql_shell.shell.completion.scope import TableSource, copied_columns, select_aliases
from openai_sql_shell.sql.tokens import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openai_sql_shell.catalog.model import Gathering, Parameter, Resource
    from openai_sql_shell.shell.completion.context import CompletionContext

    Pushdowns = Mapping[str, tuple[int, str]]

REQUIRED, KEY, FILTER, PLAIN, HIDDEN, QUALIFIER, CALL = range(7)
"""Tiers of columns and what stands beside them, first to last."""


def star(context: CompletionContext) -> Iterator[Offer]:
    """``*``, while nothing else is typed."""
    if not context.word.prefix:
        yield Offer("*", CandidateKind.COLUMN, "every column", tier=HIDDEN)


def columns(context: CompletionContext) -> Iterator[Offer]:
    """The columns of everything in scope; behind ``alias.`` those of one source."""
    yield from _columns(context, _no_pushdowns)


def filters(context: CompletionContext) -> Iterator[Offer]:
    """The same in WHERE: first those the API needs or filters by itself, each marked."""
    yield from _columns(context, lambda resource: pushdowns(resource, context.verb))


def _columns(context: CompletionContext, pushed: Callable[[Resource], Pushdowns]) -> Iterator[Offer]:
    qualifier, sources = context.word.qualifier, context.scope.sources
    if qualifier:
        source = context.scope.qualified(qualifier)
        for one in (source,) if source else _guessed(context):
            yield from _of_source(context, one, pushed if source else _no_pushdowns)
        return
    seen: set[str] = set()
    for source in sources or (_everywhere(context) if context.word.prefix else ()):
        known = pushed if sources else _no_pushdowns
        yield from (offer for offer in _of_source(context, source, known) if offer.key not in seen)
        seen.update(column.name for column in source.named)
    shared = {n for n, c in Counter(c.name for s in sources for c in s.named).items() if c > 1}
    for source in sources if len(sources) > 1 else ():
        for offer in _of_source(context, source, pushed) if source.name else ():
            if offer.key in shared:
                yield replace(offer, text=f"{identifier(source.name)}.{offer.text}")


def _of_source(
    context: CompletionContext, source: TableSource, pushed: Callable[[Resource], Pushdowns]
) -> Iterator[Offer]:
    """All columns of one source."""
    costs = pushed(source.resource) if source.resource else {}
    shown = {column.name for column in source.columns}
    for column in source.named:
        plain = PLAIN if column.name in shown else HIDDEN, ""
        tier, cost = plain if column.name in context.mentioned else costs.get(column.name, plain)
        remark = " · ".join(filter(None, (column.type.value, cost, column.description)))
        yield Offer(identifier(column.name), CandidateKind.COLUMN, remark, key=column.name, tier=tier)


def qualifiers(context: CompletionContext) -> Iterator[Offer]:
    """``b.`` for every source, where there are several."""
    sources = context.scope.sources
    if not context.word.qualifier and len(sources) > 1:
        for source in sources:
            if source.name:
                remark = source.resource.id if source.resource else ".".join(source.parts)
                yield Offer(f"{identifier(source.name)}.", CandidateKind.TABLE, remark, tier=QUALIFIER)


def aliases(context: CompletionContext) -> Iterator[Offer]:
    """Names that the select list gives, for ORDER BY and GROUP BY."""
    if not context.word.qualifier:
        for column in select_aliases(context.cursor_clauses[-1].select_core, context.scope):
            yield Offer(identifier(column.name), CandidateKind.COLUMN, "from the select list", tier=REQUIRED)


def _functions(*functions: tuple[str, str]) -> Callable[[CompletionContext], Iterator[Offer]]:
    """SQL functions, with their opening parenthesis."""

    def offers(context: CompletionContext) -> Iterator[Offer]:
        for name, help_text in functions if not context.word.trigger else ():
            yield Offer(f"{name}(", CandidateKind.FUNCTION, help_text, key=name, tier=CALL)

    return offers


scalar_functions = _functions(*SCALARS)
"""Those that make one value of one row."""
functions = _functions(*AGGREGATES, *SCALARS, *WINDOWS)


def pushdowns(resource: Resource, verb: SqlVerb) -> Pushdowns:
    """What the API does with the columns that a WHERE of this statement compares: their tiers, and a remark on the cost."""
    methods = resource.for_verb(verb)
    needed = set.intersection(*(set(m.path_parameters) for m in methods)) if methods else set()
    found: dict[str, tuple[int, str]] = {}
    for method in methods:
        for p in method.parameters:
            if p.name in needed:
                found.setdefault(p.column or p.name, (REQUIRED, "required"))
            elif p.place is Place.PATH or p.name in resource.line_keys:
                cost = "one request" if method.path else "no request"
                found.setdefault(p.column or p.name, (KEY, f"key: {cost}, {method.name}"))
            elif p.partition:
                found.setdefault(p.column or p.name, (FILTER, "fewer files are read"))
            elif p.place is Place.QUERY:
                found.setdefault(p.column or p.name, (FILTER, "filtered by the API"))
    return found


def _no_pushdowns(_resource: Resource) -> Pushdowns:
    """Of a resource that is not in FROM: nobody knows yet what will be asked of it."""
    return {}


def _guessed(context: CompletionContext) -> Iterator[TableSource]:
    """Behind an alias that nothing defines yet: resources that it may stand for."""
    *rest, alias = (part.lower() for part in context.word.qualifier)
    catalog = context.snapshot.catalog
    for found in sorted(catalog.resources, key=lambda r: r.service != context.snapshot.service):
        fits = found.name.startswith(alias) or initials(found.name) == alias
        if fits and (not rest or rest[-1] == found.service):
            resource = catalog.declaration(found)
            yield TableSource("", resource.columns, resource)


def _everywhere(context: CompletionContext) -> Iterator[TableSource]:
    """Every resource as a source, while FROM is not typed yet: those of the service in use come first."""
    for resource in context.snapshot.catalog.declarations(first=context.snapshot.service):
        yield TableSource("", resource.columns, resource)


def initials(name: str) -> str:
    """A short alias.

    >>> initials("vector_store_files")
    'vsf'
    """
    return "".join(word[0] for word in name.split("_") if word)


def insert_columns(context: CompletionContext) -> Iterator[Offer]:
    """What INSERT may name: required first, nothing twice, and all the required ones at once."""
    yield from _local_columns(context)
    given = _given(context)
    for method in context.methods:
        missing = method.missing(given)
        if len(missing) > 1 and not context.word.prefix:
            text, display = ", ".join(_written(context, p) for p in missing), "all required columns"
            yield Offer(text, CandidateKind.SNIPPET, "all that is required", tier=KEY, display=display)
        for p in (*method.required, *method.optional):
            if p.name not in given:
                yield _parameter(_written(context, p), p, CandidateKind.COLUMN, needed=p in missing)
        if method.gathers is not None:
            yield from _body_columns(context, method.gathers)


def _body_columns(context: CompletionContext, gathers: Gathering) -> Iterator[Offer]:
    """Properties of the bodies of what the rows ask for, where the statement says it; else of all that they may ask for."""
    given, known = _given(context), context.inserted(gathers.asks_by)
    bodies = {url: gathers.properties(url) for url in gathers.operations() if known in (None, url)}
    one = known in bodies and not given.intersection(gathers.holds_body)
    needed = set(gathers.rules.required[known]) if known is not None and one else set[str]()
    for name in dict.fromkeys(name for body in bodies.values() for name in body):
        first, *others = [body[name] for body in bodies.values() if name in body]
        alike = all(other.type is first.type for other in others)
        p = first if alike else replace(first, type=DataType.ANY)
        if name not in given:
            offer = _parameter(name, p, CandidateKind.COLUMN, needed=name in needed)
            yield offer if name in needed else replace(offer, tier=PLAIN)


def copied(context: CompletionContext) -> Iterator[Offer]:
    """The columns of what COPY writes, for PARTITION_BY."""
    for column in copied_columns(context.cursor_clauses[0].before_cursor[0], context.snapshot):
        if column.name.lower() not in context.mentioned:
            yield Offer(identifier(column.name), CandidateKind.COLUMN, column.description, key=column.name)


def set_columns(context: CompletionContext) -> Iterator[Offer]:
    """What UPDATE may set."""
    yield from _local_columns(context)
    for method in context.methods:
        for p in (*method.required, *method.optional):
            if p.place is Place.BODY and p.name not in _given(context):
                yield _parameter(_written(context, p), p, CandidateKind.COLUMN, needed=p.required)


def arguments(context: CompletionContext) -> Iterator[Offer]:
    """``@name=`` for what EXEC's method takes and was not given."""
    for method in context.methods:
        for p in (*method.required, *method.optional):
            if p.name not in context.listed:
                yield _parameter(f"@{p.name}=", p, CandidateKind.PARAMETER, needed=p.required)
        if any(p.place is Place.BODY for p in method.parameters) and "json" not in context.listed:
            yield Offer("@@json=", CandidateKind.PARAMETER, "the whole body as JSON", tier=HIDDEN)


def _parameter(text: str, parameter: Parameter, kind: CandidateKind, *, needed: bool) -> Offer:
    """A parameter with its type, duty and meaning."""
    parts = (parameter.type.value, "required" if needed else "", parameter.description)
    return Offer(text, kind, " · ".join(filter(None, parts)), tier=REQUIRED if needed else FILTER)


def _given(context: CompletionContext) -> set[str]:
    return {name.removeprefix(BODY_PREFIX) for name in context.listed}


def _written(context: CompletionContext, parameter: Parameter) -> str:
    """With the prefix of body properties where the person writes it."""
    prefixed = match("data_", context.word.prefix.lower()) or any(
        n.startswith(BODY_PREFIX) for n in context.listed
    )
    return parameter.sql_name if prefixed else parameter.name


def _local_columns(context: CompletionContext) -> Iterator[Offer]:
    """The columns of the session's own table that the statement changes; none where that is a resource."""
    for local in context.snapshot.local if context.target is None else ():
        if context.target_parts and local.name.lower() == context.target_parts[-1].lower():
            for name in local.columns:
                if name.lower() not in context.listed:
                    yield Offer(identifier(name), CandidateKind.COLUMN)
