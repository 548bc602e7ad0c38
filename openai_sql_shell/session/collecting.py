"""Rows that each give one item of an array, as few calls: those that are the same beside it share one, up to the bound of the array."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openai_sql_shell.catalog.model import Collecting, Method
    from openai_sql_shell.handlers.base import Call

    Items = dict[Any, dict[str, Any]]
    """What each item has of its own, in the order of the rows."""


def collected(method: Method, calls: Iterable[Call]) -> Iterator[Call]:
    """The calls with their items in arrays; those that give no item stay as they are, and come first.

    An item that several rows give is sent once.

    Args:
        method: of all the calls.
        calls: one a row, with checked arguments.

    Raises:
        InvalidValue: rows give the same item different properties.
    """
    collects = method.collects
    if collects is None:
        yield from calls
        return
    groups: dict[str, tuple[Call, Items]] = {}
    for call in calls:
        if collects.item not in call.arguments:
            yield call
            continue
        shared = {k: v for k, v in call.arguments.items() if k not in (collects.item, *collects.own)}
        key = json.dumps(shared, sort_keys=True)
        _, items = groups.setdefault(key, (replace(call, arguments=shared), {}))
        _add(items, collects, call.arguments)
    array = method.parameter(collects.values)
    for call, items in groups.values():
        most = array.max_items if array is not None and array.max_items else len(items)
        every = list(items.items())
        for start in range(0, len(every), most):
            some = _arrays(collects, dict(every[start : start + most]))
            yield replace(call, arguments={**call.arguments, **some})


def _add(items: Items, collects: Collecting, arguments: Mapping[str, Any]) -> None:
    item = arguments[collects.item]
    own = {name: arguments[name] for name in collects.own if name in arguments}
    if items.setdefault(item, own) != own:
        raise InvalidValue(
            f"two rows give {item} different {' or '.join(collects.own)}",
            hint=f"give each {collects.item} once",
        )


def _arrays(collects: Collecting, items: Items) -> dict[str, Any]:
    """The items in the array of values, if what they have of their own is the same; else an object for each."""
    first = next(iter(items.values()))
    if all(own == first for own in items.values()):
        return {collects.values: list(items), **first}
    return {collects.objects: [{collects.item: item, **own} for item, own in items.items()]}
