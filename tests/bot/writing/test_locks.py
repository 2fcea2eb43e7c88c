"""The locks: an honest ad passes, and none that changes, drops or invents a fact does."""

from dataclasses import dataclass

import pytest

from bot.poster import AdBrief, PosterAd, PosterFacts
from bot.tweets import Usage
from bot.writing.checking.locks import blanks_left, check_ad, stands
from bot.writing.checking.spans import Kind, facts_of_draft, links_of
from bot.writing.extractive import ExtractiveWriter
from bot.writing.locked import TRIES, advertised, broken_by_edit, locked
from tests.bot.writing.posters import LEAN_DOJO, LEAN_DOJO_AD, REAL, Tamperer, posters, tampered

COUNT = 240
LANES = 8
"""How many tests share the posters between them."""

STRIDE = 9
"""Of the ways to tamper with an ad each poster is tried with every ninth, another one first each time."""


def test_what_a_draft_locks() -> None:
    """Everything that looks like a fact, each whole, and nothing else of the draft."""
    draft = (
        "Come by poster #142 in Exhibit Hall C on Thursday (7/27) at 3-5pm HST 🎉 w/ @ada_l, Kaiyu Yang and "
        "J. K. van der Berg; 李明 too. “Beyond Scale: Data” has 51.2% (see https://x.org/a_(b)). Two demos, "
        "a.b@c.org, #ICML2023!"
    )
    found = [(span.kind, span.text) for span in facts_of_draft(draft)]
    assert found == [
        (Kind.PLACE, "poster #142"),
        (Kind.PLACE, "Exhibit Hall C"),
        (Kind.DATE, "Thursday (7/27)"),
        (Kind.TIME, "3-5pm HST"),
        (Kind.HANDLE, "@ada_l"),
        (Kind.NAME, "Kaiyu Yang"),
        (Kind.NAME, "J. K. van der Berg"),
        (Kind.NAME, "李明"),
        (Kind.TITLE, "Beyond Scale: Data"),
        (Kind.NUMBER, "51.2%"),
        (Kind.LINK, "https://x.org/a_(b)"),
        (Kind.NUMBER, "Two"),
        (Kind.EMAIL, "a.b@c.org"),
        (Kind.HASHTAG, "#ICML2023"),
    ]
    assert all(draft[span.start : span.end] == span.text for span in facts_of_draft(draft))
    assert facts_of_draft("Visit us and ask about anything you like. Come! Curious?") == ()


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("(https://en.wikipedia.org/wiki/Lean_(proof_assistant)).", "https://en.wikipedia.org/wiki/Lean_(proof_assistant)"),
        ("see https://x.org/a_(b)_(c), and", "https://x.org/a_(b)_(c)"),
        ("https://x.org/?q=[1]#top!", "https://x.org/?q=[1]#top"),
        ("访问https://x.org/a。谢谢", "https://x.org/a"),
        ("at leandojo.org.", "leandojo.org"),
        ("<http://localhost:8000/poster>", "http://localhost:8000/poster"),
    ],
)  # fmt: skip
def test_links_keep_their_own_parentheses(text: str, link: str) -> None:
    """What a link opens it closes, and the punctuation of the sentence around it is none of it."""
    assert links_of(text) == (link,)


@pytest.mark.parametrize(
    ("fact", "text", "does"),
    [
        ("room 30", "in room 301", False),
        ("room 301", "in room 301.", True),
        ("12", "at 12:15", False),
        ("1.5", "11.5", False),
        ("Yang", "Yangtze", False),
        ("李明", "和李明一起", True),
        ("@ada", "@ada_l", False),
        ("café", "cafe\u0301", False),
        ("11:45 AM – 12:15 PM", "11:45 AM - 12:15 PM", False),  # noqa: RUF001  another dash
        ("Friday", "7/28 Friday", True),
    ],
)
def test_a_fact_stands_by_itself(fact: str, text: str, does: bool) -> None:  # noqa: FBT001  a table
    """To the byte, and not as a part of a longer word or number."""
    assert stands(fact, text) is does


def test_the_example_of_the_lab_passes() -> None:
    """The ad that the lab calls good keeps its facts, as an ad and as a draft of its own."""
    assert check_ad(LEAN_DOJO_AD, LEAN_DOJO, "") == ()
    assert check_ad(LEAN_DOJO_AD, LEAN_DOJO, LEAN_DOJO_AD) == ()
    assert check_ad(LEAN_DOJO_AD, PosterFacts(), LEAN_DOJO_AD) == ()


@dataclass
class Broken:
    """An ad with one thing wrong, and what is said of it."""

    old: str
    new: str
    rule: str
    words: str


