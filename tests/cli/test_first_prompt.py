"""What a shell loads before it draws its first prompt and takes the first key: all of it is a person's time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals of POSIX")

UNTIL_DRAWN = """
import os, sys
before = set(sys.modules)
from openai_sql_shell.cli.main import main
from openai_sql_shell.shell import repl

def drawn():
    with open(sys.argv[1], "w") as told:
        for name in set(sys.modules) - before:
            print(name, getattr(sys.modules[name], "__file__", ""), file=told)
    os._exit(0)

repl._in_background = lambda _: drawn
main(["--sandbox"])
"""

OURS = {
    "": "cancel classes console errors opening secrets version",
    ".api": "clock",
    ".catalog": "index summary",
    ".cli": "arguments launch main options signals",
    ".config": "config_file key_sources output_formats paths profiles settings",
    ".render": "sanitize sgr width",
    ".session": "session session_database session_transport",
    ".shell": "confirm greeting interrupts keys line_tokens repl state styles",
    ".shell.completion": "completer",
    ".shell.editor": "background_reply first_paint highlighting history_list key_bindings line_history prompt suggestion toolbar "
    "visible_text",
    ".shell.history": "file seen_ids",
    ".shell.output": "text_columns",
    ".sql": "tokens",
}
"""Modules of ours by package. Everybody waits for one that joins them: import it late, or add it here."""
OTHERS = {"prompt_toolkit", "pygments", "wcwidth"}
LATE = {"difflib", "json", "sqlite3", "tomllib"}
"""Python's own that only a later step needs."""


@posix
def test_the_first_prompt_waits_for_no_module_but_these(environment, tmp_path):
    inner, outer = os.openpty()
    try:
        subprocess.run(
            [sys.executable, "-c", UNTIL_DRAWN, "loaded"],
            env=environment | {"TERM": "xterm"},
            cwd=tmp_path,
            stdin=outer,
            stdout=outer,
            stderr=outer,
            timeout=60,
            check=True,
        )
    finally:
        os.close(inner)
        os.close(outer)
    loaded = dict(line.partition(" ")[::2] for line in (tmp_path / "loaded").read_text().splitlines())
    ours = {
        f"openai_sql_shell{package}{module and '.'}{module}"
        for package, modules in OURS.items()
        for module in ("", *modules.split())
    }
    assert {name for name in loaded if name.startswith("openai_sql_shell")} == ours
    assert not LATE & loaded.keys()
    assert {name.partition(".")[0] for name, file in loaded.items() if "site-packages" in file} == OTHERS
