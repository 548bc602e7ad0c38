"""The rows of batches through SQL: every case, whatever columns a statement uses, with msgspec and without it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from engine.batch_files import RESULTS, Estate, failure, jsonl, request, result, serving

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "batch"
FOLDERS = sorted(path.parent for path in CASES.glob("*/batch.json"))
JSON = ("parsed", "tool_calls")
MORE = ("body", "request", "request_line", "raw")


EITHER_WAY = pytest.mark.usefixtures("either_way")


@pytest.fixture(params=[True, False], ids=["msgspec", "no msgspec"])
def either_way(request, monkeypatch):
    if not request.param:
        monkeypatch.setitem(sys.modules, "msgspec", None)


def of_folder(folder):
    """A case as a server has it."""
    batch = json.loads((folder / "batch.json").read_bytes())
    names = {
        batch[f"{source}_file_id"]: folder / f"{source}.jsonl" for source in ("output", "error", "input")
    }
    files = {name: path.read_bytes() for name, path in names.items() if name and path.exists()}
    return batch, {name: path.stem for name, path in names.items()}, Estate({batch["id"]: batch}, files)


def as_expected(row):
    """A row as the cases write it: no NULL, JSON as its value, nothing that they do not list."""
    found = {name: value for name, value in row.items() if value is not None and name != "batch_id"}
    found |= {name: json.loads(found[name]) for name in JSON if name in found}
    if not found["duplicate"]:
        del found["duplicate"]
    return found


def matches(found, expected):
    if expected.get("error_message") == "*" and found.get("error_message"):
        expected = expected | {"error_message": found["error_message"]}
    return found == expected


@pytest.mark.skipif(not FOLDERS, reason="the cases are not here")
@EITHER_WAY
def test_every_row_of_every_case():
    wrong, right, total = [], 0, 0
    for folder in FOLDERS:
        batch, sources, estate = of_folder(folder)
        expected = json.loads((folder / "expected.json").read_bytes())
        with serving(estate) as client:
            rows, _ = client.records(f"SELECT * FROM {RESULTS} WHERE batch_id = '{batch['id']}'")
            assert [sources[name] for name in client.downloads] == expected["reads"], folder.name
            assert client.asked[f"/batches/{batch['id']}"] == 1
        found = {(row["source"], row["line"]): as_expected(row) for row in rows}
        total += len(expected["rows"])
        assert len(found) == len(rows) == len(expected["rows"]), folder.name
        for row in expected["rows"]:
            if matches(found[row["source"], row["line"]], row):
                right += 1
            else:
                wrong.append((folder.name, found[row["source"], row["line"]], row))
    assert (wrong, f"{right}/{total}") == ([], f"{total}/{total}")


ODD = Estate().batch(
    "odd",
    total=9,
    output=[
        result("a", '{"n": 1}'),
        result(2**70),
        result("nul\0here", "x\0y"),
        b'{"custom_id": "\xff", "response": null}',
        b"  ",
        b'{"custom_id": "broken", ',
        result("a", "[1, 2"),
        result("b", "é 東京", response=None, error="worker died"),
    ],
    error=[failure("c")],
    input=[request(one) for one in ("a", "a", "b", "c", "lost")],
)
OF_ODD = f"FROM {RESULTS} WHERE batch_id = 'odd'"


def odd_and_cases():
    yield pytest.param(ODD, "odd", id="odd")
    for folder in FOLDERS:
        batch, _, estate = of_folder(folder)
        if not json.loads((folder / "expected.json").read_bytes()).get("gone"):
            yield pytest.param(estate, batch["id"], id=folder.name)


@EITHER_WAY
@pytest.mark.parametrize(("estate", "batch"), list(odd_and_cases()))
def test_a_row_is_the_same_whatever_columns_are_asked_for(estate, batch):
    of_batch = f"FROM {RESULTS} WHERE batch_id = '{batch}'"
    with serving(estate) as client:
        every, result = client.records(f"SELECT *, {', '.join(MORE)} {of_batch} ORDER BY source, line")
        names = [column.name for column in result.columns]
        star, _ = client.records(f"SELECT * {of_batch} ORDER BY source, line")
        assert star == [{name: row[name] for name in names[: -len(MORE)]} for row in every]
        assert client.value(f"SELECT count(*) {of_batch}") == len(every)
        [counted], _ = client.records(f"SELECT {', '.join(f'count({n}) AS {n}' for n in names)} {of_batch}")
        assert counted == {name: sum(row[name] is not None for row in every) for name in names}
        for name in names:
            alone = client.rows(f"SELECT {name} {of_batch}")
            assert sorted(alone, key=repr) == sorted(((row[name],) for row in every), key=repr), name
        for source in {row["source"] for row in every}:
            part, _ = client.records(
                f"SELECT *, {', '.join(MORE)} {of_batch} AND source = '{source}' ORDER BY line"
            )
            assert part == [row for row in every if row["source"] == source]


@EITHER_WAY
def test_odd_values_arrive_as_they_are():
    with serving(ODD) as client:
        rows, result = client.records(
            f"SELECT line, custom_id, outcome, text, raw {OF_ODD} AND source = 'output'"
        )
        found = {row["line"]: row for row in rows}
        assert list(found) == [1, 2, 3, 4, 6, 7, 8]
        assert found[2]["custom_id"] == str(2**70)
        assert (found[3]["custom_id"], found[3]["text"]) == ("nul\0here", "x\0y")
        assert (found[4]["custom_id"], found[4]["outcome"]) == ("\ufffd", "error")
        assert (found[6]["custom_id"], found[6]["outcome"]) == ("broken", "parse_error")
        assert result.notices == ["some bytes are no UTF-8; they show as U+FFFD"]
        assert client.rows(f"SELECT custom_id {OF_ODD} AND source = 'input'") == [("lost",)]


@EITHER_WAY
def test_columns_of_json_open_with_arrows():
    with serving(ODD) as client:
        [row] = client.rows(
            "SELECT parsed->>'n', body->>'$.usage.input_tokens', body->'usage'->>'total_tokens', request->>'input',"
            f" request_line, raw->>'$.response.body.object' {OF_ODD} AND source = 'output' AND line = 1"
        )
        assert row == (1, 20, 25, "Question a", 1, "response")
        [row] = client.rows(f"SELECT request->>'input', request_line, parsed {OF_ODD} AND line = 7")
        assert row == ("Question a", 2, None)


def test_calls_are_an_array():
    call = {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": '{"q": 1}'}
    line = result("a")
    line["response"]["body"]["output"].append(call)
    estate = Estate().batch("b", output=[line])
    with serving(estate) as client:
        calls = f"FROM {RESULTS} r, json_each(r.tool_calls) c WHERE r.batch_id = 'b'"
        found = client.rows(f"SELECT c.value->>'name', c.value->>'arguments'->>'q' {calls}")
        assert found == [("look", 1)]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT line, content, bytes", [(1, "a", 1), (3, " \ufffd", 2), (4, "b", 2)]),
        ("SELECT count(*), sum(bytes)", [(3, 5)]),
        ("SELECT content", [("a",), (" \ufffd",), ("b",)]),
        ("SELECT file_id, line", [("f", 1), ("f", 3), ("f", 4)]),
    ],
)
def test_lines_of_any_file(sql, rows):
    with serving(Estate(files={"f": b"a\n\n \xff\nb\r"})) as client:
        assert client.rows(f"{sql} FROM openai.files.file_lines WHERE file_id = 'f'") == rows
        assert client.served.lines == ["GET /files/f/content"]
        assert client.rows(
            "SELECT content FROM openai.files.file_lines WHERE file_id = 'f' AND line = 4"
        ) == [("b",)]


def test_an_input_file_that_is_gone_is_an_error_where_it_is_needed():
    estate = Estate().batch("b", total=3, output=[result("a")], input=map(request, "abc"))
    del estate.files["file-b-input"]
    with serving(estate) as client:
        with pytest.raises(
            Exception, match="2 requests have no line in the output and error files"
        ) as caught:
            client.rows(f"SELECT * FROM {RESULTS} WHERE batch_id = 'b'")
        assert caught.value.hint == "source IN ('output', 'error') leaves them out"
        hinted = f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b' AND source IN ('output', 'error')"
        assert client.rows(hinted) == [("a",)]
        with pytest.raises(Exception, match="is gone") as caught:
            client.rows(f"SELECT request FROM {RESULTS} WHERE batch_id = 'b' AND source = 'output'")
        assert caught.value.hint == "leave out request and request_line"


@pytest.mark.parametrize("source", ["output", "error"])
def test_a_result_file_that_is_gone_is_an_error(source):
    estate = Estate().batch("b", output=[result("a")], error=[failure("b")])
    estate.files[f"file-b-{source}"] = (404, {"error": {"message": "No such File object"}})
    with serving(estate) as client, pytest.raises(Exception, match="No such File"):
        client.rows(f"SELECT count(*) FROM {RESULTS} WHERE batch_id = 'b'")


def test_a_batch_without_files_has_no_rows_and_asks_for_none():
    estate = Estate().batch("b", status="validating")
    estate.batches["b"]["output_file_id"] = ""
    with serving(estate) as client:
        assert client.rows(f"SELECT * FROM {RESULTS} WHERE batch_id = 'b'") == []
        assert client.downloads == []


def test_lines_without_a_batch_are_refused_before_anything_is_sent():
    with serving(ODD) as client, pytest.raises(Exception, match="needs batch_id") as caught:
        client.rows(f"SELECT * FROM {RESULTS} WHERE custom_id = 'a'")
    assert "join with openai.batch.batches" in caught.value.hint
    assert client.served.lines == []


def test_an_empty_file_has_no_lines():
    with serving(Estate(files={"f": jsonl([])})) as client:
        assert client.rows("SELECT * FROM openai.files.file_lines WHERE file_id = 'f'") == []
