"""The page about it keeps its promises: its example runs, and its numbers are those of the program."""

from __future__ import annotations

import io
import re
from contextlib import closing
from pathlib import Path

from faults import FaultySandbox
from harness import make_session

from openai_sql_shell.classes import replace
from openai_sql_shell.shell.ask.exchange import MOST_QUESTION, MOST_TOKENS
from openai_sql_shell.shell.run_input import run_text

PAGE = (Path(__file__).parents[3] / "openai_sql_shell/reference/guides/ask.md").read_text(encoding="utf-8")


def test_its_example_runs(shell, time, said):
    [example] = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    with FaultySandbox(clock=time, seed=1) as sandbox, closing(make_session(sandbox, time)) as session:
        shell.session = session
        session.confirm = lambda _: False
        shell.console = replace(shell.console, stdin=io.StringIO("yes\nyes\n"))
        assert run_text(shell, example), said()
    assert shell.draft.startswith("SELECT")
    assert shell.draft.endswith(" FROM openai.files.files LIMIT 10;")


def test_its_numbers_are_the_programs():
    assert f"up to {MOST_QUESTION:,} bytes" in PAGE
    assert f"{MOST_TOKENS:,} tokens at most" in PAGE
