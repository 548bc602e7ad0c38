"""EXPLAIN: a plan as steps, each with its row. What SQLite does, which requests it makes, how many to expect and why. Sends nothing.

EXPLAIN ANALYZE puts beside each step what really happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import astuple, field, fields, frozen, replace
from openai_sql_shell.engine.list_fallback import listing_for
from openai_sql_shell.errors import counted
from openai_sql_shell.session.calls import body_text, call_for, requests_of
from openai_sql_shell.session.request_count import (
    RequestCount,
    asked_for,
    expected,
    owners_read_elsewhere,
    together,
)
from openai_sql_shell.sql.query_shape import query_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.engine.database import PlanStep
    from openai_sql_shell.engine.execution import Actual
    from openai_sql_shell.engine.line_buffer import LineBuffer
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Call, Server
    from openai_sql_shell.planner.plans import CallPlan, ChangePlan
    from openai_sql_shell.result import RequestStats, Row
    from openai_sql_shell.sql.query_shape import QueryShape

CALLS_SHOWN = 20
"""Calls of a change that are listed one by one."""


@frozen
class ExplainRow:
    """One row of EXPLAIN; the fields are its columns."""

    step: str
    resource: str | None = None
    method: str | None = None
    request: str | None = None
    server_filters: str | None = None
    local_filters: str | None = None
    order_and_limit: str | None = None
    fan_out: str | None = None
    expected_requests: str = "0"


@frozen
class ExplainStep:
    """One step: its row, and the facts that are in it."""

    row: ExplainRow
    count: RequestCount = field(default_factory=RequestCount)
    """Of one entry, where it is entered once for each value."""
    depth: int = 0
    """How many steps of SQLite are around it."""
    scan: Scan | None = None
    """How a resource is read; None: another step, or a call."""
    at_once: int = 1
    """Requests that travel together."""
    list_pages: int | None = None
    """How many requests the list takes that has the same objects, as far as the session has seen."""


SORTERS = ("USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY")
"""Steps of SQLite that hand on nothing before they have everything."""

LIST_INSTEAD = "its list instead, once that is cheaper"

FED_THROUGH = ("CO-ROUTINE", "MATERIALIZE")
"""Steps whose rows all go to the level above."""

COLUMNS = tuple(fields(ExplainRow))
MEASURED = (*COLUMNS, "actual_entries", "actual_requests", "actual_rows")
"""The columns of EXPLAIN ANALYZE."""


ANSWERED_HERE = ExplainStep(ExplainRow("answered here, without a request"))
"""The only step of a statement that sends nothing."""


def query_steps(steps: Sequence[PlanStep], sql: str, concurrency: int, server: Server) -> list[ExplainStep]:
    """The steps of a query, in SQLite's order."""
    shape, parents = query_shape(sql), {step.number: step.parent for step in steps}
    owners = owners_read_elsewhere(step.scan for step in steps if step.scan is not None)
    return [
        replace(
            _step(step, _shape_at(step, steps, shape), concurrency, server, owners),
            depth=_depth(step.parent, parents),
        )
        for step in steps
    ]


def _depth(number: int, parents: Mapping[int, int]) -> int:
    """How many steps lie on the way from one to the statement.

    >>> _depth(2, {2: 1, 1: 0})
    2
    """
    depth = 0
    while number in parents:
        number, depth = parents[number], depth + 1
    return depth


def _shape_at(step: PlanStep, steps: Iterable[PlanStep], shape: QueryShape) -> QueryShape:
    """The shape of the query as one scan knows it: what is sorted or grouped here is read whole, whatever the LIMIT."""
    above = {found.number: found for found in steps}
    level = step.parent
    sorting = {found.parent for found in steps if found.text.startswith(SORTERS)}
    while level not in sorting and level in above and above[level].text.startswith(FED_THROUGH):
        level = above[level].parent
    whole = level in sorting and " EXISTS VIRTUAL TABLE" not in step.text
    return replace(shape, may_stop_early=shape.may_stop_early and not whole)


