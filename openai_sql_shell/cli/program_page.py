"""The manual page of the program, ``openai-sql.1``, made from the table of options and those of formats, settings and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.cli.options import COMMANDS, PROGRAM, PROGRAM_ITSELF, Option, Subcommand
from openai_sql_shell.config import FORMATS, SETTINGS, Paths
from openai_sql_shell.errors import ExitCode
from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, ReferencePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openai_sql_shell.reference.page import Block

SUMMARY = "the OpenAI platform as a database"
TABLES = (
    "Every resource of the API is a table: SELECT reads it, INSERT, UPDATE and DELETE change it, EXEC calls its other methods. "
    "On a terminal, with nothing to run, it is a shell with completion; otherwise it runs files, the SQL of -c, or a pipe. "
    "Rows go to the standard output, everything else to the standard error."
)
KEYLESS = "Without a key, --sandbox talks to an imitation of the API on this machine; the shell goes there by itself."

EXIT_CODES: Mapping[ExitCode, str] = {
    ExitCode.OK: "every statement succeeded",
    ExitCode.FAILED: "a statement failed: syntax, unknown name, missing parameter, an error of the API; catalog check found differences",
    ExitCode.USAGE: "wrong options or configuration, a file that cannot be read",
    ExitCode.ASSERTION: r"an assertion was not true (\assert)",
    ExitCode.TIMEOUT: "a wait ran out of time",
    ExitCode.CONNECTION: "the API could not be reached or refused the key",
    ExitCode.INTERRUPTED: "interrupted",
}

ENVIRONMENT: Mapping[str, str] = {
    "OPENAI_API_KEY": "the key, where no profile says another place",
    "OPENAI_ADMIN_KEY": "the key for what belongs to an organization: usage, costs, projects, users",
    "OPENAI_ORG_ID": "the organization that requests are for",
    "OPENAI_PROJECT_ID": "the project that requests are for",
    "OPENAI_BASE_URL": "the address of the API, with its /v1",
    "XDG_CONFIG_HOME": "the directory of what a person writes, ~/.config unless set",
    "XDG_STATE_HOME": "the directory of what the program keeps, ~/.local/state unless set",
    "XDG_CACHE_HOME": "the directory of what can be fetched again, ~/.cache unless set",
    "PAGER": "the pager, less unless set",
    "VISUAL": r"the editor of \e; then EDITOR",
    "NO_COLOR": "where it has any value, no colours",
    "SSL_CERT_FILE": "certificates to trust; REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE come first",
    "OPENAI_SQL_DEBUG": "where it has any value, internal errors show their traceback",
}

EXAMPLES: Mapping[str, str] = {
    'openai-sql --sandbox -c "SHOW SERVICES IN openai"': "what there is, without a key",
    "openai-sql -f nightly.sql -o json": "run a file, and write JSON",
    "openai-sql --dry-run -f cleanup.sql": "print the requests that would change something, send none of them",
    "openai-sql docs openai.batch.batches": "everything about a resource",
}


def program_page() -> ReferencePage:
    """The page."""
    return ReferencePage(PROGRAM, SUMMARY, DESCRIBED_ON, tuple(_blocks()), section=1)


def _blocks() -> Iterator[Block]:
    yield Heading(1, PROGRAM)
    yield Heading(2, "Synopsis")
    yield from (Paragraph(_usage(command)) for command in COMMANDS.values())
    yield Heading(2, "Description")
    yield from map(Paragraph, (TABLES, KEYLESS))
    yield Heading(2, "Options")
    yield from _sections(PROGRAM_ITSELF)
    yield Heading(2, "Commands")
    for command in COMMANDS.values():
        if command is not PROGRAM_ITSELF:
            yield Heading(3, _usage(command))
            yield Paragraph(command.help)
            yield from _sections(command)
    for title, column, rows in _tables():
        yield Heading(2, title)
        yield NameTable((column, "what it means"), tuple(rows.items()))
    yield Heading(2, "See also")
    yield Paragraph(
        "openai-sql docs prints an index of all resources, openai-sql docs RESOURCE the reference of one."
    )


def _usage(command: Subcommand) -> str:
    return " ".join(filter(None, (PROGRAM, command.name, command.usage)))


def _sections(command: Subcommand) -> Iterator[Block]:
    """The options of a command, under the headings of its help where it has several."""
    if command is PROGRAM_ITSELF:
        for title, options in command.sections.items():
            yield Heading(3, title)
            yield _options(options)
    else:
        yield _options(tuple(command.options))


def _options(options: Iterable[Option]) -> NameTable:
    return NameTable(("option", "what it does"), tuple((one.synopsis, one.help) for one in options))


def _tables() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    yield "Output formats", "format", {name: row.help for name, row in FORMATS.items()}
    yield "Settings", "setting", {name: row.help for name, row in SETTINGS.items()}
    yield "Exit status", "code", {str(code.value): told for code, told in EXIT_CODES.items()}
    yield "Environment", "variable", ENVIRONMENT
    yield "Files", "file", _files()
    yield "Examples", "command", EXAMPLES


def _files() -> Mapping[str, str]:
    paths = Paths.of({"HOME": "~"}, "linux")
    told = {
        paths.config_file: "profiles and settings",
        paths.init_file: "statements the shell begins with",
        paths.queries_file: "named queries",
        paths.prices_file: "own prices of models",
        paths.history_file: "what was typed in the shell",
        paths.ledger_file: "what was created here, and the states it was seen in",
        paths.files_folder: "files that were downloaded to be read",
    }
    return {path.as_posix(): text for path, text in told.items()}
