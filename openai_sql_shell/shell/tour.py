"""The tour: what a newcomer is shown, one statement after the other, with a few words in front of it.

A Markdown text comes in: a block ```` ```jsonl name=prompts.jsonl ```` is a file, every ```` ```sql ```` block holds statements, and
what stands between are the words. Steps go out. The text beside this module is the README's own tour.
"""

from __future__ import annotations

import re
from importlib.resources import files

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UsageError
from openai_sql_shell.sql.split import split

_BLOCK = re.compile(r"^```(\w+)(?: name=(\S+))?[ \t]*\n(.*?)^```[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"\*\*|`")


@frozen
class Step:
    """One statement."""

    words: str
    """What is said about it, a paragraph without Markdown; empty where the words before hold for it, too."""
    statement: str
    """Without its semicolon."""


@frozen
class Tour:
    """What a text wants to be played."""

    files: tuple[tuple[str, str], ...]
    """Name and content of each file the statements use."""
    steps: tuple[Step, ...]


def our_tour() -> Tour:
    """The tour that is installed with the program."""
    return read_tour(files(__package__).joinpath("tour.md").read_text(encoding="utf-8"))


def read_tour(markdown: str) -> Tour:
    """The files and steps of a text, in order.

    Raises:
        UsageError: there is no statement in it.
    """
    made, steps, words, end = list[tuple[str, str]](), list[Step](), "", 0
    for block in _BLOCK.finditer(markdown):
        language, name, body = block.groups()
        words = " ".join((words, *_MARKS.sub("", markdown[end : block.start()]).split())).strip()
        end = block.end()
        if name:
            made.append((name, body))
        elif language == "sql":
            for piece in split(body):
                steps.append(Step(words, piece.text))
                words = ""
    if not steps:
        raise UsageError("there is no tour in this text", hint="a tour has ```sql blocks")
    return Tour(tuple(made), tuple(steps))
