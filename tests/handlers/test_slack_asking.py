"""Slack: the ways to ask for a draft, and who may ask where. Herald is the real process."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.handlers.slack_lab import NUMBERS, Lab, lab_in, link
from tests.servers.slack import Channel, Message

ROOMS = ("edits", "several", "again", "snippets", "elsewhere", "mentions", "menu", "threads", "bots")


@pytest.fixture(scope="module")
def _running() -> Iterator[Lab]:
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


def _begun(lab: Lab, root: Message, count: int = 1) -> list[Message]:
    """The headlines below a message, once there are so many."""

    def found() -> list[Message]:
        heads = [one for one in lab.slack.replies(root) if "begun by" in one.words]
        return heads if len(heads) >= count else []

    return lab.slack.until(found, what=f"{count} headlines")


def _titles(lab: Lab, root: Message) -> set[str]:
    """The first words of the titles below a message."""
    return {one.words.strip("*").partition(":")[0] for one in lab.slack.replies(root)}


def _settled(lab: Lab) -> None:
    """Wait until all that has been told so far was acknowledged and done."""
    lab.slack.until(lambda: all(one.settled for one in lab.slack.deliveries))
    probe = lab.ada
    before = len(lab.slack.ephemerals(probe))
    probe.runs("/tweet", "approve 999", lab.random)
    lab.slack.until(lambda: len(lab.slack.ephemerals(probe)) > before)


def test_a_command_with_notes_in_a_channel_without_a_thread(lab: Lab) -> None:
    """`/thread` puts its headline into the channel and the tweets below it; what follows is a note."""
    ack = lab.ada.runs("/thread", f"{link()} presented at ICML 2023; thank Grace", lab.asked)
    head = lab.asked_for(lab.asked)
    tweets = lab.reviewed(head)
    assert len(tweets) == 13
    assert "ICML" in tweets[0].words
    assert ack.ack
    assert ack.ack.delay_ms < 3000
    assert lab.slack.ephemerals(lab.ada) == []
    lab.ada.clicks(head, "Approve all")
    lab.delivered(head)


def test_a_link_that_comes_by_an_edit(lab: Lab) -> None:
    """A message that names a paper only after an edit begins a draft; later edits and previews begin none."""
    channel = lab.watched["edits"]
    root = lab.ada.says(channel, "have you seen this?")
    lab.ada.edits(root, f"have you seen this? {link()}")
    _begun(lab, root)
    lab.ada.edits(root, f"You have to see this! {link()}")
    lab.slack.unfurls(root, "A preview of the paper")
    _settled(lab)
    assert len(_begun(lab, root)) == 1
    assert lab.heads(channel) == []


def test_several_papers_in_one_message(lab: Lab) -> None:
    """Each paper of a message gets its own draft below it, in whatever form its link is."""
    channel = lab.watched["several"]
    text = f"<https://huggingface.co/papers/{NUMBERS['tidepool']}> and {link()}v1."
    root = lab.ben.says(channel, text)
    lab.slack.until(lambda: _titles(lab, root) >= {"Lighthouse", "Tidepool"}, what="both titles")


def test_the_same_paper_again_leads_to_the_open_draft(lab: Lab) -> None:
    """A paper that has an open draft in the channel gets no second one: who posts it is told where it is."""
    channel = lab.watched["again"]
    root = lab.ada.says(channel, link())
    (head,) = _begun(lab, root)
    other = lab.ben.says(channel, f"new! {link()}")
    told = lab.told(lab.ben, "There is a draft of")
    assert lab.slack.workspace.permalink(head) in unescape(told.words)
    lab.ben.runs("/thread", link(), channel)
    lab.slack.until(lambda: len([m for m in lab.slack.ephemerals(lab.ben) if "There is" in m.words]) == 2)
    assert lab.slack.replies(other) == []


def test_a_link_in_a_snippet_and_in_a_thread(lab: Lab) -> None:
    """Links in a shared text file and in replies count, and are answered in the thread that they stand in."""
    channel = lab.watched["snippets"]
    content = "to read:\n" + "something else\n" * 40 + link("tidepool")
    root = lab.ada.uploads(channel, "reading list.txt", content=content.encode())
    _begun(lab, root)
    reply = lab.ben.says(channel, f"and this: {link()}", root)
    _begun(lab, root, 2)
    foreign = lab.ada.uploads(channel, "theirs.txt", link("tidepool"), b"something", foreign=True)
    lab.slack.until(lambda: foreign.reactions, what="👀 on a message with a file that cannot be seen")
    unwatched = lab.ada.uploads(lab.random, "reading list.txt", content=content.encode())
    _settled(lab)
    assert lab.slack.replies(unwatched) == []
    assert reply.reactions["eyes"]


def test_a_mention_asks_and_instructs(lab: Lab) -> None:
    """`@Herald link notes` asks for a draft once, though it comes as message and as mention."""
    channel = lab.watched["mentions"]
    root = lab.ben.says(channel, f"{lab.slack.mention} {link('tidepool')} be brief")
    _begun(lab, root)
    _settled(lab)
    assert len(_begun(lab, root)) == 1
    elsewhere = lab.ben.says(lab.random, f"{lab.slack.mention} {link()}")
    assert "lab.toml" in lab.told(lab.ben, "may not write here yet").words
    assert lab.slack.replies(elsewhere) == []


def test_a_message_menu_asks(lab: Lab) -> None:
    """The menu's “Draft a tweet thread” drafts the paper of any message, below it."""
    message = lab.ada.says(lab.asked, f"an old one: {link('tidepool')}")
    _settled(lab)
    assert lab.slack.replies(message) == []
    lab.ben.uses_shortcut("Draft a tweet thread", message)
    _begun(lab, message)
    plain = lab.ada.says(lab.asked, "no paper here")
    lab.ben.uses_shortcut("Draft a tweet thread", plain)
    lab.told(lab.ben, "no arXiv link")


