"""Places within a call of a table function that reads files."""

from __future__ import annotations

from openai_sql_shell.shell.completion import table_functions
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import Rule

RULES = (
    Rule(
        {Clause.FILE_CALL},
        "file of a table function",
        r"^'?$",
        (table_functions.function_files,),
        examples=(
            ("select * from read_jsonl('▮", "my files/", "prompts.jsonl'", "my list.txt'"),
            ("select * from read_csv(▮)", "'my files/", "'results.csv'"),
            ("select * from openai.files.files f join read_csv('res▮') r", "results.csv"),
            ("select (select count(*) from read_jsonl('pro▮", "prompts.jsonl'"),
        ),
    ),
    Rule(
        {Clause.FILE_CALL},
        "option of a table function",
        r", $",
        (table_functions.options,),
        examples=(
            ("select * from read_csv('results.csv', ▮", "header = ", "delim = "),
            ("select * from read_csv('results.csv', header = true, h▮",),
            ("select * from read_jsonl('prompts.jsonl', fi▮)", "filename = "),
        ),
    ),
    Rule(
        {Clause.FILE_CALL},
        "value of an option",
        r"name = $",
        (table_functions.option_values,),
        examples=(
            ("select * from read_csv('results.csv', header = ▮", "true", "false"),
            ("select * from read_csv('results.csv', delim = ▮",),
        ),
    ),
)
