"""The catalog that the examples of the rules run against: as much of every kind as they need, and nothing that changes with the API."""

from openai_sql_shell.catalog.declare import (
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    json_object,
    lists,
    optional,
    reads,
    reads_lines,
    required,
    stands_for,
    state,
    text,
    told,
    unix_time,
    updates,
)
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import (
    DataType,
    Gathering,
    Lines,
    LineShape,
    Paging,
    Parameter,
    Place,
    RequestRules,
    Resource,
    Service,
)

STRING, OBJECT, ARRAY = DataType.STRING, DataType.OBJECT, DataType.ARRAY
ENDPOINTS = ("/v1/responses", "/v1/embeddings")
PURPOSES = ("batch", "vision")
METADATA = optional("metadata", "", OBJECT, column="metadata")


def listed(name, path, *parameters):
    return lists(name, path, "", *parameters, paging=Paging.WHOLE)


def resource(service, name, columns, methods, **facts):
    return Resource(service, name, name, "", columns, methods, **{"dashboard": "/", **facts})


BATCH_ID = in_path("batch_id", "", column="id")
BATCHES = resource(
    "batch",
    "batches",
    (
        text("id", ""),
        unix_time("cancelled_at", ""),
        unix_time("created_at", ""),
        text("endpoint", "", enum=ENDPOINTS),
        text("error_file_id", ""),
        text("input_file_id", ""),
        json_object("metadata", ""),
        json_object("request_counts", "", "total", "completed", "failed"),
        text("status", "", enum=("validating", "failed", "in_progress", "completed")),
        text("model", ""),
    ),
    (
        listed("list_batches", "/batches"),
        reads("retrieve_batch", "/batches/{batch_id}", "", BATCH_ID),
        creates(
            "create_batch",
            "/batches",
            "",
            required("input_file_id", ""),
            required("endpoint", "", enum=ENDPOINTS),
            required("completion_window", "", enum=("24h",)),
            METADATA,
            optional("output_expires_after", "", OBJECT),
        ),
        acts("cancel_batch", "/batches/{batch_id}/cancel", "", BATCH_ID),
        stands_for(
            "retry",
            "SELECT 1",
            "",
            told("outcomes", "", ARRAY, enum=("expired", "missing", "error"), closed=True),
        ),
    ),
    id_prefix="batch_",
)

OPERATIONS = {
    "/v1/responses": acts("respond", "/responses", "", optional("input", ""), optional("model", "")),
    "/v1/embeddings": acts(
        "embed",
        "/embeddings",
        "",
        optional("dimensions", ""),
        optional("input", "", ARRAY),
        optional("encoding", "", enum=("float", "base64")),
    ),
}
RULES = RequestRules({"/v1/responses": (), "/v1/embeddings": ("input",)}, {}, 10, 10)
BATCH_REQUESTS = resource(
    "batch",
    "batch_requests",
    (text("line", ""), text("url", "", enum=ENDPOINTS)),
    (
        reads_lines(
            "read",
            "/batches/{batch_id}",
            "",
            BATCH_ID,
            lines=Lines(LineShape.REQUEST, BATCHES, {}, rules=RULES),
        ),
        creates(
            "gather",
            "/batches",
            "",
            Parameter("url", Place.LOCAL, STRING, "", required=True, enum=ENDPOINTS),
            Parameter("custom_id", Place.LOCAL, STRING, ""),
            Parameter("body", Place.LOCAL, OBJECT, ""),
            gathers=Gathering(lambda: OPERATIONS, BATCHES, "create_batch", RULES, most_inputs=1, as_of=""),
        ),
    ),
    dashboard=None,
)
BATCH_RESULTS = resource(
    "batch",
    "batch_results",
    (
        text("batch_id", ""),
        state("outcome", "", ("ok", "expired", "missing"), done=("ok",), failed=("expired", "missing")),
        text("source", "", enum=("output", "error", "input")),
    ),
    (listed("list_results", "/batches/{batch_id}", in_path("batch_id", "", column="batch_id")),),
    dashboard=None,
)

FILE_ID = in_path("file_id", "", column="id")
FILES = resource(
    "files",
    "files",
    (text("id", ""), unix_time("created_at", ""), text("purpose", "", enum=PURPOSES)),
    (
        listed("list_files", "/files", in_query("purpose", "", column="purpose", enum=PURPOSES)),
        reads("retrieve_file", "/files/{file_id}", "", FILE_ID),
        creates(
            "create_file",
            "/files",
            "",
            required("file", "", local_file=True),
            required("purpose", "", enum=PURPOSES),
        ),
        deletes("delete_file", "/files/{file_id}", "", FILE_ID),
        acts(
            "download_file",
            "/files/{file_id}/content",
            "",
            FILE_ID,
            Parameter("to", Place.LOCAL, STRING, ""),
            Parameter("overwrite", Place.LOCAL, DataType.BOOLEAN, ""),
        ),
    ),
    id_prefix="file-",
)

