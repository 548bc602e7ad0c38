"""Paths as the menu offers them."""

import pytest

from openai_sql_shell.shell.editor.completion_snapshot import files


@pytest.fixture(autouse=True)
def directory(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    for name in ("data/a.jsonl", "data/b b.jsonl", ".hidden", "prompts.jsonl", "two\nlines", "\x1b[2J"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["data/", "prompts.jsonl"]),
        ("da", ["data/"]),
        ("data/", ["data/a.jsonl", "data/b b.jsonl"]),
        ("data/b", ["data/b b.jsonl"]),
        (".h", [".hidden"]),
        ("~", ["~/"]),
        ("~/p", ["~/prompts.jsonl"]),
        ("./d", ["./data/"]),
        ("nowhere/", []),
    ],
)
def test_paths_begin_with_what_is_typed_and_directories_end_in_a_slash(typed, found):
    assert files(typed) == found
