"""What the package says of itself is so: read from its files, without building it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from openai_sql_shell.cli.options import COMMANDS, GUIDES, SHELLS
from openai_sql_shell.cli.program_page import ENVIRONMENT, EXIT_CODES, program_page
from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import ExitCode
from openai_sql_shell.reference.guides import guide_page, guide_text
from openai_sql_shell.reference.manual import manual
from openai_sql_shell.reference.page import Heading, NameTable, Statement
from openai_sql_shell.version import __version__

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "openai_sql_shell"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHARED = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
LOCK = ROOT / ".ci" / "requirements.txt"
PAGE = ROOT / "completions" / "openai-sql.1"
PAGES = [program_page(), *map(guide_page, GUIDES)]
MOST_LINES = 500


def test_the_committed_manual_page_is_the_generated_one():
    assert PAGE.read_text(encoding="utf-8") == manual(program_page()), "run `make completions`"


def test_the_manual_page_has_every_option_setting_and_exit_code():
    rows = {row[0] for block in program_page().blocks if isinstance(block, NameTable) for row in block.rows}
    assert {option.synopsis for command in COMMANDS.values() for option in command.options} <= rows
    assert {*SETTINGS, *(str(code.value) for code in ExitCode)} <= rows
    assert PAGE.read_text(encoding="utf-8").startswith('.TH "OPENAI\\-SQL" 1 ')


def test_its_exit_codes_are_those_of_the_readme():
    told = dict(re.findall(r"^\| (\d+) \| (.*) \|$", README.replace("`", ""), re.MULTILINE))
    assert told == {str(code.value): text for code, text in EXIT_CODES.items()}


def test_its_variables_are_those_that_the_program_reads():
    own = PACKAGE / "cli" / "program_page.py"
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path != own)
    assert [name for name in ENVIRONMENT if f'"{name}"' not in source] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_finds_no_fault(page, tmp_path):
    (tmp_path / "page").write_text(manual(page), encoding="utf-8")
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", "page"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout + done.stderr == ""


def test_what_is_installed_beside_the_package_is_there_and_for_every_shell():
    assert {ROOT / name for name in SHARED} == set((ROOT / "completions").iterdir())
    assert len(SHARED) == len(SHELLS) + 1
    assert all(any(shell in place for place in SHARED.values()) for shell in SHELLS)


def test_types_and_guides_are_in_the_package():
    assert (PACKAGE / "py.typed").read_bytes() == b""
    assert {path.stem for path in (PACKAGE / "reference" / "guides").iterdir()} == set(GUIDES)


def test_every_python_that_is_named_is_allowed_and_none_is_left_out():
    named = re.findall(r"Python :: 3\.(\d+)", "\n".join(PYPROJECT["project"]["classifiers"]))
    first, last = int(named[0]), int(named[-1])
    assert [int(minor) for minor in named] == list(range(first, last + 1))
    assert PYPROJECT["project"]["requires-python"] == f">=3.{first}"
    assert f"Python 3.{first} to 3.{last}" in README


@pytest.mark.skipif(not LOCK.exists(), reason="the lock is not part of what is published")
def test_ci_installs_what_its_lock_names_by_hash_which_the_ranges_allow():
    lines = LOCK.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    pinned = {}
    for line in lines:
        if not line.startswith("#"):
            named, *hashes = line.split(" --hash=")
            requirement = Requirement(named)
            [version] = requirement.specifier
            assert version.operator == "==", line
            assert requirement.url is None, line
            assert hashes, line
            assert all(one.strip().startswith("sha256:") for one in hashes), line
            pinned.setdefault(canonicalize_name(requirement.name), []).append(version.version)
    for need in [*_needs("dev"), *map(Requirement, PYPROJECT["build-system"]["requires"])]:
        versions = pinned.get(canonicalize_name(need.name), [])
        assert versions, f"{need} is not in the lock: run `make lock`"
        assert all(need.specifier.contains(each) for each in versions), f"{need}: run `make lock`"


def test_the_change_log_begins_with_this_version():
    assert re.search(r"^## Changes\n+### (\S+)$", README, re.MULTILINE)[1] == __version__


def test_the_readme_stays_short_and_its_links_lead_somewhere():
    assert README.count("\n") <= MOST_LINES, "move a part to reference/guides"
    assert [name for name in GUIDES if f"guides/{name}.md" not in README] == []
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    }
    for place, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", README):
        assert (ROOT / place).is_file() if place else anchor in headings, (place, anchor)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_keeps_its_words_in_every_format(name):
    text, blocks = guide_text(name), guide_page(name).blocks
    assert [block.text for block in blocks if isinstance(block, Heading)] == re.findall(
        r"^#+ (.*)$", _prose(text), re.MULTILINE
    )
    said = [block.sql for block in blocks if isinstance(block, Statement)]
    assert said == [
        body.rstrip("\n") for body in re.findall(r"^```\w+.*\n((?:.*\n)*?)```$", text, re.MULTILINE)
    ]
    shown = re.sub(r"\\f.", "", manual(guide_page(name)).lower())
    assert "<!--" not in shown
    words = set(
        re.findall(
            r"[a-z]{4,}",
            re.sub(r"<!--.*-->|\]\(.*?\)|^```.*$|^\|.*\n(?=\|-)", "", text.lower(), flags=re.MULTILINE),
        )
    )
    assert (
        words - set(re.findall(r"[a-z]{4,}", re.sub(r"\\(?:\(..|.)", " ", shown.replace("\\:", "")))) == set()
    )


def _needs(extra):
    """What the package needs with an extra, with those that it has from other extras."""
    project = PYPROJECT["project"]
    for text in [*project["dependencies"], *project["optional-dependencies"][extra]]:
        need = Requirement(text)
        if need.name == project["name"]:
            yield from (inner for each in sorted(need.extras) for inner in _needs(each))
        else:
            yield need


def _prose(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
