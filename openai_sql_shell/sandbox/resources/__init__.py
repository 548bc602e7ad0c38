"""What each resource of the sandbox does: one module for each, its operations functions named like the catalog's methods.

The store and a checked call come in, an answer in the API's own words goes out. A new module is found by being here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.http_errors import HttpError

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.store import Store

NO_SUCH: dict[str, tuple[str, str | None, str | None]] = {
    "batches": ("No batch found with id '{}'.", None, None),
    "files": ("No such File object: {}", "id", None),
    "models": ("The model '{}' does not exist", "model", "model_not_found"),
    "uploads": ("No such Upload object: {}", "upload_id", None),
    "vector_stores": ("No vector store found with id '{}'.", None, None),
}
"""Message, parameter and code of the error for a key that a table does not have, where the API's own words are known."""


def find(store: Store, table: str, key: str) -> Record:
    """The object that a request names.

    Raises:
        HttpError: 404, there is none.
    """
    record = store[table].get(key)
    if record is None:
        message, param, code = NO_SUCH.get(table, ("No such object: {}", None, None))
        raise HttpError(404, message.format(key), param=param, code=code)
    return record
