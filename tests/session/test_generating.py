"""What makes a model work: asked for once, never unseen or ahead, counted; and what an answer shows once, shown and kept out of logs."""

from __future__ import annotations

import json

import pytest
from answering import answering, rows_of, talking_to

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import (
    InvalidValue,
    LocalFileError,
    MissingParameters,
    OpenAISqlError,
    RefusedStatement,
    UnsupportedStatement,
)

CHAT = "openai.chat.completions"
SPEECH = "openai.audio.speeches"
CATALOG = Catalog()
NUMBERED = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
ASKING = "c.data__model = 'm' AND c.data__messages = '[{\"n\":' || i || '}]'"


def answer(verb, path, body):
    if path == "/chat/completions" and verb == "POST":
        asked = json.loads(body)
        said = asked["messages"][0].get("n", 0)
        usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
        found = {"id": f"chatcmpl-{said}", "model": "m-2026", "created": 1, "choices": [], "usage": usage}
        return {"object": "chat.completion", **found}
    if path == "/responses":
        return {
            "id": "resp_1",
            "object": "response",
            "usage": {"input_tokens": 5, "output_tokens": 6, "total_tokens": 11},
        }
    if path == "/embeddings":
        data = [{"object": "embedding", "index": n, "embedding": [1.0]} for n in range(2)]
        return {
            "object": "list",
            "data": data,
            "model": "m",
            "usage": {"prompt_tokens": 3, "total_tokens": 3},
        }
    if path == "/audio/speech":
        return b"\xff\x00sound"
    if path == "/organization/spend_limit":
        return {"object": "organization.spend_limit.deleted", "deleted": True}
    if path.startswith("/organization/admin_api_keys"):
        return {"id": "key_1", "object": "organization.admin_api_key", "name": "n", "value": "ak_topsecret"}
    if path == "/realtime/client_secrets":
        return {"value": "ek_topsecret", "expires_at": 5, "session": {"type": "realtime"}}
    if path.startswith("/conversations"):
        return {"id": "conv_1", "object": "conversation", "created_at": 1, "metadata": {}}
    return {"error": {"message": "no"}}


@pytest.fixture(scope="module")
def server():
    with answering(answer) as server:
        yield server


@pytest.fixture
def session(server):
    server.seen.clear()
    with talking_to(server, CATALOG) as session:
        yield session


def test_a_select_sends_what_it_is_pinned_to(session, server):
    where = "data__model = 'm' AND data__messages = '[{\"role\": \"user\"}]' AND data__temperature = 0.5"
    result = session.execute(f"SELECT id, model FROM {CHAT} WHERE {where}")
    assert list(result.rows) == [("chatcmpl-0", "m-2026")]
    assert server.bodies == [{"model": "m", "messages": [{"role": "user"}], "temperature": 0.5}]
    assert "used 7 tokens (3 in, 4 out)" in result.notices


def test_each_question_is_asked_once_however_sqlite_walks(session, server):
    twice = f"(SELECT count(*) FROM {CHAT} c WHERE {ASKING})"
    sql = f"{NUMBERED.format(4)} SELECT i, {twice}, c.id FROM n JOIN {CHAT} c ON {ASKING} ORDER BY 1 DESC"
    assert [row[0] for row in rows_of(session, sql)] == [4, 3, 2, 1]
    assert sorted(body["messages"][0]["n"] for body in server.bodies) == [1, 2, 3, 4]


def test_equal_rows_of_a_select_are_one_question(session, server):
    rows = rows_of(
        session, f"WITH n(i) AS (VALUES (1), (2), (1)) SELECT i, c.id FROM n JOIN {CHAT} c ON {ASKING}"
    )
    assert rows == [(1, "chatcmpl-1"), (2, "chatcmpl-2"), (1, "chatcmpl-1")]
    assert len(server.seen) == 2


def test_equal_rows_of_an_insert_are_as_many_calls(session, server):
    rows_of(session, f"INSERT INTO {CHAT} (model, messages) VALUES ('m', '[{{}}]'), ('m', '[{{}}]')")
    assert len(server.seen) == 2


def test_what_may_have_been_billed_and_no_list_shows_is_said():
    with (
        answering(lambda *_: (500, {"error": {"message": "broken"}})) as server,
        talking_to(server) as session,
    ):
        with pytest.raises(OpenAISqlError, match="broken") as caught:
            rows_of(session, "INSERT INTO openai.responses.responses (model, input) VALUES ('m', 'hi')")
        assert len(server.seen) == 1
    assert caught.value.may_have_acted
    assert "it may have been carried out; the API has no list of responses" in caught.value.hint


@pytest.mark.parametrize("stop", ["", ".", ".."])
def test_no_text_that_is_sent_is_taken_for_an_id_that_nothing_has(session, server, stop):
    rows = rows_of(
        session, f"{NUMBERED.format(2)} SELECT i FROM n JOIN {CHAT} c ON {ASKING} AND c.data__stop = '{stop}'"
    )
    assert rows == [(1,), (2,)]
    assert [body["stop"] for body in server.bodies] == [stop, stop]


