"""The history: what was typed, kept in a file, offered again, and replayed as a script of its own.

Statements come in after they ran (`file`); `replay` runs them again by what `replay_plan` decides. It may import output.
"""
