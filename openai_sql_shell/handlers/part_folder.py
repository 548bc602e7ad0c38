"""A part folder: what is being filled with files, beside its target, until it is whole and takes the target's name.

A folder is replaced only where it is empty, or has the mark of one that was made in this way: nothing else is ever removed.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.locked_part import new_part, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PART = re.compile(r"\..*\.openai-sql-[0-9a-f]{8}", re.DOTALL)


def check_folder(target: Path, mark: str, *, replaces: bool) -> None:
    """Look whether a folder can be made, before anything is read for it.

    Args:
        target: its path.
        mark: the file by which one is known that was made in this way.
        replaces: such a one makes room.

    Raises:
        LocalFileError: it cannot, or must not be replaced.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise LocalFileError(f"{str(target)!r} is no directory", hint="choose another name")
    try:
        there = next(target.iterdir(), None) is not None
        marked = there and (target / mark).is_file()
    except FileNotFoundError:
        return
    except OSError as problem:
        raise LocalFileError(f"cannot read {str(target)!r}: {problem.strerror}") from None
    if there and not replaces:
        raise LocalFileError(
            f"{str(target)!r} exists and is not empty", hint="choose another name, or add OVERWRITE"
        )
    if there and not marked:
        raise LocalFileError(
            f"{str(target)!r} has no {mark}, so no COPY has made it: it is not replaced",
            hint="choose another name",
        )


@contextmanager
def part_folder(target: Path, mark: str, *, replaces: bool) -> Iterator[Path]:
    """A folder beside the target that takes its name when the block has ended well, and is gone when it has not.

    Raises:
        LocalFileError: as `check_folder`, or it cannot be written.
    """
    check_folder(target, mark, replaces=replaces)
    lock = None
    _sweep(target.parent)
    try:
        locked, stream, lock = new_part(target, 0o600)
    except OSError as problem:
        raise LocalFileError(
            f"cannot write to {str(target.parent)!r}: {problem.strerror}", hint="choose another path"
        ) from None
    part = locked.with_suffix("")
    try:
        part.mkdir(mode=0o700)
        yield part
        check_folder(target, mark, replaces=replaces)
        _take_name(part, target)
    except OSError as problem:
        raise LocalFileError(
            f"writing {str(target)!r} failed: {problem.strerror or problem}",
            hint="free some space, or choose another path, and try again",
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        stream.close()
        locked.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _take_name(part: Path, target: Path) -> None:
    """Rename; what is there goes out of the way first, and comes back where that fails."""
    if not target.exists() or next(target.iterdir(), None) is None:
        part.replace(target)  # over an empty folder, too
        return
    before = part.with_name(f"{part.name}-before")
    target.replace(before)
    try:
        part.replace(target)
    except OSError:
        before.replace(target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove folders that killed processes have left behind: those whose lock is gone."""
    with suppress(OSError):
        # Folders are looked for before locks: a run makes its lock first.
        folders = [path for path in folder.iterdir() if _PART.fullmatch(path.name)]
        sweep(folder)
        for path in folders:
            if not path.with_name(f"{path.name}.part").exists():
                shutil.rmtree(path, ignore_errors=True)
