"""The answer to a question for a statement of this dialect: a text with examples in, one of them out. No model runs here."""

from __future__ import annotations

import json
import re

NAMES = {"statement", "remark"}
"""The properties of an answer that is asked for."""
PLAIN = re.compile(r"^ *(SELECT [^';\n]+ FROM openai\.[^';\n]+)$", re.MULTILINE)
"""A query without an id that somebody would have to know."""
USUAL = "SELECT status, count(*) FROM openai.batch.batches GROUP BY 1 ORDER BY 2 DESC"


def asks_for_statement(form: object) -> bool:
    """Whether the form of an answer is a JSON schema with the properties of a statement."""
    match form:
        case {"type": "json_schema", "schema": {"properties": dict(properties)}}:
            return set(properties) == NAMES
    return False


def canned_statement(text: str) -> str:
    """The first query among the examples of a text that runs as it is, as JSON."""
    found = PLAIN.search(text)
    return json.dumps({"statement": found[1] if found else USUAL, "remark": ""})
