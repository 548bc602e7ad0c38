"""Which handler serves which resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.handlers.files import FilesHandler
from openai_sql_shell.handlers.rest import RestHandler

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Resource

HANDLERS: dict[str, RestHandler] = {"rest": RestHandler(), "files": FilesHandler()}
"""By the name a resource declares. Handlers hold no state."""


def handler_of(resource: Resource) -> RestHandler:
    """The handler a resource declares."""
    return HANDLERS[resource.handler]
