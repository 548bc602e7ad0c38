r"""\assert: one value that has to be true, in every way statements are run."""

from __future__ import annotations

import pytest
from faults import Fault

from openai_sql_shell.errors import (
    AssertionFailed,
    ExitCode,
    OpenAISqlError,
    StatementError,
    StatementSyntaxError,
)
from openai_sql_shell.sql.split import split


@pytest.mark.parametrize(
    "value", ["1", "1 = 1", "0.5", "-1", "count(*) = 0 FROM openai.batch.batches", "TRUE;"]
)
def test_what_is_true_passes_without_rows(harness, value):
    assert harness.rows(rf"\assert SELECT {value}") == []
    assert harness.result.summary == "ASSERT"


@pytest.mark.parametrize(
    "value", ["0", "NULL", "0.0", "'true'", "'1'", "x'01'", "1 WHERE false", "1 UNION ALL SELECT 1"]
)
def test_what_is_not_true_fails_behind_its_rows(harness, value):
    rows = harness.rows(f"SELECT {value}")
    error, shown = failed(harness, rf"\ASSERT SELECT {value}")
    assert error.exit_code == ExitCode.ASSERTION == 3
    assert shown == rows


def test_ten_rows_are_shown(harness):
    error, shown = failed(harness, r"\assert SELECT value FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]')")
    assert "more than 10 rows" in error.message
    assert len(shown) == 10


def failed(harness, sql):
    """How an assertion fails, and the rows in front of that."""
    shown, result = [], harness.run(sql)
    with pytest.raises(AssertionFailed) as caught:
        take(result.rows, shown)
    return caught.value, shown


def take(rows, shown):
    for row in rows:
        shown.append(row)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT 1, 2", StatementError),
        ("", StatementSyntaxError),
        ("SHOW SERVICES IN openai", StatementSyntaxError),
        ("DELETE FROM openai.batch.batches", StatementSyntaxError),
        ("SELECT nope", StatementError),
    ],
)
def test_what_is_no_assertion_fails_as_statements_do(harness, text, kind):
    error = harness.error(rf"\assert {text}", kind)
    assert error.exit_code == ExitCode.FAILED
    assert harness.requests == []


def test_an_error_points_into_the_text_that_was_written(harness):
    text = r"\assert SELECT nope"
    assert text[harness.error(text).span.start :] == "nope"


def test_a_request_that_fails_keeps_its_code(harness):
    harness.sandbox.faults.add(Fault("GET /v1/batches*", status=401))
    error = harness.error(r"\assert SELECT count(*) = 0 FROM openai.batch.batches")
    assert not isinstance(error, AssertionFailed)
    assert isinstance(error, OpenAISqlError)
    assert error.exit_code == ExitCode.CONNECTION


def test_it_ends_with_its_line_in_a_script():
    text = "SELECT 1;\n\\assert SELECT ';' -- so\nSELECT 2;\n\\assert SELECT 1; SELECT 3"
    assert [piece.text for piece in split(text)] == [
        "SELECT 1",
        "\\assert SELECT ';'",
        "SELECT 2",
        "\\assert SELECT 1",
        "SELECT 3",
    ]
