"""A session on a sandbox over real HTTP, with a time that passes only when somebody waits for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from openai_sql_shell.api.clock import Clock
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.config import Paths, Profile, Settings
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.session.session import Session

if TYPE_CHECKING:
    from faults import FaultySandbox

PRESENT = 1_787_300_000.0
"""Seconds since 1970; the same present in every run."""


@dataclass
class Time:
    """Shared by the sandbox and the session, so that a wait of hours is over at once."""

    seconds: float = PRESENT
    waits: list[float] = field(default_factory=list)
    """What was waited for, in order."""

    def __call__(self):
        return self.seconds

    def wait(self, cancel, seconds):
        cancel.check()
        self.waits.append(seconds)
        self.seconds += seconds
        cancel.check()

    @property
    def clock(self):
        return Clock(now=self, monotonic=self, wait=self.wait)


@dataclass
class Harness:
    """Statements in; rows, and the requests that they took, out."""

    session: Session
    sandbox: FaultySandbox
    time: Time
    result: object = None
    """What the last statement gave back."""

    def run(self, sql, cancel=None):
        """Execute without reading; requests are counted from here."""
        self.sandbox.forget_requests()
        self.result = self.session.execute(sql, CancelToken() if cancel is None else cancel)
        return self.result

    def rows(self, sql):
        return list(self.run(sql).rows)

    def value(self, sql):
        [[value]] = self.rows(sql)
        return value

    def column(self, sql):
        return [row[0] for row in self.rows(sql)]

    def records(self, sql):
        """The rows, by column."""
        rows = self.rows(sql)
        return [dict(zip(self.columns(), row, strict=True)) for row in rows]

    def record(self, sql):
        """The only one of them."""
        [record] = self.records(sql)
        return record

    def error(self, sql, kind=OpenAISqlError):
        """What goes wrong, at once or while the rows are read."""
        with pytest.raises(kind) as caught:
            self.rows(sql)
        return caught.value

    def columns(self):
        return [column.name for column in self.result.columns]

    def notices(self):
        return self.result.notices

    @property
    def requests(self):
        """Those since the last statement began, such as ``GET /files?limit=1``."""
        return [seen.target.replace("/v1", "", 1) for seen in self.sandbox.requests]

    @property
    def bodies(self):
        """Their JSON bodies."""
        return [json.loads(seen.body) for seen in self.sandbox.requests if seen.body]

    def upload(self, path, purpose="assistants"):
        """The id of a new file."""
        insert = f"INSERT INTO openai.files.files (file, purpose) VALUES ('{path}', '{purpose}') RETURNING id"
        return self.value(insert)


def paths_in(folder):
    """Paths of somebody whose files are all below a folder."""
    return Paths(str(folder), str(folder / "state"), str(folder / "cache"))


def make_session(sandbox, time, ledger_folder=None, **settings):
    """One request at a time unless told otherwise: so a list of requests has one order."""
    profile = Profile("test", base_url=sandbox.url, api_key=sandbox.key, sandbox=True)
    chosen = Settings(**{"concurrency": 1, **settings})
    return Session(profile, chosen, clock=time.clock, ledger_folder=ledger_folder)
