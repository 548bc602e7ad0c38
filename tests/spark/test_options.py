"""The options of a read: what each may be, and what is an error before anything is sent."""

from __future__ import annotations

import re

import pytest

from openai_sql_shell.errors import UsageError
from openai_sql_shell.reference.guides import guide_text
from openai_sql_shell.spark import errors
from openai_sql_shell.spark.errors import SourceError, telling
from openai_sql_shell.spark.options import OPTIONS, RESULTS, SQL, query_options, result_options

READ = {RESULTS: result_options, SQL: query_options}
NEEDED = {RESULTS: {"batches": "batch_1"}, SQL: {"query": "SELECT 1"}}


def test_what_is_not_said_is_as_it_is_documented():
    found = result_options({"batches": "a, b"})
    assert found.files == ("output", "error")
    assert (found.rows_per_batch, found.max_bytes_per_partition) == (10_000, 256 * 1024**2)
    assert (found.skips_missing, found.body) == (False, False)
    assert (found.account.profile, found.account.base_url, found.account.key_env) == (None, None, None)


def test_each_option_is_taken_in_any_case():
    given = {
        "BATCHES": "SELECT 'a'", "Files": "error", "rows_per_batch": "5", "max_bytes_per_partition": "1 kB",
        "on_missing": "SKIP", "body": "text", "profile": "p", "base_url": "http://h/v1", "key_env": "MY_KEY",
    }  # fmt: skip
    found = result_options(given)
    assert (found.batches, found.files, found.rows_per_batch) == ("SELECT 'a'", ("error",), 5)
    assert (found.max_bytes_per_partition, found.skips_missing, found.body) == (1024, True, True)
    account = found.account
    assert (account.profile, account.base_url, account.key_env) == ("p", "http://h/v1", "MY_KEY")


BAD = [
    *((RESULTS, "files", text) for text in ("input", "output,output", "", "all")),
    *((name, "rows_per_batch", text) for name in READ for text in ("0", "-1", "many", "1e3", "1000001")),
    *((RESULTS, "max_bytes_per_partition", text) for text in ("0", "-1", "large", "1 TiB")),
    (RESULTS, "on_missing", "ignore"),
    (RESULTS, "body", "json"),
    *((name, "key_env", text) for name in READ for text in ("MY-KEY", "", "1A")),
    *((name, "profile", " ") for name in READ),
    *((name, "base_url", "") for name in READ),
    (RESULTS, "batches", " "),
    (SQL, "query", ""),
]


@pytest.mark.parametrize(("name", "option", "text"), BAD)
def test_a_value_that_does_not_fit_is_named_with_what_does(name, option, text):
    with pytest.raises(UsageError, match=option) as raised:
        READ[name]({**NEEDED[name], option: text})
    assert raised.value.hint == f"it is {OPTIONS[name][option].expected}"


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("option", ["batch", "path", "querry", "mode"])
def test_an_unknown_option_is_an_error(name, option):
    with pytest.raises(UsageError, match=f'no option "{option}"'):
        READ[name]({**NEEDED[name], option: "x"})


@pytest.mark.parametrize("name", READ)
def test_an_option_that_is_needed_is_named(name):
    with pytest.raises(UsageError, match=f"needs the option {next(iter(NEEDED[name]))}"):
        READ[name]({})


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    ("option", "text"),
    [
        *(("api_key", "x"), ("key", "x"), ("OPENAI_API_KEY", "x"), ("admin_key", "x")),
        *(("key_env", "sk-secret"), ("base_url", "sk-secret"), ("profile", " sk-secret")),
    ],
)
def test_a_key_is_refused_and_never_repeated(name, option, text):
    with pytest.raises(UsageError, match="a key has no place") as raised:
        READ[name]({**NEEDED[name], option: text})
    assert "secret" not in f"{raised.value} {raised.value.hint}"


def test_the_guide_names_every_option_of_both_formats():
    page = guide_text("spark")
    results, _, sql = page.partition("## openai_sql")
    rows = re.findall(r"^\| (`.*?) \|", results, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(OPTIONS[RESULTS])
    assert set(re.findall(r"`(\w+)`", sql.partition("Options:")[2].partition("\n\n")[0])) == set(OPTIONS[SQL])


def test_an_error_tells_machine_message_and_hint(monkeypatch):
    monkeypatch.setattr(errors, "node", lambda: "worker-7")
    with pytest.raises(SourceError, match=r"^on worker-7: it is so\nhint: do that$"), telling():
        raise UsageError("it is so", hint="do that")
