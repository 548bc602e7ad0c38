"""The command line as a table.

One row per option. The parser, the help text and the completion scripts are made from it, so none of them can know an option
the others do not.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from openai_sql_shell.config import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.sql.variables import Value

PROGRAM = "openai-sql"
SHELLS = ("bash", "zsh", "fish")


class Completes(StrEnum):
    """What a completion script offers for the value of an option."""

    NOTHING = "nothing"
    FILE = "file"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Option:
    """One option."""

    flags: tuple[str, ...]
    """Short form first; the last one names the attribute."""
    help: str
    metavar: str | None = None
    """None: the option takes no value."""
    repeats: bool = False
    """Every use counts, as a list; otherwise the last one."""
    source: bool = False
    """The value is something to run: it joins the others in ``sources``, in the order they were given."""
    choices: tuple[str, ...] = ()
    completes: Completes = Completes.NOTHING
    parse: Callable[[str], object] = str
    former: tuple[str, ...] = ()
    """Flags of earlier versions: still accepted, told nowhere."""

    @property
    def name(self) -> str:
        """The attribute in the parsed options: ``--dry-run`` is ``dry_run``."""
        return self.flags[-1].lstrip("-").replace("-", "_")

    @property
    def synopsis(self) -> str:
        """``-o, --output FORMAT``."""
        return ", ".join(self.flags) + (f" {self.metavar}" if self.metavar else "")


@dataclass(frozen=True, slots=True)
class Section:
    """Options under one heading of the help text."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Subcommand:
    """The program itself, or one of its subcommands."""

    name: str
    """Empty for the program itself."""
    usage: str
    help: str
    sections: tuple[Section, ...]
    argument: str | None = None
    """Metavar of the files it takes; None: it takes none."""
    words: tuple[str, ...] = ()
    """What the first of them can be besides a file."""
    many: bool = False
    """It takes any number of them, not one at most."""

    @property
    def options(self) -> Iterator[Option]:
        """All options, section by section."""
        return (option for section in self.sections for option in section.options)


@dataclass(frozen=True, slots=True)
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


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"write a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parse


COUNT = _whole(1, 1_000_000_000)
HELP = Option(("-h", "--help"), "show this text")
DRY_RUN = Option(("--dry-run",), "print every request that would change something and send none of those")
STATEMENTS = Section(
    "Statements",
    (
        Option(("-c", "--command"), "run SQL and leave; repeatable, in order with -f", "SQL", source=True),
        Option(
            ("-f", "--file"),
            "run a file ('-' is standard input); repeatable",
            "PATH",
            source=True,
            completes=Completes.FILE,
        ),
        Option(
            ("-v", "--var"),
            "value for :NAME and {{ NAME }}; repeatable",
            "NAME=VALUE",
            repeats=True,
            parse=assignment,
        ),
        Option(
            ("--vars",),
            "values from a YAML, JSON or TOML file; repeatable",
            "FILE",
            repeats=True,
            completes=Completes.FILE,
        ),
        Option(
            ("--keep-going",), "go on after a failed statement; the first failure still decides the exit code"
        ),
        Option(("-X", "--no-init"), "start the shell without its init file"),
    ),
)
FORMAT = Option(
    ("-o", "--output"),
    f"{', '.join(FORMATS)}; without it table on a terminal, csv on a pipe",
    "FORMAT",
    choices=tuple(FORMATS),
)
OUTPUT = Section(
    "Output",
    (
        FORMAT,
        Option(
            ("--stats",),
            "one line per statement on stderr: time, rows, requests, retries, bytes, rate limit left",
        ),
        Option(
            ("--concurrency",),
            "requests under way at once, 16 unless said; 1: nothing runs ahead",
            "N",
            parse=_whole(1, 64),
        ),
        Option(
            ("--http-log",),
            "append every HTTP exchange to FILE as a JSON line, secrets masked",
            "FILE",
            completes=Completes.FILE,
        ),
    ),
)
ACCOUNT = (
    Option(("--profile",), "a profile of the configuration file", "NAME"),
    Option(("--base-url",), "address of the API, with its /v1", "URL"),
    Option(
        ("--config",),
        "configuration file to read instead of the usual one",
        "FILE",
        completes=Completes.FILE,
    ),
)
CONNECTION = Section(
    "Connection",
    (
        *ACCOUNT,
        Option(("--sandbox",), "talk to the embedded server instead of the API; needs no key"),
        Option(
            ("--sandbox-dir",), "the same, with its state kept in DIR", "DIR", completes=Completes.DIRECTORY
        ),
    ),
)
CONSENT = (
    Option(("--read-only",), "refuse every statement that changes something"),
    Option(("-y", "--yes"), "consent to changes of many objects when nobody can be asked"),
    Option(
        ("--max-changes",),
        "most objects one statement may change",
        "N",
        parse=COUNT,
        former=("--max-rows",),
    ),
)
ABOUT = Section(
    "Help and completion",
    (
        Option(
            ("--complete",), "print completions for TEXT, cursor at its end or at ▮: text, tab, kind", "TEXT"
        ),
        Option(("--completions",), "print the completion script for a shell", "SHELL", choices=SHELLS),
        HELP,
        Option(("--version",), "show the version"),
    ),
)

PROGRAM_ITSELF = Subcommand(
    name="",
    usage="[options] [FILE ...]",
    help="The OpenAI platform as a database. Without FILE, -c and -f: the shell on a terminal, statements from a pipe.",
    sections=(STATEMENTS, OUTPUT, CONNECTION, Section("Changes", (DRY_RUN, *CONSENT)), ABOUT),
    argument="FILE",
    many=True,
)
SANDBOX = Subcommand(
    name="sandbox",
    usage="[--port N] [--dir DIR]",
    help="Run the embedded server alone, for other programs; prints its address and its key.",
    sections=(
        Section(
            "Options",
            (
                Option(
                    ("--port",), "port to listen on; without it any free one", "N", parse=_whole(0, 65535)
                ),
                Option(("--dir",), "keep its state in DIR", "DIR", completes=Completes.DIRECTORY),
                HELP,
            ),
        ),
    ),
)
REPLAY = Subcommand(
    name="replay",
    usage="[options] [HISTORY]",
    help="Run statements of the shell's history again, in order; those that change something are listed and skipped.",
    sections=(
        Section(
            "Which statements",
            (
                Option(("--last",), "the last N", "N", parse=COUNT),
                Option(
                    ("--since",),
                    "those since a time, such as 2026-08-21T09:00, or an age, such as 2h",
                    "TIME",
                ),
                Option(("--grep",), "those that contain TEXT", "TEXT"),
            ),
        ),
        Section(
            "How",
            (
                Option(("--dry-run",), "show what would run and send nothing"),
                Option(("--include-changes",), "run statements that change something, too"),
                Option(("--continue",), "go on where an interrupted replay stopped"),
                *CONSENT,
                HELP,
            ),
        ),
        OUTPUT,
        CONNECTION,
    ),
    argument="HISTORY",
)
CONFIG = Subcommand(
    name="config",
    usage="show [options] | check [FILE]",
    help="show: every setting, field of the profile and path, with its value and where that comes from. "
    "check: every problem of the configuration file, with its line; the exit code is 2 if there is one.",
    sections=(Section("Options", (FORMAT, *ACCOUNT, HELP)),),
    argument="FILE",
    words=("show", "check"),
    many=True,
)
COMMANDS = {command.name: command for command in (PROGRAM_ITSELF, SANDBOX, REPLAY, CONFIG)}
