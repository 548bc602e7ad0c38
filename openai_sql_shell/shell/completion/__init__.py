"""Completion that knows the catalog: from a text, a cursor and a snapshot of the session to candidates.

`cursor`, `nodes` and `clauses` say where the cursor is, `rules` what is offered there, `ranking` in which order; `text` is the way in
for a program, `completer` for the line editor. It may import nothing of the shell but `line_tokens`.
"""
