"""Uploads from this machine's disk and downloads to it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from faults import Fault, FaultKind

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ConnectionProblem,
    LocalFileError,
    ProtocolError,
    StatementError,
)
from openai_sql_shell.handlers.files import SHOWN_AT_MOST

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
INSERT = "INSERT INTO openai.files.files (file, purpose) VALUES ('{}', 'assistants')"
CONTENT = "".join(f"line {n}: überraschend\n" for n in range(20_000))


@pytest.fixture
def stored(harness, tmp_path):
    """The id of a file the sandbox holds, and an empty folder beside it."""
    source = tmp_path / "source.txt"
    source.write_text(CONTENT, encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    return harness.upload(source), folder


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def download(file_id, target, extra=""):
    return f"EXEC openai.files.files.download_file @file_id = '{file_id}', @to = '{target}'{extra}"


# --- uploads ---------------------------------------------------------------------------------------------------


def test_an_upload_sends_the_bytes_under_the_real_name(harness, tmp_path):
    path = tmp_path / "überblick 1.md"
    path.write_bytes(b"# Hello\n\x00\xff")
    [(name, size, purpose)] = harness.rows(INSERT.format(path) + " RETURNING filename, bytes, purpose")
    assert (name, size, purpose) == ("überblick 1.md", 10, "assistants")
    assert harness.requests == ["POST /files"]


def test_nested_properties_become_form_fields(harness, jsonl):
    sql = (
        "INSERT INTO openai.files.files (file, purpose, expires_after) VALUES"
        f" ('{jsonl}', 'batch', '{{\"anchor\": \"created_at\", \"seconds\": 3600}}') RETURNING expires_at - created_at"
    )
    assert harness.value(sql) == 3600


def test_a_home_directory_is_written_with_a_tilde(harness, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine.md").write_text("x", encoding="utf-8")
    assert harness.value(INSERT.format("~/mine.md") + " RETURNING filename") == "mine.md"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.txt", "no file 'missing.txt' in /"),
        ("", "is not a file"),
        (".", "is not a file"),
        ("empty.txt", "is empty"),
        ("x" * 5000, "cannot be read: File name too long"),
        ("~no-such-user-here/x", "the home directory of"),
    ],
)
def test_a_file_that_cannot_be_sent_is_an_error_and_no_request(harness, tmp_path, monkeypatch, name, reason):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").touch()
    error = harness.error(INSERT.format(name), LocalFileError)
    assert reason in error.message
    assert error.hint
    assert harness.requests == []


def test_a_whole_path_is_looked_for_in_no_folder(harness, tmp_path):
    missing = str(tmp_path / "missing.txt")
    assert harness.error(INSERT.format(missing), LocalFileError).message == f"no file {missing!r}"


@pytest.mark.skipif(AS_ROOT, reason="root can read every file")
def test_an_unreadable_file_is_an_error_and_no_request(harness, tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    assert "Permission denied" in harness.error(INSERT.format(path), LocalFileError).message
    assert harness.requests == []


def test_a_second_file_that_is_missing_keeps_the_first_from_being_sent(harness, jsonl):
    sql = (
        f"INSERT INTO openai.files.files (file, purpose) VALUES ('{jsonl}', 'batch'), ('nope.jsonl', 'batch')"
    )
    harness.error(sql, LocalFileError)
    assert harness.requests == []


# --- downloads -------------------------------------------------------------------------------------------------


def test_a_download_writes_the_bytes_and_says_where(harness, stored):
    file_id, folder = stored
    target = folder / "out.txt"
    assert harness.record(download(file_id, target)) == {
        "file_id": file_id,
        "path": str(target),
        "bytes": len(CONTENT.encode()),
        "content": None,
    }
    assert target.read_text(encoding="utf-8") == CONTENT
    assert harness.requests == [f"GET /files/{file_id}/content"]


def test_a_download_without_a_path_is_shown(harness, stored):
    [(_, path, size, content)] = harness.rows(f"EXEC openai.files.files.content @file_id = '{stored[0]}'")
    assert (path, size, content) == (None, len(CONTENT.encode()), CONTENT)


def test_a_downloaded_file_is_as_readable_as_any_other(harness, stored):
    file_id, folder = stored
    harness.rows(download(file_id, folder / "out.txt"))
    usual = folder / "usual.txt"
    usual.touch()
    assert stat.S_IMODE((folder / "out.txt").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_what_is_no_text_is_not_shown(harness, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\xff\xfe")
    file_id = harness.upload(path, "vision")
    error = harness.error(f"EXEC openai.files.files.download_file @file_id = '{file_id}'", StatementError)
    assert (error.message, error.hint) == (
        "the file is not text",
        "write it to disk: add @to='output.bin'",
    )


def test_an_existing_file_is_never_overwritten_unasked(harness, stored):
    file_id, folder = stored
    target = folder / "out.txt"
    target.write_text("mine", encoding="utf-8")
    error = harness.error(download(file_id, target), LocalFileError)
    assert "@overwrite=true" in error.hint
    assert target.read_text(encoding="utf-8") == "mine"
    assert harness.requests == []


def test_an_existing_file_is_replaced_where_that_is_asked_for(harness, stored):
    file_id, folder = stored
    target = folder / "out.txt"
    target.write_text("mine", encoding="utf-8")
    harness.rows(download(file_id, target, ", @overwrite = true"))
    assert target.read_text(encoding="utf-8") == CONTENT
    assert names_in(folder) == ["out.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
@pytest.mark.parametrize("overwrite", ["", ", @overwrite = true"])
@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_no_target_and_no_request_is_made(harness, stored, overwrite, dangling):
    file_id, folder = stored
    if not dangling:
        (folder / "elsewhere").write_text("mine", encoding="utf-8")
    (folder / "out.txt").symlink_to(folder / "elsewhere")
    error = harness.error(download(file_id, folder / "out.txt", overwrite), LocalFileError)
    assert "is a link" in error.message if overwrite else "exists" in error.message
    assert harness.requests == []
    assert dangling or (folder / "elsewhere").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["x" * 250, "ä" * 120])
def test_a_long_name_can_be_downloaded_to(harness, stored, name):
    file_id, folder = stored
    harness.rows(download(file_id, folder / name))
    assert names_in(folder) == [name]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("folder", "is a directory"),
        ("new/", "is a directory"),
        ("new/.", "is a directory"),
        ("no/such/folder/out.txt", "no directory"),
        ("folder/" + "x" * 5000, "cannot be written: File name too long"),
        ("~no-such-user-here/x", "the home directory of"),
    ],
)
def test_a_target_that_cannot_be_written_is_an_error_and_no_request(
    harness, stored, monkeypatch, target, reason
):
    monkeypatch.chdir(stored[1].parent)
    assert reason in harness.error(download(stored[0], target), LocalFileError).message
    assert harness.requests == []


@pytest.mark.parametrize(("over", "shown"), [(0, True), (1, False)])
def test_what_is_too_large_to_show_is_not_shown(harness, tmp_path, over, shown):
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * (SHOWN_AT_MOST + over))
    sql = f"EXEC openai.files.files.download_file @file_id = '{harness.upload(path)}'"
    if shown:
        assert harness.record(sql)["bytes"] == SHOWN_AT_MOST
    else:
        error = harness.error(sql, StatementError)
        assert error.message == "the file is larger than 4 MB, too large to show"
        assert error.hint == "write it to disk: add @to='output.jsonl'"


@pytest.mark.parametrize("to_disk", [True, False])
def test_a_download_that_breaks_off_is_begun_again_and_holds_the_bytes_once(
    harness, stored, sandbox, to_disk
):
    file_id, folder = stored
    sandbox.faults.add(Fault("GET /v1/files/*/content", kind=FaultKind.TRUNCATE))
    if to_disk:
        harness.rows(download(file_id, folder / "out.txt"))
        shown = (folder / "out.txt").read_text(encoding="utf-8")
    else:
        sql = f"EXEC openai.files.files.download_file @file_id = '{file_id}'"
        shown = harness.record(sql)["content"]
    assert shown == CONTENT
    assert harness.requests == [f"GET /files/{file_id}/content"] * 2


@pytest.fixture
def without_hard_links(monkeypatch):
    """A file system such as FAT."""

    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("without_hard_links")
def test_a_download_gets_its_name_where_there_are_no_hard_links(harness, stored):
    file_id, folder = stored
    harness.rows(download(file_id, folder / "out.txt"))
    assert (folder / "out.txt").read_text(encoding="utf-8") == CONTENT
    assert names_in(folder) == ["out.txt"]


@pytest.mark.usefixtures("without_hard_links")
def test_a_file_that_appears_meanwhile_is_left_alone_without_hard_links_too(harness, stored, sandbox):
    file_id, folder = stored
    target = folder / "out.txt"
    sandbox.faults.sleep = lambda _seconds: target.write_text("mine", encoding="utf-8")
    sandbox.faults.latency = 1.0
    assert "appeared meanwhile" in harness.error(download(file_id, target), LocalFileError).message
    assert target.read_text(encoding="utf-8") == "mine"
    assert names_in(folder) == ["out.txt"]


@pytest.mark.parametrize("overwrite", ["", ", @overwrite = true"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET /v1/files/*", times=None, status=403),
        Fault("GET /v1/files/*", times=None, kind=FaultKind.TRUNCATE),
        Fault("GET /v1/files/*", times=None, kind=FaultKind.DROP_BEFORE),
    ],
    ids=["refused", "cut off", "dropped"],
)
def test_a_download_that_fails_leaves_nothing_behind(harness, stored, sandbox, fault, overwrite):
    file_id, folder = stored
    sandbox.faults.add(fault)
    harness.error(
        download(file_id, folder / "out.txt", overwrite), (ApiError, ProtocolError, ConnectionProblem)
    )
    assert names_in(folder) == []


def test_a_cancelled_download_leaves_nothing_behind_and_the_old_file_whole(harness, stored, sandbox):
    file_id, folder = stored
    target = folder / "out.txt"
    target.write_text("mine", encoding="utf-8")
    cancel = CancelToken()
    sandbox.faults.sleep = lambda _seconds: cancel.set()
    sandbox.faults.latency = 1.0
    with pytest.raises(Cancelled):
        list(harness.run(download(file_id, target, ", @overwrite = true"), cancel).rows)
    assert names_in(folder) == ["out.txt"]
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_that_appears_meanwhile_is_left_alone(harness, stored, sandbox):
    file_id, folder = stored
    target = folder / "out.txt"
    sandbox.faults.sleep = lambda _seconds: target.write_text("mine", encoding="utf-8")
    sandbox.faults.latency = 1.0
    error = harness.error(download(file_id, target), LocalFileError)
    assert "appeared meanwhile" in error.message
    assert target.read_text(encoding="utf-8") == "mine"
    assert names_in(folder) == ["out.txt"]


FULL_DISK = """
import resource, sys
from pathlib import Path
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.handlers.part_file import part_file
resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
try:
    with part_file(Path(sys.argv[1]), replaces=False) as part:
        part.write(b"x" * int(sys.argv[2]))
except LocalFileError as error:
    print(error.message)
"""


@pytest.mark.parametrize("size", [100, 100_000], ids=["found when closing", "found when writing"])
def test_a_full_disk_is_an_error_that_leaves_nothing_behind(tmp_path, size):
    """In a process of its own: the limit would hold for the output of the tests, too."""
    pytest.importorskip("resource", reason="this system cannot limit the size of files")
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "out"), str(size)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert "File too large" in done.stdout
    assert names_in(tmp_path) == []
