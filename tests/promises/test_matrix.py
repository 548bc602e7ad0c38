"""Whatever the server does: right rows, right rows with a notice, or an error with a name; nothing hangs, leaks or is sent twice."""

from __future__ import annotations

import pytest
from promises import cell
from promises.behaviours import TABLE, Behaviour
from promises.uses import USES

CELLS = [(behaviour, use) for behaviour in TABLE for use in USES if behaviour.concerns(use)]
REFUSED = Behaviour("refused", None, "connection connection connection! connection! connection -")


@pytest.fixture
def judge(stub, tmp_path):
    """Fails with every broken promise of a behaviour, each behind the name of its use."""

    def call(behaviour, base_url=None):
        broken = []
        for use in (use for use in USES if behaviour.concerns(use)):
            here = tmp_path / use.name
            here.mkdir()
            outcome = cell.run(use, behaviour, stub, here, base_url)
            broken += [f"{use.name}: {fault}" for fault in cell.faults(use, behaviour, stub, outcome, here)]
        if broken:
            pytest.fail("\n".join(broken).encode("utf-8", "backslashreplace").decode(), pytrace=False)

    return call


@pytest.mark.parametrize("behaviour", TABLE, ids=lambda behaviour: behaviour.name)
def test_every_use_keeps_its_promises_under(judge, behaviour):
    judge(behaviour)


def test_a_server_that_refuses_connections_is_an_error_of_the_connection(judge, closed_port):
    judge(REFUSED, f"http://127.0.0.1:{closed_port}/v1")
