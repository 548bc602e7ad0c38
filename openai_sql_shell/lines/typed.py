"""The usual lines by msgspec, where that is installed: only what is asked for is made, the rest is skipped. The only module that knows it.

What does not fit exactly it does not take at all; the tolerant way then says what the line means, so both say the same.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from openai_sql_shell.lines.json_text import DEEPEST, may_be_too_deep
from openai_sql_shell.lines.members import Body, Exchange, ResultLine, picked
from openai_sql_shell.lines.values import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from collections.abc import Set as AbstractSet

    Decode = Callable[[Any], Any]


def not_taken() -> tuple[type[Exception], ...]:
    """What a decoder raises for a line it does not take. The errors of older msgspecs are no ValueErrors."""
    msgspec = _library()
    return (ValueError, RecursionError, *([] if msgspec is None else [msgspec.MsgspecError]))


class _NotTaken(ValueError):
    """Raised for a line that msgspec could read, or could not as it is not there."""


def _take_none(_line: object) -> Any:
    raise _NotTaken


def decoder(paths: AbstractSet[str], *, with_answer: bool, proof: str | None) -> Decode:
    """A function that makes something like a `ResultLine` of a line. Without msgspec it takes none.

    Args:
        paths: of the members that are wanted.
        with_answer: take only lines of an answer without an error, about which the rules before the body have nothing to say.
        proof: a member that the body must have, as without any it would be empty; None: it may be empty.
    """
    msgspec = _library()
    if msgspec is None:
        return _take_none
    return _not_too_deep(_decoder(msgspec, frozenset(paths), with_answer, proof))


@lru_cache(maxsize=64)  # making classes takes longer than reading a short file
def _decoder(msgspec: Any, paths: AbstractSet[str], with_answer: bool, proof: str | None) -> Decode:
    whole = Annotated[int, msgspec.Meta(ge=LEAST, le=MOST)]
    own: dict[type, dict[str, Any]] = {}
    if with_answer:
        body = {"error": (None, None)} | (
            {proof: (str if proof == "object" else msgspec.Raw,)} if proof else {}
        )
        success = Annotated[int, msgspec.Meta(ge=200, le=299)]
        own = {
            ResultLine: {"error": (None, None)},
            Exchange: {"status_code": (success | None, None)},
            Body: body,
        }

    def struct(kind: type, rest: AbstractSet[str]) -> Any:
        members = {name: one(kind, name, types, deeper) for name, types, deeper in picked(kind, rest)}
        fields = [(name, *member) for name, member in (members | own.get(kind, {})).items()]
        fields.sort(key=len)  # those without a default come first
        return msgspec.defstruct(kind.__name__, fields, gc=False)

    def one(kind: type, name: str, types: tuple[Any, ...], rest: AbstractSet[str]) -> tuple[Any, ...]:
        found = reduce(or_, (typed(each, rest) for each in types))
        return (found,) if with_answer and (kind, name) in _REQUIRED else (found | None, None)

    def typed(kind: Any, rest: AbstractSet[str]) -> Any:
        if get_origin(kind) is list:
            return list[typed(get_args(kind)[0], rest)]  # type: ignore[misc] # a type made at run time
        return struct(kind, rest) if kind not in (str, int) else whole if kind is int else kind

    decode: Decode = msgspec.json.Decoder(struct(ResultLine, paths)).decode
    return decode


_REQUIRED = {(ResultLine, "response"), (Exchange, "body")}


def body_decoder() -> Decode:
    """A function that gives the body of a line as it was written, None for none. Without msgspec it takes no line."""
    msgspec = _library()
    if msgspec is None:
        return _take_none
    exchange = msgspec.defstruct("Exchange", [("body", msgspec.Raw, msgspec.Raw(b"null"))], gc=False)
    line = msgspec.defstruct("Line", [("response", exchange)], gc=False)
    decode = _not_too_deep(msgspec.json.Decoder(line).decode)

    def body(line: bytes) -> str | None:
        found = bytes(decode(line).response.body)
        if found.startswith(b'"'):
            raise _NotTaken
        return None if found == b"null" else found.decode()

    return body


def request_body_decoder() -> Decode:
    """A function that gives the body of a request line as it was written, None for none. Without msgspec it takes no line."""
    msgspec = _library()
    if msgspec is None:
        return _take_none
    line = msgspec.defstruct("RequestLine", [("body", msgspec.Raw, msgspec.Raw(b"null"))], gc=False)
    decode = _not_too_deep(msgspec.json.Decoder(line).decode)

    def body(line: bytes) -> str | None:
        line.decode()
        found = bytes(decode(line).body)
        return None if found == b"null" else found.decode()

    return body


def request_decoder(required: Collection[str], most_items: Mapping[str, int]) -> Decode:
    """A function that gives what a request line asks for, where all it must have is there. Without msgspec it takes none.

    Args:
        required: properties of the body.
        most_items: how many items arrays in the body may have, by property.
    """
    msgspec = _library()
    if msgspec is None:
        return _take_none
    decode = _not_too_deep(_request_decoder(msgspec, tuple(required), tuple(most_items.items())))

    def request(line: bytes) -> Any:
        line.decode()
        return decode(line)

    return request


@cache
def _request_decoder(msgspec: Any, required: tuple[str, ...], bounds: tuple[tuple[str, int], ...]) -> Decode:
    most_items = dict(bounds)
    array, inner = list[msgspec.Raw], dict[str, msgspec.Raw]

    def kind(name: str) -> Any:
        if name == "model":
            return str
        bounded = Annotated[array, msgspec.Meta(max_length=most_items.get(name))]  # type: ignore[valid-type] # it is one
        return bool | int | float | str | bounded | inner

    optional = {"model", *most_items} - set(required)
    fields = [*((n, kind(n)) for n in required), *((n, kind(n) | None, None) for n in optional)]
    body = msgspec.defstruct("RequestBody", fields, gc=False)
    named = [(name, str) for name in ("custom_id", "method", "url")]
    line = msgspec.defstruct("RequestLine", [*named, ("body", body)], gc=False)
    decode: Decode = msgspec.json.Decoder(line).decode
    return decode


def json_check() -> Callable[[str], object]:
    """A function that takes a text only where it is JSON. Without msgspec it takes none."""
    msgspec = _library()
    return _take_none if msgspec is None else _not_too_deep(msgspec.json.Decoder(msgspec.Raw).decode)


def _library() -> Any:
    try:
        import msgspec  # noqa: PLC0415 - not everybody has it
    except ImportError:
        return None
    return msgspec


def _not_too_deep(decode: Decode) -> Decode:
    """The same, of lines that do not nest too deeply. Python 3.11 sees to that itself, unless its limit was raised."""
    if sys.version_info < (3, 12) and sys.getrecursionlimit() <= DEEPEST:
        return decode

    def counted(line: bytes | str) -> Any:
        if may_be_too_deep(line):
            raise _NotTaken
        return decode(line)

    return counted
