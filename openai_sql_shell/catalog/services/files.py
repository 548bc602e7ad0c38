"""Files: what other resources read from and write to."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    OBJECT,
    acts,
    byte_count,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    lists,
    object_type,
    optional,
    reads,
    reads_lines,
    required,
    state,
    text,
    unix_time,
)
from openai_sql_shell.catalog.model import (
    BodyKind,
    Lines,
    LineShape,
    Paging,
    Recorded,
    Resource,
    Returns,
    Service,
)

FILE_PURPOSES = (
    "assistants",
    "assistants_output",
    "batch",
    "batch_output",
    "fine-tune",
    "fine-tune-results",
    "vision",
    "user_data",
)

UPLOAD_PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")

FILE_ID = in_path("file_id", "The file.", column="id")

EXPIRES_AFTER = optional(
    "expires_after",
    "When the file is deleted: the anchor created_at and seconds, from an hour to 30 days.",
    OBJECT,
    members=("anchor", "seconds"),
)

FILES = Resource(
    "files",
    "files",
    "Files",
    "Uploaded files and files that jobs wrote.",
    id_prefix="file-",
    dashboard="/storage/files/",
    recorded=Recorded(),
    order_of_use=("id", "filename", "bytes", "purpose", "created_at", "status", "expires_at"),
    columns=(
        text("id", "The file's identifier."),
        byte_count("bytes", "The size."),
        unix_time("created_at", "When the file was made."),
        unix_time("expires_at", "When the file will be deleted."),
        text("filename", "The name it was uploaded with."),
        object_type("file"),
        text("purpose", "What the file is for.", enum=FILE_PURPOSES),
        state(
            "status",
            "Whether the file can be used; deprecated.",
            ("uploaded", "processed", "error"),
            done=("uploaded", "processed"),
            failed=("error",),
        ),
        text("status_details", "Why a file for fine-tuning was refused; deprecated."),
    ),
    methods=(
        lists(
            "list_files",
            "/files",
            "Files of the project.",
            in_query("purpose", "Only files with this purpose.", column="purpose", enum=FILE_PURPOSES),
            paging=Paging.AFTER_LAST_ID,
            max_page=10_000,
            order_column="created_at",
        ),
        reads("retrieve_file", "/files/{file_id}", "One file's description.", FILE_ID),
        creates(
            "create_file",
            "/files",
            "Upload a file from this machine, up to 512 MB.",
            required("file", "The path of the file on this machine.", local_file=True),
            required("purpose", "What the file is for.", enum=UPLOAD_PURPOSES),
            EXPIRES_AFTER,
            body=BodyKind.MULTIPART,
        ),
        deletes("delete_file", "/files/{file_id}", "Remove a file, also from every vector store.", FILE_ID),
        acts(
            "download_file",
            "/files/{file_id}/content",
            "The file's bytes: written to @to, or shown where they are text.",
            FILE_ID,
            http="GET",
            returns=Returns.BINARY,
            aliases=("content", "download"),
        ),
    ),
)

FILE_LINES = Resource(
    "files",
    "file_lines",
    "Lines of files",
    "The lines of a text file, such as JSON lines.",
    hint="WHERE file_id = ... names the file",
    expected_rows=50_000,
    order_of_use=("line", "content", "bytes", "file_id"),
    columns=(
        text("file_id", "The file."),
        integer("line", "The number of the line, from 1; blank lines count, and have no row."),
        text("content", "The line without its end; bytes that are no UTF-8 become U+FFFD."),
        byte_count("bytes", "How long the line is in the file."),
    ),
    more=(text("raw", "The same as content."),),
    methods=(
        reads_lines(
            "list_file_lines",
            "/files/{file_id}/content",
            "The lines of a file, as they arrive; LIMIT ends the download.",
            in_path("file_id", "The file.", column="file_id"),
            lines=Lines(LineShape.ANY),
        ),
    ),
)

ORPHANS = Resource(
    "files",
    "orphans",
    "Orphans",
    "Files of batches that no batch names any more, an hour after they were made; other uses of a file are not looked at.",
    id_prefix=None,
    order_of_use=FILES.order_of_use,
    columns=FILES.columns,
    methods=(),
    hint="it is a query; DELETE FROM openai.files.files WHERE id IN (SELECT id FROM openai.files.orphans) deletes them",
    view="""
        WITH used(id) AS MATERIALIZED (
            SELECT input_file_id FROM openai.batch.batches UNION SELECT output_file_id FROM openai.batch.batches
            UNION SELECT error_file_id FROM openai.batch.batches
        )
        SELECT f.* FROM openai.files.files f
        WHERE f.purpose IN ('batch', 'batch_output') AND f.created_at < unixepoch('now', '-1 hour')
            AND NOT EXISTS (SELECT 1 FROM used u WHERE u.id = f.id)
    """,
)

SERVICE = Service("files", "Files", "Upload, list, download and remove files.", (FILES, FILE_LINES, ORPHANS))