def test_only_configured_channels_spend_money(lab: Lab) -> None:
    """Elsewhere links are left alone, and who asks is told alone what to change; nothing is fetched."""
    asked = len(lab.arxiv.requests)
    message = lab.ada.says(lab.random, link())
    lab.ada.runs("/thread", link(), lab.random)
    lab.told(lab.ada, f"add “slack:{lab.random.id}” to channels")
    lab.ada.uses_shortcut("Draft a tweet thread", message)
    lab.slack.until(lambda: len([m for m in lab.slack.ephemerals(lab.ada) if "may not" in m.words]) == 2)
    assert lab.slack.replies(message) == []
    assert lab.heads(lab.random) == []
    assert message.reactions == {}
    assert len(lab.arxiv.requests) == asked


def test_other_bots_begin_nothing(lab: Lab) -> None:
    """What another app posts or announces costs nothing, even a link in a watched channel."""
    channel = lab.watched["bots"]
    feed = lab.slack.bot("Feed")
    channel.members.add(feed.id)
    posted = [feed.says(channel, link()), feed.announces(channel, link("tidepool"))]
    _settled(lab)
    assert [lab.slack.replies(one) for one in posted] == [[], []]


def test_the_home_shows_the_open_drafts(lab: Lab) -> None:
    """App Home lists the person's own open drafts first, each with a link to its headline."""
    channel: Channel = lab.watched["elsewhere"]
    theirs = lab.ada.says(channel, link())
    own = lab.ben.says(channel, link("tidepool"))
    heads = [_begun(lab, root)[0] for root in (theirs, own)]
    for root in (theirs, own):
        lab.reviewed(root)
    lab.ben.opens_home()
    lab.slack.until(lambda: lab.ben.home, what="the home")
    home = lab.ben.home
    assert home
    words = unescape(home.words)
    links = [lab.slack.workspace.permalink(head) for head in heads]
    assert words.index(links[1]) < words.index(links[0])
    assert "approved · yours" in home.words
    assert "of ada" in home.words
