"""Pagers: which program is taken, what it is told, and how it is run. Those here are small programs that write down what they get."""

import io
import os
import sys

import pytest

from openai_sql_shell.shell.output.pager import (
    DEFAULT_PAGER,
    PagerStream,
    find_pager,
    lines_on_screen,
    missing_pager,
    pager_command,
    version_of,
)

LESS = ["less", "-S", "-R"]


def program(path, text):
    """A program of this name that does what a text in Python says."""
    path.write_text(f"#!{sys.executable}\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def environ(tmp_path):
    for name in ("less", "more", "cat", "ov", "moar", "pspg"):
        program(tmp_path / name, "print('less 590 (regular expressions)')")
    return {"PATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("command", "variable", "words"),
    [
        (None, None, DEFAULT_PAGER.split()),
        (None, "more -d", ["more", "-d"]),
        ("less -S", "more", ["less", "-S"]),
        (None, "", []),
        (None, "cat", []),
        (None, "no-such-pager", []),
        ("less 'half", None, []),
    ],
)
def test_the_setting_comes_before_the_environment(environ, command, variable, words):
    environ |= {} if variable is None else {"PAGER": variable}
    assert pager_command(command, environ) == words


@pytest.mark.parametrize(
    ("command", "variable", "missing"),
    [
        (None, None, None),
        (None, "more", None),
        (None, "cat", None),
        (None, "", None),
        (None, "no-such-pager -x", "no-such-pager"),
        ("no-such-pager", "more", "no-such-pager"),
    ],
)
def test_a_pager_that_was_named_and_is_not_there_is_missing(environ, command, variable, missing):
    environ |= {} if variable is None else {"PAGER": variable}
    assert missing_pager(command, environ) == missing


def test_nobody_misses_a_pager_they_did_not_name(tmp_path):
    assert find_pager(None, {"PATH": str(tmp_path)}) is None
    assert missing_pager(None, {"PATH": str(tmp_path)}) is None


@pytest.mark.parametrize(
    ("command", "more", "words"),
    [
        ("less", {}, LESS),
        ("less -X", {}, [*LESS, "-X"]),
        ("less", {"LESS": "-FX"}, LESS),
        ("less -+S", {}, None),
        ("less", {"LESS": "-R -+S"}, None),
        ("more", {}, None),
        ("ov", {}, ["ov", "--wrap=false", "--header=3"]),
        ("ov -H1 --header=1", {}, ["ov", "--wrap=false", "-H1", "--header=1"]),
        ("ov -w=f", {}, ["ov", "--wrap=false", "--header=3", "-w=f"]),
        ("ov -w", {}, None),
        ("ov --wrap=true", {}, None),
        ("moar", {}, ["moar"]),
        ("moar", {"MOAR": "-wrap"}, None),
        ("pspg -s 4", {}, ["pspg", "-s", "4"]),
    ],
)
def test_a_pager_scrolls_sideways_unless_the_person_wants_lines_wrapped(
    environ, monkeypatch, command, more, words
):
    monkeypatch.setattr("openai_sql_shell.shell.output.pager.version_of", lambda _program: 590)
    found = find_pager(command, environ | more)
    assert (found.scrolling is not None) is (words is not None)
    assert found.command(3) == (words or command.split())


def test_a_path_names_the_program_too(environ, tmp_path):
    assert find_pager(f"{tmp_path}/less", environ).scrolling is not None


@pytest.mark.parametrize(
    ("version", "header", "told"),
    [
        ("less 600 (PCRE2)", 3, True),
        ("less 643", 1, True),
        ("less 590 (GNU)", 3, False),
        ("less 600", 0, False),
        ("BusyBox v1.36", 3, False),
        ("", 3, False),
    ],
)
def test_less_keeps_the_header_from_the_version_on_that_can(tmp_path, version, header, told):
    less = program(tmp_path / "less", f"print({version!r})")
    words = find_pager(less, {"PATH": ""}).command(header)
    assert (f"--header={header}" in words) is told


def test_the_version_is_asked_once(tmp_path):
    asked = program(
        tmp_path / "less", f"open({str(tmp_path / 'asked')!r}, 'a').write('x'); print('less 608')"
    )
    assert [version_of(asked), version_of(asked)] == [608, 608]
    assert (tmp_path / "asked").read_text() == "x"
    assert version_of(str(tmp_path / "nothing")) == 0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 0),
        ("\n", 1),
        ("a\nb", 2),
        ("a\n\nb\n", 3),
        ("x" * 20, 1),
        ("x" * 21, 2),
        ("日本" * 5, 1),
        ("日本" * 5 + "x", 2),
        (f"\x1b[2m{'x' * 20}\x1b[0m", 1),
        (f"\x1b]8;;https://example.com/\x1b\\{'x' * 20}\x1b]8;;\x1b\\", 1),
    ],
)
def test_a_long_line_takes_several_lines_of_the_screen(text, lines):
    assert lines_on_screen(text, 20) == lines


KEEPS = [sys.executable, "-c", "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"]


def test_lines_stream_into_the_pager(tmp_path):
    stream = PagerStream([*KEEPS, str(tmp_path / "kept")], io.StringIO())
    stream.writelines(f"{n} \ud800日\n" for n in range(5000))
    assert stream.finish() == 0
    assert (tmp_path / "kept").read_text().splitlines() == [f"{n} ?日" for n in range(5000)]


def test_the_corners_of_a_frame_are_square_where_the_pager_reads_tables(tmp_path):
    stream = PagerStream([*KEEPS, str(tmp_path / "kept")], io.StringIO(), plain=True)
    stream.writelines(["╭─┬─╮\n│ ╭ │\n", "│ ╰ │\n", "╰─┴─╯\n"])
    stream.finish()
    assert (tmp_path / "kept").read_text() == "┌─┬─┐\n│ ╭ │\n│ ╰ │\n└─┴─┘\n"


@pytest.mark.parametrize(("end", "code"), [("sys.exit(3)", 3), ("os.kill(os.getpid(), 9)", -9)])
def test_how_a_pager_ended_is_known(end, code):
    stream = PagerStream(
        [sys.executable, "-c", f"import os, sys; sys.stdin.readline(); {end}"], io.StringIO()
    )
    with pytest.raises(BrokenPipeError):
        stream.writelines("x" * 100 + "\n" for _ in range(10**5))
    assert stream.finish() == code


def test_the_terminal_is_left_as_it_was_found():
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    master, slave = pty.openpty()
    raw = f"import os, sys, tty; tty.setraw(os.open({os.ttyname(slave)!r}, os.O_RDWR)); sys.stdin.read()"
    with os.fdopen(slave, "r") as keyboard:
        before = termios.tcgetattr(slave)
        assert PagerStream([sys.executable, "-c", raw], keyboard).finish() == 0
        assert termios.tcgetattr(slave) == before
    os.close(master)
