"""Routing: which method a request means. The routes are those that the catalog declares.

Comes in: verb and path. Goes out: the route of the method and its path parameters, or the error the API gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.operations import operation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import Operation

BASE = "/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """A method that is served."""

    method: Method
    operation: Operation
    path: re.Pattern[str]
    """Below the base."""


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
        near = () if base else self._near(f"/{below}")
        fitting = [(route, found) for route in near if (found := route.path.fullmatch(f"/{below}"))]
        for route, found in fitting:
            if route.method.http == verb:
                return route, {name: unquote(value) for name, value in found.groupdict().items()}
        if fitting:
            message = (
                f"Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
            )
            raise HttpError(405, message, code="method_not_supported")
        raise HttpError(404, f"Invalid URL ({verb} {path})", code="unknown_url")

    def _near(self, path: str) -> Iterator[Route]:
        """The routes of the services that have paths which begin like this one."""
        for service in self._catalog.services:
            if service.serves(path):
                if service.name not in self._routes:
                    resources = map(self._catalog.declaration, service.resources)
                    self._routes[service.name] = tuple(route for r in resources for route in routes_of(r))
                yield from self._routes[service.name]


def routes_of(resource: Resource) -> Iterator[Route]:
    """The routes of the methods of a resource."""
    for method in resource.methods:
        operation = operation_of(resource, method)
        if operation is not None:
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", method.path)
            yield Route(method, operation, re.compile(pattern))
