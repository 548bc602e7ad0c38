from __future__ import annotations

import csv
import io
import json
import re
from contextlib import closing
from pathlib import Path

import apsw
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.declare import boolean, json_object
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import Cancelled, ProtocolError
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

GOLDEN = Path(__file__).parent / "golden"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.none() | TEXT | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
META = ResultColumn("meta", json_object("meta", "An object."))
READY = ResultColumn("ready", boolean("ready", "Truth."))

CLOSED = {
    "table": "╭────╮\n│ c0 │\n├────┤\n│ a  │\n╰────╯\n",
    "box": "┌────┐\n│ c0 │\n├────┤\n│ a  │\n└────┘\n",
    "chart": "╭────╮\n│ c0 │\n├────┤\n│ a  │\n╰────╯\n",
    "yaml": "- c0: a\n",
    "insert": "INSERT INTO result (c0) VALUES ('a');\n",
    "raw": "a\n",
    "none": "",
    "csv": "c0\na\n",
    "json": '[\n  {"c0": "a"}\n]\n',
    "jsonl": '{"c0": "a"}\n',
    "tsv": "c0\na\n",
    "line": f"{'-[ RECORD 1 ]':-<60}\nc0 | a\n",
    "markdown": "| c0 |\n| --- |\n| a |\n",
    "html": "<table>\n<thead>\n<tr><th>c0</th></tr>\n</thead>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>\n",
}
"""What is left on the stream when rows fail after the first."""
EMPTY = {
    "table": "╭────╮\n│ c0 │\n├────┤\n╰────╯\n",
    "box": "┌────┐\n│ c0 │\n├────┤\n└────┘\n",
    "chart": "╭────╮\n│ c0 │\n├────┤\n╰────╯\n",
    "yaml": "[]\n",
    "insert": "",
    "raw": "",
    "none": "",
    "csv": "c0\n",
    "json": "[]\n",
    "jsonl": "",
    "tsv": "c0\n",
    "line": "",
    "markdown": "| c0 |\n| --- |\n",
    "html": "<table>\n<thead>\n<tr><th>c0</th></tr>\n</thead>\n<tbody>\n</tbody>\n</table>\n",
}


def one_column(rows):
    return Result((ResultColumn("c0"),), iter(rows))


def failing_after_one_row(failure):
    yield ("a",)
    raise failure


@pytest.mark.parametrize("name", FORMATS)
def test_format_writes_its_golden_bytes(name, draw, rows, columns):
    written, golden = draw(rows, columns, name), GOLDEN / f"{name}.txt"
    assert golden.exists(), (
        f"if this is how {name} is to look, keep it as {golden.name} in {GOLDEN}:\n{written}"
    )
    assert written.encode() == golden.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_still_make_a_whole_layout(name, draw):
    assert name in EMPTY, "add what the format writes without rows to EMPTY in this file"
    assert draw([], format=name) == EMPTY[name]


def test_what_a_format_writes_after_one_row_is_known():
    assert set(CLOSED) == set(FORMATS), "CLOSED in this file says what each format writes for one row, closed"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("failure", [ProtocolError("the body was cut off"), ZeroDivisionError()])
def test_a_failure_comes_after_the_rows_before_it_and_the_end_of_the_layout(name, failure):
    out = io.StringIO()
    with pytest.raises(type(failure)) as raised:
        write(one_column(failing_after_one_row(failure)), out, RenderOptions(name, None, color=False))
    assert raised.value is failure
    assert out.getvalue() == CLOSED[name]


@pytest.mark.parametrize("name", FORMATS)
def test_a_cancel_ends_the_rows_at_once(name):
    cancel, out = CancelToken(), io.StringIO()

    def rows():
        yield ("a",)
        cancel.set()
        yield ("b",)
        pytest.fail("read on after a cancel")

    with pytest.raises(Cancelled):
        write(one_column(rows()), out, RenderOptions(name, None, color=False), cancel=cancel)
    assert out.getvalue() == CLOSED[name]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"none"}))
def test_a_closed_pipe_passes_through(name):
    class Closed(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        write(one_column([("a",)]), Closed(), RenderOptions(name, None, color=False))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"table", "box", "chart", "none"}))
