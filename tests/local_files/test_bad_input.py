"""What is no row of the file's shape is an error that names the file, the line and what to do."""

from __future__ import annotations

import gzip

import pytest

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.errors import InvalidValue, LocalFileError, UnknownName
from openai_sql_shell.local_files import text

MANY = 60_000
"""Lines of several pieces."""
INTEGER = (("a", DataType.INTEGER),)

BAD = [
    ("csv", "a cell too many", "a,b\n1,2\n3,4,5\n", {}, "f.csv, line 3: 3 cells, where 2 columns are expected (a, b)", "delim"),
    ("csv", "a cell too few", "a,b\n1,2\n3\n", {}, "f.csv, line 3: 1 cell, where 2", "delim"),
    ("csv", "a cell too many, far below", "a,b\n" + "1,2\n" * MANY + "3,4,5\n", {}, f"line {MANY + 2}: 3 cells", "delim"),
    ("csv", "behind lines in quotes", 'a,b\n"x\ny\n",2\n\n3\n', {}, "line 6: 1 cell", "delim"),
    ("csv", "a number that is none", "a,b\n" + "1,2\n" * MANY + "3,n/a\n", {}, f"line {MANY + 2}: column \"b\": 'n/a' is no integer", "types = {'b': 'varchar'}"),
    ("csv", "a number that is none, otherwise", "a\n" + "1\n" * 2_000 + "x\n", {}, "line 2002", "all_varchar = true"),
    ("csv", "a word for nothing", "a\n" + "1\n" * 2_000 + "n/a\n", {}, "line 2002", "nullstr = 'n/a'"),
    ("csv", "an integer with digits to lose", "a\n" + "1\n" * 2_000 + "007\n", {}, "'007' is no integer", "varchar"),
    ("csv", "an integer of 65 bits", "a\n" + "1\n" * 2_000 + "9223372036854775808\n", {}, "line 2002", "varchar"),
    ("csv", "a whole number that a floating one cannot be", "a\n" + "1.5\n" * 2_000 + "9007199254740993\n", {}, "line 2002", "varchar"),
    ("csv", "neither true nor false", "a\n" + "true\n" * 2_000 + "yes\n", {}, "'yes' is neither true nor false", "varchar"),
    ("csv", "a type that is given", "a\nx\n", {"columns": INTEGER, "header": True}, "line 2: column \"a\": 'x'", "varchar"),
    ("csv", "NUL", "a,b\n1,2\n3,\0\n", {}, "f.csv, line 3: there is a NUL character", "binary"),
    ("csv", "Latin-1", b"a,b\n1,2\n3,\xe9\n", {}, "f.csv, line 3: the byte 0xe9 is not UTF-8", "encoding = 'latin-1'"),
    ("csv", "Latin-1, far below", b"a,b\n" + b"1,2\n" * MANY + b"3,\xe9\n", {}, f"line {MANY + 2}: the byte", "iconv -f latin-1 -t utf-8 f.csv"),
    ("csv", "half a letter at the end", b"a,b\n1,2\n3,\xc3", {}, "line 3: the byte 0xc3", "encoding"),
    ("csv", "UTF-16", "a,b\n1,2\n".encode("utf-16"), {}, "this is UTF-16", "encoding = 'utf-16'"),
    ("csv", "a quote that is never closed", 'a,b\n1,2\n3,"x\n4,5\n', {}, "the file ends within a cell in quotes", "quote = ''"),
    ("csv", "text behind a quote", 'a,b\n1,2\n3,"x"y\n', {}, "line 3: there is text behind the quote", "doubled"),
    ("csv", "a first line that cannot be read", '"a"b\n', {}, "line 1: there is text behind the quote", "doubled"),
    ("jsonl", "a comma too many", '{"a":1}\n{"a":2,}\n', {}, "f.jsonl, line 2: this is no JSON object (column ", "one object"),
    ("jsonl", "cut off", '{"a":1}\n{"a":2', {}, "line 2", "one object"),
    ("jsonl", "cut off, far below", '{"a":1}\n' * MANY + '{"a":"x', {}, f"line {MANY + 1}: this is no JSON object", "one object"),
    ("jsonl", "an object over two lines", '{"a":1}\n\n{"a":2,\n"b":3}\n{"a":4}\n', {}, "line 3: this is no JSON object (column 8): the line ends within", "read_json "),
    ("jsonl", "an object over two lines, far below", '{"a":1}\n' * MANY + '{"a":2,\r\n"b":3}\n', {}, f"line {MANY + 1}: this is no JSON object (column 9): the line", "read_json "),
    ("jsonl", "broken off before others", '{"a":1}\n{"a":\n' + '{"a":4}\n' * MANY, {}, "line 2: this is no JSON object (column 6): the line", "one object"),
    ("jsonl", "broken off in a text", '{"a":1}\n{"a":"x\n{"a":4}\n', {}, "line 2: this is no JSON object (column 8): the line", "one object"),
    ("jsonl", "broken off after all others", '{"a":1}\n' * 3_000 + '{"a":2\n', {}, "line 3001: this is no JSON object (column 7): the line", "one object"),
    ("jsonl", "two objects in a line", '{"a":1}\n{"a":1} {"a":2}\n', {}, "line 2: this is no JSON object (column 9): there is more", "read_json "),
    ("jsonl", "an array", '[{"a":1}]\n', {}, "line 1", "read_json takes an array"),
    ("jsonl", "a text", '{"a":1}\n"x"\n', {}, 'line 2: this is no JSON object (column 1): "x" is no object', "one object"),
    ("jsonl", "a text, far below", '{"a":1}\n' * MANY + "5\n", {}, f"line {MANY + 1}", "one object"),
    ("jsonl", "no JSON at all", "a,b\n1,2\n", {}, "line 1", "one object"),
    ("jsonl", "NaN", '{"a":1}\n{"a":NaN}\n', {}, "line 2: this is no JSON object (column 1): NaN is no value", "one object"),
    ("jsonl", "too deep", '{"a":' + "[" * 100_000 + "]" * 100_000 + "}\n", {}, "nested too deeply", "one object"),
    ("jsonl", "a number of thousands of digits", '{"a":' + "1" * 5_000 + "}\n", {}, "line 1", "one object"),
    ("jsonl", "a text among integers", '{"a":1}\n' * MANY + '{"a":"x"}\n', {}, f"line {MANY + 1}: column \"a\": 'x' is no integer", "types = {'a': 'varchar'}"),
    ("jsonl", "behind empty lines", '{"a":1}\n' * 1_000 + '\n\n{"a":true}\n', {}, 'line 1003: column "a": True', "varchar"),
    ("jsonl", "an integer of 65 bits", '{"a":1}\n' * 1_000 + '{"a":9223372036854775808}\n', {}, "line 1001", "varchar"),
    ("jsonl", "digits that a number would lose", '{"a":1.5}\n' * 1_000 + '{"a":9007199254740993}\n', {}, "line 1001", "varchar"),
    ("jsonl", "an object among integers", '{"a":1}\n' * 1_000 + '{"a":{}}\n', {}, "line 1001", "varchar"),
    ("jsonl", "NUL", b'{"a":1}\n\0\n', {}, "line 2: there is a NUL character", "binary"),
    ("jsonl", "another encoding", b'{"a":"\xe9"}\n', {}, "line 1: the byte 0xe9 is not UTF-8", "iconv"),
    ("json", "an array that is not closed", '[{"a":1},\n{"a":2}\n', {}, "the file ends within its array", "array of objects"),
    ("json", "no comma", '[{"a":1}\n{"a":2}]', {}, "line 2: this is no JSON object (column 1): a comma or ]", "array of objects"),
    ("json", "a comma at the end", '[{"a":1},\n]', {}, "line 2", "array of objects"),
    ("json", "more behind", '[{"a":1}]\n{"a":2}', {}, "line 2: this is no JSON object (column 1): there is more", "array of objects"),
    ("json", "numbers", "[1, 2]", {}, "1 is no object", "array of objects"),
    ("json", "cut off", '[{"a":1},\n{"a":', {}, "line 2", "array of objects"),
    ("json", "a text among integers", "[\n" + '{"a":1},\n' * 1_000 + '{"a":"x"}]\n', {}, "line 1002: column \"a\": 'x'", "varchar"),
]  # fmt: skip


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    ("function", "content", "options", "said", "cure"),
    [(row[0], *row[2:]) for row in BAD],
    ids=[f"{row[0]}: {row[1]}" for row in BAD],
)
def test_it_says_the_line_and_what_to_do(files, function, content, options, said, cure):
    files.write(f"f.{function}", content)
    with pytest.raises(LocalFileError) as caught:
        files.rows(function, f"f.{function}", **options)
    assert said in caught.value.message
    assert cure in caught.value.hint


