"""Containers: machines that models run code in, and the files there."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    STRING,
    acts,
    byte_count,
    creates,
    deletes,
    in_path,
    in_query,
    json_object,
    optional,
    pages,
    reads,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Resource, Returns, Service

PATH = "/containers/{container_id}"

CONTAINER_ID = in_path("container_id", "The container.", column="id")
OF_CONTAINER = in_path("container_id", "The container.", column="container_id")
FILE_ID = in_path("file_id", "The file.", column="id")

SIZES = words("1g 4g 16g 64g")

CONTAINERS = Resource(
    "containers",
    "containers",
    "Containers",
    "Machines that models run code in; they expire when they are not used.",
    id_prefix="cntr_",
    expected_rows=50,
    order_of_use=words("id name status created_at last_active_at memory_limit expires_after network_policy"),
    always=words("id object name created_at status"),
    columns=(
        text("id", "The container's identifier."),
        text("object", "Always container."),
        text("name", "Its name."),
        unix_time("created_at", "When it was made."),
        text("status", "Whether it can be used: running, expired."),
        unix_time("last_active_at", "When it was last used."),
        json_object("expires_after", "The rule by which it expires.", "anchor", "minutes"),
        text("memory_limit", "How much memory it has.", enum=SIZES),
        json_object("network_policy", "What it may reach.", "type", "allowed_domains"),
    ),
    methods=(
        pages(
            "list_containers",
            "/containers",
            "Containers of the project, a page at a time.",
            in_query("name", "Only containers with this name.", column="name"),
            order_column="created_at",
        ),
        reads("retrieve_container", PATH, "One container.", CONTAINER_ID),
        creates(
            "create_container",
            "/containers",
            "Start a container; its time is billed.",
            required("name", "Its name."),
            optional("file_ids", "Files to copy into it.", ARRAY, items=STRING),
            optional(
                "expires_after",
                "The anchor last_active_at and minutes.",
                OBJECT,
                members=words("anchor minutes"),
            ),
            optional("skills", "Skills it has.", ARRAY, items=OBJECT),
            optional("memory_limit", "How much memory it has; 1g without it.", enum=SIZES),
            optional(
                "network_policy",
                "What it may reach; nothing without it.",
                OBJECT,
                members=words("type allowed_domains domain_secrets"),
            ),
            billable=True,
        ),
        deletes(
            "delete_container",
            PATH,
            "Stop and remove a container with its files.",
            CONTAINER_ID,
            returns=Returns.EMPTY,
        ),
    ),
)

FILES = Resource(
    "containers",
    "files",
    "Container files",
    "Files in a container, put there by you or by code.",
    id_prefix="cfile_",
    expected_rows=50,
    order_of_use=words("id path bytes source created_at container_id"),
    always=words("id object container_id created_at bytes path source"),
    columns=(
        text("id", "The file's identifier."),
        text("object", "Always container.file."),
        text("container_id", "The container it is in."),
        unix_time("created_at", "When it was made."),
        byte_count("bytes", "The size."),
        text("path", "Where it is in the container."),
        text("source", "Who put it there: user or assistant."),
    ),
    methods=(
        pages(
            "list_container_files",
            f"{PATH}/files",
            "A container's files, a page at a time.",
            OF_CONTAINER,
            order_column="created_at",
        ),
        reads(
            "retrieve_container_file",
            f"{PATH}/files/{{file_id}}",
            "One file's description.",
            OF_CONTAINER,
            FILE_ID,
        ),
        creates(
            "create_container_file",
            f"{PATH}/files",
            "Put a file into a container: one that was uploaded, or one of this machine.",
            OF_CONTAINER,
            required("file_id", "A file that was uploaded.", unless="file", excludes=("file",)),
            optional("file", "The path of a file on this machine.", local_file=True),
            body=BodyKind.EITHER,
        ),
        deletes(
            "delete_container_file",
            f"{PATH}/files/{{file_id}}",
            "Remove a file from a container.",
            OF_CONTAINER,
            FILE_ID,
            returns=Returns.EMPTY,
        ),
        acts(
            "retrieve_container_file_content",
            f"{PATH}/files/{{file_id}}/content",
            "The file's bytes: written to @to, or shown where they are text.",
            OF_CONTAINER,
            FILE_ID,
            http="GET",
            returns=Returns.BINARY,
            aliases=("content", "download"),
        ),
    ),
)

SERVICE = Service("containers", "Containers", "Machines that models run code in.", (CONTAINERS, FILES))
