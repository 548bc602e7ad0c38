r"""``\d``, ``\d+`` and ``\h`` of a resource."""

from __future__ import annotations

import pytest
from catalog.deprecated import SERVICE

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.run_input import run_text

NAMES = [resource.id for resource in Catalog().resources]


@pytest.fixture
def at_terminal(shell, console_on_screen):
    shell.console = replace(console_on_screen, stdin=console_on_screen.stdout)
    shell.session.settings.output = "table"
    shell.session.settings.pager = "off"
    return shell


def shown(shell):
    return shell.console.stdout.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_every_resource_has_statements_to_try(shell, said, name):
    assert run_text(shell, f"\\h {name}")
    assert said().count(name) >= 1
    assert said().startswith("-- ")


def test_more_is_the_page_of_the_reference(at_terminal):
    assert run_text(at_terminal, "\\d+ openai.batch.batches")
    page = " ".join(shown(at_terminal).split())
    for said in (
        "Also called openai.batches.batches.",
        "One request for each page of up to 100 rows.",
        "Good ends: completed.",
        "INSERT INTO openai.batch.batches (completion_window, endpoint, input_file_id) VALUES ('24h'",
        "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_abc123';",
    ):
        assert said in page
    assert all(len(line) <= 100 for line in shown(at_terminal).splitlines() if "INSERT" not in line)


def test_more_of_a_local_table_or_of_nothing_is_what_there_is(at_terminal):
    assert run_text(at_terminal, "\\d+ notes")
    assert "remark" in shown(at_terminal)
    assert run_text(at_terminal, "\\d+")
    assert "openai.batch" in shown(at_terminal)


@pytest.mark.parametrize("line", ["\\d", "\\d widgets.old_widgets", "\\d+ openai.widgets.old_widgets"])
def test_what_is_deprecated_says_what_to_use_instead(at_terminal, monkeypatch, line):
    monkeypatch.setattr(at_terminal.session, "catalog", Catalog(declared=(SERVICE,)))
    assert run_text(at_terminal, line)
    assert "Deprecated: use widgets." in " ".join(shown(at_terminal).split())


@pytest.mark.parametrize("line", ["\\d widgets.widgets", "\\d+ widgets.widgets"])
def test_methods_say_which_key_they_take(at_terminal, monkeypatch, line):
    monkeypatch.setattr(at_terminal.session, "catalog", Catalog(declared=(SERVICE,)))
    assert run_text(at_terminal, line)
    page = " ".join(shown(at_terminal).split())
    assert "All of them. Takes an admin key." in page
    assert "Bend it. Deprecated: use fold_widget." in page


@pytest.mark.parametrize(
    ("name", "told", "untold"),
    [
        ("batch.batch_results", "reads only the files that it names", "filters on the server"),
        ("files.orphans", "it is a query", "Methods"),
        ("batch.batch_errors", "it is a query over openai.batch.batches", "Methods"),
    ],
)
def test_what_is_read_from_files_and_views_is_told_as_it_is(at_terminal, name, told, untold):
    for command in (r"\d", r"\d+"):
        assert run_text(at_terminal, f"{command} openai.{name}")
    page = " ".join(shown(at_terminal).split())
    assert page.count(told) == 2
    assert untold not in page


def test_the_cost_of_lines_is_that_of_their_files(at_terminal):
    assert run_text(at_terminal, r"\d+ openai.batch.batch_results")
    page = " ".join(shown(at_terminal).split())
    assert "one for each file that is not in the cache" in page


def test_lines_of_files_say_which_files_are_read_for_what(at_terminal):
    assert run_text(at_terminal, "\\d openai.batch.batch_results")
    page = " ".join(shown(at_terminal).split())
    for said in (
        "request object The body that was asked; for it the file of the requests is read, too.",
        "request_line integer The line of the request; for it the file of the requests is read, too.",
        "cost_usd number What its tokens cost in a batch, by prices on this machine, without a request",
        "batch_id = ... One request for the object, unless a list of the statement has it, and one for each file",
        "batch_id = ... AND source = ... Only the rows of this file",
        "batch_id = ... AND custom_id = ... The same files.",
    ):
        assert said in page
    assert all(len(line) < 100 for line in shown(at_terminal).splitlines() if "\x1b" not in line)


def test_other_resources_say_nothing_of_files(at_terminal):
    assert run_text(at_terminal, "\\d openai.batch.batches")
    assert "What WHERE takes" not in shown(at_terminal)
