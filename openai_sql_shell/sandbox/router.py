"""Routing: which method a request means. The routes are those that the catalog declares.

Comes in: verb and path. Goes out: the method, its path parameters and its resource, or the error the API gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.catalog.model import Method, Resource

BASE = "/v1"


def _routes() -> dict[int, list[tuple[tuple[str, ...], Method, Resource]]]:
    """Methods with the segments of their paths, by the number of these; paths with fewer parameters first."""
    found: dict[int, list[tuple[tuple[str, ...], Method, Resource]]] = {}
    for service in SERVICES:
        for resource in service.resources:
            for method in resource.methods:
                segments = tuple(method.path.strip("/").split("/"))
                found.setdefault(len(segments), []).append((segments, method, resource))
    for routes in found.values():
        routes.sort(key=lambda route: sum(segment[0] == "{" for segment in route[0]))
    return found


ROUTES = _routes()


def find(verb: str, path: str) -> tuple[Method, dict[str, str], Resource]:
    """The method for a request.

    Raises:
        HttpError: 404 for an unknown path, 405 for a path that has other verbs.
    """
    fitting = fitting_routes(f"/{path.strip('/')}".removeprefix(f"{BASE}/")) if _below_base(path) else []
    for method, found, resource in fitting:
        if method.http == verb:
            return method, found, resource
    if fitting:
        message = (
            f"Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
        )
        raise HttpError(405, message, code="method_not_supported")
    raise HttpError(404, f"Invalid URL ({verb} {path})", code="unknown_url")


def _below_base(path: str) -> bool:
    return f"/{path.strip('/')}".startswith(f"{BASE}/")


def fitting_routes(path: str) -> list[tuple[Method, dict[str, str], Resource]]:
    """Every method whose path, below the base, fits this one; whatever its verb, the most literal first."""
    given = path.strip("/").split("/")
    return [
        (method, found, resource)
        for segments, method, resource in ROUTES.get(len(given), ())
        if (found := _parameters(segments, given)) is not None
    ]


def _parameters(segments: Sequence[str], given: Sequence[str]) -> dict[str, str] | None:
    """The path parameters; None where a literal segment differs."""
    found = {}
    for segment, text in zip(segments, given, strict=True):
        if segment[0] == "{":
            found[segment[1:-1]] = unquote(text)
        elif segment != text:
            return None
    return found
