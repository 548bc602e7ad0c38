"""Columns of a list that are handed on as they are: taken without SQLite, every statement has the rows that SQLite gives it."""

from __future__ import annotations

import json
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from answering import answering, talking_to

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.engine import inserts
from openai_sql_shell.engine.authorizer import LARGEST_VALUE
from openai_sql_shell.engine.database import Database
from openai_sql_shell.errors import Cancelled, OpenAISqlError, UsageError

FILES, BATCHES, STORES = "openai.files.files", "openai.batch.batches", "openai.vector_stores.vector_stores"
PER_PAGE, PAGES = 6, 4
BEYOND = "a number beyond all others"
VALUES = (
    None, True, False, 0, -1, 7, 1.5, -0.0, 1e300, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**40, BEYOND,
    "", "text", " 5", "5.0", "1e3", "0x10", "a\0b", "é€😀", "half \ud83d pair", "\udc00", "x" * 70_000,
    {}, [], {"a": [1, None, "ü", 1e22]}, {"half": "\ud83d"}, [BEYOND, "Infinity"], [[["deep"]]],
)  # fmt: skip
"""What a server may send for any field."""

COLUMNS = {
    FILES: ("id", "object", "bytes", "created_at", "expires_at", "filename", "purpose", "status", "status_details"),
    BATCHES: ("id", "endpoint", "errors", "output_file_id", "model", "created_at", "request_counts", "metadata", "usage"),
    STORES: ("id", "name", "usage_bytes", "file_counts", "expires_after", "last_active_at", "metadata"),
}  # fmt: skip
REST = (
    "raw",
    "rowid",
    "1 AS one",
    "NULL",
    "id || ''",
    "count(*)",
    "count(id)",
    "max(created_at)",
    "typeof(created_at)",
)


class Lists:
    """Answers every list with pages of odd values; the last may be refused."""

    def __init__(self, random, *, refused):
        self.random, self.refused, self.pages = random, refused, {}

    def __call__(self, _verb, path, _body):
        resource, _, query = path.partition("?")
        if resource.rpartition("/")[2].startswith("id-"):
            return {"id": resource.rpartition("/")[2]}
        number = int(query.partition("after=")[2].partition("&")[0].rpartition("-")[2] or 0) // PER_PAGE
        if self.refused and number == PAGES - 1:
            return 400, {"error": {"message": "no more"}}
        key = resource, number
        if key not in self.pages:
            self.pages[key] = self.page(resource, number)
        return self.pages[key]

    def page(self, resource, number):
        names = next(
            columns for name, columns in COLUMNS.items() if name.endswith(resource.rpartition("/")[2])
        )
        items = [self.one(names, number * PER_PAGE + at + 1) for at in range(PER_PAGE)]
        page = {"object": "list", "data": items, "last_id": items[-1]["id"], "has_more": number < PAGES - 1}
        return json.dumps(page).replace(json.dumps(BEYOND), "1e999").encode()

    def one(self, names, number):
        usual = self.random.random() < 0.5
        values = ((name, self.random.choice(VALUES[:7] if usual else VALUES)) for name in names)
        return {name: value for name, value in values if self.random.random() < 0.9} | {"id": f"id-{number}"}


def statement(random):
    """A SELECT of one list, plain or nearly."""
    table = random.choice(list(COLUMNS))
    names = random.choices(COLUMNS[table], k=random.randint(1, 5))
    if random.random() < 0.15:
        names.append(random.choice(REST))
    listed = random.choice(["*", "*", "count(*)", *[", ".join(names)] * 5])
    source = random.choice(
        [f"{table} t"] * 5 + [f"(SELECT * FROM {table}) t", f"(SELECT * FROM {table} LIMIT 3) t"]
    )
    where = random.choice(
        [""] * 15 + [" WHERE id > 'id-2'", " WHERE t.created_at IS NULL", " WHERE id = 'id-3'", " WHERE 0"]
    )
    order = random.choice([""] * 15 + [" ORDER BY id", " ORDER BY created_at DESC", " GROUP BY 1"])
    limit = random.choice(
        [""] * 4 + [f" LIMIT {random.randint(-1, 30)}", " LIMIT 5 OFFSET 2", " LIMIT 1 + 1", " LIMIT '3'"]
    )
    distinct = random.choice([*[""] * 9, "DISTINCT "])
    sql = f"SELECT {distinct}{listed} FROM {source}{where}{order}{limit}"
    return random.choice(
        [
            sql,
            sql,
            sql,
            f"WITH w AS ({sql}) SELECT * FROM w",
            f"{sql} UNION ALL SELECT 1" if not limit + order else sql,
        ]
    )


