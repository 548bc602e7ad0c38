"""What is left to the server, and what never is; the rows are compared with SQLite's own every time."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import UsageError

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"


@pytest.mark.parametrize(
    ("sql", "requests"),
    [
        (f"SELECT id FROM {BATCHES} LIMIT 5", ["GET /batches?limit=5"]),
        (f"SELECT id FROM {BATCHES} LIMIT 5 OFFSET 3", ["GET /batches?limit=8"]),
        (f"SELECT id FROM {BATCHES} LIMIT 100", ["GET /batches?limit=100"]),
        (f"SELECT * FROM (SELECT id FROM {BATCHES} LIMIT 4)", ["GET /batches?limit=4"]),
        (f"SELECT id FROM {FILES} LIMIT 4", ["GET /files?limit=4"]),
        (f"SELECT id FROM {FILES} WHERE purpose = 'vision'", ["GET /files?limit=10000&purpose=vision"]),
        (f"SELECT id FROM {FILES} WHERE purpose IS 'vision'", ["GET /files?limit=10000&purpose=vision"]),
        (
            f"SELECT id FROM {FILES} WHERE purpose = 'vision' AND bytes > 10",
            ["GET /files?limit=10000&purpose=vision"],
        ),
        (f"SELECT id FROM {FILES} WHERE purpose = 'vision' LIMIT 2", ["GET /files?limit=2&purpose=vision"]),
        (f"SELECT name FROM {STORES} ORDER BY created_at LIMIT 3", ["GET /vector_stores?limit=3&order=asc"]),
        (f"SELECT name FROM {STORES} ORDER BY created_at DESC", ["GET /vector_stores?limit=100&order=desc"]),
        (
            f"SELECT id FROM {FILES} WHERE purpose = 'batch' ORDER BY created_at LIMIT 2 OFFSET 1",
            ["GET /files?limit=3&purpose=batch&order=asc"],
        ),
    ],
)
def test_the_server_does_what_cannot_change_the_answer(agree, seeded, sql, requests):
    assert agree(sql)
    assert seeded.requests == requests


@pytest.mark.parametrize(
    ("because_of", "sql", "first"),
    [
        (
            "a local filter",
            f"SELECT id FROM {BATCHES} WHERE status = 'failed' LIMIT 2",
            "GET /batches?limit=100",
        ),
        ("a LIKE", f"SELECT id FROM {FILES} WHERE purpose LIKE 'vision'", "GET /files?limit=10000"),
        ("an inequality", f"SELECT id FROM {FILES} WHERE purpose <> 'vision'", "GET /files?limit=10000"),
        ("a NOT", f"SELECT id FROM {FILES} WHERE NOT purpose = 'vision'", "GET /files?limit=10000"),
        ("a function", f"SELECT id FROM {FILES} WHERE upper(purpose) = 'VISION'", "GET /files?limit=10000"),
        (
            "another collation",
            f"SELECT id FROM {FILES} WHERE purpose = 'VISION' COLLATE NOCASE",
            "GET /files?limit=10000",
        ),
        (
            "an IN list as a filter",
            f"SELECT id FROM {FILES} WHERE purpose IN ('vision', 'batch')",
            "GET /files?limit=10000",
        ),
        (
            "an OR with something else",
            f"SELECT id FROM {FILES} WHERE purpose = 'vision' OR bytes > 5000",
            "GET /files?limit=10000",
        ),
        (
            "a function in the condition beside a LIMIT",
            f"SELECT id FROM {BATCHES} WHERE metadata ->> 'team' = 'trust' LIMIT 3",
            "GET /batches?limit=100",
        ),
        (
            "a join",
            f"SELECT count(*) FROM (SELECT v.id FROM {STORES} v JOIN {STORES} w ON v.id < w.id LIMIT 3)",
            "GET /vector_stores?limit=100",
        ),
        ("an aggregate", f"SELECT count(*) FROM {BATCHES} LIMIT 1", "GET /batches?limit=100"),
        ("a GROUP BY", f"SELECT status FROM {BATCHES} GROUP BY status LIMIT 9", "GET /batches?limit=100"),
        ("a DISTINCT", f"SELECT DISTINCT status FROM {BATCHES} LIMIT 9", "GET /batches?limit=100"),
        (
            "a window",
            f"SELECT count(*) OVER () FROM {STORES} LIMIT 1",
            "GET /vector_stores?limit=100",
        ),
        (
            "an order no API documents",
            f"SELECT id FROM {BATCHES} ORDER BY created_at, id LIMIT 2",
            "GET /batches?limit=100",
        ),
        (
            "another order column",
            f"SELECT id FROM {STORES} ORDER BY name, id LIMIT 2",
            "GET /vector_stores?limit=100",
        ),
        (
            "two order columns",
            f"SELECT id FROM {STORES} ORDER BY created_at, id LIMIT 2",
            "GET /vector_stores?limit=100",
        ),
        (
            "an order by an expression",
            f"SELECT id FROM {STORES} ORDER BY created_at % 7, id LIMIT 2",
            "GET /vector_stores?limit=100",
        ),
        (
            "NULLS LAST",
            f"SELECT id FROM {STORES} ORDER BY created_at NULLS LAST LIMIT 2",
            "GET /vector_stores?limit=100",
        ),
        (
            "a UNION",
            f"SELECT status FROM {BATCHES} UNION SELECT status FROM {STORES} ORDER BY 1 LIMIT 3",
            "GET /batches?limit=100",
        ),
    ],
)
def test_nothing_is_left_to_the_server_because_of(agree, seeded, because_of, sql, first):
    assert agree(sql), because_of
    assert seeded.requests[0] == first


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        (f"SELECT id FROM {BATCHES} LIMIT 100", 1),
        (f"SELECT id FROM {BATCHES} LIMIT 101", 2),
        (f"SELECT id FROM {BATCHES} LIMIT 5000", 2),
        (f"SELECT id FROM {BATCHES} LIMIT -1", 2),
        (f"SELECT id FROM {BATCHES} LIMIT 1 OFFSET 100", 2),
        (f"SELECT id FROM {BATCHES}", 2),
        (f"SELECT count(*) FROM {BATCHES}", 2),
        (f"SELECT id FROM {BATCHES} WHERE status = 'completed' LIMIT 3", 1),
        (f"SELECT id FROM {BATCHES} LIMIT 0", 0),
        (f"SELECT id FROM {BATCHES} WHERE 0", 0),
        (f"SELECT EXISTS (SELECT 1 FROM {BATCHES})", 1),
    ],
)
def test_paging_stops_when_the_rows_are_there_or_the_list_ends(agree, seeded, sql, count):
    agree(sql)
    assert len(seeded.requests) == count


def test_pages_are_read_while_the_rows_are(seeded):
    rows = seeded.run(f"SELECT id FROM {BATCHES}").rows
    for _ in range(100):
        next(rows)
    assert len(seeded.requests) == 1
    next(rows)
    assert len(seeded.requests) == 2


def test_a_result_closed_early_makes_no_further_request(seeded):
    result = seeded.run(f"SELECT id FROM {BATCHES}")
    next(result.rows)
    result.close()
    with pytest.raises(UsageError, match="has ended"):
        next(result.rows)
    assert len(seeded.requests) == 1


def test_the_next_statement_closes_the_one_before(seeded):
    first = seeded.run(f"SELECT id FROM {BATCHES}")
    seeded.rows("SELECT 1")
    with pytest.raises(UsageError, match="has ended"):
        next(first.rows)
    assert seeded.requests == []


def test_a_short_page_is_not_taken_for_the_end(seeded):
    """The first page asked for five; a condition on the way may drop some, so the list goes on."""
    assert len(seeded.rows(f"SELECT id FROM {BATCHES} WHERE created_at > 0 LIMIT 5")) == 5
