from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.sandbox.blobs import Blobs
from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.multipart_form import read_form

KIND = "multipart/form-data; boundary=b0"
MOST = 1_000_000


class Dribble:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._stream, self._step = BytesIO(data), step

    def read(self, size: int) -> bytes:
        return self._stream.read(min(size, self._step))


def part(head: str, data: bytes) -> bytes:
    return b"--b0\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"


def read(body: bytes, step: int = 1 << 16, kind: str = KIND):
    return read_form(Dribble(body, step), kind, Blobs(None).temporary_file, MOST)


def content(file) -> bytes:
    return file.content.finish(to_disk=False)


@given(
    data=st.binary(max_size=300)
    | st.lists(st.sampled_from([b"\r\n", b"--", b"--b0", b"\r\n--b", b"x"])).map(b"".join),
    step=st.integers(1, 80),
)
def test_a_file_is_read_exactly_however_it_arrives(data, step):
    if b"\r\n--b0" in b"\r\n" + data:
        return
    form = read(part('name="file"; filename="a.bin"', data) + b"--b0--\r\n", step)
    assert content(form["file"]) == data


def test_fields_and_members_are_collected():
    body = (
        part('name="purpose"', "bätch".encode())
        + part('name="expires_after[anchor]"', b"created_at")
        + part('name="expires_after[seconds]"', b"3600")
    )
    form = read(body + b"--b0--")
    assert form == {"purpose": "bätch", "expires_after": {"anchor": "created_at", "seconds": 3600}}


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("a.jsonl", "a.jsonl"),
        ("dir/sub/a.jsonl", "a.jsonl"),
        (r"C:\\dir\\a.jsonl", "a.jsonl"),
        ("a%22b.txt", 'a"b.txt'),
        (r"a\"b.txt", 'a"b.txt'),
        ("пример.txt", "пример.txt"),
    ],
)
def test_the_base_name_of_a_file_is_kept(sent, name):
    form = read(part(f'name="file"; filename="{sent}"', b"x") + b"--b0--")
    assert form["file"].filename == name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        part('name="file"; filename="a"', b"cut off"),
        b"--b0\r\nContent-Type: text/plain\r\n\r\nx\r\n--b0--",
        b"--b0xx",
        b"--b0\r\n" + b"x" * 20_000,
    ],
)
def test_a_broken_form_is_refused(body):
    with pytest.raises(HttpError) as caught:
        read(body)
    assert caught.value.status == 400


def test_a_file_that_grows_too_large_is_refused():
    with pytest.raises(HttpError) as caught:
        read(part('name="file"; filename="a"', b"x" * (MOST + 1)) + b"--b0--")
    assert caught.value.status == 413


def test_a_field_that_grows_too_long_is_refused():
    with pytest.raises(HttpError):
        read(part('name="purpose"', b"x" * 1_100_000) + b"--b0--")
