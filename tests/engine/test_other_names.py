"""Names that a column or a parameter had elsewhere: accepted wherever its own is, and offered nowhere."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import NAMELESS, Service
from openai_sql_shell.classes import replace
from openai_sql_shell.planner.planner import plan_text
from openai_sql_shell.planner.scope import Scope

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"


def renamed(resource, columns, parameters):
    """A resource with further names for some of its columns and parameters."""
    named = [replace(c, aliases=columns.get(c.name, ())) for c in resource.columns]
    methods = [
        replace(m, parameters=tuple(replace(p, aliases=parameters.get(p.name, ())) for p in m.parameters))
        for m in resource.methods
    ]
    return replace(resource, columns=tuple(named), methods=tuple(methods))


@pytest.fixture
def catalog():
    batches = renamed(
        Catalog().resource("batch", "batches"),
        {"created_at": ("begun_at",), "endpoint": ("url",)},
        {"batch_id": ("job_id", "status"), "input_file_id": ("source",)},
    )
    files = renamed(Catalog().resource("files", "files"), {}, {"file_id": ("document_id",)})
    return Catalog((Service("batch", "", "", (batches,)), Service("files", "", "", (files,))))


@pytest.fixture
def renaming(seeded, catalog):
    seeded.session.catalog = catalog
    return seeded


def test_a_parameter_is_given_under_its_other_name(renaming):
    [batch] = renaming.column(f"SELECT id FROM {BATCHES} LIMIT 1")
    renaming.session.refresh()
    assert renaming.rows(f"SELECT id, job_id, batch_id FROM {BATCHES} WHERE job_id = '{batch}'") == [
        (batch, batch, batch)
    ]
    assert renaming.requests == [f"GET /batches/{batch}"]


def test_a_column_is_read_filtered_and_sorted_under_its_other_name(renaming):
    plain = renaming.rows(f"SELECT endpoint, created_at FROM {BATCHES} ORDER BY created_at DESC, id LIMIT 5")
    assert plain == renaming.rows(f"SELECT url, begun_at FROM {BATCHES} ORDER BY begun_at DESC, id LIMIT 5")
    assert renaming.columns() == ["url", "begun_at"]
    assert renaming.result.columns[1].source.unix_time
    assert renaming.rows(f"SELECT id FROM {BATCHES} WHERE url = '{plain[0][0]}'")


def test_it_is_pinned_in_a_join(renaming):
    [batch] = renaming.column(f"SELECT id FROM {BATCHES} LIMIT 1")
    assert renaming.column(
        f"SELECT b.id FROM (SELECT '{batch}' AS k) x JOIN {BATCHES} b ON b.job_id = x.k"
    ) == [batch]


def test_a_name_that_is_a_column_of_its_own_stays_that(renaming, catalog):
    assert "status" not in catalog.resource("batch", "batches").other_names
    assert all(
        status.startswith("c")
        for status in renaming.column(f"SELECT status FROM {BATCHES} WHERE status > 'c' AND status < 'd'")
    )


def test_it_is_offered_nowhere(renaming):
    others = {"job_id", "begun_at", "url", "source", NAMELESS}
    renaming.run(f"SELECT * FROM {BATCHES} LIMIT 1")
    assert others.isdisjoint(renaming.columns())
    for sql in (f"DESCRIBE {BATCHES}", f"SHOW EXTENDED METHODS IN {BATCHES}", f"SHOW INSERT INTO {BATCHES}"):
        shown = str(renaming.rows(sql))
        assert not [name for name in others if name in shown.replace(", ", " ").split()]


@pytest.mark.parametrize("name", ["source", "data__source", "SOURCE"])
def test_a_property_is_given_under_its_other_name(catalog, name):
    sql = f"INSERT INTO {BATCHES} ({name}, endpoint, completion_window) VALUES ('file-1', '/v1/responses', '24h')"
    made = plan_text(sql, Scope(catalog, None, ()))
    assert [p.name for p in made.parameters] == ["input_file_id", "endpoint", "completion_window"]


def test_an_object_is_removed_by_the_other_name_of_its_key(catalog):
    made = plan_text(f"DELETE FROM {FILES} WHERE document_id = 'file-1'", Scope(catalog, None, ()))
    assert ([p.name for p in made.parameters], made.reads) == (["file_id"], False)


def test_an_argument_is_given_under_its_other_name(catalog):
    made = plan_text(f"EXEC {BATCHES}.cancel_batch @job_id = 'batch_1'", Scope(catalog, None, ()))
    assert made.arguments == {"batch_id": "batch_1"}


def test_the_nameless_column_is_the_whole_object(seeded):
    rows = seeded.rows(f"SELECT {NAMELESS}, raw FROM {FILES} LIMIT 3")
    assert rows
    assert all(nameless == raw for nameless, raw in rows)
