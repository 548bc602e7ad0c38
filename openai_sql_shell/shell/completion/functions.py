"""SQL functions that completion offers, each with what it gives. SQLite has more; these are the ones to remember."""

from __future__ import annotations

AGGREGATES = (
    ("count", "how many rows, or how many that are not NULL"),
    ("sum", "the sum; NULL of no rows"),
    ("avg", "the mean"),
    ("min", "the smallest; of several arguments the smallest of them"),
    ("max", "the largest; of several arguments the largest of them"),
    ("total", "the sum; 0.0 of no rows"),
    ("group_concat", "texts joined with a comma or another separator"),
    ("json_group_array", "a JSON array of the values"),
    ("json_group_object", "a JSON object of names and values"),
)

SCALARS = (
    ("abs", "without the sign"),
    ("coalesce", "the first argument that is not NULL"),
    ("date", "the day, as 2026-01-31"),
    ("datetime", "day and time; datetime(created_at, 'unixepoch')"),
    ("format", "as printf"),
    ("hex", "bytes in hexadecimal"),
    ("ifnull", "the second argument where the first is NULL"),
    ("iif", "the second argument if the first is true, else the third"),
    ("instr", "where a text stands in another, from 1; 0 if nowhere"),
    ("json", "JSON checked and made compact"),
    ("json_array", "a JSON array of the arguments"),
    ("json_equal", "1 where two JSON texts say the same"),
    ("json_array_length", "how many items"),
    ("json_extract", "a member by its path: json_extract(metadata, '$.run')"),
    ("json_object", "a JSON object of names and values in turn"),
    ("json_type", "the type of a JSON value"),
    ("json_valid", "1 for well-formed JSON"),
    ("length", "how many characters"),
    ("lower", "in small letters"),
    ("ltrim", "without blanks on the left"),
    ("nullif", "NULL where both are equal"),
    ("random", "an integer"),
    ("regexp_like", "1 where a pattern is found in a text"),
    ("regexp_replace", "a text with every match of a pattern replaced"),
    ("regexp_substr", "the first match of a pattern"),
    ("replace", "a text with every part replaced"),
    ("round", "rounded to so many digits"),
    ("rtrim", "without blanks on the right"),
    ("split_part", "one piece of a text: split_part(endpoint, '/', 3)"),
    ("strftime", "a time in a format: strftime('%H:%M', created_at, 'unixepoch')"),
    ("substr", "a part of a text, from 1"),
    ("time", "the time of day"),
    ("trim", "without blanks on both sides"),
    ("typeof", "null, integer, real, text or blob"),
    ("unixepoch", "seconds since 1970: unixepoch('now', '-1 day')"),
    ("upper", "in capitals"),
)

WINDOWS = (
    ("row_number", "1, 2, 3 ... within OVER (...)"),
    ("rank", "the rank, with gaps"),
    ("dense_rank", "the rank, without gaps"),
    ("lag", "the value of an earlier row"),
    ("lead", "the value of a later row"),
    ("first_value", "the value of the first row of the window"),
    ("last_value", "the value of the last row of the window"),
)
