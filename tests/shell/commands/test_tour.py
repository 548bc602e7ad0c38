"""The tour in the shell: a statement for each Enter, on the sandbox, and nothing of it stays."""

import io
from pathlib import Path

import pytest
from shell.conftest import StubSession

from openai_sql_shell.classes import replace
from openai_sql_shell.config import Profile
from openai_sql_shell.shell.run_input import run_text, submit
from openai_sql_shell.shell.tour import our_tour

STEPS = our_tour().steps
SANDBOX = Profile("sandbox", api_key="hunter23", sandbox=True)


@pytest.fixture
def press(shell):
    """Give the answers that a person types."""

    def press(answers):
        shell.console = replace(shell.console, stdin=io.StringIO(answers))

    return press


@pytest.fixture
def on_sandbox(session):
    session.profile = SANDBOX
    session.changes = lambda _text: False
    return session


def test_enter_runs_each_statement_in_order_and_the_history_keeps_the_command_alone(
    shell, on_sandbox, press, said
):
    press("\n" * len(STEPS))
    assert submit(shell, "\\tour")
    assert on_sandbox.asked == [step.statement for step in STEPS]
    assert STEPS[0].words in said()
    assert "That was the tour" in said()
    assert [entry.text for entry in shell.history.read()] == ["\\tour"]


@pytest.mark.parametrize("answer", ["q\n", "no\n", "", "q"])
def test_anything_but_enter_ends_it(shell, on_sandbox, press, said, answer):
    press(f"\n{answer}")
    assert run_text(shell, "\\tour")
    assert on_sandbox.asked == [STEPS[0].statement]
    assert "\\tour begins it again" in said()


def test_ctrl_c_ends_it(shell, on_sandbox, said):
    class Interrupted(io.StringIO):
        def readline(self, *_):
            raise KeyboardInterrupt

    shell.console = replace(shell.console, stdin=Interrupted())
    assert run_text(shell, "\\tour")
    assert on_sandbox.asked == []
    assert "\\tour begins it again" in said()


def test_an_error_ends_it(shell, on_sandbox, press, said):
    execute = on_sandbox.execute
    on_sandbox.execute = lambda text, cancel: execute("boom" if "METHODS" in text else text, cancel)
    press("\n" * 5)
    assert run_text(shell, "\\tour")
    assert "the tour ends at this error" in said()
    assert len(on_sandbox.asked) == 2


def test_its_files_are_there_while_it_runs_and_gone_afterwards(shell, on_sandbox, press):
    here, seen = Path.cwd(), []
    execute = on_sandbox.execute
    on_sandbox.execute = lambda *given: (seen.append(Path("prompts.csv").is_file()), execute(*given))[1]
    press("\nq\n")
    run_text(shell, "\\tour")
    assert seen == [True]
    assert Path.cwd() == here


def test_with_an_account_it_plays_on_the_sandbox_and_comes_back(shell, session, press, said):
    sandbox = StubSession(SANDBOX, session.settings)
    shell.connect = lambda name, _before: {"sandbox": sandbox}[name]
    session.service = "batch"
    press("\nq\n")
    assert run_text(shell, "\\tour")
    assert session.asked == []
    assert sandbox.asked == [STEPS[0].statement]
    assert shell.session is session
    assert session.service == "batch"
    assert "nothing is sent to your account" in said()


def test_a_profile_that_is_only_called_sandbox_is_not_toured(shell, session, press, said):
    other = StubSession(Profile("sandbox", api_key="hunter24"), session.settings)
    shell.connect = lambda _name, _before: other
    press("\n")
    assert not run_text(shell, "\\tour")
    assert other.asked == []
    assert shell.session is session
    assert "openai-sql --sandbox" in said()
