"""``\\cache``: what is kept, and how to be rid of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from faults import FaultySandbox
from harness import make_session

from openai_sql_shell.lines.store import FileCache
from openai_sql_shell.shell.run_input import run_text


@pytest.fixture
def cache(shell, tmp_path, monkeypatch):
    """A cache with two files."""
    made = FileCache(tmp_path / "files", 2_000_000_000, lambda: 1.8e9)
    for key in ("a" * 64, "b" * 64):
        with made.part(key) as (part, stream):
            stream.write(b"x" * 1_500)
            stream.close()
            made.keep(key, Path(part), 1_500, "0" * 64)
    monkeypatch.setattr(shell.session, "file_cache", lambda: made)
    return made


def test_it_tells_what_is_kept(shell, said, cache):
    assert run_text(shell, "\\cache")
    assert said() == f"2 files (3 kB) in {cache.folder}; room for 2 GB\n"
    assert len(cache.files()) == 2


def test_it_removes_what_is_kept(shell, said, cache):
    assert run_text(shell, "\\cache CLEAR")
    assert said() == f"removed 2 files (3 kB) from {cache.folder}\n"
    assert cache.files() == []


def test_it_says_where_nothing_is_kept_and_what_would_change_that(shell, said):
    shell.session.profile = type(shell.session.profile)("p", "http://127.0.0.1:1/v1", api_key="hunter22")
    assert run_text(shell, "\\cache")
    assert "off for this server: \\set file_cache 2GB keeps files" in said()
    run_text(shell, "\\set file_cache 2GB\n\\cache")
    assert "room for 2.1 GB" in said()


def test_another_word_is_an_error(shell, said, cache):
    assert not run_text(shell, "\\cache empty")
    assert "\\cache takes clear" in said()
    assert len(cache.files()) == 2


def test_below_the_rows_it_is_said_how_many_files_came_from_there(time, shell, said):
    with FaultySandbox(clock=time, seed=1) as sandbox, closing(make_session(sandbox, time)) as session:
        shell.session = session
        batch = "(SELECT id FROM openai.batch.batches WHERE status = 'completed' LIMIT 1)"
        query = (
            f"SELECT outcome FROM openai.batch.batch_results WHERE batch_id = {batch} AND source = 'output';"
        )
        assert run_text(shell, f"SET file_cache = 2GB;\n{query}"), said()
        assert "from the cache" not in said()
        assert run_text(shell, query)
        assert said().endswith("\n1 file from the cache\n")
