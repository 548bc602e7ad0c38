"""Rows that are written together, and one by one: the same text, out of which a program reads what went in."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.render import json_rows
from openai_sql_shell.render.delimited import text_csv, text_raw, text_tsv
from openai_sql_shell.render.json_rows import MANY, _quick_check, text_json, text_jsonl
from openai_sql_shell.result import ResultColumn

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [
        "",
        "\r",
        "a\r\nb",
        '"',
        ",",
        "\\N",
        "\t",
        "%s",
        "\x7f",
        "\u2028",
        "{",
        '{"a": 1e999}',
        '{"a":\n[1]}',
        "null",
    ]
)
VALUES = (
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXTS | st.binary(max_size=4)
)
COLUMNS = (
    ResultColumn("text"),
    ResultColumn("json", Column("json", DataType.OBJECT, "")),
    ResultColumn("%d flag", Column("flag", DataType.BOOLEAN, "")),
)
ROWS = st.lists(st.tuples(VALUES, TEXTS | st.none(), st.none() | st.integers(0, 2)), min_size=1, max_size=6)


@pytest.mark.parametrize("make", [text_csv, text_tsv, text_raw, text_json, text_jsonl])
@given(rows=ROWS)
def test_rows_written_together_are_those_written_one_by_one(make, rows):
    together, alone = make(COLUMNS), make(COLUMNS)
    assert together.lines(rows) == "".join(alone.lines((row,)) for row in rows)
    assert together.end(len(rows)) == alone.end(len(rows))


@given(rows=ROWS)
def test_a_reader_of_csv_finds_the_texts(rows):
    made = text_csv(COLUMNS)
    found = list(csv.reader(io.StringIO(made.head + made.lines(rows), newline="")))
    assert [row[1] for row in found[1:]] == [row[1] or "" for row in rows]
    assert [row[0] for row, own in zip(found[1:], rows, strict=True) if isinstance(own[0], str)] == [
        own[0] for own in rows if isinstance(own[0], str)
    ]


@given(rows=ROWS)
def test_a_reader_of_json_finds_the_values(rows):
    made = text_json(COLUMNS)
    found = json.loads(made.head + made.lines(rows) + made.end(len(rows)))
    for row, own in zip(found, rows, strict=True):
        if isinstance(own[0], str | None):
            assert row["text"] == own[0]
        assert row["%d flag"] is (None if own[2] is None else own[2] == 1) or own[2] == 2


@given(rows=ROWS)
def test_nothing_in_json_does_something_to_a_terminal(rows):
    text = text_jsonl(COLUMNS).lines(rows)
    assert all(line.isprintable() or not line.isascii() for line in text.split("\n"))
    assert not {*"\x1b\x7f\u2028\u202e"} & {*text}


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXTS
    | st.sampled_from([10**400, 1e308, "\ud83d"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
ODD_JSON = (
    "", "{", "[", "[]", "{}", " [1]", "\u00a0[1]", "[1] x", "[1,]", "[01]", "[NaN]", "[-Infinity]", "[9e999]", "[1e0400]", "[1E+400]",
    f"[{'9' * 400}]", f"[{'9' * 400}.5]", f"[{'9' * 250}e99]", f"[{'9' * 5000}]", f"[0.{'1' * 400}]", '["9e999"]', '["\\ud83d"]',
    '{"a":1,"a":2}', '["\x7f"]', "[1,\n\t2]", '["\n"]', "[" * 500 + "]" * 500, "[" * 2000 + "]" * 2000, "null", '"[1]"',
)  # fmt: skip
JSON_TEXTS = st.sampled_from(ODD_JSON) | st.builds(
    lambda tree, spread, end: json.dumps(tree, indent=spread, ensure_ascii=bool(spread)).encode("utf-8", "replace").decode()[:end],
    TREES, st.none() | st.just(1), st.none() | st.integers(1, 20),
)  # fmt: skip


@given(texts=st.lists(JSON_TEXTS, min_size=1, max_size=5))
def test_json_among_many_values_is_written_as_it_is_alone(texts):
    """Many are looked at by msgspec where that is installed, one alone is read by json."""
    made = text_jsonl(COLUMNS)
    rows = [(None, text, None) for text in texts]
    assert made.lines(rows * MANY) == "".join(made.lines((row,)) for row in rows) * MANY


def test_usual_json_is_embedded_without_being_read(monkeypatch):
    pytest.importorskip("msgspec")
    text = '{"total":3,"names":["ü",null,1.5e3]}'
    assert _quick_check()(text)
    monkeypatch.setattr(json_rows, "nested", None)  # who reads it fails
    assert text in text_jsonl(COLUMNS).lines([(None, text, None)] * MANY)
