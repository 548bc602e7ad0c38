"""The files of a pattern as rows."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.table_functions import READERS, FileCall
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.local_files.paths import Folders
from openai_sql_shell.local_files.source import LocalFile


def listed(path, used=(0, 1, 2), allowed=()):
    file = LocalFile(FileCall(READERS["glob"], path), Folders.of(allowed))
    assert [column.name for column in file.columns] == ["path", "name", "bytes"]
    return [row for batch in file.batches(used, pytest.fail) for row in batch]


@pytest.mark.parametrize(
    ("pattern", "rows"),
    [
        ("*", [("b.txt", "b.txt", 0)]),
        ("docs/*.md", [("docs/a.md", "a.md", 3), ("docs/ä.md", "ä.md", 2)]),
        ("**/*.md", [("docs/a.md", "a.md", 3), ("docs/low/a.md", "a.md", 1), ("docs/ä.md", "ä.md", 2)]),
        ("docs/a.md", [("docs/a.md", "a.md", 3)]),
        ("docs/[a].md", [("docs/a.md", "a.md", 3)]),
    ],
)
def test_each_file_is_a_row_with_its_size_whatever_is_in_it(files, pattern, rows):
    for name, content in {"docs/a.md": b"\xff\0\n", "docs/ä.md": b"\xc3\xa4", "docs/low/a.md": b"x", "b.txt": b""}.items():  # fmt: skip
        files.write(name, content)
    assert listed(pattern) == rows
    assert listed(pattern, used=(2,)) == [(size,) for _, _, size in rows]


def test_a_link_has_its_own_name_and_leads_nowhere_outside(files, tmp_path):
    files.write("a.md", "words")
    (files.directory / "link.md").symlink_to("a.md")
    assert listed("link*") == [("link.md", "link.md", 5)]
    (tmp_path / "outside.md").write_text("secret", encoding="utf-8")
    (files.directory / "out.md").symlink_to(tmp_path / "outside.md")
    with pytest.raises(LocalFileError, match="outside of the working directory"):
        listed("o*")
    assert listed("o*", allowed=(tmp_path,)) == [("out.md", "out.md", 6)]


def test_a_file_that_goes_away_meanwhile_is_an_error(files):
    files.write("a.md", "words")
    file = LocalFile(FileCall(READERS["glob"], "*.md"), Folders.of(()))
    assert file.columns
    (files.directory / "a.md").unlink()
    with pytest.raises(LocalFileError, match=r"'a.md' cannot be read"):
        list(file.batches((0, 2), pytest.fail))


@pytest.mark.parametrize("count", [1, 40])
def test_as_many_rows_are_expected_as_there_are_files(files, count):
    for number in range(count):
        files.write(f"{number}.md", "x" * number)
    assert abs(LocalFile(FileCall(READERS["glob"], "*"), Folders.of(())).expected_rows - count) <= 1
