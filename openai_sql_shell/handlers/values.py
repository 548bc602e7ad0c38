"""SQL values into the JSON a parameter takes.

Comes in: a value of SQLite or of a literal. Goes out: what `json.dumps` writes, or an `InvalidValue` that names the
property and its type. Sends nothing.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import NEVER_SENT, OWN_NAMES, DataType
from openai_sql_shell.errors import InvalidValue, did_you_mean, listed, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import UnionType

    from openai_sql_shell.catalog.model import Parameter

TRUE = {"true", "1", "on", "yes"}
FALSE = {"false", "0", "off", "no"}
NOTHING = FALSE | {"", "null", "{}"}
"""What a property that is never sent may be given as."""
INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*")
EXAMPLES = {
    DataType.OBJECT: """'{"key": "value"}'""",
    DataType.ARRAY: """'["one", "two"]'""",
    DataType.INTEGER: "42",
    DataType.NUMBER: "0.5",
    DataType.BOOLEAN: "true",
    DataType.STRING: "'text'",
    DataType.ANY: "'text'",
}


def to_wire(parameter: Parameter, value: Any) -> Any:
    """The value as the API takes it; None for a property that is never sent.

    Raises:
        InvalidValue: it cannot be one of the parameter's type, or would have to be sent.
    """
    if parameter is NEVER_SENT.get(parameter.name):
        return _nothing(parameter, value)
    try:
        convert = _any if parameter.local_file else _CONVERSIONS[parameter.type]
        return convert(parameter, value)
    except ValueError as problem:
        reason = str(problem)
    raise InvalidValue(
        f"{parameter.sql_name} takes {_article(parameter.type)}, not {_shown(value)}{reason and f': {reason}'}",
        hint=f"write it like {_example(parameter)}",
    )


def _nothing(parameter: Parameter, value: Any) -> None:
    if str(value).strip().lower() not in NOTHING:
        raise InvalidValue(
            f"{parameter.name} cannot be {_shown(value)}: answers come whole",
            hint=f"leave {parameter.name} out, or give NULL",
        )


def is_null(parameter: Parameter, value: Any) -> bool:
    """Whether a value is the JSON text null, for a property that may be null."""
    return (
        parameter.nullable and parameter.type.is_json and isinstance(value, str) and value.strip() == "null"
    )


def check_nullable(parameter: Parameter) -> None:
    """Let the null through that takes a property back.

    Raises:
        InvalidValue: the property cannot be null.
    """
    if not parameter.nullable:
        raise InvalidValue(
            f"{parameter.sql_name} cannot be NULL",
            hint=f"give it {_article(parameter.type)}, such as {_example(parameter)}, or leave it out of SET",
        )


def check_limits(parameter: Parameter, value: Any) -> None:
    """Compare a value that is ready for the wire with what its declaration allows beyond the type.

    Raises:
        InvalidValue: an array is too short or too long.
    """
    if isinstance(value, list):
        least, most = parameter.min_items, parameter.max_items
        if len(value) < least or (most is not None and len(value) > most):
            bound = f"at least {least}" if len(value) < least else f"at most {most}"
            raise InvalidValue(
                f"{parameter.sql_name} takes {bound} {'item' if bound.endswith(' 1') else 'items'}, not {len(value)}",
                hint="look what the query for it finds" if len(value) < least else "make several calls of it",
            )


def doubts(parameter: Parameter, value: Any) -> Iterator[str]:
    """What is strange about a value that is sent all the same: the API takes new values before the catalog knows them."""
    for strange in _strange_values(parameter, value):
        near = did_you_mean(nearest(str(strange), parameter.enum)) or f"known are {listed(parameter.enum)}"
        yield f"no {parameter.sql_name} {_shown(strange)} is known; {near}"
    members = value if isinstance(value, dict) and parameter.members else ()
    for member in members:
        if member not in parameter.members:
            near = (
                did_you_mean(nearest(member, parameter.members)) or f"known are {listed(parameter.members)}"
            )
            yield f"{parameter.sql_name} has no known member {_shown(member)}; {near}"


def _strange_values(parameter: Parameter, value: Any) -> list[Any]:
    """The texts of a value that are none of those which the catalog knows."""
    texts = value if isinstance(value, list) else [value]
    strange = [one for one in texts if isinstance(one, str) and one not in parameter.enum]
    return [one for one in strange if parameter.enum and not one.startswith(OWN_NAMES)]


def _string(_parameter: Parameter, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise ValueError


def _integer(_parameter: Parameter, value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one error class for every wrong value
    if isinstance(value, float) and not value.is_integer():
        raise ValueError
    if isinstance(value, str) and not INTEGER.fullmatch(value):
        raise ValueError
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError from None


def _number(_parameter: Parameter, value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004
    try:
        number = value if isinstance(value, int) else float(value)
    except (TypeError, ValueError):
        raise ValueError from None
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError
    return number


def _boolean(_parameter: Parameter, value: Any) -> bool:
    word = str(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError


def _object(_parameter: Parameter, value: Any) -> Any:
    parsed = _json(value)
    if not isinstance(parsed, dict):
        raise ValueError  # noqa: TRY004
    return parsed


def _array(parameter: Parameter, value: Any) -> Any:
    plain = isinstance(value, str) and not value.lstrip().startswith(("[", "{"))
    if plain and parameter.items in (DataType.STRING, None):
        return [value]
    parsed = _json(value) if isinstance(value, str | dict | list) else value
    if not isinstance(parsed, list):
        if isinstance(parsed, dict) or parameter.items not in _ITEMS or not _is_item(parameter, parsed):
            raise ValueError
        return [parsed]
    wrong = [item for item in parsed if not _is_item(parameter, item)]
    if wrong:
        raise ValueError(f"{json.dumps(wrong[0])} is no {parameter.items}")
    return parsed


def _is_item(parameter: Parameter, item: Any) -> bool:
    """Whether an array may hold it: JSON's own types, since nobody writes numbers as texts in JSON."""
    wanted = _ITEMS.get(parameter.items or DataType.ANY)
    return wanted is None or (isinstance(item, wanted) and (isinstance(item, bool) is (wanted is bool)))


