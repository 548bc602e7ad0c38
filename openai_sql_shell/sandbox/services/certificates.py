"""Certificates: those of the organization, and which of them are active where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.generic import read
from openai_sql_shell.sandbox.locations import check_parents, find, records_of
from openai_sql_shell.sandbox.pages import page

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

TABLE = "certificates.certificates"


def _of_project(project: str, record: Record) -> Json:
    active = project in record.hidden.get("projects", [])
    return {**record.fields, "object": "organization.project.certificate", "active": active}


def get_certificate(store: Store, call: OperationCall) -> Json:
    """One certificate, seen by itself; its text where it was asked for."""
    fields = {**read(store, call), "object": "certificate"}
    fields.pop("active")
    if "content" in call.many("include"):
        content = find(store, TABLE, fields["id"]).hidden.get("content", "")
        fields["certificate_details"] = {**fields["certificate_details"], "content": content}
    return fields


def list_of_project(store: Store, call: OperationCall) -> Json:
    """The organization's certificates, as a project sees them."""
    check_parents(store, call)
    return page(records_of(store, TABLE), call, partial(_of_project, call.path["project_id"]))


def switch(active: bool, store: Store, call: OperationCall) -> Json:
    """Activate certificates or deactivate them, in the organization or in a project."""
    check_parents(store, call)
    project = call.path.get("project_id")
    found = [find(store, TABLE, key, param="certificate_ids") for key in call.body["certificate_ids"]]
    for record in found:
        if project is None:
            record.fields["active"] = active
        else:
            others = [p for p in record.hidden.get("projects", []) if p != project]
            record.hidden["projects"] = [*others, project] if active else others
        store.changed(TABLE, record)
    what = "activation" if active else "deactivation"
    owner = "organization" if project is None else "organization.project"
    shown = [r.fields if project is None else _of_project(project, r) for r in found]
    return {"object": f"{owner}.certificate.{what}", "data": shown}


OPERATIONS = {
    "certificates.certificates.activate_organization_certificates": partial(switch, True),
    "certificates.certificates.deactivate_organization_certificates": partial(switch, False),
    "certificates.certificates.get_certificate": get_certificate,
    "certificates.project_certificates.activate_project_certificates": partial(switch, True),
    "certificates.project_certificates.deactivate_project_certificates": partial(switch, False),
    "certificates.project_certificates.list_project_certificates": list_of_project,
}
