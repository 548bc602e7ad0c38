"""How rows and errors look.

`write` draws one result on a stream, `render_error`, `footer` and `stats_line` make the text beside it. Text from the API
becomes harmless here and nowhere else. Importing this loads no third-party module.
"""

from openai_sql_shell.render.errors import render_error
from openai_sql_shell.render.footers import footer, stats_line
from openai_sql_shell.render.formats import FORMATS, Format, write
from openai_sql_shell.render.look import Look, Shown
from openai_sql_shell.render.visible import visible, visible_lines

__all__ = [
    "FORMATS",
    "Format",
    "Look",
    "Shown",
    "footer",
    "render_error",
    "stats_line",
    "visible",
    "visible_lines",
    "write",
]
