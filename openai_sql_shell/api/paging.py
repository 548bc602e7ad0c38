"""A list request in, its pages out, by whichever idiom the API continues that list.

A list must never end silently short and never run in circles: an answer that contradicts itself is a `ProtocolError`.
Nothing here sends anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from openai_sql_shell.api.messages import Request, Response

Item = dict[str, Any]

EMPTY_PAGES = 3
"""How many empty pages in a row that promise more are believed."""

CONTINUED_BY = ("has_more", "last_id", "next", "next_page")
"""What an answer says beside its items about those that follow."""

_HINT = "rows already shown are right; more may exist"


@frozen
class Page:
    """One answer's share of a list."""

    items: tuple[Item, ...]
    last: bool
    """No request follows."""
    more: bool = False
    """The API has more, and no parameter asks for it: the caller should say so."""


def _last_id(payload: Mapping[str, Any]) -> object:
    return payload.get("last_id") or _last_item(payload)


def _last_item(payload: Mapping[str, Any]) -> object:
    data = payload.get("data")
    return data[-1].get("id") if data else None


_CURSOR_IN: Mapping[Paging, Callable[[Mapping[str, Any]], object]] = {
    Paging.AFTER_LAST_ID: _last_id,
    Paging.AFTER_LAST_ITEM: _last_item,
    Paging.NEXT_CURSOR: lambda payload: payload.get("next"),
    Paging.PAGE_TOKEN: lambda payload: payload.get("next_page"),
}
"""Where an answer holds the cursor, for each idiom that has one."""


def next_cursor(payload: Mapping[str, Any], paging: Paging, sent: Collection[str] = ()) -> str | None:
    """The cursor by which the list goes on after an answer; None at its end. ``sent`` holds every cursor used so far.

    >>> page = {"data": [{"id": "batch_1"}], "has_more": True, "last_id": "batch_1"}
    >>> next_cursor(page, Paging.AFTER_LAST_ID)
    'batch_1'

    Raises:
        ProtocolError: there is more but no cursor, or a cursor that was used before.
    """
    more = payload.get("has_more")
    if paging is Paging.WHOLE and more is True:
        raise ProtocolError("the API says the list goes on, and no parameter asks for the rest", hint=_HINT)
    if paging.cursor is None or more is False:
        return None
    token = _CURSOR_IN[paging](payload)
    value = token if isinstance(token, str) and token else None
    if not payload.get("data") and (more is not True or value is not None):
        return None if value in sent else value
    if value is None and more:
        raise ProtocolError("the API says the list goes on, but not where", hint=_HINT)
    if value in sent:
        raise ProtocolError(
            f"the API repeats a page of the list: {paging.cursor}={value} came back", hint=_HINT
        )
    return value


def continued(request: Request, parameter: str, cursor: str) -> Request:
    """The same request one page further: every parameter repeated, the cursor alone replaced."""
    kept = tuple(pair for pair in request.query if pair[0] != parameter)
    return replace(request, query=(*kept, (parameter, cursor)))


class Pager:
    """Reads one list answer by answer: send ``request``, hand the response to ``take``, until ``request`` is None."""

    def __init__(self, first: Request, paging: Paging) -> None:
        self.request: Request | None = first
        self._paging = paging
        self._sent = {value for name, value in first.query if name == paging.cursor}
        self._first_id: object = None
        self._empty = 0

    def take(self, response: Response) -> Page:
        """Read one answer, a list that was believed, and move on to the next request.

        Raises:
            ProtocolError: the answer contradicts itself or an earlier one.
        """
        payload = response.payload
        items: tuple[Item, ...] = tuple(payload["data"])
        self._notice_standstill(response.request, items)
        cursor = next_cursor(payload, self._paging, self._sent)
        self.request = None
        if cursor is not None:
            self._sent.add(cursor)
            self.request = continued(response.request, str(self._paging.cursor), cursor)
        more = self._paging is Paging.SINGLE and payload.get("has_more") is True
        return Page(items, last=cursor is None, more=more)

    def _notice_standstill(self, request: Request, items: tuple[Item, ...]) -> None:
        first_id = items[0].get("id") if items else None
        if first_id is not None and first_id == self._first_id:
            raise ProtocolError(
                f"{request.line} was answered with the page before it: the server ignores the cursor",
                hint=_HINT,
            )
        self._first_id = first_id
        self._empty = 0 if items else self._empty + 1
        if self._empty > EMPTY_PAGES:
            raise ProtocolError(
                f"{request.line}: {self._empty} empty pages in a row that all promise more", hint=_HINT
            )
