"""What the driver plans: which files, in which shares, with how many requests; and that no key travels."""

from __future__ import annotations

import logging
import pickle
from functools import partial
from itertools import chain

import pytest
from spark.served import KEY, Files, spark_filter

from openai_sql_shell.dbapi.errors import Error
from openai_sql_shell.errors import EngineError, InvalidValue, UsageError
from openai_sql_shell.spark.options import result_options
from openai_sql_shell.spark.planning import shares
from openai_sql_shell.spark.shares import Pushed, ResultFile, packed, pushed

EqualTo, In, IsNotNull, LessThan, Not = (
    partial(spark_filter, kind) for kind in ("EqualTo", "In", "IsNotNull", "LessThan", "Not")
)
pytestmark = pytest.mark.usefixtures("driver")


def plan(server, batches="b0,b1,b2,b3", filters=(), **options):
    given = {"batches": batches, "base_url": server.url, **options}
    return shares(result_options(given), pushed(filters)[0])


def files_of(found):
    return [[file.file_id for file in share.files] for share in found]


@pytest.fixture
def server(serve):
    return serve(Files().many(4))


def test_a_file_is_a_share_of_its_own_where_no_two_fit_together(server):
    found = plan(server, "b0,b1", max_bytes_per_partition="1")
    assert files_of(found) == [["file-b0-output"], ["file-b0-error"], ["file-b1-output"], ["file-b1-error"]]
    first = found[0].files[0]
    assert (first.batch_id, first.source, first.endpoint) == ("b0", "output", "/v1/responses")
    assert first.size == len(Files().many(1).files["file-b0-output"])
    assert server.downloads == []


def test_small_files_share_a_task(server):
    assert [len(part) for part in files_of(plan(server))] == [8]


def file_of(size):
    return ResultFile(f"file-{size}", "b", "output", "", size, None, False)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([5], [[5]]),
        ([4, 6, 1], [[4, 6], [1]]),
        ([20, 1, 1], [[20], [1, 1]]),
        ([1, 20, 1], [[1], [20], [1]]),
        ([None, 1, None], [[None], [1], [None]]),
        ([0, 0, 10], [[0, 0, 10]]),
    ],
)
def test_packing_keeps_order_and_bound(sizes, expected):
    found = packed(map(file_of, sizes), 10)
    assert [[file.size for file in part] for part in found] == expected


@pytest.mark.parametrize(
    "batches",
    ["b2 ,b0,b2", "b2,b0,", "SELECT id FROM openai.batch.batches WHERE id IN ('b0', 'b2') ORDER BY id DESC",
     "VALUES ('b2'), ('b0'), ('b2')", "WITH x(i) AS (SELECT 'b2' UNION ALL SELECT 'b0') SELECT i FROM x"],
)  # fmt: skip
def test_batches_are_ids_or_a_query_and_each_is_read_once(server, batches):
    [share] = plan(server, batches, files="output")
    assert [file.batch_id for file in share.files] == ["b2", "b0"]


@pytest.mark.parametrize(
    ("batches", "said"),
    [
        ("SELECT id, status FROM openai.batch.batches", "2 columns"),
        ("SELECT NULL", "NULL among its ids"),
        ("SELECT 5", "5 among its ids"),
        ("SELECT ''", "'' among its ids"),
        ("b0,b9,b8", "there is no batch b9, b8"),
        ("b9", "there is no batch b9"),
        ("SELEC id", "SELEC"),
        ("DELETE FROM openai.files.files WHERE id = 'file-b0-output'", "read.only"),
    ],
)
def test_what_is_no_batch_is_an_error(server, batches, said):
    with pytest.raises((UsageError, InvalidValue, Error), match=said):
        plan(server, batches)
    assert [verb for verb, *_ in server.served.seen if verb != "GET"] == []


