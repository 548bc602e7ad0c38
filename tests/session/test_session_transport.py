"""A session's transport and its log: opened when they are needed, anew where a setting they were made with changes."""

from __future__ import annotations

import json

import pytest
from faults import Fault, FaultKind
from harness import paths_in

from openai_sql_shell.api.messages import Request
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.lines.fetch import RemoteFile
from openai_sql_shell.session.session import Session

COUNT = "SELECT count(*) FROM openai.files.files"


def logged(path):
    return [json.loads(line)["path"] for line in path.read_text().splitlines()]


def test_the_http_log_is_written_from_the_statement_on_that_sets_it(harness, tmp_path):
    path = tmp_path / "log.jsonl"
    harness.value(COUNT)
    harness.rows(f"SET http_log = '{path}'")
    assert not path.exists()
    harness.value(COUNT)
    harness.value(COUNT)
    assert logged(path) == ["/v1/files", "/v1/files"]
    file = harness.session._transport._log._file
    harness.session.settings.http_log = None
    harness.value(COUNT)
    assert len(logged(path)) == 2
    assert file.closed


def test_another_log_takes_the_place_of_the_first(harness, tmp_path):
    for name in ("one", "other"):
        harness.rows(f"SET http_log = '{tmp_path / name}'")
        harness.value(COUNT)
    assert [len(logged(tmp_path / name)) for name in ("one", "other")] == [1, 1]


def test_a_session_closes_its_log(harness, tmp_path):
    harness.rows(f"SET http_log = '{tmp_path / 'log.jsonl'}'")
    harness.value(COUNT)
    file = harness.session._transport._log._file
    harness.session.close()
    assert file.closed


@pytest.mark.parametrize(
    ("name", "value", "anew"),
    [
        ("connect_timeout", 1.0, True),
        ("read_timeout", 1.0, True),
        ("retries", 0, True),
        ("concurrency", 2, True),
        ("max_changes", 3, False),
        ("output", "csv", False),
    ],
)
def test_a_transport_is_made_anew_where_what_it_was_made_with_changes(harness, name, value, anew):
    harness.value(COUNT)
    before = harness.session._transport.opened()
    setattr(harness.session.settings, name, value)
    harness.value(COUNT)
    assert (harness.session._transport.opened() is not before) is anew


# --- downloads -------------------------------------------------------------------------------------------------

LINES = b"".join(b'{"line": %d}\n' % number for number in range(20_000))
GIGABYTE = 1024**3


@pytest.fixture
def stored(harness, tmp_path):
    """A file at the sandbox, as a handler asks for it."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes(LINES)
    file_id = harness.upload(path)
    return RemoteFile(file_id, Request("GET", f"/files/{file_id}/content"))


def everything(harness, file):
    context = harness.session._workspace().context()
    with context.open_file(file) as reader:
        return b"".join(iter(reader.read, b"")), context


def test_a_handler_reads_a_file_whatever_befalls_the_connection(harness, stored):
    cut = Fault("GET *content", kind=FaultKind.TRUNCATE, at=100_000, times=2)
    harness.sandbox.faults.add(cut)
    harness.sandbox.forget_requests()
    content, context = everything(harness, stored)
    assert content == LINES
    assert harness.requests == 3 * [f"GET /files/{stored.name}/content"]
    assert context.notices.sentences == []


def test_a_server_on_this_machine_is_asked_each_time(harness, stored):
    for _ in range(2):
        assert everything(harness, stored)[0] == LINES
    assert harness.requests.count(f"GET /files/{stored.name}/content") == 2


def test_unless_the_cache_is_switched_on(harness, stored):
    harness.rows("SET file_cache = '1GB'")
    assert everything(harness, stored)[0] == LINES
    content, context = everything(harness, stored)
    assert content == LINES
    assert context.stats.kept_files == 1
    assert context.stats.cached == 1
    assert harness.requests == [f"GET /files/{stored.name}/content"]


def test_a_file_above_max_download_is_refused(harness, stored):
    harness.rows("SET max_download = '100kB'")
    with pytest.raises(LocalFileError, match="max_download"):
        everything(harness, stored)


def test_what_a_session_without_a_folder_downloads_goes_with_it(harness, stored):
    everything(harness, stored)
    folder = harness.session.file_cache().folder
    assert folder.is_dir()
    harness.session.close()
    assert not folder.parent.exists()


@pytest.mark.parametrize(
    ("url", "setting", "room"),
    [
        ("https://api.openai.com/v1", None, 2 * GIGABYTE),
        ("", None, 2 * GIGABYTE),
        ("http://127.0.0.1:1/v1", None, 0),
        ("https://localhost/v1", None, 0),
        ("http://[::1]:1/v1", "1GB", GIGABYTE),
        ("https://api.openai.com/v1", "off", 0),
    ],
)
def test_the_room_of_the_cache(tmp_path, url, setting, room):
    settings = Settings.of({} if setting is None else {"file_cache": setting})
    cache = Session(Profile("p", url), settings, paths=paths_in(tmp_path)).file_cache()
    assert (cache.limit, cache.folder) == (room, tmp_path / "cache" / "files")


def test_a_session_of_the_environment_keeps_files_in_its_cache_directory(tmp_path):
    session = Session.open({"HOME": str(tmp_path), "OPENAI_API_KEY": "sk-1"})
    assert session.file_cache().folder == tmp_path / ".cache" / "openai-sql" / "files"
