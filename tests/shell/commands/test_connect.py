r"""``\c``: the shell goes on with another profile."""

import pytest
from shell.conftest import StubSession

from openai_sql_shell.config import Profile
from openai_sql_shell.errors import UsageError
from openai_sql_shell.shell.run_input import run_text


@pytest.fixture
def other(shell, session):
    """A second profile that can be opened."""
    session.closed = False
    session.close = lambda: setattr(session, "closed", True)
    session.local_objects = lambda: ()
    other = StubSession(profile=Profile("work", "https://api.example/v1"), settings=session.settings)

    def connect(name, before):
        assert before is session
        if name != "work":
            raise UsageError(f'no profile "{name}"')
        return other

    shell.profiles, shell.connect = ("sandbox", "work"), connect
    return other


def test_the_session_before_is_closed_and_the_new_one_takes_over(shell, session, other, said):
    assert run_text(shell, "\\c work\nSELECT 1;")
    assert shell.session is other
    assert session.closed
    assert other.asked == ["SELECT 1"]
    assert other.confirm is not None
    assert "now on profile work (https://api.example/v1)" in said()


@pytest.mark.usefixtures("other")
def test_a_profile_that_is_not_there_changes_nothing(shell, session, said):
    assert not run_text(shell, "\\c wrok")
    assert shell.session is session
    assert not session.closed
    assert 'no profile "wrok"' in said()


@pytest.mark.usefixtures("other")
def test_alone_it_lists_the_profiles(shell, rows):
    assert run_text(shell, "\\c")
    assert rows() == "profile,chosen\nsandbox,\ntest,here\nwork,\n"


@pytest.mark.usefixtures("other")
def test_tables_of_the_session_are_not_lost_by_accident(shell, session, said):
    session.local_objects = StubSession().local_objects
    assert not run_text(shell, "\\c work")
    assert shell.session is session
    assert "this session's tables would be lost: notes" in said()
