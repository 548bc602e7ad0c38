"""JSON files: members are columns; objects and arrays are their own text."""

from __future__ import annotations

import gzip
from random import Random

import pytest

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.errors import LocalFileError

INT, NUM, BOOL, TEXT = "integer", "number", "boolean", "string"

LINES = [
    ("types", '{"a":1,"b":1.5,"c":true,"d":"x"}\n{"a":2,"b":2,"c":false,"d":"y"}\n', {"a": INT, "b": NUM, "c": BOOL, "d": TEXT}, [(1, 1.5, True, "x"), (2, 2.0, False, "y")]),
    ("missing and null", '{"a":1}\n{"b":"x","a":null}\n', {"a": INT, "b": TEXT}, [(1, None), (None, "x")]),
    ("objects and arrays as written", '{"a":{"x": [1.10,  2]},"b":[ ]}\n{"a":null}\n', {"a": TEXT, "b": TEXT}, [('{"x": [1.10,  2]}', "[ ]"), (None, None)]),
    ("an object beside a text", '{"a":{"x":1}}\n{"a":"{"}\n', {"a": TEXT}, [('{"x":1}',), ("{",)]),
    ("several types are texts, as written", '{"a":1.10}\n{"a":"x"}\n{"a":true}\n', {"a": TEXT}, [("1.10",), ("x",), ("true",)]),
    ("more than 64 bits is a text", '{"a":9223372036854775808}\n{"a":1}\n', {"a": TEXT}, [("9223372036854775808",), ("1",)]),
    ("whole numbers among others", '{"a":1}\n{"a":2.5}\n', {"a": NUM}, [(1.0,), (2.5,)]),
    ("nothing is known of null", '{"a":null}\n', {"a": None}, [(None,)]),
    ("names by case", '{"a":1,"A":2}\n', {"a": INT, "A_1": INT}, [(1, 2)]),
    ("a name that is quoted", '{"a \\"b\\"":1,"":2}\n', {'a "b"': INT, "column1": INT}, [(1, 2)]),
    ("the last of two values", '{"a":1,"a":2}\n', {"a": INT}, [(2,)]),
    ("escapes", '{"a":"\\u00e9\\n\\ud83d\\ude00"}\n', {"a": TEXT}, [("é\n😀",)]),
    ("half a letter", '{"a":"x\\ud83d"}\n', {"a": TEXT}, [("x\ufffd",)]),
    ("empty lines, blanks, CRLF", '\n {"a":1} \r\n\r\n\t{"a":2}', {"a": INT}, [(1,), (2,)]),
    ("a byte order mark", '\ufeff{"a":1}\n', {"a": INT}, [(1,)]),
    ("an empty file", "", {"column0": TEXT}, []),
    ("empty objects", "{}\n{}\n", {"column0": TEXT}, [(None,), (None,)]),
]  # fmt: skip


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    ("content", "types", "rows"), [row[1:] for row in LINES], ids=[row[0] for row in LINES]
)
def test_lines_show_columns_and_rows(files, content, types, rows):
    files.write("f.jsonl", content)
    assert files.types("jsonl", "f.jsonl") == types
    assert files.rows("jsonl", "f.jsonl") == rows


LATER = [
    ("a whole number written as another one", 1, "2.0", 2),
    ("an integer among numbers", 1.5, "3", 3.0),
    ("a number in a text", '"x"', "1.50", "1.50"),
    ("an object in a text", '"x"', '{"y": 1}', '{"y": 1}'),
    ("anything where nothing was", "null", "[1, 2]", "[1, 2]"),
    ("a number where nothing was", "null", "5", 5),
    ("truth where nothing was", "null", "true", True),
]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    ("first", "later", "found"), [row[1:] for row in LATER], ids=[row[0] for row in LATER]
)
def test_what_fits_later_is_taken_without_loss(files, first, later, found):
    files.write("f.jsonl", f'{{"a":{first}}}\n' * 1_000 + f'{{"a":{later}}}\n')
    assert files.rows("jsonl", "f.jsonl")[-1] == (found,)


@pytest.mark.usefixtures("either_way")
def test_members_that_appear_late_are_told(files):
    files.write("f.jsonl", '{"a":1}\n' * 20_000 + '{"a":2,"z":3,"y":4}\n')
    assert files.rows("jsonl", "f.jsonl")[-1] == (2,)
    [notice] = set(files.notices)
    assert "y, z" in notice
    assert "columns =" in notice


