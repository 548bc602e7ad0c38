"""Tables on a real terminal: at four widths, in any colours and none, and shown again in full."""

import re
from contextlib import closing

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import WAITING, Screen, environ_of

ENTER = "\r"
FILES = "SELECT id, filename, purpose, bytes, created_at, status FROM openai.files.files LIMIT 2;"
BATCHES = "SELECT * FROM openai.batch.batches WHERE status = 'completed' LIMIT 2;"
NAMES = ("id", "filename", "purpose", "bytes", "created_at", "status")


def shown(screen, statement, columns):
    """The lines of the table and what is said below it."""
    screen.resize(columns, 40)
    screen.type(f"\x0c{statement}{ENTER}")
    screen.wait_for_end_of(rf"\d rows [·-] (?s:.*)\n{WAITING}(?s:.*)")
    lines = screen.lines
    return lines[next(i for i, line in enumerate(lines) if line.startswith(("╭", "+"))) :]


@pytest.mark.slow
def test_every_column_that_was_named_is_on_the_screen_from_eighty_columns_on(screen):
    for columns in (80, 110, 200):
        lines = shown(screen, FILES, columns)
        assert tuple(re.findall(r"\w+", lines[1])) == NAMES
        assert all(len(line) <= columns for line in lines)
        assert re.search(r"\d+(\.\d)? [kM]?B ?│", lines[3])
        assert re.search(r"\d\d:\d\d:\d\d", lines[3])


@pytest.mark.slow
def test_at_sixty_columns_ids_are_whole_and_what_has_no_room_is_named(screen):
    lines = shown(screen, FILES, 60)
    assert tuple(re.findall(r"\w+", lines[1])) == ("id", "filename", "purpose", "bytes")
    assert re.match(r"│file-\w{22}│", lines[3])
    assert all(len(line) <= 60 for line in lines)
    assert "hidden: created_at, status" in lines


@pytest.mark.slow
def test_at_eighty_columns_ids_states_and_sizes_are_on_one_line_and_times_on_two(screen):
    lines = shown(screen, FILES, 80)
    rows = [line.strip("│").split("│") for line in lines[3:] if line.startswith("│")]
    firsts = [at for at, row in enumerate(rows) if row[0].strip()]
    assert [len(rows[at][0].strip()) for at in firsts] == [len("file-") + 22] * 2
    for at, end in zip(firsts, (*firsts[1:], len(rows)), strict=True):
        cells = ["".join(column).split() for column in zip(*rows[at:end], strict=True)]
        assert all(rows[at][column].strip() for column in range(6))
        assert cells[2] in (["batch_output"], ["fine-tune"])
        assert cells[5] == ["processed"]
        assert sum(bool(row[4].strip()) for row in rows[at:end]) <= 2


@pytest.mark.slow
def test_a_star_shows_what_is_of_use_and_names_the_rest(screen):
    for columns in (80, 110, 200):
        text = "\n".join(shown(screen, BATCHES, columns))
        assert re.search(r"│ id +│ status +│ created_at", text)
        assert re.search(
            r"^2 rows · \d+\.\d\d s · 22 columns \(\d+ shown\).* · \\last shows all$", text, re.MULTILINE
        )
        assert re.search(r"NULL everywhere: \w+", text)


@pytest.mark.parametrize(
    ("environ", "theme", "color"),
    [
        ({}, "auto", "green"),
        ({"COLORFGBG": "0;15"}, "auto", "green"),
        ({"COLORFGBG": "15;0"}, "auto", "green"),
        ({"LANG": "C"}, "auto", "green"),
        ({"NO_COLOR": "1"}, "auto", "default"),
        ({}, "none", "default"),
    ],
    ids=["unknown background", "light", "dark", "LANG=C", "NO_COLOR", "no theme"],
)
@pytest.mark.slow
def test_a_state_is_coloured_where_colours_are_wanted(start, environ, theme, color):
    screen = start("--set", f"theme={theme}", **environ)
    lines = shown(screen, BATCHES, 80)
    bar = "|" if environ.get("LANG") == "C" else "│"
    assert [name.strip() for name in lines[1].split(bar)] == ["", "id", "status", "created_at", ""]
    assert screen.color_of("completed", bar) == color


@pytest.mark.slow
def test_last_shows_every_column_where_there_is_no_pager(start):
    screen = start(PAGER="")
    shown(screen, BATCHES, 80)
    screen.resize(80, 100)
    screen.type(f"\\last{ENTER}")
    screen.wait_for(r"(?s)^-\[ RECORD 2 .*^cancelled_at +\| NULL$.*^usage +\|")
    screen.wait_for(rf"2 rows\n{WAITING}")


def test_a_script_on_a_terminal_names_the_option_that_shows_all(tmp_path):
    with closing(Screen("--sandbox", "-c", BATCHES, environ=environ_of(tmp_path), cold=False)) as screen:
        screen.wait_for(r"^22 columns \(\d+ shown\) · -o line shows all$")
        assert screen.wait_for_end() == 0
        assert re.match(r"╭─+┬", screen.lines[0])
