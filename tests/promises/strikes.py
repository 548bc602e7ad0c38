"""What a server may do to one request: functions of an `Exchange`, and makers of such functions."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

from promises.account import envelope

HTML = b"<html><head><title>Sign in</title></head><body><h1>It works!</h1></body></html>"
BUSY = envelope("upstream has no capacity", "server_error")
AGAIN = envelope("slow down", "requests")
BAD = envelope("this cannot be")
BOMB = 8 * 1024 * 1024
"""Bytes that a small answer grows to; the bound of the session is an eighth of it, where it has one."""
HALF = "\\ud83d"
"""The escape of half a surrogate pair."""


def says(status, payload=b"", **headers):
    """An answer without acting."""
    from promises.stub import Answer

    return lambda x: x.send(Answer(status, payload).with_headers(**headers))


def once(strike):
    """The first struck request only; the others are answered as they should be."""
    return lambda x: x.send(x.right()) if x.struck else strike(x)


def acted(strike):
    """The account acts first."""

    def act(x):
        x.right()
        strike(x)

    return act


def with_(**headers):
    """The right answer with other headers."""
    return lambda x: x.send(x.right().with_headers(**headers))


def as_(status, **headers):
    """The right answer under another status."""
    return lambda x: x.send(replace(x.right(), status=status).with_headers(**headers))


def payload(change):
    """The right answer with its JSON changed; content as it is."""

    def strike(x):
        right = x.right()
        known = isinstance(right.payload, bytes) or right.status != 200
        x.send(right if known else replace(right, payload=change(right.payload)))

    return strike


def items(change):
    """The same for every object, be it on a page or alone."""

    def every(found):
        return (
            found | {"data": [change(item) for item in found["data"]]} if "data" in found else change(found)
        )

    return payload(every)


def fields(**values):
    """Objects with other values in these fields."""
    return items(lambda item: item | values)


def text(change):
    """The right answer with its text changed."""

    def strike(x):
        right = x.right()
        x.send(replace(right, payload=change(right.body)))

    return strike


def page(change):
    """A page of a list changed, given the request and how many were struck before."""
    return lambda x: x.send(replace(right := x.right(), payload=change(right.payload, x)))


def later(change):
    """Every page but the first."""
    return page(lambda found, x: change(found) if "after=" in x.target else found)


def raw(data):
    """These bytes, then the connection is closed."""

    def strike(x):
        x.raw(data)
        x.hang_up()

    return strike


def cut(share=0.5, more=0):
    """A part of the right answer, then the connection is closed; or a content-length that is ``more`` than there is."""

    def strike(x):
        right = x.right()
        longer = right.with_headers(content_length=str(len(right.body) + more))
        whole = x.head(longer) + right.body
        x.raw(whole if more else whole[: len(whole) - int(len(right.body) * (1 - share))])
        x.hang_up()

    return strike


def shorter(x):
    right = x.right()
    x.send(right.with_headers(content_length=str(len(right.body) // 2)))
    x.hang_up()


def stalls(x):
    right = x.right()
    x.raw(x.head(right) + right.body[:-9])
    x.lag(1.0)


def slow_head(x):
    x.raw(b"HTTP/1.1 200 OK\r\nx-slow: ")
    x.lag(1.0, b".")


def slow_body(x):
    x.raw(x.head(x.right().with_headers(content_length=str(10**9))))
    x.lag(1.0, b" ")


def chunked(*, whole=True, size=None):
    def strike(x):
        right = x.right().with_headers(content_length=None, transfer_encoding="chunked")
        half = right.body[: len(right.body) // 2]
        data = b"%x\r\n%s\r\n" % (len(half), half)
        rest = right.body[len(half) :]
        data += size or b"%x" % len(rest)
        data += b"\r\n" + rest + b"\r\n0\r\n\r\n" if whole else b""
        x.raw(x.head(right) + data)
        if not whole or size:
            x.hang_up()

    return strike


def packed(pack=gzip.compress, encoding="gzip"):
    def strike(x):
        right = x.right()
        x.send(replace(right, payload=pack(right.body)).with_headers(content_encoding=encoding))

    return strike


def damaged(data):
    """A gzip stream whose checksum is wrong."""
    whole = gzip.compress(data)
    return whole[:-8] + bytes(byte ^ 255 for byte in whole[-8:-4]) + whole[-4:]


def no_length(x):
    x.send(x.right().with_headers(content_length=None))


def no_body(x):
    x.right()
    x.raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    x.hang_up()


def moved(status=301, where="{target}", hops=1):
    """To an address that answers as it should, or to another place."""

    def strike(x):
        if x.struck >= hops:
            x.send(x.right())
        else:
            there = x.target + ("&" if "?" in x.target else "?") + "moved=1"
            location = where.format(target=there, port=x.stub.other.port)
            says(status, location=location)(x)

    return strike


def echo(status):
    """An error that quotes the key."""
    return lambda x: says(status, envelope(f"Incorrect key: {x.headers['authorization']}", None))(x)


def echo_page(x):
    says(
        403,
        f"<html>{x.headers}</html>".encode(),
        content_type="text/html",
        x_request_id=x.headers["authorization"],
    )(x)


def twice(x):
    right = x.right()
    x.raw((x.head(right) + right.body) * 2)


def over_100(x):
    limit = int(x.target.partition("limit=")[2].partition("&")[0] or 0)
    (says(400, BAD) if limit > 100 else lambda x: x.send(x.right()))(x)


def without(*names):
    return lambda found: {name: value for name, value in found.items() if name not in names}


def ignoring(parameter):
    """Takes no notice of one parameter of the query."""

    def strike(x):
        path, _, query = x.target.partition("?")
        kept = [pair for pair in query.split("&") if not pair.startswith(f"{parameter}=")]
        x.target = f"{path}?{'&'.join(kept)}"
        x.send(x.right())

    return strike


def overlapping(found, x):
    """The last object of a page opens the next one, too."""
    x.stub.last = x.stub.last if "after=" in x.target else None
    data = ([x.stub.last] if x.stub.last else []) + found["data"]
    x.stub.last = data[-1]
    return found | {"data": data, "first_id": data[0]["id"]}


def circling(found, x):
    """The last page leads back to the second."""
    if "after=" not in x.target:
        x.stub.last = found["last_id"]
    return found if found["has_more"] else found | {"last_id": x.stub.last, "has_more": True}


def half(data):
    return data.replace(b'"name-', f'"{HALF}name-'.encode())


def replaced_halves(rows, use):
    """The names of the objects that are struck: of all in a list, or of the one that is asked for alone."""
    name = "name-2" if use.kind == "object" else "name-"
    return [tuple(v.replace(name, f"\ufffd{name}") if isinstance(v, str) else v for v in row) for row in rows]


def half_an_id(rows, _use):
    """The id of an object that was just made, as it is shown."""
    return [
        (f"\ufffd{row[0]}", *row[1:]) if row[0].startswith("file-of") or row[-1] == "file-1" else row
        for row in rows
    ]


def deep(_):
    return b'{"object": "list", "id": "x", "deleted": true, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def not_closed(change):
    """A number JSON lacks, as a member of every object."""
    return text(lambda body: body.replace(b'{"id"', b'{"score": %s, "id"' % change))


def says_no(x):
    """A deletion that did not happen, as a server says it."""
    from promises.stub import Answer

    return Answer(200, {"id": x.target.rpartition("/")[2], "object": "file", "deleted": False})


def page_of_one(x):
    """The right page, but of one object."""
    right = x.right()
    data = right.payload["data"]
    if "has_more" not in right.payload or not data:
        return right
    short = {
        "data": data[:1],
        "last_id": data[0]["id"],
        "has_more": right.payload["has_more"] or len(data) > 1,
    }
    return replace(right, payload=json.loads(json.dumps(right.payload | short)))
