"""The loop: it goes on whatever happens, and loads the line editor only when a person is there."""

import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.shell import repl


@contextmanager
def typing(text):
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(text)
        yield


def test_statements_run_until_the_person_leaves(session, console, paths, rows, said):
    with typing("SELECT 1;\r\x03SELECT 2;\r\x04"):
        assert repl.run(session, console, paths=paths, opening=repl.Opening("This is the sandbox.")) == 0
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert rows() == "id,status\n1,ok\nid,status\n2,ok\n"
    assert said().startswith("This is the sandbox.\n")


def test_a_defect_of_ours_does_not_end_the_session(session, console, paths, said):
    run = session.execute

    def execute(text, cancel):
        if "defect" in text:
            raise KeyError("hunter22 \x1b[2J")
        return run(text, cancel)

    session.execute = execute
    with typing("SELECT defect;\rSELECT 2;\r\\q\r"):
        assert repl.run(session, console, paths=paths) == 0
    assert "internal error: KeyError" in said()
    assert "OPENAI_SQL_DEBUG=1" in said()
    assert "hunter22" not in said()
    assert "\x1b" not in said()
    assert session.asked == ["SELECT 2"]


def test_with_debug_the_defect_is_raised(session, console, paths):
    console.environ["OPENAI_SQL_DEBUG"] = "1"
    session.script = None
    with typing("SELECT 1;\r"), pytest.raises(TypeError):
        repl.run(session, console, paths=paths)


def test_a_file_of_rows_is_finished_when_the_person_leaves(session, console, paths, tmp_path):
    with typing(f"\\o {tmp_path / 'out.csv'}\rSELECT 1;\r\x04"):
        repl.run(session, console, paths=paths)
    assert (tmp_path / "out.csv").read_text() == "id,status\n1,ok\n"


@pytest.mark.parametrize("module", ["repl", "history.replay"])
def test_nothing_heavy_is_loaded_before_the_prompt(module):
    code = f"import sys, openai_sql_shell.shell.{module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"prompt_toolkit", "pygments", "rich", "requests", "sqlparse", "apsw"} & set(loaded)


def test_ctrl_c_behind_enter_is_said_and_nothing_runs(session, console, paths, said):
    def ready():
        if not session.asked:
            session.asked.append("ready")
            signal.raise_signal(signal.SIGINT)

    with typing("SELECT 1;\rSELECT 2;\r\x04"):
        repl.run(session, console, paths=paths, opening=repl.Opening(ready=ready))
    assert session.asked == ["ready", "SELECT 2"]
    assert "cancelled" in said()


def test_the_browser_is_loaded_by_who_opens_it():
    code = "import sys, openai_sql_shell.shell.editor.prompt, openai_sql_shell.shell.commands.registry; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    browser = {name for name in loaded if name.startswith("openai_sql_shell.shell.browser.")}
    assert browser == {"openai_sql_shell.shell.browser.keys"}
