"""Joins over a copy of the inner list: the same rows, requests and notices as over the list itself."""

from __future__ import annotations

import random
from collections import Counter

import apsw
import pytest
from engine.foreign import Estate, files

from openai_sql_shell.engine import copied_list, list_fallback
from openai_sql_shell.engine.copied_join import CopiedJoin, KeyNumbers
from openai_sql_shell.engine.copied_list import NotTheSame
from openai_sql_shell.engine.execution import Execution
from openai_sql_shell.engine.list_fallback import ListFallback
from openai_sql_shell.errors import Cancelled, OpenAISqlError

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"

LISTS = {
    BATCHES: ("status", "input_file_id", "output_file_id", "created_at", "completed_at", "request_counts"),
    FILES: ("id", "filename", "purpose", "created_at", "status", "bytes"),
    STORES: ("id", "name", "status", "created_at", "usage_bytes", "metadata"),
}


@pytest.fixture
def copies(monkeypatch):
    """How often a list was copied, each of which is worth it, however short."""
    made = Counter()
    prepare = CopiedJoin.prepare

    def counted(join, *arguments):
        prepare(join, *arguments)
        made[join.lists.inner.resource.id] += 1

    monkeypatch.setattr(copied_list, "WORTH", 0)
    monkeypatch.setattr(CopiedJoin, "prepare", counted)
    return made


def statement(seed):
    """A join of two lists; the same seed writes the same one."""
    dice = random.Random(seed)
    outer, inner = dice.sample(sorted(LISTS), 2)
    a, b = ([f"{name}.{column}" for column in LISTS[of]] for name, of in (("a", outer), ("b", inner)))
    joined = [c for c in b if c != "b.id"]
    on = f"{dice.choice(joined)} = {dice.choice(a)}"
    more = dice.choice(
        ["", f" AND {dice.choice(joined)} = {dice.choice(a)}", " AND b.created_at > a.created_at"]
    )
    chosen = dice.choice(
        [
            "a.id, b.id",
            "*",
            "b.*, a.id",
            ", ".join(dice.sample([*a, *b], 4)),
            "count(*), count(b.id), max(b.status)",
        ]
    )
    where = dice.choice(["", " WHERE b.id IS NULL", " WHERE a.created_at % 2 = 0", " WHERE b.created_at > 0"])
    tail = (
        dice.choice(["", " GROUP BY a.id", " GROUP BY b.status"])
        if "count" in chosen
        else dice.choice(
            [
                "",
                " ORDER BY a.created_at, a.id, b.id",
                " ORDER BY a.created_at DESC, b.id, a.id",
                " ORDER BY b.id, a.id",
            ]
        )
    )
    return f"SELECT {chosen} FROM {outer} a {dice.choice(['LEFT JOIN', 'JOIN', ','])} {inner} b ON {on}{more}{where}{tail}".replace(
        ", openai", " CROSS JOIN openai"
    ).replace(" , ", " CROSS JOIN ")


def outcome(client, sql):
    rows = client.rows(sql)
    return (
        rows if "ORDER BY" in sql else sorted(rows, key=repr),
        Counter(client.requests),
        client.result.notices,
        [column.name for column in client.result.columns],
    )


def test_random_joins_are_the_same_over_a_copy(seeded, copies):
    for seed in range(60):
        sql = statement(seed)
        over_copy = outcome(seeded, sql)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(copied_list, "WORTH", 10**9)
            assert over_copy == outcome(seeded, sql), sql
    assert copies.total() > 20


@pytest.mark.parametrize(
    "tail",
    [
        "a LEFT JOIN {b} b ON b.status = a.status LIMIT 5",
        "a LEFT JOIN {b} b ON b.status = a.status AND b.rowid = 1",
        "a FULL JOIN {b} b ON b.status = a.status",
        "a LEFT JOIN {b} b ON b.status = a.status LEFT JOIN openai.vector_stores.vector_stores c ON c.status = b.status",
        "a LEFT JOIN {b} b ON b.status = a.status AND EXISTS (SELECT 1)",
        "a LEFT JOIN {b} b ON b.status = a.status WHERE a.id = 'file-none'",
    ],
    ids=["limit", "rowid", "full", "three", "exists", "none outside"],
)
def test_what_may_stop_early_or_read_twice_is_not_copied(seeded, copies, tail):
    seeded.rows(
        f"SELECT a.id, b.id FROM {FILES} {tail.format(b=BATCHES)}".replace(
            "a.id = 'file-none'", "a.bytes < 0"
        )
    )
    assert not copies


