"""The line at the bottom: facts first, hints where there is room."""

from dataclasses import replace

import pytest

from openai_sql_shell.shell.toolbar import toolbar


def text_of(talk):
    return "".join(text for _, text in toolbar(talk)).strip()


def test_it_names_profile_service_and_format(talk):
    talk.session.service = "batch"
    assert text_of(talk).startswith("test · openai.batch · csv · F1 help")


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("expanded", True, "expanded"),
        ("read_only", True, "read-only"),
        ("dry_run", True, "dry run"),
        ("timing", False, "no timing"),
        ("multiline", False, "Enter runs"),
        ("editing_mode", "vi", "vi"),
    ],
)
def test_it_says_what_differs_from_the_usual(talk, setting, value, word):
    facts = text_of(talk).partition("F1")[0]
    setattr(talk.session.settings, setting, value)
    assert f"· {word} ·" not in facts
    assert f"· {word} ·" in text_of(talk).partition("F1")[0]


@pytest.mark.parametrize("width", [1, 10, 20, 40, 80, 200])
def test_it_fits_the_terminal(talk, width):
    talk.console = replace(talk.console, width=lambda: width)
    assert sum(len(text) for _, text in toolbar(talk)) <= width
