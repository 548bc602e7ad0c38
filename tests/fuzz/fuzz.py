"""The differential fuzz: random statements against our engine and against plain SQLite, until one answer differs.

    python tests/fuzz/fuzz.py [--count N] [--seed SEED] [--latency SECONDS] [--stress]

The seed is printed first; the same seed asks the same statements. Exit code 1 at a mismatch.
"""

from __future__ import annotations

import secrets
import sys
from argparse import ArgumentParser
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(
        Path(__file__).parents[1]
    )  # the directory from which `fuzz` and `bench` can be imported

from fuzz.comparison import MODES, NARROW, Comparison
from fuzz.generator import statement
from fuzz.shrink import shrunk
from fuzz.world import World

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from fuzz.comparison import Mismatch

STATEMENTS_A_WORLD = 150


def mismatches(
    seed: int, count: int, latency: float = 0.0, modes: Sequence[str] = tuple(MODES)
) -> Iterator[tuple[World, Mismatch]]:
    """Compare ``count`` statements, each in one of the modes; a new account now and then."""
    for begun in range(0, count, STATEMENTS_A_WORLD):
        yield from mismatches_of_a_world(seed, begun, min(STATEMENTS_A_WORLD, count - begun), latency, modes)


def mismatches_of_a_world(
    seed: int, begun: int, count: int, latency: float = 0.0, modes: Sequence[str] = tuple(MODES)
) -> Iterator[tuple[World, Mismatch]]:
    """The same for the account that is new after ``begun`` statements."""
    random = Random(f"{seed}/{begun}")
    with Comparison(World.make(random), latency, modes) as comparison:
        for _ in range(count):
            found = comparison.mismatch(statement(random), random.choice(modes))
            if found is not None:
                yield comparison.world, found


@contextmanager
def threads_switched(every: float) -> Iterator[None]:
    """Threads take turns after so many seconds inside of the block, so that they meet in places where they seldom do."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(every)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def stressed(seed: int, count: int) -> Iterator[tuple[World, Mismatch]]:
    """The same with the smallest windows and the least memory, and threads that are switched all the time."""
    with threads_switched(1e-6):
        yield from mismatches(seed, count, modes=NARROW)


def options() -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="fuzz.py", description="Compare random statements with plain SQLite.")
    parser.add_argument(
        "--count", type=int, default=5000, metavar="N", help="how many statements (default 5000)"
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="default: a fresh one")
    parser.add_argument(
        "--latency", type=float, default=0.0, metavar="SECONDS", help="what one request takes (default 0)"
    )
    parser.add_argument(
        "--stress",
        action="store_true",
        help="small windows, little memory, restless threads; for a minute: --count 1500",
    )
    return parser.parse_args()


def main(out: TextIO) -> int:
    """Compare, and say what differs, as small as it can be made."""
    asked = options()
    print(f"seed {asked.seed}, {asked.count} statements", file=out, flush=True)
    several = (
        stressed(asked.seed, asked.count)
        if asked.stress
        else mismatches(asked.seed, asked.count, asked.latency)
    )
    found = next(several, None)
    if found is None:
        print("no mismatch", file=out)
        return 0
    print(f"MISMATCH in seed {asked.seed}: {found[1]}", file=out, flush=True)
    words = f"--seed {asked.seed} --count {asked.count}" + (" --stress" if asked.stress else "")
    print(f"again: make fuzz ARGS='{words}'", file=out, flush=True)
    world, smallest = shrunk(*found)
    print(f"shrunk to {smallest}\n{world}", file=out)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.stdout))
