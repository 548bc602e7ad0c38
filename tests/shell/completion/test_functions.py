import apsw
import pytest

from openai_sql_shell.engine.functions import register
from openai_sql_shell.shell.completion.functions import AGGREGATES, SCALARS, WINDOWS


@pytest.fixture(scope="module")
def existing():
    connection = apsw.Connection(":memory:")
    register(connection)
    names = {name for (name,) in connection.execute("select name from pragma_function_list")}
    connection.close()
    return names


@pytest.mark.parametrize("name", [name for name, _ in (*AGGREGATES, *SCALARS, *WINDOWS)])
def test_a_function_that_is_offered_exists(name, existing):
    assert name in existing
