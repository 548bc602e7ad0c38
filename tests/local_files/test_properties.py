"""Whatever is written is read again; both ways to read JSON lines say the same."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_files.conftest import Files

from openai_sql_shell.errors import LocalFileError

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(st.none(), st.booleans(), INTEGERS, NUMBERS, TEXTS)
VALUES = st.recursive(
    st.one_of(SCALARS, st.integers()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def directory():
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        yield Files(Path(name))
        os.chdir(before)


@st.composite
def tables(draw):
    """Names and rows of texts."""
    width = draw(st.integers(1, 4))  # a byte order mark is no part of a text where the file begins
    row = st.lists(TEXTS, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=6).filter(lambda rows: rows[0][0][:1] != "\ufeff"))


WRITTEN = [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n")]
"""Ways to write; with a line feed alone `csv` puts no quotes around a carriage return."""


@settings(max_examples=100)
@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(WRITTEN))
def test_texts_written_as_csv_are_read_again(directory, rows, delimiter, written):
    quoting, end = written
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    directory.write("f.csv", out.getvalue().encode())
    found = directory.rows("csv", "f.csv", header=False, all_varchar=True, delim=delimiter)
    assert found == [tuple(cell or None for cell in row) for row in rows]


@settings(max_examples=100)
@given(st.lists(st.tuples(INTEGERS, NUMBERS, st.booleans()), min_size=1, max_size=8))
def test_values_written_as_csv_are_read_with_their_types(directory, rows):
    out = io.StringIO()
    csv.writer(out).writerows([("i", "n", "b"), *rows])
    directory.write("f.csv", out.getvalue())
    numbers = {
        "integer",
        "number",
        "string",
    }  # 1e16 is written as a number, 10000000000000000.0 as another one
    types = directory.types("csv", "f.csv")
    assert (types["i"], types["b"]) == ("integer", "boolean")
    assert types["n"] in numbers - {"string"}
    assert directory.rows("csv", "f.csv") == rows


@settings(max_examples=100)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=6))
def test_objects_written_as_lines_or_array_are_read_again(directory, objects):
    keys = list(dict.fromkeys(key for found in objects for key in found))
    directory.write("f.jsonl", "".join(json.dumps(found) + "\n" for found in objects))
    directory.write("f.json", json.dumps(objects, indent=1))
    for function in ("jsonl", "json"):
        rows = directory.rows(function, f"f.{function}")
        assert len(rows) == len(objects)
        for row, found in zip(rows, objects, strict=True):
            for key, value in zip(keys, row, strict=bool(keys)):
                assert same(value, found.get(key)), (key, value, found.get(key))


def same(value, written):
    """Whether a value is what was written, as itself or as its text."""
    if isinstance(written, dict | list):
        return json.loads(value) == written
    return value == written or (isinstance(value, str) and value == json.dumps(written))


LINES = st.one_of(
    st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3).map(json.dumps),
    st.sampled_from(["", " ", '{"a":1}{"a":2}', "[1]", '{"a":1e999}', '{"a":"\\ud800"}', '{"a":NaN}', '{"a":01}', '{"z":1}', '{"a":1,"a":"x"}', '{"a":', '{"a":"\t"}', '{"a": {"x" :1.0} , "b":-0}']),
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(LINES, min_size=1, max_size=5), st.integers(1, 3))
def test_both_ways_say_the_same(directory, lines, sampled):
    pytest.importorskip("msgspec")
    head = '{"a":1,"b":"x","c":{"y":1}}\n' * 1_000 if sampled > 1 else ""
    directory.write("f.jsonl", head + "\n".join(lines))
    found = []
    for module in (sys.modules["msgspec"], None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "msgspec", module)
            try:
                found.append(repr(directory.rows("jsonl", "f.jsonl")))
            except LocalFileError as error:
                found.append(error.message)
    assert found[0] == found[1]
