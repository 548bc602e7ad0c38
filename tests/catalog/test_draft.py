"""Declarations drafted from a description: the rule that names them, their text, and that they say what the description says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from catalog.api_description import PUBLISHED, description

from openai_sql_shell.catalog.check import compare
from openai_sql_shell.catalog.draft import TODO, ServiceDraft
from openai_sql_shell.catalog.naming import resources_of, service_of
from openai_sql_shell.catalog.openapi import Document

DESCRIBED = json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.is_file() else description()
OPERATIONS = list(Document(DESCRIBED).operations())
TAGS = sorted({service_of(operation) for operation in OPERATIONS})
RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent))


def draft(service, operations):
    return ServiceDraft(service, resources_of(service, operations)).text()


def run(text):
    names: dict = {}
    exec(compile(text, "draft", "exec"), names)
    return names["SERVICE"]


def methods(service, operations):
    """``resource.method`` and its statement."""
    return {f"{r.name}.{m.name}": m.verb.value for r in resources_of(service, operations) for m in r.methods}


def test_names_come_from_tag_path_and_operation_and_statements_from_verb_and_path():
    operations = list(Document(description()).operations())
    assert {service_of(operation) for operation in operations} == {"odd_things"}
    assert methods("odd_things", operations) == {
        "things.list_things": "SELECT",
        "things.create_thing": "INSERT",
        "things.get_thing": "SELECT",
        "things.update_thing": "UPDATE",
        "things.delete_thing": "DELETE",
        "things.break_thing": "EXEC",
        "things.download_thing": "EXEC",
    }


@pytest.mark.parametrize(
    ("path", "verb", "name"),
    [
        ("/owners/{owner_id}/things", "get", "owner_things.get_owner_things"),
        ("/organization/alone", "get", "alone.get_alone"),
    ],
)
def test_what_has_no_operation_id_and_a_path_of_its_own_has_a_name_too(path, verb, name):
    changed = description()
    get = changed["paths"]["/things/{thing_id}"]["get"]
    changed["paths"][path] = {verb: {"tags": get["tags"], "responses": get["responses"]}}
    assert name in methods("odd_things", Document(changed).operations())


def test_two_parameters_that_differ_have_two_names():
    """One of a list of another's things is no column of them; one of an answer that tells it is."""
    changed = description()
    thing = changed["components"]["schemas"]["Thing"]["properties"]
    thing["owner_id"] = {"type": "string"}
    owner = [{"name": "owner_id", "in": "path", "required": True, "schema": {"type": "string"}}]
    paths = changed["paths"]
    for name, response in (
        ("things", paths["/things"]["get"]),
        ("notes", paths["/things/{thing_id}"]["delete"]),
    ):
        for verb in ("get", "delete"):
            item = {"tags": ["Odd things"], "parameters": owner, "responses": response["responses"]}
            paths.setdefault(f"/owners/{{owner_id}}/{name}", {})[verb] = {
                **item,
                "operationId": f"{verb}_{name}",
            }
    text = draft("odd_things", Document(changed).operations())
    constants = [line.partition(" = ")[0] for line in text.splitlines() if " = in_path(" in line]
    assert len(constants) == len(set(constants)) == 3
    assert compare([run(text)], Document(changed)) == []


def test_names_that_are_no_python_do_no_harm():
    changed = description()
    bad = 'x") or __import__("os").system("true'
    changed["paths"]["/things"]["post"]["operationId"] = bad
    changed["components"]["schemas"]["Thing"]["properties"][bad] = {"type": "string"}
    changed["components"]["schemas"]["NewThing"]["properties"][bad] = {
        "type": "string",
        "enum": ['"', "'", "\\"],
    }
    text = draft("odd_things", Document(changed).operations())
    assert run(text).resources[0].column(bad.lower()) is not None or bad in run(text).resources[0].by_column
    assert compare([run(text)], Document(changed)) == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_draft_of_a_tag_says_what_the_description_says(tag):
    text = draft(tag, OPERATIONS)
    assert TODO in text
    lines = {operation.line for operation in OPERATIONS if service_of(operation) == tag}
    paths = {operation.path for operation in OPERATIONS if operation.line in lines}
    own = Document({**DESCRIBED, "paths": {path: DESCRIBED["paths"][path] for path in paths}})
    assert [d for d in compare([run(text)], own) if d.method or d.operation in lines] == []


@pytest.mark.skipif(RUFF is None, reason="ruff is not installed")
def test_drafts_are_laid_out_as_ruff_does_it(tmp_path):
    texts = {tag: draft(tag, OPERATIONS) for tag in TAGS}
    texts["odd_things"] = draft("odd_things", Document(description()).operations())
    for tag, text in texts.items():
        (tmp_path / f"{tag}.py").write_text(text, encoding="utf-8")
    command = [RUFF, "format", "--line-length", "110", "--check", "--isolated", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