def test_nothing_is_sent_that_no_row_is_taken_for(session, server):
    rows = iter(session.execute(f"{NUMBERED.format(9)} SELECT c.id FROM n JOIN {CHAT} c ON {ASKING}").rows)
    assert [next(rows), next(rows)] == [("chatcmpl-1",), ("chatcmpl-2",)]
    assert len(server.seen) == 2


def test_more_of_them_need_consent(session, server):
    sql = f"{NUMBERED.format(12)} SELECT c.id FROM n JOIN {CHAT} c ON {ASKING}"
    with pytest.raises(RefusedStatement, match="10 times") as caught:
        rows_of(session, sql)
    assert (len(server.seen), caught.value.may_have_acted) == (10, True)
    session.settings.max_changes = 12
    assert len(rows_of(session, sql)) == 12


@pytest.mark.parametrize(
    "sql",
    [
        f"{NUMBERED.format(2)} SELECT c.id FROM n JOIN {CHAT} c ON {ASKING}",
        f"CREATE TABLE t AS {NUMBERED.format(2)} SELECT c.id FROM n JOIN {CHAT} c ON {ASKING}",
    ],
)
def test_it_counts_as_a_change(session, server, sql):
    assert session.changes(sql)
    session.settings.dry_run = True
    assert [row[:2] for row in rows_of(session, sql)] == [("POST", "/chat/completions")] * 2
    session.settings.dry_run = False
    session.settings.read_only = True
    with pytest.raises(RefusedStatement, match="read-only"):
        rows_of(session, sql)
    assert server.seen == []
    session.settings.read_only = False
    rows_of(session, sql)
    assert len(server.seen) == 2


ONE = f"SELECT id FROM {CHAT} WHERE data__model = 'm' AND data__messages = '[{{}}]'"


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE VIEW v AS {ONE}",
        f"DELETE FROM {CHAT} WHERE id IN ({ONE})",
        f"UPDATE {CHAT} SET metadata = '{{}}' WHERE id IN ({ONE})",
        f"INSERT INTO openai.responses.responses (model, input) {ONE.replace('id', 'id, model', 1)}",
        f"EXEC openai.files.files.download_file @file_id = ({ONE})",
        f"EXPLAIN ANALYZE {ONE}",
    ],
)
def test_it_has_no_place_where_it_could_be_asked_again_unseen(session, server, sql):
    with pytest.raises(OpenAISqlError, match="make a model work"):
        rows_of(session, sql)
    assert server.seen == []


def test_what_it_lacks_is_named(session, server):
    with pytest.raises(MissingParameters, match="data__messages"):
        rows_of(session, f"SELECT id FROM {CHAT} WHERE data__model = 'm'")
    assert server.seen == []


def test_insert_does_it_too_and_counts_what_was_used(session):
    insert = f"INSERT INTO {CHAT} (model, messages) {NUMBERED.format(3)} SELECT 'm', '[{{\"n\": ' || i || '}}]' FROM n"
    result = session.execute(f"{insert} RETURNING id")
    assert sorted(result.rows) == [("chatcmpl-1",), ("chatcmpl-2",), ("chatcmpl-3",)]
    assert result.summary.endswith("used 21 tokens (9 in, 12 out)")
    beside = session.execute(f"{insert} RETURNING id")
    assert beside.short_summary == "INSERT 3 · used 21 tokens (9 in, 12 out)"


@pytest.mark.parametrize(
    ("sql", "used"),
    [
        (
            "INSERT INTO openai.responses.responses (model, input) VALUES ('m', 'hi')",
            "11 tokens (5 in, 6 out)",
        ),
        (
            "INSERT INTO openai.embeddings.embeddings (model, input) VALUES ('m', '[\"a\", \"b\"]')",
            "3 tokens (3 in, 0 out)",
        ),
    ],
)
def test_tokens_are_counted_under_every_name(session, sql, used):
    assert session.execute(sql).summary.endswith(f"used {used}")


def test_an_insert_that_is_answered_with_many_objects_returns_them_all(session):
    sql = "INSERT INTO openai.embeddings.embeddings (model, input) VALUES ('m', '[1, 2]') RETURNING \"index\""
    assert rows_of(session, sql) == [(0,), (1,)]


@pytest.mark.parametrize(
    ("named", "sent"), [("hi", "hi"), ('["a"]', ["a"]), ('{"a": 1}', {"a": 1}), ("[x", "[x")]
)
def test_text_or_json_is_what_it_looks_like(session, server, named, sent):
    rows_of(session, f"INSERT INTO openai.responses.responses (model, input) VALUES ('m', '{named}')")
    assert server.bodies == [{"model": "m", "input": sent}]


