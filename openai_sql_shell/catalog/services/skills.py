"""Skills: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    creates,
    deletes,
    in_path,
    lists,
    optional,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Returns, Service

SKILL_ID = in_path("skill_id", "TODO", column="id")
OF_SKILL = in_path("skill_id", "TODO", column="skill_id")
OF_VERSION = in_path("version", "TODO", column="version")

SKILLS = Resource(
    "skills",
    "skills",
    "Skills",
    "TODO",
    order_of_use=words("id name created_at description default_version latest_version"),
    always=words("id object name description created_at default_version latest_version"),
    columns=(
        text("id", "TODO"),
        text("object", "Always skill.", enum=("skill",)),
        text("name", "TODO"),
        text("description", "TODO"),
        unix_time("created_at", "TODO"),
        text("default_version", "TODO"),
        text("latest_version", "TODO"),
    ),
    methods=(
        lists("list_skills", "/skills", "TODO", paging=Paging.AFTER_LAST_ID, max_page=100),
        reads("get_skill", "/skills/{skill_id}", "TODO", SKILL_ID),
        creates(
            "create_skill",
            "/skills",
            "TODO",
            required("files", DataType.STRING, "TODO", max_items=500, local_file=True),
            body=BodyKind.EITHER,
        ),
        updates(
            "update_skill_default_version",
            "/skills/{skill_id}",
            "TODO",
            SKILL_ID,
            required("default_version", DataType.STRING, "TODO", column="default_version"),
        ),
        deletes("delete_skill", "/skills/{skill_id}", "TODO", SKILL_ID),
        acts(
            "get_skill_content",
            "/skills/{skill_id}/content",
            "TODO",
            SKILL_ID,
            http="GET",
            returns=Returns.BINARY,
            aliases=("get",),
        ),
    ),
)

VERSIONS = Resource(
    "skills",
    "versions",
    "Versions",
    "TODO",
    order_of_use=words("id name created_at skill_id version description"),
    always=words("object id skill_id version created_at name description"),
    columns=(
        text("object", "Always skill.version.", enum=("skill.version",)),
        text("id", "TODO"),
        text("skill_id", "TODO"),
        text("version", "TODO"),
        unix_time("created_at", "TODO"),
        text("name", "TODO"),
        text("description", "TODO"),
    ),
    methods=(
        lists(
            "list_skill_versions",
            "/skills/{skill_id}/versions",
            "TODO",
            OF_SKILL,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads("get_skill_version", "/skills/{skill_id}/versions/{version}", "TODO", OF_SKILL, OF_VERSION),
        creates(
            "create_skill_version",
            "/skills/{skill_id}/versions",
            "TODO",
            OF_SKILL,
            required("files", DataType.STRING, "TODO", max_items=500, local_file=True),
            optional("default", DataType.BOOLEAN, "TODO"),
            body=BodyKind.EITHER,
        ),
        deletes(
            "delete_skill_version", "/skills/{skill_id}/versions/{version}", "TODO", OF_SKILL, OF_VERSION
        ),
        acts(
            "get_skill_version_content",
            "/skills/{skill_id}/versions/{version}/content",
            "TODO",
            OF_SKILL,
            OF_VERSION,
            http="GET",
            returns=Returns.BINARY,
            aliases=("get",),
        ),
    ),
)

SERVICE = Service("skills", "Skills", "TODO", (SKILLS, VERSIONS))
