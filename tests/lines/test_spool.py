"""A file is read while it grows: by several, from anywhere, as long as somebody wants it."""

from __future__ import annotations

import errno
import threading
import tracemalloc
from contextlib import contextmanager

import pytest
from lines.conftest import CONTENT, Answer, everything, landed, read_on

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.api.decoding import PIECE
from openai_sql_shell.api.messages import RequestContext
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import Cancelled, LocalFileError, OpenAISqlError, WaitTimeout
from openai_sql_shell.lines.downloads import AT_ONCE
from openai_sql_shell.lines.store import FileCache

HALF = 2 * PIECE
"""What comes at once of a file that is stuck: whole pieces."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(CONTENT)


def soon(event):
    assert event.wait(5)


def stuck(place, **options):
    """A reader of a file whose rest does not come before ``released``."""
    place.server.pauses(HEAD + CONTENT[:HALF], CONTENT[HALF:])
    return place.open(**options)


def exactly(reader, count):
    return b"".join(reader.read(min(1, count)) for _ in range(count))


def test_what_is_here_is_read_before_the_rest(place):
    with stuck(place) as reader:
        first = reader.read()
        assert CONTENT.startswith(first)
        assert (bool(first), reader.whole, reader.sha256) == (True, False, "")
        assert reader.read_at(10, 20) == CONTENT[10:30]
        place.server.released.set()
        assert first + read_on(reader) == CONTENT
        assert reader.whole


def test_read_gives_at_most_what_is_asked_for_and_read_at_all_of_it(place):
    with place.open(Answer()) as reader:
        assert reader.read_at(len(CONTENT) - 10, 99) == CONTENT[-10:]
        assert exactly(reader, 5) == CONTENT[:5]
        assert reader.read_at(200_000, 50_000) == CONTENT[200_000:250_000]
        assert reader.read(7) == CONTENT[5:12]
        assert reader.read_at(len(CONTENT), 5) == reader.read_at(10**9, 5) == b""
        assert reader.read(0) == b""


def test_the_rest_is_waited_for_by_read_at(place):
    with stuck(place) as reader:
        threading.Timer(0, lambda: (soon(place.server.reached), place.server.released.set())).start()
        assert reader.read_at(HALF - 5, HALF) == CONTENT[HALF - 5 : 2 * HALF - 5]


def test_a_reader_that_was_closed_from_elsewhere_reads_no_more_and_opens_nothing(place):
    with place.open(Answer()) as reader:
        assert everything(reader) == CONTENT
        reader.close()
        for at in (0, len(CONTENT) - 1):
            with pytest.raises(Cancelled):
                reader.read_at(at, 1)
            assert reader._stream.closed


def test_several_readers_share_one_download(place):
    first = stuck(place)
    seen = first.read()
    with place.open() as second:
        assert second.read(len(seen)) == seen
        first.close()
        place.server.released.set()
        assert seen + read_on(second) == CONTENT
        assert everything(place.open()) == CONTENT
    assert len(place.server.requests) == 1


def test_a_file_that_everybody_has_closed_is_gone(place):
    assert everything(place.open(Answer())) == CONTENT
    landed()
    assert place.files() == []
    assert everything(place.open(Answer())) == CONTENT
    assert len(place.server.requests) == 2


def test_closing_in_the_middle_ends_the_download_and_leaves_nothing(make_place):
    place = make_place(limit=10**9)
    place.server.hangs(HEAD + CONTENT[:HALF])
    first, second = place.open(), place.open()
    assert first.read()
    first.close()
    first.close()
    assert place.files()
    assert not place.server.hung_up.is_set()
    second.close()
    assert place.files() == []
    soon(place.server.hung_up)
    landed()
    assert place.files() == []


def test_a_reader_that_is_slow_holds_up_no_download(place):
    reader = place.open(Answer())
    landed()
    assert (reader.whole, reader.size) == (True, len(CONTENT))
    assert everything(reader) == CONTENT


@pytest.mark.parametrize("late", [False, True])
def test_a_cancel_ends_the_wait_of_one_reader_alone(place, stats, late):
    token = CancelToken()
    with stuck(place) as other, stuck(place, within=RequestContext(token, stats)) as reader:
        reader.read_at(0, HALF)
        over = []

        def read():
            with pytest.raises(Cancelled):
                reader.read_at(0, HALF + 1)
            over.append(True)

        waiting = threading.Thread(target=read)
        if late:
            waiting.start()
        token.set()
        if not late:
            waiting.start()
        waiting.join(5)
        assert over
        place.server.released.set()
        assert read_on(other) == CONTENT


def test_the_download_outlives_the_statement_that_began_it(place, stats):
    first = CancelToken()
    beginner = stuck(place, within=RequestContext(first, stats))
    with place.open() as reader:
        first.set()
        beginner.close()
        place.server.released.set()
        assert read_on(reader) == CONTENT


def test_a_deadline_ends_a_wait(make_place, token, stats, waits):
    place = make_place(clock=Clock(now=lambda: 0.0, monotonic=lambda: 5.0, wait=waits.clock.wait))
    with (
        stuck(place, within=RequestContext(token, stats, deadline=4.0)) as reader,
        pytest.raises(WaitTimeout, match="file-1"),
    ):
        reader.read_at(0, HALF + 1)


def test_no_more_than_a_few_downloads_run_at_once(place):
    place.server.holds()
    readers = [place.open(name=f"file-{number}") for number in range(AT_ONCE + 2)]
    for _ in range(AT_ONCE):
        assert place.server.arrivals.acquire(timeout=5)
    assert not place.server.arrivals.acquire(timeout=0.2)
    readers[-1].close()
    readers[0].close()
    assert place.server.arrivals.acquire(timeout=5)
    assert len(place.server.requests) == AT_ONCE + 1
    place.server.released.set()
    for reader in readers[1:]:
        reader.close()


def test_a_download_that_failed_is_begun_anew_by_the_next(place):
    with place.open(Answer(status=404)) as reader:
        with pytest.raises(OpenAISqlError):
            reader.read()
        assert everything(place.open(Answer())) == CONTENT
    landed()
    assert place.files() == []


def test_a_file_of_any_size_takes_the_memory_of_a_piece(place):
    content = bytes(48 << 20)
    with place.open(Answer(content=b"x")) as reader:
        reader.read()
    place.server.behaves(Answer(content=content))
    tracemalloc.start()
    try:
        size = 0
        with place.open() as reader:
            while piece := reader.read():
                size += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == len(content)
    assert peak < 12 << 20


def test_what_is_sent_counts_for_who_began(place, stats):
    everything(place.open(Answer(cut=HALF), Answer()))
    assert (stats.requests, stats.received, stats.cached) == (2, len(CONTENT), 0)


class FullDisk(FileCache):
    """There is room for some bytes."""

    left = HALF

    @contextmanager
    def part(self, key):
        with super().part(key) as (path, stream):
            yield path, Full(stream, self.left)


class Full:
    def __init__(self, stream, left):
        self.stream, self.left, self.flush, self.close = stream, left, stream.flush, stream.close

    def write(self, piece):
        self.left -= len(piece)
        if self.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.stream.write(piece)


def test_a_disk_that_is_full_is_told_with_what_to_do(make_place):
    place = make_place(cache=FullDisk)
    with place.open(Answer()) as reader, pytest.raises(LocalFileError, match="No space left") as caught:
        read_on(reader)
    assert "XDG_CACHE_HOME" in caught.value.hint
    landed()
    assert place.files() == []


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(place, tmp_path):
    (tmp_path / "cache").write_text("a file is in the way")
    with pytest.raises(LocalFileError, match="cannot write to"):
        place.open()
    assert place.server.requests == []


def test_a_file_that_somebody_cuts_is_no_short_file(place):
    with place.open(Answer()) as reader:
        landed()
        reader.read(HALF)
        [path] = place.files()
        path.write_bytes(CONTENT[:HALF])
        with pytest.raises(LocalFileError, match="was cut"):
            reader.read()


def test_the_end_of_the_transport_is_the_end_of_the_wait(place):
    place.server.hangs(HEAD + CONTENT[:HALF])
    with place.open() as reader:
        reader.read_at(0, HALF)
        place.downloads._transport.close()
        with pytest.raises(Cancelled):
            reader.read_at(0, HALF + 1)
