"""Places in statements about tables, views and settings of the session."""

from __future__ import annotations

from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import Rule

RULES = (
    Rule(
        {Clause.CREATE},
        "CREATE",
        "^$",
        keywords="TABLE|VIEW|TEMP TABLE|TEMP VIEW",
        examples=(("create ▮", "table", "view"),),
    ),
    Rule(
        {Clause.CREATE, Clause.DROP},
        "CREATE TEMP and DROP",
        "^((TEMP|TEMPORARY) )?$",
        keywords="TABLE|VIEW",
        examples=(("create temp ▮", "table", "view"), ("drop ▮", "table", "view")),
    ),
    Rule(
        {Clause.CREATE},
        "CREATE name AS",
        "(TABLE|VIEW) name $",
        keywords="AS",
        examples=(("create view v ▮", "as"),),
    ),
    Rule(
        {Clause.CREATE},
        "CREATE AS",
        "AS $",
        keywords="SELECT|WITH|VALUES",
        examples=(("create view v as ▮", "select"),),
    ),
    Rule(
        {Clause.DROP, Clause.ALTER},
        "DROP and ALTER TABLE",
        "(TABLE|VIEW) $",
        (names.local_objects,),
        examples=(("drop table ▮", "reviewed"), ("drop view ▮", "done"), ("alter table ▮", "reviewed")),
    ),
    Rule({Clause.ALTER}, "ALTER", "^$", keywords="TABLE", examples=(("alter ▮", "table"),)),
    Rule(
        {Clause.ALTER},
        "ALTER TABLE name",
        "name $",
        keywords="RENAME TO|ADD COLUMN",
        examples=(("alter table reviewed ▮", "rename to"),),
    ),
    Rule({Clause.SETTING}, "SET a setting", "^$", (names.settings,), examples=(("set ▮", "format"),)),
)
