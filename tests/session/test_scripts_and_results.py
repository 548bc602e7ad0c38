"""Whole texts, large texts, and results that are closed, repeated or left behind."""

from __future__ import annotations

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import (
    InvalidValue,
    StatementError,
    StatementSyntaxError,
    UnknownName,
    UsageError,
)

LONGEST = 1_000_000


def test_a_script_is_filled_and_split(harness):
    harness.session.variables = {"name": "it's", "n": 5}
    pieces = harness.session.script("SELECT '{{ name }}'; -- done; \n SELECT {{ n }};\n")
    assert [piece.text for piece in pieces] == ["SELECT 'it''s'", "SELECT 5"]
    assert [harness.value(piece.text) for piece in pieces] == ["it's", 5]


def test_a_placeholder_without_a_value_stops_the_script_before_it_runs(harness):
    with pytest.raises(StatementError, match="name"):
        harness.session.script("SELECT 1; SELECT '{{ name }}'")
    assert harness.requests == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT 1;\nSELECT 'open", "the string opened in line 2 is never closed"),
        ("SELECT 1 /* open", "the comment opened in line 1 is never closed"),
        ('SELECT "open', "opened in line 1 is never closed"),
    ],
)
def test_what_is_never_closed_is_said_with_its_line(harness, text, message):
    with pytest.raises(StatementSyntaxError, match=message) as caught:
        harness.session.script(text)
    assert text[caught.value.span.start :].startswith(("'open", "/* open", '"open'))


def test_a_statement_longer_than_the_limit_is_refused_at_once(harness):
    with pytest.raises(StatementError, match="1,000,001 characters, more than 1,000,000"):
        harness.run("SELECT '" + "x" * (LONGEST - 8) + "'")
    assert harness.requests == []


def test_a_statement_as_long_as_the_limit_runs(harness):
    text = "SELECT '" + "x" * (LONGEST - 9) + "'"
    assert len(text) == LONGEST
    assert len(harness.value(text)) == LONGEST - 9


@pytest.mark.parametrize("text", ["", "   ", "-- nothing", "/* nothing */"])
def test_an_empty_statement_is_an_error(harness, text):
    harness.error(text, StatementError)


def test_settings_are_changed_by_statements(harness):
    assert harness.run("SET read_timeout = '2s'").summary == "SET read_timeout = 2s"
    assert harness.session.settings.read_timeout == 2.0
    harness.error("SET read_tmeout = 5", UnknownName)
    harness.error("SET read_timeout = 'soon'", InvalidValue)


def test_a_closed_session_gives_up_its_result(harness):
    result = harness.run("SELECT id FROM openai.models.models")
    harness.session.close()
    with pytest.raises(UsageError, match="has ended"):
        next(result.rows)


def test_a_result_that_nobody_reads_does_not_stand_in_the_way(harness):
    for _ in range(3):
        harness.run("SELECT id FROM openai.models.models")
    assert harness.value("SELECT 1") == 1


def test_notices_are_complete_when_the_rows_are_read(seeded):
    result = seeded.run("SELECT id FROM openai.batch.batches WHERE id IN ('batch_a', 'batch_b')")
    assert list(result.rows) == []
    assert len(result.notices) == 1


# --- the cancel token ------------------------------------------------------------------------------------------


def test_a_token_is_false_until_it_is_set_and_never_unset():
    token = CancelToken()
    assert not token
    token.check()
    token.set()
    token.set()
    assert token


def test_a_token_calls_those_who_listen_and_nobody_else():
    token, calls = CancelToken(), []
    with token.calling(lambda: calls.append("gone")):
        pass
    with token.calling(lambda: calls.append("one")), token.calling(lambda: calls.append("two")):
        token.set()
    assert calls == ["one", "two"]


def test_who_listens_to_a_set_token_is_called_at_once():
    token, calls = CancelToken(), []
    token.set()
    with token.calling(lambda: calls.append("late")):
        assert calls == ["late"]
