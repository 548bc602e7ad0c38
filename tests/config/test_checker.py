from __future__ import annotations

import pytest

from openai_sql_shell.config import Settings, read_config
from openai_sql_shell.config.checker import check_config
from openai_sql_shell.errors import UsageError

SEVERAL = """\
default_profile = "wrok"

[profiles.work]
base_ulr = "https://eu.api.openai.com/v1"
api_key = "sk-secret-1234"
api_key_env = "KEY"
api_key_command = "pass show 'openai"
read_only = "yes"

[profiles]
home = { projct = "proj_1" }

[settings]
null = "-"
retrys = 3
theme = "blue"
"""


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('\n[profiles.a]\nbase_ulr = "x"\n', 3, 'unknown key "base_ulr"', "base_url"),
        ("[setings]\n", 1, 'unknown key "setings"', "settings"),
        ('[profiles.a]\nread_only = "yes"\n', 2, "read_only must be true or false", None),
        ('[profiles.a]\nmode = "ful"\n', 2, 'there is no mode "ful" in [profiles.a]', "did you mean full?"),
        ('[profiles.a]\nmode = "read-only"\n', 2, 'there is no mode "read-only"', "read_only"),
        ('[profiles.a]\nmode = "yes"\n', 2, 'there is no mode "yes"', "it can be read_only, confirm, full"),
        ("[profiles.a]\nmode = true\n", 2, "mode must be a text in quotes", None),
        ("[profiles.a]\nbase_url = 5\n", 2, "base_url must be a text", None),
        (
            '[profiles.a]\n\napi_key = "sk-secret-1234"\n',
            3,
            "api_key may not stand in this file",
            "api_key_env",
        ),
        ('[profiles.a]\napi_key_env = "sk-secret-1234"\n', 2, "api_key_env must be the name", "not the key"),
        ('[profiles.a]\napi_key_command = ""\n', 2, "must be a command with closed quotes", "not the key"),
        ('[profiles.a]\napi_key_command = "sk-secret-1234"\n', 2, "must be a command", "not the key"),
        ('[profiles.a]\nadmin_key_keyring = "openai"\n', 2, "an entry of the keyring, SERVICE/USER", None),
        (
            '[profiles.a]\nadmin_key_keyring = "sk-secret-1234/x"\n',
            2,
            "an entry of the keyring",
            "not the key",
        ),
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
        read_config(path)
    assert refused.value.message.startswith(f"{path}:{line}: ")
    assert message in refused.value.message
    assert hint is None or hint in refused.value.hint
    assert "sk-secret" not in refused.value.message + str(refused.value.hint)


def test_all_problems_are_found_from_top_to_bottom(config):
    path = config(SEVERAL)
    _, problems = check_config(path)
    assert [(problem.line, problem.message.partition(" in [")[0]) for problem in problems] == [
        (1, 'there is no profile "wrok"'),
        (4, 'unknown key "base_ulr"'),
        (5, "api_key may not stand in this file"),
        (7, "api_key_env and api_key_command exclude each other"),
        (7, "api_key_command must be a command with closed quotes"),
        (8, "read_only must be true or false"),
        (11, 'unknown key "projct"'),
        (15, 'no setting "retrys"'),
        (16, 'theme cannot be "blue"'),
    ]
    assert str(problems[1]) == f'{path}:4: unknown key "base_ulr" in [profiles.work] (did you mean base_url?)'
    assert "sk-secret" not in "".join(map(str, problems))


def test_what_is_right_in_a_wrong_file_is_read(config):
    file, _ = check_config(config(SEVERAL))
    assert file.settings == {"null": "-"}
    assert file.profiles["work"]["api_key_env"] == "KEY"
    assert "project" not in file.profiles["home"]


def test_reading_raises_the_first_problem(config):
    with pytest.raises(UsageError, match='1: there is no profile "wrok"') as refused:
        read_config(config(SEVERAL))
    assert refused.value.hint == "did you mean work?"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"[profiles.a]\nbase_url = \n", 2, "this is not TOML: Invalid value"),
        (b"a = 1\n\nb = [1,\n", 3, "this is not TOML: "),
        (b"a = 1\nb = '\xff'\n", 2, "this is no UTF-8 text"),
    ],
    ids=["syntax", "cut off", "encoding"],
)
def test_a_file_that_cannot_be_taken_apart_has_one_problem(tmp_path, content, line, message):
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    _, [problem] = check_config(path)
    assert problem.line == line
    assert problem.message.startswith(message)


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read the configuration file"):
        read_config(tmp_path / "none.toml")


def test_settings_of_the_file_become_settings(config):
    settings = Settings()
    text = '[settings]\nnull = "-"\nexpanded = true\nretries = 0\nread_timeout = 2.5\nawait_timeout = "1h"\n'
    for name, value in read_config(config(text)).settings.items():
        settings.set(name, value)
    assert (settings.null, settings.expanded, settings.retries) == ("-", True, 0)
    assert (settings.read_timeout, settings.await_timeout) == (2.5, 3600.0)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("[settings]\nread-timeout = 5\n", "settings.read_timeout", 2),
        ("# [settings]\n[ settings ] # mine\n\n'null' = '-'\n", "settings.null", 4),
        ("settings.null = '-'\n", "settings.null", 1),
        ('\n[profiles]\n"a b".project = "p"\n', "profiles.a b.project", 3),
        ('\n\nprofiles = { a = { project = "p" } }\n', "profiles.a.project", 3),
    ],
    ids=["dash", "blanks and quotes", "dotted", "quoted name", "inline table"],
)
def test_a_key_is_found_in_its_line(config, text, key, line):
    path = config(text)
    file, problems = check_config(path)
    assert problems == []
    assert file.place(key) == f"{path}:{line}"


def test_an_init_file_is_looked_for_beside_the_configuration_file(config, tmp_path):
    assert read_config(config('init_file = "mine.sql"\n')).init_file == tmp_path / "mine.sql"
    absolute = tmp_path / "elsewhere" / "mine.sql"
    assert read_config(config(f"init_file = '{absolute}'\n")).init_file == absolute
    assert read_config(config("")).init_file is None
