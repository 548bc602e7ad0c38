"""The schema of a read, out of the one declaration of result files (`lines.schema`): kinds that Spark takes, and their names there.

Spark's columns are neither dictionaries nor large strings, so both become strings; values stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell import arrow
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


def arrow_schema(given: Sequence[tuple[str, str]]) -> Any:
    """Spark's columns, of the kinds that `ddl` writes, as pyarrow's schema.

    Args:
        given: names and types of Spark.

    Raises:
        UsageError: a type that no answer has. UnsupportedStatement: pyarrow is not installed.
    """
    kinds = {name: kind for kind, name in NAMES.items()}
    if others := sorted({kind for _, kind in given if kind not in kinds}):
        raise UsageError(
            f"no answer has a column of the type {', '.join(others)}",
            hint="leave out .schema(...), and cast columns behind .load()",
        )
    library = arrow.pyarrow("Spark's data source")
    made = arrow.schema([ArrowField(name, kinds[kind]) for name, kind in given])
    for at, field in enumerate(made):
        if library.types.is_timestamp(field.type):
            made = made.set(at, field.with_type(library.timestamp("us", tz="UTC")))  # Spark knows no others
    return made


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
