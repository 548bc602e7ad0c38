"""The line at the bottom: facts first, hints where there is room."""

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.config import TOOLBAR_PARTS, Profile
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.shell.editor.toolbar import PARTS, toolbar


def text_of(shell):
    return "".join(text for _, text in toolbar(shell)).strip()


def test_it_names_profile_service_and_format(shell):
    shell.session.service = "batch"
    assert text_of(shell).startswith(
        "test · openai.batch · csv · timing on · F1 help · F3 multi-line · F4 emacs"
    )


@pytest.mark.parametrize(
    ("setting", "value", "before", "after"),
    [
        ("expanded", True, "expanded off", "expanded on"),
        ("expanded", None, "expanded off", "expanded auto"),
        ("read_only", True, "read-only off", "read-only on"),
        ("dry_run", True, "dry run off", "dry run on"),
        ("timing", False, "timing on", "timing off"),
        ("stats", True, "stats off", "stats on"),
        ("multiline", False, "F3 multi-line", "F3 one line"),
        ("editing_mode", "vi", "F4 emacs", "F4 vi"),
    ],
)
def test_it_says_how_every_switch_stands_and_what_is_unusual_even_where_there_is_little_room(
    shell, setting, value, before, after
):
    shell.console = replace(shell.console, width=lambda: 200)
    assert f"· {before} ·" in text_of(shell)
    setattr(shell.session.settings, setting, value)
    assert f"· {after} ·" in text_of(shell)
    shell.console = replace(shell.console, width=lambda: 80)
    assert f"· {after} ·" in text_of(shell)
    assert f"· {before}" not in text_of(shell)


def test_without_keys_the_switches_say_how_lines_and_keys_are_handled(shell):
    shell.session.settings.set("toolbar", "profile, switches")
    shell.console = replace(shell.console, width=lambda: 200)
    assert text_of(shell).endswith("· multi-line · emacs")
    shell.session.settings.multiline, shell.session.settings.editing_mode = False, "vi"
    shell.console = replace(shell.console, width=lambda: 30)
    assert text_of(shell) == "test · one line · vi"


@pytest.mark.parametrize("width", [1, 10, 20, 40, 80, 200])
def test_it_fits_the_terminal(shell, width):
    shell.console = replace(shell.console, width=lambda: width)
    assert sum(len(text) for _, text in toolbar(shell)) <= width


def test_every_part_that_can_be_set_is_there():
    assert tuple(PARTS) == TOOLBAR_PARTS


def test_it_says_what_was_asked_for_and_in_this_order(shell):
    session = shell.session
    session.profile = Profile("work", project="proj_1")
    session.stats.requests, session.stats.in_flight, session.stats.rate_limit_left = 1200, 3, 4999
    session.settings.set("toolbar", "limit, requests rows,project")
    assert text_of(shell) == "4,999 left · 1,200 requests · 3 under way · max rows auto · proj_1"


def test_what_is_not_known_is_not_said(shell):
    shell.session.settings.set("toolbar", "project, limit, requests")
    assert text_of(shell) == "0 requests"


def test_a_part_that_does_not_exist_is_refused_with_those_that_do(shell):
    with pytest.raises(InvalidValue) as caught:
        shell.session.settings.set("toolbar", "profile, nonsense")
    assert "some of profile, project" in caught.value.hint


def test_keys_give_way_to_facts(shell):
    shell.console = replace(shell.console, width=lambda: 41)
    shell.session.settings.set("toolbar", "keys, profile, service")
    assert text_of(shell) == "F1 help · F3 multi-line · test · openai"
