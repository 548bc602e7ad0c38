"""Families of statements over one resource: orders, limits, branches of OR, aggregates, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.predicates import ABOUT_BATCHES, ABOUT_FILES, ABOUT_STORE_FILES, ABOUT_STORES, quoted
from fuzz.statement import FILES, B, Check, F, Statement, V
from fuzz.world import FILE_IDS, STORE_IDS, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.predicates import Draw


def scan(d: Draw) -> Statement:
    """A list with an order that the server may or may not have."""
    order = d.one(
        "created_at", "created_at DESC", "name, id", "name DESC, created_at", "id COLLATE NOCASE, id"
    )
    where = d.where((ABOUT_STORES, "v"), (ABOUT_STORES, "v"))
    return Statement(
        f"SELECT id, name, created_at FROM {V} v{where} ORDER BY {order}{d.limit()}", Check.ORDER
    )


def limit_without_order(d: Draw) -> Statement:
    """LIMIT and OFFSET as a bound for the paging."""
    whole = f"SELECT id, status FROM {V} v{d.where((ABOUT_STORES, 'v'))}"
    return Statement(whole + (d.limit() or " LIMIT 3"), Check.SHARE, whole)


def children_in_order(d: Draw) -> Statement:
    """The list of one parent, filtered by the server, by SQLite or by both."""
    where = f"f.vector_store_id = {d.store()}{d.where((ABOUT_STORE_FILES, 'f'), begin='AND')}"
    order = f" ORDER BY created_at{d.one('', ' DESC')}"
    return Statement(
        f"SELECT f.id, f.vector_store_id FROM {F} f WHERE {where}{order}{d.limit()}", Check.ORDER
    )


def groups(d: Draw) -> Statement:
    """Aggregates, with FILTER and HAVING."""
    having = d.one("", " HAVING count(*) > 1", " HAVING max(usage_bytes) IS NOT NULL")
    return Statement(
        "SELECT status, count(*), min(created_at), max(name), count(DISTINCT name),"
        f" sum(usage_bytes) FILTER (WHERE name IS NOT NULL) FROM {V} v{d.where((ABOUT_STORES, 'v'))}"
        f" GROUP BY status{having} ORDER BY status",
        Check.ORDER,
    )


def filtered_by_server(d: Draw) -> Statement:
    """Conditions the server can check, and those that only look so."""
    where = d.where((ABOUT_FILES, "f"), (ABOUT_FILES, "f"))
    return Statement(
        f"SELECT id, purpose, bytes FROM {FILES} f{where} ORDER BY created_at{d.limit()}", Check.ORDER
    )


def batches(d: Draw) -> Statement:
    """A list whose order the server cannot be asked for."""
    where = d.where((ABOUT_BATCHES, "b"), (ABOUT_BATCHES, "b"))
    order = d.one("created_at", "created_at DESC", "status, id")
    return Statement(
        f"SELECT id, output_file_id, request_counts FROM {B} b{where} ORDER BY {order}{d.limit()}",
        Check.ORDER,
    )


def branches(d: Draw) -> Statement:
    """OR over keys: a row that two branches find is one row, and equal ids under two parents are two."""
    one = d.store()
    other = d.one(one, d.store())
    first, second = d.branch(ABOUT_STORE_FILES, "f"), d.branch(ABOUT_STORE_FILES, "f")
    return Statement(
        f"SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id = {one} AND ({first})"
        f" OR f.vector_store_id = {other} AND ({second})"
    )


def branches_of_lists(d: Draw) -> Statement:
    """The same with lists of keys under parents."""
    return Statement(
        f"SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id IN ({d.keys(STORE_IDS)})"
        f" AND f.id IN ({d.keys(FILE_IDS)}) OR f.vector_store_id = {d.store()} AND {d.branch(ABOUT_STORE_FILES, 'f')}"
    )


def rowids(d: Draw) -> Statement:
    """A rowid for each row, and no other."""
    return Statement(
        f"SELECT count(*) = count(DISTINCT f.rowid) FROM {F} f"
        f" WHERE f.vector_store_id IN ({', '.join(map(quoted, STORE_IDS))}){d.where((ABOUT_STORE_FILES, 'f'), begin='AND')}"
    )


def repeated_objects(d: Draw) -> Statement:
    """The server hands some objects out twice; how often is the one thing that is not compared."""
    sql = d.one(
        f"SELECT DISTINCT v.id, v.name FROM {V} v{d.where((ABOUT_STORES, 'v'))}",
        f"SELECT count(DISTINCT v.id) FROM {V} v{d.where((ABOUT_STORES, 'v'))}",
        f"SELECT DISTINCT v.id, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id",
        f"SELECT b.id FROM {B} b UNION SELECT v.id FROM {V} v",
        f"SELECT DISTINCT f.id FROM {FILES} f WHERE f.id IN (SELECT b.input_file_id FROM {B} b)",
    )
    return Statement(sql, shape=Shape(repeats=True))


def window(d: Draw) -> Statement:
    """Window functions."""
    called = d.one("row_number()", "sum(usage_bytes)", "lag(id)", "count(*)")
    return Statement(
        f"SELECT id, {called} OVER (PARTITION BY status ORDER BY created_at) FROM {V} v{d.where((ABOUT_STORES, 'v'))}"
    )


def json_members(d: Draw) -> Statement:
    """Tables made of JSON columns."""
    return Statement(
        d.one(
            f"SELECT v.id, j.key, j.value FROM {V} v, json_each(v.metadata) j{d.where((ABOUT_STORES, 'v'))}",
            f"SELECT b.id, j.value FROM {B} b, json_each(b.request_counts) j WHERE j.key = 'completed'",
            f'SELECT v.id FROM {V} v WHERE v.id IN (SELECT value FROM json_each(\'["vs_1", "vs_gone", "12"]\'))',
            f"SELECT f.id, f.attributes -> 'score', f.attributes ->> 'ok' FROM {F} f WHERE f.vector_store_id = {d.store()}",
        )
    )


def nested(d: Draw) -> Statement:
    """A bounded subquery in FROM, with a condition outside that must stay outside."""
    order = d.one("created_at", "created_at DESC")
    return Statement(
        f"SELECT t.id FROM (SELECT id, status, name FROM {V} v{d.where((ABOUT_STORES, 'v'))}"
        f" ORDER BY {order} LIMIT {d.number(1, 5)}) t WHERE {d.one(chr(39) + 'completed' + chr(39), 'NULL')} IS NOT t.status"
    )


def key_of_nothing(d: Draw) -> Statement:
    """A key the person wrote and nobody has."""
    return Statement(
        d.one(
            f"SELECT id FROM {V} WHERE id = 'vs_gone'",
            f"SELECT id FROM {F} WHERE vector_store_id = 'vs_gone'",
            f"SELECT id FROM {F} WHERE vector_store_id = 'vs_empty' AND id = {quoted(d.random.choice(FILE_IDS))}",
            f"SELECT v.id, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id WHERE v.id = 'vs_gone'",
            f"SELECT id FROM {B} WHERE id IN ('batch_99')",
        ),
        Check.REFUSED,
    )


SCANS: tuple[Callable[[Draw], Statement], ...] = (
    scan,
    limit_without_order,
    children_in_order,
    groups,
    filtered_by_server,
    batches,
    branches,
    branches_of_lists,
    rowids,
    repeated_objects,
    window,
    json_members,
    nested,
    key_of_nothing,
)
