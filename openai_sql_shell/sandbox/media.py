"""Small files that are what they say: a tone, a picture, a film without frames, an archive, a description of a call."""

from __future__ import annotations

import struct
import zipfile
from base64 import b64decode
from io import BytesIO

from openai_sql_shell.sandbox.resources.completions import PIXEL

RATE = 8000
"""Samples of a second of sound."""


def wav(seconds: float = 0.1) -> bytes:
    """Silence."""
    samples = b"\x80" * int(RATE * seconds)
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    body = b"WAVE" + head + struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def mp4() -> bytes:
    """The head of a film, and nothing in it."""
    kind = b"ftyp" + b"isom" + struct.pack(">I", 512) + b"isomiso2mp41"
    return struct.pack(">I", len(kind) + 4) + kind + struct.pack(">I4s", 8, b"mdat")


def png() -> bytes:
    """A picture of one pixel."""
    return b64decode(PIXEL)


def archive(name: str, text: str) -> bytes:
    """A ZIP with one text in it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo(name), text)
    return packed.getvalue()


SPEECH: dict[str, tuple[str, bytes]] = {
    "mp3": ("audio/mpeg", b"\xff\xfb\x10\x00" + bytes(100)),
    "opus": ("audio/ogg", b"OggS" + bytes(60)),
    "aac": ("audio/aac", b"\xff\xf1\x50\x80" + bytes(60)),
    "flac": ("audio/flac", b"fLaC" + bytes(60)),
    "wav": ("audio/wav", wav()),
    "pcm": ("audio/pcm", bytes(800)),
}
"""Content type and bytes of each format of speech."""

SDP = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=sandbox\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
"""The answer to the offer of a call."""
