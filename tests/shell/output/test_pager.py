"""Output on its way to the screen or the pager. The pagers here are small programs that write down what they get."""

from __future__ import annotations

import io
import sys
from itertools import count

import pytest

from openai_sql_shell.shell.output.pager import DEFAULT_PAGER, PagerStream, pager_command

LEAVES = [sys.executable, "-c", "import sys; sys.stdin.readline()"]


@pytest.fixture
def pager(tmp_path):
    """A pager that keeps its input, and what it kept: None where it was never started."""
    kept = tmp_path / "paged"
    words = [sys.executable, "-c", f"import sys; open({str(kept)!r}, 'wb').write(sys.stdin.buffer.read())"]
    return words, lambda: kept.read_text(encoding="utf-8") if kept.exists() else None


def page(words, lines, **more):
    screen = io.StringIO()
    with PagerStream(screen, words, 20, 3, **more) as paged:
        for line in lines:
            paged.write(f"{line}\n")
    return screen.getvalue()


@pytest.mark.parametrize(
    ("lines", "fits"),
    [
        (["a"] * 3, True),
        (["a"] * 4, False),
        (["x" * 60], True),
        (["x" * 61], False),
        (["x" * 40, "y"], True),
        (["x" * 41, "y"], False),
        (["日本" * 15], True),
        (["日本" * 15 + "x"], False),
        (["", "", ""], True),
        ([f"\x1b[2m{'x' * 60}\x1b[0m"], True),
        ([f"\x1b]8;;https://example.com/\x1b\\{'x' * 60}\x1b]8;;\x1b\\"], True),
        ([], True),
    ],
)
def test_only_what_does_not_fit_is_paged(pager, lines, fits):
    words, paged = pager
    text = "".join(f"{line}\n" for line in lines)
    assert page(words, lines) == (text if fits else "")
    assert paged() == (None if fits else text)


@pytest.mark.parametrize(("line", "fits"), [("x" * 20, True), ("x" * 21, False)])
def test_a_line_that_must_not_wrap_fits_or_is_paged(pager, line, fits):
    words, paged = pager
    assert page(words, [line], wraps=False) == (f"{line}\n" if fits else "")
    assert (paged() is None) is fits


def test_a_line_that_comes_in_pieces_is_one(pager):
    words, paged = pager
    screen = io.StringIO()
    with PagerStream(screen, words, 20, 3) as paged_:
        for piece in ("[\n  1", ",\n  2", "\n"):
            paged_.write(piece)
    assert screen.getvalue() == "[\n  1,\n  2\n"
    assert paged() is None


def test_a_person_can_have_everything_in_the_pager(pager):
    words, paged = pager
    assert page(words, ["a"], always=True) == ""
    assert paged() == "a\n"


def test_rows_stream_into_the_pager(pager):
    words, paged = pager
    assert page(words, map(str, range(5000))) == ""
    assert paged().splitlines() == [str(n) for n in range(5000)]


def test_links_are_left_out_because_not_every_pager_knows_them(pager):
    words, paged = pager
    page(words, ["\x1b]8;;https://example.com/\x1b\\\x1b[1mid\x1b[0m\x1b]8;;\x1b\\"] * 9)
    assert paged() == "\x1b[1mid\x1b[0m\n" * 9


def test_a_pager_that_is_closed_ends_the_output():
    numbers = count()
    with pytest.raises(BrokenPipeError):
        page(LEAVES, map(str, numbers))
    assert next(numbers) < 10**6


def test_a_pager_that_was_closed_is_told_from_a_lost_terminal():
    with PagerStream(io.StringIO(), LEAVES, 20, 3) as paged:
        with pytest.raises(BrokenPipeError):
            paged.writelines("x" * 10 + "\n" for _ in range(10**6))
        assert paged.abandoned


def test_without_the_pager_the_screen_gets_it_all():
    assert page(["/no/such/pager"], ["a"] * 5) == "a\n" * 5


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
def test_the_setting_comes_before_the_environment(tmp_path, command, variable, words):
    for name in ("less", "more", "cat"):
        (tmp_path / name).touch(mode=0o755)
    environ = {"PATH": str(tmp_path)} | ({} if variable is None else {"PAGER": variable})
    assert pager_command(command, environ) == words
