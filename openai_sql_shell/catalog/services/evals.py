"""Evals: TODO."""

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
    optional,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, Paging, Resource, Service

EVAL_ID = in_path("eval_id", "TODO", column="id")
OF_EVAL = in_path("eval_id", "TODO", column="eval_id")
OF_RUN = in_path("run_id", "TODO", column="run_id")
RUN_ID = in_path("run_id", "TODO", column="id")

EVALS = Resource(
    "evals",
    "evals",
    "Evals",
    "TODO",
    order_of_use=words("id name created_at data_source_config testing_criteria metadata"),
    always=words("object id name data_source_config testing_criteria created_at"),
    columns=(
        text("object", "Always eval.", enum=("eval",)),
        text("id", "TODO"),
        text("name", "TODO"),
        json_object("data_source_config", "TODO", "type", "schema", "metadata"),
        json_array(
            "testing_criteria",
            "TODO",
            "type",
            "name",
            "model",
            "input",
            "labels",
            "passing_labels",
            "reference",
            "operation",
            "evaluation_metric",
            "pass_threshold",
            "source",
            "image_tag",
            "sampling_params",
            "range",
        ),
        unix_time("created_at", "TODO"),
        json_object("metadata", "TODO"),
    ),
    methods=(
        lists(
            "list_evals",
            "/evals",
            "TODO",
            in_query("order_by", "TODO", enum=words("created_at updated_at"), closed=True),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("get_eval", "/evals/{eval_id}", "TODO", EVAL_ID),
        creates(
            "create_eval",
            "/evals",
            "TODO",
            optional("name", DataType.STRING, "TODO", column="name"),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            required(
                "data_source_config",
                DataType.OBJECT,
                "TODO",
                column="data_source_config",
                members=words("type item_schema include_sample_schema metadata"),
                objects=words("item_schema metadata"),
            ),
            required(
                "testing_criteria", DataType.ARRAY, "TODO", column="testing_criteria", items=DataType.OBJECT
            ),
        ),
        updates(
            "update_eval",
            "/evals/{eval_id}",
            "TODO",
            EVAL_ID,
            optional("name", DataType.STRING, "TODO", column="name"),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
        ),
        deletes("delete_eval", "/evals/{eval_id}", "TODO", EVAL_ID),
    ),
)

RUN_OUTPUT_ITEMS = Resource(
    "evals",
    "run_output_items",
    "Run output items",
    "TODO",
    order_of_use=words(
        "id status created_at run_id eval_id datasource_item_id datasource_item results sample"
    ),
    always=words(
        "object id run_id eval_id created_at status datasource_item_id datasource_item results sample"
    ),
    columns=(
        text("object", "Always eval.run.output_item.", enum=("eval.run.output_item",)),
        text("id", "TODO"),
        text("run_id", "TODO"),
        text("eval_id", "TODO"),
        unix_time("created_at", "TODO"),
        text("status", "TODO"),
        integer("datasource_item_id", "TODO"),
        json_object("datasource_item", "TODO"),
        json_array("results", "TODO", "name", "type", "score", "passed", "sample"),
        json_object(
            "sample",
            "TODO",
            "input",
            "output",
            "finish_reason",
            "model",
            "usage",
            "error",
            "temperature",
            "max_completion_tokens",
            "top_p",
            "seed",
        ),
    ),
    methods=(
        lists(
            "get_eval_run_output_items",
            "/evals/{eval_id}/runs/{run_id}/output_items",
            "TODO",
            OF_EVAL,
            OF_RUN,
            in_query("status", "TODO", column="status", enum=words("fail pass"), closed=True),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "get_eval_run_output_item",
            "/evals/{eval_id}/runs/{run_id}/output_items/{output_item_id}",
            "TODO",
            OF_EVAL,
            OF_RUN,
            in_path("output_item_id", "TODO", column="id"),
        ),
    ),
)

RUNS = Resource(
    "evals",
    "runs",
    "Runs",
    "TODO",
    order_of_use=words(
        "id status name model created_at eval_id report_url result_counts per_model_usage "
        "per_testing_criteria_results data_source metadata error"
    ),
    always=words(
        "object id eval_id status model name created_at report_url result_counts per_model_usage "
        "per_testing_criteria_results data_source error"
    ),
    columns=(
        text("object", "Always eval.run.", enum=("eval.run",)),
        text("id", "TODO"),
        text("eval_id", "TODO"),
        text("status", "TODO"),
        text("model", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        text("report_url", "TODO"),
        json_object("result_counts", "TODO", "total", "errored", "failed", "passed"),
        json_array(
            "per_model_usage",
            "TODO",
            "model_name",
            "invocation_count",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "cached_tokens",
        ),
        json_array("per_testing_criteria_results", "TODO", "testing_criteria", "passed", "failed"),
        json_object("data_source", "TODO", "type", "source", "input_messages", "sampling_params", "model"),
        json_object("metadata", "TODO"),
        json_object("error", "TODO", "code", "message"),
    ),
    methods=(
        lists(
            "get_eval_runs",
            "/evals/{eval_id}/runs",
            "TODO",
            OF_EVAL,
            in_query(
                "status",
                "TODO",
                column="status",
                enum=words("queued in_progress completed canceled failed"),
                closed=True,
            ),
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("get_eval_run", "/evals/{eval_id}/runs/{run_id}", "TODO", OF_EVAL, RUN_ID),
        creates(
            "create_eval_run",
            "/evals/{eval_id}/runs",
            "TODO",
            OF_EVAL,
            optional("name", DataType.STRING, "TODO", column="name"),
            optional("metadata", DataType.OBJECT, "TODO", column="metadata", nullable=True),
            required(
                "data_source",
                DataType.OBJECT,
                "TODO",
                column="data_source",
                members=words("type source input_messages sampling_params model"),
                objects=words("source input_messages sampling_params"),
            ),
        ),
        deletes("delete_eval_run", "/evals/{eval_id}/runs/{run_id}", "TODO", OF_EVAL, RUN_ID),
        acts(
            "cancel_eval_run", "/evals/{eval_id}/runs/{run_id}", "TODO", OF_EVAL, RUN_ID, aliases=("cancel",)
        ),
    ),
)

SERVICE = Service("evals", "Evals", "TODO", (EVALS, RUN_OUTPUT_ITEMS, RUNS))
