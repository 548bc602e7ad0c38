"""Twice the text is twice the work, whatever is in it."""

from __future__ import annotations

import pytest

from openai_sql_shell.sql.names import references
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.split import is_complete, split
from openai_sql_shell.sql.template import fill

WRITERS = {
    "many rows": lambda n: "INSERT INTO t VALUES " + ",".join(["('file-1', 2, 'batch')"] * n),
    "deep parentheses": lambda n: "SELECT " + "(" * n + "1" + ")" * n,
    "many tables": lambda n: "SELECT 1 FROM " + ",".join(["openai.batch.batches"] * n),
    "many common tables": lambda n: (
        "WITH " + ",".join(f"t{i} AS (SELECT 1)" for i in range(n)) + " SELECT 1 FROM t0"
    ),
    "many assignments": lambda n: "UPDATE t SET " + ",".join(["a = 1"] * n),
    "many hints": lambda n: "/*+ create */" * n + "SELECT 1",
    "one long hint": lambda n: "/*+ " + "create, " * n + "*/ SELECT 1",
    "many placeholders": lambda n: "SELECT " + ",".join(["'{{ a }}', {{ a }}"] * n),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    "work",
    [
        lambda text: parse(text.replace("{", "").replace("}", "")),
        lambda text: references(text, ("openai",)),
        lambda text: list(split(text)),
        lambda text: fill(text, {"a": "b"}),
    ],
    ids=["parse", "references", "split", "fill"],
)
def test_work_grows_with_the_text(work, write, calls):
    small, large = (calls(lambda n=n: work(write(n))) for n in (200, 400))
    assert large < 2.2 * small


def test_splitting_is_lazy(calls):
    script = "SELECT 1;" * 1000
    assert calls(lambda: next(split(script))) * 50 < calls(lambda: list(split(script)))


def test_megabytes_are_no_trouble():
    text = "SELECT '" + "x;" * 5_000_000 + "', " + "(" * 20_000 + "1" + ")" * 20_000
    assert parse(text).text == text
    assert is_complete(text + ";")
