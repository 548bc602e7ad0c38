"""A server of batches and their files, made by a few words; it remembers what was asked for."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from answering import answering, rows_of, talking_to

if TYPE_CHECKING:
    from answering import Answering

    from openai_sql_shell.session.session import Session

BATCHES = "openai.batch.batches"
RESULTS = "openai.batch.batch_results"
SOURCES = ("output", "error", "input")
GONE = (
    404,
    {"error": {"message": "no such file", "type": "invalid_request_error", "code": None, "param": None}},
)


def result(custom_id, text="Yes.", **more):
    """A line of an output file."""
    content = [{"type": "output_text", "text": text}]
    body = {
        "object": "response",
        "status": "completed",
        "output": [{"type": "message", "content": content}],
        "usage": {"input_tokens": 20, "output_tokens": 5, "total_tokens": 25},
    }
    response = {"status_code": 200, "request_id": f"req_{custom_id}", "body": body}
    return {
        "id": f"line_{custom_id}",
        "custom_id": custom_id,
        "response": response,
        "error": None,
        **more,
    }


def failure(custom_id):
    """A line of an error file."""
    return result(custom_id, response=None, error={"code": "server_error", "message": "It broke."})


def request(custom_id, url="/v1/responses"):
    """A line of an input file."""
    body = {"model": "gpt-5-mini", "input": f"Question {custom_id}"}
    return {"custom_id": custom_id, "method": "POST", "url": url, "body": body}


def jsonl(lines):
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n"
        for line in lines
    )


@dataclass
class Estate:
    """Batches by id, files by id."""

    batches: dict[str, dict] = field(default_factory=dict)
    files: dict[str, object] = field(default_factory=dict)
    """Bytes, or what else a server of `answering` can answer with."""

    def batch(self, name, *, status="completed", total=None, errors=None, **lines):
        """A batch with the files that have lines."""
        ids = {source: f"file-{name}-{source}" for source in SOURCES if source in lines}
        self.files |= {ids[source]: jsonl(lines[source]) for source in ids}
        rows = len(lines.get("output", ())) + len(lines.get("error", ()))
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "endpoint": "/v1/responses",
            "status": status,
            "created_at": 1_763_000_000 + len(self.batches),
            "request_counts": {"total": rows if total is None else total, "completed": rows, "failed": 0},
            "errors": errors,
            **{f"{source}_file_id": ids.get(source) for source in SOURCES},
        }
        return self

    def many(self, count, lines=3):
        """Batches ``b0``, ``b1`` and so on, each with two files that are read and one that need not be."""
        for n in range(count):
            ids = [f"r-{k}" for k in range(lines)]
            self.batch(
                f"b{n}",
                output=[result(one, f"Answer {n}.{one}") for one in ids[:-1]],
                error=[failure(ids[-1])],
                input=map(request, ids),
            )
        return self

    def answer(self, _verb, path, _body):
        parts = path.partition("?")[0].strip("/").split("/")
        if parts == ["batches"]:
            found = list(self.batches.values())
            return {"object": "list", "data": found, "has_more": False, "last_id": found[-1]["id"]}
        known = self.batches if parts[0] == "batches" else self.files
        return known.get(parts[1], GONE)


@dataclass
class Client:
    """A session on such a server."""

    session: Session
    served: Answering

    def rows(self, sql):
        """Those of a statement, whose requests are counted from here."""
        self.served.seen.clear()
        return rows_of(self.session, sql)

    def records(self, sql):
        self.served.seen.clear()
        result = self.session.execute(sql)
        return [dict(zip([c.name for c in result.columns], row, strict=True)) for row in result.rows], result

    def value(self, sql):
        [[value]] = self.rows(sql)
        return value

    @property
    def asked(self):
        """How often each thing was asked for, such as ``/batches`` and ``/files/file-b0-output/content``."""
        return Counter(line.split(" ")[1].partition("?")[0] for line in self.served.lines)

    @property
    def downloads(self):
        """The files whose content was asked for, in order."""
        return [line.split("/")[2] for line in self.served.lines if line.endswith("/content")]


@contextmanager
def serving(estate, **settings):
    """A client, while the block runs."""
    with answering(estate.answer) as served, talking_to(served, **settings) as session:
        yield Client(session, served)
