"""What no span tells: keys, ids, values, texts of statements, answers and errors."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from answering import answering, talking_to
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.session.span_attributes import without_literals
from openai_sql_shell.sql.tokens import quote_string

MARK = "zqx"
"""In everything that nobody may see."""
STORES = "openai.vector_stores.vector_stores"
CONTENT = "openai.vector_stores.vector_store_files"

STATEMENTS = [
    f"SELECT * FROM openai.files.files WHERE id = 'file-{MARK}'",
    f"SELECT '{MARK}' AS {MARK}, * FROM openai.files.files WHERE filename LIKE '%{MARK}%' -- {MARK}",
    f"SELECT * FROM {CONTENT} WHERE vector_store_id = '{MARK}' /* {MARK} */",
    f"INSERT INTO {STORES} (name, metadata) VALUES ('{MARK}', '{{\"{MARK}\": \"{MARK}\"}}')",
    f"UPDATE {STORES} SET name = '{MARK}' WHERE id = '{MARK}'",
    f"DELETE FROM {STORES} WHERE id = '{MARK}'",
    f"EXEC openai.batch.batches.cancel_batch @batch_id = '{MARK}'",
    f"CREATE TABLE {MARK} AS SELECT '{MARK}' AS a",
    f"SELECT * FROM {MARK}",
    f'SELECT "{MARK}"',
    f"SELECT * FROM openai.{MARK}.{MARK}",
    f"{MARK} {MARK}",
    f"SELECT '{MARK}",
    f"EXPLAIN SELECT * FROM openai.files.files WHERE id = '{MARK}'",
    f"SHOW RESOURCES IN openai.{MARK}",
    f"SELECT * FROM read_csv('{MARK}.csv')",
    f"COPY (SELECT 1) TO '/{MARK}/{MARK}.csv'",
    f"SET http_log = '/{MARK}/{MARK}'",
    f"SET {MARK} = {MARK}",
    "SELECT * FROM openai.files.files WHERE id = :secret",
    f"SELECT * FROM openai.{MARK}",
    "ATTACH '" + MARK + "' AS " + MARK,
]
ANSWERS = {
    "objects": lambda: {"id": MARK, "object": MARK, "name": MARK, "data": [{"id": MARK}], "has_more": False},
    "an error": lambda: (400, {"error": {"message": MARK, "code": MARK, "type": MARK, "param": MARK}}),
    "garbage": MARK.encode,
    "an error of the server": lambda: (503, {"error": {"message": MARK}}),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_span_holds_a_key_an_id_a_value_or_a_text(kept, answer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with answering(lambda *_: ANSWERS[answer]()) as served, talking_to(served, admin_key=f"sk-{MARK}", retries=0) as session:  # fmt: skip
        session.profile = type(session.profile)("test", base_url=served.url, api_key=f"sk-{MARK}")
        session.variables["secret"] = MARK
        for sql in STATEMENTS:
            run(session, sql)
        run(session, "SELECT * FROM openai.files.files WHERE id = ?", (MARK,))
        run(session, "SELECT * FROM openai.files.files WHERE id = :a", {"a": MARK})
    assert len(kept.statements) == len(STATEMENTS) + 2
    assert len(kept.requests) > 5
    assert MARK not in kept.everything().lower()
    assert all(not span.events and span.status.description is None for span in kept.all)


def run(session, sql, values=()):
    with suppress(OpenAISqlError):
        list(session.execute(sql, values=values).rows)


def test_keys_are_in_no_span_even_where_texts_are_asked_for(kept):
    with answering(lambda *_: (400, {"error": {"message": "not with sk-abcdef123456, please"}})) as served, talking_to(served) as session:  # fmt: skip
        session.settings.set("telemetry_text", "on")
        run(session, "SELECT * FROM openai.files.files WHERE id = 'sk-abcdef123456' -- sk-abcdef123456")
    span = kept.statement
    assert span.attributes["db.query.text"] == "SELECT * FROM openai.files.files WHERE id = ?"
    assert "please" in span.status.description
    assert "abcdef123456" not in kept.everything()
    assert "ordinary" not in kept.everything()


def test_a_key_in_a_message_of_ours_is_masked(kept, harness):
    harness.session.settings.telemetry_text = True
    error = harness.error('SELECT * FROM "sk-abcdef123456"')
    assert "abcdef123456" in str(error)
    assert "no table" in kept.statement.status.description
    assert "abcdef123456" not in kept.everything()


TEXTS = [
    ("select  a,b\nfrom t where c='it''s' and d>=-1.5e3", "select a,b from t where c=? and d>=-?"),
    ("SELECT x'00ff', 0x1F, \"maybe a value\", [a b], `c`", "SELECT ?, ?, ?, [a b], `c`"),
    ("SELECT ?, ?2, :a, $b, @c", "SELECT ?, ?, ?, ?, @c"),
    ("EXEC /*+ AWAIT */ a.b.c @id = 'x', @@json = '{}' -- d", "EXEC a.b.c @id = ?, @@json = ?"),
    ("SELECT 1/*c*/+2", "SELECT ? +?"),
    ("SELECT 12ab # 3", "SELECT ? ? ?"),
    ("SELECT 'never ended", "SELECT ?"),
    ("SELECT /* never ended", "SELECT"),
]


@pytest.mark.parametrize(("text", "told"), TEXTS)
def test_a_statement_is_told_without_its_values(text, told):
    assert without_literals(text) == told


VALUES = st.one_of(
    st.text(min_size=1).map(lambda text: quote_string(text + MARK)),
    st.binary(min_size=1).map(lambda found: f"x'{found.hex()}7a7178'"),
    st.integers(10**6, 10**9).map(str),
    st.floats(10**6, 10**9).map(repr),
)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_no_value_is_left_whatever_it_is(values):
    text = "SELECT a FROM t WHERE b IN (" + ", ".join(values) + ")"
    assert without_literals(text) == "SELECT a FROM t WHERE b IN (" + ", ".join("?" * len(values)) + ")"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT 1 + 2", "SELECT ? + ?"),
        ("SET output = json", None),
        ("SELECT FROM WHERE 'a'", "SELECT FROM WHERE ?"),
        ("no statement 'a'", None),
    ],
)
def test_the_text_is_told_on_request_of_what_is_a_statement(kept, harness, sql, told):
    harness.rows("SET telemetry_text = on")
    kept.clear()
    run(harness.session, sql)
    assert kept.statement.attributes.get("db.query.text") == told


def test_a_text_with_values_is_told_with_marks(kept, harness):
    harness.session.settings.telemetry_text = True
    list(harness.session.execute("SELECT ? + ?", values=(4711, 4712)).rows)
    assert kept.statement.attributes["db.query.text"] == "SELECT ? + ?"
    assert "471" not in json.dumps(dict(kept.statement.attributes))
