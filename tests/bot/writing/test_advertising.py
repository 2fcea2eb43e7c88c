"""The ads that are made without a model, and what is said to a person about their own draft."""

from datetime import date

import pytest

from bot.errors import NotNow
from bot.poster import AdBrief, Feedback, PosterAd, PosterFacts
from bot.tweets import LIMIT, weighted_length
from bot.writing.checking.contradictions import contradictions
from bot.writing.extractive import ExtractiveWriter
from bot.writing.feedback import feedback
from bot.writing.locked import locked
from tests.bot.writing.posters import LEAN_DOJO, LEAN_DOJO_AD

TODAY = date(2023, 6, 1)
DRAFT = "LeanDojo will be at ICML, 7/28 Friday at 11:45 AM. We love theorem proving. Thanks to @ada_l!"


async def made(facts: PosterFacts, draft: str = "", **fields: object) -> PosterAd:
    """The ad of these facts."""
    brief = AdBrief(facts=facts, draft=draft).model_copy(update=fields)
    (ad,) = [said async for said in ExtractiveWriter().advertise(brief)]
    assert isinstance(ad, PosterAd)
    return ad


async def test_the_example_of_the_lab() -> None:
    """From its facts comes the ad that the lab calls good, to the byte."""
    assert (await made(LEAN_DOJO)).text == LEAN_DOJO_AD


async def test_each_version_is_another_with_the_same_facts() -> None:
    """Asked again and again, it gives ads in different tones until there is none left, and says so."""
    earlier: tuple[str, ...] = ()
    with pytest.raises(NotNow, match="no other ad"):  # noqa: PT012  the last of several
        while True:
            ad = await made(LEAN_DOJO, earlier=earlier)
            assert ad.text not in earlier
            assert locked(ad.text, LEAN_DOJO, "") == ()
            earlier = (*earlier, ad.text)
    assert len(earlier) >= 4
    assert len({text.split()[0] for text in earlier}) >= 4


async def test_a_shorter_one_loses_no_fact() -> None:
    """It is shorter, and every fact stands in it; when nothing is left to leave out, that is said."""
    long = (await made(LEAN_DOJO)).text
    short = (await made(LEAN_DOJO, earlier=(long,), most=weighted_length(long) - 10)).text
    assert weighted_length(short) <= weighted_length(long) - 10
    assert locked(short, LEAN_DOJO, "") == ()
    with pytest.raises(NotNow, match="cannot be made shorter"):
        await made(LEAN_DOJO, most=100)


async def test_what_is_missing_stays_a_blank() -> None:
    """Nothing known but the title: the ad shows where date, time and place go."""
    ad = await made(PosterFacts(title="LeanDojo"))
    assert ad.text == "Visit LeanDojo's poster and talk to us!\n[date], [time], [place]"
    assert all(blank in ad.longer for blank in ("[date]", "[time]", "[place]"))


async def test_the_longer_variant() -> None:
    """Every fact has its line, an opening above and a closing below."""
    ad = await made(LEAN_DOJO)
    assert ad.longer.startswith(
        "Visit LeanDojo's poster and talk to us about LLMs for theorem proving!\n\nEvent: the ICML"
    )
    assert "\nPlace: room 301\n" in ad.longer
    assert ad.longer.endswith("See you there!")


async def test_a_persons_own_words_come_first() -> None:
    """The draft stands word for word; an invitation and the facts it lacks are put round it."""
    ad = await made(PosterFacts(place="room 301", time="11:45 AM", links=("https://x.org/a_(b)",)), DRAFT)
    assert ad.text == f"Come and see our poster!\n{DRAFT}\nroom 301\nhttps://x.org/a_(b)"
    assert DRAFT in ad.longer
    kept = "Come by on 7/28 Friday, 9 AM, room 1!"
    assert (await made(PosterFacts(), kept)).text == kept


