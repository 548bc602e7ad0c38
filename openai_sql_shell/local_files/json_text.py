"""JSON objects in a text, one after the other, with the parts that stay text as they were written.

`json`'s scanner does the work, in C: it is asked for a whole object where every part of it is wanted as a value, and for one member
after the other where objects and arrays in it stay text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_MEMBER = re.compile(r'[ \t\r\n]*+"([^"\\\x00-\x1f]*+)"[ \t\r\n]*+:[ \t\r\n]*+')
"""The usual name of a member."""
_BLANK = re.compile(r"[ \t\r\n]*+")
_BLANK_OR_COLON = re.compile(r"[ \t\r\n]*+:?[ \t\r\n]*+")
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class Verbatim(NamedTuple):
    """Members that are wanted as their text."""

    nested: AbstractSet[str]
    """Where the value is an object or an array."""
    all: AbstractSet[str]
    """Where it is anything but a text of its own or null."""


class NotJson(Exception):
    """The text goes on with what is no JSON, or no object."""

    def __init__(self, at: int, said: str) -> None:
        super().__init__(said)
        self.at = at
        """Offset in the text."""
        self.said = said


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no value of JSON")


_scan = json.JSONDecoder(parse_constant=_refuse).scan_once  # type: ignore[attr-defined] # typeshed leaves it out


def next_object(text: str, at: int, verbatim: Verbatim | None) -> tuple[dict[str, Any], int]:
    """The object that begins at an offset behind blanks, and the offset behind it.

    Raises:
        NotJson: there is none, or no whole one.
    """
    begin = skip(text, at)
    try:
        if verbatim is not None and text.startswith("{", begin):
            return _by_member(text, begin, verbatim)
        value, end = _scan(text, begin)
    except StopIteration as stop:
        raise NotJson(stop.value if isinstance(stop.value, int) else begin, "a value is expected") from None
    except json.JSONDecodeError as problem:
        raise NotJson(problem.pos, problem.msg[:1].lower() + problem.msg[1:]) from None
    except (ValueError, RecursionError) as problem:
        said = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        raise NotJson(begin, said) from None
    if not isinstance(value, dict):
        raise NotJson(begin, f"{text[begin:end][:40]} is no object")
    return value, end


def _by_member(text: str, begin: int, verbatim: Verbatim) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    at = begin + 1
    if text.startswith("}", end := skip(text, at)):
        return found, end + 1
    while True:
        member = _MEMBER.match(text, at)
        key, at = (member[1], member.end()) if member is not None else _unusual_name(text, skip(text, at))
        value, end = _scan(text, at)
        kind = type(value)
        if (kind in (dict, list) and key in verbatim.nested) or (
            kind is not str and value is not None and key in verbatim.all
        ):
            value = text[at:end]
        found[key] = value
        sign = text[end : end + 1]
        if sign not in ",}" or not sign:
            end = skip(text, end)
            sign = text[end : end + 1]
        if sign == "}":
            return found, end + 1
        if sign != ",":
            raise NotJson(end, "a comma or } is expected")
        at = end + 1


def _unusual_name(text: str, at: int) -> tuple[str, int]:
    """A name with escapes in it, or what stands where a name should; and the offset of its value."""
    if not text.startswith('"', at):
        raise NotJson(at, "a name in double quotes is expected")
    key, end = _scan(text, at)
    colon = _BLANK_OR_COLON.match(text, end)
    if colon is None or ":" not in colon[0]:
        raise NotJson(end, "a colon is expected behind the name")
    return key, colon.end()


def line_objects(text: str, verbatim: Verbatim | None) -> list[dict[str, Any]]:
    """The objects of whole lines, one in each; blank lines are none.

    Raises:
        NotJson: a line holds anything else.
    """
    found: list[dict[str, Any]] = []
    at, end, scan = skip(text, 0), len(text), _scan
    between = text.count("\n", 0, at)  # the ends of lines that are in no object, but for one behind each
    while at < end:
        try:
            value, behind = scan(text, at) if verbatim is None else next_object(text, at, verbatim)
        except (StopIteration, ValueError, RecursionError, NotJson):
            value, behind = _object_of_line(text, at)
        found.append(value)
        if text.startswith("\n{", behind):
            at = behind + 1
        else:
            at = skip(text, behind)
            if at < end and "\n" not in text[behind:at]:
                raise NotJson(at, "there is more behind the object")
            between += text.count("\n", behind, at) - 1
    if set(map(type, found)) - {dict} or between + len(found) < text.count("\n"):
        at = skip(text, 0)
        while at < end:
            at = skip(text, _object_of_line(text, at)[1])
    return found


def _object_of_line(text: str, at: int) -> tuple[dict[str, Any], int]:
    """The object that begins at an offset and ends before its line does, and the offset behind it."""
    line_end = text.find("\n", at)
    try:
        found, end = next_object(text, at, None)
    except NotJson as problem:
        if not 0 <= line_end <= problem.at:
            raise
    else:
        if not 0 <= line_end < end:
            return found, end
    raise NotJson(line_end, "the line ends within the object")


def skip(text: str, at: int) -> int:
    """The offset behind blanks."""
    blank = _BLANK.match(text, at)
    return blank.end() if blank is not None else at


def has_halves(text: str) -> bool:
    """Whether halves of surrogate pairs may be written in a text."""
    return "\\u" in text and _ESCAPED_HALF.search(text) is not None


def without_halves(value: Any) -> Any:
    """A text as SQLite can hold it: half a surrogate pair is U+FFFD."""
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else value
