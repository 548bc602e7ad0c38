"""How the tests make files of rows: endpoints as the catalog tells them, and what was written, read back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType, Place
from openai_sql_shell.handlers.values import to_wire
from openai_sql_shell.lines.batch_parts import Marks, PartLimits
from openai_sql_shell.lines.gather import GatherRules, gathered
from openai_sql_shell.lines.request_body import BodyProperty, RequestRules

RESPONSES, CHAT, EMBEDDINGS = "/v1/responses", "/v1/chat/completions", "/v1/embeddings"
OPERATIONS = {RESPONSES: "responses.responses", CHAT: "chat.completions", EMBEDDINGS: "embeddings.embeddings"}
BOUNDS = ("max_output_tokens", "max_tokens", "max_completion_tokens")
PLAIN = {DataType.STRING: str, DataType.INTEGER: int, DataType.ANY: str}
LIMITS = PartLimits(50_000, 200_000_000, 50_000)
RUN = "0123456789ab"


def request_rules(url):
    """What is declared of an endpoint."""
    service, name = OPERATIONS[url].split(".")
    resource = next(r for r in Catalog().declarations(service) if r.id == f"openai.{service}.{name}")
    method = next(m for m in resource.methods if m.http == "POST" and f"/v1{m.path}" == url)
    sent = [p for p in method.parameters if p.place is Place.BODY]
    properties = {p.name: BodyProperty(partial(to_wire, p), PLAIN.get(p.type)) for p in sent}
    if url == EMBEDDINGS:
        return RequestRules(properties, "input", None)
    return RequestRules(properties, None, [name for name in BOUNDS if name in properties])


CREATES = next(r for r in Catalog().declarations("batch") if r.name == "batches").method("create_batch")
BATCH = {
    "batch_metadata": partial(to_wire, CREATES.parameter("metadata")),
    "batch_window": partial(to_wire, CREATES.parameter("completion_window")),
    "batch_output_expires_after": partial(to_wire, CREATES.parameter("output_expires_after")),
}
RULES = GatherRules(
    {url: request_rules(url) for url in OPERATIONS},
    BATCH,
    LIMITS,
    lambda _url: lambda _line: None,
    Marks(RUN),
)


@dataclass(frozen=True)
class Written:
    """A part, and the bytes it had while it was there."""

    part: object
    content: bytes

    @property
    def lines(self):
        return self.content.splitlines(keepends=True)

    @property
    def requests(self):
        return [json.loads(line) for line in self.lines]


def gather(folder, columns, rows, *, ordered=True, rules=RULES, **more):
    """The parts that rows come to; ``more`` are other rules."""
    names = columns.split() if isinstance(columns, str) else columns
    rules = replace(rules, **more)
    with gathered(names, rows, rules, folder, is_ordered=ordered) as found:
        return [Written(part, part.path.read_bytes()) for part in found.parts]


def bodies(folder, columns, rows, **more):
    """The bodies of all requests."""
    written = gather(folder, columns, rows, **more)
    return [request["body"] for part in written for request in part.requests]
