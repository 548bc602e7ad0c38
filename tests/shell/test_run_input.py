"""What Enter runs, in which order, and what the history keeps of it."""

import signal
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.classes import replace
from openai_sql_shell.shell.blocks import blocks
from openai_sql_shell.shell.run_input import is_ready, run_text, submit


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("", True),
        ("   ", True),
        ("SELECT 1;", True),
        ("SELECT 1;  -- done", True),
        ("SELECT 1", False),
        ("SELECT ';", False),
        ("SELECT /* ; ", False),
        ("SELECT 1 -- ;", False),
        ("SELECT 1\n", True),
        ("SELECT 1\n  ", True),
        ("SELECT 1\nFROM t", False),
        ("SELECT 1\\G", True),
        ("SELECT '\\G", False),
        ("\\dt", True),
        ("  \\d batches", True),
        ("SELECT 1; \\watch 5", True),
        ("SELECT 1;\nSELECT 2", False),
        ("exit", True),
        ("Quit;", True),
        ("help", True),
        ("use openai.batch", True),
        ("describe batches", True),
        ("DESCRIBE METHOD batches.cancel", False),
        ("use", False),
    ],
)
def test_enter_runs_what_is_finished(text, ready):
    assert is_ready(text) is ready


@given(st.text(alphabet="aSGg;'\"\\-/*\n {}|"))
def test_any_text_is_cut_without_losing_a_word(text):
    assert "".join("".join(blocks(text)).split()) == "".join(text.split())


def test_statements_and_commands_run_in_the_order_they_were_typed(shell, session, rows):
    assert run_text(shell, "SELECT 1;\n\\x on\nSELECT 2; SELECT 3;")
    assert session.asked == ["SELECT 1", "SELECT 2", "SELECT 3"]
    assert session.settings.expanded
    assert rows() == "id,status\n1,ok\nid,status\n2,ok\nid,status\n3,ok\n"


def test_the_first_error_stops_the_rest_and_says_how_many(shell, session, said):
    assert not run_text(shell, "SELECT 1;\nSELECT boom;\nSELECT 3;\nSELECT 4;")
    assert session.asked == ["SELECT 1", "SELECT boom"]
    assert "LINE 1: SELECT boom" in said()
    assert "^^^^" in said()
    assert said().endswith("2 statements were not run\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1 AS a \\foo", 'no command "\\foo"'),
        ("SELECT 1 AS a \\foo;", 'no command "\\foo"'),
        ("SELECT 1; SELECT\n2 \\g+ x", 'no command "\\g+"'),
        ("SELECT 1 \\", 'no command "\\"'),
        ("SELECT 1 \\wacht i=1", 'no command "\\wacht"'),
        ("SELECT 1 \\dt", "\\dt cannot stand inside of a statement"),
        ("SELECT 1 \\d notes", "\\d cannot stand inside of a statement"),
        ("DELETE FROM a \\foo \\g", 'no command "\\foo"'),
    ],
)
def test_a_command_inside_of_a_statement_is_an_error_at_once_and_the_text_stays(
    shell, session, said, text, message
):
    assert is_ready(text)
    assert not submit(shell, text)
    assert message in said()
    assert (shell.draft, session.asked, shell.history.read()) == (text, [], [])


def watched_once(shell):
    shell.console = replace(shell.console, wait=lambda token, _seconds: (token.set(), token.check()))


@pytest.mark.parametrize("end", ["", ";", " ;\n"])
def test_watch_behind_a_statement_repeats_it_and_it_is_remembered(shell, session, said, end):
    watched_once(shell)
    assert is_ready(f"SELECT 1; SELECT 2 \\watch i=1 c=2{end}")
    assert submit(shell, f"SELECT 1; SELECT 2 \\watch i=1 c=2{end}")
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert "watching ended" in said()
    assert [entry.text for entry in shell.history.read()] == ["SELECT 1", "SELECT 2"]


def test_a_change_is_never_watched(shell, session, said):
    assert not submit(shell, "DELETE FROM openai.files.files WHERE id = 'x' \\watch")
    assert "changes something" in said()
    assert (session.asked, shell.history.read()) == ([], [])


def test_format_behind_a_statement_lays_it_out_and_runs_nothing(shell, session):
    assert submit(shell, "DELETE FROM openai.files.files where id = {{ x }} \\format")
    assert shell.draft == "DELETE\nFROM openai.files.files\nwhere id = {{ x }};"
    assert (session.asked, shell.history.read()) == ([], [])


def test_a_statement_is_saved_by_the_command_behind_it_with_its_placeholders(shell, session):
    assert submit(shell, "SELECT 1; SELECT {{ n }} \\ns two")
    assert session.asked == ["SELECT 1"]
    assert submit(shell, "\\n two 5")
    assert session.asked == ["SELECT 1", "SELECT 5"]


def test_an_error_in_front_keeps_the_text_command_from_running(shell, session):
    assert not submit(shell, "SELECT boom; SELECT 2 \\format")
    assert (session.asked, shell.draft) == (["SELECT boom"], "")


@pytest.mark.parametrize("text", ["SELECT 1 \\chart", "SELECT boom \\chart"])
def test_a_command_on_the_result_runs_when_the_statement_has_run(shell, session, text):
    ran = []
    shell.check_command, shell.run_command = (
        (lambda name: name),
        (lambda _, line: ran.append((line, len(session.asked)))),
    )
    submit(shell, text)
    assert session.asked == [text.partition(" \\")[0]]
    assert ran == ([] if "boom" in text else [("\\chart", 1)])


