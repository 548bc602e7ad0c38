"""Invites: one call makes them, under a resource of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store


def invite_user(store: Store, call: OperationCall) -> Json:
    """Invite somebody."""
    return make(store, "invites.invites", dict(call.body)).fields


OPERATIONS = {"users.invite_user": invite_user}
