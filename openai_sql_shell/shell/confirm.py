"""A question and the answer of a person; above all the confirmation before many objects are changed: where, what, how many, which.

A preview comes in, the person's word goes out. Anything but the number, Ctrl-C and the end of the input among it, means no.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from openai_sql_shell.shell.interrupts import on_ctrl_c
from openai_sql_shell.shell.output.text_columns import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.shell.state import ShellState

LISTED = 10
"""Objects that are named before the rest is counted."""


def ask_for_consent(shell: ShellState, preview: Preview) -> bool:
    """Whether the person typed how many objects it is about."""
    for line in question(shell.session.profile.name, preview):
        shell.say(line)
    answer = answer_to(shell, f"Type {preview.count} to go on, anything else to leave it: ")
    return answer.strip() == str(preview.count)


def answer_to(shell: ShellState, prompt: str) -> str:
    """The line that the person typed, with its line end; without one after Ctrl-C and at the end of the input."""
    stderr = shell.console.stderr
    try:
        # a token, as while a statement runs, ends no read of the keyboard
        with on_ctrl_c(signal.default_int_handler):
            stderr.write(prompt)
            stderr.flush()
            answer = shell.console.stdin.readline()
    except KeyboardInterrupt:
        answer = ""
    if not answer.endswith("\n"):
        stderr.write("\n")  # the answer's own line end never came
    return answer


def question(profile: str, preview: Preview) -> Iterator[str]:
    """What the person has to know, line by line.

    >>> from openai_sql_shell.session.consent import Preview
    >>> files = (("file_1", "a.txt"), ("file_20", ""))
    >>> for line in question("work", Preview("DELETE", "openai.files.files", files, "DELETE /files/{file_id}")):
    ...     print(line)
    DELETE on profile work changes 2 objects of openai.files.files:
      file_1   a.txt
      file_20
    each by DELETE /files/{file_id}
    """
    objects = "1 object" if preview.count == 1 else f"{preview.count} objects"
    yield f"{preview.verb} on profile {profile} changes {objects} of {preview.resource}:"
    yield from columns(preview.objects[:LISTED], None, indent=2)
    if len(preview.objects) > LISTED:
        yield f"  and {len(preview.objects) - LISTED} more"
    yield f"each by {preview.request}"
