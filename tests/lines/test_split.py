"""Lines out of pieces: the same whatever the pieces are, and never more memory than the longest line that is kept."""

from __future__ import annotations

import io
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines.reading import rows

from openai_sql_shell.lines import split
from openai_sql_shell.lines.split import blocks

TEXTS = st.lists(
    st.sampled_from([b"\n", b"\r", b"a", b"bc" * 9, b"\0", b"\xff", b"\xe2\x80\xa8", b"\x0c"]), max_size=40
)


def defined(data):
    """Number, offset and bytes of each line: by the definition, that a line feed ends one and nothing else does."""
    lines = data.split(b"\n")
    ends = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    return [(n, sum(map(len, ends[: n - 1])), line) for n, line in enumerate(ends, 1)]


def found(source, longest=None):
    result = []
    for block in blocks(source):
        offset = block.offset
        for number, line in enumerate(block.lines, block.number):
            if block.size is None:
                result.append((number, offset, line))
            else:
                result.append((number, offset, longest, block.size, line))
            offset += len(line)
    return result


def cut(data, places):
    ends = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(ends)]


@given(data=TEXTS.map(b"".join), places=st.lists(st.integers(0, 200)), size=st.integers(1, 50))
def test_lines_are_those_of_the_definition_whatever_the_pieces_are(data, places, size):
    wanted = defined(data)
    pieces = cut(data, places)
    assert found(pieces) == found([b"", *pieces, b""]) == found(io.BytesIO(data)) == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split, "PIECE", size)
        assert found(pieces) == found(io.BytesIO(data)) == wanted


@given(data=TEXTS.map(b"".join), size=st.integers(1, 12), head=st.integers(1, 12))
def test_of_a_line_that_is_too_long_the_beginning_is_kept(data, size, head):
    longest = 12
    wanted = [
        (n, at, line)
        if len(line.removesuffix(b"\n")) <= longest
        else (n, at, longest, len(line.removesuffix(b"\n")), line[:head])
        for n, at, line in defined(data)
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("PIECE", size), ("LONGEST", longest), ("HEAD", head)):
            patch.setattr(split, name, value)
        assert found([data], longest) == wanted


def test_a_line_comes_before_the_source_is_read_further():
    def source():
        yield b"a\nb"
        raise AssertionError

    assert next(blocks(source())).lines == [b"a\n"]


def test_a_line_without_end_takes_bounded_memory_and_is_a_row(monkeypatch):
    monkeypatch.setattr(split, "LONGEST", 1_000_000)
    piece = b" " * 100_000
    tracemalloc.start()
    found = rows_of_pieces(b'{"custom_id": "a"}', *[piece] * 300, b"\n", b'{"custom_id": "b"}')
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [row[:2] for row in found] == [("a", "parse_error"), ("b", "error")]
    assert found[0][2:4] == ("line_too_long", None)
    assert "30,000,018 bytes" in found[0][4]
    assert peak < 4_000_000


def rows_of_pieces(*pieces):
    from openai_sql_shell.lines import results

    return list(results(iter(pieces), "/x", ("custom_id", "outcome", "error_code", "body", "error_message")))


def test_a_line_of_the_greatest_length_is_read():
    fill = split.LONGEST - len(b'{"custom_id": "a", "x": ""}')
    data = b'{"custom_id": "a", "x": "' + b"A" * fill + b'"}\n'
    assert rows(data, columns=("custom_id", "error_code")) == [("a", "no_response")]
    data = data.replace(b"A", b"AA", 1)
    assert rows(data, columns=("custom_id", "error_code")) == [("a", "line_too_long")]
