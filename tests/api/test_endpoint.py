from __future__ import annotations

import pytest

from openai_sql_shell.api.endpoint import Endpoint
from openai_sql_shell.errors import InvalidValue, UsageError


@pytest.mark.parametrize(
    ("base", "url"),
    [
        (None, "https://api.openai.com/v1/files"),
        ("", "https://api.openai.com/v1/files"),
        ("  ", "https://api.openai.com/v1/files"),
        ("https://eu.api.openai.com/v1/", "https://eu.api.openai.com/v1/files"),
        ("https://proxy.example:8443/openai/v1", "https://proxy.example:8443/openai/v1/files"),
        ("HTTPS://Proxy.Example:443", "https://proxy.example/files"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1/files"),
        ("http://127.3.2.1/", "http://127.3.2.1/files"),
        ("http://[::1]:9000/v1//", "http://[::1]:9000/v1/files"),
    ],
)
def test_requests_go_below_the_base_url(base, url):
    assert Endpoint.parse(base).url("/files") == url


def test_a_query_is_encoded_and_keeps_its_order():
    url = Endpoint.parse(None).url("/files", [("limit", "2"), ("after", "a b&c"), ("limit", "3")])
    assert url == "https://api.openai.com/v1/files?limit=2&after=a+b%26c&limit=3"


@pytest.mark.parametrize(
    "base",
    [
        "http://api.openai.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0:80",
    ],
)
def test_http_is_refused_but_to_this_machine(base):
    with pytest.raises(UsageError, match="unencrypted") as caught:
        Endpoint.parse(base)
    assert "localhost" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "base", ["https://host/v1?api-key=5ecret", "https://host/v1?5ecret", "https://host/v1#5ecret"]
)
def test_a_query_is_refused_and_not_repeated(base):
    with pytest.raises(UsageError) as caught:
        Endpoint.parse(base)
    assert "5ecret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    "base", ["https://user:pa55word@host/v1", "https://sk-secret@host/v1", "http://localhost\u0040evil.com"]
)
def test_names_and_passwords_are_refused_and_not_repeated(base):
    with pytest.raises(UsageError, match="user name or password") as caught:
        Endpoint.parse(base)
    assert "pa55" not in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "base",
    [
        "api.openai.com/v1",
        "ftp://host/v1",
        "https://",
        "https://host:port/v1",
        "https://host:99999",
        "https://ho st/v1",
        "https://[::1/v1",
        "http://localhost\\evil.com/",
        "https://host/\x00",
        "https://host/?key=1",
        "https://host/#x",
    ],
)
def test_what_is_no_base_url_is_refused(base):
    with pytest.raises(UsageError, match="base URL"):
        Endpoint.parse(base)


@pytest.mark.parametrize("path", ["/files/..", "/files/../batches", "/files/%2e%2E/x", "/files/./x"])
def test_a_path_cannot_climb(path):
    with pytest.raises(InvalidValue):
        Endpoint.parse(None).url(path)


def test_an_id_with_dots_and_colons_is_no_climbing():
    assert Endpoint.parse(None).url("/models/ft:gpt-4.1:org::a..b").endswith("/models/ft:gpt-4.1:org::a..b")
