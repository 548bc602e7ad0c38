"""Skills: each upload is a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.generic import located, show
from openai_sql_shell.sandbox.locations import check_parents, find, records_of
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.media import archive
from openai_sql_shell.sandbox.messages import EncodedResponse, binary
from openai_sql_shell.sandbox.multipart_form import FormFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

SKILLS, VERSIONS = "skills.skills", "skills.versions"


def _name(body: Mapping[str, Any]) -> str:
    given = body.get("files")
    first = given[0] if isinstance(given, list) and given else given
    return first.filename.rpartition(".")[0] if isinstance(first, FormFile) else "skill"


def create(store: Store, call: OperationCall) -> Json:
    """Make a skill and its first version."""
    record = make(store, SKILLS, {"name": _name(call.body)})
    add_version(store, record, record.fields["name"])
    return record.fields


def add_version(store: Store, skill: Record, name: str, *, default: bool = False) -> Record:
    """Give a skill one more version."""
    number = str(len(records_of(store, VERSIONS, skill.fields["id"])) + 1)
    known = {"version": number, "name": name, "description": skill.fields["description"]}
    record = make(store, VERSIONS, known, skill.fields["id"], key=number)
    skill.fields["latest_version"] = number
    if default:
        skill.fields["default_version"] = number
    store.changed(SKILLS, skill)
    return record


def create_version(store: Store, call: OperationCall) -> Json:
    """Upload a version."""
    check_parents(store, call)
    skill = find(store, SKILLS, call.path["skill_id"])
    return add_version(store, skill, _name(call.body), default=bool(call.body.get("default"))).fields


def download(store: Store, call: OperationCall) -> EncodedResponse:
    """A skill, or one version, as an archive."""
    check_parents(store, call)
    fields = show(store, call.table, located(store, call))
    return binary(archive("SKILL.md", f"# {fields['name']}\n\n{fields['description']}\n"), "application/zip")


OPERATIONS = {
    "skills.skills.create_skill": create,
    "skills.skills.get_skill_content": download,
    "skills.versions.create_skill_version": create_version,
    "skills.versions.get_skill_version_content": download,
}
