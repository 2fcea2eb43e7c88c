"""Slack, from a link to a thread that is ready to post: Herald as the real process, people at their keys."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.handlers.slack_lab import Lab, lab_in
from tests.servers.slack import Message

ROOMS = ("papers", "verbs", "words", "reactions", "two", "undoing", "bots")


@pytest.fixture(scope="module")
def _running() -> Iterator[Lab]:
    """One Herald for all stories of this module; each has a channel of its own."""
    with TemporaryDirectory(prefix="h-") as home, lab_in(Path(home), *ROOMS) as lab:
        lab.run()
        yield lab
        assert lab.stop() == 0


@pytest.fixture
def lab(_running: Lab) -> Iterator[Lab]:
    """The lab; after each story nothing may have been refused, and nothing not acknowledged."""
    yield _running
    assert _running.slack.refusals == []
    assert _running.slack.unacknowledged == []


def _changed(lab: Lab, tweet: Message, before: str) -> None:
    lab.slack.until(
        lambda: tweet.words != before and "Approve" in tweet.buttons, seconds=30, what="another text"
    )


def _shortened(tweet: Message, lab: Lab) -> None:
    """A shorter text has come, or the reason why there is none; and people may go on."""
    first = tweet.texts[0]

    def answered() -> bool:
        return "Regenerate" in tweet.buttons and (tweet.text != first or "shorten failed" in tweet.words)

    lab.slack.until(answered, seconds=30, what="an answer to “shorten”")


def test_a_link_becomes_a_thread_that_is_ready_to_post(lab: Lab) -> None:
    """A link is seen, drafted below its message, approved as a whole, and handed over with all its files."""
    root, tweets = lab.drafted(lab.papers)
    assert root.reactions == {"eyes": [lab.slack.workspace.bot.id]}
    headline = lab.headline(root)
    assert "Lighthouse" in headline.words
    told = "".join(headline.texts)
    assert any(step in told for step in ("waiting", "reading the paper"))
    assert any(step in told for step in ("cutting out the figures", "writing"))
    assert "ready to review" in headline.words
    assert "Cost so far" in headline.words or "Written by: extractive" in headline.words
    assert [tweet.words.split("*")[1] for tweet in tweets] == [f"Tweet {n}/13" for n in range(1, 14)]
    pictures = [block for tweet in tweets for block in tweet.blocks if block["type"] == "image"]
    assert len(pictures) == 7
    assert all(picture["alt_text"] for picture in pictures)
    lab.ada.clicks(headline, "Approve all")
    done = lab.delivered(root)
    assert done.blocks[1]["elements"][0]["type"] == "rich_text_preformatted"
    files = lab.slack.until(lambda: [file for one in lab.slack.replies(root) for file in one.files])
    contents = {file.title: file.content or b"" for file in files}
    thread = next(content for name, content in contents.items() if name.endswith(".md")).decode()
    assert "# - tweet 1\n" in thread
    assert "[image: Figure 1]" in thread
    with zipfile.ZipFile(io.BytesIO(next(c for n, c in contents.items() if n.endswith(".zip")))) as pack:
        assert sum(name.endswith(".png") for name in pack.namelist()) == 7
    lab.until_says(headline, "· approved")
    assert headline.buttons == []


def test_each_button_does_what_it_says(lab: Lab) -> None:
    """Regenerate asks for a note, Edit shows the text and its length as it is typed, Undo brings it back."""
    _, tweets = lab.drafted(lab.watched["verbs"])
    first = tweets[3].words
    lab.ada.clicks(tweets[3], "Regenerate")
    lab.ada.submits(lab.form(lab.ada, "Regenerate tweet 4"), {"What should change?": "say what it costs"})
    _changed(lab, tweets[3], first)
    assert lab.ada.view is None
    second = tweets[3].words
    lab.ada.clicks(tweets[3], "Undo")
    _changed(lab, tweets[3], second)
    assert tweets[3].words.splitlines()[1] == first.splitlines()[1]

    lab.ben.clicks(tweets[4], "Edit")
    form = lab.form(lab.ben, "Edit tweet 5")
    assert "205 of 280 with its 5/13" in form.words
    for length in range(1, 6):
        lab.ben.types(form, "Text, without its number", "long " * length * 12)
    lab.slack.until(lambda: "too many" in form.words, what="the hint of the last text")
    lab.ben.types(form, "Text, without its number", "Eight runs are enough.")
    lab.slack.until(lambda: "28 of 280" in form.words, what="the hint of a short text")
    lab.ben.submits(form)
    lab.until_says(tweets[4], "Eight runs are enough.")
    assert lab.ben.view is None

    lab.ben.clicks(tweets[2], "Shorten")
    _shortened(tweets[2], lab)


def test_reactions_and_message_menus_say_the_same(lab: Lab) -> None:
    """✅ approves, also in another tone, and taken away withdraws; the message's menu has the same verbs."""
    _, tweets = lab.drafted(lab.watched["reactions"])
    lab.ada.reacts(tweets[0], "+1::skin-tone-3")
    lab.until_says(tweets[0], "approved by ada at ")
    assert tweets[0].buttons == ["Undo"]
    lab.ada.unreacts(tweets[0], "+1::skin-tone-3")
    lab.slack.until(lambda: "approved by" not in tweets[0].words and "Approve" in tweets[0].buttons)
    lab.ben.reacts(tweets[1], "tada")
    lab.ben.uses_shortcut("Approve tweet", tweets[1])
    lab.until_says(tweets[1], "approved by ben at ")
    before = tweets[2].words
    lab.ben.uses_shortcut("Regenerate tweet…", tweets[2])
    lab.ben.submits(lab.form(lab.ben, "Regenerate tweet 3"), {})
    _changed(lab, tweets[2], before)
    before = tweets[4].words
    lab.ada.reacts(tweets[4], "repeat")
    _changed(lab, tweets[4], before)
    lab.ada.reacts(tweets[5], "scissors")
    lab.ada.uses_shortcut("Shorten tweet", tweets[6])
    for tweet in tweets[5:7]:
        _shortened(tweet, lab)


