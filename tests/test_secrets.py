from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.secrets import mask, mask_url

KEY_TEXT = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=3, max_size=60
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sk-proj-abcd1234", "sk-…"),
        ("sk-admin-Ab_9-x sk-svcacct-77aa", "sk-… sk-…"),
        ("Incorrect API key provided: sk-bad1****cdef.", "Incorrect API key provided: sk-…."),
        ('{"value":"sk-admin-secret"}', '{"value":"sk-…"}'),
        ("'ek_68af296e8e408191a1120ab6383263c2'", "'ek_…'"),
        ("ek_short week_number_of_the_year", "ek_short week_number_of_the_year"),
        ("authorization: bearer abc.def-ghi", "authorization: bearer …"),
        ("Authorization: Bearer sk-abcdef", "Authorization: Bearer sk-…"),
        ("=sk-abcdef;", "=sk-…;"),
        ("at https://me:pa:55@word@host:8080/v1, or", "at https://…@host:8080/v1, or"),
        ("'http://token@host'", "'http://…@host'"),
        ("GET /x?a=1&api-key=5f&b=2", "GET /x?a=1&api-key=…&b=2"),
        ("/x?sig=5f%2B#c", "/x?sig=…#c"),
        ("?X-Amz-Signature=5f ?access_token=5f", "?X-Amz-Signature=… ?access_token=…"),
    ],
)
def test_what_looks_like_a_key_is_hidden(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "risk-averse",
            "task-1234567",
            "the sk-SK locale",
            "the bearer of news",
            "batch_123",
            "a sk- b",
        ),
        *("https://host/v1?limit=1&after=file-1", "me@host", "https://host/@me", "key = 'a'", "a?b=c"),
    ],
)
def test_ordinary_text_stays(text):
    assert mask(text) == text


def test_known_secrets_are_hidden_whatever_they_look_like():
    assert mask("my hunter22x and hunter22", known=["hunter22", "hunter22x"]) == "my … and …"


def test_a_known_secret_too_short_to_be_one_is_not_searched_for():
    assert mask("select a from b", known=["a", ""]) == "select a from b"


@given(st.text(" ,'\"=:\n", max_size=5), KEY_TEXT, st.text(" ,'\"=:\n", max_size=5))
def test_no_key_survives(before, key, after):
    masked = mask(f"{before}sk-{key}{after}")
    assert masked == f"{before}sk-…{after}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://me:pass@host/v1", "https://…@host/v1"),
        ("https://sk-secret@host", "https://…@host"),
        ("https://me:p/a?s#s@host/v1", "https://…@host/v1"),
        ("https://me:p@ss@host/v1?api-key=5f", "https://…@host/v1?…"),
        ("https://host/v1?u=https://x#y", "https://host/v1?…"),
        ("https://host/v1#secret", "https://host/v1#…"),
        ("me:pass@host", "…@host"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_who_asks_and_without_its_query(url, shown):
    assert mask_url(url) == shown
    assert mask_url(shown) == shown


@given(st.text())
def test_masking_twice_changes_nothing(text):
    assert mask(mask(text)) == mask(text)
