"""Parquet files, where pyarrow is installed; and what is said where it is not."""

from __future__ import annotations

import decimal
import sys
from datetime import UTC, datetime

import pytest

from openai_sql_shell.errors import LocalFileError


@pytest.fixture
def table(files):
    """Writes columns to a file."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")

    def write(name, columns):
        parquet.write_table(arrow.table(columns), files.directory / name, row_group_size=1_000)

    return write


def test_without_pyarrow_it_says_what_to_install(files, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    files.write("f.parquet", "PAR1")
    with pytest.raises(LocalFileError, match="pyarrow") as caught:
        files.rows("parquet", "f.parquet")
    assert "openai-sql[arrow]" in caught.value.hint


def test_values_keep_their_types(files, table):
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    table("f.parquet", {
        "i": [1, None],
        "n": [1.5, 2.0],
        "b": [True, False],
        "t": ["x", None],
        "d": [decimal.Decimal("1.10"), None],
        "w": [when, None],
        "j": [{"a": [1, 2]}, None],
        "y": [b"\x00\x01", None],
    })  # fmt: skip
    assert files.types("parquet", "f.parquet") == {
        "i": "integer",
        "n": "number",
        "b": "boolean",
        "t": "string",
        "d": "string",
        "w": "string",
        "j": "string",
        "y": None,
    }
    assert files.rows("parquet", "f.parquet") == [
        (1, 1.5, True, "x", "1.10", "2026-01-02T03:04:05+00:00", '{"a":[1,2]}', b"\x00\x01"),
        (None, 2.0, False, None, None, None, None, None),
    ]


def test_only_the_columns_that_are_used_are_read_of_all_row_groups(files, table):
    table("f.parquet", {"a": list(range(5_000)), "b": ["x"] * 5_000})
    assert files.rows("parquet", "f.parquet", used=[0]) == [(n,) for n in range(5_000)]
    assert files.rows("parquet", "f.parquet", used=[]) == [()] * 5_000
    assert files.rows("parquet", "f.parquet", used=[2, 0], filename=True)[:1] == [("f.parquet", 0)]


@pytest.mark.usefixtures("table")
def test_a_file_of_another_kind_is_told(files):
    files.write("f.parquet", "a,b\n1,2\n")
    with pytest.raises(LocalFileError, match="is no Parquet file"):
        files.rows("parquet", "f.parquet")


def test_a_file_without_a_column_of_the_first_one_is_refused(files, table):
    table("1.parquet", {"a": [1], "b": [2]})
    table("2.parquet", {"a": [1]})
    with pytest.raises(LocalFileError, match=r"2\.parquet has no column 'b'"):
        files.rows("parquet", "*.parquet")


def test_more_than_64_bits_is_told(files, table):
    arrow = pytest.importorskip("pyarrow")
    table("f.parquet", {"a": arrow.array([1, 2**64 - 1], arrow.uint64())})
    with pytest.raises(LocalFileError, match=r"f\.parquet, row 2"):
        files.rows("parquet", "f.parquet")
