"""Admin api keys: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    creates,
    deletes,
    in_path,
    json_object,
    lists,
    optional,
    reads,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

KEY_ID = in_path("key_id", "TODO", column="id")

ADMIN_API_KEYS = Resource(
    "admin_api_keys",
    "admin_api_keys",
    "Admin api keys",
    "TODO",
    order_of_use=words("id name created_at redacted_value expires_at last_used_at owner"),
    always=words("object id redacted_value created_at owner"),
    columns=(
        text("object", "Always organization.admin_api_key.", enum=("organization.admin_api_key",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("redacted_value", "TODO"),
        unix_time("created_at", "TODO"),
        unix_time("expires_at", "TODO"),
        unix_time("last_used_at", "TODO"),
        json_object("owner", "TODO", "type", "object", "id", "name", "created_at", "role"),
    ),
    methods=(
        lists(
            "admin_api_keys_list",
            "/organization/admin_api_keys",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "admin_api_keys_get", "/organization/admin_api_keys/{key_id}", "TODO", KEY_ID, key=KeyClass.ADMIN
        ),
        creates(
            "admin_api_keys_create",
            "/organization/admin_api_keys",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            optional("expires_in_seconds", DataType.INTEGER, "TODO"),
            key=KeyClass.ADMIN,
            adds=(text("value", "TODO"),),
        ),
        deletes(
            "admin_api_keys_delete",
            "/organization/admin_api_keys/{key_id}",
            "TODO",
            KEY_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

SERVICE = Service("admin_api_keys", "Admin api keys", "TODO", (ADMIN_API_KEYS,))
