"""Invites: people who were asked to join the organization."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    in_path,
    json_array,
    object_type,
    optional,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Resource, Service
from openai_sql_shell.catalog.organization import acts, creates, deletes, lists, reads

INVITE_ID = in_path("invite_id", "The invite.", column="id")

COLUMNS = (
    object_type("organization.invite"),
    text("id", "The invite's identifier."),
    text("email", "Who was invited."),
    text("role", "The role they will have.", enum=words("owner reader")),
    state(
        "status",
        "Whether they joined.",
        words("accepted expired pending"),
        done=("accepted",),
        failed=("expired",),
    ),
    unix_time("created_at", "When the invite was sent.", aliases=("invited_at",)),
    unix_time("expires_at", "When it can no longer be accepted."),
    unix_time("accepted_at", "When they joined."),
    json_array("projects", "The projects they will belong to, with their role in each.", "id", "role"),
)

ASKED = (
    required("email", "Who is invited."),
    required("role", "The role they will have.", enum=words("reader owner")),
    optional("projects", "Projects to join, each with id and role.", ARRAY, items=OBJECT),
)

INVITES = Resource(
    "invites",
    "invites",
    "Invites",
    "Invitations to the organization, open and past.",
    id_prefix="invite-",
    expected_rows=50,
    order_of_use=words("id email status role created_at expires_at accepted_at projects"),
    always=words("object id email role status created_at projects"),
    columns=COLUMNS,
    methods=(
        lists("list_invites", "/organization/invites", "Invites of the organization, a page at a time."),
        reads("retrieve_invite", "/organization/invites/{invite_id}", "One invite.", INVITE_ID),
        creates("create_invite", "/organization/invites", "Invite somebody by mail.", *ASKED),
        deletes(
            "delete_invite",
            "/organization/invites/{invite_id}",
            "Take an invite back; one that was accepted stays.",
            INVITE_ID,
        ),
    ),
)

USERS = Resource(
    "invites",
    "users",
    "Invited users",
    "StackQL's place for the sending of invites; INSERT INTO openai.invites.invites does the same.",
    hint="read and send invites as openai.invites.invites",
    order_of_use=words("id email status role created_at expires_at accepted_at projects"),
    columns=COLUMNS,
    methods=(
        acts(
            "invite_user",
            "/organization/invites",
            "Invite somebody by mail.",
            *ASKED,
            body=BodyKind.JSON,
            aliases=("invite",),
        ),
    ),
)

SERVICE = Service("invites", "Invites", "People who were asked to join.", (INVITES, USERS))
