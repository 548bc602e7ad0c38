"""A shell to live in, on a real terminal: keys that come early, every key, the guard, profiles, watching, and hard cases."""

import re
import sys

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING, Screen, environ_of, needs_less

from openai_sql_shell.shell.greeting import FIRST_STATEMENT
from openai_sql_shell.shell.keys import KEYS

pytestmark = pytest.mark.slow

ENTER, ESCAPE, TAB = "\r", "\x1b", "\t"
CTRL_C, CTRL_D, CTRL_E, CTRL_L, CTRL_R, CTRL_X, CTRL_UNDERSCORE = (
    "\x03",
    "\x04",
    "\x05",
    "\x0c",
    "\x12",
    "\x18",
    "\x1f",
)
UP, DOWN, RIGHT, F1, F2, F3, F4 = "\x1b[A", "\x1b[B", "\x1b[C", "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

SLOWER_AND_SLOWER = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)
SELECT i, printf('%.70c', 'x') AS text, CASE WHEN i > 100
THEN (WITH RECURSIVE m(j) AS (SELECT i UNION ALL SELECT j + 1 FROM m LIMIT 100000) SELECT count(*) > 0 FROM m) END AS slow FROM n"""
"""A table whose rows come one by one behind those that decide the widths."""


def paste(text):
    """What a terminal sends for a text from the clipboard."""
    return f"\x1b[200~{text}\x1b[201~"


@pytest.fixture(scope="module")
def open_screen():
    """Start the shell in a home directory, from nothing where nobody waits for its prompt; it is ended after the module."""
    screens = []

    def open_screen(home, *arguments, columns=100, rows=30, wait=True, **more):
        environ = environ_of(home) | {"EDITOR": f"{sys.executable} {home}/editor.py"}
        screen = Screen(*arguments, environ=environ | more, columns=columns, rows=rows, cold=not wait)
        screens.append(screen)
        if wait:
            screen.wait_for(rf"openai> *({re.escape(FIRST_STATEMENT)})?$")  # perhaps suggested already
        return screen

    yield open_screen
    for screen in screens:
        screen.close()


@pytest.fixture
def start(open_screen, tmp_path):
    def start(*arguments, **more):
        return open_screen(tmp_path, *(arguments or ("--sandbox",)), **more)

    return start


@pytest.fixture(scope="module")
def living(open_screen, tmp_path_factory):
    """One shell for everything that leaves it as it was."""
    home = tmp_path_factory.mktemp("home")
    (home / "editor.py").write_text("import sys; open(sys.argv[1], 'a').write('AS edited;')")
    screen = open_screen(home, "--sandbox")
    screen.type(f"SELECT 1 AS one;{ENTER}")
    screen.wait_for(rf"\b1 row\b.*\n{WAITING}")
    return screen


@pytest.fixture
def shell(living):
    """The same with an empty screen and an empty line, whatever a test that failed has left open."""
    try:
        living.wait_for(WAITING, 5)
    except AssertionError:
        living.press_until(f"q{CTRL_C}", WAITING)
    living.type(CTRL_L)
    living.wait_for(rf"\A{WAITING}")
    return living


# --- the first prompt ------------------------------------------------------------------------------------------------


def test_what_is_typed_before_the_editor_is_there_is_not_lost_and_not_doubled(start):
    screen = start(wait=False)
    screen.wait_for(r"\[sandbox\] openai>")
    screen.type(f"SELECT 40 + 2 AS{ENTER}answer;{ENTER}")
    screen.wait_for(rf"│ +42 │(?s:.*){WAITING}")
    assert len(re.findall(PROMPT, screen.text)) == 2
    assert len(re.findall("40", screen.text)) == 1


@pytest.mark.parametrize("end", [CTRL_D, f"\\q{ENTER}"])
def test_leaving_before_everything_is_loaded_is_quiet(start, end):
    screen = start(wait=False)
    screen.wait_for(r"\[sandbox\] openai>")
    screen.type(end)
    assert screen.wait_for_end() == 0
    assert "Error" not in screen.text


def test_ctrl_c_before_the_editor_is_there_drops_the_line(start):
    screen = start(wait=False)
    screen.wait_for(r"\[sandbox\] openai>")
    screen.type(f"nonsense{CTRL_C}SELECT 6 * 7;{ENTER}")
    screen.wait_for(r"│ +42 │")


def test_without_an_account_the_notice_stands_above_the_one_prompt(start):
    screen = start("--no-init")
    screen.type(f"\\q{ENTER}")
    assert screen.wait_for_end() == 0
    assert screen.lines[0].startswith("No OPENAI_API_KEY: this is the sandbox")
    assert len(re.findall(PROMPT, screen.text)) == 1


# --- every key -------------------------------------------------------------------------------------------------------

KEY_SCENARIOS = {
    "Enter": [(f"SELECT 2 AS two;{ENTER}", rf"│ +2 │(?s:.*)\n{WAITING}")],
    "Alt-Enter": [(f"SELECT 3;{ESCAPE}{ENTER}", r"SELECT 3;\n +>$")],
    "F1": [("SELECT 5", r"SELECT 5$"), (F1, r"\AWhat there is$"), ("q", rf"{PROMPT} SELECT 5$")],
    "F2": [(f"SELECT 6 AS six;{ENTER}", rf"│ +6 │(?s:.*)\n{WAITING}"), (F2, r"^ row 1 of 1 · six 1/1")],
    "F3": [(F3, r"· F3 one line ·")],
    "F4": [(F4, r"· F4 vi ·")],
    "Tab": [("SELECT * FROM openai.batch.", r"^ +batches +Jobs"), (TAB, r"FROM openai\.batch\.batches$")],
    "Esc": [
        ("SELECT * FROM openai.batch.", r"^ +batches +Jobs"),
        (ESCAPE, rf"{PROMPT} SELECT \* FROM openai\.batch\.\n\n"),
    ],
    "Right, Ctrl-E": [("SELECT 1 AS o", "SELECT 1 AS one;$"), (f"{CTRL_E}-- e", "SELECT 1 AS one;-- e$")],
    "Alt-F": [("SELECT 1 ", "SELECT 1 AS one;$"), (f"{ESCAPE}f-", "SELECT 1 AS -$")],
    "Up, Down": [(f"{UP}", rf"{PROMPT} SELECT")],
    "Ctrl-R": [(f"{CTRL_R}one select", r"^> SELECT 1 AS one;")],
    "Ctrl-X Ctrl-E": [(f"SELECT 5 {CTRL_X}{CTRL_E}", rf"│ +5 │(?s:.*)\n{WAITING}")],
    "Ctrl-_": [("VALUES 7", r"VALUES 7$"), (CTRL_UNDERSCORE, rf"{PROMPT}( VALUES)?$")],
    "Ctrl-L": [(f"SELECT 8{CTRL_L}", rf"\A{PROMPT} SELECT 8$")],
    "Ctrl-C": [(f"SELECT 9{CTRL_C}", rf"SELECT 9\n{WAITING}")],
}
"""What is typed in an empty shell, and what the screen shows then, and not before all of it has arrived."""
BACK = {"F1": "q", "F2": "q", "F3": F3, "F4": F4, "Ctrl-R": CTRL_C}
"""What undoes a key that switches or opens something."""
NEEDS = {"F1": needs_less}


def test_every_key_of_the_table_has_a_scenario():
    assert {key.label for key in KEYS} == {*KEY_SCENARIOS, "Ctrl-D"}


@pytest.mark.parametrize(
    "label", [pytest.param(label, marks=NEEDS.get(label, ())) for label in KEY_SCENARIOS]
)
def test_the_key_does_what_the_table_says(shell, label):
    for keys, shown in KEY_SCENARIOS[label]:
        shell.type(keys)
        shell.wait_for(shown)
    shell.type(BACK.get(label, ""))
    shell.type("--end")  # an empty line looks the same before and behind a key
    shell.wait_for("--end$")
    shell.type(CTRL_C)
    shell.wait_for(rf"--end\n{WAITING}")


def test_ctrl_d_leaves(start):
    screen = start()
    screen.type(CTRL_D)
    assert screen.wait_for_end() == 0


# --- long work -------------------------------------------------------------------------------------------------------


def test_long_work_shows_itself_and_leaves_nothing_behind(shell):
    shell.type(f"{ENDLESS};{ENTER}")
    shell.wait_for(r"^\d+ s$")
    shell.press_until(CTRL_C, "^cancelled$")
    shell.wait_for(WAITING)
    assert not re.search(r"^\d+ s$", shell.text, re.MULTILINE)


def test_await_shows_how_far_the_job_has_come(shell):
    shell.type(
        "EXEC /*+ AWAIT */ openai.batch.batches.create_batch @input_file_id="
        "(SELECT id FROM openai.files.files WHERE purpose = 'batch' LIMIT 1), "
        f"@endpoint='/v1/chat/completions', @completion_window='24h';{ENTER}"
    )
    shell.wait_for(r"^batch_\w+ (validating|in_progress|finalizing)|\b1 row\b")
    shell.press_until(CTRL_C, r"goes on|\b1 row\b|ended")
    shell.wait_for(WAITING)


# --- watching --------------------------------------------------------------------------------------------------------


def test_watching_ends_when_the_condition_holds(shell):
    shell.type(f"SELECT id, status FROM openai.batch.batches LIMIT 2;{ENTER}")
    shell.wait_for(r"\b2 rows")
    shell.type(f"\\watch i=1h until status IS NOT NULL{ENTER}")
    shell.wait_for(r"^watching ended: after 1 look the condition holds$")
    shell.wait_for(WAITING)


def test_watching_counts_its_looks_and_shows_how_far_jobs_have_come(shell):
    shell.type(
        "SELECT id, request_counts FROM openai.batch.batches WHERE request_counts->>'total' > 0 LIMIT 1;"
    )
    shell.type(ENTER)
    shell.wait_for(r"\b1 row\b")
    shell.type(f"\\watch i=10ms c=3{ENTER}")
    shell.wait_for(r"^batch_\w+ [█░]{20} \d+/\d+")
    shell.wait_for(r"^watching ended: it was 3 looks$")


# --- the guard -------------------------------------------------------------------------------------------------------

CONTAINERS = "DELETE FROM openai.vector_stores.vector_stores WHERE name IS NOT NULL"


def test_the_guard_wants_the_number_typed(start):
    screen = start()
    screen.type(f"\\timing on{ENTER}")  # the first prompt offers a statement
    screen.wait_for(rf"timing is on\n{WAITING}")

    def ask():
        screen.type(CTRL_L)
        screen.wait_for(rf"\A{WAITING}")
        screen.type(f"{CONTAINERS};{ENTER}")

    for answer in (ENTER, f"y{ENTER}", CTRL_C, CTRL_D):
        ask()
        screen.wait_for(
            r"^DELETE on profile sandbox changes \d+ objects of openai\.vector_stores\.vector_stores:$"
        )
        screen.wait_for(r"^  vs_\w+  \S.*$(?s:.*)^each by DELETE /vector_stores/\{vector_store_id\}$")
        screen.wait_for(r"^Type \d+ to go on, anything else to leave it:")
        screen.type(answer)
        screen.wait_for(rf"nothing was changed\n(.*\n)*{WAITING}")
    ask()
    count = screen.wait_for(r"^Type (\d+) to go on")[1]
    screen.type(f"{count}{ENTER}")
    screen.wait_for(rf"^DELETE {count}")


# --- profiles, the init file, themes ---------------------------------------------------------------------------------


@pytest.fixture
def configured(tmp_path):
    directory = tmp_path / ".config" / "openai-sql"
    directory.mkdir(parents=True)
    (directory / "config.toml").write_text(
        'init_file = "start.sql"\n[profiles.work]\nbase_url = "http://127.0.0.1:9/v1"\nread_only = true\n'
        '[settings]\ntheme = "none"\n'
    )
    (directory / "start.sql").write_text(
        "\\set team search\nSELECT 40 + 2 AS begun;\n\nSELECT nonsense;\nSELECT 3;\n"
    )
    return directory


@pytest.mark.usefixtures("configured")
def test_the_init_file_runs_first_and_its_error_is_named(start):
    screen = start(OPENAI_API_KEY="sk-none", columns=160)
    screen.wait_for(r"│ +42 │")
    screen.wait_for(r"start\.sql:4: ")
    assert "│ 3" not in screen.text
    screen.type(f"SELECT {{{{ team }}}} AS x;{ENTER}")
    screen.wait_for(r"│ search │")


@pytest.mark.usefixtures("configured")
def test_c_changes_the_profile_and_comes_back(start):
    screen = start("--sandbox", "-X", OPENAI_API_KEY="sk-none")
    assert "42" not in screen.text
    screen.type(f"\\c work{ENTER}")
    screen.wait_for(r"^now on profile work \(http://127\.0\.0\.1:9/v1\)$")
    screen.wait_for(r"^\[work\] openai>$")
    screen.type(f"DELETE FROM openai.files.files WHERE id = 'file-1';{ENTER}")
    screen.wait_for("read-only")
    screen.type(f"\\c wrok{ENTER}")
    screen.wait_for(r'no profile "wrok"')
    screen.type(f"\\c sandbox{ENTER}")
    screen.wait_for(WAITING)
    screen.type(f"SELECT count(*) > 0 AS many FROM openai.files.files;{ENTER}")
    screen.wait_for(r"│ +1 │")
    screen.type(f"\\c{ENTER}")
    screen.wait_for(r"│ work +│")


# --- hard cases ------------------------------------------------------------------------------------------------------


def test_a_paste_of_five_hundred_lines_runs_at_once(shell):
    lines = [f"SELECT {n} AS n;" for n in range(500)]
    lines[3] = "SELECT nonsense;"
    shell.type(paste("\n".join(lines)))
    shell.wait_for(r"SELECT 499 AS n;$")
    shell.type(ENTER)
    shell.wait_for("496 statements were not run")
    shell.wait_for(WAITING)


def test_a_statement_of_28_kilobytes_is_typed_run_and_forgotten(shell):
    names = ",\n".join(f"'name_{n:05d}_{'x' * 20}'" for n in range(800))
    shell.type(paste(f"SELECT count(*) AS found FROM openai.files.files WHERE id IN ({names})"))
    shell.wait_for(r"name_00799")
    shell.type(f";{ENTER}")
    shell.wait_for(r"(?s)│ found │.*│ +0 │")


def test_a_hundred_columns_fit_the_terminal_and_say_so(shell):
    shell.type(paste("SELECT " + ", ".join(f"{n} AS column_{n}" for n in range(100)) + ";") + ENTER)
    shell.wait_for(r"100 columns \(\d+ shown\)")
    assert all(len(line) <= 100 for line in shell.lines)


def test_wide_characters_keep_the_frame_straight(shell):
    shell.type(f"SELECT '日本語' AS a, '👩‍💻 ok' AS b UNION ALL SELECT 'x', 'y';{ENTER}")
    shell.wait_for(r"\b2 rows")
    frame = [line for line in shell.text.splitlines() if line.startswith(("╭", "│", "╰"))]
    assert len(frame) >= 5


def test_a_cell_of_two_megabytes_is_cut(shell):
    shell.type(f"SELECT hex(zeroblob(1000000)) AS large;{ENTER}")
    shell.wait_for(r"cells with … are cut")
    shell.wait_for(WAITING)


def test_a_window_that_shrinks_while_a_statement_runs(start):
    screen = start()
    screen.type(f"{ENDLESS};{ENTER}")
    screen.wait_for(r"^\d+ s$")
    screen.resize(60, 20)
    screen.press_until(CTRL_C, "^cancelled$")
    screen.type(f"SELECT id, filename, bytes, purpose FROM openai.files.files LIMIT 2;{ENTER}")
    screen.wait_for(r"\b2 rows")
    table = screen.text[screen.text.rindex("╭") :]
    assert all(len(line) <= 60 for line in table.splitlines())


def test_a_window_that_shrinks_between_two_rows_of_a_table(start):
    screen = start()
    screen.type(f"\\set pager off{ENTER}\\set max_rows 1000{ENTER}{SLOWER_AND_SLOWER};{ENTER}")
    screen.wait_for(r"│ +13\d │ x+ │ 1 +│$")
    screen.resize(60, 20)
    screen.wait_for(r"^╭[─┬]+╮$\n│ +i │ text")
    screen.wait_for(r"│ +i │ text(?s:.*)\n│ +\d+ │ x+ │ 1 +│$")
    below = screen.text[screen.text.index("╭") :].splitlines()
    assert {len(line) for line in below if line[0] in "╭│├"} == {60}
    screen.press_until(CTRL_C, "^cancelled$")
    screen.wait_for(WAITING)


@pytest.mark.parametrize("size", [(0, 0), (10, 4)], ids=["no size", "tiny"])
def test_a_terminal_of_no_size_is_enough(start, tmp_path, size):
    screen = start(wait=False, PAGER="cat")
    screen.wait_for(r"\[sandbox\]")
    screen.resize(*size)
    screen.type(f"SELECT 40 + 2;{ENTER}\\o {tmp_path}/out.csv{ENTER}SELECT 6 * 7;{ENTER}\\q{ENTER}")
    assert screen.wait_for_end() == 0
    assert "error" not in screen.text
    assert "42" in (tmp_path / "out.csv").read_text()


def test_a_dumb_terminal_gets_a_prompt_and_no_escapes(start):
    screen = start(TERM="dumb")
    screen.type(f"SELECT 40 + 2;{ENTER}")
    screen.wait_for(r"(?s)42.*\b1 row\b")


def test_the_toolbar_says_what_it_is_told_to_and_can_be_gone(start):
    screen = start()
    screen.type(f"\\set toolbar requests, profile{ENTER}SELECT id FROM openai.batch.batches LIMIT 1;{ENTER}")
    screen.wait_for(r"^ 1 request · sandbox$")
    screen.type(f"\\set toolbar off{ENTER}")
    screen.wait_for(r"toolbar off\n\[sandbox\] openai>\Z")
    assert "1 request" not in screen.text


def test_a_command_of_the_system_has_the_terminal(start):
    screen = start()
    screen.type(f"\\! echo out; read word; echo got $word{ENTER}")
    screen.wait_for("^out$")
    screen.type(f"something{ENTER}")
    screen.wait_for("^got something$")
    screen.wait_for(WAITING)
