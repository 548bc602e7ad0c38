"""What an agent's call costs over the session's own time: a statement about the catalog, by a program of its own on stdio."""

from __future__ import annotations

import time
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from raw_agent import RawAgent

from openai_sql_shell.opening import Choices, SessionOpener

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "agents"
SQL = "SHOW RESOURCES IN openai.vector_stores"
CALLS = 40
MOST = 0.020
"""Seconds over the session's."""


def measure_agents() -> tuple[dict[str, float], list[str]]:
    """Median seconds of a call of each generation and of the session, and the bars missed."""
    with TemporaryDirectory() as home:
        opener = SessionOpener(Choices(base_url="http://127.0.0.1:9/v1", api_key="sk-bench"), {"HOME": home})
        session = opener.session()
        seconds = {"session": _median(lambda: list(session.execute(SQL).rows))}
        session.close()
        for name in ("legacy", "modern"):
            with RawAgent(
                "--base-url", "http://127.0.0.1:9/v1", home=home, OPENAI_API_KEY="sk-bench"
            ) as agent:
                if name == "legacy":
                    agent.shake_hands()
                    seconds[name] = _median(
                        lambda agent=agent: agent.call("run_query", sql=SQL)["structuredContent"]
                    )
                else:
                    seconds[name] = _median(
                        lambda agent=agent: agent.call_modern("run_query", {"sql": SQL})["result"]
                    )
    over = {name: value - seconds["session"] for name, value in seconds.items()}
    return seconds, [
        f"{NAME}: {name} takes {value * 1000:.1f} ms more" for name, value in over.items() if value > MOST
    ]


def _median(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(CALLS):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return median(taken[len(taken) // 4 :])
