"""What must not be in the repository: places of one machine, hosts of one registry, whole reference texts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MACHINE = re.compile(rb"(?<![\w.~$}])/(?:work|root)/[\w.]")
REGISTRY = re.compile(
    rb"(?:pypi\.org|pythonhosted|files\.pythonhosted|index-url|artifactory|nexus)", re.IGNORECASE
)


def committed():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name.decode() for name in listed.split(b"\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


COMMITTED = committed()


@pytest.mark.skipif(not COMMITTED, reason="this is no git checkout")
@pytest.mark.parametrize(
    ("what", "pattern"), [("a path of one machine", MACHINE), ("a host of a registry", REGISTRY)]
)
def test_no_committed_file_holds(what, pattern):
    own = str(Path(__file__).relative_to(ROOT))
    found = [name for name in COMMITTED if name != own and pattern.search((ROOT / name).read_bytes())]
    assert found == [], what


@pytest.mark.skipif(not COMMITTED, reason="this is no git checkout")
def test_the_top_level_is_as_small_as_promised():
    top = {name.partition("/")[0] for name in COMMITTED}
    promised = {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "Makefile",
        "openai_sql_shell",
        "tests",
        "completions",
        "docs",
    }
    assert {name for name in top if not name.startswith(".")} == promised