def test_a_list_is_itself_again_after_a_join_however_it_ended(seeded, copies):
    sql = f"SELECT a.id, b.id FROM {FILES} a LEFT JOIN {BATCHES} b ON b.input_file_id = a.id"
    result = seeded.session.execute(sql)
    next(iter(result.rows))
    result.close()
    with pytest.raises(OpenAISqlError):
        seeded.rows(sql.replace("b.id", "abs(-9223372036854775807 - 1 + length(b.id) * 0)"))
    assert copies.total() == 2
    found = seeded.rows(f"SELECT id, raw FROM {BATCHES}")
    assert len(found) == 120
    assert seeded.requests


def test_a_text_that_a_table_would_take_for_a_number_stays_one(connect, copies):
    huge = "99999999999999999999"
    stored = [{**found, "filename": "x", "created_at": huge} for found in files(3)]
    batches = [{"id": "batch_1", "object": "batch", "endpoint": "x", "created_at": 1}]
    client = connect(Estate({"/files": stored, "/batches": batches}))
    joined = f"FROM {BATCHES} b LEFT JOIN {FILES} f ON f.filename = b.endpoint"
    assert client.rows(f"SELECT f.id {joined} ORDER BY 1") == [(found["id"],) for found in stored]
    assert copies.total() == 1
    assert client.rows(f"SELECT f.created_at {joined}") == [(huge,)] * 3
    assert copies.total() == 1


def by_key():
    """Batches that name files: listed ones, such as are only found by their id, such as are gone, none."""
    listed_files = files(300)
    unlisted = [{**found, "id": f"file-old-{n}", "filename": f"old {n}"} for n, found in enumerate(files(7))]
    named = [None, "", "file-gone", "file-gone-too", *(found["id"] for found in (*listed_files, *unlisted))]
    dice = random.Random(5)
    batches = [
        {
            "id": f"batch_{n:04d}",
            "object": "batch",
            "created_at": 5000 + n,
            "status": dice.choice(["completed", "failed", "expired"]),
            "input_file_id": named[n % len(named)] if n % 3 else dice.choice(named),
        }
        for n in range(700)
    ]
    objects = {f"/files/{found['id']}": found for found in unlisted}
    return Estate({"/files": listed_files, "/batches": batches}, objects=objects)


@pytest.mark.parametrize(
    ("keys", "concurrency"),
    [("", 1), ("", 16), ("count(f.id), max(b.input_file_id), ", 1)],
    ids=["numbers", "numbers, ahead", "texts"],
)
@pytest.mark.parametrize(
    ("tail", "is_copied"),
    [
        ("", True),
        (" WHERE b.status = 'completed'", True),
        (" WHERE b.status = 'completed' AND b.created_at % 5 <> 1", True),
        (" WHERE b.created_at % 50 = 1", False),
        (" WHERE f.bytes > 100", True),
        (" WHERE f.id IS NULL", True),
        (" GROUP BY b.status", True),
        (" GROUP BY f.purpose HAVING count(*) > 3", True),
        (" AND b.status = 'failed'", True),
        (" AND f.purpose = 'vision'", True),
        (" WHERE b.created_at < unixepoch('now')", False),
        (" WHERE random() IS NOT NULL", False),
    ],
    ids=range(12),
)
def test_a_join_by_the_key_asks_only_for_what_the_list_lacks(
    connect, copies, keys, tail, is_copied, concurrency
):
    for join in ("JOIN", "LEFT JOIN"):
        client, other = (connect(by_key(), concurrency=concurrency) for _ in range(2))
        chosen = f"count(*), {keys}group_concat(f.filename), sum(f.bytes), min(b.id)"
        sql = f"SELECT {chosen} FROM {BATCHES} b {join} {FILES} f ON f.id = b.input_file_id{tail}"
        copies.clear()
        rows, requests, *rest = outcome(client, sql)
        assert bool(copies) == is_copied, sql
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(copied_list, "WORTH", 10**9)
            plain_rows, plain_requests, *plain_rest = outcome(other, sql)
        assert (rows, *rest) == (plain_rows, *plain_rest), sql
        if concurrency == 1:
            assert requests == plain_requests, sql
        assert max(requests.values()) == 1


