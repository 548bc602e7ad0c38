"""Parts of batches: requests are added to a group, and its parts come out, none beyond a limit, with names and marks for the server."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import define, field, frozen
from openai_sql_shell.errors import counted
from openai_sql_shell.lines.request_body import RowFault, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openai_sql_shell.lines.part_files import PartFile, PartFiles
    from openai_sql_shell.lines.request_writer import BatchRequest
    from openai_sql_shell.result import Value

MOST_PAIRS, LONGEST_KEY, LONGEST_VALUE = 16, 64, 512
"""Pairs of metadata, and characters of their halves."""
USUAL_NAME = "batch"
LONGEST_NAME = 200
"""Characters of the name that a person gives to files."""
RUN, PART, RETRY_OF = MARKS = ("osql_run", "osql_part", "osql_retry_of")
"""The keys of metadata that are ours."""
LEAST_BYTES, MOST_BYTES = 3, 4
"""Of text to a token."""


@frozen
class PartLimits:
    """What one file of a batch may hold."""

    requests: int
    bytes: int
    inputs: int
    """Texts of the property that an endpoint counts."""


@frozen
class Marks:
    """What batches are found again by."""

    run: str
    retry_of: str | None = None
    """The batch whose requests are sent once more."""

    def pairs(self, part: str) -> dict[str, str]:
        """The pairs of metadata of one part."""
        return {RUN: self.run, PART: part, **({RETRY_OF: self.retry_of} if self.retry_of else {})}


@frozen
class TokenEstimate:
    """Tokens that requests may come to; a guess from the bytes of their texts."""

    input_low: int
    input_high: int
    output_high: int | None
    """What the requests allow at most; None: one of them sets no bound."""
    largest_input: int = 0
    """What the largest request may come to at most."""


@frozen
class BatchPart:
    """One whole file, and what its batch is made with."""

    number: int
    """From 1."""
    parts: int
    path: Path
    file_name: str
    """At the server."""
    url: str
    model: str | None
    requests: int
    bytes: int
    inputs: int
    """0 where the endpoint counts none."""
    sha256: str
    estimate: TokenEstimate
    metadata: Mapping[str, str]
    batch: Mapping[str, Any]
    """The values of the other columns of the batch that were given."""


@define
class OpenPart:
    """A part that grows."""

    file: PartFile
    requests: int = 0
    inputs: int = 0
    text: int = 0
    """Bytes of what the model reads."""
    largest: int = 0
    """Bytes of what the model reads of the largest request."""
    output: int | None = 0
    sha256: str = ""


@define
class RequestGroup:
    """Requests that can be in one batch."""

    url: str
    model: str | None
    file_name: str
    metadata: Mapping[str, str]
    batch: Mapping[str, Any]
    parts: list[OpenPart] = field(default_factory=list)
    open: OpenPart | None = None
    """The last of them, while it grows."""

    def add(self, request: BatchRequest, limits: PartLimits, files: PartFiles) -> bool:
        """Put a request that is not too large behind the others; whether a new part was begun for it."""
        inputs = inputs_of(request) if request.rules.counted else 0
        part, line = self.open, request.line
        begins = (
            part is None
            or part.requests >= limits.requests
            or part.file.size + len(line) > limits.bytes
            or part.inputs + inputs > limits.inputs
        )
        if part is None or begins:
            self.finish(files)
            part = self.open = OpenPart(files.begin())
            self.parts.append(part)
        files.add(part.file, line)
        part.requests += 1
        part.inputs += inputs
        part.text += request.text
        part.largest = max(part.largest, request.text)
        if part.output is not None:
            bound = output_bound(request)
            part.output = None if bound is None else part.output + bound
        return begins

    def finish(self, files: PartFiles) -> None:
        """The part that grows is whole."""
        if self.open is not None:
            self.open.sha256 = files.finish(self.open.file)
            self.open = None


def numbered(groups: Sequence[RequestGroup], marks: Marks | None, apart: str = "") -> tuple[BatchPart, ...]:
    """The parts of all groups, which are whole; those with another value of the column ``apart`` are numbered by themselves."""
    every = [(group, part) for group in groups for part in group.parts]
    parts, before = Counter(group.batch.get(apart) for group, _ in every), Counter[Any]()
    made: list[BatchPart] = []
    for group, part in every:
        own = group.batch.get(apart)
        before[own] += 1
        made.append(_named(group, part, before[own], parts[own], marks))
    return tuple(made)


def _named(group: RequestGroup, part: OpenPart, number: int, parts: int, marks: Marks | None) -> BatchPart:
    return BatchPart(
        number,
        parts,
        part.file.path,
        f"{group.file_name}-{number}of{parts}-{part.sha256[:8]}.jsonl",
        group.url,
        group.model,
        part.requests,
        part.file.size,
        part.inputs,
        part.sha256,
        TokenEstimate(
            part.text // MOST_BYTES,
            -(-part.text // LEAST_BYTES),
            part.output,
            -(-part.largest // LEAST_BYTES),
        ),
        {**group.metadata, **(marks.pairs(f"{number}/{parts}") if marks else {})},
        group.batch,
    )


def file_name(given: Value) -> str:
    """What the names of files begin with.

    Raises:
        RowFault: no file can be called so.
    """
    if given is None:
        return USUAL_NAME
    if (
        not isinstance(given, str)
        or not given.isprintable()
        or not 0 < len(given) <= LONGEST_NAME
        or {*"/\\"} & {*given}
    ):
        cure = f"give a name of at most {LONGEST_NAME} characters, without a folder"
        raise RowFault("invalid_type", f"no file can be called {shown(given)}", cure)
    return given


def metadata(given: Any, marks: Marks | None) -> Mapping[str, str]:
    """The pairs of a person, to which there is room for ours.

    Raises:
        RowFault: they cannot be the metadata of a batch.
    """
    pairs: dict[str, Any] = given or {}
    for key, value in pairs.items():
        if marks and key in MARKS:
            raise RowFault(
                "invalid_type", f"batch_metadata has {key}, which is written here", "give it another name"
            )
        if not isinstance(value, str):
            raise RowFault(
                "invalid_type",
                f"the value of {shown(key)} in batch_metadata is no text",
                "write it in quotes",
            )
        if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            long = f"a key has at most {LONGEST_KEY} characters, a value {LONGEST_VALUE}"
            raise RowFault("invalid_type", f"{shown(key)} in batch_metadata is too long", long)
    ours = len(marks.pairs("")) if marks else 0
    if len(pairs) + ours > MOST_PAIRS:
        message = f"batch_metadata has {counted(len(pairs), 'pair')}; a batch has {MOST_PAIRS} at most"
        beside = f", and {ours} of them are written here" if ours else ""
        raise RowFault("invalid_type", message + beside, f"give {MOST_PAIRS - ours} at most")
    return pairs


def inputs_of(request: BatchRequest) -> int:
    """The texts of a request that its endpoint counts; an array of tokens is one."""
    name = request.rules.counted
    value = request.body.get(name) if name else None
    if isinstance(value, list):
        return 1 if value and isinstance(value[0], int) else len(value)
    return int(value is not None)


def output_bound(request: BatchRequest) -> int | None:
    """How many tokens the answers may have; None: nothing says it."""
    if request.rules.bounds is None:
        return 0
    for name in request.rules.bounds:
        value = request.body.get(name)
        if type(value) is int:
            times = [n for name in request.rules.repeats if type(n := request.body.get(name)) is int]
            return value * max([1, *times])
    return None
