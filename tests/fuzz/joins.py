"""Families of statements over several resources: where one table's rows are another's keys."""

from __future__ import annotations

from fuzz.statement import Check, Family

JOINS = {
    # Children under their parents.
    "join": Family(
        "SELECT v.id, f.id, f.status FROM {source}{where v=stores f=store_files}",
        parts={
            "source": [
                "{V} v JOIN {F} f ON f.vector_store_id = v.id",
                "{F} f JOIN {V} v ON f.vector_store_id = v.id",
                "{V} v, {F} f ON v.id = f.vector_store_id",
                "{V} v JOIN {F} f ON f.vector_store_id = v.id AND f.created_at >= v.created_at % 60",
            ]
        },
    ),
    # An outer LIMIT, which the prefetch must not outrun.
    "join_with_limit": Family(
        "SELECT v.id, f.id FROM {V} v JOIN {F} f ON f.vector_store_id = v.id{where v=stores f=store_files}",
        check=Check.SHARE,
        bound=" LIMIT {0..9}",
    ),
    # Parents without children keep their row.
    "left_join": Family(
        "SELECT v.id, f.id FROM {V} v LEFT JOIN {F} f ON f.vector_store_id = v.id{and f=store_files}"
        " WHERE {about v=stores}{| AND f.id IS NULL| AND f.status IS NOT 'failed'}",
    ),
    # A subquery for each row.
    "correlated": Family(
        "SELECT v.id, (SELECT count(*) FROM {children}) FROM {V} v{where v=stores}",
        "SELECT v.id, (SELECT f.id FROM {children} ORDER BY f.created_at LIMIT 1) FROM {V} v{where v=stores}",
        parts={"children": ["{F} f WHERE f.vector_store_id = v.id{and f=store_files}"]},
    ),
    # EXISTS, which stops at the first row.
    "exists": Family(
        "SELECT v.id FROM {V} v WHERE {|NOT }EXISTS (SELECT 1 FROM {F} f"
        " WHERE f.vector_store_id = v.id AND {about f=store_files}){and v=stores}",
    ),
    # Keys from a subquery, NULLs among them.
    "in_select": Family(
        "SELECT f.id, f.vector_store_id FROM {F} f"
        " WHERE f.vector_store_id IN (SELECT v.id FROM {V} v{where v=stores})",
        "SELECT f.id FROM {FILES} f WHERE f.id IN (SELECT b.output_file_id FROM {B} b){and f=files}",
        "SELECT f.id FROM {FILES} f WHERE f.id NOT IN (SELECT b.output_file_id FROM {B} b){and f=files}",
        "SELECT v.id FROM {V} v WHERE v.id IN (SELECT b.metadata ->> 'store' FROM {B} b)",
    ),
    # One key from a subquery: of something, of nothing, or NULL.
    "scalar_subquery": Family(
        "SELECT f.id FROM {F} f WHERE f.vector_store_id = ({key})",
        "SELECT v.id, v.name FROM {V} v WHERE v.id = ({key})",
        parts={
            "key": [
                "SELECT w.id FROM {V} w ORDER BY w.created_at LIMIT 1",
                "SELECT max(w.id) FROM {V} w{where w=stores}",
                "SELECT 'vs_' || 'gone'",
                "SELECT NULL",
            ]
        },
    ),
    # An ordered and bounded outer side.
    "common_table": Family(
        "WITH t AS {|MATERIALIZED }(SELECT id, name FROM {V} v{where v=stores}"
        " ORDER BY {created_at|created_at DESC|name, id|lower(name), id} LIMIT {1..5} OFFSET {0..2})"
        " SELECT t.name, f.id FROM t {|LEFT }JOIN {F} f ON f.vector_store_id = t.id{where f=store_files}",
    ),
    # Keys from VALUES, of nothing and NULL among them.
    "given_keys": Family(
        "WITH given(k) AS (VALUES {three stores}, ('vs_gone'), ('file-gone'), (NULL))"
        " SELECT given.k, v.id, v.status FROM given {|LEFT }JOIN {V} v ON v.id = given.k{where v=stores}",
    ),
    # Keys that are made up as the statement goes, so many of them that a list may be read in their place.
    "recursive": Family(
        "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < {3|3|12|40})"
        " SELECT i, b.id, b.status FROM n LEFT JOIN {B} b ON b.id = 'batch_' || i",
    ),
    # Objects by keys that other objects name: some are gone, some NULL.
    "keyed_join": Family(
        "SELECT b.id, f.filename FROM {B} b {|LEFT }JOIN {FILES} f"
        " ON f.id = b.{input_file_id|output_file_id}{where b=batches f=files}",
    ),
    # A list, a list under it, an object under that.
    "three_levels": Family(
        "SELECT v.id, f.id, g.created_at FROM {V} v JOIN {F} f ON f.vector_store_id = v.id"
        " {|LEFT }JOIN {third}{where v=stores f=store_files}",
        parts={
            "third": [
                "{F} g ON g.vector_store_id = f.vector_store_id AND g.id = f.id",
                "{F} g ON g.vector_store_id = v.id AND g.id = f.id",
                "{FILES} g ON g.id = f.id",
                "{B} g ON g.created_at = f.created_at",
                "{V} g ON g.status = f.status",
            ]
        },
    ),
    # The same table twice: the inner side is read again and again, from memory.
    "self_join": Family(
        "SELECT a.id, b.id FROM {V} a {|LEFT }JOIN {V} b ON {on}{where a=stores b=stores}",
        parts={
            "on": [
                "a.status = b.status AND a.created_at < b.created_at",
                "a.name = b.name",
                "a.name = b.name COLLATE NOCASE",
                "a.name IS b.name AND a.id <> b.id",
                "b.id = a.id",
                "lower(a.id) = lower(b.id)",
                "b.usage_bytes = CAST(a.usage_bytes AS TEXT)",
                "b.name = a.file_counts ->> 'total'",
                "b.usage_bytes = a.usage_bytes + 0.0",
            ]
        },
    ),
    # Answers put together.
    "compound": Family(
        "SELECT id FROM {V} v{where v=stores} {UNION|UNION ALL|EXCEPT|INTERSECT} SELECT vector_store_id"
        " FROM {F} f WHERE f.vector_store_id IN ({parents}){and f=store_files}",
    ),
    # Joins that fix which side is read first, or name no condition at all.
    "outer_joins": Family(
        "SELECT v.id, b.id FROM {V} v {RIGHT|FULL|LEFT|} JOIN {B} b ON {on}{where v=stores b=batches}",
        "SELECT f.id, b.id FROM {FILES} f {RIGHT|FULL|LEFT} JOIN {B} b ON f.id = b.input_file_id{where b=batches}",
        parts={"on": ["v.status = b.status", "v.created_at = b.created_at", "b.metadata ->> 'store' = v.id"]},
    ),
    "natural_joins": Family(
        "SELECT status, v.id, b.id FROM {V} v {|LEFT |RIGHT |FULL }JOIN {B} b USING (status)",
        "SELECT id, status, n FROM (SELECT id, status FROM {V}) NATURAL {|LEFT |FULL }JOIN"
        " (SELECT status, count(*) AS n FROM {B} GROUP BY status)",
        "SELECT id, a.name, b.name FROM {V} a {|LEFT }JOIN {V} b USING (id, status){where a=stores}",
        "SELECT id, filename FROM {FILES} NATURAL {|LEFT }JOIN"
        " (SELECT output_file_id AS id FROM {B} b{where b=batches})",
    ),
    # Several columns compared at once.
    "row_values": Family(
        "SELECT v.id FROM {V} v WHERE (v.id, v.status) {=|<>|IS} ({store}, {store status})",
        "SELECT a.id, b.id FROM {V} a JOIN {V} b ON (a.status, a.name) {=|<|>=|IS} (b.status, b.name)",
        "SELECT f.id, f.status FROM {F} f WHERE (f.vector_store_id, f.id) IN"
        " (SELECT v.id, {file} FROM {V} v{where v=stores})",
        "SELECT f.id FROM {FILES} f WHERE (f.id, f.purpose) {IN|NOT IN} (SELECT b.input_file_id, 'batch' FROM {B} b)",
    ),
    # NULL among the values of NOT IN: then nothing is certain.
    "not_in": Family(
        "SELECT id FROM {V} v WHERE v.{name|id|status} NOT IN ({store}, 'Alpha', {NULL|'completed'}){and v=stores}",
        "SELECT id FROM {V} v WHERE v.name NOT IN (SELECT w.name FROM {V} w{where w=stores})",
        "SELECT id FROM {FILES} f WHERE f.id NOT IN (SELECT b.output_file_id FROM {B} b{where b=batches})",
        "SELECT id FROM {B} b WHERE b.completed_at NOT IN (SELECT v.expires_at FROM {V} v{where v=stores})",
    ),
    # A common table that is read more than once.
    "common_table_twice": Family(
        "WITH t AS {|MATERIALIZED |NOT MATERIALIZED }(SELECT id, status, created_at FROM {V} v{where v=stores})"
        " SELECT a.id, b.id FROM t a {|LEFT }JOIN t b ON b.{status|created_at|id} = a.{status|created_at|id}",
        "WITH t AS {|MATERIALIZED }(SELECT v.id AS store, f.id AS file FROM {V} v JOIN {F} f"
        " ON f.vector_store_id = v.id) SELECT count(*), (SELECT max(file) FROM t) FROM t a JOIN t b USING (file)",
    ),
    # Values of different types compared: columns, expressions without a type, casts.
    "typed": Family(
        "SELECT v.id, b.id FROM {V} v {|LEFT }JOIN {B} b ON {on}{where v=stores}",
        "SELECT v.id, typeof(v.created_at), typeof(v.name), typeof(v.usage_bytes), v.name FROM {V} v{where v=stores}",
        "SELECT f.id, b.id FROM {FILES} f JOIN {B} b ON {filed}{where f=files}",
        parts={
            "on": [
                "b.created_at = v.{created_at|usage_bytes|expires_at}",
                "b.created_at + 0 = v.created_at",
                "b.created_at = v.created_at || ''",
                "b.created_at = CAST(v.created_at AS {TEXT|REAL|INTEGER|NUMERIC|BLOB})",
                "CAST(b.created_at AS TEXT) = v.created_at",
                "b.status {=|IS} v.{status|name|usage_bytes}",
                "+b.created_at = +v.created_at",
                "b.created_at - {60|0} <= v.created_at AND b.status = v.status",
            ],
            "filed": [
                "f.created_at = b.created_at",
                "f.created_at = b.created_at || ''",
                "f.bytes = b.request_counts ->> 'total'",
                "f.filename = b.request_counts ->> 'total'",
                "f.id = b.input_file_id AND f.created_at >= b.created_at",
                "f.created_at = CAST(b.created_at AS TEXT)",
            ],
        },
    ),
    # Tables written into the statement.
    "given_tables": Family(
        "SELECT t.a, v.id FROM (SELECT column1 AS a FROM (VALUES {rows})) AS t"
        " {|LEFT }JOIN {V} v ON v.name = t.a",
        "SELECT j.value, v.id FROM json_each('[{members}]') j {|LEFT }JOIN {V} v ON v.{id|name|created_at} = j.value",
        "SELECT v.id, v.status FROM {V} v WHERE v.{id|name|usage_bytes} IN (SELECT value FROM json_each('[{members}]'))",
        "SELECT v.id FROM {V} v, json_each(v.metadata) j WHERE j.key IN ('team', 'k'){and v=stores}",
        "SELECT f.id, j.value FROM {V} v JOIN {F} f ON f.vector_store_id = v.id JOIN json_each(f.attributes) j"
        " ON j.type <> 'null'{where v=stores f=store_files}",
        parts={
            "rows": ["('Alpha'), (5), ('5'), (NULL)", "('alpha'), ('Alpha')", "(12), ('12')"],
            "members": ['12, "12"', '"vs_1", "vs_gone", null', '5, "5", 70, "alpha"', '12, 5.0, "12"'],
        },
    ),
    "distinct": Family(
        "SELECT DISTINCT v.status, f.status FROM {V} v JOIN {F} f ON f.vector_store_id = v.id"
        "{where v=stores}",
    ),
    # Conditions that reach a resource through a view.
    "views": Family(
        "SELECT r.id, r.name FROM ready r WHERE r.id IN ({keys stores})",
        "SELECT r.id, h.file FROM ready r JOIN held h ON h.store = r.id",
        "SELECT file, status FROM held WHERE store = {store}",
        "SELECT store, count(file) FROM held GROUP BY store",
        "SELECT one, count(other) FROM pairs WHERE one <> {store} GROUP BY one",
        "SELECT w.id, w.files FROM ready_with_files w{ WHERE w.files > 1| WHERE w.id = {store}|}",
        "SELECT n.name, count(*) FROM names_of_ready n {|LEFT }JOIN ready r ON r.name = n.name GROUP BY n.name",
        "SELECT w.id, p.other FROM ready_with_files w LEFT JOIN pairs p ON p.one = w.id",
        "SELECT r.id, f.id FROM ready r JOIN {F} f ON f.vector_store_id = r.id{where f=store_files}",
    ),
}
