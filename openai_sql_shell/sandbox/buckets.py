"""Usage and costs: the ledger's entries, filtered and added up in buckets of time, a page of buckets at a time.

Comes in: the query of a call. Goes out: the page of its kind. ``limit`` counts buckets, and the page token is where the next one begins.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.http_errors import bad_request, missing, wrong_type, wrong_value
from openai_sql_shell.sandbox.request_arguments import check_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openai_sql_shell.sandbox.ledger import Entry
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

WIDTHS = {"1d": (86_400, 7, 31), "1h": (3600, 24, 168), "1m": (60, 60, 1440)}
"""Seconds, usual and largest number of buckets of each width."""
MOST_COSTS = 180

REQUESTS: dict[str, Callable[[Entry], int]] = {"num_model_requests": lambda e: e.requests}
KINDS: dict[str, tuple[str, dict[str, Callable[[Entry], int]], tuple[str, ...]]] = {
    "audio_speeches": ("audio_speeches", {"characters": lambda e: e.units, **REQUESTS}, ("model",)),
    "audio_transcriptions": ("audio_transcriptions", {"seconds": lambda e: e.units, **REQUESTS}, ("model",)),
    "code_interpreter_sessions": ("code_interpreter_sessions", {"num_sessions": lambda e: e.units}, ()),
    "completions": (
        "completions",
        {
            "input_tokens": lambda e: e.input,
            "output_tokens": lambda e: e.output,
            "input_cached_tokens": lambda _: 0,
            "input_audio_tokens": lambda _: 0,
            "output_audio_tokens": lambda _: 0,
            **REQUESTS,
        },
        ("model", "batch", "service_tier"),
    ),
    "embeddings": ("embeddings", {"input_tokens": lambda e: e.input, **REQUESTS}, ("model",)),
    "file_search_calls": ("file_searches", {"num_requests": lambda e: e.units}, ("vector_store_id",)),
    "images": ("images", {"images": lambda e: e.units, **REQUESTS}, ("model", "size", "source")),
    "moderations": ("moderations", {"input_tokens": lambda e: e.input, **REQUESTS}, ("model",)),
    "vector_stores": ("vector_stores", {"usage_bytes": lambda e: e.units}, ()),
    "web_search_calls": (
        "web_searches",
        {"num_requests": lambda e: e.units, **REQUESTS},
        ("model", "context_level"),
    ),
}
"""By the last part of the path: what ``object`` is called, what is measured, and by what it can be grouped besides who called."""
CALLERS = ("project_id", "user_id", "api_key_id")
WITHOUT_CALLER = ("code_interpreter_sessions", "vector_stores")
"""Kinds that know the project only."""
FACTS: dict[str, Callable[[Entry], object]] = {
    "model": lambda e: e.model,
    "batch": lambda e: e.batch,
    "service_tier": lambda _: "default",
    "size": lambda e: e.detail,
    "source": lambda _: "image.generation",
    "vector_store_id": lambda e: e.detail,
    "context_level": lambda _: "medium",
    **{name: lambda e, name=name: getattr(e, name) for name in CALLERS},  # type: ignore[misc]
}
"""What a group has in common, by the name in ``group_by``."""
FILTERS = {
    "project_ids": "project_id",
    "user_ids": "user_id",
    "api_key_ids": "api_key_id",
    "models": "model",
    "batch": "batch",
    "sizes": "size",
    "sources": "source",
    "vector_store_ids": "vector_store_id",
    "context_levels": "context_level",
}


@frozen
class BucketRange:
    """The buckets that a call asks for."""

    first: int
    """Where the first bucket of the page begins."""
    width: int
    count: int
    """Buckets of this page at most."""
    end: int
    """Where the whole span ends."""

    @property
    def starts(self) -> range:
        """Where the buckets of this page begin."""
        return range(self.first, min(self.end, self.first + self.count * self.width), self.width)


def usage(store: Store, call: OperationCall) -> Json:
    """Usage of one kind."""
    kind = call.method.path.rpartition("/")[2]
    name, measures, own = KINDS[kind]
    callers = CALLERS[:1] if kind in WITHOUT_CALLER else CALLERS
    groups = _group_by(call, (*callers, *own))
    span = _span(store, call)

    def results(found: Iterable[Entry]) -> Iterator[Json]:
        grouped: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in found:
            grouped[tuple(FACTS[g](entry) for g in groups)].append(entry)
        for values, members in sorted(grouped.items(), key=lambda pair: str(pair[0])):
            sums = {measure: sum(map(amount, members)) for measure, amount in measures.items()}
            shared = dict.fromkeys((*callers, *own)) | dict(zip(groups, values, strict=True))
            yield {"object": f"organization.usage.{name}.result", **sums, **shared}

    wanted = [e for e in _filtered(store, call, span) if e.kind == kind]
    return _page(span, wanted, results)


def costs(store: Store, call: OperationCall) -> Json:
    """Dollars."""
    groups = _group_by(call, ("project_id", "line_item", "api_key_id"))
    span = _span(store, call, MOST_COSTS)

    def results(found: Iterable[Entry]) -> Iterator[Json]:
        sums: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for entry in found:
            for item, quantity, dollars in entry.costs:
                facts = {"project_id": entry.project_id, "api_key_id": entry.api_key_id, "line_item": item}
                total = sums[tuple(facts[g] for g in groups)]
                total[0] += dollars
                total[1] += quantity
        for values, (dollars, quantity) in sorted(sums.items(), key=lambda pair: str(pair[0])):
            shared = {"line_item": None, "project_id": None, "api_key_id": None} | dict(
                zip(groups, values, strict=True)
            )
            amount = {"value": round(dollars, 6), "currency": "usd"}
            counted = round(quantity, 6) if "line_item" in groups else None
            yield {"object": "organization.costs.result", "amount": amount, **shared, "quantity": counted}

    return _page(span, _filtered(store, call, span), results)


def _page(
    span: BucketRange, entries: list[Entry], results: Callable[[Iterable[Entry]], Iterator[Json]]
) -> Json:
    by_bucket: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_bucket[span.first + (entry.at - span.first) // span.width * span.width].append(entry)
    data = [
        {
            "object": "bucket",
            "start_time": start,
            "end_time": min(start + span.width, span.end),
            "results": list(results(by_bucket[start])),
        }
        for start in span.starts
    ]
    following = span.first + span.count * span.width
    more = following < span.end
    token = urlsafe_b64encode(f"bucket:{following}".encode()).decode()
    return {"object": "page", "data": data, "has_more": more, "next_page": f"page_{token}" if more else None}


def _filtered(store: Store, call: OperationCall, span: BucketRange) -> list[Entry]:
    end = span.starts[-1] + span.width if span.starts else span.first
    found = list(ledger.entries(store, span.first, min(end, span.end)))
    for name, fact in FILTERS.items():
        wanted = call.many(name)
        if wanted:
            found = [e for e in found if str(FACTS[fact](e)).lower() in {w.lower() for w in wanted}]
    return found


def _group_by(call: OperationCall, known: tuple[str, ...]) -> tuple[str, ...]:
    groups = tuple(name for value in call.many("group_by") for name in value.split(","))
    for name in groups:
        if name not in known:
            raise wrong_value("group_by", name, known)
    return tuple(dict.fromkeys(groups))


def _span(store: Store, call: OperationCall, most: int | None = None) -> BucketRange:
    """The buckets of the page: they begin at full units of time."""
    name = call.query.get("bucket_width", "1d")
    allowed = tuple(WIDTHS) if most is None else ("1d",)
    if name not in allowed:
        raise wrong_value("bucket_width", name, allowed)
    width, usual, largest = WIDTHS[name]
    start, end = _seconds(call, "start_time"), _seconds(call, "end_time", int(store.now()) + 1)
    if end <= start:
        raise bad_request("'end_time' must be after 'start_time'.", "end_time", "invalid_value")
    limit = check_range("limit", _seconds(call, "limit", usual), 1, most or largest)
    first = start // width * width
    return BucketRange(_continued(call, first, width), width, limit, end)


def _seconds(call: OperationCall, name: str, usual: int | None = None) -> int:
    given = call.query.get(name)
    if given is None:
        if usual is None:
            raise missing(name)
        return usual
    if not given.isdecimal() or len(given) > 12:
        raise wrong_type(name, "an integer", given)
    return int(given)


def _continued(call: OperationCall, first: int, width: int) -> int:
    token = call.query.get("page")
    if token is None:
        return first
    try:
        at = int(urlsafe_b64decode(token.removeprefix("page_")).decode().removeprefix("bucket:"))
    except ValueError:
        at = -1
    if at < first or at % width:
        raise bad_request("The page token is invalid.", "page", "invalid_page_token")
    return at
