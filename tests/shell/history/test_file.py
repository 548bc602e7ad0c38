"""The history file: what is written, and what is read from damaged ones."""

import json
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UsageError
from openai_sql_shell.shell.history.file import HistoryEntry, HistoryFile, parse

ENTRY = HistoryEntry(datetime(2026, 8, 21, 9, 30, tzinfo=UTC), "work", "SELECT 1", "ok", seconds=0.25)


@pytest.fixture
def file(tmp_path):
    return HistoryFile(tmp_path / "state" / "history")


def test_what_is_appended_is_read_again(file):
    entries = [ENTRY, replace(ENTRY, text="SELECT\n 'é'", outcome="error: no", changes=True, service="batch")]
    for entry in entries:
        file.append(entry)
    assert [replace(entry, number=0) for entry in file.read()] == entries
    assert [n.number for n in file.read()] == [1, 2]


@given(text=st.text(min_size=1), outcome=st.text(max_size=20))
def test_any_text_is_one_line_and_survives(tmp_path_factory, text, outcome):
    file = HistoryFile(tmp_path_factory.mktemp("h") / "history")
    file.append(replace(ENTRY, text=text, outcome=outcome))
    assert file.path.read_bytes().count(b"\n") == 1
    (read,) = file.read()
    if not read.masked:
        assert read.text.encode("utf-8", "replace") == text.encode("utf-8", "replace")


@pytest.mark.parametrize("secret", ["sk-proj-abcd1234efgh", "Bearer abcdefghijkl", "hunter22"])
def test_secrets_never_reach_the_disk(file, secret):
    file.append(
        replace(ENTRY, text=f"SELECT '{secret}'", outcome=f"error: {secret} refused"), secrets=["hunter22"]
    )
    assert secret.encode() not in file.path.read_bytes()
    assert file.read()[0].masked


def test_a_statement_without_secrets_is_not_marked_as_masked(file):
    file.append(ENTRY)
    assert not file.read()[0].masked


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"SELECT 1",
        b"[1]",
        b"{}",
        b'{"time": "yesterday", "profile": "a", "text": "b", "outcome": "ok"}',
        b'{"time": "2026-08-21", "profile": 1, "text": "b", "outcome": "ok"}',
        b"\xff\xfe",
        b'{"time": "2026-08-21T09:30:00+00:00", "profile": "work", "text": "SEL',
        b"[" * 100_000,
    ],
)
def test_a_damaged_line_is_passed_over(file, line):
    file.append(ENTRY)
    with file.path.open("ab") as f:
        f.write(line + b"\n")
    file.append(replace(ENTRY, text="SELECT 2"))
    assert [entry.text for entry in file.read()] == ["SELECT 1", "SELECT 2"]
    assert parse(line) is None


def test_a_line_with_more_and_fewer_fields_is_read():
    line = {"time": "2026-08-21T09:30:00+00:00", "profile": "a", "text": "b", "outcome": "ok", "mood": "fine"}
    assert parse(json.dumps(line)) == HistoryEntry(ENTRY.time, "a", "b", "ok")


def test_a_missing_file_is_an_empty_history(file):
    assert file.read() == []
    with pytest.raises(UsageError, match="cannot read the history"):
        file.read_existing()


def test_several_shells_write_to_one_file_without_losing_an_entry(file):
    def shell(name):
        for n in range(50):
            file.append(replace(ENTRY, profile=name, text=f"SELECT '{'x' * 2000}', {n}"))

    shells = [threading.Thread(target=shell, args=(f"p{n}",)) for n in range(4)]
    for one in shells:
        one.start()
    for one in shells:
        one.join()
    assert len(file.read()) == 200
