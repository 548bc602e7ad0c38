"""Which files may be read: those below the working directory, and where the person allowed."""

from __future__ import annotations

import os

import pytest

from openai_sql_shell.errors import LocalFileError


@pytest.fixture
def outside(files):
    """A file beside the working directory."""
    (files.directory.parent / "out").mkdir()
    path = files.directory.parent / "out" / "secret.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return path


def error(files, path, **options):
    with pytest.raises(LocalFileError) as caught:
        files.rows("csv", path, **options)
    return caught.value


WAYS_OUT = ["../out/secret.csv", "{absolute}", "link.csv", "links/secret.csv", "x/../../out/secret.csv", "../out/*.csv", "l*.csv", "links/*.csv", "**/secret.csv", "{absolute_glob}", "../out/[s]ecret.csv"]  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_leads_out(files, outside, way):
    (files.directory / "x").mkdir()
    (files.directory / "link.csv").symlink_to(outside)
    (files.directory / "links").symlink_to(outside.parent)
    path = way.format(absolute=outside, absolute_glob=outside.with_name("*.csv"))
    refused = error(files, path)
    assert f"outside of the working directory {files.directory}" in refused.message
    assert f"--allow-path {outside.parent}" in refused.hint


@pytest.mark.parametrize("path", ["../nothing.csv", "/nothing/at/all.csv", "../nothing/*.csv"])
def test_nothing_is_said_about_what_is_outside(files, path):
    assert "outside of the working directory" in error(files, path).message


@pytest.mark.usefixtures("outside")
def test_an_error_names_what_is_allowed_beside(files):
    refused = files.local("csv", "../out/secret.csv", allowed=["/srv/data"])
    with pytest.raises(LocalFileError, match=rf"{files.directory} and /srv/data"):
        _ = refused.columns


@pytest.mark.parametrize("path", ["../out/secret.csv", "../out/*.csv", "{absolute}"])
def test_what_is_allowed_is_read(files, outside, path):
    found = files.local("csv", path.format(absolute=outside), allowed=[outside.parent])
    assert [row for batch in found.batches([0], print) for row in batch] == [(1,)]


def test_a_link_within_is_followed(files):
    target = files.write("deep/f.csv", "a\n1\n")
    (files.directory / "link.csv").symlink_to(target)
    assert files.rows("csv", "link.csv") == [(1,)]
    assert files.rows("csv", str(target)) == [(1,)]


def test_the_working_directory_may_itself_be_a_link(files, monkeypatch):
    files.write("f.csv", "a\n1\n")
    link = files.directory.parent / "linked"
    link.symlink_to(files.directory)
    monkeypatch.chdir(link)
    assert files.rows("csv", "f.csv") == [(1,)]


def test_a_missing_file_is_told_with_the_names_that_are_like_it(files):
    files.write("data/prompts.csv", "a\n1\n")
    missing = error(files, "data/promts.csv")
    assert missing.message == f"no file 'data/promts.csv' in {files.directory}/data"
    assert missing.near == ("read_csv('data/prompts.csv')",)
    assert missing.hint == "did you mean read_csv('data/prompts.csv')?"


def test_a_missing_file_keeps_the_options_of_its_call(files):
    files.write("prompts.csv", "a\n1\n")
    assert error(files, "promts.csv", header=True).near == ("read_csv('prompts.csv', header = true)",)


NOT_FILES = [
    ("nowhere/f.csv", "no directory", "check the path"),
    ("data", "'data' is a directory", "data/*.csv"),
    ("data/", "'data/' is a directory", "data/*.csv"),
    ("*.json", "no file fits '*.json'", "any part of a name"),
    ("pipe", "'pipe' is no file that can be read again", "copy it"),
    ("a\0b", "holds no NUL", "read_csv"),
    ("~nobody-of-this-name/f.csv", "home directory", "whole path"),
]


@pytest.mark.parametrize(("path", "said", "cure"), NOT_FILES)
def test_what_is_no_file_is_told(files, path, said, cure):
    (files.directory / "data").mkdir()
    os.mkfifo(files.directory / "pipe")
    refused = error(files, path)
    assert said in refused.message
    assert cure in refused.hint


def test_a_file_that_may_not_be_read_is_told(files):
    path = files.write("f.csv", "a\n1\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read" in error(files, "f.csv").message


def test_a_name_with_signs_of_a_pattern_is_itself_where_it_exists(files):
    files.write("a[1]*.csv", "a\n1\n")
    files.write("a1x.csv", "a\n2\n")
    assert files.rows("csv", "a[1]*.csv") == [(1,)]
    (files.directory / "a[1]*.csv").unlink()
    assert files.rows("csv", "a[1]*.csv") == [(2,)]


def test_a_pattern_reaches_below(files):
    files.write("a/b/c.csv", "x\n1\n")
    files.write("d.csv", "x\n2\n")
    assert files.rows("csv", "**/*.csv", filename=True) == [(1, "a/b/c.csv"), (2, "d.csv")]


def test_too_many_files_are_refused(files, monkeypatch):
    monkeypatch.setattr("openai_sql_shell.local_files.paths.MOST_FILES", 2)
    for name in "abc":
        files.write(f"{name}.csv", "x\n1\n")
    assert "more than 2 files" in error(files, "*.csv").message
