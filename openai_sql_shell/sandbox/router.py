"""Routing: which method a request means. The routes are those that the catalog declares.

Comes in: verb and path. Goes out: the method and its path parameters, or the error the API gives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.operations import METHODS

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method

BASE = "/v1"

ROUTES = tuple(
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", BASE + method.path)))
    for method in METHODS.values()
)
"""Each method with the pattern of its path."""


def find(verb: str, path: str) -> tuple[Method, dict[str, str]]:
    """The method for a request.

    Raises:
        HttpError: 404 for an unknown path, 405 for a path that has other verbs.
    """
    trimmed = f"/{path.strip('/')}"
    fitting = [(method, found) for method, route in ROUTES if (found := route.fullmatch(trimmed))]
    for method, found in fitting:
        if method.http == verb:
            return method, {name: unquote(value) for name, value in found.groupdict().items()}
    if fitting:
        message = (
            f"Not allowed to {verb} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
        )
        raise HttpError(405, message, code="method_not_supported")
    raise HttpError(404, f"Invalid URL ({verb} {path})", code="unknown_url")
