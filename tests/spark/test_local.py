"""Reads through a Spark of this machine, two cores of it: `make test-spark`. One process, one JVM."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path
from platform import node

import pytest
from engine.batch_files import result
from spark.served import Files, cut_after, endless
from spark.test_reader import everything, sql_rows

import openai_sql_shell
from openai_sql_shell import arrow
from openai_sql_shell.arrow import ArrowField
from openai_sql_shell.spark import register
from openai_sql_shell.spark.types import ddl, result_fields

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore"), pytest.mark.usefixtures("driver")]
README = Path(__file__).parents[2] / "README.md"
GUIDE = README.parent / "openai_sql_shell/reference/guides/spark.md"


@pytest.fixture
def reader(spark):
    """Makes readers of a server."""
    register(spark)

    def read(server, batches, **options):
        made = spark.read.format("openai_batch_results").option("batches", batches)
        return made.options(base_url=server.url, **options).load()

    return read


def error_of(act):
    with pytest.raises(Exception) as raised:  # noqa: PT011 - Spark's own, whose text is looked at
        act()
    return str(raised.value)


def test_forty_files_are_forty_partitions_and_count_what_sql_counts(reader, serve):
    server = serve(Files().many(20, lines=5))
    frame = reader(server, "SELECT id FROM openai.batch.batches", max_bytes_per_partition="1")
    assert frame.rdd.getNumPartitions() == 40
    found = {(row["batch_id"], row["source"], row["outcome"]): row["count"] for row in frame.groupBy("batch_id", "source", "outcome").count().collect()}  # fmt: skip
    names = ("batch_id", "source", "outcome")
    counted: dict = {}
    for row in sql_rows(server, names, "r.source IN ('output', 'error')"):
        key = tuple(row[name] for name in names)
        counted[key] = counted.get(key, 0) + 1
    assert found == counted
    assert sum(found.values()) == 100


def test_every_value_is_what_sql_says(reader, serve):
    server = serve(everything())
    frame = reader(server, "b0,b1,b2", body="text")
    assert frame.schema.simpleString() == f"struct<{ddl(result_fields(body=True)).replace('` ', ':').replace('`', '').replace(', ', ',')}>"  # fmt: skip
    found = [row.asDict() for row in frame.collect()]
    expected = sql_rows(server, list(found[0]), "r.source IN ('output', 'error')")
    for row in expected:
        cost = row["cost_usd"]
        row["cost_usd"] = None if cost is None else Decimal(repr(cost)).quantize(Decimal("0.000000001"))
    place = lambda row: (row["batch_id"], row["source"], row["line"])  # noqa: E731 - of both
    assert sorted(found, key=place) == sorted(expected, key=place)


@pytest.mark.parametrize(
    ("condition", "downloads", "rows"),
    [
        ("batch_id = 'b2' AND source = 'output'", ["file-b2-output"], 2),
        ("batch_id IN ('b1', 'b2') AND outcome = 'error'", ["file-b1-error", "file-b1-output", "file-b2-error", "file-b2-output"], 2),
        ("batch_id = 'b9'", [], 0),
        ("batch_id <> 'b2' AND source = 'error' AND custom_id = 'r-2'", [f"file-b{n}-error" for n in range(4)], 3),
        ("outcome = 'ok' OR custom_id = 'r-2'", [f"file-b{n}-{name}" for n in range(4) for name in ("error", "output")], 12),
    ],
)  # fmt: skip
def test_filters_of_spark_leave_out_downloads_and_no_rows(reader, serve, condition, downloads, rows):
    server = serve(Files().many(4))
    assert reader(server, "b0,b1,b2,b3").where(condition).count() == rows
    datasource = pytest.importorskip("pyspark.sql.datasource")
    if hasattr(datasource, "EqualTo"):  # Spark hands filters over since 4.1
        assert sorted(server.downloads) == downloads


def test_no_batches_are_no_rows(reader, serve):
    server = serve(Files().many(1))
    assert reader(server, "SELECT id FROM openai.batch.batches WHERE status = 'failed'").collect() == []


def test_limit_stops_a_reader_in_the_middle_of_a_download(reader, serve, spark):
    ended, files = threading.Event(), Files().batch("b0", output=[])
    files.files["file-b0-output"] = endless(json.dumps(result("a", "x" * 2_000)).encode() + b"\n", ended)
    frame = reader(serve(files), "b0", rows_per_batch="100")
    assert len(frame.limit(5).collect()) == 5
    assert ended.wait(20)
    assert spark.range(3).count() == 3


def test_a_download_that_ends_early_fails_the_task(reader, serve):
    files = Files().batch("b0", output=[result(str(n), "x" * 2_000) for n in range(200)])
    whole = files.files["file-b0-output"]
    server = serve(files)
    frame = reader(server, "b0")
    files.files["file-b0-output"] = cut_after(whole, len(whole) // 2)
    assert re.search(r"on \S+: file-b0-output broke off after \d+ of \d+ bytes", error_of(frame.collect))


def test_a_file_that_is_gone_is_named_or_left_out(reader, serve):
    files = Files().many(2)
    files.gone.add("file-b1-error")
    server = serve(files)
    said = error_of(reader(server, "b0,b1").collect)
    assert "gone from the server: file-b1-error (error of b1)" in said
    assert "on_missing=skip" in said
    assert reader(server, "b0,b1", on_missing="skip").count() == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"mode": "full"}, 'no option "mode"'),
        ({"api_key": "sk-secret"}, "a key has no place in an option"),
        ({"files": "input"}, 'files cannot be "input"'),
        ({"key_env": "NOWHERE_SET"}, "NOWHERE_SET is not set"),
        ({"batches": "b7"}, "there is no batch b7"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_machine(reader, serve, seeded_sandbox, options, said):
    server = serve(Files().many(1))
    text = error_of(lambda: reader(server, options.pop("batches", "b0"), **options).collect())
    assert said in text
    assert re.search(r"on \S+: ", text)
    assert "secret" not in text
    assert seeded_sandbox.key not in text
    assert server.downloads == []


def test_a_schema_of_one_s_own_is_refused(spark, reader, serve):
    reader(server := serve(Files().many(1)), "b0")
    made = spark.read.format("openai_batch_results").schema("custom_id string")
    assert "cannot be chosen" in error_of(
        lambda: made.options(batches="b0", base_url=server.url).load().collect()
    )


def test_a_small_resource_joins_results(spark, reader, serve):
    server = serve(Files().many(3))
    query = "SELECT id, endpoint, created_at, 1.5 AS weight FROM openai.batch.batches"
    small = spark.read.format("openai_sql").options(query=query, base_url=server.url).load()
    assert small.rdd.getNumPartitions() == 1
    assert (
        small.schema.simpleString() == "struct<id:string,endpoint:string,created_at:timestamp,weight:double>"
    )
    results = reader(server, "b0,b1,b2", files="output")
    joined = results.join(small, results["batch_id"] == small["id"]).groupBy("endpoint").sum("weight")
    assert [tuple(row) for row in joined.collect()] == [("/v1/responses", 9.0)]
    with openai_sql_shell.connect(base_url=server.url, times="datetime") as connection:
        expected = [row[0].replace(tzinfo=None) for row in connection.cursor().execute("SELECT created_at FROM openai.batch.batches ORDER BY id")]  # fmt: skip
    assert [row[0] for row in small.orderBy("id").select(small["created_at"].cast("string")).collect()] == [
        str(moment) for moment in expected
    ]
    assert "has no option" in error_of(lambda: spark.read.format("openai_sql").options(batches="b0").load())


def test_what_travels_to_workers_has_no_key(serve):
    pytest.importorskip("pyspark")
    from pyspark import cloudpickle

    from openai_sql_shell.spark.options import result_options
    from openai_sql_shell.spark.source import BatchResultsReader

    server = serve(Files().many(2))
    reader = BatchResultsReader(result_options({"batches": "b0,b1", "base_url": server.url}))
    written = cloudpickle.dumps((reader, reader.partitions()))
    assert b"sk-" not in written
    assert b"openai_sql_shell.session" not in written
    again, partitions = cloudpickle.loads(written)
    assert sum(batch.num_rows for one in partitions for batch in again.read(one)) == 6
    assert list(again.read(None)) == []


ELSEWHERE = """
import pickle, sys
class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Lacking())
written = sys.stdin.buffer.read()
try:
    pickle.loads(written)
