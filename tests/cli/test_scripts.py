from __future__ import annotations

import io

import pytest

from openai_sql_shell.cli.options import ScriptSource
from openai_sql_shell.cli.scripts import Script, read
from openai_sql_shell.errors import ExitCode, StatementError, UsageError


def stdin(content):
    return io.TextIOWrapper(io.BytesIO(content))


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.sql"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + "SELECT 'ä'".encode())
        assert read(ScriptSource("file", str(path)), io.StringIO()) == Script(str(path), "SELECT 'ä'")


def test_a_dash_is_standard_input_whatever_its_declared_encoding():
    with io.TextIOWrapper(io.BytesIO("SELECT 'ä'".encode()), encoding="latin-1") as stream:
        assert read(ScriptSource("file", "-"), stream) == Script("stdin", "SELECT 'ä'")


def test_a_command_is_its_own_text():
    assert read(ScriptSource("command", "SELECT 'ä'"), io.StringIO()).text == "SELECT 'ä'"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"SELECT 1;\nSELECT '\xff';\n", 2),
        (b"\x7fELF\x02\x01\x00\x00", 1),
        ("SELECT 1;".encode("utf-16"), 1),
        (b"SELECT 1;\n\n\x00", 3),
        (b"\x1f\x8b\x08", 1),
    ],
)
def test_what_is_no_text_is_refused_with_the_line(tmp_path, content, line):
    path = tmp_path / "a.sql"
    path.write_bytes(content)
    with pytest.raises(StatementError) as refused:
        read(ScriptSource("file", str(path)), io.StringIO())
    assert refused.value.message == f"{path} is not a UTF-8 text (line {line})"
    assert refused.value.exit_code == ExitCode.FAILED


def test_a_command_with_bytes_that_are_no_text_is_refused():
    with pytest.raises(StatementError, match="the command line is not a UTF-8 text"):
        read(ScriptSource("command", b"SELECT '\xff'".decode(errors="surrogateescape")), io.StringIO())


@pytest.mark.parametrize("name", ["none.sql", ".", "nul\0byte.sql"])
def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path, name):
    with pytest.raises(UsageError, match="cannot read"):
        read(ScriptSource("file", f"{tmp_path}/{name}"), io.StringIO())
