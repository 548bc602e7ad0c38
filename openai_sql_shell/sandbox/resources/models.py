"""Models: a fixed list of believable ones, and a fine-tuned one that can be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.messages import ServerResponse

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import Operation, OperationCall
    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.store import Store

FINE_TUNED = "ft:"

PUBLISHED: tuple[tuple[str, int, str, str | None], ...] = (
    ("gpt-3.5-turbo", 1677610602, "openai", "2026-09-28"),
    ("gpt-3.5-turbo-0125", 1706048358, "system", "2026-09-28"),
    ("gpt-4", 1687882411, "openai", "2026-10-23"),
    ("gpt-4-turbo", 1712361441, "system", "2026-10-23"),
    ("gpt-4o", 1715367049, "system", None),
    ("gpt-4o-2024-08-06", 1722814719, "system", None),
    ("gpt-4o-mini", 1721172741, "system", None),
    ("gpt-4o-mini-2024-07-18", 1721172717, "system", None),
    ("gpt-4.1", 1744316542, "system", None),
    ("gpt-4.1-mini", 1744318173, "system", None),
    ("gpt-4.1-nano", 1744321707, "system", None),
    ("gpt-5", 1754425777, "system", None),
    ("gpt-5-2025-08-07", 1754075360, "system", None),
    ("gpt-5-mini", 1754425928, "system", None),
    ("gpt-5-nano", 1754426384, "system", None),
    ("o1", 1734375816, "system", None),
    ("o3", 1744225308, "system", None),
    ("o3-mini", 1737146383, "system", None),
    ("o4-mini", 1744225351, "system", None),
    ("davinci-002", 1692634301, "system", None),
    ("babbage-002", 1692634615, "system", None),
    ("gpt-3.5-turbo-instruct", 1692901427, "system", "2026-09-28"),
    ("text-embedding-3-large", 1705953180, "system", None),
    ("text-embedding-3-small", 1705948997, "system", None),
    ("text-embedding-ada-002", 1671217299, "openai-internal", None),
    ("omni-moderation-latest", 1731689265, "system", None),
    ("omni-moderation-2024-09-26", 1732734466, "system", None),
    ("gpt-image-1", 1745517030, "system", None),
    ("dall-e-3", 1698785189, "system", None),
    ("sora-2", 1759708615, "system", None),
    ("whisper-1", 1677532384, "openai-internal", None),
    ("tts-1", 1681940951, "openai-internal", None),
)
"""Name, publication, owner and last day of each model."""

FINE_TUNED_MODEL = "ft:gpt-4o-mini-2024-07-18:sandbox:support-tone:sbx20xyz"
FINE_TUNED_SINCE = 1_750_000_000


def publish(store: Store) -> None:
    """Put the models into an empty store."""
    for name, created, owner, last_day in PUBLISHED:
        _add(store, name, created, owner, last_day)
    _add(store, FINE_TUNED_MODEL, FINE_TUNED_SINCE, "sandbox", None)


def _add(store: Store, name: str, created: int, owner: str, last_day: str | None) -> None:
    fields = {"id": name, "object": "model", "created": created, "owned_by": owner, "shutdown_date": last_day}
    store.add("models", name, fields)


def _found(store: Store, call: OperationCall) -> Record:
    name = call.path["model"]
    record = store["models"].get(name)
    if record is None:
        raise HttpError(404, f"The model '{name}' does not exist", param="model", code="model_not_found")
    return record


def list_models(store: Store, _call: OperationCall) -> ServerResponse:
    """All models."""
    return ServerResponse({"object": "list", "data": [record.fields for record in store["models"].all()]})


def retrieve_model(store: Store, call: OperationCall) -> ServerResponse:
    """One model."""
    return ServerResponse(_found(store, call).fields)


def delete_model(store: Store, call: OperationCall) -> ServerResponse:
    """Remove a fine-tuned model."""
    name = _found(store, call).key
    if not name.startswith(FINE_TUNED):
        raise HttpError(
            403,
            "You have insufficient permissions for this operation: only fine-tuned models can be deleted.",
        )
    store.remove("models", name)
    return ServerResponse({"id": name, "object": "model", "deleted": True})


OPERATIONS: dict[str, Operation] = {
    "list_models": list_models,
    "retrieve_model": retrieve_model,
    "delete_model": delete_model,
}
