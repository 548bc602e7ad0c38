"""Digests of custom_ids: a set like any other, in few bytes."""

from __future__ import annotations

import tracemalloc

from hypothesis import example, given
from hypothesis import strategies as st

from openai_sql_shell.lines.match import DigestSet, IdCounts

ACROSS = [b"00" + b"a" * 7 + b"b" * 7, b"00" + b"c" * 7 + b"a" * 7, *[b"00" + b"b" * 7 + b"c" * 7] * 2]
"""The third is where the first ends and the second begins."""


@example(ACROSS)
@given(st.lists(st.text("\0\1", min_size=16, max_size=16).map(str.encode)))
def test_digests_are_a_set(found):
    digests, seen = DigestSet(), set()
    for each in found:
        assert (each in digests) == (each in seen)
        assert digests.add(each) == (each not in seen)
        seen.add(each)
        assert len(digests) == len(seen)


def test_ids_beyond_a_bound_take_few_bytes():
    tracemalloc.start()
    ids = IdCounts(1_000)
    assert not any(ids.add(f"custom-id-of-a-usual-length-{number}") for number in range(50_000))
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken < 50_000 * 100, "half of it are the places; as texts they take 170 each"
    assert (
        len(ids),
        ids.add("custom-id-of-a-usual-length-5"),
        ids.count("custom-id-of-a-usual-length-5"),
    ) == (50_000, 1, 2)
