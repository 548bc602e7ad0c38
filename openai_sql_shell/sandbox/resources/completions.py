"""What a model answers to one request of a batch: a believable body for each endpoint, or the error of the request.

No model runs here. The same request gets the same answer; texts say that they come from the sandbox.
"""

from __future__ import annotations

import hashlib
import json
import random
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request, missing
from openai_sql_shell.sandbox.resources.canned_statement import asks_for_statement, canned_statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.sandbox.records import Json


OWN_MODEL = {"/v1/moderations": "omni-moderation-latest"}
"""Endpoints whose requests need not name a model."""
DIMENSIONS, MOST_DIMENSIONS = 8, 3072
"""Length of an embedding, unless the request asks for another one."""
EMPTY = "empty_value"
"""The code of a request that asks nothing."""
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
"""A picture of one pixel, PNG in base64."""

CATEGORIES = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent"),
    *("self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors"),
    *("violence", "violence/graphic"),
)
"""What a text is moderated for."""


@frozen
class TokenCounts:
    """What a request used, or several together."""

    input: int = 0
    output: int = 0

    def __add__(self, other: TokenCounts) -> TokenCounts:
        return TokenCounts(self.input + other.input, self.output + other.output)

    @property
    def usage(self) -> Json:
        """As responses and batches show it."""
        return {
            "input_tokens": self.input,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": self.output,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": self.input + self.output,
        }


@frozen
class ChatPrompt:
    """One request on its way to an answer."""

    body: Json
    model: str
    digest: str
    """32 hexadecimal digits that identify the request, for the ids in the answer."""
    created: int

    @property
    def text(self) -> str:
        """What was asked, as text: the last message or the whole input."""
        asked = self.body.get("messages") or self.body.get("input") or self.body.get("prompt") or ""
        if isinstance(asked, list) and asked:
            asked = asked[-1]
        if isinstance(asked, dict):
            asked = asked.get("content", asked)
        return asked if isinstance(asked, str) else json.dumps(asked)

    @property
    def reply(self) -> str:
        """The text of the answer."""
        form = self.body.get("text")
        if isinstance(form, dict) and asks_for_statement(form.get("format")):
            return canned_statement(self.text)
        return f"The sandbox has read: {self.text[:80]}"

    @property
    def tokens(self) -> TokenCounts:
        """An estimate with four characters to a token."""
        whole = len(json.dumps(self.body.get("messages") or self.text))
        return TokenCounts(whole // 4 + 1, len(self.reply) // 4 + 1)


def model_of(endpoint: str, body: Json) -> str | None:
    """The model that a request names, or that its endpoint uses by itself."""
    model = body.get("model", OWN_MODEL.get(endpoint))
    return model if isinstance(model, str) else None


def problem(endpoint: str, body: Json, known: Callable[[str], bool]) -> HttpError | None:
    """Why a request fails on its own; None for one that succeeds."""
    model = model_of(endpoint, body)
    if model is None:
        return missing("model")
    if not known(model):
        message = f"The model `{model}` does not exist or you do not have access to it."
        return HttpError(404, message, code="model_not_found")
    needed, _ = ENDPOINTS[endpoint]
    if needed not in body:
        return missing(needed)
    return (
        bad_request(f"Invalid '{needed}': it is empty.", needed, EMPTY) if body[needed] in ("", []) else None
    )


def answer(endpoint: str, body: Json, digest: str, created: int) -> tuple[Json, TokenCounts]:
    """The body of a successful answer, and what it used."""
    prompt = ChatPrompt(body, model_of(endpoint, body) or "", digest, created)
    _, answered_by = ENDPOINTS[endpoint]
    return answered_by(prompt)


def _chat(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    message: Json = {"role": "assistant", "content": prompt.reply, "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return _choices(prompt, "chat.completion", "chatcmpl-", choice)


def _text_completion(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    choice = {"index": 0, "text": prompt.reply, "logprobs": None, "finish_reason": "stop"}
    return _choices(prompt, "text_completion", "cmpl-", choice)


def _choices(prompt: ChatPrompt, kind: str, prefix: str, choice: Json) -> tuple[Json, TokenCounts]:
    used = prompt.tokens
    body = {
        "id": prefix + prompt.digest[:24],
        "object": kind,
        "created": prompt.created,
        "model": prompt.model,
        "choices": [choice],
        "usage": {
            "prompt_tokens": used.input,
            "completion_tokens": used.output,
            "total_tokens": used.input + used.output,
        },
        "system_fingerprint": "fp_sandbox",
    }
    return body, used


def _response(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    used = prompt.tokens
    content = {"type": "output_text", "annotations": [], "logprobs": [], "text": prompt.reply}
    message = {
        "id": f"msg_{prompt.digest}",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [content],
    }
    body = {
        "id": f"resp_{prompt.digest}",
        "object": "response",
        "created_at": prompt.created,
        "status": "completed",
        "error": None,
        "model": prompt.model,
        "output": [message],
        "usage": used.usage,
    }
    return body, used


def _embeddings(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    given = prompt.body["input"]
    inputs = given if isinstance(given, list) and given and isinstance(given[0], (str, list)) else [given]
    asked = prompt.body.get("dimensions", DIMENSIONS)
    length = min(asked, MOST_DIMENSIONS) if isinstance(asked, int) and asked > 0 else DIMENSIONS
    data = [
        {"object": "embedding", "index": index, "embedding": _vector(json.dumps(item), length)}
        for index, item in enumerate(inputs)
    ]
    used = TokenCounts(sum(len(json.dumps(item)) // 4 + 1 for item in inputs))
    usage = {"prompt_tokens": used.input, "total_tokens": used.input}
    return {"object": "list", "data": data, "model": prompt.model, "usage": usage}, used


def _vector(text: str, length: int) -> list[float]:
    """A vector of length 1 that depends on the text alone."""
    source = random.Random(hashlib.blake2b(text.encode(), digest_size=8).digest())
    raw = [source.gauss(0, 1) for _ in range(length)]
    norm = sum(value * value for value in raw) ** 0.5
    return [round(value / norm, 6) for value in raw]


def _moderation(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    result = {
        "flagged": False,
        "categories": dict.fromkeys(CATEGORIES, False),
        "category_scores": dict.fromkeys(CATEGORIES, 0.0001),
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
    body = {"id": f"modr-{prompt.digest[:24]}", "model": prompt.model, "results": [result]}
    return body, TokenCounts(prompt.tokens.input)


def _image(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    body = {"created": prompt.created, "data": [{"b64_json": PIXEL}]}
    return body, prompt.tokens


def _video(prompt: ChatPrompt) -> tuple[Json, TokenCounts]:
    body = {
        "id": f"video_{prompt.digest}",
        "object": "video",
        "created_at": prompt.created,
        "model": prompt.model,
        "status": "completed",
        "progress": 100,
    }
    return body, TokenCounts(0)


ENDPOINTS: dict[str, tuple[str, Callable[[ChatPrompt], tuple[Json, TokenCounts]]]] = {
    "/v1/responses": ("input", _response),
    "/v1/chat/completions": ("messages", _chat),
    "/v1/embeddings": ("input", _embeddings),
    "/v1/completions": ("prompt", _text_completion),
    "/v1/moderations": ("input", _moderation),
    "/v1/images/generations": ("prompt", _image),
    "/v1/images/edits": ("prompt", _image),
    "/v1/videos": ("prompt", _video),
}
"""The property, next to the model, without which a request is refused, and what answers."""
