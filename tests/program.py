"""The program, started in a process of its own: from nothing, or forked from one that has imported all of it and done nothing else.

A fork costs a tenth of what a start costs, most of which is imports. It is for tests of what the program does; how it starts is
tested from nothing. As a script, this is the process that forks: orders come over a socket, each with the descriptors of the
program's streams and of a pipe on which its number and then its end are reported. A program that was forked runs as the
``__main__`` that it is, and leaves as every interpreter does.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "openai_sql_shell"
INHERITED = ("PATH", "TMPDIR")
LONGEST_ORDER = 1 << 17
NUMBER = struct.Struct("i")


def start(words, environ, directory, streams, *, terminal=False, cold=False):
    """Start it on descriptors for in, out and errors; the terminal that they are becomes its own. ``cold``: from nothing."""
    order = {
        "words": words,
        "environ": environ,
        "directory": str(directory),
        "terminal": terminal,
        "cold": cold,
    }
    report, reported = os.pipe()
    try:
        socket.send_fds(_importer(), [json.dumps(order).encode()], [*streams, reported])
    finally:
        os.close(reported)
    return Program(report)


def run(words, environ, directory, stdin=b"", patience=60):
    """Start it on pipes and wait for its end: what `subprocess.run` would give back."""
    (theirs, feeding), (out, writing), (err, telling) = (os.pipe() for _ in range(3))
    program = start(words, environ, directory, (theirs, writing, telling))
    for descriptor in (theirs, writing, telling):
        os.close(descriptor)
    with os.fdopen(out, "rb") as out, os.fdopen(err, "rb") as err, ThreadPoolExecutor(2) as readers:
        said = [readers.submit(stream.read) for stream in (out, err)]
        with suppress(BrokenPipeError), os.fdopen(feeding, "wb") as feeding:
            feeding.write(stdin)
        try:
            code = program.wait(patience)
        finally:
            program.kill()
        return subprocess.CompletedProcess(words, code, *(text.result() for text in said))


class Program:
    """One that was started, as `subprocess.Popen` would show it."""

    def __init__(self, report):
        self._report = report
        [self.pid] = NUMBER.unpack(os.read(report, NUMBER.size))
        self.returncode = None

    def poll(self):
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(PACKAGE, timeout)
            [status] = NUMBER.unpack(os.read(self._report, NUMBER.size))
            os.close(self._report)
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def stop(self):
        """Have it stand still: a signal is no more than a wish, which each thread follows when it leaves the kernel."""
        self.send_signal(signal.SIGSTOP)
        while not all(_stands_still(thread) for thread in Path(f"/proc/{self.pid}/task").iterdir()):
            os.sched_yield()

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _stands_still(thread):
    try:
        return (thread / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] in "TZX"
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return True


@functools.cache
def _importer():
    """A socket to the process that forks; it ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            env={**kept, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    atexit.register(process.wait)
    atexit.register(ours.close)  # before the wait: the last that is registered is the first
    return ours


def _import_all():
    package = importlib.import_module(PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        if not module.name.endswith(("__main__", "spark.source")):  # needs a Spark
            importlib.import_module(module.name)
    gc.freeze()


def _serve(orders):
    """Fork for each order; True in the process that is to be the program, False once no order can come."""
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 4)
        with suppress(ChildProcessError):  # guards that are done
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        if not order:
            return False
        if os.fork() == 0:
            orders.close()
            return _guard(json.loads(order), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _guard(order, stdin, stdout, stderr, report):
    """Fork the program, wait for it, and report."""
    if (pid := os.fork()) == 0:
        os.close(report)
        _become(order, stdin, stdout, stderr)
        return True
    for descriptor in (stdin, stdout, stderr, 0, 1, 2):
        os.close(descriptor)
    os.write(report, NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):  # nobody waits any more
        os.write(report, NUMBER.pack(status))
    os._exit(0)


def _become(order, *streams):
    """What a new interpreter finds: its streams, its directory, its environment and its words."""
    if order["terminal"]:
        os.setsid()
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    if order["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environ"])
    if order["cold"]:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execve(sys.executable, [sys.executable, "-m", PACKAGE, *order["words"]], order["environ"])
    sys.argv = [PACKAGE, *order["words"]]
    sys.stdin = sys.__stdin__ = _stream(0, "r", "surrogateescape")
    sys.stdout = sys.__stdout__ = _stream(1, "w", "surrogateescape")
    sys.stderr = sys.__stderr__ = _stream(2, "w", "backslashreplace")
    sys.stderr.reconfigure(line_buffering=True)


def _stream(number, mode, errors):
    return open(number, mode, encoding="utf-8", errors=errors, closefd=False)


if __name__ == "__main__":
    _import_all()
    if _serve(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)
