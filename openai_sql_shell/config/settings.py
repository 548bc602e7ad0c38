r"""Settings: what ``\set``, the command line and ``[settings]`` of the configuration file change.

Each setting is declared once, as a field of `Settings`: its type, its default, how its text is read, its help and an example.
`SETTINGS` is the same as a table, for ``\set``, completion and the manual. Texts come in, typed values go out; nothing is
read from the environment or the disk here.
"""

from __future__ import annotations

import math
import os
import re
import sys

from openai_sql_shell.classes import Generic, TypeVar, define, field, fields, frozen
from openai_sql_shell.config.output_formats import FORMATS
from openai_sql_shell.errors import InvalidValue, RefusedStatement, UnknownName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Self

T = TypeVar("T")

TOOLBAR_PARTS = ("profile", "project", "service", "output", "switches", "rows", "requests", "limit", "keys")
"""What the toolbar can be made of; `shell.editor.toolbar` knows what each says."""

EVERY_ROW = sys.maxsize
"""What ``max_rows = off`` stands for."""

MEGABYTE = 1024 * 1024
BYTES = {"": 1, "kb": 1024, "mb": MEGABYTE, "gb": 1024 * MEGABYTE}

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@frozen
class SettingKind(Generic[T]):
    """How the text of a setting becomes a value, and the value text again."""

    parse: Callable[[str], T]
    """Raises ValueError for a text that does not fit."""
    expected: str
    """What fits, in words: ``on or off``."""
    choices: tuple[str, ...] = ()
    """All texts that fit, where they are few."""
    show: Callable[[T], str] = str


@frozen
class SettingRow:
    """One line of the table of settings."""

    name: str
    kind: SettingKind[object]
    default: object
    help: str
    example: str
    """A text `Settings.set` takes."""

    def parse(self, text: str) -> object:
        """The value a text stands for.

        Raises:
            InvalidValue: the text does not fit; says what would.
        """
        try:
            return self.kind.parse(text.strip())
        except ValueError:
            raise InvalidValue(
                f'{self.name} cannot be "{text}"',
                hint=f"write {self.kind.expected}, for example {self.example}",
            ) from None


def seconds(text: str) -> float:
    """A duration as seconds.

    >>> [seconds(text) for text in ("5", "1.5s", "2m", "500ms", "1h")]
    [5.0, 1.5, 120.0, 0.5, 3600.0]
    """
    match = re.fullmatch(r"(\d+\.?\d*|\.\d+)\s*(ms|s|m|h)?", text.lower(), re.ASCII)
    if match is None or not 0 < (value := float(match[1]) * SECONDS[match[2] or "s"]) < math.inf:
        raise ValueError(text)
    return value


def show_seconds(value: float) -> str:
    """A duration as `seconds` reads it.

    >>> [show_seconds(value) for value in (5.0, 0.5, 120.0, 90.0)]
    ['5s', '0.5s', '2m', '90s']
    """
    minutes, rest = divmod(value, 60)
    return f"{minutes:g}m" if minutes and not rest else f"{value:.15g}s"


def size(text: str) -> int:
    """A number of bytes.

    >>> [size(text) for text in ("1024", "1 kB", "256MB")]
    [1024, 1024, 268435456]
    """
    match = re.fullmatch(r"(\d+)\s*([kmg]b)?", text.lower(), re.ASCII)
    if match is None or not (value := int(match[1]) * BYTES[match[2] or ""]):
        raise ValueError(text)
    return value


def show_size(value: int) -> str:
    """A number of bytes as `size` reads it.

    >>> [show_size(value) for value in (268435456, 2147483648, 1000)]
    ['256MB', '2GB', '1000']
    """
    unit = next((name for name in ("gb", "mb") if value % BYTES[name] == 0), "")
    return f"{value // BYTES[unit]}{unit.upper()}"


def _boolean(text: str) -> bool:
    value = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}.get(
        text.lower()
    )
    if value is None:
        raise ValueError(text)
    return value


def _count(least: int, most: float = math.inf) -> SettingKind[int]:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    upper = f" to {most}" if most < math.inf else " or more"
    return SettingKind(parse, f"a whole number, {least}{upper}")


