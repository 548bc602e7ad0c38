"""The line editor with real key codes on an imaginary terminal."""

from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import CompletionState
from prompt_toolkit.completion import Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.shell.editor.prompt import Prompt, continuation, message
from openai_sql_shell.shell.keys import KEYS
from openai_sql_shell.shell.run_input import submit

ENTER, ALT_ENTER, F1, F2, F3, F4 = "\r", "\x1b\r", "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
CTRL_A, CTRL_C, CTRL_D, LEFT = "\x01", "\x03", "\x04", "\x1b[D"


@contextmanager
def typing(shell, *texts):
    """A prompt at which these texts have been typed."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        for text in texts:
            keys.send_text(text)
        yield Prompt(shell, release_terminal=lambda: None, preload=lambda: None)


def read(shell, *texts):
    with typing(shell, *texts) as prompt:
        return prompt.read()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (f"SELECT 1;{ENTER}", "SELECT 1;"),
        (f"SELECT 1{ENTER}+ 1;{ENTER}", "SELECT 1\n+ 1;"),
        (f"SELECT ';{ENTER}';{ENTER}", "SELECT ';\n';"),
        (f"SELECT 1{ENTER}{ENTER}", "SELECT 1\n"),
        (f"SELECT 1;{ALT_ENTER}SELECT 2;{ENTER}", "SELECT 1;\nSELECT 2;"),
        (f"\\d batches{ENTER}", "\\d batches"),
        (f"SELECT 1\\G{ENTER}", "SELECT 1\\G"),
        (f"{ENTER}", ""),
    ],
)
def test_enter_runs_what_is_finished_and_breaks_the_line_otherwise(shell, typed, text):
    assert read(shell, typed) == text


def test_enter_takes_a_completion_that_was_chosen_and_runs_nothing(shell):
    chosen = CompletionState(Document("SELECT * FROM b"), [Completion("batches;", start_position=-1)])
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        prompt = Prompt(shell, release_terminal=lambda: None, preload=lambda: None)
        buffer = prompt._editor.default_buffer

        def choose(_app):
            if buffer.text == "SELECT * FROM b":
                buffer.complete_state = chosen
                buffer.go_to_completion(0)
                keys.send_text(f"{ENTER} -- mine{ENTER}")

        prompt._editor.app.after_render += choose
        keys.send_text("SELECT * FROM b")
        assert prompt.read() == "SELECT * FROM batches; -- mine"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("SELECT lower()", "SELECT lower()"),
        ("SELECT lower(){L}'a')", "SELECT lower('a')"),
        ("SELECT ''{L}a'", "SELECT 'a'"),
        ('SELECT ""{L}a"', 'SELECT "a"'),
        ("SELECT 'a'{L}{L}'", "SELECT ''a'"),
        ("SELECT ((1){L})", "SELECT ((1))"),
        ("SELECT (1){L});", "SELECT (1);"),
        ("SELECT 1); SELECT (){L})", "SELECT 1); SELECT ()"),
        ("SELECT '(){L})'", "SELECT '()')"),
        ("SELECT 1 -- it'{L}'", "SELECT 1 -- it''"),
    ],
)
def test_a_closing_quote_or_parenthesis_steps_over_the_one_that_closes_already(shell, typed, text):
    assert read(shell, F3 + typed.replace("{L}", LEFT) + ENTER) == text


def test_esc_closes_the_menu_and_gives_back_what_was_typed(shell):
    chosen = CompletionState(Document("SELECT * FROM b"), [Completion("batches", start_position=-1)])
    with typing(shell, "\x1b[200~SELECT * FROM b\x1b[201~") as prompt:  # a paste asks for no menu of its own
        buffer, steps = prompt._editor.default_buffer, []

        def press(app):
            if not steps and buffer.text:
                buffer.complete_state = chosen
                buffer.go_to_completion(0)
                steps.append(buffer.text)
                app.input.send_text("\x1b")
            elif len(steps) == 1 and buffer.complete_state is None:
                steps.append(buffer.text)
                app.input.send_text(f";{ENTER}")

        prompt._editor.app.after_render += press
        assert prompt.read() == "SELECT * FROM b;"
        assert steps == ["SELECT * FROM batches", "SELECT * FROM b"]


def test_alt_enter_with_an_open_menu_is_no_esc(shell):
    chosen = CompletionState(Document("b"), [Completion("batches", start_position=-1)])
    with typing(shell, "\x1b[200~b\x1b[201~") as prompt:
        buffer = prompt._editor.default_buffer

        def press(app):
            if buffer.text == "b":
                buffer.complete_state = chosen
                buffer.go_to_completion(0)
                app.input.send_text(f"{ALT_ENTER};{ENTER}")

        prompt._editor.app.after_render += press
        assert prompt.read() == "batches\n;"


def test_f3_makes_enter_run_anything(shell):
    assert read(shell, f"{F3}SELECT 1{ENTER}") == "SELECT 1"
    assert not shell.session.settings.multiline


def test_f4_changes_the_keys_and_the_setting(shell):
    assert read(shell, f"SELECT 1;{F4}\x1b0xA {F4}{ENTER}") == "ELECT 1; "
    assert shell.session.settings.editing_mode == "emacs"


def test_vi_mode_is_taken_from_the_setting(shell):
    shell.session.settings.editing_mode = "vi"
    assert read(shell, f"SELECT 12;\x1bhxA{ENTER}") == "SELECT 1;"


def test_f1_shows_the_help_and_keeps_the_line(shell, said):
    assert read(shell, f"SELECT{F1} 1;{ENTER}") == "SELECT 1;"
    assert "\\watch" in said()


def read_when_said(shell, said, first, word, then):
    """Type a text, and the next one when the person has been told something."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        prompt = Prompt(shell, release_terminal=lambda: None, preload=lambda: None)
        waiting = [then]

        def go_on(_app):
            if waiting and word in said():
                keys.send_text(waiting.pop())

        prompt._editor.app.after_render += go_on
        keys.send_text(first)
        return prompt.read()


