r"""The keys of ``\top`` as data: for the view, for its own help and for ``\?keys``."""

from __future__ import annotations

from openai_sql_shell.shell.browser.keys import BrowserKey

TOP_KEYS = (
    BrowserKey("up", "Up, k", "the job above", ("up", "k")),
    BrowserKey("down", "Down, j", "the job below", ("down", "j")),
    BrowserKey("page_up", "PageUp, Ctrl-B", "a screen up", ("pageup", "c-b")),
    BrowserKey("page_down", "PageDown, Ctrl-F", "a screen down", ("pagedown", "c-f")),
    BrowserKey("first", "g, Home", "the first job", ("g", "home", "c-home")),
    BrowserKey("last", "G, End", "the last job", ("G", "end", "c-end")),
    BrowserKey("open", "Enter", "what became of the job, and why, as \\why says it", ("enter",)),
    BrowserKey("cancel", "c", "cancel the job; y consents, anything else does not", ("c",)),
    BrowserKey("refresh", "r", "look now", ("r",)),
    BrowserKey("help", "?, F1", "these keys", ("?", "f1")),
    BrowserKey("back", "Esc", "close what is open", ("escape",)),
    BrowserKey("leave", "q", "close what is open, or leave", ("q",)),
    BrowserKey("quit", "Ctrl-C", "leave at once; jobs go on", ("c-c", "c-d")),
)
