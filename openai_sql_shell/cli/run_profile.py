"""A profile of a run: the file that OPENAI_SQL_PROFILE names says where the time of its main thread went, for ``pstats`` and whatever reads the same."""

from __future__ import annotations

import marshal
from contextlib import contextmanager
from cProfile import Profile
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


@contextmanager
def profiled(file: str) -> Iterator[None]:
    """Measure the block, and write what was found when it ends, whatever ends it.

    Raises:
        UsageError: the file cannot be written; known before the block begins, but for a disk that is full in the end.
    """
    try:
        stream = Path(file).open("wb")  # noqa: SIM115 - it is closed where the block ends
    except OSError as problem:
        raise _unwritable(file, problem) from None
    profile = Profile()
    profile.enable()
    try:
        yield
    except BaseException:
        _write(profile, stream)  # what ended the block is told, whatever becomes of the file
        raise
    if (failure := _write(profile, stream)) is not None:
        raise _unwritable(file, failure)


def _write(profile: Profile, stream: BinaryIO) -> OSError | None:
    """Write what was measured until now; what went wrong."""
    profile.create_stats()
    try:
        with stream:
            marshal.dump(profile.stats, stream)  # as `Profile.dump_stats` does
    except OSError as problem:
        return problem
    return None


def _unwritable(file: str, problem: OSError) -> UsageError:
    return UsageError(
        f'cannot write the profile "{file}": {problem.strerror}',
        hint="name another file in OPENAI_SQL_PROFILE",
    )
