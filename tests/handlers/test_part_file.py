from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from openai_sql_shell import locked_part as module
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.handlers.part_file import part_file, refuse_directory_name

posix = pytest.mark.skipif(sys.platform == "win32", reason="locks and modes are POSIX")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def write(target, content=b"new", *, replaces=False):
    with part_file(target, replaces=replaces) as part:
        part.write(content)


@pytest.mark.parametrize("name", ["a", "a" * 250, "ä" * 125, "😀" * 60, "a" * 255, "a\udcffb"])
def test_every_name_a_file_can_have_can_be_written(tmp_path, name):
    write(tmp_path / name)
    assert names_in(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"new"


KILLED = """
import os, signal, sys
from pathlib import Path
from openai_sql_shell.handlers.part_file import part_file
with part_file(Path(sys.argv[1]), replaces=False) as part:
    part.write(b"half")
    part.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@posix
def test_what_a_kill_left_behind_is_removed_by_the_next_one(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a")], check=False)
    [left] = names_in(tmp_path)
    assert left.startswith(".a.")
    write(tmp_path / "b")
    assert names_in(tmp_path) == ["b"]


@posix
def test_the_part_of_somebody_who_still_writes_stays(tmp_path):
    with part_file(tmp_path / "a", replaces=False) as part:
        part.write(b"slow")
        write(tmp_path / "b")
        assert len(names_in(tmp_path)) == 2
    assert names_in(tmp_path) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"slow"


@pytest.mark.parametrize("replaces", [False, True])
def test_windows_writes_without_locks_and_modes(tmp_path, monkeypatch, replaces):
    if replaces:
        (tmp_path / "a").write_bytes(b"old")
    with monkeypatch.context() as windows:
        windows.setattr(module.sys, "platform", "win32")
        windows.setitem(sys.modules, "fcntl", None)
        windows.delattr(os, "fchmod", raising=False)
        write(tmp_path / "a", replaces=replaces)
    assert names_in(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_windows_removes_what_a_kill_left_behind(tmp_path, monkeypatch):
    (tmp_path / ".a.openai-sql-00000000.part").touch()
    with monkeypatch.context() as windows:
        windows.setattr(module.sys, "platform", "win32")
        windows.setitem(sys.modules, "fcntl", None)
        write(tmp_path / "b")
    assert names_in(tmp_path) == ["b"]


@posix
def test_a_file_system_without_locks_takes_files_and_its_parts_are_never_swept(tmp_path, monkeypatch):
    def no_locks(_descriptor, _how):
        raise OSError(errno.EOPNOTSUPP, "no locks here")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with part_file(tmp_path / "a", replaces=False) as part:
        part.write(b"slow")
        write(tmp_path / "b")
    assert names_in(tmp_path) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"slow"


@posix
@pytest.mark.parametrize("moment", ["while it is being removed", "when it is removed already"])
def test_a_part_that_somebody_sweeps_before_it_is_locked_is_made_anew(tmp_path, monkeypatch, moment):
    locked = []

    def swept_at_first(descriptor):
        locked.append(descriptor)
        if len(locked) > 1:
            return
        [part] = tmp_path.iterdir()
        part.unlink()
        if moment == "while it is being removed":
            raise BlockingIOError

    monkeypatch.setattr(module, "_flock", swept_at_first)
    write(tmp_path / "a")
    assert len(locked) == 2
    assert (tmp_path / "a").read_bytes() == b"new"
    for descriptor in locked:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)


def test_files_that_only_look_similar_stay(tmp_path):
    for name in (".a.part", "a.openai-sql-00000000.part", ".a.openai-sql-0000000g.part"):
        (tmp_path / name).touch()
    write(tmp_path / "b")
    assert len(names_in(tmp_path)) == 4


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_replaced_file_keeps_its_mode(tmp_path, mode):
    target = tmp_path / "a"
    target.write_bytes(b"old")
    target.chmod(mode)
    with part_file(target, replaces=True) as part:
        part.write(b"new")
        assert os.fstat(part.fileno()).st_mode & 0o777 == mode
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", mode)


@posix
@pytest.mark.parametrize("made", ["a link", "a named pipe", "a directory", "a socket", "a device"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_only_a_regular_file_is_replaced(tmp_path, made, when):
    target = tmp_path / "a"
    make = {
        "a link": lambda: target.symlink_to(tmp_path / "elsewhere"),
        "a named pipe": lambda: os.mkfifo(target),
        "a directory": target.mkdir,
        "a socket": lambda: os.mknod(target, 0o140600),
        "a device": lambda: os.mknod(target, 0o020600, os.makedev(1, 3)),
    }[made]

    def begin():
        try:
            make()
        except OSError:
            pytest.skip("only some may make one here")

    if when == "before":
        begin()
    with pytest.raises(LocalFileError, match=f"is {made}"), part_file(target, replaces=True):
        begin()
    assert target.is_symlink() or target.exists()
    assert not (tmp_path / "elsewhere").exists()
    assert names_in(tmp_path) == ["a"]


def test_a_file_that_is_not_there_yet_may_be_replaced(tmp_path):
    write(tmp_path / "a", replaces=True)
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("name", ["new/", "new//", "new/.", "new/..", "", ".", ".."])
def test_the_name_of_a_directory_names_no_file(name):
    with pytest.raises(LocalFileError, match="is a directory"):
        refuse_directory_name(name)


@pytest.mark.parametrize("name", ["new", "a/new", "...", ".new"])
def test_other_names_do(name):
    refuse_directory_name(name)