async def test_a_long_draft_loses_what_holds_no_fact() -> None:
    """Sentences without a fact go when there is no room; what holds one stays to the letter."""
    chatter = "We are so very happy about it that we can hardly wait for the day to come. " * 4
    ad = await made(PosterFacts(), f"{DRAFT} {chatter}Room 5 it is.")
    assert weighted_length(ad.text) <= LIMIT
    assert "hardly wait" not in ad.text
    assert locked(ad.text, PosterFacts(), f"{DRAFT} {chatter}Room 5 it is.") == ()


async def test_facts_that_are_too_long_are_not_cut() -> None:
    """There is no ad, and what weighs most is named with its weight."""
    facts = LEAN_DOJO.model_copy(update={"authors": ", ".join(["Ada Lovelace"] * 15)})
    with pytest.raises(
        NotNow, match=r"weighs \d+ of 280 characters; shorten or leave out: authors \(208\), event \(84\)"
    ):
        await made(facts)
    with pytest.raises(NotNow, match="nothing to advertise"):
        await made(PosterFacts())
    with pytest.raises(NotNow, match=r"No ad can be made .* U\+202E"):
        await made(PosterFacts(title="Lean\u202eDojo"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PosterFacts(title="Is Data All You Need?"), "Visit our poster “Is Data All You Need?” and"),
        (PosterFacts(title="Lean", about="Why lean?"), "Visit Lean's poster and talk to us!\nWhy lean?\n"),
        (PosterFacts(title="Lean", event="@ICML!"), "[date], [time], [place], \n@ICML!"),
        (PosterFacts(title="Lean", number="#12"), "[place], poster #12"),
        (PosterFacts(title="Lean", number="B-07"), "[place], B-07"),
        (PosterFacts(title="Lean", event="at ICML"), "[date], [time], [place], \nat ICML."),
        (PosterFacts(title="Lean", about="Speech at scale"), "talk to us!\nSpeech at scale\n["),
        (PosterFacts(title="Lean", about="LLMs at scale"), "talk to us about LLMs at scale!"),
    ],
)  # fmt: skip
async def test_phrases_fit_their_facts(facts: PosterFacts, words: str) -> None:
    """Whole titles stand in quotation marks, no stop follows another, and no sign stands twice."""
    assert words in (await made(facts)).text


async def test_a_title_with_a_stop_gets_no_other() -> None:
    """A question stays one."""
    facts = PosterFacts(title="Is Data All You Need?")
    ads = [await made(facts)]
    for _ in range(3):
        ads.append(await made(facts, earlier=tuple(ad.text for ad in ads)))
    assert ads[-1].text.startswith("Poster: “Is Data All You Need?”\n")


@pytest.mark.parametrize(
    "draft",
    [
        "Kommt zu unserem Poster und diskutiert mit uns!",
        "明日、ホールBで会いましょう",
        "Приходите к нашему стенду и задавайте вопросы!",
        "Venez discuter avec nous devant notre affiche !",
    ],
)
async def test_another_language_stays_among_itself(draft: str) -> None:
    """Words in a language we do not write stand as they are, and no English is set round them."""
    ad = await made(PosterFacts(authors="Jörg Müller", place="Saal 5"), draft)
    assert ad.text.startswith(f"{draft}\n")
    assert ad.longer.startswith(f"{draft}\n\n")
    assert all(words not in f"{ad.text} {ad.longer}" for words in ("Come", "By ", "See you"))
    assert not any(point.startswith(("A hook", "A reason")) for point in ad.feedback.missing)
    assert not any("invitation" in point for point in ad.feedback.changed)


# Feedback --------------------------------------------------------------------------------------------------


