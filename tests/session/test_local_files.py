"""Local files as tables: beside resources, as the source of changes, in views; what EXPLAIN and errors say of them."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.errors import (
    Cancelled,
    EngineError,
    InvalidValue,
    LocalFileError,
    RefusedStatement,
    StatementSyntaxError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.session.file_columns import file_columns

STORES = "openai.vector_stores.vector_stores"
FILES = "openai.files.files"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The working directory, with a few files in it."""
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    (directory / "people.csv").write_text("id,name,age\n1,Ada,36\n2,Bob,\n3,Cleo,41\n", encoding="utf-8")
    (directory / "Limit.csv").write_text('limit,"a ""b""",Größe\n1,2,3\n', encoding="utf-8")
    (directory / "limit.csv").write_text("limit\n4\n", encoding="utf-8")
    (directory / "out").mkdir()
    for number in (1, 2):
        line = {"custom_id": f"r{number}", "response": {"body": {"usage": {"total": number * 10}}}}
        (directory / "out" / f"{number}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return directory


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT * FROM read_csv('people.csv') WHERE age > 36", [(3, "Cleo", 41)]),
        ("SELECT read_csv.name FROM read_csv('people.csv') LIMIT 1", [("Ada",)]),
        ("SELECT p.name FROM read_csv('people.csv', header = true) AS p ORDER BY 1 DESC LIMIT 1", [("Cleo",)]),
        ("SELECT p.name FROM read_csv('people.csv', types = {'id': 'varchar'}) p WHERE p.id = '2'", [("Bob",)]),
        ("SELECT a.name FROM read_csv('people.csv') a JOIN read_csv('people.csv') b ON a.id = b.id + 1 AND b.id = 2", [("Cleo",)]),
        ("SELECT a.id, b.id FROM read_csv('people.csv') a LEFT JOIN read_csv('people.csv') b ON b.id = a.id + 2", [(1, 3), (2, None), (3, None)]),
        ("SELECT count(*) FROM read_csv('people.csv'), read_csv('people.csv')", [(9,)]),
        ("SELECT (SELECT max(age) FROM read_csv('people.csv')) AS oldest", [(41,)]),
        ("SELECT 2 IN (SELECT id FROM read_csv('people.csv'))", [(1,)]),
        ("WITH p AS (SELECT * FROM read_csv('people.csv')) SELECT name FROM p WHERE id = 3", [("Cleo",)]),
        ("SELECT sum(response->>'$.body.usage.total') FROM read_jsonl('out/*.jsonl')", [(30,)]),
        ("SELECT filename, custom_id FROM read_jsonl('out/*.jsonl', filename = true)", [("out/1.jsonl", "r1"), ("out/2.jsonl", "r2")]),
        ("SELECT custom_id FROM read_json('out/2.jsonl', columns = '{\"custom_id\": \"varchar\"}')", [("r2",)]),
        ('SELECT "limit", "a ""b""", größe FROM read_csv(\'Limit.csv\')', [(1, 2, 3)]),
        ("SELECT a.\"limit\", b.\"limit\" FROM read_csv('Limit.csv') a, read_csv('limit.csv') b", [(1, 4)]),
        ("SELECT name FROM READ_CSV ( 'people.csv' /* all */ ) -- them\n WHERE id = 1", [("Ada",)]),
        ("SELECT rowid, id FROM read_csv('people.csv') WHERE id IN (1, 3)", [(1, 1), (3, 3)]),
        ("SELECT name FROM read_csv('people.csv') WHERE id = 1 OR age = 41", [("Ada",), ("Cleo",)]),
        ("SELECT p.name FROM read_csv('people.csv') p, json_each('[2]') j WHERE j.value = p.id", [("Bob",)]),
        ("SELECT name FROM read_csv('people.csv') UNION ALL SELECT custom_id FROM read_jsonl('out/1.jsonl')", [("Ada",), ("Bob",), ("Cleo",), ("r1",)]),
        ("VALUES ((SELECT count(*) FROM read_csv('people.csv')))", [(3,)]),
    ],
)  # fmt: skip
def test_a_file_is_a_table_in_a_query(harness, sql, rows):
    assert sorted(harness.rows(sql), key=repr) == rows
    assert harness.requests == []


