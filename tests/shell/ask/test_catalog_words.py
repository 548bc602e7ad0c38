"""Which resources a question concerns, and what is said of them."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell.ask.catalog_words import MOST_BYTES, MOST_RESOURCES, resources_about, words_about

CATALOG = Catalog()


@pytest.mark.parametrize(
    ("question", "resource"),
    [
        ("How many batches failed last week?", "openai.batch.batches"),
        ("delete old files", "openai.files.files"),
        ("which vector stores are larger than 1 GB", "openai.vector_stores.vector_stores"),
        ("what did I spend per project last month", "openai.costs.costs"),
        ("fine-tuning jobs still running", "openai.fine_tuning.jobs"),
        ("members of my organization", "openai.users.users"),
        ("usage of completions by model", "openai.usage.completions"),
        ("api keys not used for 90 days", "openai.admin_api_keys.admin_api_keys"),
    ],
)
def test_a_question_finds_its_resource(question, resource):
    found = [r.id for r in resources_about(question, CATALOG)]
    assert resource in found
    assert len(found) <= MOST_RESOURCES


@pytest.mark.parametrize("summary", CATALOG.resources, ids=lambda summary: summary.id)
def test_every_resource_is_found_by_its_name(summary):
    found = resources_about(f"{summary.service} {summary.name}".replace("_", " "), CATALOG)
    assert summary.id in [r.id for r in found]


def test_the_words_are_bounded_whatever_is_asked():
    everything = " ".join(f"{s.service} {s.name}" for s in CATALOG.resources).replace("_", " ")
    assert MOST_BYTES / 3 < len(words_about(everything, CATALOG).encode()) <= MOST_BYTES


def test_columns_come_with_types_and_values_and_required_conditions():
    words = words_about("files in vector stores", CATALOG)
    assert "WHERE must give vector_store_id" in words
    assert "status string (in_progress | completed | cancelled | failed)" in words


def test_a_question_without_a_known_word_gets_the_names_of_all():
    words = words_about("wie viele?", CATALOG)
    assert all(summary.id in words for summary in CATALOG.resources)
