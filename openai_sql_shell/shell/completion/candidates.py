"""What completion gives back, and what it is made from. How well it fits what is typed is for `ranking` to say."""

from __future__ import annotations

from enum import StrEnum

from openai_sql_shell.classes import frozen


class CandidateKind(StrEnum):
    """What a candidate is; printed by ``--complete`` and shown in the menu."""

    KEYWORD = "keyword"
    SERVICE = "service"
    RESOURCE = "resource"
    TABLE = "table"
    COLUMN = "column"
    PARAMETER = "parameter"
    METHOD = "method"
    FUNCTION = "function"
    VALUE = "value"
    VARIABLE = "variable"
    SETTING = "setting"
    COMMAND = "command"
    QUERY = "query"
    FILE = "file"
    SNIPPET = "snippet"


@frozen
class Candidate:
    """One way to go on."""

    text: str
    """What replaces the text from ``start`` to the cursor."""
    kind: CandidateKind
    start: int
    """Offset in the text, counted from its beginning; never behind the cursor."""
    meta: str = ""
    """A remark for the menu: a type, what a filter costs, a state."""
    display: str = ""
    """What the menu shows; the text where empty."""


@frozen
class Offer:
    """A candidate before it is compared with what is typed."""

    text: str
    kind: CandidateKind
    meta: str = ""
    key: str = ""
    """What is compared; the text where empty."""
    tier: int = 0
    """Groups within one quality of match: 0 comes first."""
    display: str = ""
