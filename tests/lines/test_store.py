"""The file cache: what is whole is kept for its owner, within bounds, and never believed where it is damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from lines.conftest import CONTENT, HALF, Answer, everything, landed

from openai_sql_shell.errors import ProtocolError
from openai_sql_shell.lines.store import FileCache, key_of

ROOM = 10**9
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and locks are POSIX")


class Ticking:
    """A second for every look."""

    def __init__(self):
        self.seconds = 1_800_000_000.0

    def __call__(self):
        self.seconds += 1
        return self.seconds


@pytest.fixture
def kept(make_place):
    """A place that keeps files, and has one."""
    place = make_place(limit=ROOM, now=Ticking())
    fill(place)
    return place


def fill(place, name="file-1", answer=None):
    assert everything(place.open(answer or Answer(), name=name)) == (answer or Answer()).content
    landed()


def path_of(place, name="file-1"):
    key = key_of(place.server.url, name)
    return place.downloads.cache.folder / key[:2] / key


def names(place):
    known = {path_of(place, f"file-{number}"): number for number in range(9)}
    return [known[file.path] for file in place.downloads.cache.files()]


def test_a_file_that_was_whole_is_not_asked_for_again(kept, stats):
    reader = kept.open()
    assert (reader.cached, reader.whole, reader.size) == (True, True, len(CONTENT))
    assert reader.sha256
    assert reader.read_at(5, 9) == CONTENT[5:14]
    assert everything(reader) == CONTENT
    assert len(kept.server.requests) == 1
    assert stats.cached == 1


def test_the_first_time_is_not_from_the_cache(make_place, stats):
    with make_place(limit=ROOM).open(Answer()) as reader:
        assert not reader.cached
    assert stats.cached == 0


def test_another_process_finds_it(kept, make_place):
    other = make_place(limit=ROOM)
    assert everything(other.open()) == CONTENT
    assert len(kept.server.requests) == 1


@posix
def test_all_of_it_is_for_its_owner_alone(kept):
    folder = kept.downloads.cache.folder
    for path in (folder, *folder.rglob("*"), folder.parent):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


@posix
def test_a_folder_that_others_may_read_is_closed_to_them(make_place):
    place = make_place(limit=ROOM)
    place.downloads.cache.folder.mkdir(parents=True, mode=0o755)
    fill(place)
    assert place.downloads.cache.folder.stat().st_mode & 0o777 == 0o700


def test_of_a_file_nothing_is_there_but_itself_and_its_entry(kept):
    path = path_of(kept)
    assert kept.files() == [path, path.with_name(path.name + ".json")]


@pytest.mark.parametrize(
    ("base_url", "name"),
    [("https://one/v1", "file-2"), ("https://two/v1", "file-1"), ("https://one/v", "1file-1")],
)
def test_files_of_another_id_or_server_are_others(base_url, name):
    assert key_of(base_url, name) != key_of("https://one/v1", "file-1")


@pytest.mark.usefixtures("kept")
def test_a_cache_that_is_off_neither_keeps_nor_finds(make_place):
    off = make_place(limit=0)
    fill(off)
    assert len(off.server.requests) == 2
    assert len(off.files()) == 2


def test_what_broke_off_is_not_kept(make_place):
    place = make_place(limit=ROOM)
    cut = Answer(cut=HALF, ranges=None)
    with place.open(cut, cut) as reader, pytest.raises(ProtocolError, match="broke off"):
        reader.read_at(0, len(CONTENT))
    landed()
    assert place.files() == []


# --- bounds ----------------------------------------------------------------------------------------------------


def test_the_least_recently_used_go_first(make_place):
    place = make_place(limit=3 * len(CONTENT), now=Ticking())
    for number in (1, 2, 3):
        fill(place, f"file-{number}")
    everything(place.open(name="file-1"))
    assert names(place) == [2, 3, 1]
    fill(place, "file-4")
    assert names(place) == [3, 1, 4]
    assert len(place.files()) == 6


def test_when_a_file_was_used_is_told_by_the_clock(make_place):
    place = make_place(limit=ROOM, now=lambda: 1_234.0)
    fill(place)
    assert [file.used for file in place.downloads.cache.files()] == [1_234.0]


def test_a_file_larger_than_all_room_is_read_and_not_kept(make_place):
    place = make_place(limit=2 * HALF, now=Ticking())
    fill(place, "file-1", Answer(content=CONTENT[:HALF]))
    fill(place, "file-2")
    assert names(place) == [1]


def test_a_file_whose_entry_was_never_written_goes_in_its_turn(make_place):
    place = make_place(limit=2 * len(CONTENT), now=Ticking())
    fill(place, "file-1")
    orphan = path_of(place, "file-2")
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(CONTENT)
    os.utime(orphan, (1, 1))
    fill(place, "file-3")
    assert names(place) == [1, 3]


def test_clear_removes_what_is_kept_and_tells_it(kept):
    fill(kept, "file-2")
    assert sum(file.size for file in kept.downloads.cache.clear()) == 2 * len(CONTENT)
    assert kept.files() == []
    fill(kept)
    assert len(kept.server.requests) == 3


def test_a_folder_that_is_not_there_holds_nothing(make_place):
    cache = make_place(limit=ROOM).downloads.cache
    assert (cache.files(), cache.clear(), cache.find("0" * 64)) == ([], [], None)


# --- damage ----------------------------------------------------------------------------------------------------


def touch(path):
    os.utime(path, (5, 5))


def flip(path):
    path.write_bytes(b"x" + CONTENT[1:])
    touch(path)


def entry_of(path):
    return path.with_name(path.name + ".json")


def changed(**facts):
    def change(path):
        entry_of(path).write_text(json.dumps(json.loads(entry_of(path).read_text()) | facts))

    return change


DAMAGES = {
    "shorter": lambda path: os.truncate(path, HALF),
    "longer": lambda path: path.write_bytes(CONTENT + b"x"),
    "empty": lambda path: path.write_bytes(b""),
    "a byte": flip,
    "gone": lambda path: path.unlink(),
    "no entry": lambda path: entry_of(path).unlink(),
    "an empty entry": lambda path: entry_of(path).write_bytes(b""),
    "an entry that is no JSON": lambda path: entry_of(path).write_bytes(b'{"size": \xff'),
    "an entry that is no object": lambda path: entry_of(path).write_text("[1]"),
    "an entry of nothing": lambda path: entry_of(path).write_text("{}"),
    "an endless size": lambda path: entry_of(path).write_text('{"size": Infinity}'),
    "another size": changed(size=HALF),
    "no hash": changed(sha256=""),
    "a hash that is none": changed(sha256="x"),
    "another hash of a file that was touched": lambda path: (changed(sha256="0" * 64)(path), touch(path)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_fetched_again(kept, damage):
    DAMAGES[damage](path_of(kept))
    with kept.open(Answer()) as reader:
        assert not reader.cached
    landed()
    fill(kept)
    assert everything(kept.open()) == CONTENT
    assert len(kept.server.requests) in (2, 3)


def test_a_file_that_was_only_touched_is_read_once_more_and_believed(kept):
    touch(path_of(kept))
    assert everything(kept.open()) == CONTENT
    entry = json.loads(entry_of(path_of(kept)).read_text())
    assert entry["written_ns"] == path_of(kept).stat().st_mtime_ns
    assert len(kept.server.requests) == 1


def test_a_file_that_vanishes_behind_the_look_is_fetched(kept, monkeypatch):
    found = kept.downloads.cache.find(key_of(kept.server.url, "file-1"))
    monkeypatch.setattr(FileCache, "find", lambda *_: found)
    found.path.unlink()
    fill(kept)
    assert len(kept.server.requests) == 2


# --- several processes -----------------------------------------------------------------------------------------

PROCESS = """
import sys
from pathlib import Path
from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.messages import Request, RequestContext
from openai_sql_shell.api.transport import Transport
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.lines.downloads import Downloads
from openai_sql_shell.lines.fetch import RemoteFile
from openai_sql_shell.lines.store import FileCache
from openai_sql_shell.result import RequestStats
transport = Transport(sys.argv[1], Credentials("sk-test-0123456789"))
downloads = Downloads(transport, FileCache(Path(sys.argv[2]), 10**9, lambda: 1.8e9), 10**9)
reader = downloads.open(
    RemoteFile("file-1", Request("GET", "/files/file-1/content")), RequestContext(CancelToken(), RequestStats())
)
print(len(reader.read(1)), flush=True)
sys.stdin.readline()
while reader.read():
    pass
