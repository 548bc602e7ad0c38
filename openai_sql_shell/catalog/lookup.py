"""Finding what a person named: exact names and aliases, in any case, and the nearest names to a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from openai_sql_shell.catalog import PROVIDER, PROVIDERS, schema_of
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.catalog.model import Method, Resource, Service
    from openai_sql_shell.errors import Span


@dataclass(frozen=True)
class Catalog:
    """All services, and the ways to find things in them."""

    services: tuple[Service, ...] = SERVICES

    @cached_property
    def own_resources(self) -> tuple[Resource, ...]:
        """Every resource once, in the order of the services."""
        return tuple(r for s in self.services for r in s.resources)

    @cached_property
    def resources(self) -> dict[tuple[str, str], Resource]:
        """Every resource by every ``(service, name)`` it answers to, own names first."""
        own = {(r.service, r.name): r for r in self.own_resources}
        other = {_pair(alias): r for r in own.values() for alias in r.aliases}
        return {**other, **own}

    @cached_property
    def tables(self) -> dict[tuple[str, str], Resource]:
        """Every resource by its schema and name in SQLite."""
        return {(r.schema, r.name): r for s in self.services for r in s.resources}

    @cached_property
    def service_names(self) -> tuple[str, ...]:
        """Own names first, then those that only aliases use."""
        names = dict.fromkeys(s.name for s in self.services)
        return tuple(names | dict.fromkeys(service for service, _ in self.resources))

    @cached_property
    def _services(self) -> dict[str, Service]:
        own = {s.name: s for s in self.services}
        return {**{service: own[r.service] for (service, _), r in self.resources.items()}, **own}

    def service(self, name: str, span: Span | None = None) -> Service:
        """A service by its name, or by one that only aliases of its resources use.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        found = self._services.get(name.lower())
        if found is None:
            raise self._no_service(name, span)
        return found

    def _no_service(self, name: str, span: Span | None) -> UnknownName:
        return UnknownName(
            "service",
            name,
            nearest(name, self.service_names),
            where=PROVIDER,
            span=span,
            hint=f"SHOW SERVICES IN {PROVIDER} lists them",
        )

    def resource(self, service: str, name: str, span: Span | None = None) -> Resource:
        """A resource by service and name, either of them an alias.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        found = self.resources.get((service.lower(), name.lower()))
        if found is not None:
            return found
        if service.lower() not in self.service_names:
            raise self._no_service(service, span)
        siblings = [r for s, r in self.resources if s == service.lower()]
        near = nearest(name, siblings)
        raise UnknownName(
            "resource",
            name,
            near or list(self.named(name)),
            where=schema_of(service.lower()),
            span=span,
            hint=f"it has {', '.join(siblings)}",
        )

    def resolve(self, parts: Sequence[str], service: str | None = None) -> tuple[Resource, ...]:
        """What a dotted name can mean, in any case: one resource, none, or several where a short name is not unique.

        ``service`` is what USE chose: its resources go before others of the same short name.
        """
        names = [part.lower() for part in parts]
        if len(names) == 1:
            names = [service or "", *names]
        elif len(names) == 3 and names[0] in PROVIDERS:
            del names[0]
        found = self.resources.get((names[0], names[1])) if len(names) == 2 else None
        if found is not None:
            return (found,)
        meant = tuple(self.named(parts[0]).values()) if len(parts) == 1 else ()
        # openai.files.files goes before the files of a container: what a service is called after is what it is about.
        first = tuple(r for r in meant if r.service == r.name)
        return first if len(first) == 1 else meant

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
            hint=f"it has {', '.join(known)}",
        )

    def named(self, name: str) -> dict[str, Resource]:
        """Resources that have this last name, by full name; an alias counts only where nothing has it as its own."""
        wanted = name.lower()
        own = {r.id: r for r in self.own_resources if r.name == wanted}
        return own or {r.id: r for (_, last), r in self.resources.items() if last == wanted}


def _pair(dotted: str) -> tuple[str, str]:
    service, name = dotted.split(".")
    return service, name


def nearest(wrong: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names a person most likely meant, best first.

    >>> nearest("batchs", ["batches", "files", "batch"])
    ['batches', 'batch']
    """
    import difflib  # noqa: PLC0415 - only a failing statement pays for it

    wrong = wrong.lower()
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(wrong, names, n=most, cutoff=0.6)
    inside = [n for n in names if n not in close and len(wrong) > 2 and (wrong in n or n in wrong)]
    return (close + inside)[:most]
