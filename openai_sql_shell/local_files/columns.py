"""The columns of a file: their names, and their types as the first rows show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import LocalFileError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_COLUMNS = 2_000
"""SQLite's tables have no more."""
UNNAMED = "column{}"
"""What DuckDB calls a column that the file has no name for."""


@frozen
class FileColumn:
    """One column."""

    name: str
    """Different from all others of the file, whatever the case."""
    type: DataType | None = None
    """None: the first rows have no value, so any will do as it is."""
    key: str = ""
    """Its name in the file."""


def joined(one: DataType | None, other: DataType | None) -> DataType | None:
    """The type that holds the values of both.

    >>> print(joined(DataType.INTEGER, DataType.NUMBER), joined(None, DataType.BOOLEAN), joined(DataType.BOOLEAN, DataType.INTEGER))
    number boolean string
    """
    if one is None or other is None or one is other:
        return one or other
    numeric = {one, other} == {DataType.INTEGER, DataType.NUMBER}
    return DataType.NUMBER if numeric else DataType.STRING


def joined_all(types: Iterable[DataType | None]) -> DataType | None:
    """The type that holds all values; None of no values."""
    found: DataType | None = None
    for kind in types:
        found = joined(found, kind)
    return found


def unique_names(keys: Sequence[str]) -> list[str]:
    """A name for each column as DuckDB gives it: a second one of the same name gets a number.

    >>> unique_names(["a", "A", "a", "", "b"])
    ['a', 'A_1', 'a_2', 'column3', 'b']
    """
    found: list[str] = []
    taken: set[str] = set()
    seen: dict[str, int] = {}
    for at, key in enumerate(keys):
        name = base = key or UNNAMED.format(at)
        while name.lower() in taken:
            seen[base.lower()] = number = seen.get(base.lower(), 0) + 1
            name = f"{base}_{number}"
        taken.add(name.lower())
        found.append(name)
    return found


def columns_of(
    file: str, types: Sequence[tuple[str, DataType | None]], given: Iterable[tuple[str, DataType]] = ()
) -> tuple[FileColumn, ...]:
    """Columns from the keys of a file and their types; those ``given`` by the person win.

    Raises:
        UnknownName: a type is given for a column that is not there. LocalFileError: there are too many.
    """
    if len(types) > MOST_COLUMNS:
        raise LocalFileError(
            f"{file} has {len(types):,} columns, and {MOST_COLUMNS:,} is the most",
            hint="name the ones you need: columns = {'id': 'varchar', ...}",
        )
    wanted = {name.lower(): (name, kind) for name, kind in given}
    found = tuple(
        FileColumn(name, wanted.pop(name.lower(), (name, kind))[1], key)
        for name, (key, kind) in zip(unique_names([key for key, _ in types]), types, strict=True)
    )
    for name, _kind in wanted.values():
        names = [column.name for column in found]
        raise UnknownName("column", name, nearest(name, names), where=file, hint=f"it has {', '.join(names)}")
    return found
