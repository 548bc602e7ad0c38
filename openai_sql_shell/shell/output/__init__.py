"""Output: from a running statement to the screen, a file or another program.

`statement_run` executes and draws, `terminators` is what may stand in place of the semicolon, `progress_line` tells about long work.
It may import no other folder of the shell.
"""
