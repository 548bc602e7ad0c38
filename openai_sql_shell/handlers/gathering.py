"""What the rows of an INSERT are gathered by, of what is declared for it. Sends nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import replace
from openai_sql_shell.handlers.values import check_limits, is_null, to_wire
from openai_sql_shell.lines.batch_parts import PartLimits
from openai_sql_shell.lines.gather import GatherRules
from openai_sql_shell.lines.request_body import BodyProperty, EndpointRules
from openai_sql_shell.lines.request_check import line_check

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Gathering, Method, Parameter
    from openai_sql_shell.lines.batch_parts import Marks

PLAIN: dict[DataType, type] = {DataType.STRING: str, DataType.ANY: str, DataType.INTEGER: int}
"""What values of a type are made of that need no converting."""
MOST = 2**63


def gather_rules(
    method: Method,
    marks: Marks | None = None,
    *,
    most_requests: int = MOST,
    most_bytes: int = MOST,
) -> GatherRules:
    """The rules of one statement.

    Args:
        method: gathers.
        marks: what its batches are found again by; None: nothing.
        most_requests: of one file, where that is fewer than are allowed.
        most_bytes: the same.
    """
    gathers = method.gathers
    assert gathers is not None, method.name  # noqa: S101 - nobody asks it of another
    rules = gathers.rules
    limits = PartLimits(
        min(most_requests, rules.most_requests), min(most_bytes, rules.most_bytes), gathers.most_inputs
    )
    batch = {p.name: partial(_value, p) for p in method.parameters if p.wire}
    endpoints = {url: _endpoint(gathers, url) for url in gathers.operations()}
    return GatherRules(endpoints, batch, limits, partial(line_check, rules), marks)


def _endpoint(gathers: Gathering, url: str) -> EndpointRules:
    declared, counted = gathers.properties(url), gathers.counted.get(url)
    properties = {
        name: BodyProperty(
            partial(_value, replace(p, max_items=None) if name == counted else p), PLAIN.get(p.type)
        )
        for name, p in declared.items()
    }
    bounds = None if url in gathers.silent else tuple(name for name in gathers.bounds if name in declared)
    return EndpointRules(properties, counted, bounds, tuple(n for n in gathers.repeats if n in declared))


def _value(parameter: Parameter, value: Any) -> Any:
    """A value as JSON has it, None for JSON's null where that means nothing. Raises InvalidValue."""
    if is_null(parameter, value):
        return None
    found = to_wire(parameter, value)
    check_limits(parameter, found)
    return found
