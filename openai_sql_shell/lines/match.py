"""Result lines and request lines by their custom_id: the k-th line of an id answers the k-th request of that id."""

from __future__ import annotations

from hashlib import blake2b

from openai_sql_shell.classes import define, field

MOST_IDS = 200_000
"""Ids that are kept as they are; the API has at most 50,000 in a batch. More of them are kept as digests."""


class IdCounts:
    """How often each custom_id was seen. Takes about 100 bytes an id, and 25 for each where there are more than ``most``."""

    def __init__(self, most: int = MOST_IDS) -> None:
        self._most = most
        self._names = set[str]()
        self._digests: DigestSet | None = None
        """In place of the names."""
        self._again = dict[str | bytes, int]()
        """How often more than once."""

    def __len__(self) -> int:
        return len(self._names if self._digests is None else self._digests)

    def add(self, custom_id: str) -> int:
        """How often it was seen before."""
        key: str | bytes = custom_id
        if self._digests is not None:
            key = digest = _digest(custom_id)
            if self._digests.add(digest):
                return 0
        elif custom_id not in self._names:
            self._names.add(custom_id)
            if len(self._names) > self._most:
                self._shorten()
            return 0
        self._again[key] = self._again.get(key, 0) + 1
        return self._again[key]

    def count(self, custom_id: str) -> int:
        """How often it was seen."""
        if self._digests is None:
            return (custom_id in self._names) + self._again.get(custom_id, 0)
        key = _digest(custom_id)
        return (key in self._digests) + self._again.get(key, 0)

    def _shorten(self) -> None:
        self._digests = DigestSet()
        for name in self._names:
            self._digests.add(_digest(name))
        self._names.clear()
        self._again = {_digest(name): n for name, n in self._again.items() if isinstance(name, str)}


class DigestSet:
    """Digests of 16 bytes: those that begin alike are one after the other in one array, which no set of objects is as small as."""

    def __init__(self) -> None:
        self._alike = [b""] * 2**16
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, digest: bytes) -> bool:
        return _is_in(self._alike[digest[0] << 8 | digest[1]], digest[2:])

    def add(self, digest: bytes) -> bool:
        """Whether it was not there yet; it is now."""
        place = digest[0] << 8 | digest[1]
        alike, rest = self._alike[place], digest[2:]
        if rest in alike and _is_in(alike, rest):
            return False
        self._alike[place] = alike + rest
        self._count += 1
        return True


def _is_in(alike: bytes, rest: bytes) -> bool:
    at = alike.find(rest)
    while at > 0 and at % len(rest):  # the end of one and the beginning of the next
        at = alike.find(rest, at + 1)
    return at >= 0


_EMPTY = blake2b(digest_size=16)


def _digest(custom_id: str) -> bytes:
    found = _EMPTY.copy()  # faster than a new one
    found.update(custom_id.encode("utf-8", "surrogatepass"))
    return found.digest()


@define
class Tally:
    """The result lines of a batch, of its output file first, then of its error file."""

    files: list[IdCounts] = field(default_factory=list)
    rows: int = 0
    unnamed: int = 0
    """Rows without a custom_id."""
    has_twice: bool = False
    """A custom_id came more than once, be it in two files."""

    def begin_file(self) -> IdCounts:
        """The ids of the next file, which whoever reads it counts."""
        self.files.append(IdCounts())
        return self.files[-1]

    def add(self, custom_id: str | None, earlier: int) -> int:
        """Count the next row, of whose file ``earlier`` rows have its id. Returns how many rows of all files before it have."""
        self.rows += 1
        if custom_id is None:
            self.unnamed += 1
            return 0
        before = earlier + sum(ids.count(custom_id) for ids in self.files[:-1])
        self.has_twice = self.has_twice or before > 0
        return before

    def count(self, custom_id: str) -> int:
        """How many rows have this id."""
        return sum(ids.count(custom_id) for ids in self.files)

    def adds_up(self, total: int, *, is_final: bool) -> bool:
        """Whether the rows are all there can be, so that nobody needs the input file to know.

        Args:
            total: requests as the batch counts them; 0 where it does not tell.
            is_final: nothing will change any more.
        """
        return is_final and 0 < total == self.rows and not self.unnamed and not self.has_twice


class Unanswered:
    """Finds the request lines that no result line belongs to."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._asked = IdCounts()

    def add(self, custom_id: str | None) -> tuple[int, bool]:
        """The next request line: how many earlier ones have its id, and whether it is unanswered."""
        if custom_id is None:
            return 0, True
        earlier = self._asked.add(custom_id)
        return earlier, earlier >= self._tally.count(custom_id)


class RequestPlaces:
    """Where the request lines of a file stand, to be found again for their result lines."""

    def __init__(self) -> None:
        self._asked = IdCounts()
        self._places = dict[tuple[str | bytes, int], tuple[int, int, int]]()

    def add(self, custom_id: str | None, number: int, offset: int, size: int) -> None:
        """The next request line: its number, and its place in bytes."""
        if custom_id is not None:
            self._places[_digest(custom_id), self._asked.add(custom_id)] = number, offset, size

    def find(self, custom_id: str | None, earlier: int) -> tuple[int, int, int] | None:
        """Number, offset and size of the request line that a result line answers.

        Args:
            custom_id: of the result line.
            earlier: how many result lines before it have the same.
        """
        return None if custom_id is None else self._places.get((_digest(custom_id), earlier))
