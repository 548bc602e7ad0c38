"""Usage: what an organization has used, in buckets of time, and for each group of a bucket."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    BOOLEAN,
    INTEGER,
    boolean,
    byte_count,
    in_query,
    integer,
    json_array,
    lists,
    object_type,
    seconds,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Column, KeyClass, Paging, Parameter, Resource, Service, Window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.catalog.declare import MethodFacts

DAY = {"1d": 86400}
WIDTHS = Window("bucket_width", {"1d": 31, "1h": 168, "1m": 1440}, {**DAY, "1h": 3600, "1m": 60})

SPAN = (
    unix_time("start_time", "When the bucket begins; = asks for all buckets from a time on."),
    unix_time("end_time", "When the bucket ends."),
    text("start_time_iso", "The beginning as text, where the API says it."),
    text("end_time_iso", "The end as text, where the API says it."),
)

BUCKET = (object_type("bucket"), *SPAN)
GROUP = (text("object", "What it counts, such as organization.usage.completions.result."), *SPAN)

PERIOD = (
    in_query(
        "start_time",
        "Only buckets that begin at this time or later.",
        INTEGER,
        required=True,
        column="start_time",
        bound=">=",
    ),
    in_query(
        "end_time", "Only buckets that begin before this time.", INTEGER, column="start_time", bound="<"
    ),
)

GROUPS = {
    "project_id": text("project_id", "The project, where the groups are projects."),
    "user_id": text("user_id", "The user, where the groups are users."),
    "api_key_id": text("api_key_id", "The API key, where the groups are keys."),
    "model": text("model", "The model, where the groups are models."),
    "batch": boolean("batch", "Whether batches did it, where the groups tell."),
    "service_tier": text("service_tier", "The service tier, where the groups are tiers."),
    "vector_store_id": text("vector_store_id", "The vector store, where the groups are stores."),
    "size": text("size", "The size of the images, where the groups are sizes."),
    "source": text("source", "How the images were made, where the groups tell."),
    "context_level": text("context_level", "How much the search read, where the groups are levels."),
    "line_item": text("line_item", "What was charged for, where the groups are line items."),
}

FILTERS = {
    "project_ids": in_query("project_ids", "Only these projects.", ARRAY),
    "user_ids": in_query("user_ids", "Only these users.", ARRAY),
    "api_key_ids": in_query("api_key_ids", "Only these API keys.", ARRAY),
    "models": in_query("models", "Only these models.", ARRAY),
    "vector_store_ids": in_query("vector_store_ids", "Only these vector stores.", ARRAY),
    "batch": in_query("batch", "Only batches, or everything else.", BOOLEAN),
    "sources": in_query(
        "sources",
        "Only images made in these ways.",
        ARRAY,
        enum=words("image.generation image.edit image.variation"),
        closed=True,
    ),
    "sizes": in_query(
        "sizes",
        "Only images of these sizes.",
        ARRAY,
        enum=words("256x256 512x512 1024x1024 1792x1792 1024x1792"),
        closed=True,
    ),
    "context_levels": in_query(
        "context_levels",
        "Only searches that read so much.",
        ARRAY,
        enum=words("low medium high"),
        closed=True,
    ),
}

COUNTED = {
    "requests": integer("num_model_requests", "Requests to the model."),
    "input": integer("input_tokens", "Tokens read."),
    "output": integer("output_tokens", "Tokens written."),
    "cached": integer("input_cached_tokens", "Tokens read from the cache."),
    "cache_write": integer("input_cache_write_tokens", "Tokens put into the cache."),
    "uncached": integer("input_uncached_tokens", "Tokens read that were in no cache."),
    "input_text": integer("input_text_tokens", "Tokens of text read."),
    "output_text": integer("output_text_tokens", "Tokens of text written."),
    "cached_text": integer("input_cached_text_tokens", "Tokens of text read from the cache."),
    "input_audio": integer("input_audio_tokens", "Tokens of sound read."),
    "cached_audio": integer("input_cached_audio_tokens", "Tokens of sound read from the cache."),
    "output_audio": integer("output_audio_tokens", "Tokens of sound written."),
    "input_image": integer("input_image_tokens", "Tokens of images read."),
    "cached_image": integer("input_cached_image_tokens", "Tokens of images read from the cache."),
    "output_image": integer("output_image_tokens", "Tokens of images written."),
    "images": integer("images", "Images made."),
    "characters": integer("characters", "Characters spoken."),
    "seconds": seconds("seconds", "Sound that was written down."),
    "bytes": byte_count("usage_bytes", "What was stored."),
    "sessions": integer("num_sessions", "Sessions of the code interpreter."),
    "calls": integer("num_requests", "Calls of the tool."),
}


def bucket_width(widths: tuple[str, ...]) -> Parameter:
    """How long the buckets of a list are."""
    return in_query("bucket_width", "How long a bucket is; 1d unless given.", enum=widths, closed=True)


def group_by(names: tuple[str, ...]) -> Parameter:
    """What the results of a bucket are divided by."""
    what = "What the groups are: one name, or a JSON array."
    return in_query("group_by", what, ARRAY, enum=names, closed=True, groups=True)


def buckets(
    name: str,
    path: str,
    what: str,
    *asked: Parameter,
    method: str,
    window: Window,
    columns: tuple[Column, ...],
) -> tuple[Resource, Resource]:
    """A list of buckets twice: one row for each, with its groups as JSON, and one row for each group.

    Args:
        name: service and resource.
        path: of the operation.
        what: what is counted, for titles and descriptions.
        asked: filters and grouping.
        method: the name of the operation.
        window: the largest pages.
        columns: what is known of a group.
    """
    service, _, own = name.partition(".")
    facts: MethodFacts = {
        "key": KeyClass.ADMIN,
        "paging": Paging.PAGE_TOKEN,
        "window": window,
        "max_page": max(window.largest.values()),
    }
    parameters = (*PERIOD, bucket_width(tuple(sorted(window.largest, reverse=True))), *asked)
    groups = json_array("results", "The groups of the bucket.", *(c.name for c in columns))
    whole = Resource(
        service,
        own,
        what,
        f"{what}: a row for each bucket of time.",
        columns=(*BUCKET, groups),
        methods=(lists(method, path, f"{what} in buckets, from start_time on.", *parameters, **facts),),
        order_of_use=words("start_time end_time results"),
        always=words("object start_time end_time results"),
        expected_rows=31,
    )
    facts["rows_in"] = "results"
    grouped = Resource(
        service,
        f"{own}_results",
        f"{what} by group",
        f"{what}: a row for each bucket of time and group; group_by says what the groups are.",
        columns=(*GROUP, *columns),
        methods=(lists(f"{method}_results", path, f"{what}, a row for each group.", *parameters, **facts),),
        order_of_use=("start_time", *(c.name for c in columns), "end_time"),
        always=words("object start_time end_time"),
        expected_rows=300,
    )
    return whole, grouped


def used(name: str, what: str, counted: str, groups: str, filters: str) -> tuple[Resource, Resource]:
    """The two tables of one kind of usage; names of columns and parameters are those of the tables above."""
    grouping = words(groups)
    columns = (*(COUNTED[c] for c in words(counted)), *(GROUPS[g] for g in grouping))
    asked = (*(FILTERS[f] for f in words(filters)), group_by(grouping))
    path, method = f"/organization/usage/{name}", f"usage_{name}"
    return buckets(f"usage.{name}", path, what, *asked, method=method, window=WIDTHS, columns=columns)


WHO, BY_WHOM = "project_id user_id api_key_id", "project_ids user_ids api_key_ids"

SERVICE = Service(
    "usage",
    "Usage",
    "What the organization has used, in buckets of time.",
    (
        *used("audio_speeches", "Speech made", "characters requests", f"{WHO} model", f"{BY_WHOM} models"),
        *used(
            "audio_transcriptions",
            "Speech written down",
            "seconds requests",
            f"{WHO} model",
            f"{BY_WHOM} models",
        ),
        *used(
            "code_interpreter_sessions", "Code interpreter sessions", "sessions", "project_id", "project_ids"
        ),
        *used(
            "completions",
            "Text generated",
            "input output requests cached cache_write uncached input_text output_text cached_text input_audio "
            "cached_audio output_audio input_image cached_image output_image",
            f"{WHO} model batch service_tier",
            f"{BY_WHOM} models batch",
        ),
        *used("embeddings", "Embeddings made", "input requests", f"{WHO} model", f"{BY_WHOM} models"),
        *used(
            "file_search_calls",
            "File searches",
            "calls",
            f"{WHO} vector_store_id",
            f"{BY_WHOM} vector_store_ids",
        ),
        *used(
            "images",
            "Images made",
            "images requests",
            f"{WHO} model size source",
            f"sources sizes {BY_WHOM} models",
        ),
        *used("moderations", "Texts moderated", "input requests", f"{WHO} model", f"{BY_WHOM} models"),
        *used("vector_stores", "Vector stores kept", "bytes", "project_id", "project_ids"),
        *used(
            "web_search_calls",
            "Web searches",
            "calls requests",
            f"{WHO} model context_level",
            f"{BY_WHOM} models context_levels",
        ),
    ),
)
