"""What can be wrong with the requests of a batch: a table of checks in order, of which the first that finds something counts.

A line that was read comes in, with what the lines before it have shown; a finding goes out. Whoever checks a file before its upload and
whoever validates it behind that use this one table, so they say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from openai_sql_shell.classes import define

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Told = tuple[str, str] | None
    """The member that is wrong, and what is wrong with it; None: nothing is."""


class Rules(Protocol):
    """What a file of requests may hold."""

    @property
    def required(self) -> Mapping[str, Sequence[str]]:
        """The properties that a body must have, by the endpoint."""

    @property
    def most_items(self) -> Mapping[str, Mapping[str, int]]:
        """How many items arrays of a body may have, by the endpoint and the property."""

    @property
    def most_requests(self) -> int:
        """How many requests there may be."""

    @property
    def most_bytes(self) -> int:
        """How large the file may be."""


class Finding(NamedTuple):
    """What is wrong, as the API says it."""

    code: str
    message: str
    param: str | None = None
    """The member it is about."""


@define
class Asked:
    """A line that is an object, and what the lines before it have shown."""

    line: Mapping[str, Any]
    endpoint: str | None
    """Where all requests go to, as far as one has told."""
    model: str | None
    earlier: int
    """How many lines have had its custom_id."""
    rules: Rules

    @property
    def body(self) -> Mapping[str, Any]:
        """The body; empty where it is no object."""
        found = self.line.get("body")
        return found if isinstance(found, dict) else {}

    @property
    def required(self) -> Sequence[str]:
        """What its body must have. Of a request that goes elsewhere nobody knows."""
        known = isinstance(self.line.get("body"), dict) and self.line.get("url") == self.endpoint
        return self.rules.required.get(self.endpoint or "", ()) if known else ()


MEMBERS: Mapping[str, tuple[type, str]] = {
    "custom_id": (str, "a string"),
    "method": (str, "a string"),
    "url": (str, "a string"),
    "body": (dict, "an object"),
}
"""What every line has."""


def _missing(asked: Asked) -> Told:
    lacking = [name for name in MEMBERS if name not in asked.line]
    lacking += [f"body.{name}" for name in asked.required if name not in asked.body]
    return (lacking[0], f"Missing required parameter: '{lacking[0]}'.") if lacking else None


def _of_wrong_type(asked: Asked) -> Told:
    wrong = [(n, what) for n, (kind, what) in MEMBERS.items() if not isinstance(asked.line[n], kind)]
    wrong += [(f"body.{name}", "a value") for name in asked.required if asked.body[name] is None]
    if not isinstance(asked.body.get("model"), str | None):
        wrong.append(("body.model", "a string"))
    return (wrong[0][0], f"Invalid type for '{wrong[0][0]}': expected {wrong[0][1]}.") if wrong else None


def _duplicate(asked: Asked) -> Told:
    if not asked.earlier:
        return None
    return "custom_id", (
        f"The custom_id '{asked.line['custom_id']}' for this request is a duplicate of another request."
        " The custom_id parameter must be unique for each request in a batch."
    )


def _of_other_method(asked: Asked) -> Told:
    if asked.line["method"].upper() == "POST":
        return None
    return "method", "The method of every request in a batch must be POST."


def _of_other_url(asked: Asked) -> Told:
    url = asked.line["url"]
    if url == asked.endpoint:
        return None
    return "url", (
        f"The URL provided for this request does not match the batch endpoint: '{url}' is not '{asked.endpoint}'."
    )


def _of_other_model(asked: Asked) -> Told:
    model = asked.body.get("model")
    if model is None or asked.model in (None, model):
        return None
    return "body.model", (
        f"The model '{model}' differs from '{asked.model}': all requests of a batch must use the same model."
    )


def _of_too_many_inputs(asked: Asked) -> Told:
    for name, most in asked.rules.most_items.get(asked.endpoint or "", {}).items():
        found = asked.body.get(name)
        if isinstance(found, list) and len(found) > most:
            return f"body.{name}", f"The request has {len(found):,} inputs; it may have {most:,} at most."
    return None


CHECKS: Mapping[str, Callable[[Asked], Told]] = {
    "missing_required_parameter": _missing,
    "invalid_type": _of_wrong_type,
    "duplicate_custom_id": _duplicate,
    "invalid_method": _of_other_method,
    "url_mismatch": _of_other_url,
    "model_mismatch": _of_other_model,
    "too_many_inputs": _of_too_many_inputs,
}
"""Those of lines that can be read, by their codes. Each relies on what those before it have found sound."""

NO_JSON = Finding("invalid_json_line", "This line is not parseable as valid JSON.")
TOO_LARGE, TOO_MANY, TOO_MUCH = "line_too_large", "too_many_tasks", "file_too_large"
EMPTY_FILE = Finding(
    "empty_file",
    "The input file is empty. Please ensure that the batch contains at least one request.",
)
OF_FILE = (TOO_MANY, TOO_MUCH)
"""Findings of sound lines that stand behind the end of what a file may hold."""
CODES = (NO_JSON.code, TOO_LARGE, *CHECKS, *OF_FILE)
"""What a line can be found to be."""


def first_finding(asked: Asked) -> Finding | None:
    """What the first check says that finds something."""
    told = ((code, check(asked)) for code, check in CHECKS.items())
    return next((Finding(code, said[1], said[0]) for code, said in told if said), None)
