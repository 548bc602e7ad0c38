"""Places in backslash commands."""

from __future__ import annotations

from openai_sql_shell.config import FORMATS
from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, Rule, places

RULES = (
    Rule(
        "command",
        places(Clause.COMMAND),
        "^$",
        (names.commands,),
        examples=((r"\▮", r"\d", r"\dt"), (r"\wat▮", r"\watch")),
    ),
    Rule(
        "command on a resource",
        places(Clause.COMMAND),
        r"^\\d $",
        (names.all_tables,),
        examples=((r"\d bat▮", B), (r"\d ▮", "done", "reviewed", B)),
    ),
    Rule(
        "help on a statement or a resource",
        places(Clause.COMMAND),
        r"^\\h $",
        (names.all_tables,),
        keywords="SELECT|INSERT|UPDATE|DELETE|EXEC|SHOW|DESCRIBE|EXPLAIN|USE",
        examples=((r"\h ins▮", "INSERT"), (r"\h bat▮", B)),
    ),
    Rule(
        "command on a file",
        places(Clause.COMMAND),
        r"^\\(i|ir|o!?|g|e) $",
        (names.files,),
        examples=((r"\i pro▮", "prompts.jsonl"),),
    ),
    Rule(
        "command on a variable",
        places(Clause.COMMAND),
        r"^\\(set|unset) $",
        (names.variables, names.settings),
        examples=((r"\set ▮", "input_file"), (r"\unset inp▮", "input_file")),
    ),
    Rule(
        "value of a setting",
        places(Clause.COMMAND),
        r"^\\set arg $",
        (names.setting_values,),
        examples=((r"\set format ▮", "csv", "json"), (r"\set format j▮", "json"), (r"\set team ▮",)),
    ),
    Rule(
        "command on a query",
        places(Clause.COMMAND),
        r"^\\n\w* $",
        (names.queries,),
        examples=((r"\n ▮", "failed_today"),),
    ),
    Rule(
        "help on a command",
        places(Clause.COMMAND),
        r"^\\(\?|help) $",
        (names.commands,),
        keywords="commands|sql|keys|settings",
        examples=((r"\? wat▮", r"\watch"), (r"\? ke▮", "keys")),
    ),
    Rule(
        "switch",
        places(Clause.COMMAND),
        r"^\\(timing|history) $",
        keywords="on|off",
        examples=((r"\timing ▮", "on", "off"), (r"\history o▮", "on", "off")),
    ),
    Rule(
        "expanded display",
        places(Clause.COMMAND),
        r"^\\x $",
        keywords="on|off|auto",
        examples=((r"\x ▮", "on", "off", "auto"),),
    ),
    Rule(
        "format of the last result",
        places(Clause.COMMAND),
        r"^\\last $",
        keywords="|".join(FORMATS),
        examples=((r"\last ▮", "table", "box"), (r"\last js▮", "json", "jsonl")),
    ),
)
