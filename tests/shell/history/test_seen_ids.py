"""Ids that went over the screen are remembered for completion."""

from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.history.seen_ids import MOST, Sightings


def watched(sightings, names, *rows):
    result = Result(columns=tuple(ResultColumn(name) for name in names), rows=iter(rows))
    return list(sightings.watch(result))


def test_rows_pass_unchanged_and_their_ids_are_kept_newest_first():
    sightings = Sightings()
    rows = [("b_1", "failed"), ("b_2", None), (None, "x"), (7, "x")]
    assert watched(sightings, ("id", "status"), *rows) == rows
    assert sightings.newest() == (("b_2", ""), ("b_1", "failed"))


def test_a_later_sight_replaces_the_status_and_comes_first():
    sightings = Sightings()
    watched(sightings, ("status", "id"), ("in_progress", "b_1"), ("failed", "b_2"))
    watched(sightings, ("id", "status"), ("b_1", "completed"))
    assert sightings.newest() == (("b_1", "completed"), ("b_2", "failed"))


def test_other_columns_are_not_looked_at():
    sightings = Sightings()
    assert watched(sightings, ("name",), ("b_1",)) == [("b_1",)]
    assert sightings.newest() == ()


def test_only_the_newest_are_kept():
    sightings = Sightings()
    watched(sightings, ("id",), *((f"f_{n}",) for n in range(MOST + 5)))
    assert len(sightings.newest()) == MOST
    assert sightings.newest()[-1] == ("f_5", "")


def test_rows_stay_lazy():
    sightings = Sightings()
    rows = iter([("b_1",), ("b_2",)])
    next(sightings.watch(Result(columns=(ResultColumn("id"),), rows=rows)))
    assert next(rows) == ("b_2",)