def test_rows_in_front_of_a_bad_one_are_given(files):
    files.write("f.csv", "a,b\n" + "1,2\n" * MANY + "3\n")
    rows = files.local("csv", "f.csv").batches([0], print)
    assert list(next(rows))[:1] == [(1,)]


def test_a_cell_of_ten_megabytes_is_refused(files):
    files.write("f.csv", "a,b\n1,2\n3," + "x" * 10_000_000 + "\n")
    with pytest.raises(LocalFileError, match="line 3: a cell has more than") as caught:
        files.rows("csv", "f.csv")
    assert "quote = ''" in caught.value.hint


@pytest.mark.parametrize("function", ["csv", "jsonl", "json"])
def test_a_line_without_end_is_refused(files, monkeypatch, function):
    monkeypatch.setattr(text, "LONGEST_LINE", 300_000)
    files.write("f", '{"a":"' + "x" * 600_000)
    with pytest.raises(LocalFileError, match=r"f, line 1: it goes on for more than 300,000 letters"):
        files.rows(function, "f")


def test_a_long_cell_is_whole(files):
    files.write("f.csv", "a,b\n1," + "x" * 1_000_000 + "\n")
    files.write("f.jsonl", '{"a":"' + "x" * 10_000_000 + '"}\n')
    assert len(files.rows("csv", "f.csv")[0][1]) == 1_000_000
    assert len(files.rows("jsonl", "f.jsonl")[0][0]) == 10_000_000


