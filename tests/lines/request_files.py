"""Lines of requests by a few words, and a file for each thing that can be wrong with one."""

from __future__ import annotations

import json

from openai_sql_shell.catalog.batch_lines import BATCH_RULES
from openai_sql_shell.classes import replace

CHAT, EMBEDDINGS = "/v1/chat/completions", "/v1/embeddings"
RULES = replace(BATCH_RULES, most_items={EMBEDDINGS: {"input": 3}}, most_requests=4, most_bytes=4_000)
"""Such that little files are too large."""


def asked(custom_id="a", **more):
    """A request that is sound, with other members; None takes one away."""
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi."}]}
    line = {"custom_id": custom_id, "method": "POST", "url": CHAT, "body": body, **more}
    return {name: value for name, value in line.items() if value is not None}


def written(*lines):
    """A file of them; bytes stand as they are."""
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)


def chat(**more):
    """A body of chat, with other members; None takes one away."""
    return {n: v for n, v in (asked()["body"] | more).items() if v is not None}


def embedding(**more):
    """A request for embeddings."""
    return asked(url=EMBEDDINGS, body={"model": "m", "input": "x", **more})


FILES = (
    ((asked(),), {}),
    ((asked(), b"{"), {2: "invalid_json_line"}),
    ((b'{"custom_id": "a"',), {1: "invalid_json_line"}),
    ((b"", b" \t\r", b"[]", b"7", b"null", b'"x"'), dict.fromkeys((3, 4, 5, 6), "invalid_json_line")),
    ((written(asked()) * 2,), {1: "invalid_json_line"}),
    ((written(asked(body=chat(x=0))).replace(b"0", b"NaN"),), {1: "invalid_json_line"}),
    ((written(asked(body=chat(x=0))).replace(b"0", b"-Infinity"),), {1: "invalid_json_line"}),
    ((written(asked(body=chat(x="-"))).replace(b"-", b"\xff"),), {1: "invalid_json_line"}),
    ((written(asked(body=chat(x=0))).replace(b"0", b"[" * 999 + b"]" * 999),), {1: "invalid_json_line"}),
    ((written(asked(body=chat(x=0))).replace(b"0", b"[" * 700 + b"]" * 700),), {}),
    ((written(asked(body=chat(x=0))).replace(b"0", b"1e999"),), {}),
    ((written(asked(body=chat(x=0))).replace(b"0", b'"\\ud83d"'),), {}),
    *(((asked(**{name: None}),), {1: "missing_required_parameter"}) for name in ("custom_id", "method", "url", "body")),
    *(((asked(body=chat(**{name: None})),), {1: "missing_required_parameter"}) for name in ("model", "messages")),
    ((asked(custom_id=7, body=None),), {1: "missing_required_parameter"}),
    *(((asked() | {name: value},), {1: "invalid_type"}) for name in ("custom_id", "method", "url", "body") for value in (7, [], None)),
    *(((asked(body=chat() | {name: None}),), {1: "invalid_type"}) for name in ("model", "messages")),
    ((asked(body="x"), asked("b", body=chat(model=7))), {1: "invalid_type", 2: "invalid_type"}),
    ((asked(), asked("b"), asked(), asked(method="GET")), {3: "duplicate_custom_id", 4: "duplicate_custom_id"}),
    ((asked(method=None), asked()), {1: "missing_required_parameter", 2: "duplicate_custom_id"}),
    ((asked("7"), asked() | {"custom_id": 7}), {2: "invalid_type"}),
    ((asked(method="GET", url="/v1/x"), asked("b", method="post")), {1: "invalid_method", 2: "url_mismatch"}),
    ((asked(), asked("b", method="GET")), {2: "invalid_method"}),
    ((asked(), asked("b", url=EMBEDDINGS), asked("c", url=EMBEDDINGS, body={})), {2: "url_mismatch", 3: "url_mismatch"}),
    ((b"{}", asked(), asked("b", url=EMBEDDINGS)), {1: "missing_required_parameter", 3: "url_mismatch"}),
    ((asked(), asked("b", body=chat(model="n", messages=[]))), {2: "model_mismatch"}),
    ((asked(method="GET", body=chat(model="n")), asked("b"), asked("c", body=chat(model="n"))), {1: "invalid_method", 3: "model_mismatch"}),
    ((embedding(input=[1, 2, 3]), embedding(input=[1] * 4) | {"custom_id": "b"}), {2: "too_many_inputs"}),
    ((embedding(input=["x"] * 4), embedding() | {"custom_id": "b"}), {1: "too_many_inputs"}),
    (tuple(asked(str(n)) for n in range(6)), {5: "too_many_tasks", 6: "too_many_tasks"}),
    ((*(asked(str(n)) for n in range(4)), b"{"), {5: "invalid_json_line"}),
    ((asked(), asked("b", body=chat(x="-" * 4_000)), asked("c")), {2: "file_too_large", 3: "file_too_large"}),
    ((asked("n", url="/v1/responses", body={}), asked("m", url="/v1/responses", body={"model": None})), {}),
    ((asked("n", url="/v1/responses", body={}), asked("m", url="/v1/responses", body={"model": 7})), {2: "invalid_type"}),
    ((asked("n", url="/v1/none", body={}),), {}),
    ((b"\xef\xbb\xbf" + written(asked()), b"\xef\xbb\xbf" + written(asked("b")) + b"\r"), {}),
)  # fmt: skip
"""Files and what is found in them, by the numbers of the lines."""
