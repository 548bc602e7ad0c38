"""Files in a working directory, and calls that read them without a session."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from openai_sql_shell.catalog.table_functions import READERS, FileCall
from openai_sql_shell.local_files.paths import Folders
from openai_sql_shell.local_files.source import LocalFile


class Files:
    """The working directory of a test."""

    def __init__(self, directory):
        self.directory = directory
        self.notices = []

    def write(self, name, content):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def local(self, function, path, allowed=(), **options):
        call = FileCall(READERS[f"read_{function}"], path, tuple(options.items()))
        return LocalFile(call, Folders.of(tuple(map(Path, allowed))))

    def rows(self, function, path, used=None, **options):
        file = self.local(function, path, **options)
        used = range(len(file.columns)) if used is None else used
        return [row for batch in file.batches(used, self.notices.append) for row in batch]

    def types(self, function, path, **options):
        return {
            c.name: str(c.type) if c.type else None for c in self.local(function, path, **options).columns
        }


@pytest.fixture
def files(tmp_path, monkeypatch):
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return Files(directory)


@pytest.fixture(params=["msgspec", "json"])
def either_way(request, monkeypatch):
    """JSON lines are read with msgspec, and without."""
    if request.param == "json":
        monkeypatch.setitem(sys.modules, "msgspec", None)
    else:
        pytest.importorskip("msgspec")
