"""The words of the catalog that a question may concern: a question in, names, columns, values and statements to try out.

Chosen by the words of the question alone, without a request; made of declarations alone, so no row, id or history line can be among them.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.reference.facts import column_type, filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column, Resource

MOST_BYTES = 24_000
"""Of all words together."""
MOST_RESOURCES = 8
NEAR = 0.3
"""What share of the best resource's score another one needs."""
MOST_VALUES, MOST_EXAMPLES = 20, 8
"""Of a column, and of a resource."""
WEIGHTS = {"name": 8.0, "service": 4.0, "description": 2.0, "column": 2.0, "value": 1.5}
"""How much it says that a word of the question stands there."""
SAY_NOTHING = frozenset(
    [
        "a",
        "all",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "get",
        "give",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "list",
        "many",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "per",
        "show",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)
SAME = {
    **dict.fromkeys(["bill", "billed", "expense", "paid", "pay", "price", "spend", "spent"], "cost"),
    **dict.fromkeys(["embed", "embedding", "vectors"], "embedding"),
    **dict.fromkeys(["member", "people", "person"], "user"),
}
"""Words of people, and those of the catalog for the same."""
WORD = re.compile(r"[a-z0-9]+")
STATED = {"required": "WHERE must give {}", "one of": "WHERE must give {}, or another such key"}


def words_about(question: str, catalog: Catalog) -> str:
    """What a model needs to know of the resources that a question may concern; where no word is known, of all there is, in brief."""
    relations, blocks, left = Relations(catalog), list[str](), MOST_BYTES
    for resource in resources_about(question, catalog):
        block = "\n".join(_described(resource, relations))
        if len(block.encode()) < left:
            blocks.append(block)
            left -= len(block.encode()) + 2
    return "\n\n".join(blocks) or _in_brief(catalog)


def resources_about(question: str, catalog: Catalog) -> Sequence[Resource]:
    """The resources a question may concern, the likeliest first; none where no word of it is known.

    A word that few resources have says more than one that many have.
    """
    said = stems(question) - SAY_NOTHING
    asked = said | {SAME[word] for word in said & SAME.keys()}
    known = [(resource, _weights(resource)) for resource in catalog.declarations()]
    having = Counter(word for _, weights in known for word in weights)
    scores = {
        resource.id: sum(
            weights[word] * log(1 + len(known) / having[word]) for word in asked & weights.keys()
        )
        for resource, weights in known
    }
    best = max(scores.values(), default=0.0)
    found = [resource for resource, _ in known if scores[resource.id] > NEAR * best]
    return sorted(found, key=lambda resource: -scores[resource.id])[:MOST_RESOURCES] if best else ()


def stems(text: str) -> set[str]:
    """The words of a text, without the ending of a plural.

    >>> sorted(stems("The batches of vector_stores, my policies"))
    ['batch', 'my', 'of', 'policy', 'store', 'the', 'vector']
    """
    return {_stem(word) for word in WORD.findall(text.lower())}


def _stem(word: str) -> str:
    for ending, singular in (
        ("ies", "y"),
        ("ches", "ch"),
        ("sses", "ss"),
        ("ss", "ss"),
        ("us", "us"),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + singular
    return word


def _weights(resource: Resource) -> Mapping[str, float]:
    """How much each word says that this resource is meant."""
    values = [value for column in resource.columns for value in column.enum[:MOST_VALUES]]
    places = {
        "value": " ".join(values),
        "column": " ".join(column.name for column in resource.columns),
        "description": f"{resource.title} {resource.description}",
        "service": resource.service,
        "name": resource.name,
    }
    weights = {word: WEIGHTS[place] for place, text in places.items() for word in stems(text)}
    named = stems(resource.name)
    namesake = named if named == stems(resource.service) else ()
    return weights | dict.fromkeys(namesake, WEIGHTS["service"] + WEIGHTS["name"])


def _described(resource: Resource, relations: Relations) -> Iterator[str]:
    yield f"{resource.id}: {resource.description}"
    yield f"  columns: {', '.join(map(_column, resource.columns))}"
    yield from (f"  {STATED[how].format(name)}" for name, how in filters(resource).items() if how in STATED)
    shown = [example.sql for example in examples(resource, relations)]
    yield from (f"  {sql}" for sql in shown[:MOST_EXAMPLES])


def _column(column: Column) -> str:
    told = f"{column.name} {column_type(column)}"
    if 1 < len(column.enum) <= MOST_VALUES:
        return f"{told} ({' | '.join(column.enum)})"
    return f"{told} {{{', '.join(column.members)}}}" if column.members else told


def _in_brief(catalog: Catalog) -> str:
    lines = [f"{summary.id}: {summary.description}" for summary in catalog.resources]
    return "\n".join(lines).encode()[:MOST_BYTES].decode(errors="ignore")
