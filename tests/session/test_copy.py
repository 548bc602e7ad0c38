"""COPY: rows of a query as files that are whole or not there."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults import Fault

from openai_sql_shell import arrow
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import (
    Cancelled,
    InvalidValue,
    LocalFileError,
    OpenAISqlError,
    StatementSyntaxError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.session import copying, partitions

BATCHES = "openai.batch.batches"
RESULTS = "openai.batch.batch_results"
ODD = r"""SELECT 1 AS n, 'a,"b"' || char(10) AS t, NULL AS none, x'00ff' AS bytes, 0.5 AS part, 'x' || char(0) || 'y' AS nul
    UNION ALL SELECT 2, '', NULL, NULL, 3.0, '→'"""


def counting(rows, columns="i AS n, 'text ' || i AS t"):
    return f"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT {rows}) SELECT {columns} FROM c"


@pytest.fixture
def here(tmp_path, monkeypatch):
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def parquet():
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    return parquet


def left(directory):
    """What lies in a directory, hidden files too."""
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*"))


def names(directory):
    return sorted(path.name for path in directory.iterdir())


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl"])
def test_a_file_of_text_is_what_the_output_format_writes(seeded, here, name):
    for query in (ODD, f"SELECT * FROM {BATCHES}", "SELECT 1 AS a WHERE false"):
        out = io.StringIO()
        write(seeded.run(query), out, RenderOptions(name, None, color=False))
        [(rows, files, size)] = seeded.rows(f"COPY ({query}) TO 'rows.{name}' (OVERWRITE)")
        content = (here / f"rows.{name}").read_bytes()
        assert content == out.getvalue().encode()
        assert (files, size) == (1, len(content))
        assert seeded.result.summary == f"COPY {rows}"


def test_the_file_is_for_its_owner_alone(harness, here):
    harness.rows("COPY (SELECT 1 AS a) TO 'a.csv'")
    harness.rows("COPY (SELECT 1 AS a, 2 AS b) TO 'd' (FORMAT csv, PARTITION_BY a)")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in here.rglob("*")}
    assert modes == {"a.csv": 0o600, "d": 0o700, "a=1": 0o700, "data_0.csv": 0o600, "manifest.json": 0o600}


def test_parquet_holds_the_values_of_the_query(seeded, here, parquet):
    import pyarrow as pa

    rows = seeded.rows(f"SELECT * FROM {BATCHES}")
    columns = list(seeded.result.columns)
    seeded.rows(f"COPY {BATCHES} TO 'b.parquet'")
    found = parquet.read_table(here / "b.parquet")
    assert found.column_names == [column.name for column in columns]
    for place, column in enumerate(columns):
        read = found.column(place)
        if column.source.unix_time:
            read = read.cast(pa.timestamp("s", "UTC")).cast("int64")
            assert str(found.schema.field(place).type).startswith("timestamp")
        assert read.to_pylist() == [row[place] for row in rows], column.name
        marked = found.schema.field(place).metadata
        assert marked[b"openai_sql.column"] == column.name.encode()
        assert (marked.get(b"openai_sql.type") == b"json") == column.source.type.is_json


def test_expressions_are_kept_by_what_they_are(harness, here, parquet):
    harness.rows(f"COPY ({ODD}) TO 'odd.parquet'")
    found = parquet.read_table(here / "odd.parquet")
    assert [str(field.type) for field in found.schema] == [
        "int64",
        "string",
        "string",
        "binary",
        "double",
        "string",
    ]
    assert found.to_pylist() == [
        {"n": 1, "t": 'a,"b"\n', "none": None, "bytes": b"\0\xff", "part": 0.5, "nul": "x\0y"},
        {"n": 2, "t": "", "none": None, "bytes": None, "part": 3.0, "nul": "→"},
    ]
    harness.rows("COPY (SELECT 1 AS a UNION ALL SELECT 'x' UNION ALL SELECT 2.5) TO 'kinds.parquet'")
    assert parquet.read_table(here / "kinds.parquet").column(0).to_pylist() == ["1", "x", "2.5"]


def test_halves_of_pairs_are_written_out():
    pytest.importorskip("pyarrow")
    [batch] = arrow.batches([arrow.ArrowField("a")], [("x\ud800",), (None,)])
    assert batch.column(0).to_pylist() == ["x\\ud800", None]


def test_results_of_batches_are_kept_as_their_schema_says(seeded, here, parquet):
    where = f"FROM {BATCHES} b JOIN {RESULTS} r ON r.batch_id = b.id WHERE b.status = 'completed'"
    counts = dict(seeded.rows(f"SELECT r.outcome, count(*) {where} GROUP BY 1"))
    seeded.rows(f"COPY (SELECT r.*, r.body {where}) TO 'dir/' (FORMAT parquet, PARTITION_BY batch_id)")
    manifest = json.loads((here / "dir/manifest.json").read_text())
    assert manifest["rows"] == sum(counts.values())
    assert manifest["resources"] == [BATCHES, RESULTS]
    outcomes = [batch["outcomes"] for batch in manifest["batches"]]
    assert {name: sum(o.get(name, 0) for o in outcomes) for name in counts} == counts
    read = 0
    for file in manifest["files"]:
        content = (here / "dir" / file["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        table = parquet.ParquetFile(here / "dir" / file["path"])
        types = {field.name: str(field.type) for field in table.schema_arrow}
        assert types["outcome"].startswith("dictionary<")
        assert types["body"] == "large_string"
        assert (types["line"], types["input_tokens"]) == ("int32", "int64")
        assert "batch_id" not in types
        read += table.metadata.num_rows
    assert read == manifest["rows"]


def test_duckdb_reads_the_same_back(seeded, here, parquet):  # noqa: ARG001 - it must be there
    duckdb = pytest.importorskip("duckdb")
    where = f"FROM {BATCHES} b JOIN {RESULTS} r ON r.batch_id = b.id WHERE b.status = 'completed'"
    seeded.rows(f"COPY (SELECT r.* {where}) TO 'dir' (FORMAT parquet, PARTITION_BY (batch_id, outcome))")
    read = "SELECT {} FROM read_parquet('dir/*/*/*.parquet', hive_partitioning = true) ORDER BY ALL"
    columns = "batch_id, outcome, custom_id, text, line, total_tokens"
    ours = sorted(seeded.rows(f"SELECT {columns.replace('batch_id', 'r.batch_id')} {where}"), key=repr)
    assert sorted(duckdb.sql(read.format(columns)).fetchall(), key=repr) == ours


VALUES = ("", "..", "/", "../../up", "a=b", "a b%", "Größe", "nul\0", ".", "x" * 80)


def test_no_value_leads_out_of_the_directory(harness, here):
    query = " UNION ALL ".join(
        ["SELECT NULL AS p, 0 AS n", *(f"SELECT {sql(value)}, {n}" for n, value in enumerate(VALUES, 1))]
    )
    harness.rows(f"COPY ({query}) TO 'dir' (FORMAT csv, PARTITION_BY p)")
    assert names(here) == ["dir"]
    made = [path for path in (here / "dir").iterdir() if path.is_dir()]
    assert len(made) == len(VALUES) + 1
    assert all(names(path) == ["data_0.csv"] and path.name.startswith("p=") for path in made)
    assert (here / "dir/p=__HIVE_DEFAULT_PARTITION__/data_0.csv").read_text() == "n\n0\n"
    duckdb = pytest.importorskip("duckdb")
    read = duckdb.sql(
        "SELECT p, n FROM read_csv('dir/*/*.csv', hive_partitioning = true, hive_types_autocast = false)"
    )
    assert {n: p for p, n in read.fetchall()} == dict(enumerate((None, *VALUES)))


def sql(text):
    return "'" + "' || char(0) || '".join(text.split("\0")) + "'"


def test_rows_too_many_for_memory_keep_their_order_and_kind(harness, here, monkeypatch):
    monkeypatch.setattr(partitions, "HELD_ROWS", 7)
    query = counting(100, "i % 3 AS p, i AS n, CASE i % 2 WHEN 1 THEN 'x' END AS t, x'01' AS b")
    harness.rows(f"COPY ({query}) TO 'dir' (FORMAT jsonl, PARTITION_BY p)")
    assert left(here / "dir") == sorted(
        ["manifest.json", *(f"p={p}{name}" for p in range(3) for name in ("", "/data_0.jsonl"))]
    )
    for p in range(3):
        lines = [json.loads(line) for line in (here / f"dir/p={p}/data_0.jsonl").read_text().splitlines()]
        assert [line["n"] for line in lines] == [i for i in range(1, 101) if i % 3 == p]
        assert {line["b"] for line in lines} == {"AQ=="}
        assert {line["t"] for line in lines} == {"x", None}


def test_one_and_one_point_oh_are_partitions_of_their_own(harness, here):
    harness.rows("COPY (SELECT 1 AS p, 1 AS n UNION ALL SELECT 1.0, 2) TO 'd' (FORMAT csv, PARTITION_BY p)")
    assert (names(here / "d")) == ["manifest.json", "p=1", "p=1.0"]


@pytest.mark.parametrize(
    ("statement", "kind", "said"),
    [
        ("COPY (SELECT 1) TO 'x.csv' (HEADER)", UnknownName, "FORMAT, PARTITION_BY, OVERWRITE"),
        ("COPY (SELECT 1) TO 'x.csv' (FORMAT)", InvalidValue, "FORMAT parquet"),
        ("COPY (SELECT 1) TO 'x.csv' (FORMAT csv, format jsonl)", InvalidValue, "twice"),
        ("COPY (SELECT 1) TO 'x.csv' (FORMAT orc)", InvalidValue, "csv, tsv, json, jsonl, parquet"),
        ("COPY (SELECT 1) TO 'x.csv' (OVERWRITE perhaps)", InvalidValue, "true or false"),
        ("COPY (SELECT 1) TO 'x'", LocalFileError, "FORMAT csv"),
        ("COPY (SELECT 1) TO ''", LocalFileError, "name of a file"),
        ("COPY (SELECT 1) TO '../x.csv'", LocalFileError, "outside of the working directory"),
        *(
            (
                f"COPY (SELECT 1 a, 2 b) TO '{path}' (FORMAT csv, PARTITION_BY a, OVERWRITE)",
                LocalFileError,
                "give it a name",
            )
            for path in ("..", ".", "./", "/", "../", "link/..")
        ),
        ("COPY (SELECT 1) TO '/etc/x.csv'", LocalFileError, "start with --allow-path /etc, or write"),
        ("COPY (SELECT 1) TO 'link/x.csv'", LocalFileError, "outside of the working directory"),
        ("COPY (SELECT 1) TO 'no/x.csv'", LocalFileError, "no directory"),
        ("COPY (SELECT 1) TO 'dir/' (FORMAT csv)", LocalFileError, "is a directory"),
        ("COPY (SELECT 1) TO 'dir' (FORMAT csv, OVERWRITE)", LocalFileError, "is a directory"),
        ("COPY (SELECT 1) TO 'there.csv'", LocalFileError, "OVERWRITE"),
        ("COPY (SELECT 1 AS a, 2) TO 'there.csv' (PARTITION_BY a)", LocalFileError, "no directory"),
        ("COPY (SELECT 1 AS a, 2) TO 'full' (FORMAT csv, PARTITION_BY a)", LocalFileError, "not empty"),
        (
            "COPY (SELECT 1 AS a, 2) TO 'full' (FORMAT csv, PARTITION_BY a, OVERWRITE)",
            LocalFileError,
            "no COPY has made it",
        ),
        ("COPY (SELECT 1 AS a, 2) TO 'n' (FORMAT csv, PARTITION_BY b)", UnknownName, "takes a, 2"),
        ("COPY (SELECT 1 AS a) TO 'n' (FORMAT csv, PARTITION_BY a)", InvalidValue, "none is left"),
        ("COPY (SELECT 1 AS a, 2) TO 'n' (FORMAT csv, PARTITION_BY (a, A))", InvalidValue, "twice"),
        ("COPY (SELECT x'00' AS a, 2) TO 'n' (FORMAT csv, PARTITION_BY a)", InvalidValue, "hex()"),
        (
            "COPY (SELECT '__HIVE_DEFAULT_PARTITION__' AS a, 2) TO 'n' (FORMAT csv, PARTITION_BY a)",
            InvalidValue,
            "NULL",
        ),
        (
            "COPY (SELECT printf('%300d', 1) AS a, 2) TO 'n' (FORMAT csv, PARTITION_BY a)",
            InvalidValue,
            "too long",
        ),
        ("COPY (DELETE FROM t) TO 'x.csv'", StatementSyntaxError, "SELECT"),
        ("COPY SELECT 1 TO 'x.csv'", StatementSyntaxError, "parentheses"),
        ("COPY t FROM 'x.csv'", UnsupportedStatement, "read_csv"),
        ("COPY openai.batch.batchs TO 'x.csv'", UnknownName, "batches"),
        ("COPY (SELECT nope) TO 'x.csv'", OpenAISqlError, "nope"),
    ],
)
def test_what_cannot_be_written_says_why_and_leaves_nothing(harness, here, statement, kind, said):
    (here / "dir").mkdir()
    (here / "full").mkdir()
    (here / "full/mine").touch()
    (here / "there.csv").write_text("mine")
    (here / "link").symlink_to(here.parent)
    before = left(here)
    error = harness.error(statement, kind)
    assert said in f"{error.message} {error.hint}"
    assert left(here) == before
    assert (here / "there.csv").read_text() == "mine"
    assert harness.requests == []


def test_overwrite_replaces_what_a_copy_has_made(harness, here):
    for n in (1, 2):
        harness.rows(f"COPY (SELECT {n} AS a, 0 AS b) TO 'd' (FORMAT csv, PARTITION_BY a, OVERWRITE true)")
        harness.rows(f"COPY (SELECT {n} AS a) TO 'f.csv' WITH (OVERWRITE)")
    assert left(here) == ["d", "d/a=2", "d/a=2/data_0.csv", "d/manifest.json", "f.csv"]
    assert (here / "f.csv").read_text() == "a\n2\n"


FAILING = [
    f"SELECT id, status FROM {BATCHES}",
    counting(30_000, "i AS id, CASE WHEN i < 15000 THEN i ELSE abs(-9223372036854775807 - 1) END AS status"),
]
TARGETS = [
    "'f.csv'",
    "'f.parquet'",
    "'d' (FORMAT jsonl, PARTITION_BY status)",
    "'d' (FORMAT parquet, PARTITION_BY status)",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("query", FAILING)
def test_an_error_in_the_middle_leaves_nothing_and_says_so(seeded, here, query, target, parquet):  # noqa: ARG001
    seeded.sandbox.faults.add(Fault("GET /v1/batches*", skip=1, status=400))
    error = seeded.error(f"COPY ({query}) TO {target}")
    assert error.message.endswith("; nothing was written")
    assert left(here) == []


@pytest.mark.parametrize("target", TARGETS)
def test_a_stop_in_the_middle_leaves_nothing(harness, here, target, parquet):  # noqa: ARG001
    token = CancelToken()
    harness.session.progress = lambda progress: token.set() if progress.done >= 5000 else None
    with pytest.raises(Cancelled, match="nothing was written"):
        harness.run(f"COPY ({counting(10**9, 'i AS n, i % 2 AS status')}) TO {target}", token)
    assert left(here) == []


@pytest.mark.parametrize("target", TARGETS)
def test_a_full_disk_leaves_nothing(harness, here, target, parquet, monkeypatch):  # noqa: ARG001
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copying.RowWriter, "write", full)
    error = harness.error(f"COPY ({counting(10, 'i AS n, i % 2 AS status')}) TO {target}", LocalFileError)
    assert "No space left" in error.message
    assert error.message.endswith("; nothing was written")
    assert error.message.count("; ") == 1
    assert left(here) == []


def test_a_value_that_does_not_fit_its_column_is_named(harness, here, parquet):  # noqa: ARG001
    query = counting(10_500, "CASE WHEN i < 10400 THEN i ELSE 'many' END AS n")
    error = harness.error(f"COPY ({query}) TO 'f.parquet'", InvalidValue)
    assert "the column n holds int64, and 'many' is none" in error.message
    assert "CAST(n AS TEXT)" in error.hint
    assert left(here) == []


def test_without_pyarrow_nothing_is_sent_and_the_extra_is_named(harness, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    error = harness.error(f"COPY {BATCHES} TO 'f.parquet'", UnsupportedStatement)
    assert "openai-sql[arrow]" in error.message
    assert harness.requests == []
    assert left(here) == []


def test_a_dry_run_writes_nothing(harness, here):
    harness.session.settings.dry_run = True
    assert harness.rows("COPY (SELECT 1 AS a) TO 'f.csv'") == []
    assert left(here) == []


def test_an_explained_copy_writes_nothing_and_tells_its_requests(harness, here):
    assert any("/batches" in str(row) for row in harness.rows(f"EXPLAIN COPY {BATCHES} TO 'f.csv'"))
    assert left(here) == []
    assert harness.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("options", ["(FORMAT csv)", "(FORMAT jsonl, PARTITION_BY p)"])
def test_a_killed_process_leaves_no_target_and_what_it_left_is_swept(harness, here, tmp_path, options):
    query = counting(10**9, "i % 5 AS p, i AS n")
    words = [
        sys.executable,
        "-m",
        "openai_sql_shell",
        "--sandbox",
        "-c",
        f"COPY ({query}) TO 'out' {options}",
    ]
    environ = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path(copying.__file__).parents[2])}
    process = subprocess.Popen(words, cwd=here, env=environ)
    until = time.monotonic() + 60
    while not any(path.is_file() and path.stat().st_size > 100_000 for path in here.rglob("*")):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert all(name.startswith(".out.openai-sql-") for name in names(here))
    harness.rows(f"COPY (SELECT 1 AS p, 2 AS n) TO 'out' {options}")
    assert names(here) == ["out"]
