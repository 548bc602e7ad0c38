from __future__ import annotations

import json

import pytest

from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import ExitCode

FILE = """\
default_profile = "work"
init_file = "mine.sql"

[profiles.work]
base_url = "https://eu.api.openai.com/v1"
api_key_env = "WORK_KEY"
admin_key_command = "no-such-command"

[settings]
retries = 0
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / ".config" / "openai-sql" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(FILE)
    (path.parent / "mine.sql").touch()
    return path


def facts(done):
    """Value and origin by section and name."""
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")
    return {(row["section"], row["name"]): (row["value"], row["origin"]) for row in json.loads(done.stdout)}


def test_without_a_file_everything_is_shown_with_its_origin(openai_sql, tmp_path):
    shown = facts(openai_sql("config", "show", "-o", "json", OPENAI_API_KEY="sk-secret-1"))
    assert {name for section, name in shown if section == "settings"} == set(SETTINGS)
    assert shown["profile", "name"] == ("default", "default")
    assert shown["profile", "api_key"] == ("set", "environment OPENAI_API_KEY")
    assert shown["profile", "admin_key"] == ("not set", "environment OPENAI_ADMIN_KEY")
    assert shown["settings", "retries"] == ("2", "default")
    assert shown["settings", "output"] == ("json", "option --output")
    usual = str(tmp_path / ".config" / "openai-sql" / "config.toml")
    assert shown["paths", "config_file"] == (usual, "default, no such file")
    assert shown["paths", "files_folder"] == (str(tmp_path / ".cache" / "openai-sql" / "files"), "default")


@pytest.mark.parametrize("url", ["https://me:pa55@host/v1", "https://host/v1?api-key=pa55", "me:pa55@host"])
def test_no_password_of_a_url_is_shown(openai_sql, config, url):
    for done in (
        openai_sql("config", "show", OPENAI_BASE_URL=url),
        openai_sql("config", "show", "--base-url", url),
        openai_sql("-c", "SHOW AUTH", "--base-url", url),
        openai_sql("-c", "SELECT id FROM openai.models.models", "--base-url", url, WORK_KEY="sk-1"),
        openai_sql("config", "check", str(config)),
    ):
        assert b"pa55" not in done.stdout + done.stderr
        config.write_text(FILE.replace("https://eu.api.openai.com/v1", url))


def test_a_file_is_shown_with_its_lines_and_no_key_is_asked_for(openai_sql, config):
    shown = facts(openai_sql("config", "show", "-o", "json", WORK_KEY="sk-secret-1"))
    assert shown["profile", "name"] == ("work", f"{config}:1")
    assert shown["profile", "base_url"] == ("https://eu.api.openai.com/v1", f"{config}:5")
    assert shown["profile", "api_key"] == ("set", f"environment WORK_KEY, {config}:6")
    assert shown["profile", "admin_key"] == ("not asked", f"command, {config}:7")
    assert shown["settings", "retries"] == ("0", f"{config}:10")
    assert shown["paths", "config_file"] == (str(config), "default")
    assert shown["paths", "init_file"] == (str(config.with_name("mine.sql")), f"{config}:2")


def test_options_and_directories_are_origins_too(openai_sql, config, tmp_path):
    words = ("--config", str(config), "--profile", "default", "--base-url", "http://127.0.0.1:1/v1")
    shown = facts(openai_sql("config", "show", "-o", "json", *words, XDG_STATE_HOME=str(tmp_path)))
    assert shown["profile", "name"] == ("default", "option --profile")
    assert shown["profile", "base_url"] == ("http://127.0.0.1:1/v1", "option --base-url")
    assert shown["paths", "config_file"] == (str(config), "option --config")
    history = str(tmp_path / "openai-sql" / "history")
    assert shown["paths", "history_file"] == (history, "environment XDG_STATE_HOME, no such file")


def test_the_format_is_that_of_any_answer(openai_sql):
    assert openai_sql("config", "show").stdout.startswith(b"section,name,value,origin\nprofile,name,default,")


def test_a_good_file_is_ok(openai_sql, config):
    done = openai_sql("config", "check")
    assert (done.returncode, done.stdout, done.stderr.decode()) == (ExitCode.OK, b"", f"ok: {config}\n")


def test_no_file_is_ok_and_a_named_one_must_exist(openai_sql):
    done = openai_sql("config", "check")
    assert (done.returncode, done.stdout) == (ExitCode.OK, b"")
    assert done.stderr.startswith(b"ok: there is no configuration file ")
    done = openai_sql("config", "check", "none.toml")
    assert done.returncode == ExitCode.USAGE
    assert b"cannot read the configuration file none.toml" in done.stderr


def test_every_problem_has_its_line(openai_sql, tmp_path):
    (tmp_path / "other.toml").write_text(
        'init_file = "none.sql"\n[profiles.a]\nbase_ulr = 1\nbase_url = "example.com"\n\n[setings]\n'
    )
    done = openai_sql("config", "check", "other.toml")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert done.stderr.decode().splitlines() == [
        "other.toml:1: there is no file none.sql",
        'other.toml:3: unknown key "base_ulr" in [profiles.a] (did you mean base_url?)',
        "other.toml:4: the base URL is not an http:// or https:// URL (write it like https://api.openai.com/v1)",
        'other.toml:6: unknown key "setings" (did you mean settings?)',
    ]


def test_a_key_in_the_wrong_line_is_not_shown(openai_sql, tmp_path):
    (tmp_path / "other.toml").write_text(
        '[profiles.a]\norganization = "sk-secret-1234"\nsk-secret-1234 = 1\n'
    )
    assert b"secret" not in openai_sql("config", "check", "other.toml").stderr
    (tmp_path / "other.toml").write_text('[profiles.a]\norganization = "sk-secret-1234"\n')
    done = openai_sql("config", "show", "--config", "other.toml", "--profile", "a")
    assert "profile,organization,sk-…,other.toml:2" in done.stdout.decode().splitlines()


def test_control_characters_of_a_file_do_not_reach_the_terminal(openai_sql, tmp_path):
    (tmp_path / "other.toml").write_text('"\\u001b[31mkey" = 1\n')
    done = openai_sql("config", "check", "other.toml")
    assert done.returncode == ExitCode.USAGE
    assert b"\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], b"config show or config check"),
        (["shwo"], b"did you mean show?"),
        (["show", "more"], b'"more" is one word too many'),
        (["check", "a", "b"], b'"b" is one word too many'),
        (["show", "--profile", "none"], b'there is no profile "none"'),
    ],
)
def test_wrong_words_are_refused_with_what_to_do(openai_sql, words, said):
    done = openai_sql("config", *words)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert said in done.stderr
