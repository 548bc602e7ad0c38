"""Certificates: who may connect by mutual TLS."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    STRING,
    boolean,
    in_path,
    in_query,
    json_object,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Column, Method, Parameter, Resource, Returns, Service
from openai_sql_shell.catalog.organization import OF_PROJECT, acts, creates, deletes, lists, reads, updates

PATH = "/organization/certificates"
IN_PROJECT = "/organization/projects/{project_id}/certificates"

VALIDITY = words("valid_at expires_at")
CERTIFICATE_ID = in_path("certificate_id", "The certificate.", column="id")
CERTIFICATE_IDS = required(
    "certificate_ids", "Up to ten certificates.", ARRAY, items=STRING, min_items=1, max_items=10
)


def _columns(details: tuple[str, ...], *kinds: str) -> tuple[Column, ...]:
    """Fields of a certificate; ``details`` are what is told of its text, ``kinds`` what the API may call it."""
    return (
        text("object", f"Always {' or '.join(kinds)}.", enum=kinds),
        text("id", "The certificate's identifier."),
        text("name", "Its name."),
        unix_time("created_at", "When it was uploaded."),
        json_object(
            "certificate_details",
            "From when to when it is valid; its text where that is asked for.",
            *details,
        ),
        boolean("active", "It is in force here."),
    )


def _switches(place: str, path: str, *above: Parameter) -> tuple[Method, ...]:
    """The two methods that put certificates into force and out of it."""
    return tuple(
        acts(
            f"{verb}_{place}_certificates",
            f"{path}/{verb}",
            f"{verb.capitalize()} up to ten certificates, all or none of them.",
            *above,
            CERTIFICATE_IDS,
            returns=Returns.LIST,
            body=BodyKind.JSON,
            aliases=(verb,),
        )
        for verb in ("activate", "deactivate")
    )


CERTIFICATES = Resource(
    "certificates",
    "certificates",
    "Certificates",
    "Certificates of the organization.",
    id_prefix="cert_",
    expected_rows=20,
    order_of_use=words("id name active created_at certificate_details"),
    always=words("object id created_at certificate_details"),
    columns=_columns(
        (*VALIDITY, "content"), "organization.certificate", "certificate", "organization.project.certificate"
    ),
    methods=(
        lists(
            "list_organization_certificates",
            PATH,
            "Certificates of the organization, a page at a time.",
            order_column="created_at",
        ),
        reads(
            "get_certificate",
            f"{PATH}/{{certificate_id}}",
            "One certificate.",
            CERTIFICATE_ID,
            in_query(
                "include", "content: its text, too.", ARRAY, enum=("content",), closed=True, items=STRING
            ),
        ),
        creates(
            "upload_certificate",
            PATH,
            "Upload a certificate; it is not in force yet.",
            optional("name", "Its name."),
            required(
                "certificate",
                "Its text in PEM.",
                example="-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----",
            ),
        ),
        updates(
            "modify_certificate",
            f"{PATH}/{{certificate_id}}",
            "Give a certificate another name.",
            CERTIFICATE_ID,
            optional("name", "The new name."),
        ),
        deletes(
            "delete_certificate",
            f"{PATH}/{{certificate_id}}",
            "Remove a certificate that is in force nowhere.",
            CERTIFICATE_ID,
            returns=Returns.OBJECT,
        ),
        *_switches("organization", PATH),
    ),
)

PROJECT_CERTIFICATES = Resource(
    "certificates",
    "project_certificates",
    "Project certificates",
    "Certificates as a project uses them.",
    same_objects="openai.certificates.certificates",
    expected_rows=20,
    order_of_use=words("id name active created_at certificate_details"),
    always=words("object id created_at certificate_details active"),
    columns=_columns(VALIDITY, "organization.project.certificate"),
    methods=(
        lists(
            "list_project_certificates",
            IN_PROJECT,
            "A project's certificates, a page at a time.",
            OF_PROJECT,
            order_column="created_at",
        ),
        *_switches("project", IN_PROJECT, OF_PROJECT),
    ),
)

SERVICE = Service(
    "certificates", "Certificates", "Who may connect by mutual TLS.", (CERTIFICATES, PROJECT_CERTIFICATES)
)
