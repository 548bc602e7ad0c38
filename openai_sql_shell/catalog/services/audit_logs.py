"""Audit logs: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import in_query, json_object, lists, text, unix_time, words
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

AUDIT_LOGS = Resource(
    "audit_logs",
    "audit_logs",
    "Audit logs",
    "TODO",
    order_of_use=words(
        "id type effective_at project actor api_key.created api_key.updated api_key.deleted "
        "checkpoint.permission.created checkpoint.permission.deleted external_key.registered "
        "external_key.removed group.created group.updated group.deleted scim.enabled scim.disabled "
        "invite.sent invite.accepted invite.deleted ip_allowlist.created ip_allowlist.updated "
        "ip_allowlist.deleted ip_allowlist.config.activated ip_allowlist.config.deactivated "
        "login.succeeded login.failed logout.succeeded logout.failed organization.updated "
        "project.created project.updated project.archived project.deleted rate_limit.updated "
        "rate_limit.deleted role.created role.updated role.deleted role.assignment.created "
        "role.assignment.deleted role.bound_to_resource role.unbound_from_resource "
        "service_account.created service_account.updated service_account.deleted "
        "workload_identity_provider.created workload_identity_provider.updated "
        "workload_identity_provider.deleted workload_identity_provider_mapping.created "
        "workload_identity_provider_mapping.updated workload_identity_provider_mapping.deleted "
        "user.added user.updated user.deleted certificate.created certificate.updated "
        "certificate.deleted certificates.activated certificates.deactivated"
    ),
    always=words("id type effective_at"),
    columns=(
        text("id", "TODO"),
        text(
            "type",
            "TODO",
            enum=words(
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
            ),
        ),
        unix_time("effective_at", "TODO"),
        json_object("project", "TODO", "id", "name"),
        json_object("actor", "TODO", "type", "session", "api_key"),
        json_object("api_key.created", "TODO", "id", "data"),
        json_object("api_key.updated", "TODO", "id", "changes_requested"),
        json_object("api_key.deleted", "TODO", "id"),
        json_object("checkpoint.permission.created", "TODO", "id", "data"),
        json_object("checkpoint.permission.deleted", "TODO", "id"),
        json_object("external_key.registered", "TODO", "id", "data"),
        json_object("external_key.removed", "TODO", "id"),
        json_object("group.created", "TODO", "id", "data"),
        json_object("group.updated", "TODO", "id", "changes_requested"),
        json_object("group.deleted", "TODO", "id"),
        json_object("scim.enabled", "TODO", "id"),
        json_object("scim.disabled", "TODO", "id"),
        json_object("invite.sent", "TODO", "id", "data"),
        json_object("invite.accepted", "TODO", "id"),
        json_object("invite.deleted", "TODO", "id"),
        json_object("ip_allowlist.created", "TODO", "id", "name", "allowed_ips"),
        json_object("ip_allowlist.updated", "TODO", "id", "allowed_ips"),
        json_object("ip_allowlist.deleted", "TODO", "id", "name", "allowed_ips"),
        json_object("ip_allowlist.config.activated", "TODO", "configs"),
        json_object("ip_allowlist.config.deactivated", "TODO", "configs"),
        json_object("login.succeeded", "TODO"),
        json_object("login.failed", "TODO", "error_code", "error_message"),
        json_object("logout.succeeded", "TODO"),
        json_object("logout.failed", "TODO", "error_code", "error_message"),
        json_object("organization.updated", "TODO", "id", "changes_requested"),
        json_object("project.created", "TODO", "id", "data"),
        json_object("project.updated", "TODO", "id", "changes_requested"),
        json_object("project.archived", "TODO", "id"),
        json_object("project.deleted", "TODO", "id"),
        json_object("rate_limit.updated", "TODO", "id", "changes_requested"),
        json_object("rate_limit.deleted", "TODO", "id"),
        json_object("role.created", "TODO", "id", "role_name", "permissions", "resource_type", "resource_id"),
        json_object("role.updated", "TODO", "id", "changes_requested"),
        json_object("role.deleted", "TODO", "id"),
        json_object(
            "role.assignment.created",
            "TODO",
            "id",
            "principal_id",
            "principal_type",
            "resource_id",
            "resource_type",
        ),
        json_object(
            "role.assignment.deleted",
            "TODO",
            "id",
            "principal_id",
            "principal_type",
            "resource_id",
            "resource_type",
        ),
        json_object(
            "role.bound_to_resource",
            "TODO",
            "id",
            "role_id",
            "resource_id",
            "resource_type",
            "permissions",
            "workspace_id",
            "connector_id",
            "connector_name",
            "enabled",
            "source",
        ),
        json_object(
            "role.unbound_from_resource",
            "TODO",
            "id",
            "role_id",
            "resource_id",
            "resource_type",
            "permissions",
            "workspace_id",
            "connector_id",
            "connector_name",
            "enabled",
            "source",
        ),
        json_object("service_account.created", "TODO", "id", "data"),
        json_object("service_account.updated", "TODO", "id", "changes_requested"),
        json_object("service_account.deleted", "TODO", "id"),
        json_object("workload_identity_provider.created", "TODO", "id", "data"),
        json_object("workload_identity_provider.updated", "TODO", "id", "changes_requested"),
        json_object("workload_identity_provider.deleted", "TODO", "id", "name"),
        json_object(
            "workload_identity_provider_mapping.created", "TODO", "id", "identity_provider_id", "data"
        ),
        json_object(
            "workload_identity_provider_mapping.updated",
            "TODO",
            "id",
            "identity_provider_id",
            "changes_requested",
        ),
        json_object(
            "workload_identity_provider_mapping.deleted",
            "TODO",
            "id",
            "identity_provider_id",
            "project_id",
            "service_account_id",
        ),
        json_object("user.added", "TODO", "id", "data"),
        json_object("user.updated", "TODO", "id", "changes_requested"),
        json_object("user.deleted", "TODO", "id"),
        json_object("certificate.created", "TODO", "id", "name"),
        json_object("certificate.updated", "TODO", "id", "name"),
        json_object("certificate.deleted", "TODO", "id", "name", "certificate"),
        json_object("certificates.activated", "TODO", "certificates"),
        json_object("certificates.deactivated", "TODO", "certificates"),
    ),
    methods=(
        lists(
            "list_audit_logs",
            "/organization/audit_logs",
            "TODO",
            in_query("effective_at[gt]", "TODO", DataType.INTEGER, column="effective_at", bound=">"),
            in_query("effective_at[gte]", "TODO", DataType.INTEGER, column="effective_at", bound=">="),
            in_query("effective_at[lt]", "TODO", DataType.INTEGER, column="effective_at", bound="<"),
            in_query("effective_at[lte]", "TODO", DataType.INTEGER, column="effective_at", bound="<="),
            in_query("project_ids", "TODO", DataType.ARRAY, wire="project_ids[]"),
            in_query(
                "event_types",
                "TODO",
                DataType.ARRAY,
                wire="event_types[]",
                enum=words(
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
                ),
                closed=True,
            ),
            in_query("actor_ids", "TODO", DataType.ARRAY, wire="actor_ids[]"),
            in_query("actor_emails", "TODO", DataType.ARRAY, wire="actor_emails[]"),
            in_query("resource_ids", "TODO", DataType.ARRAY, wire="resource_ids[]"),
            in_query("tenant_only", "TODO", DataType.BOOLEAN),
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
    ),
)

SERVICE = Service("audit_logs", "Audit logs", "TODO", (AUDIT_LOGS,))