@pytest.mark.parametrize(
    "text", ["SELECT '\\foo'", "SELECT 1 -- \\foo", "SELECT 'a \\foo", "SELECT 1 /* \\foo"]
)
def test_a_backslash_in_quotes_and_comments_is_no_command(text):
    assert not is_ready(text)


def test_an_error_stops_the_commands_behind_it(shell, session):
    assert not run_text(shell, "SELECT boom;\n\\x on")
    assert not session.settings.expanded


def test_a_row_count_and_the_time_go_to_stderr(shell, rows, said):
    submit(shell, "SELECT 7;")
    assert rows() == "id,status\n7,ok\n"
    assert said() == "1 row · 0.25 s\n"


def test_without_timing_only_the_row_count_is_said(shell, session, said):
    session.settings.timing = False
    submit(shell, "SELECT 7;")
    assert said() == "1 row\n"


def test_stats_follow_the_footer(shell, session, said):
    session.settings.stats = True
    submit(shell, "SELECT 7;")
    assert said().splitlines()[1].startswith("time 0.25 s · rows 1 · requests 0")


def test_a_change_is_summed_up(shell, said):
    submit(shell, "DELETE FROM openai.files.files WHERE id = 'x';")
    assert said() == "1 object changed (0.25 s)\n"


def test_backslash_g_shows_only_its_statement_expanded(shell, session, rows):
    session.settings.output = "table"
    submit(shell, "SELECT 1; SELECT 2\\G")
    first, second = rows().split("RECORD")
    assert "╭" in first
    assert "1 ]" in second
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert not session.settings.expanded


def test_placeholders_are_filled_before_anything_is_sent(shell, session, said):
    session.variables["n"] = "5"
    assert not submit(shell, "SELECT {{ n }}; SELECT {{ m }};")
    assert session.asked == []
    assert "m" in said()
    assert submit(shell, "SELECT {{ n }};")
    assert session.asked == ["SELECT '5'"]


@pytest.mark.parametrize("word", ["exit", "quit;", "\\q"])
def test_the_words_of_other_shells_leave(shell, word):
    submit(shell, word)
    assert shell.leaving


def test_ctrl_c_cancels_the_statement_and_the_session_goes_on(shell, session, said, ctrl_c_at):
    before = signal.getsignal(signal.SIGINT)
    ctrl_c_at("wait")
    assert not submit(shell, "SELECT wait; SELECT 2;")
    assert said() == "cancelled\n1 statement was not run\n"
    assert session.asked == ["SELECT wait"]
    assert signal.getsignal(signal.SIGINT) is before
    assert submit(shell, "SELECT 3;")
    assert [entry.outcome for entry in shell.history.read()] == ["cancelled", "ok"]


def test_ctrl_c_in_a_command_ends_the_command_and_what_follows_it(shell, session, said, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(shell, "run_command", interrupted)
    assert not submit(shell, "\\x on\nSELECT 2;")
    assert said() == "cancelled\n"
    assert session.asked == []
    assert submit(shell, "SELECT 3;")
    assert [entry.outcome for entry in shell.history.read()] == ["cancelled", "ok"]


def test_the_history_keeps_time_profile_outcome_and_changes(shell, session):
    session.service = "batch"
    submit(shell, "SELECT 1; DELETE FROM x; SELECT boom;")
    entries = shell.history.read()
    assert [(e.text, e.outcome, e.changes) for e in entries] == [
        ("SELECT 1", "ok", False),
        ("DELETE FROM x", "ok", True),
        ("SELECT boom", "error: no such column: boom", False),
    ]
    assert {e.profile for e in entries} == {"test"}
    assert {e.service for e in entries} == {"batch"}
    assert all(e.time.tzinfo and e.seconds > 0 for e in entries)


def test_the_history_keeps_values_in_place_of_placeholders(shell, session):
    session.variables["n"] = "5"
    submit(shell, "SELECT {{ n }};")
    assert shell.history.read()[0].text == "SELECT '5'"


def test_the_history_keeps_values_in_place_of_variables(shell, session):
    session.variables["n"] = 5
    submit(shell, "SELECT :n;")
    assert session.asked == ["SELECT :n"]
    assert shell.history.read()[0].text == "SELECT 5"
    assert shell.last_statement == "SELECT :n"


def test_a_leading_blank_keeps_a_line_out_of_the_history(shell, session):
    submit(shell, " SELECT 1;")
    submit(shell, " \\x on")
    assert session.asked == ["SELECT 1"]
    assert shell.history.read() == []


def test_commands_are_remembered_with_their_outcome(shell):
    submit(shell, "\\x on")
    submit(shell, "\\nonsense")
    assert [(entry.text, entry.outcome) for entry in shell.history.read()] == [
        ("\\x on", "ok"),
        ("\\nonsense", 'error: no command "\\nonsense"'),
    ]


def test_a_history_that_cannot_be_written_is_mentioned_once(shell, paths, said):
    paths.history_file.parent.write_text("a file where the directory should be")
    submit(shell, "SELECT 1;")
    submit(shell, "SELECT 2;")
    assert said().count("the history cannot be written") == 1
    assert said().count("1 row ·") == 2


def test_the_history_is_for_its_owner_only(shell, paths):
    submit(shell, "SELECT 1;")
    assert stat.S_IMODE(paths.history_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.history_file.parent.stat().st_mode) == 0o700


def test_a_file_that_says_so_in_a_notice_cannot_move_the_cursor(shell, session, said):
    def execute(text, cancel):
        result = type(session).execute(session, text, cancel)
        result.notices.append("left: \x1b[2J")
        return result

    session.execute = execute
    submit(shell, "SELECT 1;")
    assert "\x1b" not in said()
