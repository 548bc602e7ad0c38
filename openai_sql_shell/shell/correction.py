"""The correction of a statement that failed over one name: what the next prompt offers.

A statement and its error come in; the statement with the name that was meant goes out, on one line. Nothing where there are several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sql.tokens import TokenKind, identifier, tokenize

if TYPE_CHECKING:
    from openai_sql_shell.errors import OpenAISqlError


def corrected(text: str, error: OpenAISqlError | None) -> str:
    """The statement as it was probably meant, with its semicolon; empty where that is not plain."""
    if error is None or error.span is None or len(error.near) != 1:
        return ""
    (meant,), start, end = error.near, error.span.start, error.span.end
    wrong = str(getattr(error, "name", text[start:end]))
    if "." in wrong and "." not in meant:
        wrong = wrong.rpartition(".")[2]  # the name of its table stays
    at = text.lower().rfind(wrong.lower(), start, end)
    if not wrong or at < 0:
        return ""
    if getattr(error, "kind", "") == "table" and text[at - 1] not in '"`[':
        meant = identifier(meant)
    return _on_one_line(f"{text[:at]}{meant}{text[at + len(wrong) :]};")


def _on_one_line(text: str) -> str:
    """The same statement without line ends; empty where one of them means something."""
    tokens = [" " if t.kind is TokenKind.SPACE and "\n" in t.text else t.text for t in tokenize(text)]
    line = "".join(tokens)
    return "" if "\n" in line or any(token.startswith("--") for token in tokens) else line