def test_a_row_is_written_before_the_next_is_asked_for(name):
    out, sizes = io.StringIO(), []

    def rows():
        for letter in "abc":
            yield (letter,)
            sizes.append(len(out.getvalue()))

    write(one_column(rows()), out, RenderOptions(name, None, color=False))
    assert 0 < sizes[0] < sizes[1] < sizes[2]


@pytest.mark.parametrize("name", FORMATS)
def test_rows_are_counted(name):
    summary = write(one_column([("a",)] * 3), io.StringIO(), RenderOptions(name, None, color=False))
    assert (summary.rows, summary.drawn) == (3, 0 if name == "none" else 3)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"raw", "none"}))
def test_null_and_the_empty_string_and_the_text_null_differ(name, draw):
    assert len({draw([(value,)], format=name) for value in (None, "", "NULL")}) == 3


@pytest.mark.parametrize("name", ["table", "line", "markdown"])
def test_a_text_like_the_chosen_mark_of_null_is_quoted(name, draw):
    assert "'-'" in draw([("-",)], format=name, null="-")
    assert "'-'" not in draw([(None,)], format=name, null="-")


def test_formats_carry_their_name_and_help():
    assert all(format_.name == name and format_.help for name, format_ in FORMATS.items())


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
def test_csv_gives_texts_back(draw, rows):
    _header, *read = csv.reader(io.StringIO(draw(rows, format="csv"), newline=""))
    assert [row[1] for row in read] == [row[1] for row in rows]


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
def test_tsv_gives_texts_back_and_is_one_line_a_row(draw, rows):
    _header, *lines = draw(rows, format="tsv").split("\n")[:-1]
    assert [unescaped(line.split("\t")[1]) for line in lines] == [row[1] for row in rows]


def unescaped(text):
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
def test_json_gives_values_back(draw, rows):
    read = json.loads(draw(rows, format="json"))
    assert [tuple(row.values()) for row in read] == rows


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
def test_jsonl_gives_values_back_and_is_one_line_a_row(draw, rows):
    lines = draw(rows, format="jsonl").split("\n")[:-1]
    assert [tuple(json.loads(line).values()) for line in lines] == rows


@given(st.recursive(VALUE, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=6))
def test_objects_are_nested_whatever_their_spelling(draw, value):
    for text in (json.dumps({"x": value}), json.dumps({"x": value}, indent=1, ensure_ascii=False)):
        (line,) = draw([(text,)], (META,), "jsonl").splitlines()
        assert json.loads(line) == {"meta": {"x": value}}


@pytest.mark.parametrize("text", ["plain", "5", "true", "", "{", "[NaN]", '{"x": 1e999}', "[" * 100_000])
def test_what_is_no_object_or_array_stays_a_string(text, draw):
    assert json.loads(draw([(text,)], (META,), "json")) == [{"meta": text}]


def test_numbers_inside_objects_keep_their_digits(draw):
    text = '{"a": 1.50, "b": 12345678901234567890.123456789}'
    assert draw([(text,)], (META,), "jsonl") == f'{{"meta": {text}}}\n'


def test_names_that_repeat_stay_apart_in_json(draw):
    columns = [ResultColumn("id"), ResultColumn("id"), ResultColumn("id_2")]
    assert json.loads(draw([(1, 2, 3)], columns, "jsonl")) == {"id": 1, "id_3": 2, "id_2": 3}


@pytest.mark.parametrize(
    ("name", "written"), [("csv", "AP8="), ("jsonl", '{"c0": "AP8="}'), ("table", "x'00ff'")]
)
def test_bytes_have_a_text(name, written, draw):
    assert written in draw([(b"\x00\xff",)], format=name)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"yaml", "none"}))
def test_infinity_is_written_as_sqlite_reads_it(name, draw):
    assert "-9e999" in draw([(float("-inf"),)], format=name)


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
@example(rows=[("a\x85b", "a\u2028b\nc\r\n")])
def test_yaml_gives_values_back(draw, rows):
    assert [tuple(record.values()) for record in yaml.safe_load(draw(rows, format="yaml"))] == rows


CORE_WORDS = (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN",
    ),
)
"""The table of section 10.3.2 of YAML 1.2, as it is printed there."""


class CoreReader(yaml.BaseLoader):
    """Reads plain words by that table; everything that is no text as a pair of its tag and its words."""