PACKED = {"not packed": b"a,b\n1,2\n", "cut off": gzip.compress(b"a,b\n1,2\n" * 1_000, mtime=0)[:-9]}


@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED)
def test_what_is_not_packed_whole_is_no_gzip_file(files, content):
    files.write("f.csv.gz", content)
    with pytest.raises(LocalFileError, match=r"f\.csv\.gz is no whole gzip file") as caught:
        files.rows("csv", "f.csv.gz")
    assert "without .gz" in caught.value.hint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x,y\n1,2\n", "y,x\n1,2\n"),
        ("x,y\n1,2\n", "x\n1\n"),
        ("x,y\n1,2\n", "x,y,z\n1,2,3\n"),
        ("1,2\n", "x,y\n1,2\n"),
    ],
)
def test_files_of_other_columns_are_refused(files, one, other):
    files.write("1.csv", one)
    files.write("2.csv", other)
    with pytest.raises(LocalFileError, match=r"2\.csv, line 1") as caught:
        files.rows("csv", "*.csv")
    assert "UNION ALL" in caught.value.hint


OPTIONS = [
    ({"delim": ",,"}, InvalidValue, "delim is one character"),
    ({"delim": ""}, InvalidValue, "delim is one character"),
    ({"quote": "''"}, InvalidValue, "quote is one character"),
    ({"encoding": "klingon"}, UnknownName, 'no encoding "klingon"'),
    ({"encoding": "hex"}, UnknownName, 'no encoding "hex"'),
    ({"encoding": "undefined"}, UnknownName, 'no encoding "undefined"'),
    ({"encoding": "unicode_escape"}, UnknownName, 'no encoding "unicode_escape"'),
    ({"encoding": "IDNA"}, UnknownName, 'no encoding "IDNA"'),
    ({"columns": INTEGER, "types": INTEGER}, InvalidValue, "columns and types exclude each other"),
    ({"all_varchar": True, "types": INTEGER}, InvalidValue, "all_varchar and types exclude each other"),
    ({"types": (("idd", DataType.STRING),)}, UnknownName, 'no column "idd" in f.csv'),
]


@pytest.mark.parametrize(("options", "kind", "said"), OPTIONS, ids=[str(row[0]) for row in OPTIONS])
def test_an_option_that_cannot_be_is_refused(files, options, kind, said):
    files.write("f.csv", "id,b\n1,2\n")
    with pytest.raises(kind) as caught:
        files.rows("csv", "f.csv", **options)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("function", "content"),
    [
        ("csv", ",".join(f"c{n}" for n in range(2_001))),
        ("jsonl", "{" + ",".join(f'"c{n}":1' for n in range(2_001)) + "}"),
    ],
)
def test_more_columns_than_a_table_has_are_refused(files, function, content):
    files.write("f", content)
    with pytest.raises(LocalFileError, match="2,001 columns, and 2,000 is the most") as caught:
        files.rows(function, "f")
    assert "columns =" in caught.value.hint
