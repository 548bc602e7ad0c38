"""The command line: which front end a run gets, and what its end looks like to the caller.

The words of the command line and the world come in, an exit code goes out. Whatever happens, nobody sees a traceback (unless
OPENAI_SQL_DEBUG asks for it), a broken pipe is no error, and a light question loads nothing heavy: every front end is imported
by the function that starts it.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import time
from contextlib import closing, contextmanager, suppress
from errno import EBADF

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.console import Console, screen_encoding
from openai_sql_shell.errors import Cancelled, ExitCode, OpenAISqlError
from openai_sql_shell.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TextIO


CLOSED_PIPE = 141
"""128 + SIGPIPE: what a shell reports for a program whose reader went away."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program in the real world."""
    words = sys.argv[1:] if argv is None else argv
    console, signals = real_console(), Signals()
    with paused_collector(), signals.handled():
        return guarded(lambda: run(words, console, signals), console)


class ClosedOutput(io.StringIO):
    """Stands for a standard output that the caller closed: what is written there is lost, and that is an error."""

    def write(self, text: str) -> int:
        """Refuse.

        Raises:
            OSError: always, but for nothing.
        """
        if text:
            raise OSError(EBADF, "standard output is closed; nothing can be written there")
        return 0


def real_console() -> Console:
    """This process's streams with line feeds on every system, in UTF-8, but for a screen that may not have it."""
    environ = own_environ()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = screen_encoding(environ) if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, newline="\n", errors="backslashreplace")
    return Console(
        stdin=sys.stdin or io.StringIO(),  # a stream the parent closed is None
        stdout=sys.stdout or ClosedOutput(),
        stderr=sys.stderr or io.StringIO(),
        environ=environ,
        clock=time.monotonic,
        width=lambda: terminal_width(environ, sys.stdout),
    )


def own_environ() -> Mapping[str, str]:
    """The environment as the person set it: in the locale of C, Python itself adds that it writes UTF-8."""
    if sys.flags.utf8_mode and os.environ.get("LC_CTYPE") in ("C.UTF-8", "C.utf8", "UTF-8"):
        return {name: value for name, value in os.environ.items() if name != "LC_CTYPE"}
    return os.environ


def guarded(action: Callable[[], int], console: Console) -> int:
    """The exit code of an action that may fail in any way; never raises an `Exception`."""
    try:
        code = action()
        console.stdout.flush()
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        code = CLOSED_PIPE
    except Exception as error:  # noqa: BLE001 - the last border before the person
        release(console.stdout)
        with suppress(OSError):  # nobody may be listening on stderr either
            explain(error, console)
        code = error.exit_code if isinstance(error, OpenAISqlError) else ExitCode.FAILED
    for stream in (console.stdout, console.stderr):
        release(stream)
    return code


def run(words: Sequence[str], console: Console, signals: Signals) -> int:
    """Start what the words ask for; its exit code. With OPENAI_SQL_PROFILE it is said in a file where the time went."""
    file = console.environ.get("OPENAI_SQL_PROFILE")
    if not file:
        return start(words, console, signals)
    from openai_sql_shell.cli.run_profile import profiled  # noqa: PLC0415 - brings a profiler

    with profiled(file):
        return start(words, console, signals)


def start(words: Sequence[str], console: Console, signals: Signals) -> int:
    """Start what the words ask for, and return its exit code."""
    if list(words) == ["--version"]:  # the table of options takes longer to load than this to answer
        show_version(None, console)
        return ExitCode.OK
    from openai_sql_shell.cli.arguments import parse  # noqa: PLC0415 - its failure is to be explained, too

    options = parse(words)
    for name, answer in ANSWERS.items():
        if getattr(options, name, None) not in (None, False):
            answer(options, console)
            return ExitCode.OK
    return STARTS[options.command.name](options, console, signals)


