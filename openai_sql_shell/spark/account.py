"""The driver's side of an account: a connection that only reads, and which variable has the key on every machine."""

from __future__ import annotations

import logging
import os
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.config import Account, Paths, read_config
from openai_sql_shell.config.key_sources import KEYS
from openai_sql_shell.dbapi.connection import Connection
from openai_sql_shell.opening import Choices, SessionOpener
from openai_sql_shell.spark.keys import key_of
from openai_sql_shell.spark.shares import ServerPlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.dbapi.cursor import Cursor
    from openai_sql_shell.spark.options import AccountOptions

API_KEY = "api_key"
LOG = logging.getLogger("openai_sql.spark")
"""The host's log."""


@contextmanager
def connected(options: AccountOptions) -> Iterator[tuple[Connection, str]]:
    """A connection while the block runs, and the name of the variable with the key. Sends nothing yet.

    Raises:
        UsageError: there is no such profile, or no key in the variable.
    """
    environ = os.environ
    variable = options.key_env or _variable(options, environ)
    key = key_of(variable, environ) if options.key_env else None
    choices = Choices(options.profile, base_url=options.base_url, api_key=key)
    with closing(Connection(SessionOpener(choices, environ))) as connection:
        yield connection, variable


def tell(cursor: Cursor) -> None:
    """Have what a statement has to say beside its rows in the host's log."""
    for _, notice in cursor.messages:
        LOG.warning("%s", notice)


def _variable(options: AccountOptions, environ: Mapping[str, str]) -> str:
    """The variable that the profile names, or the usual one: workers have neither its command nor its keyring."""
    file = read_config(Paths.of(environ).existing_config_file)
    source = Account(environ, file, options.profile, options.base_url).key_source(API_KEY)
    return KEYS[API_KEY] if source.asks else source.text


def place(connection: Connection, variable: str) -> ServerPlace:
    """What workers need to know to ask the same server in the same way."""
    profile, settings = connection.session.profile, connection.session.settings
    return ServerPlace(
        profile.base_url,
        profile.organization,
        profile.project,
        variable,
        settings.connect_timeout,
        settings.read_timeout,
        settings.retries,
    )
