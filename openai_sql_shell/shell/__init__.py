"""The interactive shell: a person at a terminal talks to a session.

`repl` is the loop, `state` what its parts share, `run_input` takes a typed text apart and runs it. The folders: `editor` asks for a
text, `completion` offers what may come next, `commands` are the backslash commands, `history` keeps what was typed, `output` shows
what came of it.
"""
