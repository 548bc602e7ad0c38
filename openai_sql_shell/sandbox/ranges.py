"""Parts of files: what Range and If-Range ask for, cut out of a response that offers it by its ETag."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import EncodedResponse, HttpRequest

_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def offered(tag: str) -> tuple[tuple[str, str], ...]:
    """The headers by which a response offers its parts."""
    return ("accept-ranges", "bytes"), ("etag", f'"{tag}"')


def part_of(response: EncodedResponse, request: HttpRequest) -> EncodedResponse:
    """The part that was asked for, with status 206; all of it where none was, or several, or one of another content.

    Raises:
        HttpError: 416, there is no such part.
    """
    tag, size = dict(response.headers).get("etag"), response.size
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if tag is None or size is None or asked is None or request.headers.get("if-range", tag) != tag:
        return response
    first, last = asked.groups()
    if not first:
        first, last = (str(max(size - int(last), 0)) if last else str(size)), ""
    begin, end = int(first), min(int(last or size), size - 1)
    if begin > end:
        response.stream.close()
        raise HttpError(
            416, "The requested range cannot be satisfied.", headers=(("content-range", f"bytes */{size}"),)
        )
    response.stream.seek(begin)
    stream = response.stream
    if end < size - 1:
        with response.stream:
            stream = BytesIO(response.stream.read(end - begin + 1))
    headers = (*response.headers, ("content-range", f"bytes {begin}-{end}/{size}"))
    return replace(response, stream=stream, size=end - begin + 1, headers=headers, status=206)
