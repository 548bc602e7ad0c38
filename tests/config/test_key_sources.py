from __future__ import annotations

import os
import shlex
import sys

import pytest

from openai_sql_shell.config.key_sources import KEYRING_EXTRA, KeySource, NoKey, printed
from openai_sql_shell.errors import UsageError

KEYRING = (
    "import sys\nif sys.argv[1:] == ['get', 'work/openai', 'ada']: print('sk-of-ada')\nelse: sys.exit(1)\n"
)


def python(code):
    """A command line that runs a piece of Python."""
    return shlex.join([sys.executable, "-c", code])


def fetch(kind, text, environment=None):
    return KeySource(kind, text, f"api_key_{kind}").fetch("work", environment or {})


@pytest.fixture
def keyring(tmp_path, monkeypatch):
    """A package of that name with one entry; the environment in which a new process finds it."""
    (tmp_path / "keyring").mkdir()
    (tmp_path / "keyring" / "__init__.py").touch()
    (tmp_path / "keyring" / "__main__.py").write_text(KEYRING)
    monkeypatch.syspath_prepend(str(tmp_path))
    return {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("print('sk-1')", "sk-1"),
        ("print('\\n  sk-1  \\nuser: ada')", "sk-1"),
        ("import os; print(os.environ['STORE'])", "sk-in-store"),
        ("import sys; print('sk-1', sys.stdin.read())", "sk-1"),
        ("import sys; print('$HOME;', *sys.argv[1:])", "$HOME;"),
    ],
    ids=["printed", "first line", "environment", "no input", "no shell"],
)
def test_a_key_is_the_first_line_that_a_command_prints(code, key):
    assert fetch("command", python(code), {"STORE": "sk-in-store"}) == key


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("print('sk-secret-1'); import sys; sys.exit('sk-secret-2')", "ended with exit code 1"),
        ("print(' ')", "printed nothing"),
    ],
)
def test_a_command_that_fails_is_named_without_what_it_printed(code, why, capfd):
    with pytest.raises(UsageError) as refused:
        fetch("command", python(code))
    message = f'profile "work" takes its key from api_key_command, which {why}'
    assert (refused.value.message, refused.value.hint) == (
        message,
        "run it in a terminal to see what it says",
    )
    assert capfd.readouterr() == ("", "")


def test_a_command_that_does_not_exist_is_not_repeated():
    with pytest.raises(UsageError, match="api_key_command, which cannot be started") as refused:
        fetch("command", "/no/such/hunter22")
    assert "hunter22" not in refused.value.message + refused.value.hint


def test_a_command_that_hangs_is_stopped_at_the_deadline():
    words = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(NoKey, match=r"gave no answer within 0\.05 s"):
        printed(words, os.environ, 0.05, "")


def test_a_key_is_in_the_keyring(keyring):
    assert fetch("keyring", "work/openai/ada", keyring) == "sk-of-ada"


def test_an_entry_that_is_not_in_the_keyring_is_missed(keyring):
    with pytest.raises(UsageError, match="api_key_keyring, which ended with exit code 1") as refused:
        fetch("keyring", "openai/bob", keyring)
    assert refused.value.hint == "put it there: keyring set openai bob"


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(UsageError) as refused:
        fetch("keyring", "openai/ada")
    assert KEYRING_EXTRA in refused.value.message
    assert "pip install" in refused.value.hint


def test_the_usual_variable_need_not_be_set_and_a_named_one_must():
    assert KeySource("env", "OPENAI_API_KEY").fetch("work", {"OPENAI_API_KEY": ""}) is None
    assert fetch("env", "MINE", {"MINE": "sk-1"}) == "sk-1"
    with pytest.raises(UsageError, match="takes its key from MINE, which is not set"):
        fetch("env", "MINE", {"MINE": ""})
