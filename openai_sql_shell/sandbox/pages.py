"""Pagination, one page of a list: order, cursors and limit as the API documents them for each list.

Comes in: all records that belong to the list, and the call. Goes out: the envelope of the list's idiom with the shown objects.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.sandbox.http_errors import bad_request, wrong_type, wrong_value
from openai_sql_shell.sandbox.request_arguments import check_range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record

USUAL_LIMIT = 20
TIMES = ("created_at", "effective_at", "added_at", "created")
"""The columns that tell when an object was made; the first that it has counts."""


def page(
    records: Sequence[Record], call: OperationCall, show: Callable[[Record], Json] = attrgetter("fields")
) -> Json:
    """The page that a call asks for.

    Raises:
        HttpError: a limit out of range, an unknown order, a cursor that is not in the list.
    """
    limit = page_limit(call)
    ordered = sorted(records, key=_age, reverse=_newest_first(call))
    before = call.query.get("before")
    start = 0 if call.cursor is None else _position(ordered, call.cursor, call.method.paging.cursor) + 1
    end = len(ordered) if before is None else _position(ordered, before, "before")
    if before is not None and call.cursor is None:
        start = max(0, end - limit)
        more = start > 0
    else:
        more = start + limit < end
    chosen = ordered[start : min(end, start + limit)]
    return envelope(call.method.paging, chosen, [show(record) for record in chosen], more)


def envelope(paging: Paging, records: Sequence[Record], shown: list[Json], more: bool) -> Json:
    """The answer of a list: its objects, and where it goes on."""
    body: Json = {"object": "list", "data": shown}
    if paging is Paging.WHOLE:
        return body
    body["has_more"] = more
    following = cursor_of(records[-1]) if more else None
    if paging is Paging.NEXT_CURSOR:
        return body | {"next": following}
    if paging is Paging.PAGE_TOKEN:
        return body | {"next_page": following}
    if paging is Paging.AFTER_LAST_ITEM:
        return body
    first, last = (cursor_of(records[0]), cursor_of(records[-1])) if records else (None, None)
    return body | {"first_id": first, "last_id": last}


def cursor_of(record: Record) -> str:
    """What names an object in a list: its id, or its key where it has none."""
    return str(record.fields.get("id") or record.key.rpartition("/")[2])


def _age(record: Record) -> tuple[int, int]:
    made = next((record.fields[name] for name in TIMES if record.fields.get(name) is not None), 0)
    return int(made), record.serial


def page_limit(call: OperationCall) -> int:
    """The limit that was given; without one it is 20, or all that is allowed where that is more than 100."""
    most = call.method.max_page or USUAL_LIMIT
    given = call.query.get("limit")
    if given is None:
        return most if most > 100 else USUAL_LIMIT
    if re.fullmatch(r"-?\d{1,9}", given) is None:
        raise wrong_type("limit", "an integer", given)
    return check_range("limit", int(given), 1, most)


def _newest_first(call: OperationCall) -> bool:
    orders = call.method.orders
    given = call.query.get("order")
    if given is None:
        return call.method.default_order in ("desc", orders[1])
    if given not in orders:
        raise wrong_value("order", given, orders)
    return given == orders[1]


def _position(ordered: Sequence[Record], cursor: str, parameter: str | None) -> int:
    """Where the object that a cursor names stands in the list."""
    for index, record in enumerate(ordered):
        if cursor_of(record) == cursor:
            return index
    message = f"Invalid '{parameter}': there is no object with id '{cursor}' in this list."
    raise bad_request(message, parameter, "invalid_value")
