"""The files of a run on disk: for their owner alone, gone afterwards whatever happens, and memory that does not grow with them."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from lines.gathering import RESPONSES, RULES, gather

from openai_sql_shell.errors import Cancelled, LocalFileError, StatementError
from openai_sql_shell.lines import part_files
from openai_sql_shell.lines.gather import gathered
from openai_sql_shell.lines.part_files import sweep_runs

COLUMNS = ("url", "custom_id", "input")


def rows(count, text="x" * 100):
    for number in range(count):
        yield RESPONSES, str(number), text


def opened(folder, found=None, columns=COLUMNS, **more):
    return gathered(columns, rows(3) if found is None else found, RULES, folder, is_ordered=True, **more)


def everything(folder):
    return sorted(folder.rglob("*"))


def test_files_are_for_their_owner_alone_and_gone_afterwards(tmp_path):
    folder = tmp_path / "cache" / "batches"
    with opened(folder) as found:
        (part,) = found.parts
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, part.path.parent, part.path)}
        assert list(modes.values()) == [0o700, 0o700, 0o600]
        with opened(folder) as other:
            assert other.parts[0].path != part.path
        assert part.path.exists()
    assert everything(folder) == []


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt(), StatementError("the query failed")])
def test_nothing_is_left_where_rows_end_in_an_error(tmp_path, monkeypatch, error):
    monkeypatch.setattr(part_files, "HELD", 1)

    def failing():
        yield from rows(2)
        assert [path.name for path in everything(tmp_path) if path.suffix == ".jsonl"] == ["1.jsonl"]
        raise error

    with pytest.raises(type(error)), opened(tmp_path, failing()):
        raise AssertionError
    assert everything(tmp_path) == []


def test_nothing_is_written_behind_the_first_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(part_files, "HELD", 1)

    def found():
        yield None, "a", "x"
        yield from rows(2)
        assert [path for path in everything(tmp_path) if path.suffix == ".jsonl"] == []

    with pytest.raises(StatementError, match="1 row cannot"), opened(tmp_path, found()):
        raise AssertionError


def test_nothing_is_left_where_what_follows_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), opened(tmp_path):
        raise ZeroDivisionError
    assert everything(tmp_path) == []


def test_room_is_looked_at_in_steps(tmp_path, monkeypatch):
    looks = []

    def room(folder):
        looks.append(sum(path.stat().st_size for path in folder.iterdir()))
        return part_files.STEP - 1 if len(looks) == 3 else part_files.STEP

    monkeypatch.setattr(part_files, "HELD", 500)
    monkeypatch.setattr(part_files, "STEP", 2000)
    with pytest.raises(LocalFileError, match="MB left") as caught, opened(tmp_path, rows(100), room=room):
        raise AssertionError
    assert "XDG_CACHE_HOME" in caught.value.hint
    assert [2000 * n - 1000 <= look < 2000 * n + 1000 for n, look in enumerate(looks, 1)] == [True] * 3
    assert everything(tmp_path) == []


@pytest.mark.parametrize("at_end", [False, True])
def test_a_full_disk_is_an_error(tmp_path, monkeypatch, at_end):
    if not at_end:
        monkeypatch.setattr(part_files, "HELD", 500)
    monkeypatch.setattr(part_files, "open", lambda *_args, **_more: Full(), raising=False)
    with pytest.raises(LocalFileError, match="No space left") as caught, opened(tmp_path, rows(100)):
        raise AssertionError
    assert "make room" in caught.value.hint
    assert everything(tmp_path) == []


class Full:
    def write(self, _data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self):
        pass


def test_a_place_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalFileError, match="cannot write"), opened(tmp_path / "file"):
        raise AssertionError


CRASHED = """
import os, sys
from pathlib import Path
from lines.test_gather_files import opened
with opened(Path(sys.argv[1])) as found:
    print(found.parts[0].path, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path):
    program = [sys.executable, "-c", CRASHED, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        left = process.stdout.readline().strip()
        sweep_runs(tmp_path)
        assert os.path.exists(left), "it lives"  # noqa: PTH110
        process.send_signal(signal.SIGKILL)
    assert os.path.exists(left)  # noqa: PTH110
    (tmp_path / "somebody else's").mkdir()
    with opened(tmp_path):
        assert not os.path.exists(left)  # noqa: PTH110
    assert [path.name for path in everything(tmp_path)] == ["somebody else's"]


def test_memory_does_not_grow_with_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(part_files, "HELD", 50_000)
    peaks = []
    for count in (500, 5_000):
        tracemalloc.start()
        with opened(tmp_path, ((RESPONSES, "x" * 1000) for _ in range(count)), ("url", "input")) as found:
            assert found.parts[0].bytes > count * 1000
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 50_000, "4.5 MB more were written"


def open_files():
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counted while it is open


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted there")
def test_many_groups_do_not_open_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(part_files, "HELD", 200)
    most = []

    def found():
        for number in range(400):
            most.append(open_files())
            yield RESPONSES, str(number), f"m{number % 40}"

    before = open_files()
    written = gather(tmp_path, "url custom_id model", found())
    assert [len(w.requests) for w in written] == [10] * 40
    assert max(most) - before <= part_files.AT_ONCE + 4
