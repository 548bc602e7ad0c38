"""The package as its readers get it: what ``make package`` has built in ``dist``, installed into bare environments and tried.

Not part of ``make check``: dependencies come from the package index. Named so that pytest collects it only where it is named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from openai_sql_shell.version import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHARED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
WHEEL = ROOT / "dist" / f"openai_sql-{__version__}-py3-none-any.whl"
SDIST = ROOT / "dist" / f"openai_sql-{__version__}.tar.gz"
OURS = {"test", "dev", "bench", "conformance", "package", "spark-test"}
"""Extras of those who change the package."""
ROOMS = {
    "all": "pyarrow, keyring, openai_sql_shell.mcp, sqlalchemy, opentelemetry.trace",
    "charts": "plotext, openai_sql_shell.render.chart",
    "fast": "openai_sql_shell.lines.typed",
    "jupyter": "ploomber_core, openai_sql_shell.sqlalchemy.dialect",  # jupysql itself only runs in a notebook
    "keyring": "keyring",
    "parquet": "pyarrow, openai_sql_shell.arrow",
    "prices": "openai_sql_shell.prices.package_prices",
    "telemetry": "opentelemetry.trace, openai_sql_shell.telemetry",
    "spark": "msgspec, pyarrow, openai_sql_shell.spark.reader",
}
"""What an extra brings, where that is no room of its name."""
EXTRAS = sorted(set(PROJECT["project"]["optional-dependencies"]) - OURS)
CACHES = {
    name: os.environ.get(name) or str(Path(f"~/.cache/{folder}").expanduser())
    for name, folder in (("PIP_CACHE_DIR", "pip"), ("UV_CACHE_DIR", "uv"))
}
"""Each run has a home of its own; what was downloaded once is not downloaded for each."""
COUNT = "SELECT count(*) > 0 AS found FROM openai.batch.batches"
DRIVER = (
    "import openai_sql_shell as o; c = o.connect(sandbox=True).cursor(); "
    "print(c.execute('SELECT ? + 1', [1]).fetchall())"
)


def run(*words, home, **variables):
    """What a program prints; it knows nothing of this repository."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "OPENAI", "VIRTUAL"))
    }
    environ |= CACHES | {"HOME": str(home), **{name: str(value) for name, value in variables.items()}}
    words = [str(word) for word in words]
    done = subprocess.run(
        words, cwd=home, env=environ, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool(name):
    """A program of the extra ``package``."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert found, f"{name} is not here: install the extra package"
    return found


def installed(folder, *what, installer="pip"):
    """The directory of programs of a new environment that has nothing but this and what it needs."""
    programs = folder / "bare" / "bin"
    if installer == "pip":
        run(sys.executable, "-m", "venv", folder / "bare", home=folder)
        run(programs / "python", "-m", "pip", "install", "--quiet", *what, home=folder)
    else:
        run(tool("uv"), "venv", "--quiet", "--python", sys.executable, folder / "bare", home=folder)
        run(tool("uv"), "pip", "install", "--quiet", "--python", programs / "python", *what, home=folder)
    return programs


@pytest.fixture(scope="module", params=[WHEEL, SDIST], ids=["wheel", "sdist"])
def programs(request, tmp_path_factory):
    return installed(tmp_path_factory.mktemp(request.node.name), request.param)


def test_the_wheel_has_every_file_of_the_package_and_what_shells_read():
    with zipfile.ZipFile(WHEEL) as wheel:
        names = set(wheel.namelist())
    sources = [path for path in (ROOT / "openai_sql_shell").rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in sources if path.suffix not in (".pyc", ".pyo")}
    data = f"openai_sql-{__version__}.data/data"
    wanted |= {f"{data}/{place}" for place in SHARED.values()}
    assert {"openai_sql_shell/py.typed", "openai_sql_shell/reference/guides/files.md"} <= wanted
    assert wanted - names == set()
    assert {name.partition("/")[0] for name in names - wanted} == {f"openai_sql-{__version__}.dist-info"}


def test_the_program_and_the_driver_run(programs, tmp_path):
    assert run(programs / "openai-sql", "--version", home=tmp_path) == f"openai-sql {__version__}\n"
    assert run(programs / "openai-sql", "--sandbox", "-c", COUNT, home=tmp_path) == "found\n1\n"
    assert run(programs / "openai-sql", "docs", "files", home=tmp_path).startswith("# ")
    assert run(programs / "python", "-c", DRIVER, home=tmp_path) == "[(2,)]\n"
    assert run(programs / "python", "-m", "openai_sql_shell", "--version", home=tmp_path).startswith(
        "openai-sql "
    )


def test_nothing_is_missing_and_no_extra_is_needed(programs, tmp_path):
    run(programs / "python", "-m", "pip", "check", home=tmp_path)
    listed = run(programs / "python", "-m", "pip", "list", "--format=freeze", home=tmp_path).lower()
    named = {re.match(r"[\w-]+", need)[0].lower() for need in PROJECT["project"]["dependencies"]}
    names = set(re.findall(r"^([\w-]+)", listed.replace("_", "-"), re.MULTILINE))
    assert {name.replace("_", "-") for name in named} <= names
    assert not names & {"pyarrow", "msgspec", "pytest", "hypothesis", "duckdb"}


def test_man_and_the_shells_find_what_was_installed(programs, tmp_path):
    share = programs.parent / "share"
    if shutil.which("man"):
        shown = run("man", "openai-sql", home=tmp_path, MANPATH=share / "man", MANPAGER="cat", COLUMNS=80)
        assert "OPENAI-SQL(1)" in shown
    if shutil.which("bash"):
        load = f"source {share}/bash-completion/completions/openai-sql; complete -p openai-sql"
        assert run("bash", "--norc", "-c", load, home=tmp_path) == "complete -F _openai_sql openai-sql\n"
    if shutil.which("zsh"):
        load = f"fpath=({share}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -D -u; print $_comps[openai-sql]"
        assert run("zsh", "-f", "-c", load, home=tmp_path) == "_openai-sql\n"
    if shutil.which("fish"):
        ask = ("fish", "-c", "complete -C 'openai-sql --read-o'")
        data = f"{share}:/usr/local/share:/usr/share"
        path = f"{programs}:{os.environ['PATH']}"  # fish asks whether there is such a program, first
        assert run(*ask, home=tmp_path, XDG_DATA_DIRS=data, PATH=path).startswith("--read-only")


@pytest.mark.parametrize("words", [["uvx", "--from"], ["pipx", "run", "--spec"]], ids=lambda words: words[0])
def test_the_wheel_runs_without_being_installed(words, tmp_path):
    program, *options = words
    own = {"PIPX_HOME": tmp_path / "pipx", "PIPX_DEFAULT_PYTHON": sys.executable, "UV_PYTHON": sys.executable}
    question = ("openai-sql", "--sandbox", "-c", COUNT)
    assert run(tool(program), *options, WHEEL, *question, home=tmp_path, **own) == "found\n1\n"


@pytest.mark.parametrize("extra", EXTRAS)
def test_each_extra_brings_what_its_room_imports(extra, tmp_path):
    python = installed(tmp_path, f"{WHEEL}[{extra}]", installer="uv") / "python"
    run(python, "-c", f"import {ROOMS.get(extra, f'openai_sql_shell.{extra}')}", home=tmp_path)


def test_the_tests_of_the_sdist_run_from_its_content(tmp_path):
    with tarfile.open(SDIST) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = (path for path in tmp_path.iterdir() if path.is_dir())
    python = installed(tmp_path, f"{unpacked}[test]", installer="uv") / "python"
    chosen = ("tests/test_classes.py", "tests/sql", "tests/packaging", "tests/cli/test_completion_scripts.py")
    said = run(
        python, "-m", "pytest", "--rootdir", unpacked, *(unpacked / name for name in chosen), home=unpacked
    )
    assert " passed" in said
