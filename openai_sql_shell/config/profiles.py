"""Profiles: which API to talk to, with whose key.

An option wins over the profile, the profile over the environment, the environment over the default. Each value is `Found` with
the place it comes from, so that what a run uses and what ``config show`` says cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from openai_sql_shell.classes import field, frozen
from openai_sql_shell.config.config_file import ConfigFile
from openai_sql_shell.config.key_sources import KEYS, KINDS, KeySource
from openai_sql_shell.errors import UsageError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openai_sql_shell.config.config_file import Mode

DEFAULT_BASE_URL = "https://api.openai.com/v1"
OFFICIAL = re.compile(r"https://(?:\w+\.)?api\.openai\.com(?::443)?(?:/|$)", re.IGNORECASE)
"""OpenAI's own hosts, those of its regions among them."""
DEFAULT_NAME = "default"
"""Name of the profile that only the environment makes, unless the file has one of this name."""
VARIABLES = {
    "base_url": "OPENAI_BASE_URL",
    "organization": "OPENAI_ORG_ID",
    "project": "OPENAI_PROJECT_ID",
}
DEFAULTS = {"base_url": DEFAULT_BASE_URL, "read_only": "off"}
NO_FILE = ConfigFile()
GivenKey = str | Callable[[], str]
"""A key, or a function that tells it when it is needed."""


@frozen
class Profile:
    """One account at one address."""

    name: str
    base_url: str = DEFAULT_BASE_URL
    """As it was given; `api` checks it."""
    api_key: str | None = field(default=None, repr=False)
    admin_key: str | None = field(default=None, repr=False)
    organization: str | None = None
    project: str | None = None
    api_key_origin: str = field(default=KEYS["api_key"], compare=False)
    """Where the key comes from, in words: the variable, command or keyring entry."""
    admin_key_origin: str = field(default=KEYS["admin_key"], compare=False)
    read_only: bool = False
    """Whatever the mode."""
    mode: Mode | None = None
    """Of programs that say no other; a person's shell has none."""
    sandbox: bool = False
    """The address is that of the embedded server."""
    sandbox_dir: Path | None = None
    """Where the embedded server keeps its objects; None: nowhere, or it is another server."""
    ask: Callable[[], Profile] | None = field(default=None, repr=False, compare=False)
    """Makes the same profile with the keys that a command or the keyring has; None: there are none to be asked for."""

    @property
    def conforming(self) -> bool:
        """Its server is known to keep to the API's description: OpenAI's own, or the embedded one."""
        return self.sandbox or OFFICIAL.match(self.base_url) is not None

    @property
    def identity(self) -> tuple[str, str, str]:
        """What tells the account from others: address, organization, and a project where one is named, because keys come and go; or else the key."""
        if self.sandbox_dir is not None:
            return f"sandbox {self.sandbox_dir}", "", ""
        own = self.project or self.api_key or self.admin_key
        return self.base_url.rstrip("/"), self.organization or "", own or ""

    def complete(self) -> Profile:
        """The profile with all of its keys; asking for them may take seconds.

        Raises:
            UsageError: who was asked has no key.
        """
        return self if self.ask is None else self.ask()


@frozen
class Found:
    """A value and where it comes from."""

    value: str | None
    origin: str
    """``default``, ``file:line``, ``environment VARIABLE`` or ``option --name``."""