def test_feedback_is_about_this_draft() -> None:
    """Each point quotes the draft: what works, what a reader misses, and what became of it."""
    facts = PosterFacts(place="room 301")
    said = feedback(DRAFT, facts, f"Come and see our poster!\n{DRAFT}\nroom 301")
    first = "“LeanDojo will be at ICML, 7/28 Friday at 11:45 AM.”"
    assert said.strong == ("It is short: 93 of 280 characters.",)
    assert f"A hook: {first} asks nobody to come; begin with a question or an invitation." in said.missing
    assert "The time zone: “11:45 AM” leaves those who follow from elsewhere to guess." in said.missing
    assert "The place: the form has it, “room 301”." in said.missing
    assert "A link: those who cannot come have nothing to open." in said.missing
    assert not any(point.startswith(("The date", "The weekday")) for point in said.missing)
    assert "Added from the form: “room 301”." in said.changed
    assert f"Added an invitation, because {first} has none." in said.changed


def test_feedback_on_a_good_draft() -> None:
    """What is there is praised with its words, and nothing is missed."""
    draft = "Curious about moths? Visit us Friday 7/28, 9-10 AM HST, room 1: https://x.org"
    assert feedback(draft, PosterFacts(), draft) == Feedback(
        strong=(
            "It opens with an invitation: “Curious about moths?”.",
            "It says when and where: “Friday 7/28”, “9-10 AM HST”, “room 1”.",
            "It has a link for those who cannot come: “https://x.org”.",
            f"It is short: {weighted_length(draft)} of 280 characters.",
        ),
        changed=("Nothing: the ad is your draft, word for word.",),
    )


def test_feedback_praises_what_deserves_it() -> None:
    """A time is a time of day, and two words are no achievement."""
    draft = "We trained it for two hours. Find us in Hall 1 on 25 July at 2 p.m. HST."
    said = feedback(draft, PosterFacts(), draft)
    assert "It gives a reason to come: “We trained it for two hours.”." in said.strong
    assert "It says when and where: “25 July”, “2 p.m. HST”, “Hall 1”." in said.strong
    assert feedback("GloVe poster", PosterFacts(), "GloVe poster").strong == ()


def test_feedback_without_a_draft() -> None:
    """There is nothing to judge: only what the facts still lack is said."""
    said = feedback("", LEAN_DOJO, LEAN_DOJO_AD)
    assert said.strong == ()
    assert said.changed == ("There was no draft, so the ad is made of the facts alone.",)
    assert [point.split(":")[0] for point in said.missing] == ["The time zone", "A link"]


def test_feedback_reads_draft_and_form_together() -> None:
    """What one of them tells is not missed in the other, and of many facts only the names are told."""
    facts = PosterFacts(
        title="Lean", event="ICLR'27", date="April 23", time="11:45 AM", place="Hall 5", about="proofs"
    )
    draft = "Visit us at 11:45 AM HST and learn why proofs are fun."
    said = feedback(draft, facts, f"{draft}\nLean\nApril 23, Hall 5\n@ ICLR'27")
    assert not any(point.startswith("The time zone") for point in said.missing)
    assert "Added from the form: title, event, date, place." in said.changed
    assert "The weekday: “April 23” is easier to keep in mind with one." in feedback("", facts, "").missing


@pytest.mark.parametrize(
    "day", ["11월 5일 (목)", "11月5日(木)", "2026年11月5日星期四", "Donnerstag, 5. November", "Thu Nov 5"]
)
def test_feedback_knows_a_weekday_when_it_sees_one(day: str) -> None:
    """In whatever language the date is written."""
    assert not any(
        point.startswith("The weekday") for point in feedback("", PosterFacts(date=day), "").missing
    )


def test_feedback_tells_what_was_left_out() -> None:
    """A sentence that does not stand in the ad is named, with the facts of it that do."""
    said = feedback(DRAFT, PosterFacts(), "Come! LeanDojo, ICML, 7/28 Friday, 11:45 AM, @ada_l")
    gone = "“We love theorem proving.” is said in other words or left out, as it holds no fact."
    assert gone in said.changed
    assert any("its facts are kept: “LeanDojo”, “ICML”, “7/28 Friday”" in point for point in said.changed)
    said = feedback("our poster", PosterFacts(), "Visit our poster “Lean” and talk to us!")
    assert not any("stand as they were" in point for point in said.changed)  # the ad has them by chance


