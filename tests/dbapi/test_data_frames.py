"""pandas, polars and DuckDB read results without knowing us, and each of their traps is an error or the right answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from answering import answering
from dbapi.test_arrow import broken, plain
from dbapi.test_cursor import FILES, ten_thousand

import openai_sql_shell as driver

pa = pytest.importorskip("pyarrow")

BATCHES = "openai.batch.batches"
QUERY = f"SELECT id, created_at, completed_at, request_counts, length(id) AS n, 0.5 AS part, NULL AS z FROM {BATCHES}"


def seconds(moment):
    return None if moment is None else int(moment.timestamp())


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


@pytest.fixture
def polars():
    return pytest.importorskip("polars")


@pytest.fixture
def duckdb():
    return pytest.importorskip("duckdb")


@pytest.fixture
def expected(seeded_cursor):
    return seeded_cursor.execute(QUERY).fetchall()


def unmissing(pandas, values):
    return [None if pandas.isna(value) else value for value in values]


def test_pandas_reads_a_table_and_a_cursor(seeded_cursor, expected, pandas):
    frames = [seeded_cursor.execute(QUERY).fetch_arrow_table().to_pandas()]
    if hasattr(pandas.DataFrame, "from_arrow"):
        frames.append(pandas.DataFrame.from_arrow(seeded_cursor.execute(QUERY)))
    for frame in frames:
        assert str(frame["created_at"].dtype) == "datetime64[s, UTC]"
        found = [unmissing(pandas, frame[name]) for name in frame]
        rows = [(i, seconds(at), seconds(done), *rest) for i, at, done, *rest in zip(*found, strict=True)]
        assert rows == expected


def test_polars_reads_a_cursor(seeded_cursor, expected, polars):
    frame = polars.DataFrame(seeded_cursor.execute(QUERY))
    assert [(i, seconds(at), seconds(done), *rest) for i, at, done, *rest in frame.rows()] == expected
    assert frame.schema["z"] == polars.String
    with pytest.raises(driver.InterfaceError, match="handed on"):
        polars.DataFrame(seeded_cursor)
    assert frame.schema == polars.DataFrame(seeded_cursor.execute(f"{QUERY} LIMIT 1")).schema


@pytest.mark.parametrize(("times", "dtype"), [("unix", "Int64"), ("datetime", "Datetime")])
def test_times_that_polars_reads_by_rows_are_not_counted_in_another_unit(
    seeded_sandbox, connected, polars, times, dtype
):
    connection = connected(seeded_sandbox, times=times)
    sql = f"SELECT created_at, created_at + 0 AS n FROM {BATCHES}"
    frame = polars.read_database(sql, connection)
    assert str(frame.schema["created_at"]).startswith(dtype)
    for at, number in frame.rows():
        told = int(at.replace(tzinfo=UTC).timestamp()) if isinstance(at, datetime) else at
        assert told == number > 1_000_000_000


def test_duckdb_reads_a_reader_by_its_name(seeded_cursor, expected, duckdb):
    reader = seeded_cursor.execute(QUERY).fetch_record_batch(7)
    found = duckdb.sql("SELECT id, epoch(created_at)::INT8, n, part FROM reader").fetchall()
    assert reader is not None
    assert found == [(i, at, n, part) for i, at, _, _, n, part, _ in expected]


def test_duckdb_reads_a_cursor_by_its_name_though_it_asks_more_than_once(seeded_cursor, expected, duckdb):
    rows = seeded_cursor.execute(QUERY)
    counted = duckdb.sql(
        "SELECT count(*), count(z), sum(n), max(epoch(created_at))::INT8 FROM rows"
    ).fetchall()
    assert counted == [(len(expected), 0, sum(r[4] for r in expected), max(r[1] for r in expected))]
    with pytest.raises(duckdb.Error, match="handed on"):
        duckdb.sql("SELECT count(*) FROM rows").fetchall()
    rows.execute(QUERY)
    relation = duckdb.sql("FROM rows")
    assert len(relation.fetchall()) == len(expected)


class WithoutSchema:
    """A stream whose schema can only be had by beginning it."""

    def __init__(self, cursor):
        self._cursor = cursor

    def __arrow_c_stream__(self, requested_schema=None):
        return self._cursor.__arrow_c_stream__(requested_schema)


def test_duckdb_never_counts_fewer_rows_of_a_stream_it_has_begun_for_the_schema(seeded_cursor, duckdb):
    rows = WithoutSchema(seeded_cursor.execute(QUERY))
    assert rows is not None
    with pytest.raises(duckdb.Error, match="handed on"):
        duckdb.sql("SELECT count(*) FROM rows").fetchall()


@pytest.mark.skipif(not hasattr(pa, "json_"), reason="pyarrow before 19 knows no JSON")
def test_duckdb_knows_json_as_json(seeded_cursor, duckdb):
    reader = seeded_cursor.execute(QUERY).fetch_record_batch(json="extension")
    relation = duckdb.sql("SELECT request_counts FROM reader")
    assert reader is not None
    assert [str(kind) for kind in relation.types] == ["JSON"]


def test_duckdb_reads_pages_while_they_come(connected, duckdb):
    with answering(ten_thousand) as served:
        reader = connected(served).cursor().execute(f"SELECT id FROM {FILES}").fetch_record_batch(100)
        assert len(served.lines) == 1
        assert duckdb.sql("SELECT count(*), count(DISTINCT id) FROM reader").fetchall() == [(10_000, 10_000)]
        assert reader is not None
        assert len(served.lines) == 100


def test_a_failure_in_the_middle_is_none_of_their_frames(connected, duckdb, polars):
    with answering(broken) as served:
        cursor = connected(served).cursor()
        with pytest.raises(polars.exceptions.ComputeError, match="no more"):
            polars.DataFrame(cursor.execute(f"SELECT id FROM {FILES}"))
        reader = cursor.execute(f"SELECT id FROM {FILES}").fetch_record_batch(100)
        with pytest.raises(duckdb.Error, match="no more"):
            duckdb.sql("SELECT count(id) FROM reader").fetchall()
        assert reader is not None


def test_no_rows_have_the_same_columns_in_a_frame(seeded_cursor, polars, pandas):
    some, none = (f"SELECT id, created_at FROM {BATCHES}{end}" for end in ("", " WHERE status = 'none'"))
    frame = polars.DataFrame(seeded_cursor.execute(none))
    assert frame.height == 0
    assert frame.schema == polars.DataFrame(seeded_cursor.execute(some)).schema
    empty = seeded_cursor.execute(none).fetch_arrow_table().to_pandas()
    assert isinstance(empty, pandas.DataFrame)
    assert list(empty.dtypes) == list(seeded_cursor.execute(some).fetch_arrow_table().to_pandas().dtypes)
    assert plain(seeded_cursor.execute(none).fetch_arrow_table()) == []


@pytest.mark.parametrize("page", ["README.md", "openai_sql_shell/reference/guides/arrow.md"])
def test_the_examples_of_the_documentation_run(page, capsys):
    for name in ("pandas", "polars", "duckdb"):
        pytest.importorskip(name)
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {}
    for code in [code for code in blocks if "arrow" in code or page != "README.md"]:
        exec(compile(code, page, "exec"), names)  # they are ours
        assert capsys.readouterr().out
    connection = names["connection"]
    assert isinstance(connection, driver.Connection)
    with connection:
        pass