def explain(error: Exception, console: Console) -> None:
    """Say on stderr what went wrong, in one sentence."""
    from openai_sql_shell.render.error_text import report  # noqa: PLC0415 - only a failing run needs it
    from openai_sql_shell.secrets import mask  # noqa: PLC0415

    keys = [value for name, value in console.environ.items() if name.endswith("_KEY") and value]
    if isinstance(error, OpenAISqlError):
        report(console, error)
    elif console.environ.get("OPENAI_SQL_DEBUG"):
        import traceback  # noqa: PLC0415

        console.say(mask("".join(traceback.format_exception(error)), keys))
    elif isinstance(error, OSError) and error.strerror:
        console.say(f"error: {mask(error.strerror, keys)}")
    else:
        what = mask(f"{type(error).__name__}: {error}", keys)
        console.say(f"internal error: {what} (set OPENAI_SQL_DEBUG=1 for the traceback)")


def show_help(options: argparse.Namespace, console: Console) -> None:
    """``--help``."""
    from openai_sql_shell.cli.arguments import help_text  # noqa: PLC0415

    console.stdout.write(help_text(options.command))


def show_version(_options: argparse.Namespace | None, console: Console) -> None:
    """``--version``."""
    console.stdout.write(f"openai-sql {__version__}\n")


def show_completion_script(options: argparse.Namespace, console: Console) -> None:
    """``--completions SHELL``."""
    from openai_sql_shell.cli.completion_scripts import completion_script  # noqa: PLC0415

    console.stdout.write(completion_script(options.completions))


def show_completions(options: argparse.Namespace, console: Console) -> None:
    """``--complete TEXT``: one candidate a line, with its kind."""
    from openai_sql_shell.config import Paths  # noqa: PLC0415
    from openai_sql_shell.shell.completion.text import complete_text  # noqa: PLC0415
    from openai_sql_shell.shell.editor.completion_snapshot import sessionless_snapshot  # noqa: PLC0415

    snapshot = sessionless_snapshot(Paths.of(console.environ))
    for candidate in complete_text(options.complete, snapshot=snapshot):
        console.stdout.write(f"{candidate.text}\t{candidate.kind}\n")


def start_program(options: argparse.Namespace, console: Console, signals: Signals) -> int:
    """The shell for a person with nothing to run, otherwise the scripts."""
    if console.interactive and not options.sources:
        return start_shell(options, console, signals)
    from openai_sql_shell.cli.launch import launched  # noqa: PLC0415
    from openai_sql_shell.cli.options import ScriptSource  # noqa: PLC0415

    with launched(options, console) as run_with:
        from openai_sql_shell.cli.runner import ScriptRun, run_scripts  # noqa: PLC0415
        from openai_sql_shell.cli.scripts import read  # noqa: PLC0415

        sources = options.sources or [ScriptSource("file", "-")]
        if console.stdin.isatty() and ScriptSource("file", "-") in sources:
            console.say("Reading statements from the terminal; Ctrl-D ends them.")
        resume_collector()
        scripts = [read(source, console.stdin) for source in sources]
        code = run_scripts(ScriptRun(run_with.session, console, signals, options.keep_going), scripts)
        signals.close()
        return code


def start_shell(options: argparse.Namespace, console: Console, signals: Signals) -> int:
    """The shell: its prompt first, then everything else."""
    from openai_sql_shell.cli.launch import launched  # noqa: PLC0415
    from openai_sql_shell.shell.editor.first_paint import FirstPaint  # noqa: PLC0415

    with closing(FirstPaint(console)) as paint, launched(options, console, paint.show) as run_with:
        from openai_sql_shell.shell import repl  # noqa: PLC0415 - brings the line editor

        def ready() -> None:
            resume_collector()
            run_with.ready()

        def preload() -> None:
            run_with.preload()
            resume_collector()

        code = repl.run(
            run_with.session,
            console,
            paths=run_with.paths,
            opening=repl.Opening(
                run_with.banner,
                run_with.init_file,
                run_with.profiles,
                run_with.connect,
                ready,
                preload,
                paint.release_terminal,
            ),
        )
        signals.close()
        return code


