"""How rows and errors look.

`formats.write` draws one result on a stream, `errors.render_error` and `footers` make the text beside it. Text from the API
becomes harmless here and nowhere else. Nothing is gathered here: a prompt that shows one line must not load every way to draw a
table. Importing any of it loads no third-party module.
"""
