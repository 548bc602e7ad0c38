import pytest

from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.ranking import MatchQuality, match, rank


def ranked(typed, *names, usage=()):
    return [offer.text for offer in rank([Offer(n, CandidateKind.COLUMN) for n in names], typed, dict(usage))]


@pytest.mark.parametrize(
    ("typed", "name", "quality"),
    [
        ("", "anything", MatchQuality.BEGINNING),
        ("sta", "status", MatchQuality.BEGINNING),
        ("counts", "request_counts", MatchQuality.WORD),
        ("batch.ba", "openai.batch.batches", MatchQuality.WORD),
        ("odr", "orders", MatchQuality.SUBSEQUENCE),
        ("vsf", "vector_store_files", MatchQuality.SUBSEQUENCE),
        ("stutus", "status", MatchQuality.TYPO),
        ("xtatus", "status", MatchQuality.TYPO),
        ("staatus", "status", MatchQuality.TYPO),
        ("stauts", "status", MatchQuality.TYPO),
        ("fiels", "openai.files.files", MatchQuality.SUBSEQUENCE),
        ("sat", "status", MatchQuality.SUBSEQUENCE),
        ("ssx", "status", None),
        ("tatus", "status", MatchQuality.TYPO),
        ("xyzw", "status", None),
        ("statusses", "status", None),
    ],
)
def test_names_fit_by_beginning_word_letters_or_slip(typed, name, quality):
    found = match(typed, name)
    assert (found[0] if found else None) == quality


def test_three_letters_are_too_few_for_a_slip():
    assert match("sxa", "status") is None


def test_better_fits_come_first():
    names = ("fxle", "f_i_l_e", "my_file", "file_id")
    assert ranked("file", *names) == ["file_id", "my_file", "f_i_l_e", "fxle"]


def test_the_beginning_of_the_last_part_comes_before_a_word_inside_it():
    assert ranked("bat", "a.store_batches", "a.batches") == ["a.batches", "a.store_batches"]


def test_the_name_itself_comes_before_longer_ones():
    assert ranked("file", "file_ids", "file") == ["file", "file_ids"]


def test_what_is_used_more_rises_among_equal_fits_only():
    usage = {"status_details": 5, "my_status": 99}
    assert ranked("status", "status_code", "status_details", "my_status", usage=usage) == [
        "status_details",
        "status_code",
        "my_status",
    ]


def test_usage_does_not_lift_a_name_over_its_tier():
    offers = [Offer("plain", CandidateKind.COLUMN, tier=3), Offer("required", CandidateKind.COLUMN, tier=0)]
    assert [o.text for o in rank(offers, "", {"plain": 10})] == ["required", "plain"]


def test_keywords_come_last_among_equal_fits():
    offers = [Offer("as", CandidateKind.KEYWORD), Offer("asset", CandidateKind.COLUMN, tier=6)]
    assert [o.text for o in rank(offers, "as", {})] == ["asset", "as"]


def test_keywords_and_functions_are_not_found_by_scattered_letters():
    offers = [
        Offer("select", CandidateKind.KEYWORD),
        Offer("strftime(", CandidateKind.FUNCTION),
        Offer("set_count", CandidateKind.COLUMN),
    ]
    assert [o.text for o in rank(offers, "st", {})] == ["strftime(", "set_count"]


def test_a_text_offered_twice_is_shown_once():
    assert ranked("", "id", "id") == ["id"]
