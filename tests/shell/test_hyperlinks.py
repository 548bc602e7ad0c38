"""Which terminals have links, and when the shell draws them."""

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.config import Profile
from openai_sql_shell.shell.state import understands_links


@pytest.mark.parametrize(
    ("environ", "links"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"WT_SESSION": "a-b"}, True),
        ({"WT_SESSION": ""}, False),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "5000"}, False),
        ({"VTE_VERSION": "4602"}, False),
        ({"VTE_VERSION": "10100"}, True),
        ({"TMUX": "/tmp/t", "VTE_VERSION": "7600"}, False),
        ({"TMUX": "/tmp/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"}, False),
        ({"TMUX": "/tmp/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"}, True),
        ({"TMUX": "/tmp/t", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "next-3.10"}, True),
        ({"TERM": "screen-256color", "WT_SESSION": "1"}, False),
    ],
)
def test_a_terminal_is_known_by_what_it_says_of_itself(environ, links):
    assert understands_links(environ) is links


@pytest.fixture
def shell_on_screen(shell, console_on_screen):
    shell.console = replace(console_on_screen, environ={"WT_SESSION": "1"})
    return shell


def test_ids_lead_to_the_dashboard_of_the_real_api(shell_on_screen):
    assert shell_on_screen.look().links


@pytest.mark.parametrize(
    "profile", [Profile("local", base_url="http://127.0.0.1:1/v1"), Profile("sandbox", sandbox=True)]
)
def test_objects_of_another_server_are_not_on_the_dashboard(shell_on_screen, profile):
    shell_on_screen.session.profile = profile
    assert not shell_on_screen.look().links


def test_a_person_can_do_without_links(shell_on_screen):
    shell_on_screen.session.settings.set("links", "off")
    assert not shell_on_screen.look().links


def test_a_pipe_has_no_links(shell):
    shell.console.environ["WT_SESSION"] = "1"
    assert not shell.look().links