@pytest.mark.usefixtures("either_way")
def test_columns_that_are_named_are_read_alone(files):
    files.write("f.jsonl", '{"a":1,"b":{"x": 1}}\n{"b":"t","c":2}\n')
    columns = (("b", DataType.STRING), ("z", DataType.INTEGER))
    assert files.rows("jsonl", "f.jsonl", columns=columns) == [('{"x": 1}', None), ("t", None)]
    assert files.notices == []


@pytest.mark.usefixtures("either_way")
def test_a_type_that_is_given_wins(files):
    files.write("f.jsonl", '{"a":1,"b":2}\n')
    assert files.rows("jsonl", "f.jsonl", types=(("A", DataType.STRING),)) == [("1", 2)]


@pytest.mark.usefixtures("either_way")
def test_unused_members_are_left_alone(files):
    files.write("f.jsonl", '{"a":1,"b":{"x": 1}}\n')
    assert files.rows("jsonl", "f.jsonl", used=[0]) == [(1,)]
    assert files.rows("jsonl", "f.jsonl", used=[]) == [()]
    assert files.rows("jsonl", "f.jsonl", used=[1, 0]) == [('{"x": 1}', 1)]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("seed", range(20))
def test_blanks_and_empty_lines_around_objects_count_for_nothing(files, seed):
    dice = Random(seed)
    between = [dice.choice(["\n", "\n", "\r\n", " \n", "\n\n", "\n \t\n\n "]) for _ in range(9)]
    around = dice.choice(["", "\n", "\n\n", " "]), dice.choice(["", "\n", "\r\n", "\n\n", " "])
    lines = "".join(f'{{"a":{number}}}{end}' for number, end in enumerate([*between, around[1]]))
    files.write("f.jsonl", around[0] + lines)
    assert files.rows("jsonl", "f.jsonl") == [(number,) for number in range(10)]


LAYOUTS = [
    ("an array", '[{"a":1},{"a":2}]'),
    ("an array over lines", '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]\n'),
    ("lines", '{"a":1}\n{"a":2}\n'),
    ("objects over lines", '{\n"a":1\n}\n\n{"a"\n:2}'),
    ("objects side by side", '{"a":1} {"a":2}'),
]


@pytest.mark.parametrize("content", [row[1] for row in LAYOUTS], ids=[row[0] for row in LAYOUTS])
def test_read_json_takes_any_layout(files, content):
    files.write("f.json", content)
    assert files.rows("json", "f.json") == [(1,), (2,)]


@pytest.mark.parametrize("content", ["[]", " [ ] \n", "", " \n"])
def test_a_file_without_objects_has_no_rows(files, content):
    files.write("f.json", content)
    assert files.rows("json", "f.json") == []


@pytest.mark.parametrize("blanks", [0, 10, 131_070, 131_071, 131_072, 131_073, 300_000])
def test_an_array_is_one_wherever_its_pieces_end(files, blanks):
    files.write("f.json", "\n" * blanks + '[\n{"a":1}\n,\n{"a":2}\n]\n' + "\n" * blanks)
    assert files.rows("json", "f.json") == [(1,), (2,)]


def test_an_object_longer_than_what_is_read_at_once_is_whole(files):
    text = "x\n" * 400_000
    shown = text.replace("\n", "\\n")
    files.write("f.json", f'[\n{{"a":"{shown}",\n"b":[\n1\n]}},\n{{"a":"y"}}\n]\n')
    assert files.rows("json", "f.json") == [(text, "[\n1\n]"), ("y", None)]


def test_a_packed_file_is_unpacked(files):
    files.write("f.jsonl.gz", gzip.compress(b'{"a":1}\n'))
    assert files.rows("jsonl", "f.jsonl.gz") == [(1,)]


def test_the_columns_of_several_files_come_from_their_first_rows(files):
    files.write("1.jsonl", '{"a":1}\n')
    files.write("2.jsonl", '{"b":"x"}\n')
    assert files.rows("jsonl", "?.jsonl") == [(1, None), (None, "x")]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("odd", ['{"a":1}{"a":2}\n\n', '{"a":\n1}{"a":2}\n', '{"a":1} {"a":2}\n\n'])
def test_two_objects_in_a_line_are_an_error_behind_the_first_rows_too(files, odd):
    files.write("f.jsonl", '{"a":1}\n' * 40_000 + odd)
    with pytest.raises(LocalFileError, match="there is more behind the object"):
        files.rows("jsonl", "f.jsonl")
