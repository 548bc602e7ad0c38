from __future__ import annotations

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