print(reader.sha256, flush=True)
"""


def process(place):
    command = [sys.executable, "-c", PROCESS, place.server.url, str(place.downloads.cache.folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def begun(place, count):
    """Processes in the middle of a download each."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(CONTENT)
    for _ in range(count):
        place.server.pauses(head + CONTENT[:HALF], CONTENT[HALF:])
    running = [process(place) for _ in range(count)]
    assert [one.stdout.readline() for one in running] == ["1\n"] * count
    return running


def test_two_processes_at_once_have_the_whole_file_each_and_keep_one(make_place):
    place = make_place(limit=ROOM)
    running = begun(place, 2)
    assert len(place.files()) == 2
    place.server.released.set()
    hashes = {one.communicate("\n", timeout=20)[0].strip() for one in running}
    reader = place.open()
    assert hashes == {reader.sha256}
    assert everything(reader) == CONTENT
    assert (len(place.server.requests), len(place.files())) == (2, 2)


@posix
def test_what_a_kill_left_behind_is_removed_by_the_next_download(make_place):
    place = make_place(limit=ROOM)
    [killed] = begun(place, 1)
    killed.kill()
    killed.communicate()
    assert len(place.files()) == 1
    place.server.released.set()
    fill(place)
    assert place.files() == [path_of(place), entry_of(path_of(place))]
