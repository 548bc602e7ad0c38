"""Table functions: what each reads from a file of this machine, and the options it takes. Declarations, as resources are.

The planner makes a `FileCall` of what a person wrote, `local_files` reads the file, completion and help list what is here.
"""

from __future__ import annotations

from enum import StrEnum

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import frozen

COLUMN_TYPES = {
    **dict.fromkeys(("integer", "bigint", "int", "smallint", "tinyint"), DataType.INTEGER),
    **dict.fromkeys(("number", "double", "real", "float", "numeric"), DataType.NUMBER),
    **dict.fromkeys(("boolean", "bool"), DataType.BOOLEAN),
    **dict.fromkeys(("text", "varchar", "string", "json"), DataType.STRING),
}
"""What a person may call the types of columns; DuckDB's names are among them."""


class OptionKind(StrEnum):
    """What an option takes."""

    SWITCH = "true or false"
    TEXT = "a text in single quotes"
    TYPES = "columns and their types, such as {'id': 'varchar', 'bytes': 'bigint'}"


OptionValue = bool | str | tuple[tuple[str, DataType], ...]


@frozen
class FunctionOption:
    """A named argument."""

    name: str
    kind: OptionKind
    description: str


@frozen
class TableFunction:
    """A function that is a table: its rows are those of a file, or of all files that a pattern names."""

    name: str
    description: str
    options: tuple[FunctionOption, ...]
    endings: tuple[str, ...]
    """Of the names of its files, as they usually are; empty: any file will do."""
    example: str
    """The call as somebody would write it."""

    def option(self, name: str) -> FunctionOption | None:
        """An option by its name in any case."""
        return next((option for option in self.options if option.name == name.lower()), None)


@frozen
class FileCall:
    """One call of a table function."""

    function: TableFunction
    path: str
    """Of a file, or a pattern with ``*``, ``?``, ``[...]`` or ``**``."""
    options: tuple[tuple[str, OptionValue], ...] = ()

    @property
    def name(self) -> str:
        """The call as SQL, the same for the same call.

        >>> FileCall(READERS["read_csv"], "it's.csv", (("header", True), ("delim", ";"))).name
        "read_csv('it''s.csv', header = true, delim = ';')"
        """
        given = "".join(f", {name} = {_written(value)}" for name, value in self.options)
        return f"{self.function.name}({_quoted(self.path)}{given})"

    @property
    def table(self) -> str:
        """A name for its table, another one for another call: SQLite's names have no case, those of files have.

        >>> [FileCall(READERS["read_csv"], path).table for path in ("a.csv", "A.csv")]
        ["read_csv('a.csv')", "read_csv('A.csv') 400"]
        """
        name = self.name
        capitals = sum(1 << at for at, letter in enumerate(name) if "A" <= letter <= "Z")
        return f"{name} {capitals:x}" if capitals else name

    def with_path(self, path: str) -> FileCall:
        """The same call for another file."""
        return FileCall(self.function, path, self.options)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _written(value: OptionValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    return "{" + ", ".join(f"{_quoted(name)}: {_quoted(kind.value)}" for name, kind in value) + "}"


_COLUMNS = FunctionOption("columns", OptionKind.TYPES, "the columns, in place of those that are found")
_TYPES = FunctionOption("types", OptionKind.TYPES, "types of some columns, in place of those that are found")
FILENAME = "filename"
"""The option for the name of each row's file, and the column that holds it."""
_FILENAME = FunctionOption(FILENAME, OptionKind.SWITCH, "a last column with the name of the file")
_JSON_OPTIONS = (_COLUMNS, _TYPES, _FILENAME)

READERS = {
    function.name: function
    for function in (
        TableFunction(
            "read_csv",
            "rows of a CSV file",
            (
                FunctionOption("header", OptionKind.SWITCH, "the first line names the columns"),
                FunctionOption("delim", OptionKind.TEXT, "what stands between two cells"),
                FunctionOption("quote", OptionKind.TEXT, "what stands around a cell; '' for nothing"),
                FunctionOption("nullstr", OptionKind.TEXT, "the text that is NULL; by itself the empty one"),
                FunctionOption("all_varchar", OptionKind.SWITCH, "every column is text"),
                _COLUMNS,
                _TYPES,
                _FILENAME,
                FunctionOption("encoding", OptionKind.TEXT, "how letters are bytes, such as 'latin-1'"),
            ),
            (".csv", ".tsv"),
            "read_csv('prompts.csv')",
        ),
        TableFunction(
            "read_jsonl",
            "rows of JSON lines: an object in each line",
            _JSON_OPTIONS,
            (".jsonl", ".ndjson"),
            "read_jsonl('out/*.jsonl')",
        ),
        TableFunction(
            "read_json",
            "rows of a JSON file: an array of objects, or objects",
            _JSON_OPTIONS,
            (".json",),
            "read_json('list.json')",
        ),
        TableFunction(
            "read_parquet",
            "rows of a Parquet file; needs pyarrow (openai-sql[arrow])",
            (_FILENAME,),
            (".parquet",),
            "read_parquet('usage.parquet')",
        ),
        TableFunction(
            "glob",
            "the files of a pattern: path, name and bytes",
            (),
            (),
            "glob('docs/**/*.md')",
        ),
    )
}
"""All of them by name."""


def reader_of(name: str) -> TableFunction | None:
    """The function that reads a file of this name, told by its ending.

    >>> [function and function.name for function in map(reader_of, ("A.CSV", "b.ndjson", "b"))]
    ['read_csv', 'read_jsonl', None]
    """
    return next((function for function in READERS.values() if name.lower().endswith(function.endings)), None)


def as_call(name: str) -> str | None:
    """What to write in place of a name that is a file's."""
    function = reader_of(name)
    return f"write FROM {function.name}({_quoted(name)}) to read a file" if function else None
