"""The cursor of a text that is written with a ``▮`` where it stands."""

from openai_sql_shell.shell.completion.context import completion_context
from openai_sql_shell.shell.completion.cursor import locate
from openai_sql_shell.shell.completion.nodes import CURSOR, IncrementalLevels
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
from openai_sql_shell.sql.tokens import tokenize


def cursor_of(text):
    before, _, after = text.partition(CURSOR)
    return before + after, len(before)


def place_of(text):
    whole, cursor = cursor_of(text)
    return locate(whole, cursor, tuple(tokenize(whole)))


def context_of(text, snapshot):
    return completion_context(*cursor_of(text), snapshot, IncrementalTokenizer(), IncrementalLevels())
