from __future__ import annotations

import os
import subprocess

import program
import pytest

from openai_sql_shell.api import gate


@pytest.fixture(autouse=True)
def _large_pages(monkeypatch):
    """Every page is read as a large one is: only the fields that the statement needs."""
    monkeypatch.setattr(gate, "LARGE", 0)


@pytest.fixture
def openai_sql(tmp_path):
    """Run one statement with the real program against a server that never gets better; retries would only cost time."""
    (tmp_path / "config.toml").write_text("[settings]\nretries = 0\n")
    kept = {name: os.environ[name] for name in program.INHERITED if name in os.environ}

    def call(url, key, sql, *words):
        given = {"HOME": str(tmp_path), "OPENAI_BASE_URL": url, "OPENAI_API_KEY": key}
        words = ("--config", "config.toml", "-o", "csv", *words, "-c", sql)
        done = program.run(words, {**kept, **given}, tmp_path)
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call
