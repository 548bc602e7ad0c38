"""A session's transport and its log: opened when they are needed, anew where a setting they were made with changes."""

from __future__ import annotations

import json

import pytest

COUNT = "SELECT count(*) FROM openai.files.files"


def logged(path):
    return [json.loads(line)["path"] for line in path.read_text().splitlines()]


def test_the_http_log_is_written_from_the_statement_on_that_sets_it(harness, tmp_path):
    path = tmp_path / "log.jsonl"
    harness.value(COUNT)
    harness.rows(f"SET http_log = '{path}'")
    assert not path.exists()
    harness.value(COUNT)
    harness.value(COUNT)
    assert logged(path) == ["/v1/files", "/v1/files"]
    file = harness.session._transport._log._file
    harness.session.settings.http_log = None
    harness.value(COUNT)
    assert len(logged(path)) == 2
    assert file.closed


def test_another_log_takes_the_place_of_the_first(harness, tmp_path):
    for name in ("one", "other"):
        harness.rows(f"SET http_log = '{tmp_path / name}'")
        harness.value(COUNT)
    assert [len(logged(tmp_path / name)) for name in ("one", "other")] == [1, 1]


def test_a_session_closes_its_log(harness, tmp_path):
    harness.rows(f"SET http_log = '{tmp_path / 'log.jsonl'}'")
    harness.value(COUNT)
    file = harness.session._transport._log._file
    harness.session.close()
    assert file.closed


@pytest.mark.parametrize(
    ("name", "value", "anew"),
    [
        ("connect_timeout", 1.0, True),
        ("read_timeout", 1.0, True),
        ("retries", 0, True),
        ("concurrency", 2, True),
        ("max_changes", 3, False),
        ("output", "csv", False),
    ],
)
def test_a_transport_is_made_anew_where_what_it_was_made_with_changes(harness, name, value, anew):
    harness.value(COUNT)
    before = harness.session._transport.opened()
    setattr(harness.session.settings, name, value)
    harness.value(COUNT)
    assert (harness.session._transport.opened() is not before) is anew
