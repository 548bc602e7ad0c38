"""Certificates: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    boolean,
    creates,
    deletes,
    in_path,
    in_query,
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
from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Paging, Resource, Returns, Service

CERTIFICATE_ID = in_path("certificate_id", "TODO", column="id")
OF_PROJECT = in_path("project_id", "TODO")

CERTIFICATES = Resource(
    "certificates",
    "certificates",
    "Certificates",
    "TODO",
    order_of_use=words("id name created_at certificate_details active"),
    always=words("object id created_at certificate_details"),
    columns=(
        text("object", "Always organization.certificate.", enum=("organization.certificate",)),
        text("id", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        json_object("certificate_details", "TODO", "valid_at", "expires_at"),
        boolean("active", "TODO"),
    ),
    methods=(
        lists(
            "list_organization_certificates",
            "/organization/certificates",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
        ),
        reads(
            "get_certificate",
            "/organization/certificates/{certificate_id}",
            "TODO",
            CERTIFICATE_ID,
            in_query("include", "TODO", DataType.ARRAY, enum=("content",), closed=True),
            key=KeyClass.ADMIN,
        ),
        creates(
            "upload_certificate",
            "/organization/certificates",
            "TODO",
            optional("name", DataType.STRING, "TODO", column="name"),
            required("certificate", DataType.STRING, "TODO"),
            key=KeyClass.ADMIN,
        ),
        updates(
            "modify_certificate",
            "/organization/certificates/{certificate_id}",
            "TODO",
            CERTIFICATE_ID,
            optional("name", DataType.STRING, "TODO", column="name"),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_certificate",
            "/organization/certificates/{certificate_id}",
            "TODO",
            CERTIFICATE_ID,
            returns=Returns.OBJECT,
            key=KeyClass.ADMIN,
        ),
        acts(
            "activate_organization_certificates",
            "/organization/certificates/activate",
            "TODO",
            required(
                "certificate_ids", DataType.ARRAY, "TODO", items=DataType.STRING, min_items=1, max_items=10
            ),
            returns=Returns.LIST,
            body=BodyKind.JSON,
            key=KeyClass.ADMIN,
            aliases=("activate",),
        ),
        acts(
            "deactivate_organization_certificates",
            "/organization/certificates/deactivate",
            "TODO",
            required(
                "certificate_ids", DataType.ARRAY, "TODO", items=DataType.STRING, min_items=1, max_items=10
            ),
            returns=Returns.LIST,
            body=BodyKind.JSON,
            key=KeyClass.ADMIN,
            aliases=("deactivate",),
        ),
    ),
)

PROJECT_CERTIFICATES = Resource(
    "certificates",
    "project_certificates",
    "Project certificates",
    "TODO",
    order_of_use=words("id name created_at certificate_details active"),
    always=words("object id created_at certificate_details active"),
    columns=(
        text(
            "object", "Always organization.project.certificate.", enum=("organization.project.certificate",)
        ),
        text("id", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
        json_object("certificate_details", "TODO", "valid_at", "expires_at"),
        boolean("active", "TODO"),
    ),
    methods=(
        lists(
            "list_project_certificates",
            "/organization/projects/{project_id}/certificates",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
            order_column="created_at",
        ),
        acts(
            "activate_project_certificates",
            "/organization/projects/{project_id}/certificates/activate",
            "TODO",
            OF_PROJECT,
            required(
                "certificate_ids", DataType.ARRAY, "TODO", items=DataType.STRING, min_items=1, max_items=10
            ),
            returns=Returns.LIST,
            body=BodyKind.JSON,
            key=KeyClass.ADMIN,
            aliases=("activate",),
        ),
        acts(
            "deactivate_project_certificates",
            "/organization/projects/{project_id}/certificates/deactivate",
            "TODO",
            OF_PROJECT,
            required(
                "certificate_ids", DataType.ARRAY, "TODO", items=DataType.STRING, min_items=1, max_items=10
            ),
            returns=Returns.LIST,
            body=BodyKind.JSON,
            key=KeyClass.ADMIN,
            aliases=("deactivate",),
        ),
    ),
)

SERVICE = Service("certificates", "Certificates", "TODO", (CERTIFICATES, PROJECT_CERTIFICATES))
