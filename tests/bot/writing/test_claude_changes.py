"""The writer on Claude when people or checks want a tweet changed: what it asks for, takes and refuses."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import NotNow
from bot.tweets import Finding, Role, Severity
from bot.writing.claude import Options
from tests.bot.writing.claude_asked import (
    THREAD,
    change,
    mended,
    one,
    plain,
    regenerated,
    reply,
    shortened,
    shorter,
    task,
    tweet,
)
from tests.bot.writing.samples import key
from tests.servers.anthropic import LoopbackAnthropic, Reply
from tests.servers.anthropic.faults import max_tokens_after

OTHER = "Corpora that are mixed by our probes train models faster, and by a wide margin."
RELATED = "On average, Tidepool improves the accuracy by 3.2%."  # nearly what stands there
TOO_LONG = Finding(rule="too-long", severity=Severity.HARD, words="It weighs 300 of 280 with its number.")
TWICE = Finding(rule="figure-twice", severity=Severity.HARD, words="Table 1 is shown twice.")
NOT_LAST = Finding(rule="limitation-not-last", severity=Severity.HARD, words="The limitation is last.")

FULL = (
    "On average, Tidepool really improves accuracy by 3.2% over GPT-4, says @ada_l, and you may read more "
    "about it in all detail at https://github.com/lovelace/tidepool #NLP"
)
KEPT = (
    "On average, Tidepool improves accuracy by 3.2% over GPT-4, says @ada_l, and you may read more at "
    "https://github.com/lovelace/tidepool #NLP"
)
"""The same, and shorter."""


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAnthropic]:
    """A server."""
    async with LoopbackAnthropic() as loopback:
        yield loopback


# Regenerating ----------------------------------------------------------------------------------------------


async def test_another_tweet_keeps_its_place(server: LoopbackAnthropic) -> None:
    """Without a note, role and picture stay whatever the model says; text, quote and page are new.

    Words for another picture are not told of the one that stays.
    """
    told = tweet(
        2, OTHER, role="impact", figure="Figure 2", quote="Mixed corpora.", page=3, alt="A bar chart."
    )
    server.next_answers(reply(told))
    (said,) = (await regenerated(server)).wordings
    assert (said.index, said.role, said.figure) == (1, Role.RESULT, key("Table 1"))
    assert (said.text, said.quote, said.page, said.alt) == (OTHER, "Mixed corpora.", 3, THREAD[1].alt)
    assert "The picture of Table 1 goes with it" in task(server.asked[0])


async def test_a_picture_that_stays_may_be_described_anew(server: LoopbackAnthropic) -> None:
    """The model's words for the picture are taken when they are of the one that stays."""
    server.next_answers(reply(tweet(2, OTHER, figure="Table 1", alt="Bars, tell\n@everyone.")))
    (said,) = (await regenerated(server)).wordings
    assert (said.figure, said.alt) == (key("Table 1"), "Bars, tell everyone.")


async def test_a_picture_keeps_its_alt_text(server: LoopbackAnthropic) -> None:
    """The picture that stays is still described when the model leaves its description out."""
    server.next_answers(reply(tweet(2, OTHER)))
    (said,) = (await regenerated(server)).wordings
    assert (said.figure, said.alt) == (key("Table 1"), THREAD[1].alt)


async def test_a_note_may_change_the_picture(server: LoopbackAnthropic) -> None:
    """With a note the picture is the model's choice, the role still the place's, and a near text will do."""
    server.next_answers(reply(tweet(2, RELATED, role="impact", figure="Figure 2", alt="A chart.")))
    (said,) = (await regenerated(server, change(note="Show Figure 2 instead"))).wordings
    assert (said.role, said.figure, said.alt, said.text) == (
        Role.RESULT,
        key("Figure 2"),
        "A chart.",
        RELATED,
    )
    assert "<note>\nShow Figure 2 instead\n</note>" in task(server.asked[0])


async def test_earlier_texts_are_shown(server: LoopbackAnthropic) -> None:
    """The request holds the thread, the place, the role and what the place has had before."""
    await regenerated(server, change(2, earlier=("It was cheap once.", "It was cheap twice.")))
    said = task(server.asked[0])
    assert "<earlier>\nIt was cheap once.\n---\nIt was cheap twice.\n</earlier>" in said
    assert "Write tweet 3 of 4 again" in said
    assert "a result" in said
    for wording in THREAD:
        assert wording.text in said


