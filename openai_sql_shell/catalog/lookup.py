"""Finding what a person named: exact names and aliases, in any case, and the nearest names to a misspelt one.

Names are found among summaries; the declarations of a service are imported when one of its resources is asked for whole.
"""

from __future__ import annotations

from functools import cached_property

from openai_sql_shell.catalog import LOCAL, PROVIDER, PROVIDERS, schema_of
from openai_sql_shell.catalog.index import INDEX
from openai_sql_shell.catalog.services import DESCRIBED_ON, is_loaded, load, service_modules
from openai_sql_shell.catalog.summary import ResourceSummary, ServiceSummary, summary_of
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UnknownName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.model import Method, Resource, Service
    from openai_sql_shell.errors import Span


@frozen(slots=False)
class Catalog:
    """All services in brief, the ways to find things in them, and the whole declarations of those that are needed."""

    declared: tuple[Service, ...] | None = None
    """The services, in place of those of the package."""
    only: tuple[str, ...] | None = None
    """The names of those that exist for who asks; None: all."""

    # --- in brief: imports nothing ---------------------------------------------------------------------------

    @cached_property
    def services(self) -> tuple[ServiceSummary, ...]:
        """Every service, by name."""
        if self.declared is not None:
            return tuple(map(summary_of, self.declared))
        names = (name for name in service_modules() if self.only is None or name in self.only)
        return tuple(INDEX.get(name) or summary_of(self._service(name)) for name in names)

    @cached_property
    def resources(self) -> tuple[ResourceSummary, ...]:
        """Every resource once, in the order of the services."""
        return tuple(r for s in self.services for r in s.resources)

    @cached_property
    def by_name(self) -> dict[tuple[str, str], ResourceSummary]:
        """Every resource by every ``(service, name)`` it answers to, own names first."""
        own = {(r.service, r.name): r for r in self.resources}
        other = {_pair(alias): r for r in self.resources for alias in r.aliases}
        return {**other, **own}

    @cached_property
    def service_names(self) -> tuple[str, ...]:
        """Own names first, then those that only aliases use."""
        names = dict.fromkeys(s.name for s in self.services)
        return tuple(names | dict.fromkeys(service for service, _ in self.by_name))

    @cached_property
    def _by_service_name(self) -> dict[str, ServiceSummary]:
        own = {s.name: s for s in self.services}
        return {**{service: own[r.service] for (service, _), r in self.by_name.items()}, **own}

    def service(self, name: str, span: Span | None = None) -> ServiceSummary:
        """A service by its name, or by one that only aliases of its resources use.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        found = self._by_service_name.get(name.lower())
        if found is None:
            raise self._no_service(name, span)
        return found

    def _no_service(self, name: str, span: Span | None) -> UnknownName:
        near, hint = nearest(name, self.service_names), f"SHOW SERVICES IN {PROVIDER} lists them"
        return _dated(UnknownName("service", name, near, where=PROVIDER, span=span, hint=hint))

    def resolve(self, parts: Sequence[str], service: str | None = None) -> tuple[ResourceSummary, ...]:
        """What a dotted name can mean, in any case: one resource, none, or several where a short name is not unique.

        ``service`` is what USE chose: its resources go before others of the same short name.
        """
        names = [part.lower() for part in parts]
        if len(names) == 1:
            names = [service or "", *names]
        elif len(names) == 3 and names[0] in PROVIDERS:
            del names[0]
        found = self.by_name.get((names[0], names[1])) if len(names) == 2 else None
        if found is not None:
            return (found,)
        meant = tuple(self.named(parts[0]).values()) if len(parts) == 1 else ()
        # openai.files.files goes before the files of a container: what a service is called after is what it is about.
        first = tuple(r for r in meant if r.service == r.name)
        return first if len(first) == 1 else meant

    def named(self, name: str) -> dict[str, ResourceSummary]:
        """Resources that have this last name, by full name: that of the service of this name, else all, else those with such an alias.

        What this machine keeps comes behind the API.
        """
        wanted = name.lower()
        known = {r.id: r for (_, last), r in self.by_name.items() if last == wanted}
        of_api = {n: r for n, r in known.items() if r.service != LOCAL}
        own = {n: r for n, r in of_api.items() if r.name == wanted}
        namesake = f"{schema_of(wanted)}.{wanted}"
        if namesake in own:
            return {namesake: own[namesake]}
        return own or of_api or known

    # --- whole: imports what is asked for --------------------------------------------------------------------

    def _service(self, name: str) -> Service:
        if self.declared is None:
            return load(name)
        return next(service for service in self.declared if service.name == name)

    def declaration(self, summary: ResourceSummary) -> Resource:
        """All that is declared of a resource."""
        return next(r for r in self._service(summary.service).resources if r.name == summary.name)

    def declarations(self, first: str | None = None) -> Iterator[Resource]:
        """Every resource once, those of the service ``first`` in front; each service is imported as one comes to it."""
        for service in sorted(self.services, key=lambda s: s.name != first):
            yield from self._service(service.name).resources

    def loaded(self) -> Iterator[Resource]:
        """The resources of those services that somebody has asked for."""
        for service in self.services:
            if self.declared is not None or is_loaded(service.name):
                yield from self._service(service.name).resources

    def table(self, schema: str, name: str) -> Resource | None:
        """A resource by its schema and name in SQLite."""
        found = self.by_name.get((schema.removeprefix(schema_of("")), name))
        own = found is not None and (found.schema, found.name) == (schema, name)
        return self.declaration(found) if found is not None and own else None

    def resource(self, service: str, name: str, span: Span | None = None) -> Resource:
        """A resource by service and name, either of them an alias.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        found = self.by_name.get((service.lower(), name.lower()))
        if found is not None:
            return self.declaration(found)
        if service.lower() not in self.service_names:
            raise self._no_service(service, span)
        siblings = [r for s, r in self.by_name if s == service.lower()]
        where = schema_of(service.lower())
        declared = self._service(self._by_service_name[service.lower()].name).resources
        if any(name.lower() == resource.name for resource in declared):
            hint = "it is declared, but not in the index: run `make index`"
            raise UnknownName("resource", name, where=where, span=span, hint=hint)
        near, hint = nearest(name, siblings) or list(self.named(name)), f"it has {', '.join(siblings)}"
        raise _dated(UnknownName("resource", name, near, where=where, span=span, hint=hint))

    def method(self, resource: Resource, name: str, span: Span | None = None) -> Method:
        """A method by its name or alias.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        found = resource.method(name)
        if found is not None:
            return found
        known = [m.name for m in resource.methods]
        raise UnknownName(
            "method",
            name,
            nearest(name, [*known, *(alias for m in resource.methods for alias in m.aliases)]),
            where=resource.id,
            span=span,
            hint=f"it has {', '.join(known)}" if known else "it has none: SELECT reads it",
        )


def _dated(error: UnknownName) -> UnknownName:
    """An error about what the catalog lacks: the API may have it by now."""
    error.hint = f"{error.hint} (the catalog is of {DESCRIBED_ON})"
    return error


def _pair(dotted: str) -> tuple[str, str]:
    service, name = dotted.split(".")
    return service, name


ALMOST, BEHIND = 0.9, 0.2
"""How like a name is that was certainly meant, and how much less like it others may be that are named as well: shares of the letters."""


def nearest(wrong: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names a person most likely meant, best first; one that is much nearer than the others stands alone.

    >>> nearest("batchs", ["batches", "files", "batch", "batch_errors"])
    ['batches', 'batch']
    """
    import difflib  # noqa: PLC0415 - only a failing statement pays for it

    wrong = wrong.lower()
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(wrong, names, n=most, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, name, wrong).ratio() for name in close]
    if likeness and likeness[0] > ALMOST:
        return [name for name, ratio in zip(close, likeness, strict=True) if ratio > likeness[0] - BEHIND]
    inside = [n for n in names if n not in close and len(wrong) > 2 and (wrong in n or n in wrong)]
    return (close + inside)[:most]
