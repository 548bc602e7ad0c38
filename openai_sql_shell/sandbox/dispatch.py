"""From a request to an answer: faults, route, key, arguments, time, operation.

Comes in: a request and its body. Goes out: an answer, or a `HttpError`, or `ConnectionDropped`. Knows nothing about sockets.
Operations run one at a time, under the store's lock; bodies are read before, so that a slow client holds up nobody.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from openai_sql_shell.catalog.model import BodyKind
from openai_sql_shell.sandbox import lifecycles, router
from openai_sql_shell.sandbox.faults import Fault, Trouble, spoil
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.messages import Download, EncodedResponse, OperationCall
from openai_sql_shell.sandbox.multipart_form import read_form, too_large
from openai_sql_shell.sandbox.request_arguments import check_body, check_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.sandbox.faults import Faults
    from openai_sql_shell.sandbox.request_body import RequestBody
    from openai_sql_shell.sandbox.request_log import SeenRequest
    from openai_sql_shell.sandbox.store import Store

MOST_JSON = 32 * 1024 * 1024
MOST_FILE = {"create_file": 512 * 1024 * 1024, "add_upload_part": 64 * 1024 * 1024}
"""Bytes of one uploaded file, by method."""
FORM_OVERHEAD = 64 * 1024
"""Bytes a form may have besides its file."""

NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"
    " (i.e. Authorization: Bearer YOUR_KEY)."
)


class ConnectionDropped(Exception):
    """The connection is to be closed without an answer."""


class Dispatcher:
    """The one entrance to the resources."""

    def __init__(self, store: Store, faults: Faults, key: str, closed: Callable[[], bool]) -> None:
        self._store = store
        self._faults = faults
        self._key = key
        self._closed = closed

    def answer(self, request: SeenRequest, body: RequestBody) -> EncodedResponse:
        """Carry a request out.

        Raises:
            Refusal: the API would answer with an error.
            Dropped: the connection is to be closed instead.
        """
        fault = self._faults.take(request.method, request.target.partition(" ")[2])
        self._faults.wait()
        if self._closed():
            raise ConnectionDropped
        trouble = _before(fault)
        method, path = router.find(request.method, request.path)
        self._check_key(request)
        query = check_query(method, parse_qsl(request.query, keep_blank_values=True))
        with _arguments(method, request, body, self._store) as arguments:
            outgoing = self._operate(
                OperationCall(method, path, query, check_body(method, arguments)), trouble
            )
        if trouble is Trouble.DROP_AFTER:
            if isinstance(outgoing.content, Download):
                outgoing.content.stream.close()
            raise ConnectionDropped
        return outgoing

    def _operate(self, call: OperationCall, trouble: Trouble | None) -> EncodedResponse:
        """Let time pass, then act. The answer becomes text at once: its objects may change later."""
        after = call.query.get("after")
        if trouble is Trouble.IGNORE_AFTER:
            call = replace(call, query={name: value for name, value in call.query.items() if name != "after"})
        with self._store.lock:
            try:
                lifecycles.settle(self._store)
                answer = router.OPERATIONS[call.method.name](self._store, call)
            finally:
                self._store.flush()
            if isinstance(answer.content, Download):
                return EncodedResponse(answer.content, answer.headers, trouble)
            return EncodedResponse(
                json.dumps(spoil(answer.content, trouble, after)).encode(), answer.headers, trouble
            )

    def _check_key(self, request: SeenRequest) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise HttpError(401, NO_KEY)
        if given != self._key:
            shown = f"{given[:3]}{'*' * 8}{given[-4:]}" if len(given) > 12 else "*" * len(given)
            message = f"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
            raise HttpError(401, message, code="invalid_api_key")


def _before(fault: Fault | None) -> Trouble | None:
    """Let the part of a fault happen that comes before anything is done."""
    if fault is None:
        return None
    refusal = fault.refusal()
    if refusal is not None:
        raise refusal
    if fault.trouble is Trouble.DROP_BEFORE:
        raise ConnectionDropped
    return fault.trouble


@contextmanager
def _arguments(
    method: Method, request: SeenRequest, body: RequestBody, store: Store
) -> Iterator[dict[str, Any]]:
    """The body's properties; files that the operation does not keep are gone afterwards."""
    if method.body is not BodyKind.MULTIPART:
        yield _json(body)
        return
    most = MOST_FILE[method.name]
    if body.announced > most + FORM_OVERHEAD:
        raise too_large(most)
    form = read_form(body, request.headers.get("content-type", ""), store.blobs.draft, most)
    try:
        yield form.parts
    finally:
        form.discard()


def _json(body: RequestBody) -> dict[str, Any]:
    data = body.read_all(MOST_JSON)
    if data is None:
        raise too_large(MOST_JSON)
    if not data:
        return {}
    try:
        found = json.loads(data)
    except ValueError:
        raise bad_request("We could not parse the JSON body of your request.", None, "invalid_json") from None
    if not isinstance(found, dict):
        raise bad_request("The JSON body of your request must be an object.", None, "invalid_json")
    return found
