from __future__ import annotations

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import Span, UnknownName
from openai_sql_shell.sql.names import references, rewrite

PROVIDERS = ("openai", "openai_admin")
RESOURCES = {
    ("batch", "batches"): ("openai.batch", "batches"),
    ("batches", "batches"): ("openai.batch", "batches"),
    ("files", "files"): ("openai.files", "files"),
    ("vector_stores", "vector_store_files"): ("openai.vector_stores", "vector_store_files"),
    ("vector_stores", "files"): ("openai.vector_stores", "vector_store_files"),
}
SHORT = {"batches": ("openai.batch", "batches"), "files": ("openai.files", "files")}


class EverythingInUse:
    """A scope in which short names are known, as after USE; it keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def table(self, name):
        self.asked.append(str(name))
        parts = [part.lower() for part in name.parts]
        if len(parts) == 1:
            return SHORT.get(parts[0])
        if len(parts) == 3 and tuple(parts[1:]) not in RESOURCES:
            raise UnknownName("resource", parts[2], span=name.span)
        return RESOURCES.get((parts[-2], parts[-1]))


@pytest.fixture
def scope():
    return EverythingInUse()


@pytest.fixture(scope="module")
def sqlite():
    database = apsw.Connection("")
    for schema, table in set(RESOURCES.values()):
        database.execute(f"ATTACH ':memory:' AS \"{schema}\"")
        database.execute(f'CREATE TABLE "{schema}"."{table}" (id, status, metadata)')
    database.execute("CREATE TEMP TABLE local (id UNIQUE, status, metadata)")
    return database


B = '"openai.batch"."batches"'
F = '"openai.files"."files"'


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("SELECT * FROM openai.batch.batches", f"SELECT * FROM {B}"),
        ("SELECT * FROM OpenAI.Batch.BATCHES b WHERE b.id = 'openai.batch.batches'", f"SELECT * FROM {B} b WHERE b.id = 'openai.batch.batches'"),
        ('SELECT 1 FROM "openai".[batch].`batches`', f"SELECT 1 FROM {B}"),
        ("SELECT 1 FROM openai . batch /* why */ . batches", f"SELECT 1 FROM {B}"),
        ("SELECT openai.batch.batches.id FROM openai.batch.batches", f"SELECT {B}.id FROM {B}"),
        ("SELECT openai.batch.batches.* FROM openai.batch.batches", f'SELECT "batches".* FROM {B}'),
        ("SELECT 1 FROM openai_admin.batches.batches", f"SELECT 1 FROM {B}"),
        ("SELECT 1 -- FROM openai.batch.batches", "SELECT 1 -- FROM openai.batch.batches"),
        ("SELECT metadata->>'$.openai.batch.batches' FROM local", "SELECT metadata->>'$.openai.batch.batches' FROM local"),
        ('SELECT id AS "openai.batch.batches" FROM batches', f'SELECT id AS "openai.batch.batches" FROM {B}'),
        ("SELECT batch.batches.id, batch.batches.* FROM batch.batches", f'SELECT {B}.id, "batches".* FROM {B}'),
        ("SELECT batches.id FROM batches, files f JOIN local USING (id)", f"SELECT batches.id FROM {B}, {F} f JOIN local USING (id)"),
        ("SELECT 1 FROM batches JOIN files ON batches.id = files.id, local", f"SELECT 1 FROM {B} JOIN {F} ON batches.id = files.id, local"),
        ("SELECT 1 FROM (batches JOIN (files))", f"SELECT 1 FROM ({B} JOIN ({F}))"),
        ("SELECT 1 FROM (SELECT id FROM files) batches", f"SELECT 1 FROM (SELECT id FROM {F}) batches"),
        ("SELECT 1 FROM local WHERE EXISTS (SELECT 1 FROM files, batches)", f"SELECT 1 FROM local WHERE EXISTS (SELECT 1 FROM {F}, {B})"),
        ("SELECT id FROM local UNION SELECT id FROM files ORDER BY id", f"SELECT id FROM local UNION SELECT id FROM {F} ORDER BY id"),
        ("SELECT count(*) OVER (PARTITION BY status ORDER BY id, status) FROM files", f"SELECT count(*) OVER (PARTITION BY status ORDER BY id, status) FROM {F}"),
        ("SELECT 1 FROM batches, json_each(batches.metadata)", f"SELECT 1 FROM {B}, json_each(batches.metadata)"),
        ("SELECT id IS NOT DISTINCT FROM status FROM files", f"SELECT id IS NOT DISTINCT FROM status FROM {F}"),
        ("SELECT id FROM files GROUP BY id, status", f"SELECT id FROM {F} GROUP BY id, status"),
        ("WITH files AS (SELECT 1 AS id) SELECT * FROM files, batches", f"WITH files AS (SELECT 1 AS id) SELECT * FROM files, {B}"),
        ("WITH a AS (SELECT * FROM files), files AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT * FROM files), files AS (SELECT 1) SELECT * FROM a"),
        ("WITH RECURSIVE files(n) AS (SELECT 1 UNION SELECT n + 1 FROM files WHERE n < 3) SELECT * FROM files", None),
        ("WITH files AS MATERIALIZED (SELECT 1) SELECT * FROM openai.files.files", f"WITH files AS MATERIALIZED (SELECT 1) SELECT * FROM {F}"),
        ("SELECT 1 FROM (WITH files AS (SELECT 1) SELECT * FROM files) x, files", f"SELECT 1 FROM (WITH files AS (SELECT 1) SELECT * FROM files) x, {F}"),
        ("INSERT INTO local (id, status) SELECT id, status FROM files", f"INSERT INTO local (id, status) SELECT id, status FROM {F}"),
        ("INSERT INTO local VALUES (1, 2, 3) ON CONFLICT DO UPDATE SET id = 1", None),
        ("UPDATE OR IGNORE local SET id = (SELECT max(id) FROM files)", f"UPDATE OR IGNORE local SET id = (SELECT max(id) FROM {F})"),
        ("DELETE FROM local WHERE id IN (SELECT id FROM files)", f"DELETE FROM local WHERE id IN (SELECT id FROM {F})"),
        ("SELECT replace(id, 'a', 'b') FROM files", f"SELECT replace(id, 'a', 'b') FROM {F}"),
    ],
)  # fmt: skip
def test_resources_become_tables_and_nothing_else_changes(text, rewritten, scope, sqlite):
    assert rewrite(text, PROVIDERS, scope.table).text == (rewritten or text)
    sqlite.execute(f"EXPLAIN {rewritten or text}").fetchall()


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        (
            "SELECT files.id FROM openai.vector_stores.files WHERE files.id = 1",
            'SELECT files.id FROM {} AS "files" WHERE files.id = 1',
        ),
        (
            "SELECT openai.vector_stores.files.id FROM openai.vector_stores.files",
            'SELECT "files".id FROM {} AS "files"',
        ),
        ("SELECT f.id FROM openai.vector_stores.files f", "SELECT f.id FROM {} f"),
        ("SELECT f.id FROM openai.vector_stores.files AS f", "SELECT f.id FROM {} AS f"),
        (
            "SELECT files.id FROM vector_stores.files LEFT JOIN local",
            'SELECT files.id FROM {} AS "files" LEFT JOIN local',
        ),
        (
            "SELECT openai.vector_stores.files.* FROM openai.vector_stores.files",
            'SELECT "files".* FROM {} AS "files"',
        ),
    ],
)
def test_a_table_keeps_the_name_it_was_called_by(text, rewritten, scope, sqlite):
    expected = rewritten.format('"openai.vector_stores"."vector_store_files"')
    assert rewrite(text, PROVIDERS, scope.table).text == expected
    sqlite.execute(f"EXPLAIN {expected}").fetchall()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("SELECT id, local.id FROM local", ["local"]),
        ("SELECT id FROM main.local, json_each('[]'), json_tree('[]') t", ["main.local"]),
        ("WITH a AS (SELECT 1) SELECT * FROM a, A, [a]", []),
        ("SELECT openai.batch.batches.id", ["openai.batch.batches"]),
        ("INSERT INTO files (id, status) VALUES (1, 2)", ["files"]),
        ("REPLACE files SET id = 1", ["files"]),
        ("SELECT other.batch.batches.id FROM other.batch.batches", ["other.batch.batches"]),
        ("SELECT * FROM openai.batch.batches.id.x", ["openai.batch.batches"]),
    ],
)
def test_the_scope_is_asked_for_tables_only(text, asked):
    names = []
    assert rewrite(text, PROVIDERS, names.append).text == text
    assert list(map(str, names)) == asked


def test_an_unknown_resource_is_reported_where_it_stands(scope):
    text = "SELECT 1 FROM openai.batch.batchs"
    with pytest.raises(UnknownName) as caught:
        rewrite(text, PROVIDERS, scope.table)
    assert caught.value.span == Span(14, len(text))


def test_offsets_lead_back_to_the_persons_text(scope):
    text = "SELECT nope FROM openai.batch.batches b JOIN files ON wrong"
    edited = rewrite(text, PROVIDERS, scope.table)
    for word in ("nope", " b ", "JOIN", "wrong"):
        assert edited.original(edited.text.index(word)) == text.index(word)
    assert edited.original(edited.text.index("batch")) == text.index("openai.batch")
    inside = edited.text.index('"batches"')
    assert edited.original_span(Span(inside, inside + 3)) == Span(17, 37)
    end = len(edited.text)
    assert edited.original_span(Span(end - 5, end)) == Span(len(text) - 5, len(text))
    assert edited.original_span(Span(end, end)) == Span(len(text), len(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT a.id FROM openai.batch.batches a JOIN files", ["openai.batch.batches", "files"]),
        ("WITH x AS (SELECT 1 FROM files) DELETE FROM x", ["files"]),
        ("SELECT openai.batch.batches.id", ["openai.batch.batches"]),
        ("SELECT * FROM openai.", ["openai"]),
        ("SELECT * FROM openai.batch.", ["openai.batch"]),
        ("SELECT * FROM ", []),
        ("SELECT * FROM WHERE", []),
        ("SELECT * FROM files LEFT JOIN WHERE 'unclosed FROM batches", ["files"]),
        ("))) FROM files", ["files"]),
        ("SELECT id, replace b FROM files", ["files"]),
        ("EXPLAIN REPLACE files SET id = 1", ["files"]),
        ("SELECT 1 FROM files /*+ create */, batches", ["files", "batches"]),
        ("CREATE TABLE t AS SELECT * FROM batches", ["batches"]),
    ],
)
def test_references_are_found_in_half_typed_text_too(text, names):
    assert [str(name) for name in references(text, PROVIDERS)] == names


SHREDS = st.lists(
    st.sampled_from(
        [
            "SELECT",
            "FROM",
            ",",
            ".",
            "(",
            ")",
            "JOIN",
            "WITH",
            "AS",
            "RECURSIVE",
            "openai",
            "batch",
            "batches",
            "files",
            "*",
            "'a'",
            '"',
            "[",
            "UPDATE",
            "INTO",
            "OR",
            "IN",
            "REPLACE",
        ]
    )
).map(" ".join)


@given(SHREDS | st.text())
def test_any_text_can_be_looked_through(text):
    for name in references(text, PROVIDERS):
        assert text[name.span.start : name.span.end]


@given(SHREDS)
def test_without_resources_nothing_changes(text):
    edited = rewrite(text, PROVIDERS, lambda _name: None)
    assert (edited.text, edited.edits) == (text, ())
