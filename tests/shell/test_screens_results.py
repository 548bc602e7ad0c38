"""Results on a real terminal: the pager, what is shown again, and what is sent elsewhere."""

import re

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
import sys

from shell.screen import WAITING, needs_less

ENTER, CTRL_C = "\r", "\x03"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, 'x' || i AS name FROM n"
LONG = f"{NUMBERS} LIMIT 5000"
PAGED = r"^:\Z"
"""The pager waits for a key."""


@needs_less
@pytest.mark.slow
def test_a_long_result_opens_the_pager_and_the_prompt_comes_back(screen):
    screen.type(f"{LONG};{ENTER}")
    screen.wait_for(PAGED)
    assert screen.lines[0].startswith("╭")
    screen.type("G")
    screen.wait_for(r"│ +5000 │ .*\n.*\n\(END\)")
    screen.press_until("q", r"^5,000 rows · .*$")
    screen.wait_for(WAITING)


@needs_less
def test_a_result_that_fits_needs_no_pager(screen):
    screen.type(f"{NUMBERS} LIMIT 20;{ENTER}")
    screen.wait_for(rf"20 rows · .*\n{WAITING}")


@needs_less
@pytest.mark.slow
def test_what_a_command_lists_has_one_pager_too(screen):
    screen.type(f"\\d openai.batch.batches{ENTER}")
    screen.wait_for(PAGED)
    assert screen.lines[0].startswith("openai.batch.batches: Jobs")
    screen.type(CTRL_C)
    screen.press_until("G", r"^  cancel_batch +EXEC (?s:.*)\(END\)")
    screen.press_until("q", WAITING)


@needs_less
@pytest.mark.slow
def test_leaving_the_pager_early_is_no_error_and_asks_for_no_more_rows(screen):
    screen.type(f"{NUMBERS};{ENTER}")
    screen.wait_for(PAGED)
    screen.press_until("q", "ended before the last one")
    screen.wait_for(WAITING)
    screen.type(f"SELECT 40 + 2 AS x;{ENTER}")
    screen.wait_for(r"│ +42 │")


@needs_less
@pytest.mark.slow
def test_ctrl_c_in_the_pager_does_not_break_the_terminal(screen):
    screen.type(f"{NUMBERS};{ENTER}")
    screen.wait_for(PAGED)
    screen.type(CTRL_C)
    screen.press_until("q", WAITING)
    screen.type("SELECT 'typed ' || 'and seen' AS x;")
    screen.wait_for("SELECT 'typed '")
    screen.type(ENTER)
    screen.wait_for("typed and seen")


@needs_less
@pytest.mark.slow
def test_the_pager_shows_the_last_result_with_all_of_its_columns(screen):
    screen.type(f"SELECT * FROM openai.batch.batches LIMIT 2;{ENTER}")
    screen.wait_for(r"22 columns \(\d+ shown\) · \\last shows all")
    screen.wait_for(WAITING)
    screen.type(f"\\last{ENTER}")
    screen.wait_for(r"\(END\)|^:\Z")
    assert "…" not in screen.lines[1]
    screen.press_until("\x1b)", r"request_counts")
    screen.press_until("q", WAITING)


FAKE_PAGER = f"""#!{sys.executable}
import os, sys
lines = sys.stdin.read().splitlines()
columns, rows = os.get_terminal_size(1)
keys, offset = open("/dev/tty"), 0
while True:
    print("\\x1b[H\\x1b[2J" + "\\n".join(line[offset:][:columns] for line in lines[: rows - 2]))
    key = keys.readline().strip()
    if key == "q":
        break
    offset += int(key)
"""
"""Cuts lines at the edge of the screen; a number moves it to the right, q leaves."""
PAGED_COLUMNS = (
    "SELECT i, 'first' || i AS first, 'the second ' || i AS second, printf('%060d', i) AS third FROM"
)


@pytest.mark.parametrize("columns", [60, 80, 110])
def test_the_first_screen_of_a_pager_is_the_beginning_of_whole_lines(start, tmp_path, columns):
    pager = tmp_path / "ov"
    pager.write_text(FAKE_PAGER)
    pager.chmod(0o755)
    screen = start(columns=columns, PAGER=str(pager), NO_COLOR="1")
    numbers = NUMBERS.replace("SELECT i, 'x' || i AS name FROM", PAGED_COLUMNS)
    screen.type(f"{numbers} LIMIT 60;{ENTER}")
    whole = [
        "╭────┬─────────┬───────────────┬──────────────────────────────────────────────────────────────╮",
        "│  i │ first   │ second        │ third                                                        │",
        "├────┼─────────┼───────────────┼──────────────────────────────────────────────────────────────┤",
        f"│  1 │ first1  │ the second 1  │ {1:060} │",
    ]
    first = "\n".join(line[:columns].rstrip() for line in whole)
    screen.wait_for(rf"\A{re.escape(first)}$")
    screen.type(f"40{ENTER}")
    moved = "\n".join(line[40:][:columns].rstrip() for line in whole)
    screen.wait_for(rf"\A{re.escape(moved)}$")
    screen.type(f"q{ENTER}")
    screen.wait_for(rf"^60 rows · .*\n{WAITING}")


