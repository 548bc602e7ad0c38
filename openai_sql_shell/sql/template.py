"""``{{ name }}`` placeholders, and the files that values come from.

Comes in: a script and values. Goes out: the script with every placeholder replaced, and where; or its statements. A value must never become anything but
the text of one string or one literal, whatever it contains; and a script with a missing value is refused as a whole, before any of it
runs.
"""

from __future__ import annotations

import json
import re
from functools import partial

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Span, StatementError, StatementSyntaxError, UsageError
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.split import refuse_long, split, unterminated
from openai_sql_shell.sql.tokens import TokenKind, quote_string, tokenize
from openai_sql_shell.sql.variables import apart, literal, no_value, text_of, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openai_sql_shell.sql.edits import EditedText
    from openai_sql_shell.sql.split import ScriptStatement
    from openai_sql_shell.sql.tokens import Token
    from openai_sql_shell.sql.variables import Value

_PLACEHOLDER = re.compile(r"\{\{[ \t\r\n]*+([A-Za-z_][A-Za-z0-9_]*+)[ \t\r\n]*+\}\}")
_BRACES = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*+)\}\}", re.DOTALL)
"""A placeholder of any template language."""
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LEFT_ALONE = {TokenKind.COMMENT, TokenKind.HINT}
_CLOSED = {TokenKind.QUOTED: "a quoted name", TokenKind.BLOB: "a blob"}
_DEEPEST = 60
"""Levels of nesting in a file of values; a YAML anchor can nest without end."""


@frozen
class Placeholder:
    """One ``{{ name }}``; or one ``:name``, which is bound later, but needs its value as soon."""

    name: str
    span: Span
    quoted: bool
    """It stands inside a string, which its value becomes a part of."""
    colon: bool = False

    @property
    def written(self) -> str:
        """How the person wrote it."""
        return f":{self.name}" if self.colon else f"{{{{ {self.name} }}}}"


def placeholders(text: str) -> list[Placeholder]:
    """All placeholders and variables, in order; those in comments are none.

    >>> [(p.name, p.quoted) for p in placeholders("SELECT '{{ a }}', {{ b }}, :c -- {{ d }}")]
    [('a', True), ('b', False), ('c', False)]

    Raises:
        StatementError: one stands in a quoted name or a blob, or is written in another template language.
    """
    found = []
    for match, token in _located(text):
        span = Span(*match.span())
        if token.kind in _LEFT_ALONE:
            continue
        if _PLACEHOLDER.fullmatch(match[0]) is None:
            raise _foreign(match[1], span)
        if token.kind in _CLOSED:
            raise StatementError(
                f"{match[0]} stands in {_CLOSED[token.kind]}",
                hint="a placeholder stands for a value: in single quotes, or alone",
                span=span,
            )
        found.append(Placeholder(match[1].strip(), span, token.kind is TokenKind.STRING))
    found += [Placeholder(t.text[1:], t.span, quoted=False, colon=True) for t in variables(text)]
    return sorted(found, key=lambda placeholder: placeholder.span.start)


def fill(text: str, values: Mapping[str, Value]) -> EditedText:
    """The text with the values of all placeholders in place; its ``spans`` are where they stand.

    Inside a string a value is escaped; alone it becomes a literal. Objects and lists become their JSON text. Variables stay.

    Raises:
        InvalidValue: a number that neither SQL nor JSON can write.
        StatementError: values are missing, all of which are named; or a placeholder stands where no value can.
    """
    found = placeholders(text)
    missing = [placeholder for placeholder in found if placeholder.name not in values]
    if missing:
        raise no_value([placeholder.written for placeholder in missing], missing[0].span)
    return replace(text, ((p.span, _written(text, p, values[p.name])) for p in found if not p.colon))


def statements(text: str, values: Mapping[str, Value]) -> list[ScriptStatement]:
    """The statements of a text, with ``values`` in place of its placeholders.

    Raises:
        StatementError: a placeholder or variable without a value, an unterminated string or comment, a statement too long.
    """
    refuse_long(max(map(len, text.split(";"))))
    open_token = unterminated(text)
    if open_token is not None:
        line = text.count("\n", 0, open_token.start) + 1
        raise StatementSyntaxError(
            f"the {open_token.kind} opened in line {line} is never closed",
            hint=f"close it with {'*/' if open_token.text.startswith('/*') else open_token.text[0]}",
            span=open_token.span,
        )
    return list(split(fill(text, values).text))


