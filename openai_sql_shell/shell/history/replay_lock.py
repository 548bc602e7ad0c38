"""The lock of a replay: one at a time for each history, so that no change is sent by two.

The operating system holds it, so it ends with the process that has it, however that ends; the file says who that is.
"""

from __future__ import annotations

import os
import socket
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX = ".lock"
BEYOND = 1 << 20
"""Where Windows locks a byte: behind the text, which others are to read."""


@contextmanager
def replaying(progress: Path) -> Iterator[None]:
    """Keep others from replaying the history of this progress file while the block runs.

    Raises:
        UsageError: another process does; says which. Or the lock cannot be written.
    """
    path = progress.with_name(progress.name + SUFFIX)
    with ExitStack() as opened:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            opened.callback(os.close, handle)
            if not _lock(handle):
                raise UsageError(
                    f"this history is being replayed by {_owner(handle)}",
                    hint="wait until that ends, or stop it",
                )
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}".encode())
        except OSError as e:
            raise UsageError(
                f'cannot lock the replay with "{path}": {e.strerror or e}',
                hint="without it two replays could send a change twice; make the directory writable",
            ) from e
        yield


def _owner(handle: int) -> str:
    """Who has the lock, as far as it has said so."""
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 200).decode("utf-8", "replace").strip() or "another process"


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
