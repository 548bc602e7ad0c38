"""The program that lets others judge the server: it says why where it cannot, and each scenario it leaves out has its reason."""

from __future__ import annotations

import re

import pytest
from conformance import agents


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(agents, "HOME", tmp_path)
    for name in ("NODE", "INSPECTOR", "SUITE"):
        monkeypatch.setattr(agents, name, tmp_path / name)


@pytest.mark.usefixtures("nothing_installed")
def test_without_npm_it_is_skipped_with_the_reason(monkeypatch, capsys):
    monkeypatch.setattr(agents.shutil, "which", lambda _name: None)
    assert agents.main() == 0
    assert capsys.readouterr().out == "skipped: there is no npm\n"


@pytest.mark.usefixtures("nothing_installed")
def test_without_a_network_it_is_skipped_with_what_npm_says(tmp_path):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    npm.chmod(0o755)
    assert agents.why_not(lambda _name: str(npm)) == "npm cannot install them: no network"


def test_what_does_not_pass_has_a_reason_and_only_that():
    for pattern, reason in agents.NOT_APPLICABLE.items():
        assert reason
        assert not [name for name in agents.SCENARIOS if re.fullmatch(pattern, name)]
    assert {"server-initialize", "ping", "tools-list", "dns-rebinding-protection"} <= set(agents.SCENARIOS)


def test_a_new_scenario_and_one_that_fails_are_told(monkeypatch, tmp_path):
    answers = {
        "list": (0, "Server scenarios\n  - ping [x]\n  - new-one [x]\nClient scenarios\n  - initialize\n", "")
    }
    monkeypatch.setattr(agents, "SCENARIOS", ("ping",))
    monkeypatch.setattr(
        agents, "run", lambda words, _: answers.get(words[1], (1, "Passed: 0/1, 1 failed", ""))
    )
    found = {name: good for name, good, _ in agents.judged_by_suite(tmp_path)}
    assert found == {"new-one": False, "ping": False}
