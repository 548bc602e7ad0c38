"""Evals: how well models do what you ask of them, measured."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    json_array,
    json_object,
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.generation import METADATA, SAME_ANSWER
from openai_sql_shell.catalog.model import Lifecycle, Resource, Service

EVAL = "/evals/{eval_id}"
RUN = "/evals/{eval_id}/runs/{run_id}"

EVAL_ID = in_path("eval_id", "The eval.", column="id")
OF_EVAL = in_path("eval_id", "The eval.", column="eval_id")
RUN_ID = in_path("run_id", "The run.", column="id")
OF_RUN = in_path("run_id", "The run.", column="run_id")

SOURCE = words("type source input_messages sampling_params model")
RUN_STATES = words("queued in_progress completed canceled failed")
NAME = optional("name", "Its name.")

EVALS = Resource(
    "evals",
    "evals",
    "Evals",
    "What is measured: kinds of data, and tests for the answers.",
    id_prefix="eval_",
    expected_rows=50,
    order_of_use=words("id name created_at testing_criteria data_source_config metadata"),
    always=words("object id name data_source_config testing_criteria created_at"),
    columns=(
        object_type("eval"),
        text("id", "The eval's identifier."),
        text("name", "Its name."),
        json_object("data_source_config", "What its data looks like.", *words("type schema metadata")),
        json_array(
            "testing_criteria",
            "The tests that each answer has to pass.",
            *words(
                "type name model input labels passing_labels reference operation evaluation_metric pass_threshold "
                "source image_tag sampling_params range"
            ),
        ),
        unix_time("created_at", "When it was made."),
        json_object("metadata", "Up to 16 pairs of text of your own."),
    ),
    methods=(
        pages(
            "list_evals",
            "/evals",
            "Evals of the project, oldest first, a page at a time.",
            in_query(
                "order_by",
                "By which time they are ordered.",
                enum=words("created_at updated_at"),
                closed=True,
            ),
        ),
        reads("get_eval", EVAL, "One eval.", EVAL_ID),
        creates(
            "create_eval",
            "/evals",
            "Say what is to be measured.",
            NAME,
            METADATA,
            required(
                "data_source_config",
                "What its data looks like.",
                OBJECT,
                members=words("type item_schema include_sample_schema metadata"),
                objects=words("item_schema metadata"),
                example={
                    "type": "custom",
                    "item_schema": {"type": "object", "properties": {"answer": {"type": "string"}}},
                },
            ),
            required(
                "testing_criteria",
                "The tests that each answer has to pass.",
                ARRAY,
                items=OBJECT,
                example=[SAME_ANSWER],
            ),
        ),
        updates("update_eval", EVAL, "Change an eval's name or pairs of text.", EVAL_ID, NAME, METADATA),
        deletes("delete_eval", EVAL, "Remove an eval with its runs.", EVAL_ID),
    ),
)

RUNS = Resource(
    "evals",
    "runs",
    "Eval runs",
    "Measurements: one model, one set of data.",
    id_prefix="evalrun_",
    expected_rows=50,
    order_of_use=words(
        "id status name model result_counts created_at error report_url per_testing_criteria_results per_model_usage "
        "data_source metadata eval_id"
    ),
    always=words(
        "object id eval_id status model name created_at report_url result_counts per_model_usage "
        "per_testing_criteria_results data_source error"
    ),
    columns=(
        object_type("eval.run"),
        text("id", "The run's identifier."),
        text("eval_id", "The eval."),
        state(
            "status",
            "Where the run stands.",
            RUN_STATES,
            done=("completed",),
            failed=("failed",),
            stopped=("canceled",),
        ),
        text("model", "The model that is measured."),
        text("name", "Its name."),
        unix_time("created_at", "When it was begun."),
        text("report_url", "Where the report is on the dashboard."),
        json_object(
            "result_counts",
            "How many answers passed, failed, went wrong.",
            *words("total errored failed passed"),
        ),
        json_array(
            "per_model_usage",
            "Tokens used, by model.",
            *words("model_name invocation_count prompt_tokens completion_tokens total_tokens cached_tokens"),
        ),
        json_array(
            "per_testing_criteria_results",
            "How many passed and failed each test.",
            *words("testing_criteria passed failed"),
        ),
        json_object("data_source", "What is measured with.", *SOURCE),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        json_object("error", "Why it failed.", "code", "message"),
    ),
    methods=(
        pages(
            "get_eval_runs",
            f"{EVAL}/runs",
            "An eval's runs, oldest first, a page at a time.",
            OF_EVAL,
            in_query("status", "Only runs with this status.", column="status", enum=RUN_STATES, closed=True),
            order_column="created_at",
            default_order="asc",
        ),
        reads("get_eval_run", RUN, "One run.", OF_EVAL, RUN_ID),
        creates(
            "create_eval_run",
            f"{EVAL}/runs",
            "Begin to measure; tokens are billed.",
            OF_EVAL,
            NAME,
            METADATA,
            required(
                "data_source",
                "What is measured with: a file, stored completions, or responses.",
                OBJECT,
                members=SOURCE,
                objects=words("source input_messages sampling_params"),
                example={
                    "type": "jsonl",
                    "source": {
                        "type": "file_content",
                        "content": [{"item": {"question": "2 + 2?", "answer": "4"}}],
                    },
                },
            ),
            billable=True,
        ),
        deletes("delete_eval_run", RUN, "Remove a run.", OF_EVAL, RUN_ID),
        acts(
            "cancel_eval_run",
            RUN,
            "Stop a run.",
            OF_EVAL,
            RUN_ID,
            aliases=("cancel",),
            success_states=("canceled", "completed"),
        ),
    ),
    lifecycle=Lifecycle(
        poll="get_eval_run",
        state="status",
        terminal_states=words("completed canceled failed"),
        success_states=("completed",),
        counts="",
        errors="error",
        interval=10.0,
        deadline=6 * 3600.0,
    ),
)

RUN_OUTPUT_ITEMS = Resource(
    "evals",
    "run_output_items",
    "Eval run output items",
    "Single answers of a run, with the result of each test.",
    id_prefix="outputitem_",
    expected_rows=500,
    order_of_use=words(
        "id status results datasource_item sample datasource_item_id created_at run_id eval_id"
    ),
    always=words(
        "object id run_id eval_id created_at status datasource_item_id datasource_item results sample"
    ),
    columns=(
        object_type("eval.run.output_item"),
        text("id", "The answer's identifier."),
        text("run_id", "The run."),
        text("eval_id", "The eval."),
        unix_time("created_at", "When it was measured."),
        text("status", "Whether it passed: pass or fail."),
        integer("datasource_item_id", "Which of the data it is."),
        json_object("datasource_item", "The data that was asked with."),
        json_array("results", "The result of each test.", *words("name type score passed sample")),
        json_object(
            "sample",
            "What the model was asked and answered.",
            *words(
                "input output finish_reason model usage error temperature max_completion_tokens top_p seed"
            ),
        ),
    ),
    methods=(
        pages(
            "get_eval_run_output_items",
            f"{RUN}/output_items",
            "A run's answers, oldest first, a page at a time.",
            OF_EVAL,
            OF_RUN,
            in_query(
                "status",
                "Only answers that passed, or failed.",
                column="status",
                enum=words("fail pass"),
                closed=True,
            ),
            order_column="created_at",
            default_order="asc",
        ),
        reads(
            "get_eval_run_output_item",
            f"{RUN}/output_items/{{output_item_id}}",
            "One answer.",
            OF_EVAL,
            OF_RUN,
            in_path("output_item_id", "The answer.", column="id"),
        ),
    ),
)

SERVICE = Service(
    "evals", "Evals", "How well models do what you ask of them.", (EVALS, RUNS, RUN_OUTPUT_ITEMS)
)
