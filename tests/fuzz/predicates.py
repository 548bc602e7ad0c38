"""Conditions about one table, drawn at random: each line is a kind of condition that has gone wrong somewhere.

A literal key (``id = '...'``) is always that of an existing object: a key the person wrote and the API does not have is an
error, while plain SQLite knows no such thing. Keys in lists, joins and expressions may be of nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.world import EPOCH, FILE_IDS, FILE_STATUS, MISSING, NAMES, PURPOSES, STORE_IDS, STORE_STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Predicate = Callable[["Draw", str], str]
    """An alias in, a condition about its columns out."""


def quoted(value: object) -> str:
    """A value as SQL.

    >>> [quoted(value) for value in ("it's", 5, None)]
    ["'it''s'", '5', 'NULL']
    """
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


class Draw:
    """Random parts of statements."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def one(self, *options: str) -> str:
        """One of some texts."""
        return self.random.choice(options)

    def number(self, least: int, most: int) -> int:
        """A number, both bounds included."""
        return self.random.randint(least, most)

    def store(self) -> str:
        """The key of an existing store, as a literal."""
        return quoted(self.random.choice(STORE_IDS))

    def time(self) -> int:
        """A second in which a store may have been made."""
        return EPOCH + 60 * self.number(0, len(STORE_IDS))

    def keys(self, existing: Sequence[str]) -> str:
        """Several keys for an IN list, some of them twice, some of nothing, now and then NULL."""
        several = [self.random.choice((*existing, *MISSING[:2])) for _ in range(self.number(1, 4))]
        first, second = self.random.sample(existing, 2)  # with one value only, a list would be an equality
        return ", ".join(
            quoted(key) for key in (first, second, *several, *([None] if self.number(0, 5) == 0 else []))
        )

    def limit(self) -> str:
        """A LIMIT in all its forms, or none; with a space in front."""
        count, skipped = self.number(0, 7), self.number(0, 5)
        return self.one(
            "",
            f" LIMIT {count}",
            f" LIMIT {count} OFFSET {skipped}",
            f" LIMIT -1 OFFSET {skipped}",
            f" LIMIT {skipped}, {count}",
            f" LIMIT {count} + 1",
        )

    def about(self, predicates: Sequence[Predicate], alias: str) -> str:
        """One condition."""
        return self.random.choice(predicates)(self, alias)

    def branch(self, predicates: Sequence[Predicate], alias: str) -> str:
        """One condition for a branch of OR: SQLite plans no branches of a virtual table where one has a COLLATE."""
        while "COLLATE" in (condition := self.about(predicates, alias)):
            pass
        return condition

    def where(self, *about: tuple[Sequence[Predicate], str], begin: str = "WHERE") -> str:
        """A condition or none about each table, joined by AND; with a space in front where there is any."""
        drawn = [self.about(*each) for each in about if self.number(0, 9) < 6]
        return f" {begin} {' AND '.join(drawn)}" if drawn else ""


ABOUT_STORES: Sequence[Predicate] = (
    lambda d, a: f"{a}.id = {d.store()}",
    lambda d, a: f"{a}.id IS {d.store()}",
    lambda d, a: f"{a}.id <> {d.store()}",
    lambda d, a: f"{a}.id IN ({d.keys(STORE_IDS)})",
    lambda d, a: f"{a}.id NOT IN ({d.keys(STORE_IDS)})",
    lambda d, a: f"({a}.id, {a}.status) IN (VALUES ({d.store()}, 'completed'), ({d.store()}, 'expired'))",
    lambda d, a: f"({a}.id = {d.store()} AND {a}.status = 'completed' OR {a}.id = {d.store()})",
    lambda d, a: f"({a}.id = {d.store()} OR {a}.id = {d.store()} OR {a}.name = 'alpha')",
    lambda d, a: f"{a}.id = {d.one('upper', 'lower')}({d.store()})",
    lambda d, a: f"{a}.id = {d.store()} COLLATE {d.one('NOCASE', 'RTRIM', 'BINARY')}",
    lambda _, a: f"{a}.id = 'VS_ALPHA' COLLATE NOCASE",
    lambda d, a: f"{a}.id IN ('VS_ALPHA', {d.store()}) COLLATE NOCASE",
    lambda _, a: f"{a}.id = 12",
    lambda _, a: f"{a}.id = NULL",
    lambda _, a: f"{a}.id IS NULL",
    lambda _, a: f"{a}.id IS NOT NULL",
    lambda d, a: f"{a}.name = {quoted(d.random.choice(NAMES))}",
    lambda d, a: f"{a}.name IS {quoted(d.random.choice(NAMES))}",
    lambda d, a: f"{a}.name = 'ALPHA' COLLATE {d.one('NOCASE', 'RTRIM')}",
    lambda _, a: f"{a}.name = 5",
    lambda d, a: f"{a}.name LIKE {d.one(*map(quoted, ('a%', 'A%', '%l%', 'x_y', '%')))}",
    lambda _, a: f"{a}.name LIKE 'a!%b' ESCAPE '!'",
    lambda d, a: f"{a}.name GLOB {d.one(*map(quoted, ('a*', 'A*', '[a-z]*', '*')))}",
    lambda _, a: f"{a}.name NOT LIKE 'a%'",
    lambda _, a: f"lower({a}.name) = 'alpha'",
    lambda d, a: f"{a}.status = {quoted(d.random.choice(STORE_STATUS))}",
    lambda d, a: f"{a}.status IN ('completed', {d.one('NULL', chr(39) + 'zz' + chr(39))})",
    lambda _, a: f"NOT {a}.status = 'completed'",
    lambda d, a: f"{a}.created_at {d.one('<', '<=', '>', '>=', '=', '<>')} {d.time()}",
    lambda d, a: f"{a}.created_at BETWEEN {d.time()} AND {d.time()}",
    lambda d, a: f"{a}.created_at {d.one('=', '>=', '<=')} '{d.time()}'",
    lambda _, a: f"{a}.created_at < 'text'",
    lambda d, a: f"{a}.created_at = {d.time()}.0",
    lambda d, a: f"{a}.usage_bytes {d.one('>', '>=', '=')} {d.one('5', '5.0', '70', quoted('70'))}",
    lambda _, a: f"{a}.usage_bytes % 7 = 0",
    lambda d, a: f"{a}.expires_at {d.one('IS NULL', 'IS NOT NULL', '= NULL')}",
    lambda d, a: f"{a}.metadata ->> 'team' = {d.one(*map(quoted, ('a', 'b')))}",
    lambda _, a: f"json_extract({a}.metadata, '$.k') IS NOT NULL",
)

