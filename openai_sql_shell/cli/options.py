"""The command line as a table.

One row per option. The parser, the help text and the completion scripts are made from it, so none of them can know an option
the others do not.
"""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from functools import partial
from itertools import chain

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.config import FORMATS, SETTINGS
from openai_sql_shell.errors import StatementError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openai_sql_shell.sandbox.faults import Fault
    from openai_sql_shell.sql.variables import Value

PROGRAM = "openai-sql"
SHELLS = ("bash", "zsh", "fish")
INDEX = "reference"
GUIDES = {
    "arrow": "results as Arrow: tables, readers, data frames",
    "ask": "a model writes the statement",
    "batches": "rows become batches, and their files rows; costs, parts, checks",
    "copy": "rows into files, as Parquet too",
    "files": "files of this machine as tables, and into a vector store",
    "mcp": "the server for agents",
    "spark": "results of batches, read by a cluster",
    "sqlalchemy": "the dialect of SQLAlchemy: pandas, the ORM, notebooks",
    "telemetry": "spans of OpenTelemetry: what they tell, and what they never do",
}
"""Chapters that are written by hand, in ``reference/guides``."""


@frozen
class Option:
    """One option."""

    synopsis: str
    """Flags, the short form first, and what their value is called, if they take one: ``-o, --output FORMAT``.

    A FILE, a PATH and a DIR are completed as such.
    """
    help: str
    repeats: bool = False
    """Every use counts, as a list; otherwise the last one."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values it takes, each with what it means."""
    begins: Mapping[str, str] = field(default_factory=dict)
    """What its value may begin with, the same way."""
    parse: Callable[[str], object] = str
    joins: str | None = None
    """The attribute in the parsed options, where it is not named by the last flag: several options fill one list."""
    former: tuple[str, ...] = ()
    """Flags of earlier versions: still accepted, told nowhere."""

    @property
    def flags(self) -> tuple[str, ...]:
        """``-o`` and ``--output``."""
        return tuple(word.rstrip(",") for word in self.synopsis.split() if word.startswith("-"))

    @property
    def metavar(self) -> str | None:
        """What the value is called; None: the option takes no value."""
        last = self.synopsis.split()[-1]
        return None if last.startswith("-") else last

    @property
    def name(self) -> str:
        """The attribute in the parsed options: ``--dry-run`` is ``dry_run``."""
        return self.joins or self.flags[-1].lstrip("-").replace("-", "_")


@frozen
class Subcommand:
    """The program itself, or one of its subcommands."""

    name: str
    """Empty for the program itself."""
    usage: str
    help: str
    sections: Mapping[str, tuple[Option, ...]]
    """Options under the headings of the help text."""
    argument: str | None = None
    """Metavar of the files it takes; None: it takes none."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the first of them can be besides a file, each with what it means."""
    many: bool = False
    """It takes any number of them, not one at most."""

    @property
    def options(self) -> Iterator[Option]:
        """All options, section by section."""
        return chain.from_iterable(self.sections.values())


@frozen
class ScriptSource:
    """Something to run, as the person named it."""

    kind: str
    """``command`` or ``file``."""
    value: str
    """The SQL, or the path; ``-`` is standard input."""


