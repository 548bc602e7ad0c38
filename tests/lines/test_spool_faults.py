"""Every way in which a download goes wrong: the file is whole, or it is an error, and what came before is its beginning."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from lines.conftest import CONTENT, HALF, Answer, everything, read_on

from openai_sql_shell.errors import ApiError, LocalFileError, OpenAISqlError, ProtocolError

WHOLE = Answer()
CUT = Answer(cut=HALF)
NO_RANGES = Answer(ranges=None)
PACKED = Answer(packed=True)
CHUNKS = Answer(framing="chunks")
CLOSED = Answer(framing="close")
CHANGED = Answer(content=b"x" + CONTENT[1:], tag='"v2"')
REST = f"bytes={HALF}-"
ALL = len(CONTENT)

GOOD = {
    "honest": ((WHOLE,), [None]),
    "overloaded first": ((Answer(status=503), WHOLE), [None, None]),
    "cut once": ((CUT, WHOLE), [None, REST]),
    "cut at the same length always": ((CUT, CUT, CUT), [None, REST, f"bytes={2 * HALF}-"]),
    "Range not offered": ((replace(NO_RANGES, cut=HALF), NO_RANGES), [None, None]),
    "ranges in other units": ((replace(CUT, ranges="none"), WHOLE), [None, None]),
    "a weak tag": ((replace(CUT, tag='W/"v1"'), WHOLE), [None, None]),
    "no tag": ((replace(CUT, tag=""), WHOLE), [None, None]),
    "Range refused": ((CUT, NO_RANGES), [None, REST]),
    "another tag, the same bytes": ((CUT, replace(WHOLE, tag='"v2"')), [None, REST]),
    "416": ((CUT, Answer(status=416), WHOLE), [None, REST, None]),
    "a part from elsewhere": (
        (CUT, Answer(content_range=f"bytes 0-{ALL - 1}/{ALL}"), WHOLE),
        [None, REST, None],
    ),
    "a part of another total": (
        (CUT, Answer(content_range=f"bytes {HALF}-{ALL - 1}/{ALL + 1}"), WHOLE),
        [None, REST, None],
    ),
    "a part of an unknown total": (
        (CUT, Answer(content_range=f"bytes {HALF}-{ALL - 1}/*"), WHOLE),
        [None, REST, None],
    ),
    "a part with another tag": ((CUT, Answer(part_tag='"v2"'), WHOLE), [None, REST, None]),
    "a part that is packed": ((CUT, Answer(part_packed=True), WHOLE), [None, REST, None]),
    "a part that ends early": (
        (CUT, Answer(part_end=2 * HALF), WHOLE),
        [None, REST, f"bytes={2 * HALF}-"],
    ),
    "packed": ((PACKED,), [None]),
    "packed and cut": ((replace(PACKED, cut=HALF), PACKED), [None, None]),
    "packed and cut, then plain": ((replace(PACKED, cut=HALF), WHOLE), [None, None]),
    "packed without its checksum": ((replace(PACKED, cut=-8, framing="chunks"), PACKED), [None, None]),
    "chunks": ((CHUNKS,), [None]),
    "chunks cut": ((replace(CHUNKS, cut=HALF), CHUNKS), [None, None]),
    "chunks without their end": ((replace(CHUNKS, cut=-5), CHUNKS), [None, None]),
    "no length": ((CLOSED,), [None]),
    "no length, cut": ((replace(CLOSED, cut=HALF), CLOSED), [None, None]),
    "no length, cut twice": (
        (replace(CLOSED, cut=HALF), replace(CLOSED, cut=2 * HALF), CLOSED),
        [None] * 3,
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_file_is_whole(place, case):
    answers, ranges = GOOD[case]
    reader = place.open(*answers, size=ALL)
    assert everything(reader) == CONTENT
    assert (reader.whole, reader.size) == (True, ALL)
    assert reader.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert place.ranges() == ranges


NUMBERS = f"file-1 broke off after {HALF} of {ALL} bytes, and a further try brought no more"
BAD = {
    "cut at the same place always": ([replace(NO_RANGES, cut=HALF)] * 2, ProtocolError, NUMBERS),
    "no part of the rest comes": ((CUT, *[Answer(cut=0)] * 3), ProtocolError, NUMBERS),
    "cut before": (
        (replace(NO_RANGES, cut=HALF), replace(NO_RANGES, cut=10)),
        ProtocolError,
        NUMBERS,
    ),
    "packed, cut at the same place always": (
        [replace(PACKED, cut=HALF)] * 2,
        ProtocolError,
        r"file-1 broke off after \d+ bytes",
    ),
    "a length that lies": (
        [replace(NO_RANGES, announced=ALL + 10)] * 2,
        ProtocolError,
        f"after {ALL} of {ALL + 10} bytes",
    ),
    "a length that lied": (
        (replace(NO_RANGES, announced=ALL + 10), NO_RANGES),
        ProtocolError,
        f"was to have {ALL + 10} bytes; asked again, the server says {ALL}",
    ),
    "other bytes": ((CUT, CHANGED), ProtocolError, f"the first {HALF} bytes of file-1 are others"),
    "another end": (
        (replace(CHUNKS, cut=2 * HALF), replace(CHUNKS, content=CONTENT[:HALF])),
        ProtocolError,
        "or more; asked again, it ends after 100000",
    ),
    "no length, cut at the same place always": ([replace(CLOSED, cut=HALF)] * 2, ProtocolError, NUMBERS),
    "no length, too long": (
        (replace(CLOSED, content=CONTENT + b"x"),),
        ProtocolError,
        f"has {ALL + 1} bytes, and should have {ALL}",
    ),
    "not there": ((Answer(status=404),), ApiError, "Not Found"),
    "gone in between": ((CUT, Answer(status=404)), ApiError, "Not Found"),
    "nobody answers": ([Answer(status=503)] * 3, ApiError, "Service Unavailable"),
    "overloaded in between": ((CUT, *[Answer(status=503)] * 3), ApiError, "Service Unavailable"),
    "no content": ((Answer(status=204),), ProtocolError, "an empty body"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_had_is_an_error_behind_what_came(place, case):
    answers, kind, message = BAD[case]
    reader, seen = place.open(*answers, size=ALL), bytearray()
    with reader:
        with pytest.raises(OpenAISqlError, match=message) as caught:
            read_on(reader, seen)
        assert isinstance(caught.value, kind)
        with pytest.raises(kind):
            reader.read_at(ALL - 1, 10)
        assert (reader.whole, reader.sha256) == (False, "")
    assert len(place.server.requests) == len(answers)
    assert CONTENT.startswith(seen[:ALL])
    assert place.files() == []


def test_a_file_whose_length_nobody_tells_is_not_believed(place):
    with place.open(CLOSED) as reader, pytest.raises(ProtocolError, match="nothing says how long it is"):
        read_on(reader)


@pytest.mark.parametrize("answer", [WHOLE, CHUNKS, PACKED, CLOSED])
def test_a_file_above_the_bound_is_an_error_that_names_the_setting(make_place, answer):
    place = make_place(most=HALF)
    with (
        place.open(answer, size=ALL) as reader,
        pytest.raises(LocalFileError, match="max_download") as caught,
    ):
        read_on(reader)
    assert r"\set max_download" in caught.value.hint
    assert len(place.server.requests) == 1


def test_tries_do_not_follow_each_other_without_a_rest(place, waits):
    everything(place.open(CUT, CUT, CUT))
    assert len(waits.seconds) == 2
    assert min(waits.seconds) > 0


def test_an_empty_file_is_a_file(place):
    assert everything(place.open(replace(WHOLE, content=b""))) == b""
