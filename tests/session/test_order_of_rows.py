"""The order of the rows of an INSERT is kept where the made objects show it; otherwise several calls are under way at once."""

from __future__ import annotations

import pytest
from faults import Fault

from openai_sql_shell.errors import ChangesInterrupted

STORES = "openai.vector_stores.vector_stores"
VALUES = "VALUES ('1'), ('2'), ('3'), ('4'), ('5')"
ORDERED = (
    VALUES,
    f"WITH v(n) AS ({VALUES}) SELECT n FROM v ORDER BY n",
    f"SELECT column1 FROM (SELECT column1 FROM ({VALUES}) ORDER BY column1)",
)
UNORDERED = (
    "SELECT '1' UNION ALL SELECT '2' UNION ALL SELECT '3' UNION ALL SELECT '4' UNION ALL SELECT '5'",
)


@pytest.fixture
def wide(harness):
    harness.session.settings.concurrency = 8
    return harness


@pytest.mark.parametrize("source", ORDERED)
def test_ordered_rows_arrive_one_after_the_other(wide, source):
    wide.rows(f"INSERT INTO {STORES} (name) {source}")
    assert [body["name"] for body in wide.bodies] == ["1", "2", "3", "4", "5"]
    assert wide.session.stats.peak == 1


@pytest.mark.parametrize("source", ORDERED)
@pytest.mark.parametrize("refused", [0, 2])
def test_no_row_behind_a_refused_one_is_made(wide, sandbox, source, refused):
    sandbox.faults.add(Fault("POST /v1/vector_stores", skip=refused, status=400))
    error = wide.error(f"INSERT INTO {STORES} (name) {source}", ChangesInterrupted)
    assert [body["name"] for body in wide.bodies] == ["1", "2", "3"][: refused + 1]
    assert (len(error.account.done), len(error.account.untried)) == (refused, 4 - refused)


@pytest.mark.parametrize("source", ORDERED)
def test_who_goes_on_after_a_failure_keeps_the_window(wide, source):
    wide.session.settings.keep_changing = True
    wide.sandbox.faults.latency = 0.02
    wide.rows(f"INSERT INTO {STORES} (name) {source}")
    assert wide.session.stats.peak > 1


@pytest.mark.parametrize("source", UNORDERED)
def test_rows_without_an_order_are_made_several_at_once(wide, source):
    wide.sandbox.faults.latency = 0.02
    wide.rows(f"INSERT INTO {STORES} (name) {source}")
    assert wide.session.stats.peak > 1


@pytest.mark.parametrize(
    "sql", ["DELETE FROM {} WHERE id IN ({})", "UPDATE {} SET name = 'x' WHERE id IN ({})"]
)
def test_changes_of_existing_objects_are_made_several_at_once(wide, sql):
    made = wide.column(f"INSERT INTO {STORES} (name) {VALUES} RETURNING id")
    wide.sandbox.faults.latency = 0.02
    wide.rows(sql.format(STORES, ", ".join(f"'{name}'" for name in made)))
    assert wide.session.stats.peak > 1
