"""Ids that went over the screen are remembered for completion."""

from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.history.seen_ids import MOST, SeenIds


def watched(seen_ids, names, *rows):
    result = Result(columns=tuple(ResultColumn(name) for name in names), rows=iter(rows))
    return list(seen_ids.watch(result))


def test_rows_pass_unchanged_and_their_ids_are_kept_newest_first():
    seen_ids = SeenIds()
    rows = [("b_1", "failed"), ("b_2", None), (None, "x"), (7, "x")]
    assert watched(seen_ids, ("id", "status"), *rows) == rows
    assert seen_ids.newest() == (("b_2", ""), ("b_1", "failed"))


def test_a_later_sight_replaces_the_status_and_comes_first():
    seen_ids = SeenIds()
    watched(seen_ids, ("status", "id"), ("in_progress", "b_1"), ("failed", "b_2"))
    watched(seen_ids, ("id", "status"), ("b_1", "completed"))
    assert seen_ids.newest() == (("b_1", "completed"), ("b_2", "failed"))


def test_other_columns_are_not_looked_at():
    seen_ids = SeenIds()
    assert watched(seen_ids, ("name",), ("b_1",)) == [("b_1",)]
    assert seen_ids.newest() == ()


def test_only_the_newest_are_kept():
    seen_ids = SeenIds()
    watched(seen_ids, ("id",), *((f"f_{n}",) for n in range(MOST + 5)))
    assert len(seen_ids.newest()) == MOST
    assert seen_ids.newest()[-1] == ("f_5", "")


def test_rows_stay_lazy():
    seen_ids = SeenIds()
    rows = iter([("b_1",), ("b_2",)])
    next(seen_ids.watch(Result(columns=(ResultColumn("id"),), rows=rows)))
    assert next(rows) == ("b_2",)
