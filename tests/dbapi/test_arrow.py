"""Results as Arrow: the types of columns, the same values by every way, and never fewer rows than there are."""

from __future__ import annotations

import json
import math
import sys
import threading
from datetime import UTC, datetime

import apsw
import pytest
from answering import answering
from dbapi.conftest import requests
from dbapi.test_cursor import COUNTING, FILES, ten_thousand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import openai_sql_shell as driver
from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.dbapi.cursor import Cursor
from openai_sql_shell.errors import Cancelled
from openai_sql_shell.result import Result, ResultColumn

pa = pytest.importorskip("pyarrow")

BATCHES = "openai.batch.batches"
SECONDS = pa.timestamp("s", "UTC")
NUMBERED = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT {} FROM n"
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=6)
WHOLE = st.integers(-(2**63), 2**63 - 1)
SMALL = st.integers(-(2**53), 2**53)
FLOATS = st.floats(allow_nan=False)
TIMES = st.integers(0, 4_000_000_000)
CATALOG = {
    DataType.STRING: (pa.string(), TEXTS),
    DataType.INTEGER: (pa.int64(), WHOLE),
    DataType.NUMBER: (pa.float64(), FLOATS),
    DataType.BOOLEAN: (pa.bool_(), st.integers(0, 1)),
    DataType.OBJECT: (pa.string(), st.just('{"a": 1}')),
    DataType.ARRAY: (pa.string(), st.just("[1]")),
    DataType.ANY: (pa.string(), TEXTS),
}
"""What a column of the catalog is, and values that it has."""
DECLARED = {
    "INTEGER": (pa.int64(), WHOLE),
    "VARCHAR(9)": (pa.string(), TEXTS),
    "DOUBLE": (pa.float64(), FLOATS),
    "BLOB": (pa.binary(), st.binary(max_size=4)),
}
EXPRESSIONS = {
    "whole": (pa.int64(), WHOLE),
    "part": (pa.float64(), FLOATS),
    "texts": (pa.string(), TEXTS),
    "blobs": (pa.binary(), st.binary(max_size=4)),
    "nothing": (pa.string(), st.none()),
}


def columns():
    for kind, found in CATALOG.items():
        yield ResultColumn(kind.value, Column(kind.value, kind, f"A {kind.value}.")), *found
    moment = Column("at", DataType.INTEGER, "When.", unix_time=True)
    yield ResultColumn("at", moment), SECONDS, TIMES
    for name, found in DECLARED.items():
        yield ResultColumn(name, declared=name), *found
    for name, found in EXPRESSIONS.items():
        yield ResultColumn(name), *found


EVERY = tuple(columns())


def test_every_type_of_the_catalog_is_tried():
    assert set(CATALOG) == set(DataType)


class Answering:
    """The connection of a cursor: answers with rows that a test made up."""

    def __init__(self, columns, rows, times="unix"):
        self.times = times
        self._columns, self._rows = tuple(columns), rows

    def check_open(self):
        pass

    def run(self, _operation, _parameters, _token):
        return Result(self._columns, iter(self._rows))


def fetched(columns, rows, times="unix"):
    return Cursor(Answering(columns, rows, times)).execute("")


def plain(table):
    """The values of a table as rows, times as seconds."""
    arrays = [table.column(n) for n in range(table.num_columns)]
    arrays = [a.cast("int64") if pa.types.is_timestamp(a.type) else a for a in arrays]
    return list(zip(*(a.to_pylist() for a in arrays), strict=True))


def moments(table):
    return list(zip(*(table.column(n).to_pylist() for n in range(table.num_columns)), strict=True))


def every_row():
    """Rows with a value of its own for every column; the first is without NULL, so that a first batch knows the types."""
    full = st.tuples(*(values for _, _, values in EVERY))
    return st.tuples(full, st.lists(st.tuples(*(st.none() | values for _, _, values in EVERY)), max_size=7))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(every_row(), st.integers(1, 4))
