"""Skills: instructions and files that models use for one kind of work."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    BOOLEAN,
    acts,
    creates,
    deletes,
    in_path,
    object_type,
    optional,
    pages,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Resource, Returns, Service

PATH = "/skills/{skill_id}"

SKILL_ID = in_path("skill_id", "The skill.", column="id")
OF_SKILL = in_path("skill_id", "The skill.", column="skill_id")
VERSION = in_path("version", "The version's number.", column="version")
FILES = required(
    "files",
    "The paths of its files on this machine, or of one zip file.",
    ARRAY,
    max_items=500,
    local_file=True,
    example="SKILL.md",
)

SKILLS = Resource(
    "skills",
    "skills",
    "Skills",
    "Instructions and files for one kind of work.",
    id_prefix="skill_",
    expected_rows=50,
    order_of_use=words("id name description default_version latest_version created_at"),
    always=words("id object name description created_at default_version latest_version"),
    columns=(
        text("id", "The skill's identifier."),
        object_type("skill"),
        text("name", "Its name."),
        text("description", "What it is for."),
        unix_time("created_at", "When it was made."),
        text("default_version", "The version that is used where none is named."),
        text("latest_version", "The newest version."),
    ),
    methods=(
        pages("list_skills", "/skills", "Skills of the project, a page at a time."),
        reads("get_skill", PATH, "One skill.", SKILL_ID),
        creates("create_skill", "/skills", "Upload a skill.", FILES, body=BodyKind.EITHER),
        updates(
            "update_skill_default_version",
            PATH,
            "Choose the version that is used where none is named.",
            SKILL_ID,
            required("default_version", "The version's number.", example="1"),
        ),
        deletes("delete_skill", PATH, "Remove a skill with all its versions.", SKILL_ID),
        acts(
            "get_skill_content",
            f"{PATH}/content",
            "The default version as a zip file, written to @to.",
            SKILL_ID,
            http="GET",
            returns=Returns.BINARY,
            aliases=("content", "download"),
        ),
    ),
)

VERSIONS = Resource(
    "skills",
    "versions",
    "Skill versions",
    "Versions of a skill.",
    id_prefix="skillver_",
    expected_rows=10,
    order_of_use=words("id version name description created_at skill_id"),
    always=words("object id skill_id version created_at name description"),
    columns=(
        object_type("skill.version"),
        text("id", "The version's identifier."),
        text("skill_id", "The skill."),
        text("version", "The version's number."),
        unix_time("created_at", "When it was uploaded."),
        text("name", "Its name."),
        text("description", "What it is for."),
    ),
    methods=(
        pages("list_skill_versions", f"{PATH}/versions", "A skill's versions, a page at a time.", OF_SKILL),
        reads("get_skill_version", f"{PATH}/versions/{{version}}", "One version.", OF_SKILL, VERSION),
        creates(
            "create_skill_version",
            f"{PATH}/versions",
            "Upload a further version.",
            OF_SKILL,
            FILES,
            optional("default", "Use it where no version is named.", BOOLEAN),
            body=BodyKind.EITHER,
        ),
        deletes(
            "delete_skill_version", f"{PATH}/versions/{{version}}", "Remove a version.", OF_SKILL, VERSION
        ),
        acts(
            "get_skill_version_content",
            f"{PATH}/versions/{{version}}/content",
            "The version as a zip file, written to @to.",
            OF_SKILL,
            VERSION,
            http="GET",
            returns=Returns.BINARY,
            aliases=("content", "download"),
        ),
    ),
)

SERVICE = Service("skills", "Skills", "Instructions and files for one kind of work.", (SKILLS, VERSIONS))
