"""Containers: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    byte_count,
    creates,
    deletes,
    in_path,
    in_query,
    json_object,
    lists,
    optional,
    reads,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Returns, Service

CONTAINER_ID = in_path("container_id", "TODO", column="id")
OF_CONTAINER = in_path("container_id", "TODO", column="container_id")
FILE_ID = in_path("file_id", "TODO", column="id")

CONTAINERS = Resource(
    "containers",
    "containers",
    "Containers",
    "TODO",
    order_of_use=words("id status name created_at last_active_at expires_after memory_limit network_policy"),
    always=words("id object name created_at status"),
    columns=(
        text("id", "TODO"),
        text("object", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        text("status", "TODO"),
        unix_time("last_active_at", "TODO"),
        json_object("expires_after", "TODO", "anchor", "minutes"),
        text("memory_limit", "TODO", enum=words("1g 4g 16g 64g")),
        json_object("network_policy", "TODO", "type", "allowed_domains"),
    ),
    methods=(
        lists(
            "list_containers",
            "/containers",
            "TODO",
            in_query("name", "TODO", column="name"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
        ),
        reads("retrieve_container", "/containers/{container_id}", "TODO", CONTAINER_ID),
        creates(
            "create_container",
            "/containers",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            optional("file_ids", DataType.ARRAY, "TODO", items=DataType.STRING),
            optional(
                "expires_after",
                DataType.OBJECT,
                "TODO",
                column="expires_after",
                members=words("anchor minutes"),
            ),
            optional("skills", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            optional(
                "memory_limit", DataType.STRING, "TODO", column="memory_limit", enum=words("1g 4g 16g 64g")
            ),
            optional(
                "network_policy",
                DataType.OBJECT,
                "TODO",
                column="network_policy",
                members=words("type allowed_domains domain_secrets"),
            ),
        ),
        deletes(
            "delete_container", "/containers/{container_id}", "TODO", CONTAINER_ID, returns=Returns.EMPTY
        ),
    ),
)

FILES = Resource(
    "containers",
    "files",
    "Files",
    "TODO",
    order_of_use=words("id created_at container_id bytes path source"),
    always=words("id object container_id created_at bytes path source"),
    columns=(
        text("id", "TODO"),
        text("object", "TODO"),
        text("container_id", "TODO"),
        unix_time("created_at", "TODO"),
        byte_count("bytes", "TODO"),
        text("path", "TODO"),
        text("source", "TODO"),
    ),
    methods=(
        lists(
            "list_container_files",
            "/containers/{container_id}/files",
            "TODO",
            OF_CONTAINER,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
        ),
        reads(
            "retrieve_container_file",
            "/containers/{container_id}/files/{file_id}",
            "TODO",
            OF_CONTAINER,
            FILE_ID,
        ),
        creates(
            "create_container_file",
            "/containers/{container_id}/files",
            "TODO",
            OF_CONTAINER,
            optional("file_id", DataType.STRING, "TODO"),
            optional("file", DataType.STRING, "TODO", local_file=True),
            body=BodyKind.EITHER,
        ),
        deletes(
            "delete_container_file",
            "/containers/{container_id}/files/{file_id}",
            "TODO",
            OF_CONTAINER,
            FILE_ID,
            returns=Returns.EMPTY,
        ),
        acts(
            "retrieve_container_file_content",
            "/containers/{container_id}/files/{file_id}/content",
            "TODO",
            OF_CONTAINER,
            FILE_ID,
            http="GET",
            returns=Returns.BINARY,
            aliases=("retrieve",),
        ),
    ),
)

SERVICE = Service("containers", "Containers", "TODO", (CONTAINERS, FILES))