@pytest.mark.usefixtures("here")
def test_variables_name_the_file_and_its_options(harness):
    harness.session.variables.update(file="people.csv", null="Bob", head=True, kinds={"id": "varchar"})
    sql = "SELECT id, name FROM read_csv(:file, nullstr = :null, header = :head, types = :kinds) WHERE name IS NULL"
    assert harness.rows(sql) == [("2", None)]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_file_is_joined_with_a_resource(harness, here, concurrency):
    ids = harness.column(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c') RETURNING id")
    (here / "ids.csv").write_text("id,note\n" + "".join(f"{i},n{i}\n" for i in ids[:2]), encoding="utf-8")
    harness.session.settings.set("concurrency", str(concurrency))
    sql = f"SELECT v.name, c.note FROM read_csv('ids.csv') c JOIN {STORES} v ON v.id = c.id"
    assert sorted(harness.rows(sql)) == [("a", f"n{ids[0]}"), ("b", f"n{ids[1]}")]
    assert sorted(harness.requests) == sorted(f"GET /vector_stores/{i}" for i in ids[:2])
    sql = f"SELECT v.name, c.note FROM {STORES} v LEFT JOIN read_csv('ids.csv') c ON v.id = c.id"
    assert sorted(harness.rows(sql))[2] == ("c", None)
    assert harness.requests == ["GET /vector_stores?limit=100"]


def test_what_runs_ahead_reads_the_file_too(harness, here):
    ids = harness.column(f"INSERT INTO {STORES} (name) VALUES {', '.join(['(1)'] * 8)} RETURNING id")
    (here / "ids.csv").write_text("id\n" + "\n".join(ids), encoding="utf-8")
    harness.session.settings.set("concurrency", "4")
    result = harness.run(f"SELECT v.id FROM read_csv('ids.csv') c JOIN {STORES} v ON v.id = c.id")
    assert sorted(row[0] for row in result.rows) == sorted(ids)
    assert result.stats.peak > 1


@pytest.mark.usefixtures("here")
def test_rows_become_objects(harness):
    sql = f"INSERT INTO {STORES} (name, metadata) SELECT name, json_object('age', cast(age AS text)) FROM read_csv('people.csv') WHERE age IS NOT NULL ORDER BY id RETURNING name, metadata->>'age'"
    assert harness.rows(sql) == [("Ada", "36"), ("Cleo", "41")]
    assert harness.requests == ["POST /vector_stores", "POST /vector_stores"]


@pytest.mark.usefixtures("here")
def test_objects_of_a_file_are_the_properties_they_are_sent_as(harness, here):
    (here / "stores.jsonl").write_text('{"name": "x", "metadata": {"a": "1"}}\n', encoding="utf-8")
    harness.rows(
        f"INSERT INTO {STORES} (name, metadata) SELECT name, metadata FROM read_jsonl('stores.jsonl')"
    )
    assert harness.bodies == [{"name": "x", "metadata": {"a": "1"}}]


@pytest.mark.usefixtures("here")
def test_nothing_is_sent_where_a_row_of_the_file_is_bad(harness, here):
    (here / "bad.csv").write_text("name\nx\ny,z\n", encoding="utf-8")
    error = harness.error(
        f"INSERT INTO {STORES} (name) SELECT name FROM read_csv('bad.csv', header = true)", LocalFileError
    )
    assert "bad.csv, line 3" in error.message
    assert harness.requests == []


@pytest.mark.usefixtures("here")
def test_objects_are_changed_where_a_file_names_them(harness, here):
    ids = harness.column(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b') RETURNING id")
    (here / "ids.csv").write_text(f"id\n{ids[0]}\n", encoding="utf-8")
    harness.session.settings.assume_yes = True
    harness.rows(f"UPDATE {STORES} SET name = 'z' WHERE id IN (SELECT id FROM read_csv('ids.csv'))")
    harness.rows(f"DELETE FROM {STORES} WHERE id IN (SELECT id FROM read_csv('ids.csv')) RETURNING id")
    assert harness.column(f"SELECT id FROM {STORES}") == [ids[1]]


@pytest.mark.usefixtures("here")
def test_an_argument_is_found_in_a_file(harness, here, input_file):
    (here / "ids.csv").write_text(f"id\n{input_file}\n", encoding="utf-8")
    sql = f"EXEC {FILES}.retrieve_file @file_id = (SELECT id FROM read_csv('ids.csv'))"
    assert harness.record(sql)["id"] == input_file


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("setting", ["read_only", "dry_run"])
def test_reading_is_no_change(harness, setting):
    harness.session.settings.set(setting, "on")
    harness.rows("CREATE TABLE kept AS SELECT * FROM read_csv('people.csv')")
    assert harness.value("SELECT count(*) FROM kept") == 3


@pytest.mark.usefixtures("here")
def test_rows_go_into_tables_of_the_session(harness):
    harness.rows("CREATE TABLE kept AS SELECT * FROM read_csv('people.csv')")
    harness.rows("INSERT INTO kept SELECT * FROM read_csv('people.csv') WHERE id = 3")
    assert harness.result.summary == "INSERT 1"
    assert harness.rows("SELECT id, typeof(id), typeof(age) FROM kept WHERE name <> 'Ada'") == [
        (2, "integer", "null"),
        (3, "integer", "integer"),
        (3, "integer", "integer"),
    ]


def test_a_view_reads_the_file_each_time(harness, here):
    harness.rows("CREATE VIEW people AS SELECT name FROM read_csv('people.csv')")
    assert harness.column("SELECT name FROM people") == ["Ada", "Bob", "Cleo"]
    (here / "people.csv").write_text("name,more\nDan,1\n", encoding="utf-8")
    assert harness.column("SELECT name FROM people") == ["Dan"]
    assert harness.rows("SELECT 1") == [(1,)]
    harness.rows("BEGIN")
    assert harness.column("SELECT name FROM people") == ["Dan"]
    harness.rows("ROLLBACK")
    (here / "people.csv").unlink()
    assert "no file 'people.csv'" in harness.error("SELECT name FROM people", LocalFileError).message
    assert {o.name for o in harness.session.local_objects()} == {"people"}
    harness.rows("DROP VIEW people")
    assert harness.error("SELECT name FROM people", UnknownName).name == "people"


def test_a_view_is_joined_with_a_resource_ahead(harness, here):
    ids = harness.column(f"INSERT INTO {STORES} (name) VALUES {', '.join(['(1)'] * 6)} RETURNING id")
    (here / "ids.csv").write_text("id\n" + "\n".join(ids), encoding="utf-8")
    harness.rows("CREATE VIEW wanted AS SELECT id FROM read_csv('ids.csv')")
    harness.session.settings.set("concurrency", "4")
    result = harness.run(f"SELECT v.id FROM wanted w JOIN {STORES} v ON v.id = w.id")
    assert sorted(row[0] for row in result.rows) == sorted(ids)
    assert result.stats.peak > 1


@pytest.mark.usefixtures("here")
def test_explain_names_the_file_and_no_request(harness):
    steps = harness.records(
        f"EXPLAIN SELECT * FROM read_csv('people.csv') p JOIN {STORES} v ON v.id = p.name"
    )
    assert [(s["step"], s["resource"], s["expected_requests"][:1]) for s in steps] == [
        ("SCAN p", "read_csv('people.csv')", "0"),
        ("SCAN v", STORES, "1"),
    ]
    told = harness.run("EXPLAIN SELECT * FROM read_csv('people.csv')").explanation
    assert told.sentences == ("no request: this is answered here",)
    assert [step.title for step in told.steps] == [
        "read_csv('people.csv'): a file, read here without a request"
    ]
    assert harness.requests == []


@pytest.mark.usefixtures("here")
def test_explain_tells_the_calls_for_the_rows_of_a_file(harness):
    steps = harness.records(f"EXPLAIN INSERT INTO {STORES} (name) SELECT name FROM read_csv('people.csv')")
    assert [s["request"] for s in steps] == ["POST /vector_stores"] * 3
    assert harness.requests == []


@pytest.mark.usefixtures("here")
def test_explain_analyze_counts_what_the_resource_took(harness):
    sql = f"EXPLAIN ANALYZE SELECT * FROM read_csv('people.csv') p LEFT JOIN {STORES} v ON v.id = p.name"
    assert [(r["resource"], r["actual_rows"]) for r in harness.records(sql)] == [
        ("read_csv('people.csv')", None),
        (STORES, 0),
        (None, 3),
    ]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "sql",
    ["SELECT count(*), (SELECT max(age) FROM read_csv('people.csv')), :a FROM read_csv('people.csv') AS p"],
)
def test_columns_have_the_names_that_were_written(harness, sql):
    harness.session.variables["a"] = 5
    harness.rows(sql)
    assert harness.columns() == ["count(*)", "(SELECT max(age) FROM read_csv('people.csv'))", ":a"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("sql", "kind", "place", "said"),
    [
        ("SELECT * FROM read_csv('poeple.csv') p", LocalFileError, "read_csv('poeple.csv')", "no file"),
        ("SELECT * FROM read_csv('/etc/passwd')", LocalFileError, "read_csv('/etc/passwd')", "outside"),
        ("SELECT nmae FROM read_csv('people.csv')", UnknownName, "nmae", "no column"),
        ("SELECT 1, x FROM read_csv('people.csv')", UnknownName, "x", "no column"),
        ("SELECT * FROM read_csv(people)", StatementSyntaxError, "people", "takes the name of a file"),
        ("SELECT * FROM read_csv()", StatementSyntaxError, "read_csv()", "takes the name of a file"),
        ("SELECT * FROM read_csv('')", StatementSyntaxError, "''", "takes the name of a file"),
        ("SELECT * FROM json_each('[1]') j, read_csv(j.value)", StatementSyntaxError, "j.value", "takes the name"),
        ("SELECT * FROM read_cvs('people.csv')", UnknownName, "read_cvs", "no table function"),
        ("SELECT * FROM read_csv('people.csv', haeder = true)", UnknownName, "haeder", "no option"),
        ("SELECT * FROM read_csv('people.csv', header = 'x')", InvalidValue, "'x'", "header takes true or false"),
        ("SELECT * FROM read_csv('people.csv', delim = true)", InvalidValue, "true", "delim takes a text"),
        ("SELECT * FROM read_csv('people.csv', delim = ',' || ';')", InvalidValue, "',' || ';'", "delim takes a text"),
        ("SELECT * FROM read_csv('people.csv', header)", StatementSyntaxError, "header", "expected name = value"),
        ("SELECT * FROM read_csv('people.csv',)", StatementSyntaxError, "read_csv('people.csv',)", "expected name"),
        ("SELECT * FROM read_csv('people.csv', header = true, HEADER = true)", StatementSyntaxError, "HEADER", "twice"),
        ("SELECT * FROM read_csv('people.csv', types = {'id': 'date'})", UnknownName, "{'id': 'date'}", "no column type"),
        ("SELECT * FROM read_csv('people.csv', types = {'a': 'int', 'A': 'int'})", InvalidValue, "{'a': 'int', 'A': 'int'}", "twice"),
        ("SELECT * FROM read_csv('people.csv', types = {'id': 5})", InvalidValue, "{'id': 5}", "types takes columns"),
        ("SELECT * FROM read_csv('people.csv', types = 'id')", InvalidValue, "'id'", "no JSON object"),
        ("SELECT * FROM read_csv('people.csv', types = {'idd': 'int'})", UnknownName, "read_csv('people.csv', types = {'idd': 'int'})", 'no column "idd"'),
        ("SELECT * FROM read_jsonl('out/1.jsonl', header = true)", UnknownName, "header", "no option"),
        ("SELECT * FROM read_csv(:nothing)", EngineError.__base__, ":nothing", "no value for :nothing"),
        (f"INSERT INTO {STORES} (name) SELECT name FROM read_csv('nope.csv')", LocalFileError, "read_csv('nope.csv')", "no file"),
        (f"WITH n AS (SELECT 1) INSERT INTO {STORES} (name) SELECT name FROM read_csv('nope.csv')", LocalFileError, "read_csv('nope.csv')", "no file"),
        ("EXPLAIN SELECT * FROM read_csv('nope.csv')", LocalFileError, "read_csv('nope.csv')", "no file"),
        ("CREATE TABLE t AS SELECT * FROM read_csv('nope.csv')", LocalFileError, "read_csv('nope.csv')", "no file"),
        ("CREATE VIEW t AS SELECT * FROM read_csv('people.csv', x = 1)", UnknownName, "x", "no option"),
        (f"UPDATE {STORES} SET name = 'x' WHERE id IN (SELECT id FROM read_csv('nope.csv'))", LocalFileError, "read_csv('nope.csv')", "no file"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_was_written(harness, sql, kind, place, said):
    error = harness.error(sql, kind)
    assert said in error.message
    assert error.span is not None
    assert sql[error.span.start : error.span.end] == place
    assert harness.requests == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("SELECT nmae FROM read_csv('people.csv')", "did you mean name?"),
        ("SELECT x FROM read_csv('people.csv')", "read_csv('people.csv') has id, name, age"),
        ("SELECT * FROM 'people.csv'", "write FROM read_csv('people.csv')"),
        ("SELECT * FROM people.csv", "write FROM read_csv('people.csv')"),
        ("SELECT * FROM batch.NDJSON", "write FROM read_jsonl('batch.NDJSON')"),
        ("SELECT read_csv('people.csv')", "it is a table: SELECT ... FROM read_csv"),
    ],
)
def test_an_error_says_how_it_is_written(harness, sql, hint):
    assert hint in harness.error(sql, UnknownName).hint


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("sql", ["UPDATE {} SET a = 1", "DELETE FROM {}", "INSERT INTO {} VALUES (1)"])
def test_a_file_is_not_changed(harness, here, sql):
    before = (here / "people.csv").read_bytes()
    harness.error(
        sql.format("read_csv('people.csv')"),
        (StatementSyntaxError, UnsupportedStatement, EngineError, UnknownName),
    )
    harness.error(sql.format("\"read_csv('people.csv')\""), (EngineError, UnknownName, RefusedStatement))
    assert (here / "people.csv").read_bytes() == before


def test_a_directory_is_allowed_by_a_person_and_not_by_a_statement(harness, here):
    outside = here.parent / "outside.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    refused = harness.error(f"SET allow_path = '{here.parent}'", RefusedStatement)
    assert "--allow-path" in refused.hint
    harness.error("SELECT * FROM read_csv('../outside.csv')", LocalFileError)
    harness.session.settings.set("allow_path", f"/srv:{here.parent}")
    assert harness.value("SELECT * FROM read_csv('../outside.csv')") == 1


def test_a_file_may_have_more_columns_than_sqlite_tells_apart(harness, here):
    names = [f"c{n}" for n in range(100)]
    (here / "wide.csv").write_text(f"{','.join(names)}\n{','.join(map(str, range(100)))}\n", encoding="utf-8")
    assert harness.rows("SELECT c99, c62, c0, c63 FROM read_csv('wide.csv') WHERE c80 = 80") == [
        (99, 62, 0, 63)
    ]
    assert harness.rows("SELECT * FROM read_csv('wide.csv')") == [tuple(range(100))]


def test_reading_ends_with_the_limit(harness, here):
    (here / "long.csv").write_text("a\n" + "1\n" * 500_000 + "x\n", encoding="utf-8")
    assert harness.rows("SELECT a FROM read_csv('long.csv') LIMIT 3") == [(1,)] * 3
    assert "line 500002" in harness.error("SELECT a FROM read_csv('long.csv')", LocalFileError).message


def test_reading_is_cancelled(harness, here):
    (here / "long.csv").write_text("a\n" + "1\n" * 300_000, encoding="utf-8")
    rows = harness.run("SELECT a FROM read_csv('long.csv') WHERE a = 1").rows
    next(rows)
    harness.session.cancel()
    with pytest.raises(Cancelled):
        list(rows)
    assert harness.value("SELECT count(*) FROM read_csv('people.csv')") == 3


def test_a_join_reads_each_file_twice_at_most(harness, here, monkeypatch):
    from openai_sql_shell.local_files.source import LocalFile

    (here / "a.csv").write_text("id,v\n" + "".join(f"k{n},{n}\n" for n in range(3_000)), encoding="utf-8")
    (here / "b.csv").write_text(
        "id,w\n" + "".join(f"k{n},{n}\n" for n in reversed(range(3_000))), encoding="utf-8"
    )
    read = []
    batches = LocalFile.batches
    monkeypatch.setattr(
        LocalFile, "batches", lambda self, *given: read.append(self.call.path) or batches(self, *given)
    )
    sql = "SELECT count(*), sum(v = w) FROM read_csv('a.csv') a JOIN read_csv('b.csv') b ON a.id = b.id"
    assert harness.rows(sql) == [(3_000, 3_000)]
    assert max(map(read.count, read)) <= 2
    read.clear()
    assert (
        harness.value(
            "SELECT count(*) FROM read_csv('a.csv') a, read_csv('b.csv') b WHERE a.v < 40 AND b.w < a.v"
        )
        == 780
    )
    assert max(map(read.count, read)) <= 2


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("function", "path", "columns"),
    [
        ("read_csv", "people.csv", [("id", "integer"), ("name", "string"), ("age", "integer")]),
        ("read_jsonl", "out/*.jsonl", [("custom_id", "string"), ("response", "string")]),
        ("read_csv", "nothing.csv", []),
        ("read_csv", "/etc/passwd", []),
        ("read_csv", "", []),
        ("read_csv", "out", []),
        ("read_json", "people.csv", []),
    ],
)
def test_completion_learns_the_columns_or_nothing(function, path, columns):
    assert [(c.name, str(c.type)) for c in file_columns((), function, path)] == columns
