"""The browser on a real terminal."""

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING

ENTER, ESC, F2 = "\r", "\x1b", "\x1bOQ"
QUERY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf('object_%04d', i) AS id, i % 3 AS kind, "
    "nullif(i % 2, 0) AS odd, json_object('total', i, 'name', '日本 ' || i) AS counts, printf('%050d', i) AS long FROM n LIMIT 40"
)
PICTURES = {
    60: [
        "  id          │ kind │  odd │ counts",
        "──────────────┼──────┼──────┼───────────────────────────────",
        '  object_0001 │    1 │    1 │ {"total":1,"name":"日本 1"}',
        '  object_0002 │    2 │ NULL │ {"total":2,"name":"日本 2"}',
    ],
    80: [
        "  id          │ kind │  odd │ counts                        │ long",
        "──────────────┼──────┼──────┼───────────────────────────────┼───────────────────",
        '  object_0001 │    1 │    1 │ {"total":1,"name":"日本 1"}   │ 00000000000000000…',
        '  object_0002 │    2 │ NULL │ {"total":2,"name":"日本 2"}   │ 00000000000000000…',
    ],
    110: [
        "  id          │ kind │  odd │ counts                        │ long",
        "──────────────┼──────┼──────┼───────────────────────────────┼─────────────────────────────────────────────────",
        f'  object_0001 │    1 │    1 │ {{"total":1,"name":"日本 1"}}   │ {"0" * 47}…',
        f'  object_0002 │    2 │ NULL │ {{"total":2,"name":"日本 2"}}   │ {"0" * 47}…',
    ],
}


@pytest.fixture
def with_rows(start):
    """Start the shell with a result to browse."""

    def begin(**more):
        screen = start(**more)
        screen.type(f"\\set pager off{ENTER}{QUERY};{ENTER}")
        screen.wait_for(r"^40 rows · ")
        screen.wait_for(WAITING)
        return screen

    return begin


@pytest.mark.parametrize("columns", PICTURES)
def test_the_first_picture(with_rows, columns):
    screen = with_rows(columns=columns)
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"^ row 1 of 40 · id 1/5 +Enter opens · \? keys · q leaves$")
    assert screen.lines[:4] == PICTURES[columns]
    assert len(screen.lines) == 30
    screen.type("q")
    screen.wait_for(WAITING)


def test_a_tour(with_rows):
    screen = with_rows(columns=80)
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"^ row 1 of 40")
    screen.type("lS")
    screen.wait_for(r"^  id          │ kind↓ │ (?s:.*)^  object_0002 │     2 │")
    screen.type(f"/object_0039{ENTER}")
    screen.wait_for(r"^ row 40 of 40 · id 1/5 · /object_0039")
    screen.type(" ")
    screen.wait_for(r"^\* object_0039 │(?s:.*) 1 marked · /object_0039")
    screen.type(f"lll{ENTER}")
    screen.wait_for(
        r'\A\{\n  "total": 39,\n  "name": "日本 39"\n\}\n(?s:.*)^ counts · lines 1-4 of 4 +Esc closes$'
    )
    screen.type(ESC)
    screen.wait_for(r"^ row 40 of 40 · counts 4/5")
    screen.resize(20, 5)
    screen.wait_for(r"\A  id        │ count.*\n(?s:.*)\n\* object_0… │ .*\n row 40 of 40 · cou…\Z")
    screen.resize(60, 20)
    screen.wait_for(r"^ row 40 of 40 · counts 4/5 · 1 marked")
    screen.type("q")
    screen.wait_for(WAITING)


def test_f2_opens_it_and_what_is_being_written_stays(with_rows):
    screen = with_rows()
    screen.type("SELECT 'still ")
    screen.wait_for(rf"{PROMPT} SELECT 'still")
    screen.type(F2)
    screen.wait_for(r"\A  id  (?s:.*)^ row 1 of 40")
    screen.type("jqhe")  # read at once
    screen.wait_for(rf"^{PROMPT} SELECT 'still he")
    screen.type(f"re' AS x;{ENTER}")
    screen.wait_for(r"│ still here │")


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {}])
def test_without_colours_the_cursor_is_seen(with_rows, setting):
    screen = with_rows(**setting)
    if not setting:
        screen.type(f"\\set theme none{ENTER}")
        screen.wait_for(rf"theme none\n{WAITING}")
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"^ row 1 of 40")
    cells = [cell for line in screen._display.buffer.values() for cell in line.values()]
    assert {(cell.fg, cell.bg) for cell in cells} == {("default", "default")}
    assert screen._display.buffer[2][2].reverse
    assert not screen._display.buffer[3][2].reverse


def test_what_cannot_be_browsed_is_said_and_the_session_goes_on(start):
    screen = start()
    screen.type(F2)
    screen.wait_for(r"there is no result yet(?s:.*)run a statement first")
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"there is no result yet(?s:.*)there is no result yet")
    screen.type(f"SELECT 1 AS x WHERE 0;{ENTER}")
    screen.wait_for(r"^0 rows · ")
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"\A  x\n(?s:.*)^ no rows · x 1/1")
    screen.type(f"j{ENTER}cq")
    screen.wait_for(WAITING)


def test_a_dumb_terminal_is_told_what_to_do_instead(start):
    screen = start(TERM="dumb")
    screen.type(f"SELECT 1 AS x;{ENTER}")
    screen.wait_for(r"^1 row · ")
    screen.type(f"\\browse{ENTER}")
    screen.wait_for(r"^.browse needs a terminal with a screen to fill; .last shows the rows$")
    screen.type(f"SELECT 40 + 2;{ENTER}")
    screen.wait_for("42")