_ITEMS: dict[DataType, type | UnionType] = {
    DataType.STRING: str,
    DataType.INTEGER: int,
    DataType.NUMBER: int | float,
    DataType.BOOLEAN: bool,
    DataType.OBJECT: dict,
    DataType.ARRAY: list,
}
"""What an array of a type holds; every other one holds anything."""


def _any(_parameter: Parameter, value: Any) -> Any:
    """JSON where a text is an object or an array in JSON, else as it is."""
    if isinstance(value, bytes):
        raise ValueError  # noqa: TRY004
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return _json(value)
    except ValueError:
        return value


def _json(value: Any) -> Any:
    if isinstance(value, dict | list):
        return value
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004
    try:
        parsed = json.loads(value)
        json.dumps(parsed, allow_nan=False)
    except json.JSONDecodeError as problem:
        raise ValueError(f"{problem.msg} at character {problem.pos + 1}") from None
    except ValueError:
        raise ValueError("JSON has no infinite numbers and no NaN") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return parsed


def _example(parameter: Parameter) -> str:
    return """'[{"key": "value"}]'""" if parameter.items is DataType.OBJECT else EXAMPLES[parameter.type]


def _article(kind: DataType) -> str:
    if kind.is_json:
        return f"a JSON {kind}"
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, bytes) else "a blob"
    return shortened(text, 60)


_CONVERSIONS: dict[DataType, Callable[[Parameter, Any], Any]] = {
    DataType.STRING: _string,
    DataType.INTEGER: _integer,
    DataType.NUMBER: _number,
    DataType.BOOLEAN: _boolean,
    DataType.OBJECT: _object,
    DataType.ARRAY: _array,
    DataType.ANY: _any,
}