def assignment(text: str) -> tuple[str, Value]:
    """Name and value of a variable.

    >>> assignment("file_id=file-1=2"), assignment("most=5")
    (('file_id', 'file-1=2'), ('most', 5))
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"write NAME=VALUE, not {text!r}")
    from openai_sql_shell.sql.variables import typed  # noqa: PLC0415 - most runs have none

    return name.strip(), typed(value)


def changed_setting(text: str) -> tuple[str, str]:
    """Name and text of a setting, both known to fit.

    >>> changed_setting("read-timeout=2m"), changed_setting("null=")
    (('read_timeout', '2m'), ('null', ''))
    """
    from openai_sql_shell.config.settings import setting  # noqa: PLC0415 - most runs change none

    name, equals, value = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"write NAME=VALUE, not {text!r}")
    try:
        row = setting(name.strip())
        row.parse(value)
    except StatementError as error:
        raise ArgumentTypeError(
            f"{error.message}; {error.hint or 'see config show for all of them'}"
        ) from None
    return row.name, value


def _fault(text: str) -> Fault:
    from openai_sql_shell.sandbox.faults import Fault  # noqa: PLC0415 - few sandboxes shall fail

    try:
        return Fault.parse(text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None


def _directory(text: str) -> str:
    """A directory that is there, and that can stand in a list of them."""
    from pathlib import Path  # noqa: PLC0415 - few runs name one

    if not Path(text).is_dir() or os.pathsep in text:
        raise ArgumentTypeError(f"{text!r} is no directory, or has {os.pathsep} in its name")
    return text


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"write a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parse


COUNT = _whole(1, 1_000_000_000)


def _bytes(text: str) -> int:
    """A size, which may be written shorter than settings have it: ``100k``."""
    from openai_sql_shell.config.settings import size  # noqa: PLC0415 - one command has sizes

    try:
        return size(f"{text}b" if text[-1:].lower() in tuple("kmg") else text)
    except ValueError:
        raise ArgumentTypeError(f"write a size such as 100k or 1MB, not {text!r}") from None


def _seconds(text: str) -> float:
    from openai_sql_shell.config.settings import seconds  # noqa: PLC0415 - one command has durations

    try:
        return seconds(text)
    except ValueError:
        raise ArgumentTypeError(f"write a time such as 60s or 2m, not {text!r}") from None


def _loopback(text: str) -> tuple[str, int]:
    """Host and port of this machine.

    >>> _loopback("127.0.0.1:8080"), _loopback("[::1]:0")
    (('127.0.0.1', 8080), ('::1', 0))
    """
    host, colon, port = text.rpartition(":")
    if not colon or host not in ("127.0.0.1", "localhost", "[::1]"):
        raise ArgumentTypeError(f"write 127.0.0.1:PORT; other machines cannot be let in, as {text!r} would")
    return host.strip("[]").replace("localhost", "127.0.0.1"), _whole(0, 65535)(port)


HELP = Option("-h, --help", "show this text")
DRY_RUN = Option("--dry-run", "print every request that would change something and send none of those")
STATEMENTS = (
    Option(
        "-c, --command SQL",
        "run SQL and leave; repeatable, in order with -f",
        repeats=True,
        parse=partial(ScriptSource, "command"),
        joins="sources",
    ),
    Option(
        "-f, --file PATH",
        "run a file ('-' is standard input); repeatable",
        repeats=True,
        parse=partial(ScriptSource, "file"),
        joins="sources",
    ),
    Option(
        "-v, --var NAME=VALUE", "value for :NAME and {{ NAME }}; repeatable", repeats=True, parse=assignment
    ),
    Option("--vars FILE", "values from a YAML, JSON or TOML file; repeatable", repeats=True),
    Option("--keep-going", "go on after a failed statement; the first failure still decides the exit code"),
    Option("-X, --no-init", "start the shell without its init file"),
)
FORMAT = Option(
    "-o, --output FORMAT",
    f"{', '.join(FORMATS)}; without it table on a terminal, csv on a pipe",
    choices={name: row.help for name, row in FORMATS.items()},
)
SET = Option(
    "--set NAME=VALUE",
    "change any setting for this run, such as read_timeout=2m; repeatable, beats the configuration file",
    repeats=True,
    begins={f"{name}=": row.help for name, row in SETTINGS.items()},
    parse=changed_setting,
)
OUTPUT = (
    FORMAT,
    SET,
    Option(
        "--stats", "one line per statement on stderr: time, rows, requests, retries, bytes, rate limit left"
    ),
    Option(
        "--concurrency N",
        "requests under way at once, 16 unless said; 1: nothing runs ahead",
        parse=_whole(1, 64),
    ),
    Option("--http-log FILE", "append every HTTP exchange to FILE as a JSON line, secrets masked"),
)
CONFIG_FILE = Option("--config FILE", "configuration file to read instead of the usual one")
ACCOUNT = (
    Option("--profile NAME", "a profile of the configuration file"),
    Option("--base-url URL", "address of the API, with its /v1"),
    CONFIG_FILE,
)
CONNECTION = (
    *ACCOUNT,
    Option("--sandbox", "talk to the embedded server instead of the API; needs no key"),
    Option("--sandbox-dir DIR", "the same, with its state kept in DIR"),
)
CONSENT = (
    Option("--read-only", "refuse every statement that changes something"),
    Option("-y, --yes", "consent to changes of many objects when nobody can be asked"),
    Option("--max-changes N", "most objects one statement may change", parse=COUNT, former=("--max-rows",)),
)
LOCAL_FILES = (
    Option(
        "--allow-path DIR",
        "read_csv and the like may read in DIR, too, not only below the working directory; repeatable",
        repeats=True,
        parse=_directory,
    ),
)
ABOUT = (
    Option("--complete TEXT", "print completions for TEXT, cursor at its end or at ▮: text, tab, kind"),
    Option(
        "--completions SHELL", "print the completion script for a shell", choices=dict.fromkeys(SHELLS, "")
    ),
    HELP,
    Option("--version", "show the version"),
)

PROGRAM_ITSELF = Subcommand(
    name="",
    usage="[options] [FILE ...]",
    help="The OpenAI platform as a database. Without FILE, -c and -f: the shell on a terminal, statements from a pipe.",
    sections={
        "Statements": (*STATEMENTS, *LOCAL_FILES),
        "Output": OUTPUT,
        "Connection": CONNECTION,
        "Changes": (DRY_RUN, *CONSENT),
        "Help and completion": ABOUT,
    },
    argument="FILE",
    many=True,
)
SANDBOX = Subcommand(
    name="sandbox",
    usage="[--port N] [--dir DIR] [--key KEY] [--fault SPEC ...]",
    help="Run the embedded server alone, for other programs; prints its address and its key.",
    sections={
        "Options": (
            Option("--port N", "port to listen on; without it any free one", parse=_whole(0, 65535)),
            Option("--dir DIR", "keep its state in DIR"),
            Option("--key KEY", "the key it asks for; without it a new one at each start"),
            Option(
                "--fault SPEC",
                "let requests go wrong: 429, 500, slow, drop, drop-after or cut, then perhaps :SECONDS (Retry-After, delay), "
                ",every=N (one in N) and ,on=PATTERN (verb and path); repeatable. '429:20,every=3,on=GET /v1/files*'",
                repeats=True,
                parse=_fault,
            ),
            HELP,
        )
    },
)
REPLAY = Subcommand(
    name="replay",
    usage="[options] [HISTORY]",
    help="Run statements of the shell's history again, in order; those that change something are listed and skipped.",
    sections={
        "Which statements": (
            Option("--last N", "the last N", parse=COUNT),
            Option("--since TIME", "those since a time, such as 2026-08-21T09:00, or an age, such as 2h"),
            Option("--grep TEXT", "those that contain TEXT"),
        ),
        "How": (
            Option("--dry-run", "show what would run and send nothing"),
            Option("--include-changes", "run statements that change something, too"),
            Option("--continue", "go on where an interrupted replay stopped"),
            *CONSENT,
            *LOCAL_FILES,
            HELP,
        ),
        "Output": OUTPUT,
        "Connection": CONNECTION,
    },
    argument="HISTORY",
)
CONFIG = Subcommand(
    name="config",
    usage="show [options] | check [FILE]",
    help="show: every setting, field of the profile and path, with its value and where that comes from. "
    "check: every problem of the configuration file, with its line; the exit code is 2 if there is one.",
    sections={"Options": (FORMAT, SET, *ACCOUNT, HELP)},
    argument="FILE",
    words={"show": "every value and where it comes from", "check": "every problem of the configuration file"},
    many=True,
)
CATALOG = Subcommand(
    name="catalog",
    usage="[check SPEC | draft SPEC TAG] [options]",
    help="Alone: the date and the source of the built-in catalog, and how much it holds. check: what an OpenAPI document (JSON) has "
    "that the catalog has not, or otherwise, a line each; the exit code is 1 if there is anything. draft: declarations for the "
    "operations of one of its tags, for who adds a service to the catalog.",
    sections={"Options": (FORMAT, SET, CONFIG_FILE, HELP)},
    argument="SPEC",
    words={
        "check": "compare the catalog with an OpenAPI document",
        "draft": "declarations for the operations of a tag",
    },
    many=True,
)
DOCS = Subcommand(
    name="docs",
    usage="[RESOURCE | GUIDE] [--format FORMAT]",
    help="The reference: of a resource its columns, methods, parameters, states, costs in requests, and statements to try; "
    f"without RESOURCE an index of all, with --format man the manual page of the program. Guides: {', '.join(GUIDES)}.",
    sections={
        "Options": (
            Option(
                "--format FORMAT",
                "text, usual on a terminal; md (Markdown), usual elsewhere; man (a manual page: man -l FILE); or html (one page)",
                choices={
                    "text": "lines as wide as the terminal",
                    "md": "GitHub's Markdown",
                    "man": "a manual page, for man -l",
                    "html": "one page without scripts",
                },
            ),
            HELP,
        )
    },
    argument="RESOURCE",
    words={PROGRAM: "the manual page of the program", INDEX: "an index of all resources", **GUIDES},
)
MCP = Subcommand(
    name="mcp",
    usage="[--mode MODE] [--http ADDRESS] [options]",
    help="Serve agents (Model Context Protocol) on standard input and output: tools that describe resources, run and explain queries, "
    "and make changes where the mode allows it. Needs openai-sql[mcp].",
    sections={
        "What it may do": (
            Option(
                "--mode MODE",
                "read_only unless said here or by the profile (mode); confirm asks the person about every change, full asks nobody and changes ten objects at most",
                choices={
                    "read_only": "changes are refused",
                    "confirm": "the person is asked about every change",
                    "full": "changes are made without a question",
                },
            ),
            Option("--service NAME", "only this service exists, such as batch; repeatable", repeats=True),
            Option("--allow-billed", "let run_query call what changes nothing but may cost money, too"),
            Option(
                "--files-root DIR",
                "statements may read, send and write files in DIR; without it none",
                parse=_directory,
            ),
            Option(
                "--audit FILE",
                "a JSON line for every call; in confirm and full always, beside the shell's history unless said",
            ),
            HELP,
        ),
        "Bounds of one call": (
            Option(
                "--max-rows N",
                "rows where a call does not ask for another number (100)",
                parse=_whole(1, 1000),
            ),
            Option("--max-bytes SIZE", "bytes of its rows (100k)", parse=_bytes),
            Option(
                "--max-requests N",
                "requests to the API (200); where the setting max_requests is smaller, it holds",
                parse=COUNT,
            ),
            Option("--timeout TIME", "how long it may take (60s)", parse=_seconds),
        ),
        "Connection": (
            Option(
                "--http ADDRESS",
                "serve HTTP at 127.0.0.1:PORT instead; clients send the token in $OPENAI_SQL_MCP_TOKEN",
                parse=_loopback,
            ),
            *CONNECTION,
        ),
    },
)
COMMANDS = {
    command.name: command for command in (PROGRAM_ITSELF, SANDBOX, REPLAY, CONFIG, CATALOG, DOCS, MCP)
}
