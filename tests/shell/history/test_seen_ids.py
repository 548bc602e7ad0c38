"""Ids that went over the screen are remembered for completion."""

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell.history.seen_ids import MOST, SeenIds, resource_of

SESSION = Session(Profile("work"), Settings())
OTHER = Session(Profile("home"), Settings())


def watched(seen_ids, names, *rows):
    result = Result(columns=tuple(ResultColumn(name) for name in names), rows=iter(rows))
    return list(seen_ids.watch(result, SESSION))


def test_rows_pass_unchanged_and_their_ids_are_kept_newest_first():
    seen_ids = SeenIds()
    rows = [("b_1", "failed"), ("b_2", None), (None, "x"), (7, "x")]
    assert watched(seen_ids, ("id", "status"), *rows) == rows
    assert seen_ids.newest("work") == (("b_2", ""), ("b_1", "failed"))


def test_a_later_sight_replaces_the_status_and_comes_first():
    seen_ids = SeenIds()
    watched(seen_ids, ("status", "id"), ("in_progress", "b_1"), ("failed", "b_2"))
    watched(seen_ids, ("id", "status"), ("b_1", "completed"))
    assert seen_ids.newest("work") == (("b_1", "completed"), ("b_2", "failed"))


def test_other_columns_are_not_looked_at():
    seen_ids = SeenIds()
    assert watched(seen_ids, ("name",), ("b_1",)) == [("b_1",)]
    assert seen_ids.newest("work") == ()


def test_only_the_newest_are_kept():
    seen_ids = SeenIds()
    watched(seen_ids, ("id",), *((f"f_{n}",) for n in range(MOST + 5)))
    assert len(seen_ids.newest("work")) == MOST
    assert seen_ids.newest("work")[-1] == ("f_5", "")


def test_rows_stay_lazy():
    seen_ids = SeenIds()
    rows = iter([("b_1",), ("b_2",)])
    next(seen_ids.watch(Result(columns=(ResultColumn("id"),), rows=rows), SESSION))
    assert next(rows) == ("b_2",)


def shown(seen_ids, resource, *ids, session=SESSION):
    column = Catalog().resource(*resource.split(".")).column("id")
    result = Result((ResultColumn("id", column),), iter([(key,) for key in ids]))
    assert len(list(seen_ids.watch(result, session))) == len(ids)


@pytest.mark.parametrize(
    ("resource", "known"),
    [
        ("batch.batches", "openai.batch.batches"),
        ("vector_stores.vector_store_file_batches", "openai.vector_stores.vector_store_file_batches"),
        ("vector_stores.vector_store_files", "openai.files.files"),
        ("models.models", "openai.models.models"),
    ],
)
def test_an_id_is_remembered_with_its_resource_whatever_it_looks_like(resource, known):
    seen_ids = SeenIds()
    shown(seen_ids, resource, "batch-1", "2f1b", "batch_1")
    assert seen_ids.resources("work") == dict.fromkeys(("batch-1", "2f1b", "batch_1"), known)


def test_ids_of_one_profile_are_none_of_another():
    seen_ids = SeenIds()
    shown(seen_ids, "batch.batches", "b_1")
    shown(seen_ids, "files.files", "b_1", session=OTHER)
    assert (seen_ids.newest("home"), seen_ids.resources("home")) == (
        (("b_1", ""),),
        {"b_1": "openai.files.files"},
    )
    assert seen_ids.resources("work") == {"b_1": "openai.batch.batches"}
    assert seen_ids.newest("nobody") == ()


def test_what_is_known_of_an_id_is_not_lost_by_a_result_that_does_not_tell():
    seen_ids = SeenIds()
    shown(seen_ids, "batch.batches", "b_1")
    watched(seen_ids, ("id", "status"), ("b_1", "failed"))
    assert (seen_ids.newest("work"), seen_ids.resources("work")) == (
        (("b_1", "failed"),),
        {"b_1": "openai.batch.batches"},
    )


@pytest.mark.parametrize(
    ("sql", "known"),
    [
        ("SELECT id, status FROM openai.batch.batches LIMIT 1", "openai.batch.batches"),
        (
            "SELECT f.id FROM openai.files.files AS f JOIN openai.batch.batches AS b ON b.input_file_id = f.id LIMIT 1",
            "openai.files.files",
        ),
        ("SELECT upper(id) AS id FROM openai.batch.batches LIMIT 1", ""),
    ],
)
def test_the_column_of_a_statement_tells_its_resource(seeded, sql, known):
    result = seeded.run(sql)
    assert resource_of(result.columns[0].source, seeded.session.catalog) == known
