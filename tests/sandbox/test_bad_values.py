"""Values nobody expects are answered with an error of the caller, never with one of the sandbox."""

from __future__ import annotations

import pytest
from every_operation import METHODS, Caller

from openai_sql_shell.catalog.model import BodyKind, DataType, Place

ODD = {
    DataType.OBJECT: [
        {},
        {"type": 5},
        {"type": "jsonl", "source": {"content": [1]}},
        {"type": "jsonl", "source": [1]},
        {"messages": [1]},
        {"messages": 5},
        {"seconds": "x"},
        {"file_upload": 3},
        {"id": {}},
    ],
    DataType.ARRAY: [[], [1], [None], [{}], [{"content": 5}], [{"role": 3, "content": [1]}]],
    DataType.STRING: [""],
    DataType.INTEGER: [-1, 0, 10**12],
    DataType.NUMBER: [-1.5],
    DataType.ANY: ["x", 5, [], [1], {}, [{}], [[1]], [{"a": 5}]],
}
WITH_BODY = [(m, r) for m, r in METHODS if m.body is not BodyKind.NONE]


@pytest.mark.parametrize("pair", WITH_BODY, ids=lambda pair: f"{pair[1].service}.{pair[0].name}")
def test_no_value_makes_the_sandbox_fail(api, clock, pair):
    method, _ = pair
    path = method.path
    caller = Caller(api)
    assistant = api.post("/assistants", {"model": "gpt-4o"}).json["id"]
    caller.id_of = lambda named: assistant if named.startswith("assistants") else "nope"
    if method.verb != "INSERT" or "{" in path:
        made = {"{thread_id}": api.post("/threads", {}).json["id"], "{eval_id}": made_eval(api)}
        for name, key in made.items():
            path = path.replace(name, key)
    for parameter in method.parameters:
        if parameter.place is Place.BODY and not parameter.local_file:
            for value in [*ODD.get(parameter.type, []), *([None] if method.body is BodyKind.JSON else [])]:
                _, reply = caller.call(method, path, {parameter.name: value})
                assert reply.status < 500, (parameter.name, value, reply.data)
                clock.advance(3)
                assert api.get("/models").status == 200, (parameter.name, value)


def made_eval(api):
    test = {"type": "string_check", "name": "same", "input": "a", "reference": "a", "operation": "eq"}
    body = {"data_source_config": {"type": "custom", "item_schema": {}}, "testing_criteria": [test]}
    return api.post("/evals", body).json["id"]
