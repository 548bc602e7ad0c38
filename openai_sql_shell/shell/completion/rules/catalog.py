"""Places in statements about the catalog, and where statements begin."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, Rule

STATEMENTS = (
    "SELECT|INSERT INTO|UPDATE|DELETE FROM|EXEC|SHOW|DESCRIBE|EXPLAIN|USE|WITH|CREATE|DROP|ALTER TABLE|SET|BEGIN|COMMIT|ROLLBACK"
    "|VALUES|COPY"
)

_show = partial(Rule, {Clause.SHOW})

RULES = (
    _show(
        "SHOW",
        "^(EXTENDED )?$",
        keywords="SERVICES|RESOURCES|METHODS|COLUMNS|PROVIDERS|TABLES|VIEWS|INSERT INTO|EXTENDED|VERSION|AUTH",
        examples=(("show ▮", "services", "resources", "methods"), ("SHOW EXTENDED MET▮", "METHODS")),
    ),
    _show(
        "SHOW kind",
        "(SERVICES|RESOURCES|METHODS|COLUMNS) $",
        keywords="IN|FROM|LIKE",
        examples=(("show services ▮", "in"),),
    ),
    _show(
        "SHOW SERVICES IN",
        r"SERVICES (IN|FROM) $",
        (names.provider,),
        examples=(("show services in ▮", "openai"),),
    ),
    _show(
        "SHOW RESOURCES IN",
        r"RESOURCES (IN|FROM) \.?$",
        (names.services,),
        examples=(
            ("show resources in ▮", "openai.batch", "openai.files"),
            ("show resources in openai.▮", "batch", "files", "models"),
        ),
    ),
    _show(
        "SHOW METHODS IN",
        r"(METHODS|COLUMNS) (IN|FROM) \.?$",
        (names.all_resources,),
        examples=(
            ("show methods in ▮", B, "openai.files.files"),
            ("show methods in openai.uploads.▮", "uploads", "upload_parts"),
        ),
    ),
    _show(
        "SHOW INSERT INTO",
        r"INTO \.?$",
        (names.tables,),
        examples=(("show insert into openai.▮", "batch", "files", "uploads"),),
    ),
    _show("SHOW INSERT", "INSERT $", keywords="INTO", examples=(("show insert ▮", "into"),)),
    _show(
        "SHOW something IN",
        "(IN|FROM) name $",
        keywords="LIKE|WHERE",
        examples=(("show services in openai ▮", "like"),),
    ),
    Rule(
        {Clause.DESCRIBE},
        "DESCRIBE",
        r"^(EXTENDED )?\.?$",
        (names.tables,),
        keywords="METHOD|EXTENDED",
        examples=(
            ("describe ▮", "done", "reviewed", B),
            ("desc openai.uploads.▮", "uploads", "upload_parts"),
            ("describe meth▮", "method"),
        ),
    ),
    Rule(
        {Clause.DESCRIBE},
        "DESCRIBE METHOD",
        r"METHOD (EXTENDED )?\.?$",
        (names.methods,),
        keywords="EXTENDED",
        examples=(
            (f"describe method {B}.▮", "list_batches", "retrieve_batch"),
            ("describe method retr▮", f"{B}.retrieve_batch"),
        ),
    ),
    Rule(
        {Clause.USE},
        "USE",
        r"^\.?$",
        (names.services,),
        examples=(("use ▮", "openai.batch"), ("use openai.fi▮", "files")),
    ),
    Rule(
        {Clause.START},
        "statement",
        r"^((ANALYZE|COST) )?$",
        keywords=STATEMENTS,
        examples=(
            ("▮", "SELECT", "INSERT INTO"),
            ("sel▮", "select"),
            ("SEL▮", "SELECT"),
            ("explain del▮", "delete from"),
            ("select 1; up▮", "update"),
        ),
    ),
    Rule(
        {Clause.QUERY},
        "query",
        "^(ALL )?$",
        keywords="SELECT|WITH|VALUES|ALL",
        examples=(("select * from (▮", "select"), ("select 1 union ▮", "select"), ("with c as (▮", "select")),
    ),
    Rule({Clause.WITH}, "WITH name", "name $", keywords="AS", examples=(("with c ▮", "as"),)),
    Rule(
        {Clause.WITH},
        "WITH done",
        "group $",
        keywords="SELECT|INSERT INTO",
        examples=(("with c as (select 1) ▮", "select"),),
    ),
    Rule(
        {Clause.NAMING, Clause.WITH},
        "new names",
        "",
        examples=(("with ▮",), ("create table t (▮",), ("with c(▮",)),
    ),
)
