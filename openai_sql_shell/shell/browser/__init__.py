r"""The browser: rows that are here, on the whole screen, to move about in (``\browse``).

`grid` and `text_page` know what is shown and touch no terminal, `keys` is the table of what can be pressed, `view` draws. Loaded when it is used.
"""
