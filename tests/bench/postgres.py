"""A PostgreSQL server for pgcli to talk to: empty but for its tables, on a socket in a directory of its own, gone with the block."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PACKAGED = "usr/lib/postgresql/*/bin"
"""Where Debian keeps the server's programs, which it does not put on the path."""
PATIENCE = 30.0
"""Seconds that the server has for its start and for its end."""
USER = "bench"
NOBODY = "nobody"
"""Who the server is where we are root, which it refuses to be."""


def programs() -> str | None:
    """The directory of ``initdb`` and ``postgres``; None where PostgreSQL is not installed."""
    directories = [*os.get_exec_path(), *sorted(map(str, Path("/").glob(PACKAGED)), reverse=True)]
    return next(
        (d for d in directories if all(shutil.which(p, path=d) for p in ("initdb", "postgres"))), None
    )


@contextmanager
def server(tables: Sequence[str]) -> Iterator[Mapping[str, str] | None]:
    """The environment in which clients find the server; None where there is none to be had.

    Raises:
        subprocess.CalledProcessError: it could not be set up. TimeoutError: it did not start.
    """
    found = programs()
    if found is None:
        yield None
        return
    user = NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        if user is not None:
            shutil.chown(directory, user)
        data = f"{directory}/data"
        quiet = {"user": user, "cwd": directory, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            [f"{found}/initdb", "-D", data, "-U", USER, "-A", "trust", "-N"],
            check=True,
            timeout=PATIENCE,
            **quiet,
        )
        options = {"listen_addresses": "", "unix_socket_directories": directory, "fsync": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        running = subprocess.Popen([f"{found}/postgres", "-D", data, *words], **quiet)
        try:
            create(directory, found, running, tables)
            yield {"PGHOST": directory, "PGUSER": USER, "PGDATABASE": "postgres"}
        finally:
            running.terminate()
            try:
                running.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def create(directory: str, found: str, running: subprocess.Popen[bytes], tables: Sequence[str]) -> None:
    """Make the tables, as soon as the server listens."""
    deadline = time.monotonic() + PATIENCE
    while not Path(directory, ".s.PGSQL.5432").exists():
        if running.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError("the PostgreSQL server did not start")
        time.sleep(0.05)
    psql = shutil.which("psql", path=found) or "psql"
    subprocess.run(
        [psql, "-q", "-v", "ON_ERROR_STOP=1", "-h", directory, "-U", USER, "postgres"],
        input=";\n".join(tables).encode(),
        check=True,
        timeout=PATIENCE,
        capture_output=True,
    )
