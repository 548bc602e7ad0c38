"""A value that the catalog does not know is said, where it is plain which column it is compared with."""

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.planner.doubtful_values import doubtful_values

CATALOG = Catalog()
BATCHES, FILES = '"openai.batch"."batches"', '"openai.files"."files"'


def said(sql):
    return list(doubtful_values(sql, CATALOG.table))


@pytest.mark.parametrize(
    "condition",
    [
        "status = 'compleet'",
        "status == 'compleet'",
        "'x' = id AND status <> 'compleet'",
        "status IN ('failed', 'compleet')",
        "status NOT IN ('compleet')",
        "\"status\" = 'compleet'",
        "STATUS = 'compleet'",
        "batches.status = 'compleet'",
    ],
)
def test_the_nearest_known_value_is_named(condition):
    [sentence] = said(f"SELECT id FROM {BATCHES} WHERE {condition}")
    assert sentence == "no status 'compleet' is known; did you mean 'completed'?"


def test_where_none_is_near_the_known_ones_are_listed():
    [sentence] = said(f"SELECT id FROM {BATCHES} AS b WHERE b.status = 'zzz'")
    assert "known are validating, failed," in sentence


@pytest.mark.parametrize(
    ("added", "member"),
    [("sum(request_counts)", "total"), ("AVG(b.request_counts)", "total"), ('total("metadata")', "...")],
)
def test_a_sum_of_objects_names_the_member_that_was_meant(added, member):
    [sentence] = said(f"SELECT {added} FROM {BATCHES} b")
    assert f"->>'{member}')" in sentence


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT sum(created_at), count(metadata), max(metadata) FROM {BATCHES}",
        f"SELECT sum(request_counts->>'total'), sum(json_array_length(errors)) FROM {BATCHES}",
        f"SELECT sum(m.metadata) FROM {BATCHES} b JOIN mine m ON m.id = b.id",
        f"SELECT sum(metadata) FROM (SELECT 1 AS metadata FROM {BATCHES})",
        f"SELECT id FROM {BATCHES} WHERE status = 'completed'",
        f"SELECT id FROM {BATCHES} WHERE status IN ('failed', 'expired')",
        f"SELECT id FROM {BATCHES} WHERE id = 'compleet'",
        f"SELECT id FROM {BATCHES} WHERE status = 'ft:gpt-4o:mine:1'",
        f"SELECT id FROM {BATCHES} WHERE status = other OR 'compleet' = 'x'",
        f"SELECT id FROM {BATCHES} b JOIN mine m ON m.id = b.id WHERE m.status = 'compleet'",
        f"WITH n AS (SELECT 'mine' AS status FROM {BATCHES}) SELECT * FROM n WHERE status = 'mine'",
        f"SELECT id FROM {BATCHES} WHERE metadata->>status = 'compleet'",
        "SELECT id FROM mine WHERE status = 'compleet'",
        f"SELECT id FROM {BATCHES} WHERE status IN (SELECT 'compleet')",
        f"SELECT id FROM {BATCHES} WHERE status = 'compl' || 'eted'",
        f"SELECT id FROM {BATCHES} WHERE status IN ('compl' || 'eted')",
        f"SELECT id FROM {BATCHES} WHERE status = 'COMPLETED' COLLATE NOCASE",
        f"SELECT id FROM {BATCHES} b WHERE 'in_' || b.status = 'in_failed'",
        """SELECT id FROM "openai.chat"."completions" WHERE data__model = 'unknown'""",
        "SELECT 1 WHERE",
        f"SELECT id FROM {BATCHES} WHERE status IN (",
    ],
)
def test_what_is_known_or_not_plain_is_passed_over(sql):
    assert said(sql) == []


def test_each_column_has_the_values_of_its_own_resource():
    sql = f"SELECT 1 FROM {BATCHES} b JOIN {FILES} AS f ON f.id = b.input_file_id WHERE {{}}"
    assert said(sql.format("f.status = 'processed' AND b.status = 'in_progress'")) == []
    assert len(said(sql.format("f.status = 'in_progress' AND b.status = 'processed'"))) == 2
    assert said(sql.format("status = 'processed'")) == []
