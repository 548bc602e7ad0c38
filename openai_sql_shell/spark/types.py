"""The schema of a read, out of the one declaration of result files (`lines.schema`): kinds that Spark takes, and their names there.

Spark's columns are neither dictionaries nor large strings, so both become strings; values stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.arrow import ArrowField, Kind
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UsageError
from openai_sql_shell.lines.schema import BODY, FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

TAKEN = {Kind.DICTIONARY: Kind.STRING, Kind.LARGE_STRING: Kind.STRING}
"""What else a kind becomes."""
NAMES = {
    Kind.STRING: "string",
    Kind.INT32: "int",
    Kind.INT64: "bigint",
    Kind.FLOAT64: "double",
    Kind.DECIMAL: "decimal(18,9)",
    Kind.BOOL: "boolean",
    Kind.TIME: "timestamp",
    Kind.BINARY: "binary",
}
"""Of the other kinds, as Spark writes them."""


def result_fields(*, body: bool) -> tuple[ArrowField, ...]:
    """The columns of result files."""
    found = (*FIELDS, BODY) if body else FIELDS
    return tuple(replace(field, kind=TAKEN.get(field.kind, field.kind)) for field in found)


def ddl(fields: Sequence[ArrowField]) -> str:
    """The columns as Spark's text of a schema.

    >>> print(ddl([ArrowField("line", Kind.INT32), ArrowField("count(*)")]).replace(chr(96), "|"))
    |line| int, |count(*)| string

    Raises:
        UsageError: two have the same name.
    """
    names = [field.name for field in fields]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(
            f"several columns are named {', '.join(twice)}, which Spark cannot tell apart",
            hint="name them with AS",
        )
    return ", ".join(f"`{field.name.replace('`', '``')}` {NAMES[field.kind]}" for field in fields)


def check_schema(given: Sequence[tuple[str, str]], fields: Sequence[ArrowField]) -> None:
    """That somebody's schema is that of the columns.

    Args:
        given: names and types of Spark.
        fields: the columns.

    Raises:
        UsageError: it is another one.
    """
    own = [(field.name, NAMES[field.kind]) for field in fields]
    if list(given) != own:
        raise UsageError(
            "the schema of result files is given, and cannot be chosen",
            hint="leave out .schema(...), and select columns behind .load()",
        )
