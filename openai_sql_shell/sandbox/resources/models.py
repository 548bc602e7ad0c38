"""Models: a fixed list of believable ones, and a fine-tuned one that can be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError
from openai_sql_shell.sandbox.resources import find

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
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


def list_models(store: Store, _call: OperationCall) -> Json:
    """All models."""
    return {"object": "list", "data": [record.fields for record in store["models"].all()]}


def retrieve_model(store: Store, call: OperationCall) -> Json:
    """One model."""
    return find(store, "models", call.path["model"]).fields


def delete_model(store: Store, call: OperationCall) -> Json:
    """Remove a fine-tuned model."""
    name = find(store, "models", call.path["model"]).key
    if not name.startswith(FINE_TUNED):
        raise HttpError(
            403,
            "You have insufficient permissions for this operation: only fine-tuned models can be deleted.",
        )
    store.remove("models", name)
    return {"id": name, "object": "model", "deleted": True}
