"""Families of statements over several resources: where one table's rows are another's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.predicates import ABOUT_BATCHES, ABOUT_FILES, ABOUT_STORE_FILES, ABOUT_STORES, quoted
from fuzz.statement import FILES, B, Check, F, Statement, V
from fuzz.world import MISSING, STORE_IDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.predicates import Draw


def join(d: Draw) -> Statement:
    """Children under their parents."""
    source = d.one(
        f"{V} v JOIN {F} f ON f.vector_store_id = v.id",
        f"{F} f JOIN {V} v ON f.vector_store_id = v.id",
        f"{V} v, {F} f ON v.id = f.vector_store_id",
        f"{V} v JOIN {F} f ON f.vector_store_id = v.id AND f.created_at >= v.created_at % 60",
    )
    where = d.where((ABOUT_STORES, "v"), (ABOUT_STORE_FILES, "f"))
    return Statement(f"SELECT v.id, f.id, f.status FROM {source}{where}")


def join_with_limit(d: Draw) -> Statement:
    """An outer LIMIT, which the run-ahead must not outrun."""
    where = d.where((ABOUT_STORES, "v"), (ABOUT_STORE_FILES, "f"))
    whole = f"SELECT v.id, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id{where}"
    return Statement(f"{whole} LIMIT {d.number(0, 9)}", Check.SHARE, whole)


def left_join(d: Draw) -> Statement:
    """Parents without children keep their row."""
    on = f"f.vector_store_id = v.id{d.where((ABOUT_STORE_FILES, 'f'), begin='AND')}"
    alone = d.one("", " AND f.id IS NULL", " AND f.status IS NOT 'failed'")
    return Statement(
        f"SELECT v.id, f.id FROM {V} v LEFT JOIN {F} f ON {on} WHERE {d.about(ABOUT_STORES, 'v')}{alone}"
    )


def correlated(d: Draw) -> Statement:
    """A subquery for each row."""
    inner = f"{F} f WHERE f.vector_store_id = v.id{d.where((ABOUT_STORE_FILES, 'f'), begin='AND')}"
    found = d.one(f"SELECT count(*) FROM {inner}", f"SELECT f.id FROM {inner} ORDER BY f.created_at LIMIT 1")
    return Statement(f"SELECT v.id, ({found}) FROM {V} v{d.where((ABOUT_STORES, 'v'))}")


def exists(d: Draw) -> Statement:
    """EXISTS, which stops at the first row."""
    inner = f"f.vector_store_id = v.id AND {d.about(ABOUT_STORE_FILES, 'f')}"
    more = d.where((ABOUT_STORES, "v"), begin="AND")
    return Statement(
        f"SELECT v.id FROM {V} v WHERE {d.one('', 'NOT ')}EXISTS (SELECT 1 FROM {F} f WHERE {inner}){more}"
    )


def in_select(d: Draw) -> Statement:
    """Keys from a subquery, NULLs among them."""
    stores = f"SELECT v.id FROM {V} v{d.where((ABOUT_STORES, 'v'))}"
    files = d.where((ABOUT_FILES, "f"), begin="AND")
    return Statement(
        d.one(
            f"SELECT f.id, f.vector_store_id FROM {F} f WHERE f.vector_store_id IN ({stores})",
            f"SELECT f.id FROM {FILES} f WHERE f.id IN (SELECT b.output_file_id FROM {B} b){files}",
            f"SELECT f.id FROM {FILES} f WHERE f.id NOT IN (SELECT b.output_file_id FROM {B} b){files}",
            f"SELECT v.id FROM {V} v WHERE v.id IN (SELECT b.metadata ->> 'store' FROM {B} b)",
        )
    )


def scalar_subquery(d: Draw) -> Statement:
    """One key from a subquery: of something, of nothing, or NULL."""
    key = d.one(
        f"SELECT w.id FROM {V} w ORDER BY w.created_at LIMIT 1",
        f"SELECT max(w.id) FROM {V} w{d.where((ABOUT_STORES, 'w'))}",
        "SELECT 'vs_gone'",
        "SELECT NULL",
    )
    return Statement(
        d.one(
            f"SELECT f.id FROM {F} f WHERE f.vector_store_id = ({key})",
            f"SELECT v.id, v.name FROM {V} v WHERE v.id = ({key})",
        )
    )


def common_table(d: Draw) -> Statement:
    """An ordered and bounded outer side."""
    order = d.one("created_at", "created_at DESC", "name, id", "lower(name), id")
    where = d.where((ABOUT_STORES, "v"))
    return Statement(
        f"WITH t AS {d.one('', 'MATERIALIZED ')}(SELECT id, name FROM {V} v{where} ORDER BY {order}"
        f" LIMIT {d.number(1, 5)} OFFSET {d.number(0, 2)}) SELECT t.name, f.id FROM t"
        f" {d.one('', 'LEFT ')}JOIN {F} f ON f.vector_store_id = t.id{d.where((ABOUT_STORE_FILES, 'f'))}"
    )


def given_keys(d: Draw) -> Statement:
    """Keys from VALUES, of nothing and NULL among them."""
    keys = ", ".join(f"({quoted(key)})" for key in (*d.random.sample(STORE_IDS, 3), *MISSING[:2], None))
    return Statement(
        f"WITH given(k) AS (VALUES {keys}) SELECT given.k, v.id, v.status FROM given"
        f" {d.one('', 'LEFT ')}JOIN {V} v ON v.id = given.k{d.where((ABOUT_STORES, 'v'))}"
    )


def recursive(d: Draw) -> Statement:
    """Keys that are made up as the statement goes, so many of them that a list may be read in their place."""
    return Statement(
        f"WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < {d.one('3', '3', '12', '40')})"
        f" SELECT i, b.id, b.status FROM n LEFT JOIN {B} b ON b.id = 'batch_' || i"
    )


def keyed_join(d: Draw) -> Statement:
    """Objects by keys that other objects name: some are gone, some NULL."""
    column = d.one("input_file_id", "output_file_id")
    where = d.where((ABOUT_BATCHES, "b"), (ABOUT_FILES, "f"))
    return Statement(
        f"SELECT b.id, f.filename FROM {B} b {d.one('', 'LEFT ')}JOIN {FILES} f ON f.id = b.{column}{where}"
    )


def three_levels(d: Draw) -> Statement:
    """A list, a list under it, an object under that."""
    third = d.one(
        f"{F} g ON g.vector_store_id = f.vector_store_id AND g.id = f.id",
        f"{F} g ON g.vector_store_id = v.id AND g.id = f.id",
        f"{FILES} g ON g.id = f.id",
    )
    where = d.where((ABOUT_STORES, "v"), (ABOUT_STORE_FILES, "f"))
    return Statement(
        f"SELECT v.id, f.id, g.created_at FROM {V} v JOIN {F} f ON f.vector_store_id = v.id"
        f" {d.one('', 'LEFT ')}JOIN {third}{where}"
    )


def self_join(d: Draw) -> Statement:
    """The same table twice: the inner side is read again and again, from memory."""
    on = d.one(
        "a.status = b.status AND a.created_at < b.created_at",
        "a.name = b.name",
        "a.name = b.name COLLATE NOCASE",
        "a.name IS b.name AND a.id <> b.id",
        "b.id = a.id",
        "lower(a.id) = lower(b.id)",
        "b.usage_bytes = CAST(a.usage_bytes AS TEXT)",
        "b.name = a.file_counts ->> 'total'",
        "b.usage_bytes = a.usage_bytes + 0.0",
    )
    where = d.where((ABOUT_STORES, "a"), (ABOUT_STORES, "b"))
    return Statement(f"SELECT a.id, b.id FROM {V} a {d.one('', 'LEFT ')}JOIN {V} b ON {on}{where}")


def compound(d: Draw) -> Statement:
    """Answers put together."""
    return Statement(
        f"SELECT id FROM {V} v{d.where((ABOUT_STORES, 'v'))} {d.one('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT')}"
        f" SELECT vector_store_id FROM {F} f WHERE f.vector_store_id IN ({d.keys(STORE_IDS)})"
        f"{d.where((ABOUT_STORE_FILES, 'f'), begin='AND')}"
    )


def distinct(d: Draw) -> Statement:
    """DISTINCT over a join."""
    where = d.where((ABOUT_STORES, "v"))
    return Statement(
        f"SELECT DISTINCT v.status, f.status FROM {V} v JOIN {F} f ON f.vector_store_id = v.id{where}"
    )


def views(d: Draw) -> Statement:
    """Conditions that reach a resource through a view."""
    return Statement(
        d.one(
            f"SELECT r.id, r.name FROM ready r WHERE r.id IN ({d.keys(STORE_IDS)})",
            "SELECT r.id, h.file FROM ready r JOIN held h ON h.store = r.id",
            f"SELECT file, status FROM held WHERE store = {d.store()}",
            "SELECT store, count(file) FROM held GROUP BY store",
            f"SELECT one, count(other) FROM pairs WHERE one <> {d.store()} GROUP BY one",
            f"SELECT r.id, f.id FROM ready r JOIN {F} f ON f.vector_store_id = r.id{d.where((ABOUT_STORE_FILES, 'f'))}",
        )
    )


JOINS: tuple[Callable[[Draw], Statement], ...] = (
    join,
    join_with_limit,
    left_join,
    correlated,
    exists,
    in_select,
    scalar_subquery,
    common_table,
    given_keys,
    recursive,
    keyed_join,
    three_levels,
    self_join,
    compound,
    distinct,
    views,
)
