"""The greeting: what a person reads above the first prompt, and the statement that this prompt offers.

A notice and a width come in, lines go out. Loaded before the line editor, so it loads little but the catalog's index.
"""

from __future__ import annotations

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell.output.text_columns import wrapped

FIRST_STATEMENT = "SELECT id, status FROM openai.batch.batches LIMIT 5;"
"""One request, whatever the account holds."""


def greeting(notice: str | None, width: int) -> str:
    r"""What the person should know, and what is here: each service with its number of resources.

    >>> print(greeting("This is the sandbox.", 80))
    This is the sandbox.
    batch 1, files 1, models 1, uploads 2, vector_stores 5 resources · \tour, \?
    """
    services = ", ".join(f"{service.name} {len(service.resources)}" for service in Catalog().services)
    texts = filter(None, (notice, f"{services} resources · \\tour, \\?"))
    return "\n".join(line for text in texts for line in wrapped(text, width))
