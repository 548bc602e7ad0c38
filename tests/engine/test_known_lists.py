"""A list whose length the session has seen, in place of more single requests than it has pages."""

from __future__ import annotations

import pytest

BATCHES = "openai.batch.batches"
"""Two pages, as the sandbox has them."""


@pytest.fixture
def ids(mirror):
    return mirror.ids("batch.batches")


def among(ids, more=""):
    return f"SELECT id FROM {BATCHES} WHERE id IN ({', '.join(f'{i!r}' for i in ids)}){more}"


def singles(client):
    return [line for line in client.requests if line.startswith("GET /batches/")]


def pages(client):
    return [line for line in client.requests if line.startswith("GET /batches?")]


def test_a_list_nobody_has_seen_is_not_read_for_some_of_its_objects(seeded, ids):
    assert len(seeded.rows(among(ids[:30]))) == 30
    assert (len(singles(seeded)), len(pages(seeded))) == (30, 0)


@pytest.mark.parametrize(
    "seen",
    [
        f"SELECT count(*) FROM {BATCHES}",
        f"SELECT id FROM {BATCHES} LIMIT 500",
        f"SELECT id FROM {BATCHES} ORDER BY created_at",
    ],
)
def test_a_list_that_was_seen_to_its_end_is_read_for_more_objects_than_it_has_pages(seeded, ids, seen):
    seeded.rows(seen)
    assert {row[0] for row in seeded.rows(among(ids[:30] + ids[-1:]))} == {*ids[:30], ids[-1]}
    assert (len(singles(seeded)), len(pages(seeded))) == (0, 2)


def test_a_list_whose_end_was_not_seen_stays_unknown(seeded, ids):
    seeded.rows(f"SELECT id FROM {BATCHES} LIMIT 50")
    seeded.rows(among(ids[:30]))
    assert (len(singles(seeded)), len(pages(seeded))) == (30, 0)


def test_as_many_objects_as_pages_are_asked_for_themselves(seeded, ids):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    seeded.rows(among(ids[:2]))
    assert (len(singles(seeded)), len(pages(seeded))) == (2, 0)


def test_no_more_pages_are_read_than_the_objects_need(seeded):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    first_page = [row[0] for row in seeded.rows(f"SELECT id FROM {BATCHES} LIMIT 100")]
    seeded.rows(among(first_page[:30]))
    assert (len(singles(seeded)), len(pages(seeded))) == (0, 1)


def test_who_may_stop_early_reads_no_list_for_objects_that_may_never_be_wanted(seeded, ids):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    seeded.session.settings.concurrency = 1
    assert len(seeded.rows(among(ids[:30], " LIMIT 2"))) == 2
    assert (len(singles(seeded)), len(pages(seeded))) == (2, 0)


def test_an_object_that_the_list_lacks_is_asked_for_and_told(seeded, ids):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    assert len(seeded.rows(among([*ids[:10], "batch_gone"]))) == 10
    assert singles(seeded) == ["GET /batches/batch_gone"]
    assert any("batch_gone" in notice for notice in seeded.notices())


def test_a_list_that_is_refused_costs_nothing_but_its_request(seeded, ids, refuse):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    refuse("GET /v1/batches", 403)
    assert len(seeded.rows(among(ids[:30]))) == 30
    assert len(singles(seeded)) == 30


def test_a_list_in_the_cache_answers_for_its_objects(seeded, ids):
    seeded.session.settings.cache = 30.0
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    assert len(seeded.rows(among(ids[:1] + ids[-1:]))) == 2
    assert seeded.requests == []
    seeded.session.settings.cache = None


def test_a_join_reads_a_known_list_once_single_objects_have_cost_as_much(seeded):
    files = "openai.files.files"
    seeded.rows(f"SELECT count(*) FROM {files}")
    rows = seeded.rows(f"SELECT b.id, f.filename FROM {BATCHES} b JOIN {files} f ON f.id = b.input_file_id")
    assert len(rows) == 120
    assert [line.partition("?")[0] for line in seeded.requests if line.startswith("GET /files")][1:] == [
        "GET /files"
    ]


def test_explain_tells_that_the_list_is_chosen_and_why(seeded, ids):
    told = "its list instead, for more than 2: it had 2 pages"
    (plan,) = seeded.rows(f"EXPLAIN {among(ids[:30])}")
    assert "its list instead, once that is cheaper" in plan[-1]
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    (plan,) = seeded.rows(f"EXPLAIN {among(ids[:30])}")
    assert told in plan[-1]


def test_explain_analyze_counts_the_list_that_was_read_instead(seeded, ids):
    seeded.rows(f"SELECT count(*) FROM {BATCHES}")
    step, total = seeded.rows(f"EXPLAIN ANALYZE {among(ids[:30] + ids[-1:])}")
    assert (step[-2], total[-2]) == (2, 2)
