"""What the session is used for while the server misbehaves: one statement each, and what is right."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from promises.account import MADE_JOB

NUMBERS = range(1, 8)
NEWEST = tuple(reversed(NUMBERS))
BATCH = "INTO openai.batch.batches (input_file_id, endpoint, completion_window) VALUES"
JOB = "('file-1', '/v1/responses', '24h')"


@dataclass(frozen=True)
class Use:
    """One statement."""

    name: str
    kind: str
    """Which column of the table of behaviours holds."""
    sql: str
    """``{here}`` is a directory of this cell alone."""
    struck: str
    """Verb and path of the requests that a behaviour befalls; ``*`` and ``?`` stand for characters."""
    rows: tuple = ()
    """The right ones; a change without RETURNING has none."""
    done: tuple[str, ...] = ()
    """What is changed on the server where all goes well."""
    body: bytes = b""
    """A part of the body of the requests that are struck."""
    absent: tuple | None = None
    """The right rows where the struck object does not exist; None: the person named it, and it is an error."""
    empty: tuple = ()
    """The right rows where the struck list is empty."""
    wide: str = ""
    """Verb and path of everything that is struck where a behaviour befalls the whole resource."""
    narrow: bool = False
    """Only what a server does to lists matters: all else is the same as for the other lists."""
    named: tuple[str, ...] = ()
    """What a message has to name when it ends early: the job that was made."""

    def strikes(self, exchange, *, everywhere=False):
        line = f"{exchange.verb} {exchange.target.partition('?')[0].removeprefix('/v1')}"
        return fnmatchcase(line, (everywhere and self.wide) or self.struck) and self.body in exchange.sent

    def right(self, word):
        """The right rows for a word of the table."""
        if word == "empty":
            return list(self.empty)
        return list((self.absent or ()) if word == "absent" else self.rows)


CHILDREN = tuple((f"vs_{p}", f"file-{n}") for p in (3, 2, 1) for n in (4, 3, 2, 1))

USES = (
    Use(
        "list",
        "list",
        "SELECT id, status FROM openai.batch.batches",
        "GET /batches",
        tuple((f"batch_{n}", "completed") for n in NEWEST),
    ),
    Use(
        "filter",
        "list",
        "SELECT id, filename FROM openai.files.files WHERE purpose = 'batch'",
        "GET /files",
        tuple((f"file-{n}", f"name-{n}") for n in NEWEST if n % 2),
        narrow=True,
    ),
    Use(
        "parameter",
        "list",
        "SELECT id FROM openai.vector_stores.vector_store_files"
        " WHERE vector_store_id = 'vs_1' AND filter = 'failed'",
        "GET /vector_stores/vs_1/files",
        (("file-4",), ("file-2",)),
        narrow=True,
    ),
    Use(
        "order",
        "list",
        "SELECT id, filename FROM openai.files.files ORDER BY created_at LIMIT 4",
        "GET /files",
        tuple((f"file-{n}", f"name-{n}") for n in (1, 2, 3, 4)),
    ),
    Use(
        "column",
        "list",
        "SELECT b.id, f.filename FROM openai.batch.batches b"
        " JOIN openai.files.files f ON f.created_at = b.created_at",
        "GET /files",
        tuple((f"batch_{n}", f"name-{n}") for n in NEWEST),
    ),
    Use(
        "children",
        "list",
        "SELECT v.id, f.id FROM openai.vector_stores.vector_stores v"
        " JOIN openai.vector_stores.vector_store_files f ON f.vector_store_id = v.id",
        "GET /vector_stores/vs_2/files",
        CHILDREN,
        absent=tuple(row for row in CHILDREN if row[0] != "vs_2"),
        empty=tuple(row for row in CHILDREN if row[0] != "vs_2"),
        wide="GET /vector_stores/*/files",
    ),
    Use(
        "whole",
        "list",
        "SELECT id, owned_by FROM openai.models.models",
        "GET /models",
        tuple((f"model-{n}", "me") for n in range(5)),
        narrow=True,
    ),
    Use(
        "get",
        "object",
        "SELECT id, filename FROM openai.files.files WHERE id = 'file-2'",
        "GET /files/file-2",
        (("file-2", "name-2"),),
    ),
    Use(
        "in",
        "object",
        "SELECT id, filename FROM openai.files.files WHERE id IN ('file-1', 'file-2', 'file-3')",
        "GET /files/file-2",
        tuple((f"file-{n}", f"name-{n}") for n in (1, 2, 3)),
        absent=(("file-1", "name-1"), ("file-3", "name-3")),
    ),
    Use(
        "join",
        "object",
        "SELECT b.id, f.filename FROM openai.batch.batches b"
        " JOIN openai.files.files f ON f.id = b.input_file_id",
        "GET /files/file-2",
        tuple((f"batch_{n}", f"name-{n}") for n in NEWEST),
        absent=tuple((f"batch_{n}", f"name-{n}") for n in NEWEST if n != 2),
    ),
    Use(
        "delete the oldest",
        "list",
        "DELETE FROM openai.files.files WHERE id IN"
        " (SELECT id FROM openai.files.files ORDER BY created_at LIMIT 2)",
        "GET /files",
        done=("deleted file-1", "deleted file-2"),
    ),
    Use(
        "insert",
        "change",
        f"INSERT {BATCH} {JOB} RETURNING id, input_file_id",
        "POST /batches",
        ((MADE_JOB, "file-1"),),
        done=("made file-1",),
    ),
    Use(
        "bulk insert",
        "change",
        "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a'), ('b'), ('c'), ('d')",
        "POST /vector_stores",
        done=("made a", "made b", "made c", "made d"),
        body=b'"b"',
    ),
    Use(
        "update",
        "change",
        "UPDATE openai.vector_stores.vector_stores SET name = 'new' WHERE id = 'vs_1'",
        "POST /vector_stores/vs_1",
        done=("renamed vs_1 to new",),
    ),
    Use(
        "bulk update",
        "change",
        "UPDATE openai.vector_stores.vector_stores SET name = 'new' WHERE id IN ('vs_1', 'vs_2', 'vs_3')",
        "POST /vector_stores/vs_2",
        done=("renamed vs_1 to new", "renamed vs_2 to new", "renamed vs_3 to new"),
    ),
    Use(
        "upload",
        "change",
        "INSERT INTO openai.files.files (file, purpose) VALUES ('{here}/new.jsonl', 'batch') RETURNING id",
        "POST /files",
        (("file-of-new.jsonl",),),
        done=("uploaded new.jsonl",),
    ),
    Use(
        "delete",
        "delete",
        "DELETE FROM openai.files.files WHERE id = 'file-2'",
        "DELETE /files/file-2",
        done=("deleted file-2",),
    ),
    Use(
        "bulk delete",
        "delete",
        "DELETE FROM openai.files.files WHERE id IN ('file-1', 'file-2', 'file-3', 'file-4')",
        "DELETE /files/file-2",
        done=tuple(f"deleted file-{n}" for n in (1, 2, 3, 4)),
    ),
    Use(
        "await",
        "look",
        f"INSERT /*+ AWAIT TIMEOUT=20s */ {BATCH} {JOB} RETURNING id, status",
        f"GET /batches/{MADE_JOB}",
        ((MADE_JOB, "completed"),),
        done=("made file-1",),
        named=(MADE_JOB,),
    ),
    Use(
        "download",
        "download",
        "EXEC openai.files.files.download_file @file_id = 'file-2', @to = '{here}/got.jsonl'",
        "GET /files/file-2/content",
    ),
)
