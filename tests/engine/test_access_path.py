"""Which method answers which conditions, without SQLite."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine import access_path
from openai_sql_shell.engine.access_path import Condition, OrderAndLimit, missing
from openai_sql_shell.handlers.base import Server

CATALOG = Catalog()
BATCHES = CATALOG.resource("batch", "batches")
FILES = CATALOG.resource("files", "files")
MODELS = CATALOG.resource("models", "models")
STORES = CATALOG.resource("vector_stores", "vector_stores")
STORE_FILES = CATALOG.resource("vector_stores", "vector_store_files")
FILE_BATCHES = CATALOG.resource("vector_stores", "vector_store_file_batches")
UPLOADS = CATALOG.resource("uploads", "uploads")

CONFORMING = Server(conforming=True)


def choose(resource, conditions, wanted, server=CONFORMING):
    return access_path.choose(resource, conditions, wanted, server)


NEWEST_FIRST = (("created_at", True),)


def equal(*columns, **facts):
    """Usable equalities, numbered from 0."""
    return [
        Condition(**{"index": n, "column": c, "text": c, "equality": True, "usable": True, **facts})
        for n, c in enumerate(columns)
    ]


def also(conditions, *columns, **facts):
    more = equal(*columns, **facts)
    return [*conditions, *(Condition(**{**_facts(c), "index": len(conditions) + c.index}) for c in more)]


def _facts(condition):
    return {name: getattr(condition, name) for name in Condition.__slots__}


@pytest.mark.parametrize(
    ("resource", "columns", "method", "bound"),
    [
        (BATCHES, [], "list_batches", []),
        (BATCHES, ["status"], "list_batches", []),
        (BATCHES, ["id"], "retrieve_batch", ["batch_id"]),
        (BATCHES, ["batch_id"], "retrieve_batch", ["batch_id"]),
        (BATCHES, ["batch_id", "status"], "retrieve_batch", ["batch_id"]),
        (FILES, ["purpose"], "list_files", ["purpose"]),
        (FILES, ["purpose", "id"], "retrieve_file", ["file_id"]),
        (MODELS, ["id"], "retrieve_model", ["model"]),
        (STORE_FILES, ["vector_store_id"], "list_vector_store_files", ["vector_store_id"]),
        (
            STORE_FILES,
            ["vector_store_id", "status"],
            "list_vector_store_files",
            ["vector_store_id", "filter"],
        ),
        (
            STORE_FILES,
            ["vector_store_id", "filter"],
            "list_vector_store_files",
            ["vector_store_id", "filter"],
        ),
        (STORE_FILES, ["vector_store_id", "id"], "get_vector_store_file", ["vector_store_id", "file_id"]),
        (
            STORE_FILES,
            ["file_id", "vector_store_id"],
            "get_vector_store_file",
            ["vector_store_id", "file_id"],
        ),
        (
            FILE_BATCHES,
            ["id", "vector_store_id"],
            "get_vector_store_file_batch",
            ["vector_store_id", "batch_id"],
        ),
    ],
)
def test_equalities_choose_the_method(resource, columns, method, bound):
    scan = choose(resource, equal(*columns), OrderAndLimit()).scan
    assert scan.method.name == method
    assert [b.parameter.name for b in scan.bound] == bound


def test_conditions_are_handed_over_in_the_order_of_the_parameters():
    path = choose(STORE_FILES, equal("id", "status", "vector_store_id"), OrderAndLimit())
    assert path.handed_over == (2, 0)
    assert [b.parameter.name for b in path.scan.bound] == ["vector_store_id", "file_id"]


@pytest.mark.parametrize(
    ("resource", "conditions", "lacking"),
    [
        (STORE_FILES, [], ("vector_store_id",)),
        (FILE_BATCHES, [], ("batch_id", "vector_store_id")),
        (FILE_BATCHES, equal("vector_store_id"), ("batch_id",)),
        (FILE_BATCHES, equal("id"), ("vector_store_id",)),
        (FILE_BATCHES, equal("id", "vector_store_id", usable=False), ()),
        (STORE_FILES, equal("vector_store_id", equality=False), ("vector_store_id",)),
        (UPLOADS, [], ()),
    ],
)
def test_without_its_required_parameters_nothing_is_chosen(resource, conditions, lacking):
    assert choose(resource, conditions, OrderAndLimit()) is None
    assert missing(resource, conditions) == lacking


def test_an_in_list_is_asked_key_by_key_but_never_as_a_filter():
    assert choose(BATCHES, equal("id", several=True), OrderAndLimit()).scan.method.name == "retrieve_batch"
    assert choose(FILES, equal("purpose", several=True), OrderAndLimit()).scan.bound == ()


def test_one_object_costs_less_than_a_list():
    one, all_of_them = (choose(BATCHES, equal(*columns), OrderAndLimit()) for columns in (["id"], []))
    assert one.cost < all_of_them.cost
    assert (one.rows, all_of_them.rows) == (1, BATCHES.expected_rows)


@pytest.mark.parametrize(
    ("resource", "order", "sent", "done"),
    [
        (STORES, NEWEST_FIRST, "desc", True),
        (STORES, (("created_at", False),), "asc", True),
        (STORES, (("name", False),), None, False),
        (STORES, (("created_at", True), ("id", False)), None, False),
        (BATCHES, NEWEST_FIRST, None, False),
        (STORES, (), None, False),
    ],
)
def test_an_order_is_handed_over_only_where_the_api_documents_it(resource, order, sent, done):
    path = choose(resource, [], OrderAndLimit(order))
    assert (path.scan.order, path.order_done) == (sent, done)


def test_one_object_is_in_any_order():
    assert choose(BATCHES, equal("id"), OrderAndLimit(NEWEST_FIRST)).order_done
    assert not choose(BATCHES, equal("id", several=True), OrderAndLimit(NEWEST_FIRST)).order_done


@pytest.mark.parametrize(
    ("resource", "conditions", "wanted", "known"),
    [
        (BATCHES, [], OrderAndLimit(limits=(7,), rows=5), 5),
        (FILES, equal("purpose"), OrderAndLimit(limits=(7,), rows=5), 5),
        (STORES, [], OrderAndLimit(NEWEST_FIRST, limits=(7,), rows=5), 5),
        (BATCHES, equal("status"), OrderAndLimit(limits=(7,), rows=5), None),
        (FILES, equal("purpose", several=True), OrderAndLimit(limits=(7,), rows=5), None),
        (FILES, also(equal("purpose"), "bytes", equality=False), OrderAndLimit(limits=(7,), rows=5), None),
        (BATCHES, equal("id", several=True), OrderAndLimit(limits=(7,), rows=5), None),
        (BATCHES, [], OrderAndLimit(NEWEST_FIRST, limits=(7,), rows=5), None),
        (STORES, [], OrderAndLimit((("name", False),), limits=(7,), rows=5), None),
    ],
)
def test_a_limit_is_handed_over_only_where_nothing_is_left_to_do_here(resource, conditions, wanted, known):
    path = choose(resource, conditions, wanted)
    assert path.scan.known_rows == known
    assert (7 in path.handed_over) == (known is not None)


def test_what_the_server_cannot_check_is_told():
    conditions = also(equal("purpose"), "bytes", equality=False)
    scan = choose(FILES, conditions, OrderAndLimit()).scan
    assert scan.filtered_here == ("bytes",)


@pytest.mark.parametrize(
    ("facts", "depends"), [({"value": "b"}, False), ({}, True), ({"several": True}, True)]
)
def test_a_value_unknown_beforehand_comes_from_somewhere_else(facts, depends):
    assert choose(BATCHES, equal("id", **facts), OrderAndLimit()).scan.depends is depends


@pytest.mark.parametrize(
    ("conditions", "join_column"),
    [
        (equal("input_file_id"), "input_file_id"),
        (equal("input_file_id", value="file-1"), None),
        (equal("input_file_id", several=True), None),
        (equal("input_file_id", usable=False), None),
        (equal("id"), None),
    ],
    ids=["pinned by another table", "known beforehand", "an IN list", "not usable", "one object"],
)
def test_a_list_that_another_table_enters_again_and_again_is_looked_up_by_its_column(conditions, join_column):
    path = choose(BATCHES, conditions, OrderAndLimit())
    assert path.scan.join_column == join_column
    assert join_column is None or path.handed_over == (0,)


def test_a_condition_on_the_rowid_does_not_keep_another_from_being_looked_up():
    path = choose(BATCHES, equal("rowid", "input_file_id"), OrderAndLimit())
    assert (path.scan.join_column, path.handed_over) == ("input_file_id", (1,))
