"""Generation: what a model answers to a call made directly, told to the ledger. No model runs here.

Comes in: a call. Goes out: the same body that a batch would get for the request, or the error the API gives.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.resources.completions import PIXEL, TokenCounts, answer, problem

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

DIMENSIONS = {"text-embedding-3-large": 3072}
USUAL_DIMENSIONS = 1536
"""Length of an embedding where the call does not say."""
USUAL_MODELS = {"/v1/responses": "gpt-4o", "/v1/moderations": "omni-moderation-latest"}


def generate(
    store: Store, call: OperationCall, endpoint: str, body: Json | None = None
) -> tuple[Json, TokenCounts]:
    """The answer of an endpoint.

    Raises:
        HttpError: the model does not exist, or a property is missing.
    """
    asked = dict(call.body if body is None else body)
    asked.setdefault("model", USUAL_MODELS.get(endpoint))
    failure = problem(endpoint, asked, store["models"].__contains__)
    if failure is not None:
        raise failure
    digest = hashlib.blake2b(store.new_id("").encode(), digest_size=16).hexdigest()
    return answer(endpoint, asked, digest, int(store.now()))


def plain(endpoint: str, store: Store, call: OperationCall) -> Json:
    """An answer that is not kept."""
    body, used = generate(store, call, endpoint)
    ledger.write(store, ledger.COUNTED_AS[endpoint], body["model"], used)
    return body


def embeddings(store: Store, call: OperationCall) -> Json:
    """Vectors of the length that was asked for, or that the model has."""
    length = call.body.get("dimensions") or DIMENSIONS.get(call.body["model"], USUAL_DIMENSIONS)
    body, used = generate(store, call, "/v1/embeddings", {**call.body, "dimensions": length})
    ledger.write(store, "embeddings", body["model"], used)
    if call.body.get("encoding_format") == "base64":
        for entry in body["data"]:
            vector = entry["embedding"]
            entry["embedding"] = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
    return body


def images(source: str, store: Store, call: OperationCall) -> Json:
    """Pictures of one pixel."""
    asked = call.body
    count, model = int(asked.get("n") or 1), asked.get("model") or "gpt-image-1"
    used = TokenCounts(len(str(asked.get("prompt", ""))) // 4 + 1, 272 * count)
    size = asked.get("size") if asked.get("size") not in (None, "auto") else "1024x1024"
    ledger.write(store, "images", model, used, units=count, detail=size)
    body: Json = {"created": int(store.now()), "data": [{"b64_json": PIXEL} for _ in range(count)]}
    if asked.get("response_format") == "url":
        body["data"] = [{"url": f"https://example.com/sandbox/{source}-{n}.png"} for n in range(count)]
    details = {"text_tokens": used.input, "image_tokens": 0}
    usage = {
        "input_tokens": used.input,
        "output_tokens": used.output,
        "total_tokens": used.input + used.output,
    }
    body["usage"] = {**usage, "input_tokens_details": details}
    quality = asked.get("quality") if asked.get("quality") in ("low", "medium", "high") else "medium"
    return body | {"background": "opaque", "output_format": "png", "size": size, "quality": quality}


def count_tokens(value: object) -> int:
    """About four characters to a token."""
    return len(value if isinstance(value, str) else json.dumps(value)) // 4 + 1


OPERATIONS = {
    "completions.completions.create_completion": partial(plain, "/v1/completions"),
    "embeddings.embeddings.create_embedding": embeddings,
    "images.image_edits.create_image_edit": partial(images, "edit"),
    "images.image_variations.create_image_variation": partial(images, "variation"),
    "images.images.create_image": partial(images, "generation"),
    "moderations.moderations.create_moderation": partial(plain, "/v1/moderations"),
}
