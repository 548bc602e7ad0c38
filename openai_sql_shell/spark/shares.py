"""What a driver hands to workers: plain data, of which a key, a session or a catalog is never a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from openai_sql_shell.prices.own_prices import OwnPrices


@frozen
class ServerPlace:
    """Where files are downloaded from, and how."""

    base_url: str
    organization: str | None
    project: str | None
    key_env: str
    """The variable that has the key, on each machine."""
    connect_timeout: float
    read_timeout: float
    retries: int


@frozen
class Prices:
    """What tokens cost on the driver: workers say the same, or that they cannot."""

    own: OwnPrices
    """What a person wrote down there."""
    package: str | None
    """The version of the package with everybody's prices; None: the driver has none."""


@frozen
class ResultFile:
    """An output or error file of a batch."""

    file_id: str
    batch_id: str
    source: str
    endpoint: str
    size: int | None
    """Bytes; None: the server does not say."""
    day: date | None
    """Whose prices hold."""
    by_tokens: bool
    """Tokens are what its endpoint is paid by."""


@frozen
class Share:
    """What one task reads."""

    place: ServerPlace
    prices: Prices
    files: tuple[ResultFile, ...]


@frozen
class Form:
    """What is made of the lines, the same for all shares."""

    body: bool
    rows_per_batch: int
    skips_missing: bool
    outcomes: frozenset[str] | None = None
    """Of rows that are wanted; None: all."""


TO_SKIP = "the option on_missing=skip leaves out what is gone"


def gone(files: Sequence[ResultFile]) -> str:
    """What is said of files that the server does not have.

    >>> gone([ResultFile("file-a", "batch_a", "output", "", None, None, False)])
    'gone from the server: file-a (output of batch_a)'
    """
    return f"gone from the server: {listed([f'{f.file_id} ({f.source} of {f.batch_id})' for f in files])}"


def packed(files: Iterable[ResultFile], most: int) -> Iterator[tuple[ResultFile, ...]]:
    """Files for one task each: small ones together, up to so many bytes; a larger one alone, and one whose size nobody knows."""
    held, total = list[ResultFile](), 0
    for file in files:
        size = most if file.size is None else file.size
        if held and total + size > most:
            yield tuple(held)
            held, total = [], 0
        held.append(file)
        total += size
    if held:
        yield tuple(held)


@frozen
class Pushed:
    """Filters that a read takes over from Spark: values of a column, None where any is wanted."""

    batch_id: frozenset[str] | None = None
    source: frozenset[str] | None = None
    outcome: frozenset[str] | None = None


ALL = Pushed()


def pushed(filters: Collection[object]) -> tuple[Pushed, list[object]]:
    """What is taken over of some filters of Spark, which hold together; and the others, which Spark applies itself.

    Known by the names of their classes, which Spark 4.0 does not have yet.
    """
    wanted: dict[str, frozenset[str]] = {}
    left: list[object] = []
    for each in filters:
        found = _values(each)
        if found is None:
            left.append(each)
        else:
            name, values = found
            wanted[name] = wanted.get(name, values) & values
    return Pushed(**wanted), left


COLUMNS = ("batch_id", "source", "outcome")


def _values(one: object) -> tuple[str, frozenset[str]] | None:
    """The column and the values it may have, where a filter is of such a kind."""
    path: tuple[str, ...] = getattr(one, "attribute", ())
    value: object = getattr(one, "value", None)
    values = {"EqualTo": (value,), "In": value}.get(type(one).__name__)
    if path not in [(name,) for name in COLUMNS] or not isinstance(values, tuple | list):
        return None
    texts = frozenset(each for each in values if isinstance(each, str))
    return (path[0], texts) if len(texts) == len(set(values)) else None