@pytest.mark.parametrize(
    "select",
    [
        'count(*), max(b."STATUS"), min(f.[Purpose]) FROM {b} b JOIN {f} f ON f.id = b.input_file_id',
        "count(*), count(CASE WHEN 0 THEN b.endpoint || f.status END) FROM {b} b LEFT JOIN {f} f ON f.id = b.input_file_id",
        "* FROM {b} b LEFT JOIN {f} f ON f.id = b.input_file_id ORDER BY b.id, f.id",
        "f.*, b.status FROM {b} b JOIN {f} f ON f.id = b.input_file_id ORDER BY b.id, f.id",
        "count(*), max(bytes) FROM {b} b LEFT JOIN {f} f USING (created_at)",
        "count(*), max(f.bytes) FROM {b} b NATURAL LEFT JOIN {f} f",
    ],
    ids=range(6),
)
def test_a_copy_has_every_column_that_a_statement_means(connect, copies, select):
    sql = f"SELECT {select.format(b=BATCHES, f=FILES)}"
    over_copies = connect(by_key())
    found = outcome(over_copies, sql)
    assert copies
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copied_list, "WORTH", 10**9)
        assert outcome(connect(by_key()), sql) == found


def test_a_copy_has_no_column_that_a_statement_does_not_read(connect, monkeypatch):
    monkeypatch.setattr(copied_list, "WORTH", 0)
    found = []

    def columns(_join, _sql, connection):
        found.extend(column[1] for table in ("batches", "files") for column in connection.columns_of(table))

    monkeypatch.setattr(CopiedJoin, "_check_plan", columns)
    sql = f"SELECT count(*), max(b.status) FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id"
    connect(by_key()).rows(sql)
    assert sorted(found) == ["id", "input_file_id", "status"]


@pytest.mark.parametrize("seed", range(20))
def test_numbers_of_keys_are_those_of_the_rows_of_their_objects(seed):
    """Whatever comes late, whoever asks before it is there; SQLite gives some of them itself."""
    dice = random.Random(seed)
    sqlite = apsw.Connection(":memory:")
    sqlite.execute("CREATE TABLE list(id INTEGER PRIMARY KEY, own TEXT)")

    def put(objects, numbers, behind):
        for found, number in zip(objects, numbers, strict=True):
            sqlite.execute("INSERT INTO list VALUES (?, ?)", (None if behind else number, found["id"]))

    ids = [f"file-{n}" for n in range(60)]
    dice.shuffle(ids)
    pages = [[{"id": own} for own in ids[at : at + 7]] for at in range(0, 42, 7)]
    begun = dice.randrange(len(pages))
    early, late = iter(pages[:begun]), iter(pages[begun:])
    numbers, asked, given = KeyNumbers(put), [], []
    for _ in range(12):
        keys = [dice.choice([None, *ids]) for _ in range(dice.choice([1, 5]))]
        asked += keys
        given += numbers.of(keys, early)
    numbers.look_in(late)
    listed = {own: number for number, own in sqlite.execute("SELECT * FROM list")}
    assert {*listed} >= {*asked} & {*ids[:42]}
    assert {*numbers.lacking} == {*asked} & {*ids[42:]}
    for key, number in zip(asked, given, strict=True):
        assert number == (None if key is None else {**numbers.lacking, **listed}[key])


@pytest.mark.parametrize(
    "pages",
    [
        [["file-1", "file-2", "file-1"]],
        [["file-1", "file-2"], ["file-3", "file-2"]],
        [["file-1", None]],
    ],
    ids=["in a page", "in a later one", "no id"],
)
@pytest.mark.parametrize("late", [False, True])
def test_what_is_twice_in_a_list_or_has_no_id_has_no_number(pages, late):
    numbers = KeyNumbers(lambda *_: None)
    objects = iter([[{"id": own} for own in page] for page in pages])
    asked = ["file-1", "file-2", "file-3", "file-4", None]
    if late:
        numbers.of(asked, iter(()))
    with pytest.raises(NotTheSame):
        numbers.look_in(objects) if late else numbers.of(asked, objects)


