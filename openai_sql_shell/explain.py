"""EXPLAIN: a plan as rows. What SQLite would do, which requests it would make, and how many to expect. Sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from openai_sql_shell.catalog.model import Paging, Returns
from openai_sql_shell.changes import call_for, requests_of
from openai_sql_shell.handlers.base import Notices
from openai_sql_shell.handlers.registry import handler_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openai_sql_shell.engine.database import Step
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Call
    from openai_sql_shell.planner import CallPlan, ChangePlan
    from openai_sql_shell.result import Row

COLUMNS = ("step", "resource", "method", "request", "server_filters", "local_filters", "expected_requests")


def steps_of(steps: Iterable[Step]) -> list[Row]:
    """The scans of a query, in SQLite's order."""
    return [_scan_row(step.text, step.scan) for step in steps]


def _scan_row(text: str, scan: Scan | None) -> Row:
    if scan is None:
        return (text, None, None, None, None, None, "0")
    request = handler_of(scan.resource).reading(scan.example(), Notices()).request
    assert request is not None  # noqa: S101 - every question begins with a request
    return (
        text.partition(" VIRTUAL TABLE")[0],
        scan.resource.id,
        scan.method.name,
        unquote(request.line),
        ", ".join(scan.server_filters) or None,
        ", ".join(scan.filtered_here) or None,
        expected(scan),
    )


def expected(scan: Scan) -> str:
    """How many requests one scan makes, in words where only the data can tell."""
    page = scan.method.max_page
    single = scan.one_object or scan.method.paging in (Paging.WHOLE, Paging.SINGLE)
    if not single and page is not None and scan.known_rows is not None:
        pages = max(1, -(-scan.known_rows // page))
        single, count = pages == 1, f"at most {pages}"
    else:
        count = "1" if single else f"1 for every {page} rows"
    if single:
        count = "1"
    return f"{count}, for each value" if scan.depends else count


def change_rows(plan: ChangePlan, steps: Iterable[Step], calls: Sequence[Call] | None) -> list[Row]:
    """Reading what is to be changed, then the calls: each of them where they are known already."""
    rows = steps_of(steps) if plan.reads else []
    if calls is None:
        template = f"{plan.method.http} {plan.method.path}"
        rows.append(
            _call_row(
                plan.method.verb.value,
                plan.target.resource.id,
                plan.method.name,
                template,
                "1 for each row found",
            )
        )
        return rows
    rows += [
        _call_row(plan.method.verb.value, call.resource.id, call.method.name, unquote(request.line), "1")
        for call, request in zip(calls, requests_of(calls), strict=True)
    ]
    return rows


def exec_rows(plan: CallPlan, steps: Iterable[Step]) -> list[Row]:
    """The queries for its arguments, then the one call of EXEC."""
    found = {name: f"{{{name}}}" for name in plan.queries}
    (request,) = requests_of([call_for(replace(plan, arguments={**plan.arguments, **found}))])
    count = "1 for every page" if plan.method.returns is Returns.LIST and plan.method.safe else "1"
    return [
        *steps_of(steps),
        _call_row("EXEC", plan.resource.id, plan.method.name, unquote(request.line), count),
    ]


def _call_row(step: str, resource: str, method: str, request: str, count: str) -> Row:
    return (step, resource, method, request, None, None, count)
