"""What the checks say of one tweet."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alts import ALT_MOST
from bot.papers import Paper
from bot.ports import Brief
from bot.tweets import Evidence, Role, Severity, Wording
from bot.writing.checks import RULES, Grounds, check_tweet, verified_evidence
from tests.bot.writing.samples import CODE, LAB, PAPER, grounds, key, paper, tweet

GROUNDS = grounds()
SENTENCE = "On average, Tidepool improves accuracy by 3.2% over the baseline."

FAULTS_OF_TEXT = [
    ("", "empty"),
    ("#NLP #ML https://arxiv.org/abs/2401.01234", "empty"),
    ("word " * 60, "too-long"),
    ("so many words " * 18, "long-prose"),
    ("Tidepool is here\n\n3/10", "typed-number"),
    ("3/10 Tidepool is here", "typed-number"),
    ("3/ Tidepool is here", "typed-number"),
    ("Tidepool is here (3/n)\n", "typed-number"),
    ("Tidepool is here 3/10", "typed-number"),
    ("Tide\u200bpool", "invisible-character"),
    ("Tidepool \u202eis here", "invisible-character"),
    ("Tidepool\x07", "invisible-character"),
    ("Tidepool\ud800", "invisible-character"),
    ("Read it: [link]", "placeholder"),
    ("TODO say more", "placeholder"),
    ("[image: Figure 2] Tidepool", "placeholder"),
    ("Hello {title}", "placeholder"),
    ("Hi @everyone", "chat-mention"),
    ("Hi <!channel>", "chat-mention"),
    ("Hi <@U0123ABC>", "chat-mention"),
    ("It is **really** good", "bold"),
    ("Read [this](https://github.com/lovelace/tidepool)", "markup"),
    ("It counts x<sup>2</sup> crabs", "markup"),
    ("It counts crabs.</paper>", "markup"),
    ("With \\cite{a} more", "latex"),
    ("We use $x^2$ here", "latex"),
    ("As in earlier work [12, 13]", "citation"),
    ("As in earlier work (Smith and Hopper, 2020)", "citation"),
    ("Shown by Lovelace et al. (2020)", "citation"),
    ("More in Section 3", "dangling-reference"),
    ("See Table 1 for it", "dangling-reference"),
    ("As shown above", "dangling-reference"),
    ("#a #b #c #d #e #f #g tags", "many-hashtags"),
    ("Read https://evil.example.com", "unknown-link"),
    ("Read https://arxiv.org/abs/2401.99999", "unknown-link"),
    ("Fun at work.It is", "unknown-link"),
    ("Read https://evil.internal/page", "unknown-link"),  # X would not link it; other networks would
    ("A page: https://github.com/lovelace/tidepool/tree/main/made-up", "page-unknown"),
    ("Ask @stranger", "unknown-handle"),
    ("It gains 3.9%", "number-not-in-paper"),
    ("Better than GPT-5", "name-not-in-paper"),
    ("Thanks to Charles Lovelace", "name-not-in-paper"),
]
FAULTS_BESIDE_QUOTE: list[tuple[str, int | None, str, str]] = [
    ("", None, "Tidepool is better", "quote-missing"),
    ("Tidepool is better than all", 1, "Tidepool is better", "quote-not-found"),
    ("Tidepool improves", 1, "Tidepool is better", "quote-not-found"),
    (SENTENCE, 7, "Tidepool improves accuracy by 3.2% on average", "quote-on-other-page"),
    (SENTENCE, 1, "On average it needs 1.5 million documents", "number-not-in-quote"),
    (SENTENCE, 1, "On average it always improves accuracy", "stronger-than-quote"),
    (
        "mixing may explain why large models generalise",
        2,
        "Mixing explains generalisation",
        "hedge-dropped",
    ),
    (SENTENCE, 1, "Tidepool improves accuracy by 3.2%", "scope-dropped"),
    ("Mixing does not always help small models", 4, "Mixing helps small models", "not-lost"),
    (SENTENCE, 1, "On average Tidepool does not improve accuracy", "not-added"),
]


def rules(wording: Wording, *, n: int = 3, of: int = 10, on: Grounds = GROUNDS) -> set[str]:
    """The names of the rules a tweet breaks."""
    return {finding.rule for finding in check_tweet(wording, n=n, of=of, grounds=on)}


def words(wording: Wording, rule: str) -> str:
    """What the finding of a rule says."""
    found = check_tweet(wording, n=3, of=10, grounds=GROUNDS)
    return next(finding.words for finding in found if finding.rule == rule)


def test_numbers_that_come_with_a_figure() -> None:
    """What is said of a figure, or stands on its page, is near a quote that names it or a tweet with it."""
    far = tweet("Tidepool reaches 71.25 with 98,734 probes", role=Role.RESULT, quote=SENTENCE, page=1)
    assert "number-not-in-quote" in rules(far)
    named = "Table 1 and Figure 1 compare all systems"
    assert "number-not-in-quote" not in rules(far.model_copy(update={"quote": named, "page": 3}))
    other = far.model_copy(
        update={
            "text": "It needs 98,734 probes",
            "quote": "We did not evaluate languages other than English.",
            "page": 9,
        }
    )
    with_figure = {name: other.model_copy(update={"figure": key(name)}) for name in ("Figure 1", "Figure 2")}
    found = {name: "number-not-in-quote" in rules(said) for name, said in with_figure.items()}
    assert found == {"Figure 1": False, "Figure 2": True}


@pytest.mark.parametrize(
    "text",
    [
        "Tidepool improves accuracy by 3.2% on average.",
        f"Our code, with a quick start:\n\n{CODE}",
        "Thanks to @ada_l and Mary Somerville! 👩‍🔬 #NLP #ML",
        "It needs 3.2 GB and about 99,000 probes, 1.5M documents.",
        "1. mix\n2. measure\n\nMail ada@engines.example.org about it",
        "**Tidepool: Measuring the Mixing of Corpora**",
        "Ada Lovelace et al. evaluate twenty-one datasets.",
        "GPT-4 wins on 21/21",
    ],
)
def test_a_good_tweet_has_no_findings(text: str) -> None:
    """Ordinary tweets about the paper raise no alarm."""
    assert rules(tweet(text)) == set()


@pytest.mark.parametrize(("text", "rule"), FAULTS_OF_TEXT)
def test_each_fault_of_a_text_has_its_rule(text: str, rule: str) -> None:
    """A text with one fault is found at fault by the rule that forbids it."""
    assert rule in rules(tweet(text))


@pytest.mark.parametrize(("quote", "page", "text", "rule"), FAULTS_BESIDE_QUOTE)
def test_each_fault_beside_a_quote_has_its_rule(quote: str, page: int | None, text: str, rule: str) -> None:
    """A claim is compared with the sentence it rests on."""
    assert rule in rules(tweet(text, role=Role.RESULT, quote=quote, page=page))


def test_a_figure_has_to_exist_and_its_own_reference_is_fine() -> None:
    """A tweet may name the table it shows, and only one that is there."""
    shown = tweet("Table 1 compares all systems").model_copy(
        update={"figure": key("Table 1"), "alt": "A table of accuracies, 71.25 at most."}
    )
    assert rules(shown) == set()
    assert rules(shown.model_copy(update={"figure": key("Table 7")})) == {
        "unknown-figure",
        "dangling-reference",
    }


def test_a_picture_has_words_that_fit_and_numbers_of_the_paper() -> None:
    """No words at all are told, and so are too many, and a number that stands nowhere in the paper."""
    shown = tweet("All systems, compared").model_copy(update={"figure": key("Table 1")})
    assert rules(shown) == {"alt-missing"}
    assert rules(shown.model_copy(update={"alt": "x" * (ALT_MOST + 1)})) == {"alt-too-long"}
    assert rules(shown.model_copy(update={"alt": "The best has 88.25."})) == {"alt-number-not-in-paper"}
    assert rules(tweet("All systems, compared")) == set()


def test_the_tests_above_break_every_rule_of_a_tweet() -> None:
    """The table of rules and the tests of a tweet and of a thread name the same rules."""
    of_a_thread = {
        "thread-length", "title-missing", "paper-link-missing", "venue-missing", "authors-missing",
        "code-not-second", "limitation-not-last", "limitation-unsaid", "figure-uncovered", "figure-twice",
        "repeated",
    }  # fmt: skip
    of_a_picture = {"unknown-figure", "alt-missing", "alt-too-long", "alt-number-not-in-paper"}
    of_an_ad = {
        "fact-missing", "fact-added", "fact-reordered", "fact-undone", "blank-left", "weekday-contradicts",
        "day-impossible", "day-ambiguous", "day-past", "end-before-start", "dates-contradict",
        "times-contradict", "places-contradict", "zone-contradicts", "zone-unknown", "no-ad", "calendar",
    }  # fmt: skip
    broken = {case[-1] for case in (*FAULTS_OF_TEXT, *FAULTS_BESIDE_QUOTE)}
    assert broken | of_a_thread | of_a_picture | of_an_ad == set(RULES)


def test_hard_findings_come_first_and_quote_the_offending_bit() -> None:
    """A reviewer reads what forbids approval first, and where it stands."""
    found = check_tweet(tweet("It gains 3.9% says @stranger"), n=3, of=10, grounds=GROUNDS)
    assert [finding.severity for finding in found] == [Severity.HARD, Severity.SOFT]
    assert "@stranger" in found[0].words
    assert "3.9%" in found[1].words
    assert "3.2%" in words(tweet("It needs 3.2 MB"), "number-not-in-paper")


def test_the_limit_counts_the_number() -> None:
    """280 characters with 3/10 are allowed, 281 are not."""
    room = 280 - len("\n\n3/10")
    assert "too-long" not in rules(tweet("x" * room))
    assert "too-long" in rules(tweet("x" * (room + 1)))


def test_links_of_paper_lab_and_note_are_known_in_any_form() -> None:
    """The same address with or without scheme, "www.", slash or fragment is the same link."""
    for url in (
        "https://github.com/Lovelace/Tidepool#quick-start",
        "github.com/lovelace/tidepool",
        "http://tidepool.example.org/demo",
        "https://arxiv.org/pdf/2401.01234v1",
        "https://huggingface.co/papers/2401.01234",
        "https://arxiv.org/abs/1902.03545",
        "https://doi.org/10.1000/xyz",
        "https://engines.example.org/",
        "fast.ai",
    ):
        assert rules(tweet(f"Read {url}")) == set(), url
    noted = grounds(note="code: https://code.example.com/x/y and thank @helper_1")
    assert rules(tweet("Thanks @helper_1: https://code.example.com/x/y"), on=noted) == set()


def test_names_and_numbers_of_note_and_metadata_are_known() -> None:
    """What a person wrote after the link, and what arXiv says, may stand in a tweet."""
    on = grounds(note="thank Edsger Dijkstra, 5 stars")
    assert rules(tweet("At ICML 2024 with Edsger Dijkstra: 5 stars"), on=on) == set()
    assert "name-not-in-paper" in rules(tweet("At ICML 2024 with Edsger Dijkstra: 5 stars"))


def test_evidence_is_verified_and_its_page_put_right() -> None:
    """A quote is looked up; the page it stands on replaces a wrong or missing one."""
    asked = tweet("x", role=Role.RESULT, quote=SENTENCE.upper().replace(" ", "\n"), page=7)
    assert verified_evidence(asked, GROUNDS) == Evidence(page=1, quote=asked.quote, verified=True)
    assert verified_evidence(tweet("x", quote=SENTENCE), GROUNDS) == Evidence(
        page=1, quote=SENTENCE, verified=True
    )
    unknown = tweet("x", quote="These words stand nowhere at all", page=3)
    assert verified_evidence(unknown, GROUNDS) == Evidence(page=3, quote=unknown.quote, verified=False)
    assert verified_evidence(tweet("x"), GROUNDS) is None


def test_authors_may_be_counted() -> None:
    """The number in "and 2 others" is none of the paper's; more others than it has authors are."""
    assert rules(tweet("By Ada Lovelace and 2 others")) == set()
    assert rules(tweet("By Ada Lovelace and 44 others")) == {"number-not-in-paper"}


