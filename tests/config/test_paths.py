from __future__ import annotations

from pathlib import Path

import pytest

from openai_sql_shell.config import Paths


@pytest.mark.parametrize(
    ("environment", "platform", "config", "history"),
    [
        ({"HOME": "/h"}, "linux", "/h/.config/openai-sql/config.toml", "/h/.local/state/openai-sql/history"),
        ({"HOME": "/h"}, "darwin", "/h/.config/openai-sql/config.toml", "/h/.local/state/openai-sql/history"),
        (
            {"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"},
            "linux",
            "/c/openai-sql/config.toml",
            "/s/openai-sql/history",
        ),
        (
            {"HOME": "/h", "XDG_CONFIG_HOME": "relative", "XDG_STATE_HOME": ""},
            "linux",
            "/h/.config/openai-sql/config.toml",
            "/h/.local/state/openai-sql/history",
        ),
        (
            {"USERPROFILE": "/u", "APPDATA": "/u/Roaming"},
            "win32",
            "/u/Roaming/openai-sql/config.toml",
            "/u/AppData/Local/openai-sql/history",
        ),
    ],
)
def test_files_are_where_the_system_expects_them(environment, platform, config, history):
    paths = Paths.of(environment, platform)
    assert (paths.config_file, paths.history_file) == (Path(config), Path(history))
    assert paths.init_file == Path(config).parent / "init.sql"


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"HOME": "/h"}, "linux", "/h/.cache/openai-sql/files"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "darwin", "/c/openai-sql/files"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "linux", "/h/.cache/openai-sql/files"),
        ({"USERPROFILE": "/u", "LOCALAPPDATA": "/u/Local"}, "win32", "/u/Local/openai-sql/Cache/files"),
    ],
)
def test_downloaded_files_are_where_what_can_be_fetched_again_is_kept(environment, platform, folder):
    assert Paths.of(environment, platform).files_folder == Path(folder)


@pytest.mark.parametrize(
    ("environment", "origin"),
    [
        ({}, "default"),
        ({"XDG_CONFIG_HOME": "relative"}, "default"),
        ({"XDG_CONFIG_HOME": "/c"}, "environment XDG_CONFIG_HOME"),
    ],
)
def test_a_directory_says_who_decided(environment, origin):
    paths = Paths.of(environment, "linux")
    assert (paths.config_origin, paths.state_origin) == (origin, "default")