def test_every_type_has_the_same_values_by_every_way(found, most):
    made = [column for column, _, _ in EVERY]
    rows = [found[0], *found[1]]
    expected = fetched(made, rows).fetchall()
    assert expected == [tuple(row) for row in rows]
    table = fetched(made, rows).fetch_arrow_table()
    assert [field.type for field in table.schema] == [wanted for _, wanted, _ in EVERY]
    reader = fetched(made, rows).fetch_record_batch(most)
    batches = list(reader)
    assert all(batch.num_rows <= most for batch in batches)
    assert reader.schema.equals(table.schema, check_metadata=True)
    for way in (table, pa.Table.from_batches(batches), pa.table(fetched(made, rows))):
        way.validate(full=True)
        assert plain(way) == expected
    with_moments = fetched(made, rows, "datetime").fetchall()
    assert moments(table) == with_moments


@settings(max_examples=40, deadline=None)
@given(st.lists(st.none() | SMALL | FLOATS | TEXTS, max_size=8), st.integers(1, 3))
def test_expressions_of_several_kinds_are_right_or_an_error(values, most):
    rows, column = [(value,) for value in values], ResultColumn("x")
    made = fetched([column], rows).fetch_arrow_table()
    if any(isinstance(value, str) for value in values):
        assert made.schema.field(0).type == pa.string()
    assert all(map(is_same, values, made.column(0).to_pylist()))
    try:
        read = fetched([column], rows).fetch_record_batch(most).read_all()
    except driver.DataError:
        assert len({type(value) for value in values if value is not None}) > 1
    else:
        assert read.num_rows == len(values)
        assert all(map(is_same, values, read.column(0).to_pylist()))


def is_same(value, kept):
    """Whether a value is kept; a number may have become its text."""
    if isinstance(kept, str) and isinstance(value, int | float):
        return value == float(kept.lower())
    return value is kept is None or value == kept


@pytest.mark.parametrize("column", EVERY, ids=lambda found: found[0].name)
def test_no_rows_have_the_schema_of_rows(column):
    made, wanted, _ = column
    for cursor in (fetched([made], []), fetched([made], [(None,)])):
        table = cursor.fetch_arrow_table()
        is_open = made.source is None and made.declared is None
        assert table.schema.field(0).type == (pa.string() if is_open else wanted)
    for way in (lambda c: c.fetch_record_batch().read_all(), pa.table, lambda c: c.fetch_arrow_table()):
        empty = way(fetched([made], []))
        assert empty.num_rows == 0
        assert empty.schema.equals(table.schema, check_metadata=True)


def test_the_schema_of_a_resource_is_its_declaration_whatever_there_is(seeded_cursor):
    cursor = seeded_cursor
    with_rows = cursor.execute(f"SELECT * FROM {BATCHES}").fetch_arrow_table()
    without = cursor.execute(f"SELECT * FROM {BATCHES} WHERE status = 'none'").fetch_arrow_table()
    assert with_rows.num_rows > 0 == without.num_rows
    assert with_rows.schema.equals(without.schema, check_metadata=True)
    types = {field.name: field.type for field in without.schema}
    assert (types["id"], types["created_at"], types["metadata"]) == (pa.string(), SECONDS, pa.string())
    assert all(field.nullable for field in without.schema)
    marks = without.schema.field("request_counts").metadata
    assert (marks[b"openai_sql.type"], marks[b"openai_sql.column"]) == (b"json", b"request_counts")
    assert marks[b"openai_sql.description"]
    assert b"openai_sql.type" not in without.schema.field("id").metadata


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT * FROM {BATCHES}",
        f"SELECT * FROM {FILES}",
        "SELECT * FROM openai.vector_stores.vector_stores",
        "SELECT * FROM openai.users.users",
        f"SELECT status, count(*) AS n, avg(created_at) AS mean, NULL AS z, x'00ff' AS b FROM {BATCHES} GROUP BY 1",
        "SHOW SERVICES IN openai",
    ],
)
def test_rows_of_the_api_are_the_same_by_every_way(seeded_sandbox, connected, sql):
    cursor = connected(seeded_sandbox, admin_key=seeded_sandbox.admin_key).cursor()
    expected = cursor.execute(sql).fetchall()
    assert expected
    assert plain(cursor.execute(sql).fetch_arrow_table()) == expected
    assert plain(cursor.execute(sql).fetch_record_batch(7).read_all()) == expected
    assert plain(pa.table(cursor.execute(sql))) == expected