ABOUT_STORE_FILES: Sequence[Predicate] = (
    lambda d, a: f"{a}.status = {quoted(d.random.choice(FILE_STATUS))}",
    lambda d, a: f"{a}.status <> {quoted(d.random.choice(FILE_STATUS))}",
    lambda _, a: f"{a}.status = 'FAILED' COLLATE NOCASE",
    lambda _, a: f"{a}.status IN ('failed', 'completed', 'zz')",
    lambda _, a: f"{a}.status = 'completed' AND {a}.status = 'failed'",
    lambda _, a: f"{a}.status IS NULL",
    lambda _, a: f"{a}.status = 7",
    lambda d, a: f"{a}.usage_bytes {d.one('<', '<=', '>=', '=')} {d.one('5', '70')}",
    lambda d, a: f"{a}.id IN ({d.keys(FILE_IDS)})",
    lambda d, a: f"{a}.id LIKE {d.one(*map(quoted, ('%a', 'FILE-%', '%b')))}",
    lambda _, a: f"{a}.last_error IS NULL",
    lambda _, a: f"{a}.attributes ->> 'lang' = 'de'",
    lambda d, a: f"{a}.created_at <= {EPOCH + d.number(0, 3)}",
)

ABOUT_FILES: Sequence[Predicate] = (
    lambda d, a: f"{a}.purpose = {quoted(d.random.choice((*PURPOSES, 'vision')))}",
    lambda d, a: f"{a}.purpose IN ('batch', {quoted(d.random.choice(PURPOSES))})",
    lambda _, a: f"{a}.purpose = 'BATCH' COLLATE NOCASE",
    lambda d, a: f"({a}.purpose = 'batch' OR {a}.purpose = {quoted(d.random.choice(PURPOSES))})",
    lambda _, a: f"{a}.purpose = 5",
    lambda d, a: f"{a}.id = {quoted(d.random.choice(FILE_IDS))}",
    lambda d, a: f"{a}.id IN ({d.keys(FILE_IDS)})",
    lambda _, a: f"{a}.filename = 5",
    lambda d, a: f"{a}.bytes {d.one('<=', '>', '=')} {d.one('5', '70', quoted('70'))}",
    lambda d, a: f"{a}.filename {d.one('LIKE', 'GLOB')} 'a*'",
)

ABOUT_BATCHES: Sequence[Predicate] = (
    lambda d, a: f"{a}.status = {d.one(*map(quoted, ('completed', 'failed')))}",
    lambda d, a: f"{a}.created_at {d.one('<', '<=', '>')} {EPOCH + d.number(0, 9)}",
    lambda d, a: f"{a}.output_file_id {d.one('IS NULL', 'IS NOT NULL')}",
    lambda _, a: f"coalesce({a}.output_file_id, '') = ''",
    lambda _, a: f"{a}.request_counts ->> 'total' > 3",
    lambda d, a: f"{a}.id = 'batch_{d.number(0, 8)}'",
    lambda _, a: f"{a}.completed_at IS NOT NULL",
)
