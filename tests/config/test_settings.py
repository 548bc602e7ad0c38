from __future__ import annotations

import re
from pathlib import Path

import pytest

from openai_sql_shell.config import SETTINGS, Settings
from openai_sql_shell.config.settings import EVERY_ROW
from openai_sql_shell.errors import InvalidValue, UnknownName


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_help_and_an_example_that_changes_it(name):
    row = SETTINGS[name]
    settings = Settings()
    settings.set(name, row.example)
    assert row.help
    assert getattr(settings, name) != row.default


SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[2] / "openai_sql_shell").rglob("*.py")
    if path.parent.name != "config"
)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_read_somewhere(name):
    assert re.search(rf"settings\.{name}\b", SOURCES), (
        f"nothing reads settings.{name}: say where it takes effect"
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_what_a_setting_shows_sets_it_to_the_same_value(name):
    changed = Settings()
    changed.set(name, SETTINGS[name].example)
    for settings in (Settings(), changed):
        copy = Settings()
        copy.set(name, settings.show(name))
        assert getattr(copy, name) == getattr(settings, name)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_offered_choice_is_accepted(name):
    for choice in SETTINGS[name].kind.choices:
        Settings().set(name, choice)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("read_timeout", "90", 90.0),
        ("max_answer", "1 MB", 1024 * 1024),
        ("max_download", "2 GB", 2 * 1024**3),
        ("file_cache", "10GB", 10 * 1024**3),
        ("file_cache", "off", 0),
        ("file_cache", "AUTO", None),
        ("read-timeout", "1.5 m", 90.0),
        ("READ_TIMEOUT", "250ms", 0.25),
        ("await_timeout", "auto", None),
        ("expanded", "TRUE", True),
        ("expanded", " no ", False),
        ("max_rows", "auto", None),
        ("max_rows", "off", EVERY_ROW),
        ("expanded", "auto", None),
        ("output", "JSON", "json"),
        ("http_log", "logs/http.jsonl", Path("logs/http.jsonl")),
        ("null", "", ""),
        ("max_cost_usd", "1e-06", 0.000001),
        ("max_cost_usd", "2.5E3", 2500.0),
    ],
)
def test_a_setting_is_read_as_people_write_it(name, text, value):
    settings = Settings()
    settings.set(name, text)
    assert getattr(settings, name.lower().replace("-", "_")) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("max_cost_usd", "1e999"),
        ("max_cost_usd", "-1e3"),
        ("read_timeout", "0"),
        ("max_answer", "0MB"),
        ("max_answer", "a lot"),
        ("max_download", "off"),
        ("file_cache", "0"),
        ("file_cache", "on"),
        ("read_timeout", "-5s"),
        ("read_timeout", "5 parsecs"),
        ("read_timeout", "inf"),
        ("read_timeout", "9" * 400),
        ("retries", "11"),
        ("retries", "two"),
        ("max_rows", "0"),
        ("expanded", "maybe"),
        ("output", "xml"),
        ("editing_mode", "ed"),
        ("http_log", ""),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_an_example_and_changes_nothing(name, text):
    settings = Settings()
    with pytest.raises(InvalidValue) as refused:
        settings.set(name, text)
    assert name in refused.value.message
    assert SETTINGS[name].example in refused.value.hint
    assert settings == Settings()


def test_a_misspelt_setting_names_the_nearest():
    with pytest.raises(UnknownName) as unknown:
        Settings().set("read_timout", "5s")
    assert "read_timeout" in unknown.value.hint