def test_rows_fetched_before_are_not_handed_on(cursor):
    cursor.execute(COUNTING.format(10))
    cursor.fetchmany(3)
    assert cursor.fetch_arrow_table().column(0).to_pylist() == list(range(4, 11))


ONCE = {
    "fetch_arrow_table": lambda cursor: cursor.fetch_arrow_table(),
    "fetch_record_batch": lambda cursor: cursor.fetch_record_batch(),
    "__arrow_c_stream__": lambda cursor: cursor.__arrow_c_stream__(),
}


@pytest.mark.parametrize("first", ONCE)
@pytest.mark.parametrize("sql", [COUNTING.format(3), f"SELECT id FROM {BATCHES}"])
def test_a_result_is_handed_on_once(cursor, first, sql):
    cursor.execute(sql)
    kept = ONCE[first](cursor)
    for again in (*ONCE.values(), lambda c: c.fetchone(), lambda c: c.fetchall(), list):
        with pytest.raises(driver.InterfaceError, match=f"handed on by {first}"):
            again(cursor)
    assert cursor.__arrow_c_schema__() is not None
    assert kept is not None
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_the_schema_may_be_asked_as_often_as_wished_and_takes_nothing(cursor):
    cursor.execute(NUMBERED.format(30_000, "CASE WHEN i > 5 THEN i END AS a, 'x' AS b"))
    first, again = pa.schema(cursor), pa.schema(cursor)
    assert first == again == pa.schema({"a": pa.int64(), "b": pa.string()})
    assert cursor.fetchmany(2) == [(None, "x")] * 2
    assert pa.schema(cursor) == first
    table = pa.table(cursor)
    assert table.schema == first
    assert table.column("a").to_pylist() == [None] * 3 + list(range(6, 30_001))


def test_a_reader_requests_as_it_is_read(connected):
    with answering(ten_thousand) as served:
        cursor = connected(served).cursor().execute(f"SELECT id, created_at FROM {FILES}")
        assert pa.schema(cursor).names == ["id", "created_at"]
        reader = cursor.fetch_record_batch(150)
        assert len(served.lines) == 1
        assert reader.read_next_batch().num_rows == 150
        assert len(served.lines) == 2
        assert sum(batch.num_rows for batch in reader) == 9_850
        assert len(served.lines) == 100


def test_batches_end_at_ten_thousand_rows_or_64_mib(cursor, monkeypatch):
    from openai_sql_shell.arrow import record_batches as batches

    assert batches.MOST_BYTES == 64 * 1024 * 1024
    sizes = [b.num_rows for b in cursor.execute(COUNTING.format(25_000)).fetch_record_batch()]
    assert sizes == [10_000, 10_000, 5_000]
    table = cursor.execute(COUNTING.format(25_000)).fetch_arrow_table()
    assert max(batch.num_rows for batch in table.to_batches()) <= 10_000
    assert table.column(0).num_chunks <= 4
    monkeypatch.setattr(batches, "MOST_BYTES", 100_000)
    sql = NUMBERED.format(1_000, "printf('%.*c', 1000, 'x') AS t")
    for way in (lambda c: list(c.fetch_record_batch()), lambda c: c.fetch_arrow_table().to_batches()):
        made = way(cursor.execute(sql))
        assert sum(batch.num_rows for batch in made) == 1_000
        assert max(batch.nbytes for batch in made) <= 110_000
        assert len(made) <= 30


def test_nothing_but_null_is_a_string_and_a_later_text_follows(cursor):
    sql = NUMBERED.format(30, "CASE WHEN i > 20 THEN 'late' END AS t")
    reader = cursor.execute(sql).fetch_record_batch(10)
    assert reader.schema.field(0).type == pa.string()
    assert reader.read_all().column(0).to_pylist() == [None] * 20 + ["late"] * 10