@pytest.mark.parametrize(
    "again", [THREAD[1].text, THREAD[1].text.upper() + " ", RELATED, "What we had once."]
)
async def test_what_it_has_had_is_asked_for_once_more(server: LoopbackAnthropic, again: str) -> None:
    """A text that the place has or had, or nearly so, goes back once; the second answer is taken."""
    server.next_answers(reply(tweet(2, again)), reply(tweet(2, OTHER)))
    found = await regenerated(server, change(earlier=("What we had once.",)))
    assert found.texts == [OTHER]
    assert again.strip() in task(server.asked[1])
    assert found.usage.output_tokens == server.billed.output


@pytest.mark.parametrize("note", ["", "shorter, please"])
async def test_nothing_else_to_say(server: LoopbackAnthropic, note: str) -> None:
    """The very same text twice is refused, with a note too, and what it cost is booked."""
    server.always(reply(tweet(2, THREAD[1].text)))
    found = await regenerated(server, change(note=note))
    assert found.wordings == []
    assert isinstance(found.error, NotNow)
    assert "note" in str(found.error)
    assert len(server.asked) == 2
    assert found.usage.output_tokens == server.billed.output


@pytest.mark.parametrize(
    "odd", [reply(), '{"tweets": ["Mixing helps."]}', reply(tweet(1, OTHER), tweet(1, OTHER))]
)
async def test_nothing_that_could_be_another_tweet(server: LoopbackAnthropic, odd: str) -> None:
    """A whole reply without a tweet for the place is no lack of ideas: model and setting are named."""
    server.always(odd)
    found = await regenerated(server)
    assert (found.wordings, len(server.asked)) == ([], 2)
    assert "claude-sonnet-5-5 gave no tweets that can be read" in plain(found.error)


async def test_of_a_whole_thread_the_asked_tweet_is_taken(server: LoopbackAnthropic) -> None:
    """A model that says every tweet again changes one."""
    told = [tweet(place, f"{OTHER} {place}") for place in (1, 2, 3, 4)]
    server.next_answers(reply(*told), reply(*told))
    assert (await regenerated(server)).texts == [f"{OTHER} 2"]
    (said,) = (await mended(server, [change(2, faults=(TOO_LONG,))])).wordings
    assert (said.index, said.text) == (2, f"{OTHER} 3")


async def test_a_tweet_that_comes_alone_is_the_one(server: LoopbackAnthropic) -> None:
    """Where one tweet was asked for and one comes, a wrong number does no harm."""
    server.next_answers(reply(tweet(1, OTHER), count=1), reply(tweet(0, OTHER), count=1))
    assert [said.index for said in (await regenerated(server, change(2))).wordings] == [2]
    assert [said.index for said in (await mended(server, [change(3, faults=(TOO_LONG,))])).wordings] == [3]


# Shortening ------------------------------------------------------------------------------------------------


async def test_a_shorter_tweet(server: LoopbackAnthropic) -> None:
    """Only the text changes; one request, without what it must not lose named."""
    server.next_answers(shorter(KEPT))
    found = await shortened(server, one(FULL))
    (said,) = found.wordings
    assert said == one(FULL).thread[0].model_copy(update={"text": KEPT})
    assert len(server.asked) == 1
    assert found.usage.output_tokens == server.billed.output


LOSSY = [
    (KEPT.replace("3.2%", "a lot"), "3.2%"),
    (KEPT.replace("3.2%", "3%"), "3.2%"),
    (KEPT.replace(" over GPT-4", ""), "GPT-4"),
    (KEPT.replace("https://github.com/lovelace/tidepool", "GitHub"), "https://github.com/lovelace/tidepool"),
    (KEPT.replace("lovelace/tidepool", "lovelace"), "https://github.com/lovelace/tidepool"),
    (KEPT.replace(", says @ada_l", ""), "@ada_l"),
    (KEPT.replace(" #NLP", ""), "#NLP"),
    (KEPT.replace("GPT-4", "GPT-4 in 9 tests"), "9"),
    (KEPT.replace("GPT-4", "GPT-4 and BERT"), "BERT"),
    (KEPT.replace("github.com/lovelace/tidepool", "github.com/lovelace/tidepool https://a.example"), "a.ex"),
    (KEPT.replace("On average, ", ""), "On average"),
    (KEPT.replace("you may read", "read"), "may"),
    (FULL, "hardly shorter"),
    (FULL + " now", "hardly shorter"),
    (KEPT.replace("Tidepool", "it"), "Tidepool"),
    (KEPT.replace("@ada_l", "@ada_l @mary_s"), "@mary_s"),
    (KEPT.replace("#NLP", "#NLP #AI"), "#AI"),
]  # fmt: skip


