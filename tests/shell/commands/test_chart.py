r"""``\\chart``: the last result, drawn; nothing is asked again."""

import pytest

from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.run_input import run_text, submit


@pytest.fixture
def result(shell, session):
    """A statement that gives three batches by status."""
    columns = (ResultColumn("status"), ResultColumn("batches"))
    session.execute = lambda _text, _cancel: Result(columns, iter([("done", 8), ("failed", 4), ("new", -2)]))
    submit(shell, "SELECT x;")
    session.execute = lambda _text, _cancel: pytest.fail("asked again")


@pytest.mark.usefixtures("result")
@pytest.mark.parametrize("line", ["\\chart", "\\chart bar", "\\chart BAR status batches", "\\chart batches"])
def test_the_last_result_is_drawn_without_a_request(shell, rows, said, line):
    assert run_text(shell, line)
    chart = rows().partition("new,-2\n")[2].splitlines()
    assert chart[0] == "status batches"
    assert chart[1].startswith("done    8")
    assert said().endswith("3 rows\n")


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("\\chart bar status batchs", 'no column "batchs" in the result', "did you mean batches?"),
        ("\\chart bar batches status", '"status" holds text, such as done', "CAST"),
        ("\\chart hist status batches", "a histogram shows one column", "name one"),
        ("\\chart 'bar", "a quote is opened", ""),
    ],
)
@pytest.mark.usefixtures("result")
def test_what_cannot_be_drawn_is_said_and_the_session_goes_on(shell, rows, said, line, message, hint):
    before = rows()
    assert not run_text(shell, line)
    assert message in said()
    assert hint in said()
    assert rows() == before
    assert run_text(shell, "\\chart bar")


def test_before_the_first_result_there_is_nothing_to_draw(shell, said):
    assert not run_text(shell, "\\chart")
    assert "there is no result yet" in said()
    assert "run a statement first" in said()
