"""What requests of batches are made of: the declarations of the operations that batches call, as rules for gathering rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.handlers.values import to_wire
from openai_sql_shell.lines.batch_parts import Marks, PartLimits
from openai_sql_shell.lines.findings import Asked, first_finding
from openai_sql_shell.lines.gather import GatherRules
from openai_sql_shell.lines.request_body import BodyProperty, RequestRules

if TYPE_CHECKING:
    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Gathers, Parameter
    from openai_sql_shell.config import Settings
    from openai_sql_shell.lines.gather import LineCheck
    from openai_sql_shell.lines.request_rows import BatchRequest
    from openai_sql_shell.result import Value

VERSION = "/v1"
"""What urls of requests begin with, and paths of operations do not."""
BOUNDS = ("max_output_tokens", "max_completion_tokens", "max_tokens")
"""Properties that bound the tokens of an answer."""
PLAIN = {DataType.STRING: str, DataType.INTEGER: int, DataType.ANY: str}
"""Values that need no converting."""
RETRY_OF = "batch_retry_of"
"""The column of the batch whose requests are sent once more; it is written into the metadata."""
RUN_TO_COME = "0" * 12
"""In the place of a run that has no name yet."""


def gather_rules(gathers: Gathers, settings: Settings, catalog: Catalog) -> GatherRules:
    """The rules for the rows of one statement.

    Args:
        gathers: what they become.
        settings: smaller limits, and whether batches are marked.
        catalog: where operations and their properties are found.
    """
    _, makes = catalog.operation(gathers.makes)
    rules = gathers.rules
    columns = {column: makes.parameter(name) for column, name in gathers.columns.items()}
    return GatherRules(
        {url: _endpoint(url, gathers, catalog) for url in rules.required},
        {
            RETRY_OF: str,
            **{column: partial(_converted, parameter) for column, parameter in columns.items() if parameter},
        },
        PartLimits(
            min(rules.most_requests, settings.batch_part_requests or rules.most_requests),
            min(rules.most_bytes, settings.batch_part_bytes or rules.most_bytes),
            gathers.most_inputs,
        ),
        partial(_check, gathers),
        Marks(RUN_TO_COME) if settings.batch_marks and settings.ledger else None,
    )


def _endpoint(url: str, gathers: Gathers, catalog: Catalog) -> RequestRules:
    """What the operation of an endpoint takes; one that is not declared takes bodies only."""
    path = url.removeprefix(VERSION)
    found = next((m for m in catalog.served_at(path) if m.http == "POST" and m.path == path), None)
    body = [p for p in found.parameters if p.place is Place.BODY] if found is not None else []
    bounds = tuple(name for name in BOUNDS if any(p.name == name for p in body))
    return RequestRules(
        {p.wire or p.name: BodyProperty(partial(_converted, p), PLAIN.get(p.type)) for p in body},
        next(iter(gathers.rules.most_items.get(url, ())), None),
        bounds or None,
    )


def _converted(parameter: Parameter, value: Value) -> Any:
    return to_wire(parameter, value)


def _check(gathers: Gathers, url: str) -> LineCheck:
    """What finds faults in the requests to an endpoint, each by itself."""

    def check(request: BatchRequest) -> tuple[str, str] | None:
        line = {"custom_id": request.custom_id, "method": "POST", "url": request.url, "body": request.body}
        found = first_finding(Asked(line, url, None, 0, gathers.rules))
        return None if found is None else (found.code, found.message)

    return check
