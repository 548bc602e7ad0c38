"""A URL of an engine to the arguments of `connect`. Whatever is in it is understood or an error, and nothing of it that may be a key is repeated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy.exc import ArgumentError

from openai_sql_shell.classes import replace
from openai_sql_shell.dbapi.typecodes import TIMES
from openai_sql_shell.errors import OpenAISqlError, UsageError
from openai_sql_shell.opening import SANDBOX, TEXTS, Choices, SessionOpener

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

FORM = "openai://, openai:///sandbox, or openai://?profile=NAME&mode=MODE"
KEY_PLACE = 'a key is given by create_engine(..., connect_args={"api_key": ...}), a profile or OPENAI_API_KEY'
TIMES_NAME = "times"
NO_PLACE = (
    ("user name", "username", KEY_PLACE),
    ("password", "password", KEY_PLACE),
    ("host", "host", "another server is openai://?base_url=..., the sandbox openai:///sandbox"),
    ("port", "port", "another server is openai://?base_url=..."),
)
"""What a URL of another database has, and what is said instead."""


def connect_arguments(url: URL) -> dict[str, object]:
    """What `connect` is called with for a URL; nothing is opened, and no key is asked for.

    Raises:
        ArgumentError: a part or parameter that has no place there, is not known, or whose value cannot be.
    """
    for what, part, instead in NO_PLACE:
        if getattr(url, part) is not None:
            raise ArgumentError(f"an openai:// URL has no {what}: {instead}")
    if url.database not in (None, "", SANDBOX):
        raise ArgumentError(f"the path of an openai:// URL is /{SANDBOX} or nothing: {FORM}")
    try:
        texts = dict(map(_single, url.query.items()))
        if url.database == SANDBOX:
            if any(name.lower() == SANDBOX for name in texts):
                raise UsageError("sandbox is given twice", hint=FORM)
            texts[SANDBOX] = "on"
        named = [name for name in texts if name.lower() == TIMES_NAME]
        if len(named) > 1:
            raise UsageError(f"{TIMES_NAME} is given twice", hint=FORM)
        times = dict.fromkeys((TIMES_NAME,), texts.pop(*named)) if named else {}
        choices = Choices.of_texts(texts)
        if not set(times.values()) <= set(TIMES):
            raise UsageError(f"{TIMES_NAME} cannot be that", hint=f"there are {', '.join(TIMES)}")
        # The key may come with connect_args: one is promised, and never asked for.
        SessionOpener(choices if choices.sandbox else replace(choices, api_key=str), os.environ).close()
    except OpenAISqlError as error:
        raise ArgumentError(
            f"{error.message}\nhint: {error.hint}" if error.hint else error.message
        ) from error
    chosen = {name: value for name in TEXTS if (value := getattr(choices, name)) is not None}
    return {**chosen, **choices.settings, **times}


def _single(item: tuple[str, str | tuple[str, ...]]) -> tuple[str, str]:
    name, text = item
    if not isinstance(text, str):
        raise UsageError("a parameter is given twice", hint=FORM)
    return name, text
