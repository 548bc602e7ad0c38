"""How objects lie in a JSON file: a line each, or in an array, or one after the other in any layout. Some are read at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import define, field, frozen
from openai_sql_shell.local_files.json_text import NotJson, line_objects, next_object, skip
from openai_sql_shell.local_files.text import LONGEST_LINE, NamedFile, Piece, at_line, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.errors import LocalFileError
    from openai_sql_shell.local_files.json_text import Verbatim

_BETWEEN = re.compile(r"[ \t\r\n,]*+")
LINE_HINT = "each line of JSON lines is one object; read_json takes an array, and objects over several lines"
LAYOUT_HINT = "read_json takes an array of objects, or objects one after the other"


@frozen
class ObjectBatch:
    """Objects, and the text they were read from."""

    objects: list[dict[str, Any]]
    text: str
    line: int
    """The number of its first line."""
    again: Callable[[str, Verbatim | None], list[dict[str, Any]]] = field(repr=False)
    """Reads the text once more, with other parts verbatim."""

    def line_of(self, number: int) -> int:
        """The line in which one of the objects begins."""
        at = 0
        for _ in range(number):
            _, at = next_object(self.text, _begin(self.text, at), None)
        return self.line + self.text.count("\n", 0, _begin(self.text, at))


def line_batches(file: NamedFile, verbatim: Verbatim | None) -> Iterator[ObjectBatch]:
    """Objects that have a line each.

    Raises:
        LocalFileError: a line that holds anything else.
    """
    return (line_batch(file, piece, verbatim) for piece in pieces(file))


def line_batch(file: NamedFile, piece: Piece, verbatim: Verbatim | None) -> ObjectBatch:
    """The same of some lines."""
    try:
        objects = line_objects(piece.text, verbatim)
    except NotJson as problem:
        raise _no_json(file, piece.text, piece.line, problem, LINE_HINT) from None
    return ObjectBatch(objects, piece.text, piece.line, line_objects)


def loose_batches(file: NamedFile, verbatim: Verbatim | None) -> Iterator[ObjectBatch]:
    """Objects in an array, or one after the other.

    Raises:
        LocalFileError: there is anything else.
    """
    layout, source = _Layout(), pieces(file)
    text, line, is_last = "", 1, False
    while not is_last:
        fresh, wanted = (
            list[str](),
            len(text),
        )  # twice as much as before: an object of many pieces is tried a few times
        while wanted >= 0 and not is_last:
            piece = next(source, None)
            is_last = piece is None
            fresh.append(piece.text if piece is not None else "")
            wanted -= len(fresh[-1]) or 1
        text += "".join(fresh)
        objects, end, problem = _read(text, layout, verbatim)
        if problem is not None and (is_last or len(text) - end > LONGEST_LINE):
            raise _no_json(file, text, line, problem, LAYOUT_HINT)
        if objects:
            yield ObjectBatch(objects, text[:end], line, _objects_between)
        line += text.count("\n", 0, end)
        text = text[end:]
    if layout.is_array and not layout.is_closed:
        raise at_line(file, line, "the file ends within its array", LAYOUT_HINT)


@define
class _Layout:
    """Where in the file we are."""

    is_array: bool | None = None
    """None: nothing was read yet."""
    is_closed: bool = False
    needs_comma: bool = False

    def begin(self, text: str, at: int) -> int:
        """The offset where the next object begins, or the end of the text.

        Raises:
            NotJson: none can begin there.
        """
        at = skip(text, at)
        if at == len(text):
            return at
        sign = text[at]
        if not self.is_array:
            return at
        if self.is_closed:
            raise NotJson(at, "there is more behind the array")
        if sign == "]":
            self.is_closed = True
            return self.begin(text, at + 1)
        if self.needs_comma and sign != ",":
            raise NotJson(at, "a comma or ] is expected behind an object")
        begin = skip(text, at + 1) if self.needs_comma else at
        if begin == len(text):
            raise NotJson(begin, "an object is expected behind the comma")
        return begin


def _read(
    text: str, layout: _Layout, verbatim: Verbatim | None
) -> tuple[list[dict[str, Any]], int, NotJson | None]:
    """The objects of a text, the offset behind the last one, and what was found instead of the next one."""
    objects, end = list[dict[str, Any]](), skip(text, 0)
    if layout.is_array is None and end < len(text):
        layout.is_array = text[end] == "["
        end += layout.is_array
    try:
        while (begin := layout.begin(text, end)) < len(text):
            found, end = next_object(text, begin, verbatim)
            objects.append(found)
            layout.needs_comma = True
    except NotJson as problem:
        return objects, end, problem
    return objects, begin, None


def _objects_between(text: str, verbatim: Verbatim | None) -> list[dict[str, Any]]:
    """The objects of a text that was read before."""
    objects, at = list[dict[str, Any]](), 0
    while (begin := _begin(text, at)) < len(text):
        found, at = next_object(text, begin, verbatim)
        objects.append(found)
    return objects


def _begin(text: str, at: int) -> int:
    """Where the next object begins, in a text that was read before."""
    between = _BETWEEN.match(text, at)
    begin = between.end() if between is not None else at
    return _begin(text, begin + 1) if text.startswith(("[", "]"), begin) else begin


def _no_json(file: NamedFile, text: str, line: int, problem: NotJson, hint: str) -> LocalFileError:
    """The error for the place where a text is no JSON."""
    at = problem.at
    number, column = text.count("\n", 0, at), at - text.rfind("\n", 0, at)
    return at_line(file, line + number, f"this is no JSON object (column {column}): {problem.said}", hint)
