"""Every request this program can make is one the API's own description allows."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
from faults import FaultySandbox
from harness import Harness, Time

from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.exchange_log import ExchangeLog
from openai_sql_shell.api.transport import Transport
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.sandbox.operations import MODULES
from openai_sql_shell.session.session import Session

SHARED = Path(__file__).parents[2].parent / "shared"
CHECKER = SHARED / "tools" / "validate_contract.py"
DESCRIPTION = SHARED / "api" / "openapi.json"

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"
BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
UPLOADS = "openai.uploads.uploads"
CHUNKING = json.dumps(
    {"type": "static", "static": {"max_chunk_size_tokens": 400, "chunk_overlap_tokens": 100}}
)
FINE_TUNED = "ft:gpt-4o-mini-2024-07-18:sandbox:support-tone:sbx20xyz"


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The requests of a script that uses every method in every form, as the log of exchanges keeps them."""
    folder = tmp_path_factory.mktemp("contract")
    path = folder / "exchanges.jsonl"
    time = Time()
    with FaultySandbox(clock=time, seed=1, seed_data=False) as sandbox:
        log = ExchangeLog(path, full_bodies=True)
        transport = Transport(sandbox.url, Credentials(sandbox.key), clock=time.clock, log=log)
        profile = Profile("test", base_url=sandbox.url, api_key=sandbox.key)
        session = Session(profile, Settings(), transport=transport, clock=time.clock)
        play(Harness(session, sandbox, time), folder)
        session.close()
        transport.close()
        log.close()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def play(harness, folder):
    files = upload_files(harness, folder)
    run_batches(harness, files)
    fill_stores(harness, files)
    upload_in_parts(harness, folder)
    harness.rows("SELECT * FROM openai.models.models")
    harness.rows(f"SELECT * FROM openai.models.models WHERE id = '{FINE_TUNED}'")
    harness.rows(f"DELETE FROM openai.models.models WHERE id = '{FINE_TUNED}'")
    harness.rows(f"DELETE FROM {FILES} WHERE id = '{files[0]}'")


