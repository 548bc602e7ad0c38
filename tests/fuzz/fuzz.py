"""The differential fuzz: random statements against our engine and against plain SQLite, until one answer differs.

    python tests/fuzz/fuzz.py [--count N] [--seed SEED] [--latency SECONDS]

The seed is printed first; the same seed asks the same statements. Exit code 1 at a mismatch.
"""

from __future__ import annotations

import secrets
import sys
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(
        Path(__file__).parents[1]
    )  # the directory from which `fuzz` and `bench` can be imported

from fuzz.comparison import Comparison, modes
from fuzz.generator import statement
from fuzz.world import World

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import TextIO

    from fuzz.comparison import Mismatch

STATEMENTS_A_WORLD = 150


def mismatches(seed: int, count: int, latency: float = 0.0) -> Iterator[Mismatch]:
    """Compare ``count`` statements, each with run-ahead, without, and in one further mode; a new account now and then."""
    for begun in range(0, count, STATEMENTS_A_WORLD):
        random = Random(f"{seed}/{begun}")
        with Comparison(World.make(random), latency) as comparison:
            for _ in range(min(STATEMENTS_A_WORLD, count - begun)):
                asked = statement(random)
                for mode in modes(random, asked):
                    found = comparison.mismatch(asked, mode)
                    if found is not None:
                        yield found


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
    return parser.parse_args()


def main(out: TextIO) -> int:
    """Compare, and say what differs."""
    asked = options()
    print(f"seed {asked.seed}, {asked.count} statements", file=out, flush=True)
    found = next(mismatches(asked.seed, asked.count, asked.latency), None)
    if found is None:
        print("no mismatch", file=out)
        return 0
    print(f"MISMATCH in seed {asked.seed}: {found}", file=out)
    print(f"again: make fuzz ARGS='--seed {asked.seed} --count {asked.count}'", file=out)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.stdout))
