"""A session that asks about every change, and how many objects each statement says it has changed."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import Cancelled, RefusedStatement

STORES = "openai.vector_stores.vector_stores"
BODY = '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}'
GENERATED = """SELECT id FROM openai.chat.completions
    WHERE data__model = 'gpt-4o-mini' AND data__messages = '[{"role": "user", "content": "Hello"}]'"""
REQUESTS = f"INSERT INTO openai.batch.batch_requests (custom_id, body, url) VALUES ('a', '{BODY}', '/v1/chat/completions')"


@pytest.fixture
def changes(store, documents):
    return [
        f"INSERT INTO {STORES} (name) VALUES ('a')",
        f"UPDATE {STORES} SET name = 'b' WHERE id = '{store}'",
        f"DELETE FROM openai.files.files WHERE id = '{documents[0]}'",
        f"EXEC {STORES}.modify_vector_store @vector_store_id = '{store}', @name = 'c'",
        REQUESTS,
        GENERATED,
    ]


def sent(harness):
    return [line for line in harness.requests if not line.startswith("GET")]


@pytest.mark.parametrize("consent", [{}, {"assume_yes": True}, {"max_changes": 5}])
def test_nothing_is_sent_where_nobody_can_be_asked_or_the_person_says_no(harness, changes, consent):
    for name, value in consent.items():
        setattr(harness.session.settings, name, value)
    harness.session.confirm_each = True
    for answer, kind in ((None, RefusedStatement), (lambda _preview: False, Cancelled)):
        harness.session.confirm = answer
        for sql in changes:
            harness.error(sql, kind)
            assert sent(harness) == [], sql


def test_who_says_yes_is_asked_once_for_each_change(harness, changes):
    asked = []
    harness.session.confirm_each, harness.session.confirm = (
        True,
        lambda preview: asked.append(preview) or True,
    )
    for sql in changes:
        harness.rows(sql)
        assert sent(harness), sql
    assert [preview.count for preview in asked] == [1] * len(changes)
    harness.session.settings.dry_run = True
    harness.rows(changes[0])
    harness.rows("CREATE TABLE t (a)")
    assert len(asked) == len(changes)


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        (f"INSERT INTO {STORES} (name) VALUES ('a'), ('b')", 2),
        (f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING id", 1),
        (f"UPDATE {STORES} SET name = 'b' WHERE name = 'nobody'", 0),
        (f"EXEC {STORES}.create_vector_store @name = 'c'", 1),
        (f"EXEC {STORES}.list_vector_stores", None),
        ("INSERT INTO mine VALUES (1), (2), (3)", 3),
        ("INSERT INTO mine VALUES (1) RETURNING a", 1),
        ("DELETE FROM mine", 1),
        ("SELECT 1", None),
        ("CREATE TABLE other (a)", None),
        ("SHOW SERVICES IN openai", None),
    ],
)
def test_a_change_says_how_many_objects_it_was(harness, sql, changed):
    harness.rows("CREATE TABLE mine AS SELECT 1 AS a")
    assert harness.run(sql).changed == changed
