"""Reads a file of requests, and checks each line: what it asks goes out, and the first finding where there is one.

Kept are the ids of the lines, as digests where they are very many. A usual line is read by msgspec where that is installed; whatever
that does not take is read by `json`, which defines what a line is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from openai_sql_shell.lines import typed, values
from openai_sql_shell.lines.findings import (
    NO_JSON,
    TOO_LARGE,
    TOO_MANY,
    TOO_MUCH,
    Asked,
    Finding,
    first_finding,
)
from openai_sql_shell.lines.json_text import loads, salvaged_id
from openai_sql_shell.lines.match import IdCounts
from openai_sql_shell.lines.split import LONGEST, blocks, content, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openai_sql_shell.lines.findings import Rules
    from openai_sql_shell.lines.split import Source


class RequestLine(NamedTuple):
    """A line, and what it asks for as far as it tells."""

    number: int
    line: bytes
    """All of it, or the beginning of one that is too long to be read."""
    custom_id: str | None = None
    method: str | None = None
    url: str | None = None
    model: str | None = None
    finding: Finding | None = None
    """The first; None: the request is sound."""


def parsed(line: bytes) -> dict[str, Any] | None:
    """The object in a line; None: it is no JSON in the strict sense, or no object."""
    try:
        found = loads(content(line).decode(), strict=True)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class RequestCheck:
    """Checks the lines of one file, in order."""

    def __init__(self, rules: Rules, endpoint: str | None = None) -> None:
        """Read nothing yet.

        Args:
            rules: what the file may hold.
            endpoint: of the batch; None: that of the first request that names one.
        """
        self._rules = rules
        self._ids = IdCounts()
        self._model: str | None = None
        self._not_taken = typed.not_taken()
        self.endpoint = endpoint
        self.count = 0
        """Lines so far, without blank ones."""
        self._decode = self._decoder()

    def requests(self, source: Source) -> Iterator[RequestLine]:
        """What each line asks for that is not blank, and the first finding of it."""
        for block in blocks(source):
            end = block.offset
            for number, line in enumerate(block.lines, block.number):
                end += len(line) if block.size is None else block.size
                if block.size is not None:
                    message = f"The line has {block.size:,} bytes; it may have {LONGEST:,} at most."
                    found = RequestLine(number, line, _salvaged(line), finding=Finding(TOO_LARGE, message))
                elif is_blank(line):
                    continue
                else:
                    found = self._usual(number, line) or self._any(number, line)
                self.count += 1
                yield found if found.finding is not None else found._replace(finding=self._of_file(end))

    def _decoder(self) -> typed.Decode:
        known = self.endpoint or ""
        return typed.request_decoder(
            self._rules.required.get(known, ()), self._rules.most_items.get(known, {})
        )

    def _usual(self, number: int, line: bytes) -> RequestLine | None:
        """A request without a finding, quickly; None: it takes a closer look."""
        try:
            found = self._decode(line)
        except self._not_taken:
            return None
        custom_id, method, url, model = found.custom_id, found.method, found.url, found.body.model
        sound = method == "POST" and url == self.endpoint and model in (None, self._model)
        if not sound or self._ids.count(custom_id):
            return None
        self._ids.add(custom_id)
        return RequestLine(number, line, custom_id, method, url, model)

    def _any(self, number: int, line: bytes) -> RequestLine:
        """What any line is: this defines it."""
        value = parsed(line)
        if value is None:
            return RequestLine(number, line, _salvaged(line), finding=NO_JSON)
        custom_id, method, url = (value.get(name) for name in ("custom_id", "method", "url"))
        if self.endpoint is None and isinstance(url, str):
            self.endpoint = url
            self._decode = self._decoder()
        earlier = self._ids.add(custom_id) if isinstance(custom_id, str) else 0
        asked = Asked(value, self.endpoint, self._model, earlier, self._rules)
        finding = first_finding(asked)
        model = values.text(asked.body.get("model"))
        if finding is None:
            self._model = self._model or model
        return RequestLine(
            number, line, values.custom_id(custom_id), values.text(method), values.text(url), model, finding
        )

    def _of_file(self, end: int) -> Finding | None:
        """Whether a line, which has its ``end`` in bytes, is one too many."""
        rules = self._rules
        if self.count > rules.most_requests:
            message = f"The batch input file contains more than {rules.most_requests} requests."
            return Finding(TOO_MANY, message)
        if end > rules.most_bytes:
            return Finding(TOO_MUCH, f"The batch input file is larger than {rules.most_bytes} bytes.")
        return None


def _salvaged(line: bytes) -> str | None:
    return salvaged_id(line.decode("utf-8", "replace"))


def sound_requests(source: Source) -> Iterator[dict[str, Any]]:
    """The requests of a file in which nothing was found."""
    lines = (line for block in blocks(source) for line in block.lines if not is_blank(line))
    return (value for line in lines if (value := parsed(line)) is not None)


def line_check(
    rules: Rules, endpoint: str
) -> Callable[[bytes, Mapping[str, Any] | None], tuple[str, str] | None]:
    """A function that finds what is wrong with one line for an endpoint, whatever the others are: a word and a sentence.

    It takes the line, and the body of one that has all else it must have: nothing is read where that is as usual.

    Args:
        rules: what a request may be.
        endpoint: where it goes to.
    """
    required, most_items = rules.required.get(endpoint, ()), rules.most_items.get(endpoint, {})
    decode, not_taken = typed.request_decoder(required, most_items), typed.not_taken()

    def check(line: bytes, body: Mapping[str, Any] | None) -> tuple[str, str] | None:
        if body is not None and is_usual(body):
            return None
        try:
            found = decode(line)
        except not_taken:
            return any_line(line)
        return None if found.method == "POST" and found.url == endpoint else any_line(line)

    def is_usual(body: Mapping[str, Any]) -> bool:
        for name in required:
            if body.get(name) is None:
                return False
        for name, most in most_items.items():
            if isinstance(found := body.get(name), list) and len(found) > most:
                return False
        return type(body.get("model")) is str

    def any_line(line: bytes) -> tuple[str, str] | None:
        value = parsed(line)
        found = NO_JSON if value is None else first_finding(Asked(value, endpoint, None, 0, rules))
        return None if found is None else (found.code, found.message)

    return check
