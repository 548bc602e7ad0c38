r"""``\ask`` on a real terminal: the question before the first one, and the statement at the prompt."""

import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING

ENTER = "\r"


def test_the_statement_stands_at_the_prompt_and_runs_on_enter(screen):
    screen.type(f"\\ask how many batches are there of each status{ENTER}")
    screen.wait_for("anything else to leave it:$")
    screen.type(f"yes{ENTER}")
    screen.wait_for(rf"nothing of it was run\n{PROMPT} SELECT [^;]* FROM openai\.batch\.batches [^;]*;")
    assert "tokens in" in screen.text
    assert "│" not in screen.text
    screen.type(ENTER)
    screen.wait_for("│ batch_")
    screen.wait_for(WAITING)
