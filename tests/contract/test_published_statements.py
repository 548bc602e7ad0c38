"""The statements that StackQL published for its first OpenAI provider plan, and run where the sandbox answers what they ask."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from faults import FaultySandbox
from harness import Harness, Time

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType, Place, SqlVerb
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ApiError, StatementError
from openai_sql_shell.planner.planner import plan_text
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.session.session import Session
from openai_sql_shell.sql.template import fill, placeholders

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "api" / "stackql_v1_statements.jsonl"
pytestmark = pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the published statements (../shared/api) are not beside this repository"
)

NO_COLUMNS = "a body with a file, whose properties the page does not list: INSERT INTO ... () SELECT ;"
NO_PART = "the page leaves out the part that is uploaded"
NO_FILE = "the page names no file for the audio: the column to"
CANNOT = {
    ("openai.audio.speeches", "INSERT"): NO_FILE,
    ("openai.audio.transcriptions", "INSERT"): NO_COLUMNS,
    ("openai.audio.translations", "INSERT"): NO_COLUMNS,
    ("openai.files.files", "INSERT"): NO_COLUMNS,
    ("openai.images.image_edits", "INSERT"): NO_COLUMNS,
    ("openai.images.image_variations", "INSERT"): NO_COLUMNS,
    ("openai.uploads.upload_parts", "INSERT"): NO_PART,
}
"""What cannot work, and why; each is refused before anything is sent, with what to write instead."""

UPLOAD = "INSERT INTO openai.files.files (file, purpose) VALUES ('<path>', '{}') RETURNING id"
PROJECT = "SELECT id FROM openai.projects.projects LIMIT 1"
MEMBER = "SELECT id FROM openai.projects.project_users WHERE project_id = '<project_id>' LIMIT 1"
STORE_FILE = (
    "INSERT INTO openai.vector_stores.vector_store_files (vector_store_id, file_id)"
    " SELECT '<vector_store_id>', id FROM openai.files.files WHERE purpose = 'assistants' LIMIT 1 RETURNING id"
)
MADE = {
    "assistant_id": "INSERT INTO openai.assistants.assistants (model) VALUES ('gpt-4o-mini') RETURNING id",
    "batch_id": "INSERT INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
    " VALUES ('<vector_store_id>', '<file_id>') RETURNING id",
    "file_id": UPLOAD.format("assistants"),
    "file_ids": UPLOAD.format("assistants"),
    "fine_tuning_job_id": "INSERT INTO openai.fine_tuning.jobs (model, training_file)"
    " VALUES ('gpt-4o-mini', '<training_file>') RETURNING id",
    "input_file_id": UPLOAD.format("batch"),
    "invite_id": "SELECT id FROM openai.invites.invites LIMIT 1",
    "key_id": "SELECT id FROM openai.projects.project_api_keys WHERE project_id = '<project_id>' LIMIT 1",
    "message_id": "INSERT INTO openai.assistants.messages (thread_id, role, content)"
    " VALUES ('<thread_id>', 'user', 'Good morning') RETURNING id",
    "project_id": PROJECT,
    "run_id": "INSERT INTO openai.assistants.runs (thread_id, assistant_id) VALUES ('<thread_id>', '<assistant_id>') RETURNING id",
    "service_account_id": "SELECT id FROM openai.projects.project_service_accounts WHERE project_id = '<project_id>' LIMIT 1",
    "thread_id": "INSERT INTO openai.assistants.threads (metadata) VALUES ('{}') RETURNING id",
    "training_file": UPLOAD.format("fine-tune"),
    "user_id": "SELECT id FROM openai.users.users LIMIT 1 OFFSET 1",
    "validation_file": UPLOAD.format("fine-tune"),
    "vector_store_id": "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('Answers') RETURNING id",
    ("openai.models.models", "model"): "SELECT id FROM openai.models.models WHERE id LIKE 'ft:%' LIMIT 1",
    ("openai.projects.project_users", "UPDATE", "user_id"): MEMBER,
    ("openai.projects.project_users", "DELETE", "user_id"): MEMBER,
    ("openai.vector_stores.vector_store_files", "DELETE", "file_id"): STORE_FILE,
}
"""How the value of a placeholder comes to be; one in ``<>`` is made before."""

GIVEN = {
    "bytes": "64",
    "content": "Good morning",
    "expires_after": '{"anchor": "last_active_at", "days": 7}',
    "filename": "requests.jsonl",
    "input": "Good morning",
    "integrations": "[]",
    "logit_bias": "{}",
    "max_completion_tokens": "256",
    "max_prompt_tokens": "256",
    "messages": '[{"role": "user", "content": "Good morning"}]',
    "mime_type": "application/jsonl",
    "model": "gpt-4o-mini",
    "n": "1",
    "role": "member",
    "size": "1024x1024",
    "stream": "false",
    "stream_options": "null",
    "temperature": "0.5",
    "top_p": "0.5",
    "voice": "alloy",
    "chunking_strategy": '{"type": "auto"}',
    ("openai.assistants.messages", "role"): "user",
    ("openai.embeddings.embeddings", "model"): "text-embedding-3-small",
    ("openai.moderations.moderations", "model"): "omni-moderation-latest",
    ("openai.users.users", "role"): "reader",
}
"""Values of placeholders that are no ids."""
BLANKS = {
    DataType.INTEGER: "1",
    DataType.NUMBER: "0.5",
    DataType.BOOLEAN: "false",
    DataType.OBJECT: "{}",
    DataType.ARRAY: "[]",
}
SLOPPY = re.compile(r"(\w+) = number\b")
"""``temperature = number``: a placeholder that the page forgot the braces of."""


def published():
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines() if PUBLISHED.exists() else ()
    for number, line in enumerate(lines):
        entry = json.loads(line)
        sql = SLOPPY.sub(r"\1 = {{ \1 }}", entry["sql"])
        verb = re.sub(r"/\*.*?\*/\s*", "", sql).split()[0]
        yield pytest.param(entry["resource"], verb, sql, id=f"{number}-{verb}-{entry['resource']}")


def is_possible(resource, verb):
    if CANNOT.get((resource, verb)) is NO_FILE:  # a property of the declaration, not of the page
        return not any(p.place is Place.LOCAL for p in method_of(resource, verb).required)
    return (resource, verb) not in CANNOT


def the_possible():
    possible = [case for case in published() if is_possible(*case.values[:2])]
    return [pytest.param(*case.values, id=case.id) for case in possible]


def the_impossible():
    return [case for case in published() if not is_possible(*case.values[:2])]


@pytest.fixture(scope="module")
def published_harness():
    time = Time()
    with FaultySandbox(clock=time, seed=1) as sandbox:
        admin = getattr(sandbox, "admin_key", sandbox.key)
        profile = Profile("test", base_url=sandbox.url, api_key=sandbox.key, admin_key=admin, sandbox=True)
        session = Session(profile, Settings(concurrency=1), clock=time.clock)
        yield Harness(session, sandbox, time)
        session.close()


def method_of(resource, verb):
    return Catalog().resource(*resource.split(".")[1:]).for_verb(SqlVerb(verb))[0]


def blank(resource, verb, name):
    """A value that fits a property, by its type."""
    parameter = method_of(resource, verb).parameter(name)
    if parameter is None:
        return "text"
    return parameter.enum[0] if parameter.enum else BLANKS.get(parameter.type, "text")


class Values:
    """Values for the placeholders of a statement, made when they are first asked for."""

    def __init__(self, resource, verb, harness, path):
        self.resource, self.verb, self.harness = resource, verb, harness
        self.known = {"path": str(path)}

    def __getitem__(self, name):
        if name not in self.known:
            self.known[name] = self.made(name)
        return self.known[name]

    def made(self, name):
        recipe, given = (self.special(table, name) for table in (MADE, GIVEN))
        if recipe is not None and self.harness is not None:
            return self.harness.value(re.sub(r"<(\w+)>", lambda found: self[found[1]], recipe))
        bare = name.removeprefix("data__")
        return given or blank(self.resource, self.verb, bare) if bare == name else self[bare]

    def special(self, table, name):
        keys = ((self.resource, self.verb, name), (self.resource, name), name)
        return next((table[key] for key in keys if key in table), None)


def filled(sql, values):
    return fill(sql, {p.name: values[p.name] for p in placeholders(sql)}).text


def is_answered(sandbox, method):
    """Whether the sandbox knows the operation, whatever it says to a call without arguments."""
    path = re.sub(r"\{\w+\}", "nothing", method.path)
    key = getattr(sandbox, "admin_key", sandbox.key) if method.key == "admin" else sandbox.key
    asked = Request(sandbox.url + path, method=method.http, headers={"Authorization": f"Bearer {key}"})
    try:
        urlopen(asked).close()
    except HTTPError as error:
        return json.load(error)["error"].get("code") != "unknown_url"
    return True


@pytest.mark.parametrize(("resource", "verb", "sql"), the_possible())
def test_it_plans(published_harness, resource, verb, sql):
    text = filled(sql, Values(resource, verb, None, None))
    if verb in ("INSERT", "UPDATE"):
        made = plan_text(text, Scope(Catalog(), None, ()))
        assert (made.target.resource.id, made.method.verb) == (resource, verb)
    else:
        assert published_harness.rows(f"EXPLAIN {text}")


@pytest.mark.parametrize(("resource", "verb", "sql"), the_possible())
def test_it_runs(published_harness, jsonl, resource, verb, sql):
    if verb != "SELECT" and not is_answered(published_harness.sandbox, method_of(resource, verb)):
        pytest.skip(f"the sandbox does not answer {verb} of {resource}")
    try:
        published_harness.rows(filled(sql, Values(resource, verb, published_harness, jsonl)))
    except ApiError as error:
        if error.code != "unknown_url":
            raise
        pytest.skip(f"the sandbox does not answer {error.request}")
    asked = {request.split()[0] for request in published_harness.requests}
    assert method_of(resource, verb).http in asked


@pytest.mark.parametrize(("resource", "verb", "sql"), the_impossible())
def test_it_is_refused_with_what_to_write(published_harness, resource, verb, sql):
    refused = published_harness.error(filled(sql, Values(resource, verb, None, None)), StatementError)
    assert resource in (refused.hint or refused.message)
    assert not published_harness.requests


def test_every_exception_is_a_published_statement():
    assert set(CANNOT) <= {case.values[:2] for case in published()}
