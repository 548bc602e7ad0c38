"""The body of a request, and what is wrong with a row that has none.

The values of a row come in, JSON goes out. It is spelled in one way, whatever is installed: without blanks, in UTF-8, numbers as
Python writes them. So the same rows give the same bytes.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import InvalidValue, listed, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.result import Row, Value

POST = "POST"
"""The method of every request."""
STREAMED = ("stream", "stream_options")
"""Properties that no request of a batch has."""
MODEL = "model"
UNSENT = (None, False)
LONGEST_SAID = 200
"""Characters of what is wrong with a row."""


_BEGINS_JSON = " \t\r\n[{"
_encoded = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@frozen
class BodyProperty:
    """How the value of a column becomes a member of the body."""

    convert: Callable[[Value], Any]
    """The value as JSON has it; None: it is not sent. Raises InvalidValue."""
    plain: type | None = None
    """Values of this type are what they are, and need no converting; but texts that may be JSON do."""


@frozen
class EndpointRules:
    """What a request to one endpoint is made of."""

    properties: Mapping[str, BodyProperty]
    counted: str | None = None
    """The property whose texts a file may have only so many of."""
    bounds: Sequence[str] | None = ()
    """The properties that bound the tokens of an answer; None: an answer has none."""
    repeats: Sequence[str] = ()
    """The properties that ask for several answers."""


UNKNOWN = EndpointRules({})
"""Of an endpoint that the caller does not know: its requests are bodies."""


class RowFault(Exception):
    """A row that is no request: why, as a word and a sentence, and what to do."""

    def __init__(
        self, code: str, message: str, cure: str | None = None, custom_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = shortened(message, LONGEST_SAID)
        self.cure = cure
        self.custom_id = custom_id


class BodyWriter:
    """Writes the bodies of one endpoint."""

    def __init__(
        self, url: str, properties: Mapping[int, str], endpoints: Mapping[str, EndpointRules]
    ) -> None:
        self.url = url
        self.rules = endpoints.get(url, UNKNOWN)
        self.head = f',"method":"{POST}","url":{encode_basestring(url)},"body":'
        self._members = [
            (at, name, encode_basestring(name) + ":", found.convert, found.plain)
            for at, name in properties.items()
            if (found := self.rules.properties.get(name))
        ]
        self._others = [(at, name) for at, name in properties.items() if name not in self.rules.properties]
        self._cure = (
            f"give NULL for {url}"
            if url in endpoints
            else f"{known_urls(endpoints)}, or the whole request as body"
        )

    def body(self, row: Row, base: Value) -> tuple[str, Mapping[str, Any], int]:
        """The body of a row as JSON, what it says, and the bytes of its texts.

        Raises:
            RowFault: a value does not fit.
        """
        for at, name in self._others:
            if row[at] is not None:
                raise RowFault("unknown_parameter", f"{name} is no known property of {self.url}", self._cure)
        members, parts, size = dict[str, Any](), list[str](), 0
        for at, name, label, convert, plain in self._members:
            value = row[at]
            if value is None:
                continue
            if type(value) is not plain or (type(value) is str and value[:1] in _BEGINS_JSON):
                value = converted(convert, value)
                if value is None:
                    continue
            members[name] = value
            if type(value) is str:
                parts.append(label + encode_basestring(value))
                size += 0 if name == MODEL else len(value) if value.isascii() else _size(value)
            else:
                parts.append(label + _spelled(name, value))
                size += 0 if type(value) is int else text_bytes(value)
        if base is None:
            return ",".join(parts).join("{}"), members, size
        return _based(base, members)


def _based(base: Value, members: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], int]:
    """A body that was given, with other members in it; without any it stays as it was written."""
    try:
        if not isinstance(base, str):
            raise ValueError(f"not {shown(base)}")  # noqa: TRY004, TRY301 - one kind of fault
        found = json_object_of(base)
    except ValueError as problem:
        raise RowFault(
            "invalid_type", f"body is a JSON object: {problem}", "make it with json_object()"
        ) from None
    check_streaming(found)
    if not members:
        return base.strip().replace("\r", " ").replace("\n", " "), found, text_bytes(found)
    found |= members
    return _spelled("body", found), found, text_bytes(found)


def json_object_of(text: str) -> dict[str, Any]:
    """The object that a JSON text is. Raises ValueError: it is none."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("it is no object")  # noqa: TRY004 - one kind of fault
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _spelled(name: str, value: Any) -> str:
    try:
        return int.__repr__(value) if type(value) is int else _encoded(value)
    except (ValueError, RecursionError):
        raise RowFault(
            "invalid_type",
            f"{name} cannot be written as JSON",
            "it has infinite numbers, or is nested too deeply",
        ) from None


def converted(convert: Callable[[Value], Any], value: Value) -> Any:
    """A value as JSON has it; raises RowFault for what would be an InvalidValue."""
    try:
        return convert(value)
    except InvalidValue as wrong:
        raise RowFault("invalid_type", wrong.message, wrong.hint) from None


def text_bytes(value: Any) -> int:
    """Bytes of all texts in a value but the name of a model; files inside of it are no text.

    >>> text_bytes({"model": "m", "input": [{"content": "four"}, "é", "data:image/png;base64,AAAA"]})
    6
    """
    size, left = 0, [value]
    while left:
        found = left.pop()
        if isinstance(found, str):
            size += 0 if found.startswith("data:") else _size(found)
        elif isinstance(found, list):
            left += found
        elif isinstance(found, dict):
            left += (part for name, part in found.items() if name != MODEL)
    return size


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def check_streaming(body: Mapping[str, Any]) -> None:
    """Raise RowFault where a body wants its answer in pieces."""
    for name in STREAMED:
        if name in body and body[name] not in UNSENT:
            raise RowFault(
                "invalid_type", f"{name} cannot be in a batch: answers come whole", f"take {name} out of body"
            )


def known_urls(endpoints: Mapping[str, EndpointRules]) -> str:
    """What to do about a url that is none."""
    return f"write one of the endpoints as url: {listed(list(endpoints))}"


def shown(value: Value) -> str:
    """A value in a sentence."""
    if isinstance(value, bytes):
        return "a blob"
    return json.dumps(shortened(value, 60), ensure_ascii=False) if isinstance(value, str) else str(value)
