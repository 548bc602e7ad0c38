"""The benchmark: what statements cost in requests, time and memory, beside the ideal and beside a hand-written loop.

    python tests/bench/bench.py [--latency SECONDS] [--only NAME ...]

Everything is measured against a loopback server that answers after a set latency, and said in latencies: the figures
hold on any machine that is not the bottleneck, which the line on noise tells. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the directory from which `bench` can be imported

from bench.remote import Remote
from bench.report import SECTIONS
from bench.spread import Near

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import TextIO


def options() -> Namespace:
    """What the command line says."""
    names = [name for section in SECTIONS for name in section.names]
    parser = ArgumentParser(prog="bench.py", description="Requests, time and memory of statements.")
    parser.add_argument(
        "--latency", type=float, default=0.1, metavar="SECONDS", help="what one request takes (default 0.1)"
    )
    parser.add_argument(
        "--only", action="append", choices=names, metavar="NAME", help=f"repeatable: {', '.join(names)}"
    )
    return parser.parse_args()


def main(out: TextIO) -> int:
    """Run the sections and say which bars were missed."""
    asked = options()
    found: list[str] = []
    with Remote() as remote:
        for section in SECTIONS:
            names = [name for name in section.names if asked.only is None or name in asked.only]
            if names:
                found += section.run(remote, asked.latency, set(names), out)
    near = [text for text in found if isinstance(text, Near)]
    missed = [text for text in found if not isinstance(text, Near)]
    if near:
        print(f"within the noise, whether met or missed: {'; '.join(near)}", file=out)
    print(f"{len(missed)} bars missed: {'; '.join(missed)}" if missed else "every bar was met", file=out)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.stdout))
