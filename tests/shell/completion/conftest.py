from dataclasses import dataclass

import pytest

from openai_sql_shell.shell.completion.snapshot import Snapshot

FILES = ("my files/", "my list.txt", "prompts.jsonl", "results.csv")


@dataclass(frozen=True)
class LocalObject:
    name: str
    kind: str
    columns: tuple[str, ...]


@pytest.fixture(scope="session")
def snapshot():
    return Snapshot(
        local=(
            LocalObject("done", "view", ("id", "took")),
            LocalObject("reviewed", "table", ("batch_id", "verdict")),
        ),
        variables=(("input_file", "file-in"), ("limit", "10")),
        settings=(("format", "how rows look"), ("timeout", "seconds")),
        choices={"format": ("csv", "json")},
        commands=((r"\d", "describe"), (r"\dt", "tables"), (r"\watch", "repeat"), (r"\x", "expanded")),
        last_columns=(("status", ""), ("total", "")),
        endings=((r"\G", "expanded"), (r"\watch", "repeat")),
        queries=(("failed_today", "select 1"),),
        ids=(
            ("batch_new", "in_progress"),
            ("file-in", "processed"),
            ("vs_1", "completed"),
            ("batch_old", "failed"),
            ("file-out", "processed"),
            ("vsfb_1", "completed"),
        ),
        files=lambda typed: [name for name in FILES if name.startswith(typed)],
    )
