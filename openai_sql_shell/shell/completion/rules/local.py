"""Places in statements about tables, views and settings of the session."""

from __future__ import annotations

from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import Rule, places

RULES = (
    Rule(
        "CREATE",
        places(Clause.CREATE),
        "^$",
        keywords="TABLE|VIEW|TEMP TABLE|TEMP VIEW",
        examples=(("create ▮", "table", "view"),),
    ),
    Rule(
        "CREATE TEMP and DROP",
        places(Clause.CREATE, Clause.DROP),
        "^((TEMP|TEMPORARY) )?$",
        keywords="TABLE|VIEW",
        examples=(("create temp ▮", "table", "view"), ("drop ▮", "table", "view")),
    ),
    Rule(
        "CREATE name AS",
        places(Clause.CREATE),
        "(TABLE|VIEW) name $",
        keywords="AS",
        examples=(("create view v ▮", "as"),),
    ),
    Rule(
        "CREATE AS",
        places(Clause.CREATE),
        "AS $",
        keywords="SELECT|WITH|VALUES",
        examples=(("create view v as ▮", "select"),),
    ),
    Rule(
        "DROP TABLE and ALTER TABLE",
        places(Clause.DROP, Clause.ALTER),
        "TABLE $",
        (names.local_of_kind("table"),),
        examples=(("drop table ▮", "reviewed"), ("alter table ▮", "reviewed")),
    ),
    Rule(
        "DROP VIEW",
        places(Clause.DROP),
        "VIEW $",
        (names.local_of_kind("view"),),
        examples=(("drop view ▮", "done"),),
    ),
    Rule("ALTER", places(Clause.ALTER), "^$", keywords="TABLE", examples=(("alter ▮", "table"),)),
    Rule(
        "ALTER TABLE name",
        places(Clause.ALTER),
        "name $",
        keywords="RENAME TO|ADD COLUMN",
        examples=(("alter table reviewed ▮", "rename to"),),
    ),
    Rule("SET a setting", places(Clause.SETTING), "^$", (names.settings,), examples=(("set ▮", "format"),)),
)
