"""The worker's side: record batches that say what SQL says, and what goes wrong on the way."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from platform import node

import pytest
from engine.batch_files import failure, result
from spark.served import Files, cut_after, endless

import openai_sql_shell
from openai_sql_shell.classes import replace
from openai_sql_shell.spark import errors
from openai_sql_shell.spark.errors import SourceError
from openai_sql_shell.spark.options import query_options, result_options
from openai_sql_shell.spark.planning import shares
from openai_sql_shell.spark.shares import Form, Pushed

pa = pytest.importorskip("pyarrow")
pytestmark = pytest.mark.usefixtures("driver")
PRICED_ON = datetime(2026, 11, 20, tzinfo=UTC).timestamp()
"""A day of which prices are known."""
FORM = Form(body=False, rows_per_batch=10_000, skips_missing=False)


def plan(server, batches="b0", **options):
    return shares(result_options({"batches": batches, "base_url": server.url, **options}), Pushed())


def read(found, form=FORM):
    from openai_sql_shell.spark.reader import record_batches

    return [row for share in found for batch in record_batches(share, form) for row in batch.to_pylist()]


def sql_rows(server, columns, where):
    with openai_sql_shell.connect(base_url=server.url) as connection:
        cursor = connection.cursor()
        cursor.execute(
            f"SELECT {', '.join(f'r.{name}' for name in columns)} FROM openai.batch.batches b"
            f" CROSS JOIN openai.batch.batch_results r ON r.batch_id = b.id WHERE {where}"
        )
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def answer(custom_id, model, **usage):
    line = result(custom_id, json.dumps({"said": custom_id}))
    line["response"]["body"] |= {"model": model, "usage": usage}
    return line


def everything():
    """Batches with lines of all sorts."""
    output = [
        answer("a", "gpt-5-mini", input_tokens=2000, output_tokens=300, total_tokens=2300, input_tokens_details={"cached_tokens": 1024}),
        answer("b", "gpt-5.4", input_tokens=1, output_tokens=1, total_tokens=2),
        answer("c", "nobody-knows", input_tokens=7, output_tokens=1),
        answer("a", "own-model", input_tokens=123_457, output_tokens=7),
        b"no JSON", b"", result("ü\U0001f600"), json.dumps(result("h", "half \ud83d")).encode(), result("d", status_code=500),
    ]  # fmt: skip
    files = Files().batch("b0", output=output, error=[failure("e"), failure("a")]).many(0)
    files.batch("b1", output=[result("x")], status="cancelled").batch("b2", error=[failure("y")])
    files.batches["b1"]["endpoint"] = "/v1/images/generations"
    files.batches["b0"]["completed_at"] = PRICED_ON
    return files


@pytest.mark.parametrize("package", ["with the package of prices", "without"])
def test_every_column_is_what_sql_says(serve, driver, monkeypatch, package):
    if package == "without":
        monkeypatch.setitem(sys.modules, "genai_prices", None)
    else:
        pytest.importorskip("genai_prices")
    config = driver / ".config" / "openai-sql"
    config.mkdir(parents=True)
    (config / "prices.toml").write_text(
        '["own-*"]\n2025-01-01 = { input = 0.1, output = 0.8 }\n', encoding="utf-8"
    )
    server = serve(everything())
    found = read(plan(server, "b0,b1,b2", body="text"), replace(FORM, body=True))
    names = list(found[0])
    expected = sql_rows(server, names, "r.source IN ('output', 'error')")
    for row in expected:
        cost = row["cost_usd"]
        row["cost_usd"] = None if cost is None else Decimal(repr(cost)).quantize(Decimal("0.000000001"))
    key = lambda row: (row["batch_id"], row["source"], row["line"])  # noqa: E731 - of both
    assert sorted(found, key=key) == sorted(expected, key=key)
    assert len(found) == 12
    priced = [row["custom_id"] for row in found if row["cost_usd"] is not None]
    assert priced == (["a"] if package == "without" else ["a", "b", "a"])


@pytest.mark.parametrize("ended", [10**12, -(10**12), 2**62, 1e300])
def test_a_batch_that_ended_at_no_moment_is_priced_by_the_next_time_that_is_one(serve, driver, ended):
    """Such as milliseconds of another server."""
    config = driver / ".config" / "openai-sql"
    config.mkdir(parents=True)
    (config / "prices.toml").write_text('["own-*"]\n2025-01-01 = { input = 1.0, output = 2.0 }\n')
    files = Files().batch("b0", output=[answer("a", "own-model", input_tokens=10**6, output_tokens=0)])
    files.batches["b0"] |= {"completed_at": ended, "created_at": PRICED_ON}
    server = serve(files)
    [row] = read(plan(server))
    assert row["cost_usd"] == 1
    assert sql_rows(server, ["cost_usd"], "true") == [{"cost_usd": 1.0}]


def test_a_worker_without_the_driver_s_prices_says_so_and_which_machine(serve, monkeypatch):
    pytest.importorskip("genai_prices")
    found = plan(serve(everything()))
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    monkeypatch.setattr(errors, "node", lambda: "worker-7")
    with pytest.raises(SourceError, match=r"on worker-7: cost_usd needs genai-prices [\d.]+.*here is none"):
        read(found)


def test_rows_of_other_outcomes_are_left_out(serve):
    found = plan(serve(everything()), "b0,b2")
    rows = read(found, replace(FORM, outcomes=frozenset({"error", "parse_error"})))
    assert {row["outcome"] for row in rows} == {"error", "parse_error"}
    assert len(rows) == 4


def test_a_batch_of_rows_is_as_large_as_asked(serve):
    from openai_sql_shell.spark.reader import record_batches

    files = Files().batch("b0", output=[result(str(n)) for n in range(25)], error=[failure("e")])
    [share] = plan(serve(files))
    sizes = [batch.num_rows for batch in record_batches(share, replace(FORM, rows_per_batch=10))]
    assert sizes == [10, 10, 5, 1]


def test_what_sql_would_tell_is_in_the_log(serve, caplog):
    files = Files().batch("b0", output=[result("a").copy()])
    files.files["file-b0-output"] = files.files["file-b0-output"].replace(b"Yes.", b"Y\xff")
    assert read(plan(serve(files)))[0]["text"] == "Y\ufffd"
    assert "file-b0-output: some bytes are no UTF-8" in caplog.text


def test_a_missing_key_names_variable_and_machine(serve, monkeypatch):
    server = serve(Files().many(1))
    found = plan(server)
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr(errors, "node", lambda: "worker-7")
    before = len(server.served.seen)
    with pytest.raises(SourceError, match=r"on worker-7: there is no key: OPENAI_API_KEY is not set"):
        read(found)
    assert len(server.served.seen) == before


@pytest.mark.parametrize("skips", [False, True])
def test_a_file_that_went_meanwhile_is_named_or_left_out(serve, caplog, skips):
    files = Files().many(2)
    found = plan(serve(files), "b0,b1")
    files.gone.add("file-b0-error")
    said = r"gone from the server: file-b0-error \(error of b0\)"
    if skips:
        rows = read(found, replace(FORM, skips_missing=True))
        assert [(row["batch_id"], row["source"]) for row in rows] == [("b0", "output")] * 2 + [("b1", "output")] * 2 + [("b1", "error")]  # fmt: skip
        assert "left out" in caplog.text
    else:
        with pytest.raises(SourceError, match=said):
            read(found)


def test_a_download_that_ends_early_is_an_error_and_never_fewer_rows(serve):
    files = Files().batch("b0", output=[result(str(n), "x" * 2_000) for n in range(200)])
    whole = files.files["file-b0-output"]
    server = serve(files)
    found = plan(server)
    files.files["file-b0-output"] = cut_after(whole, len(whole) // 2)
    with pytest.raises(SourceError, match=r"file-b0-output broke off after \d+ of \d+ bytes"):
        read(found)


def test_what_broke_off_once_is_gone_on_with(serve):
    files = Files().batch("b0", output=[result(str(n), "x" * 2_000) for n in range(200)])
    whole = files.files["file-b0-output"]
    found = plan(serve(files))
    answers = iter([cut_after(whole, len(whole) // 2)])

    def respond(handler):
        next(answers, cut_after(whole, len(whole)))(handler)

    files.files["file-b0-output"] = respond
    assert [row["custom_id"] for row in read(found)] == [str(n) for n in range(200)]


def test_a_reader_that_is_given_up_leaves_no_connection(serve):
    from openai_sql_shell.spark.reader import record_batches

    line = json.dumps(result("a", "x" * 2_000)).encode() + b"\n"
    ended = threading.Event()
    files = Files().batch("b0", output=[])
    files.files["file-b0-output"] = endless(line, ended)
    [share] = plan(serve(files))
    batches = record_batches(share, replace(FORM, rows_per_batch=100))
    assert next(batches).num_rows == 100
    before = threading.active_count()
    batches.close()
    assert ended.wait(5)
    deadline = time.monotonic() + 5
    while threading.active_count() >= before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() < before


ALONE = """
import pickle, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("apsw", "prompt_toolkit", "sqlite3", "pyspark", "rich", "pygments", "sqlparse") or name.startswith(
            tuple("openai_sql_shell." + room for room in (
                "session", "engine", "planner", "handlers", "dbapi", "opening", "shell", "cli", "render", "sandbox", "catalog.services"))
        ):
            raise ImportError(f"{name} is not needed on a worker")