def _step(
    step: PlanStep, shape: QueryShape, concurrency: int, server: Server, owners: Collection[str]
) -> ExplainStep:
    scan = step.scan
    if step.file is not None:
        return ExplainStep(ExplainRow(step.text.partition(" VIRTUAL TABLE")[0], step.file.call))
    if scan is None:
        return ExplainStep(ExplainRow(step.text.partition(" VIRTUAL TABLE")[0]))
    lines, ahead = scan.method.lines, together(scan, concurrency)
    owner = lines.owner if lines is not None else None
    pages = _list_pages(scan, server)
    count = expected(scan, shape, has_owner=owner is not None and owner.id in owners)
    row = ExplainRow(
        step.text.partition(" VIRTUAL TABLE")[0],
        scan.resource.id,
        scan.method.name,
        ", ".join(unquote(request.line) for request in asked_for(scan, server.largest_page)) or None,
        ", ".join(scan.server_filters) or None,
        ", ".join(scan.filtered_here) or None,
        order_and_limit(scan, shape),
        fan_out(scan, ahead),
        f"{count}, for each value{_or_list(scan, pages)}" if scan.depends else str(count),
    )
    return ExplainStep(row, count, scan=scan, at_once=ahead, list_pages=pages)


def _list_pages(scan: Scan, server: Server) -> int | None:
    """How many requests the list takes that is read instead of single objects, as far as the session has seen."""
    instead = listing_for(scan.example()) if scan.one_object and scan.depends else None
    return server.pages_of(instead[0]) if instead is not None else None


def _or_list(scan: Scan, pages: int | None) -> str:
    if not scan.one_object or not scan.method.safe:
        return ""
    return f" ({LIST_INSTEAD if pages is None else f'its list instead, {known_list(pages)}'})"


def known_list(pages: int) -> str:
    """When a list is read whose length is known, and why.

    >>> known_list(10)
    'for more than 10: it had 10 pages'
    """
    return f"for more than {pages}: it had {counted(pages, 'page')}"


def order_and_limit(scan: Scan, shape: QueryShape) -> str | None:
    """What becomes of ORDER BY and LIMIT at this scan."""
    facts = [f"sorted by the server, {scan.order}"] if scan.order and scan.sorted else []
    if scan.known_rows is not None:
        facts.append(f"limit asks for {scan.known_rows} rows")
    elif shape.limited and not scan.one_object:
        facts.append("limit applied here")
    return ", ".join(facts) or None


def fan_out(scan: Scan, ahead: int) -> str | None:
    """Which values a scan is entered with, and how many at once; or by which its rows are found once the list is here."""
    if not scan.depends:
        return f"found by an index made here ({scan.join_column})" if scan.join_column else None
    return f"once for each {entered_with(scan)}, {at_once(ahead)}"


def entered_with(scan: Scan) -> str:
    """The parameters whose values come from elsewhere, as a phrase."""
    return ", ".join(b.parameter.sql_name for b in scan.bound if b.known is None) or "value"


def requests_made(actual: Mapping[str, Actual]) -> dict[str, int]:
    """The requests of each scan by its ident, complete when the statement has ended; an answer that several needed is the first one's."""
    told: dict[str, int] = {}
    counted: set[PageBuffer | LineBuffer] = set()
    for ident, real in actual.items():
        told[ident] = sum(buffer.requested for buffer in real.answers - counted)
        counted |= real.answers
    return told


def measured_rows(
    steps: Sequence[ExplainStep], actual: Mapping[str, Actual], stats: RequestStats, rows: int
) -> list[Row]:
    """The rows of the steps with what really happened, and the sum."""
    found: list[Row] = []
    made, untold = requests_made(actual), dict(actual)
    for step in steps:
        ident = step.scan.ident if step.scan is not None else ""
        real = untold.pop(ident, None)
        happened = (real.entered, made[ident], real.rows) if real is not None else (None, None, None)
        found.append((*astuple(step.row), *happened))
    cost = f"{stats.retries} retries, {stats.cached} cached, peak {stats.peak} at once, {stats.received:,} bytes received"
    found.append(
        (*astuple(ExplainRow("TOTAL", request=cost, expected_requests="")), None, stats.requests, rows)
    )
    return found


