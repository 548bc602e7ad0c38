"""What is measured: statements, the requests an ideal plan needs for them, and the bars.

Walls are in latencies: one latency is what one request takes. The ideals hold for 16 requests in flight and pages of 100.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.estate import store

V = "openai.vector_stores.vector_stores"
F = "openai.vector_stores.vector_store_files"
B = "openai.batch.batches"
FILES = "openai.files.files"

JOIN_WALL = 1.15
"""Times the ideal: what a join of 200 parents may take."""
JOIN_FIRST_ROW = 2.5
"""Latencies: the parents' first page, and the first child's."""
SCAN_WALL = 1.05
"""Times the ideal: what reading page after page may take."""
WINDOW = 16
"""Requests in flight."""
SHORT = 10
"""Latencies: up to here a statement is measured three times, and the median counts."""


@dataclass(frozen=True, slots=True)
class Query:
    """One statement with its ideal and its bars."""

    name: str
    sql: str
    requests: int
    """In the ideal plan."""
    wall: int
    """Latencies, in the ideal plan."""
    rows: int
    """How many the statement must give; a fast wrong answer is no answer."""
    most_requests: int | None = None
    """The bar, where it is not the ideal."""
    most_wall: float | None = None
    """The bar for the wall, times the ideal; None: shown only."""
    most_first: float | None = None
    """The bar for the first row, in latencies."""
    sizes: dict[str, int] = field(default_factory=dict)
    """The estate, where it is not the usual one."""

    @property
    def request_bar(self) -> int:
        """The most requests the statement may send."""
        return self.requests if self.most_requests is None else self.most_requests


FIFTY = ", ".join(f"'{store(number * 3)['id']}'" for number in range(50))
EVERY_TWENTIETH = "v.metadata ->> 'k' % 20 = 0"

QUERIES = (
    Query("limit", f"SELECT * FROM {V} LIMIT 5", 1, 1, 5),
    Query("offset", f"SELECT * FROM {V} LIMIT 5 OFFSET 110", 2, 2, 5),
    Query("key", f"SELECT * FROM {V} WHERE id = 'vs_00007'", 1, 1, 1),
    Query("key-list", f"SELECT id, name FROM {V} WHERE id IN ({FIFTY})", 50, 4, 50),
    Query("order", f"SELECT * FROM {V} ORDER BY created_at LIMIT 3", 1, 1, 3),
    Query("count", f"SELECT count(*) FROM {B}", 10, 10, 1),
    Query("server-filter", f"SELECT id FROM {FILES} WHERE purpose = 'batch'", 1, 1, 250),
    Query(
        "join",
        f"SELECT v.name, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id",
        202,
        14,
        1000,
        most_wall=JOIN_WALL,
        most_first=JOIN_FIRST_ROW,
    ),
    Query(
        "left-join-group",
        f"SELECT v.id, count(f.id) n FROM {V} v LEFT JOIN {F} f ON f.vector_store_id = v.id"
        " AND f.usage_bytes > 0 GROUP BY v.id ORDER BY n",
        202,
        14,
        200,
        most_wall=JOIN_WALL,
    ),
    Query(
        "correlated",
        f"SELECT v.id, (SELECT count(*) FROM {F} f WHERE f.vector_store_id = v.id) FROM {V} v",
        202,
        14,
        200,
        most_wall=JOIN_WALL,
    ),
    Query(
        "join-limit",
        f"SELECT v.name, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id LIMIT 7",
        3,
        2,
        7,
        # An outer LIMIT over a join: the run-ahead may have a window under way when the last row is found.
        most_requests=3 + WINDOW,
    ),
    Query(
        "join-name",
        f"SELECT v.name, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id WHERE v.name = 'store 42'",
        3,
        3,
        5,
    ),
    Query(
        "join-json",
        f"SELECT v.name, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id WHERE {EVERY_TWENTIETH}",
        12,
        3,
        50,
    ),
    Query(
        "in-select",
        f"SELECT f.id FROM {F} f WHERE f.vector_store_id IN (SELECT v.id FROM {V} v WHERE {EVERY_TWENTIETH})",
        12,
        3,
        50,
    ),
    Query(
        "cte-order-limit",
        f"WITH t AS (SELECT id, name FROM {V} ORDER BY lower(name) LIMIT 60)"
        f" SELECT t.name, f.id FROM t JOIN {F} f ON f.vector_store_id = t.id",
        62,
        6,
        300,
    ),
    Query(
        "three-levels",
        f"SELECT v.id, f.id, g.usage_bytes FROM {V} v JOIN {F} f ON f.vector_store_id = v.id"
        f" JOIN {F} g ON g.vector_store_id = f.vector_store_id AND g.id = f.id",
        1202,
        77,
        1000,
    ),
    Query(
        "gets-or-list",
        f"SELECT b.id, f.filename FROM {B} b JOIN {FILES} f ON f.id = b.input_file_id",
        43,
        11,
        1000,
        # Ten pages of batches, 32 single gets, one list; gets that were under way at the change of plan are not lost.
        most_requests=43 + WINDOW,
    ),
    Query(
        "count-10000",
        f"SELECT count(*) FROM {B}",
        100,
        100,
        1,
        most_wall=SCAN_WALL,
        sizes={"batches": 10_000},
    ),
)