def test_a_pager_that_is_killed_leaves_a_terminal_that_can_be_used(start, tmp_path):
    pager = tmp_path / "ov"
    pager.write_text(
        f"#!{sys.executable}\nimport os, tty\ntty.setraw(1)\nprint('\\x1b[?1049h\\x1b[?25l', flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    pager.chmod(0o755)
    screen = start(PAGER="./ov")
    screen.type(f"{NUMBERS} LIMIT 100;{ENTER}")
    screen.wait_for(rf"was\s+killed\s+\(SIGKILL\);(?s:.*){WAITING}")
    screen.type(f"SELECT 'still ' || 'here' AS x;{ENTER}")
    screen.wait_for(r"^╭─+╮\n│ x +│\n├─+┤\n│ still here │\n╰─+╯\n1 row · ")


def test_without_a_pager_head_and_tail_are_shown_and_last_shows_all(start):
    screen = start(PAGER="")
    screen.type(f"{NUMBERS} LIMIT 100;{ENTER}")
    screen.wait_for(r"60 of 100 rows · ")
    screen.wait_for(r"\\last shows all\n")
    screen.type(f"\\last csv{ENTER}")
    screen.wait_for(rf"^99,x99\n100,x100\n100 rows\n{WAITING}")


def test_a_missing_pager_is_done_without(start):
    screen = start(PAGER="no-such-pager -x")
    screen.type(f"{NUMBERS} LIMIT 100;{ENTER}")
    screen.wait_for(r"60 of 100 rows · ")
    screen.wait_for(r'the pager "no-such-pager" cannot be found; .set pager_command names another')


def test_the_width_decides_with_x_auto(screen):
    screen.type(f"\\x auto{ENTER}")
    screen.wait_for("expanded display is auto")
    screen.type(f"SELECT id FROM openai.batch.batches LIMIT 1;{ENTER}")
    screen.wait_for(r"│ batch_\w+ +│\n.*\n\b1 row\b")
    screen.type(f"\\set pager off{ENTER}SELECT * FROM openai.batch.batches LIMIT 1;{ENTER}")
    screen.wait_for(r"^usage +\|")


def test_times_are_readable_on_the_screen(screen):
    screen.type(f"\\set times utc{ENTER}")
    screen.wait_for(rf"utc\n{WAITING}")
    screen.type(f"SELECT created_at FROM openai.batch.batches LIMIT 1;{ENTER}")
    screen.wait_for(r"│ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d │")


def test_an_ending_sends_rows_to_a_program_and_the_next_to_the_screen(screen):
    screen.type(f"SELECT 'ab' || 'cd' AS x \\g |tr a-z A-Z{ENTER}")
    screen.wait_for(rf"^X\nABCD\n1 row · .*\n{WAITING}")
    screen.type(f"SELECT 'ef' || 'gh' AS x;{ENTER}")
    screen.wait_for(r"│ efgh │")


def test_a_row_becomes_variables_of_the_next_statement(screen):
    screen.type(f"SELECT id, 'batch of ' || id AS of FROM openai.batch.batches LIMIT 1 \\gset b_{ENTER}")
    screen.wait_for(rf"gset b_\n{WAITING}")
    screen.type(
        f"SELECT :b_of = 'batch of ' || id AS same FROM openai.batch.batches WHERE id = :b_id;{ENTER}"
    )
    screen.wait_for(r"│ +1 │")


def test_a_query_is_copied_to_a_file(screen, tmp_path):
    screen.type(f"\\copy (SELECT id, bytes FROM openai.files.files LIMIT 3) TO 'files.csv'{ENTER}")
    screen.wait_for(r'^\d+ B written to "files.csv"$')
    assert re.fullmatch(r"id,bytes\n(file-\w+,\d+\n){3}", (tmp_path / "files.csv").read_text())


def test_a_named_query_is_saved_offered_and_run(screen):
    screen.type(f"\\ns sum SELECT {{{{ a }}}} + {{{{ b }}}} AS total{ENTER}")
    screen.wait_for(r"\\n sum runs it$")
    screen.wait_for(WAITING)
    screen.type("\\n s")
    screen.wait_for(r"^ +sum +SELECT")
    screen.type(f"um 40 b=2{ENTER}")
    screen.wait_for(r"│ +42 │")


BATCHES = "SELECT status, count(*) AS batches FROM openai.batch.batches GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 4"
BY_STATUS = {
    80: """\
status      batches
completed   80 ████████████████████████████████████████████████████████████████
cancelled    9 ███████▎
failed       9 ███████▎
in_progress  8 ██████▍
4 rows
""",
    20: """\
status batch…
compl… 80 █████████
cance…  9 █
failed  9 █
in_pr…  8 ▉
4 rows
""",
}


@pytest.mark.parametrize("columns", BY_STATUS)
def test_batches_by_status_are_bars(start, columns):
    screen = start()
    screen.type(f"{BATCHES};{ENTER}")
    screen.wait_for(r"^4 rows ·")
    screen.wait_for(WAITING)
    screen.resize(columns, 30)
    screen.type(f"\x0c\\chart{ENTER}")
    screen.wait_for(r"^4 rows\n")
    assert f"\n{BY_STATUS[columns]}" in screen.text


def test_a_line_over_times_and_a_misspelt_column(screen):
    pytest.importorskip("plotext")
    screen.type(f"SELECT created_at, bytes FROM openai.files.files LIMIT 9;{ENTER}")
    screen.wait_for(r"^9 rows ·")
    screen.type(f"\\chart line created_at byts{ENTER}")
    screen.wait_for(r"^hint: did you mean bytes\?$")
    screen.type(f"\\chart{ENTER}")
    screen.wait_for(r"^bytes over created_at$")
    screen.wait_for(r"^ +└─*┬─.*┘\n.* \d\d[-:]\d\d")
    screen.wait_for(rf"^9 rows\n{WAITING}")
    screen.type("\\chart bar cre")
    screen.wait_for(r"^ +created_at +integer")