except ImportError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["openai_sql_shell", "pyarrow"])
def test_a_machine_without_a_library_says_which_and_where(name):
    pytest.importorskip("pyspark")
    from pyspark import cloudpickle

    from openai_sql_shell.spark.options import query_options, result_options
    from openai_sql_shell.spark.source import BatchResults, BatchResultsReader, SqlQueryReader

    readers = {
        "openai_sql_shell": [BatchResults({"batches": "b0"}), BatchResultsReader(result_options({"batches": "b0"}))],
        "pyarrow": [SqlQueryReader(query_options({"query": "SELECT 1"}), arrow.schema([ArrowField("a")]))],
    }  # fmt: skip
    for each in readers[name]:
        written = cloudpickle.dumps(each)
        said = subprocess.run([sys.executable, "-c", ELSEWHERE, name], input=written, capture_output=True, check=True).stdout.decode()  # fmt: skip
        assert said.startswith(
            f"on {node()}: {name} is not installed for {sys.executable}\nhint: install openai-sql[spark]"
        )


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.stem)
def test_the_examples_of_the_documentation_run(page, capsys):
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- spark[\w-]* -->\n```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {}
    for code in blocks:
        exec(compile(code, page.name, "exec"), names)  # they are ours
        assert re.search(r"\| *(ok|/v1/\S+)\| *\d+\|", capsys.readouterr().out)
    assert len(blocks) == (1 if page is README else 2)