def upload_files(harness, folder):
    line = {
        "custom_id": "1",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi."}]},
    }
    (folder / "requests.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (folder / "über uns.md").write_text("Words, words.\n" * 50, encoding="utf-8")
    (folder / "note.txt").write_text("One more word.\n", encoding="utf-8")
    expiry = json.dumps({"anchor": "created_at", "seconds": 7200})
    harness.rows(f"SELECT * FROM {FILES} WHERE purpose = 'batch' ORDER BY created_at LIMIT 3")
    harness.rows(f"SELECT * FROM {FILES}")
    harness.rows(
        f"INSERT INTO {FILES} (file, purpose, expires_after)"
        f" VALUES ('{folder / 'note.txt'}', 'user_data', '{expiry}')"
    )
    files = [
        harness.upload(folder / "requests.jsonl", "batch"),
        harness.upload(folder / "über uns.md"),
        harness.upload(folder / "note.txt"),
    ]
    harness.rows(f"SELECT * FROM {FILES} WHERE id = '{files[0]}'")
    harness.rows(f"EXEC {FILES}.download_file @file_id = '{files[0]}', @to = '{folder / 'copy.jsonl'}'")
    return files


def run_batches(harness, files):
    metadata = json.dumps({"team": "it's ours"}).replace("'", "''")
    expiry = json.dumps({"anchor": "created_at", "seconds": 3600})
    values = f"'{files[0]}', '/v1/chat/completions', '24h'"
    insert = f"INSERT /*+ AWAIT */ INTO {BATCHES} (input_file_id, endpoint, completion_window"
    harness.rows(f"{insert}) VALUES ({values})")
    harness.rows(f"{insert}, metadata, output_expires_after) VALUES ({values}, '{metadata}', '{expiry}')")
    batch = harness.value(f"{insert.replace('/*+ AWAIT */', '')}) VALUES ({values}) RETURNING id")
    harness.rows(f"SELECT * FROM {BATCHES} LIMIT 1 OFFSET 1")
    harness.rows(f"SELECT * FROM {BATCHES} WHERE id = '{batch}'")
    harness.rows(f"EXEC {BATCHES}.cancel_batch @batch_id = '{batch}'")


def fill_stores(harness, files):
    _, one, two = files
    expiry = json.dumps({"anchor": "last_active_at", "days": 3})
    store = harness.value(
        f"INSERT INTO {STORES} (name, description, file_ids, expires_after, chunking_strategy, metadata)"
        f" VALUES ('notes', 'words', '{one}', '{expiry}', '{CHUNKING}', '{{\"a\": \"b\"}}') RETURNING id"
    )
    other = harness.value(f"INSERT INTO {STORES} (name) VALUES ('drafts') RETURNING id")
    harness.rows(f"SELECT * FROM {STORES} ORDER BY created_at DESC LIMIT 1 OFFSET 1")
    harness.rows(f"SELECT * FROM {STORES} WHERE id = '{store}'")
    harness.rows(
        f"UPDATE {STORES} SET name = 'x', expires_after = '{expiry}', metadata = '{{}}' WHERE id = '{store}'"
    )
    fill_with_files(harness, store, files)
    fill_with_batches(harness, store, files)
    filters = json.dumps({"type": "eq", "key": "page", "value": 1})
    harness.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'words'")
    harness.rows(
        f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'words', @max_num_results = 5,"
        f" @rewrite_query = true, @filters = '{filters}',"
        ' @ranking_options = \'{"ranker": "auto", "score_threshold": 0.5}\''
    )
    harness.rows(f"DELETE FROM {STORE_FILES} WHERE vector_store_id = '{store}' AND file_id = '{two}'")
    harness.rows(f"DELETE FROM {STORES} WHERE id = '{other}'")


def fill_with_files(harness, store, files):
    _, one, two = files
    parent = f"vector_store_id = '{store}'"
    harness.rows(
        f"INSERT /*+ AWAIT */ INTO {STORE_FILES} (vector_store_id, file_id, chunking_strategy, attributes)"
        f" VALUES ('{store}', '{two}', '{CHUNKING}', '{{\"page\": 1, \"public\": true, \"by\": \"us\"}}')"
    )
    harness.rows(
        f"SELECT * FROM {STORE_FILES} WHERE {parent} AND status = 'completed' ORDER BY created_at LIMIT 1"
    )
    harness.rows(f"SELECT * FROM {STORE_FILES} WHERE {parent} AND id = '{one}'")
    harness.rows(
        f"UPDATE {STORE_FILES} SET attributes = '{{\"page\": 2}}' WHERE {parent} AND file_id = '{one}'"
    )
    contents = "openai.vector_stores.vector_store_file_contents"
    harness.rows(f"SELECT * FROM {contents} WHERE {parent} AND file_id = '{one}'")


def fill_with_batches(harness, store, files):
    _, one, two = files
    insert = f"INSERT INTO {FILE_BATCHES} (vector_store_id, "
    harness.rows(f"{insert}file_ids) VALUES ('{store}', '{one}')")
    harness.rows(
        f"{insert}file_ids, attributes, chunking_strategy)"
        f' VALUES (\'{store}\', \'["{one}", "{two}"]\', \'{{"page": 1}}\', \'{{"type": "auto"}}\')'
    )
    entry = json.dumps([{"file_id": one, "attributes": {"page": 1}, "chunking_strategy": {"type": "auto"}}])
    batch = harness.value(f"{insert}files) VALUES ('{store}', '{entry}') RETURNING id")
    key = f"vector_store_id = '{store}' AND batch_id = '{batch}'"
    harness.rows(f"SELECT * FROM {FILE_BATCHES} WHERE {key}")
    members = "openai.vector_stores.files_in_vector_store_batches"
    harness.rows(
        f"SELECT * FROM {members} WHERE {key} AND status = 'failed' ORDER BY created_at DESC LIMIT 2"
    )
    harness.rows(f"EXEC {FILE_BATCHES}.cancel @{key.replace(' AND ', ', @')}")


def upload_in_parts(harness, folder):
    (folder / "part").write_bytes(b"x" * 10)
    announce = (
        f"INSERT INTO {UPLOADS} (filename, purpose, bytes, mime_type, expires_after) VALUES ('big.jsonl', 'batch', 20,"
        ' \'application/jsonl\', \'{"anchor": "created_at", "seconds": 3600}\') RETURNING id'
    )
    upload, given_up = harness.value(announce), harness.value(announce)
    parts = [
        harness.value(
            f"INSERT INTO openai.uploads.upload_parts (upload_id, data) VALUES ('{upload}', '{folder / 'part'}')"
            " RETURNING id"
        )
        for _ in range(2)
    ]
    complete = f"EXEC {UPLOADS}.complete_upload @upload_id = '{upload}', @part_ids = '{json.dumps(parts)}'"
    harness.rows(f"{complete}, @md5 = 'baf1da0e2b9065ab5edd36ca00ed1826'")
    harness.rows(f"EXEC {UPLOADS}.cancel_upload @upload_id = '{given_up}'")


def matches(method, record):
    pattern = "/v1" + re.sub(r"\{\w+\}", "[^/]+", method.path)
    return method.http == record["method"] and re.fullmatch(pattern, record["path"])


@pytest.mark.parametrize(
    "method",
    [m for s in SERVICES if s.name in MODULES for r in s.resources for m in r.methods if m.path],
    ids=lambda method: method.name,
)
def test_the_script_uses_every_method_that_the_sandbox_serves(records, method):
    assert any(matches(method, record) and record["status"] == 200 for record in records), (
        f"no request for {method.name}: add a statement that uses it to play() in this file"
    )


def test_every_request_succeeds(records):
    assert [record for record in records if record["status"] != 200] == []


def test_no_log_holds_a_key(records):
    assert "sk-" not in json.dumps(records)


@pytest.mark.skipif(
    not (CHECKER.is_file() and DESCRIPTION.is_file()),
    reason="the API's description and its checker (../shared) are not beside this repository",
)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_request_is_allowed_by_the_apis_description(records):
    """The checker leaves the description's file open, hence the filter."""
    spec = importlib.util.spec_from_file_location("validate_contract", CHECKER)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    contract = checker.Contract(DESCRIPTION)
    found = [
        (record["method"], record["path"], *violation)
        for record in records
        for violation in contract.check_request(record)
        if violation[0] not in checker.NOTES
    ]
    assert found == []
