from __future__ import annotations

import pytest

from openai_sql_shell.config import DEFAULT_BASE_URL, Account, Found, read_config
from openai_sql_shell.errors import UsageError

WORK = """\
default_profile = "work"

[profiles.work]
base_url = "https://eu.api.openai.com/v1"
api_key_env = "WORK_KEY"
organization = "org-work"
read_only = true

[profiles.home]
read_only = false
"""


def resolve(*sources, **options):
    return Account(*sources, **options).resolve()


@pytest.fixture
def work(config):
    return read_config(config(WORK))


def test_without_a_file_the_environment_decides():
    profile = resolve(
        {
            "OPENAI_API_KEY": "sk-a",
            "OPENAI_ADMIN_KEY": "sk-admin-b",
            "OPENAI_BASE_URL": "https://proxy.example/openai/v1",
            "OPENAI_ORG_ID": "org-1",
            "OPENAI_PROJECT_ID": "proj_1",
        }
    )
    assert (profile.api_key, profile.admin_key) == ("sk-a", "sk-admin-b")
    assert (profile.base_url, profile.organization, profile.project) == (
        "https://proxy.example/openai/v1",
        "org-1",
        "proj_1",
    )


def test_an_empty_variable_counts_as_unset():
    names = ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID")
    assert resolve(dict.fromkeys(names, "")) == resolve({})
    assert resolve({}).base_url == DEFAULT_BASE_URL


def test_the_default_profile_of_the_file_wins_over_the_environment(work):
    profile = resolve(
        {"WORK_KEY": "sk-w", "OPENAI_API_KEY": "sk-other", "OPENAI_BASE_URL": "https://other.example"},
        work,
    )
    assert (profile.name, profile.api_key, profile.base_url) == (
        "work",
        "sk-w",
        "https://eu.api.openai.com/v1",
    )
    assert profile.read_only
    assert profile.organization == "org-work"


def test_the_option_wins_over_everything(work):
    profile = resolve({"WORK_KEY": "sk-w"}, work, base_url="http://127.0.0.1:9/v1")
    assert profile.base_url == "http://127.0.0.1:9/v1"


def test_a_profile_without_a_key_of_its_own_uses_the_usual_one(work):
    profile = resolve({"OPENAI_API_KEY": "sk-usual"}, work, profile="home")
    assert (profile.name, profile.api_key) == ("home", "sk-usual")


def test_a_variable_that_a_profile_names_must_be_set(work):
    with pytest.raises(UsageError, match='profile "work" takes its key from WORK_KEY, which is not set'):
        resolve({"OPENAI_API_KEY": "sk-usual"}, work)


def test_a_misspelt_profile_names_the_nearest(work):
    with pytest.raises(UsageError) as unknown:
        resolve({}, work, profile="wrok")
    assert "work" in unknown.value.hint


def test_a_profile_without_a_file_says_where_it_would_be():
    with pytest.raises(UsageError) as unknown:
        resolve({}, profile="work")
    assert "[profiles.work]" in unknown.value.hint


def test_keys_do_not_show_in_the_representation():
    assert "sk-" not in repr(resolve({"OPENAI_API_KEY": "sk-a", "OPENAI_ADMIN_KEY": "sk-admin-b"}))


def test_the_default_profile_can_be_chosen_where_the_file_has_another(work):
    profile = resolve({"OPENAI_API_KEY": "sk-usual"}, work, profile="default")
    assert (profile.name, profile.api_key, profile.base_url) == ("default", "sk-usual", DEFAULT_BASE_URL)


@pytest.mark.parametrize(
    ("field", "environment", "options", "value", "origin"),
    [
        ("base_url", {}, {}, "https://eu.api.openai.com/v1", "{file}:4"),
        ("base_url", {}, {"base_url": "https://x.example"}, "https://x.example", "option --base-url"),
        ("base_url", {}, {"profile": "home"}, DEFAULT_BASE_URL, "default"),
        (
            "base_url",
            {"OPENAI_BASE_URL": "https://y.example"},
            {"profile": "home"},
            "https://y.example",
            "environment OPENAI_BASE_URL",
        ),
        ("organization", {"OPENAI_ORG_ID": "org-2"}, {}, "org-work", "{file}:6"),
        ("project", {"OPENAI_PROJECT_ID": "proj_1"}, {}, "proj_1", "environment OPENAI_PROJECT_ID"),
        ("project", {"OPENAI_PROJECT_ID": ""}, {}, None, "default"),
        ("read_only", {}, {}, "on", "{file}:7"),
        ("read_only", {}, {"profile": "home"}, "off", "{file}:10"),
        ("read_only", {}, {"profile": "default"}, "off", "default"),
    ],
)
def test_a_value_says_where_it_comes_from(work, field, environment, options, value, origin):
    found = Account(environment, work, **options).found(field)
    assert found == Found(value, origin.format(file=work.path))


@pytest.mark.parametrize(
    ("options", "name", "origin"),
    [
        ({}, "work", "{file}:1"),
        ({"profile": "home"}, "home", "option --profile"),
    ],
)
def test_the_profile_says_who_chose_it(work, options, name, origin):
    assert Account({}, work, **options).name() == Found(name, origin.format(file=work.path))


@pytest.mark.parametrize(
    ("line", "environment", "value", "origin"),
    [
        ("", {}, "not set", "environment OPENAI_API_KEY"),
        ("", {"OPENAI_API_KEY": "sk-1"}, "set", "environment OPENAI_API_KEY"),
        ('api_key_env = "MINE"', {"MINE": "sk-1"}, "set", "environment MINE, {file}:2"),
        ('api_key_env = "MINE"', {"OPENAI_API_KEY": "sk-1"}, "not set", "environment MINE, {file}:2"),
        ('api_key_command = "no-such-command"', {}, "not asked", "command, {file}:2"),
        ('api_key_keyring = "openai/ada"', {}, "not asked", "keyring, {file}:2"),
    ],
)
def test_of_a_key_only_the_source_is_said(config, line, environment, value, origin):
    file = read_config(config(f"[profiles.a]\n{line}\n"))
    found = Account(environment, file, "a").key("api_key")
    assert found == Found(value, origin.format(file=file.path))


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("", "OPENAI_API_KEY"),
        ('api_key_env = "WORK_KEY"', "WORK_KEY of api_key_env ({}:2)"),
        ('api_key_command = "pass show secret-name"', "the command of api_key_command ({}:2)"),
        ('api_key_keyring = "openai/ada"', "the keyring entry of api_key_keyring ({}:2)"),
    ],
)
def test_a_profile_says_where_its_key_comes_from_and_nothing_of_the_command(config, line, origin):
    path = config(f"[profiles.work]\n{line}\n")
    profile = Account({"WORK_KEY": "sk-w"}, read_config(path), "work").resolve(ask=False)
    assert profile.api_key_origin == origin.format(path)
    assert profile.admin_key_origin == "OPENAI_ADMIN_KEY"
