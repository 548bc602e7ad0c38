"""``catalog`` and ``docs`` on the command line."""

from __future__ import annotations

import json

import pytest
from catalog.api_description import PUBLISHED, description
from cli.conftest import Terminal

from openai_sql_shell.catalog import LOCAL, SOURCE
from openai_sql_shell.catalog.services import DESCRIBED_ON, SERVICES
from openai_sql_shell.classes import replace
from openai_sql_shell.cli.main import start
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ExitCode


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(description()), encoding="utf-8")
    return path


def test_alone_it_says_date_source_and_counts(openai_sql):
    done = openai_sql("catalog", "-o", "json")
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    rows = {row["name"]: row["value"] for row in json.loads(done.stdout)}
    assert (rows["date"], rows["source"]) == (DESCRIBED_ON, SOURCE)
    assert rows["services"] == len([service for service in SERVICES if service.name != LOCAL])
    assert rows["operations"] <= rows["methods"]


def test_differences_are_rows_and_exit_code_1(openai_sql, spec):
    done = openai_sql("catalog", "check", str(spec), "-o", "json")
    assert done.returncode == ExitCode.FAILED
    rows = json.loads(done.stdout)
    assert {"operation", "method", "what", "kind", "declared", "described"} == set(rows[0])
    assert any(row["operation"] == "GET /things" and row["kind"] == "missing" for row in rows)
    assert any(row["operation"] == "GET /batches" and row["kind"] == "gone" for row in rows)
    assert f"{len(rows)} differences from the catalog of {DESCRIBED_ON}" in done.stderr.decode()


def test_a_pipe_gets_csv_and_standard_input_can_be_read(openai_sql, spec):
    done = openai_sql("catalog", "check", "-", stdin=spec.read_bytes())
    assert done.returncode == ExitCode.FAILED
    assert done.stdout.startswith(b"operation,method,what,kind,declared,described\n")


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the API's description is not beside this repository")
def test_the_check_of_the_published_description_ends_well_where_nothing_differs(openai_sql):
    done = openai_sql("catalog", "check", str(PUBLISHED))
    rows = done.stdout.decode().splitlines()[1:]
    assert done.returncode == (ExitCode.FAILED if rows else ExitCode.OK)


def test_a_draft_is_python(openai_sql, spec):
    done = openai_sql("catalog", "draft", str(spec), "Odd things")
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    compile(done.stdout, "draft", "exec")
    assert openai_sql("catalog", "draft", str(spec), "odd_things").stdout == done.stdout


@pytest.mark.parametrize(
    ("words", "content", "said"),
    [
        (["chekc"], None, "did you mean check?"),
        (["check"], None, "catalog check needs SPEC.json"),
        (["draft", "s.json"], "{}", "catalog draft needs TAG"),
        (["check", "s.json", "more"], "{}", '"more" is one word too many'),
        (["check", "none.json"], None, "cannot read none.json"),
        (["check", "."], None, "cannot read ."),
        (["check", "s.json"], "", "s.json is no JSON"),
        (["check", "s.json"], '{"openapi": ', "s.json is no JSON"),
        (["check", "s.json"], "openapi: 3.1.0\npaths: {}\n", "s.json is YAML, not JSON"),
        (["check", "s.json"], "[" * 100_000, "s.json is no JSON"),
        (["check", "s.json"], "[1]", "s.json is no OpenAPI document: it is no object"),
        (["check", "s.json"], '{"swagger": "2.0"}', "s.json is no OpenAPI document: it has no openapi version 3"),
        (["check", "s.json"], '{"openapi": "3.1.0", "paths": {"/a": 1}}', "/a is not written as OpenAPI has it"),
        (["check", "s.json"], b"\xff\xfe", "s.json is not a UTF-8 text"),
        (["check", "s.json", "-o", "jsno"], "{}", "invalid choice"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_what_to_do(openai_sql, tmp_path, words, content, said):
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "s.json").write_bytes(data)
    done = openai_sql("catalog", *words)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_an_unknown_tag_names_the_nearest(openai_sql, spec):
    done = openai_sql("catalog", "draft", str(spec), "Odd thing")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert "did you mean Odd things?" in done.stderr.decode()
    assert "it has Odd things" in openai_sql("catalog", "draft", str(spec), "zzz").stderr.decode()


@pytest.mark.parametrize("name", ["openai.batch.batches", "batch.batches", "OPENAI.BATCHES.BATCHES"])
def test_a_resource_is_documented_under_each_of_its_names(openai_sql, name):
    done = openai_sql("docs", name)
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    assert done.stdout.startswith(b"# openai.batch.batches\n")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ([], b"# openai-sql reference\n"),
        (["--format", "html"], b"<!DOCTYPE html>"),
        (["--format", "man"], b'.TH "OPENAI\\-SQL" 1 '),
        (["reference", "--format", "man"], b'.TH "OPENAI\\-SQL_REFERENCE" 7 '),
        (["openai-sql"], b"# openai-sql\n"),
        (["files"], b"# Files of this machine\n"),
        (["files", "--format", "man"], b'.TH "OPENAI\\-SQL_FILES" 7 '),
    ],
)
def test_index_guides_and_manual_have_each_format(openai_sql, words, begins):
    done = openai_sql("docs", *words)
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    assert done.stdout.startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["openai.batch.batchs"], "did you mean batches?"),
        (["zzz.zzz"], "SHOW SERVICES IN openai lists them"),
        (["zzzz"], "openai-sql docs lists them all"),
        (["telemtry"], "did you mean telemetry?"),
        (["a", "b"], '"b" is one word too many'),
        (["batches", "--format", "pdf"], "invalid choice"),
        (["openai"], "openai-sql docs lists them all"),
        ([""], "openai-sql docs lists them all"),
    ],
)
def test_what_is_no_resource_is_refused_with_what_to_do(openai_sql, words, said):
    done = openai_sql("docs", *words)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert said in done.stderr.decode()


@pytest.mark.parametrize("words", [[], ["--format", "md"]])
def test_on_a_terminal_a_page_is_text_of_its_width_unless_another_format_is_wanted(words, console):
    console = replace(console, stdout=Terminal())
    assert start(["docs", "arrow", *words], console, Signals()) == ExitCode.OK
    assert ("```" in console.stdout.getvalue()) is bool(words)
