"""Choices by text, as URLs and jobs have them, and sessions that share a sandbox."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest

from openai_sql_shell.config import MODES, Paths, Profile, Settings, read_config
from openai_sql_shell.errors import InvalidValue, OpenAISqlError, UnknownName, UsageError
from openai_sql_shell.opening import (
    MOST_CHANGED,
    TEXTS,
    Choices,
    SessionOpener,
    chosen_settings,
    new_session,
)

KEY = "sk-proj-topsecret123456789"


def test_parameters_are_choices_or_settings():
    found = Choices.of_texts(
        {"profile": "work", "mode": "full", "max-changes": "50", "cache": "30s", "sandbox": "on"}
    )
    assert found == Choices("work", "full", sandbox=True, settings={"max_changes": "50", "cache": "30s"})
    assert Choices.of_texts({"sandbox": "kept"}).sandbox == Path("kept")
    assert Choices.of_texts({"sandbox": "off"}).sandbox is False


@pytest.mark.parametrize(
    "texts",
    [
        {"api_key": KEY},
        {"API-KEY": KEY},
        {"admin_key": KEY},
        {"openai_api_key": KEY},
        {"profile": KEY},
        {"base_url": KEY},
        {"pasword": KEY},
        {KEY: "1"},
    ],
    ids=str,
)
def test_a_key_has_no_place_among_them_and_is_not_repeated(texts):
    with pytest.raises(UsageError, match="a key has no place") as caught:
        Choices.of_texts(texts)
    assert KEY not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    "name", ["moed", "colour", "read_timout", "password", "user", "confirm", "settings", ""]
)
def test_a_parameter_that_nobody_knows_is_an_error(name):
    with pytest.raises(UsageError, match="there is no parameter"):
        Choices.of_texts({name: "1"})


def test_a_parameter_in_two_spellings_is_an_error():
    with pytest.raises(UsageError, match="max_changes is given twice"):
        Choices.of_texts({"max_changes": "1", "max-changes": "2"})


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ({"mode": "fully"}, UsageError),
        ({"read_timeout": "soon"}, InvalidValue),
        ({"profile": "nobody"}, UsageError),
        ({"base_url": "https://user:word@example.com"}, UsageError),
        ({"config": "nowhere.toml"}, UsageError),
        ({"sandbox": ""}, UsageError),
        ({"profile": ""}, UsageError),
    ],
    ids=str,
)
def test_what_cannot_be_stops_the_opening(texts, kind, tmp_path):
    with pytest.raises(kind):
        SessionOpener(Choices.of_texts(texts), {"HOME": str(tmp_path)})


def test_no_setting_is_called_like_a_choice():
    from openai_sql_shell.config import SETTINGS

    assert not set(TEXTS) & set(SETTINGS)
    with pytest.raises(UnknownName):
        SessionOpener(Choices(settings={"nothing": 1}), {"HOME": "/"})


BEYOND = {
    ("5", None, None): "5",
    ("5", "3", None): "3",  # who says it, wins over the file
    ("3", "5", None): "5",
    ("3", "off", None): "off",
    (None, None, 4): "4",
    ("5", None, 4): "4",
    ("3", None, 4): "3",
    ("off", None, 4): "4",
    ("3", "5", 4): "4",
    ("5", "3", 4): "3",
}
"""The file's setting, that of a program, a bound beside both: what holds."""


@pytest.mark.parametrize("name", ["max_requests", "max_changes", "max_cost_usd"])
@pytest.mark.parametrize(("said", "holds"), BEYOND.items(), ids=str)
def test_who_says_a_setting_wins_over_the_file_and_the_smaller_bound_over_both(name, said, holds, tmp_path):
    file, given, most = said
    config = tmp_path / "config.toml"
    config.write_text("" if file is None else f'[settings]\n{name} = "{file}"\n')
    choices = Choices(
        config=config,
        sandbox=True,
        settings={} if given is None else {name: given},
        at_most={} if most is None else {name: most},
    )
    settings = chosen_settings(choices, read_config(config), "confirm")
    assert settings.show(name) == holds
    assert settings.is_held(name) == (holds not in ("off", file))


