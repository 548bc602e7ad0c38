"""The first minute on a real terminal, picture by picture: greeting, lists, help and tour, at several widths and on poor terminals."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING, Screen, environ_of, needs_less

from openai_sql_shell.shell.greeting import FIRST_STATEMENT

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
ENTER, RIGHT = "\r", "\x1b[C"
ROWS = 1200
PLACES = {
    "60": (60, {}),
    "80": (80, {}),
    "110": (110, {}),
    "ascii": (80, {"LANG": "C", "LC_ALL": "C", "NO_COLOR": "1"}),
    "dumb": (80, {"TERM": "dumb"}),
}
"""Columns and environment of each terminal."""
TYPED = ("\\dt", "\\d", "\\d openai.batch.batches", "\\?", "\\tour")


@pytest.fixture
def start(tmp_path):
    screens = []

    def start(columns, rows=ROWS, **environ):
        screen = Screen(environ=environ_of(tmp_path) | environ, columns=columns, rows=rows)
        screens.append(screen)
        return screen

    yield start
    for screen in screens:
        screen.close()


def shown(screen):
    """Everything above the line for keys, without what only fills the screen."""
    lines = [line for line in screen.lines if "F1 help" not in line and "Ctrl-D leaves" not in line]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"
    # A dumb terminal may echo keys itself, while the editor is on its way.
    text = re.sub(r"(?m)^(.*openai> (\\.+))\n\2$", r"\1", text)
    return re.sub(rf"(?s)(\\tour, \\\?\n).*?(?={PROMPT} \\dt)", r"\1", text)


@pytest.mark.parametrize("place", PLACES)
def test_the_first_minute_looks_like_this(start, place):
    columns, environ = PLACES[place]
    screen = start(columns, **environ)
    screen.wait_for(PROMPT)
    screen.type(f"\\set pager off{ENTER}")
    for typed in TYPED:
        screen.wait_for_end_of(rf"{PROMPT}\s*(\n.*)?")
        screen.type(f"{typed}{ENTER}")
    screen.wait_for(r"^Enter runs it, q ends the tour:")
    screen.type(f"q{ENTER}")
    screen.wait_for(rf"the tour ended; .*\n{PROMPT}")
    picture = shown(screen)
    assert max(map(len, picture.splitlines())) <= columns
    golden = GOLDEN / f"first_minute_{place}.txt"
    if "WRITE_GOLDEN" in os.environ:
        golden.write_text(picture, encoding="utf-8")
    assert picture == golden.read_text(encoding="utf-8"), (
        "if it is better so: WRITE_GOLDEN=1 pytest tests/shell/test_screens_first.py, and look at the difference"
    )


TYPED_IN_ASCII = (
    "SELECT 'größe · … 日本' AS \"ä\", hex(zeroblob(60)) AS long, '{\"é\":\"' || hex(zeroblob(99)) || '\"}' AS j;",
    "VALUES (1), (2), (3), (4), (5), (6);",
    "SELECT 'é' AS a \\G",
    "SELECT '·' AS a, 3 AS n \\g chart",
    "SELECT 'é' AS a \\g (format=json)",
    "SELEC '·';",
)


@pytest.mark.parametrize("language", ["C", "de_DE.ISO-8859-1"])
def test_a_terminal_without_utf_8_gets_nothing_but_ascii(start, language):
    screen = start(80, LANG=language, NO_COLOR="1")
    screen.wait_for(PROMPT)
    for typed in ("\\set pager off", "\\set max_rows 4", *TYPED_IN_ASCII):
        screen.wait_for_end_of(rf"{PROMPT}\s*(\n.*)?")
        screen.type(f"{typed}{ENTER}")
    screen.wait_for(r"SELECT.*\n(.*\n)*.*hint")
    screen.wait_for_end_of(rf"{PROMPT}.*\s*(\n.*)?")
    picture = re.sub(r"\d\.\d\d s", "0.01 s", shown(screen))
    golden = GOLDEN / "results_ascii.txt"
    if "WRITE_GOLDEN" in os.environ:
        golden.write_text(picture, encoding="utf-8")
    assert picture == golden.read_text(encoding="utf-8")
    screen.type(f"\\last table{ENTER}\\browse{ENTER}")
    screen.wait_for(r"Enter opens - \? keys - q leaves")
    screen.type(f"q\\q{ENTER}")
    assert screen.wait_for_end() == 0
    assert screen.received.isascii()


def test_the_first_prompt_offers_a_statement_that_right_takes_and_enter_runs(start):
    screen = start(80, rows=24)
    screen.wait_for(rf"^{PROMPT} {re.escape(FIRST_STATEMENT)}$")
    screen.type(f"{RIGHT}{ENTER}")
    screen.wait_for(rf"5 rows · .*\n{WAITING}")


def test_what_is_typed_takes_the_place_of_the_offer(start):
    screen = start(80, rows=24)
    screen.wait_for(rf"^{PROMPT} {re.escape(FIRST_STATEMENT)}$")
    screen.type("VALUES 1")
    screen.wait_for(rf"^{PROMPT} VALUES 1$")


def test_the_prompt_behind_an_error_offers_what_was_meant(start):
    screen = start(80, rows=24)
    screen.wait_for(PROMPT)
    screen.type(f"SELECT count(*) FROM openai.batch.batchs;{ENTER}")
    screen.wait_for(rf"^hint: .*\n{PROMPT} SELECT count\(\*\) FROM openai\.batch\.batches;$")
    screen.type(f"{RIGHT}{ENTER}")
    screen.wait_for(rf"1 row · .*\n{WAITING}")


@needs_less
def test_help_of_more_than_a_screen_is_paged(start):
    screen = start(80, rows=24)
    screen.wait_for(PROMPT)
    screen.type(f"help{ENTER}")
    screen.wait_for(r"\AWhat there is\n(?s:.*)^:\Z")
    screen.press_until("q", WAITING)
