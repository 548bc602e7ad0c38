"""Fine-tuning: models of your own, trained on examples."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    INTEGER,
    OBJECT,
    STRING,
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
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.generation import METADATA, SAME_ANSWER
from openai_sql_shell.catalog.model import (
    BodyKind,
    Jobs,
    KeyClass,
    Lifecycle,
    Paging,
    Resource,
    Returns,
    Service,
)

JOB = "/fine_tuning/jobs/{fine_tuning_job_id}"
PERMISSIONS = "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"

JOB_ID = in_path("fine_tuning_job_id", "The job.", column="id")
CHECKPOINT = in_path("fine_tuned_model_checkpoint", "The checkpoint, by the name of its model.")

GRADER = words(
    "type name input reference operation evaluation_metric source image_tag model sampling_params range graders "
    "calculate_output"
)
GRADED_BY = required(
    "grader",
    "How an answer is judged: by comparison, by code, by a model.",
    OBJECT,
    members=GRADER,
    objects=words("sampling_params graders"),
    example=SAME_ANSWER,
)

WHY = (
    (
        "The job",
        """
        SELECT status, error->>'code' AS error_code, error->>'param' AS error_param, error->>'message' AS error_message, model,
            fine_tuned_model, trained_tokens, created_at, finished_at, estimated_finish, training_file
        FROM openai.fine_tuning.jobs WHERE id = :id
        """,
    ),
    (
        "What happened last",
        """
        SELECT created_at, level, message FROM openai.fine_tuning.events
        WHERE fine_tuning_job_id = :id AND type IS NOT 'metrics' LIMIT 10
        """,
    ),
)
"""What became of a job: two requests, and one for every further page of figures."""

JOBS = Resource(
    "fine_tuning",
    "jobs",
    "Fine-tuning jobs",
    "Trainings of models; each takes minutes to hours.",
    id_prefix="ftjob-",
    dashboard="/finetune/",
    why=WHY,
    expected_rows=50,
    order_of_use=words(
        "id status model fine_tuned_model created_at finished_at estimated_finish trained_tokens error training_file "
        "validation_file result_files method hyperparameters metadata integrations seed organization_id"
    ),
    jobs=Jobs(
        "fine-tuning",
        "SELECT id, status, created_at, finished_at AS ended_at, estimated_finish AS due_at FROM openai.fine_tuning.jobs",
    ),
    always=words(
        "id created_at hyperparameters model object organization_id result_files status training_file seed"
    ),
    columns=(
        text("id", "The job's identifier."),
        unix_time("created_at", "When the job was made."),
        json_object("error", "Why it failed.", *words("code message param")),
        text("fine_tuned_model", "The model that was made, once it is there."),
        unix_time("finished_at", "When it was done."),
        json_object(
            "hyperparameters",
            "How it is trained; deprecated, see method.",
            *words("batch_size learning_rate_multiplier n_epochs"),
        ),
        text("model", "The model that is trained."),
        object_type("fine_tuning.job"),
        text("organization_id", "The organization."),
        json_array("result_files", "Files with the results."),
        state(
            "status",
            "Where the job stands.",
            words("validating_files queued running paused succeeded failed cancelled"),
            done=("succeeded",),
            failed=("failed",),
            stopped=("paused", "cancelled"),
        ),
        integer("trained_tokens", "Tokens that are billed, once it is done."),
        text("training_file", "The file with the examples.", identifies=True),
        text("validation_file", "The file with examples to check with.", identifies=True),
        json_array("integrations", "Who is told about it.", "type", "wandb"),
        integer("seed", "What makes a training repeatable."),
        unix_time("estimated_finish", "When it will be done, as far as is known."),
        json_object("method", "How it is trained.", *words("type supervised dpo reinforcement")),
        json_object("metadata", "Up to 16 pairs of text of your own."),
    ),
    methods=(
        lists(
            "list_paginated_fine_tuning_jobs",
            "/fine_tuning/jobs",
            "Jobs of the project, a page at a time.",
            in_query("metadata_filter", "Only jobs with these pairs of text.", OBJECT, wire="metadata"),
            paging=Paging.AFTER_LAST_ITEM,
            max_page=100,
        ),
        reads("retrieve_fine_tuning_job", JOB, "One job.", JOB_ID),
        creates(
            "create_fine_tuning_job",
            "/fine_tuning/jobs",
            "Begin to train a model; tokens are billed.",
            required(
                "model",
                "The model to train.",
                enum=words("babbage-002 davinci-002 gpt-3.5-turbo gpt-4o-mini"),
            ),
            required("training_file", "An uploaded JSONL file of examples.", leads_to="files.files"),
            optional(
                "validation_file", "An uploaded file to check with.", nullable=True, leads_to="files.files"
            ),
            optional(
                "method",
                "How it is trained: supervised, dpo or reinforcement, each with its own settings.",
                OBJECT,
                members=words("type supervised dpo reinforcement"),
                objects=words("supervised dpo reinforcement"),
            ),
            optional("suffix", "A part of the new model's name.", nullable=True),
            METADATA,
            optional("seed", "What makes a training repeatable.", INTEGER, nullable=True),
            optional("integrations", "Who is told about it.", ARRAY, items=OBJECT, nullable=True),
            optional(
                "hyperparameters",
                "Deprecated; use method.",
                OBJECT,
                members=words("batch_size learning_rate_multiplier n_epochs"),
            ),
            billable=True,
        ),
        acts(
            "cancel_fine_tuning_job",
            f"{JOB}/cancel",
            "Stop a job for good; what was trained so far is billed.",
            JOB_ID,
            aliases=("cancel",),
            success_states=("cancelled", "succeeded"),
        ),
        acts(
            "pause_fine_tuning_job",
            f"{JOB}/pause",
            "Let a job rest.",
            JOB_ID,
            aliases=("pause",),
            success_states=("paused",),
        ),
        acts(
            "resume_fine_tuning_job",
            f"{JOB}/resume",
            "Let a job that rests go on.",
            JOB_ID,
            aliases=("resume",),
        ),
    ),
    lifecycle=Lifecycle(
        poll="retrieve_fine_tuning_job",
        state="status",
        terminal_states=words("succeeded failed cancelled paused"),
        success_states=("succeeded",),
        counts="",
        errors="error",
        interval=30.0,
        deadline=24 * 3600.0,
    ),
)

EVENTS = Resource(
    "fine_tuning",
    "events",
    "Fine-tuning events",
    "What happened in a job, newest first.",
    id_prefix="ftevent-",
    expected_rows=100,
    order_of_use=words("id created_at level message type data"),
    always=words("object id created_at level message"),
    columns=(
        object_type("fine_tuning.job.event"),
        text("id", "The event's identifier."),
        unix_time("created_at", "When it happened."),
        text("level", "How serious it is.", enum=words("info warn error")),
        text("message", "What happened."),
        text("type", "Whether it is a message or figures.", enum=words("message metrics")),
        json_object("data", "The figures."),
    ),
    methods=(
        lists(
            "list_fine_tuning_events",
            f"{JOB}/events",
            "A job's events, a page at a time.",
            in_path("fine_tuning_job_id", "The job."),
            paging=Paging.AFTER_LAST_ITEM,
            max_page=100,
        ),
    ),
)

JOB_CHECKPOINTS = Resource(
    "fine_tuning",
    "job_checkpoints",
    "Fine-tuning checkpoints",
    "Models as they were during a training; each can be used.",
    id_prefix="ftckpt_",
    aliases=("fine_tuning.checkpoints",),
    expected_rows=10,
    order_of_use=words("id step_number fine_tuned_model_checkpoint metrics created_at fine_tuning_job_id"),
    always=words("id created_at fine_tuned_model_checkpoint step_number metrics fine_tuning_job_id object"),
    columns=(
        text("id", "The checkpoint's identifier."),
        unix_time("created_at", "When it was made."),
        text("fine_tuned_model_checkpoint", "The model's name."),
        integer("step_number", "After how many steps it was made."),
        json_object(
            "metrics",
            "How good it is.",
            *words(
                "step train_loss train_mean_token_accuracy valid_loss valid_mean_token_accuracy full_valid_loss "
                "full_valid_mean_token_accuracy"
            ),
        ),
        text("fine_tuning_job_id", "The job."),
        object_type("fine_tuning.job.checkpoint"),
    ),
    methods=(
        pages(
            "list_fine_tuning_job_checkpoints",
            f"{JOB}/checkpoints",
            "A job's checkpoints, a page at a time.",
            in_path("fine_tuning_job_id", "The job.", column="fine_tuning_job_id"),
        ),
    ),
)

CHECKPOINT_PERMISSIONS = Resource(
    "fine_tuning",
    "checkpoint_permissions",
    "Checkpoint permissions",
    "Projects that may use a checkpoint.",
    id_prefix="cp_",
    expected_rows=10,
    order_of_use=words("id project_id created_at"),
    always=words("id created_at project_id object"),
    columns=(
        text("id", "The permission's identifier."),
        unix_time("created_at", "When it was given."),
        text("project_id", "The project."),
        object_type("checkpoint.permission"),
    ),
    methods=(
        pages(
            "list_fine_tuning_checkpoint_permissions",
            PERMISSIONS,
            "A checkpoint's permissions, newest first, a page at a time.",
            CHECKPOINT,
            in_query("project_id", "Only those of this project.", column="project_id"),
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_fine_tuning_checkpoint_permission",
            PERMISSIONS,
            "Let projects use a checkpoint.",
            CHECKPOINT,
            required("project_ids", "The projects.", ARRAY, items=STRING),
            returns=Returns.LIST,
            paging=Paging.SINGLE,
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_fine_tuning_checkpoint_permission",
            f"{PERMISSIONS}/{{permission_id}}",
            "Take a permission away.",
            CHECKPOINT,
            in_path("permission_id", "The permission.", column="id"),
            key=KeyClass.ADMIN,
        ),
    ),
)

GRADERS = Resource(
    "fine_tuning",
    "graders",
    "Graders",
    "Judges of answers, for reinforcement: tried and checked here.",
    hint="EXEC openai.fine_tuning.graders.run_grader @grader = '{...}', @model_sample = '...' tries one",
    expected_rows=1,
    columns=(),
    methods=(
        acts(
            "run_grader",
            "/fine_tuning/alpha/graders/run",
            "Judge one answer; a judging model's tokens are billed.",
            GRADED_BY,
            optional("item", "The example that was answered.", OBJECT),
            required("model_sample", "The answer.", example="4"),
            body=BodyKind.JSON,
            aliases=("run",),
            billable=True,
            columns=(
                number("reward", "How good the answer is."),
                json_object(
                    "metadata",
                    "How it was judged.",
                    *words("name type errors execution_time scores token_usage sampled_model_name"),
                ),
                json_object("sub_rewards", "What each part of the judge says."),
                json_object("model_grader_token_usage_per_model", "Tokens used, by model."),
            ),
        ),
        acts(
            "validate_grader",
            "/fine_tuning/alpha/graders/validate",
            "Check whether a judge is written rightly.",
            GRADED_BY,
            body=BodyKind.JSON,
            read_only=True,
            aliases=("validate",),
            columns=(json_object("grader", "The judge as it was understood.", *GRADER),),
        ),
    ),
)

SERVICE = Service(
    "fine_tuning",
    "Fine-tuning",
    "Models of your own, trained on examples.",
    (JOBS, EVENTS, JOB_CHECKPOINTS, CHECKPOINT_PERMISSIONS, GRADERS),
)