BREACHES = [
    Broken("room 301", "room 302", "fact-missing", "Put the place in just as it was given: “room 301”."),
    Broken("room 301", "room 302", "fact-added", "Take out the place “room 302”"),
    Broken("7/28 Friday", "Friday 7/28", "fact-missing", "date"),
    Broken("LLMs for theorem", "LLMs for Theorem", "fact-missing", "“LLMs for theorem proving”"),
    Broken("room 301", "not in room 301", "fact-undone", "“not in”"),
    Broken("Visit", "Visit us on 7/29, then", "fact-added", "“7/29”"),
    Broken("Visit", "From 12:15 PM on, visit", "fact-added", "the time “12:15 PM”"),
    Broken("Visit", "Visit 301 friends and", "fact-added", "the number “301”"),
    Broken("Visit", "[hook] Visit", "placeholder", "“[hook]”"),
    Broken("Visit", "Visit @here", "chat-mention", "“@here”"),
    Broken("Visit", "Vi\u200bsit", "invisible-character", "U+200B"),
    Broken("Visit", f"{'Please ' * 8}visit", "too-long", "of 240"),
    Broken("Visit", "**Visit**", "bold", "“**Visit**”"),
    Broken("room 301", "not room 301", "fact-undone", "“not”"),
    Broken("room 301", "next door to room 301", "fact-undone", "“next door to”"),
    Broken("room 301", "anywhere but room 301", "fact-undone", "“anywhere but”"),
    Broken("room 301", "B-room 301", "fact-added", "“B-”"),
    Broken("Visit LeanDojo", "Visit @LeanDojo", "fact-added", "the handle “@LeanDojo”"),
    Broken("Visit", "Not by us! Visit", "fact-undone", "“Not by”"),
    Broken("Visit", "Every Friday: visit", "fact-undone", "“Every Friday”"),
    Broken("Visit", "Both days: visit", "fact-added", "the date “Both days”"),
    Broken("LLMs", "½ of all LLMs", "fact-added", "the number “½”"),
    Broken("Visit", "A best paper: visit", "fact-added", "the distinction “best paper”"),
    Broken("talk", "see our spotlight, talk", "fact-added", "the distinction “spotlight”"),
]


@pytest.mark.parametrize("broken", BREACHES, ids=lambda broken: broken.rule)
def test_each_lock_says_what_broke_it(broken: Broken) -> None:
    """The finding names the fact, so that a writer or a person knows what to mend."""
    ad = LEAN_DOJO_AD.replace(broken.old, broken.new, 1)
    said = {(found.rule, found.words) for found in check_ad(ad, LEAN_DOJO, "", 240)}
    assert any(rule == broken.rule and broken.words in words for rule, words in said), said


@pytest.mark.parametrize(
    ("draft", "ad"),
    [
        ("Come to the Great Hall", "Come to the Hall"),
        ("Come to the Great Hall", "Come to the Main Hall"),
        ("come to west hall", "come to east hall"),
        ("come to room b", "come to room c"),
        ("come to the ground floor", "come to the top floor"),
        ("come to session 4, left side", "come to session 4, right side"),
        ("come to our spotlight poster", "come to our poster"),
    ],
)
def test_a_place_is_more_than_its_noun(draft: str, ad: str) -> None:
    """What tells one hall from another is kept too, in small letters as well, and so is an honour."""
    assert locked(draft, PosterFacts(), draft) == ()
    assert "fact-missing" in {found.rule for found in locked(ad, PosterFacts(), draft)}


def test_several_sessions_keep_their_own_rooms() -> None:
    """Where a draft has two dates or rooms, each stays with its own: the texts alone would not tell."""
    draft = "Monday 10:00 in room 1, Tuesday 11:00 in room 2. Come!"
    assert locked(draft, PosterFacts(), draft) == ()
    (found,) = locked("Monday 11:00 in room 1, Tuesday 10:00 in room 2. Come!", PosterFacts(), draft)
    assert found.rule == "fact-reordered"


@pytest.mark.parametrize(
    "draft",
    [
        "See you July 17,2026 at noon",
        "Find 1,000 ways to prove in Hall 1,000",
        "No. 3.5x faster, says poster 7",
        "With 5% of it, Donnerstag, 5 people in Room 5",
        "In May 1,000 moths came to floor 2",
    ],
)
def test_a_draft_keeps_its_own_facts(draft: str) -> None:
    """However oddly the numbers stand, a person's own words break no lock."""
    assert locked(draft, PosterFacts(), draft) == ()


def test_a_fact_is_no_part_of_another() -> None:
    """The number of a poster makes no time, and one link no other, though the signs are known."""
    facts = PosterFacts(
        title="Lean", date="7/28", time="9 AM", place="B", number="7", links=("leandojo.org",)
    )
    ad = "Visit Lean's poster! 7/28, 9 AM, B, poster 7\nleandojo.org"
    assert locked(ad, facts, "") == ()
    for more in ("Come at 7 PM!", "https://evil.example/leandojo.org", "Come to room 7!", "Ask @leandojo!"):
        assert {found.rule for found in locked(f"{ad}\n{more}", facts, "")} == {"fact-added"}, more


