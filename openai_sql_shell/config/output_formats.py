r"""The output formats: one row each, from which ``-o``, ``\set output``, ``\last``, ``\copy`` and completion take what they say.

Facts only: the writers are in `render`, and a row names the module of its own, so that only the one in use is loaded.
"""

from __future__ import annotations

from openai_sql_shell.classes import frozen


@frozen
class OutputFormat:
    """One way to write rows."""

    name: str
    help: str
    module: str
    """The module of `render` that holds its writer, ``draw_NAME``."""
    suffixes: tuple[str, ...] = ()
    """Ends of the file names that ask for it."""
    screen: bool = False
    """Made to be read by people: text is always made visible, and a table may be cut. The others keep every value whole."""
    marks: bool = False
    """Shows which values have changed, where the options know."""


FORMATS: dict[str, OutputFormat] = {
    row.name: row
    for row in (
        OutputFormat("table", "a frame that fits the terminal", "table", screen=True, marks=True),
        OutputFormat("box", "a frame as wide as the rows, nothing cut", "table", screen=True, marks=True),
        OutputFormat("csv", "comma-separated values with a header line", "delimited", (".csv",)),
        OutputFormat("json", "one array of objects", "json_rows", (".json",)),
        OutputFormat("jsonl", "one JSON object per line", "json_rows", (".jsonl",)),
        OutputFormat("tsv", "tab-separated values with a header line", "delimited", (".tsv",)),
        OutputFormat("line", "one line per value, nothing cut", "records", screen=True, marks=True),
        OutputFormat("markdown", "a table for Markdown pages", "markup", (".md",), screen=True),
        OutputFormat("html", "a table for web pages", "markup", (".html",), screen=True),
        OutputFormat("chart", "bars, or a line over numbers or times", "chart", screen=True),
        OutputFormat("yaml", "a list of mappings", "yaml_rows", (".yaml", ".yml")),
        OutputFormat("insert", "SQL that fills a table called result", "inserts", (".sql",)),
        OutputFormat("raw", "values with | between them, no header", "delimited"),
        OutputFormat("none", "nothing: the rows are read and counted", "delimited"),
    )
}
"""Every format by its name, in the order in which they are listed."""

FORMAT_OF_SUFFIX = {suffix: row.name for row in FORMATS.values() for suffix in row.suffixes}
"""What is written to a file of this name; any other gets the format that is set."""

CHART_KINDS = {
    "bar": "a bar for each row",
    "line": "a line over times or numbers",
    "hist": "how often each value, or range of values, occurs",
}
"""What a chart can be."""
