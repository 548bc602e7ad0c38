from __future__ import annotations

from openai_sql_shell.api.paging import Page
from openai_sql_shell.engine import cache as module
from openai_sql_shell.engine.cache import Cache


def test_the_oldest_answers_make_room(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 4)
    cache = Cache(lambda: 0.0)
    for question in ("one", "two", "three"):
        cache.put(question, (Page(({}, {}), last=True),))
    assert [question for question in ("one", "two", "three") if cache.get(question, 0.0)] == ["two", "three"]
