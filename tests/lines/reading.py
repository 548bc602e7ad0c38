"""How the tests read lines: with msgspec or as if it were not installed, and with lines made by a few words."""

from __future__ import annotations

import json
import sys
from unittest.mock import patch

from openai_sql_shell.lines.columns import COLUMNS
from openai_sql_shell.lines.scan import LineScan

ALL = tuple(COLUMNS)


def scan(endpoint="/v1/responses", columns=ALL, *, with_msgspec=True, **more):
    """A reader; what is installed is asked for when it is made."""
    if with_msgspec:
        return LineScan(endpoint, columns, **more)
    with patch.dict(sys.modules, {"msgspec": None}):
        return LineScan(endpoint, columns, **more)


def rows(data, endpoint="/v1/responses", columns=ALL, *, with_msgspec=True):
    return list(scan(endpoint, columns, with_msgspec=with_msgspec).rows([data]))


def line(body=None, status=200, error=None, **more):
    response = {"status_code": status, "request_id": "req_1", "body": body}
    found = {"id": "batch_req_1", "custom_id": "a", "response": response, "error": error, **more}
    return json.dumps(found, ensure_ascii=False).encode()


def response(*output, **more):
    return {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "error": None,
        "output": [*output],
        **more,
    }


def message(*parts, **more):
    """A message of texts, or of parts."""
    content = [{"type": "output_text", "text": part} if isinstance(part, str) else part for part in parts]
    return {"type": "message", "role": "assistant", "content": content, **more}


def chat(content=None, reason="stop", **more):
    return {"object": "chat.completion", "choices": [choice(content, reason, **more)]}


def choice(content=None, reason="stop", index=0, **more):
    return {
        "index": index,
        "message": {"role": "assistant", "content": content, **more},
        "finish_reason": reason,
    }
