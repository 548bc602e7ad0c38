"""The options of a read: texts come in, as Spark has them, values go out. What is not understood is an error, and so is a key."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen
from openai_sql_shell.config.key_sources import VARIABLE
from openai_sql_shell.config.settings import size
from openai_sql_shell.errors import UsageError, did_you_mean
from openai_sql_shell.lines.batch import ERROR, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RESULTS, SQL = "openai_batch_results", "openai_sql"
"""The formats."""
FILES = (OUTPUT, ERROR)
MOST_ROWS = 1_000_000
"""Of a record batch."""
SKIP = "skip"


@frozen
class SourceOption:
    """How the text of an option is read."""

    parse: Callable[[str], Any]
    """Raises ValueError for a text that does not fit."""
    expected: str
    """What fits, in words."""
    default: str | None = None
    """None: there is no value unless it is given."""
    required: bool = False


@frozen
class AccountOptions:
    """Whose account is read."""

    profile: str | None
    base_url: str | None
    key_env: str | None
    """The variable with the key; None: the profile's, or the usual one."""


@frozen
class ResultOptions:
    """Those of ``openai_batch_results``."""

    account: AccountOptions
    batches: str
    """A query of one column, or ids with commas."""
    files: tuple[str, ...]
    rows_per_batch: int
    max_bytes_per_partition: int
    skips_missing: bool
    body: bool


@frozen
class QueryOptions:
    """Those of ``openai_sql``."""

    account: AccountOptions
    query: str
    rows_per_batch: int


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text


def _one_of(*words: str) -> Callable[[str], str]:
    def chosen(text: str) -> str:
        word = text.strip().lower()
        if word not in words:
            raise ValueError
        return word

    return chosen


def _files(text: str) -> tuple[str, ...]:
    words = [word.strip().lower() for word in text.split(",")]
    if not set(words) <= set(FILES) or len(set(words)) < len(words):
        raise ValueError
    return tuple(name for name in FILES if name in words)


def _rows(text: str) -> int:
    if not text.strip().isdecimal() or not 1 <= int(text) <= MOST_ROWS:
        raise ValueError
    return int(text)


def _bytes(text: str) -> int:
    return size(text.strip().lower().replace("ib", "b"))


def _variable(text: str) -> str:
    if VARIABLE.fullmatch(text) is None:
        raise ValueError
    return text


ACCOUNT = {
    "profile": SourceOption(_text, "the name of a profile of the configuration file"),
    "base_url": SourceOption(_text, "an address"),
    "key_env": SourceOption(_variable, "the name of an environment variable, on the driver and on workers"),
}
ROWS = {"rows_per_batch": SourceOption(_rows, f"a number of rows, 1 to {MOST_ROWS:,}", "10000")}
OPTIONS: Mapping[str, Mapping[str, SourceOption]] = {
    RESULTS: {
        "batches": SourceOption(_text, "a query of one column, or ids of batches with commas", required=True),
        "files": SourceOption(_files, "output, error, or both with a comma", "output,error"),
        **ACCOUNT,
        **ROWS,
        "max_bytes_per_partition": SourceOption(_bytes, "a number of bytes, such as 256MiB", "256MiB"),
        "on_missing": SourceOption(_one_of("error", SKIP), "error or skip", "error"),
        "body": SourceOption(_one_of("text", "none"), "text or none", "none"),
    },
    SQL: {"query": SourceOption(_text, "a statement that reads", required=True), **ACCOUNT, **ROWS},
}
"""What each format takes."""


def result_options(given: Mapping[str, str]) -> ResultOptions:
    """The options of a read of results.

    Raises:
        UsageError: one that is not known, lacks or does not fit, or a key.
    """
    found = _read(RESULTS, given)
    return ResultOptions(
        _account(found),
        found["batches"],
        found["files"],
        found["rows_per_batch"],
        found["max_bytes_per_partition"],
        found["on_missing"] == SKIP,
        found["body"] == "text",
    )


def query_options(given: Mapping[str, str]) -> QueryOptions:
    """The options of a read of a query.

    Raises:
        UsageError: as `result_options`.
    """
    found = _read(SQL, given)
    return QueryOptions(_account(found), found["query"], found["rows_per_batch"])


def _account(found: Mapping[str, Any]) -> AccountOptions:
    return AccountOptions(*(found[name] for name in ACCOUNT))


def _read(name: str, given: Mapping[str, str]) -> dict[str, Any]:
    known = OPTIONS[name]
    texts = {word.lower(): text for word, text in given.items()}
    for word, text in texts.items():
        if (word not in known and "key" in word) or text.lstrip().lower().startswith("sk-"):
            raise UsageError(
                "a key has no place in an option, where others can read it",
                hint="set OPENAI_API_KEY on the driver and on workers; key_env names another variable",
            )
        if word not in known:
            near = did_you_mean(get_close_matches(word, known))
            raise UsageError(f'{name} has no option "{word}"', hint=near or f"there are {', '.join(known)}")
    return {word: _value(name, word, option, texts.get(word)) for word, option in known.items()}


def _value(name: str, word: str, option: SourceOption, text: str | None) -> Any:
    if text is None and option.required:
        raise UsageError(f"{name} needs the option {word}", hint=f"it is {option.expected}")
    text = option.default if text is None else text
    if text is None:
        return None
    try:
        return option.parse(text)
    except ValueError:
        raise UsageError(f'{word} cannot be "{text}"', hint=f"it is {option.expected}") from None
