"""Columns that the rows of a list have only where it is grouped by them: costs have a ``project_id`` with ``group_by = 'project_id'``.

Comes in: what SQLite asks of a table. Goes out: an error where rows are looked for by such a column, for they would never be found;
a sentence where it is only named.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.values import to_wire

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from openai_sql_shell.catalog.model import Parameter, Resource
    from openai_sql_shell.engine.access_path import Condition


def without_value(
    resource: Resource, conditions: Sequence[Condition], used: Collection[str]
) -> Iterator[str]:
    """A sentence for each column of those ``used`` that is NULL in every row; none where all are, which is a ``*``.

    Raises:
        InvalidValue: a condition wants such a column to have a value.
    """
    named = set() if resource.by_column.keys() <= set(used) else used
    for column, parameter in resource.grouped.items():
        compared = [c for c in conditions if c.column == column]
        groups = _groups(resource.asked_name(parameter), parameter, conditions, used)
        if groups is None or column in groups or not (compared or column in named):
            continue
        wanted = f"'{json.dumps([*groups, column])}'" if groups else f"'{column}'"
        empty, cure = f"{column} is NULL in every row of {resource.id}", f"{parameter.name} = {wanted}"
        if any(not c.null for c in compared):
            raise InvalidValue(f"{empty} that is not grouped by it", hint=f"add {cure} to the conditions")
        if not compared:
            yield f"{empty}; {cure} groups by it"


def _groups(
    name: str, parameter: Parameter, conditions: Sequence[Condition], used: Collection[str]
) -> tuple[str, ...] | None:
    """What a list is grouped by; None where that is not known yet, or said in another part of the statement."""
    pins = [c for c in conditions if c.equality and c.column == name]
    if any(c.value is None for c in pins) or (name in used and not pins):
        return None
    return tuple(str(name) for c in pins[:1] for name in to_wire(parameter, c.value))