sys.meta_path.insert(0, Blocked())
from openai_sql_shell.spark.reader import record_batches
share, form = pickle.load(sys.stdin.buffer)
print(sum(batch.num_rows for batch in record_batches(share, form)))
"""


def test_a_worker_needs_no_session_engine_or_pyspark(serve):
    import pickle

    [share] = plan(serve(Files().many(3)), "b0,b1,b2")
    done = subprocess.run(
        [sys.executable, "-c", ALONE], input=pickle.dumps((share, FORM)), capture_output=True, check=False
    )
    assert (done.stderr, done.stdout) == (b"", b"9\n")


def test_without_pyarrow_an_error_says_what_to_install(serve, monkeypatch):
    found = plan(serve(Files().many(1)))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SourceError, match=r"on .*pyarrow: install openai-sql\[arrow\]"):
        read(found)


def test_importing_the_room_loads_no_library():
    code = "import sys; import openai_sql_shell.spark; print({'pyspark', 'pyarrow', 'apsw', 'requests', 'msgspec'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


REGISTER = """
import sys, types
sys.modules[sys.argv[1]] = None
if sys.argv[1] == "pyarrow":
    sys.modules["openai_sql_shell.spark.source"] = types.ModuleType("source")  # whether there is a pyspark or not
from openai_sql_shell.spark import register
try:
    register(None)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
