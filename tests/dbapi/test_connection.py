"""Connections: choices that cannot be, modes, keys that are shown nowhere, threads, and what closing ends."""

from __future__ import annotations

import gc
import json
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from dbapi.conftest import requests

import openai_sql_shell as driver

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
BATCHES = "openai.batch.batches"
LOCAL = "http://127.0.0.1:9/v1"
KEY = "sk-proj-topsecret123456789"


@pytest.fixture
def config_file(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[settings]\nmax_changes = 3\nretries = 0\n[profiles.work]\napi_key_env = "WORK_KEY"\nread_only = true\n'
        '[profiles.asking]\napi_key_command = "false"\n'
    )
    return path


@pytest.mark.parametrize(
    ("choices", "kind", "message"),
    [
        ({"mode": "read-only"}, "InterfaceError", 'no mode "read-only"'),
        ({"mode": "FULL"}, "InterfaceError", "no mode"),
        ({"mode": ""}, "InterfaceError", "no mode"),
        ({"times": "utc"}, "InterfaceError", "times cannot be 'utc'"),
        ({"colour": "red"}, "ProgrammingError", 'no setting "colour"'),
        ({"read_timout": "2m"}, "ProgrammingError", 'no setting "read_timout"'),
        ({"read_timeout": "soon"}, "DataError", 'read_timeout cannot be "soon"'),
        ({"concurrency": 0}, "DataError", "concurrency cannot be"),
        ({"concurrency": None}, "DataError", "concurrency cannot be"),
        ({"max_requests": -1}, "DataError", "max_requests cannot be"),
        ({"profile": "nobody"}, "InterfaceError", 'no profile "nobody"'),
        ({"config": "/nowhere/config.toml"}, "InterfaceError", "config.toml"),
        ({"base_url": "ftp://x"}, "InterfaceError", "URL"),
        ({"base_url": f"https://{KEY}@example.com/v1"}, "InterfaceError", "user name or password"),
        ({"base_url": f"https://example.com/v1?api_key={KEY}"}, "InterfaceError", "? or #"),
        ({"api_key": ""}, "InterfaceError", "api_key= gave no key"),
        ({"api_key": 5}, "InterfaceError", "api_key= gave no key"),
        ({"sandbox": True, "base_url": LOCAL}, "InterfaceError", "exclude each other"),
        ({"sandbox": True, "api_key": KEY}, "InterfaceError", "exclude each other"),
        ({"confirm": bool}, "InterfaceError", "nobody is asked in mode"),
        ({"sandbox": ""}, "InterfaceError", "sandbox= cannot be"),
        ({"sandbox": None}, "InterfaceError", "sandbox= cannot be"),
        ({"profile": ""}, "InterfaceError", "profile= is empty"),
        ({"base_url": " "}, "InterfaceError", "base_url= is empty"),
    ],
    ids=str,
)
def test_what_cannot_be_stops_the_connection(choices, kind, message):
    with pytest.raises(driver.Error) as caught:
        driver.connect(**choices)
    assert type(caught.value).__name__ == kind
    assert message in caught.value.message
    assert KEY not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"


def test_settings_go_the_file_s_way_and_those_given_win(config_file):
    with driver.connect(
        config=config_file, base_url=LOCAL, read_timeout="2m", cache=None, stats=True, retries=1
    ) as connection:
        settings = connection.session.settings
        assert (settings.retries, settings.read_timeout, settings.cache, settings.stats) == (
            1,
            120.0,
            None,
            True,
        )


@pytest.mark.parametrize(
    ("choices", "read_only", "most"),
    [
        ({}, True, None),
        ({"read_only": False}, True, None),
        ({"mode": "full"}, False, 10),
        ({"mode": "full", "max_changes": 50}, False, 50),
        ({"mode": "full", "max_changes": None}, False, None),
        ({"mode": "full", "max-changes": 5}, False, 5),
        ({"mode": "full", "read_only": True}, True, 10),
        ({"mode": "confirm"}, False, None),
    ],
    ids=str,
)
def test_modes(choices, read_only, most):
    with driver.connect(base_url=LOCAL, **choices) as connection:
        settings = connection.session.settings
        assert (settings.read_only, settings.max_changes) == (read_only, most)
        cursor = connection.cursor()
        if read_only:
            with pytest.raises(driver.ProgrammingError):
                cursor.execute("SET read_only = off")
        if most:
            with pytest.raises(driver.ProgrammingError):
                cursor.execute(f"SET max_changes = {most + 1}")