def test_a_later_value_of_another_type_is_an_error_for_a_reader_and_none_for_a_table(cursor):
    sql = NUMBERED.format(30_000, "CASE WHEN i < 25000 THEN i ELSE 'x' END AS v")
    reader = cursor.execute(sql).fetch_record_batch()
    assert [reader.read_next_batch().num_rows for _ in range(2)] == [10_000, 10_000]
    for _ in range(2):  # whoever reads on is not told that it was all
        with pytest.raises(
            driver.DataError, match=r"v holds int64, and 'x' is none\nhint: CAST\(v AS TEXT\)"
        ):
            reader.read_next_batch()
    values = cursor.execute(sql).fetch_arrow_table().column(0).to_pylist()
    assert (values[0], values[24_998], values[-1]) == ("1", "24999", "x")
    cast = NUMBERED.format(30_000, "CAST(CASE WHEN i < 25000 THEN i ELSE 'x' END AS TEXT) AS v")
    assert cursor.execute(cast).fetch_record_batch().read_all().column(0).to_pylist() == values


DIGITS = 1e15 if apsw.SQLITE_VERSION_NUMBER >= 3_053_000 else 1e14
"""A number that is written with all of its digits; older SQLites write 1.0e+15."""


@pytest.mark.parametrize(
    "number", [1, -7, 2**63 - 1, 0.5, 2.0, DIGITS, 1e17, 1e300, 1e-5, math.inf, -math.inf]
)
def test_numbers_among_texts_are_written_as_sqlite_does(cursor, number):
    sql = "SELECT ? AS v, CAST(? AS TEXT) AS t UNION ALL SELECT 'x', ''"
    if isinstance(number, float) and math.isinf(number):
        sql, values = sql.replace("?", f"{number:e}".replace("inf", "9e999")), None
    else:
        values = [number, number]
    table = cursor.execute(sql, values).fetch_arrow_table()
    assert table.column("v")[0].as_py() == table.column("t")[0].as_py()


@pytest.mark.parametrize(
    "values", [[b"\0", "x"], [2**53 + 1, 0.5], [b"a", 1]], ids=["blob-text", "inexact", "blob-number"]
)
@pytest.mark.parametrize(
    "way",
    [lambda c: c.fetch_arrow_table(), lambda c: c.fetch_record_batch().read_all()],
    ids=["table", "reader"],
)
def test_what_no_type_holds_without_loss_is_an_error_that_says_cast(way, values):
    with pytest.raises(driver.DataError, match=r"CAST\(x AS TEXT\)"):
        way(fetched([ResultColumn("x")], [(value,) for value in values]))


def test_a_local_column_that_holds_another_type_than_declared_is_what_it_holds(cursor):
    cursor.execute("CREATE TABLE t (a INTEGER, b NUMERIC, c)")
    cursor.execute("INSERT INTO t VALUES ('odd', 1, x'00')")
    assert plain(cursor.execute("SELECT * FROM t").fetch_arrow_table()) == [("odd", 1, b"\0")]
    assert [f.type for f in cursor.execute("SELECT * FROM t").fetch_record_batch().schema] == [
        *(pa.string(), pa.int64(), pa.binary())
    ]


PROMISED = [
    ("i + 0 AS v", pa.int32(), [1, 2, 3]),
    ("i + 0 AS v", pa.string(), ["1", "2", "3"]),
    ("i + 0 AS v", pa.float64(), [1.0, 2.0, 3.0]),
    ("i < 2 AS v", pa.bool_(), [True, False, False]),
    ("'a' || i AS v", pa.dictionary(pa.int32(), pa.string()), ["a1", "a2", "a3"]),
    ("'a' || i AS v", pa.large_string(), ["a1", "a2", "a3"]),
    ("'2026-01-0' || i AS v", pa.date32(), [datetime(2026, 1, n, tzinfo=UTC).date() for n in (1, 2, 3)]),
    ("i * 3600 AS v", pa.timestamp("us", "UTC"), [datetime(1970, 1, 1, n, tzinfo=UTC) for n in (1, 2, 3)]),
    ("CASE WHEN i > 2 THEN i END AS v", pa.int64(), [None, None, 3]),
]
"""An expression of 1 to 3, the type promised for it, the values. Whole numbers are seconds, whatever unit a time counts in."""


