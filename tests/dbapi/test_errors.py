"""Every error of ours is one of PEP 249's, and says no less."""

from __future__ import annotations

import pickle

import pytest
from faults import Fault

import openai_sql_shell as driver
from openai_sql_shell import errors
from openai_sql_shell.dbapi.errors import TRANSLATING, translated

API = {"status": 500, "request": "GET /files", "code": "broken", "request_id": "req_1", "hint": "wait"}
EXAMPLES = {
    errors.UsageError: (errors.UsageError("no", hint="do"), driver.InterfaceError),
    errors.StatementError: (errors.StatementError("no", span=errors.Span(1, 2)), driver.ProgrammingError),
    errors.StatementSyntaxError: (errors.StatementSyntaxError("no"), driver.ProgrammingError),
    errors.UnknownName: (errors.UnknownName("column", "a", ["b"]), driver.ProgrammingError),
    errors.AmbiguousName: (errors.AmbiguousName("a", ["b", "c"]), driver.ProgrammingError),
    errors.MissingParameters: (errors.MissingParameters("t", ["a"], "given"), driver.ProgrammingError),
    errors.InvalidValue: (errors.InvalidValue("no"), driver.DataError),
    errors.UnsupportedStatement: (errors.UnsupportedStatement("no"), driver.NotSupportedError),
    errors.RefusedStatement: (errors.RefusedStatement("no"), driver.ProgrammingError),
    errors.EngineError: (errors.EngineError("no"), driver.ProgrammingError),
    errors.LocalFileError: (errors.LocalFileError("no"), driver.ProgrammingError),
    errors.ApiError: (errors.ApiError("no", **API), driver.OperationalError),
    errors.KeyRefused: (errors.KeyRefused("no", **API), driver.OperationalError),
    errors.ProtocolError: (errors.ProtocolError("no"), driver.InternalError),
    errors.ConnectionProblem: (errors.ConnectionProblem("no"), driver.OperationalError),
    errors.ChangesInterrupted: (
        errors.ChangesInterrupted(errors.ApiError("no", **API), errors.ChangeAccount(done=("a",))),
        driver.OperationalError,
    ),
    errors.AssertionFailed: (errors.AssertionFailed("no"), driver.OperationalError),
    errors.JobFailed: (errors.JobFailed("no"), driver.OperationalError),
    errors.WaitTimeout: (errors.WaitTimeout("no"), driver.OperationalError),
    errors.Cancelled: (errors.Cancelled(), driver.OperationalError),
}


def below(kind):
    for leaf in kind.__subclasses__():
        if leaf.__module__ == errors.__name__:
            yield leaf
            yield from below(leaf)


def test_every_error_of_the_tree_has_its_kind():
    assert set(below(errors.OpenAISqlError)) == set(EXAMPLES), (
        "say here which of PEP 249's errors a new one is"
    )


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_what_ours_knows_is_known_of_the_other(kind):
    ours, expected = EXAMPLES[kind]
    with pytest.raises(driver.Error) as caught, TRANSLATING:
        raise ours
    made = caught.value
    assert type(made) is expected
    assert made.__cause__ is ours
    assert (made.hint, made.span, made.may_have_acted) == (ours.hint, ours.span, ours.may_have_acted)
    assert str(made) == (f"{ours.message}\nhint: {ours.hint}" if ours.hint else ours.message)
    answer = getattr(ours, "cause", ours)
    told = (made.status, made.code, made.request_id)
    assert told == tuple(getattr(answer, name, None) for name in ("status", "code", "request_id"))
    again = pickle.loads(pickle.dumps(made))
    assert (str(again), again.hint, again.status) == (str(made), made.hint, made.status)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.EngineError("UNIQUE constraint failed: t.a"), driver.IntegrityError),
        (errors.ApiError("taken", status=409, request="POST /x"), driver.IntegrityError),
        (KeyError("a"), driver.InternalError),
        (MemoryError(), driver.InternalError),
    ],
)
def test_conflicts_and_faults_have_kinds_of_their_own(error, kind):
    assert type(translated(error)) is kind


def test_an_interrupt_goes_through():
    with pytest.raises(KeyboardInterrupt), TRANSLATING:
        raise KeyboardInterrupt


def test_a_rule_of_a_local_table_and_an_error_of_the_api_in_use(cursor, sandbox):
    cursor.execute("CREATE TABLE t (a UNIQUE)")
    cursor.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(driver.IntegrityError, match="UNIQUE constraint failed"):
        cursor.execute("INSERT INTO t VALUES (1)")
    sandbox.faults.add(Fault("GET /v1/files*", status=403, code="not_yours"))
    with pytest.raises(driver.OperationalError) as caught:
        cursor.execute("SELECT id FROM openai.files.files")
    assert (caught.value.status, caught.value.code) == (403, "not_yours")
    assert caught.value.request_id


def test_the_exceptions_are_attributes_of_a_connection(connection):
    for name in ("Warning", "Error", "InterfaceError", "DatabaseError", "DataError", "OperationalError"):
        assert getattr(connection, name) is getattr(driver, name)
    for name in ("IntegrityError", "InternalError", "ProgrammingError", "NotSupportedError"):
        assert getattr(connection, name) is getattr(driver, name)
        assert issubclass(getattr(driver, name), driver.DatabaseError)
