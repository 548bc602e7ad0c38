"""What the package is to a program: a module of PEP 249 that loads nothing before it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import openai_sql_shell

PRINT = "import sys; {}; print(*sorted(name for name in sys.modules if name.startswith('openai_sql_shell') or name in ('apsw', 'requests', 'prompt_toolkit', 'pyarrow', 'typing')))"


def loaded(code):
    done = subprocess.run(
        [sys.executable, "-c", PRINT.format(code)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_what_a_module_of_pep_249_has():
    module = openai_sql_shell
    assert (module.apilevel, module.threadsafety, module.paramstyle) == ("2.0", 1, "qmark")
    for name in (
        "connect",
        "Error",
        "Warning",
        "STRING",
        "NUMBER",
        "BINARY",
        "DATETIME",
        "ROWID",
        "Date",
        "Time",
    ):
        assert getattr(module, name) is not None
    for name in ("Timestamp", "DateFromTicks", "TimeFromTicks", "TimestampFromTicks", "Binary"):
        assert callable(getattr(module, name))


def test_every_name_is_there_and_listed():
    assert {name for name in openai_sql_shell.__all__ if getattr(openai_sql_shell, name) is None} == set()
    assert set(openai_sql_shell.__all__) <= set(dir(openai_sql_shell))
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        getattr(openai_sql_shell, "conect")  # noqa: B009 - a name that is not there


def test_importing_loads_nothing_and_connecting_neither_engine_nor_http():
    assert loaded("import openai_sql_shell") - loaded("pass") == {"openai_sql_shell"}
    connecting = "import openai_sql_shell as o; c = o.connect(api_key='sk-a', base_url='http://127.0.0.1:9/v1'); c.cursor()"
    rooms = {name.split(".")[1] for name in loaded(connecting) if "." in name}
    assert "dbapi" in rooms
    assert not rooms & {"engine", "handlers", "planner", "cli", "shell", "render", "sandbox"}
    assert not loaded(connecting) & {"apsw", "requests", "prompt_toolkit", "pyarrow"}
    reading = f"{connecting}; c.cursor().execute('SELECT ?', [1]).fetchall()"
    assert not loaded(reading) & {"prompt_toolkit", "pyarrow", "requests"}


def test_the_example_of_the_readme_runs(capsys):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("<!-- python -->")[2].partition("<!-- /python -->")[0]
    code = section.partition("```python\n")[2].partition("```")[0]
    assert len(code.splitlines()) <= 10
    exec(compile(code, "README.md", "exec"), {})  # it is ours
    *batches, last = capsys.readouterr().out.splitlines()
    assert len(batches) == 5
    assert all(line.startswith("batch_") and line.endswith(" completed") for line in batches)
    assert last.startswith("('vs_")
    assert last.endswith(" 1 ['id']")
