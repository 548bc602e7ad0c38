"""How wide the dialect is: what StackQL's users and SQLite's users write, and whether we take it."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.parser import parse

ACCEPTED = r"""
SELECT v.id FROM openai.vector_stores.vector_stores v LEFT OUTER JOIN openai.files.files f ON v.name = f.filename
SELECT v.id FROM openai.vector_stores.vector_stores v FULL JOIN openai.files.files f ON v.name = f.filename
SELECT b.id FROM openai.batch.batches b CROSS JOIN openai.models.models m
SELECT b.id FROM openai.batch.batches b NATURAL JOIN openai.files.files f
SELECT id FROM openai.files.files EXCEPT SELECT input_file_id FROM openai.batch.batches
SELECT id FROM openai.files.files INTERSECT SELECT input_file_id FROM openai.batch.batches
SELECT id FROM openai.files.files UNION ALL SELECT id FROM openai.batch.batches ORDER BY id LIMIT 3
SELECT id FROM openai.files.files WHERE "limit" = 3
SELECT f.limit FROM openai.files.files f WHERE f.order = 'desc'
SELECT `id`, [filename] FROM openai.files.files
SELECT count(*) FILTER (WHERE status = 'failed') FROM openai.batch.batches
SELECT sum(bytes) OVER w FROM openai.files.files WINDOW w AS (ORDER BY created_at)
SELECT sum(bytes) OVER (ORDER BY created_at GROUPS 1 PRECEDING) FROM openai.files.files
SELECT id FROM openai.files.files ORDER BY bytes DESC NULLS LAST, id COLLATE NOCASE
SELECT id FROM openai.models.models WHERE id GLOB 'gpt-*' OR id REGEXP '^o[0-9]'
SELECT id FROM openai.models.models WHERE id LIKE 'gpt!_%' ESCAPE '!'
SELECT id FROM openai.models.models WHERE id LIKE 'gpt\_%' ESCAPE '\'
SELECT id FROM openai.batch.batches WHERE error_file_id IS DISTINCT FROM output_file_id
SELECT id FROM openai.batch.batches WHERE errors ISNULL AND output_file_id NOTNULL AND endpoint == '/v1/responses'
SELECT id FROM openai.batch.batches WHERE input_file_id IN (SELECT id FROM openai.files.files)
SELECT (SELECT max(bytes) FROM openai.files.files) AS most FROM openai.batch.batches
SELECT metadata->'$.team', metadata->>'$.team' FROM openai.batch.batches
SELECT cast(created_at AS TEXT), cast(bytes AS DECIMAL(10,2)) FROM openai.files.files
SELECT key, value FROM openai.batch.batches, json_each(metadata)
SELECT value FROM json_each('[1,2]')
SELECT t.fullkey FROM openai.batch.batches b LEFT JOIN json_tree(b.errors) t
WITH x AS (SELECT id FROM openai.files.files), y AS (SELECT id FROM x) SELECT * FROM y
WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 5) SELECT * FROM n
WITH x AS (SELECT id FROM openai.files.files) INSERT INTO local_ids (id) SELECT id FROM x
SELECT * FROM (VALUES (1), (2)) t
SELECT 'it''s', 'a--b' AS x, 'a/*b*/c'
SELECT id AS "My Column", id AS 'Other' FROM openai.files.files
SELECT purpose, count(*) c FROM openai.files.files GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC LIMIT 10, 5
SELECT CASE status WHEN 'failed' THEN 'x' ELSE 'y' END FROM openai.batch.batches
SELECT id FROM openai.files.files WHERE (purpose, status) IN (('batch', 'processed'), ('evals', 'error'))
SELECT id FROM openai.batch.batches b WHERE b.id = :name OR b.id = ? OR b.id = @x OR b.id = $1
SELECT 0x1F, 1e3, .5, 1_000, -1, +2, ~3
SELECT 7 / 2, 7 % 2, 1 << 3, 5 & 4, true, false, null, current_timestamp
/* c */ SELECT 1 -- trailing
SELECT 1 WHERE 1 = 1 ; -- trailing
SELECT * FROM batch.batches
SELECT * FROM batches
INSERT INTO openai.batch.batches (data__endpoint) SELECT '{{ endpoint }}'
INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a'), ('b') RETURNING id, status
INSERT INTO openai.vector_stores.vector_stores (metadata) SELECT JSON('{"team":"x"}')
UPDATE openai.vector_stores.vector_stores SET metadata = json_set(metadata, '$.x', 1) WHERE vector_store_id = 'y'
REPLACE openai.vector_stores.vector_stores SET name = 'x' WHERE vector_store_id = 'y' RETURNING *
DELETE FROM openai.files.files WHERE file_id IN (SELECT id FROM openai.files.files WHERE bytes > 5)
EXEC openai.batch.batches.cancel_batch @batch_id = 'x'
EXEC openai.batches.batches.list
EXEC /*+ SHOWRESULTS */ openai.batches.batches.get @batch_id = 'x'
EXEC openai.vector_stores.vector_stores.search @vector_store_id='x' @@json='{"query":"a"}'
SHOW EXTENDED RESOURCES IN openai.batch LIKE '%b%'
SHOW RESOURCES IN batch
SHOW INSERT /*+ REQUIRED */ INTO openai.batch.batches
DESCRIBE FULL openai.batch.batches
DESC METHOD openai.batch.batches.list_batches
EXPLAIN QUERY PLAN SELECT 1
SET SESSION "$.auth.openai.type" = 'bearer'
CREATE TEMPORARY TABLE t(a int)
CREATE VIEW IF NOT EXISTS v AS SELECT 1
CREATE TABLE IF NOT EXISTS t(a int primary key)
"""

REFUSED = r"""
(SELECT id FROM openai.files.files) UNION (SELECT id FROM openai.batch.batches)
SELECT id::int FROM openai.files.files
SELECT 'a\'b'
SELECT id FROM openai.files.files # comment
INSERT INTO openai.files.files (OpenAI-Organization) SELECT 'x'
WITH x AS (SELECT id FROM openai.files.files) DELETE FROM openai.files.files WHERE file_id = 'a'
DELETE openai.files.files WHERE file_id = 'y'
SHOW TRANSACTION ISOLATION LEVEL
EXPLAIN FORMAT=JSON SELECT 1
SELECT 1; SELECT 2
SELECT !4
"""


@pytest.mark.parametrize("text", ACCEPTED.strip().splitlines())
def test_accepted(text):
    parse(text)


@pytest.mark.parametrize("text", REFUSED.strip().splitlines())
def test_refused(text):
    with pytest.raises(StatementError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT\nid,\nstatus\nFROM openai.batch.batches\n;",
        "/*+ create */\nINSERT INTO openai.batch.batches (\ndata__input_file_id,\ndata__endpoint\n)\nSELECT \n'{{ input_file_id }}',\n'{{ endpoint }}'\n;",
        "SELECT\nid\nFROM openai.vector_stores.vector_store_file_batches\nWHERE batch_id = '{{ batch_id }}'\nAND vector_store_id = '{{ vector_store_id }}';",
        "/*+ delete */\nDELETE FROM openai.vector_stores.vector_stores\nWHERE vector_store_id = '{{ vector_store_id }}';",
    ],
)
def test_the_form_of_the_resource_pages_is_taken_as_it_is(text):
    parse(text)
