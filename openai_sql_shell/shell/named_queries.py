"""Named queries, in a file beside the configuration that people also write and share by hand.

::

    # what went wrong since yesterday
    failed = '''
    SELECT id, errors FROM openai.batch.batches WHERE status = 'failed'
    '''

Comments and everything else in the file stay as they are when a query is added or removed.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import (
    InvalidValue,
    LocalFileError,
    OpenAISqlError,
    RefusedStatement,
    UnknownName,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


def read_queries(path: Path) -> dict[str, str]:
    """All queries by name; none where there is no file.

    Raises:
        UsageError: the file is no TOML, or something in it is no text. LocalFileError: it cannot be read.
    """
    return _parse(_read(path), path)


def known_queries(path: Path) -> tuple[tuple[str, str], ...]:
    """Names with their texts on one line, for completion, which has no use for errors."""
    try:
        return tuple((name, " ".join(text.split())) for name, text in read_queries(path).items())
    except OpenAISqlError:
        return ()


def save_query(path: Path, name: str, statement: str) -> None:
    """Add a query at the end of the file.

    Raises:
        InvalidValue: the name has other characters than letters, digits, _ and -. RefusedStatement: it is taken.
        UsageError, LocalFileError: the file cannot be understood, read or written.
    """
    if not _NAME.fullmatch(name):
        raise InvalidValue(f'"{name}" cannot be the name of a query', hint="use letters, digits, _ and -")
    before = _read(path)
    if name in _parse(before, path):
        raise RefusedStatement(f'there is a query "{name}" already', hint=f"\\nd {name} removes it")
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    _write(path, f"{before}{gap}{name} = {_toml_string(statement.strip())}\n")


def remove_query(path: Path, name: str) -> None:
    """Take a query out of the file; the rest of it stays.

    Raises:
        UnknownName: there is no such query. UsageError, LocalFileError: as above.
    """
    text = _read(path)
    queries = _parse(text, path)
    if name not in queries:
        raise no_query(name, queries)
    rest = {key: value for key, value in queries.items() if key != name}
    _write(path, _without_query(text, name, rest, path))


def no_query(name: str, queries: Mapping[str, str]) -> UnknownName:
    """The error for a name that no query has."""
    return UnknownName("query", name, nearest(name, queries), hint="\\n lists them, \\ns saves one")


def _without_query(text: str, name: str, rest: Mapping[str, str], path: Path) -> str:
    """The text without the lines of one query: the fewest whose removal leaves exactly the others."""
    lines = text.splitlines(keepends=True)
    begins = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*=""")
    for start in (at for at, line in enumerate(lines) if begins.match(line)):
        for end in range(start + 1, len(lines) + 1):
            left = "".join(lines[:start] + lines[end:])
            try:
                if _parse(left, path) == rest:
                    return left
            except UsageError:
                continue
    raise UsageError(f'cannot find the lines of "{name}" in {path}', hint="take them out by hand")


def _toml_string(statement: str) -> str:
    """A text as TOML: literal over several lines where it can be, else escaped on one."""
    plain = all(character.isprintable() or character in "\n\t" for character in statement)
    if plain and "'''" not in statement and not statement.endswith("'"):
        return f"'''{chr(10)}{statement}'''"
    return json.dumps(statement, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as e:
        raise LocalFileError(f'cannot read "{path}": {e}') from e


def _parse(text: str, path: Path) -> dict[str, str]:
    if not text:
        return {}
    import tomllib  # noqa: PLC0415 - few people have the file

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise UsageError(f"{path} is no TOML: {e}") from e
    for name, value in content.items():
        if not isinstance(value, str):
            raise UsageError(f'"{name}" in {path} is no text', hint="write name = 'SELECT ...'")
    return content


def _write(path: Path, text: str) -> None:
    """Put the whole file in place at once."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, UnicodeEncodeError) as e:
        raise LocalFileError(f'cannot write "{path}": {e}') from e
