"""Whatever the server does: right rows, right rows with a notice, or an error with a name; nothing hangs, leaks or is sent twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from promises import cell
from promises.behaviours import TABLE, Behaviour
from promises.uses import USES

CELLS = [(behaviour, use) for behaviour in TABLE for use in USES if behaviour.concerns(use)]


@pytest.fixture
def here(tmp_path_factory):
    """A directory that is empty when a cell begins."""
    made = Path(tmp_path_factory.getbasetemp(), "cell")
    made.mkdir()
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize(
    ("behaviour", "use"), CELLS, ids=[f"{behaviour.name}-{use.name}" for behaviour, use in CELLS]
)
def test_the_cell_keeps_its_promise(stub, here, behaviour, use):
    _judge(cell.faults(use, behaviour, stub, cell.run(use, behaviour, stub, here), here))


REFUSED = Behaviour("refused", None, "connection connection connection! connection! connection -")


@pytest.mark.parametrize("use", [use for use in USES if use.kind != "look"], ids=lambda use: use.name)
def test_a_server_that_refuses_connections_is_an_error_of_the_connection(stub, here, closed_port, use):
    outcome = cell.run(use, REFUSED, stub, here, f"http://127.0.0.1:{closed_port}/v1")
    _judge(cell.faults(use, REFUSED, stub, outcome, here))


def _judge(faults):
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
