r"""The cursor in a line that begins with a backslash: ``\d openai.ba▮``. Such lines are no SQL and are cut at blanks."""

from __future__ import annotations

import re

from openai_sql_shell.shell.completion.cursor import CursorWord

_COMMAND = re.compile(r"\s*(?P<name>\\\S*)(?P<rest>\s.*)?", re.DOTALL)
_LAST_ARGUMENT = re.compile(r"(?P<quote>[\"']?)(?P<word>[^\s\"']*)\Z")


def command_at(text: str, cursor: int) -> tuple[CursorWord, str, tuple[str, ...]] | None:
    r"""What is being typed; the command it belongs to, followed by one ``arg`` for each finished argument; these arguments.

    None where the text is no backslash command. While the command's own name is typed it belongs to none.

    >>> command_at(r"\d openai.ba", 12)
    (CursorWord(prefix='openai.ba', start=3, mark='', qualifier=(), closed=False), '\\d ', ())
    """
    found = _COMMAND.fullmatch(text, 0, cursor)
    if found is None:
        return None
    if found["rest"] is None:
        return CursorWord(found["name"], found.start("name")), "", ()
    argument = _LAST_ARGUMENT.search(found["rest"])
    word = argument["word"] if argument else ""
    finished = found["rest"][: len(found["rest"]) - len(word)].split()
    before = f"{found['name']} " + "arg " * len(finished)
    return CursorWord(word, cursor - len(word)), before, tuple(finished)