def change_steps(
    plan: ChangePlan, steps: Sequence[ExplainStep], calls: Sequence[Call] | None, concurrency: int
) -> list[ExplainStep]:
    """Reading what is to be changed, then the calls: each of them where they are known already."""
    return call_steps(plan.method, plan.target.resource, steps if plan.reads else (), calls, concurrency)


def call_steps(
    called: Method,
    of: Resource,
    steps: Sequence[ExplainStep],
    calls: Sequence[Call] | None,
    concurrency: int,
) -> list[ExplainStep]:
    """The steps of a query, then the calls for its rows; None: they are not known yet."""
    verb, resource, method = called.verb.value, of.id, called.name
    found, ahead = list(steps), at_once(concurrency, ", answers in order")
    if calls is None:
        count, told = _for_rows(called)
        line = f"{called.http} {called.path}"
        row = ExplainRow(verb, resource, method, line, fan_out=ahead, expected_requests=told)
        return [*found, ExplainStep(row, count, at_once=concurrency)]
    fan_out = ahead if len(calls) > 1 else None
    found += [
        ExplainStep(
            ExplainRow(verb, resource, method, _told(request), fan_out=fan_out, expected_requests="1"),
            RequestCount(1, 1),
            at_once=concurrency,
        )
        for request in requests_of(calls[:CALLS_SHOWN])
    ]
    if len(calls) > CALLS_SHOWN:
        more = len(calls) - CALLS_SHOWN
        row = ExplainRow(f"{verb} ...", resource, method, expected_requests=f"{more} more")
        found.append(ExplainStep(row, RequestCount(more, more), at_once=concurrency))
    return found


def _for_rows(called: Method) -> tuple[RequestCount, str]:
    """How many calls the rows of a query become, and the same in words."""
    array = called.parameter(called.collects.values) if called.collects is not None else None
    if array is None or array.max_items is None:
        return RequestCount(every="row found"), "1 for each row found"
    same = " and ".join(called.path_parameters)
    return RequestCount(
        rows=array.max_items
    ), f"1 for every {array.max_items} rows found with the same {same}"


def part_steps(
    steps: Sequence[ExplainStep], calls: Sequence[tuple[Resource, Method]], at_once_: int
) -> list[ExplainStep]:
    """The steps of a query, then the calls for each file that its rows come to."""
    fan_out = f"{at_once_} parts at once, each uploaded before its batch is made"
    rows = [
        ExplainRow(
            method.verb.value,
            of.id,
            method.name,
            method.line,
            fan_out=fan_out,
            expected_requests="1 for every part",
        )
        for of, method in calls
    ]
    return [*steps, *(ExplainStep(row, RequestCount(every="part"), at_once=at_once_) for row in rows)]


def _told(request: Request) -> str:
    """Method and path of a change; its body, too, where a null in it takes a property back."""
    takes_back = request.json is not None and None in request.json.values()
    body = body_text(request) if takes_back else None
    return " ".join(filter(None, (unquote(request.line), body)))


def at_once(number: int, more: str = "") -> str:
    """How requests travel; ``more`` is to be said of several together."""
    return f"{number} at once{more}" if number > 1 else "one after the other"


def exec_steps(
    plan: CallPlan, steps: Sequence[ExplainStep], check_files: Callable[[Call], None]
) -> list[ExplainStep]:
    """The queries for its arguments, then the one call of EXEC."""
    found = {name: f"{{{name}}}" for name in plan.queries}
    (request,) = requests_of([call_for(replace(plan, arguments={**plan.arguments, **found}), check_files)])
    paged = plan.method.returns is Returns.LIST and plan.method.safe
    count = RequestCount(every="page") if paged else RequestCount(1, 1)
    row = ExplainRow(
        "EXEC", plan.resource.id, plan.method.name, unquote(request.line), expected_requests=str(count)
    )
    return [*steps, ExplainStep(row, count)]