HOLDS = {
    (None, None, False): "read_only",
    (None, "confirm", False): "confirm",
    (None, "full", False): "full",
    (None, "read_only", False): "read_only",
    ("full", "read_only", False): "full",
    ("full", "confirm", False): "full",
    ("read_only", "full", False): "read_only",
    (None, "full", True): "read_only",
    ("full", "full", True): "read_only",
    ("confirm", None, True): "read_only",
}
"""What whoever opens says, what the profile does, and whether that is read-only: what holds."""


@pytest.mark.parametrize(("said", "holds"), HOLDS.items(), ids=str)
def test_a_mode_that_is_said_wins_over_the_profile_s_and_its_read_only_over_both(said, holds, tmp_path):
    mode, of_profile, read_only = said
    config = tmp_path / "config.toml"
    lines = [f'mode = "{of_profile}"'] * (of_profile is not None) + ["read_only = true"] * read_only
    config.write_text("\n".join(["[profiles.work]", *lines]))
    with closing(SessionOpener(Choices("work", mode, config=config), {"HOME": str(tmp_path)})) as opener:
        assert (opener.mode, opener.read_only) == (holds, holds == "read_only")
        with closing(opener.session()) as session:
            assert session.confirm_each == ("confirm" in (mode, mode or of_profile))
            refused = session.profile.read_only or session.settings.read_only
            assert refused == (holds == "read_only")
            if holds == "full":
                assert session.settings.max_changes == MOST_CHANGED


@pytest.mark.parametrize("mode", MODES)
def test_who_asks_belongs_to_the_mode_that_holds(mode, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(f'[profiles.work]\nmode = "{mode}"\n')
    choices = Choices("work", config=config)
    if mode == "confirm":
        SessionOpener(choices, {"HOME": str(tmp_path)}, bool).close()
        return
    with pytest.raises(UsageError, match=f'nobody is asked in mode="{mode}"'):
        SessionOpener(choices, {"HOME": str(tmp_path)}, bool)


@pytest.mark.parametrize("mode", MODES)
def test_a_person_s_shell_keeps_its_own_default(mode, tmp_path):
    session = new_session(Profile("work", mode=mode), Settings(), Paths.of({"HOME": str(tmp_path)}))
    assert (session.settings.read_only, session.confirm_each, session.settings.max_changes) == (
        False,
        False,
        None,
    )
    session.close()


def test_choices_show_no_key_and_are_not_pickled():
    choices = Choices(api_key=KEY, admin_key=lambda: KEY)
    assert KEY not in repr(choices)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(choices)


def test_sessions_of_several_threads_share_a_sandbox_and_no_settings(tmp_path):
    opener = SessionOpener(Choices(sandbox=True, mode="full"), {"HOME": str(tmp_path)})
    with ThreadPoolExecutor(4) as pool:
        sessions = list(pool.map(lambda _: opener.session(), range(4)))
    assert len({session.profile.base_url for session in sessions}) == 1
    one, other, *_ = sessions
    list(one.execute("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('shared')").rows)
    assert list(
        other.execute("SELECT count(*) FROM openai.vector_stores.vector_stores WHERE name = 'shared'").rows
    ) == [(1,)]
    one.settings.max_changes = 1
    assert other.settings.max_changes == 10
    for session in sessions:
        session.close()
    url = one.profile.base_url
    opener.close()
    last = SessionOpener(
        Choices(base_url=url, api_key="sk-a", settings={"retries": 0}), {"HOME": str(tmp_path)}
    )
    session = last.session()
    with pytest.raises(OpenAISqlError):
        list(session.execute("SELECT id FROM openai.batch.batches").rows)
    session.close()


class Named:
    """A path that is none of pathlib's."""

    def __fspath__(self):
        return b"sandbox"


@pytest.mark.parametrize("where", [Named(), PurePosixPath("sandbox"), "sandbox", 1, None])
def test_a_sandbox_is_a_directory_or_a_yes(where):
    with pytest.raises(UsageError, match="sandbox= cannot be"):
        SessionOpener(Choices(sandbox=where), {"HOME": "/nowhere"})
