from __future__ import annotations

import sys
from pathlib import Path

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import replace
from openai_sql_shell.cli.arguments import parse
from openai_sql_shell.cli.launch import (
    asks_for_sandbox,
    chosen_config_file,
    chosen_init_file,
    chosen_settings,
    chosen_variables,
    decisions,
    has_account,
    launched,
)
from openai_sql_shell.config import SETTINGS, ConfigFile, Paths, Profile, read_config
from openai_sql_shell.errors import Cancelled, RefusedStatement, UsageError
from openai_sql_shell.shell.greeting import greeting

NEVER = CancelToken()


def no_paint(_profile, _banner):
    pass


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[settings]\noutput = "line"\nretries = 0\n')
    return path


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["-o", "json"], "output", "json"),
        (["--stats"], "stats", True),
        (["--http-log", "x.jsonl"], "http_log", Path("x.jsonl")),
        (["--dry-run"], "dry_run", True),
        (["--read-only"], "read_only", True),
        (["-y"], "assume_yes", True),
        (["--max-changes", "7"], "max_changes", 7),
        (["replay", "--max-changes", "7"], "max_changes", 7),
        (["--max-rows", "7"], "max_changes", 7),
        (["--allow-path", "/", "--allow-path", "/usr"], "allow_path", (Path("/"), Path("/usr").resolve())),
        (["replay", "--allow-path", "/"], "allow_path", (Path("/"),)),
        ([], "allow_path", ()),
    ],
)
def test_an_option_becomes_a_setting(words, name, value):
    assert getattr(chosen_settings(parse(words), ConfigFile(), screen=True), name) == value


@pytest.mark.parametrize(
    ("words", "name", "looser"),
    [
        (["--dry-run"], "dry_run", "off"),
        (["replay", "--read-only"], "read_only", "off"),
        (["--max-changes", "7"], "max_changes", "8"),
        (["--set", "dry_run=on"], "dry_run", "off"),
        (["--set", "read-only=on", "--dry-run"], "read_only", "off"),
        (["--set", "max_changes=0"], "max_changes", "off"),
        (["--set", "max_changes=3", "--max-changes", "7"], "max_changes", "8"),
    ],
)
def test_a_bound_of_an_option_holds_for_the_whole_run(words, name, looser):
    settings = chosen_settings(parse(words), ConfigFile(), screen=True)
    with pytest.raises(RefusedStatement, match="was set by --"):
        settings.set(name, looser)


def test_an_option_that_bounds_nothing_holds_nothing():
    settings = chosen_settings(
        parse(["--set", "dry_run=off", "--set", "max_changes=off"]), ConfigFile(), screen=True
    )
    for name, text in (("dry_run", "on"), ("dry_run", "off"), ("max_changes", "5"), ("max_changes", "off")):
        settings.set(name, text)


def test_a_setting_of_an_option_that_is_no_bound_may_change():
    settings = chosen_settings(parse(["-o", "json", "-y", "--concurrency", "2"]), ConfigFile(), screen=True)
    for name, text in (("output", "table"), ("assume_yes", "off"), ("concurrency", "8"), ("dry_run", "on")):
        settings.set(name, text)
    settings.set("dry_run", "off")


@pytest.mark.parametrize(
    ("words", "file", "screen", "output"),
    [
        ([], False, True, "table"),
        ([], False, False, "csv"),
        ([], True, True, "line"),
        ([], True, False, "csv"),
        (["-o", "json"], True, True, "json"),
        (["-o", "table"], True, False, "table"),
    ],
)
def test_a_pipe_gets_csv_unless_an_option_says_otherwise(words, file, screen, output, config):
    settings = chosen_settings(parse(words), read_config(config if file else None), screen=screen)
    assert settings.output == output
    assert settings.retries == (0 if file else 2)


