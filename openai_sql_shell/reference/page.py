"""A page of the reference as a value: headings, paragraphs, tables and statements, whatever it is written as."""

from __future__ import annotations

from openai_sql_shell.classes import frozen


@frozen
class Heading:
    """A title; level 1 is that of the page."""

    level: int
    text: str


@frozen
class Paragraph:
    """Sentences."""

    text: str


@frozen
class NameTable:
    """Rows of cells: names first, prose last."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Statement:
    """SQL to try, with its semicolon, and what it does; or the text of a file, and its name."""

    remark: str
    """May be empty."""
    sql: str


Block = Heading | Paragraph | NameTable | Statement


@frozen
class ReferencePage:
    """One page."""

    name: str
    """What it is about: a resource's full name, or the program's."""
    summary: str
    """A sentence."""
    date: str
    """Of the catalog that it is made from."""
    blocks: tuple[Block, ...]
    section: int = 7
    """Of the manual: 1 for a program, 7 for what is neither a command nor a function."""