def test_f2_says_what_cannot_be_browsed_and_keeps_the_line(shell, said):
    assert read_when_said(shell, said, f"SELECT{F2}", "no result yet", f" 1;{ENTER}") == "SELECT 1;"
    submit(shell, "SELECT 1;")
    assert read_when_said(shell, said, f"SELECT{F2}", "needs a terminal", f" 2;{ENTER}") == "SELECT 2;"


def test_ctrl_c_drops_the_line(shell):
    with typing(shell, f"SELECT{CTRL_C}") as prompt, pytest.raises(KeyboardInterrupt):
        prompt.read()


def test_ctrl_d_leaves_on_an_empty_line_only(shell):
    with typing(shell, f"{CTRL_D}") as prompt, pytest.raises(EOFError):
        prompt.read()
    assert read(shell, f"xSELECT 1;{CTRL_A}{CTRL_D}{ENTER}") == "SELECT 1;"


def test_a_paste_of_five_hundred_lines_arrives_whole(shell):
    pasted = "\n".join(f"SELECT {n} AS column_number_{n};" for n in range(500))
    assert len(pasted) > 10_000
    assert read(shell, f"\x1b[200~{pasted}\x1b[201~", ENTER) == pasted


def test_a_draft_waits_at_the_next_prompt_once(shell):
    shell.draft = "SELECT 1;"
    assert read(shell, f" -- mine{ENTER}") == "SELECT 1; -- mine"
    assert shell.draft == ""


def test_the_prompt_names_the_profile_and_what_use_chose(session):
    assert "".join(text for _, text in message(session)) == "[test] openai> "
    session.service = "batch"
    assert "".join(text for _, text in message(session)) == "[test] openai.batch> "


def test_further_lines_are_aligned_with_the_prompt():
    ((_, text),) = continuation(15, 1, 0)
    assert text == " " * 13 + "> "


def test_every_key_has_a_label_and_a_help():
    assert all(key.label and key.help for key in KEYS)
    assert len({key.label for key in KEYS}) == len(KEYS)
