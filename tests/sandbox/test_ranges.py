"""Parts of files, as RFC 9110 has them."""

from __future__ import annotations

import pytest

DATA = b"0123456789"


@pytest.fixture
def content(api):
    """Ask for the bytes of a file."""
    path = f"/files/{api.upload('a.txt', DATA, 'user_data')['id']}/content"
    return lambda **headers: api.get(path, **headers)


def test_a_file_offers_its_parts(content):
    whole = content()
    assert (whole.status, whole.data, whole.headers["accept-ranges"]) == (200, DATA, "bytes")
    assert whole.headers["etag"].startswith('"')
    assert content().headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "part", "place"),
    [
        ("bytes=4-", b"456789", "4-9"),
        ("bytes=0-", DATA, "0-9"),
        ("bytes=2-5", b"2345", "2-5"),
        ("bytes=9-99", b"9", "9-9"),
        ("bytes=-3", b"789", "7-9"),
        ("bytes=-99", DATA, "0-9"),
    ],
)
@pytest.mark.parametrize("conditional", [False, True])
def test_a_part_says_where_it_stands(content, asked, part, place, conditional):
    condition = {"If_Range": content().headers["etag"]} if conditional else {}
    found = content(Range=asked, **condition)
    assert (found.status, found.data) == (206, part)
    assert found.headers["content-range"] == f"bytes {place}/10"
    assert found.headers["content-length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=1-2,4-5", "lines=1-", "bytes=x-", "bytes"])
def test_what_is_no_part_is_the_whole(content, asked):
    found = content(Range=asked)
    assert (found.status, found.data) == (200, DATA)


def test_a_part_of_another_content_is_the_whole(content):
    found = content(Range="bytes=4-", If_Range='"another"')
    assert (found.status, found.data) == (200, DATA)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-4", "bytes=-0", "bytes=-"])
def test_a_part_that_is_not_there_is_416(content, asked):
    found = content(Range=asked)
    assert (found.status, found.headers["content-range"]) == (416, "bytes */10")


def test_lists_have_no_parts(api):
    assert api.get("/files", Range="bytes=4-").status == 200
