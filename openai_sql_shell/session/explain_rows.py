"""EXPLAIN: a plan as rows. What SQLite does, which requests it makes, how many to expect and why. Sends nothing.

EXPLAIN ANALYZE puts beside each step what really happened.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.handlers.base import Notices
from openai_sql_shell.handlers.registry import handler_of
from openai_sql_shell.session.calls import body_text, call_for, requests_of
from openai_sql_shell.sql.query_shape import query_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.engine.database import PlanStep
    from openai_sql_shell.engine.execution import Actual
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Call, Server
    from openai_sql_shell.planner.plans import CallPlan, ChangePlan
    from openai_sql_shell.result import RequestStats, Row
    from openai_sql_shell.sql.query_shape import QueryShape

CALLS_SHOWN = 20
"""Calls of a change that are listed one by one."""


@dataclass(frozen=True, slots=True)
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


SORTERS = ("USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY")
"""Steps of SQLite that hand on nothing before they have everything."""

FED_THROUGH = ("CO-ROUTINE", "MATERIALIZE")
"""Steps whose rows all go to the level above."""

COLUMNS = tuple(ExplainRow.__dataclass_fields__)
MEASURED = (*COLUMNS, "actual_entries", "actual_requests", "actual_rows")
"""The columns of EXPLAIN ANALYZE."""


ANSWERED_HERE: Row = astuple(ExplainRow("answered here, without a request"))
"""The only step of a statement that sends nothing."""


def query_rows(steps: Sequence[PlanStep], sql: str, concurrency: int, server: Server) -> list[Row]:
    """The steps of a query, in SQLite's order."""
    shape = query_shape(sql)
    return [astuple(_line(step, _shape_at(step, steps, shape), concurrency, server)) for step in steps]


def _shape_at(step: PlanStep, steps: Iterable[PlanStep], shape: QueryShape) -> QueryShape:
    """The shape of the query as one scan knows it: what is sorted or grouped here is read whole, whatever the LIMIT."""
    above = {found.number: found for found in steps}
    level = step.parent
    sorting = {found.parent for found in steps if found.text.startswith(SORTERS)}
    while level not in sorting and level in above and above[level].text.startswith(FED_THROUGH):
        level = above[level].parent
    whole = level in sorting and " EXISTS VIRTUAL TABLE" not in step.text
    return replace(shape, may_stop_early=shape.may_stop_early and not whole)


def _line(step: PlanStep, shape: QueryShape, concurrency: int, server: Server) -> ExplainRow:
    scan = step.scan
    if scan is None:
        return ExplainRow(step.text)
    request = handler_of(scan.resource).reading(scan.example(), Notices(), server).request
    assert request is not None  # noqa: S101 - every question begins with a request
    return ExplainRow(
        step.text.partition(" VIRTUAL TABLE")[0],
        scan.resource.id,
        scan.method.name,
        unquote(request.line),
        ", ".join(scan.server_filters) or None,
        ", ".join(scan.filtered_here) or None,
        order_and_limit(scan, shape),
        fan_out(scan, concurrency),
        expected(scan, shape),
    )


def order_and_limit(scan: Scan, shape: QueryShape) -> str | None:
    """What becomes of ORDER BY and LIMIT at this scan."""
    facts = [f"sorted by the server, {scan.order}"] if scan.order and scan.sorted else []
    if scan.known_rows is not None:
        facts.append(f"limit asks for {scan.known_rows} rows")
    elif shape.limited and not scan.one_object:
        facts.append("limit applied here")
    return ", ".join(facts) or None


def fan_out(scan: Scan, concurrency: int) -> str | None:
    """Which values a scan is entered with, and how many at once."""
    if not scan.depends:
        return None
    names = ", ".join(b.parameter.name for b in scan.bound if b.known is None)
    ahead = f"{concurrency} at once" if concurrency > 1 and scan.method.safe else "one after the other"
    return f"once for each {names or 'value'}, {ahead}"


def expected(scan: Scan, shape: QueryShape) -> str:
    """How many requests one scan makes: a number, or what it depends on."""
    page = scan.method.max_page
    if scan.one_object or page is None or scan.method.paging.cursor is None:
        count = "1"
    elif scan.known_rows is not None:
        pages = max(1, -(-scan.known_rows // page))
        count = "1" if pages == 1 else f"1 to {pages}"
    else:
        count = f"1 for every {page} rows"
        if shape.may_stop_early:
            count += " until enough are found"
    if not scan.depends:
        return count
    return f"{count}, for each value" + (
        " (its list instead, once that is cheaper)" if scan.one_object else ""
    )


def measured_rows(
    steps: Sequence[PlanStep],
    told: Sequence[Row],
    actual: Mapping[str, Actual],
    stats: RequestStats,
    rows: int,
) -> list[Row]:
    """The steps as `query_rows` told them, with what really happened, and the sum."""
    found: list[Row] = []
    for step, line in zip(steps, told, strict=True):
        real = actual.get(step.scan.ident) if step.scan is not None else None
        happened = (real.entered, real.requests, real.rows) if real is not None else (None, None, None)
        found.append((*line, *happened))
    cost = f"{stats.retries} retries, {stats.cached} cached, peak {stats.peak} at once, {stats.received:,} bytes received"
    found.append(
        (*astuple(ExplainRow("TOTAL", request=cost, expected_requests="")), None, stats.requests, rows)
    )
    return found


def change_rows(
    plan: ChangePlan, steps: Sequence[Row], calls: Sequence[Call] | None, concurrency: int
) -> list[Row]:
    """Reading what is to be changed, then the calls: each of them where they are known already."""
    verb, resource, method = plan.method.verb.value, plan.target.resource.id, plan.method.name
    rows = list(steps) if plan.reads else []
    if calls is None:
        template = f"{plan.method.http} {plan.method.path}"
        line = ExplainRow(
            verb,
            resource,
            method,
            template,
            fan_out=_at_once(concurrency),
            expected_requests="1 for each row found",
        )
        return [*rows, astuple(line)]
    at_once = _at_once(concurrency) if len(calls) > 1 else None
    rows += [
        astuple(ExplainRow(verb, resource, method, _told(request), fan_out=at_once, expected_requests="1"))
        for request in requests_of(calls[:CALLS_SHOWN])
    ]
    if len(calls) > CALLS_SHOWN:
        more = len(calls) - CALLS_SHOWN
        rows.append(astuple(ExplainRow(f"{verb} ...", resource, method, expected_requests=f"{more} more")))
    return rows


def _told(request: Request) -> str:
    """Method and path of a change; its body, too, where a null in it takes a property back."""
    takes_back = request.json is not None and None in request.json.values()
    body = body_text(request) if takes_back else None
    return " ".join(filter(None, (unquote(request.line), body)))


def _at_once(concurrency: int) -> str:
    return f"{concurrency} at once, answers in order" if concurrency > 1 else "one after the other"


def exec_rows(plan: CallPlan, steps: Sequence[Row]) -> list[Row]:
    """The queries for its arguments, then the one call of EXEC."""
    found = {name: f"{{{name}}}" for name in plan.queries}
    (request,) = requests_of([call_for(replace(plan, arguments={**plan.arguments, **found}))])
    count = "1 for every page" if plan.method.returns is Returns.LIST and plan.method.safe else "1"
    line = ExplainRow(
        "EXEC", plan.resource.id, plan.method.name, unquote(request.line), expected_requests=count
    )
    return [*steps, astuple(line)]