FILTERED = [
    ([EqualTo(("batch_id",), "b2")], ["file-b2-output", "file-b2-error"]),
    (
        [In(("batch_id",), ("b2", "b3", "b9")), EqualTo(("source",), "error")],
        ["file-b2-error", "file-b3-error"],
    ),
    ([EqualTo(("batch_id",), "b2"), EqualTo(("batch_id",), "b3")], []),
    ([EqualTo(("source",), "input")], []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERED, ids=range(len(FILTERED)))
def test_filters_leave_out_batches_and_files(server, filters, expected):
    assert [*chain.from_iterable(files_of(plan(server, filters=filters)))] == expected


def test_a_filter_on_one_of_four_batches_asks_for_no_other(server):
    plan(server, filters=[EqualTo(("batch_id",), "b2")])
    assert {line.split(" ")[1].partition("?")[0] for line in server.served.lines} <= {
        *("/batches/b2", "/files/file-b2-output", "/files/file-b2-error")
    }


TAKEN = [
    (EqualTo(("outcome",), "ok"), Pushed(outcome=frozenset({"ok"}))),
    (In(("outcome",), ("ok", "error")), Pushed(outcome=frozenset({"ok", "error"}))),
    (In(("source",), ("error",)), Pushed(source=frozenset({"error"}))),
]
LEFT = [
    EqualTo(("custom_id",), "a"), EqualTo(("outcome",), None), In(("outcome",), ("ok", None)), IsNotNull(("batch_id",)),
    EqualTo(("batch_id", "x"), "b"), EqualTo(("line",), 1), LessThan(("outcome",), "ok"),
    Not((), "ok"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), TAKEN, ids=range(len(TAKEN)))
def test_equality_of_three_columns_is_taken_over(given, expected):
    assert pushed([given]) == (expected, [])


@pytest.mark.parametrize("given", LEFT, ids=range(len(LEFT)))
def test_any_other_filter_stays_with_spark(given):
    found, left = pushed([given])
    assert found == Pushed()
    assert left[0] is given


def test_a_share_is_plain_data_without_the_key(server, driver):
    prices = driver / ".config" / "openai-sql"
    prices.mkdir(parents=True)
    (prices / "prices.toml").write_text('["m"]\n2026-01-01 = { input = 1, output = 2 }\n', encoding="utf-8")
    found = plan(server)
    written = pickle.dumps(found)
    assert KEY.encode() not in written
    assert b"OPENAI_API_KEY" in written
    for room in (b"session", b"engine", b"dbapi", b"catalog", b"pyspark"):
        assert b"openai_sql_shell." + room not in written
    again = pickle.loads(written)
    assert files_of(again) == files_of(found)
    assert again[0].place == found[0].place


def test_the_key_is_in_the_variable_that_is_named(server, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(UsageError, match="there is no key: READER_KEY is not set"):
        plan(server, key_env="READER_KEY")
    assert server.served.seen == []
    monkeypatch.setenv("READER_KEY", "sk-of-readers")
    assert plan(server, key_env="READER_KEY")[0].place.key_env == "READER_KEY"
    assert {headers["Authorization"] for _, _, headers, _ in server.served.seen} == {"Bearer sk-of-readers"}


def test_a_profile_says_where_and_by_which_variable(server, driver, monkeypatch):
    config = driver / ".config" / "openai-sql"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(
        f'[profiles.work]\nbase_url = "{server.url}"\napi_key_env = "WORK_KEY"\norganization = "org-7"\n'
        '[profiles.asked]\napi_key_command = "echo sk-told"\n[settings]\nread_timeout = "7s"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("WORK_KEY", "sk-of-work")
    place = shares(result_options({"batches": "b0", "profile": "work"}), Pushed())[0].place
    assert (place.base_url, place.organization, place.key_env) == (server.url, "org-7", "WORK_KEY")
    assert place.read_timeout == 7
    assert plan(server, profile="asked")[0].place.key_env == "OPENAI_API_KEY"
    with pytest.raises(UsageError, match='no profile "wrok"'):
        plan(server, profile="wrok")


def test_files_that_are_gone_are_named_or_left_out(serve, caplog):
    files = Files().many(2)
    del files.files["file-b1-output"]
    server = serve(files)
    with pytest.raises(EngineError, match=r"gone from the server: file-b1-output \(output of b1\)") as raised:
        plan(server, "b0,b1")
    assert "on_missing=skip" in raised.value.hint
    with pytest.raises(EngineError, match="gone from the server: file-b1-output"):
        plan(server, "b1", files="output")
    assert plan(server, "b1", files="output", on_missing="skip") == []
    [found] = files_of(plan(server, "b0,b1", on_missing="skip"))
    assert found == ["file-b0-output", "file-b0-error", "file-b1-error"]
    assert "file-b1-output (output of b1); left out" in caplog.text


def test_batches_without_results_are_told(serve, caplog):
    server = serve(Files().many(1).batch("early", status="in_progress", total=3))
    with caplog.at_level(logging.WARNING):
        [found] = files_of(plan(server, "b0,early"))
    assert found == ["file-b0-output", "file-b0-error"]
    assert "early (in_progress)" in caplog.text
