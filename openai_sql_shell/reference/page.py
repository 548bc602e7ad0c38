"""A page of the reference as a value: headings, paragraphs, tables and statements, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is that of the page."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class NameTable:
    """Rows of cells: names first, prose last."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL to try, with its semicolon, and what it does."""

    remark: str
    sql: str


Block = Heading | Paragraph | NameTable | Statement


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """One page."""

    name: str
    """What it is about: a resource's full name, or the program's."""
    summary: str
    """A sentence."""
    date: str
    """Of the catalog that it is made from."""
    blocks: tuple[Block, ...]