def test_a_bound_of_the_file_counts_in_mode_full(config_file):
    with driver.connect(config=config_file, base_url=LOCAL, mode="full") as connection:
        assert connection.session.settings.max_changes == 3


def test_a_profile_s_read_only_wins_over_every_mode(config_file, monkeypatch):
    monkeypatch.setenv("WORK_KEY", KEY)
    with (
        driver.connect("work", config=config_file, base_url=LOCAL, mode="full") as connection,
        pytest.raises(driver.ProgrammingError, match="the profile 'work' is read-only"),
    ):
        connection.cursor().execute(f"DELETE FROM {FILES} WHERE id = 'a'")


CHANGES = (
    f"INSERT INTO {STORES} (name) VALUES ('a')",
    f"DELETE FROM {FILES} WHERE id = 'a'",
    f"EXEC {BATCHES}.cancel_batch @batch_id = 'batch_1'",
)


@pytest.mark.parametrize("sql", CHANGES)
def test_nothing_is_changed_unless_that_was_asked_for(sandbox, connected, sql):
    for choices in (
        {},
        {"mode": "confirm"},
        {"mode": "confirm", "assume_yes": True},
        {"mode": "confirm", "confirm": lambda _preview: False},
    ):
        with pytest.raises((driver.ProgrammingError, driver.OperationalError)):
            connected(sandbox, **choices).cursor().execute(sql)
        assert [line for line in requests(sandbox) if not line.startswith("GET")] == []


def test_mode_confirm_shows_each_change_and_makes_what_is_accepted(sandbox, connected):
    shown = []
    connection = connected(sandbox, mode="confirm", confirm=lambda preview: shown.append(preview) or True)
    assert connection.cursor().execute(CHANGES[0]).rowcount == 1
    assert [(preview.verb, preview.resource, preview.count) for preview in shown] == [("INSERT", STORES, 1)]


def test_mode_full_makes_ten_changes_and_no_more(sandbox, connected):
    cursor = connected(sandbox, mode="full").cursor()
    rows = ", ".join("('a')" for _ in range(10))
    assert cursor.execute(f"INSERT INTO {STORES} (name) VALUES {rows}").rowcount == 10
    with pytest.raises(driver.ProgrammingError, match="11 calls"):
        cursor.execute(f"INSERT INTO {STORES} (name) VALUES {rows}, ('b')")


