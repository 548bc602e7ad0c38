"""Rendering: rows and errors as text, for terminals, files and programs.

A `Result` and `RenderOptions` come in: `writer.write` draws it on a stream in its format, one module for each or for a few of a
kind, and says in a `RenderSummary` what became of the rows. `footers` and `error_text` make the lines beside it. Text from
elsewhere becomes harmless here (`sanitize`) and nowhere else. Nothing is gathered here: a prompt that shows one line must not
load every way to draw a table. Importing any of it but `rich_frame` loads no third-party module.
"""
