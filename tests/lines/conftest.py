"""A hostile server of one file, downloads from it, and a folder that they go to."""

from __future__ import annotations

import gzip
import random
import re
import threading
from dataclasses import dataclass

import pytest
from api.conftest import (  # noqa: F401 - fixtures
    bare_environment,
    connect,
    context,
    server,
    stats,
    token,
    waits,
)

from openai_sql_shell.api.messages import Request
from openai_sql_shell.lines.downloads import Downloads
from openai_sql_shell.lines.fetch import RemoteFile
from openai_sql_shell.lines.store import FileCache

CONTENT = random.Random(1).randbytes(300_000)
HALF = 100_000
"""Where answers are cut: behind the first pieces, in the middle of one."""
TAG = '"v1"'


@dataclass(frozen=True)
class Answer:
    """One answer for the file, honest unless told otherwise."""

    content: bytes = CONTENT
    cut: int | None = None
    """The connection ends after so many bytes of the body."""
    announced: int | None = None
    """Content-Length, where it is not true."""
    framing: str = "length"
    """``length``, ``chunks``, or ``close``: neither."""
    tag: str = TAG
    ranges: str | None = "bytes"
    """Accept-Ranges; None: Range is ignored, and nothing is offered."""
    packed: bool = False
    status: int = 0
    content_range: str = ""
    """In place of the true one."""
    part_tag: str = ""
    """The ETag of a part, where it is another."""
    part_end: int | None = None
    """A part ends before this byte of the file."""
    part_packed: bool = False

    def __call__(self, handler, stub):
        seen = stub.requests[-1].headers
        asked = re.fullmatch(r"bytes=(\d+)-", seen.get("range", ""))
        if self.status:
            handler.send_response(self.status)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        part = self.ranges is not None and asked and seen["if-range"] == self.tag
        body, facts = self.content, {"Content-Type": "application/octet-stream"}
        if part:
            begin, total = int(asked[1]), len(body)
            end = self.part_end or total
            body = body[begin:end]
            facts["Content-Range"] = self.content_range or f"bytes {begin}-{end - 1}/{total}"
        if self.ranges is not None:
            facts |= {"Accept-Ranges": self.ranges, "ETag": (self.part_tag if part else "") or self.tag}
        if self.packed or (part and self.part_packed):
            body = gzip.compress(body)
            facts["Content-Encoding"] = "gzip"
        if self.framing == "length":
            facts["Content-Length"] = str(self.announced or len(body))
        elif self.framing == "chunks":
            facts["Transfer-Encoding"] = "chunked"
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        handler.send_response(206 if part else 200)
        for name, value in facts.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body[: self.cut])
        handler.close_connection = True


@dataclass
class Place:
    """A server, and the downloads from it."""

    server: object
    downloads: Downloads
    context: object

    def open(self, *answers, size=None, name="file-1", within=None):
        """A reader of a file that is answered like this."""
        for answer in answers:
            self.server.behaves(answer)
        file = RemoteFile(name, Request("GET", f"/files/{name}/content"), lambda _context: size)
        return self.downloads.open(file, within or self.context)

    def ranges(self):
        """What the requests asked for."""
        return [seen.headers.get("range") for seen in self.server.requests]

    def files(self):
        """What is on disk."""
        return sorted(path for path in self.downloads.cache.folder.rglob("*") if path.is_file())


@pytest.fixture
def make_place(server, connect, context, tmp_path):  # noqa: F811
    made = []

    def make(limit=0, most=10**9, *, base_url=None, cache=FileCache, now=lambda: 1_800_000_000.0, **options):
        transport = connect(base_url or server.url, **options)
        downloads = Downloads(transport, cache(tmp_path / "cache" / "files", limit, now), most)
        made.append(downloads)
        return Place(server, downloads, context)

    yield make
    for downloads in made:
        downloads.close()


@pytest.fixture
def place(make_place):
    """Nothing is kept."""
    return make_place()


def read_on(reader, seen=None):
    """Everything that is left, which goes to ``seen`` as it comes."""
    seen = bytearray() if seen is None else seen
    while piece := reader.read():
        seen += piece
    return bytes(seen)


def everything(reader):
    """All bytes, read to the end."""
    with reader:
        return read_on(reader)


def landed():
    """Wait until no download is under way."""
    for thread in threading.enumerate():
        if thread.name == "openai-sql-download":
            thread.join(5)
            assert not thread.is_alive()
