"""From choices to open sessions: which settings, whose key, the API or the sandbox. What the front ends share that are no command line.

Nothing is sent here, and neither a command nor the keyring is asked for a key. What is not understood is an error, before anything is opened.
"""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack, contextmanager

from openai_sql_shell.classes import field, frozen, replace
from openai_sql_shell.config import MODES, SETTINGS, Account, Paths, Profile, Settings, read_config
from openai_sql_shell.config.settings import BOUNDS, setting
from openai_sql_shell.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path
    from typing import NoReturn

    from openai_sql_shell.config import ConfigFile
    from openai_sql_shell.config.config_file import Mode
    from openai_sql_shell.config.profiles import GivenKey
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.session.session import Session

MOST_CHANGED = 10
"""Objects that one statement may change in mode ``full``, unless a setting says otherwise."""
UNTOUCHED = 'mode="read_only" (there are mode="confirm" and mode="full")'

SANDBOX = "sandbox"
"""Name of the sandbox's profile."""
PROVISIONAL = Profile(SANDBOX, api_key_origin="the sandbox itself", sandbox=True)
"""That profile before the sandbox has an address."""
KEYS = ("api_key", "admin_key")


@frozen
class Choices:
    """What whoever opens a session may say. Not to be pickled: it may hold keys."""

    profile: str | None = None
    """A profile of the configuration file; None: the usual one."""
    mode: Mode | None = None
    """None: that of the profile, or else ``read_only``."""
    sandbox: bool | Path = False
    """Whether the sandbox is meant, or where one keeps its objects."""
    base_url: str | None = None
    api_key: GivenKey | None = field(default=None, repr=False)
    admin_key: GivenKey | None = field(default=None, repr=False)
    config: Path | None = None
    """The configuration file; None: the usual one, if there is one."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """As SET takes them; they win over the file's, and bounds among them hold."""
    at_most: Mapping[str, int] = field(default_factory=dict)
    """Settings that are bounds: where the setting is smaller it holds, else this."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("choices may hold keys, and are not pickled")

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> Choices:
        """Choices from the parameters of a URL or the options of a job, which others can read.

        >>> Choices.of_texts({"mode": "full", "max_changes": "50"})
        Choices(profile=None, mode='full', sandbox=False, base_url=None, config=None, settings={'max_changes': '50'}, at_most={})

        Raises:
            UsageError: there is no parameter of a name, one is given twice, or it is a key, which has no place there.
        """
        settings: dict[str, object] = {}
        chosen: dict[str, object] = {}
        for name, text in texts.items():
            word = name.lower().replace("-", "_")
            looks_like_one = any(part.lstrip().lower().startswith("sk-") for part in (name, text))
            if word in KEYS or "api_key" in word or looks_like_one:
                raise UsageError(
                    "a key has no place in a URL or an option, where others can read it",
                    hint="set OPENAI_API_KEY, or name its source in a profile; a program gives connect(api_key=...)",
                )
            if word not in TEXTS and word not in SETTINGS:
                raise _unknown("parameter", name, (*TEXTS, *SETTINGS))
            target = chosen if word in TEXTS else settings
            if word in target:
                raise UsageError(f"{word} is given twice")
            target[word] = TEXTS[word](text) if word in TEXTS else text
        return cls(**chosen, settings=settings)  # type: ignore[arg-type] # each by its own function


def _sandbox(text: str) -> bool | Path | str:
    word = text.strip().lower()
    return {"on": True, "true": True, "off": False, "false": False}.get(word, _path(text) if word else text)


def _is_path(value: object) -> bool:
    from pathlib import Path  # noqa: PLC0415 - as below

    return isinstance(value, Path)


def _path(text: str | Path) -> Path:
    from pathlib import Path  # noqa: PLC0415 - most sessions name none

    return Path(text)


TEXTS: dict[str, Callable[[str], object]] = {
    "profile": str,
    "mode": str,
    "sandbox": _sandbox,
    "base_url": str,
    "config": _path,
}
"""What may be chosen by text beside settings, and how it is read."""


class SessionOpener:
    """Sessions with the same choices, and the sandbox that they share. Safe for several threads, unlike each session."""

    def __init__(
        self,
        choices: Choices,
        environ: Mapping[str, str],
        confirm: Callable[[Preview], bool] | None = None,
    ) -> None:
        """Look at everything, open nothing.

        Args:
            choices: what was chosen.
            environ: variables, such as OPENAI_API_KEY.
            confirm: asks a person about a change, in mode ``confirm``; None: nobody can be asked.

        Raises:
            UsageError: a choice that cannot be, such as an unknown mode or profile; the configuration file cannot be read.
            UnknownName, InvalidValue: a setting that cannot be.
        """
        if choices.mode is not None and choices.mode not in MODES:
            raise _unknown("mode", str(choices.mode), MODES)
        self._choices = choices
        self._confirm = confirm
        self._paths = Paths.of(environ)
        self._file = read_config(choices.config or self._paths.existing_config_file)
        self._made = ExitStack()
        self._lock = threading.Lock()
        self._profile = chosen_profile(choices, environ, self._file)
        self._mode: Mode = choices.mode or self._profile.mode or "read_only"
        if confirm is not None and self._mode != "confirm":
            raise UsageError(f'nobody is asked in mode="{self._mode}"', hint='confirm= is for mode="confirm"')
        self._settings()

    @property
    def mode(self) -> Mode:
        """What its sessions may do."""
        return "read_only" if self.read_only else self._mode

    @property
    def profile(self) -> Profile:
        """Whose account is used."""
        return self._profile

    @property
    def read_only(self) -> bool:
        """No session can change anything: the profile, the mode or a setting says so."""
        return self._profile.read_only or self._settings().read_only

    def _settings(self) -> Settings:
        return chosen_settings(self._choices, self._file, self._mode)

    def session(self, beside: Session | None = None) -> Session:
        """One more session, perhaps over the transport of one before, closed after it; whoever asks closes it, and this behind it.

        Raises:
            UsageError: the directory of the sandbox is in use, or cannot be used.
        """
        with self._lock:
            if self._profile == PROVISIONAL:
                home = None if isinstance(self._choices.sandbox, bool) else self._choices.sandbox
                self._profile = self._made.enter_context(sandbox_profile(home))
        session = new_session(self._profile, self._settings(), self._paths, beside)
        session.confirm, session.confirm_each = self._confirm, self._mode == "confirm"
        return session

    def close(self) -> None:
        """Stop the sandbox."""
        self._made.close()


def chosen_profile(choices: Choices, environ: Mapping[str, str], file: ConfigFile) -> Profile:
    """The profile, with the keys that nobody has to be asked for.

    Raises:
        UsageError: there is none of the name, its address is none, or a key that is not to be had; the sandbox and another server.
    """
    for name in ("profile", "base_url"):
        chosen = getattr(choices, name)
        if chosen is not None and not str(chosen).strip():
            raise UsageError(f"{name}= is empty", hint=f"leave {name} out where the usual one is meant")
    if not isinstance(choices.sandbox, bool) and not _is_path(choices.sandbox):
        raise UsageError(f"sandbox= cannot be {choices.sandbox!r}", hint="it is True, or a directory")
    given = {name: key for name in KEYS if (key := getattr(choices, name)) is not None}
    if choices.sandbox:
        for name in ("profile", "base_url", *KEYS):
            if getattr(choices, name) is not None:
                raise UsageError(
                    f"sandbox= and {name}= exclude each other",
                    hint="the sandbox brings its own address and key",
                )
        return PROVISIONAL
    from openai_sql_shell.api.endpoint import Endpoint  # noqa: PLC0415 - the sandbox needs no look at its address

    profile = Account(environ, file, choices.profile, choices.base_url, given).resolve(ask=False)
    Endpoint.parse(profile.base_url)
    return profile


def chosen_settings(choices: Choices, file: ConfigFile, mode: Mode) -> Settings:
    """The settings of one session: the file's, then those that were chosen, and what the mode asks for. Bounds among the last two hold.

    Raises:
        UnknownName, InvalidValue: a setting that cannot be.
    """
    given = {setting(name).name: setting_text(name, value) for name, value in choices.settings.items()}
    texts = {**file.settings, **given}
    if mode == "full" and not any(setting(name).name == "max_changes" for name in texts):
        given["max_changes"] = texts["max_changes"] = str(MOST_CHANGED)
    settings = Settings.of(texts)
    for name, most in choices.at_most.items():
        if BOUNDS[name](most, getattr(settings, name)):
            given[name] = str(most)
            settings.set(name, given[name])
    for name, text in given.items():
        settings.hold(name, f"{name}={text}")
    if mode == "read_only":
        settings.read_only = True
        settings.hold("read_only", UNTOUCHED)
    return settings


def setting_text(name: str, value: object) -> str:
    """A value that a program gives for a setting, as SET takes it.

    >>> [setting_text(*pair) for pair in (("stats", True), ("max_changes", 50), ("cache", None), ("read_timeout", "2m"))]
    ['on', '50', 'off', '2m']

    Raises:
        UnknownName: there is no such setting.
    """
    kind = setting(name).kind
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple):
        return os.pathsep.join(map(str, value))
    return kind.show(None) if value is None else str(value)


def new_session(profile: Profile, settings: Settings, paths: Paths, beside: Session | None = None) -> Session:
    """A session that keeps things where this person's runs do; of the embedded sandbox nothing is written down that outlives its objects."""
    from openai_sql_shell.session.session import Session  # noqa: PLC0415 - the prompt's text comes first

    ledger_folder = profile.sandbox_dir if profile.sandbox else paths.state_folder
    return Session(profile, settings, paths=paths, ledger_folder=ledger_folder, beside=beside)


@contextmanager
def sandbox_profile(directory: Path | str | None, warm: object = None) -> Iterator[Profile]:
    """The profile of a sandbox that lives as long as the block; ``warm``: what takes long is made before anybody asks."""
    from openai_sql_shell.sandbox.server import Sandbox  # noqa: PLC0415 - a server only some runs need

    home = _path(directory).absolute() if directory else None
    with Sandbox(home) as sandbox:
        if warm:
            sandbox.warm()
        yield replace(
            PROVISIONAL,
            base_url=sandbox.url,
            api_key=sandbox.key,
            admin_key=sandbox.admin_key,
            sandbox_dir=home,
        )


def _unknown(kind: str, name: str, known: Collection[str]) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

    near = did_you_mean(get_close_matches(name.lower(), known))
    return UsageError(f'there is no {kind} "{name}"', hint=near or f"there are {', '.join(known)}")