def test_a_persons_edit_may_add_but_not_break() -> None:
    """What a person types is theirs; what they gave before has to stand until they change the form."""
    edit = f"{LEAN_DOJO_AD}\nAlice brings cake at 5 PM! #ICML2023"
    assert broken_by_edit(edit, LEAN_DOJO, "") == ()
    (found,) = broken_by_edit(edit.replace("room 301", "room 9"), LEAN_DOJO, "")
    assert found.words == "Put the place in just as it was given: “room 301”."
    moved = LEAN_DOJO.model_copy(update={"place": "room 9"})
    assert broken_by_edit(edit.replace("room 301", "room 9"), moved, "") == ()


def test_blanks_wait_for_their_facts() -> None:
    """A blank breaks no lock while its fact is missing, but forbids approval; for a known fact it does."""
    facts = PosterFacts(title="LeanDojo", time="9 AM", place="room 1")
    ad = "Visit LeanDojo's poster! [date], 9 AM, room 1"
    assert locked(ad, facts, "") == ()
    assert [found.rule for found in blanks_left(ad)] == ["blank-left"]
    assert "Fill in the date" in blanks_left(ad)[0].words
    dated = facts.model_copy(update={"date": "7/28"})
    assert {found.rule for found in locked(ad, dated, "")} == {"fact-missing", "placeholder"}
    assert blanks_left(ad.replace("[date]", "7/28")) == ()


# The adversary ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lane", range(LANES))
def test_nothing_tampered_with_passes(lane: int) -> None:
    """Of 240 posters made by chance the honest ad passes, and no ad that somebody tampered with."""
    made = posters(COUNT)
    assert len({(facts, draft) for facts, draft, _ in made}) == COUNT
    tried = 0
    for number in range(lane, COUNT, LANES):
        facts, draft, ad = made[number]
        assert locked(ad, facts, draft) == ()
        for what, text in [*tampered(facts, draft, ad)][number % STRIDE :: STRIDE]:
            assert locked(text, facts, draft), (what, text, facts, draft)
            tried += 1
    assert tried > 8 * COUNT / LANES


@pytest.mark.parametrize("facts", REAL, ids=lambda facts: facts.title[:20])
async def test_real_posters(facts: PosterFacts) -> None:
    """Of ten real posters an ad is made that passes, and every way to tamper with it is found."""
    (ad,) = [said async for said in ExtractiveWriter().advertise(AdBrief(facts=facts))]
    assert isinstance(ad, PosterAd)
    assert locked(ad.text, facts, "") == ()
    assert all(text in ad.text and text in ad.longer for _, text in facts.given)
    assert all(blank in ad.text for blank in facts.blanks)
    ways = [*tampered(facts, "", ad.text)]
    assert len(ways) > 30
    assert [what for what, text in ways if not locked(text, facts, "")] == []


async def test_a_writer_that_tampers_is_asked_again_and_then_replaced() -> None:
    """Whatever it hands on, people see an ad with every fact; what it broke is told it once."""
    for facts, draft, honest in posters(COUNT)[::24]:
        lies = [text for _, text in tampered(facts, draft, honest)][:: 2 * STRIDE]
        for lie in lies:
            writer = Tamperer(PosterAd(text=lie, longer=lie))
            brief = AdBrief(facts=facts, draft=draft)
            (ad,) = [said async for said in advertised(writer, ExtractiveWriter(), brief)]
            assert isinstance(ad, PosterAd)
            assert (ad.text, ad.stands_in) == (honest, True)
            assert [bool(asked.faults) for asked in writer.asked] == [False, True]
            assert writer.asked[1].tried == lie
            assert len(writer.asked) == TRIES
            assert locked(ad.longer, facts, draft, 3000) == () or not ad.longer


async def test_an_honest_writer_is_heard() -> None:
    """Its ad stands, also at the second try; its longer variant only if that keeps the locks, too."""
    honest = PosterAd(
        text=f"Lean and LLMs?\n{LEAN_DOJO_AD}".replace("Lean and ", "What about "), longer="Room 9"
    )
    lie = PosterAd(text="Come at 5 PM")
    writer = Tamperer(lie, honest)
    (ad,) = [said async for said in advertised(writer, ExtractiveWriter(), AdBrief(facts=LEAN_DOJO))]
    assert not isinstance(ad, Usage)
    assert (ad.text, ad.stands_in) == (honest.text, False)
    assert "Room 9" not in ad.longer
    assert "room 301" in ad.longer
    assert ad.feedback.missing
