"""What an answer means, and what is said where it is not what was asked for."""

from __future__ import annotations

import pytest
from faults import Fault

from openai_sql_shell.api.messages import Response
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import ApiError
from openai_sql_shell.handlers.base import Call, Notices, Read, Server
from openai_sql_shell.handlers.reading import Reading, objects
from openai_sql_shell.handlers.rest import answer, request_of

BATCHES = Catalog().resource("batch", "batches")
STORES = Catalog().resource("vector_stores", "vector_stores")
CONTENTS = Catalog().resource("vector_stores", "vector_store_file_contents")
ONE = Read(BATCHES, BATCHES.method("retrieve_batch"), (("batch_id", "batch_1"),))
PIECES = Read(
    CONTENTS,
    CONTENTS.method("retrieve_vector_store_file_content"),
    (("vector_store_id", "vs_1"), ("file_id", "file-1")),
)
SEARCH = Call(STORES, STORES.method("search"), {"vector_store_id": "vs_1", "query": "x"})


@pytest.fixture
def notices():
    return Notices()


def answered(request, payload):
    return Response(request, 200, {}, b"", payload=payload)


@pytest.fixture
def take(notices):
    """The objects that an answer to a question holds."""

    def take(read, payload):
        reading = Reading(read, notices, Server())
        page = reading.take(answered(reading.request, payload))
        assert reading.request is None
        return page.items

    return take


def test_an_object_under_another_id_is_shown_under_the_one_asked_for_and_this_is_said(take, notices):
    assert take(ONE, {"id": "batch_2", "status": "failed"}) == ({"id": "batch_1", "status": "failed"},)
    assert notices.sentences == ["GET /batches/batch_1 was answered with id 'batch_2'; shown under 'batch_1'"]


@pytest.mark.parametrize("payload", [{"id": "batch_1"}, {"id": None}, {}])
def test_nothing_is_said_of_an_object_under_its_own_id_or_none(take, notices, payload):
    assert take(ONE, payload) == ({"id": "batch_1"},)
    assert notices.sentences == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"has_more": True},
            [
                "GET /vector_stores/vs_1/files/file-1/content has more than the API hands out; the rest is missing"
            ],
        ),
        ({"has_more": False}, []),
        ({}, []),
    ],
)
def test_what_a_list_without_a_next_page_holds_back_is_said(take, notices, facts, said):
    assert take(PIECES, {"data": [{"text": "a"}], **facts}) == ({"text": "a"},)
    assert notices.sentences == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"has_more": True}, ["search_vector_store found more than it hands out in one answer"]),
        ({"has_more": False}, []),
        ({}, []),
    ],
)
def test_what_a_search_holds_back_is_said(notices, facts, said):
    response = answered(request_of(SEARCH), {"data": [{"file_id": "file-1"}], **facts})
    assert answer(SEARCH, response, notices) == ({"file_id": "file-1"},)
    assert notices.sentences == said


@pytest.mark.parametrize(("skip", "shown"), [(0, 0), (1, 100)], ids=["at once", "on the second page"])
def test_a_list_that_is_refused_is_an_error_behind_the_rows_before(seeded, seeded_sandbox, skip, shown):
    fault = Fault("GET /v1/batches*", times=None, skip=skip, status=404, message="No such list.")
    seeded_sandbox.faults.add(fault)
    rows = []
    with pytest.raises(ApiError, match="No such list") as caught:
        rows.extend(seeded.run("EXEC openai.batch.batches.list_batches").rows)
    assert (caught.value.status, len(rows)) == (404, shown)
    assert seeded.notices() == []


def test_an_object_that_the_person_named_is_an_error_where_it_does_not_exist(seeded):
    context = seeded.session._workspace().context()
    with pytest.raises(ApiError, match="batch_1"):
        list(objects(Reading(ONE, context.notices, Server()), context))
    assert context.notices.sentences == []


def test_an_object_that_another_named_is_no_row_where_it_does_not_exist(seeded):
    context = seeded.session._workspace().context()
    read = Read(BATCHES, ONE.method, ONE.arguments, named=False)
    assert list(objects(Reading(read, context.notices, Server()), context)) == []
    assert "/batches/batch_1" in context.notices.sentences[0]


LOGS = Catalog().resource("audit_logs", "audit_logs")
CHATS = Catalog().resource("chat", "completions")
QUESTION = (("messages", '[{"role": "user"}]'), ("model", "gtp-5"))


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (Read(LOGS, LOGS.methods[0], (("event_types", "logn.failed"),)), ['no event_types "logn.failed"']),
        (
            Read(LOGS, LOGS.methods[0], (("event_types", '["login.failed", "x.y"]'),)),
            ['no event_types "x.y"'],
        ),
        (Read(LOGS, LOGS.methods[0], (("event_types", "login.failed"),)), []),
        (Read(CHATS, CHATS.method("create_chat_completion"), QUESTION), ['no data__model "gtp-5"']),
    ],
)
def test_a_value_unknown_here_that_is_asked_with_is_said(notices, read, said):
    assert Reading(read, notices, Server()).request
    assert [notice.partition(" is known")[0] for notice in notices.said] == said