@frozen
class Account:
    """Everything a profile can come from. An empty variable counts as unset."""

    environment: Mapping[str, str]
    file: ConfigFile = NO_FILE
    profile: str | None = None
    """``--profile``."""
    base_url: str | None = None
    """``--base-url``."""
    given: Mapping[str, GivenKey] = field(default_factory=dict, repr=False)
    """Keys that a program gave, before every other source."""

    def name(self) -> Found:
        """Which profile."""
        if self.profile:
            return Found(self.profile, "option --profile")
        if self.file.default_profile:
            return Found(self.file.default_profile, self.file.place("default_profile"))
        return Found(DEFAULT_NAME, "default")

    def table(self) -> Mapping[str, object]:
        """What the file says about it.

        Raises:
            UsageError: the file has no such profile; names the nearest.
        """
        name = str(self.name().value)
        if name in self.file.profiles:
            return self.file.profiles[name]
        if name == DEFAULT_NAME:
            return {}
        raise _unknown(name, self.file)

    def found(self, field_name: str) -> Found:
        """A field that is no key."""
        variable = VARIABLES.get(field_name, "")
        if field_name == "base_url" and self.base_url:
            return Found(self.base_url, "option --base-url")
        written = self.table().get(field_name)
        if isinstance(written, bool):
            return Found("on" if written else "off", self.place(field_name))
        if written:
            return Found(str(written), self.place(field_name))
        if value := self.environment.get(variable):
            return Found(value, f"environment {variable}")
        return Found(DEFAULTS.get(field_name), "default")

    def key_source(self, key: str) -> KeySource:
        """Where ``api_key`` or ``admin_key`` is."""
        table = self.table()
        for kind in KINDS:
            line = f"{key}_{kind}"
            if line in table:
                return KeySource(kind, str(table[line]), line)
        return KeySource("env", KEYS[key])

    def key(self, key: str) -> Found:
        """Whether a key is set, as far as can be said without asking for it."""
        source = self.key_source(key)
        named = f", {self.place(source.line)}" if source.line else ""
        if source.kind != "env":
            return Found("not asked", f"{source.kind}{named}")
        state = "set" if self.environment.get(source.text) else "not set"
        return Found(state, f"environment {source.text}{named}")

    def key_origin(self, key: str) -> str:
        """Who has a key, in words; never what a line of the file holds in place of a variable's name."""
        if key in self.given:
            return f"{key}="
        source = self.key_source(key)
        if source.line is None:
            return source.text
        what = {"env": source.text, "command": "the command", "keyring": "the keyring entry"}[source.kind]
        return f"{what} of {source.line} ({self.place(source.line)})"

    def place(self, field_name: str) -> str:
        """File and line of a field of the profile."""
        return self.file.place(f"profiles.{self.name().value}.{field_name}")

    def resolve(self, *, ask: bool = True) -> Profile:
        """The profile that options, configuration file and environment make together.

        ``ask`` commands and the keyring for keys at once; without, `Profile.complete` does it.

        Raises:
            UsageError: the file has no such profile, or a source of a key that the profile names, or that was given, has none.
        """
        name = str(self.name().value)
        sources = {key: self.key_source(key) for key in KEYS if key not in self.given}
        later = not ask and (
            any(source.asks for source in sources.values()) or any(map(callable, self.given.values()))
        )

        def fetched(key: str) -> str | None:
            if key in self.given:
                return _told(key, self.given[key], ask=ask)
            source = sources[key]
            return None if source.asks and not ask else source.fetch(name, self.environment)

        return Profile(
            name=name,
            base_url=self.found("base_url").value or DEFAULT_BASE_URL,
            api_key=fetched("api_key"),
            admin_key=fetched("admin_key"),
            organization=self.found("organization").value,
            project=self.found("project").value,
            api_key_origin=self.key_origin("api_key"),
            admin_key_origin=self.key_origin("admin_key"),
            read_only=bool(self.table().get("read_only")),
            mode=self.table().get("mode"),  # type: ignore[arg-type] # the file was checked
            ask=self.resolve if later else None,
        )


def _told(key: str, given: GivenKey, *, ask: bool) -> str | None:
    """A key that a program gave; None: a function knows it, which is not to be asked yet."""
    if callable(given) and not ask:
        return None
    told: object = given() if callable(given) else given
    if not isinstance(told, str) or not told.strip():
        raise UsageError(
            f"{key}= gave no key", hint="give a text that is not empty, or a function that returns one"
        )
    return told


def _unknown(name: str, file: ConfigFile) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for a misspelt name only

    where = f" in {file.path}" if file.path else ""
    known = ", ".join(file.profiles)
    return UsageError(
        f'there is no profile "{name}"{where}',
        hint=did_you_mean(get_close_matches(name, file.profiles))
        or (f"it has {known}" if known else f"add it as a table [profiles.{name}] to the configuration file"),
    )