@pytest.mark.parametrize(
    ("expression", "kind", "values"), PROMISED, ids=[str(kind) for _, kind, _ in PROMISED]
)
def test_a_schema_promises_types(cursor, expression, kind, values):
    sql, schema = NUMBERED.format(3, expression), pa.schema({"v": kind})
    for table in (
        cursor.execute(sql).fetch_arrow_table(schema=schema),
        cursor.execute(sql).fetch_record_batch(1, schema=schema).read_all(),
        pa.table(cursor.execute(sql), schema=schema),
    ):
        assert table.schema == schema
        assert table.column("v").to_pylist() == values


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (pa.field("v", pa.int8()), "promised as int8"),
        (pa.field("v", pa.bool_()), "holds bool, and 300 is none"),
        (pa.field("v", pa.list_(pa.int8())), "promised as list"),
        (pa.field("v", pa.int64(), nullable=False), "promised without NULL"),
    ],
)
def test_a_promise_that_a_value_breaks_is_an_error(cursor, field, told):
    sql = "SELECT 300 AS v UNION ALL SELECT NULL"
    for way in (cursor.fetch_arrow_table, lambda schema: cursor.fetch_record_batch(schema=schema).read_all()):
        cursor.execute(sql)
        with pytest.raises(driver.DataError, match=told):
            way(schema=pa.schema([field]))


@pytest.mark.skipif(not hasattr(pa, "json_"), reason="pyarrow before 19 knows no JSON")
def test_json_is_a_string_or_the_extension_type(seeded_cursor):
    sql = f"SELECT id, request_counts FROM {BATCHES}"
    table = seeded_cursor.execute(sql).fetch_arrow_table(json="extension")
    assert [field.type for field in table.schema] == [pa.string(), pa.json_(pa.string())]
    assert table.schema.field(1).metadata[b"openai_sql.type"] == b"json"
    strings = seeded_cursor.execute(sql).fetch_arrow_table()
    assert [json.loads(text) for text in table.column(1).to_pylist()] == [
        json.loads(text) for text in strings.column(1).to_pylist()
    ]
    read = seeded_cursor.execute(sql).fetch_record_batch(json="extension").read_all()
    assert read.equals(table)


