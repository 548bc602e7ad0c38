"""A request in, exactly what goes over the network out: URL, headers, body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.api.endpoint import Endpoint
    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.multipart import MultipartBody

JSON_TYPE = "application/json"


@frozen
class PreparedRequest:
    """One request, ready to be sent; it can be sent more than once."""

    request: Request
    url: str
    headers: Mapping[str, str] = field(repr=False)
    """With the key in them."""
    body: bytes | MultipartBody | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return 0 if self.body is None else len(self.body)


def prepare(request: Request, endpoint: Endpoint, headers: Mapping[str, str]) -> PreparedRequest:
    """Prepare a request; its own headers win over the given ones.

    Raises:
        InvalidValue: a value has no JSON form, or the path is none.
        LocalFileError: the file to send cannot be read.
    """
    body, kind = _body(request)
    typed = {"Content-Type": kind} if kind else {}
    return PreparedRequest(
        request,
        endpoint.url(request.path, request.query),
        {**headers, **typed, **dict(request.headers)},
        body,
    )


def _body(request: Request) -> tuple[bytes | MultipartBody | None, str | None]:
    if request.form is not None:
        from openai_sql_shell.api.multipart import MultipartBody  # noqa: PLC0415 - few requests carry files

        multipart = MultipartBody(request.form, request.files)
        return multipart, multipart.content_type
    if request.json is None:
        return None, None
    try:
        return json.dumps(request.json, allow_nan=False).encode("ascii"), JSON_TYPE
    except ValueError:
        raise InvalidValue(
            f"{request.http} {request.path}: a number of the body is infinite", hint="JSON has no such number"
        ) from None