def test_a_hook_is_no_stronger_than_the_paper() -> None:
    """An announcement's hook is held to the strong words of its quote and of the abstract, and no further.

    Its numbers may come from elsewhere in the paper; the title claims what it claims; thanks claim nothing.
    """
    hook = tweet("It always helps, in 98,734 ways", role=Role.ANNOUNCEMENT, quote=SENTENCE, page=1)
    assert rules(hook) == {"stronger-than-quote"}
    assert rules(hook.model_copy(update={"role": Role.RESULT})) > {"stronger-than-quote"}
    assert rules(hook.model_copy(update={"role": Role.THANKS})) == set()
    bold = {"title": "Tidepool Always Helps", "abstract": "It helps in every case."}
    on = grounds(paper(**bold))
    for said in ("It always helps, in 98,734 ways", "Out now:\n\n**Tidepool Always Helps**\n\nIt helps"):
        assert rules(hook.model_copy(update={"text": said}), on=on) == set()
    titled = grounds(paper(**bold | {"abstract": "It helps."}))
    assert (
        rules(hook.model_copy(update={"text": "**Tidepool Always Helps**\n\nIt helps"}), on=titled) == set()
    )


def test_words_of_the_shown_figure_and_of_the_topic_are_no_claims() -> None:
    """The caption below the picture carries a strong word; the abstract names a kind of result."""
    claim = tweet("Tidepool and all systems, on average", role=Role.RESULT, quote=SENTENCE, page=1)
    assert rules(claim) == {"stronger-than-quote"}
    shown = claim.model_copy(update={"figure": key("Table 1"), "alt": "A table."})
    assert rules(shown) == set()
    guarantee = tweet("A formal guarantee, on average", role=Role.RESULT, quote=SENTENCE, page=1)
    assert rules(guarantee) == {"stronger-than-quote"}
    assert rules(guarantee, on=grounds(paper(abstract="Tidepool comes with guarantees."))) == set()


