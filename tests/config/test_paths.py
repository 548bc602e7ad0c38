from __future__ import annotations

import errno
import ntpath
import os
import posixpath
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from openai_sql_shell.config import Paths
from openai_sql_shell.config import paths as paths_module
from openai_sql_shell.errors import UsageError


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


@pytest.fixture
def in_home(tmp_path):
    """The paths of somebody whose home this is, and where the configuration file would be."""
    paths = Paths.of({"HOME": str(tmp_path)}, "linux")
    paths.config_file.parent.mkdir(parents=True)
    return paths


def test_a_configuration_file_is_known_where_there_is_one(in_home):
    assert in_home.existing_config_file is None
    in_home.config_file.write_text("")
    assert in_home.existing_config_file == in_home.config_file


def test_what_is_no_file_is_no_configuration(in_home, tmp_path):
    in_home.config_file.mkdir()
    assert in_home.existing_config_file is None
    (tmp_path / "file").write_text("")
    assert Paths.of({"HOME": str(tmp_path / "file")}, "linux").existing_config_file is None


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE])
def test_a_configuration_that_cannot_be_looked_at_is_an_error_and_not_missing(in_home, monkeypatch, number):
    """It may say that nothing is to be changed."""

    def refuse(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(paths_module.os, "stat", refuse)
    with pytest.raises(UsageError, match=f"{re.escape(str(in_home.config_file))}: {os.strerror(number)}"):
        _ = in_home.existing_config_file


def test_a_circle_of_links_and_too_long_a_name_are_errors(in_home, tmp_path):
    in_home.config_file.symlink_to(in_home.config_file)
    for paths in (in_home, Paths.of({"HOME": str(tmp_path / ("a" * 300))}, "linux")):
        with pytest.raises(UsageError, match="cannot read the configuration file"):
            _ = paths.existing_config_file


@pytest.mark.parametrize(
    ("named", "system", "is_used"),
    [("/c", "posix", True), ("c", "posix", False), (r"\c", "nt", False), (r"C:\c", "nt", True)],
)
def test_a_directory_without_its_drive_is_relative_where_there_are_drives(
    monkeypatch, named, system, is_used
):
    own = SimpleNamespace(name=system, path=ntpath if system == "nt" else posixpath)
    monkeypatch.setattr(paths_module, "os", own)
    paths = Paths.of({"HOME": "/h", "XDG_CONFIG_HOME": named}, "linux")
    assert (paths.config_origin == "environment XDG_CONFIG_HOME") is is_used
