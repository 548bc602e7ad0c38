"""What is made when a stage of a fine-tuning job begins: events, metrics, checkpoints, in the end a model and a file of results.

What belongs to a moment later in the stage is made at its beginning and dated in the future: lists show it once that moment has come.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.resources.completions import TokenCounts
from openai_sql_shell.sandbox.resources.files import keep_file

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

STEPS = 30
"""Steps of a fine-tuning job."""
SHOWN_STEPS = 5
"""Each so many steps an event tells the metrics."""
EPOCHS = 3
PAUSED = "The job was paused"
"""What the event says."""


def _event(store: Store, job: Record, at: float, message: str, data: Json | None = None) -> None:
    known: Json = {
        "level": "error" if "failed" in message else "info",
        "message": message,
        "type": "metrics" if data else "message",
        "data": data or {},
    }
    make(store, "fine_tuning.events", known, job.fields["id"], at=at)


def job_validates(store: Store, job: Record, at: float) -> None:
    """The job is made."""
    job.fields["result_files"] = []
    if store["fine_tuning.events"].children(job.fields["id"]):
        return
    _event(store, job, at, f"Created fine-tuning job: {job.fields['id']}")
    _event(store, job, at, f"Validating training file: {job.fields['training_file']}")


def job_queues(store: Store, job: Record, at: float) -> None:
    """The files are good, or the job goes on."""
    said = {event.fields["message"] for event in store["fine_tuning.events"].children(job.fields["id"])}
    _event(
        store,
        job,
        at,
        "The job was resumed" if PAUSED in said else "Files validated, moving job to queued state",
    )


def job_runs(store: Store, job: Record, at: float) -> None:
    """The work begins: metrics follow step by step, a checkpoint after each epoch."""
    _event(store, job, at, "Fine-tuning job started")
    length = (job.due or at) - at
    job.fields["estimated_finish"] = int(at + length)
    done = _steps(store, job)
    for step in range(SHOWN_STEPS, STEPS + 1, SHOWN_STEPS):
        if step in done:
            continue
        moment, metrics = at + length * step / STEPS, _metrics(job, step)
        message = f"Step {step}/{STEPS}: training loss={metrics['train_loss']:.2f}"
        _event(store, job, moment, message, {**metrics, "total_steps": STEPS})
        if step % (STEPS // EPOCHS) == 0:
            known = {
                "fine_tuned_model_checkpoint": f"{_model_name(job)}:ckpt-step-{step}",
                "step_number": step,
                "metrics": metrics,
            }
            make(store, "fine_tuning.job_checkpoints", known, job.fields["id"], at=moment)


def _steps(store: Store, job: Record) -> set[int]:
    """The steps that the events of a job tell of."""
    return {
        e.fields["data"].get("step", 0) for e in store["fine_tuning.events"].children(job.fields["id"])
    } - {0}


def _metrics(job: Record, step: int) -> Json:
    source = random.Random(f"{job.fields['id']}/{step}")
    loss = round(0.4 + 2.2 / (1 + step / 4) + source.uniform(-0.08, 0.08), 3)
    return {"step": step, "train_loss": loss, "train_mean_token_accuracy": round(0.97 - loss / 8, 3)}


def _model_name(job: Record) -> str:
    suffix = job.fields.get("suffix") or job.hidden.get("suffix") or ""
    return f"ft:{job.fields['model']}:sandbox:{suffix}:{job.fields['id'][-8:]}"


def job_succeeds(store: Store, job: Record, at: float) -> None:
    """The model is there, and can be used and deleted like others."""
    name = _model_name(job)
    job.fields |= {"fine_tuned_model": name, "trained_tokens": 12_480, "estimated_finish": None}
    file = store.blobs.temporary_file()
    rows = [_metrics(job, step) for step in range(1, STEPS + 1)]
    file.write(b"step,train_loss,train_accuracy\n")
    for row in rows:
        file.write(f"{row['step']},{row['train_loss']},{row['train_mean_token_accuracy']}\n".encode())
    results = keep_file(store, file, filename="step_metrics.csv", purpose="fine-tune-results", at=at)
    job.fields["result_files"] = [results.key]
    fields = {"id": name, "object": "model", "created": int(at), "owned_by": "sandbox", "shutdown_date": None}
    store.add("models", name, fields)
    _event(store, job, at, f"New fine-tuned model created: {name}")
    _event(store, job, at, "The job has successfully completed")
    ledger.write(store, "fine_tuning", job.fields["model"], TokenCounts(12_480), at=at)


def job_fails(store: Store, job: Record, at: float) -> None:
    """The training file was no good."""
    _event(store, job, at, f"The job failed due to an invalid training file: {job.fields['training_file']}")


def job_stops(store: Store, job: Record, at: float) -> None:
    """What would have come later does not come."""
    job.fields["estimated_finish"] = None
    for table in ("fine_tuning.events", "fine_tuning.job_checkpoints"):
        for record in store[table].children(job.fields["id"]):
            if record.fields["created_at"] > at:
                store.remove(table, record.key)
    _event(store, job, at, "The job was cancelled" if job.status == "cancelled" else PAUSED)
