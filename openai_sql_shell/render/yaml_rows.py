"""YAML: a list of mappings, for people who like to read it and programs that know it.

Values of object and array columns are nested; bytes are ``!!binary``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import has_type, holds_json, nested
from openai_sql_shell.render.json_rows import distinct
from openai_sql_shell.render.sanitize import unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

LONGEST_LINE = 1 << 30
"""Texts are never folded: a line that a program cuts out is whole."""


def draw_yaml(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """One item for each row; an empty list where there are none."""
    import yaml  # noqa: PLC0415 - only this format pays for it

    from openai_sql_shell.sql.yaml_core import PLAIN_WORDS, TEXT  # noqa: PLC0415

    class Dumper(yaml.SafeDumper):
        """Quotes every text that a reader of either schema, that of 2005 or that of 2009, would take for something else."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        """YAML's other line ends would come back as blanks out of single quotes."""
        return dumper.represent_scalar(TEXT, value, style='"' if unsafe().search(value) else None)

    Dumper.add_representer(str, text)
    for word in PLAIN_WORDS:
        Dumper.add_implicit_resolver(*word)
    keys = distinct(column.name for column in reader.columns)
    for row in reader:
        values = (plain(value, column) for value, column in zip(row, reader.columns, strict=True))
        record = dict(zip(keys, values, strict=True))
        yield yaml.dump([record], Dumper=Dumper, allow_unicode=True, sort_keys=False, width=LONGEST_LINE)
    if not reader.count:
        yield "[]\n"


def plain(value: Value, column: ResultColumn) -> object:
    """A value as what YAML has for it."""
    if isinstance(value, str) and holds_json(column):
        found = nested(value)
        return value if found is None else found
    if has_type(column, DataType.BOOLEAN) and value in (0, 1):
        return bool(value)
    return value
