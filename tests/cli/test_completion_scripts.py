from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from openai_sql_shell.cli.completion_scripts import completion_script
from openai_sql_shell.cli.options import COMMANDS, SHELLS

COMPLETIONS = Path(__file__).parents[2] / "completions"
FILES = {"bash": "openai-sql.bash", "zsh": "_openai-sql", "fish": "openai-sql.fish"}

CASES = [
    (["--o"], {"--output"}),
    (["-o", "j"], {"json", "jsonl"}),
    (["--completions", ""], set(SHELLS)),
    (["sand"], {"sandbox"}),
    (["config", "sh"], {"show"}),
    (["--set", "read_t"], {"read_timeout="}),
    (["sandbox", "--"], {"--port", "--dir", "--key", "--fault", "--help"}),
    (["replay", "--l"], {"--last"}),
    (["replay", "--sandbox-dir", "fol"], {"folder"}),
    (["--vars", "val"], {"values.yaml"}),
    (["two"], {"two words.sql"}),
    (["-c", "sel"], set()),
    (["--max-changes", ""], set()),
]

BASH = """
source "$0"
COMP_WORDS=(openai-sql "$@")
COMP_CWORD=$#
_openai_sql
printf '%s\\n' "${COMPREPLY[@]}"
complete -p openai-sql
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "values.yaml").touch()
    (tmp_path / "two words.sql").touch()
    return tmp_path


def shell(name):
    return pytest.param(
        name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"{name} is not installed")
    )


def fish_flag(flag):
    return f" -l {flag[2:]} " if flag.startswith("--") else f" -s {flag[1:]} "


def answer(command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", SHELLS)
def test_the_committed_script_is_the_generated_one(name):
    assert (COMPLETIONS / FILES[name]).read_text(encoding="utf-8") == completion_script(name), (
        "run `make completions`"
    )


@pytest.mark.parametrize("name", SHELLS)
def test_a_script_knows_every_option_and_fixed_value(name):
    script = completion_script(name)
    for command in COMMANDS.values():
        for option in command.options:
            for flag in option.flags:
                assert fish_flag(flag) in script if name == "fish" else flag in script
            assert all(value in script for value in (*option.choices, *option.begins))


@pytest.mark.parametrize("name", [shell("bash")])
@pytest.mark.parametrize(("words", "offered"), CASES)
def test_bash_offers(name, words, offered, folder):
    *lines, registered = answer([name, "--norc", "-c", BASH, str(COMPLETIONS / FILES[name]), *words], folder)
    assert {line for line in lines if line} == offered
    assert registered == "complete -F _openai_sql openai-sql"


def test_bash_offers_values_after_an_equals_sign(folder):
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    script = str(COMPLETIONS / FILES["bash"])
    assert {"json", "jsonl"} <= set(
        answer(["bash", "--norc", "-c", BASH, script, "--output", "=", "j"], folder)
    )
    assert "json" in answer(["bash", "--norc", "-c", BASH, script, "--output", "="], folder)


@pytest.mark.parametrize("name", [shell("fish")])
@pytest.mark.parametrize(("words", "offered"), CASES)
def test_fish_offers(name, words, offered, folder):
    source = f"source {COMPLETIONS / FILES[name]}; complete -C (string join -- ' ' openai-sql $argv)"
    lines = answer([name, "--no-config", "-c", source, "--", *words], folder)
    found = {line.partition("\t")[0].rstrip("/").replace("\\ ", " ") for line in lines}
    assert offered <= found
    assert offered or not found


@pytest.mark.parametrize("name", [shell("zsh")])
def test_zsh_loads_the_script(name, folder):
    source = f"autoload -Uz compinit && compinit -D -u && source {COMPLETIONS / FILES[name]} && print $_comps[openai-sql]"
    assert answer([name, "-f", "-c", source], folder) == ["_openai-sql"]
