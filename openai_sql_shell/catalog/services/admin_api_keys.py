"""Admin API keys: keys for the organization itself, not for models."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    INTEGER,
    in_path,
    json_object,
    object_type,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.organization import creates, deletes, lists, reads

PATH = "/organization/admin_api_keys"
KEY_ID = in_path("key_id", "The key's identifier.", column="id")

ADMIN_API_KEYS = Resource(
    "admin_api_keys",
    "admin_api_keys",
    "Admin API keys",
    "Keys that manage the organization, without their secret.",
    id_prefix="key_",
    expected_rows=20,
    order_of_use=words("id name redacted_value created_at last_used_at expires_at owner"),
    always=words("object id redacted_value created_at owner"),
    columns=(
        object_type("organization.admin_api_key"),
        text("id", "The key's identifier."),
        text("name", "Its name."),
        text("redacted_value", "The key with its middle left out."),
        unix_time("created_at", "When the key was made."),
        unix_time("expires_at", "When it stops working."),
        unix_time("last_used_at", "When it was used last."),
        json_object("owner", "Whose key it is.", *words("type object id name created_at role")),
    ),
    methods=(
        lists("admin_api_keys_list", PATH, "The organization's admin keys, a page at a time."),
        reads("admin_api_keys_get", f"{PATH}/{{key_id}}", "One admin key.", KEY_ID),
        creates(
            "admin_api_keys_create",
            PATH,
            "Make an admin key; its value is shown this once.",
            required("name", "Its name."),
            optional("expires_in_seconds", "After how many seconds it stops working.", INTEGER),
            adds=(text("value", "The key itself, shown this once.", secret=True),),
        ),
        deletes(
            "admin_api_keys_delete",
            f"{PATH}/{{key_id}}",
            "Revoke an admin key; it stops working at once.",
            KEY_ID,
        ),
    ),
)

SERVICE = Service("admin_api_keys", "Admin API keys", "Keys that manage the organization.", (ADMIN_API_KEYS,))