def test_bytes_are_written_to_the_file_of_each_row(session, tmp_path):
    values = f"'tts-1', 'hi', 'alloy', '{tmp_path}/' || column1 || '.mp3' FROM (VALUES ('a'), ('b'))"
    sql = f'INSERT INTO {SPEECH} (model, input, voice, "to") SELECT {values} RETURNING path, bytes'
    assert rows_of(session, sql) == [(f"{tmp_path}/a.mp3", 7), (f"{tmp_path}/b.mp3", 7)]
    assert (tmp_path / "a.mp3").read_bytes() == b"\xff\x00sound"


@pytest.mark.parametrize(
    ("columns", "values", "kind"),
    [
        ("", "", MissingParameters),
        (', "to"', ", '{0}/there.mp3'", LocalFileError),
        (', "to"', ", '{0}/no/where.mp3'", LocalFileError),
    ],
)
def test_what_is_paid_for_has_a_place_before_it_is_asked_for(
    session, server, tmp_path, columns, values, kind
):
    (tmp_path / "there.mp3").write_bytes(b"old")
    with pytest.raises(kind):
        rows_of(
            session,
            f"INSERT INTO {SPEECH} (model, input, voice{columns}) VALUES ('m', 'i', 'v'{values.format(tmp_path)})",
        )
    assert server.seen == []


def test_two_rows_are_not_written_to_one_file(session, server, tmp_path):
    row = f"('m', 'i', 'v', '{tmp_path}/a.mp3')"
    with pytest.raises(OpenAISqlError, match="two of the rows"):
        rows_of(session, f'INSERT INTO {SPEECH} (model, input, voice, "to") VALUES {row}, {row}')
    assert server.seen == []


KEYS = "INSERT INTO openai.admin_api_keys.admin_api_keys (name) VALUES ('n')"


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        (KEYS, ("key_1", "n", "ak_topsecret")),
        (f"{KEYS} RETURNING value", ("ak_topsecret",)),
        (f"{KEYS} RETURNING upper(value), id", ("AK_TOPSECRET", "key_1")),
        ("INSERT INTO openai.realtime.client_secrets (expires_after) VALUES ('{}')", ("ek_topsecret",)),
    ],
)
def test_what_the_api_shows_once_is_shown(session, sql, shown):
    assert rows_of(session, sql) == [shown]


def test_a_star_has_what_only_the_answer_has(session):
    [row] = rows_of(session, f"{KEYS} RETURNING *")
    assert row[-1] == "ak_topsecret"
    with pytest.raises(InvalidValue, match="answer to a change only"):
        rows_of(session, "SELECT value FROM openai.admin_api_keys.admin_api_keys WHERE id = 'key_1'")


@pytest.mark.parametrize("returned", ["id", "id, name, 'value'", "count(*) FILTER (WHERE id)"])
def test_what_the_api_shows_once_is_not_left_out(session, server, returned):
    with pytest.raises(UnsupportedStatement, match="leaves out value") as refused:
        rows_of(session, f"{KEYS} RETURNING {returned}")
    assert "add value" in refused.value.hint
    assert server.lines == []
    assert rows_of(session, f"{KEYS} RETURNING raw->>'value'") == [("ak_topsecret",)]


def test_what_is_shown_once_is_known_to_who_writes_something_down(session):
    rows_of(session, KEYS)
    assert session.shown_once == {"ak_topsecret"}


def test_no_log_holds_what_is_shown_once(server, tmp_path):
    log = tmp_path / "http.jsonl"
    with talking_to(server, CATALOG, http_log=log) as session:
        rows_of(session, KEYS)
        rows_of(session, "INSERT INTO openai.realtime.client_secrets (expires_after) VALUES ('{}')")
    assert "topsecret" not in log.read_text()
    assert "key_1" in log.read_text()


def test_a_delete_that_is_answered_with_what_is_left_is_one_of_what_was_named(session):
    sql = "DELETE FROM openai.conversations.items WHERE conversation_id = 'conv_1' AND item_id = 'msg_1'"
    assert "msg_1" in session.execute(sql).summary


def test_a_change_of_what_exists_once_needs_no_where(session, server):
    rows_of(session, "DELETE FROM openai.spend_limits.organization_spend_limits")
    assert server.lines == ["DELETE /organization/spend_limit"]


def test_the_text_of_an_answer_is_put_together_wherever_it_is_read(harness):
    made = "INSERT INTO openai.responses.responses (model, input) VALUES ('gpt-4o', 'Hi') RETURNING id, output_text"
    [(key, answered)] = harness.rows(made)
    where = f"FROM openai.responses.responses WHERE response_id = '{key}'"
    [(read, text)] = harness.rows(f"SELECT output_text, output->>'$[0].content[0].text' {where}")
    assert answered == read == text
    assert "Hi" in text
    assert harness.rows(f"SELECT 1 {where} AND output_text = 'something else'") == []
    called = harness.record(
        "EXEC openai.responses.responses.create_response @model = 'gpt-4o', @input = 'Ho'"
    )
    assert called["output_text"].endswith("Ho")
