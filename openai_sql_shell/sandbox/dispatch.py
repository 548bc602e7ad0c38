"""From a request to a response: route, key, arguments, time, operation.

Comes in: the head of a request and its body. Goes out: a response, or an `HttpError`. Knows nothing about sockets.
Operations run one at a time, under the store's lock; bodies are read before, so that a slow client holds up nobody.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import BodyKind
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.messages import EncodedResponse, OperationCall, json_response, read_json
from openai_sql_shell.sandbox.multipart_form import read_form, too_large
from openai_sql_shell.sandbox.operations import advance_due
from openai_sql_shell.sandbox.request_arguments import check_body, check_query
from openai_sql_shell.sandbox.router import Router

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.sandbox.messages import HttpRequest, Operation
    from openai_sql_shell.sandbox.request_body import RequestBody
    from openai_sql_shell.sandbox.store import Store

MOST_JSON = 32 * 1024 * 1024
MOST_FILE = 512 * 1024 * 1024
"""Bytes of one uploaded file."""
MOST_PART = {"/uploads/{upload_id}/parts": 64 * 1024 * 1024}
"""The same where less is taken, by the path of the method."""
FORM_OVERHEAD = 64 * 1024
"""Bytes a form may have besides its file."""

LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")
"""What clients of this machine call it."""
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"
    " (i.e. Authorization: Bearer YOUR_KEY)."
)


class Dispatcher:
    """The one entrance to the resources."""

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key
        self._router = Router(Catalog())

    def handle(self, request: HttpRequest, body: RequestBody) -> EncodedResponse:
        """Carry a request out.

        Raises:
            HttpError: the API would answer with an error.
        """
        _check_host(request.headers.get("host", ""))
        verb = "GET" if request.method == "HEAD" else request.method
        route, path = self._router.find(verb, request.path)
        method = route.method
        self._check_key(request)
        query = check_query(method, parse_qsl(request.query, keep_blank_values=True))
        with _arguments(method, request, body, self._store) as arguments:
            call = OperationCall(method, path, query, check_body(method, arguments))
            return self._operate(route.operation, call)

    def _operate(self, operation: Operation, call: OperationCall) -> EncodedResponse:
        """Let time pass, then act. The response becomes text at once: its objects may change later."""
        with self._store.lock:
            try:
                advance_due(self._store)
                response = operation(self._store, call)
            finally:
                self._store.flush()
            return response if isinstance(response, EncodedResponse) else json_response(response)

    def _check_key(self, request: HttpRequest) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise HttpError(401, NO_KEY)
        if given != self._key:
            shown = f"{given[:3]}{'*' * 8}{given[-4:]}" if len(given) > 12 else "*" * len(given)
            message = f"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
            raise HttpError(401, message, code="invalid_api_key")


def _check_host(host: str) -> None:
    """A web page whose name was made to point at this machine asks for its own name: it gets nothing.

    Raises:
        HttpError: the request is for another name than this machine's.
    """
    name = re.sub(r":\d*$", "", host).strip("[]").lower()
    if name not in LOCAL_NAMES:
        raise HttpError(
            421, f"This sandbox serves this machine only, not '{name}'.", code="misdirected_request"
        )


@contextmanager
def _arguments(
    method: Method, request: HttpRequest, body: RequestBody, store: Store
) -> Iterator[dict[str, Any]]:
    """The body's properties; files that the operation does not keep are gone afterwards."""
    if method.body is not BodyKind.MULTIPART:
        yield _json(body)
        return
    most = MOST_PART.get(method.path, MOST_FILE)
    if body.announced > most + FORM_OVERHEAD:
        raise too_large(most)
    content_type = request.headers.get("content-type", "")
    with ExitStack() as files:
        yield read_form(
            body, content_type, lambda: files.enter_context(closing(store.blobs.temporary_file())), most
        )


def _json(body: RequestBody) -> dict[str, Any]:
    data = body.read_all(MOST_JSON)
    if data is None:
        raise too_large(MOST_JSON)
    if not data:
        return {}
    try:
        found = read_json(data)
    except ValueError:
        raise bad_request("We could not parse the JSON body of your request.", None, "invalid_json") from None
    if not isinstance(found, dict):
        raise bad_request("The JSON body of your request must be an object.", None, "invalid_json")
    return found
