"""A line read without expectations: this defines what a line means. The typed way may only be faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

from openai_sql_shell.lines import values
from openai_sql_shell.lines.json_text import NestedTooDeeply, loads, member_text, salvaged_id, whole_pairs
from openai_sql_shell.lines.members import Exchange, ResultLine, picked
from openai_sql_shell.lines.outcome import Verdict, broken, judged
from openai_sql_shell.lines.split import LONGEST, content, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    Convert = Callable[[Any], Any]

_SCALARS: dict[type, Convert] = {str: values.text, int: values.whole}
_OWN: dict[tuple[type, str], Convert] = {
    (ResultLine, "custom_id"): values.custom_id,
    (Exchange, "status_code"): values.status,
}
"""Members that more is understood of."""


def decoded(line: bytes) -> str:
    """The text of a line, with U+FFFD for what is no UTF-8."""
    return content(line).decode("utf-8", "replace")


class TolerantReader:
    """Reads lines for some columns."""

    def __init__(self, paths: AbstractSet[str]) -> None:
        """Make one.

        Args:
            paths: of the members of `ResultLine` that are wanted.
        """
        self._convert = _converter(ResultLine, paths)

    def read(self, line: bytes) -> tuple[ResultLine, Verdict | None] | None:
        """What a line says, and what became of the request where the body need not be looked at for it; None: it is blank."""
        if is_blank(line):
            return None
        text = decoded(line)
        try:
            value = loads(text)
        except NestedTooDeeply:
            return _unread(text, "nested_too_deeply")
        except ValueError:
            return _unread(text, "invalid_json_line")
        if not isinstance(value, dict):
            return _unread(text, "not_an_object")
        response = value.get("response")
        if isinstance(response, dict):
            response["body"] = held(response.get("body"))
        return self._convert(value), judged(value)


def beginning(line: bytes, size: int) -> tuple[ResultLine, Verdict]:
    """What is known of a line of which only the beginning was read."""
    return _unread(
        decoded(line), "line_too_long", f"the line has {size:,} bytes; {LONGEST:,} are read at most"
    )


def _unread(text: str, code: str, message: str | None = None) -> tuple[ResultLine, Verdict]:
    return ResultLine(custom_id=salvaged_id(text)), broken(code, message)


def custom_id_of(line: bytes) -> str | None:
    """The custom_id of a line that may be broken."""
    text = decoded(line)
    try:
        value = loads(text)
    except ValueError:
        return salvaged_id(text)
    return values.custom_id(value.get("custom_id")) if isinstance(value, dict) else salvaged_id(text)


def held(body: Any) -> Any:
    """A body; of a text that holds JSON what it holds."""
    if not isinstance(body, str):
        return body
    try:
        return loads(body)
    except ValueError:
        return body


def body_text(line: bytes) -> str | None:
    """The body as it was written; None: the line is broken, or has none."""
    text = decoded(line)
    try:
        value = loads(text)
    except ValueError:
        return None
    response = value.get("response") if isinstance(value, dict) else None
    if not isinstance(response, dict) or response.get("body") is None:
        return None
    found = member_text(member_text(text, "response") or "", "body") or ""
    body = response["body"]
    if isinstance(body, str) and (inside := held(body)) is not body:
        if inside is None:
            return None
        found = body.strip()
    return whole_pairs(found)


def request_text(line: bytes) -> str | None:
    """The body of a request line as it was written; None: the line is broken, or has none."""
    text = decoded(line)
    try:
        value = loads(text)
    except ValueError:
        return None
    if not isinstance(value, dict) or value.get("body") is None:
        return None
    return whole_pairs(member_text(text, "body") or "")


def _converter(kind: type, paths: AbstractSet[str]) -> Convert:
    """A function that makes an object of a class from what `json` gives; None from anything but an object."""
    members = [
        (name, _OWN.get((kind, name)) or _any_of(types, rest)) for name, types, rest in picked(kind, paths)
    ]

    def convert(value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        made = kind()
        for name, read in members:
            if (found := value.get(name)) is not None:
                setattr(made, name, read(found))
        return made

    return convert


def _any_of(types: tuple[Any, ...], paths: AbstractSet[str]) -> Convert:
    converts = [_one(kind, paths) for kind in types]
    if len(converts) == 1:
        return converts[0]
    return lambda value: next((found for read in converts if (found := read(value)) is not None), None)


def _one(kind: Any, paths: AbstractSet[str]) -> Convert:
    if get_origin(kind) is list:
        convert = _one(get_args(kind)[0], paths)
        return lambda value: (
            [found for part in value if (found := convert(part)) is not None]
            if isinstance(value, list)
            else None
        )
    return _SCALARS.get(kind) or _converter(kind, paths)
