"""Places in backslash commands."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.config import FORMATS
from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, Rule

_command = partial(Rule, {Clause.COMMAND})

RULES = (
    _command(
        "command",
        "^$",
        (names.commands,),
        examples=((r"\▮", r"\d", r"\dt"), (r"\wat▮", r"\watch"), (r"select 1; \d▮", r"\d", r"\dt")),
    ),
    _command(
        "command behind a statement",
        "^statement $",
        (names.endings,),
        examples=(
            (r"select 1 \▮", r"\G", r"\watch"),
            (r"select 1; select 2 \w▮", r"\watch"),
            (r"select '\' \w▮", r"\watch"),
        ),
    ),
    _command(
        "command on a resource",
        r"^\\d $",
        (names.tables,),
        examples=((r"\d bat▮", B), (r"\d ▮", "done", "reviewed", B)),
    ),
    _command(
        "help on a statement or a resource",
        r"^\\h $",
        (names.tables,),
        keywords="SELECT|INSERT|UPDATE|DELETE|EXEC|SHOW|DESCRIBE|EXPLAIN|USE",
        examples=((r"\h ins▮", "INSERT"), (r"\h bat▮", B)),
    ),
    _command(
        "command on a file",
        r"^\\(i|ir|o!?|gx?|gx? arg|e) $",
        (names.files,),
        examples=(
            (r"\i pro▮", "prompts.jsonl"),
            (r"\i 'pro▮", "prompts.jsonl'"),
            (r'\o "res▮"', "results.csv"),
            (r"\i my▮", "'my files/", "'my list.txt'"),
            (r"select 1 \g res▮", "results.csv"),
            ("select 1;\n\\i pro▮", "prompts.jsonl"),
        ),
    ),
    _command(
        "query of \\assert",
        r"^\\assert $",
        keywords="SELECT|WITH|VALUES",
        examples=((r"\assert ▮", "SELECT", "WITH"),),
    ),
    _command("query of \\copy", r"^\\copy query $", keywords="TO", examples=((r"\copy (select 1) ▮", "TO"),)),
    _command(
        "file of \\copy",
        r"^\\copy query arg $",
        (names.files,),
        examples=(
            (r"\copy (select ')') to 'res▮", "results.csv'"),
            (r"\copy (select 1) to res▮", "results.csv"),
        ),
    ),
    _command(
        "command on a variable",
        r"^\\(set|unset) $",
        (names.variables, names.settings),
        examples=((r"\set ▮", "input_file"), (r"\unset inp▮", "input_file")),
    ),
    _command(
        "value of a setting",
        r"^\\set arg $",
        (names.setting_values,),
        examples=((r"\set format ▮", "csv", "json"), (r"\set format j▮", "json"), (r"\set team ▮",)),
    ),
    _command("command on a query", r"^\\n\w* $", (names.queries,), examples=((r"\n ▮", "failed_today"),)),
    _command(
        "help on a command",
        r"^\\(\?|help) $",
        (names.commands,),
        keywords="commands|sql|keys|settings",
        examples=((r"\? wat▮", r"\watch"), (r"\? ke▮", "keys")),
    ),
    _command(
        "switch",
        r"^\\(timing|history) $",
        keywords="on|off",
        examples=((r"\timing ▮", "on", "off"), (r"\history o▮", "on", "off")),
    ),
    _command(
        "expanded display", r"^\\x $", keywords="on|off|auto", examples=((r"\x ▮", "on", "off", "auto"),)
    ),
    _command(
        "kind of a chart",
        r"^\\chart $",
        (names.chart_kinds, names.last_columns),
        examples=((r"\chart ▮", "bar", "line", "hist", "status", "total"), (r"\chart hi▮", "hist")),
    ),
    _command(
        "column of a chart",
        r"^\\chart arg (arg )*$",
        (names.last_columns,),
        examples=((r"\chart bar ▮", "status", "total"), (r"\chart bar status to▮", "total")),
    ),
    _command(
        "format of the last result",
        r"^\\last $",
        keywords="|".join(FORMATS),
        examples=((r"\last ▮", "table", "box"), (r"\last js▮", "json", "jsonl")),
    ),
)
