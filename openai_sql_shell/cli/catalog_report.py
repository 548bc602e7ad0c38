"""``catalog``: what the built-in catalog holds, how it differs from an OpenAPI document, and declarations drafted from one.

Options and the world come in; rows or the text of a module go to stdout, an exit code out. Nothing is sent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from openai_sql_shell.catalog import LOCAL, SOURCE
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.services import DESCRIBED_ON, SERVICES
from openai_sql_shell.classes import astuple, fields, replace
from openai_sql_shell.cli.launch import chosen_config_file, chosen_settings
from openai_sql_shell.cli.scripts import STDIN, decode
from openai_sql_shell.config import Paths, read_config
from openai_sql_shell.errors import ExitCode, StatementError, UsageError, did_you_mean
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.openapi import Document, Operation
    from openai_sql_shell.console import Console
    from openai_sql_shell.result import Row

LARGEST = 64 * 1024 * 1024
"""Bytes of a document; OpenAI's has three million."""
AS_JSON = "write it as JSON first: yq -o json SPEC.yaml > SPEC.json"


def main(options: argparse.Namespace, console: Console) -> int:
    """Do what the first word says; without one, tell what the catalog holds.

    Raises:
        UsageError: it says something else, there are too many words or too few, or the document is none.
    """
    action, *words = options.files or [""]
    if action not in ACTIONS:
        near = did_you_mean(nearest(action, filter(None, ACTIONS)))
        raise UsageError(
            f'"{action}" is nothing catalog can do', hint=near or "write catalog check SPEC.json"
        )
    names, act = ACTIONS[action]
    if len(words) > len(names):
        raise UsageError(f'"{words[len(names)]}" is one word too many', hint="openai-sql catalog --help")
    if len(words) < len(names):
        raise UsageError(
            f"catalog {action} needs {names[len(words)]}", hint=f"write catalog {action} {' '.join(names)}"
        )
    return act(options, words, console)


def summary(options: argparse.Namespace, _words: Sequence[str], console: Console) -> int:
    """Date, source and counts of the built-in catalog."""
    services = [service for service in SERVICES if service.name != LOCAL]
    resources = [resource for service in services for resource in service.resources]
    methods = [method for resource in resources for method in resource.methods]
    deprecated = [
        r for r in resources if r.deprecated or (r.methods and all(m.deprecated for m in r.methods))
    ]
    rows = (
        ("date", DESCRIBED_ON),
        ("source", SOURCE),
        ("services", len(services)),
        ("resources", len(resources)),
        ("deprecated resources", len(deprecated)),
        ("methods", len(methods)),
        ("operations", len({(m.http, m.path) for m in methods if not m.derived})),
        ("columns", sum(len(r.columns) for r in resources)),
    )
    _write(("name", "value"), rows, options, console)
    return ExitCode.OK


def check(options: argparse.Namespace, words: Sequence[str], console: Console) -> int:
    """Every difference between the catalog and a document, one a row."""
    from openai_sql_shell.catalog.check import Difference, compare  # noqa: PLC0415 - only this and the draft need it

    document, _ = _document(words[0], console)
    differences = compare(SERVICES, document)
    names = tuple(fields(Difference))
    _write(names, map(astuple, differences), options, console)
    if differences:
        console.say(f"{len(differences)} differences from the catalog of {DESCRIBED_ON}")
        return ExitCode.FAILED
    console.say(f"no differences from the catalog of {DESCRIBED_ON}")
    return ExitCode.OK


def draft(_options: argparse.Namespace, words: Sequence[str], console: Console) -> int:
    """The module of a service, drafted from the operations of a tag."""
    from openai_sql_shell.catalog.draft import ServiceDraft  # noqa: PLC0415
    from openai_sql_shell.catalog.naming import resources_of, service_of, snake_case  # noqa: PLC0415

    path, tag = words
    _, operations = _document(path, console)
    tags = {service_of(operation): operation.tag or service_of(operation) for operation in operations}
    if snake_case(tag) not in tags:
        near = did_you_mean([tags[name] for name in nearest(snake_case(tag), tags)])
        known = ", ".join(sorted(tags.values()))
        raise UsageError(f'{path} has no tag "{tag}"', hint=near or f"it has {known}")
    console.stdout.write(ServiceDraft(snake_case(tag), resources_of(snake_case(tag), operations)).text())
    return ExitCode.OK


def _content(path: str, console: Console) -> bytes:
    """The bytes of a file, or of standard input (``-``)."""
    try:
        if path == STDIN:
            found: bytes = console.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                found = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {path}: {reason}") from None
    if len(found) > LARGEST:
        raise UsageError(f"{path} is larger than any OpenAPI document: more than {LARGEST >> 20} MB")
    return found


def _document(path: str, console: Console) -> tuple[Document, list[Operation]]:
    """A document and its operations.

    Raises:
        UsageError: there is no such file, or something else in it.
    """
    from openai_sql_shell.catalog.openapi import Document  # noqa: PLC0415

    text = ""
    try:
        text = decode(_content(path, console), path)
        found = json.loads(text)
    except StatementError as error:
        raise UsageError(error.message, hint=error.hint) from None
    except (ValueError, RecursionError) as error:
        looks = text.lstrip()[:1] not in ("{", "[") and ":" in text.partition("\n")[0]
        hint = AS_JSON if looks or path.endswith((".yaml", ".yml")) else None
        kind = "is YAML, not JSON" if hint else f"is no JSON: {error}"
        raise UsageError(
            f"{path} {kind}", hint=hint or "the document is to be an OpenAPI one, as JSON"
        ) from None
    try:
        if not isinstance(found, dict):
            raise ValueError("it is no object")  # noqa: TRY301, TRY004 - one way out for whatever is wrong
        document = Document(found)
        return document, list(document.operations())
    except (ValueError, RecursionError) as error:
        hint = "it is to have openapi: 3.x and paths"
        raise UsageError(f"{path} is no OpenAPI document: {error}", hint=hint) from None


def _write(names: Iterable[str], rows: Iterable[Row], options: argparse.Namespace, console: Console) -> None:
    """Draw rows like those of a statement, all of them and whole."""
    file = read_config(chosen_config_file(options, Paths.of(console.environ)))
    settings = chosen_settings(options, file, screen=console.stdout.isatty())
    look = replace(RenderOptions.on(console.stdout, console, settings), max_rows=None)
    write(Result(tuple(map(ResultColumn, names)), iter(rows)), console.stdout, look)


ACTIONS: Mapping[str, tuple[tuple[str, ...], Callable[[argparse.Namespace, Sequence[str], Console], int]]] = {
    "": ((), summary),
    "check": (("SPEC.json",), check),
    "draft": (("SPEC.json", "TAG"), draft),
}
"""What ``catalog`` does, by its first word, and the words that must follow it."""
