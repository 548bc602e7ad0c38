"""The gate: an answer in, the same with its payload out, or the failed attempt it is. Every answer passes here, before anybody uses it.

Believed is a 2xx answer with JSON that is JSON, no error in a success's clothes, and the shape that the request declares.
That it arrived whole, within size and time, is seen to where it is read (`connections`).
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn, cast

from openai_sql_shell.api.api_errors import phrase, reported_error
from openai_sql_shell.api.paging import CONTINUED_BY
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.api.api_errors import ErrorTranslator
    from openai_sql_shell.api.messages import Request, Response

CHECK_URL = "check the base URL: is it the API, with its /v1 prefix?"

TEXT = "text"
"""The field that an answer is which was asked for as plain text: a transcription, its subtitles."""
TEXT_TYPES = ("text/plain", "text/vtt", "text/srt", "application/x-subrip")

FIELDS_NAMED = 5

LARGE = 1_000_000
"""Bytes, of one answer or of many, from which on it pays to load a faster reader of JSON."""

_NO_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT)


class Denied(ProtocolError):
    """The server says itself that it did not do what was asked."""


def believed(
    response: Response, errors: ErrorTranslator, *, after_lost_try: bool = False, received: int = 0
) -> Response | FailedAttempt:
    """The answer with its ``payload``, or why it is none.

    Args:
        response: an answer that arrived whole.
        errors: makes errors of what the server says.
        after_lost_try: an attempt before got no answer, and may have been carried out.
        received: bytes of the statement's answers so far.
    """
    if response.status >= HTTPStatus.BAD_REQUEST:
        return errors.translate(response, after_lost_try=after_lost_try)
    try:
        payload = _payload(response, received)
        if reported_error(payload):
            return errors.translate(response)
        check = _SHAPES.get(response.request.returns)
        payload = payload if check is None else check(response.request, payload)
    except ProtocolError as error:
        acted = not isinstance(error, Denied)
        return FailedAttempt(error, response.request, may_have_acted=acted, final=True, size=response.size)
    bytes_wanted = response.request.returns is Returns.BINARY
    return replace(response, payload=payload, body=response.body if bytes_wanted else b"")


def is_success(request: Request, status: int) -> bool:
    """Whether a status says that what follows is what was asked for; a part is where a part was."""
    return 200 <= status < 300 and (status != HTTPStatus.PARTIAL_CONTENT or request.ranged)


def parse_json(body: bytes, wanted: frozenset[str] | None = None, *, received: int = 0) -> Any:
    """JSON, and nothing that only resembles it: Python's reader takes NaN.

    Where there is much to read, msgspec reads it, if that is installed; what it does not take is read by `json`, which defines what JSON is.

    Args:
        body: the text.
        wanted: the fields that the objects of a list need to have; None: all. They may have others.
        received: bytes of all texts so far, if it is one of several.

    Raises:
        ValueError, RecursionError: it is none.
    """
    if max(len(body), received) >= LARGE:
        with suppress(ImportError, ValueError, RecursionError):
            from msgspec import MsgspecError  # noqa: PLC0415 - takes longer to load than a small text to read
            from msgspec.json import decode  # noqa: PLC0415 - the same

            if wanted is not None:
                with suppress(MsgspecError, ValueError):
                    return _list_reader(wanted)(body)
            with suppress(MsgspecError):  # those of older ones are no ValueErrors
                return decode(body)
    return json.loads(body, parse_constant=_no_constant)


@lru_cache(maxsize=16)
def _list_reader(wanted: frozenset[str]) -> Callable[[bytes], Any]:
    """What reads a list of objects with an id, and passes over all fields of theirs but those that are wanted."""
    from typing import Required, TypedDict  # noqa: PLC0415 - msgspec loads it anyway

    from msgspec.json import Decoder  # noqa: PLC0415 - as above

    made: Any = TypedDict  # mypy knows it only with its fields written out
    item: Any = made("item", {**dict.fromkeys(wanted, Any), "id": Required[str]}, total=False)
    around = dict.fromkeys(("object", "id", "error", *CONTINUED_BY), Any)
    decode = Decoder(made("answer", {**around, "data": Required[list[item]]}, total=False)).decode

    def read(body: bytes) -> Any:
        if not body.isascii():
            body.decode()  # what is passed over is not looked at otherwise
        return decode(body)

    return read


def _payload(response: Response, received: int) -> Any:
    """The JSON of a success; None where none is due.

    Raises:
        ProtocolError: it is no success, or not JSON.
    """
    request, status, returns = response.request, response.status, response.request.returns
    if not is_success(request, status):
        _refuse(request, f"HTTP {status} ({phrase(status)}), which is no answer to it", CHECK_URL)
    if returns is Returns.EMPTY or (returns is Returns.BINARY and status not in _NO_BODY):
        return _unless_error(response.body)
    if not response.body:
        _refuse(request, "an empty body")
    if TEXT in request.fields and response.headers.get("content-type", "").partition(";")[0] in TEXT_TYPES:
        return {TEXT: response.body.decode("utf-8", "replace")}
    try:
        return parse_json(response.body, request.wanted, received=received)
    except (ValueError, RecursionError):
        _refuse(request, "something that is not JSON", CHECK_URL)


def _unless_error(body: bytes) -> Any:
    """The JSON of a body that nobody needs, which may report an error all the same; None where it is none."""
    try:
        return parse_json(body) if body else None
    except (ValueError, RecursionError):
        return None


def _list(request: Request, payload: Any) -> Mapping[str, Any]:
    """A list; ``null`` instead of its items is an empty one."""
    if isinstance(payload, list):
        _refuse(request, "a bare array, not the API's list object", CHECK_URL)
    if not isinstance(payload, dict) or "data" not in payload:
        _refuse(request, f"{_kind(payload)}, not a list", CHECK_URL)
    items = payload["data"]
    if items is None:
        if payload.get("has_more") is True:
            _refuse(request, "a list that goes on and has no items")
        items = []
    if not isinstance(items, list) or {*map(type, items)} - {dict}:
        _refuse(request, "a list whose items are no objects", CHECK_URL)
    return {**payload, "data": items}


def _object(request: Request, payload: Any) -> Mapping[str, Any]:
    fields = request.fields or ("id",)
    if not isinstance(payload, dict) or ("data" not in fields and isinstance(payload.get("data"), list)):
        _refuse(request, f"{_kind(payload)}, not an object", CHECK_URL)
    if "id" in fields and not _is_id(payload.get("id")):
        _refuse(request, "an object without an id")
    if not any(name in payload for name in fields):
        _refuse(request, f"an object with none of {', '.join(fields[:FIELDS_NAMED])}", CHECK_URL)
    return payload


def _deletion(request: Request, payload: Any) -> Mapping[str, Any]:
    deleted = payload.get("deleted") if isinstance(payload, dict) else None
    if deleted is False:
        from urllib.parse import unquote  # noqa: PLC0415 - keeps `--version` light

        raise Denied(
            f"the server did not delete {unquote(request.path.rpartition('/')[2])}: it answers deleted false"
        )
    if deleted is not True:
        _refuse(request, f"{_kind(payload)} that does not confirm the deletion")
    return cast("Mapping[str, Any]", payload)


_SHAPES: Mapping[Returns | None, Callable[[Request, Any], Any]] = {
    Returns.LIST: _list,
    Returns.OBJECT: _object,
    Returns.DELETED: _deletion,
}
"""What checks the payload of a method that answers with JSON."""


def _is_id(value: object) -> bool:
    """An id that can be asked for again: half a surrogate pair cannot be sent."""
    if isinstance(value, str):
        return bool(value) and value.isprintable()
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(payload: Any) -> str:
    if isinstance(payload, dict):
        return "a list" if isinstance(payload.get("data"), list) else "an object"
    return {list: "an array", str: "a text", type(None): "null"}.get(
        type(payload), "a number or true or false"
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(request: Request, what: str, hint: str | None = None) -> NoReturn:
    raise ProtocolError(f"{request.line} was answered with {what}", hint=hint)
