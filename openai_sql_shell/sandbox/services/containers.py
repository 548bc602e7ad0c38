"""Containers: their files, uploaded or taken from the files of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox import generic, ledger
from openai_sql_shell.sandbox.http_errors import missing
from openai_sql_shell.sandbox.locations import check_parents, find
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.messages import EncodedResponse, binary
from openai_sql_shell.sandbox.multipart_form import FormFile
from openai_sql_shell.sandbox.resources import find as find_named

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

FILES = "containers.files"


def create(store: Store, call: OperationCall) -> Json:
    """Make a container, with files of the project in it."""
    files = [find_named(store, "files", key) for key in call.body.get("file_ids") or ()]
    record = generic.create(store, call)
    for file in files:
        _copy(store, record.fields["id"], file.key)
    ledger.write(store, "code_interpreter_sessions", "", units=1)
    return record.fields


def _copy(store: Store, container: str, key: str) -> Json:
    file = find_named(store, "files", key)
    known = {"path": f"/mnt/data/{file.fields['filename']}", "bytes": file.fields["bytes"], "source": "user"}
    record = make(store, FILES, known, container)
    store.blobs.share(key, record.fields["id"])
    return record.fields


def create_file(store: Store, call: OperationCall) -> Json:
    """Put a file into a container."""
    check_parents(store, call)
    container, file, key = call.path["container_id"], call.body.get("file"), call.body.get("file_id")
    if key is not None:
        return _copy(store, container, key)
    if not isinstance(file, FormFile):
        raise missing("file")
    known: Json = {"path": f"/mnt/data/{file.filename}", "bytes": file.content.size, "source": "user"}
    record = make(store, FILES, known, container)
    store.blobs.keep(record.fields["id"], file.content)
    return record.fields


def download(store: Store, call: OperationCall) -> EncodedResponse:
    """The bytes of a file."""
    check_parents(store, call)
    key: Any = find(store, FILES, call.path["file_id"], call.path["container_id"], param="file_id").fields[
        "id"
    ]
    if key not in store.blobs:
        return binary(b"The sandbox wrote this.\n", "application/octet-stream")
    with store.blobs.open(key) as content:
        return binary(content.read(), "application/octet-stream")


OPERATIONS = {
    "containers.containers.create_container": create,
    "containers.files.create_container_file": create_file,
    "containers.files.retrieve_container_file_content": download,
}
