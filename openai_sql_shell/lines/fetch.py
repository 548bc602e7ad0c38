"""A file at a server in, its bytes out: all of them, in order, or an error.

An answer that breaks off is gone on with: by Range where the server promises that this is safe, else from the beginning, whose bytes
must be the ones that are here already. A try that brings no new byte is the last one.
"""

from __future__ import annotations

import re
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from openai_sql_shell.classes import field, frozen, replace
from openai_sql_shell.errors import ApiError, ConnectionProblem, LocalFileError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.messages import Head, Request, RequestContext
    from openai_sql_shell.api.stream import Stream
    from openai_sql_shell.api.transport import Transport

REST = 0.5
"""Seconds between two tries."""

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.ASCII)


@frozen
class RemoteFile:
    """A file at a server, whose bytes never change."""

    name: str
    """Its id: what messages call it, and what the cache knows it by."""
    request: Request
    """What its bytes are the answer to."""
    size: Callable[[RequestContext], int | None] = field(default=lambda _context: None, compare=False)
    """Its bytes as the server counts them; asked only where an answer tells neither its length nor its end. May send a request."""


class ContradictoryAnswers(ProtocolError):
    """Two answers that cannot both be the file; no further one would mend that."""


class Fetch:
    """One file on its way. For one thread."""

    def __init__(self, file: RemoteFile, transport: Transport, context: RequestContext, most: int) -> None:
        """Send nothing yet; more than ``most`` bytes are refused."""
        self._file = file
        self._transport = transport
        self._context = context
        self._most = most
        self._digest = sha256()
        self._tag: str | None = None
        """The strong ETag by which the rest can be asked for."""
        self.size = 0
        """Bytes that came."""
        self.total: int | None = None
        """Bytes that shall come, as far as it is known."""

    @property
    def sha256(self) -> str:
        """The hash of what came, in hexadecimal."""
        return self._digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """The bytes; they are the whole file when this ends.

        Raises:
            ProtocolError: not all of them can be had, or nobody can tell. LocalFileError: it is larger than allowed.
            OpenAISqlError: whatever else befalls a request.
        """
        while True:
            before = self.size
            try:
                yield from self._answer()
            except ContradictoryAnswers:
                raise
            except (ProtocolError, ConnectionProblem) as error:
                if self.size == 0:
                    raise
                if self.size == before:
                    raise self._broken(error) from error
            else:
                return
            with self._context.stats.waiting("retry"):
                self._transport.clock.wait(self._context.cancel, REST)

    def _answer(self) -> Iterator[bytes]:
        """What one answer adds.

        Raises:
            ProtocolError, ConnectionProblem: it broke off. ContradictoryAnswers, LocalFileError, OpenAISqlError: see ``pieces``.
        """
        with self._opened() as stream:
            at = self.size if stream.head.status == HTTPStatus.PARTIAL_CONTENT else 0
            if at == 0:
                self._begin(stream.head)
            yield from self._new(stream, at)
            if not _tells_its_end(stream.head):
                self._ask_for_size()
        if self.total is not None and self.size > self.total:
            raise ContradictoryAnswers(
                f"{self._file.name} has {self.size} bytes, and should have {self.total}"
            )
        if self.total is not None and self.size < self.total:
            raise ProtocolError(f"{self._file.name} ended after {self.size} of {self.total} bytes")

    def _opened(self) -> Stream:
        """An answer that goes on where the last one broke off, or begins at the beginning."""
        if self.size and self._tag is not None:
            asked = (
                ("Range", f"bytes={self.size}-"),
                ("If-Range", self._tag),
                ("Accept-Encoding", "identity"),
            )
            request = replace(self._file.request, headers=(*self._file.request.headers, *asked))
            try:
                stream = self._transport.open(request, self._context)
            except ApiError as error:
                if error.status != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    raise
            else:
                if stream.head.status != HTTPStatus.PARTIAL_CONTENT or self._goes_on(stream.head):
                    return stream
                stream.close()
            self._tag = None
        return self._transport.open(self._file.request, self._context)

    def _goes_on(self, head: Head) -> bool:
        """Whether a part begins where the bytes that are here end, in the same file."""
        found = _CONTENT_RANGE.fullmatch(head.headers.get("content-range", ""))
        return (
            found is not None
            and int(found[1]) == self.size
            and int(found[3]) == self.total
            and _is_plain(head)
            and head.headers.get("etag", self._tag) == self._tag
        )

    def _begin(self, head: Head) -> None:
        """Take note of what the head of a whole file says."""
        told, tag = _length(head) if _is_plain(head) else None, head.headers.get("etag", "")
        if told is not None and self.total is not None and told != self.total:
            raise ContradictoryAnswers(
                f"{self._file.name} was to have {self.total} bytes; asked again, the server says {told}",
                hint="it was changed meanwhile: run the statement again",
            )
        self.total = self.total if told is None else told
        ranges = head.headers.get("accept-ranges", "").strip().lower() == "bytes"
        strong = len(tag) > 2 and tag[0] == tag[-1] == '"'
        self._tag = tag if ranges and strong and told is not None else None
        self._check_size(self.total or 0)

    def _new(self, stream: Stream, at: int) -> Iterator[bytes]:
        """The bytes of an answer that begins at a place, without those that are here already and must be the same."""
        there, seen = self.size, sha256()
        for piece in stream:
            old = piece[: max(there - at, 0)]
            if old:
                seen.update(old)
                if at + len(old) == there and seen.digest() != self._digest.digest():
                    raise ContradictoryAnswers(
                        f"the first {there} bytes of {self._file.name} are others when they are asked for again",
                        hint="it was changed meanwhile: run the statement again",
                    )
            at += len(piece)
            new = piece[len(old) :]
            if new:
                self.size += len(new)
                self._check_size(self.size)
                self._digest.update(new)
                yield new
        if at < there:
            raise ContradictoryAnswers(
                f"{self._file.name} had {there} bytes or more; asked again, it ends after {at}",
                hint="it was changed meanwhile: run the statement again",
            )

    def _ask_for_size(self) -> None:
        self.total = self._file.size(self._context) if self.total is None else self.total
        if self.total is None:
            raise ContradictoryAnswers(
                f"the content of {self._file.name} came without a length, and nothing says how long it is",
                hint="it may be cut off: check the base URL, a proxy in front of it may be at fault",
            )

    def _check_size(self, size: int) -> None:
        if size > self._most:
            raise LocalFileError(
                f"{self._file.name} is larger than max_download allows ({self._most} bytes)",
                hint=rf"allow more with \set max_download {max(size, 2 * self._most)}",
            )

    def _broken(self, error: ProtocolError | ConnectionProblem) -> ProtocolError:
        of = "" if self.total is None else f" of {self.total}"
        return ProtocolError(
            f"{self._file.name} broke off after {self.size}{of} bytes, and a further try brought no more: {error.message}",
            hint="what was shown of it is not all there is; try again later",
        )


def _is_plain(head: Head) -> bool:
    return head.headers.get("content-encoding", "").strip().lower() in ("", "identity")


def _length(head: Head) -> int | None:
    """Bytes of the body, as they travel."""
    text = head.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _tells_its_end(head: Head) -> bool:
    """Whether an answer that ends too early is seen to: by its length, or by the end of its chunks."""
    return _length(head) is not None or "chunked" in head.headers.get("transfer-encoding", "").lower()
