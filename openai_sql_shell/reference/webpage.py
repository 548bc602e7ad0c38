"""A page as HTML: one document, without scripts and without anything from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.reference.page import Block, ReferencePage

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color-scheme:light dark}"
    "table{border-collapse:collapse}td,th{border:1px solid #8885;padding:.2em .6em;text-align:left;vertical-align:top}"
    "pre{background:#8882;padding:.6em;overflow:auto}"
)


def webpage(page: ReferencePage) -> str:
    """The document."""
    head = f'<meta charset="utf-8">\n<title>{escape(page.name)}</title>\n<style>{STYLE}</style>'
    body = "\n".join(line for block in page.blocks for line in _block(block))
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case NameTable(columns, rows):
            yield f"<table>\n<tr>{''.join(f'<th>{escape(title)}</th>' for title in columns)}</tr>"
            for name, *others in rows:
                cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
                yield f"<tr><td><code>{escape(name)}</code></td>{cells}</tr>"
            yield "</table>"
        case Statement(remark, sql):
            told = f"<p>{escape(remark)}</p>\n" if remark else ""
            yield f"{told}<pre><code>{escape(sql)}</code></pre>"
