from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.api.api_errors import ErrorTranslator
from openai_sql_shell.api.gate import believed
from openai_sql_shell.api.messages import Request, Response
from openai_sql_shell.api.paging import Page, Pager, next_cursor
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.catalog.model import Paging, Returns
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ProtocolError

FIRST = Request("GET", "/things", query=(("limit", "2"), ("order", "asc")))
AFTER = (Paging.AFTER_LAST_ID, Paging.AFTER_LAST_ITEM)


def things(*ids, **beside):
    return {"data": [{"id": name} for name in ids], **beside}


def answer(request, payload):
    """A list as the transport hands it out: one that was believed."""
    response = Response(replace(request, returns=Returns.LIST), 200, {}, json.dumps(payload).encode())
    outcome = believed(response, ErrorTranslator("", str, lambda: 0.0))
    if isinstance(outcome, FailedAttempt):
        raise outcome.error
    return replace(outcome, request=request)


def pages(fetch, first, paging):
    """The pages of a list; the next request is made when the next page is asked for."""
    pager = Pager(first, paging)
    while pager.request is not None:
        yield pager.take(fetch(pager.request))


def walk(paging, *payloads, first=FIRST):
    """The pages, and the queries that were sent for them; running out of payloads is an IndexError."""
    left, asked = list(payloads), []

    def fetch(request):
        asked.append(request.query)
        return answer(request, left.pop(0))

    found = list(pages(fetch, first, paging))
    assert not left
    return found, asked


def ids(found):
    return [item["id"] for page in found for item in page.items]


@pytest.mark.parametrize(
    ("paging", "first_payload", "cursor"),
    [
        (Paging.AFTER_LAST_ID, things("a", "b", has_more=True, last_id="b"), ("after", "b")),
        (Paging.AFTER_LAST_ID, things("a", "b", has_more=True, last_id="other"), ("after", "other")),
        (Paging.AFTER_LAST_ID, things("a", "b", has_more=True, last_id=None), ("after", "b")),
        (Paging.AFTER_LAST_ITEM, things("a", "b", has_more=True), ("after", "b")),
        (Paging.NEXT_CURSOR, things("a", "b", has_more=True, next="n1"), ("after", "n1")),
        (Paging.PAGE_TOKEN, things("a", "b", has_more=True, next_page="p1="), ("page", "p1=")),
    ],
)
def test_each_idiom_continues_where_the_answer_says(paging, first_payload, cursor):
    found, asked = walk(paging, first_payload, things("c", has_more=False, last_id="c", next=None))
    assert ids(found) == ["a", "b", "c"]
    assert asked == [FIRST.query, (*FIRST.query, cursor)]
    assert [page.last for page in found] == [False, True]


def test_a_cursor_in_the_first_request_is_replaced_not_repeated():
    first = Request("GET", "/things", query=(("after", "x"), ("limit", "2")))
    _, asked = walk(
        Paging.AFTER_LAST_ID, things("a", has_more=True), things("b", has_more=False), first=first
    )
    assert asked[1] == (("limit", "2"), ("after", "a"))


@pytest.mark.parametrize("paging", list(Paging))
@pytest.mark.parametrize(
    "payload", [things("a", has_more=False, last_id="a", next="n", next_page="p"), things()]
)
def test_a_list_that_ends_costs_no_further_request(paging, payload):
    found, asked = walk(paging, payload)
    assert len(asked) == 1
    assert found[-1].last


def test_a_short_page_is_no_end():
    found, _ = walk(Paging.AFTER_LAST_ID, things("a", has_more=True), things("b", "c", has_more=False))
    assert ids(found) == ["a", "b", "c"]


@pytest.mark.parametrize("paging", AFTER)
def test_without_has_more_an_empty_page_ends_the_list(paging):
    found, asked = walk(paging, things("a"), things("b"), things())
    assert ids(found) == ["a", "b"]
    assert len(asked) == 3


@pytest.mark.parametrize("paging", [Paging.NEXT_CURSOR, Paging.PAGE_TOKEN])
def test_without_has_more_a_missing_token_ends_the_list(paging):
    _, asked = walk(paging, things("a", next=None, next_page=None))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("paging", "payload"),
    [
        (Paging.AFTER_LAST_ID, {"data": [{"name": "no id"}], "has_more": True}),
        (Paging.AFTER_LAST_ID, {"data": [{"id": 7}], "has_more": True}),
        (Paging.AFTER_LAST_ITEM, {"data": [{"name": "no id"}], "has_more": True}),
        (Paging.NEXT_CURSOR, things("a", has_more=True, next=None)),
        (Paging.NEXT_CURSOR, things("a", has_more=True, next="")),
        (Paging.PAGE_TOKEN, things("a", has_more=True)),
    ],
)
def test_more_without_a_cursor_is_an_error_not_an_end(paging, payload):
    with pytest.raises(ProtocolError, match="goes on, but not where"):
        walk(paging, payload)