def outcome(served, sql, *, draining):
    """All that can be told of a statement's rows: they, their columns, what was said, what was asked, how it ended."""
    before, rows = len(served.lines), []
    with talking_to(served) as session:
        try:
            result = session.execute(sql, CancelToken())
            if draining:
                result.drain(rows.extend)
            else:
                rows.extend(result.rows)
            end = result.columns, result.notices
        except OpenAISqlError as error:
            end = type(error), error.message, error.hint, error.span
    return repr(rows), end, served.lines[before:]


class Plain:
    """Which statements were plain; `forbid`: none is any more."""

    def __init__(self, monkeypatch):
        self.found, self.monkeypatch, self.choose = [], monkeypatch, Database._plain_scan
        self.allow()

    def allow(self):
        def chosen(database, *arguments, **options):
            scans = list(self.choose(database, *arguments, **options))
            self.found += scans
            return scans

        self.monkeypatch.setattr(Database, "_plain_scan", chosen)

    def forbid(self):
        self.monkeypatch.setattr(Database, "_plain_scan", lambda *_, **__: ())


@pytest.fixture
def plain(monkeypatch):
    return Plain(monkeypatch)


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_statement_has_the_rows_that_sqlite_gives_it(plain, seed, refused):
    random = Random(seed)
    statements = [statement(random) for _ in range(40)]
    with answering(Lists(random, refused=refused)) as served:
        for sql in statements:
            plain.allow()
            taken = outcome(served, sql, draining=random.random() < 0.5)
            plain.forbid()
            assert taken == outcome(served, sql, draining=random.random() < 0.5), sql
    assert len(plain.found) > len(statements) // 10


@pytest.mark.parametrize(
    ("sql", "is_plain"),
    [
        ("SELECT * FROM {0}", True),
        ("SELECT bytes AS b, id, id FROM {0} f", True),
        ("SELECT id FROM {0} LIMIT 3", True),
        ("SELECT x FROM (SELECT id AS x FROM {0})", True),
        ("WITH w AS (SELECT id, bytes FROM {0}) SELECT * FROM w", True),
        ("SELECT count(*) AS n FROM {0}", True),
        ("SELECT id, raw FROM {0}", False),
        ("SELECT id, rowid FROM {0}", False),
        ("SELECT id, bytes + 1 FROM {0}", False),
        ("SELECT id FROM {0} WHERE bytes > 1", False),
        ("SELECT DISTINCT id FROM {0}", False),
        ("SELECT id FROM {0} ORDER BY bytes", False),
        ("SELECT count(bytes) FROM {0}", False),
        ("SELECT count(*) FROM {0} a, {0} b", False),
        ("SELECT count(*), count(*) FROM {0}", False),
        ("SELECT id FROM {0} UNION ALL SELECT id FROM {0}", False),
    ],
)  # fmt: skip
def test_what_is_plain_is_known_by_the_program_of_sqlite(plain, sql, is_plain):
    """It fails where an SQLite writes its programs otherwise: such a one is as right, and slow."""
    with answering(Lists(Random(0), refused=False)) as served:
        outcome(served, sql.format(FILES), draining=True)
    assert bool(plain.found) is is_plain


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(
    ("source", "is_plain"),
    [
        ("SELECT * FROM {0}", True),
        ("SELECT id, bytes AS size, bytes, created_at, id FROM {0} -- all", True),
        ("WITH w AS (SELECT filename, bytes FROM {0}) SELECT * FROM w", True),
        ("SELECT id FROM {0} LIMIT 3", False),
        ("SELECT count(*) FROM {0}", False),
        ("SELECT id FROM {0} /* all", False),
        ("SELECT id, bytes || '' FROM {0}", False),
    ],
)
def test_a_table_made_of_a_list_holds_what_sqlite_puts_into_it(plain, monkeypatch, source, is_plain, refused):
    monkeypatch.setattr(inserts, "VALUES_AT_ONCE", 20)  # two or three of a page's rows

    def made():
        with talking_to(served) as session:
            schema = "SELECT name, sql FROM sqlite_schema"
            try:
                session.execute(f"CREATE TABLE t AS {source.format(FILES)}", CancelToken())
            except OpenAISqlError as error:
                return (
                    repr(error),
                    error.hint,
                    session._database.opened()._main.sqlite.execute(schema).fetchall(),
                )
            names = [
                column.name for column in session.execute("SELECT * FROM t LIMIT 0", CancelToken()).columns
            ]
            kinds = ", ".join(f'"{name}", typeof("{name}")' for name in names)
            rows = session.execute(f"SELECT rowid, {kinds} FROM t", CancelToken()).rows
            return names, repr(list(rows)), session._database.opened()._main.sqlite.execute(schema).fetchall()

    with answering(Lists(Random(3), refused=refused)) as served:
        taken = made()
        assert bool(plain.found) is is_plain
        plain.forbid()
        assert taken == made()


