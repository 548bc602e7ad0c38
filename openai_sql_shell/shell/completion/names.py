"""Offers of names: services, resources, methods, tables of the session, commands, variables, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog import LOCAL, PROVIDER, PROVIDERS, schema_of
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.catalog.remarks import menu_text
from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.config import CHART_KINDS
from openai_sql_shell.secrets import mask
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.context import QUOTES
from openai_sql_shell.shell.completion.scope import TABLE_FUNCTIONS
from openai_sql_shell.sql.copy_options import COPY_FORMATS, COPY_OPTIONS
from openai_sql_shell.sql.tokens import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.snapshot import Snapshot

    Offers = Callable[[CompletionContext], Iterator[Offer]]


_NEEDS_QUOTES = re.compile(r"[\s'\"]")

_VERBS = {
    Clause.FROM: SqlVerb.SELECT,
    Clause.JOIN: SqlVerb.SELECT,
    Clause.INTO: SqlVerb.INSERT,
    Clause.SHOW: SqlVerb.INSERT,
    Clause.UPDATE: SqlVerb.UPDATE,
    Clause.DELETE_FROM: SqlVerb.DELETE,
    Clause.EXEC: SqlVerb.EXEC,
}
"""What is done with a table or method that these clauses name; elsewhere any will do."""


def tables(context: CompletionContext) -> Iterator[Offer]:
    """What the clause may name: resources with a method for it, and the session's own tables."""
    verb = _VERBS.get(context.clause)
    yield from _local(context, views=verb in (None, SqlVerb.SELECT))
    yield from _resources(context, verb)


def all_resources(context: CompletionContext) -> Iterator[Offer]:
    """Every resource, whatever can be done with it."""
    yield from _resources(context, None)


def _local(context: CompletionContext, *, views: bool) -> Iterator[Offer]:
    """Tables, views and WITH queries; they have no qualifier."""
    if context.word.qualifier:
        return
    for local in context.snapshot.local:
        if views or local.kind == "table":
            yield Offer(identifier(local.name), CandidateKind.TABLE, local.kind)
    if views:
        for name in context.scope.queries or ():
            yield Offer(identifier(name), CandidateKind.TABLE, "WITH query")
        for function in READERS.values():
            yield Offer(f"{function.name}(", CandidateKind.FUNCTION, function.description, tier=3)
        for name in TABLE_FUNCTIONS:
            yield Offer(f"{name}(", CandidateKind.FUNCTION, "rows from JSON", tier=3)


def _resources(context: CompletionContext, verb: SqlVerb | None) -> Iterator[Offer]:
    """Resources that know the verb (any where None), under the names that go on from the qualifier typed so far."""
    snapshot, qualifier = context.snapshot, [part.lower() for part in context.word.qualifier]
    provided = bool(qualifier) and qualifier[0] in PROVIDERS
    below = qualifier[1:] if provided else qualifier
    if len(below) > 1:
        return
    known = [r for r in snapshot.catalog.resources if verb is None or verb in r.verbs]
    if provided:
        known = [r for r in known if r.service != LOCAL]
    if provided and not below:
        for service in snapshot.catalog.services:
            if any(r.service == service.name for r in known):
                yield Offer(service.name, CandidateKind.SERVICE, service.title)
    for resource in sorted(known, key=_last_wanted):
        if below:
            names = {resource.name: 0} if resource.service == below[0] else {}
        elif provided:
            names = {f"{resource.service}.{resource.name}": 1}
        else:
            names = {snapshot.shortest_name(resource): 0, resource.id: 1 if snapshot.service else 0}
        for name, tier in names.items():
            remark = menu_text(resource.description, resource.deprecated)
            yield Offer(name, CandidateKind.RESOURCE, remark, tier=tier)


def _last_wanted(resource: ResourceSummary) -> tuple[bool, bool]:
    """Deprecated ones, and before those what has no page on the dashboard, come after what people work with most."""
    return resource.deprecated is not None, resource.dashboard is None


def provider_names(context: CompletionContext) -> Iterator[Offer]:
    """Full names from their beginning, in an expression: only where ``openai.`` is typed already."""
    if context.word.qualifier and context.word.qualifier[0].lower() in PROVIDERS:
        yield from _resources(context, SqlVerb.SELECT)


def services(context: CompletionContext) -> Iterator[Offer]:
    """What USE and SHOW RESOURCES IN take: the provider and its services."""
    yield from provider(context)
    qualifier = [part.lower() for part in context.word.qualifier]
    if len(qualifier) < 2 and set(qualifier) <= set(PROVIDERS):
        for service in context.snapshot.catalog.services:
            if not qualifier or service.name != LOCAL:
                name = service.name if qualifier else schema_of(service.name)
                yield Offer(name, CandidateKind.SERVICE, service.title)


