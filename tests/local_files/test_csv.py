"""CSV files: what is found out about them, as DuckDB does it."""

from __future__ import annotations

import gzip

import pytest

from openai_sql_shell.catalog.model import DataType

INT, NUM, BOOL, TEXT = "integer", "number", "boolean", "string"

FOUND = [
    ("types", "a,b,c,d\n1,1.5,true,x\n-2,3,FALSE,y\n", {"a": INT, "b": NUM, "c": BOOL, "d": TEXT}, [(1, 1.5, True, "x"), (-2, 3.0, False, "y")]),
    ("a text among numbers", "a\n1\nx\n", {"a": TEXT}, [("1",), ("x",)]),
    ("an empty cell is NULL", "a,b\n1,\n,x\n", {"a": INT, "b": TEXT}, [(1, None), (None, "x")]),
    ("digits that a number would lose", "a,b,c\n007,+5,9223372036854775808\n", {"a": TEXT, "b": TEXT, "c": TEXT}, [("007", "+5", "9223372036854775808")]),
    ("the smallest and the largest integer", "a\n-9223372036854775808\n9223372036854775807\n", {"a": INT}, [(-(2**63),), (2**63 - 1,)]),
    ("words of float that are none", "a,b\nnan,1_0\ninf,2\n", {"a": TEXT, "b": TEXT}, [("nan", "1_0"), ("inf", "2")]),
    ("no header", "1,2\n3,4\n", {"column0": INT, "column1": INT}, [(1, 2), (3, 4)]),
    ("names above texts", "a,b\nx,y\n", {"a": TEXT, "b": TEXT}, [("x", "y")]),
    ("a first row that is no names", "1 a,2 b\nx,y\n", {"column0": TEXT, "column1": TEXT}, [("1 a", "2 b"), ("x", "y")]),
    ("names alone", "a,b\n", {"a": TEXT, "b": TEXT}, []),
    ("names twice, and none", "a,A,a,,b\n1,2,3,4,5\n", {"a": INT, "A_1": INT, "a_2": INT, "column3": INT, "b": INT}, [(1, 2, 3, 4, 5)]),
    ("an empty file", "", {"column0": TEXT}, []),
    ("an empty line", "a,b\n1,2\n\n3,4\n", {"a": INT, "b": INT}, [(1, 2), (3, 4)]),
    ("an empty line of one column", "a\n1\n\n2\n", {"a": INT}, [(1,), (None,), (2,)]),
    ("a line feed in quotes", 'a,b\n"x\ny",1\n"",2\n', {"a": TEXT, "b": INT}, [("x\ny", 1), (None, 2)]),
    ("quotes in quotes", 'a\n"say ""hi"""\n', {"a": TEXT}, [('say "hi"',)]),
    ("CRLF", 'a,b\r\n1,"x\r\ny"\r\n', {"a": INT, "b": TEXT}, [(1, "x\r\ny")]),
    ("carriage returns alone", "a,b\r1,2\r3,4", {"a": INT, "b": INT}, [(1, 2), (3, 4)]),
    ("a byte order mark", "\ufeffa,b\n1,2\n", {"a": INT, "b": INT}, [(1, 2)]),
    ("semicolons", "a;b\n1,5;2\n", {"a": TEXT, "b": INT}, [("1,5", 2)]),
    ("tabs", "a\tb\n1,5\t2\n", {"a": TEXT, "b": INT}, [("1,5", 2)]),
    ("bars", "a|b\n1|2\n", {"a": INT, "b": INT}, [(1, 2)]),
    ("no line feed at the end", "a\n1", {"a": INT}, [(1,)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "types", "rows"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_a_file_shows_its_columns_and_rows(files, content, types, rows):
    files.write("f.csv", content)
    assert files.types("csv", "f.csv") == types
    assert files.rows("csv", "f.csv") == rows


TOLD = [
    ("header", "1,2\n3,4\n", {"header": True}, {"1": INT, "2": INT}, [(3, 4)]),
    ("no header", "a,b\n1,2\n", {"header": False}, {"column0": TEXT, "column1": TEXT}, [("a", "b"), ("1", "2")]),
    ("a delimiter", "a:b\n1:2\n", {"delim": ":"}, {"a": INT, "b": INT}, [(1, 2)]),
    ("a tab, as it is spelt", "a\tb,c\n1\t2\n", {"delim": "\\t"}, {"a": INT, "b,c": INT}, [(1, 2)]),
    ("another quote", "a,b\n'x,y',2\n", {"quote": "'"}, {"a": TEXT, "b": INT}, [("x,y", 2)]),
    ("no quote", 'a,b\n"x,2\n', {"quote": ""}, {"a": TEXT, "b": INT}, [('"x', 2)]),
    ("a word for NULL", "a,b\n-,x\n1,\n", {"nullstr": "-"}, {"a": INT, "b": TEXT}, [(None, "x"), (1, "")]),
    ("texts only", "a,b\n1,true\n", {"all_varchar": True}, {"a": TEXT, "b": TEXT}, [("1", "true")]),
    ("types", "a,b\n1,2\n", {"types": (("B", DataType.STRING),)}, {"a": INT, "b": TEXT}, [(1, "2")]),
    ("columns instead of names", "1,2\n", {"columns": (("x", DataType.INTEGER), ("y", DataType.NUMBER))}, {"x": INT, "y": NUM}, [(1, 2.0)]),
    ("columns over a header", "x,y\n1,2\n", {"columns": (("x", DataType.STRING), ("y", DataType.STRING))}, {"x": TEXT, "y": TEXT}, [("1", "2")]),
    ("columns over other names", "a,b\n1,2\n", {"columns": (("x", DataType.INTEGER), ("y", DataType.STRING))}, {"x": INT, "y": TEXT}, [(1, "2")]),
    ("columns of an empty file", "", {"columns": (("x", DataType.INTEGER),)}, {"x": INT}, []),
    ("the name of the file", "a\n1\n", {"filename": True}, {"a": INT, "filename": TEXT}, [(1, "f.csv")]),
    ("a column of that name", "filename\n1\n", {"filename": True}, {"filename": INT, "filename_1": TEXT}, [(1, "f.csv")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "options", "types", "rows"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD]
)
def test_an_option_wins(files, content, options, types, rows):
    files.write("f.csv", content)
    assert files.types("csv", "f.csv", **options) == types
    assert files.rows("csv", "f.csv", **options) == rows


def test_only_the_columns_that_are_used_are_read_in_their_order(files):
    files.write("f.csv", "a,b,c\n1,no,3\n")
    assert files.rows("csv", "f.csv", used=[2, 0]) == [(3, 1)]
    assert files.rows("csv", "f.csv", used=[]) == [()]


def test_a_name_may_be_used_alone(files):
    files.write("f.csv", "a\n1\n2\n")
    assert files.rows("csv", "f.csv", used=[1], filename=True) == [("f.csv",), ("f.csv",)]


def test_another_encoding_is_read(files):
    files.write("f.csv", "a,b\n1,é\n".encode("latin-1"))
    files.write("g.csv", "a,b\n1,é\n".encode("utf-16"))
    assert files.rows("csv", "f.csv", encoding="latin-1") == [(1, "é")]
    assert files.rows("csv", "g.csv", encoding="utf-16") == [(1, "é")]


def test_a_packed_file_is_unpacked(files):
    files.write("f.csv.gz", gzip.compress(b"a,b\n1,x\n"))
    assert files.rows("csv", "f.csv.gz") == [(1, "x")]


def test_a_tsv_is_separated_by_tabs_however_many_commas_it_has(files):
    files.write("f.tsv", "a\tb\n1,2,3\t4,5,6\n")
    assert files.rows("csv", "f.tsv") == [("1,2,3", "4,5,6")]


def test_several_files_are_one_table_sorted_by_name(files):
    files.write("out/b.csv", "x,y\n3,c\n")
    files.write("out/a.csv", "x,y\n1,a\n2,b\n")
    files.write("out/.hidden.csv", "x,y\n9,z\n")
    files.write("out/none.csv", "")
    assert files.rows("csv", "out/*.csv", filename=True) == [
        (1, "a", "out/a.csv"),
        (2, "b", "out/a.csv"),
        (3, "c", "out/b.csv"),
    ]


@pytest.mark.parametrize(
    ("content", "rows"), [("a,b\n" + "1,x\n" * 60_000, 60_000), ("a\n" + '"x\ny"\n' * 60_000, 60_000)]
)
def test_rows_across_pieces_are_whole(files, content, rows):
    files.write("f.csv", content)
    found = files.rows("csv", "f.csv")
    assert len(found) == rows
    assert len(set(found)) == 1
