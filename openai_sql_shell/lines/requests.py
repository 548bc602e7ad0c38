"""The lines of a file of requests as rows: what each asks for, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.lines import typed
from openai_sql_shell.lines.findings import EMPTY_FILE
from openai_sql_shell.lines.request_check import RequestCheck, RequestLine, parsed
from openai_sql_shell.lines.split import blocks, is_blank
from openai_sql_shell.lines.tolerant import decoded, request_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.lines.findings import Rules
    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.result import Row, Value

PLAIN: Mapping[str, Callable[[RequestLine], Value]] = {
    "line": lambda request: request.number,
    "body": lambda request: None if parsed(request.line) is None else request_text(request.line),
    "raw": lambda request: decoded(request.line),
}
"""Columns for which nothing is checked."""
REQUEST_COLUMNS: Mapping[str, Callable[[RequestLine], Value]] = {
    **PLAIN,
    "custom_id": lambda request: request.custom_id,
    "method": lambda request: request.method,
    "url": lambda request: request.url,
    "model": lambda request: request.model,
    "problem": lambda request: request.finding and request.finding.code,
    "problem_message": lambda request: request.finding and request.finding.message,
}
"""What each makes of a line."""


def request_rows(
    source: Source,
    rules: Rules,
    columns: Sequence[str] = tuple(REQUEST_COLUMNS),
    endpoint: str | None = None,
    notice: Callable[[str], None] = lambda _said: None,
) -> Iterator[Row]:
    """A row for each line that is not blank, as the bytes arrive.

    Args:
        source: the bytes.
        rules: what the file may hold.
        columns: which ones, in the order of the values.
        endpoint: of the batch; None: that of the first request.
        notice: told at the end what is wrong with the file as a whole.
    """
    made = {**REQUEST_COLUMNS, "body": _quickly(REQUEST_COLUMNS["body"])}
    wanted = [made[name] for name in columns]
    if PLAIN.keys() >= set(columns):
        yield from (tuple(value(request) for value in wanted) for request in _unchecked(source))
        return
    check = RequestCheck(rules, endpoint)
    for request in check.requests(source):
        yield tuple(value(request) for value in wanted)
    if not check.count:
        notice(f"{EMPTY_FILE.code}: {EMPTY_FILE.message}")
    elif endpoint is None and check.endpoint is not None and check.endpoint not in rules.required:
        notice(f"the requests go to {check.endpoint!r}, which is none of {', '.join(rules.required)}")


def _quickly(body: Callable[[RequestLine], Value]) -> Callable[[RequestLine], Value]:
    """The same as ``body``, for usual lines faster."""
    decode, not_taken = typed.request_body_decoder(), typed.not_taken()

    def found(request: RequestLine) -> Value:
        try:
            text: str | None = decode(request.line)
        except not_taken:
            return body(request)
        return text

    return found


def _unchecked(source: Source) -> Iterator[RequestLine]:
    for block in blocks(source):
        for number, line in enumerate(block.lines, block.number):
            if block.size is not None or not is_blank(line):
                yield RequestLine(number, line)
