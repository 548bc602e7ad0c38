"""Keys in, request headers out. A key is never in a repr, an error or a log."""

from __future__ import annotations

import re

from openai_sql_shell import secrets
from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import ConnectionProblem

VARIABLES = {KeyClass.API: "OPENAI_API_KEY", KeyClass.ADMIN: "OPENAI_ADMIN_KEY"}
"""The environment variable a key is usually found in."""

_HEADER_VALUE = re.compile(r"[!-~]+")
"""Printable ASCII without blanks."""
QUOTES = "\"'`"
"""What some readers of environment files leave around a value."""


@frozen
class Credentials:
    """API keys, organization and project of who asks. Empty strings count as unset."""

    api_key: str | None = field(default=None, repr=False)
    admin_key: str | None = field(default=None, repr=False)
    """For operations of the organization; the API takes neither key in place of the other."""
    organization: str | None = None
    project: str | None = None
    api_key_origin: str = "OPENAI_API_KEY"
    """Where the key comes from, in words."""
    admin_key_origin: str = "OPENAI_ADMIN_KEY"

    def origin(self, key: KeyClass) -> str:
        """Where a key comes from, in words."""
        return self.admin_key_origin if key is KeyClass.ADMIN else self.api_key_origin

    def mask(self, text: str) -> str:
        """Hide these keys, and whatever looks like a key, in a text."""
        return secrets.mask(text, filter(None, (self.api_key, self.admin_key)))

    def headers_for(self, key: KeyClass) -> dict[str, str]:
        """The headers that identify the caller of one operation.

        Organization and project go with the API key only: an admin key is bound to its organization.

        Raises:
            ConnectionProblem: the key this operation takes is missing, or is no key.
        """
        headers = {"Authorization": f"Bearer {self._key(key)}"}
        if key is KeyClass.API:
            headers |= _set(
                ("OpenAI-Organization", self.organization, "OPENAI_ORG_ID"),
                ("OpenAI-Project", self.project, "OPENAI_PROJECT_ID"),
            )
        return headers

    def _key(self, key: KeyClass) -> str:
        value = self.admin_key if key is KeyClass.ADMIN else self.api_key
        variable = VARIABLES[key]
        if not value:
            line = "admin_key" if key is KeyClass.ADMIN else "api_key"
            raise ConnectionProblem(
                f"no {'admin' if key is KeyClass.ADMIN else 'API'} key: {variable} is not set",
                hint=f"set {variable}, choose a profile with {line}_env, {line}_command or {line}_keyring, or try --sandbox",
            )
        return _checked(value, f"the key in {self.origin(key)}", self.origin(key))


def _set(*headers: tuple[str, str | None, str]) -> dict[str, str]:
    return {
        name: _checked(value, f"the value of {variable}", variable)
        for name, value, variable in headers
        if value
    }


def _checked(value: str, what: str, variable: str) -> str:
    if not _HEADER_VALUE.fullmatch(value) or value[0] in QUOTES or value[-1] in QUOTES:
        raise ConnectionProblem(
            f"{what} contains {_bad_character(value)} and cannot be sent",
            hint=f"set {variable} again: only the value itself, without blanks, quotes or line ends",
        )
    return value


def _bad_character(value: str) -> str:
    if any(character in "\r\n" for character in value):
        return "a line end"
    if any(character.isspace() for character in value):
        return "a blank"
    return "a quote" if _HEADER_VALUE.fullmatch(value) else "a character that is not printable ASCII"
