"""Completions: texts that models go on with, the API before chat."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    BOOLEAN,
    INTEGER,
    NUMBER,
    OBJECT,
    STRING,
    creates,
    json_array,
    json_object,
    object_type,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.generation import CHAT_USAGE, TEMPERATURE, TOP_P, USER
from openai_sql_shell.catalog.model import Resource, Service

COMPLETIONS = Resource(
    "completions",
    "completions",
    "Completions",
    "Texts that a model goes on with; for old models. Use responses for new work.",
    id_prefix="cmpl-",
    hint="a completion is made by INSERT INTO openai.completions.completions ... RETURNING *, and not kept",
    expected_rows=1,
    order_of_use=words("id model created choices usage system_fingerprint"),
    always=words("id choices created model object"),
    columns=(
        text("id", "The completion's identifier."),
        json_array("choices", "The texts.", *words("finish_reason index logprobs text")),
        unix_time("created", "When it was made."),
        text("model", "The model that answered."),
        text("system_fingerprint", "What the model ran on."),
        object_type("text_completion"),
        json_object("usage", "Tokens used.", *CHAT_USAGE),
    ),
    methods=(
        creates(
            "create_completion",
            "/completions",
            "Let a model go on with a text; tokens are billed.",
            required("model", "The model.", enum=words("gpt-3.5-turbo-instruct davinci-002 babbage-002")),
            required(
                "prompt",
                "The text, or an array of texts or tokens.",
                ANY,
                items=ANY,
                min_items=1,
                nullable=True,
            ),
            optional(
                "max_tokens", "How many tokens are added at most; 16 without it.", INTEGER, nullable=True
            ),
            optional("suffix", "What comes after the added text.", nullable=True),
            optional(
                "stop",
                "Up to four texts at which it ends.",
                ANY,
                items=STRING,
                min_items=1,
                max_items=4,
                nullable=True,
            ),
            TEMPERATURE,
            TOP_P,
            optional("n", "How many texts are made; each is billed.", INTEGER, nullable=True),
            optional(
                "best_of", "Of how many texts the best are returned; each is billed.", INTEGER, nullable=True
            ),
            optional("echo", "Begin with the text that was given.", BOOLEAN, nullable=True),
            optional(
                "logprobs", "How many of the likeliest words are told at each place.", INTEGER, nullable=True
            ),
            optional("logit_bias", "Tokens that are made likelier or less likely.", OBJECT, nullable=True),
            optional(
                "frequency_penalty",
                "From -2 to 2: avoid words by how often they came.",
                NUMBER,
                nullable=True,
            ),
            optional(
                "presence_penalty", "From -2 to 2: avoid words that came at all.", NUMBER, nullable=True
            ),
            optional("seed", "Ask for the same text as before, as far as that goes.", INTEGER, nullable=True),
            USER,
            billable=True,
        ),
    ),
)

SERVICE = Service("completions", "Completions", "Texts that old models go on with.", (COMPLETIONS,))
