"""The line editor as the person sees it: the menu's colours, Esc, quotes, pastes, the list of the history."""

import json
from datetime import UTC, datetime

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING

from openai_sql_shell.shell.editor.background_reply import QUESTION
from openai_sql_shell.shell.history.file import HistoryEntry, fields_of

ENTER, ESCAPE, TAB, CTRL_L, CTRL_R, DOWN = "\r", "\x1b", "\t", "\x0c", "\x12", "\x1b[B"
THEMES = {
    "light": {"COLORFGBG": "0;15"},
    "dark": {"COLORFGBG": "15;0"},
    "unknown": {},
    "none": {"NO_COLOR": "1"},
}


@pytest.fixture
def start(start):
    """The same with the prompt in the first line, below no greeting."""

    def start_below_nothing(*arguments, **more):
        screen = start(*arguments, **more)
        if more.get("TERM") == "dumb":
            return screen
        screen.wait_for(r"^\d+ services with ")
        screen.type(CTRL_L)
        screen.wait_for(rf"\A{PROMPT}")
        return screen

    return start_below_nothing


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("typed", "offered", "taken"),
    [
        ("SELECT 1 FROM t ", "WHERE", "WHERE"),
        ("SELECT * FROM openai.b", "batch.batches +Jobs", "openai.batch"),
    ],
    ids=["keywords", "names with remarks"],
)
def test_the_chosen_line_of_the_menu_has_one_colour_and_no_other_line_has_it(
    start, theme, typed, offered, taken
):
    screen = start(**THEMES[theme])
    screen.type(typed)
    screen.wait_for(rf"^ +{offered}")
    screen.type(TAB)
    screen.wait_for(rf"{PROMPT} .*{taken}$")
    screen.wait_for_end_of("leaves")
    prompt = next(at for at, line in enumerate(screen.lines) if line.startswith("[sandbox]"))
    chosen, *others = [set(screen.looks(prompt + below)) for below in (1, 2, 3)]
    assert len(chosen) == 1
    assert not any(chosen & other for other in others)


def test_esc_closes_the_menu_and_takes_the_choice_back(screen):
    screen.type("SELECT * FROM openai.batch.")
    screen.wait_for(r"^ +batches +Jobs")
    screen.type(TAB)
    screen.wait_for(rf"{PROMPT} SELECT \* FROM openai\.batch\.batches$")
    screen.type(ESCAPE)
    screen.wait_for(rf"\A{PROMPT} SELECT \* FROM openai\.batch\.\n\n")
    assert not any("Jobs" in line for line in screen.lines)


def test_esc_goes_to_navigation_in_vi_mode_and_closes_the_menu_too(start):
    screen = start("--set", "editing_mode=vi")
    screen.type("SELECT * FROM openai.batch.")
    screen.wait_for(r"^ +batches +Jobs")
    screen.type(f"{ESCAPE}0iX")
    screen.wait_for(rf"\A{PROMPT} XSELECT \* FROM openai\.batch\.\n\n")


def test_nothing_is_offered_behind_a_finished_statement(screen):
    screen.type("SELECT 1; ")
    screen.wait_for(rf"\A{PROMPT} SELECT 1;\n\n")
    screen.type("S")
    screen.wait_for(r"^ +SELECT")


def test_a_typed_quote_steps_over_the_one_that_is_there(screen):
    screen.type("SELECT ('')\x1b[D\x1b[Da")
    screen.wait_for(rf"\A{PROMPT} SELECT \('a'\)$")
    screen.type("');")
    screen.wait_for(rf"\A{PROMPT} SELECT \('a'\);$")


def test_a_paste_shows_its_tabs_as_blanks_and_opens_no_menu(screen):
    screen.type("\x1b[200~SELECT\tid,\n\tstatus\nFROM openai.batch.b\x1b[201~")
    screen.wait_for(r"^ +> FROM openai\.batch\.b$")
    screen.wait_for_end_of(r"leaves")
    assert screen.lines[:3] == [
        "[sandbox] openai> SELECT  id,",
        "                >     status",
        "                > FROM openai.batch.b",
    ]
    assert not any(screen.lines[3:-1])
    screen.type("a")
    screen.wait_for(r"^ +batches +Jobs")


def test_the_text_of_a_paste_keeps_its_tabs(screen, tmp_path):
    screen.type(f"\x1b[200~SELECT\t'a\tb' AS x;\x1b[201~{ENTER}")
    screen.wait_for(rf"^1 row · .*\n{WAITING}")
    lines = (tmp_path / ".local/state/openai-sql/history").read_text().splitlines()
    assert json.loads(lines[-1])["text"] == "SELECT\t'a\tb' AS x"


def test_a_directory_and_then_a_file_in_it_complete_in_a_row_and_the_quote_closes_once(screen, tmp_path):
    (tmp_path / "in put").mkdir()
    (tmp_path / "in put/prompts.jsonl").touch()
    screen.type("INSERT INTO openai.files.files (file, purpose) VALUES ('i")
    screen.press_until(TAB, r"VALUES \('in put/$")
    screen.type("p")
    screen.press_until(TAB, r"VALUES \('in put/prompts\.jsonl'$")


