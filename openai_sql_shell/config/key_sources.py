"""Sources of a profile's key: a variable, a command or the system's keyring. Chosen by one line of the profile's table.

A source comes in, the key goes out. Nothing is asked before somebody needs the key, whatever is asked has a deadline, and
neither a key nor what a command printed is ever part of a message: a key pasted into the wrong line would show.
"""

from __future__ import annotations

import re
import sys

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COMMAND_DEADLINE = 10.0
"""Seconds; enough to touch a token or to type a passphrase into a dialog."""
KEYRING_DEADLINE = 5.0
"""Seconds; a keyring without a desktop may not answer at all."""
KEYRING_EXTRA = "openai-sql[keyring]"

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class NoKey(Exception):
    """A source has no key; says why, as the end of a sentence."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.hint = hint


@frozen
class KeySourceKind:
    """One way to say where a key is."""

    expected: str
    """What its line holds, in words."""
    fits: Callable[[str], bool]
    fetch: Callable[[str, Mapping[str, str]], str]
    """The key, given the line and the environment. Raises `NoKey`."""


@frozen
class KeySource:
    """Where one key is."""

    kind: str
    """A key of `KINDS`."""
    text: str
    line: str | None = None
    """The profile's key that says so, such as ``api_key_env``; None: the usual variable."""

    @property
    def asks(self) -> bool:
        """It has to be asked, which may take long and may ask the person in turn; a variable is simply there."""
        return self.kind != "env"

    def fetch(self, profile: str, environment: Mapping[str, str]) -> str | None:
        """The key; None where the usual variable, which nobody named, is not set.

        Raises:
            UsageError: a source that the profile names has no key; says which, and nothing of what it printed.
        """
        if self.line is None:
            return environment.get(self.text) or None
        try:
            return KINDS[self.kind].fetch(self.text, environment)
        except NoKey as missing:
            source = self.text if self.kind == "env" else self.line
            raise UsageError(
                f'profile "{profile}" takes its key from {source}, which {missing}', hint=missing.hint
            ) from None


def from_variable(name: str, environment: Mapping[str, str]) -> str:
    """The value of a variable; an empty one counts as unset.

    Raises:
        NoKey: it is not set.
    """
    if value := environment.get(name):
        return value
    raise NoKey("is not set", f"set {name}, or choose another profile with --profile")


def from_command(line: str, environment: Mapping[str, str]) -> str:
    """The first line a command prints, as ``pass`` and its like print a password. No shell reads it.

    Raises:
        NoKey: it cannot be started, fails, prints nothing, or does not end in time.
    """
    import shlex  # noqa: PLC0415 - few profiles have commands

    return printed(
        shlex.split(line), environment, COMMAND_DEADLINE, "run it in a terminal to see what it says"
    )


def from_keyring(entry: str, environment: Mapping[str, str]) -> str:
    """The password of ``service/user``, asked for in a process of its own: one that hangs is left behind.

    Raises:
        NoKey: the package is not installed, or there is no such entry.
    """
    from importlib.util import find_spec  # noqa: PLC0415 - only for those who chose the keyring

    if find_spec("keyring") is None:
        raise NoKey(
            f"needs a package that is not installed: {KEYRING_EXTRA}",
            f"install it: pip install '{KEYRING_EXTRA}'",
        )
    service, _, user = entry.rpartition("/")
    # -P: a keyring.py in the present directory is not the package
    words = (sys.executable, "-P", "-m", "keyring", "get", service, user)
    return printed(words, environment, KEYRING_DEADLINE, f"put it there: keyring set {service} {user}")


def printed(words: Sequence[str], environment: Mapping[str, str], deadline: float, hint: str) -> str:
    """The first line that a program prints within ``deadline`` seconds.

    It gets no input, since that may be a script of statements; what it says on stderr is dropped.

    Raises:
        NoKey: there is no such line.
    """
    import subprocess  # noqa: PLC0415 - only for those who chose a command

    try:
        done = subprocess.run(
            words,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=deadline,
            check=False,
        )
    except OSError as error:
        raise NoKey(f"cannot be started: {error.strerror}", hint) from None
    except subprocess.TimeoutExpired:
        raise NoKey(f"gave no answer within {deadline:g} s", hint) from None
    if done.returncode:
        raise NoKey(f"ended with exit code {done.returncode}", hint)
    lines = done.stdout.decode(errors="replace").strip().splitlines()
    if not lines:
        raise NoKey("printed nothing", hint)
    return lines[0].strip()


def _is_command(line: str) -> bool:
    import shlex  # noqa: PLC0415 - as above

    try:
        words = shlex.split(line)
    except ValueError:
        return False
    return bool(words) and not _is_key(line)


def _is_entry(entry: str) -> bool:
    service, _, user = entry.rpartition("/")
    return bool(service and user) and not _is_key(entry)


def _is_key(text: str) -> bool:
    return text.lstrip().startswith("sk-")


KINDS = {
    "env": KeySourceKind(
        "the name of an environment variable", lambda text: bool(VARIABLE.fullmatch(text)), from_variable
    ),
    "command": KeySourceKind("a command with closed quotes", _is_command, from_command),
    "keyring": KeySourceKind("an entry of the keyring, SERVICE/USER", _is_entry, from_keyring),
}
"""Every kind by the end of its key: ``api_key_env``."""

KEYS = {"api_key": "OPENAI_API_KEY", "admin_key": "OPENAI_ADMIN_KEY"}
"""The keys of a profile, and the variables they are usually in."""
