"""The greeting: what a person reads above the first prompt, and the statement that this prompt offers.

A notice and a width come in, lines go out. Loaded before the line editor, so it loads little but the catalog's index.
"""

from __future__ import annotations

from openai_sql_shell.catalog import LOCAL
from openai_sql_shell.catalog.index import INDEX
from openai_sql_shell.shell.output.text_columns import wrapped

FIRST_STATEMENT = "SELECT id, status FROM openai.batch.batches LIMIT 5;"
"""One request, whatever the account holds."""


def greeting(notice: str | None, width: int) -> str:
    """What the person should know, and how much is here.

    >>> "services with" in greeting("This is the sandbox.", 80)
    True
    """
    services = [service for name, service in INDEX.items() if name != LOCAL]
    resources = sum(len(service.resources) for service in services)
    here = f"{len(services)} services with {resources} resources · \\dt, \\tour, \\?"
    texts = filter(None, (notice, here))
    return "\n".join(line for text in texts for line in wrapped(text, width))
