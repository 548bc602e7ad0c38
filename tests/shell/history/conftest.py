"""A history in a directory of its own, and its replay."""

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.shell.history.file import HistoryEntry, HistoryFile
from openai_sql_shell.shell.history.replay import main

START = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)
ENTRY = HistoryEntry(START, "test", "SELECT 1", "ok")


@pytest.fixture
def record(paths):
    """Write statements into the history, a minute apart."""
    history = HistoryFile(paths.history_file)

    def write(*texts, **fields):
        for text in texts:
            at = START + timedelta(minutes=len(history.read()))
            history.append(replace(ENTRY, time=at, text=text, **fields), secrets=["hunter22"])

    return write


@pytest.fixture
def replay(session, console, paths):
    def run(**options):
        usual = {"files": None, "last": None, "since": None, "grep": None}
        switches = {"dry_run": False, "include_changes": False, "continue": False}
        return main(argparse.Namespace(**(usual | switches | options)), session, console, paths)

    return run
