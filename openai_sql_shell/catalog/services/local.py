"""What this program keeps on this machine: the ledger, as tables that are read only and send nothing."""

from __future__ import annotations

from openai_sql_shell.catalog import LOCAL
from openai_sql_shell.catalog.declare import byte_count, integer, state, text, unix_time, works_on_run
from openai_sql_shell.catalog.model import Resource, RunWork, Service

ACCOUNT = text("account", "Whose it is: a salted hash of address, organization, and project or key.")
RUN_ID = "The run that made it; NULL: a statement did."
COUNTS = (
    integer("total", "Parts of its work."),
    integer("completed", "Those that were done."),
    integer("failed", "Those that failed."),
)
"""The columns of a job's progress."""

RUNS = Resource(
    LOCAL,
    "runs",
    "Runs",
    "Statements that made batches of rows: what each is to send, and how far it came.",
    kept="run",
    order_of_use=("id", "state", "made_at", "requests", "bytes", "resource", "ended_at", "error"),
    columns=(
        text("id", "The run's identifier."),
        unix_time("made_at", "When it was planned."),
        unix_time("ended_at", "When nothing was left to do; 180 days later it is forgotten."),
        text("origin", "How it came about, as a word."),
        text("statement_sha256", "The SHA-256 of the statement."),
        ACCOUNT,
        text("base_url", "Where it is sent."),
        text("resource", "What it makes."),
        integer("requests", "Requests in all of its parts."),
        byte_count("bytes", "The size of all of its parts."),
        state(
            "state",
            "Where it stands; stopped: the same statement goes on with it.",
            ("running", "stopped", "done", "failed", "abandoned"),
            done=("done",),
            failed=("failed",),
            stopped=("stopped", "abandoned"),
        ),
        text("owner", "The process that works on it: number, machine, and when it began; NULL: none does."),
        unix_time("claimed_at", "When that process took it."),
        text("error", "Why it stopped, as a word."),
    ),
    methods=(),
    hint="INSERT INTO openai.batch.batch_requests makes runs",
)

PART_COLUMNS = (
    text("run", "The run."),
    integer("part", "The number of the part, from 1."),
    integer("parts", "How many the run has."),
    text("key", "A hash of what is sent, where, and for whom: equal parts have the same."),
    text("url", "The endpoint of its requests."),
    text("model", "The model of its requests."),
    integer("requests", "How many it has."),
    byte_count("bytes", "The size of its file."),
    text("sha256", "The SHA-256 of its file."),
    text("filename", "The name of its file."),
    integer("est_input_tokens", "Tokens that its requests take, as estimated."),
    state(
        "state",
        "Where it stands; what is being done was written down before the request.",
        ("planned", "uploading", "uploaded", "creating", "held", "created", "failed", "abandoned"),
        done=("created",),
        failed=("failed",),
        stopped=("held", "abandoned"),
    ),
    text("file_id", "The file that was uploaded."),
    text("batch_id", "The batch that was made."),
    text("retry_of", "The batch whose requests are sent again.", identifies=True),
    unix_time("changed_at", "When it was written down last."),
    text("error", "Why it failed, as a word."),
    text("given", "Columns of the batch that the rows had, with commas; not what they had there."),
)

PARTS = Resource(
    LOCAL,
    "parts",
    "Parts of runs",
    "What a run sends one by one: a file of requests each, and the batch that was made of it.",
    kept="part",
    order_of_use=(
        "run",
        "part",
        "parts",
        "state",
        "batch_id",
        "requests",
        "bytes",
        "file_id",
        "model",
        "url",
    ),
    columns=PART_COLUMNS,
    methods=(
        works_on_run(
            RunWork.RESUME,
            "Go on with a run whose files are uploaded: batches are made of those that were held or refused.",
            PART_COLUMNS,
        ),
        works_on_run(
            RunWork.ABANDON,
            "Give up what is left of a run, and name the files that were uploaded for nothing.",
            PART_COLUMNS,
        ),
    ),
    hint="INSERT INTO openai.batch.batch_requests makes them",
)

OBJECTS = Resource(
    LOCAL,
    "objects",
    "Objects of this program",
    "Batches, file batches, vector stores, uploads and files that this program created.",
    kept="object",
    order_of_use=("id", "resource", "parent", "made_at", "run", "account"),
    columns=(
        ACCOUNT,
        text("resource", "What it is, such as openai.batch.batches."),
        text("id", "Its identifier at the API."),
        text("parent", "What it belongs to: the vector store of a file batch.", identifies=True),
        unix_time("made_at", "When it was created."),
        text("run", RUN_ID),
    ),
    methods=(),
    hint="an INSERT at the API makes them",
)

SIGHTINGS = Resource(
    LOCAL,
    "sightings",
    "Sightings",
    "The states that answers of the API showed these objects in, each when it was new.",
    kept="sighting",
    order_of_use=("id", "seen_at", "status", "total", "completed", "failed", "resource", "account"),
    columns=(
        ACCOUNT,
        text("resource", "What it is, such as openai.batch.batches."),
        text("id", "Its identifier at the API."),
        unix_time("seen_at", "When it was seen."),
        text("status", "Where it stood; deleted: it was removed."),
        *COUNTS,
    ),
    methods=(),
    hint="a SELECT at the API makes them",
)

FILE_BATCHES = Resource(
    LOCAL,
    "file_batches",
    "File batches of this program",
    "File batches that this program created, as they were seen last: the list that the API does not have.",
    order_of_use=("id", "vector_store_id", "status", "created_at", "total", "completed", "failed", "seen_at"),
    columns=(
        text("id", "The file batch's identifier."),
        text("vector_store_id", "The store the files go to."),
        unix_time("created_at", "When it was created."),
        text("status", "Where it stood when it was seen last."),
        *COUNTS,
        unix_time("seen_at", "When that was."),
        text("run", RUN_ID),
        ACCOUNT,
        text("source", "Always ledger: what others created is not here.", enum=("ledger",)),
    ),
    methods=(),
    hint="INSERT INTO openai.vector_stores.vector_store_file_batches creates one",
    view="""
        SELECT o.id, o.parent AS vector_store_id, o.made_at AS created_at, s.status, s.total, s.completed, s.failed, s.seen_at,
            o.run, o.account, 'ledger' AS source
        FROM local.objects o LEFT JOIN (
            SELECT account, id, status, total, completed, failed, max(seen_at) AS seen_at FROM local.sightings
            WHERE resource = 'openai.vector_stores.vector_store_file_batches' GROUP BY account, id
        ) s ON s.id = o.id AND s.account = o.account
        WHERE o.resource = 'openai.vector_stores.vector_store_file_batches'
    """,
)

SERVICE = Service(
    LOCAL,
    "This machine",
    "What this program keeps of its work, in the ledger on this machine.",
    (RUNS, PARTS, OBJECTS, SIGHTINGS, FILE_BATCHES),
)
