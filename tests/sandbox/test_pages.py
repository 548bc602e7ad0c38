from __future__ import annotations

import pytest

from openai_sql_shell.catalog.declare import lists
from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.sandbox.messages import OperationCall
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.records import Record
from openai_sql_shell.sandbox.request_arguments import check_query


@pytest.fixture
def stores(api, clock):
    """Five stores, oldest first; the last two in the same second."""
    names = []
    for number in range(5):
        clock.advance(0 if number == 4 else 10)
        names.append(api.post("/vector_stores", {"name": f"s{number}"}).json["name"])
    return names


def names(page):
    return [item["name"] for item in page["data"]]


@pytest.mark.usefixtures("stores")
def test_newest_come_first_and_the_later_of_two_in_one_second(api):
    assert names(api.get("/vector_stores").json) == ["s4", "s3", "s2", "s1", "s0"]


@pytest.mark.usefixtures("stores")
def test_order_can_be_turned_around(api):
    assert names(api.get("/vector_stores?order=asc").json) == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.usefixtures("stores")
def test_a_page_says_where_it_begins_and_ends_and_whether_there_is_more(api):
    page = api.get("/vector_stores?limit=2").json
    assert names(page) == ["s4", "s3"]
    assert page["object"] == "list"
    assert (page["first_id"], page["last_id"]) == (page["data"][0]["id"], page["data"][1]["id"])
    assert page["has_more"] is True


@pytest.mark.usefixtures("stores")
def test_after_continues_behind_the_cursor_until_there_is_no_more(api):
    seen, cursor, pages = [], "", 0
    while True:
        page = api.get(f"/vector_stores?limit=2{cursor}").json
        seen += names(page)
        pages += 1
        if not page["has_more"]:
            break
        cursor = f"&after={page['last_id']}"
    assert (seen, pages) == (["s4", "s3", "s2", "s1", "s0"], 3)


@pytest.mark.usefixtures("stores")
def test_before_gives_the_page_in_front_of_the_cursor(api):
    everything = api.get("/vector_stores").json["data"]
    page = api.get(f"/vector_stores?limit=2&before={everything[3]['id']}").json
    assert names(page) == ["s3", "s2"]
    assert page["has_more"] is True


def test_an_empty_list_has_no_cursors(api):
    page = api.get("/batches").json
    assert (page["data"], page["first_id"], page["last_id"], page["has_more"]) == ([], None, None, False)


@pytest.mark.usefixtures("stores")
def test_a_limit_that_is_just_enough_leaves_nothing(api):
    assert api.get("/vector_stores?limit=5").json["has_more"] is False


def test_a_page_holds_twenty_unless_told_otherwise_but_files_all(api):
    for number in range(21):
        api.post("/vector_stores", {})
        api.upload(f"{number}.txt", b"x")
    assert len(api.get("/vector_stores").json["data"]) == 20
    assert len(api.get("/files").json["data"]) == 21


@pytest.mark.parametrize(
    ("path", "param"),
    [
        ("/vector_stores?limit=0", "limit"),
        ("/vector_stores?limit=101", "limit"),
        ("/vector_stores?limit=many", "limit"),
        ("/batches?limit=101", "limit"),
        ("/files?limit=10001", "limit"),
        ("/files?limit=-1", "limit"),
        ("/files?order=up", "order"),
        ("/files?after=file-nope", "after"),
        ("/batches?order=asc", "order"),
        ("/batches?before=x", "before"),
        ("/files?before=x", "before"),
        ("/files?colour=red", "colour"),
        ("/models?limit=1", "limit"),
    ],
)
def test_what_a_list_does_not_take_is_refused_by_name(api, path, param):
    answer = api.get(path)
    assert (answer.status, answer.error["param"]) == (400, param)


def test_files_take_ten_thousand_and_their_purpose_filters(api):
    api.upload("a.txt", b"a")
    api.upload("b.txt", b"b", "user_data")
    assert [f["filename"] for f in api.get("/files?limit=10000&purpose=user_data").json["data"]] == ["b.txt"]
    assert api.get("/files?purpose=nothing").json["data"] == []


@pytest.mark.parametrize("paging", [paging for paging in Paging if paging.cursor is not None])
def test_every_idiom_that_is_continued_takes_its_cursor_and_goes_on_behind_it(paging):
    """Whichever the API uses for a list next: its parameter stands on the enum and nowhere else."""
    records = [Record(str(number), number, {"id": str(number), "created_at": 0}) for number in range(3)]
    method = lists("list_things", "/things", "Things.", paging=paging, max_page=100)
    query = check_query(method, [(paging.cursor, "1"), ("limit", "5")])
    shown = page(records, OperationCall(method, query=query), lambda record: record.fields)
    assert [item["id"] for item in shown["data"]] == ["0"]
