"""Models: what can be asked."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import deletes, in_path, lists, object_type, reads, text, unix_time
from openai_sql_shell.catalog.model import Paging, Resource, Service

MODEL = in_path("model", "The model.", column="id")

MODELS = Resource(
    "models",
    "models",
    "Models",
    "Models this key may use, fine-tuned ones among them.",
    order_of_use=("id", "owned_by", "created", "shutdown_date"),
    columns=(
        text("id", "The name to use in requests."),
        unix_time("created", "When the model was published."),
        object_type("model"),
        text("owned_by", "Who owns the model."),
        text("shutdown_date", "The day the model will be switched off, YYYY-MM-DD."),
    ),
    methods=(
        lists("list_models", "/models", "All models at once.", paging=Paging.WHOLE),
        reads("retrieve_model", "/models/{model}", "One model.", MODEL),
        deletes("delete_model", "/models/{model}", "Remove a fine-tuned model; owners only.", MODEL),
    ),
    expected_rows=100,
)

SERVICE = Service("models", "Models", "Models and their owners.", (MODELS,))