# Contradictions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "draft", "rule", "words"),
    [
        ({"date": "7/28 Thursday"}, "", "weekday-contradicts", "“7/28 Thursday” does not fit: it is a Fri"),
        ({}, "See you Sat 28 July 2023", "weekday-contradicts", "“Sat 28 July 2023”"),
        ({"date": "30 February"}, "", "day-impossible", "“30 February”"),
        ({"date": "3/4"}, "", "day-ambiguous", "may be 4 March or 3 April"),
        ({"date": "12 May 2023"}, "", "day-past", "it was Friday, 12 May 2023"),
        ({"date": "7/28", "event": "ICML 2019"}, "", "day-past", "28 July 2019"),
        ({"date": "July 29-23, 2023"}, "", "end-before-start", "“July 29-23, 2023”"),
        ({"time": "3 PM - 1 PM"}, "", "end-before-start", "“3 PM - 1 PM”"),
        ({"date": "7/28"}, "Come on 7/29!", "dates-contradict", "The form says “7/28” and the draft “7/29”"),
        ({"date": "7/28 Friday"}, "Come on Saturday!", "dates-contradict", "“Saturday”"),
        ({"time": "9 AM"}, "Come at 10:00!", "times-contradict", "form says “9 AM” and the draft “10:00”"),
        ({"place": "Room 1"}, "Come to room 2!", "places-contradict", "says “Room 1” and the draft “room 2”"),
        ({"place": "Hall B"}, "Find us in Hall C.", "places-contradict", "“Hall C”"),
        ({"number": "#88"}, "We are at poster 98.", "places-contradict", "“poster 98”"),
        ({"date": "7/28", "time": "9 AM PST"}, "", "zone-contradicts", "“PST” is not in force on Friday, 28"),
        ({"time": "9 AM IST"}, "", "zone-unknown", "India, Israel or Ireland"),
        ({"time": "9 AM local time"}, "", "zone-unknown", "“local time”"),
    ],
)  # fmt: skip
async def test_contradictions_are_pointed_out(
    fields: dict[str, str], draft: str, rule: str, words: str
) -> None:
    """In a soft finding that quotes them; the ad has them as they were given."""
    facts = PosterFacts.model_validate({"title": "Lean", **fields})
    found = [one for one in contradictions(facts, draft, TODAY) if one.rule == rule]
    assert len(found) == 1
    assert words in found[0].words
    assert found[0].severity == "soft"
    ad = await made(facts, draft)
    assert all(text in ad.text for text in fields.values())
    assert locked(ad.text, facts, draft) == ()


@pytest.mark.parametrize(
    ("fields", "draft"),
    [
        ({"date": "7/28 Friday", "time": "11:45 AM - 12:15 PM HST"}, "Friday, July 28 at 11:45 AM!"),
        ({"date": "July 23-29"}, "We are there on 7/28, 10 to 11 am."),
        ({"time": "9 AM"}, "Mondays 9 AM, Tuesdays 10 AM"),
        ({"date": "3/4 Wednesday"}, ""),
        ({"place": "Room 301, Hall B", "number": "#88"}, "In Hall B, room 301, floor 2, at board 88!"),
        ({"place": "Hall A-C"}, "Find us in Hall B."),
        ({"place": "East Exhibit Hall A-C #2305"}, "Come to the East Exhibit Hall!"),
        ({}, ""),
    ],
)
def test_what_agrees_is_left_alone(fields: dict[str, str], draft: str) -> None:
    """Other words for the same, and one of several, are no contradiction."""
    assert contradictions(PosterFacts.model_validate(fields), draft, TODAY) == ()
