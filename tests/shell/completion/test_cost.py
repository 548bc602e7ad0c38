import subprocess
import sys

import pytest
from shell.completion.places import cursor_of

from openai_sql_shell.shell.completion import nodes
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.completion.text import TextCompleter, complete_text
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer

LIST = "select {} from openai.batch.batches b where status in ({}) and ▮"


def steps(text):
    """How many lines of our own code one key costs: a measure that is the same on every machine."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += event == "line"
        return trace if "openai_sql_shell" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        complete_text(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "make",
    [
        lambda n: LIST.format(", ".join(["b.status"] * n), ", ".join(["'x'"] * n)),
        lambda n: "select 1; " * n + "select * from ▮",
        lambda n: "select " + "(" * n + "▮",
        lambda n: "select " + "lower(" * n + "status▮" + ")" * n + " from openai.batch.batches",
        lambda n: "with " + ", ".join(f"c{i} as (select 1 as a)" for i in range(n)) + " select ▮ from c0",
        lambda n: "select ▮ from openai.batch.batches union all " + "select 1 union all " * n,
        lambda n: "select " + "a." * n + "▮",
    ],
    ids=["lists", "statements", "parentheses", "calls", "with", "union", "dots"],
)
def test_work_grows_with_the_text_and_not_faster(make):
    small, large = steps(make(60)), steps(make(240))
    assert large < small * 4.4


def test_a_letter_at_the_end_of_a_long_statement_reads_its_end_only():
    text = LIST.format("b.id", ", ".join(["lower('x')"] * 400)).removesuffix("▮")
    whole = nodes_made(text + "s▮")
    assert whole > 1000
    assert nodes_made(text + "st▮", after=text + "s▮") < whole / 100
    assert nodes_made(text + "status = 'x' and s▮", after=text + "status▮") < whole / 100


def nodes_made(text, after=""):
    """How many tokens are read into nodes for a text, after another."""
    completer = TextCompleter(IncrementalTokenizer())
    completer.candidates(*cursor_of(after), Snapshot())
    read = []
    before, nodes._Builder.extend = (
        nodes._Builder.extend,
        lambda self, tokens: before(self, seen(tokens, read)),
    )
    try:
        completer.candidates(*cursor_of(text), Snapshot())
    finally:
        nodes._Builder.extend = before
    return len(read)


def seen(tokens, read):
    tokens = list(tokens)
    read += tokens
    return tokens


def test_completion_needs_no_third_party_module():
    code = (
        "import sys; from openai_sql_shell.shell.completion.text import complete_text; complete_text('select * from ');"
        "print(sorted({'prompt_toolkit', 'pygments', 'rich', 'requests', 'sqlparse', 'apsw'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