def _one_of(*choices: str) -> SettingKind[str]:
    def parse(text: str) -> str:
        return choices[choices.index(text.lower())]

    return SettingKind(parse, "one of " + ", ".join(choices), choices)


def _optional(kind: SettingKind[T], none: str) -> SettingKind[T | None]:
    """The same kind with a word for "no value"."""

    def parse(text: str) -> T | None:
        return None if text.lower() == none else kind.parse(text)

    def show(value: T | None) -> str:
        return none if value is None else kind.show(value)

    return SettingKind(parse, f"{kind.expected}, or {none}", (*kind.choices, none), show)


def _parts(*names: str) -> SettingKind[tuple[str, ...]]:
    """Some of these names in an order, or none."""

    def parse(text: str) -> tuple[str, ...]:
        words = [] if text.lower() == "off" else re.split(r"[\s,]+", text.lower().strip(" ,"))
        return tuple(names[names.index(word)] for word in dict.fromkeys(words))

    def show(value: tuple[str, ...]) -> str:
        return ", ".join(value) or "off"

    return SettingKind(parse, f"some of {', '.join(names)}, or off", (*names, "off"), show)


def _directories(text: str) -> tuple[Path, ...]:
    """Directories, apart from one another as in $PATH; resolved, so that they mean the same from wherever."""
    from pathlib import Path  # noqa: PLC0415 - most sessions name none

    named = [] if text.lower() == "off" else [part for part in text.split(os.pathsep) if part.strip()]
    return tuple(Path(part.strip()).expanduser().resolve() for part in named)


def _rows(text: str) -> int:
    return EVERY_ROW if text.lower() == "off" else _count(1).parse(text)


def _size_or_off(text: str) -> int:
    return 0 if text.lower() == "off" else size(text)


