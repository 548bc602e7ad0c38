"""Batches with every row they give, each written by hand."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from openai_sql_shell.catalog.batch_lines import BATCH_RULES
from openai_sql_shell.lines.batch import BatchFacts, batch_rows
from openai_sql_shell.lines.columns import COLUMNS
from openai_sql_shell.lines.requests import request_rows

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "batch"
FOLDERS = sorted(path.parent for path in CASES.glob("*/batch.json"))
JSON = ("parsed", "tool_calls")
REQUESTED = ("line", "custom_id", "method", "url", "model", "problem")


def rows_of(folder, columns=tuple(COLUMNS)):
    """The rows of a case, and the files that were read for them."""
    batch = json.loads((folder / "batch.json").read_bytes())
    errors = {e["line"]: (e["code"], e["message"]) for e in (batch["errors"] or {}).get("data", ())}
    facts = BatchFacts(batch["endpoint"], batch["status"], batch["request_counts"]["total"], errors)
    read = []

    def opened(source, _unexplained):
        if not batch[f"{source}_file_id"]:
            return None
        read.append(source)
        return io.BytesIO((folder / f"{source}.jsonl").read_bytes())

    found = []
    for source, rows in batch_rows(facts, opened, columns):
        found += [dict(zip(columns, row, strict=True), source=source) for row in rows]
    return found, read


def requests_of(folder):
    """The requests of a case, as the cases write rows."""
    batch = json.loads((folder / "batch.json").read_bytes())
    with (folder / "input.jsonl").open("rb") as file:
        found = list(request_rows(file, BATCH_RULES, REQUESTED, batch["endpoint"]))
    return [{n: v for n, v in zip(REQUESTED, row, strict=True) if v is not None} for row in found]


def as_expected(row):
    """A row as the cases write it: no NULL, JSON as its value, nothing that they do not list."""
    found = {name: value for name, value in row.items() if value is not None and name not in ("body", "raw")}
    found |= {name: json.loads(found[name]) for name in JSON if name in found}
    if not found["duplicate"]:
        del found["duplicate"]
    return found


def matches(row, expected):
    if expected.get("error_message") == "*" and row.get("error_message"):
        expected = expected | {"error_message": row["error_message"]}
    return row == expected


@pytest.mark.skipif(not FOLDERS, reason="the cases are not here")
@pytest.mark.parametrize("with_msgspec", [True, False])
def test_every_row_of_every_case(with_msgspec, monkeypatch, capsys):
    if not with_msgspec:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    right = total = 0
    wrong = []
    for folder in FOLDERS:
        expected = json.loads((folder / "expected.json").read_bytes())
        found, read = rows_of(folder)
        found = [as_expected(row) for row in found]
        places = {(row["source"], row["line"]): row for row in found}
        total += len(expected["rows"])
        assert len(places) == len(found) == len(expected["rows"]), folder.name
        assert read == expected["reads"], folder.name
        for row in expected["rows"]:
            if matches(place := places[row["source"], row["line"]], row):
                right += 1
            else:
                wrong.append((folder.name, place, row))
    with capsys.disabled():
        how = "with" if with_msgspec else "without"
        print(f"\n{right}/{total} rows of {len(FOLDERS)} batches, {how} msgspec")  # noqa: T201 - said to whoever runs it
    assert (wrong, f"{right}/{total}") == ([], f"{total}/{total}")


@pytest.mark.skipif(not FOLDERS, reason="the cases are not here")
@pytest.mark.parametrize("with_msgspec", [True, False])
def test_every_request_of_every_case(with_msgspec, monkeypatch):
    if not with_msgspec:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    told = 0
    for folder in FOLDERS:
        expected = json.loads((folder / "expected.json").read_bytes())
        if "requests" in expected:
            told += 1
            assert requests_of(folder) == expected["requests"], folder.name
    assert told >= 2


@pytest.mark.skipif(not FOLDERS, reason="the cases are not here")
@pytest.mark.parametrize("name", ["29-asked-twice", "30-wrong-endpoint"])
def test_what_is_found_in_the_input_of_a_lenient_server(name):
    [folder] = [folder for folder in FOLDERS if folder.name == name]
    found = {row["line"]: row["problem"] for row in requests_of(folder) if "problem" in row}
    twice = {3: "duplicate_custom_id", 4: "duplicate_custom_id"}
    assert found == (twice if name == "29-asked-twice" else {})
