"""The handler that drives any declared resource: declarations in, requests out, objects back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.paging import Pager
from openai_sql_shell.catalog.model import BodyKind, Place, Returns
from openai_sql_shell.errors import ProtocolError
from openai_sql_shell.handlers.reading import Reading, fill_path

if TYPE_CHECKING:
    from openai_sql_shell.api.messages import Response
    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.handlers.base import Call, Context, Notices, Object, Read, Server


class RestHandler:
    """Reads and changes any declared resource. Stateless: one serves every resource and every thread."""

    def reading(self, read: Read, notices: Notices, server: Server) -> Reading:
        """Begin to answer a question: one object, or a list page by page. Sends nothing."""
        return Reading(read, notices, server)

    def request(self, call: Call) -> Request:
        """The request a call makes: the path filled in, everything else in the body. Sends nothing.

        Raises:
            OpenAISqlError: what can be checked here is wrong.
        """
        method = call.method
        body = {p: v for p, v in call.arguments.items() if _in_body(method, p)}
        return Request(
            method.http,
            fill_path(method, call.arguments),
            json=body if method.body is BodyKind.JSON else None,
            headers=method.headers,
            key=method.key,
            returns=method.returns,
            read_only=method.read_only,
        )

    def answer(self, call: Call, response: Response, notices: Notices) -> tuple[Object, ...]:
        """What the response to a call's request means: the objects, whatever their envelope.

        Raises:
            ProtocolError: it tells of another object.
        """
        if call.method.returns is Returns.LIST:
            page = Pager(response.request, call.method.paging).take(response)
            if page.more:
                notices.add(f"{call.method.name} found more than it hands out in one answer")
            return page.items
        if call.method.returns is Returns.EMPTY:
            return ()
        _check_identity(call, response)
        return (response.payload,)

    def call(self, call: Call, context: Context) -> tuple[Object, ...]:
        """Make the call and wait for it."""
        response = context.transport.send(self.request(call), context.request_context)
        return self.answer(call, response, context.notices)


def _check_identity(call: Call, response: Response) -> None:
    named = next((p.name for p in call.method.parameters if p.place is Place.PATH and p.column == "id"), None)
    told = response.payload.get("id")
    if named is not None and told not in (None, call.arguments[named]):
        raise ProtocolError(f"{response.request.line} was answered with another object: {told}")


def _in_body(method: Method, name: str) -> bool:
    """Declared for the body, or given as JSON by a person who knows a newer property."""
    return all(p.place is Place.BODY for p in method.parameters if p.name == name)
