"""Parts of batches: whole lines in order, no limit broken, hashes and names that tell the content, marks to find them again by."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines.gathering import CHAT, EMBEDDINGS, LIMITS, RESPONSES, RULES, RUN, gather

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import StatementError
from openai_sql_shell.lines import gather as gather_module
from openai_sql_shell.lines import part_files
from openai_sql_shell.lines.batch_parts import Marks, PartLimits, TokenEstimate
from openai_sql_shell.lines.gather import gathered

COLUMNS = "url custom_id model input body batch_metadata file_name"
ROWS = st.lists(
    st.tuples(
        st.sampled_from([RESPONSES, EMBEDDINGS]),
        st.sampled_from(["m", "n", None]),
        st.sampled_from(["", "x" * 40, '["a", "b"]', "[1, 2, 3]", None]),
        st.sampled_from([None, '{"user": "u", "model": "n"}']),
        st.sampled_from([None, '{"run": "n42"}']),
        st.sampled_from([None, "nightly"]),
    ),
    max_size=40,
)
CUTS = st.builds(PartLimits, st.integers(1, 5), st.integers(220, 500), st.integers(2, 4))


def group_of(row):
    url, _, model, _, body, metadata, name = row
    return url, model or (body and "n"), metadata, name


def inputs_of(request):
    value = request["body"].get("input")
    if request["url"] != EMBEDDINGS or value is None:
        return 0
    return len(value) if isinstance(value, list) and isinstance(value[0], str) else 1


@given(ROWS, CUTS, st.integers(1, 2000), st.integers(1, 3))
def test_parts_are_all_lines_in_order_and_within_limits(tmp_path_factory, found, limits, held, at_once):
    rows = [(url, str(number), *rest) for number, (url, *rest) in enumerate(found)]
    folder = tmp_path_factory.getbasetemp() / "parts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_files, "HELD", held)
        patch.setattr(part_files, "AT_ONCE", at_once)
        written = gather(folder, COLUMNS, rows, limits=limits)
    groups = {}
    for row in rows:
        groups.setdefault(group_of(row), []).append(row[1])
    asked = {}
    for each in written:
        part, requests = each.part, each.requests
        name = part.file_name.partition("-")[0]
        pairs = {k: v for k, v in part.metadata.items() if not k.startswith("osql_")}
        key = part.url, part.model, json.dumps(pairs) if pairs else None, name if name != "batch" else None
        asked.setdefault(key, []).extend(r["custom_id"] for r in requests)
        assert {r["url"] for r in requests} == {part.url}
        assert {r["body"].get("model") for r in requests} == {part.model}
        counts = len(requests), len(each.content), sum(map(inputs_of, requests))
        assert counts == (part.requests, part.bytes, part.inputs)
        assert counts <= (limits.requests, limits.bytes, limits.inputs)
        assert (counts[1] <= limits.bytes, counts[2] <= limits.inputs) == (True, True)
        assert each.content.endswith(b"\n")
        assert hashlib.sha256(each.content).hexdigest() == part.sha256
    assert list(asked.items()) == list(groups.items())
    assert [each.part.number for each in written] == [*range(1, len(written) + 1)]
    assert {each.part.parts for each in written} <= {len(written)}
    again = gather(folder, COLUMNS, rows, limits=limits)
    assert [each.part.sha256 for each in again] == [each.part.sha256 for each in written]


LINE = len(b'{"custom_id":"0","method":"POST","url":"/v1/embeddings","body":{"input":["a","b"]}}\n')
EXACT = [
    (PartLimits(2, 10**9, 10**9), [2, 2, 1]),
    (PartLimits(10**9, 3 * LINE, 10**9), [3, 2]),
    (PartLimits(10**9, 3 * LINE - 1, 10**9), [2, 2, 1]),
    (PartLimits(10**9, 10**9, 4), [2, 2, 1]),
    (PartLimits(10**9, 10**9, 5), [2, 2, 1]),
    (LIMITS, [5]),
]


@pytest.mark.parametrize(("limits", "sizes"), EXACT)
def test_a_part_is_as_full_as_it_may_be(tmp_path, limits, sizes):
    rows = [(EMBEDDINGS, str(number), '["a", "b"]') for number in range(5)]
    assert [w.part.requests for w in gather(tmp_path, "url custom_id input", rows, limits=limits)] == sizes


def test_names_and_marks_tell_the_part(tmp_path):
    rows = [(RESPONSES, str(number), '{"run": "n42"}', name) for number, name in enumerate([None, "a", None])]
    marks = Marks(RUN, "batch_1")
    limits = replace(LIMITS, requests=1)
    found = gather(tmp_path, "url custom_id batch_metadata file_name", rows, marks=marks, limits=limits)
    names = [
        f"{name}-{n}of3-{found[n - 1].part.sha256[:8]}.jsonl"
        for n, name in enumerate(["batch", "batch", "a"], 1)
    ]
    assert [w.part.file_name for w in found] == names
    assert [w.part.metadata for w in found] == [
        {"run": "n42", "osql_run": RUN, "osql_part": f"{n}/3", "osql_retry_of": "batch_1"} for n in (1, 2, 3)
    ]
    (plain,) = gather(tmp_path, "url custom_id", [(RESPONSES, "a")], marks=None)
    assert plain.part.metadata == {}


@pytest.mark.parametrize(("marks", "room"), [(None, 16), (Marks(RUN), 14), (Marks(RUN, "batch_1"), 13)])
def test_sixteen_pairs_are_all_there_can_be(tmp_path, marks, room):
    def pairs(count):
        return [(RESPONSES, "a", json.dumps({str(n): "v" for n in range(count)}))]

    (found,) = gather(tmp_path, "url custom_id batch_metadata", pairs(room), marks=marks)
    assert len(found.part.metadata) == 16
    with pytest.raises(StatementError, match=f"has {room + 1} pairs"):
        gather(tmp_path, "url custom_id batch_metadata", pairs(room + 1), marks=marks)


def test_the_columns_of_the_batch_make_groups_and_are_handed_on(tmp_path):
    after = '{"anchor": "created_at", "seconds": 3600}'
    rows = [(RESPONSES, "a", "24h", after), (RESPONSES, "b", None, None), (RESPONSES, "c", "24h", after)]
    found = gather(tmp_path, "url custom_id batch_window batch_output_expires_after", rows)
    assert [(w.part.requests, w.part.batch) for w in found] == [
        (2, {"batch_window": "24h", "batch_output_expires_after": json.loads(after)}),
        (1, {}),
    ]


ESTIMATES = [
    (RESPONSES, "url custom_id model input max_output_tokens", [("m", "x" * 10, 50), ("m", "éé", 5)], TokenEstimate(3, 5, 55)),
    (RESPONSES, "url custom_id input max_output_tokens", [("x" * 12, 50), ("", None)], TokenEstimate(3, 4, None)),
    (RESPONSES, "url custom_id input", [('[{"role": "user", "content": [{"image_url": "data:image/png;base64,AAAA"}]}]',)], TokenEstimate(1, 2, None)),
    (RESPONSES, "url custom_id body", [('{"model": "m", "instructions": "123456", "max_output_tokens": 7}',)], TokenEstimate(1, 2, 7)),
    (CHAT, "url custom_id body max_completion_tokens", [('{"max_tokens": 7}', None), ("{}", 8)], TokenEstimate(0, 0, 15)),
    (EMBEDDINGS, "url custom_id input", [("x" * 12,)], TokenEstimate(3, 4, 0)),
    ("/v1/new", "url custom_id body", [('{"max_output_tokens": 7}',)], TokenEstimate(0, 0, None)),
]  # fmt: skip


@pytest.mark.parametrize(("url", "columns", "rows", "estimate"), ESTIMATES)
def test_tokens_are_guessed_from_texts_and_bounds(tmp_path, url, columns, rows, estimate):
    (found,) = gather(tmp_path, columns, [(url, str(n), *row) for n, row in enumerate(rows)])
    assert replace(found.part.estimate, largest_input=0) == estimate


def test_the_largest_request_is_known(tmp_path):
    rows = [("/v1/responses", str(n), "x" * length) for n, length in enumerate((3, 31, 12))]
    (found,) = gather(tmp_path, "url custom_id input", rows)
    assert (found.part.estimate.input_high, found.part.estimate.largest_input) == (16, 11)


def test_too_many_batches_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(gather_module, "MOST_PARTS", 3)
    rows = [(RESPONSES, str(number), str(number)) for number in range(4)]
    assert len(gather(tmp_path, "url custom_id model", rows[:3])) == 3
    with pytest.raises(StatementError, match="more than 3 batches") as caught:
        gather(tmp_path, "url custom_id model", rows)
    assert "share a batch" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_rules_are_handed_in(tmp_path):
    """An endpoint that nobody declared takes bodies."""
    (found,) = gather(tmp_path, "url custom_id body", [("/v1/new", "a", '{"model": "m"}')], endpoints={})
    assert (found.part.url, found.part.model, RULES.limits) == ("/v1/new", "m", LIMITS)


def test_it_tells_every_thousand_rows_how_far_it_has_come(tmp_path):
    told = []
    rows = [(RESPONSES, f"r-{n}", "x") for n in range(2_500)]
    columns = ("url", "custom_id", "input")
    rules = replace(RULES, limits=replace(LIMITS, requests=600))
    with gathered(columns, rows, rules, tmp_path, is_ordered=True, progress=told.append) as found:
        sizes = [part.path.stat().st_size for part in found.parts]
    assert [(p.done, p.parts, p.part) for p in told] == [(1_000, "rows", 2), (2_000, "rows", 4)]
    assert sum(sizes[:1]) < told[0].bytes < sum(sizes[:2])
    assert sum(sizes[:3]) < told[1].bytes < sum(sizes[:4])
