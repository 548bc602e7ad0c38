"""The command line: words in, a front end started, an exit code out."""
