"""Families of statements over one resource: orders, limits, branches of OR, aggregates, errors."""

from __future__ import annotations

from fuzz.grammar import PARTS
from fuzz.statement import Check, Family

BRANCHES = (
    "SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id = ONE AND ({branch f=store_files})"
    " OR f.vector_store_id = OTHER AND ({branch f=store_files})"
)

SCANS = {
    # A list with an order that the server may or may not have.
    "scan": Family(
        "SELECT id, name, created_at FROM {V} v{where v=stores v=stores}"
        " ORDER BY {created_at|created_at DESC|name, id|name DESC, created_at|id COLLATE NOCASE, id}{limit}",
        check=Check.ORDER,
    ),
    # LIMIT and OFFSET as a bound for the paging.
    "limit_without_order": Family(
        "SELECT id, status FROM {V} v{where v=stores}", check=Check.SHARE, bound="{bound}"
    ),
    # The list of one parent, filtered by the server, by SQLite or by both.
    "children_in_order": Family(
        "SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id = {store}{and f=store_files}"
        " ORDER BY created_at{| DESC}{limit}",
        check=Check.ORDER,
    ),
    # Aggregates, with FILTER and HAVING.
    "groups": Family(
        "SELECT status, count(*), min(created_at), max(name), count(DISTINCT name),"
        " sum(usage_bytes) FILTER (WHERE name IS NOT NULL) FROM {V} v{where v=stores}"
        " GROUP BY status{| HAVING count(*) > 1| HAVING max(usage_bytes) IS NOT NULL} ORDER BY status",
        check=Check.ORDER,
    ),
    # Conditions the server can check, and those that only look so.
    "filtered_by_server": Family(
        "SELECT id, purpose, bytes FROM {FILES} f{where f=files f=files} ORDER BY created_at{limit}",
        check=Check.ORDER,
    ),
    # A list whose order the server cannot be asked for.
    "batches": Family(
        "SELECT id, output_file_id, request_counts FROM {B} b{where b=batches b=batches}"
        " ORDER BY {created_at|created_at DESC|status, id}{limit}",
        check=Check.ORDER,
    ),
    # OR over keys: a row that two branches find is one row, and equal ids under two parents are two.
    "branches": Family(
        *(
            BRANCHES.replace("ONE", one).replace("OTHER", other)
            for one in PARTS["store"]
            for other in (one, "{store}")
        )
    ),
    # The same with lists of keys under parents.
    "branches_of_lists": Family(
        "SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id IN ({parents})"
        " AND f.id IN ({keys files}) OR f.vector_store_id = {store} AND {branch f=store_files}",
    ),
    # A rowid for each row, and no other.
    "rowids": Family(
        "SELECT count(*) = count(DISTINCT f.rowid) FROM {F} f"
        " WHERE f.vector_store_id IN ({all stores}){and f=store_files}",
    ),
    "window": Family(
        "SELECT id, {row_number()|sum(usage_bytes)|lag(id)|count(*)}"
        " OVER (PARTITION BY status ORDER BY created_at) FROM {V} v{where v=stores}",
    ),
    # Tables made of JSON columns.
    "json_members": Family(
        "SELECT v.id, j.key, j.value FROM {V} v, json_each(v.metadata) j{where v=stores}",
        "SELECT b.id, j.value FROM {B} b, json_each(b.request_counts) j WHERE j.key = 'completed'",
        """SELECT v.id FROM {V} v WHERE v.id IN (SELECT value FROM json_each('["vs_1", "vs_gone", "12"]'))""",
        "SELECT f.id, f.attributes -> 'score', f.attributes ->> 'ok' FROM {F} f"
        " WHERE f.vector_store_id = {store}",
    ),
    # A bounded subquery in FROM, with a condition outside that must stay outside.
    "nested": Family(
        "SELECT t.id FROM (SELECT id, status, name FROM {V} v{where v=stores}"
        " ORDER BY {created_at|created_at DESC} LIMIT {1..5}) t WHERE {'completed'|NULL} IS NOT t.status",
    ),
    # A key the person wrote and nobody has.
    "key_of_nothing": Family(
        "SELECT id FROM {V} WHERE id = 'vs_gone'",
        "SELECT id FROM {F} WHERE vector_store_id = 'vs_gone'",
        "SELECT id FROM {F} WHERE vector_store_id = 'vs_empty' AND id = {file}",
        "SELECT v.id, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id WHERE v.id = 'vs_gone'",
        "SELECT id FROM {B} WHERE id IN ('batch_99')",
        check=Check.REFUSED,
    ),
}