def test_a_command_behind_a_statement_is_offered_and_runs(screen):
    screen.type("SELECT 40 + 2 AS n \\wat")
    screen.wait_for(r"^ +\\watch +repeat the statement in front of it")
    screen.type(f"{TAB} i=1 c=1{ENTER}")
    screen.wait_for(r"\A\d\d:\d\d:\d\d · every 1 s · Ctrl-C ends · SELECT 40")
    screen.wait_for(rf"│ +42 │(?s:.*)watching ended: it was 1 look\n{WAITING}")
    screen.type(f"SELECT 2 \\wacht{ENTER}")
    screen.wait_for(rf'no command "\\wacht"(?s:.*){PROMPT} SELECT 2 \\wacht$')


@pytest.fixture
def remembered(tmp_path):
    """A history of some weeks: two entries that are looked for, and many others."""
    path = tmp_path / ".local/state/openai-sql/history"
    path.parent.mkdir(parents=True)
    texts = [f"SELECT {n} AS number" for n in range(40)]
    texts[10:10] = [
        "SELECT id, status\nFROM openai.batch.batches\nWHERE created_at > unixepoch('now', '-1 day')"
    ]
    texts[5:5] = ["SELECT count(*) FROM openai.batch.batches"]
    now = datetime(2026, 8, 21, tzinfo=UTC)
    path.write_text(
        "".join(json.dumps(fields_of(HistoryEntry(now, "sandbox", text, "ok"))) + "\n" for text in texts)
    )


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("columns", [60, 80, 110])
def test_ctrl_r_lists_the_history_and_words_narrow_it(start, columns):
    screen = start(columns=columns)
    screen.type(f"VALUES 1{CTRL_R}")
    screen.wait_for(r"^42 found")
    screen.wait_for_end_of("")
    assert screen.lines[:3] == ["[sandbox] openai> VALUES 1", "history:", "> SELECT 39 AS number;"]
    assert screen.lines[3:12] == [f"  SELECT {n} AS number;" for n in range(38, 29, -1)]
    assert screen.lines[12] == "42 found · Enter takes it · Esc gives back what was typed"
    screen.type("batches select")
    screen.wait_for(r"^2 found")
    screen.wait_for_end_of("")
    whole = "> SELECT id, status FROM openai.batch.batches WHERE created_at > unixepoch('now', '-1 day');"
    assert screen.lines[2] == (whole if columns == 110 else f"{whole[: columns - 3]}…")
    assert screen.lines[3] == "  SELECT count(*) FROM openai.batch.batches;"
    assert len({*screen.looks(2)}) == 1
    screen.type(f"{DOWN}{ENTER}")
    screen.wait_for(rf"\A{PROMPT} SELECT count\(\*\) FROM openai\.batch\.batches;\n+")


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("back", [ESCAPE, "\x07"])
def test_leaving_the_list_gives_back_what_was_typed(screen, back):
    screen.type(f"VALUES 1{CTRL_R}number")
    screen.wait_for(r"^40 found")
    screen.type(back)
    screen.wait_for(rf"\A{PROMPT} VALUES 1\n\n")
    screen.wait_for_end_of("leaves")
    assert [line for line in screen.lines[:-1] if line] == ["[sandbox] openai> VALUES 1"]
    screen.type(" + 1")
    screen.wait_for(rf"\A{PROMPT} VALUES 1 \+ 1\n\n")


def colors_of(screen, line=0):
    return {look[0] for look in screen.looks(line)}


LIGHT_KEYWORD, DARK_KEYWORD = "005faf", "87afff"  # of 256 colours


@pytest.mark.parametrize(
    ("answer", "keyword"),
    [
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c", LIGHT_KEYWORD),
        ("\x1b]11;rgb:0000/0000/0000\x07\x1b[?62c", DARK_KEYWORD),
        ("\x1b[?62c", "blue"),
        ("\x1b]11;banana\x07\x1b[?62c", "blue"),
        ("", "blue"),
    ],
    ids=["light", "dark", "no colour", "garbage", "never"],
)
def test_the_terminal_is_asked_for_its_background_and_no_key_is_lost_over_the_answer(start, answer, keyword):
    screen = start()
    screen.type(f"SELECT{answer} 1")
    screen.wait_for(rf"\A{PROMPT} SELECT 1\n")
    screen.wait_for_end_of("")
    assert screen.text.splitlines()[0] == "[sandbox] openai> SELECT 1"
    assert keyword in colors_of(screen)


@pytest.mark.parametrize(
    ("environ", "asks"),
    [
        ({}, True),
        ({"COLORFGBG": "15;0"}, False),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
    ],
    ids=str,
)
def test_only_a_terminal_that_may_know_is_asked(start, environ, asks):
    screen = start(**environ)
    screen.type(f"SELECT 40 + 2;{ENTER}")
    screen.wait_for("1 row · ")
    assert (QUESTION.encode() in screen.received) is asks


def test_a_theme_that_is_set_asks_nothing(start):
    screen = start("--set", "theme=light")
    screen.type(f"SELECT 40 + 2;{ENTER}")
    screen.wait_for("1 row · ")
    assert QUESTION.encode() not in screen.received
