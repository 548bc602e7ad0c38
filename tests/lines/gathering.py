"""How the tests make files of rows: endpoints as the catalog tells them, and what was written, read back."""

from __future__ import annotations

import json
from dataclasses import dataclass

from openai_sql_shell.catalog.batch_making import makes_batches
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import replace
from openai_sql_shell.handlers.gathering import gather_rules
from openai_sql_shell.lines.batch_parts import Marks, PartLimits
from openai_sql_shell.lines.gather import gathered

RESPONSES, CHAT, EMBEDDINGS = "/v1/responses", "/v1/chat/completions", "/v1/embeddings"
LIMITS = PartLimits(50_000, 200_000_000, 50_000)
RUN = "0123456789ab"
BATCHES = next(r for r in Catalog().declarations("batch") if r.name == "batches")
METHOD = makes_batches(BATCHES)
CHECKED = gather_rules(METHOD, Marks(RUN))
RULES = replace(CHECKED, check=lambda _url: lambda _line, _body: None)
"""Without the findings of whole lines: bodies may lack what is required."""


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