def test_the_usual_configuration_file_need_not_exist_and_a_named_one_must(tmp_path):
    paths = Paths.of({"HOME": str(tmp_path)}, "linux")
    assert chosen_config_file(parse([]), paths) is None
    paths.config_file.parent.mkdir(parents=True)
    paths.config_file.touch()
    assert chosen_config_file(parse([]), paths) == paths.config_file
    named = tmp_path / "none"
    assert chosen_config_file(parse(["--config", str(named)]), paths) == named
    with pytest.raises(UsageError, match="cannot read the configuration file"):
        read_config(named)


def test_the_init_file_is_the_named_one_or_the_usual_one_if_it_exists_or_none(tmp_path):
    paths, named = Paths.of({"HOME": str(tmp_path)}, "linux"), ConfigFile(init_file=tmp_path / "mine.sql")
    assert chosen_init_file(parse([]), ConfigFile(), paths) is None
    paths.init_file.parent.mkdir(parents=True)
    paths.init_file.touch()
    assert chosen_init_file(parse([]), ConfigFile(), paths) == paths.init_file
    assert chosen_init_file(parse([]), named, paths) == named.init_file
    assert chosen_init_file(parse(["-X"]), named, paths) is None


@pytest.mark.parametrize("shell", [True, False])
def test_only_the_shell_has_an_init_file_and_a_sandbox_nobody_asked_for(console, tmp_path, shell):
    console = replace(console, environ={"HOME": str(tmp_path)})
    path = Paths.of(console.environ).init_file
    path.parent.mkdir(parents=True)
    path.touch()
    with launched(parse([]), console, no_paint if shell else None) as run_with:
        assert run_with.init_file == (path if shell else None)
        assert run_with.session.profile.sandbox is shell


@pytest.mark.parametrize(
    ("words", "screen", "expected"),
    [
        ([], True, [("output", "line", "{file}:2"), ("retries", "0", "{file}:3")]),
        (
            ["--set", "retries=3", "--set", "output=box", "--concurrency", "1", "--set", "concurrency=2"],
            False,
            [
                ("output", "line", "{file}:2"),
                ("retries", "0", "{file}:3"),
                ("output", "csv", "default on a pipe"),
                ("retries", "3", "option --set"),
                ("output", "box", "option --set"),
                ("concurrency", "2", "option --set"),
                ("concurrency", "1", "option --concurrency"),
            ],
        ),
        (
            ["--stats", "-o", "json"],
            False,
            [
                ("output", "line", "{file}:2"),
                ("retries", "0", "{file}:3"),
                ("output", "csv", "default on a pipe"),
                ("output", "json", "option --output"),
                ("stats", "on", "option --stats"),
            ],
        ),
    ],
)
def test_every_decision_has_an_origin_and_the_later_one_wins(words, screen, expected, config):
    found = list(decisions(parse(words), read_config(config), screen=screen))
    assert found == [(name, text, origin.format(file=config)) for name, text, origin in expected]


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_can_be_set_for_one_run(name):
    options = parse(["--set", f"{name}={SETTINGS[name].example}"])
    settings = chosen_settings(options, read_config(None), screen=True)
    assert getattr(settings, name) == SETTINGS[name].parse(SETTINGS[name].example)


def test_a_running_shell_changes_its_profile(config, console):
    config.write_text('[profiles.work]\napi_key_env = "WORK_KEY"\nbase_url = "https://work.example/v1"\n')
    console = replace(console, environ={"OPENAI_API_KEY": "sk-usual", "WORK_KEY": "sk-work"})
    options = parse(["--config", str(config), "--base-url", "https://other.example/v1"])
    with launched(options, console, no_paint) as run_with:
        before = run_with.session
        before.settings.set("null", "-")
        before.variables["x"] = 1
        before.service = "batch"
        after = run_with.connect("work", before)
    after.close()
    assert (after.profile.name, after.profile.api_key) == ("work", "sk-work")
    assert after.profile.base_url == "https://work.example/v1"
    assert (after.settings.null, after.variables, after.service) == ("-", {"x": 1}, "batch")


