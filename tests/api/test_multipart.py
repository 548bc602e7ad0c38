from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from openai_sql_shell.api.messages import FilePart
from openai_sql_shell.api.multipart import PIECE, MultipartBody, content_type
from openai_sql_shell.errors import LocalFileError


@pytest.fixture
def body(tmp_path):
    def make(content=b'{"custom_id": "1"}\n', filename="prompts.jsonl", form=(("purpose", "batch"),)):
        path = tmp_path / "content"
        path.write_bytes(content)
        return MultipartBody(form, [FilePart("file", path, filename)])

    return make


def parts_of(multipart):
    raw = b"".join(multipart)
    head = f"Content-Type: {multipart.content_type}\r\n\r\n".encode()
    return {
        part.get_param("name", header="content-disposition"): part
        for part in message_from_bytes(head + raw, policy=policy.HTTP).iter_parts()
    }


def test_fields_and_file_arrive_as_they_were(body):
    content = bytes(range(256)) * 10 + b"\r\n--"
    parts = parts_of(body(content, form=(("purpose", "batch"), ("expires_after[seconds]", "3600"))))
    assert parts["purpose"].get_content() == "batch"
    assert parts["expires_after[seconds]"].get_content() == "3600"
    assert parts["file"].get_payload(decode=True) == content
    assert parts["file"].get_filename() == "prompts.jsonl"
    assert parts["file"].get_content_type() == "application/jsonl"


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_the_length_is_known_before(body, size):
    multipart = body(b"x" * size)
    assert len(multipart) == len(b"".join(multipart))


def test_a_body_can_be_read_again(body):
    multipart = body()
    assert b"".join(multipart) == b"".join(multipart)


def test_it_is_read_in_pieces(body):
    assert max(map(len, body(b"x" * (5 * PIECE)))) <= PIECE


@pytest.mark.parametrize(
    ("filename", "sent"),
    [
        ('a"b.jsonl', b'filename="a%22b.jsonl"'),
        ("a\r\nX-Evil: 1\r\n.txt", b'filename="a%0D%0AX-Evil: 1%0D%0A.txt"'),
        ("gr\u00fc\u00dfe \u65e5\u672c.txt", 'filename="gr\u00fc\u00dfe \u65e5\u672c.txt"'.encode()),
        ("caf\udce9.txt", b'filename="caf?.txt"'),
    ],
)
def test_no_name_breaks_the_headers(body, filename, sent):
    raw = b"".join(body(filename=filename))
    assert sent in raw
    assert b"\r\nX-Evil" not in raw


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("a.jsonl", "application/jsonl"),
        ("A.JSONL", "application/jsonl"),
        ("a.pdf", "application/pdf"),
        ("a.md.unknown", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_suffix_decides_the_type(filename, kind):
    assert content_type(filename) == kind


def test_a_missing_file_is_an_error_before_anything_is_sent(tmp_path):
    with pytest.raises(LocalFileError, match=r"cannot read .*nowhere\.jsonl: No such file"):
        MultipartBody((), [FilePart("file", tmp_path / "nowhere.jsonl", "nowhere.jsonl")])


@pytest.mark.parametrize("content", [b"longer than before", b"x", b""])
def test_a_file_that_changes_its_size_is_noticed(body, content):
    multipart = body(b"0123456789")
    multipart.files[0][0].path.write_bytes(content)
    with pytest.raises(LocalFileError, match="changed its size"):
        list(multipart)


def test_what_is_sent_of_a_growing_file_ends_at_the_length_announced(body):
    multipart = body(b"x" * PIECE)
    pieces = iter(multipart)
    sent = len(next(pieces)) + len(next(pieces))
    with multipart.files[0][0].path.open("ab") as file:
        file.write(b"y" * PIECE)
    with pytest.raises(LocalFileError):
        next(pieces)
    assert sent <= len(multipart)


def test_a_file_that_vanishes_is_noticed(body):
    multipart = body()
    multipart.files[0][0].path.unlink()
    with pytest.raises(LocalFileError, match="cannot read"):
        list(multipart)
