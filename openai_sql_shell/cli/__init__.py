"""The command line: words in, a front end started, an exit code out.

`main` decides which front end runs, `options` is the table of what can be said, `launch` opens the session, `runner` runs scripts.
It may import everything; nothing imports it.
"""