MODEL = in_path("model", "", column="id")
MODELS = resource(
    "models",
    "models",
    (text("id", ""), text("owned_by", "")),
    (
        listed("list_models", "/models"),
        reads("retrieve_model", "/models/{model}", "", MODEL),
        deletes("delete_model", "/models/{model}", "", MODEL),
    ),
)

UPLOADS = resource(
    "uploads",
    "uploads",
    (text("id", ""),),
    (creates("create_upload", "/uploads", "", required("bytes", "")),),
)
UPLOAD_PARTS = resource(
    "uploads",
    "upload_parts",
    (text("id", ""), text("upload_id", "")),
    (creates("add_part", "/uploads/{upload_id}/parts", "", in_path("upload_id", "", column="upload_id")),),
)

STORE_ID = in_path("vector_store_id", "", column="id")
VECTOR_STORES = resource(
    "vector_stores",
    "vector_stores",
    (
        text("id", ""),
        text("name", ""),
        json_object("expires_after", "", "anchor", "days"),
        json_object("file_counts", "", "in_progress", "completed", "total"),
        json_object("metadata", ""),
    ),
    (
        listed("list_vector_stores", "/vector_stores"),
        reads("get_vector_store", "/vector_stores/{vector_store_id}", "", STORE_ID),
        updates(
            "modify_vector_store",
            "/vector_stores/{vector_store_id}",
            "",
            STORE_ID,
            optional("name", "", column="name"),
            optional("expires_after", "", OBJECT, column="expires_after"),
            METADATA,
        ),
        deletes("delete_vector_store", "/vector_stores/{vector_store_id}", "", STORE_ID),
        acts(
            "search_vector_store",
            "/vector_stores/{vector_store_id}/search",
            "",
            STORE_ID,
            required("query", ""),
        ),
    ),
    id_prefix="vs_",
)

PARENT = in_path("vector_store_id", "", column="vector_store_id")
STATUS = in_query("filter", "", column="status")
STORE_FILE_COLUMNS = (
    text("id", ""),
    unix_time("created_at", ""),
    text("status", ""),
    text("vector_store_id", ""),
    json_object("attributes", ""),
)
ONE_STORE_FILE = "/vector_stores/{vector_store_id}/files/{file_id}"
VECTOR_STORE_FILES = resource(
    "vector_stores",
    "vector_store_files",
    STORE_FILE_COLUMNS,
    (
        listed("list_vector_store_files", "/vector_stores/{vector_store_id}/files", PARENT, STATUS),
        reads("get_vector_store_file", ONE_STORE_FILE, "", PARENT, FILE_ID),
        updates("update_attributes", ONE_STORE_FILE, "", PARENT, FILE_ID, required("attributes", "", OBJECT)),
        deletes("delete_vector_store_file", ONE_STORE_FILE, "", PARENT, FILE_ID),
    ),
    same_objects="openai.files.files",
)
FILE_BATCHES = "/vector_stores/{vector_store_id}/file_batches"
VECTOR_STORE_FILE_BATCHES = resource(
    "vector_stores",
    "vector_store_file_batches",
    (text("id", ""), text("vector_store_id", "")),
    (
        reads("get_file_batch", f"{FILE_BATCHES}/{{batch_id}}", "", PARENT, BATCH_ID),
        creates(
            "create_file_batch",
            FILE_BATCHES,
            "",
            PARENT,
            required("file_ids", "", ARRAY, unless="files"),
            optional("files", "", ARRAY),
        ),
    ),
    id_prefix="vsfb_",
)
FILES_IN_BATCHES = resource(
    "vector_stores",
    "files_in_vector_store_batches",
    STORE_FILE_COLUMNS,
    (listed("list_files_in_batch", f"{FILE_BATCHES}/{{batch_id}}/files", PARENT, in_path("batch_id", "")),),
    same_objects="openai.files.files",
)

EXAMPLE_CATALOG = Catalog(
    tuple(
        Service(name, name, "", resources)
        for name, resources in {
            "batch": (BATCHES, BATCH_REQUESTS, BATCH_RESULTS),
            "files": (FILES,),
            "models": (MODELS,),
            "uploads": (UPLOADS, UPLOAD_PARTS),
            "vector_stores": (
                VECTOR_STORES,
                VECTOR_STORE_FILES,
                VECTOR_STORE_FILE_BATCHES,
                FILES_IN_BATCHES,
            ),
        }.items()
    )
)
