"""Pagination, one page of a list: order, cursors and limit as the API documents them for each list.

Comes in: all records that belong to the list, and the call. Goes out: the envelope with the shown objects.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import bad_request, wrong_type, wrong_value
from openai_sql_shell.sandbox.request_arguments import check_range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record

USUAL_LIMIT = 20
ORDERS = ("asc", "desc")


def page(
    records: Sequence[Record], call: OperationCall, show: Callable[[Record], Json] = attrgetter("fields")
) -> Json:
    """The page that a call asks for.

    Raises:
        HttpError: a limit out of range, an unknown order, a cursor that is not in the list.
    """
    limit = _limit(call)
    newest_first = _order(call) == "desc"
    ordered = sorted(records, key=_age, reverse=newest_first)
    before = call.query.get("before")
    start = 0 if call.cursor is None else _position(ordered, call.cursor, call.method.paging.cursor) + 1
    end = len(ordered) if before is None else _position(ordered, before, "before")
    if before is not None and call.cursor is None:
        start = max(0, end - limit)
        more = start > 0
    else:
        more = start + limit < end
    chosen = [show(record) for record in ordered[start : min(end, start + limit)]]
    return {
        "object": "list",
        "data": chosen,
        "first_id": chosen[0]["id"] if chosen else None,
        "last_id": chosen[-1]["id"] if chosen else None,
        "has_more": more,
    }


def _age(record: Record) -> tuple[int, int]:
    return record.fields["created_at"], record.serial


def _limit(call: OperationCall) -> int:
    """The limit that was given; without one it is 20, or all that is allowed where that is more than 100."""
    most = call.method.max_page or USUAL_LIMIT
    given = call.query.get("limit")
    if given is None:
        return most if most > 100 else USUAL_LIMIT
    if re.fullmatch(r"-?\d{1,9}", given) is None:
        raise wrong_type("limit", "an integer", given)
    return check_range("limit", int(given), 1, most)


def _order(call: OperationCall) -> str:
    given = call.query.get("order", call.method.default_order)
    if given not in ORDERS:
        raise wrong_value("order", given, ORDERS)
    return given


def _position(ordered: Sequence[Record], cursor: str, parameter: str | None) -> int:
    """Where the object that a cursor names stands in the list."""
    for index, record in enumerate(ordered):
        if record.fields["id"] == cursor:
            return index
    message = f"Invalid '{parameter}': there is no object with id '{cursor}' in this list."
    raise bad_request(message, parameter, "invalid_value")
