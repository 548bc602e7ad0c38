"""Invites: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    deletes,
    in_path,
    json_array,
    lists,
    optional,
    reads,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Paging, Resource, Service

INVITE_ID = in_path("invite_id", "TODO", column="id")

INVITES = Resource(
    "invites",
    "invites",
    "Invites",
    "TODO",
    order_of_use=words("id status role email created_at expires_at accepted_at projects"),
    always=words("object id email role status created_at projects"),
    columns=(
        text("object", "Always organization.invite.", enum=("organization.invite",)),
        text("id", "TODO"),
        text("email", "TODO"),
        text("role", "TODO", enum=words("owner reader")),
        state("status", "TODO", words("accepted expired pending"), failed=("expired",)),
        unix_time("created_at", "TODO"),
        unix_time("expires_at", "TODO"),
        unix_time("accepted_at", "TODO"),
        json_array("projects", "TODO", "id", "role"),
    ),
    methods=(
        lists(
            "list_invites",
            "/organization/invites",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("retrieve_invite", "/organization/invites/{invite_id}", "TODO", INVITE_ID, key=KeyClass.ADMIN),
        deletes("delete_invite", "/organization/invites/{invite_id}", "TODO", INVITE_ID, key=KeyClass.ADMIN),
    ),
)

USERS = Resource(
    "invites",
    "users",
    "Users",
    "TODO",
    aliases=("invites.invites",),
    order_of_use=(),
    columns=(),
    methods=(
        acts(
            "invite_user",
            "/organization/invites",
            "TODO",
            required("email", DataType.STRING, "TODO"),
            required("role", DataType.STRING, "TODO", enum=words("reader owner")),
            optional("projects", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            body=BodyKind.JSON,
            key=KeyClass.ADMIN,
            columns=(
                text("object", "Always organization.invite.", enum=("organization.invite",)),
                text("id", "TODO"),
                text("email", "TODO"),
                text("role", "TODO", enum=words("owner reader")),
                state("status", "TODO", words("accepted expired pending"), failed=("expired",)),
                unix_time("created_at", "TODO"),
                unix_time("expires_at", "TODO"),
                unix_time("accepted_at", "TODO"),
                json_array("projects", "TODO", "id", "role"),
            ),
            aliases=("invite",),
        ),
    ),
)

SERVICE = Service("invites", "Invites", "TODO", (INVITES, USERS))
