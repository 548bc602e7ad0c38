"""Whole sessions of the shell on a real terminal, as the person sees them."""

import json
import re
import signal
import sys

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING

ENTER, CTRL_C, CTRL_D, UP, RIGHT, F4 = "\r", "\x03", "\x04", "\x1b[A", "\x1b[C", "\x1bOS"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def history(tmp_path):
    """The texts in the history file."""
    return lambda: [
        json.loads(line)["text"]
        for line in (tmp_path / ".local/state/openai-sql/history").read_text().splitlines()
    ]


def test_a_statement_over_two_lines_runs_at_its_semicolon(screen):
    screen.type(f"SELECT 40 + 2{ENTER}")
    screen.wait_for(r"^ +>$")
    screen.type(f"AS answer;{ENTER}")
    screen.wait_for(r"│ +42 │")
    screen.wait_for(r"^1 row · \d+\.\d\d s$")


def test_use_changes_the_prompt_and_the_toolbar(screen):
    screen.type(f"USE openai.batch;{ENTER}")
    screen.wait_for(r"^\[sandbox\] openai\.batch>$")
    screen.wait_for(r"sandbox · openai\.batch · table · .*F1 help")
    screen.type(f"SELECT count(*) > 0 AS many FROM batches;{ENTER}")
    screen.wait_for(r"│ +1 │")


def test_a_menu_opens_behind_from_and_enter_takes_what_is_chosen(screen):
    screen.type("SELECT id FROM openai.batch.b")
    screen.wait_for(r"^ +batches +Jobs")
    screen.type(f"\t{ENTER}")
    screen.wait_for(rf"{PROMPT} SELECT id FROM openai\.batch\.batches$")
    screen.type(f" LIMIT 2;{ENTER}")
    screen.wait_for(r"^2 rows ·")


def test_the_states_of_a_batch_are_offered_in_quotes(screen):
    screen.type("SELECT id FROM openai.batch.batches WHERE status = 'canc")
    screen.wait_for(r"^ +'?cancelled\b")


def test_ctrl_c_stops_a_running_statement_and_the_session_goes_on(screen):
    screen.type(f"{ENDLESS};{ENTER}")
    screen.wait_for_end_of("n;")
    screen.press_until(CTRL_C, "^cancelled$")
    screen.wait_for(WAITING)
    screen.type(f"SELECT 'still ' || 'here' AS x;{ENTER}")
    screen.wait_for("still here")


def test_ctrl_c_at_the_prompt_drops_the_line(screen, history):
    screen.type(f"SELECT 1{CTRL_C}")
    screen.wait_for(rf"SELECT 1\n{PROMPT}$")
    screen.type(f"SELECT 2;{ENTER}")
    screen.wait_for(rf"\b1 row\b.*\n{WAITING}")
    assert history() == ["SELECT 2"]


def test_watching_ends_with_ctrl_c(screen):
    screen.type(f"SELECT 'wat' || 'ched' AS x;{ENTER}")
    screen.wait_for("watched")
    screen.type(f"\\watch 1h{ENTER}")
    screen.wait_for(r"\A\d\d:\d\d:\d\d · every 3600 s · Ctrl-C ends")
    screen.wait_for(r"^\b1 row\b")
    screen.press_until(CTRL_C, "^watching ended$")
    screen.wait_for(WAITING)
    screen.type(f"\\x on{ENTER}")
    screen.wait_for("expanded display is on")


def test_an_error_points_into_a_statement_of_several_lines(screen):
    screen.type(f"SELECT id,{ENTER}  statu{ENTER}FROM openai.batch.batches;{ENTER}")
    found = screen.wait_for(r"^(LINE 2: +)statu\n( +)\^{5}$")
    assert len(found[1]) == len(found[2])
    screen.wait_for("did you mean status")
    screen.wait_for(rf"^{PROMPT} SELECT id, status FROM openai\.batch\.batches;$")


def test_describe_and_expanded_display(screen):
    screen.type(f"\\set pager off{ENTER}\\d openai.batch.batches{ENTER}")
    screen.wait_for(r"^  cancel_batch +EXEC ")
    screen.type(f"SELECT id, status FROM openai.batch.batches LIMIT 1\\G{ENTER}")
    screen.wait_for(r"RECORD 1.*\nid +\| batch_\w+\nstatus +\| \w+")


def test_earlier_statements_come_back_and_are_suggested(start, history):
    first = start()
    first.type(f"SELECT 1 AS one;{ENTER}")
    first.wait_for(r"\b1 row\b")
    first.type(f" SELECT 2 AS secret;{ENTER}")
    first.wait_for(r"\b1 row\b[^$]*\b1 row\b")
    first.wait_for(WAITING)
    first.type(CTRL_D)
    assert first.wait_for_end() == 0
    assert history() == ["SELECT 1 AS one"]
    second = start()
    second.press_until(UP, rf"{PROMPT} SELECT 1 AS one;$")
    second.type(CTRL_C)
    second.wait_for(WAITING)
    second.type("SELECT 1")
    second.wait_for(rf"(?s){PROMPT} SELECT 1 AS one;$.*^{PROMPT} SELECT 1 AS one;$")
    second.type(f"{RIGHT}{ENTER}")
    second.wait_for(r"\b1 row\b")


def test_a_paste_of_many_lines_runs_in_order_and_stops_at_the_first_error(screen):
    lines = [f"SELECT {n} AS n;" for n in range(1, 40)]
    lines[29] = "SELECT nonsense;"
    screen.type("\x1b[200~" + "\n".join(lines) + "\x1b[201~")
    screen.wait_for(r"SELECT 39 AS n;$")
    screen.type(ENTER)
    screen.wait_for('no column "nonsense"')
    screen.wait_for("9 statements were not run")
    screen.wait_for(WAITING)


def test_the_editor_fills_the_prompt(start, tmp_path):
    editor = tmp_path / "editor.py"
    editor.write_text("import sys; open(sys.argv[1], 'w').write('SELECT 6 * 7\\nAS answer;\\n')")
    screen = start(EDITOR=f"{sys.executable} {editor}")
    screen.type(f"\\e{ENTER}")
    screen.wait_for(rf"{PROMPT} SELECT 6 \* 7\n +> AS answer;$")
    screen.type(ENTER)
    screen.wait_for(r"│ +42 │")


def test_f4_shows_vi_in_the_toolbar(screen):
    screen.type(F4)
    screen.wait_for(r"F1 help · F3 multi-line · F4 vi")


@pytest.mark.parametrize(("end", "code"), [(f"\\q{ENTER}", 0), (CTRL_D, 0), (f"exit{ENTER}", 0)])
def test_the_person_leaves(screen, end, code):
    screen.type(end)
    assert screen.wait_for_end() == code


def test_sigterm_ends_the_shell_at_the_prompt(screen):
    screen.signal(signal.SIGTERM)
    assert screen.wait_for_end() == 128 + signal.SIGTERM
    assert "Traceback" not in screen.text


def test_a_narrow_terminal_without_colours_is_enough(start):
    screen = start(columns=30, NO_COLOR="1")
    screen.type(f"SELECT id FROM openai.files.files LIMIT 1;{ENTER}")
    screen.wait_for(r"^\b1 row\b")
    assert all(len(line) <= 30 for line in screen.lines)


def test_a_dumb_terminal_is_enough(start):
    screen = start(TERM="dumb")
    screen.type(f"SELECT 40 + 2;{ENTER}")
    assert not re.search(r"\[\d+m", screen.wait_for(r"(?s).*42.*\b1 row\b").string)
