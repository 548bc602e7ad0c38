"""Audit logs: who changed what in the organization."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    BOOLEAN,
    INTEGER,
    STRING,
    in_query,
    json_object,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.organization import lists

EVENTS = words(
    "api_key.created api_key.updated api_key.deleted certificate.created certificate.updated "
    "certificate.deleted certificates.activated certificates.deactivated "
    "checkpoint.permission.created checkpoint.permission.deleted external_key.registered "
    "external_key.removed group.created group.updated group.deleted invite.sent invite.accepted "
    "invite.deleted ip_allowlist.created ip_allowlist.updated ip_allowlist.deleted "
    "ip_allowlist.config.activated ip_allowlist.config.deactivated login.succeeded login.failed "
    "logout.succeeded logout.failed organization.updated project.created project.updated "
    "project.archived project.deleted rate_limit.updated rate_limit.deleted resource.deleted "
    "tunnel.created tunnel.updated tunnel.deleted workload_identity_provider.created "
    "workload_identity_provider.updated workload_identity_provider.deleted "
    "workload_identity_provider_mapping.created workload_identity_provider_mapping.updated "
    "workload_identity_provider_mapping.deleted role.created role.updated role.deleted "
    "role.assignment.created role.assignment.deleted role.bound_to_resource "
    "role.unbound_from_resource scim.enabled scim.disabled service_account.created "
    "service_account.updated service_account.deleted user.added user.updated user.deleted "
    "tenant.metadata.updated tenant.microsoft_entra_mapping.upserted "
    "tenant.microsoft_entra_mapping.deleted tenant.workload_identity.provider.created "
    "tenant.workload_identity.provider.updated tenant.workload_identity.provider.archived "
    "tenant.workload_identity.mapping.created tenant.workload_identity.mapping.updated "
    "tenant.workload_identity.mapping.archived tenant.workload_identity.binding.created "
    "tenant.workload_identity.principal.provisioned tenant.workload_identity.access_token.issued "
    "tenant.admin_api_key.created tenant.admin_api_key.updated tenant.admin_api_key.deleted "
    "tenant.project_api_key.created tenant.chatgpt_access_token.revoked "
    "tenant.migration.completed tenant.sso.migrated tenant.domains.migrated "
    "tenant.sso_connection.created tenant.sso_connection.updated tenant.sso_connection.deleted "
    "tenant.sso_connection.setup.started tenant.policy.created tenant.policy.updated "
    "tenant.policy.deleted tenant.policy.attached tenant.policy.detached "
    "tenant.principal_authentication_policy.resolved tenant.scim.setup.started "
    "tenant.scim.deletion.requested tenant.scim.directory.created "
    "tenant.product_access_policy.updated tenant.resource_share_grant.created "
    "tenant.resource_share_grant.updated tenant.resource_share_grant.accepted "
    "tenant.resource_share_grant.declined tenant.resource_share_grant.revoked "
    "tenant.resource_share_grant.deleted tenant.service_account.updated "
    "tenant.service_account.deleted tenant.service_account.token.revoked "
    "tenant.billing.overage_limit.updated tenant.billing.alerts.updated "
    "tenant.billing.info.updated tenant.usage_limit.workspace.updated "
    "tenant.usage_limit.group.updated tenant.usage_limit.user.updated "
    "tenant.usage_limit.increase_request.updated tenant.usage_limit.increase_request.resolved "
    "tenant.group.created tenant.group.updated tenant.group.deleted tenant.group.member.added "
    "tenant.group.member.removed tenant.migration_rollout.status.updated "
    "tenant.migration_rollout.tier.updated tenant.role.metadata.updated "
    "tenant.custom_role.created tenant.custom_role.updated tenant.custom_role.deleted "
    "tenant.role_assignment.created tenant.role_assignment.deleted "
    "tenant.resource_role_assignment.created tenant.resource_role_assignment.deleted "
    "tenant.resource_access.updated tenant.resource_access.deleted "
    "tenant.ads_account.onboarding.redemption tenant.session_policy.created "
    "tenant.session_policy.updated tenant.session_policy.deleted "
    "tenant.session_revocation.started tenant.third_party_app_policy.updated tenant.user.added "
    "tenant.user.updated tenant.user.removed tenant.user.looked_up tenant.user.invited "
    "tenant.membership.revoked tenant.api_organization_invite.upserted "
    "tenant.api_organization_invite.deleted tenant.chatgpt_workspace_invite.upserted "
    "tenant.membership.accepted tenant.membership.declined "
    "tenant.workspace_invite_email_settings.updated"
)

DETAILS = {
    "api_key.created": "id data",
    "api_key.updated": "id changes_requested",
    "api_key.deleted": "id",
    "checkpoint.permission.created": "id data",
    "checkpoint.permission.deleted": "id",
    "external_key.registered": "id data",
    "external_key.removed": "id",
    "group.created": "id data",
    "group.updated": "id changes_requested",
    "group.deleted": "id",
    "scim.enabled": "id",
    "scim.disabled": "id",
    "invite.sent": "id data",
    "invite.accepted": "id",
    "invite.deleted": "id",
    "ip_allowlist.created": "id name allowed_ips",
    "ip_allowlist.updated": "id allowed_ips",
    "ip_allowlist.deleted": "id name allowed_ips",
    "ip_allowlist.config.activated": "configs",
    "ip_allowlist.config.deactivated": "configs",
    "login.succeeded": "",
    "login.failed": "error_code error_message",
    "logout.succeeded": "",
    "logout.failed": "error_code error_message",
    "organization.updated": "id changes_requested",
    "project.created": "id data",
    "project.updated": "id changes_requested",
    "project.archived": "id",
    "project.deleted": "id",
    "rate_limit.updated": "id changes_requested",
    "rate_limit.deleted": "id",
    "role.created": "id role_name permissions resource_type resource_id",
    "role.updated": "id changes_requested",
    "role.deleted": "id",
    "role.assignment.created": "id principal_id principal_type resource_id resource_type",
    "role.assignment.deleted": "id principal_id principal_type resource_id resource_type",
    "role.bound_to_resource": "id role_id resource_id resource_type permissions workspace_id connector_id connector_name enabled source",
    "role.unbound_from_resource": "id role_id resource_id resource_type permissions workspace_id connector_id connector_name enabled source",
    "service_account.created": "id data",
    "service_account.updated": "id changes_requested",
    "service_account.deleted": "id",
    "workload_identity_provider.created": "id data",
    "workload_identity_provider.updated": "id changes_requested",
    "workload_identity_provider.deleted": "id name",
    "workload_identity_provider_mapping.created": "id identity_provider_id data",
    "workload_identity_provider_mapping.updated": "id identity_provider_id changes_requested",
    "workload_identity_provider_mapping.deleted": "id identity_provider_id project_id service_account_id",
    "user.added": "id data",
    "user.updated": "id changes_requested",
    "user.deleted": "id",
    "certificate.created": "id name",
    "certificate.updated": "id name",
    "certificate.deleted": "id name certificate",
    "certificates.activated": "certificates",
    "certificates.deactivated": "certificates",
}
"""Events that have a column of their own, each with the members of its details."""

SIGNS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

FILTERS = {
    "project_ids": "Only events of these projects.",
    "actor_ids": "Only what these users, service accounts or keys did.",
    "actor_emails": "Only what users with these addresses did.",
    "resource_ids": "Only what was done to these objects.",
}

AUDIT_LOGS = Resource(
    "audit_logs",
    "audit_logs",
    "Audit logs",
    "What was done in the organization, newest first; each kind of event has its details in a column of its name.",
    id_prefix="audit_log-",
    order_of_use=words("id effective_at type actor project"),
    always=words("id type effective_at"),
    columns=(
        text("id", "The event's identifier."),
        text("type", "What happened.", enum=EVENTS),
        unix_time("effective_at", "When it happened."),
        json_object("project", "Where it happened, where that was in a project.", "id", "name"),
        json_object("actor", "Who did it: a session or a key.", "type", "session", "api_key"),
        *(
            json_object(event, f'Details of an event {event}; quote the name: "{event}".', *words(members))
            for event, members in DETAILS.items()
        ),
    ),
    methods=(
        lists(
            "list_audit_logs",
            "/organization/audit_logs",
            "Events of the organization, a page at a time.",
            *(
                in_query(
                    f"effective_at[{short}]",
                    f"Only events with effective_at {sign} this time.",
                    INTEGER,
                    column="effective_at",
                    bound=sign,
                )
                for short, sign in SIGNS.items()
            ),
            *(
                in_query(name, description, ARRAY, items=STRING, wire=f"{name}[]")
                for name, description in FILTERS.items()
            ),
            in_query(
                "event_types",
                "Only events of these kinds.",
                ARRAY,
                wire="event_types[]",
                enum=EVENTS,
                items=STRING,
            ),
            in_query("tenant_only", "Only events of the tenant; needed for those of its own kinds.", BOOLEAN),
        ),
    ),
    expected_rows=5000,
)

SERVICE = Service("audit_logs", "Audit logs", "Who changed what in the organization.", (AUDIT_LOGS,))