def test_a_key_comes_from_a_function_when_it_is_needed_and_is_shown_nowhere(
    sandbox, connected, tmp_path, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    asked = []
    log = tmp_path / "http.jsonl"
    connection = connected(sandbox, api_key=lambda: asked.append(1) or sandbox.key, http_log=log)
    cursor = connection.cursor()
    cursor.execute("SELECT 1")
    for _ in range(2):
        cursor.execute(f"SELECT count(*) FROM {BATCHES}").fetchall()
    assert len(asked) == 1
    texts = [
        repr(connection),
        repr(connection.session.profile),
        str(connection),
        repr(cursor),
        log.read_text(),
    ]
    assert not any(sandbox.key in text for text in texts)
    for unpickled in (connection, cursor, connection.session):
        with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
            pickle.dumps(unpickled)


def test_a_function_without_a_key_is_told_with_the_first_request():
    with (
        driver.connect(base_url=LOCAL, api_key=lambda: "") as connection,
        pytest.raises(driver.InterfaceError, match="api_key= gave no key"),
    ):
        connection.cursor().execute(f"SELECT id FROM {BATCHES}")


def test_connecting_sends_nothing_and_asks_nobody(sandbox, connected, config_file):
    connected(sandbox)
    with (
        driver.connect("asking", config=config_file, base_url=LOCAL) as connection,
        pytest.raises(driver.InterfaceError, match="api_key_command"),
    ):
        connection.cursor().execute(f"SELECT id FROM {BATCHES}")
    assert requests(sandbox) == []


def test_there_are_no_transactions_and_rolling_back_says_so(connection):
    connection.commit()
    connection.rollback()
    assert connection.messages == []
    assert connection.autocommit is True
    connection.autocommit = True
    with pytest.raises(driver.NotSupportedError, match="no transactions"):
        connection.autocommit = False
    connection.cursor().execute(f"INSERT INTO {STORES} (name) VALUES ('a')")
    connection.rollback()
    [(kind, warning)] = connection.messages
    assert kind is driver.Warning
    assert "commits each call" in str(warning)
    connection.commit()
    assert connection.messages == []


def test_a_closed_connection_is_of_no_use(sandbox, connected):
    connection = connected(sandbox)
    cursor = connection.cursor()
    cursor.execute(f"SELECT id FROM {BATCHES}")
    with connection:
        connection.close()
    for use in (
        connection.close,
        connection.cursor,
        connection.commit,
        connection.rollback,
        cursor.fetchone,
        lambda: cursor.execute("SELECT 1"),
    ):
        with pytest.raises(driver.InterfaceError, match="connection is closed"):
            use()
    cursor.close()
    assert "closed" in repr(connection)


def test_a_connection_that_nobody_closed_ends_with_its_last_reference():
    connection = driver.connect(sandbox=True)
    url = connection.session.profile.base_url
    del connection
    gc.collect()
    with (
        driver.connect(base_url=url, api_key="sk-a", retries=0) as other,
        pytest.raises(driver.OperationalError),
    ):
        other.cursor().execute(f"SELECT id FROM {BATCHES}")


def test_the_sandbox_is_a_connection_s_own(tmp_path):
    with driver.connect(sandbox=True) as one, driver.connect(sandbox=True) as other:
        assert one.session.profile.base_url != other.session.profile.base_url
        assert one.cursor().execute(f"SELECT count(*) FROM {BATCHES}").fetchone()[0] > 0
    for number in (1, 2):
        with driver.connect(sandbox=tmp_path / "kept", mode="full") as kept:
            kept.cursor().execute(f"INSERT INTO {STORES} (name) VALUES ('mine')")
            count = kept.cursor().execute(f"SELECT count(*) FROM {STORES} WHERE name = 'mine'").fetchone()
            assert count == (number,)


def test_of_ten_connections_to_one_directory_the_first_has_it(tmp_path):
    held, refused = [], []

    def open_one(_number):
        try:
            held.append(driver.connect(sandbox=tmp_path / "kept", mode="full"))
        except driver.InterfaceError as error:
            refused.append(str(error))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(open_one, range(10)))
    assert len(held) == 1
    assert len(refused) == 9
    assert all("another sandbox uses" in text and "choose another directory" in text for text in refused)
    [connection] = held
    connection.cursor().execute(f"INSERT INTO {STORES} (name) VALUES ('mine')")
    connection.close()
    with driver.connect(sandbox=tmp_path / "kept") as again:
        assert again.cursor().execute(f"SELECT name FROM {STORES} WHERE name = 'mine'").fetchall() == [
            ("mine",)
        ]


def test_eight_threads_with_a_connection_each_on_one_sandbox(sandbox, connected):
    """Each makes, reads and removes objects of its own, and has tables of its own; nothing of the others is seen in them."""
    together = threading.Barrier(8)
    rounds = 5

    def work(number):
        connection = connected(sandbox, mode="full", concurrency=4)
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE mine (id TEXT, who INTEGER)")
        together.wait(20)
        for _ in range(rounds):
            cursor.execute(
                f"INSERT INTO {STORES} (name, metadata) VALUES (?, ?) RETURNING id",
                [f"of {number}", {"who": str(number)}],
            )
            [(store,)] = cursor.fetchall()
            cursor.execute("INSERT INTO mine VALUES (?, ?)", [store, number])
            cursor.execute(f"SELECT s.name, s.metadata FROM mine m JOIN {STORES} s ON s.id = m.id")
            rows = cursor.fetchall()
            assert {name for name, _ in rows} == {f"of {number}"}
            assert {json.loads(text)["who"] for _, text in rows} == {str(number)}
            with pytest.raises(driver.OperationalError):
                cursor.execute(f"SELECT id FROM {STORES} WHERE id = ?", [f"vs_none_{number}"])
        cursor.execute("SELECT count(*), min(who), max(who) FROM mine")
        counted = cursor.fetchone()
        cursor.execute(f"DELETE FROM {STORES} WHERE id IN (SELECT id FROM mine ORDER BY id LIMIT 2)")
        return counted, cursor.rowcount

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    assert done == [((rounds, number, number), 2) for number in range(8)]
    left = (
        connected(sandbox)
        .cursor()
        .execute(f"SELECT name, count(*) FROM {STORES} GROUP BY name ORDER BY name")
    )
    assert left.fetchall() == [(f"of {number}", rounds - 2) for number in range(8)]
