"""Filters of a search: a comparison of one attribute, or several combined with and, or."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.http_errors import missing, wrong_type, wrong_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
}
COMBINATIONS: dict[str, Callable[[list[bool]], bool]] = {"and": all, "or": any}


def matches(condition: Any, attributes: Mapping[str, Any]) -> bool:
    """Whether attributes meet a condition; an absent attribute meets only ``ne`` and ``nin``.

    >>> matches({"type": "gte", "key": "year", "value": 2020}, {"year": 2024})
    True

    Raises:
        HttpError: the condition is not well formed.
    """
    if not isinstance(condition, dict):
        raise wrong_type("filters", "an object", condition)
    kind = condition.get("type")
    if kind in COMBINATIONS:
        parts = _member(condition, "filters")
        return COMBINATIONS[kind]([matches(part, attributes) for part in parts])
    if kind not in COMPARISONS:
        raise wrong_value("filters.type", kind, (*COMPARISONS, *COMBINATIONS))
    key, wanted = _member(condition, "key"), _member(condition, "value")
    if key not in attributes:
        return kind in ("ne", "nin")
    try:
        return COMPARISONS[kind](attributes[key], wanted)
    except TypeError:
        return False


def _member(condition: dict[str, Any], name: str) -> Any:
    if name not in condition:
        raise missing(f"filters.{name}")
    return condition[name]
