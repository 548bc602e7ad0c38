"""The answers of the endpoints: where their text, refusal, calls and end stand. A table by the body's object, else by the endpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.lines.json_text import is_json, whole_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.lines.members import Body, Choice, Function, OutputItem

Texts = list[str]
"""One for each message; none where there is no text."""


@frozen
class AnswerShape:
    """How to read the body of one kind of answer."""

    texts: Callable[[Body], Texts] = lambda _body: []
    refusal: Callable[[Body], str | None] = lambda _body: None
    calls: Callable[[Body], list[dict[str, str | None]]] = lambda _body: []
    reason: Callable[[Body], str | None] = lambda _body: None
    """Why the answer ended, in the API's own word."""
    failure: Callable[[Body], str | None] = lambda _body: None
    """The code of a failure of which the body has no error."""
    is_cut: Callable[[Body], bool] = lambda _body: False


FAILED = frozenset({"failed", "cancelled"})
UNFINISHED = frozenset({"incomplete", "queued", "in_progress"})
CUT = frozenset({"length", "content_filter"})


def _messages(body: Body) -> list[OutputItem]:
    return [item for item in body.output or () if item.type == "message"]


def _response_texts(body: Body) -> Texts:
    messages = _messages(body)
    final = [message for message in messages if message.phase == "final_answer"]
    found = []
    for message in final or messages:
        parts = [
            part.text
            for part in message.content or ()
            if part.type == "output_text" and part.text is not None
        ]
        if parts:
            found.append("".join(parts))
    return found


def _response_refusal(body: Body) -> str | None:
    parts = [
        part.refusal
        for message in _messages(body)
        for part in message.content or ()
        if part.type == "refusal" and part.refusal is not None
    ]
    return "".join(parts) if parts else None


def _response_calls(body: Body) -> list[dict[str, str | None]]:
    sources = {"function_call": "arguments", "custom_tool_call": "input"}
    return [
        _call(item.call_id, item.name, getattr(item, sources[item.type]))
        for item in body.output or ()
        if item.type in sources
    ]


def _response_reason(body: Body) -> str | None:
    why = body.incomplete_details.reason if body.status == "incomplete" and body.incomplete_details else None
    return why or body.status


def _status(body: Body) -> str | None:
    return body.status


def _failed_status(body: Body) -> str | None:
    return body.status if body.status in FAILED else None


def _unfinished_status(body: Body) -> bool:
    return body.status in UNFINISHED


def chosen(choices: Sequence[Choice] | None) -> Choice | None:
    """The choice that counts: that with index 0, else the first."""
    return next((choice for choice in choices or () if choice.index == 0), choices[0] if choices else None)


def _chat_texts(body: Body) -> Texts:
    choice = chosen(body.choices)
    message = choice.message if choice is not None else None
    if message is None:
        return []
    content = message.content
    if isinstance(content, list):
        parts = [part.text for part in content if part.type == "text" and part.text is not None]
        return ["".join(parts)] if parts else []
    if content is None and message.audio is not None:
        content = message.audio.transcript
    return [] if content is None else [content]


def _chat_refusal(body: Body) -> str | None:
    choice = chosen(body.choices)
    return choice.message.refusal if choice is not None and choice.message is not None else None


def _chat_calls(body: Body) -> list[dict[str, str | None]]:
    choice = chosen(body.choices)
    message = choice.message if choice is not None else None
    if message is None:
        return []
    found = [(call.id, call.function or call.custom) for call in message.tool_calls or ()]
    if message.function_call is not None:
        found.append((None, message.function_call))
    return [_call(call_id, *_function(function)) for call_id, function in found]


def _function(function: Function | None) -> Iterator[str | None]:
    yield function.name if function is not None else None
    arguments = function.arguments if function is not None else None
    yield arguments if arguments is not None or function is None else function.input


def _call(call_id: str | None, name: str | None, arguments: str | None) -> dict[str, str | None]:
    return {"id": call_id, "name": name, "arguments": arguments}


def _choice_reason(body: Body) -> str | None:
    choice = chosen(body.choices)
    return choice.finish_reason if choice is not None else None


def _no_choices(body: Body) -> str | None:
    return None if body.choices else "no_choices"


def _cut_choice(body: Body) -> bool:
    return _choice_reason(body) in CUT


def _completion_texts(body: Body) -> Texts:
    choice = chosen(body.choices)
    return [choice.text] if choice is not None and choice.text is not None else []


PLAIN = AnswerShape()
RESPONSE = AnswerShape(
    _response_texts, _response_refusal, _response_calls, _response_reason, _failed_status, _unfinished_status
)
CHAT = AnswerShape(_chat_texts, _chat_refusal, _chat_calls, _choice_reason, _no_choices, _cut_choice)
COMPLETION = AnswerShape(_completion_texts, reason=_choice_reason, failure=_no_choices, is_cut=_cut_choice)
VIDEO = AnswerShape(reason=_status, failure=_failed_status, is_cut=_unfinished_status)

BY_OBJECT = {
    "response": RESPONSE,
    "chat.completion": CHAT,
    "text_completion": COMPLETION,
    "list": PLAIN,
    "video": VIDEO,
}
BY_ENDPOINT = {
    "/responses": RESPONSE,
    "/chat/completions": CHAT,
    "/completions": COMPLETION,
    "/videos": VIDEO,
}
"""All others are plain."""
PROOF = {
    "/moderations": "results",
    "/images/generations": "data",
    "/images/edits": "data",
}
"""A member that the bodies of an endpoint have; those of the others have an object."""


def endpoint_name(endpoint: str) -> str:
    """An endpoint as the tables name it.

    >>> endpoint_name("/v1/chat/completions/"), endpoint_name("/responses")
    ('/chat/completions', '/responses')
    """
    return endpoint.removeprefix("/v1").rstrip("/")


def text(body: Body, shape: AnswerShape) -> str | None:
    """The answer's text; None: it has none."""
    texts = shape.texts(body)
    return "".join(texts) if texts else None


def parsed(body: Body, shape: AnswerShape, is_json: Callable[[str], bool] = is_json) -> str | None:
    """The answer's text where it is an object or array in JSON; of several messages that are none together, the only one that is."""
    texts = shape.texts(body)
    found = as_json("".join(texts), is_json)
    if found is None and len(texts) > 1:
        alone = [each for said in texts if (each := as_json(said, is_json)) is not None]
        return alone[0] if len(alone) == 1 else None
    return found


def as_json(said: str, is_json: Callable[[str], bool] = is_json) -> str | None:
    r"""A text without the blanks around it where it is an object or array in JSON.

    >>> as_json(' {"a": 1}\n'), as_json('{"a": NaN}'), as_json("7"), as_json("```[]```")
    ('{"a": 1}', None, None, None)
    """
    trimmed = said.strip()
    if not trimmed.startswith(("{", "[")) or not is_json(trimmed):
        return None
    return whole_pairs(trimmed)


def tool_calls(body: Body, shape: AnswerShape) -> str | None:
    """The calls that are left to the caller, as JSON; None: there are none."""
    calls = shape.calls(body)
    return json.dumps(calls, ensure_ascii=False) if calls else None
