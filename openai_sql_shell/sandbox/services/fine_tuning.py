"""Fine-tuning: jobs with a lifecycle, graders, and who may use a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Paging
from openai_sql_shell.sandbox import generic, ledger, training_results
from openai_sql_shell.sandbox.http_errors import bad_request
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.pages import envelope
from openai_sql_shell.sandbox.resources.completions import TokenCounts

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

JOBS = "fine_tuning.jobs"
GRADER_ERRORS = (
    *(
        "formula_parse_error",
        "sample_parse_error",
        "truncated_observation_error",
        "unresponsive_reward_error",
    ),
    *("invalid_variable_error", "other_error", "python_grader_server_error", "python_grader_runtime_error"),
    *("model_grader_server_error", "model_grader_refusal_error", "model_grader_parse_error"),
)
ERROR_DETAILS = (
    "python_grader_server_error_type",
    "python_grader_runtime_error_details",
    "model_grader_server_error_details",
)


def create_job(store: Store, call: OperationCall) -> Json:
    """Start a job on an uploaded file."""
    for name in ("training_file", "validation_file"):
        given = call.body.get(name)
        if given is not None and given not in store["files"]:
            raise bad_request(f"Invalid file ID for {name}: {given}", name, "invalid_file_id")
    record = generic.create(store, call)
    defaults = {"n_epochs": training_results.EPOCHS, "batch_size": 1, "learning_rate_multiplier": 1.8}
    asked = call.body.get("hyperparameters") or {}
    record.fields["hyperparameters"] = {**defaults, **{k: v for k, v in asked.items() if v != "auto"}}
    record.hidden["suffix"] = call.body.get("suffix")
    file = store["files"].get(record.fields["training_file"])
    if file is None or not file.fields["filename"].endswith(".jsonl"):
        record.hidden["fails"] = "validating_files"
    store.changed(JOBS, record)
    return record.fields


def permit(store: Store, call: OperationCall) -> Json:
    """Let projects use a checkpoint."""
    name = call.path["fine_tuned_model_checkpoint"]
    table = "fine_tuning.checkpoint_permissions"
    records = [make(store, table, {"project_id": project}, name) for project in call.body["project_ids"]]
    return envelope(Paging.AFTER_LAST_ID, records, [r.fields for r in records], more=False)


def run_grader(store: Store, call: OperationCall) -> Json:
    """Grade one sample: what equals its reference gets everything."""
    grader, sample = call.body["grader"], call.body["model_sample"]
    item = call.body.get("item") or {}
    reward = float(sample in map(str, item.values())) if isinstance(item, dict) else 0.0
    used = TokenCounts(len(str(sample)) // 4 + 20, 4) if grader.get("model") else None
    if used is not None:
        ledger.write(store, "completions", grader["model"], used)
    errors = dict.fromkeys(GRADER_ERRORS, False) | dict.fromkeys(ERROR_DETAILS)
    name = grader.get("name", "grader")
    metadata = {
        "name": name,
        "type": grader.get("type", "string_check"),
        "errors": errors,
        "execution_time": 0.01,
        "scores": {name: reward},
        "token_usage": used and used.input + used.output,
        "sampled_model_name": grader.get("model"),
    }
    return {
        "reward": reward,
        "metadata": metadata,
        "sub_rewards": {},
        "model_grader_token_usage_per_model": {},
    }


def validate_grader(_store: Store, call: OperationCall) -> Json:
    """Whether a grader can be used; the sandbox looks at its type only."""
    if "type" not in call.body["grader"]:
        raise bad_request("Missing required parameter: 'grader.type'.", "grader.type")
    return {"grader": call.body["grader"]}


OPERATIONS = {
    "fine_tuning.checkpoint_permissions.create_fine_tuning_checkpoint_permission": permit,
    "fine_tuning.graders.run_grader": run_grader,
    "fine_tuning.graders.validate_grader": validate_grader,
    "fine_tuning.jobs.create_fine_tuning_job": create_job,
}
