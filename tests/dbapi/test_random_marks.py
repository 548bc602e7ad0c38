"""Ten thousand random texts with marks, strings, names and comments: values stand where SQLite would bind them, and nowhere else."""

from __future__ import annotations

import random

import apsw
import pytest

from openai_sql_shell.dbapi.errors import Error
from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.marks import marked, marks
from openai_sql_shell.sql.variables import bind

TEXTS = 10_000
THROUGH_A_CURSOR = 400
TRAPS = (
    "",
    "?",
    "it''s ?",
    "--",
    "/*",
    "*/",
    "/* ? */",
    "-- ?",
    '"',
    "`",
    "[",
    "]",
    ":a",
    ";",
    "ü?",
    "\n?",
    "\\",
)
"""What stands in strings, names and comments."""
VALUES = (
    *(None, 0, 1, -1, 2**63 - 1, -(2**63), 0.5, -1.5e300, 1e-7),
    *(
        "",
        "?",
        "it's",
        "'",
        "''",
        "--",
        "/*",
        "*/",
        '"',
        ":a",
        ";",
        "\n",
        "\\",
        "ü",
        "\U0001f600",
        "x'00'",
        "NULL",
    ),
    *(b"", b"\0?", b"'"),
)


def text_of(dice):
    """A statement of some columns; what is in front of, between and behind them has marks that are none."""

    def trap(without=""):
        return "".join(c for c in dice.choice(TRAPS) if c not in without)

    def space():
        return dice.choice(
            ("", " ", "\t", "\n", f"/*{trap('*/')}*/", f"--{trap(chr(10))}\n", "/**/", f"/* '{trap('*/')} */")
        )

    def value(depth=0):
        kind = dice.randrange(9)
        if kind < 4 or depth > 2:
            return "?"
        if kind == 4:
            return "'" + trap("'") + "''" * dice.randrange(3) + trap("'") + "'"
        if kind == 5:
            return dice.choice(("1", "0.5", "NULL", "x'3f27'", "1e3", ".5"))
        if kind == 6:
            return f"({space()}{value(depth + 1)}{space()}{dice.choice(('||', '+', 'IS', '->>', '<'))}{space()}{value(depth + 1)})"
        if kind == 7:
            return f"coalesce({value(depth + 1)},{space()}{value(depth + 1)})"
        return f"CASE WHEN {value(depth + 1)} THEN{space()}{value(depth + 1)} END"

    def name():
        return dice.choice(('"{}"', "[{}]", "`{}`")).format("n" + trap('"]`['))

    columns = f"{space()},{space()}".join(
        f"{value()}{space()}" + (f" AS {name()}" if dice.randrange(3) == 0 else "")
        for _ in range(dice.randrange(1, 4))
    )
    behind = dice.choice(("", "", " -- ?", " -- '?", " /* ? */", " /* ' */", " WHERE '?' <> ?", ";"))
    return f"{space()}SELECT{space()}{columns}{behind}"


def rows_or_error(run):
    try:
        return [tuple(map(repr, row)) for row in run()]
    except (apsw.Error, Error) as error:
        return type(error)


@pytest.fixture(scope="module")
def database():
    found = apsw.Connection(":memory:")
    yield found
    found.close()


def cases(count, seed):
    dice = random.Random(seed)
    for _ in range(count):
        text = text_of(dice)
        yield text, [dice.choice(VALUES) for _ in marks(text)]


def test_values_stand_where_sqlite_binds_them(database):
    """A statement with literals in the places of its marks says what it says with the values bound."""
    bound = 0
    for text, values in cases(TEXTS, 20261127):
        filled = marked(text, values)
        with_literals = bind(filled.text, filled.values).text
        theirs = rows_or_error(lambda text=text, values=values: database.execute(text, values))
        ours = rows_or_error(lambda text=with_literals: database.execute(text))
        assert ours == theirs, (text, values, with_literals)
        bound += not isinstance(theirs, type) and bool(values)
    assert bound > TEXTS / 2, "most of them are statements with values"


def test_any_other_number_of_values_is_refused():
    for text, values in cases(TEXTS // 50, 3):
        for wrong in [[*values, 1], *([values[1:]] if values else [])]:
            with pytest.raises(StatementError, match="mark"):
                marked(text, wrong)


def test_a_cursor_gives_the_rows_of_sqlite(database, cursor):
    for text, values in cases(THROUGH_A_CURSOR, 7):
        theirs = rows_or_error(lambda text=text, values=values: database.execute(text, values))
        ours = rows_or_error(lambda text=text, values=values: cursor.execute(text, values).fetchall())
        if isinstance(theirs, type):
            assert isinstance(ours, type), (text, values)
        else:
            assert ours == theirs, (text, values)