@pytest.mark.parametrize(
    "other",
    [
        "CREATE TEMP TABLE t AS SELECT 'mine' AS x",
        "CREATE TEMP TABLE t (x, y)",
        "CREATE TEMP TABLE t (id UNIQUE)",
        "CREATE VIEW t AS SELECT 1 AS x",
        "CREATE TABLE t AS SELECT 'mine' AS x",
    ],
)
@pytest.mark.parametrize("name", ["TABLE t", 'TABLE "t"', "TABLE main.t", "TEMP TABLE t", "TABLE temp.t"])
@pytest.mark.parametrize("source", [FILES, "read_jsonl('odd.jsonl')", "t"])
def test_no_other_table_of_its_name_is_filled(plain, tmp_path, monkeypatch, other, name, source):
    monkeypatch.chdir(tmp_path)
    odd_files(Random(0))

    def made():
        with talking_to(served) as session:
            session.execute(other, CancelToken())
            try:
                session.execute(f"CREATE {name} AS SELECT * FROM {source}", CancelToken())
            except OpenAISqlError as error:
                told = error.message
            else:
                told = "made"
            sqlite = session._database.opened()._main.sqlite
            tables = sqlite.execute(
                "SELECT 'main.', name FROM main.sqlite_schema UNION ALL SELECT 'temp.', name FROM temp.sqlite_schema"
            ).fetchall()
            tables = [(schema, found) for schema, found in tables if found == "t"]
            return told, [
                (schema, sqlite.execute(f"SELECT * FROM {schema}t").fetchall()) for schema, _ in tables
            ]

    with answering(Lists(Random(3), refused=False)) as served:
        taken = made()
        plain.forbid()
        assert taken == made()


ODD = (
    None,
    True,
    False,
    0,
    2**63 - 1,
    -(2**63),
    1.5,
    -0.0,
    1e300,
    "",
    "5",
    "é€😀",
    [1, None],
    {"a": {}},
    "x" * 3_000,
)
"""Values of a member of JSON."""


def odd_files(random):
    """Files of every format that is read here, and the columns that their tables have."""
    lines = [
        json.dumps(
            {"id": f"id-{n}", "flag": n % 3 == 0, "part": n / 4, "any": random.choice(ODD), "none": None}
        )
        for n in range(1, 700)
    ]
    Path("odd.jsonl").write_text("\n".join(lines))
    broken = [*lines * 2, '{"id": 5,']  # behind those that decide on the columns
    Path("broken.jsonl").write_text("\n".join(broken))
    Path("odd.json").write_text(json.dumps([json.loads(line) for line in lines]))
    cells = [
        f"id-{n},{n % 3 == 0},{n / 4},{random.choice(['', 'ü', 'a b'])},{n}".replace("True", "true").replace(
            "False", "false"
        )
        for n in range(1, 700)
    ]
    Path("odd.csv").write_text("\n".join(["id,flag,part,any,none", *cells]))
    Path("broken.csv").write_text("\n".join(["id,flag,part,any,none", *cells * 30, "id-9,maybe,x,,"]))
    calls = [
        f"read_{Path(name).suffix[1:]}('{name}'{more})"
        for name in ("odd.jsonl", "broken.jsonl", "odd.json", "odd.csv", "broken.csv")
        for more in ("", ", filename = true")
    ]
    if find_spec("pyarrow"):
        import pyarrow as pa
        from pyarrow import parquet

        numbers = [random.choice([None, float("nan"), float("inf"), -0.0, 2.5]) for _ in range(700)]
        table = pa.table(
            {
                "id": [f"id-{n}" for n in range(700)],
                "flag": [random.choice([None, True, False]) for _ in range(700)],
                "part": numbers,
                "any": [random.choice([None, b"", b"\0\xff"]) for _ in range(700)],
                "none": pa.array([None] * 700, pa.null()),
            }
        )
        parquet.write_table(table, "odd.parquet")
        calls.append("read_parquet('odd.parquet')")
    return calls


