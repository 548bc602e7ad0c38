"""Values of one statement: literals in place of its marks, and errors about the text as it was written."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import ApiError, InvalidValue, StatementError, UnknownName
from openai_sql_shell.sql.marks import marked, marks
from openai_sql_shell.sql.variables import bind

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"


@pytest.fixture
def rows(harness):
    def run(sql, values=()):
        harness.sandbox.forget_requests()
        harness.result = harness.session.execute(sql, values=values)
        return list(harness.result.rows)

    return run


def test_a_key_is_one_get(harness, rows, input_file):
    assert rows(f"SELECT id FROM {FILES} WHERE id = ?", [input_file]) == [(input_file,)]
    assert harness.requests == [f"GET /files/{input_file}"]
    assert rows(f"SELECT id FROM {FILES} WHERE id = :id", {"id": input_file}) == [(input_file,)]
    assert harness.requests == [f"GET /files/{input_file}"]


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT ?, ?", [1, "it's"]),
        ("SELECT :a, :b", {"a": 1, "b": "it's"}),
        ("EXPLAIN SELECT ?, ?", [1, 2]),
        ("WITH t AS (SELECT ? AS n) SELECT n, ? FROM t", [1, "it's"]),
        ('SELECT \'?\', ?, "?", [?], ? -- ?\n FROM (SELECT 1 AS "?")', [1, "it's"]),
    ],
)
def test_marks_are_values_wherever_one_can_stand(rows, sql, values):
    assert rows(sql, values)


def test_every_kind_of_value(rows):
    values = [None, True, 2, 2.5, "a", b"\x00b", -(2**63), 2**63 - 1, ["a"], {"b": None}]
    [found] = rows(f"SELECT {', '.join('?' * len(values))}", values)
    assert found == (None, 1, 2, 2.5, "a", b"\x00b", -(2**63), 2**63 - 1, '["a"]', '{"b": null}')


def test_changes_listings_calls_and_tables_of_the_session_take_them(harness, rows):
    [(store,)] = rows(f"INSERT INTO {STORES} (name, metadata) VALUES (?, ?) RETURNING id", ["a", {"k": "v"}])
    rows(f"UPDATE {STORES} SET name = ? WHERE id = ?", ["b", store])
    assert rows(f"SELECT name FROM {STORES} WHERE id = ?", [store]) == [("b",)]
    assert rows(f"EXEC {STORES}.modify_vector_store @vector_store_id = ?, @@json = ?", [store, {"name": "c"}])
    assert len(harness.requests) == 1
    rows("CREATE VIEW kept AS SELECT ? AS n, ? AS m", ["x", "y"])
    assert rows("SELECT * FROM kept WHERE n = ?", ["x"]) == [("x", "y")]
    assert [r[0] for r in rows("SHOW RESOURCES IN openai.batch LIKE ?", ["batches"])] == ["batches"]
    assert rows("SHOW RESOURCES IN openai.batch WHERE name = ?", ["none"]) == []
    rows(f"DELETE FROM {STORES} WHERE id IN (?)", [store])
    assert harness.requests == [f"DELETE /vector_stores/{store}"]


def test_values_come_before_variables_and_leave_them_alone(harness, rows):
    harness.session.variables.update(a=1, b=2)
    assert rows("SELECT :a, :b", {"b": 3}) == [(1, 3)]
    assert rows("SELECT :a, ?", ["x"]) == [(1, "x")]
    assert harness.session.variables == {"a": 1, "b": 2}


@pytest.mark.parametrize(("sql", "values"), [("SELECT ?, ?", [1]), ("SELECT ?", [1, 2]), ("SELECT '?'", [1])])
def test_too_few_and_too_many_are_told(harness, sql, values):
    with pytest.raises(StatementError, match="in the statement, and"):
        harness.session.execute(sql, values=values)


def test_names_and_errors_speak_of_what_was_written(harness, rows, input_file):
    rows("SELECT ?, 1 + ?, 5 AS five", [7, 8])
    assert harness.columns() == ["?", "1 + ?", "five"]
    text = f"SELECT ?, stauts FROM {FILES}"
    with pytest.raises(UnknownName) as caught:
        rows(text, ["x" * 30])
    assert text[caught.value.span.start : caught.value.span.end] == "stauts"
    text = "SELECT ? + 1, 2 = ? ) FROM t"
    with pytest.raises(StatementError) as caught:
        rows(text, [1, 2])
    assert text[caught.value.span.start : caught.value.span.end] == ")"
    with pytest.raises(StatementError, match=r'unexpected "\?"') as caught:
        rows("SHOW SERVICES IN openai ?", [1])
    with pytest.raises(ApiError):
        rows(f"SELECT id FROM {FILES} WHERE id = ?", [f"{input_file}x"])


def test_errors_behind_the_first_row_speak_of_it_too(harness):
    text = "SELECT json_extract(value, '$.a') + ? FROM json_each(?)"
    result = harness.session.execute(text, values=[1, ["{}", "{"]])
    with pytest.raises(StatementError) as caught:
        result.take(5)
    assert "__value" not in str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\0b"])
def test_what_no_literal_can_say_is_refused(harness, value):
    with pytest.raises(InvalidValue):
        harness.session.execute(f"SELECT id FROM {FILES} WHERE id = ?", values=[value])
    assert harness.requests == []


OPERANDS = st.sampled_from(["?", "'?'", "'a''?'", '"?"', "[?]", "`?`", "1", "x'00'", "(?)"])
BETWEEN = st.sampled_from([", ", " || ", ",/* ? */", ",-- ?\n", "=", ","])


@given(st.lists(st.tuples(OPERANDS, BETWEEN), max_size=12), st.data())
def test_marks_are_those_that_sqlite_sees(parts, data):
    text = f"SELECT {''.join(operand + between for operand, between in parts)} ? FROM (SELECT 5 AS '?')"
    count = len(marks(text))
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
    values = data.draw(st.lists(texts | st.integers(-9, 9) | st.none(), min_size=count, max_size=count))
    bound = marked(text, values)
    connection = apsw.Connection(":memory:")
    try:
        expected = connection.execute(text, values).fetchall()
        assert connection.execute(bind(bound.text, bound.values).text).fetchall() == expected
    finally:
        connection.close()
