"""Vector stores: files cut into searchable pieces, and the batches that put them in."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    BOOLEAN,
    INTEGER,
    OBJECT,
    STRING,
    acts,
    byte_count,
    counts,
    creates,
    deletes,
    in_path,
    in_query,
    json_array,
    json_object,
    lists,
    number,
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    told,
    unix_time,
    updates,
)
from openai_sql_shell.catalog.file_retrying import RETRY, WHY
from openai_sql_shell.catalog.model import (
    BodyKind,
    Collecting,
    Jobs,
    Lifecycle,
    Paging,
    Recorded,
    Resource,
    Returns,
    Service,
)
from openai_sql_shell.classes import replace

BETA = (("OpenAI-Beta", "assistants=v2"),)

FILE_STATUS = ("in_progress", "completed", "cancelled", "failed")
FILE_STATE = state(
    "status",
    "Where the file stands.",
    FILE_STATUS,
    done=("completed",),
    failed=("failed",),
    stopped=("cancelled",),
)
COUNT_MEMBERS = ("in_progress", "completed", "failed", "cancelled", "total")

STORE_ID = in_path("vector_store_id", "The vector store.", column="id")
PARENT = in_path("vector_store_id", "The vector store.", column="vector_store_id")
FILE_ID = in_path("file_id", "The file; the same identifier as in files.", column="id")
FILE_BATCH_ID = in_path("batch_id", "The file batch.", column="id")
STATUS_FILTER = in_query(
    "filter", "Only files with this status.", column="status", enum=FILE_STATUS, closed=True
)

CHUNKING = optional(
    "chunking_strategy",
    'How files are cut: {"type": "auto"}, or {"type": "static", "static": {...}} with sizes in tokens.',
    OBJECT,
    members=("type", "static"),
    objects=("static",),
)
ATTRIBUTES = optional(
    "attributes",
    "Up to 16 pairs to filter searches by: text, numbers, true or false.",
    OBJECT,
    nullable=True,
    example={"team": "search"},
)

STORE_FILE_COLUMNS = (
    text("id", "The file's identifier, the same as in files."),
    json_object("chunking_strategy", "How the file was cut.", "type", "static"),
    unix_time("created_at", "When the file was attached."),
    json_object("last_error", "Why the file could not be read in.", "code", "message"),
    object_type("vector_store.file"),
    FILE_STATE,
    byte_count("usage_bytes", "What the file takes up in the store."),
    text("vector_store_id", "The store it is attached to."),
    json_object("attributes", "Your own pairs, for filters in searches."),
)

STORE_FILE_ORDER = (
    "id",
    "status",
    "usage_bytes",
    "created_at",
    "attributes",
    "last_error",
    "vector_store_id",
)

VECTOR_STORES = Resource(
    "vector_stores",
    "vector_stores",
    "Vector stores",
    "Collections of files that can be searched by meaning.",
    id_prefix="vs_",
    dashboard="/storage/vector_stores/",
    recorded=Recorded(counts="file_counts"),
    order_of_use=(
        "id",
        "status",
        "name",
        "file_counts",
        "usage_bytes",
        "created_at",
        "last_active_at",
        "expires_at",
        "description",
        "metadata",
        "expires_after",
    ),
    columns=(
        text("id", "The store's identifier."),
        text("name", "Its name."),
        unix_time("created_at", "When the store was made."),
        json_object("expires_after", "The rule by which it expires.", "anchor", "days"),
        unix_time("expires_at", "When it will expire."),
        counts("file_counts", "How many files are in which state.", *COUNT_MEMBERS),
        unix_time("last_active_at", "When it was last used."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        object_type("vector_store"),
        state(
            "status",
            "Whether it is ready.",
            ("expired", "in_progress", "completed"),
            done=("completed",),
            failed=("expired",),
        ),
        byte_count("usage_bytes", "What its files take up."),
        text("description", "What it is for."),
    ),
    methods=(
        pages(
            "list_vector_stores",
            "/vector_stores",
            "Stores of the project, a page at a time.",
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_vector_store", "/vector_stores/{vector_store_id}", "One store.", STORE_ID, headers=BETA),
        creates(
            "create_vector_store",
            "/vector_stores",
            "Make a store, with files in it where wished.",
            optional("name", "Its name."),
            optional("description", "What it is for."),
            optional("file_ids", "Files to attach at once, up to 500.", ARRAY, items=STRING, max_items=500),
            optional(
                "expires_after",
                "The anchor last_active_at and days, 1 to 365.",
                OBJECT,
                members=("anchor", "days"),
            ),
            CHUNKING,
            optional("metadata", "Up to 16 pairs of text.", OBJECT, nullable=True),
            headers=BETA,
        ),
        updates(
            "modify_vector_store",
            "/vector_stores/{vector_store_id}",
            "Change name, expiry or metadata.",
            STORE_ID,
            optional("name", "The new name.", nullable=True),
            optional(
                "expires_after",
                "The new rule of expiry; NULL takes it back.",
                OBJECT,
                members=("anchor", "days"),
                nullable=True,
            ),
            optional("metadata", "The new pairs of text.", OBJECT, nullable=True),
            headers=BETA,
        ),
        deletes(
            "delete_vector_store",
            "/vector_stores/{vector_store_id}",
            "Remove a store; its files stay.",
            STORE_ID,
            headers=BETA,
        ),
        acts(
            "search_vector_store",
            "/vector_stores/{vector_store_id}/search",
            "The passages nearest to a question; each search is billed.",
            STORE_ID,
            required(
                "query", "The question, or an array of questions.", ANY, items=STRING, example="opening hours"
            ),
            optional("max_num_results", "How many passages, 1 to 50.", INTEGER),
            optional("rewrite_query", "Let the API rephrase the question.", BOOLEAN),
            optional("filters", "A comparison of attributes, or several combined.", OBJECT),
            optional(
                "ranking_options",
                "The ranker and the lowest score.",
                OBJECT,
                members=("ranker", "score_threshold"),
            ),
            body=BodyKind.JSON,
            returns=Returns.LIST,
            paging=Paging.SINGLE,
            aliases=("search",),
            read_only=True,
            headers=BETA,
            columns=(
                text("file_id", "The file the passage is from."),
                text("filename", "Its name."),
                number("score", "How near, from 0 to 1."),
                json_object("attributes", "The file's attributes."),
                json_array("content", "The passage.", "type", "text"),
            ),
        ),
    ),
    expected_rows=200,
)

VECTOR_STORE_FILES = Resource(
    "vector_stores",
    "vector_store_files",
    "Vector store files",
    "Files attached to a store.",
    same_objects="openai.files.files",
    aliases=("vector_stores.files",),
    order_of_use=STORE_FILE_ORDER,
    columns=STORE_FILE_COLUMNS,
    methods=(
        pages(
            "list_vector_store_files",
            "/vector_stores/{vector_store_id}/files",
            "A store's files, a page at a time.",
            PARENT,
            STATUS_FILTER,
            order_column="created_at",
            headers=BETA,
        ),
        reads(
            "get_vector_store_file",
            "/vector_stores/{vector_store_id}/files/{file_id}",
            "One file of a store.",
            PARENT,
            FILE_ID,
            headers=BETA,
        ),
        creates(
            "create_vector_store_file",
            "/vector_stores/{vector_store_id}/files",
            "Attach a file.",
            PARENT,
            required("file_id", "The file to attach.", column="id"),
            CHUNKING,
            ATTRIBUTES,
            headers=BETA,
        ),
        updates(
            "update_vector_store_file_attributes",
            "/vector_stores/{vector_store_id}/files/{file_id}",
            "Replace a file's attributes as a whole.",
            PARENT,
            FILE_ID,
            required(
                "attributes",
                "All the pairs the file shall have.",
                OBJECT,
                nullable=True,
                example={"team": "search"},
            ),
            headers=BETA,
        ),
        deletes(
            "delete_vector_store_file",
            "/vector_stores/{vector_store_id}/files/{file_id}",
            "Detach a file; the file itself stays.",
            PARENT,
            FILE_ID,
            headers=BETA,
        ),
    ),
    lifecycle=Lifecycle(
        poll="get_vector_store_file",
        state="status",
        terminal_states=("completed", "failed", "cancelled"),
        success_states=("completed",),
        counts="",
        errors="last_error",
        interval=5.0,
        deadline=3600.0,
    ),
    expected_rows=500,
)

VECTOR_STORE_FILE_BATCHES = Resource(
    "vector_stores",
    "vector_store_file_batches",
    "Vector store file batches",
    "Many files attached to a store in one go.",
    id_prefix="vsfb_",
    why=WHY,
    recorded=Recorded(counts="file_counts", parent="vector_store_id"),
    jobs=Jobs(
        "file batch",
        """
        SELECT id, status, created_at, completed + failed AS done, failed, total,
            seen_at AS ended_at, vector_store_id
        FROM local.file_batches WHERE account = :account AND status IN ('completed', 'failed', 'cancelled')
        UNION ALL
        SELECT b.id, b.status, b.created_at,
            b.file_counts->>'completed' + b.file_counts->>'failed' + b.file_counts->>'cancelled', b.file_counts->>'failed',
            b.file_counts->>'total', NULL, b.vector_store_id
        FROM local.file_batches l JOIN openai.vector_stores.vector_store_file_batches b
            ON b.vector_store_id = l.vector_store_id AND b.id = l.id
        WHERE l.account = :account AND l.status NOT IN ('completed', 'failed', 'cancelled', 'deleted')
        """,
        "files",
    ),
    aliases=("vector_stores.file_batches",),
    order_of_use=("id", "status", "file_counts", "created_at", "vector_store_id"),
    columns=(
        text("id", "The file batch's identifier."),
        unix_time("created_at", "When the file batch was made."),
        counts("file_counts", "How many files are in which state.", *COUNT_MEMBERS),
        object_type("vector_store.file_batch"),
        replace(FILE_STATE, description="Where the file batch stands."),
        text("vector_store_id", "The store the files go to."),
    ),
    methods=(
        reads(
            "get_vector_store_file_batch",
            "/vector_stores/{vector_store_id}/file_batches/{batch_id}",
            "One file batch.",
            PARENT,
            FILE_BATCH_ID,
            headers=BETA,
        ),
        creates(
            "create_vector_store_file_batch",
            "/vector_stores/{vector_store_id}/file_batches",
            "Attach up to 2,000 files.",
            PARENT,
            required(
                "file_ids",
                "The files, when all get the same attributes and chunking.",
                ARRAY,
                items=STRING,
                unless="files",
                excludes=("files",),
                min_items=1,
                max_items=2000,
            ),
            optional(
                "files",
                "The files, each with attributes and chunking of its own; instead of file_ids.",
                ARRAY,
                items=OBJECT,
                min_items=1,
                max_items=2000,
            ),
            told(
                "file_id",
                "One file in each row: the rows of a store become a file batch, or one for every 2,000.",
                excludes=("file_ids", "files"),
                leads_to="files.files",
            ),
            CHUNKING,
            ATTRIBUTES,
            headers=BETA,
            collects=Collecting("file_id", "file_ids", "files", ("attributes", "chunking_strategy")),
        ),
        acts(
            "cancel_vector_store_file_batch",
            "/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel",
            "Stop a file batch; files already read in stay.",
            PARENT,
            FILE_BATCH_ID,
            aliases=("cancel",),
            headers=BETA,
            success_states=("cancelled", "completed"),
        ),
        RETRY,
    ),
    lifecycle=Lifecycle(
        poll="get_vector_store_file_batch",
        state="status",
        terminal_states=("completed", "failed", "cancelled"),
        success_states=("completed",),
        counts="file_counts",
        pending="in_progress",
        parts=("file_ids", "files"),
        interval=5.0,
        deadline=2 * 3600.0,
    ),
    look="SELECT * FROM openai.vector_stores.vector_store_files WHERE vector_store_id = {vector_store_id}",
    hint="the API has no list of file batches: each is found by its vector_store_id and batch_id; local.file_batches lists those created here",
    expected_rows=1,
)

FILES_IN_VECTOR_STORE_BATCHES = Resource(
    "vector_stores",
    "files_in_vector_store_batches",
    "Files in vector store batches",
    "The files of one file batch, each with its outcome.",
    same_objects="openai.files.files",
    aliases=("vector_stores.file_batch_files",),
    order_of_use=STORE_FILE_ORDER,
    columns=STORE_FILE_COLUMNS,
    methods=(
        pages(
            "list_files_in_vector_store_batch",
            "/vector_stores/{vector_store_id}/file_batches/{batch_id}/files",
            "A file batch's files, a page at a time.",
            PARENT,
            in_path("batch_id", "The file batch."),
            STATUS_FILTER,
            order_column="created_at",
            headers=BETA,
        ),
    ),
    expected_rows=500,
)

VECTOR_STORE_FILE_CONTENTS = Resource(
    "vector_stores",
    "vector_store_file_contents",
    "Vector store file contents",
    "The text the API read out of an attached file.",
    columns=(text("type", "The kind of content, such as text."), text("text", "The content.")),
    methods=(
        lists(
            "retrieve_vector_store_file_content",
            "/vector_stores/{vector_store_id}/files/{file_id}/content",
            "The pieces of one file's text.",
            in_path("vector_store_id", "The vector store."),
            in_path("file_id", "The file; the same identifier as in files."),
            paging=Paging.SINGLE,
            headers=BETA,
        ),
    ),
    expected_rows=50,
)

SERVICE = Service(
    "vector_stores",
    "Vector stores",
    "Searchable collections of files, and the file batches that fill them.",
    (
        VECTOR_STORES,
        VECTOR_STORE_FILES,
        VECTOR_STORE_FILE_BATCHES,
        FILES_IN_VECTOR_STORE_BATCHES,
        VECTOR_STORE_FILE_CONTENTS,
    ),
)
