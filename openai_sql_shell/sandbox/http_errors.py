"""HTTP errors in the words and with the codes of the API, and the envelope they travel in."""

from __future__ import annotations

from typing import Any

KINDS = {
    429: "requests",
    500: "server_error",
    503: "server_error",
}
"""``type`` by status where it is not ``invalid_request_error``."""
TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
}
"""The types of JSON values, with their articles; anything else is a file of a form."""


class HttpError(Exception):
    """The server does not do what it was asked; becomes the error envelope."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        kind: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.envelope: dict[str, Any] = {
            "error": {
                "message": message,
                "type": kind or KINDS.get(status, "invalid_request_error"),
                "param": param,
                "code": code,
            }
        }


def bad_request(message: str, param: str | None = None, code: str | None = None) -> HttpError:
    """HTTP 400."""
    return HttpError(400, message, param=param, code=code)


def missing(name: str) -> HttpError:
    """A required parameter is absent."""
    return bad_request(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")


def wrong_type(name: str, expected: str, got: Any) -> HttpError:
    """A value of another JSON type; ``expected`` comes with its article."""
    message = f"Invalid type for '{name}': expected {expected}, but got {TYPE_NAMES.get(type(got), 'a file')} instead."
    return bad_request(message, name, "invalid_type")


def wrong_value(name: str, got: Any, supported: tuple[str, ...]) -> HttpError:
    """A value outside a closed list."""
    listed = ", ".join(f"'{value}'" for value in supported)
    message = f"Invalid value: '{got}'. Supported values are: {listed}."
    return bad_request(message, name, "invalid_value")
