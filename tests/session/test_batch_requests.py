"""Requests of batches as a table, by each of its three keys; and the sandbox, which refuses what the table finds."""

from __future__ import annotations

import json

import pytest
from lines.request_files import CHAT, FILES, RULES, asked, chat, written

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.batch_lines import BATCH_RULES
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import (
    ApiError,
    InvalidValue,
    LocalFileError,
    MissingParameters,
    OpenAISqlError,
)
from openai_sql_shell.handlers import lines as handler
from openai_sql_shell.lines import split
from openai_sql_shell.lines.findings import OF_FILE
from openai_sql_shell.lines.requests import request_rows
from openai_sql_shell.sandbox.resources import batch_input
from openai_sql_shell.session.session import Session

REQUESTS = "openai.batch.batch_requests"
DATA = written(asked(), b"{", asked("b", body=chat(model=None)), b"", asked("c"))
FOUND = [(1, None), (2, "invalid_json_line"), (3, "missing_required_parameter"), (5, None)]
KEYS = ("batch_id", "file_id", "path")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The working directory."""
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return directory


@pytest.fixture
def keys(harness, here):
    """The same requests in a file, uploaded, and in a batch, which has failed."""
    (here / "in.jsonl").write_bytes(DATA)
    return named(harness)


def named(harness, endpoint=CHAT):
    file = harness.upload("in.jsonl", "batch")
    batch = harness.value(
        "INSERT INTO openai.batch.batches (input_file_id, endpoint, completion_window)"
        f" VALUES ('{file}', '{endpoint}', '24h') RETURNING id"
    )
    harness.time.seconds += 60
    return {"batch_id": batch, "file_id": file, "path": "in.jsonl"}


def requests_for(name, keys):
    """What reading by a key asks for."""
    content = f"GET /files/{keys['file_id']}/content"
    return {"batch_id": [f"GET /batches/{keys['batch_id']}", content], "file_id": [content], "path": []}[name]


@pytest.mark.parametrize("name", KEYS)
def test_each_key_gives_the_requests_and_asks_for_what_it_takes(harness, keys, name):
    where = f"WHERE {name} = '{keys[name]}'"
    assert harness.rows(f"SELECT line, problem FROM {REQUESTS} {where}") == FOUND
    assert harness.requests == requests_for(name, keys)
    [row] = harness.records(f"SELECT *, file_id, path, body, raw FROM {REQUESTS} {where} AND line = 5")
    request = asked("c")
    assert json.loads(row.pop("body")) == request["body"]
    assert json.loads(row.pop("raw")) == request
    assert row == {
        **dict.fromkeys((*KEYS, "problem", "problem_message")),
        name: keys[name],
        "line": 5,
        "custom_id": "c",
        "method": "POST",
        "url": CHAT,
        "model": "m",
    }
    assert harness.value(f"SELECT count(*) FROM {REQUESTS} {where}") == len(FOUND)


@pytest.mark.parametrize(("name", "count"), [("batch_id", "1 to 2"), ("file_id", "0 to 1"), ("path", "0")])
def test_explain_tells_how_many_requests_there_will_be(harness, keys, name, count):
    plan = harness.record(f"EXPLAIN SELECT line FROM {REQUESTS} WHERE {name} = '{keys[name]}'")
    content = ["GET /files/{input_file_id}/content"] if name == "batch_id" else []
    asked = ", ".join([*requests_for(name, keys)[:1], *content]) or None
    assert (plan["request"], plan["expected_requests"]) == (asked, count)
    assert harness.requests == []
    measured = harness.records(f"EXPLAIN ANALYZE SELECT line FROM {REQUESTS} WHERE {name} = '{keys[name]}'")
    assert measured[0]["actual_requests"] == len(requests_for(name, keys))


def test_a_missing_key_names_all_of_them(harness):
    error = harness.error(f"SELECT * FROM {REQUESTS}", MissingParameters)
    assert "batch_id = ... or file_id = ... or path = ..." in str(error)
    assert "path = 'requests.jsonl'" in error.hint
    assert harness.requests == []


@pytest.mark.parametrize("pair", [("batch_id", "file_id"), ("file_id", "path"), ("batch_id", "path")])
def test_two_keys_are_an_error_and_no_empty_answer(harness, keys, pair):
    both = " AND ".join(f"{name} = '{keys[name]}'" for name in pair)
    error = harness.error(f"SELECT * FROM {REQUESTS} WHERE {both}", InvalidValue)
    assert all(name in str(error) for name in pair)
    joined = f"SELECT * FROM openai.batch.batches b JOIN {REQUESTS} r ON r.{pair[0]} = b.id WHERE r.{pair[1]} = 'x'"
    harness.error(joined, InvalidValue)


def test_either_of_two_keys_gives_the_rows_of_both(harness, keys):
    either = " OR ".join(f"{name} = '{keys[name]}'" for name in KEYS)
    assert harness.value(f"SELECT count(*) FROM {REQUESTS} WHERE {either}") == 3 * len(FOUND)


def test_several_files_each_with_ids_of_its_own(harness, here):
    for name in ("a.jsonl", "b.jsonl"):
        (here / name).write_bytes(written(asked(), asked("b")))
    sql = f"SELECT path, line, problem FROM {REQUESTS} WHERE path IN ('a.jsonl', 'b.jsonl')"
    rows = [(name, line, None) for name in ("a.jsonl", "b.jsonl") for line in (1, 2)]
    assert sorted(harness.rows(sql)) == rows
    either = " OR ".join(f"(path = '{name}' AND line = 1)" for name in ("a.jsonl", "b.jsonl"))
    assert sorted(harness.column(f"SELECT path FROM {REQUESTS} WHERE {either}")) == ["a.jsonl", "b.jsonl"]
    (here / "list.csv").write_text("file\nb.jsonl\na.jsonl\n", encoding="utf-8")
    sql = f"SELECT r.path, line, problem FROM read_csv('list.csv') l JOIN {REQUESTS} r ON r.path = l.file"
    assert sorted(harness.rows(sql)) == rows
    assert harness.requests == []


@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_requests_of_the_batches_that_failed(harness, keys, concurrency):
    harness.session.settings.set("concurrency", str(concurrency))
    sql = (
        f"SELECT r.problem, count(*) FROM openai.batch.batches b JOIN {REQUESTS} r ON r.batch_id = b.id"
        " WHERE b.status = 'failed' AND r.problem IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    assert harness.rows(sql) == [("invalid_json_line", 1), ("missing_required_parameter", 1)]
    assert keys["file_id"] in harness.requests[-1]


@pytest.mark.parametrize(
    ("path", "words", "cure"),
    [
        ("../secret.jsonl", "outside of the working directory", "--allow-path"),
        ("link.jsonl", "outside of the working directory", "--allow-path"),
        ("inn.jsonl", "no file", "did you mean 'in.jsonl'"),
        ("gone/in.jsonl", "no directory", "check the path"),
        ("*.jsonl", "no file", "'in.jsonl'"),
        ("below", "is a directory", "below/*.jsonl"),
        ("a' || char(0) || 'b", "NUL", "write"),
        ("", "is a directory", "name its files"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_a_cure(harness, here, path, words, cure):
    (here.parent / "secret.jsonl").write_bytes(DATA)
    (here / "link.jsonl").symlink_to(here.parent / "secret.jsonl")
    (here / "in.jsonl").write_bytes(DATA)
    (here / "below").mkdir()
    error = harness.error(f"SELECT line FROM {REQUESTS} WHERE path = '{path}'", LocalFileError)
    assert words in str(error)
    assert cure in error.hint
    assert harness.requests == []


@pytest.mark.usefixtures("keys")
def test_a_file_of_this_machine_takes_no_key(harness):
    profile = Profile("test", base_url=harness.sandbox.url)
    session = Session(profile, Settings(concurrency=1), clock=harness.time.clock)
    rows = session.execute(
        f"SELECT line, problem FROM {REQUESTS} WHERE path = 'in.jsonl'", CancelToken()
    ).rows
    assert list(rows) == FOUND
    with pytest.raises(OpenAISqlError, match="no API key"):
        session.execute(f"SELECT line FROM {REQUESTS} WHERE file_id = 'x'", CancelToken())
    session.close()


def test_a_directory_that_is_allowed_is_read(harness, here):
    (here.parent / "other.jsonl").write_bytes(DATA)
    harness.session.settings.set("allow_path", str(here.parent))
    assert harness.rows(f"SELECT line, problem FROM {REQUESTS} WHERE path = '../other.jsonl'") == FOUND


def test_a_null_or_an_empty_name_from_another_table_is_no_file(harness, here):
    (here / "list.csv").write_text('file\n""\n', encoding="utf-8")
    sql = f"SELECT line FROM read_csv('list.csv') l JOIN {REQUESTS} r ON r.path = l.file"
    assert harness.rows(sql) == []


def test_an_input_that_is_gone_is_an_error(harness, keys):
    harness.rows(f"DELETE FROM openai.files.files WHERE id = '{keys['file_id']}'")
    for name in ("batch_id", "file_id"):
        sql = f"SELECT line FROM {REQUESTS} WHERE {name} = '{keys[name]}'"
        assert harness.error(sql, ApiError).status == 404


def test_marks_of_encodings_and_a_last_line_without_end_are_nothing_wrong(harness, here):
    bom = b"\xef\xbb\xbf"
    (here / "in.jsonl").write_bytes(bom + written(asked()) + b"\r\n" + bom + written(asked("b")))
    assert harness.rows(f"SELECT line, custom_id, problem FROM {REQUESTS} WHERE path = 'in.jsonl'") == [
        (1, "a", None),
        (2, "b", None),
    ]


def test_a_line_that_is_too_long_is_a_row(harness, here, monkeypatch):
    monkeypatch.setattr(split, "LONGEST", 300_000)
    huge = asked("huge", body=chat(x="-" * 400_000))
    (here / "in.jsonl").write_bytes(written(asked(), huge, asked("b")))
    sql = f"SELECT custom_id, problem FROM {REQUESTS} WHERE path = 'in.jsonl'"
    assert harness.rows(sql) == [("a", None), ("huge", "line_too_large"), ("b", None)]


def test_an_empty_file_is_told(harness, here):
    (here / "in.jsonl").write_bytes(b"\n")
    assert harness.rows(f"SELECT line, problem FROM {REQUESTS} WHERE path = 'in.jsonl'") == []
    assert any("empty_file" in notice for notice in harness.notices())
    [code] = harness.column(
        f"SELECT code FROM openai.batch.batch_errors WHERE batch_id = '{named(harness)['batch_id']}'"
    )
    assert code == "empty_file"


@pytest.mark.parametrize("lines", [lines for lines, _ in FILES])
def test_the_sandbox_refuses_what_the_table_finds(harness, here, monkeypatch, lines):
    (here / "in.jsonl").write_bytes(written(*lines))
    monkeypatch.setattr(batch_input, "BATCH_RULES", RULES)
    monkeypatch.setattr(handler, "request_rows", lambda file, _rules, *more: request_rows(file, RULES, *more))
    urls = harness.column(f"SELECT url FROM {REQUESTS} WHERE path = 'in.jsonl' AND url IS NOT NULL")
    endpoint = next((url for url in urls if url in BATCH_RULES.required), CHAT)
    keys = named(harness, endpoint)
    refused = harness.rows(
        f"SELECT line, code, message FROM openai.batch.batch_errors WHERE batch_id = '{keys['batch_id']}'"
    )
    for name in KEYS if urls[:1] == [endpoint] else KEYS[:1]:
        found = harness.rows(
            f"SELECT line, problem, problem_message FROM {REQUESTS} WHERE {name} = '{keys[name]}' AND problem IS NOT NULL"
        )
        told = [(None if code in OF_FILE else line, code, message) for line, code, message in found]
        assert list(dict.fromkeys(told)) == refused
