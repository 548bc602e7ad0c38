r"""What people of other shells type first, and what it means here: words of psql, sqlite3, mysql, DuckDB and of no shell at all.

A whole text comes in as it was typed; the text of ours that runs in its place, or what is to be said, goes out.
"""

from __future__ import annotations

import re

from openai_sql_shell.classes import frozen


@frozen
class Meaning:
    """What a foreign text comes to."""

    runs: str = ""
    """A text of ours; ``{}`` is what the foreign one names. Empty: nothing runs."""
    says: str = ""
    """What the person should know first."""


_LEAVE, _HELP = Meaning("\\q"), Meaning("\\?")
_RIGHTS = (
    "users and rights are those of the platform: \\conninfo tells whose key is used, \\c changes the profile"
)
_NO_FILE = "there is no database file: resources are read from the API, and \\copy writes rows to a file"
_METHODS = "methods are called with EXEC; \\d RESOURCE lists those of a resource"

FOREIGN: tuple[tuple[str, Meaning], ...] = (
    (r"exit|quit|bye|logout|:q!?|\.q|\.quit|\.exit|exit\(\)|quit\(\)", _LEAVE),
    (r"help|\?|man|\.help|\\help", _HELP),
    (r"clear|cls|\.clear|\.cls|\\cls", Meaning("\\clear")),
    (r"(?:(?:show|list) )?tables|show resources|ls|dir|\.tables|\\d[vm]\+?", Meaning("\\dt")),
    (
        r"(?:show )?(?:databases|catalogs|schemas)|\.databases?|\\l\+?|\\list|\\dn\+?",
        Meaning("SHOW SERVICES IN openai;"),
    ),
    (r"desc|describe|show columns|\.schema|\.fullschema|\.indexes|\\di\+?", Meaning("\\d")),
    (r"(?:\.schema|\.columns|\.indexes|show create (?:table|view)|\\dv\+?|\\di\+?) (\S+)", Meaning("\\d {}")),
    (r"show (?:fields|index(?:es)?|keys) (?:from|in) (\S+)", Meaning("\\d {}")),
    (r"\\df\+?(?: .*)?", Meaning("\\d", _METHODS)),
    (r"(?:\\connect|\\use|\.connect)(?: (\S+))?", Meaning("\\c {}")),
    (r"status|whoami|\\s|\.show|show (?:status|session)", Meaning("\\conninfo")),
    (r"show (?:variables|all|settings)|\.settings|\\pset", Meaning("\\set")),
    (r"show (?:users|grants|roles|processlist)|\\d[ugp]\+?|\\z|\\password.*", Meaning(says=_RIGHTS)),
    (r"(?:source|\.read|\\\.) (\S+)", Meaning("\\i {}")),
    (r"\.(?:output|once) (\S+)", Meaning("\\o {}")),
    (r"\.timer (on|off)", Meaning("\\timing {}")),
    (r"(?:\.mode|\\pset format) (\w+)", Meaning("\\set output {}")),
    (r"(?:\.nullvalue|\\pset null) (\S+)", Meaning("\\set null {}")),
    (r"history|\.history", Meaning("\\history")),
    (r"\.(?:open|backup|dump|import|save|restore)\b.*", Meaning(says=_NO_FILE)),
    (r"\.[a-z]+\b.*", Meaning(says="commands begin with a backslash here; \\? lists them")),
)
"""By what is typed, in lower case and without a semicolon; blanks count as one."""

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in FOREIGN)


def meaning_of(text: str) -> Meaning | None:
    r"""What a text means that is not of ours; None: it is no word of another shell.

    >>> meaning_of("Show  TABLES;").runs, meaning_of(".schema files").runs, meaning_of("SHOW SERVICES IN openai")
    ('\\dt', '\\d files', None)
    """
    plain = " ".join(text.rstrip("; \t\r\n").split()) if len(text) < 200 else ""
    for pattern, meaning in _PATTERNS if plain else ():
        found = pattern.fullmatch(plain)
        if found is not None:
            named = next(filter(None, found.groups()), "")
            runs = meaning.runs.replace("{}", named).strip()
            plain_enough = not runs or meaning in (_LEAVE, _HELP)
            return Meaning(runs, meaning.says or ("" if plain_enough else f"here that is {runs}"))
    return None