@pytest.mark.parametrize("settings", [{}, {"cache": 60}, {"concurrency": 16, "memory_rows": 20}], ids=str)
@pytest.mark.parametrize(("worth", "share"), [(0, 1), (8, 2), (60, 16)])
def test_a_list_that_is_read_in_part_or_late_loses_nothing(connect, monkeypatch, settings, worth, share):
    """Some pages are worth it at once, some only once all keys are known, some never; the statement may read them itself."""
    listed_files = files(90)
    unlisted = [{**found, "id": f"file-old-{n}"} for n, found in enumerate(files(6))]
    named = random.Random(1).sample([*listed_files, *unlisted, {"id": "file-gone"}], 97)
    batches = [
        {"id": f"batch_{n:03d}", "object": "batch", "created_at": 9000 - n, "input_file_id": found["id"]}
        for n, found in enumerate([*named, *named[:9]])
    ]
    objects = {f"/files/{found['id']}": found for found in unlisted}
    estate = Estate({"/files": listed_files, "/batches": batches}, most=5, objects=objects)
    monkeypatch.setattr(list_fallback, "PATIENCE", 1)
    monkeypatch.setattr(list_fallback, "SHARE", share)
    for keys, join in (("", "JOIN"), ("", "LEFT JOIN"), ("count(f.id), max(b.input_file_id), ", "LEFT JOIN")):
        sql = f"SELECT count(*), {keys}sum(f.bytes), min(b.created_at) FROM {BATCHES} b {join} {FILES} f ON f.id = b.input_file_id"
        asked = {}
        for least in (worth, 10**9):
            monkeypatch.setattr(copied_list, "WORTH", least)
            client = connect(estate, **settings)
            asked[least] = client.rows(sql), Counter(client.requests)
        (rows, requests), (plain_rows, plain_requests) = asked.values()
        assert rows == plain_rows, sql
        assert max(requests.values()) == 1
        if settings.get("concurrency") is None:
            assert requests.total() <= plain_requests.total(), sql


@pytest.mark.parametrize("concurrency", [1, 16])
def test_objects_that_the_statement_finds_in_the_list_itself_are_copied(
    connect, copies, monkeypatch, concurrency
):
    """Where it reads the list on while it asks for what was lacking."""
    monkeypatch.setattr(ListFallback, "further_objects", lambda _self, _asked: iter(()))
    sql = f"SELECT count(*), sum(f.bytes) FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id"
    rows = connect(by_key(), concurrency=concurrency).rows(sql)
    assert copies
    monkeypatch.setattr(copied_list, "WORTH", 10**9)
    assert rows == connect(by_key(), concurrency=concurrency).rows(sql)


@pytest.mark.parametrize(
    "wrong", ["twice the same id", "a number of the outer list that is a text", "of the inner"]
)
def test_a_list_that_cannot_be_copied_is_joined_as_ever(connect, copies, wrong):
    estate = by_key()
    if wrong == "twice the same id":
        estate.lists["/files"] += [{**estate.lists["/files"][0], "id": own} for own in (7, "7")]
        estate.lists["/batches"][0]["input_file_id"] = "7"
    elif wrong == "of the inner":
        estate.lists["/files"][0]["bytes"] = "9" * 30
    else:
        estate.lists["/batches"][0]["completed_at"] = "9" * 30
    sql = f"SELECT count(*), sum(f.bytes), max(b.completed_at) FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id"
    rows = connect(estate).rows(sql)
    assert not copies
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copied_list, "WORTH", 10**9)
        assert rows == connect(estate).rows(sql)


def test_what_befalls_an_object_that_the_list_lacks_is_the_statements_error(connect, copies):
    estate = by_key()
    estate.objects["/files/file-gone"] = {"object": "list", "data": []}
    sql = f"SELECT count(f.bytes) FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.input_file_id"
    error = connect(estate).error(sql)
    assert "file-gone" in str(error)
    assert not copies


@pytest.mark.parametrize("is_copied", [True, False])
def test_who_runs_ahead_forgets_no_page_that_a_join_begun_anew_is_about_to_read(
    connect, copies, monkeypatch, is_copied
):
    """The first list is walked over to its end by somebody else, right before the statement begins with it again."""

    def walked(execution):
        for _batch in execution.batches(execution.first, ahead=True):
            pass

    def prepare(join, sql, execution, *others):
        execution.first = join._outer
        if not is_copied:
            raise NotTheSame
        walked(execution)
        return copied(join, sql, execution, *others)

    def begin(execution):
        usual(execution)
        walked(execution)

    copied, usual = CopiedJoin.prepare, Execution.begin_from_nothing
    monkeypatch.setattr(CopiedJoin, "prepare", prepare)
    monkeypatch.setattr(Execution, "begin_from_nothing", begin)
    sql = f"SELECT count(*), count(f.id) FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.input_file_id"
    client = connect(by_key(), concurrency=16)
    assert client.rows(sql) == [(700, 687)]
    assert bool(copies) == is_copied
    assert max(Counter(client.requests).values()) == 1


@pytest.mark.usefixtures("copies")
def test_a_cancel_is_a_cancel_where_a_list_cannot_be_copied(connect, monkeypatch):
    def prepare(_join, _sql, execution, *_others):
        execution.context.cancel.set()
        raise NotTheSame

    monkeypatch.setattr(CopiedJoin, "prepare", prepare)
    sql = f"SELECT count(f.id) FROM {BATCHES} b LEFT JOIN {FILES} f ON f.id = b.input_file_id"
    connect(by_key()).error(sql, Cancelled)
