"""What a server may do, and what it owes: one row each.

The six columns of a row say what is owed where the answer is a list, an object, that to a change, to a deletion, a download, and a
look at a job that is awaited. ``-`` is no cell: nobody could tell. Alternatives are parted by ``/``.

| word         | what is owed                                                                            |
|--------------|-----------------------------------------------------------------------------------------|
| `rows`       | the right rows, or the change made and said; nothing else to say                        |
| `notice`     | the same, and a notice                                                                  |
| `told`       | all right rows, perhaps some of them twice, and a notice                                |
| `empty`      | what is right where the struck list holds nothing                                       |
| `absent`     | without the struck object and with a notice; where the person named it, `api`           |
| `api`        | the API's error, exit code 1                                                            |
| `key`        | the key was refused, exit code 5                                                        |
| `protocol`   | an answer that contradicts itself, exit code 1                                          |
| `wrong`      | `api` or `protocol`                                                                     |
| `connection` | no answer, exit code 5                                                                  |
| `lost`       | `connection` or `protocol`                                                              |
| `timeout`    | the wait ran out of time, exit code 4                                                   |

Behind a word, ``?``: it says that the change may have been carried out; ``!``: it does not, and nothing was changed.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promises.account import PAGE, envelope
from promises.strikes import (
    AGAIN,
    BAD,
    BOMB,
    BUSY,
    HTML,
    acted,
    as_,
    chunked,
    circling,
    cut,
    damaged,
    deep,
    echo,
    echo_page,
    fields,
    half,
    half_an_id,
    ignoring,
    items,
    later,
    moved,
    no_body,
    no_length,
    not_closed,
    once,
    over_100,
    overlapping,
    packed,
    page,
    page_of_one,
    payload,
    raw,
    replaced_halves,
    says,
    says_no,
    shorter,
    slow_body,
    slow_head,
    stalls,
    text,
    twice,
    with_,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("list", "object", "change", "delete", "download", "look")


@dataclass(frozen=True)
class Behaviour:
    """A row of the table."""

    name: str
    strike: Callable
    owed: str
    only: tuple[str, ...] = ()
    """The uses it concerns; empty: all."""
    says: str = ""
    """What an error has to say."""
    everywhere: bool = False
    """It befalls every request for the resource, not the struck one alone."""
    waits: float = 5.0
    """Seconds the session waits for a piece of an answer."""
    rows: Callable = lambda rows, _use: rows
    """What becomes of the right rows, where the server changes a value."""
    most: int | None = None
    """How many requests may be struck at most."""

    def concerns(self, use):
        """Whether there is a cell."""
        narrow = use.narrow and not self.owed.endswith(" - - - - -")
        return self.owed_to(use.kind) != "-" and (use.name in self.only if self.only else not narrow)

    def owed_to(self, kind):
        return dict(zip(KINDS, self.owed.split(), strict=True))[kind]


B = Behaviour
PAGED = ("list", "column", "children")
SORTED = ("order", "delete the oldest")
SLOW = ("list", "get", "insert", "delete", "download", "await")

# fmt: off
TABLE = (
    # name, what it does                                                                list object change delete download look
    # -- statuses that are no answer
    B("200 with an error envelope", says(200, BUSY),                                    "api api api api - api/timeout", says="upstream has no capacity"),
    B("200 with an error envelope, and it acted", acted(says(200, BUSY)),               "api api api api - api/timeout"),
    B("200 with an empty body", acted(says(200)),                                       "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("200 with neither length nor body", no_body,                                      "lost lost lost? lost?/api? lost lost/timeout"),
    B("204", acted(says(204, content_length=None)),                                     "protocol protocol protocol? protocol?/api? protocol protocol/timeout"),
    B("201 with the right body", as_(201),                                              "rows rows rows rows rows rows"),
    B("202 with the right body", as_(202),                                              "rows rows rows rows rows rows"),
    B("206 nobody asked for", as_(206),                                                 "wrong wrong wrong? wrong? wrong wrong/timeout"),
    B("300", as_(300),                                                                  "wrong wrong wrong wrong wrong wrong/timeout"),
    B("302 without Location", says(302),                                                "wrong wrong wrong wrong wrong wrong/timeout"),
    B("304", acted(says(304, content_length=None)),                                     "wrong wrong wrong wrong wrong wrong/timeout"),
    B("301 to another path", moved(),                                                   "rows rows wrong wrong rows rows"),
    B("307 to another path", moved(307),                                                "rows rows wrong wrong rows rows"),
    B("301 in a circle", moved(hops=99),                                                "wrong wrong wrong wrong wrong wrong/timeout"),
    B("302 to another port", moved(302, "http://127.0.0.1:{port}{target}"),             "wrong wrong wrong wrong wrong rows/wrong/timeout"),
    B("302 to another machine", moved(302, "http://api.example.invalid{target}"),       "wrong wrong wrong wrong wrong rows/wrong/timeout"),
    B("302 to a file", moved(302, "file:///etc/passwd"),                                "wrong wrong wrong wrong wrong rows/wrong/timeout"),
    # -- refusals
    B("400", says(400, BAD),                                                            "api api api! api! api api", says="this cannot be", most=2),
    B("400 with an empty body", says(400),                                              "api api api! api! api api"),
    B("400 with problem+json", says(400, {"title": "Bad", "detail": "the store is closed"}, content_type="application/problem+json"), "api api api! api! api api", says="the store is closed"),
    B("422 with a detail", says(422, {"detail": "the store is closed"}),                "api api api! api! api api", says="the store is closed"),
    B("422 with several details", says(422, {"detail": [{"loc": ["q"], "msg": "field required"}]}), "api api api! api! api api", says="field required"),
    B("400 whose error is a text", says(400, {"error": "the store is closed"}),         "api api api! api! api api", says="the store is closed"),
    B("400 whose error is a list", says(400, {"error": [7]}),                           "api api api! api! api api"),
    B("400 whose message is null", says(400, {"error": {"message": None, "type": 7}}),  "api api api! api! api api"),
    B("400 with half a character", says(400, b'{"error": {"message": "x\\ud83dy"}}'),   "api api api! api! api api"),
    B("400 with a megabyte", says(400, envelope("x" * 1_000_000)),                      "api api api! api! api api", only=("list", "insert")),
    B("400 to more than 100 on a page", over_100,                                       "rows - - - - -"),
    B("401", says(401, envelope("Incorrect API key provided")),                         "key key key! key! key key", most=1),
    B("401 that quotes the key", echo(401),                                             "key key key! key! key key"),
    B("403", says(403, envelope("You have insufficient permissions")),                  "api api api! api! api api", most=1),
    B("403 page that quotes every header", echo_page,                                   "api api api! api! api api"),
    B("404 with type", says(404, envelope("No such object")),                           "absent absent api! api! api timeout/api"),
    B("404 without type", says(404, {"error": {"message": "File 'file-2' not found"}}), "- absent api! api! api -"),
    B("404 for the route", says(404, {"error": {"message": "Not found", "type": "not_found"}}), "api api api! api! api api/timeout"),
    B("404 with a page of HTML", says(404, HTML, content_type="text/html"),             "api api api! api! api api/timeout"),
    B("404 for every child", says(404, envelope("No such object")),                     "wrong - - - - -", only=("children",), everywhere=True),
    B("404 for the first looks", lambda x: says(404, envelope("No batch"))(x) if x.struck < 2 else x.send(x.right()), "- - - - - rows", only=("await",)),
    B("405", says(405, envelope("Not allowed")),                                        "api api api! api! api api"),
    B("418", says(418, b"teapot"),                                                      "api api api! api! api api"),
    B("451 in plain text", says(451, b"for legal reasons", content_type="text/plain"),  "api api api! api! api api", says="for legal reasons"),
    B("413 before the body was read", says(413, BAD, connection="close"),               "api api api! api! api api"),
    # -- refusals for now
    B("408 once", once(says(408, BAD)),                                                 "rows rows api rows rows rows"),
    B("408", says(408, BAD),                                                            "api api api api api api/timeout"),
    B("409 once", once(says(409, BAD)),                                                 "rows rows api! rows rows rows"),
    B("409", says(409, BAD),                                                            "api api api! api! api api/timeout"),
    B("429 once", once(says(429, AGAIN)),                                               "rows rows rows rows rows rows"),
    B("429 once, Retry-After 3", once(says(429, AGAIN, retry_after="3")),               "rows rows rows rows rows rows"),
    B("429 once, Retry-After a date", once(says(429, AGAIN, retry_after="Mon, 01 Jan 2035 00:00:00 GMT")), "api api api! api! api rows/timeout"),
    B("429 once, Retry-After -5", once(says(429, AGAIN, retry_after="-5")),             "rows rows rows rows rows rows"),
    B("429 once, Retry-After soon", once(says(429, AGAIN, retry_after="soon")),         "rows rows rows rows rows rows"),
    B("429 once, Retry-After nan", once(says(429, AGAIN, retry_after="nan")),           "rows rows rows rows rows rows"),
    B("429, Retry-After 1e300", says(429, AGAIN, retry_after="1e300"),                  "api api api! api! api timeout"),
    B("429, Retry-After 999999", says(429, AGAIN, retry_after="999999"),                "api api api! api! api timeout"),
    B("429", says(429, AGAIN),                                                          "api api api! api! api timeout"),
    B("429 without credit", says(429, envelope("no credit", code="insufficient_quota")), "api api api! api! api api/timeout", most=1),
    B("the rate limit is used up", with_(x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests="6m0s"), "rows rows rows rows rows rows/timeout"),
    B("a rate limit in odd words", with_(x_ratelimit_remaining_requests="-1", x_ratelimit_reset_requests="soon"), "rows rows rows rows rows rows"),
    B("500 once", once(says(500, BUSY)),                                                "rows rows api? rows rows rows"),
    B("500", says(500, BUSY),                                                           "api api api? api? api timeout"),
    B("500 once, and it acted", once(acted(says(500, BUSY))),                           "rows rows api? api?/rows rows rows"),
    B("500 once, with the advice to send it again", once(acted(says(500, BUSY, x_should_retry="true"))), "rows rows api? api?/rows rows rows"),
    B("500 with the advice to leave it", says(500, BUSY, x_should_retry="false"),       "api api api? api? api api/timeout"),
    B("502 with a page of HTML", says(502, HTML, content_type="text/html"),             "api api api? api? api timeout"),
    B("503, Retry-After 999999", says(503, BUSY, retry_after="999999"),                 "api api api? api? api timeout"),
    B("504 without a body", says(504),                                                  "api api api? api? api timeout"),
    B("529", says(529, BUSY),                                                           "api api api? api? api timeout"),
    B("a status of 999", says(999, BUSY),                                               "wrong/lost wrong/lost wrong?/lost? wrong?/lost? wrong/lost timeout/wrong/lost"),
    # -- connections
    B("dropped before acting, once", once(raw(b"")),                                    "rows rows connection? rows rows rows"),
    B("dropped before acting", raw(b""),                                                "connection connection connection? connection? connection timeout"),
    B("dropped after acting, once", once(acted(raw(b""))),                              "rows rows connection? api?/rows rows rows"),
    B("reset", lambda x: x.reset(),                                                     "connection connection connection? connection? connection timeout"),
    B("dropped behind the status line", acted(raw(b"HTTP/1.1 200 OK\r\n")),             "lost lost lost? lost?/api? lost timeout/lost"),
    B("dropped in the head", acted(raw(b"HTTP/1.1 200 OK\r\ncontent-type: appl")),      "lost lost lost? lost?/api? lost timeout/lost"),
    B("dropped in the body, once", once(cut()),                                         "rows rows lost? api?/rows rows/lost rows"),
    B("dropped in the body", cut(),                                                     "lost lost lost? lost?/api? lost timeout/lost"),
    B("dropped before the body", cut(0.0),                                              "lost lost lost? lost?/api? lost timeout/lost"),
    B("an early hint, then nothing", raw(b"HTTP/1.1 100 Continue\r\n\r\n"),             "lost lost lost? lost? lost timeout/lost"),
    B("no HTTP", raw(b"SSH-2.0-OpenSSH_9.6\r\n"),                                       "lost lost lost? lost? lost timeout/lost"),
    B("zeros in place of HTTP", raw(b"\0" * 70_000),                                    "lost lost lost? lost? lost timeout/lost"),
    B("101", says(101),                                                                 "wrong/lost wrong/lost wrong/lost wrong/lost wrong/lost timeout/wrong/lost"),
    B("silence", lambda x: x.lag(1.0),                                                  "connection connection connection? connection? connection timeout", only=(*SLOW, "children", "bulk delete"), waits=0.1),
    B("silence in the middle of the body", stalls,                                      "lost lost lost? lost?/api? lost timeout/lost", only=(*SLOW, "children", "bulk insert"), waits=0.1),
    B("a head that never ends", slow_head,                                              "lost lost lost? lost? lost timeout", only=SLOW),
    B("a body that never ends", slow_body,                                              "lost lost lost? lost?/api? - timeout", only=SLOW),
    B("the connection is closed behind each answer", with_(connection="close"),         "rows rows rows rows rows rows"),
    B("every answer comes twice", twice,                                                "rows rows rows rows rows rows"),
    # -- lengths and encodings
    B("content-length too long", cut(more=10),                                          "lost lost lost? lost?/api? lost timeout/lost"),
    B("content-length too short", shorter,                                              "protocol protocol protocol? protocol?/api? - timeout/protocol"),
    B("content-length in words", with_(content_length="many", connection="close"),                       "rows/lost rows/lost rows/lost? rows/lost?/api? rows/lost rows/lost/timeout"),
    B("content-length -1", with_(content_length="-1", connection="close"),              "rows/lost rows/lost rows/lost? rows/lost?/api? rows/lost rows/lost/timeout"),
    B("no content-length", no_length,                                                   "rows rows rows rows rows rows"),
    B("no content-length, and cut", lambda x: x.send(replace(r := x.right(), payload=r.body[:-9]).with_headers(content_length=None)), "protocol protocol protocol? protocol?/api? - timeout/protocol"),
    B("chunks", chunked(),                                                              "rows rows rows rows rows rows"),
    B("chunks, cut", chunked(whole=False),                                              "lost lost lost? lost?/api? lost timeout/lost"),
    B("chunks with an odd size", chunked(size=b"zz"),                                   "lost lost lost? lost?/api? lost timeout/lost"),
    B("gzip", packed(),                                                                 "rows rows rows rows rows rows"),
    B("gzip, cut in the middle", packed(lambda body: gzip.compress(body)[:len(gzip.compress(body)) // 2]), "lost lost lost? lost?/api? lost timeout/lost"),
    B("gzip without its last 8 bytes", packed(lambda body: gzip.compress(body)[:-8]),   "lost lost lost? lost?/api? lost timeout/lost"),
    B("gzip with a wrong checksum", packed(damaged),                                    "lost lost lost? lost?/api? lost timeout/lost"),
    B("gzip that is none", packed(lambda body: body),                                   "lost lost lost? lost?/api? lost timeout/lost"),
    B("gzip of nothing", packed(lambda _: b""),                                         "lost lost lost? lost?/api? - timeout/lost"),
    B("a gzip bomb", packed(lambda body: gzip.compress(b" " * BOMB + body, 1)),         "lost lost lost? lost?/api? - timeout/lost", only=("list", "get", "insert", "await")),
    B("deflate", packed(zlib.compress, "deflate"),                                      "protocol protocol protocol? protocol?/api? protocol timeout/protocol"),
    B("an encoding nobody asked for", packed(lambda body: body[::-1], "zz"),            "lost lost lost? lost?/api? - timeout/lost"),
    # -- heads
    B("two hundred headers", with_(**{f"x_{n}": "y" for n in range(200)}),              "lost lost lost? lost?/api? lost timeout/lost"),
    B("a header of 100 KB", with_(x_long="y" * 100_000),                                "lost lost lost? lost?/api? lost timeout/lost"),
    B("a header that quotes the key", lambda x: x.send(x.right().with_headers(x_echo=x.headers["authorization"])), "rows rows rows rows rows rows"),
    B("JSON under the type of HTML", with_(content_type="text/html"),                   "rows rows rows rows rows rows"),
    B("the next look in a year", with_(openai_poll_after_ms="31536000000"),             "- - - - - timeout"),
    B("the next look in words", with_(openai_poll_after_ms="²"),                        "- - - - - rows"),
    B("the next look at once", with_(openai_poll_after_ms="0"),                         "- - - - - rows"),
    # -- bodies that are something else
    B("a page of HTML", acted(says(200, HTML, content_type="text/html")),               "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("{}", acted(says(200, {})),                                                       "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("null", acted(says(200, b"null")),                                                "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("a number", acted(says(200, b"42")),                                              "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("a text", acted(says(200, b'"ok"')),                                              "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("[]", acted(says(200, b"[]")),                                                    "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("a bare array of the objects", payload(lambda found: found.get("data", [found])), "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("a list in place of an object", payload(lambda found: {"object": "list", "data": [found]}), "- protocol protocol? protocol?/api? - protocol/timeout"),
    B("an object in place of a list", payload(lambda found: (found.get("data") or [{}])[0]), "protocol - - - - -"),
    B("deep JSON", text(deep),                                                          "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("JSON in UTF-16", text(lambda body: body.decode().encode("utf-16")),              "rows/protocol rows/protocol rows/protocol? rows/protocol?/api? - rows/protocol/timeout"),
    B("JSON behind a byte order mark", text(lambda body: b"\xef\xbb\xbf" + body),       "rows rows rows rows - rows"),
    B("JSON that is no UTF-8", text(lambda body: body.replace(b'"id"', b'"x": "\xff", "id"')), "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("JSON, then more", text(lambda body: body + b"{}"),                               "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("NaN", not_closed(b"NaN"),                                                        "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("-Infinity", not_closed(b"-Infinity"),                                            "protocol protocol protocol? protocol?/api? - protocol/timeout"),
    B("1e999", not_closed(b"1e999"),                                                    "rows rows rows rows - rows"),
    B("a number of 5,000 digits", not_closed(b"9" * 5000),                              "rows/protocol rows/protocol rows/protocol? rows/protocol?/api? - rows/protocol/timeout"),
    B("half a character", text(half),                                                   "rows rows rows rows - rows", rows=replaced_halves),
    B("members twice", text(lambda body: body.replace(b'{"id"', b'{"id": "other", "id"')), "rows rows rows rows - rows"),
    B("members nobody knows", items(lambda item: item | {"zebra": {"error": 7}}),       "rows rows rows rows - rows"),
    B("an object with an error of its own", fields(error={"code": None, "message": None}), "rows rows rows rows - rows"),
    # -- objects that are something else
    B("ids missing", items(without("id")),                                              "- rows/notice/protocol protocol? rows - rows/notice/timeout"),
    B("ids null", fields(id=None),                                                      "- rows/notice/protocol protocol? rows/protocol? - rows/notice/timeout"),
    B("another id", fields(id="other"),                                                 "- notice/protocol - wrong? - notice/protocol/timeout"),
    B("another object was changed", fields(id="other"),                                 "- - protocol? - - -", only=("update", "bulk update")),
    B("an id that is a number", fields(id=7),                                           "- notice/protocol - wrong? - notice/protocol/timeout"),
    B("an id of half a character", text(lambda b: b.replace(b'"id": "', b'"id": "\\ud83d')), "- notice/protocol rows/protocol? wrong? - notice/protocol/timeout", rows=half_an_id),
    B("the deletion is not confirmed", lambda x: x.send(says_no(x)), "- - - wrong - -"),
    B("times as text", items(lambda item: item | {"created_at": str(item.get("created_at"))}), "rows rows rows - - rows"),
    B("counts that are no numbers", fields(request_counts={"total": "many", "completed": "a few", "failed": {}}), "rows rows rows - - rows/notice/protocol"),
    B("counts that are a list", fields(request_counts=[1], file_counts=7, metadata="none"), "rows rows rows - - rows"),
    B("no state", items(without("status")),                                             "- - - - - timeout/protocol", only=("await",)),
    B("a state that is an object", fields(status={"is": "completed"}),                  "- - - - - timeout/protocol", only=("await",)),
    B("a state nobody knows", fields(status="resting"),                                 "- - - - - timeout", only=("await",)),
    # -- lists that are something else
    B("data null", page(lambda found, _: found | {"data": None, "has_more": False}),    "empty - - - - -"),
    B("data null on a later page", later(lambda found: found | {"data": None, "has_more": False}), "rows - - - - -", only=("list",), rows=lambda rows, _use: rows[:PAGE]),
    B("data null, but more", page(lambda found, _: found | {"data": None, "has_more": True}), "protocol - - - - -"),
    B("no data", page(lambda found, _: without("data")(found)),                         "protocol - - - - -"),
    B("data is an object", page(lambda found, _: found | {"data": {"a": 1}}),           "protocol - - - - -"),
    B("data is a text", page(lambda found, _: found | {"data": "none"}),                "protocol - - - - -"),
    B("data of texts", page(lambda found, _: found | {"data": ["a", "b"]}),             "protocol - - - - -"),
    B("data with a null", page(lambda found, _: found | {"data": [*found["data"], None]}), "protocol - - - - -"),
    B("more, but nothing to go on from", page(lambda found, _: found | {"data": [], "last_id": None, "has_more": True}), "protocol - - - - -"),
    B("more, but nothing to go on from, later", later(lambda found: found | {"data": [], "last_id": None, "has_more": True}), "protocol - - - - -", only=PAGED),
    B("empty pages that promise more", page(lambda found, x: found | {"data": [], "last_id": f"x{x.struck}", "has_more": True}), "protocol - - - - -"),
    B("has_more missing", page(lambda found, _: without("has_more")(found)),            "rows - - - - -"),
    B("has_more null", page(lambda found, _: found | {"has_more": found.get("has_more") or None}), "rows - - - - -"),
    B("last_id missing", page(lambda found, _: without("last_id", "first_id")(found)),  "rows - - - - -"),
    B("last_id empty", page(lambda found, _: found | {"last_id": ""}),                  "rows - - - - -"),
    B("last_id is a number", page(lambda found, _: found | {"last_id": 7}),             "rows/protocol - - - - -"),
    B("last_id of nobody", page(lambda found, _: found | {"last_id": "nobody"}),        "protocol - - - - -", only=PAGED),
    B("more for ever", page(lambda found, _: found | {"has_more": True}),               "protocol - - - - -", only=(*PAGED, "whole")),
    B("a cursor in circles", page(circling),                                            "protocol - - - - -", only=PAGED),
    B("the first page for ever", ignoring("after"),                                     "protocol - - - - -", only=PAGED),
    B("overlapping pages", page(overlapping),                                           "rows/told/protocol - - - - -", only=PAGED),
    B("an object without an id, and more", page(lambda found, _: found | {"last_id": None, "data": [without("id")(item) for item in found["data"]]}), "protocol - - - - -", only=PAGED),
    B("order is ignored", ignoring("order"),                                            "rows/protocol - - - - -", only=SORTED),
    B("order is turned round", lambda x: (setattr(x, "target", x.target.replace("order=asc", "order=desc")), x.send(x.right())), "rows/protocol - - - - -", only=SORTED),
    B("pages are not sorted", page(lambda found, _: found | {"data": found["data"][1:] + found["data"][:1]}), "rows/protocol - - - - -", only=SORTED),
    B("limit is ignored", ignoring("limit"),                                            "rows - - - - -"),
    B("a filter is ignored", ignoring("purpose"),                                       "rows - - - - -", only=("filter",)),
    B("a parameter is ignored", ignoring("filter"),                                     "rows - - - - -", only=("parameter",)),
    B("one object on a page", lambda x: x.send(page_of_one(x)),                         "rows - - - - -"),
)
# fmt: on
