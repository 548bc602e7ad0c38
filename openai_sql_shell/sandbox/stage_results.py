"""What is made when a stage begins: results of an eval, steps and messages of a run, texts of a response; see `training_results`, too.

What belongs to a moment later in the stage is made at its beginning and dated in the future: lists show it once that moment has come.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import ledger, training_results
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.resources.completions import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

EVAL_ITEMS = 5
"""Items of an eval run whose data the sandbox cannot count."""

# --- evals -----------------------------------------------------------------------------------------------------


def eval_runs(store: Store, run: Record, at: float) -> None:
    """Each item is tried; the results come one after the other."""
    criteria = _criteria(store, run)
    content = (run.fields["data_source"].get("source") or {}).get("content")
    items = (
        content
        if isinstance(content, list)
        else [{"item": {"question": f"Question {n}"}} for n in range(EVAL_ITEMS)]
    )
    length = (run.due or at) - at
    for number, item in enumerate(items):
        source = random.Random(f"{run.fields['id']}/{number}")
        good = source.random() < 0.8
        answer = str(item.get("sample") or f"Answer to item {number}")
        used = {"prompt_tokens": 40 + number, "completion_tokens": 12, "cached_tokens": 0}
        known: Json = {
            "status": "pass" if good else "fail",
            "datasource_item_id": number,
            "datasource_item": item.get("item", item),
            "results": [{"name": n, "score": float(good), "passed": good, "sample": None} for n in criteria],
            "sample": {
                "input": [{"role": "user", "content": f"Item {number}"}],
                "output": [{"role": "assistant", "content": answer}],
                "finish_reason": "stop",
                "model": run.fields["model"],
                "usage": {**used, "total_tokens": 52 + number},
                "error": None,
                "temperature": 1.0,
                "max_completion_tokens": 2048,
                "top_p": 1.0,
                "seed": 20,
            },
        }
        moment = at + length * (number + 1) / (len(items) + 1)
        make(store, "evals.run_output_items", known, run.fields["eval_id"], run.fields["id"], at=moment)


def _criteria(store: Store, run: Record) -> list[str]:
    parent = store["evals.evals"].get(f"/{run.fields['eval_id']}")
    return [str(c.get("name")) for c in (parent.fields["testing_criteria"] if parent else [])] or ["match"]


def eval_completes(store: Store, run: Record, at: float) -> None:
    """The results are counted."""
    items = store["evals.run_output_items"].children(f"{run.fields['eval_id']}/{run.fields['id']}")
    passed = sum(item.status == "pass" for item in items)
    failed = len(items) - passed
    used = [item.fields["sample"]["usage"] for item in items]
    tokens = TokenCounts(sum(u["prompt_tokens"] for u in used), sum(u["completion_tokens"] for u in used))
    run.fields["result_counts"] = {"total": len(items), "errored": 0, "failed": failed, "passed": passed}
    run.fields["per_testing_criteria_results"] = [
        {"testing_criteria": name, "passed": passed, "failed": failed} for name in _criteria(store, run)
    ]
    run.fields["per_model_usage"] = [
        {
            "model_name": run.fields["model"],
            "invocation_count": len(items),
            "prompt_tokens": tokens.input,
            "completion_tokens": tokens.output,
            "total_tokens": tokens.input + tokens.output,
            "cached_tokens": 0,
        }
    ]
    ledger.write(store, "completions", run.fields["model"], tokens, requests=len(items), at=at)


# --- runs of assistants ----------------------------------------------------------------------------------------


def run_completes(store: Store, run: Record, at: float) -> None:
    """The assistant's message and the step that made it."""
    thread, assistant = run.fields["thread_id"], run.fields["assistant_id"]
    asked = [m for m in store["assistants.messages"].children(thread) if m.fields["role"] == "user"]
    text = text_of(asked[-1].fields["content"]) if asked else ""
    reply = f"The sandbox has read: {text[:80]}"
    used = TokenCounts(len(text) // 4 + 20, len(reply) // 4 + 1)
    usage = {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.input + used.output,
    }
    whose = {"assistant_id": assistant, "run_id": run.fields["id"]}
    content = [{"type": "text", "text": {"value": reply, "annotations": []}}]
    message = make(
        store, "assistants.messages", {**whose, "role": "assistant", "content": content}, thread, at=at
    )
    details = {"type": "message_creation", "message_creation": {"message_id": message.fields["id"]}}
    known = {
        "assistant_id": assistant,
        "type": "message_creation",
        "status": "completed",
        "step_details": details,
        "completed_at": int(at),
        "usage": usage,
    }
    make(store, "assistants.run_steps", known, thread, run.fields["id"], at=at)
    run.fields["usage"] = usage
    ledger.write(store, "completions", run.fields["model"], used, at=at)


def text_of(content: object) -> str:
    """The text of a message's content, whatever its form."""
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    texts = [part.get("text", "") for part in parts]
    return " ".join(t.get("value", "") if isinstance(t, dict) else str(t) for t in texts)


# --- responses and videos --------------------------------------------------------------------------------------


def response_completes(store: Store, response: Record, at: float) -> None:
    """The texts that were kept back."""
    response.fields |= response.hidden.pop("result")
    ledger.write(
        store, "completions", response.fields["model"], TokenCounts(**response.hidden["used"]), at=at
    )


def video_completes(store: Store, video: Record, at: float) -> None:
    """The film can be downloaded; each second of it is billed."""
    seconds = int(video.fields["seconds"])
    video.fields["progress"] = 100
    ledger.write(store, "videos", video.fields["model"], units=seconds, at=at)


RESULTS: dict[tuple[str, str], Callable[[Store, Record, float], None]] = {
    ("assistants.runs", "completed"): run_completes,
    ("evals.runs", "completed"): eval_completes,
    ("evals.runs", "in_progress"): eval_runs,
    ("fine_tuning.jobs", "cancelled"): training_results.job_stops,
    ("fine_tuning.jobs", "failed"): training_results.job_fails,
    ("fine_tuning.jobs", "paused"): training_results.job_stops,
    ("fine_tuning.jobs", "queued"): training_results.job_queues,
    ("fine_tuning.jobs", "running"): training_results.job_runs,
    ("fine_tuning.jobs", "succeeded"): training_results.job_succeeds,
    ("fine_tuning.jobs", "validating_files"): training_results.job_validates,
    ("responses.responses", "completed"): response_completes,
    ("videos.videos", "completed"): video_completes,
}
"""What is made when an object of a table enters a state."""
