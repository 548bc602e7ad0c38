"""Every method of the catalog, called once with all its parameters, makes the request that its declaration says."""

from __future__ import annotations

import base64
import importlib.util
import json
import re
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from answering import answering, rows_of, talking_to
from contract.every_method import METHODS, SAMPLES, Declared, asked, statement
from contract.examples import Examples
from each import each

from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Place

SHARED = Path(__file__).parents[2].parent / "shared"
CHECKER = SHARED / "tools" / "validate_contract.py"
DESCRIPTION = SHARED / "api" / "openapi.json"


@pytest.fixture(scope="module")
def server():
    with answering(Declared()) as server:
        yield server


@pytest.fixture(scope="module")
def session(server):
    with talking_to(server, assume_yes=True) as session:
        yield session


@pytest.fixture
def call(server, session, tmp_path):
    """The one request that a use of a method makes, with the values it was given."""
    (tmp_path / "file.png").write_bytes(b"content")

    def run(name):
        (tmp_path / "written").unlink(missing_ok=True)
        resource, method = server.answer.resource, server.answer.method = METHODS[name]
        values = {p.name: _value(p, tmp_path) for p in asked(method)}
        server.seen.clear()
        rows_of(session, statement(resource, method, values))
        [request] = server.seen
        return request, values

    return run


def _value(parameter, folder):
    if parameter.place is Place.LOCAL:
        return str(folder / "written")
    if parameter.local_file:
        return str(folder / "file.png")
    if parameter.place is Place.PATH:
        return f"{parameter.name}/1"
    if parameter.type is DataType.ARRAY:
        many = max(parameter.min_items, 1)
        if parameter.enum:
            return list(parameter.enum[:many])
        return [SAMPLES[parameter.items or DataType.STRING]] * many
    if parameter.type is DataType.OBJECT and parameter.members:
        return {parameter.members[0]: "value"}
    return parameter.enum[0] if parameter.enum else SAMPLES[parameter.type]


@each(METHODS, str)
def test_a_method_makes_the_request_it_declares(name, call):
    (verb, target, headers, body), values = call(name)
    _, method = METHODS[name]
    url = urlsplit(target)
    path = re.sub(r"\{(\w+)\}", lambda found: values[found[1]].replace("/", "%2F"), method.path)
    assert (verb, url.path) == (method.http, f"/v1{path}")
    assert headers["Authorization"] == f"Bearer sk-{'admin' if method.key is KeyClass.ADMIN else 'ordinary'}"
    assert dict(method.headers).items() <= headers.items()
    assert sorted(parse_qsl(url.query)) == sorted([*_query(method, values), *_paging(url.query)])
    assert _body(headers.get("Content-Type"), body) == _expected_body(method, values)


def _query(method, values):
    """Lists repeat their name, members of an object stand in brackets, true and false are words."""
    for p in (p for p in method.parameters if p.place is Place.QUERY and p.name in values):
        name, value = p.wire or p.name, values[p.name]
        if isinstance(value, dict):
            yield from ((f"{name}[{member}]", str(one)) for member, one in value.items())
        else:
            for one in value if isinstance(value, list) else [value]:
                yield name, str(one).lower() if isinstance(one, bool) else str(one)


def _paging(query):
    return [pair for pair in parse_qsl(query) if pair[0] == "limit"]


def _body(kind, body):
    if kind is None or not kind.startswith("multipart/"):
        return json.loads(body) if body else None
    parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    return sorted(
        (p.get_param("name", header="content-disposition"), p.get_content()) for p in parts.iter_parts()
    )


def _expected_body(method, values):
    sent = {p.name: p for p in method.parameters if p.place is Place.BODY and p.name in values}
    if method.body is BodyKind.NONE:
        return None
    files = any(p.local_file for p in sent.values())
    if method.body is BodyKind.JSON or (method.body is BodyKind.EITHER and not files):
        return {name: values[name] for name in sent}
    parts = []
    for name, parameter in sent.items():
        value = values[name]
        if parameter.local_file:
            parts.append((name, b"content"))
        elif isinstance(value, dict):
            parts += [(f"{name}[{member}]", one) for member, one in value.items()]
        elif isinstance(value, list):
            parts += [pair for one in value for pair in _item(f"{name}[]", one)]
        else:
            parts.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return sorted(parts)


def _item(name, value):
    return (
        [(f"{name}[{member}]", one) for member, one in value.items()]
        if isinstance(value, dict)
        else [(name, value)]
    )


@pytest.fixture(scope="module")
def contract():
    if not (CHECKER.is_file() and DESCRIPTION.is_file()):
        pytest.skip("the API's description and its checker (../shared) are not beside this repository")
    spec = importlib.util.spec_from_file_location("validate_contract", CHECKER)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    with DESCRIPTION.open(encoding="utf-8") as document:
        return checker, checker.Contract(str(DESCRIPTION)), json.load(document)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_request_with_every_parameter_is_allowed_by_the_apis_description(
    contract, server, session, tmp_path
):
    """The checker leaves the description's file open, hence the filter."""
    checker, allowed, document = contract
    examples = Examples(document, allowed.valid)
    (tmp_path / "file.jsonl").write_bytes(b"content")
    found = {}
    for name, (resource, method) in METHODS.items():
        server.answer.resource, server.answer.method = resource, method
        described = examples.of_operation(method.http, method.path)
        values = {p.name: described.get(p.wire or p.name, _value(p, tmp_path)) for p in asked(method)}
        here = {p.name: p.local_file for p in asked(method) if p.local_file or p.place is Place.LOCAL}
        values |= {n: str(tmp_path / ("file.jsonl" if sent else name)) for n, sent in here.items()}
        if method.body is BodyKind.EITHER and any(here.values()):
            taken = {p.name for p in method.parameters if p.place is not Place.BODY}
            taken |= examples.sent_with_files(method.http, method.path)
            values = {n: value for n, value in values.items() if n in taken}
        server.seen.clear()
        rows_of(session, statement(resource, method, values))
        [(http, target, headers, body)] = server.seen
        path, _, query = target.partition("?")
        encoded = base64.b64encode(body).decode()
        record = {"method": http, "path": path, "query": query, "headers": headers, "body_b64": encoded}
        found[name] = [v for v in allowed.check_request(record) if v[0] not in checker.NOTES]
    assert {name: violations for name, violations in found.items() if violations} == {}
