"""The contents of the seeded files: documents to search, requests for batches, small files of other kinds.

Pure functions of a source of random numbers. All of it is made up.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import frozen

if TYPE_CHECKING:
    from random import Random

TOPICS: dict[str, tuple[str, ...]] = {
    "refunds": (
        "A refund is possible within 30 days of delivery, without a reason.",
        "The money goes back to the card or account that paid, usually within five working days.",
        "Gift cards and opened software are not refunded; they can be exchanged.",
    ),
    "shipping": (
        "Orders placed before noon leave the warehouse on the same day.",
        "Standard shipping takes two to four days; islands take three days longer.",
        "A parcel that has not moved for a week is treated as lost and sent again.",
    ),
    "onboarding": (
        "A new colleague gets a laptop, a badge and a buddy on the first day.",
        "The first week is for reading, the second for a small change that goes live.",
        "Access to customer data needs the privacy training, renewed each year.",
    ),
    "rate limits": (
        "Each project may send 500 requests a minute; bursts of twice that last ten seconds.",
        "A refused request carries the number of seconds to wait before the next attempt.",
        "Large nightly jobs belong into a batch, which has limits of its own.",
    ),
    "security": (
        "Keys live in the vault, never in code, tickets or chat.",
        "A leaked key is revoked first and discussed afterwards.",
        "Laptops lock after five minutes and are encrypted as a whole.",
    ),
    "incidents": (
        "Whoever notices an incident opens a channel and names a lead.",
        "Customers hear from us within 30 minutes, even if there is nothing new to say.",
        "The review asks what made the mistake easy, not who made it.",
    ),
    "pricing": (
        "The small plan has three seats, the large plan has thirty, both are billed monthly.",
        "Paying for a year in advance saves two months.",
        "Prices for public schools are half of the list price.",
    ),
    "accessibility": (
        "Every picture that carries meaning has a text that carries the same meaning.",
        "Everything that works with a mouse works with the keyboard alone.",
        "Contrast is checked by the build; a failing colour stops the release.",
    ),
    "warranty": (
        "The warranty covers two years, the battery one.",
        "Water damage is not covered, unless the device was sold as waterproof.",
        "A repair that takes longer than three weeks becomes a replacement.",
    ),
    "data retention": (
        "Logs are kept for 90 days, invoices for ten years.",
        "A deleted account is gone after 30 days; until then it can be brought back.",
        "Backups are tested by restoring one every month.",
    ),
}
"""What the documents are about."""

QUESTIONS = (
    "Summarise this review in one sentence: {}",
    "Classify the mood of this message: {}",
    "Translate into French: {}",
    "Which product is meant here? {}",
    "Extract dates and amounts: {}",
)


@frozen
class Job:
    """A kind of batch that somebody runs again and again."""

    name: str
    team: str
    endpoint: str
    model: str


JOBS = (
    Job("review-summaries", "growth", "/v1/chat/completions", "gpt-4o-mini"),
    Job("ticket-triage", "support", "/v1/responses", "gpt-4.1-mini"),
    Job("catalog-embeddings", "search", "/v1/embeddings", "text-embedding-3-small"),
    Job("comment-moderation", "trust", "/v1/moderations", "omni-moderation-latest"),
    Job("nightly-evals", "research", "/v1/chat/completions", "gpt-5-mini"),
    Job("invoice-extraction", "finance", "/v1/responses", "gpt-4.1"),
)


def document(topic: str, ending: str, source: Random) -> bytes:
    """A document about a topic."""
    lines = [f"# {topic.capitalize()}", ""]
    for part in range(1, source.randint(3, 6)):
        lines += [f"## Part {part}", "", *source.sample(TOPICS[topic], 2), ""]
    text = "\n".join(lines)
    return ("%PDF-1.4\n" + text if ending == ".pdf" else text).encode()


def sentence(source: Random) -> str:
    """Something to ask about."""
    return source.choice(TOPICS[source.choice(tuple(TOPICS))])


def batch_input(job: Job, count: int, failing: int, flaw: str | None, source: Random) -> bytes:
    """Requests for a batch: ``failing`` of them fail on their own, a flaw makes the whole batch fail."""
    lines = [json.dumps(_request(job, index, index < failing, source)) for index in range(count)]
    if flaw is not None:
        lines[count // 2] = FLAWS[flaw](lines[count // 2])
    return ("\n".join(lines) + "\n").encode()


FLAWS = {
    "json": lambda line: line[:-7],
    "url": lambda line: line.replace('"/v1/', '"/v2/'),
    "method": lambda line: line.replace('"method"', '"verb"'),
}
"""What can be wrong with a line so that no request of the file is run."""


def _request(job: Job, index: int, fails: bool, source: Random) -> dict[str, Any]:
    asked = source.choice(QUESTIONS).format(sentence(source))
    body: dict[str, Any] = {"model": job.model}
    if job.endpoint == "/v1/chat/completions":
        body["messages"] = [] if fails else [{"role": "user", "content": asked}]
    else:
        body["input"] = "" if fails else asked
    return {"custom_id": f"{job.name}-{index:04}", "method": "POST", "url": job.endpoint, "body": body}


def training_examples(source: Random) -> bytes:
    """A file for fine-tuning."""
    return b"".join(
        json.dumps(
            {
                "messages": [
                    {"role": "user", "content": sentence(source)},
                    {"role": "assistant", "content": sentence(source)},
                ]
            }
        ).encode()
        + b"\n"
        for _ in range(12)
    )


def training_results(source: Random) -> bytes:
    """What a fine-tuning job writes."""
    rows = (f"{step},{2 / step + source.random() / 10:.4f}" for step in range(1, 31))
    return "\n".join(("step,train_loss", *rows, "")).encode()


def table(source: Random) -> bytes:
    """A small table, of a kind that cannot be searched."""
    rows = (f"{2000 + number},{source.randint(1, 900)}" for number in range(20))
    return "\n".join(("order,amount", *rows, "")).encode()