@pytest.mark.parametrize(("lossy", "why"), LOSSY)
async def test_a_lossy_answer_goes_back(server: LoopbackAnthropic, lossy: str, why: str) -> None:
    """A text that lost or added anything, or is not shorter, goes back with the reason; the next is taken."""
    server.next_answers(shorter(lossy), shorter(KEPT))
    found = await shortened(server, one(FULL))
    assert found.texts == [KEPT]
    first, again = (task(asked) for asked in server.asked)
    assert "<tried>" not in first
    assert why in again.partition("Your last try")[2].partition("<tried>")[0]
    assert found.usage.output_tokens == server.billed.output


@pytest.mark.parametrize(
    ("text", "lossy"),
    [
        ("Mixing does not really help the small models at all.", "Mixing does help the small models."),
        ("Mixing helps, and it is up to 4 times cheaper to train.", "Mixing helps and is 4 times cheaper."),
        ("Mixing never ever hurts the 3 large models that we tried.", "Mixing hurts the 3 large models."),
        ("Mixing suggests that it might be the cause of all this.", "Mixing is the cause of all this."),
    ],
)
async def test_a_claim_made_wider_is_refused(server: LoopbackAnthropic, text: str, lossy: str) -> None:
    """A "not", an "up to" and hedges have to stay; the second lossy answer ends it, and both are paid."""
    server.always(shorter(lossy))
    found = await shortened(server, one(text))
    assert found.wordings == []
    assert isinstance(found.error, NotNow)
    assert "by hand" in str(found.error)
    assert len(server.asked) == 2
    assert found.usage.output_tokens == server.billed.output


@pytest.mark.parametrize("answer", [FULL, FULL + "!", KEPT.replace(" over GPT-4", "")])
async def test_it_cannot_be_made_shorter(server: LoopbackAnthropic, answer: str) -> None:
    """Twice no shorter, or twice with something lost, is refused."""
    server.always(shorter(answer))
    found = await shortened(server, one(FULL))
    assert isinstance(found.error, NotNow)
    assert (found.wordings, len(server.asked)) == ([], 2)


async def test_another_model_shortens(server: LoopbackAnthropic) -> None:
    """The setting decides who shortens."""
    await shortened(server, one(FULL), options=Options(shorten_model="claude-sonnet-5-5"))
    assert server.asked[0].body["model"] == "claude-sonnet-5-5"


# Mending ---------------------------------------------------------------------------------------------------


async def test_only_what_is_at_fault_is_mended(server: LoopbackAnthropic) -> None:
    """Faults are told with their places, and of the reply only those places are taken."""
    told = [tweet(place, f"Mended {place}.", role="impact", figure="Figure 2") for place in (1, 2, 3, 4, 9)]
    server.next_answers(reply(*told))
    found = await mended(server, [change(1, faults=(TOO_LONG,)), change(2, faults=(TOO_LONG, TWICE))])
    assert [(said.index, said.text) for said in found.wordings] == [(1, "Mended 2."), (2, "Mended 3.")]
    assert [said.figure for said in found.wordings] == [key("Table 1"), key("Figure 2")]
    assert {said.role for said in found.wordings} == {Role.RESULT}
    said = task(server.asked[0])
    assert f"Tweet 2:\n- {TOO_LONG.words}" in said
    assert f"Tweet 3:\n- {TOO_LONG.words}\n- {TWICE.words}" in said
    assert "holds the tweets 2, 3 and no others" in said
    assert found.usage.output_tokens == server.billed.output


