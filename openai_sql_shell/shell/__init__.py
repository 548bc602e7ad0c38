"""The interactive shell: `repl` is its loop, `state` what its parts share."""
