"""``after``, ``"limit"`` and ``"order"`` as columns: for a person who pages by hand; a statement never needs them."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import InvalidValue, MissingParameters, UnknownName

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.mark.parametrize("count", [1, 7, 100, 101])
def test_a_list_ends_after_the_rows_that_were_asked_for(seeded, count):
    newest = seeded.column(f"SELECT id FROM {BATCHES}")[:count]
    assert seeded.column(f'SELECT id FROM {BATCHES} WHERE "limit" = {count}') == newest
    assert seeded.requests[-1].startswith(f"GET /batches?limit={min(count, 100)}")
    assert len(seeded.requests) == -(-len(newest) // 100)


def test_a_list_begins_behind_an_object(seeded):
    every = seeded.column(f"SELECT id FROM {FILES}")
    assert seeded.column(f"SELECT id FROM {FILES} WHERE after = '{every[4]}'") == every[5:]
    page = f"SELECT id FROM {FILES} WHERE after = '{every[4]}' AND \"limit\" = 3"
    assert seeded.column(page) == every[5:8]
    assert seeded.requests == [f"GET /files?limit=3&after={every[4]}"]
    assert seeded.column(f"SELECT id FROM {FILES} WHERE after = (SELECT '{every[4]}')") == every[5:]


@pytest.mark.parametrize("end", ["", "ORDER BY created_at DESC", "ORDER BY created_at LIMIT 2", "LIMIT 2"])
def test_order_by_and_limit_stand_above_the_page(seeded, end):
    """Which rows the page has is decided by what it is asked with."""
    oldest = seeded.rows(f"SELECT id, created_at FROM {FILES} ORDER BY created_at LIMIT 3")
    found = seeded.rows(f'SELECT id, created_at FROM {FILES} WHERE "limit" = 3 AND "order" = \'asc\' {end}')
    assert seeded.requests == ["GET /files?limit=3&order=asc"]
    expected = oldest[:2] if "LIMIT" in end else oldest
    assert found == (expected[::-1] if "DESC" in end else expected)


def test_each_parent_has_a_page_of_its_own(seeded):
    rows = seeded.rows(
        f"SELECT v.id, count(*) FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
        ' WHERE f."limit" = 1 GROUP BY 1'
    )
    assert rows
    assert {count for _, count in rows} == {1}


@pytest.mark.parametrize(
    ("condition", "kind", "told"),
    [
        ('"limit" > 3', MissingParameters, "limit = ..."),
        ('"limit" IN (1, 2)', MissingParameters, "limit = ..."),
        ('NOT "limit" = 3', InvalidValue, "no list was asked with it"),
        ('"limit" = 0', InvalidValue, "above 0"),
        ('"limit" = -1', InvalidValue, "above 0"),
        ("\"limit\" = 'ten'", InvalidValue, "above 0"),
        ("\"order\" = 'up'", InvalidValue, "asc or desc"),
        ("\"order\" = 'ASC'", InvalidValue, "asc or desc"),
    ],
)
def test_what_no_list_can_be_asked_with_is_an_error_and_sends_nothing(seeded, condition, kind, told):
    error = seeded.error(f"SELECT id FROM {FILES} WHERE {condition}", kind)
    assert told in f"{error.message} {error.hint}"
    assert all("limit=0" not in line and "order=" not in line for line in seeded.requests)


def test_what_a_list_is_not_asked_with_has_no_value(seeded):
    assert seeded.column(f'SELECT "limit" FROM {FILES} WHERE "limit" = 2') == [2, 2]
    seeded.error(f'SELECT "limit" FROM {FILES}', InvalidValue)


def test_a_list_that_comes_whole_has_no_pages(seeded):
    seeded.error('SELECT id FROM openai.models.models WHERE "limit" = 2', UnknownName)


def test_nobody_is_offered_them(seeded):
    names = seeded.column(f"DESCRIBE EXTENDED {FILES}")
    assert not {"after", "limit", "order"} & set(names)
    assert "limit" not in dict(seeded.rows(f"DESCRIBE {FILES}"))
