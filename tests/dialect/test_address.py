"""URLs: what each part means, and that whatever means nothing is an error which repeats no key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from openai_sql_shell.config import MODES, SETTINGS
from openai_sql_shell.sqlalchemy.address import connect_arguments

KEY = "sk-proj-topsecret123456789"


@pytest.mark.parametrize(
    ("url", "given"),
    [
        ("openai://", {}),
        ("openai:///", {}),
        ("openai+sql://", {}),
        ("openai:///sandbox", {"sandbox": True}),
        ("openai://?sandbox=kept", {"sandbox": Path("kept")}),
        ("openai://?mode=full&max-changes=50", {"mode": "full", "max_changes": "50"}),
        (
            "openai:///sandbox?times=datetime&cache=30s",
            {"sandbox": True, "times": "datetime", "cache": "30s"},
        ),
        ("openai://?base_url=http://127.0.0.1:1/v1", {"base_url": "http://127.0.0.1:1/v1"}),
    ],
)
def test_a_url_is_the_arguments_of_connect(url, given):
    assert connect_arguments(make_url(url)) == {"sandbox": False, **given}


@pytest.mark.parametrize("scheme", ["openai", "openai+sql"])
def test_the_dialect_is_found_by_its_entry_point(scheme):
    engine = create_engine(f"{scheme}:///sandbox")
    assert (engine.dialect.name, engine.driver) == ("openai", "sql")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("openai://someone@", "no user name"),
        (f"openai://{KEY}@", "no user name"),
        (f"openai://:{KEY}@", "no user name"),
        (f"openai://a:{KEY}@api.openai.com", "no user name"),
        ("openai://api.openai.com", "no host"),
        (f"openai://{KEY}", "no host"),
        ("openai://sandbox", "openai:///sandbox"),
        (f"openai:///{KEY}", "path"),
        ("openai:///sandbox/x", "path"),
        ("openai:///batch", "path"),
        (f"openai://?api_key={KEY}", "a key has no place"),
        (f"openai://?API-Key={KEY}", "a key has no place"),
        (f"openai://?key={KEY}", "a key has no place"),
        (f"openai://?{KEY}=1", "a key has no place"),
        (f"openai://?times={KEY}", "times cannot be that"),
        (f"openai://?times=unix&TIMES={KEY}", "times is given twice"),
        (f"openai://?mode=full&mode={KEY}", "given twice"),
        ("openai:///sandbox?sandbox=on", "given twice"),
        ("openai://?max_changes=1&max-changes=2", "given twice"),
        ("openai://?moed=full", 'no parameter "moed"'),
        ("openai://?read-only=true&x=1", 'no parameter "x"'),
        ("openai://?password=x", 'no parameter "password"'),
        ("openai://?mode=fully", 'no mode "fully"'),
        ("openai://?times=utc", "times cannot be that"),
        ("openai://?profile=nobody", "nobody"),
        ("openai://?config=nowhere.toml", "nowhere.toml"),
        ("openai:///sandbox?profile=work", "exclude each other"),
        ("openai://?read_timeout=soon", "read_timeout"),
        ("openai://?base_url=ftp://example.com", "base URL"),
        ("openai://?base_url=https://a:b@example.com", "no user name"),
    ],
)
def test_what_is_not_understood_stops_the_engine_and_no_key_is_repeated(url, said):
    with pytest.raises(ArgumentError) as caught:
        create_engine(url)
    assert said in str(caught.value)
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    "row", [row for row in SETTINGS.values() if row.name != "times"], ids=lambda row: row.name
)
def test_a_url_may_say_every_setting(row):
    arguments = connect_arguments(URL.create("openai", query={row.name: row.example}))
    assert arguments[row.name] == row.example


@pytest.mark.parametrize("mode", MODES)
def test_a_url_may_say_every_mode(mode):
    assert connect_arguments(make_url(f"openai:///sandbox?mode={mode}"))["mode"] == mode


def test_an_engine_asks_nobody_for_a_key_before_a_statement_needs_it(sandbox):
    asked = []
    engine = create_engine(
        f"openai://?base_url={sandbox.url}", connect_args={"api_key": lambda: asked.append(1) or sandbox.key}
    )
    assert asked == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
        assert asked == []
        assert connection.scalar(text("SELECT count(*) FROM openai.batch.batches")) == 0
    assert asked == [1]
    engine.dispose()


@pytest.mark.parametrize(
    "wrong",
    [{"colour": 1}, {"at_most": {}}, {"times": "utc"}, {"mode": "fully"}, {"sandbox": True, "base_url": "x"}],
)
def test_arguments_beside_the_url_are_looked_at_too(wrong):
    from sqlalchemy.exc import DBAPIError

    engine = create_engine(
        "openai:///sandbox" if "base_url" not in wrong else "openai://", connect_args=wrong
    )
    with pytest.raises(DBAPIError):
        engine.connect()