@pytest.mark.parametrize(
    ("words", "profile", "has"),
    [
        ([], Profile("default"), False),
        ([], Profile("default", api_key="sk-1"), True),
        ([], Profile("default", admin_key="sk-1"), True),
        ([], Profile("default", ask=lambda: Profile("default")), True),
        ([], Profile("work"), True),
        (["--base-url", "http://127.0.0.1:1/v1"], Profile("default"), True),
    ],
)
def test_the_sandbox_stands_in_only_where_nobody_chose_an_account(words, profile, has):
    assert has_account(parse(words), profile) is has


@pytest.fixture
def key_command(config, tmp_path):
    """A profile whose key a command prints; the file that says how often it was asked."""
    asked = tmp_path / "asked"
    script = tmp_path / "key.py"
    script.write_text(f"open({str(asked)!r}, 'a').write('x'); print('sk-work')")
    config.write_text(f'[profiles.default]\napi_key_command = "{sys.executable} {script}"\n')
    return asked


ASKS = "SELECT id FROM openai.files.files LIMIT 0"


@pytest.mark.parametrize("shell", [True, False])
def test_a_command_is_asked_for_its_key_by_the_first_statement_that_may_send_something(
    config, console, key_command, shell
):
    console = replace(console, environ={})
    painted = []
    options = parse(["--config", str(config)])
    paint = lambda *told: painted.append(told)  # noqa: E731
    with launched(options, console, paint if shell else None) as run_with:
        assert painted == [("default", None), ("default", greeting(None, 80))] * shell
        session = run_with.session
        run_with.ready()
        assert ("api key", "OPENAI_API_KEY", "not asked for yet") in session.execute("SHOW AUTH", NEVER).rows
        assert not key_command.exists()
        for _ in range(2):
            list(session.execute(ASKS, NEVER).rows)
        assert session.profile.api_key == "sk-work"
    assert key_command.read_text() == "x"


def test_ctrl_c_at_the_command_is_a_cancel(config, console):
    cancel = CancelToken()
    config.write_text('[profiles.default]\napi_key_command = "false"\n')
    with launched(parse(["--config", str(config)]), replace(console, environ={})) as run_with:
        with pytest.raises(UsageError, match="api_key_command, which ended with exit code 1"):
            run_with.session.execute(ASKS, cancel)
        cancel.set()
        with pytest.raises(Cancelled):
            run_with.session.execute(ASKS, cancel)


@pytest.mark.parametrize("words", [["--sandbox"], ["--sandbox-dir", "x"]])
def test_the_sandbox_is_asked_for(words):
    assert asks_for_sandbox(parse(words))
    assert not asks_for_sandbox(parse([]))


@pytest.mark.parametrize("other", ["--profile", "--base-url"])
def test_the_sandbox_and_another_server_exclude_each_other(other):
    with pytest.raises(UsageError, match=f"--sandbox and {other} exclude each other"):
        asks_for_sandbox(parse(["--sandbox", other, "x"]))


def test_variables_of_the_command_line_win_over_those_of_files(tmp_path):
    for name, text in (("a.json", '{"x": "file", "y": "file"}'), ("b.toml", 'y = "second"\n')):
        (tmp_path / name).write_text(text)
    words = ["-v", "x=option", "--vars", str(tmp_path / "a.json"), "--vars", str(tmp_path / "b.toml")]
    assert chosen_variables(parse(words)) == {"x": "option", "y": "second"}


def test_a_file_of_variables_that_cannot_be_read_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        chosen_variables(parse(["--vars", str(tmp_path / "none.json")]))


def test_the_sandbox_of_a_shell_is_built_when_it_is_first_asked_for(console):
    painted = []
    with launched(parse(["--sandbox"]), console, lambda *told: painted.append(told)) as run_with:
        assert painted == [("sandbox", None), ("sandbox", greeting(None, 80))]
        assert run_with.session.profile.api_key is None
        run_with.ready()
        session = run_with.session
        profile = session.profile
        assert profile.base_url.startswith("http://127.0.0.1:")
        run_with.ready()
        assert session.profile is profile
        assert run_with.connect("sandbox", session).profile == session.profile
