"""Processor time a row of three columns that a program fetches through the driver, beyond that of SQLite alone; both in turn in one process."""

from __future__ import annotations

import time
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

import apsw

import openai_sql_shell

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "driver"
ROWS, ROUNDS, STEP = 200_000, 5, 1_000
NUMBERS = f"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
MAKING = f"CREATE TABLE t AS {NUMBERS} SELECT i, i * 2.5 AS half, 'row ' || i AS text FROM n"
READING = "SELECT * FROM t"
BARS = {"fetchmany(1000)": 1.5, "fetchall": None, "fetchone": None}
"""Microseconds a row beyond SQLite's own."""


def measure_driver() -> tuple[list[tuple[str, float, float, float | None]], list[str]]:
    """Each way with its microseconds a row, those beyond SQLite's, and its bar; and the bars missed."""
    plain = apsw.Connection(":memory:")
    plain.execute(MAKING)
    with openai_sql_shell.connect(sandbox=True) as connection:
        cursor = connection.cursor()
        cursor.execute(MAKING)
        ways: dict[str, Callable[[], int]] = {
            "SQLite": lambda: _counted(_steps(plain.cursor().execute(READING))),
            "fetchmany(1000)": lambda: _counted(cursor.execute(READING).fetchmany),
            "fetchall": lambda: len(cursor.execute(READING).fetchall()),
            "fetchone": lambda: sum(1 for _ in cursor.execute(READING)),
        }
        spent: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                began = time.process_time()
                assert way() == ROWS
                spent.setdefault(name, []).append((time.process_time() - began) / ROWS * 1e6)
    plain.close()
    own = median(spent["SQLite"])
    found = [(name, median(spent[name]), median(spent[name]) - own, bar) for name, bar in BARS.items()]
    missed = [
        f"{name}: {more:.2f} us beyond SQLite, bar {bar}"
        for name, _, more, bar in found
        if bar and more > bar
    ]
    return [("SQLite", own, 0.0, None), *found], missed


def _steps(rows: apsw.Cursor) -> Callable[[int], list[object]]:
    return lambda most: list(islice(rows, most))


def _counted(fetch: Callable[[int], list[object]]) -> int:
    return sum(map(len, iter(lambda: fetch(STEP), [])))