def provider(context: CompletionContext) -> Iterator[Offer]:
    """The one provider; behind the services where they are offered as well."""
    if not context.word.qualifier:
        yield Offer(PROVIDER, CandidateKind.SERVICE, "the provider", tier=1)


def methods(context: CompletionContext) -> Iterator[Offer]:
    """Behind a resource all its methods, else full names: for EXEC of those that only EXEC reaches, otherwise of any."""
    snapshot, qualifier, verb = context.snapshot, context.word.qualifier, _VERBS.get(context.clause)
    resource = snapshot.resource(qualifier)
    if resource is not None:
        for m in resource.methods:
            remark = menu_text(m.description, m.deprecated or resource.deprecated)
            yield Offer(m.name, CandidateKind.METHOD, remark, tier=int(verb not in (None, m.verb)))
    elif qualifier:
        yield from _resources(context, verb)
    else:
        for r in snapshot.catalog.declarations():
            for m in r.methods:
                if verb in (None, m.verb):
                    name = f"{snapshot.shortest_name(r)}.{m.name}"
                    yield Offer(
                        name, CandidateKind.METHOD, menu_text(m.description, m.deprecated or r.deprecated)
                    )


def local_objects(context: CompletionContext) -> Iterator[Offer]:
    """Tables or views of the session, as the word before the cursor says."""
    kind = context.before_cursor[-1].kind.lower()
    for local in context.snapshot.local:
        if local.kind == kind:
            yield Offer(identifier(local.name), CandidateKind.TABLE, kind)


def variables(context: CompletionContext) -> Iterator[Offer]:
    """Names for ``{{ }}``, with the braces that are missing."""
    end = " }}" if context.word.trigger == "{{" and not context.word.closed else ""
    for name, value in context.snapshot.variables:
        yield Offer(name + end, CandidateKind.VARIABLE, mask(value), key=name)


def setting_values(context: CompletionContext) -> Iterator[Offer]:
    """What the setting named before can be."""
    for value in context.snapshot.choices.get(context.arguments[0].lower().replace("-", "_"), ()):
        yield Offer(value, CandidateKind.VALUE)


def files(context: CompletionContext) -> Iterator[Offer]:
    """Paths on this machine, where the disk may be asked; in quotes where the place or a blank needs them.

    A directory has a slash at its end and stays open: the path goes on.
    """
    word, opened = context.word, context.word.trigger in QUOTES
    for path in context.paths:
        plain = context.clause is Clause.COMMAND and not _NEEDS_QUOTES.search(path)
        quote = word.trigger if opened else "" if plain else "'"
        inside = path.replace(quote, quote * 2) if quote else path
        closing = "" if word.closed or path.endswith("/") else quote
        text = ("" if opened else quote) + inside + closing
        yield Offer(text, CandidateKind.FILE, key=inside if opened else path, display=path)


def _described(named: Callable[[Snapshot], Iterable[tuple[str, str]]], kind: CandidateKind) -> Offers:
    return lambda context: (Offer(name, kind, remark) for name, remark in named(context.snapshot))


def copy_options(context: CompletionContext) -> Iterator[Offer]:
    """Options of COPY that are not there yet, written as this person writes words."""
    for name, remark in COPY_OPTIONS.items():
        if name.lower() not in context.mentioned:
            text = name if context.upper else name.lower()
            yield Offer(text, CandidateKind.KEYWORD, remark)


def copy_values(context: CompletionContext) -> Iterator[Offer]:
    """What the option of COPY before the cursor can be."""
    for value in _COPY_VALUES.get(context.before_cursor[-1].text.upper(), ()):
        yield Offer(value, CandidateKind.VALUE)


_COPY_VALUES = {"FORMAT": tuple(COPY_FORMATS), "OVERWRITE": ("true", "false")}

chart_kinds = _described(lambda _: CHART_KINDS.items(), CandidateKind.VALUE)
last_columns = _described(lambda snapshot: snapshot.last_columns, CandidateKind.COLUMN)
settings = _described(lambda snapshot: snapshot.settings, CandidateKind.SETTING)
endings = _described(lambda snapshot: snapshot.endings, CandidateKind.COMMAND)
commands = _described(lambda snapshot: snapshot.commands, CandidateKind.COMMAND)
queries = _described(lambda snapshot: snapshot.queries, CandidateKind.QUERY)
