"""The greeting: what a person reads above the first prompt, and the statement that this prompt offers.

A notice and a width come in, lines go out. Loaded before the line editor, so it loads little but the catalog's index.
"""

from __future__ import annotations

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell.output.text_columns import wrapped

FIRST_STATEMENT = "SELECT id, status FROM openai.batch.batches LIMIT 5;"
"""One request, whatever the account holds."""

MOST_NAMED = 8
"""Services that are named one by one."""


def greeting(notice: str | None, width: int) -> str:
    r"""What the person should know, and what is here: each service with its number of resources, or where they are many, how many.

    >>> print(greeting("This is the sandbox.", 80))
    This is the sandbox.
    batch 1, files 1, models 1, uploads 2, vector_stores 5 resources · \tour, \?
    """
    services = Catalog().services
    here = ", ".join(f"{service.name} {len(service.resources)}" for service in services)
    if len(services) > MOST_NAMED:
        here = f"{len(services)} services with {sum(len(service.resources) for service in services)}"
    texts = filter(None, (notice, f"{here} resources · \\tour, \\?"))
    return "\n".join(line for text in texts for line in wrapped(text, width))