def start_replay(options: argparse.Namespace, console: Console, signals: Signals) -> int:
    """``replay``."""
    from openai_sql_shell.cli.launch import launched  # noqa: PLC0415
    from openai_sql_shell.shell.history import replay  # noqa: PLC0415

    with launched(options, console) as run_with:
        resume_collector()
        code = replay.main(options, run_with.session, console, run_with.paths)
        signals.close()
        return code


def start_sandbox(options: argparse.Namespace, console: Console, signals: Signals) -> int:
    """``sandbox``: serve until a signal comes. What it prints can be given to ``eval``."""
    from pathlib import Path  # noqa: PLC0415

    from openai_sql_shell.sandbox.faults import faulty  # noqa: PLC0415
    from openai_sql_shell.sandbox.server import Sandbox  # noqa: PLC0415

    resume_collector()
    directory = Path(options.dir) if options.dir else None
    with (
        signals.statement() as stopped,
        Sandbox(
            directory,
            port=options.port or 0,
            key=options.key,
            middleware=faulty(options.fault, stopped.wait),
        ) as sandbox,
    ):
        keys = f"OPENAI_API_KEY={sandbox.key}\nOPENAI_ADMIN_KEY={sandbox.admin_key}\n"
        console.stdout.write(f"OPENAI_BASE_URL={sandbox.url}\n{keys}")
        console.stdout.flush()
        while not stopped:
            try:
                stopped.wait(3600)
            except Cancelled:
                break
    return ExitCode.OK


def start_config(options: argparse.Namespace, console: Console, _signals: Signals) -> int:
    """``config``."""
    from openai_sql_shell.cli import config_report  # noqa: PLC0415

    return config_report.main(options, console)


def start_catalog(options: argparse.Namespace, console: Console, _signals: Signals) -> int:
    """``catalog``."""
    from openai_sql_shell.cli import catalog_report  # noqa: PLC0415

    return catalog_report.main(options, console)


def start_docs(options: argparse.Namespace, console: Console, _signals: Signals) -> int:
    """``docs``."""
    from openai_sql_shell.cli import docs  # noqa: PLC0415

    return docs.main(options, console)


def start_mcp(options: argparse.Namespace, console: Console, _signals: Signals) -> int:
    """``mcp``."""
    from openai_sql_shell.cli import agents  # noqa: PLC0415

    resume_collector()
    return agents.main(options, console)


ANSWERS: Mapping[str, Callable[[argparse.Namespace, Console], None]] = {
    "help": show_help,
    "version": show_version,
    "completions": show_completion_script,
    "complete": show_completions,
}
"""Options that are a question of their own; the first one asked is answered, and nothing else is done."""

STARTS: Mapping[str, Callable[[argparse.Namespace, Console, Signals], int]] = {
    "": start_program,
    "sandbox": start_sandbox,
    "replay": start_replay,
    "config": start_config,
    "catalog": start_catalog,
    "docs": start_docs,
    "mcp": start_mcp,
}
"""What each command does."""


def terminal_width(environ: Mapping[str, str], stream: TextIO) -> int:
    """Columns of the terminal behind a stream right now; COLUMNS wins, 80 where nobody knows."""
    columns = environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def release(stream: TextIO) -> None:
    """Flush a stream whose reader may be gone, so that the interpreter does not fail over it on its way out."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


YOUNG_OBJECTS = 10_000
"""New objects between two looks for garbage: rows are many, and never in a circle."""


@contextmanager
def paused_collector() -> Iterator[None]:
    """Collect nothing while the block runs, or until `resume_collector` is called; nor, on the way out of the program, what is left behind it."""
    gc.disable()
    try:
        yield
    finally:
        resume_collector()
        gc.freeze()


def resume_collector() -> None:
    """Everything is loaded: collect again, and never look at what is there by now. May be called more than once."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)
        gc.enable()
