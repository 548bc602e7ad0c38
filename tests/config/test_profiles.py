from __future__ import annotations

import pytest

from openai_sql_shell.config import DEFAULT_BASE_URL, ConfigFile, Settings, resolve
from openai_sql_shell.errors import UsageError

WORK = """\
default_profile = "work"

[profiles.work]
base_url = "https://eu.api.openai.com/v1"
api_key_env = "WORK_KEY"
organization = "org-work"
read_only = true

[profiles.home]
"""


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


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


def test_the_default_profile_of_the_file_wins_over_the_environment(config):
    profile = resolve(
        {"WORK_KEY": "sk-w", "OPENAI_API_KEY": "sk-other", "OPENAI_BASE_URL": "https://other.example"},
        config_file=config(WORK),
    )
    assert (profile.name, profile.api_key, profile.base_url) == (
        "work",
        "sk-w",
        "https://eu.api.openai.com/v1",
    )
    assert profile.read_only
    assert profile.organization == "org-work"


def test_the_option_wins_over_everything(config):
    profile = resolve({"WORK_KEY": "sk-w"}, config_file=config(WORK), base_url="http://127.0.0.1:9/v1")
    assert profile.base_url == "http://127.0.0.1:9/v1"


def test_a_profile_without_a_key_of_its_own_uses_the_usual_one(config):
    profile = resolve({"OPENAI_API_KEY": "sk-usual"}, config_file=config(WORK), profile="home")
    assert (profile.name, profile.api_key) == ("home", "sk-usual")


def test_a_variable_that_a_profile_names_must_be_set(config):
    with pytest.raises(UsageError, match='profile "work" takes its key from WORK_KEY, which is not set'):
        resolve({"OPENAI_API_KEY": "sk-usual"}, config_file=config(WORK))


def test_a_misspelt_profile_names_the_nearest(config):
    with pytest.raises(UsageError) as unknown:
        resolve({}, config_file=config(WORK), profile="wrok")
    assert "work" in unknown.value.hint


def test_a_profile_without_a_file_says_where_it_would_be():
    with pytest.raises(UsageError) as unknown:
        resolve({}, profile="work")
    assert "[profiles.work]" in unknown.value.hint


def test_keys_do_not_show_in_the_representation():
    assert "sk-" not in repr(resolve({"OPENAI_API_KEY": "sk-a", "OPENAI_ADMIN_KEY": "sk-admin-b"}))


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('\n[profiles.a]\nbase_ulr = "x"\n', 3, 'unknown key "base_ulr"', "base_url"),
        ("[setings]\n", 1, 'unknown key "setings"', "settings"),
        ('[profiles.a]\nread_only = "yes"\n', 2, "read_only must be true or false", None),
        ("[profiles.a]\nbase_url = 5\n", 2, "base_url must be a text", None),
        (
            '[profiles.a]\n\napi_key = "sk-secret-1234"\n',
            3,
            "api_key may not stand in this file",
            "api_key_env",
        ),
        ('[profiles.a]\napi_key_env = "sk-secret-1234"\n', 2, "api_key_env must be the name", "not the key"),
        ('default_profile = "b"\n[profiles.a]\n', 1, 'there is no profile "b"', "it can be a"),
        ("profiles = 3\n", 1, "profiles must be a table", None),
        ("[profiles]\na = 3\n", 2, "profiles.a must be a table", "[profiles.NAME]"),
        ('[settings]\noutput = "json"\nretrys = 3\n', 3, 'no setting "retrys"', "retries"),
        ("[settings]\nretries = 99\n", 2, 'retries cannot be "99"', "a whole number"),
        ('[settings]\nread_timeout = ["5s"]\n', 2, "read_timeout cannot be", "a duration"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_what_to_do(config, text, line, message, hint):
    path = config(text)
    with pytest.raises(UsageError) as refused:
        resolve({}, config_file=path)
    assert refused.value.message.startswith(f"{path}:{line}: ")
    assert message in refused.value.message
    assert hint is None or hint in refused.value.hint
    assert "sk-secret" not in refused.value.message + str(refused.value.hint)


def test_a_file_that_is_no_toml_is_refused_with_its_line(config):
    with pytest.raises(UsageError, match=r"is not a TOML file: .*line 2"):
        resolve({}, config_file=config("[profiles.a]\nbase_url = \n"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="is not a TOML file"):
        ConfigFile.read(tmp_path / "config.toml")


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read the configuration file"):
        resolve({}, config_file=tmp_path / "none.toml")


def test_settings_of_the_file_become_settings(config):
    settings = Settings()
    text = '[settings]\nnull = "-"\nexpanded = true\nretries = 0\nread_timeout = 2.5\nawait_timeout = "1h"\n'
    ConfigFile.read(config(text)).apply(settings)
    assert (settings.null, settings.expanded, settings.retries) == ("-", True, 0)
    assert (settings.read_timeout, settings.await_timeout) == (2.5, 3600.0)