@pytest.mark.parametrize("seed", range(3))
def test_a_statement_has_the_rows_of_a_file_that_sqlite_gives_it(plain, tmp_path, monkeypatch, seed):
    monkeypatch.chdir(tmp_path)
    random = Random(seed)
    names = ("id", "flag", "part", "any", "none")
    with answering(Lists(random, refused=False)) as served:
        for call in odd_files(random):
            for listed in (
                "*",
                "count(*)",
                "any",
                "none, flag",
                ", ".join(random.choices(names, k=random.randint(1, 6))),
            ):
                limit = random.choice(["", "", " LIMIT 3", " LIMIT 650", " LIMIT 2 OFFSET 1"])
                sql = f"SELECT {listed} FROM {call}{limit}"
                plain.allow()
                taken = outcome(served, sql, draining=random.random() < 0.5)
                plain.forbid()
                assert taken == outcome(served, sql, draining=random.random() < 0.5), sql
    assert len(plain.found) > 25


@pytest.mark.parametrize(
    ("sql", "is_plain"),
    [
        ("SELECT * FROM read_csv('odd.csv')", True),
        ("SELECT any AS a, id, any FROM (SELECT * FROM read_jsonl('odd.jsonl')) LIMIT 3", True),
        ("SELECT count(*) FROM glob('*.csv')", True),
        ("SELECT id, rowid FROM read_csv('odd.csv')", False),
        ("SELECT id FROM read_csv('odd.csv') WHERE part > 5", False),
        ("SELECT a.id FROM read_csv('odd.csv') a JOIN read_jsonl('odd.jsonl') b USING (id)", False),
        ("SELECT a.id FROM read_csv('odd.csv') a JOIN {0} b USING (id)", False),
    ],
)  # fmt: skip
def test_what_is_plain_of_a_file(plain, tmp_path, monkeypatch, sql, is_plain):
    monkeypatch.chdir(tmp_path)
    odd_files(Random(0))
    with answering(Lists(Random(0), refused=False)) as served:
        outcome(served, sql.format(FILES), draining=True)
    assert bool(plain.found) is is_plain


@pytest.mark.parametrize(
    "call", ["read_jsonl('odd.jsonl')", "read_csv('broken.csv')", "read_json('odd.json')"]
)
def test_a_table_made_of_a_file_holds_what_sqlite_puts_into_it(plain, tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    odd_files(Random(0))

    def made():
        with talking_to(served) as session:
            try:
                session.execute(f"CREATE TABLE t AS SELECT * FROM {call}", CancelToken())
            except OpenAISqlError as error:
                return str(error), error.span, session._database.opened().local_objects()
            kinds = ", ".join(f'"{name}", typeof("{name}")' for name in ("id", "flag", "part", "any", "none"))
            return repr(list(session.execute(f"SELECT rowid, {kinds} FROM t", CancelToken()).rows))

    with answering(Lists(Random(3), refused=False)) as served:
        taken = made()
        assert plain.found
        plain.forbid()
        assert taken == made()


@pytest.mark.parametrize("is_plain", [True, False])
def test_it_is_cancelled_between_two_pieces_and_asks_for_no_more(plain, monkeypatch, is_plain):
    monkeypatch.setattr("openai_sql_shell.engine.plain_scan.AT_ONCE", 1)
    if not is_plain:
        plain.forbid()
    token, taken = CancelToken(), []

    def take(rows):
        taken.extend(rows)
        token.set()

    with answering(Lists(Random(0), refused=False)) as served, talking_to(served, concurrency=1) as session:
        with pytest.raises(Cancelled):
            session.execute(f"SELECT id FROM {FILES}", token).drain(take)
        assert len(served.lines) == 1
    assert 0 < len(taken) < PER_PAGE


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_closed_result_has_no_more_rows_and_asks_for_none(plain, is_plain):
    if not is_plain:
        plain.forbid()
    with answering(Lists(Random(0), refused=False)) as served, talking_to(served, concurrency=1) as session:
        result = session.execute(f"SELECT id FROM {FILES}", CancelToken())
        with closing(result):
            assert next(result.rows) == ("id-1",)
        with pytest.raises(UsageError, match="has ended before all of its rows were read"):
            list(result.rows)
        assert len(served.lines) == 1
        assert session.execute(f"SELECT count(*) FROM {FILES}", CancelToken()).rows.__next__() == (
            PER_PAGE * PAGES,
        )


def test_where_a_value_may_be_too_large_for_sqlite_it_has_to_look(plain):
    with (
        answering(Lists(Random(0), refused=False)) as served,
        talking_to(served, max_answer=LARGEST_VALUE + 1) as session,
    ):
        assert len(list(session.execute(f"SELECT id FROM {FILES}", CancelToken()).rows)) == PER_PAGE * PAGES
    assert not plain.found
