"""Validation of a request's arguments against the declaration of its method, and properties with rules of their own.

Raises an `HttpError` in the API's words for an unknown or missing parameter, a wrong type or a value out of bounds.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.declare import optional
from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.sandbox.http_errors import bad_request, missing, wrong_type, wrong_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter

TYPES: dict[DataType, tuple[str, tuple[type, ...]]] = {
    DataType.STRING: ("a string", (str,)),
    DataType.INTEGER: ("an integer", (int,)),
    DataType.NUMBER: ("a decimal", (int, float)),
    DataType.BOOLEAN: ("a boolean", (bool,)),
    DataType.OBJECT: ("an object", (dict,)),
    DataType.ARRAY: ("an array", (list,)),
}
OPEN = ("model", "voice", "size", "keepalive")
"""Properties whose enumeration is a list of examples: the API takes others."""
WITH_RULES = ("/files", "/uploads", "/batches", "/vector_stores")
"""Paths whose expiries and strategies have the bounds that are checked here; elsewhere they have others."""
TAKES_BEFORE = re.compile(
    r"/(vector_stores|assistants|threads|chatkit)\b|/(audit_logs|spend_alerts|rate_limits)$"
)
"""Paths of the lists that can be read backwards."""

MOST_PAIRS, LONGEST_KEY, LONGEST_VALUE = 16, 64, 512
SHORTEST_LIFE, LONGEST_LIFE = 3600, 2_592_000
"""Seconds a file may be given to live."""
MOST_DAYS = 365
MOST_ANSWERS = 128
"""Answers to one prompt."""
SHARES = {"temperature": 2, "top_p": 1}
"""The largest of the numbers that begin with 0."""
EVERYWHERE = ("metadata", "n", *SHARES)
"""Properties that have the same bounds in every call."""
SMALLEST_CHUNK, LARGEST_CHUNK = 100, 4096


def check_query(method: Method, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The query by name."""
    known = query_names(method)
    for name, _ in pairs:
        if name not in known and name.partition("[")[0] not in known and name.removesuffix("[]") not in known:
            raise bad_request(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    given = dict(pairs)
    for parameter in method.parameters:
        if parameter.place is Place.QUERY and parameter.required and parameter.name not in given:
            raise missing(parameter.name)
    return given


def query_names(method: Method) -> set[str]:
    """What a method may be asked with: its filters, and what its paging and its order take."""
    names = {(p.wire or p.name).removesuffix("[]") for p in method.parameters if p.place is Place.QUERY}
    if method.paging.cursor is not None:
        names |= {method.paging.cursor, "limit"}
    if method.order_column is not None:
        names.add("order")
    if method.paging.cursor is not None and TAKES_BEFORE.search(method.path):
        names.add("before")
    return names


def typed_form(method: Method, form: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a form as the types of the declaration: a form knows texts and files only."""
    declared = {p.name: p for p in method.parameters if p.place is Place.BODY}
    return {name: _typed(declared.get(name), value) for name, value in form.items()}


def _typed(parameter: Parameter | None, value: Any) -> Any:
    if parameter is None or not isinstance(value, str | list):
        return value
    if parameter.type is DataType.ARRAY and not (isinstance(value, str) and value[:1] == "["):
        items = value if isinstance(value, list) else [value]
        return [_from_text(item) if isinstance(item, str) and item[:1] in "{[" else item for item in items]
    if parameter.type in (DataType.STRING, DataType.ANY) or not isinstance(value, str):
        return value
    return _from_text(value)


def _from_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def check_body(method: Method, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same body, checked."""
    declared = {p.name: p for p in method.parameters if p.place is Place.BODY}
    for name in body:
        if name not in declared:
            raise bad_request(f"Unrecognized request argument supplied: {name}", name, "unknown_parameter")
    for parameter in declared.values():
        given = parameter.name in body or (parameter.unless is not None and parameter.unless in body)
        if parameter.required and not given:
            raise missing(parameter.name)
    for name, value in body.items():
        _check_value(declared[name], value)
        if name in EVERYWHERE or method.path.startswith(WITH_RULES):
            _check_rule(declared[name], value)
    return body


def _check_rule(parameter: Parameter, value: Any) -> None:
    rule = RULES.get(parameter.name)
    if rule is not None and value is not None:
        rule(parameter, value)


def _check_value(parameter: Parameter, value: Any) -> None:
    name = parameter.name
    if parameter.local_file:
        return
    if value is None and (parameter.nullable or not parameter.required or name in RULES):
        return
    if parameter.type is DataType.ANY:
        _check_text_or_array(parameter, value)
        return
    expected, classes = TYPES[parameter.type]
    if not isinstance(value, classes) or (isinstance(value, bool) and bool not in classes):
        raise wrong_type(name, expected, value)
    if parameter.enum and name not in OPEN and isinstance(value, str) and value not in parameter.enum:
        raise wrong_value(name, value, parameter.enum)
    if parameter.type is DataType.ARRAY:
        _check_array(parameter, value)


def _check_text_or_array(parameter: Parameter, value: Any) -> None:
    """What is text or an array of texts is no number; other mixtures are taken as they come."""
    if parameter.items is not DataType.STRING:
        return
    if isinstance(value, list):
        _check_array(parameter, value)
    elif not isinstance(value, str):
        raise wrong_type(parameter.name, "a string", value)


def _check_array(parameter: Parameter, value: Any) -> None:
    name, most = parameter.name, parameter.max_items
    if most is not None and len(value) > most:
        message = f"Invalid '{name}': array too long. Expected an array with maximum length {most}, but got an array with length {len(value)} instead."
        raise bad_request(message, name, "array_above_max_length")
    if parameter.items is not None:
        expected, classes = TYPES.get(parameter.items, ("anything", (object,)))
        for index, item in enumerate(value):
            if not isinstance(item, classes):
                raise wrong_type(f"{name}[{index}]", expected, item)


def _check_count(parameter: Parameter, value: int) -> None:
    check_range(parameter.name, value, 1, MOST_ANSWERS)


def _check_share(parameter: Parameter, value: float) -> None:
    _check_bounds(parameter.name, value, 0, SHARES[parameter.name], "decimal")


def _check_pairs(parameter: Parameter, value: Any) -> None:
    name = parameter.name
    if not isinstance(value, dict):
        raise wrong_type(name, "an object", value)
    if len(value) > MOST_PAIRS:
        message = f"Invalid '{name}': too many properties. Expected an object with at most {MOST_PAIRS} properties, but got an object with {len(value)} properties instead."
        raise bad_request(message, name, "object_above_max_properties")
    allowed: tuple[type, ...] = (str,) if name == "metadata" else (str, int, float, bool)
    for key, item in value.items():
        if len(key) > LONGEST_KEY:
            message = f"Invalid property name in '{name}': '{key[:20]}...' is too long. Expected a name with maximum length {LONGEST_KEY}."
            raise bad_request(message, name, "property_name_above_max_length")
        if not isinstance(item, allowed):
            raise wrong_type(f"{name}.{key}", "a string", item)
        if isinstance(item, str) and len(item) > LONGEST_VALUE:
            message = f"Invalid '{name}.{key}': string too long. Expected a string with maximum length {LONGEST_VALUE}, but got a string with length {len(item)} instead."
            raise bad_request(message, f"{name}.{key}", "string_above_max_length")


def _check_expiry(parameter: Parameter, value: dict[str, Any]) -> None:
    name = parameter.name
    by_days = "days" in parameter.members
    anchor, unit = ("last_active_at", "days") if by_days else ("created_at", "seconds")
    least, most = (1, MOST_DAYS) if by_days else (SHORTEST_LIFE, LONGEST_LIFE)
    for member in ("anchor", unit):
        if member not in value:
            raise missing(f"{name}.{member}")
    if value["anchor"] != anchor:
        raise wrong_value(f"{name}.anchor", value["anchor"], (anchor,))
    check_range(f"{name}.{unit}", value[unit], least, most)


def _check_chunking(parameter: Parameter, value: dict[str, Any]) -> None:
    kind = value.get("type")
    if kind not in ("auto", "static"):
        raise wrong_value(f"{parameter.name}.type", kind, ("auto", "static"))
    if kind == "auto":
        return
    sizes = value.get("static")
    if not isinstance(sizes, dict):
        raise missing(f"{parameter.name}.static")
    name = f"{parameter.name}.static"
    largest = check_range(
        f"{name}.max_chunk_size_tokens", sizes.get("max_chunk_size_tokens"), SMALLEST_CHUNK, LARGEST_CHUNK
    )
    check_range(f"{name}.chunk_overlap_tokens", sizes.get("chunk_overlap_tokens"), 0, largest // 2)


def check_attached(name: str, entry: Any) -> dict[str, Any]:
    """One of the ``files`` of a file batch: ``file_id``, and perhaps attributes and a chunking strategy."""
    if not isinstance(entry, dict):
        raise wrong_type(name, "an object", entry)
    for key, value in entry.items():
        parameter = ATTACHED.get(key)
        if parameter is None:
            raise bad_request(
                f"Unrecognized request argument supplied: {name}.{key}", name, "unknown_parameter"
            )
        _check_value(parameter, value)
        _check_rule(parameter, value)
    if not isinstance(entry.get("file_id"), str):
        raise missing(f"{name}.file_id")
    return entry


def check_range(name: str, value: Any, least: int, most: int) -> int:
    """An integer within bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong_type(name, "an integer", value)
    _check_bounds(name, value, least, most, "integer")
    return value


def _check_bounds(name: str, value: float, least: int, most: int, kind: str) -> None:
    for wrong, what, code, sign in (
        (value < least, "below minimum", "below_min", f">= {least}"),
        (value > most, "above maximum", "above_max", f"<= {most}"),
    ):
        if wrong:
            message = (
                f"Invalid '{name}': {kind} {what} value. Expected a value {sign}, but got {value} instead."
            )
            raise bad_request(message, name, f"{kind}_{code}_value")


RULES: dict[str, Callable[[Parameter, Any], None]] = {
    "n": _check_count,
    **dict.fromkeys(SHARES, _check_share),
    "metadata": _check_pairs,
    "attributes": _check_pairs,
    "expires_after": _check_expiry,
    "output_expires_after": _check_expiry,
    "chunking_strategy": _check_chunking,
}
"""Properties whose content is checked, by name."""

ATTACHED = {
    "file_id": optional("file_id", ""),
    "attributes": optional("attributes", "", DataType.OBJECT),
    "chunking_strategy": optional("chunking_strategy", "", DataType.OBJECT),
}
"""What each of a file batch's ``files`` may have; that it needs the first is said in other words."""
