"""Assistants: models with instructions, tools and threads of messages; deprecated, responses and conversations replace them."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    OBJECT,
    anything,
    creates,
    deletes,
    in_path,
    json_array,
    json_object,
    number,
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
from openai_sql_shell.catalog.generation import METADATA, TEMPERATURE, TOP_P
from openai_sql_shell.catalog.model import Resource, Service
from openai_sql_shell.catalog.services.assistants.runs import RUN_STEPS, RUNS
from openai_sql_shell.catalog.services.assistants.settings import (
    BETA,
    EFFORT,
    FORMAT,
    INSTEAD,
    MODELS,
    RESOURCES_OF_TOOLS,
    TOOL,
    TOOL_USERS,
)
from openai_sql_shell.catalog.services.assistants.threads import MESSAGES, THREADS
from openai_sql_shell.classes import replace

ASSISTANT_ID = in_path("assistant_id", "The assistant.", column="id")

DESCRIBED = (
    EFFORT,
    optional("name", "Its name.", nullable=True),
    optional("description", "What it is for.", nullable=True),
    optional("instructions", "What it is told before anything else.", nullable=True),
    optional("tools", "The tools it may use.", ARRAY, items=OBJECT, max_items=128),
    RESOURCES_OF_TOOLS,
    METADATA,
    replace(TEMPERATURE, column="temperature"),
    replace(TOP_P, column="top_p"),
    FORMAT,
)
"""What can be said of an assistant besides its model."""

ASSISTANTS = Resource(
    "assistants",
    "assistants",
    "Assistants",
    "Models with instructions and tools.",
    id_prefix="asst_",
    deprecated=INSTEAD,
    expected_rows=100,
    order_of_use=words(
        "id name model created_at instructions tools description tool_resources metadata temperature top_p response_format"
    ),
    always=words("id object created_at model tools"),
    columns=(
        text("id", "The assistant's identifier."),
        object_type("assistant"),
        unix_time("created_at", "When it was made."),
        text("name", "Its name."),
        text("description", "What it is for."),
        text("model", "The model it uses."),
        text("instructions", "What it is told before anything else."),
        json_array("tools", "The tools it may use.", *TOOL),
        json_object("tool_resources", "The files and vector stores that tools may use.", *TOOL_USERS),
        json_object("metadata", "Up to 16 pairs of text of your own."),
        number("temperature", "How free its answers are."),
        number("top_p", "The share of likely words that are considered."),
        anything("response_format", "How its answers are to be.", enum=("auto",)),
    ),
    methods=(
        pages(
            "list_assistants",
            "/assistants",
            "Assistants of the project, a page at a time.",
            order_column="created_at",
            headers=BETA,
        ),
        reads("get_assistant", "/assistants/{assistant_id}", "One assistant.", ASSISTANT_ID, headers=BETA),
        creates(
            "create_assistant",
            "/assistants",
            "Make an assistant.",
            required("model", "The model it uses.", enum=MODELS),
            *DESCRIBED,
            headers=BETA,
        ),
        updates(
            "modify_assistant",
            "/assistants/{assistant_id}",
            "Change an assistant.",
            ASSISTANT_ID,
            optional("model", "The model it uses.", enum=MODELS),
            *DESCRIBED,
            headers=BETA,
        ),
        deletes(
            "delete_assistant",
            "/assistants/{assistant_id}",
            "Remove an assistant.",
            ASSISTANT_ID,
            headers=BETA,
        ),
    ),
)

SERVICE = Service(
    "assistants",
    "Assistants",
    "Models with instructions, tools and threads of messages; deprecated.",
    (ASSISTANTS, THREADS, MESSAGES, RUNS, RUN_STEPS),
)
