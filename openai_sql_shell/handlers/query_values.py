"""Parameters of the query as the API takes them: lists repeat their name, members of an object stand in brackets.

Comes in: a parameter and its value, as text from SQL or as JSON. Goes out: pairs of names and texts. Sends nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.handlers.values import check_limits, to_wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Parameter


def as_argument(value: Any) -> str:
    """A value that is ready for the wire as the text by which a question holds it.

    >>> as_argument(True), as_argument(["a"]), as_argument("a")
    ('true', '["a"]', 'a')
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def query_pairs(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """The parts of a query that one parameter becomes.

    Raises:
        InvalidValue: the value is none of the parameter's type, or one that the API refuses.
    """
    name = parameter.wire or parameter.name
    if value == f"{{{parameter.name}}}" or (parameter.type is DataType.OBJECT and value == "null"):
        yield name, value  # what EXPLAIN does not know yet; objects that have none
        return
    ready = to_wire(parameter, value)
    if parameter.is_asked:
        check_limits(parameter, ready)
    if isinstance(ready, dict):
        yield from ((f"{name}[{member}]", as_argument(one)) for member, one in ready.items())
    elif isinstance(ready, list):
        yield from ((name, as_argument(one)) for one in ready)
    else:
        yield name, as_argument(ready)
