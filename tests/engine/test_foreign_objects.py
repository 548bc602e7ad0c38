"""Objects of servers that speak this API their own way: some are gone, keys and values come in other types."""

from __future__ import annotations

import pytest
from engine.foreign import BATCHES, FILES, STORE_FILES, STORES, Estate, files

from openai_sql_shell.errors import ApiError, ProtocolError

# --- what is not there -----------------------------------------------------------------------------------------

PARENTS = {"/vector_stores": [{"id": f"vs_{n}", "created_at": n} for n in range(3)]}
CHILDREN = [{"id": "file-1", "created_at": 1, "vector_store_id": "vs_1", "status": "failed"}]


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT v.id, f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id",
        f"SELECT v.id, f.id FROM {STORES} v LEFT JOIN {STORE_FILES} f ON f.vector_store_id = v.id",
        f"SELECT count(*) FROM {STORE_FILES} WHERE vector_store_id IN (SELECT id FROM {STORES})",
        f"SELECT id FROM {STORES} v WHERE NOT EXISTS (SELECT 1 FROM {STORE_FILES} f WHERE f.vector_store_id = v.id)",
        f"SELECT (SELECT count(*) FROM {STORE_FILES} f WHERE f.vector_store_id = v.id) FROM {STORES} v",
    ],
)
@pytest.mark.parametrize("settings", [{}, {"concurrency": 4}, {"memory_rows": 1}])
def test_404_for_the_children_of_all_parents_just_listed_is_an_error(connect, sql, settings):
    error = connect(Estate(PARENTS), **settings).error(sql, ProtocolError)
    assert "404 for every parent" in error.message
    assert f"may not have {STORE_FILES}" in error.hint


def test_a_parent_that_vanished_among_others_is_no_row_and_a_notice(connect):
    client = connect(Estate({**PARENTS, "/vector_stores/vs_1/files": CHILDREN}))
    sql = f"SELECT v.id, f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
    assert client.rows(sql) == [("vs_1", "file-1")]
    assert "not found" in client.result.notices[0]


def test_parents_that_no_list_holds_may_be_gone_all_of_them(connect):
    batches = [{"id": "batch_1", "created_at": 1, "metadata": {"store": "vs_gone"}}]
    client = connect(Estate({"/batches": batches}))
    sql = (
        f"SELECT id FROM {STORE_FILES} WHERE vector_store_id IN (SELECT metadata ->> 'store' FROM {BATCHES})"
    )
    assert client.rows(sql) == []
    assert "not found" in client.result.notices[0]


@pytest.mark.parametrize(
    "condition",
    [
        "vector_store_id = 'vs_gone'",
        "vector_store_id IN ('vs_1', 'vs_gone')",
        "vector_store_id = 'vs_1' OR vector_store_id = 'vs_gone'",
        "vector_store_id IN (VALUES ('vs_1'), ('vs_gone'))",
    ],
)
@pytest.mark.parametrize("settings", [{}, {"concurrency": 4}])
def test_404_for_a_parent_that_the_person_wrote_is_an_error(connect, condition, settings):
    client = connect(Estate({**PARENTS, "/vector_stores/vs_1/files": CHILDREN}), **settings)
    assert client.error(f"SELECT id FROM {STORE_FILES} WHERE {condition}", ApiError).status == 404


@pytest.mark.parametrize("settings", [{}, {"concurrency": 4}, {"memory_rows": 3}])
def test_a_list_that_is_refused_does_not_fail_a_join_whose_objects_are_not(connect, settings):
    files_ = files(60)
    batches = [{"id": f"batch_{n}", "created_at": n, "input_file_id": f["id"]} for n, f in enumerate(files_)]
    estate = Estate({"/batches": batches}, objects={f"/files/{f['id']}": f for f in files_})
    client = connect(estate, **settings)
    join = f"SELECT count(f.id) FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id"
    assert client.column(join) == [60]


# --- keys ------------------------------------------------------------------------------------------------------

NUMBERED = {"/batches": [{"id": str(n), "created_at": n} for n in range(1, 8)]}


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ("""SELECT value FROM json_each('[5, "5"]')""", ["5"]),
        ("SELECT created_at FROM openai.batch.batches WHERE created_at > 5", ["6", "7"]),
        ("5, '5', 6", ["5", "6"]),
        ("VALUES (5), ('5')", ["5"]),
    ],
)
@pytest.mark.parametrize("settings", [{}, {"concurrency": 4}])
def test_a_key_that_comes_as_a_number_and_as_a_text_is_one_object(connect, members, found, settings):
    client = connect(Estate(NUMBERED), **settings)
    sql = f"SELECT id FROM {BATCHES} WHERE id IN ({members})"
    assert sorted(client.column(sql)) == found
    twice = f"SELECT b.id FROM json_each('[1, 2]') j JOIN {BATCHES} b ON b.id IN ({members})"
    assert sorted(client.column(twice)) == sorted(found * 2)


# --- types -----------------------------------------------------------------------------------------------------

SAYINGS = [str, float, "{}.0".format, " {}".format, int]


@pytest.mark.parametrize(
    "condition",
    ["f.created_at = b.created_at", "b.created_at = f.created_at", "f.created_at = b.created_at || ''"],
)
@pytest.mark.parametrize("settings", [{}, {"memory_rows": 3}, {"concurrency": 4, "memory_rows": 3}])
def test_a_join_by_a_column_finds_rows_whatever_type_the_server_sends(connect, condition, settings):
    batches = [{"id": f"batch_{n}", "created_at": SAYINGS[n % 5](1000 + n)} for n in range(100)]
    sent = [{"id": f"file-{n}", "created_at": SAYINGS[n % 3](1000 + n)} for n in range(100)]
    client = connect(Estate({"/batches": batches, "/files": sent}, lambda data, _query: data), **settings)
    for join in ("JOIN", "LEFT JOIN"):
        sql = f"SELECT count(f.id), count(*) FROM {BATCHES} b {join} {FILES} f ON {condition}"
        assert client.rows(sql) == [(100, 100)]
    assert client.rows(f"SELECT typeof(created_at), count(*) FROM {FILES} GROUP BY 1") == [("integer", 100)]


@pytest.mark.parametrize(
    ("purpose", "wanted", "count"), [(5, "'5'", 1), (5, "5", 1), (True, "'1'", 1), (["a"], """'["a"]'""", 1)]
)
def test_a_text_that_comes_as_something_else_is_text(connect, purpose, wanted, count):
    client = connect(Estate({"/files": files(1, purpose=purpose)}, filters=False))
    assert client.column(f"SELECT count(*) FROM {FILES} WHERE purpose = {wanted}") == [count]
    assert client.column(f"SELECT typeof(purpose) FROM {FILES}") == ["text"]
