"""``docs``: the reference of a resource, an index of all, a guide, or the manual of the program, as text on stdout. Nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import Catalog, nearest
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.cli.options import GUIDES, INDEX, PROGRAM
from openai_sql_shell.cli.program_page import program_page
from openai_sql_shell.errors import ExitCode, OpenAISqlError, Span, UsageError, did_you_mean
from openai_sql_shell.planner.scope import Scope, resource_named
from openai_sql_shell.reference.guides import guide_page, guide_text
from openai_sql_shell.reference.manual import manual
from openai_sql_shell.reference.markdown import markdown
from openai_sql_shell.reference.pages import index_page, resource_page
from openai_sql_shell.reference.screen import screen
from openai_sql_shell.reference.webpage import webpage
from openai_sql_shell.sql.statements import Name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from openai_sql_shell.console import Console
    from openai_sql_shell.reference.page import ReferencePage

WRITERS: Mapping[str, Callable[[ReferencePage], str]] = {"md": markdown, "man": manual, "html": webpage}
"""What each value of ``--format`` gives."""


def main(options: argparse.Namespace, console: Console) -> int:
    """Write the page.

    Raises:
        UsageError: there is no such resource; names the nearest.
    """
    form = options.format or ("text" if console.stdout.isatty() else "md")
    usual = PROGRAM if form == "man" else INDEX
    name = usual if options.files is None else options.files
    written = form == "md" and name in GUIDES
    if form == "text":
        console.stdout.write(screen(_page(name), console.width()))
    else:
        console.stdout.write(guide_text(name) if written else WRITERS[form](_page(name)))
    return ExitCode.OK


def _page(name: str) -> ReferencePage:
    if name in GUIDES:
        return guide_page(name)
    catalog = Catalog()
    if name == INDEX:
        return index_page(catalog.services)
    return program_page() if name == PROGRAM else _resource_page(name, catalog)


def _resource_page(name: str, catalog: Catalog) -> ReferencePage:
    try:
        resource = resource_named(Name(tuple(name.split(".")), Span(0, 0)), Scope(catalog, None, ()))
    except OpenAISqlError as error:
        hint = error.hint or did_you_mean(nearest(name, GUIDES)) or "openai-sql docs lists them all"
        raise UsageError(error.message, hint=hint) from None
    return resource_page(resource, Relations(catalog))