def test_words_do_in_the_channel_and_in_the_thread(lab: Lab) -> None:
    """`/tweet` means the newest draft, a mention in the thread its draft; "help" tells what can be said."""
    channel = lab.watched["words"]
    root, tweets = lab.drafted(channel)
    lab.ada.runs("/tweet", "approve 2", channel)
    lab.until_says(tweets[1], "approved by ada")
    lab.ada.runs("/tweet", "undo 2", channel)
    lab.slack.until(lambda: "approved by" not in tweets[1].words)
    lab.ada.runs("/tweet", "edit 3 Typed in the channel.", channel)
    lab.until_says(tweets[2], "Typed in the channel.")
    lab.ada.runs("/tweet", "edit 3", channel)
    form = lab.form(lab.ada, "Edit tweet 3")
    assert form.blocks[0]["element"]["initial_value"] == "Typed in the channel."
    lab.ada.submits(form, {"Text, without its number": "Typed in the form."})
    lab.until_says(tweets[2], "Typed in the form.")
    before = tweets[5].words
    lab.ben.says(channel, f"{lab.slack.mention} regenerate 6 less formal", root)
    _changed(lab, tweets[5], before)
    lab.ben.says(channel, f"{lab.slack.mention} help", root)
    assert "regenerate 3 less formal" in lab.told(lab.ben, "Say “").words
    lab.ben.says(channel, f"{lab.slack.mention} approve all", root)
    lab.delivered(root)
    lab.ben.runs("/tweet", "help", channel)
    lab.slack.until(lambda: len([one for one in lab.slack.ephemerals(lab.ben) if "Say “" in one.words]) == 2)


def test_two_people_at_once_on_one_tweet(lab: Lab) -> None:
    """Two forms on one text: the first wins, the second stays open with what was typed and says why."""
    _, tweets = lab.drafted(lab.watched["two"])
    for person in (lab.ada, lab.ben):
        person.clicks(tweets[1], "Edit")
    forms = [lab.form(person, "Edit tweet 2") for person in (lab.ada, lab.ben)]
    lab.ada.submits(forms[0], {"Text, without its number": "Ada was first."})
    lab.until_says(tweets[1], "Ada was first.")
    lab.ben.submits(forms[1], {"Text, without its number": "Ben was second."})
    lab.slack.until(lambda: forms[1].errors, what="the reason in the form")
    assert "changed" in str(forms[1].errors)
    assert forms[1].open
    assert "Ben" not in tweets[1].words
    lab.ben.closes(forms[1])
    pressed = [person.clicks(tweets[2], "Approve") for person in (lab.ada, lab.ben)]
    lab.slack.until(lambda: all(each.ack for each in pressed))
    lab.until_says(tweets[2], "approved by ")


def test_a_bot_approves_nothing(lab: Lab) -> None:
    """✅ by another app's bot is no person's sign-off."""
    _, tweets = lab.drafted(lab.watched["bots"], "tidepool")
    bot = lab.slack.bot("Eager")
    bot.reacts(tweets[1], "white_check_mark")
    lab.ada.reacts(tweets[2], "white_check_mark")
    lab.until_says(tweets[2], "approved by ada")
    lab.slack.until(lambda: all(one.settled for one in lab.slack.deliveries))
    lab.ada.reacts(tweets[1], "white_check_mark")
    lab.until_says(tweets[1], "approved by ada")
    assert "approved by eager" not in tweets[1].words


def test_an_approval_taken_back_takes_the_text_away(lab: Lab) -> None:
    """After an undo what was handed over loses its text, and a new approval hands over the new thread."""
    root, tweets = lab.drafted(lab.watched["undoing"], "tidepool")
    lab.ada.clicks(lab.headline(root), "Approve all")
    done = lab.delivered(root)
    lab.slack.until(lambda: tweets[2].buttons == ["Undo"])
    lab.ben.clicks(tweets[2], "Undo")
    lab.until_says(done, "no longer approved: do not post it")
    assert "1/" not in done.words
    assert "are outdated" in done.words
    lab.slack.until(lambda: "Edit" in tweets[2].buttons)
    lab.ben.clicks(tweets[2], "Edit")
    lab.ben.submits(lab.form(lab.ben, "Edit tweet 3"), {"Text, without its number": "Said in other words."})
    lab.until_says(tweets[2], "Said in other words.")
    lab.ada.clicks(tweets[2], "Approve")
    again = lab.delivered(root)
    assert again.ts != done.ts
    assert "Said in other words." in again.words