@pytest.mark.parametrize(
    ("use", "error", "told"),
    [
        (lambda c: c.fetch_arrow_table(json="xml"), driver.InterfaceError, "there are string, extension"),
        (lambda c: c.fetch_arrow_table(schema={"i": "int"}), driver.InterfaceError, "not dict"),
        (
            lambda c: c.fetch_arrow_table(schema=pa.schema({"x": pa.int8()})),
            driver.InterfaceError,
            "columns x",
        ),
        (lambda c: c.fetch_record_batch(schema=pa.schema({})), driver.InterfaceError, "statement has i"),
        (lambda c: c.fetch_record_batch(0), driver.ProgrammingError, "0 rows"),
        (lambda c: c.fetch_record_batch("x"), driver.ProgrammingError, "1 or more"),
        (lambda c: c.fetch_record_batch(2.0), driver.ProgrammingError, "1 or more"),
        (lambda c: c.fetch_record_batch(2**31), driver.ProgrammingError, "1 or more"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rows_are_left(cursor, use, error, told):
    cursor.execute(COUNTING.format(2))
    with pytest.raises(error, match=told):
        use(cursor)
    assert cursor.fetchall() == [(1,), (2,)]


@pytest.mark.parametrize("use", [*ONCE.values(), lambda c: c.__arrow_c_schema__()], ids=[*ONCE, "schema"])
def test_without_rows_a_table_or_a_cursor_there_is_an_error(cursor, use):
    for sql in ("CREATE TABLE IF NOT EXISTS t (a)", "SET cache = '1s'"):
        cursor.execute(sql)
        with pytest.raises(driver.ProgrammingError, match="no rows to be fetched"):
            use(cursor)
    cursor.execute("SELECT 1").close()
    with pytest.raises(driver.InterfaceError, match="cursor is closed"):
        use(cursor)


@pytest.mark.parametrize("name", [*ONCE, "__arrow_c_schema__"])
def test_without_pyarrow_the_extra_is_named_and_the_rows_are_left(cursor, monkeypatch, name):
    cursor.execute(COUNTING.format(2))
    with monkeypatch.context() as blocked:
        blocked.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(driver.NotSupportedError) as caught:
            getattr(cursor, name)()
    assert str(caught.value) == f"{name} needs pyarrow: install openai-sql[arrow]"
    assert cursor.fetchall() == [(1,), (2,)]


def broken(verb, path, body):
    return (
        (400, {"error": {"message": "no more"}}) if "after=f499" in path else ten_thousand(verb, path, body)
    )


def test_a_failure_in_the_middle_is_raised_by_whoever_reads_and_never_an_end(connected):
    sql = f"SELECT id FROM {FILES}"
    with answering(broken) as served:
        cursor = connected(served).cursor()
        reader = cursor.execute(sql).fetch_record_batch(200)
        assert [reader.read_next_batch().num_rows for _ in range(2)] == [200, 200]
        for _ in range(2):
            with pytest.raises(driver.OperationalError, match="no more"):
                reader.read_next_batch()
        with pytest.raises(driver.OperationalError, match="no more"):
            cursor.execute(sql).fetch_arrow_table()
        with pytest.raises(driver.InterfaceError):
            cursor.fetchall()
        with pytest.raises(pa.ArrowException, match="no more"):
            pa.table(cursor.execute(sql))


@pytest.mark.parametrize("sql", [COUNTING.format(50), f"SELECT id FROM {FILES}", f"SELECT 1 FROM {FILES}"])
@pytest.mark.parametrize("end", ["statement", "cursor", "connection"])
def test_a_reader_whose_result_was_ended_raises(connected, sql, end):
    with answering(ten_thousand) as served:
        connection = connected(served)
        cursor = connection.cursor().execute(sql)
        reader = cursor.fetch_record_batch(5)
        reader.read_next_batch()
        {"statement": lambda: connection.cursor().execute("SELECT 1"), "cursor": cursor.close, "connection": connection.close}[end]()  # fmt: skip
        for _ in range(2):
            with pytest.raises(driver.InterfaceError, match="ended before all of its rows were read"):
                reader.read_next_batch()


def test_any_thread_may_cancel_a_reader(connected):
    asked, go_on = threading.Event(), threading.Event()

    def answer(verb, path, body):
        if "after=" in path:
            asked.set()
            go_on.wait(5)
        return ten_thousand(verb, path, body)

    def stop():
        asked.wait(5)
        cursor.cancel()

    with answering(answer) as served:
        cursor = connected(served).cursor().execute(f"SELECT id FROM {FILES}")
        reader = cursor.fetch_record_batch()
        stopping = threading.Thread(target=stop)
        stopping.start()
        with pytest.raises(driver.OperationalError) as caught:
            reader.read_next_batch()
        stopping.join()
        go_on.set()
        assert isinstance(caught.value.__cause__, Cancelled)


def test_an_interrupt_in_the_middle_leaves_no_shorter_result():
    def rows():
        yield from ((n,) for n in range(5))
        raise KeyboardInterrupt

    reader = fetched([ResultColumn("x")], rows()).fetch_record_batch(2)
    reader.read_next_batch()
    reader.read_next_batch()
    with pytest.raises(KeyboardInterrupt):
        reader.read_next_batch()
    with pytest.raises(driver.InterfaceError, match="interrupted"):
        reader.read_next_batch()


def test_rows_that_a_change_returns_go_to_arrow(cursor):
    cursor.execute(
        "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a'), ('b') RETURNING id, name"
    )
    table = cursor.fetch_arrow_table()
    assert table.column("name").to_pylist() == ["a", "b"]
    assert cursor.rowcount == 2


def test_a_schema_costs_no_request_more(sandbox, connected):
    cursor = connected(sandbox).cursor().execute(f"SELECT id, created_at FROM {BATCHES}")
    asked = requests(sandbox)
    pa.schema(cursor)
    cursor.fetch_record_batch()
    assert requests(sandbox) == asked
