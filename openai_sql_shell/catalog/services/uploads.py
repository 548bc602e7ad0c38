"""Uploads: files too large for one request, sent in parts."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    INTEGER,
    STRING,
    acts,
    byte_count,
    creates,
    in_path,
    json_object,
    object_type,
    optional,
    required,
    state,
    text,
    unix_time,
)
from openai_sql_shell.catalog.model import BodyKind, Jobs, Recorded, Resource, Service
from openai_sql_shell.catalog.services.files import EXPIRES_AFTER

UPLOAD_ID = in_path("upload_id", "The upload.", column="id")
NOT_READABLE = "the API shows an upload only in answers to INSERT and EXEC; add RETURNING * to the INSERT"

UPLOADS = Resource(
    "uploads",
    "uploads",
    "Uploads",
    "Large files on their way, up to 8 GB; each must be completed within an hour.",
    id_prefix="upload_",
    recorded=Recorded(),
    jobs=Jobs(
        "upload",
        """
        SELECT o.id, iif(s.status = 'pending' AND o.made_at < :now - 3600, 'expired', s.status) AS status, o.made_at AS created_at,
            iif(s.status <> 'pending', s.seen_at, iif(o.made_at < :now - 3600, o.made_at + 3600, NULL)) AS ended_at,
            o.made_at + 3600 AS due_at
        FROM local.objects o JOIN (
            SELECT account, id, status, max(seen_at) AS seen_at FROM local.sightings
            WHERE resource = 'openai.uploads.uploads' GROUP BY account, id
        ) s ON s.id = o.id AND s.account = o.account
        WHERE o.resource = 'openai.uploads.uploads' AND o.account = :account ORDER BY o.made_at DESC
        """,
    ),
    order_of_use=("id", "status", "filename", "bytes", "created_at", "expires_at", "purpose", "file"),
    columns=(
        text("id", "The upload's identifier."),
        byte_count("bytes", "The announced size."),
        unix_time("created_at", "When the upload was announced."),
        unix_time("expires_at", "When it must be completed."),
        json_object(
            "file",
            "The finished file.",
            "id",
            "bytes",
            "created_at",
            "expires_at",
            "filename",
            "object",
            "purpose",
            "status",
            "status_details",
        ),
        text("filename", "The name the file will have."),
        object_type("upload"),
        text("purpose", "What the file is for."),
        state(
            "status",
            "Where the upload stands.",
            ("pending", "completed", "cancelled", "expired"),
            done=("completed",),
            failed=("expired",),
            stopped=("cancelled",),
        ),
    ),
    methods=(
        creates(
            "create_upload",
            "/uploads",
            "Announce an upload.",
            required("filename", "The name the file will have.", example="requests.jsonl"),
            required("purpose", "What the file is for.", enum=("assistants", "batch", "fine-tune", "vision")),
            required("bytes", "The size of the whole file.", INTEGER, example=1024),
            required("mime_type", "The media type, such as application/jsonl.", example="application/jsonl"),
            EXPIRES_AFTER,
        ),
        acts(
            "cancel_upload",
            "/uploads/{upload_id}/cancel",
            "Give an upload up.",
            UPLOAD_ID,
            aliases=("cancel",),
        ),
        acts(
            "complete_upload",
            "/uploads/{upload_id}/complete",
            "Put the parts together into a file.",
            UPLOAD_ID,
            required(
                "part_ids",
                "The parts, in the order of their bytes.",
                ARRAY,
                items=STRING,
                leads_to="uploads.upload_parts",
            ),
            optional("md5", "The checksum the whole must have."),
            body=BodyKind.JSON,
            aliases=("complete",),
        ),
    ),
    look="SELECT * FROM openai.files.files ORDER BY created_at DESC LIMIT 10",
    hint=NOT_READABLE,
)

UPLOAD_PARTS = Resource(
    "uploads",
    "upload_parts",
    "Upload parts",
    "Pieces of an upload, up to 64 MB each.",
    id_prefix="part_",
    columns=(
        text("id", "The part's identifier."),
        unix_time("created_at", "When the part arrived."),
        object_type("upload.part"),
        text("upload_id", "The upload it belongs to."),
    ),
    methods=(
        creates(
            "add_upload_part",
            "/uploads/{upload_id}/parts",
            "Send one piece, read from a file on this machine.",
            in_path("upload_id", "The upload it belongs to.", column="upload_id"),
            required("data", "The path of the piece on this machine.", local_file=True, example="part-1.bin"),
            body=BodyKind.MULTIPART,
            aliases=("create", "add"),
        ),
    ),
    hint=NOT_READABLE,
)

SERVICE = Service("uploads", "Uploads", "Send very large files in parts.", (UPLOADS, UPLOAD_PARTS))
