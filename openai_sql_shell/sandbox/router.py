"""Routing: which method a request means. The routes are those that the catalog declares.

Comes in: verb and path. Goes out: the method and its path parameters, or the error the API gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.operations import METHODS

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method

BASE = "/v1"


@dataclass(frozen=True, slots=True)
class Route:
    """A method, cut into the segments of its path."""

    method: Method
    segments: tuple[str, ...]

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The path parameters where the route fits."""
        if len(segments) != len(self.segments):
            return None
        found = {}
        for mine, given in zip(self.segments, segments, strict=True):
            if mine.startswith("{"):
                found[mine[1:-1]] = unquote(given)
            elif mine != given:
                return None
        return found


def _cut(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").split("/"))


ROUTES = tuple(Route(method, _cut(BASE + method.path)) for method in METHODS.values())


def find(verb: str, path: str) -> tuple[Method, dict[str, str]]:
    """The method for a request.

    Raises:
        HttpError: 404 for an unknown path, 405 for a path that has other verbs.
    """
    segments = _cut(path)
    fitting = [(route.method, found) for route in ROUTES if (found := route.match(segments)) is not None]
    for method, found in fitting:
        if method.http == verb:
            return method, found
    if fitting:
        message = (
            f"Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
        )
        raise HttpError(405, message, code="method_not_supported")
    raise HttpError(404, f"Invalid URL ({verb} {path})", code="unknown_url")
