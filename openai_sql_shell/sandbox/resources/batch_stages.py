"""The stages a batch goes through by itself, and what it shows on the way.

::

    validating ─┬─► in_progress ─┬─► finalizing ──► completed
                └─► failed       └─► expired
    any of the first three ──► cancelling ──► cancelled

A stage ends at a known moment (`Record.due`); `operations.advance_due` then calls `advance`. Between two stages only the counts
move, and they are computed when the batch is looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from io import SEEK_END, BytesIO
from typing import TYPE_CHECKING

from openai_sql_shell.classes import asdict, frozen
from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.resources.batch_input import check_input
from openai_sql_shell.sandbox.resources.batch_output import Results, served_order, write_results
from openai_sql_shell.sandbox.resources.files import keep_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from openai_sql_shell.sandbox.blobs import TemporaryFile
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store


BYTES_A_TOKEN = 4
"""Of an input file, to go by when tokens are counted that wait."""
DURATIONS_KEY = "pace"
"""Under which a record hides its durations; directories on disk have it."""


@frozen
class StageDurations:
    """How many seconds each stage takes."""

    validating: float = 1.0
    starting: float = 1.5
    """Of the work itself, for any number of requests."""
    each: float = 0.05
    """Of the work itself, for each request."""
    longest: float = 18.0
    """Of the work itself, at most."""
    finalizing: float = 0.7
    cancelling: float = 1.0

    def faster(self, speed: float) -> StageDurations:
        """The same stages, sped up."""
        return StageDurations(**{name: value / speed for name, value in asdict(self).items()})

    def work(self, requests: int) -> float:
        """Seconds for so many requests."""
        return min(self.starting + self.each * requests, self.longest)


def show(store: Store, record: Record) -> Json:
    """The batch as it is now."""
    if record.status != "in_progress":
        return record.fields
    return {**record.fields, "request_counts": _counts(record, _done(record, store.now()))}


def _durations(record: Record) -> StageDurations:
    return StageDurations(**record.hidden[DURATIONS_KEY])


def _total(record: Record) -> int:
    return int(record.fields["request_counts"]["total"])


def _done(record: Record, at: float) -> int:
    """Requests that were served by a moment of the work."""
    total, began = _total(record), record.hidden["began"]
    share = (at - began) / _durations(record).work(total)
    return max(0, min(total, int(total * share)))


def _counts(record: Record, done: int) -> Json:
    failed = bisect_left(record.hidden["failing"], done)
    return {"total": _total(record), "completed": done - failed, "failed": failed}


def advance(store: Store, record: Record, at: float) -> None:
    """Move a batch to its next stage, at the moment it was due."""
    STAGES[record.status](store, record, at)
    store.changed("batches", record)


def _enter(record: Record, status: str, at: float) -> None:
    record.fields["status"] = status
    record.fields[f"{status}_at"] = int(at)


def _validate(store: Store, record: Record, at: float) -> None:
    with _input(store, record) as file:
        report = check_input(file, record.fields["endpoint"], store["models"].__contains__)
        record.hidden["tokens"] = file.seek(0, SEEK_END) // BYTES_A_TOKEN
    record.fields["model"] = report.model
    if not report.errors and not _has_room(store, record):
        report.errors.append(_no_room(store, report.model))
    if report.errors:
        record.fields["errors"] = {"object": "list", "data": report.errors}
        _enter(record, "failed", at)
        return
    failing = set(report.failing)
    order = served_order(range(report.total), record.key) if failing else ()
    record.hidden["failing"] = [served for served, position in enumerate(order) if position in failing]
    record.hidden["began"] = at
    record.fields["request_counts"] = {"total": report.total, "completed": 0, "failed": 0}
    _enter(record, "in_progress", at)
    record.due = min(at + _durations(record).work(report.total), float(record.fields["expires_at"]))


def _has_room(store: Store, record: Record) -> bool:
    """Whether the tokens of a batch fit beside those of its model that wait already."""
    most, model = store.enqueued_tokens, record.fields["model"]
    waiting = [
        other.hidden.get("tokens", 0)
        for other in store["batches"].all()
        if other.fields["model"] == model and other.status in ("in_progress", "finalizing", "cancelling")
    ]
    return most is None or sum(waiting) + record.hidden["tokens"] <= most


def _no_room(store: Store, model: str | None) -> Json:
    message = (
        f"Enqueued token limit reached for {model} in organization org-sandbox. Limit: {store.enqueued_tokens:,} enqueued"
        " tokens. Please try again once some in_progress batches have been completed."
    )
    return {"code": "token_limit_exceeded", "message": message, "param": None, "line": None}


def _end_work(store: Store, record: Record, at: float) -> None:
    done = _done(record, at + 1e-6)
    if done < _total(record):
        _produce(store, record, at, done, "batch_expired")
        _enter(record, "expired", at)
        return
    record.fields["request_counts"] = _counts(record, done)
    _enter(record, "finalizing", at)
    record.due = at + _durations(record).finalizing


def _complete(store: Store, record: Record, at: float) -> None:
    _produce(store, record, at, _total(record), None)
    _enter(record, "completed", at)


def _finish_cancelling(store: Store, record: Record, at: float) -> None:
    if _total(record):
        _produce(store, record, at, record.hidden["done"], "batch_cancelled")
    _enter(record, "cancelled", at)


STAGES: dict[str, Callable[[Store, Record, float], None]] = {
    "validating": _validate,
    "in_progress": _end_work,
    "finalizing": _complete,
    "cancelling": _finish_cancelling,
}
"""What ends each stage."""


def _input(store: Store, record: Record) -> BinaryIO:
    """The input's bytes, which outlive a deleted file under the batch's own key; none where the disk lost them."""
    for key in (record.key, record.fields["input_file_id"]):
        if key in store.blobs:
            return store.blobs.open(key)
    return BytesIO()


def _produce(store: Store, record: Record, at: float, done: int, undone: str | None) -> None:
    """Write the result files."""
    results = Results(store.blobs.temporary_file(), store.blobs.temporary_file())
    with _input(store, record) as file:
        write_results(
            file,
            results,
            batch_id=record.key,
            endpoint=record.fields["endpoint"],
            known=store["models"].__contains__,
            done=done,
            undone=undone,
            at=int(at),
        )
    record.fields["request_counts"] = _counts(record, done)
    record.fields["usage"] = results.used.usage
    record.fields["output_file_id"] = _keep(store, record, results.output, "output", at)
    record.fields["error_file_id"] = _keep(store, record, results.errors, "error", at)
    store.blobs.remove(record.key)
    served = done - bisect_left(record.hidden["failing"], done)
    kind, model = ledger.COUNTED_AS[record.fields["endpoint"]], record.fields["model"] or ""
    if served:
        ledger.write(store, kind, model, results.used, units=served, requests=served, batch=True, at=at)


def _keep(store: Store, record: Record, content: TemporaryFile, name: str, at: float) -> str | None:
    if content.size == 0:
        return None
    file = keep_file(
        store,
        content,
        filename=f"{record.key}_{name}.jsonl",
        purpose="batch_output",
        lifetime=record.hidden["results_live"],
        at=at,
    )
    return file.key


def cancel(store: Store, record: Record) -> None:
    """Stop serving requests now; what is done will be kept."""
    now = store.now()
    record.hidden["done"] = _done(record, now) if record.status == "in_progress" else _total(record)
    record.fields["request_counts"] = _counts(record, record.hidden["done"])
    _enter(record, "cancelling", now)
    record.due = now + _durations(record).cancelling
    store.changed("batches", record)
