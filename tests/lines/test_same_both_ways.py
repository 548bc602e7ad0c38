"""The typed way says what the tolerant way says: for odd lines of all kinds, and for every choice of columns."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lines.reading import ALL, chat, choice, line, message, response, rows, scan
from lines.test_rules import ANSWERS, ENDPOINTS, LINES, OUTCOMES

from openai_sql_shell.lines import typed

pytestmark = pytest.mark.skipif(find_spec("msgspec") is None, reason="msgspec is not installed")

SOUND = [
    *(line(body) for body, _ in ANSWERS),
    *(line(body) for _, body, _ in ENDPOINTS),
    *(data for data, *_ in OUTCOMES if data.startswith(b"{") and b"[[[" not in data),
    line({"id": "modr_1", "model": "m", "results": [{"flagged": True}]}),
    line({"created": 1, "data": [{"b64_json": "AAAA"}], "usage": {"input_tokens": 5}}),
]
TREES = [tree for data in SOUND if isinstance(tree := json.loads(data.split(b"\n")[0]) if data.count(b'"response"') == 1 else None, dict)]  # fmt: skip
NAMES = sorted({name for tree in TREES for name in tree} | set(ALL) | {
    *("response", "body", "error", "object", "choices", "output", "message", "content", "usage", "index"),
    *("prompt_tokens", "completion_tokens", "input_tokens_details", "call_id", "arguments", "audio", "phase"),
})  # fmt: skip
VERBATIM = [
    *(
        "null",
        "true",
        "0",
        "-0",
        "7",
        "200",
        "200.0",
        "2e2",
        "1e400",
        "-1.5",
        "NaN",
        "Infinity",
        "{}",
        "[]",
        '""',
    ),
    *(
        str(2**63 - 1),
        str(2**63),
        str(-(2**63) - 1),
        "9" * 5000,
        "1e18",
        "1e19",
        "01",
        "1.",
        "+1",
        ".5",
        "tru",
    ),
    *(
        r'"\ud83d"',
        r'"\ud83d\ude00"',
        r'"\ude00\ud83d"',
        r'"\ud83d\u0041"',
        r'"\u00e9\/"',
        r'"\q"',
        r'"\u12"',
    ),
    *(
        '"\x00"',
        '"\x1f"',
        '"\x7f"',
        '"\u2028"',
        '"ok"',
        '"length"',
        '"failed"',
        '"response"',
        '"chat.completion"',
    ),
    *(
        '"200"',
        '"{}"',
        '"null"',
        '"\\"\\""',
        '"[1]"',
        '"{\\"a\\": NaN}"',
        '[null, {"index": 0}]',
        '"batch_expired"',
    ),
    *('{"code": 7}', '{"message": ""}', '[{"type": "message"}]', '[{"type": "output_text", "text": "t"}]'),
    *("[" * 190 + "]" * 190, "[" * 210 + "]" * 210, "[" * 900 + "]" * 900, '{"a":' * 980 + "1" + "}" * 980),
]
BYTES = [
    *(b"", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0", b"\r", b"\n", b"\t", b"\v", b"\f", b" ", b'"', b"\\"),
    *(b"{", b"}", b"[", b"]", b",", b":", b"0", b"-", b".", b"e", b"\\ud83d", b"\\u", b"null", b"{}", b"\xc2\xa0"),
]  # fmt: skip


class Written:
    """JSON text to be put in where a value stands."""

    def __init__(self, text):
        self.text = text


def written(node, draw):
    """The JSON text of a tree; some names with an escape, some members twice, blanks here and there."""
    if isinstance(node, Written):
        return node.text
    if isinstance(node, list):
        return f"[{','.join(written(part, draw) for part in node)}]"
    if not isinstance(node, dict):
        return json.dumps(node, ensure_ascii=draw(st.booleans()))
    members = []
    for name, value in node.items():
        key = json.dumps(name)
        if draw(st.integers(0, 30)) == 30 and name:
            key = f'"\\u{ord(name[0]):04x}{json.dumps(name[1:])[1:]}'
        if draw(st.integers(0, 30)) == 30:
            members.append(f"{key}:{draw(st.sampled_from(VERBATIM))}")
        members.append(f"{key}{draw(st.sampled_from(['', ' ', chr(9)]))}: {written(value, draw)}")
    return "{" + ", ".join(members) + "}"


def places(node, path=()):
    """The paths of all values in a tree."""
    yield path
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in members:
        yield from places(value, (*path, name))


def changed(node, path, value):
    """A tree with another value at a path; without the member where the value is None."""
    if not path:
        return node if value is None else value
    name, *rest = path
    copy = list(node) if isinstance(node, list) else dict(node)
    if not rest and value is None:
        del copy[name]
    else:
        copy[name] = changed(copy[name], rest, value)
    return copy


@st.composite
def odd_lines(draw, trees=TREES, names=NAMES):
    """A sound line, with members changed, gone, added or twice, and bytes changed."""
    tree = draw(st.sampled_from(trees))
    for _ in range(draw(st.integers(0, 2))):
        path = draw(st.sampled_from(list(places(tree))))
        parent = tree
        for name in path:
            parent = parent[name]
        how = draw(st.integers(0, 3))
        if isinstance(parent, dict) and how == 0:
            tree = changed(
                tree, path, parent | {draw(st.sampled_from(names)): Written(draw(st.sampled_from(VERBATIM)))}
            )
        elif path:
            tree = changed(tree, path, None if how == 1 else Written(draw(st.sampled_from(VERBATIM))))
    data = bytearray(written(tree, draw).encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 2))] = draw(st.sampled_from(BYTES))
    return bytes(data)


CHOICES = st.lists(st.sampled_from(ALL), max_size=5, unique=True)
WHERE = st.sampled_from(
    ["/v1/responses", "/v1/chat/completions", "/v1/moderations", "/v1/images/edits", "/x"]
)


@given(data=st.lists(odd_lines(), min_size=1, max_size=4).map(b"\n".join), endpoint=WHERE, columns=CHOICES)
@example(
    data=b'{"response": {"status_code": 200, "body": {}}}', endpoint="/v1/images/edits", columns=["outcome"]
)
def test_both_ways_give_the_same_rows_whatever_columns_are_asked_for(data, endpoint, columns):
    whole = rows(data, endpoint, with_msgspec=False)
    wanted = [tuple(row[ALL.index(name)] for name in columns) for row in whole]
    assert rows(data, endpoint, columns, with_msgspec=False) == wanted
    assert rows(data, endpoint, columns) == wanted
    assert rows(data, endpoint) == whole


@pytest.mark.parametrize("name", ALL)
def test_each_column_alone_is_what_it_is_among_all(name):
    data = b"\n".join([*SOUND, *(line for line, _ in LINES)])
    for endpoint in ("/v1/responses", "/v1/chat/completions", "/v1/moderations"):
        whole = rows(data, endpoint, with_msgspec=False)
        assert rows(data, endpoint, [name]) == [(row[ALL.index(name)],) for row in whole]


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("/v1/responses", response(message("x"), usage={"input_tokens": 1})),
        ("/v1/chat/completions", chat("x", tool_calls=[])),
        ("/v1/completions", {"object": "text_completion", "choices": [{"text": "x", "index": 0}]}),
        ("/v1/embeddings", {"object": "list", "data": [], "usage": {"prompt_tokens": 1}}),
        ("/v1/moderations", {"id": "modr_1", "model": "m", "results": []}),
        ("/v1/images/generations", {"created": 1, "data": []}),
    ],
)
def test_usual_lines_need_no_tolerance(endpoint, body, monkeypatch):
    read = scan(endpoint)
    monkeypatch.setattr(read, "_tolerant", None)
    assert len(list(read.rows([line(body)]))) == 1


def test_lines_are_counted_in_where_the_parser_would_nest_deeper_than_the_limit(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 12))
    decode = typed.decoder({"custom_id"}, with_answer=False, proof=None)
    assert decode(b'{"custom_id": "a", "x": [[1]]}').custom_id == "a"
    with pytest.raises(typed.not_taken()):
        decode(b'{"custom_id": "a", "x": [' + b"[1]," * 1000 + b"1]}")


def test_more_than_one_choice_is_no_reason_to_read_twice():
    body = {"object": "chat.completion", "choices": [choice("b", index=1), choice("a")]}
    assert scan(columns=("text",))._decode(line(body)).response.body.choices[1].message.content == "a"
