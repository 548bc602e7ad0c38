"""The handler that drives any declared resource: declarations in, requests out, objects back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.paging import Pager
from openai_sql_shell.catalog.model import BodyKind, Place, Returns, SqlVerb
from openai_sql_shell.handlers.reading import Reading, fill_path

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            look=look_statement(call) if method.changes else None,
        )

    def answer(self, call: Call, response: Response, notices: Notices) -> tuple[Object, ...]:
        """What the response to a call's request means: the objects, whatever their envelope."""
        if call.method.returns is Returns.LIST:
            page = Pager(response.request, call.method.paging).take(response)
            if page.more:
                notices.add(f"{call.method.name} found more than it hands out in one answer")
            return page.items
        return () if call.method.returns is Returns.EMPTY else (response.payload,)

    def call(self, call: Call, context: Context) -> tuple[Object, ...]:
        """Make the call and wait for it."""
        response = context.transport.send(self.request(call), context.request_context)
        return self.answer(call, response, context.notices)


def look_statement(call: Call) -> str | None:
    """The statement that shows whether a call was carried out: its object, or the newest ones; None: nothing shows it."""
    resource, method = call.resource, call.method
    fixed = {p.column or p.name: call.arguments.get(p.name) for p in method.parameters if p.required}
    readable = resource.for_verb(SqlVerb.SELECT)
    for answer in (Returns.OBJECT, Returns.LIST):
        for select in readable:
            key = [p.column or p.name for p in select.parameters if p.required]
            if select.returns is answer and all(fixed.get(name) is not None for name in key):
                tail = " ORDER BY created_at DESC LIMIT 5" if answer is Returns.LIST else ""
                return f"SELECT * FROM {resource.id}{where((n, fixed[n]) for n in key)}{tail}"
    given = {name: literal(value) for name, value in call.arguments.items()}
    return None if resource.look is None else resource.look.format(**given)


def where(pairs: Iterable[tuple[str, object]]) -> str:
    """A condition on some columns, with the blank in front; empty where there are none.

    >>> where([("id", "it's")])
    " WHERE id = 'it''s'"
    """
    conditions = " AND ".join(f"{name} = {literal(value)}" for name, value in pairs)
    return f" WHERE {conditions}" if conditions else ""


def literal(value: object) -> str:
    """A text in SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _in_body(method: Method, name: str) -> bool:
    """Declared for the body, or given as JSON by a person who knows a newer property."""
    return all(p.place is Place.BODY for p in method.parameters if p.name == name)