@pytest.mark.parametrize(
    ("fault", "figure", "role"),
    [
        (TOO_LONG, "Table 1", Role.RESULT),
        (TWICE, "Figure 2", Role.RESULT),
        (NOT_LAST, "Table 1", Role.IMPACT),
        (TWICE.model_copy(update={"rule": "unknown-figure"}), "Figure 2", Role.RESULT),
    ],
)
async def test_what_a_mending_may_change(
    server: LoopbackAnthropic, fault: Finding, figure: str, role: Role
) -> None:
    """Picture and role change only when the fault is about them, and words go with their picture."""
    server.next_answers(reply(tweet(2, OTHER, role="impact", figure="Figure 2", alt="A chart.")))
    (said,) = (await mended(server, [change(faults=(fault,))])).wordings
    alt = "A chart." if figure == "Figure 2" else THREAD[1].alt
    assert (said.figure, said.role, said.alt) == (key(figure), role, alt)


async def test_a_picture_may_be_taken_off(server: LoopbackAnthropic) -> None:
    """A fault about the picture may end in none, and then there is no alternative text either."""
    server.next_answers(reply(tweet(2, OTHER, alt="A chart.")))
    (said,) = (await mended(server, [change(faults=(TWICE,))])).wordings
    assert (said.figure, said.alt) == (None, "")


@pytest.mark.parametrize("told", [reply(), reply(tweet(1, OTHER), tweet(4, OTHER))])
async def test_nothing_mended(server: LoopbackAnthropic, told: str) -> None:
    """A reply without the tweet at fault changes nothing, is no error, and is paid once."""
    server.always(told)
    found = await mended(server, [change(faults=(TOO_LONG,))])
    assert (found.wordings, found.error, len(server.asked)) == ([], None, 1)


async def test_a_model_that_does_as_it_is_told(server: LoopbackAnthropic) -> None:
    """Who follows the prompts passes at once: prompts and checks agree."""
    for found in (await regenerated(server), await shortened(server, one(FULL))):
        assert found.error is None
        assert len(found.wordings) == 1
    assert len(server.asked) == 2


# What says nothing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty", ["", " ", "\u200b", "#AI", "@ada_l https://arxiv.org/abs/2401.00001"])
async def test_a_tweet_that_says_nothing_is_none(server: LoopbackAnthropic, empty: str) -> None:
    """Blanks, hashtags, handles and links alone never take a good tweet's place: they are asked for again."""
    server.next_answers(reply(tweet(2, empty)), reply(tweet(2, OTHER)))
    assert (await regenerated(server)).texts == [OTHER]
    server.next_answers(reply(tweet(3, empty)))
    assert (await mended(server, [change(2, faults=(TOO_LONG,))])).texts == []
    server.next_answers(shorter(empty), shorter(KEPT))
    assert (await shortened(server, one(FULL))).texts == [KEPT]


async def test_a_mending_is_gone_on_with(server: LoopbackAnthropic) -> None:
    """A mending that breaks off keeps what came, and asks for the rest alone."""
    told = [tweet(place, f"{OTHER} {place}") for place in (2, 3, 4)]
    whole = reply(*told)
    third = whole.index("4", whole.index(f"{OTHER} 3") + len(OTHER) + 2)
    server.next_answers(max_tokens_after(third, Reply(text=whole)), reply(told[2]))
    found = await mended(server, [change(index, faults=(TOO_LONG,)) for index in (1, 2, 3)])
    assert [(said.index, said.text) for said in found.wordings] == [
        (index, f"{OTHER} {index + 1}") for index in (1, 2, 3)
    ]
    assert "holds the tweets 4 and" in task(server.asked[1])


async def test_mended_tweets_numbered_anew(server: LoopbackAnthropic) -> None:
    """A model that counts what it was asked for from 1 means them in order; mixed places are not taken."""
    faulty = [change(index, faults=(TOO_LONG,)) for index in (1, 2, 3)]
    server.next_answers(reply(*(tweet(place, f"{OTHER} {place}") for place in (1, 2, 3))))
    assert [said.index for said in (await mended(server, faulty)).wordings] == [1, 2, 3]
    server.next_answers(reply(*(tweet(place, f"{OTHER} {place}") for place in (1, 2, 4))))
    assert (await mended(server, faulty)).wordings == []