def test_a_quote_broken_into_lines_denies_over_their_ends() -> None:
    """The line breaks of a quote are those of the PDF; a tweet's own end what it denies."""
    broken = "Mixing does not always\nhelp small models"
    claim = tweet("Small models like mixing", role=Role.RESULT, quote=broken, page=4)
    assert "not-lost" in rules(claim)


def test_claims_are_compared_in_english_only() -> None:
    """The word lists are English; a paper in another language is spared them."""
    french = grounds(paper(language="fr"))
    claim = tweet("It always improves", role=Role.RESULT, quote=SENTENCE, page=1)
    assert "stronger-than-quote" in rules(claim)
    assert "stronger-than-quote" not in rules(claim, on=french)


def test_a_paper_without_anything_can_be_checked_against() -> None:
    """No id, no authors, no text: the checks find what they can and do not fall over."""
    empty = Paper(id=None, title="", authors=(), abstract="", pages=1)
    on = Grounds.of(Brief(paper=empty))
    assert rules(tweet("Some words"), on=on) == set()
    assert rules(tweet("Some words", role=Role.RESULT, quote="a b c d e", page=1), on=on) == {
        "quote-not-found"
    }


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=100))
def test_no_text_upsets_the_checks(text: str, quote: str) -> None:
    """Whatever a model or a person types, the checks answer, and every finding belongs to a rule."""
    found = check_tweet(tweet(text, role=Role.RESULT, quote=quote), n=3, of=10, grounds=GROUNDS)
    assert all(RULES[finding.rule].severity is finding.severity and finding.words for finding in found)


@pytest.mark.parametrize(
    "piece", ["a.", "1,", "@a", "(Smith, ", "A. ", "**a", "$a", "up to 1 ", "not ", "\u200d", "[1"]
)
def test_ten_thousand_hostile_characters_are_checked_quickly(piece: str) -> None:
    """A text built to make patterns backtrack costs less than a second."""
    text = piece * (10_000 // len(piece))
    begin = time.perf_counter()
    check_tweet(tweet(text, role=Role.RESULT, quote=text), n=3, of=10, grounds=GROUNDS)
    assert time.perf_counter() - begin < 2


def test_grounds_know_their_brief() -> None:
    """They are made of the paper, the lab and the note and nothing else."""
    on = Grounds.of(Brief(paper=PAPER, lab=LAB, note="n"))
    assert (on.paper, on.lab, on.note) == (PAPER, LAB, "n")
