"""Routing: which method a request means. The routes are those that the catalog declares.

Comes in: verb and path. Goes out: the route of the method and its path parameters, or the error the API gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Method, Resource

BASE = "/v1"


@frozen
class Route:
    """A method that is served."""

    method: Method
    resource: Resource
    segments: tuple[str, ...]
    """Of the path below the base."""

    @property
    def literal(self) -> int:
        """Segments that are no parameters."""
        return sum(segment[0] != "{" for segment in self.segments)

    def parameters(self, given: list[str]) -> dict[str, str] | None:
        """What a path gives for its parameters; None where it is another path."""
        if len(given) != len(self.segments):
            return None
        found = {}
        for segment, text in zip(self.segments, given, strict=True):
            if segment[0] == "{":
                found[segment[1:-1]] = unquote(text)
            elif segment != text:
                return None
        return found


class Router:
    """The routes of a catalog, those of a service made for the first request that may be for it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._routes: dict[str, tuple[Route, ...]] = {}

    def find(self, verb: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route of a request, and the arguments in its path.

        Raises:
            HttpError: 404 for an unknown path, 405 for a path that has other verbs.
        """
        base, below = f"/{path.strip('/')}".partition(f"{BASE}/")[::2]
        fitting = [] if base else self.fitting(below)
        for route, found in fitting:
            if route.method.http == verb:
                return route, found
        if fitting:
            message = (
                f"Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
            )
            raise HttpError(405, message, code="method_not_supported")
        raise HttpError(404, f"Invalid URL ({verb} {path})", code="unknown_url")

    def fitting(self, path: str) -> list[tuple[Route, dict[str, str]]]:
        """Every route whose path, below the base, fits this one; whatever its verb, the most literal first."""
        given = path.strip("/").split("/")
        fitting = [(r, found) for r in self._near(f"/{path}") if (found := r.parameters(given)) is not None]
        return sorted(fitting, key=lambda pair: -pair[0].literal)

    def _near(self, path: str) -> Iterator[Route]:
        """The routes of the services that have paths which begin like this one."""
        for service in self._catalog.services:
            if service.serves(path):
                if service.name not in self._routes:
                    resources = map(self._catalog.declaration, service.resources)
                    self._routes[service.name] = tuple(route for r in resources for route in routes_of(r))
                yield from self._routes[service.name]


def routes_of(resource: Resource) -> Iterator[Route]:
    """The routes of the methods of a resource; what reads lines of files is made of other methods' requests."""
    for method in (m for m in resource.methods if not m.derived):
        yield Route(method, resource, tuple(method.path.strip("/").split("/")))
