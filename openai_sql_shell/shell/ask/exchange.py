"""The exchange with a model: a question and the catalog's words go out by one INSERT, so all that holds for billable calls holds; an answer comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.errors import JobFailed, ProtocolError, UnsupportedStatement
from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.session import Session

MOST_QUESTION = 2_000
"""Bytes of a question."""
MOST_STATEMENT = 4_000
"""Characters of a statement that comes back."""
MOST_REMARK = 400
"""Characters of what is said beside it, and of an error that is sent back."""
MOST_OUTPUT = 8_000
"""Tokens of one answer, with what a model thinks."""

INSTRUCTIONS = """\
You write one statement for a shell in which the OpenAI API is a database. The dialect is SQLite's: one SELECT, INSERT, UPDATE or DELETE on \
the resources below, EXEC resource.method @parameter = value, or SHOW. Write full names, such as openai.batch.batches. Use only the resources, \
columns and methods below, and every condition that a resource says WHERE must give; an id may be found by a subquery. Columns of type time \
are whole seconds since 1970: unixepoch('now', '-7 days'). Members of objects are read by column->>'$.member'. UPDATE and DELETE always have a \
WHERE. No placeholders, no variables, no comments, no files of this machine, no commands that begin with a backslash, nothing behind the \
statement. A statement that reads is right unless the question asks for a change. Where no statement can answer, leave statement empty, and \
say why in remark, in the language of the question; leave remark empty otherwise."""
"""What the model is told; the question and the words of the catalog are its input."""

FORMAT = {
    "format": {
        "type": "json_schema",
        "name": "openai_sql_statement",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"statement": {"type": "string"}, "remark": {"type": "string"}},
            "required": ["statement", "remark"],
            "additionalProperties": False,
        },
    }
}
"""The form of the answer."""
STATEMENT = (
    "INSERT INTO openai.responses.responses (model, instructions, input, text, max_output_tokens, store)"
    " VALUES (?, ?, ?, ?, ?, false) RETURNING status, output_text, usage, error, incomplete_details"
)
"""Nothing is kept at the server."""


MOST_TOKENS = 12_000
"""Of one call: a token for every three bytes of all that is sent."""


def asked(question: str, words: str) -> str:
    """The input of the first round."""
    return f"Question:\n{question}\n\nCatalog:\n{words}"


def repaired(first: str, statement: str, problem: str) -> str:
    """The input of the second round: the first one, what came of it, and why that cannot be run."""
    wrote, failed = _cut(statement, MOST_STATEMENT), _cut(problem, MOST_REMARK)
    return f"{first}\n\nYour statement was:\n{wrote}\n\nIt cannot be run: {failed}\nWrite it right."


def _cut(text: str, most: int) -> str:
    """A text in no more bytes than that."""
    return text.encode(errors="replace")[:most].decode(errors="ignore")


def most_sent(first: str) -> int:
    """Bytes that both rounds may send together."""
    fixed = len(INSTRUCTIONS.encode()) + len(json.dumps(FORMAT))
    return 2 * (fixed + len(first.encode())) + len(repaired("", "x" * MOST_STATEMENT, "x" * MOST_REMARK))


def send(session: Session, model: str, text: str, cancel: CancelToken) -> Result:
    """Send one round; in a dry run, what would be sent.

    Raises:
        OpenAISqlError: it was refused, or failed, or the person stopped it.
    """
    values = (model, INSTRUCTIONS, text, json.dumps(FORMAT), MOST_OUTPUT)
    return session.execute(STATEMENT, cancel, values)


def read(result: Result, used: Callable[[Mapping[str, Any]], None]) -> str:
    """The statement that came back in a round, as the model wrote it: nobody has looked at it.

    Args:
        result: of `send`.
        used: is told the tokens, as the API counts them, whatever else the answer says.

    Raises:
        JobFailed: there is none, or not all of it. ProtocolError: it has another form.
        UnsupportedStatement: the model has no statement for it.
    """
    [(status, text, usage, error, incomplete)] = result.rows
    counts = json.loads(str(usage or "{}"))
    used(counts if isinstance(counts, dict) else {})
    if status != "completed":
        why = sanitize(str(error or incomplete or "")[:MOST_REMARK])
        raise JobFailed(f"the answer is {sanitize(str(status))}: {why}", hint="ask again, in other words")
    try:
        answer = json.loads(str(text))
        statement, remark = str(answer["statement"]).strip(), str(answer["remark"]).strip()
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ProtocolError(
            "the model's answer has not the form it was asked for",
            hint=r"another model may do better: \set ask_model NAME",
        ) from None
    if not statement:
        why = sanitize(remark[:MOST_REMARK]) or "it does not say why"
        raise UnsupportedStatement(f"no statement came back: {why}", hint="ask in other words")
    return statement
