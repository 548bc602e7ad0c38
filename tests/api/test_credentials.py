from __future__ import annotations

import pytest

from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.catalog.model import KeyClass
from openai_sql_shell.errors import ConnectionProblem

BOTH = Credentials("sk-api-11111111", "sk-admin-22222222", organization="org-1", project="proj_1")


def test_the_api_key_travels_with_organization_and_project():
    assert BOTH.headers_for(KeyClass.API) == {
        "Authorization": "Bearer sk-api-11111111",
        "OpenAI-Organization": "org-1",
        "OpenAI-Project": "proj_1",
    }


def test_the_admin_key_travels_alone():
    assert BOTH.headers_for(KeyClass.ADMIN) == {"Authorization": "Bearer sk-admin-22222222"}


def test_organization_and_project_are_sent_only_when_set():
    assert Credentials("sk-api-11111111", organization="").headers_for(KeyClass.API) == {
        "Authorization": "Bearer sk-api-11111111"
    }


@pytest.mark.parametrize(
    ("key", "variable"), [(KeyClass.API, "OPENAI_API_KEY"), (KeyClass.ADMIN, "OPENAI_ADMIN_KEY")]
)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_key_names_its_variable_and_is_not_replaced_by_the_other(key, variable, value):
    credentials = Credentials(value, "sk-admin-2") if key is KeyClass.API else Credentials("sk-api-1", value)
    with pytest.raises(ConnectionProblem, match=variable) as caught:
        credentials.headers_for(key)
    assert caught.value.hint.startswith(f"set {variable}, choose a profile with")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("sk-secret\n", "a line end"),
        ("sk-se\rcret", "a line end"),
        (" sk-secret", "a blank"),
        ('"sk-secret"', "a quote"),
        ("'sk-secret'", "a quote"),
        ("`sk-secret`", "a quote"),
        ('sk-secret"', "a quote"),
        ("'sk-secret", "a quote"),
        ('"', "a quote"),
        ("sk-se\u00a0cret", "a blank"),
        ("sk-secr\u00e9t", "not printable ASCII"),
        ("sk-se\x00cret", "not printable ASCII"),
    ],
)
def test_what_cannot_be_a_key_is_refused_without_being_repeated(value, reason):
    with pytest.raises(ConnectionProblem, match=reason) as caught:
        Credentials(value).headers_for(KeyClass.API)
    assert "secr" not in caught.value.message + str(caught.value.hint)
    assert "OPENAI_API_KEY" in caught.value.message


def test_a_header_cannot_be_smuggled_in_through_the_project():
    with pytest.raises(ConnectionProblem, match="OPENAI_PROJECT_ID"):
        Credentials("sk-api-1", project="p\r\nX-Evil: 1").headers_for(KeyClass.API)


def test_a_repr_shows_no_key():
    assert "1111" not in repr(BOTH)
    assert "2222" not in repr(BOTH)


def test_masking_knows_the_keys():
    assert Credentials("plainpassword").mask("it is plainpassword") == "it is …"
