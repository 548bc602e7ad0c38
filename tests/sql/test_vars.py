from __future__ import annotations

import json

import pytest

from openai_sql_shell.errors import UsageError
from openai_sql_shell.sql.template import fill, read_vars

PLAIN = {"name": "a", "count": 2, "share": 0.5, "on": True, "list": ["x", 1], "object": {"k": "v"}}

MANIFEST = """
- name: batches
  props:
    - name: data__endpoint
      value: string
    - name: endpoint
      value: /v1/responses
    - name: metadata
      value: {team: "a"}
    - name: file_ids
      value: [file-1, file-2]
    - name: chunking_strategy
      props:
        - name: type
          value: static
        - name: static
          props:
            - name: max_chunk_size_tokens
              value: 800
"""


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (
            ".json",
            '{"name": "a", "count": 2, "share": 0.5, "on": true, "list": ["x", 1], "object": {"k": "v"}}',
        ),
        (".toml", 'name = "a"\ncount = 2\nshare = 0.5\non = true\nlist = ["x", 1]\n[object]\nk = "v"\n'),
        (".yaml", 'name: a\ncount: 2\nshare: 0.5\n"on": true\nlist: [x, 1]\nobject: {k: v}\n'),
        (".YML", 'name: a\ncount: 2\nshare: 0.5\n"on": true\nlist:\n- x\n- 1\nobject:\n  k: v\n'),
    ],
)
def test_three_formats_say_the_same(suffix, text):
    assert read_vars(text, suffix) == PLAIN


@pytest.mark.parametrize(
    ("suffix", "text"),
    [(".yaml", ""), (".toml", ""), (".json", "{}"), (".yaml", "# nothing yet\n"), (".json", "[]")],
)
def test_a_file_may_be_empty(suffix, text):
    assert read_vars(text, suffix) == {}


def test_a_manifest_gives_the_properties_of_its_resources():
    assert read_vars(MANIFEST, ".yaml") == {
        "data__endpoint": "string",
        "endpoint": "/v1/responses",
        "metadata": {"team": "a"},
        "file_ids": ["file-1", "file-2"],
        "chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 800}},
    }


def test_a_manifest_fills_the_statement_of_its_page():
    values = read_vars(MANIFEST, ".yaml")
    assert fill("SELECT '{{ endpoint }}', '{{ chunking_strategy }}'", values).text == (
        """SELECT '/v1/responses', '{"type": "static", "static": {"max_chunk_size_tokens": 800}}'"""
    )


@pytest.mark.parametrize(
    ("suffix", "text"), [(".yaml", "since: 2026-05-01"), (".toml", "since = 2026-05-01")]
)
def test_dates_become_their_text(suffix, text):
    assert read_vars(text, suffix) == {"since": "2026-05-01"}


@pytest.mark.parametrize(
    ("suffix", "text", "message"),
    [
        (".json", "{", "no JSON"),
        (".toml", "a = ", "no TOML"),
        (".yaml", "a: [1", "no YAML"),
        (".yaml", "a: !!python/name:os.system", "no YAML"),
        (".txt", "a: 1", '".txt" is no format'),
        ("", "a: 1", "is no format"),
        (".yaml", "just words", "maps names to values"),
        (".json", "5", "maps names to values"),
        (".yaml", "1: a", "the file is not a text"),
        (".yaml", "a: {b: {2: c}}", "a.b is not a text"),
        (".yaml", "a: [x, !!binary aGk=]", r"a\[1\] is not a text"),
        (".yaml", "a: &a [*a]", "nested too deeply"),
        (".json", "[" * 100_000, "nested too deeply"),
        pytest.param(".yaml", "[" * 5_000, "nested too deeply", marks=pytest.mark.slow),
        (".yaml", "- just words", "a manifest lists resources"),
        (".yaml", "- name: batches", "a manifest lists resources"),
        (".yaml", "- {name: batches, props: {a: 1}}", "the props of batches are a list"),
        (".yaml", "- {name: batches, props: [{name: a}]}", "each of the props of batches has a name"),
        (".yaml", "- {name: batches, props: [{value: a}]}", "each of the props of batches has a name"),
        (".yaml", "- {name: batches, props: [a]}", "each of the props of batches has a name"),
        (
            ".yaml",
            "- {name: b, props: [{name: c, props: [{name: d}]}]}",
            "each of the props of b.c has a name",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_key(suffix, text, message):
    with pytest.raises(UsageError, match=message):
        read_vars(text, suffix)


CORE = {
    "12:30:00": "12:30:00",
    "1:30": "1:30",
    "190:20:30.15": "190:20:30.15",
    "NO": "NO",
    "yes": "yes",
    "on": "on",
    "Off": "Off",
    "y": "y",
    "true": True,
    "FALSE": False,
    "tRUE": "tRUE",
    "0123": 123,
    "-08": -8,
    "+12": 12,
    "0o17": 15,
    "-0o17": "-0o17",
    "0x1F": 31,
    "0b11": "0b11",
    "1_000": "1_000",
    "1e5": 1e5,
    "1.": 1.0,
    ".5": 0.5,
    "+.5E-3": 0.0005,
    "1.10": 1.1,
    "123456789012345678901": 123456789012345678901,
    "3.14159265358979323846": "3.14159265358979323846",
    "1e400": "1e400",
    "1e-99999999999999999999": "1e-99999999999999999999",
    "9" * 5000: "9" * 5000,
    "null": None,
    "~": None,
    "": None,
    "nUll": "nUll",
    "2026-05-01": "2026-05-01",
    "2026-05-01 12:30:00": "2026-05-01 12:30:00",
    "=": "=",
    "!!str 5": "5",
    "!!int '5'": 5,
    "!!timestamp 2026-05-01": "2026-05-01",
}
"""Plain words and what YAML's core schema makes of them; what would lose digits stays a text."""


@pytest.mark.parametrize(("written", "value"), CORE.items(), ids=lambda value: str(value)[:30])
def test_a_yaml_word_is_what_the_core_schema_says(written, value):
    found = read_vars(f"name: {written}\nlist:\n- {written}", ".yaml")
    assert [(type(v), v) for v in (found["name"], *found["list"])] == [(type(value), value)] * 2


@pytest.mark.parametrize("text", ["a: !!int x", "a: !!bool yes", "a: !!float 1e", "a: !!int 12:30"])
def test_a_yaml_word_that_is_not_what_its_tag_says_is_refused(text):
    with pytest.raises(UsageError, match="no YAML"):
        read_vars(text, ".yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12:30:00", "12:30:00"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("0123", 123),
        ("123456789012345678901", "123456789012345678901"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("9223372036854775807", 2**63 - 1),
        ("3.14159265358979323846", "3.14159265358979323846"),
    ],
)
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_both_ways_to_write_a_value_keep_every_digit(harness, written, value, suffix):
    text = json.dumps({"name": value}) if suffix == ".json" else f"name: {written}"
    harness.session.variables |= read_vars(text, suffix)
    bound = harness.value("SELECT :name")
    [statement] = harness.session.script("SELECT {{ name }}, '{{ name }}'")
    [(alone, quoted)] = harness.rows(statement.text)
    assert (bound, alone, quoted) == (value, value, str(value))


def test_yaml_anchors_merge_as_before():
    assert read_vars("a: &a {x: 1}\nb: {<<: *a, y: 2}", ".yaml")["b"] == {"x": 1, "y": 2}
