"""A list in place of many single objects: from when on, and how far it is read."""

from __future__ import annotations

from openai_sql_shell.api.paging import Page
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine.list_fallback import PATIENCE, ListFallbacks, Lists, listing_for
from openai_sql_shell.handlers.base import Read

BATCHES = Catalog().resource("batch", "batches")
STORE_FILES = Catalog().resource("vector_stores", "vector_store_files")
ONE, LIST = BATCHES.method("retrieve_batch"), BATCHES.method("list_batches")


class Long:
    """A list of many pages with an object each; how much of it was read."""

    def __init__(self):
        self.read = 0

    def pages(self, _listing):
        for _ in range(1000):
            self.read += 1
            yield Page(({"id": f"batch_{self.read}"},), last=False)


def lists(long, **known):
    return Lists(long.pages, lambda _listing, _values: None, **known)


def asked(key, *, named=False):
    return Read(BATCHES, ONE, (("batch_id", key),), named=named)


def test_the_list_is_read_only_as_far_as_single_requests_would_have_paid_for_it():
    long = Long()
    fallbacks = ListFallbacks(lists(long))
    read = []
    for _ in range(PATIENCE + 8):
        assert fallbacks.find(asked("absent")) is None
        read.append(long.read)
    assert read == [0] * PATIENCE + [8, 8, 8, 9, 9, 9, 9, 10]


def test_an_object_is_found_once_its_page_was_read():
    fallbacks = ListFallbacks(lists(Long()))
    for n in range(PATIENCE):
        assert fallbacks.find(asked(f"batch_{n}")) is None
    assert fallbacks.find(asked("batch_8")) == {"id": "batch_8"}
    assert fallbacks.find(asked("batch_9")) is None


def test_an_object_that_the_person_named_is_asked_for_itself():
    long = Long()
    fallbacks = ListFallbacks(lists(long))
    for _ in range(2 * PATIENCE):
        assert fallbacks.find(asked("batch_1", named=True)) is None
    assert long.read == 0


def test_each_parent_has_a_list_of_its_own():
    method = STORE_FILES.method("get_vector_store_file")
    listings = {
        listing_for(Read(STORE_FILES, method, (("vector_store_id", store), ("file_id", file))))
        for store in ("vs_1", "vs_2")
        for file in ("file-1", "file-2")
    }
    assert {(found[0].arguments, found[1], found[2]) for found in listings} == {
        ((("vector_store_id", store),), "id", file)
        for store in ("vs_1", "vs_2")
        for file in ("file-1", "file-2")
    }


def test_a_list_has_no_list():
    assert listing_for(Read(BATCHES, LIST, ())) is None
