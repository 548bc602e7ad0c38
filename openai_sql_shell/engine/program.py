"""The program that SQLite has made of a statement, as EXPLAIN shows it; https://sqlite.org/opcode.html says what each instruction does."""

from __future__ import annotations

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


@frozen
class Instruction:
    """One line of a program."""

    address: int
    name: str
    p1: int
    p2: int
    p3: int
    p4: str | None


def program_of(rows: Iterable[Sequence[Any]]) -> list[Instruction]:
    """The instructions, from the rows of EXPLAIN."""
    return [Instruction(*row[:6]) for row in rows]
