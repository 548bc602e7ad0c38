r"""The keys of the line editor as data, for the editor and for ``\?keys``: those that are ours, and those worth knowing."""

from __future__ import annotations

from openai_sql_shell.classes import frozen

ESCAPE_TIME = 0.1
"""Seconds after which Esc is a key of its own and not the beginning of another."""


@frozen
class Key:
    """One key and what it does at the prompt."""

    label: str
    """As it is printed on keyboards."""
    help: str
    keys: tuple[str, ...] = ()
    """prompt_toolkit's names, pressed one after the other, where the action is ours; empty for a key it binds itself."""


KEYS = (
    Key("Enter", "run a statement that ends in ;, a \\command, or any text after an empty line", ("enter",)),
    Key("Alt-Enter", "begin a new line, whatever is written", ("escape", "enter")),
    Key("F1", "show the commands", ("f1",)),
    Key("F2", "browse the last result; what is being written stays", ("f2",)),
    Key("F3", "one-line mode: Enter always runs", ("f3",)),
    Key("F4", "keys of vi or Emacs", ("f4",)),
    Key("Tab", "open the menu of completions, and go through it"),
    Key("Esc", "close the menu", ("escape",)),
    Key("Right, Ctrl-E", "take the suggestion from the history"),
    Key("Alt-F", "take its next word"),
    Key("Up, Down", "move between lines, then through the history"),
    Key("Ctrl-R", "list the history: words narrow it, arrows choose, Enter takes, Esc goes back", ("c-r",)),
    Key("Ctrl-X Ctrl-E", "write the statement in your editor (in vi mode: v)"),
    Key("Ctrl-_", "undo"),
    Key("Ctrl-L", "clear the screen"),
    Key("Ctrl-C", "drop the line; while a statement runs: stop it"),
    Key("Ctrl-D", "on an empty line: leave"),
)
