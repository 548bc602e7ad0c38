"""Fine tuning: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    json_array,
    json_object,
    lists,
    number,
    optional,
    reads,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Paging, Resource, Returns, Service

OF_FINE_TUNED_MODEL_CHECKPOINT = in_path("fine_tuned_model_checkpoint", "TODO")
FINE_TUNING_JOB_ID = in_path("fine_tuning_job_id", "TODO", column="id")

CHECKPOINT_PERMISSIONS = Resource(
    "fine_tuning",
    "checkpoint_permissions",
    "Checkpoint permissions",
    "TODO",
    order_of_use=words("id created_at project_id"),
    always=words("id created_at project_id object"),
    columns=(
        text("id", "TODO"),
        unix_time("created_at", "TODO"),
        text("project_id", "TODO"),
        text("object", "Always checkpoint.permission.", enum=("checkpoint.permission",)),
    ),
    methods=(
        lists(
            "list_fine_tuning_checkpoint_permissions",
            "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions",
            "TODO",
            OF_FINE_TUNED_MODEL_CHECKPOINT,
            in_query("project_id", "TODO", column="project_id"),
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        creates(
            "create_fine_tuning_checkpoint_permission",
            "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions",
            "TODO",
            OF_FINE_TUNED_MODEL_CHECKPOINT,
            required("project_ids", DataType.ARRAY, "TODO", items=DataType.STRING),
            returns=Returns.LIST,
            key=KeyClass.ADMIN,
            paging=Paging.SINGLE,
        ),
        deletes(
            "delete_fine_tuning_checkpoint_permission",
            "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}",
            "TODO",
            OF_FINE_TUNED_MODEL_CHECKPOINT,
            in_path("permission_id", "TODO", column="id"),
            key=KeyClass.ADMIN,
        ),
    ),
)

EVENTS = Resource(
    "fine_tuning",
    "events",
    "Events",
    "TODO",
    order_of_use=words("id type created_at level message data"),
    always=words("object id created_at level message"),
    columns=(
        text("object", "Always fine_tuning.job.event.", enum=("fine_tuning.job.event",)),
        text("id", "TODO"),
        unix_time("created_at", "TODO"),
        text("level", "TODO", enum=words("info warn error")),
        text("message", "TODO"),
        text("type", "TODO", enum=words("message metrics")),
        json_object("data", "TODO"),
    ),
    methods=(
        lists(
            "list_fine_tuning_events",
            "/fine_tuning/jobs/{fine_tuning_job_id}/events",
            "TODO",
            in_path("fine_tuning_job_id", "TODO"),
            paging=Paging.AFTER_LAST_ITEM,
            max_page=100,
        ),
    ),
)

GRADERS = Resource(
    "fine_tuning",
    "graders",
    "Graders",
    "TODO",
    order_of_use=(),
    columns=(),
    methods=(
        acts(
            "run_grader",
            "/fine_tuning/alpha/graders/run",
            "TODO",
            required(
                "grader",
                DataType.OBJECT,
                "TODO",
                members=words(
                    "type name input reference operation evaluation_metric source image_tag model "
                    "sampling_params range graders calculate_output"
                ),
                objects=words("sampling_params graders"),
            ),
            optional("item", DataType.OBJECT, "TODO"),
            required("model_sample", DataType.STRING, "TODO"),
            body=BodyKind.JSON,
            columns=(
                number("reward", "TODO"),
                json_object(
                    "metadata",
                    "TODO",
                    "name",
                    "type",
                    "errors",
                    "execution_time",
                    "scores",
                    "token_usage",
                    "sampled_model_name",
                ),
                json_object("sub_rewards", "TODO"),
                json_object("model_grader_token_usage_per_model", "TODO"),
            ),
            aliases=("run",),
        ),
        acts(
            "validate_grader",
            "/fine_tuning/alpha/graders/validate",
            "TODO",
            required(
                "grader",
                DataType.OBJECT,
                "TODO",
                members=words(
                    "type name input reference operation evaluation_metric source image_tag model "
                    "sampling_params range graders calculate_output"
                ),
                objects=words("sampling_params graders"),
            ),
            body=BodyKind.JSON,
            columns=(
                json_object(
                    "grader",
                    "TODO",
                    "type",
                    "name",
                    "input",
                    "reference",
                    "operation",
                    "evaluation_metric",
                    "source",
                    "image_tag",
                    "model",
                    "sampling_params",
                    "range",
                    "graders",
                    "calculate_output",
                ),
            ),
            aliases=("validate",),
        ),
    ),
)

JOB_CHECKPOINTS = Resource(
    "fine_tuning",
    "job_checkpoints",
    "Job checkpoints",
    "TODO",
    aliases=("fine_tuning.checkpoints",),
    order_of_use=words("id created_at fine_tuned_model_checkpoint step_number metrics fine_tuning_job_id"),
    always=words("id created_at fine_tuned_model_checkpoint step_number metrics fine_tuning_job_id object"),
    columns=(
        text("id", "TODO"),
        unix_time("created_at", "TODO"),
        text("fine_tuned_model_checkpoint", "TODO"),
        integer("step_number", "TODO"),
        json_object(
            "metrics",
            "TODO",
            "step",
            "train_loss",
            "train_mean_token_accuracy",
            "valid_loss",
            "valid_mean_token_accuracy",
            "full_valid_loss",
            "full_valid_mean_token_accuracy",
        ),
        text("fine_tuning_job_id", "TODO"),
        text("object", "Always fine_tuning.job.checkpoint.", enum=("fine_tuning.job.checkpoint",)),
    ),
    methods=(
        lists(
            "list_fine_tuning_job_checkpoints",
            "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
            "TODO",
            in_path("fine_tuning_job_id", "TODO", column="fine_tuning_job_id"),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
    ),
)

JOBS = Resource(
    "fine_tuning",
    "jobs",
    "Jobs",
    "TODO",
    order_of_use=words(
        "id status model created_at error fine_tuned_model finished_at hyperparameters "
        "organization_id result_files trained_tokens training_file validation_file integrations seed "
        "estimated_finish method metadata"
    ),
    always=words(
        "id created_at hyperparameters model object organization_id result_files status training_file seed"
    ),
    columns=(
        text("id", "TODO"),
        unix_time("created_at", "TODO"),
        json_object("error", "TODO", "code", "message", "param"),
        text("fine_tuned_model", "TODO"),
        unix_time("finished_at", "TODO"),
        json_object("hyperparameters", "TODO", "batch_size", "learning_rate_multiplier", "n_epochs"),
        text("model", "TODO"),
        text("object", "Always fine_tuning.job.", enum=("fine_tuning.job",)),
        text("organization_id", "TODO"),
        json_array("result_files", "TODO"),
        state(
            "status",
            "TODO",
            words("validating_files queued running succeeded failed cancelled"),
            done=("succeeded",),
            failed=("failed",),
            stopped=("cancelled",),
        ),
        integer("trained_tokens", "TODO"),
        text("training_file", "TODO"),
        text("validation_file", "TODO"),
        json_array("integrations", "TODO", "type", "wandb"),
        integer("seed", "TODO"),
        unix_time("estimated_finish", "TODO"),
        json_object("method", "TODO", "type", "supervised", "dpo", "reinforcement"),
        json_object("metadata", "TODO"),
    ),
    methods=(
        lists(
            "list_paginated_fine_tuning_jobs",
            "/fine_tuning/jobs",
            "TODO",
            in_query("metadata_filter", "TODO", DataType.OBJECT, wire="metadata"),
            paging=Paging.AFTER_LAST_ITEM,
            max_page=100,
        ),
        reads(
            "retrieve_fine_tuning_job", "/fine_tuning/jobs/{fine_tuning_job_id}", "TODO", FINE_TUNING_JOB_ID
        ),
        creates(
            "create_fine_tuning_job",
            "/fine_tuning/jobs",
            "TODO",
            required(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words("babbage-002 davinci-002 gpt-3.5-turbo gpt-4o-mini"),
            ),
            required("training_file", DataType.STRING, "TODO", column="training_file"),
            optional(
                "hyperparameters",
                DataType.OBJECT,
                "TODO",
                column="hyperparameters",
                members=words("batch_size learning_rate_multiplier n_epochs"),
            ),
            optional("suffix", DataType.STRING, "TODO", nullable=True),
            optional("validation_file", DataType.STRING, "TODO", column="validation_file", nullable=True),
            optional(
                "integrations",
                DataType.ARRAY,
                "TODO",
                column="integrations",
                items=DataType.OBJECT,
                nullable=True,
            ),
            optional("seed", DataType.INTEGER, "TODO", column="seed", nullable=True),
            optional(
                "method",
                DataType.OBJECT,
                "TODO",
                column="method",
                members=words("type supervised dpo reinforcement"),
                objects=words("supervised dpo reinforcement"),
            ),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
        ),
        acts(
            "cancel_fine_tuning_job",
            "/fine_tuning/jobs/{fine_tuning_job_id}/cancel",
            "TODO",
            FINE_TUNING_JOB_ID,
            aliases=("cancel",),
        ),
        acts(
            "pause_fine_tuning_job",
            "/fine_tuning/jobs/{fine_tuning_job_id}/pause",
            "TODO",
            FINE_TUNING_JOB_ID,
            aliases=("pause",),
        ),
        acts(
            "resume_fine_tuning_job",
            "/fine_tuning/jobs/{fine_tuning_job_id}/resume",
            "TODO",
            FINE_TUNING_JOB_ID,
            aliases=("resume",),
        ),
    ),
)

SERVICE = Service(
    "fine_tuning", "Fine tuning", "TODO", (CHECKPOINT_PERMISSIONS, EVENTS, GRADERS, JOB_CHECKPOINTS, JOBS)
)