"""


@pytest.mark.parametrize(
    ("library", "hint"),
    [("pyspark", "pip install 'pyspark>=4'"), ("pyarrow", r"pip install 'openai-sql\[spark\]'")],
)
def test_register_says_what_is_missing_and_where(library, hint):
    done = subprocess.run(
        [sys.executable, "-c", REGISTER, library], capture_output=True, text=True, check=True
    )
    said = rf"UnsupportedStatement: Spark's data source needs {library}( 4)?, which is missing on {node()}: {hint}"
    assert re.match(said, done.stdout)


# --- answers of small queries ------------------------------------------------------------------------------------


def ask(server, query, **options):
    from openai_sql_shell.spark import query as asking
    from openai_sql_shell.spark.reader import answer_batches

    found = query_options({"query": query, "base_url": server.url, **options})
    with openai_sql_shell.connect(base_url=server.url) as connection:
        schema = connection.cursor().execute(query).fetch_record_batch().schema
    ddl = asking.schema(found)
    return ddl, [row for batch in answer_batches(asking.rows(found, schema)) for row in batch.to_pylist()]


def test_an_answer_has_types_and_rows_of_the_driver(serve):
    query = "SELECT id, created_at, length(id) AS n, 1.5 AS x, NULL AS empty, x'00ff' AS raw FROM openai.batch.batches ORDER BY id"
    ddl, rows = ask(serve(Files().many(2)), query)
    assert ddl == "`id` string, `created_at` timestamp, `n` bigint, `x` double, `empty` string, `raw` binary"
    assert [(row["id"], row["n"], row["x"], row["empty"], row["raw"]) for row in rows] == [("b0", 2, 1.5, None, b"\0\xff"), ("b1", 2, 1.5, None, b"\0\xff")]  # fmt: skip
    assert rows[0]["created_at"].timestamp() == 1_763_000_000


def test_an_answer_that_is_too_large_is_an_error(serve, monkeypatch):
    monkeypatch.setattr("openai_sql_shell.spark.query.MOST_BYTES", 1_000)
    from openai_sql_shell.errors import UsageError

    with pytest.raises(UsageError, match="the answer has more than"):
        ask(serve(Files().many(1)), "SELECT hex(zeroblob(1000)) AS a")


def test_a_query_that_changes_is_refused(serve):
    from openai_sql_shell.dbapi.errors import Error

    server = serve(Files().many(1))
    with pytest.raises(Error, match=r"read.only"):
        ask(server, "DELETE FROM openai.files.files WHERE id = 'file-b0-output'")
    assert {verb for verb, *_ in server.served.seen} <= {"GET"}
