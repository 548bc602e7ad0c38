"""Making a call: its declaration and arguments in, a request out, the objects of the answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.paging import Pager
from openai_sql_shell.catalog.model import BodyKind, Place, Returns
from openai_sql_shell.handlers.files import check_target, download, form_and_file
from openai_sql_shell.handlers.reading import fill_path, only_object

if TYPE_CHECKING:
    from openai_sql_shell.api.messages import Response
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Notices, Object


def request_of(call: Call) -> Request:
    """The request a call makes: the path filled in, everything else in the body. Sends nothing.

    Raises:
        OpenAISqlError: what can be checked here is wrong, such as a file that is missing or a target that exists.
    """
    method = call.method
    if method.returns is Returns.BINARY:
        check_target(call)
    body = {p: v for p, v in call.arguments.items() if _in_body(method, p)}
    form, file = form_and_file(method, body) if method.body is BodyKind.MULTIPART else ((), None)
    return Request(
        method.http,
        fill_path(method, call.arguments),
        json=body if method.body is BodyKind.JSON else None,
        form=form,
        file=file,
        headers=method.headers,
        key=method.key,
    )


def objects_of(call: Call, response: Response, notices: Notices) -> tuple[Object, ...]:
    """What the response to a call's request means: the objects, whatever their envelope."""
    if call.method.returns is Returns.LIST:
        page = Pager(response.request, call.method.paging).take(response)
        if page.more:
            notices.add(f"{call.method.name} found more than it hands out in one answer")
        return page.items
    if call.method.returns is Returns.EMPTY or not response.body:
        return ()
    return (only_object(response),)


def make_call(call: Call, context: Context) -> tuple[Object, ...]:
    """Make the call and wait for it; an answer that is no JSON is a download."""
    request = request_of(call)
    if call.method.returns is Returns.BINARY:
        return (download(call, request, context),)
    response = context.transport.send(request, context.request_context)
    return objects_of(call, response, context.notices)


def _in_body(method: Method, name: str) -> bool:
    """Declared for the body, or given as JSON by a person who knows a newer property."""
    return all(p.place is Place.BODY for p in method.parameters if p.name == name)