def _foreign(content: str, span: Span) -> StatementError:
    """The error for ``{{ .values.id }}``, ``{{ id | upper }}`` and the like, which nothing here would fill."""
    name = (_IDENTIFIER.findall(content.split("|", maxsplit=1)[0]) or ["name"])[-1]
    return StatementError(
        f"{{{{{content}}}}} is written in another template language",
        hint=f"a placeholder holds a name and nothing else: {{{{ {name} }}}}; as a text, write '{{' || '{{...}}}}'",
        span=span,
    )


def _located(text: str) -> Iterator[tuple[re.Match[str], Token]]:
    """Every match that has something in it, with the token it begins in; what only begins in a string is none."""
    tokens = tokenize(text)
    token = None
    for match in _BRACES.finditer(text):
        while token is None or token.end <= match.start():
            token = next(tokens)
        if match[1].strip() and (token.kind is not TokenKind.STRING or match.end() < token.end):
            yield match, token


def _written(text: str, placeholder: Placeholder, value: Value) -> str:
    written = literal(value, placeholder.name, placeholder.span)
    return (
        quote_string(text_of(value))[1:-1] if placeholder.quoted else apart(text, placeholder.span, written)
    )


def read_vars(text: str, suffix: str) -> dict[str, Value]:
    r"""The values in a file of ``--vars``: ``suffix`` says whether it is YAML, JSON or TOML.

    The file maps names to values, or is a manifest as StackQL's pages print it, a list of ``name`` and ``props``: then each property
    is a value, and one with ``props`` of its own an object. The pages print the type of a property where its value belongs (``string``,
    ``object``); that word is taken as the value, for it may be one.

    >>> read_vars("- name: batches\n  props:\n    - {name: endpoint, value: /v1/responses}", ".yaml")
    {'endpoint': '/v1/responses'}

    Raises:
        UsageError: the text is not what the suffix says, or of another shape; names the key.
    """
    content = _plain(_parse(text, suffix.lower()), "the file")
    if isinstance(content, list):
        return _manifest(content)
    if not isinstance(content, dict):
        raise UsageError("a file of values maps names to values", hint='write "name: value" on each line')
    return content


def _parse(text: str, suffix: str) -> object:
    parse: Callable[[str], object]
    failure: type[Exception] = ValueError
    if suffix == ".json":
        language, parse = "JSON", json.loads
    elif suffix == ".toml":
        import tomllib  # noqa: PLC0415 - only a TOML file pays for it

        language, parse = "TOML", tomllib.loads
    elif suffix in {".yaml", ".yml"}:
        import yaml  # noqa: PLC0415 - only a YAML file pays for it

        from openai_sql_shell.sql.yaml_core import CoreLoader  # noqa: PLC0415

        language, failure = "YAML", yaml.YAMLError
        parse = partial(yaml.load, Loader=CoreLoader)
    else:
        raise UsageError(f'"{suffix}" is no format for values', hint="name the file .yaml, .json or .toml")
    try:
        content = parse(text)
    except RecursionError as error:
        raise UsageError("the file of values is nested too deeply") from error
    except failure as error:
        raise UsageError(f"the file of values is no {language}: {error}") from error
    return {} if content is None and language == "YAML" else content


def _manifest(resources: list[Value]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for resource in resources:
        if not isinstance(resource, dict) or "props" not in resource:
            raise UsageError(
                "a manifest lists resources", hint="each has a name and props, a list of name and value"
            )
        values |= _properties(resource["props"], str(resource.get("name", "a resource")))
    return values


def _properties(props: Value, where: str) -> dict[str, Value]:
    if not isinstance(props, list):
        raise UsageError(f"the props of {where} are a list of name and value")
    values: dict[str, Value] = {}
    for prop in props:
        name = prop.get("name") if isinstance(prop, dict) else None
        if not isinstance(prop, dict) or not isinstance(name, str) or ("value" in prop) == ("props" in prop):
            raise UsageError(f"each of the props of {where} has a name, and either a value or props")
        values[name] = prop["value"] if "value" in prop else _properties(prop["props"], f"{where}.{name}")
    return values


def _plain(value: object, where: str, depth: int = 0) -> Value:
    """The value with nothing in it that JSON does not have; YAML's and TOML's dates become their text."""
    from datetime import date, time  # noqa: PLC0415 - few scripts have files of values

    if depth > _DEEPEST:
        raise UsageError(f"{where} is nested too deeply")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {
            key: _plain(item, key if not depth else f"{where}.{key}", depth + 1)
            for key, item in value.items()
        }
    raise UsageError(f"{where} is not a text, number, true, false, null, list or object with text keys")
