"""Completion that knows the catalog: from a text, a cursor and a snapshot of the session to candidates. See `text` and `completer`."""
