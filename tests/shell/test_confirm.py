"""The question before many objects are changed: only their number, typed, means yes."""

import io
import signal

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.session.consent import Preview
from openai_sql_shell.shell.commands.connect import use_session
from openai_sql_shell.shell.confirm import LISTED, ask_for_consent
from openai_sql_shell.shell.interrupts import interruptible


def preview(count):
    names = tuple(f"file-{n}" for n in range(count))
    objects = tuple((name, f"{name}.txt") for name in names)
    return Preview("DELETE", "openai.files.files", objects, "DELETE /files/{file_id}")


@pytest.fixture
def answers(shell):
    """Put what the person types where the question reads it."""

    def answers(text):
        shell.console = replace(shell.console, stdin=io.StringIO(text))

    return answers


@pytest.mark.parametrize(
    ("typed", "consents"),
    [
        ("12\n", True),
        (" 12 \n", True),
        ("y\n", False),
        ("yes\n", False),
        ("1\n", False),
        ("\n", False),
        ("", False),
    ],
)
def test_only_the_number_means_yes(shell, answers, typed, consents):
    answers(typed)
    assert ask_for_consent(shell, preview(12)) is consents


def test_the_question_names_profile_objects_and_calls(shell, answers, said):
    answers("\n")
    ask_for_consent(shell, preview(12))
    assert said().startswith("DELETE on profile test changes 12 objects of openai.files.files:\n")
    assert "  file-0  file-0.txt\n" in said()
    assert f"file-{LISTED - 1}" in said()
    assert f"file-{LISTED}" not in said()
    assert said().endswith(
        "  and 2 more\neach by DELETE /files/{file_id}\nType 12 to go on, anything else to leave it: "
    )


def test_names_from_the_api_reach_no_terminal_raw(shell, answers, said):
    answers("\n")
    ask_for_consent(shell, Preview("UPDATE", "r", (("\x1b[2J", "\x1b[2J"),), "POST /x"))
    assert "\x1b" not in said()


def test_ctrl_c_means_no_and_the_handler_before_is_back(shell):
    class Interrupted(io.StringIO):
        def readline(self, *_):
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    shell.console = replace(shell.console, stdin=Interrupted())
    assert ask_for_consent(shell, preview(2)) is False
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_means_no_from_the_moment_the_question_is_seen(shell, answers):
    class Quick(io.StringIO):
        def write(self, text):
            if "to go on" in text:
                signal.raise_signal(signal.SIGINT)
            return super().write(text)

    answers("2\n")
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as cancel:
        shell.console = replace(shell.console, stderr=Quick())
        assert ask_for_consent(shell, preview(2)) is False
        assert not cancel
    assert signal.getsignal(signal.SIGINT) is before


def test_a_session_that_is_entered_asks_this_person(shell, session, answers, said):
    use_session(shell, session)
    answers("2\n")
    assert session.confirm(preview(2)) is True
    assert "Type 2 to go on" in said()
