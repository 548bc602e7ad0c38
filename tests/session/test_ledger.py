"""What is written down of what statements create and see, and the tables that show it."""

from __future__ import annotations

import json

import pytest
from harness import Harness, make_session

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import LocalFileError, RefusedStatement, UnsupportedStatement
from openai_sql_shell.ledger.runs import PartState, PlannedPart, Runs

FILES, BATCHES = "openai.files.files", "openai.batch.batches"
UPLOADS = "openai.uploads.uploads"
STORES, FILE_BATCHES = "openai.vector_stores.vector_stores", "openai.vector_stores.vector_store_file_batches"
RECORDED = [resource for resource in Catalog().declarations() if resource.recorded is not None]
TABLES = ("runs", "parts", "objects", "sightings", "file_batches")
JOINED = f"""
    SELECT f.id, f.status FROM local.file_batches l
    JOIN {FILE_BATCHES} f ON f.vector_store_id = l.vector_store_id AND f.id = l.id ORDER BY f.id
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def make(sandbox, time, path):
    """Harnesses whose sessions share one ledger."""
    made = []

    def begin(**settings):
        session = make_session(sandbox, time, ledger_folder=path.parent, **settings)
        made.append(session)
        return Harness(session, sandbox, time)

    yield begin
    for session in made:
        session.close()


@pytest.fixture
def ours(make):
    return make()


def create_batch(harness, file_id):
    return harness.value(
        f"INSERT INTO {BATCHES} (input_file_id, endpoint, completion_window, metadata) VALUES"
        f" ('{file_id}', '/v1/chat/completions', '24h', '{{\"team\": \"meta-word\"}}') RETURNING id"
    )


def create_file_batch(harness, tmp_path):
    """The id of a new store, and that of a file batch in it."""
    (tmp_path / "one.md").write_text("Some words.\n", encoding="utf-8")
    store = harness.value(f"INSERT INTO {STORES} (name) VALUES ('notes') RETURNING id")
    file = harness.upload(tmp_path / "one.md")
    insert = f"INSERT INTO {FILE_BATCHES} (vector_store_id, file_ids) VALUES ('{store}', '[\"{file}\"]') RETURNING id"
    return store, harness.value(insert)


def seen(harness, found):
    """The states that one object was seen in, in order."""
    return harness.rows(
        f"SELECT status, total, completed, failed FROM local.sightings WHERE id = '{found}' ORDER BY seen_at"
    )


@pytest.mark.parametrize("resource", RECORDED, ids=lambda resource: resource.id)
def test_what_is_recorded_of_a_resource_is_declared(resource):
    kept, creating = resource.recorded, [m for m in resource.methods if m.verb == "INSERT"]
    assert resource.column(kept.status).states
    assert kept.counts is None or resource.column(kept.counts).counts
    assert all((kept.parent is not None) == bool(m.path_parameters) for m in creating)
    assert all(kept.parent in (None, *m.path_parameters) for m in creating)


def test_batches_file_batches_stores_files_and_uploads_are_recorded():
    assert {resource.id for resource in RECORDED} == {FILES, BATCHES, STORES, FILE_BATCHES, UPLOADS}


def test_what_a_statement_creates_is_written_down_with_what_it_belongs_to(ours, jsonl, tmp_path, time):
    file = ours.upload(jsonl, "batch")
    batch = create_batch(ours, file)
    store, file_batch = create_file_batch(ours, tmp_path)
    found = ours.rows("SELECT resource, id, parent, made_at, run FROM local.objects ORDER BY resource, id")
    made = int(time.seconds)
    [document] = [row[1] for row in found if row[0] == FILES and row[1] != file]
    assert found == sorted(
        [
            (FILES, file, None, made, None),
            (FILES, document, None, made, None),
            (BATCHES, batch, None, made, None),
            (STORES, store, None, made, None),
            (FILE_BATCHES, file_batch, store, made, None),
        ]
    )
    assert len(set(ours.column("SELECT account FROM local.objects"))) == 1


def test_exec_creates_as_insert_does(ours, jsonl):
    ours.rows(f"EXEC {FILES}.create_file @file = '{jsonl}', @purpose = 'batch'")
    assert ours.column("SELECT resource FROM local.objects") == [FILES]


def test_a_run_of_the_ledger_is_named_by_what_it_makes(ours, jsonl):
    from openai_sql_shell.handlers import rest
    from openai_sql_shell.handlers.base import Call

    resource = ours.session.catalog.resource("files", "files")
    context = replace(ours.session._workspace().context(), run="0123456789ab")
    call = Call(resource, resource.method("create_file"), {"file": str(jsonl), "purpose": "batch"})
    [made] = rest.make(call, context)
    assert ours.rows("SELECT id, run FROM local.objects") == [(made["id"], "0123456789ab")]


@pytest.mark.parametrize(
    "look",
    [
        f"SELECT status FROM {BATCHES} WHERE id = '{{}}'",
        f"SELECT status FROM {BATCHES} LIMIT 1",
        f"SELECT b.status FROM {FILES} f JOIN {BATCHES} b ON b.input_file_id = f.id",
        f"EXEC {BATCHES}.retrieve_batch @batch_id = '{{}}'",
        f"EXEC {BATCHES}.list_batches",
        f"EXEC /*+ AWAIT */ {BATCHES}.retrieve_batch @batch_id = '{{}}'",
        "SELECT outcome FROM openai.batch.batch_results WHERE batch_id = '{}'",
    ],
)
def test_every_answer_that_shows_a_new_state_is_a_sighting(look, ours, jsonl, time):
    batch = create_batch(ours, ours.upload(jsonl, "batch"))
    assert [row[0] for row in seen(ours, batch)] == ["validating"]
    time.seconds += 3600
    ours.rows(look.format(batch))
    assert seen(ours, batch)[-1] == ("completed", 1, 1, 0)


def test_a_state_that_is_not_new_is_not_written_again(ours, jsonl, time, path):
    batch = create_batch(ours, ours.upload(jsonl, "batch"))
    time.seconds += 3600
    ours.rows(f"SELECT * FROM {BATCHES}")
    before, content = seen(ours, batch), path.read_bytes()
    for _ in range(3):
        time.seconds += 60
        ours.rows(f"SELECT * FROM {BATCHES}")
    assert seen(ours, batch) == before
    assert path.read_bytes() == content


def test_waiting_sees_each_state_once(ours, jsonl):
    file = ours.upload(jsonl, "batch")
    [(batch, _)] = ours.rows(
        f"INSERT /*+ AWAIT */ INTO {BATCHES} (input_file_id, endpoint, completion_window)"
        f" VALUES ('{file}', '/v1/chat/completions', '24h') RETURNING id, status"
    )
    states = [row[0] for row in seen(ours, batch)]
    assert states[0] == "validating"
    assert states[-1] == "completed"
    assert "in_progress" in states


def test_what_was_removed_is_seen_to_be_gone(ours, jsonl, time):
    file = ours.upload(jsonl, "batch")
    time.seconds += 1
    ours.rows(f"DELETE FROM {FILES} WHERE id = '{file}'")
    assert [row[0] for row in seen(ours, file)] == ["processed", "deleted"]


def test_what_others_created_is_not_written_down(harness, ours, jsonl, path):
    create_batch(harness, harness.upload(jsonl, "batch"))
    ours.rows(f"SELECT * FROM {BATCHES}")
    ours.rows(f"SELECT * FROM {FILES}")
    assert not path.parent.exists()
    mine = ours.upload(jsonl, "batch")
    ours.rows(f"SELECT * FROM {FILES}")
    assert ours.column("SELECT id FROM local.sightings") == [mine]


def test_what_is_changed_was_not_created_by_that(harness, ours, path):
    store = harness.value(f"INSERT INTO {STORES} (name) VALUES ('theirs') RETURNING id")
    ours.rows(f"UPDATE {STORES} SET name = 'still theirs' WHERE id = '{store}'")
    ours.rows(f"DELETE FROM {STORES} WHERE id = '{store}'")
    assert not path.parent.exists()


def test_another_account_at_the_same_server_is_told_apart(ours, make, jsonl, time):
    batch = create_batch(ours, ours.upload(jsonl, "batch"))
    other = make()
    other.session.profile = replace(other.session.profile, project="proj-2")
    time.seconds += 3600
    other.rows(f"SELECT * FROM {BATCHES}")
    assert [row[0] for row in seen(other, batch)] == ["validating"]
    create_batch(other, other.upload(jsonl, "batch"))
    assert other.value("SELECT count(DISTINCT account) FROM local.objects") == 2


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ({"api_key": "a"}, {"api_key": "b"}, False),
        ({"api_key": "a", "project": "p"}, {"api_key": "b", "project": "p"}, True),
        ({"api_key": "a", "project": "p"}, {"api_key": "a", "project": "q"}, False),
        ({"organization": "o"}, {"organization": "p"}, False),
        ({"base_url": "http://127.0.0.1:1/v1"}, {"base_url": "http://127.0.0.1:2/v1"}, False),
        ({"base_url": "http://127.0.0.1:1/v1"}, {"base_url": "http://127.0.0.1:1/v1/"}, True),
    ],
)
def test_an_account_is_a_project_or_else_a_key_at_a_server(one, two, same, ours):
    told = []
    for facts in (one, two):
        ours.session.profile = replace(ours.session.profile, **facts)
        with ours.session.ledger().write() as database:
            told.append(ours.session.ledger().account(database))
    assert (told[0] == told[1]) is same


def test_a_second_session_sees_what_the_first_created(ours, make, tmp_path):
    create_file_batch(ours, tmp_path)
    assert make().rows("SELECT * FROM local.objects") == ours.rows("SELECT * FROM local.objects") != []


@pytest.mark.parametrize("concurrency", [1, 16])
def test_file_batches_are_listed_from_the_ledger_and_read_at_the_api(concurrency, make, tmp_path, time):
    ours = make(concurrency=concurrency)
    made = sorted(create_file_batch(ours, tmp_path)[::-1] for _ in range(5))
    listed = ours.rows("SELECT id, vector_store_id, status, source FROM local.file_batches ORDER BY id")
    assert ours.requests == []
    assert listed == [(one, store, "in_progress", "ledger") for one, store in made]
    time.seconds += 3600
    assert ours.rows(JOINED) == [(one, "completed") for one, _ in made]
    assert len(ours.requests) == 5
    assert set(ours.column("SELECT status FROM local.file_batches")) == {"completed"}


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_have_their_declared_columns_and_send_nothing(table, ours):
    resource = ours.session.catalog.resource("local", table)
    assert ours.rows(f"SELECT * FROM local.{table}") == []
    assert ours.columns() == [column.name for column in resource.columns]
    assert ours.requests == []


def plan_run(harness):
    facts = ("/v1/responses", "gpt-5-mini", 3, 400, "ab" * 32, "batch-1of1-abababab.jsonl")
    runs = Runs(harness.session.ledger(), "https://api.openai.com/v1")
    run = runs.record(
        [PlannedPart(1, 2, "k1", *facts), PlannedPart(2, 2, "k2", *facts)],
        resource="openai.batch.batch_requests",
        origin="insert",
        statement_sha256="cd" * 32,
    )
    runs.advance(run, 1, PartState.UPLOADING)
    return run


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT state, count(*) FROM local.parts GROUP BY 1 ORDER BY 1", [("planned", 1), ("uploading", 1)]),
        ("SELECT p.part FROM local.runs r JOIN local.parts p ON p.run = r.id ORDER BY 1", [(1,), (2,)]),
        ("SELECT r.requests FROM local.parts p JOIN local.runs r ON r.id = p.run WHERE p.key = 'k2'", [(6,)]),
        ("SELECT part FROM local.parts WHERE part = '2'", [(2,)]),
        ("SELECT part FROM local.parts WHERE part = 2.0", [(2,)]),
        ("SELECT part FROM local.parts WHERE state = 'PLANNED' COLLATE NOCASE", [(2,)]),
        ("SELECT part FROM local.parts WHERE key IN ('k2', 'k1', 'k3') ORDER BY 1", [(1,), (2,)]),
        ("SELECT part FROM local.parts WHERE key = 'k1' OR part = 1", [(1,)]),
        ("SELECT part FROM local.parts WHERE file_id IS NULL ORDER BY part DESC LIMIT 1", [(2,)]),
        ("SELECT count(*) FROM local.parts WHERE error = NULL", [(0,)]),
        ("SELECT local.parts.part FROM local.parts WHERE local.parts.key = 'k1'", [(1,)]),
        ("SELECT parts.part FROM LOCAL.Parts WHERE parts.KEY = 'k1'", [(1,)]),
        ("WITH p AS (SELECT * FROM local.parts) SELECT max(part) FROM p", [(2,)]),
        ("SELECT a.part, b.part FROM local.parts a LEFT JOIN local.parts b ON b.part = a.part + 1 ORDER BY 1", [(1, 2), (2, None)]),
    ],
)  # fmt: skip
def test_the_tables_are_answered_from_memory_by_any_sql(sql, rows, ours):
    plan_run(ours)
    assert ours.rows(sql) == rows
    assert ours.requests == []


def test_a_view_and_a_table_of_the_session_are_made_of_them(ours):
    plan_run(ours)
    ours.rows("CREATE VIEW open_parts AS SELECT part FROM local.parts WHERE state <> 'created'")
    ours.rows("CREATE TABLE copied AS SELECT * FROM local.parts")
    assert ours.value("SELECT count(*) FROM open_parts") == ours.value("SELECT count(*) FROM copied") == 2


def test_after_use_the_last_name_is_enough_and_else_the_api_goes_first(ours):
    assert "openai.evals.runs" in ours.error("SELECT * FROM runs").hint
    assert "local" not in ours.error("SELECT * FROM runs").hint
    assert ours.rows("SELECT * FROM sightings") == []
    ours.rows("USE local")
    assert ours.result.summary == "USE local"
    assert ours.rows("SELECT * FROM runs") == []


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM local.runs", "UPDATE local.parts SET state = 'created'", "INSERT INTO local.objects (id) VALUES ('a')"],
)  # fmt: skip
def test_they_are_read_only(sql, ours):
    plan_run(ours)
    ours.error(sql, UnsupportedStatement)
    assert ours.value("SELECT count(*) FROM local.parts WHERE state = 'created'") == 0


def test_when_it_is_off_nothing_is_written_and_the_tables_say_so(make, jsonl, path):
    harness = make(ledger=False)
    file = harness.upload(jsonl, "batch")
    assert harness.rows(f"SELECT id FROM {FILES}") == [(file,)]
    assert harness.notices() == []
    assert not path.parent.exists()
    error = harness.error("SELECT * FROM local.file_batches", RefusedStatement)
    assert "is off" in error.message
    harness.rows("SET ledger = on")
    assert harness.rows("SELECT * FROM local.file_batches") == []


@pytest.mark.parametrize("damage", [b"no ledger at all " * 500, None])
def test_what_befalls_it_is_a_notice_and_breaks_no_statement(damage, make, jsonl, path, time):
    ours = make()
    batch = create_batch(ours, ours.upload(jsonl, "batch"))
    time.seconds += 3600
    for old in path.parent.iterdir():
        old.unlink()
    if damage is None:
        path.mkdir()
    else:
        path.write_bytes(damage)
    for sql, rows in (
        (f"SELECT id FROM {BATCHES}", [(batch,)]),
        (f"SELECT status FROM {BATCHES} WHERE id = '{batch}'", [("completed",)]),
    ):
        assert ours.rows(sql) == rows
        [notice] = ours.notices()
        assert str(path) in notice
    file = ours.upload(jsonl, "batch")
    assert file
    assert ours.rows("SELECT 1") == [(1,)]
    assert str(path) in ours.error("SELECT * FROM local.objects", LocalFileError).message


def test_ids_and_states_that_are_no_words_are_kept_nowhere(ours):
    from openai_sql_shell.ledger.witness import created
    from openai_sql_shell.ledger.witness import seen as look

    files = ours.session.catalog.resource("files", "files")
    ledger = ours.session.ledger()
    odd = ["two words", "\ud800", "x" * 201, "", None, 5, {"a": 1}]
    created(ledger, files, [{"id": one, "status": "uploaded"} for one in odd], {}, None)
    created(ledger, files, [{"id": f"file-{n}", "status": one} for n, one in enumerate(odd)], {}, None)
    look(ledger, files, [{"id": "file-0", "status": "processed", "deleted": "no"}])
    assert ours.value("SELECT count(*) FROM local.objects") == len(odd)
    assert ours.column("SELECT DISTINCT status FROM local.sightings") == ["processed"]


def test_no_body_prompt_custom_id_metadata_or_key_is_in_the_file(ours, tmp_path, time, path, sandbox):
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "prompt-word"}]}
    line = {"custom_id": "custom-word", "method": "POST", "url": "/v1/chat/completions", "body": body}
    source = tmp_path / "name-word.jsonl"
    source.write_text(json.dumps(line) + "\n", encoding="utf-8")
    batch = create_batch(ours, ours.upload(source, "batch"))
    create_file_batch(ours, tmp_path)
    time.seconds += 3600
    ours.rows(f"SELECT * FROM {BATCHES}")
    ours.rows(f"SELECT * FROM openai.batch.batch_results WHERE batch_id = '{batch}'")
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert batch.encode() in content
    for word in ("prompt-word", "custom-word", "name-word", "meta-word", "notes", "Some words", sandbox.key):
        assert word.encode() not in content
