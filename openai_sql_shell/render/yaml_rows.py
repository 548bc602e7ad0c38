"""YAML: a list of mappings, for people who like to read it and programs that know it.

Values of object and array columns are nested; bytes are ``!!binary``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import has_type, holds_json, nested
from openai_sql_shell.render.json_rows import distinct
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.render.sanitize import UNSAFE, encodable, sanitize_lines

if TYPE_CHECKING:
    from typing import TextIO

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

TEXT = "tag:yaml.org,2002:str"
LONGEST_LINE = 1 << 30
"""Texts are never folded: a line that a program cuts out is whole."""


def draw_yaml(reader: RowReader, out: TextIO, options: RenderOptions) -> RenderSummary:
    """One item for each row; an empty list where there are none."""
    import yaml  # noqa: PLC0415 - only this format pays for it

    class Dumper(yaml.SafeDumper):
        """YAML's other line ends would come back as blanks out of single quotes."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return dumper.represent_scalar(TEXT, value, style='"' if UNSAFE.search(value) else None)

    Dumper.add_representer(str, text)
    safe = sanitize_lines if options.screen else encodable
    keys = distinct(column.name for column in reader.columns)
    for row in reader:
        values = (plain(value, column) for value, column in zip(row, reader.columns, strict=True))
        record = dict(zip(keys, values, strict=True))
        item = yaml.dump([record], Dumper=Dumper, allow_unicode=True, sort_keys=False, width=LONGEST_LINE)
        out.write(safe(item))
    if not reader.count:
        out.write("[]\n")
    return RenderSummary(reader.count, reader.count)


def plain(value: Value, column: ResultColumn) -> object:
    """A value as what YAML has for it."""
    if isinstance(value, str) and holds_json(column):
        found = nested(value)
        return value if found is None else found
    if has_type(column, DataType.BOOLEAN) and value in (0, 1):
        return bool(value)
    return value