def test_a_repeated_cursor_is_an_error_not_a_loop():
    with pytest.raises(ProtocolError, match="after=n1"):
        walk(
            Paging.NEXT_CURSOR,
            things("a", has_more=True, next="n1"),
            things("b", has_more=True, next="n2"),
            things("c", has_more=True, next="n1"),
        )


def test_the_first_requests_own_cursor_counts_as_used():
    with pytest.raises(ProtocolError, match="after=x"):
        walk(
            Paging.AFTER_LAST_ITEM,
            things("x", has_more=True),
            first=Request("GET", "/t", query=(("after", "x"),)),
        )


def test_a_server_that_ignores_the_cursor_is_noticed():
    with pytest.raises(ProtocolError, match="ignores the cursor"):
        walk(
            Paging.NEXT_CURSOR,
            things("a", "b", has_more=True, next="n1"),
            things("a", "b", has_more=True, next="n2"),
        )


def test_rows_before_an_error_are_handed_out():
    answers = iter([things("a", has_more=True, next="n1"), {"data": "x"}])
    walked = pages(lambda r: answer(r, next(answers)), FIRST, Paging.NEXT_CURSOR)
    assert next(walked).items == ({"id": "a"},)
    with pytest.raises(ProtocolError):
        next(walked)


def test_an_empty_page_that_promises_more_is_followed():
    found, _ = walk(
        Paging.NEXT_CURSOR,
        things("a", has_more=True, next="n1"),
        things(has_more=True, next="n2"),
        things("b", has_more=False),
    )
    assert ids(found) == ["a", "b"]


def test_an_empty_page_without_a_new_cursor_ends_the_list():
    _, asked = walk(Paging.AFTER_LAST_ID, things("a", has_more=True), things(has_more=True, last_id="a"))
    assert len(asked) == 2


def test_four_empty_pages_in_a_row_are_too_many():
    empty = [things(has_more=True, next=f"n{n}") for n in range(4)]
    with pytest.raises(ProtocolError, match="4 empty pages"):
        walk(Paging.NEXT_CURSOR, *empty)


@pytest.mark.parametrize(
    "payload",
    [[], "x", 7, None, {}, {"data": {}}, {"data": ["a"]}, {"data": [{"id": "a"}, None]}],
)
def test_what_is_no_list_is_an_error_that_names_the_request(payload):
    with pytest.raises(ProtocolError, match=r"GET /things\?limit=2&order=asc"):
        walk(Paging.AFTER_LAST_ID, payload)


def test_a_list_that_cannot_be_continued_says_that_there_is_more():
    found, _ = walk(Paging.SINGLE, things("a", has_more=True, next_page="p"))
    assert found == [Page(({"id": "a"},), last=True, more=True)]


def test_a_whole_list_is_one_page():
    found, _ = walk(Paging.WHOLE, things("a", "b"))
    assert found == [Page(({"id": "a"}, {"id": "b"}), last=True)]


def test_a_whole_list_that_goes_on_is_an_error():
    with pytest.raises(ProtocolError, match="no parameter asks for the rest"):
        walk(Paging.WHOLE, things("a", has_more=True))


@pytest.mark.parametrize("before", [[], [things("a", has_more=True)]])
def test_an_empty_page_that_promises_more_and_tells_nothing_is_an_error(before):
    with pytest.raises(ProtocolError, match="goes on, but not where"):
        walk(Paging.AFTER_LAST_ID, *before, things(has_more=True, last_id=None))


def test_the_next_page_is_fetched_only_when_it_is_asked_for():
    asked = []

    def fetch(request):
        asked.append(request)
        return answer(request, things(f"i{len(asked)}", has_more=True))

    walked = pages(fetch, FIRST, Paging.AFTER_LAST_ID)
    next(walked)
    walked.close()
    assert len(asked) == 1


def test_a_pager_goes_step_by_step():
    pager = Pager(FIRST, Paging.AFTER_LAST_ID)
    page = pager.take(answer(FIRST, things("a", has_more=True)))
    assert not page.last
    assert pager.request.query == (*FIRST.query, ("after", "a"))
    pager.take(answer(pager.request, things("b", has_more=False)))
    assert pager.request is None


def test_the_core_is_a_pure_function():
    assert next_cursor(things("a", has_more=True), Paging.AFTER_LAST_ITEM) == "a"
    with pytest.raises(ProtocolError):
        next_cursor(things("a", has_more=True), Paging.AFTER_LAST_ITEM, sent={"a"})


@given(st.integers(0, 40), st.lists(st.integers(1, 7), min_size=1, max_size=5), st.sampled_from(AFTER))
def test_whatever_the_page_sizes_every_item_comes_once_and_in_order(total, sizes, paging):
    names = [f"i{n}" for n in range(total)]
    turn = iter(range(10_000))

    def fetch(request):
        after = dict(request.query).get("after")
        start = names.index(after) + 1 if after else 0
        end = start + sizes[next(turn) % len(sizes)]
        return answer(request, things(*names[start:end], has_more=end < total))

    assert ids(pages(fetch, FIRST, paging)) == names
