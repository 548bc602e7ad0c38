"""Offers of names: services, resources, methods, tables of the session, commands, variables, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDER, PROVIDERS, schema_of
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.scope import TABLE_FUNCTIONS, resolve
from openai_sql_shell.sql.tokens import needs_quotes, quote_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.snapshot import Described, Snapshot

    Offers = Callable[[CompletionContext], Iterator[Offer]]


def tables(verb: SqlVerb) -> Offers:
    """What a statement of this kind may name: resources with a method for it, and the session's own tables."""

    def offers(context: CompletionContext) -> Iterator[Offer]:
        yield from _local(context, views=verb is SqlVerb.SELECT)
        yield from _resources(context, lambda r: bool(r.for_verb(verb)))

    return offers


def all_resources(context: CompletionContext) -> Iterator[Offer]:
    """Every resource, whatever can be done with it."""
    yield from _resources(context, lambda _: True)


def all_tables(context: CompletionContext) -> Iterator[Offer]:
    """Every resource, and the session's own tables and views."""
    yield from _local(context, views=True)
    yield from all_resources(context)


def _local(context: CompletionContext, *, views: bool) -> Iterator[Offer]:
    """Tables, views and WITH queries; they have no qualifier."""
    if context.typed.qualifier:
        return
    for local in context.known.local:
        if views or local.kind == "table":
            yield Offer(bare(local.name), CandidateKind.TABLE, local.kind)
    if views:
        for name in context.scope.queries or ():
            yield Offer(bare(name), CandidateKind.TABLE, "WITH query")
        for name in TABLE_FUNCTIONS:
            yield Offer(f"{name}(", CandidateKind.FUNCTION, "rows from JSON", tier=3)


def _resources(context: CompletionContext, wanted: Callable[[Resource], bool]) -> Iterator[Offer]:
    """Resources under the names that fit the qualifier typed so far."""
    known, qualifier = context.known, [part.lower() for part in context.typed.qualifier]
    provided = bool(qualifier) and qualifier[0] in PROVIDERS
    below = qualifier[1:] if provided else qualifier
    if len(below) > 1:
        return
    if provided and not below:
        for service in known.catalog.services:
            if any(wanted(r) for r in service.resources):
                yield Offer(service.name, CandidateKind.SERVICE, service.title)
    for resource in _own(known):
        if not wanted(resource) or (below and resource.service != below[0]):
            continue
        if below:
            yield Offer(resource.name, CandidateKind.RESOURCE, resource.description)
        elif provided:
            yield Offer(
                f"{resource.service}.{resource.name}", CandidateKind.RESOURCE, resource.description, tier=1
            )
        else:
            if resource.service == known.service:
                yield Offer(resource.name, CandidateKind.RESOURCE, resource.description)
            yield Offer(
                resource.id, CandidateKind.RESOURCE, resource.description, tier=1 if known.service else 0
            )


def provider_names(context: CompletionContext) -> Iterator[Offer]:
    """Full names from their beginning, in an expression: only where ``openai.`` is typed already."""
    if context.typed.qualifier and context.typed.qualifier[0].lower() in PROVIDERS:
        yield from _resources(context, lambda r: bool(r.for_verb(SqlVerb.SELECT)))


def services(context: CompletionContext) -> Iterator[Offer]:
    """What USE and SHOW RESOURCES IN take: the provider and its services."""
    qualifier = context.typed.qualifier
    if not qualifier:
        yield Offer(PROVIDER, CandidateKind.SERVICE, "the provider", tier=1)
    if len(qualifier) > 1 or (qualifier and qualifier[0].lower() not in PROVIDERS):
        return
    for service in context.known.catalog.services:
        yield Offer(
            service.name if qualifier else schema_of(service.name), CandidateKind.SERVICE, service.title
        )


def provider(context: CompletionContext) -> Iterator[Offer]:
    """The one provider."""
    if not context.typed.qualifier:
        yield Offer(PROVIDER, CandidateKind.SERVICE, "the provider")


def callable_methods(context: CompletionContext) -> Iterator[Offer]:
    """What EXEC calls: behind a resource all its methods, else full names of those that only EXEC reaches."""
    yield from _methods(context, lambda verb: verb is SqlVerb.EXEC)


def described_methods(context: CompletionContext) -> Iterator[Offer]:
    """What DESCRIBE METHOD takes: any method."""
    yield from _methods(context, lambda _: True)


def _methods(context: CompletionContext, wanted: Callable[[SqlVerb], bool]) -> Iterator[Offer]:
    known, qualifier = context.known, context.typed.qualifier
    resource = resolve(known, qualifier)
    if resource is not None:
        for method in resource.methods:
            yield Offer(
                method.name, CandidateKind.METHOD, method.description, tier=0 if wanted(method.verb) else 1
            )
        return
    yield from _resources(context, lambda r: any(wanted(m.verb) for m in r.methods)) if qualifier else ()
    for resource in () if qualifier else _own(known):
        name = resource.name if resource.service == known.service else resource.id
        for method in resource.methods:
            if wanted(method.verb):
                yield Offer(f"{name}.{method.name}", CandidateKind.METHOD, method.description)


def local_of_kind(kind: str) -> Offers:
    """Tables or views of the session."""

    def offers(context: CompletionContext) -> Iterator[Offer]:
        for local in context.known.local:
            if local.kind == kind:
                yield Offer(bare(local.name), CandidateKind.TABLE, local.kind)

    return offers


def variables(context: CompletionContext) -> Iterator[Offer]:
    """Names for ``{{ }}``, with the braces that are missing."""
    end = " }}" if context.typed.mark == "{{" and not context.typed.closed else ""
    for name, value in context.known.variables:
        yield Offer(name + end, CandidateKind.VARIABLE, mask(value), key=name)


def settings(context: CompletionContext) -> Iterator[Offer]:
    """Names for SET."""
    yield from _described(context.known.settings, CandidateKind.SETTING)


def setting_values(context: CompletionContext) -> Iterator[Offer]:
    """What the setting named before can be."""
    for value in context.known.choices.get(context.arguments[0].lower().replace("-", "_"), ()):
        yield Offer(value, CandidateKind.VALUE)


def commands(context: CompletionContext) -> Iterator[Offer]:
    """Backslash commands."""
    yield from _described(context.known.commands, CandidateKind.COMMAND)


def queries(context: CompletionContext) -> Iterator[Offer]:
    """Named queries."""
    yield from _described(context.known.queries, CandidateKind.QUERY)


def _described(names: Described, kind: CandidateKind) -> Iterator[Offer]:
    for name, remark in names:
        yield Offer(name, kind, remark)


def files(context: CompletionContext) -> Iterator[Offer]:
    """Paths on this machine, where the disk may be asked."""
    if context.known.files is not None:
        for path in context.known.files(context.typed.prefix):
            yield Offer(path, CandidateKind.FILE)


def bare(name: str) -> str:
    """A name as SQL needs it: in quotes where it would be read as something else."""
    return quote_name(name) if needs_quotes(name) else name


def _own(known: Snapshot) -> Sequence[Resource]:
    return [resource for service in known.catalog.services for resource in service.resources]