for kind, words in CORE_WORDS:
    CoreReader.add_implicit_resolver(f"!{kind}", re.compile(f"({words})\\Z"), None)
    CoreReader.add_constructor(f"!{kind}", lambda _, node: (node.tag, node.value))


@given(
    st.lists(
        TEXT | st.from_regex(r"\A[-+.0-9xoeE_:]{1,8}\Z") | st.from_regex(f"\\A({CORE_WORDS[3][1]})\\Z"),
        max_size=8,
    )
)
@example(
    texts=["1e5", "25921e05", "1.5e3", "x", "0o17", "08", "12:30:00", "NO", "yes", "y", "~", "", "=", "<<"]
)
@example(
    texts=["null", "NULL", "True", "FALSE", ".inf", "-.INF", ".NaN", "0x1f", "1.", ".5", "+1", "2026-05-01"]
)
def test_a_text_in_yaml_is_a_text_for_readers_of_both_schemas(draw, texts):
    columns = [ResultColumn("a"), META]
    written = draw([(text, json.dumps({text: [text]})) for text in texts], columns, format="yaml")
    expected = [{"a": text, "meta": {text: [text]}} for text in texts]
    assert yaml.load(written, CoreReader) == expected or not texts
    assert yaml.safe_load(written) == expected


@given(st.lists(st.tuples(VALUE, TEXT), max_size=5))
def test_inserts_give_values_back(draw, rows):
    with closing(apsw.Connection(":memory:")) as connection:
        connection.execute("CREATE TABLE result (c0, c1)")
        connection.execute(draw(rows, format="insert"))
        assert connection.execute("SELECT * FROM result").fetchall() == rows


def test_a_box_is_as_wide_as_its_rows_and_cuts_nothing(draw):
    rows = [("a",)] * 150 + [("b" * 300,)]
    lines = draw(rows, format="box", width=40).splitlines()
    assert {len(line) for line in lines} == {304}
    assert "b" * 300 in lines[-2]


def test_a_box_of_many_rows_shows_the_first_and_the_last(draw):
    lines = draw([(n,) for n in range(100)], format="box", max_rows=4).splitlines()
    assert [line.strip("│ ") for line in lines[3:-1]] == ["0", "1", "·", "98", "99"]


@pytest.mark.parametrize(("value", "written"), [(1, "true"), (0, "false"), (2, "2"), (None, "null")])
def test_only_zero_and_one_of_a_boolean_column_are_truth_values(value, written, draw):
    assert draw([(value,)], (READY,), "jsonl") == f'{{"ready": {written}}}\n'


def test_expanded_turns_a_table_into_lines_and_nothing_else(draw):
    assert draw([("a",)], expanded=True) == draw([("a",)], format="line")
    assert draw([("a",)], format="csv", expanded=True) == draw([("a",)], format="csv")


def test_lines_show_objects_indented_on_a_screen_only(draw):
    row = [('{"a":{"b":1},"c":[]}',)]
    assert draw(row, (META,), "line").splitlines()[1:] == ['meta | {"a":{"b":1},"c":[]}']
    assert draw(row, (META,), "line", screen=True).splitlines()[1:] == [
        "meta | {",
        '     |   "a": {',
        '     |     "b": 1',
        "     |   },",
        '     |   "c": []',
        "     | }",
    ]


def test_lines_number_the_rows_that_are_left(draw):
    drawn = draw([(i,) for i in range(10)], format="line", max_rows=2)
    assert [line.strip("-") for line in drawn.splitlines()] == [
        "[ RECORD 1 ]",
        "c0 | 0",
        "[ rows not shown ]",
        "[ RECORD 10 ]",
        "c0 | 9",
    ]


def test_rows_for_programs_are_never_left_out(draw):
    rows = [(i,) for i in range(10)]
    for name in ("csv", "json", "jsonl", "tsv"):
        assert draw(rows, format=name, max_rows=2, width=20, screen=True) == draw(rows, format=name)


@pytest.mark.parametrize("markup", ["*a*", "`a`", "_a_", "~~a~~", "<b>", "&amp;", "a|b", "\\", "[a](b)"])
def test_markdown_is_escaped(markup, draw):
    cell = draw([(markup,)], format="markdown").splitlines()[2][2:-2]
    assert cell != markup
    assert cell.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == markup
