"""Calls of any declared method: declarations in, requests out, objects back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import BodyKind, Place, Returns, SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue, ProtocolError
from openai_sql_shell.handlers.files import check_target, downloaded, file_parts, flattened, written
from openai_sql_shell.handlers.read_request import query_of, request_for

if TYPE_CHECKING:
    from openai_sql_shell.api.messages import Request, Response
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Notices, Object


def request_of(call: Call) -> Request:
    """The request a call makes: path and query filled in, everything else in the body. Sends nothing.

    Raises:
        LocalFileError: a file to send cannot be read, or one to write exists.
        OpenAISqlError: what else can be checked here is wrong.
    """
    method, given = call.method, call.arguments
    if method.returns is Returns.BINARY:
        check_target(given)
    request = replace(request_for(call.resource, method, given), query=tuple(query_of(method, given)))
    body = _body(method, given)
    files = file_parts(method, body)
    if method.body is BodyKind.NONE:
        if body:
            raise InvalidValue(f"{method.name} takes no properties", hint=f"leave out {', '.join(body)}")
        return request
    if method.body is BodyKind.JSON or (method.body is BodyKind.EITHER and not files):
        return replace(request, json=body)
    sent = {file.parameter for file in files}
    fields = {name: value for name, value in body.items() if name not in sent}
    return replace(request, form=tuple(flattened(fields)), files=tuple(file.part for file in files))


def _body(method: Method, given: Any) -> dict[str, Any]:
    """What is declared for the body, or given as JSON by a person who knows a newer property, under the API's names."""
    places = {p.name: p for p in method.parameters}
    return {
        (places[name].wire or name) if name in places else name: value
        for name, value in given.items()
        if name not in places or places[name].place is Place.BODY
    }


def answer(call: Call, response: Response, notices: Notices) -> tuple[Object, ...]:
    """What the response to a call's request means: the objects, whatever their envelope.

    Raises:
        ProtocolError: it tells of another object. LocalFileError: what came cannot be written.
    """
    method = call.method
    if method.returns is Returns.BINARY:
        return (written(call, response.body),)
    if method.returns is Returns.LIST:
        if response.payload.get("has_more") is True:
            notices.add(f"{method.name} found more than it hands out in one answer")
        return tuple(response.payload["data"])
    if method.returns is Returns.EMPTY or (
        method.verb is SqlVerb.DELETE and method.returns is Returns.OBJECT
    ):
        return ()  # what is left where something was removed is not what was removed
    if not method.billable:
        _check_identity(call, response)
    return (response.payload,)


def make(call: Call, context: Context) -> tuple[Object, ...]:
    """Make a call and wait for it; bytes that are only read go to their file as they come. The ledger is told what was made."""
    request = request_of(call)
    if call.method.returns is Returns.BINARY:
        return (downloaded(call, request, context),)
    found = answer(call, context.transport.send(request, context.request_context), context.notices)
    context.made(call, found)
    return found


def _check_identity(call: Call, response: Response) -> None:
    named = next((p.name for p in call.method.parameters if p.place is Place.PATH and p.column == "id"), None)
    told = response.payload.get("id")
    if named is not None and told not in (None, call.arguments[named]):
        raise ProtocolError(f"{response.request.line} was answered with another object: {told}")
