from __future__ import annotations

import pytest

from openai_sql_shell.api.paging import Page
from openai_sql_shell.classes import replace
from openai_sql_shell.engine import cache as module
from openai_sql_shell.engine.cache import Cache
from openai_sql_shell.handlers.base import Notices
from openai_sql_shell.handlers.reading import Reading


def test_the_oldest_answers_make_room(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 4)
    cache = Cache(lambda: 0.0)
    for question in ("one", "two", "three"):
        cache.put(question, (Page(({}, {}), last=True),), Notices())
    assert [question for question in ("one", "two", "three") if cache.get(question, 0.0)] == ["two", "three"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "SELECT b.id FROM (SELECT 'batch_a' AS id UNION SELECT 'batch_b') AS l JOIN openai.batch.batches b ON b.id = l.id",
            "not found in openai.batch.batches (HTTP 404), so without a row: /batches/batch_a, /batches/batch_b",
        ),
        (
            "EXPLAIN ANALYZE SELECT b.id FROM (SELECT 'batch_a' AS id) AS l JOIN openai.batch.batches b ON b.id = l.id",
            "not found in openai.batch.batches (HTTP 404), so without a row: /batches/batch_a",
        ),
    ],
)
def test_an_answer_from_the_cache_repeats_what_was_said_about_it(harness, sql, said):
    harness.rows("SET cache = '1h'")
    for requests in (True, False, False):
        harness.rows(sql)
        assert bool(harness.requests) is requests
        assert harness.notices().count(said) == 1


def test_a_list_that_is_not_whole_says_so_from_the_cache_too(harness, monkeypatch):
    take = Reading.take
    monkeypatch.setattr(
        Reading, "take", lambda *args: replace(take(*args), more=args[0]._notices.add("cut") or True)
    )
    harness.rows("SET cache = '1h'")
    for requests in (1, 0):
        harness.rows("SELECT id FROM openai.models.models")
        assert (len(harness.requests), harness.notices().count("cut")) == (requests, 1)
