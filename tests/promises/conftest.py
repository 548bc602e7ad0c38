from __future__ import annotations

import socket

import pytest
from promises.behaviours import TABLE
from promises.stub import Stub
from promises.uses import USES


@pytest.fixture(scope="session")
def stub():
    """The server that misbehaves, and another one beside it that should never see a key."""
    stub, other = Stub(), Stub()
    stub.other = other
    yield stub
    stub.close()
    other.close()


@pytest.fixture(scope="session")
def closed_port():
    """A port nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def pytest_terminal_summary(terminalreporter):
    """How large the matrix is."""
    from promises.test_matrix import CELLS

    terminalreporter.write_line(f"promises: {len(CELLS)} cells, {len(TABLE)} behaviours, {len(USES)} uses")
