"""The members of a result line that columns are made of, as classes: whoever reads a line, typed or not, gives objects like these.

A member that is absent, null or of another type is None.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from openai_sql_shell.classes import define

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


@define
class Part:
    """A piece of a message's content."""

    type: str | None = None
    text: str | None = None
    refusal: str | None = None


@define
class OutputItem:
    """A message, a call or anything else that /v1/responses puts out."""

    type: str | None = None
    phase: str | None = None
    content: list[Part] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: str | None = None
    input: str | None = None


@define
class Function:
    """What a tool call of chat is about."""

    name: str | None = None
    arguments: str | None = None
    input: str | None = None


@define
class ToolCall:
    """One call of a chat message."""

    id: str | None = None
    function: Function | None = None
    custom: Function | None = None


@define
class Audio:
    """A spoken answer."""

    transcript: str | None = None


@define
class Message:
    """What a chat choice says."""

    content: str | list[Part] | None = None
    refusal: str | None = None
    audio: Audio | None = None
    tool_calls: list[ToolCall] | None = None
    function_call: Function | None = None


@define
class Choice:
    """One answer of several."""

    index: int | None = None
    finish_reason: str | None = None
    text: str | None = None
    message: Message | None = None


@define
class Incomplete:
    """Why a response was cut off."""

    reason: str | None = None


@define
class TokenDetails:
    """Tokens by what they were."""

    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


@define
class Usage:
    """Tokens, under the names of all endpoints."""

    input_tokens: int | None = None
    prompt_tokens: int | None = None
    output_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    input_tokens_details: TokenDetails | None = None
    prompt_tokens_details: TokenDetails | None = None
    output_tokens_details: TokenDetails | None = None
    completion_tokens_details: TokenDetails | None = None


@define
class Body:
    """The answer of any endpoint."""

    object: str | None = None
    status: str | None = None
    model: str | None = None
    incomplete_details: Incomplete | None = None
    output: list[OutputItem] | None = None
    choices: list[Choice] | None = None
    usage: Usage | None = None


@define
class Exchange:
    """What the endpoint answered."""

    status_code: int | None = None
    request_id: str | None = None
    body: Body | None = None


@define
class ResultLine:
    """A line of an output or error file."""

    id: str | None = None
    custom_id: str | None = None
    response: Exchange | None = None


def picked(kind: type, paths: AbstractSet[str]) -> Iterator[tuple[str, tuple[Any, ...], AbstractSet[str]]]:
    """The members of a class that lie on some paths, with their types but None, and the paths from there.

    >>> [(name, types, sorted(rest)) for name, types, rest in picked(Message, {"audio.transcript", "refusal"})]
    [('refusal', (<class 'str'>,), ['']), ('audio', (<class 'openai_sql_shell.lines.members.Audio'>,), ['transcript'])]
    """
    for name, types in _members(kind):
        rest = {
            "" if path == "" else path.partition(".")[2]
            for path in paths
            if path.partition(".")[0] in ("", name)
        }
        if rest:
            yield name, types, rest


@cache
def _members(kind: type) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The members of a class with their types but None; types that stand as texts are looked up slowly."""
    return tuple(
        (name, tuple(part for part in get_args(hint) if part is not type(None)))
        for name, hint in get_type_hints(kind).items()
    )