def _money(text: str) -> float:
    if re.fullmatch(r"(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.ASCII | re.IGNORECASE) is None:
        raise ValueError(text)
    if (amount := float(text)) == math.inf:
        raise ValueError(text)
    return amount


def _name(text: str) -> str:
    if re.fullmatch(r"[\w.:/-]{1,200}", text, re.ASCII) is None:
        raise ValueError(text)
    return text


def _path(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - as above

    if not text:
        raise ValueError(text)
    return Path(text).expanduser()


SWITCH = SettingKind(_boolean, "on or off", ("on", "off"), lambda value: "on" if value else "off")
DURATION = SettingKind(seconds, "a duration", show=show_seconds)
SIZE = SettingKind(size, "a size", show=show_size)
ROOM = SettingKind(_size_or_off, "a size, off", ("off",), lambda value: show_size(value) if value else "off")
MONEY = SettingKind(_money, "an amount in USD", show=lambda value: f"{value:.15g}")
TEXT = SettingKind(str, "a text")
NAME = SettingKind(_name, "a name")
PATH = SettingKind(_path, "a file name")
DIRECTORIES = SettingKind(
    _directories,
    f"directories with {os.pathsep} between them, or off",
    ("off",),
    lambda value: os.pathsep.join(map(str, value)) or "off",
)
ROWS = SettingKind(
    _rows, "a whole number, 1 or more, off", ("off",), lambda n: "off" if n == EVERY_ROW else str(n)
)


def _setting(default: T, kind: SettingKind[T], help_: str, example: str) -> T:
    """Declare a setting; typed as its value, because that is what an instance holds."""
    value: T = field(default=default, metadata={"kind": kind, "help": help_, "example": example})
    return value


@define
class Settings:
    """What a session was told; changed by `set` only through the rows of `SETTINGS`."""

    output: str = _setting("table", _one_of(*FORMATS), "format of the rows", "json")
    null: str = _setting("NULL", TEXT, "how NULL looks in tables", "-")
    expanded: bool | None = _setting(
        False,
        _optional(SWITCH, "auto"),
        "one line per column instead of one per row; auto: where columns would be hidden",
        "auto",
    )
    times: str = _setting(
        "auto",
        _one_of("auto", "unix", "utc", "local"),
        "how times look where people read them; auto: on a terminal in its own zone, the recent ones with their age",
        "local",
    )
    units: bool = _setting(True, SWITCH, "show sizes and durations with their units on a terminal", "off")
    links: str = _setting(
        "auto", _one_of("auto", "off"), "ids lead to the dashboard, where a terminal can", "off"
    )
    pager: str = _setting(
        "auto",
        _one_of("auto", "wide", "on", "off"),
        "show rows in a pager; auto: more than fit the screen; wide: also where columns would be hidden or cut",
        "off",
    )
    pager_command: str | None = _setting(
        None, _optional(TEXT, "auto"), "the pager; auto: $PAGER, or else less", "less -SRX"
    )
    timing: bool = _setting(True, SWITCH, "say how long a statement took", "off")
    stats: bool = _setting(
        False, SWITCH, "one line on requests, bytes and rate limit after each statement", "on"
    )
    max_rows: int | None = _setting(
        None,
        _optional(ROWS, "auto"),
        "rows of a table on the screen; auto: in the shell two screens full, unless a pager takes them all",
        "200",
    )
    connect_timeout: float = _setting(5.0, DURATION, "how long to wait for a connection", "10s")
    read_timeout: float = _setting(60.0, DURATION, "how long to wait for an answer", "2m")
    retries: int = _setting(2, _count(0, 10), "further tries after a failed request, where that is safe", "3")
    await_timeout: float | None = _setting(
        None,
        _optional(DURATION, "auto"),
        "how long AWAIT waits; auto: as long as the kind of job may take",
        "30m",
    )
    concurrency: int = _setting(16, _count(1, 64), "requests under way at once; 1: nothing runs ahead", "4")
    max_answer: int = _setting(256 * MEGABYTE, SIZE, "the largest answer taken into memory", "512MB")
    max_download: int = _setting(
        20 * BYTES["gb"], SIZE, "the largest file that is downloaded to be read", "50GB"
    )
    file_cache: int | None = _setting(
        None,
        _optional(ROOM, "auto"),
        "room on disk for files that were downloaded to be read; auto: 2GB, none for a server on this machine",
        "10GB",
    )
    max_requests: int | None = _setting(
        None, _optional(_count(1), "off"), "most requests one statement may send, retries included", "200"
    )
    memory_rows: int = _setting(
        100_000, _count(0), "rows of one statement kept in memory; more go to a temporary file", "20000"
    )
    ledger: bool = _setting(
        True, SWITCH, "write down what this program creates, so that interrupted work can go on", "off"
    )
    batch_part_requests: int | None = _setting(
        None,
        _optional(_count(1), "auto"),
        "most requests in one file of a batch; auto: what the API takes",
        "1000",
    )
    batch_part_bytes: int | None = _setting(
        None, _optional(SIZE, "auto"), "the largest file of a batch; auto: what the API takes", "20MB"
    )
    batch_marks: bool = _setting(
        True, SWITCH, "write the run and the part into the metadata of batches that are made of rows", "off"
    )
    cache: float | None = _setting(
        None, _optional(DURATION, "off"), "how long an answer may serve further statements", "30s"
    )
    keep_changing: bool = _setting(
        False, SWITCH, "after a failed call, go on with the other objects of the statement", "on"
    )
    dry_run: bool = _setting(False, SWITCH, "print changes instead of sending them", "on")
    read_only: bool = _setting(False, SWITCH, "refuse statements that change something", "on")
    assume_yes: bool = _setting(False, SWITCH, "consent to bulk changes without being asked", "on")
    max_changes: int | None = _setting(
        None, _optional(_count(0), "off"), "most objects one statement may change", "50"
    )
    max_cost_usd: float | None = _setting(
        None,
        _optional(MONEY, "off"),
        r"most that the batches of one statement, or one \ask, may cost without consent",
        "25",
    )
    ask: bool = _setting(
        True, SWITCH, r"\ask may send a question to a model; off is kept for further sessions", "off"
    )
    ask_model: str = _setting("gpt-5-mini", NAME, r"the model that answers \ask", "gpt-5.4-mini")
    allow_path: tuple[Path, ...] = _setting(
        (),
        DIRECTORIES,
        "where read_csv and the like may read beside the working directory; a statement cannot change it",
        "/data",
    )
    multiline: bool = _setting(True, SWITCH, "Enter runs a statement only when it ends in ;", "off")
    notify: str = _setting("bell", TEXT, r"what tells that \watch has ended: off, bell, or a command", "off")
    history: bool = _setting(True, SWITCH, "keep what is typed in the history file", "off")
    editing_mode: str = _setting("emacs", _one_of("emacs", "vi"), "keys of the line editor", "vi")
    theme: str = _setting(
        "auto",
        _one_of("auto", "dark", "light", "none"),
        "colours of the shell; auto: those that fit the terminal's background",
        "light",
    )
    toolbar: tuple[str, ...] = _setting(
        ("profile", "service", "output", "switches", "keys"),
        _parts(*TOOLBAR_PARTS),
        "what the line below the prompt says, in this order",
        "profile, project, requests, limit",
    )
    http_log: Path | None = _setting(
        None, _optional(PATH, "off"), "file for every HTTP exchange", "http.jsonl"
    )
    telemetry_text: bool = _setting(
        False,
        SWITCH,
        "spans tell the statement, with ? in place of its values, and messages of errors",
        "on",
    )
    send_traceparent: bool = _setting(False, SWITCH, "tell the server to which trace a request belongs", "on")

    held: dict[str, str] = field(default_factory=dict, repr=False)
    """Bounds that an option set, by name, with that option: they may be made tighter, never looser."""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        """The defaults with some settings changed, by their names and texts as `set` takes them.

        Raises:
            UnknownName, InvalidValue: see `set`.
        """
        settings = cls()
        for name, text in texts.items():
            settings.set(name, text)
        return settings

    def set(self, name: str, text: str) -> None:
        """Change one setting by its name and a text, as a person writes them.

        Raises:
            UnknownName: no such setting; names the nearest.
            InvalidValue: the text does not fit; says what would.
            RefusedStatement: an option set a tighter bound.
        """
        row = setting(name)
        value = row.parse(text)
        if row.name in self.held and BOUNDS[row.name](getattr(self, row.name), value):
            raise RefusedStatement(
                f"{row.name} was set by {self.held[row.name]}, which holds for the whole run",
                hint=f"start again without {self.held[row.name]}",
            )
        setattr(self, row.name, value)

    def hold(self, name: str, option: str) -> None:
        """Let nothing that runs from here on loosen a bound that an option set.

        Other settings are left alone, as is a bound that is as loose as it is by itself.
        """
        row = setting(name)
        if row.name in BOUNDS and BOUNDS[row.name](getattr(self, row.name), row.default):
            self.held[row.name] = option

    def is_held(self, name: str) -> bool:
        """An option set this bound."""
        return name in self.held

    def show(self, name: str) -> str:
        """The present value as a text that `set` takes.

        Raises:
            UnknownName: no such setting.
        """
        row = setting(name)
        return row.kind.show(getattr(self, row.name))


def _switched_off(now: object, then: object) -> bool:
    return bool(now) and not then


def _raised(now: object, then: object) -> bool:
    return isinstance(now, int | float) and (not isinstance(then, int | float) or then > now)


BOUNDS: dict[str, Callable[[object, object], bool]] = {
    "dry_run": _switched_off,
    "read_only": _switched_off,
    "max_changes": _raised,
    "max_cost_usd": _raised,
    "max_requests": _raised,
}
"""Settings that bound what a statement may do, and whether one value is looser than the one before it."""

SETTINGS: dict[str, SettingRow] = {
    name: SettingRow(name, f.metadata["kind"], f.default, f.metadata["help"], f.metadata["example"])
    for name, f in fields(Settings).items()
    if f.metadata
}
"""Every setting by its name, in the order in which they are listed."""


def setting(name: str) -> SettingRow:
    """The row of a setting; ``-`` and ``_`` are the same.

    Raises:
        UnknownName: there is none; names the nearest.
    """
    row = SETTINGS.get(name.lower().replace("-", "_"))
    if row is None:
        from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

        near = get_close_matches(name.lower(), SETTINGS)
        raise UnknownName("setting", name, near, hint="openai-sql config show lists them")
    return row
