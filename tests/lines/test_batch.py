"""The rows of a whole batch: which files are read for them, and which request a line answers."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.lines.batch import BatchFacts, batch_rows
from openai_sql_shell.lines.match import IdCounts, RequestPlaces, Tally

IDS = st.lists(st.sampled_from(["a", "b", "c", "", "\ud83d", None]), max_size=12)
COLUMNS = ("source", "line", "custom_id", "outcome", "duplicate")


class File(io.BytesIO):
    """One of which any part can be read again."""

    def read_at(self, offset, n):
        return self.getvalue()[offset : offset + n]


def lines(ids):
    return b"\n".join(json.dumps({} if each is None else {"custom_id": each}).encode() for each in ids)


def asked(files, *, status="completed", total=None, columns=COLUMNS, errors=None, **more):
    """The rows, and the files that were opened."""
    opened = []

    def open_file(source, _unexplained):
        opened.append(source)
        return File(files[source]) if source in files else None

    facts = BatchFacts(
        "/v1/responses", status, files["input"].count(b"\n") + 1 if total is None else total, errors or {}
    )
    names = [name for name in columns if name != "source"]
    found = []
    for source, rows in batch_rows(facts, open_file, names, **more):
        for row in rows:
            value = {"source": source, **dict(zip(names, row, strict=True))}
            found.append(tuple(value[name] for name in columns))
    return found, opened


@given(answered=IDS, failed=IDS, requests=IDS)
def test_the_kth_line_of_an_id_answers_the_kth_request_of_it(answered, failed, requests):
    files = {"output": lines(answered), "error": lines(failed), "input": lines(requests)}
    found, opened = asked(files, total=len(requests))
    named = [None if each is None else each.replace("\ud83d", "?") for each in (*answered, *failed)]
    left, wanted = Counter(each for each in named if each is not None), []
    for number, each in enumerate((each and each.replace("\ud83d", "?") for each in requests), 1):
        if each is not None and left[each]:
            left[each] -= 1
        else:
            wanted.append((number, each))
    assert [row[1:3] for row in found if row[0] == "input"] == (wanted if "input" in opened else [])
    adds_up = len(named) == len(requests) > 0 and None not in named and len(set(named)) == len(named)
    assert ("input" in opened) is not adds_up


@pytest.mark.parametrize(
    ("status", "total", "read"),
    [
        ("completed", 2, ["output", "error"]),
        ("expired", 2, ["output", "error"]),
        ("cancelled", 2, ["output", "error"]),
        ("in_progress", 2, ["output", "error", "input"]),
        ("cancelling", 2, ["output", "error", "input"]),
        ("completed", 3, ["output", "error", "input"]),
        ("completed", 0, ["output", "error", "input"]),
    ],
)
def test_the_input_is_read_unless_the_lines_add_up(status, total, read):
    files = {"output": lines(["b"]), "error": lines(["a"]), "input": lines(["a", "b"])}
    found, opened = asked(files, status=status, total=total)
    assert opened == read
    assert [row[:3] for row in found] == [("output", 1, "b"), ("error", 1, "a")]


@pytest.mark.parametrize(
    "columns", [(), ("line",), ("duplicate", "line"), ("custom_id",), ("source", "duplicate")]
)
def test_what_is_missing_is_found_whatever_columns_are_asked_for(columns):
    files = {"output": lines(["b", "b"]), "error": lines(["a"]), "input": lines(["a", "b", "c"])}
    all_rows, _ = asked(files)
    wanted = [tuple(row[COLUMNS.index(name)] for name in columns) for row in all_rows]
    assert asked(files, columns=columns) == (wanted, ["output", "error", "input"])
    assert [row[:3] for row in all_rows][3:] == [("input", 3, "c")]


@pytest.mark.parametrize(
    ("sources", "read", "rows"),
    [
        (("output",), ["output"], ["output"]),
        (("error",), ["error"], ["error"]),
        (("output", "error"), ["output", "error"], ["output", "error"]),
        (("input",), ["output", "error", "input"], ["input"]),
    ],
)
def test_a_source_reads_no_file_that_it_does_not_need(sources, read, rows):
    files = {"output": lines(["b"]), "error": lines(["a"]), "input": lines(["a", "b", "c"])}
    found, opened = asked(files, sources=sources)
    assert (opened, [row[0] for row in found]) == (read, rows)


@pytest.mark.parametrize(
    ("status", "outcome"), [("completed", "missing"), ("failed", "not_run"), ("validating", "pending")]
)
def test_a_request_without_a_line_is_a_row_of_its_own(status, outcome):
    files = {"input": b'{"custom_id": "a"}\n\n{"custom_id": "a"}\r\noops "custom_id": "b"'}
    columns = (
        "line",
        "custom_id",
        "outcome",
        "error_code",
        "error_message",
        "duplicate",
        "raw",
        "status_code",
        "source",
    )
    found, _ = asked(files, status=status, columns=columns, errors={3: ("c", "m")})
    assert found == [
        (1, "a", outcome, None, None, 0, '{"custom_id": "a"}', None, "input"),
        (3, "a", outcome, "c", "m", 1, '{"custom_id": "a"}', None, "input"),
        (4, "b", outcome, None, None, 0, 'oops "custom_id": "b"', None, "input"),
    ]


@given(ids=st.lists(st.sampled_from("abcdef")), most=st.integers(0, 6))
def test_ids_are_counted_the_same_as_digests(ids, most):
    counts, places, seen = IdCounts(most), RequestPlaces(), Counter()
    for number, each in enumerate(ids):
        assert counts.add(each) == seen[each]
        places.add(each, number, number * 10, 5)
        assert places.find(each, seen[each]) == (number, number * 10, 5)
        seen[each] += 1
    assert [counts.count(each) for each in "abcdefg"] == [seen[each] for each in "abcdefg"]
    assert len(counts) == len(seen)
    assert places.find("g", 0) is places.find(None, 0) is places.find("a", len(ids)) is None


def test_a_line_without_id_never_adds_up():
    tally = Tally()
    for each in ("a", None, None):
        tally.add(each, 0)
    assert not tally.adds_up(3, is_final=True)


@given(answered=IDS, failed=IDS, requests=IDS)
def test_a_line_knows_the_request_that_it_answers(answered, failed, requests):
    asking = b"\n\n".join(
        json.dumps({"custom_id": each, "body": {"n": number}}).encode()
        for number, each in enumerate(requests)
    )
    files = {"output": lines(answered), "error": lines(failed), "input": asking}
    columns = ("source", "custom_id", "request_line", "request")
    found, _ = asked(files, total=len(requests), columns=columns, sources=("output", "error"))
    shown = [each and each.replace("\ud83d", "?") for each in requests]
    places, seen = {}, Counter()
    for number, each in enumerate(shown):
        places[each, seen[each]] = number
        seen[each] += 1
    seen = Counter()
    for _, custom_id, line, body in found:
        number = places.get((custom_id, seen[custom_id])) if custom_id is not None else None
        seen[custom_id] += 1
        expected = (None, None) if number is None else (1 + 2 * number, {"n": number})
        assert (line, body and json.loads(body)) == expected
    only, _ = asked(files, total=len(requests), columns=columns, sources=("error",))
    assert only == [row for row in found if row[0] == "error"]


def test_a_request_that_is_gone_is_asked_for_with_how_many_have_no_line():
    told = []
    facts = BatchFacts("/v1/responses", "completed", 5)
    files = {"output": lines(["a", "b"]), "error": b"", "input": b""}
    for _, rows in batch_rows(
        facts, lambda source, left: told.append((source, left)) or File(files[source]), ()
    ):
        list(rows)
    assert told == [("output", 0), ("error", 0), ("input", 3)]


@pytest.mark.parametrize(
    ("files", "sources", "opened"),
    [
        ({"output", "input"}, ["error"], ["error"]),
        ({"output", "error", "input"}, ["error"], ["error", "output", "input"]),
        ({"error", "input"}, ["output"], ["output"]),
        ({"output", "input"}, ["output", "error"], ["output", "input", "error"]),
    ],
)
def test_for_rows_that_there_are_not_no_other_file_is_read(files, sources, opened):
    there = {name: lines(["a", "b"]) for name in files}
    rows, asked_for = asked(there, columns=("source", "request"), sources=sources)
    assert asked_for == opened
    assert {source for source, _ in rows} == {*sources} & files
