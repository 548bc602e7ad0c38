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
from openai_sql_shell.catalog.model import BodyKind, KeyClass
from openai_sql_shell.classes import replace
from openai_sql_shell.sandbox import seeds
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.messages import EncodedResponse, OperationCall, json_response, read_json
from openai_sql_shell.sandbox.multipart_form import read_form, too_large
from openai_sql_shell.sandbox.operations import advance_due, operation
from openai_sql_shell.sandbox.ranges import part_of
from openai_sql_shell.sandbox.request_arguments import check_body, check_query, typed_form
from openai_sql_shell.sandbox.router import Router

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import HttpRequest
    from openai_sql_shell.sandbox.request_body import RequestBody
    from openai_sql_shell.sandbox.store import Store

MOST_JSON = 32 * 1024 * 1024
MOST_FILE = 512 * 1024 * 1024
"""Bytes of one uploaded file."""
MOST_PART = {"/uploads/{upload_id}/parts": 64 * 1024 * 1024}
"""The same where less is taken, by the path of the method."""
FORM_OVERHEAD = 64 * 1024
"""Bytes a form may have besides its file."""

CREATED = ("create_eval", "create_eval_run")
"""Methods that answer with HTTP 201."""

LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")
"""What clients of this machine call it."""
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"
    " (i.e. Authorization: Bearer YOUR_KEY)."
)

NO_SCOPE = (
    "You have insufficient permissions for this operation. Missing scopes: {}. Check that you have the correct role in your"
    " organization, and if you're using a restricted API key, that it has the necessary scopes."
)
COUNTED = ("/organization/usage", "/organization/costs")
EITHER_KEY = "/fine_tuning/checkpoints"
"""Operations that take both kinds of key."""


class Dispatcher:
    """The one entrance to the resources."""

    def __init__(self, store: Store, key: str, admin_key: str) -> None:
        self._store = store
        self._router = Router(Catalog())
        self._keys: dict[str, KeyClass | None] = {key: KeyClass.API, admin_key: KeyClass.ADMIN}
        if key == admin_key:
            self._keys = {key: None}

    def handle(self, request: HttpRequest, body: RequestBody) -> EncodedResponse:
        """Carry a request out.

        Raises:
            HttpError: the API would answer with an error.
        """
        _check_host(request.headers.get("host", ""))
        verb = "GET" if request.method == "HEAD" else request.method
        route, path = self._router.find(verb, request.path)
        method = route.method
        self._check_key(request, method)
        pairs = tuple(parse_qsl(request.query, keep_blank_values=True))
        query = check_query(method, pairs)
        project = request.headers.get("openai-project")
        with _arguments(method, request, body, self._store) as arguments:
            checked = check_body(method, arguments)
            call = OperationCall(method, path, query, checked, route.resource, pairs, self._router)
            return part_of(self._operate(call, project), request)

    def warm(self) -> None:
        """Make the seeds that take longest."""
        with self._store.lock:
            seeds.ensure(self._store, "batch.batches")

    def _operate(self, call: OperationCall, project: str | None) -> EncodedResponse:
        """Let time pass, then act. The response becomes text at once: its objects may change later."""
        with self._store.lock:
            try:
                advance_due(self._store)
                seeds.ensure(self._store, call.table)
                with self._store.working_for(project):
                    response = operation(_resource(call), call.method)(self._store, call)
            finally:
                self._store.flush()
            if isinstance(response, EncodedResponse):
                return response
            return replace(json_response(response), status=201 if call.method.name in CREATED else 200)

    def _check_key(self, request: HttpRequest, method: Method) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise HttpError(401, NO_KEY)
        if given not in self._keys:
            shown = f"{given[:3]}{'*' * 8}{given[-4:]}" if len(given) > 12 else "*" * len(given)
            message = f"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
            raise HttpError(401, message, code="invalid_api_key")
        if method.key is not self._keys[given] is not None and not method.path.startswith(EITHER_KEY):
            raise _wrong_kind(method)


def _wrong_kind(method: Method) -> HttpError:
    """The key is good, but of the other kind: the API names the scope that is missing."""
    if method.key is KeyClass.API:
        status, scope = 401, "model.request"
    elif method.path.startswith(COUNTED):
        status, scope = 403, "api.usage.read"
    else:
        status, scope = 403, f"api.management.{'read' if method.safe else 'write'}"
    return HttpError(status, NO_SCOPE.format(scope))


def _resource(call: OperationCall) -> Resource:
    assert call.resource is not None  # noqa: S101 - the router has named it
    return call.resource


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
    content_type = request.headers.get("content-type", "")
    either = method.body is BodyKind.EITHER and content_type.startswith("multipart/")
    if method.body is not BodyKind.MULTIPART and not either:
        yield _json(body)
        return
    most = MOST_PART.get(method.path, MOST_FILE)
    if body.announced > most + FORM_OVERHEAD:
        raise too_large(most)
    with ExitStack() as files:
        form = read_form(
            body, content_type, lambda: files.enter_context(closing(store.blobs.temporary_file())), most
        )
        yield typed_form(method, form)


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
