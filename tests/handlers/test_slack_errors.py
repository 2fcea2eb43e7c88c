"""Slack: what goes wrong, in words, told to the person alone. Herald is the real process."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.handlers.slack_lab import Lab, lab_in, link
from tests.papers import PAPERS
from tests.servers.arxiv import KnownPaper
from tests.servers.faults import refuse
from tests.servers.slack import Message, Person

ROOMS = ("papers", "old", "rights", "hostile", "closed")
HOSTILE = "<!channel> & <@U000000001> <https://evil.example|click> *now* <!subteam^S1>"


@pytest.fixture(scope="module")
def _running() -> Iterator[Lab]:
    with TemporaryDirectory(prefix="h-") as home, lab_in(Path(home), *ROOMS) as lab:
        group = lab.slack.usergroup([lab.ben])
        lab.describe(approvers=[f"slack:{lab.ada.id}", f"slack:{group}"], own_request_counts=False)
        lab.run()
        yield lab
        assert lab.stop() == 0


@pytest.fixture
def lab(_running: Lab) -> Iterator[Lab]:
    """The lab: Ada and the group of Ben may approve, not what they asked for themselves."""
    yield _running
    assert _running.slack.refusals == []
    assert _running.slack.unacknowledged == []
    everything = [*_running.slack.messages(), *_running.slack.workspace.ephemerals]
    assert [one for one in everything if one.user.bot_id and one.pings] == []


def _ends(lab: Lab, person: Person, text: str, words: str) -> Message:
    """Ask by a command for a draft that stops; the headline that says why."""
    count = len(lab.heads(lab.asked))
    person.runs("/thread", text, lab.asked)
    head = lab.asked_for(lab.asked, count + 1)
    lab.until_says(head, words, seconds=60)
    return head


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("/thread", "https://example.org/paper.pdf", "no arXiv link in that"),
        ("/thread", "", "no arXiv link in that"),
        ("/tweet", "approve 1", "No draft is open here"),
        ("/tweet", "zzzzzzz2 approve 1", "zzzzzzz2"),
        ("/tweet", "https://lab.slack.com/archives/C1/p1796004407457819 approve 1", "leads to no draft"),
        ("/tweet", "praise 1", "Herald did not understand that"),
        ("/tweet", "shorten all", "say which tweet to shorten"),
        ("/tweet", "", "Say “regenerate 3"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_person_alone(
    lab: Lab, command: str, text: str, words: str
) -> None:
    """Each thing that cannot be understood or found is one sentence for the person who asked."""
    ben = len(lab.slack.ephemerals(lab.ben))
    lab.ada.runs(command, text, lab.watched["closed"])
    lab.told(lab.ada, words)
    assert len(lab.slack.ephemerals(lab.ben)) == ben
    assert lab.heads(lab.watched["closed"]) == []


def test_papers_that_make_no_thread_say_why(lab: Lab) -> None:
    """No such paper, a withdrawn one, a scan, and an arXiv that is down: the headline says what to do."""
    scan = PAPERS["scan"]
    lab.arxiv.add(KnownPaper("2601.00011", title="A Scan", pdf=scan.pdf.read_bytes()))
    lab.arxiv.add(KnownPaper("2601.00012", title="Gone", pdf=b"", comment="This paper has been withdrawn"))
    _ends(lab, lab.ada, "https://arxiv.org/abs/2601.09999", "stopped")
    head = _ends(lab, lab.ada, "https://arxiv.org/abs/2601.00011", "stopped")
    assert "scan" in head.words
    head = _ends(lab, lab.ada, "https://arxiv.org/abs/2601.00012", "stopped")
    assert "withdrawn" in head.words


def test_texts_of_papers_and_people_ring_nowhere(lab: Lab) -> None:
    """A title, a note and an edit full of Slack's marks are shown as they were typed, and mention nobody."""
    known = KnownPaper(
        "2601.00013", title=HOSTILE, authors=("<!here> Eve",), pdf=PAPERS["tidepool"].pdf.read_bytes()
    )
    lab.arxiv.add(known)
    root = lab.ada.says(lab.watched["hostile"], "https://arxiv.org/abs/2601.00013")
    tweets = lab.reviewed(root)
    assert "&lt;!channel&gt;" in lab.headline(root).words
    lab.ada.clicks(tweets[3], "Edit")
    lab.ada.submits(lab.form(lab.ada, "Edit tweet 4"), {"Text, without its number": HOSTILE})
    lab.until_says(tweets[3], HOSTILE)
    lab.ada.clicks(tweets[4], "Regenerate")
    note = {"What should change?": HOSTILE + "x" * 1900}
    lab.ada.submits(lab.form(lab.ada, "Regenerate tweet 5"), note)
    lab.ada.runs("/tweet", f"praise 1 {HOSTILE}", lab.watched["hostile"])
    lab.told(lab.ada, "What you typed: praise 1 &lt;!channel")


def test_the_rights_of_approvers(lab: Lab) -> None:
    """Members and groups of the lab file may approve, others not; nobody may what they asked for."""
    channel = lab.watched["rights"]
    eve = lab.slack.person("Eve")
    channel.members.add(eve.id)
    _, tweets = lab.drafted(channel, "tidepool")
    lab.ada.clicks(tweets[1], "Approve")
    lab.told(lab.ada, "You asked for this text yourself")
    eve.reacts(tweets[1], "white_check_mark")
    lab.told(eve, "not among the lab's approvers")
    lab.ben.clicks(tweets[1], "Approve")
    lab.until_says(tweets[1], "approved by ben")
    assert "approved by eve" not in tweets[1].words


def test_an_old_button_shows_the_newer_text(lab: Lab) -> None:
    """Who presses what stood under an older text is told so, and the newer text is left as it is."""
    channel = lab.watched["old"]
    _, tweets = lab.drafted(channel, "tidepool")
    old = list(tweets[3].blocks)
    lab.ada.clicks(tweets[3], "Edit")
    lab.ada.submits(lab.form(lab.ada, "Edit tweet 4"), {"Text, without its number": "A newer text."})
    lab.until_says(tweets[3], "A newer text.")
    new, tweets[3].blocks = tweets[3].blocks, old
    lab.ben.clicks(tweets[3], "Approve")
    lab.told(lab.ben, "changed")
    lab.ben.clicks(tweets[3], "Edit")
    lab.slack.until(lambda: len([m for m in lab.slack.ephemerals(lab.ben) if "changed" in m.words]) == 2)
    tweets[3].blocks = new
    assert "approved" not in tweets[3].words
    lab.ben.runs("/tweet", "shorten 99", channel)
    lab.told(lab.ben, "has no tweet 99; choose 1 to 13")
    message = lab.ben.says(channel, "not a tweet")
    lab.ben.uses_shortcut("Approve tweet", message)
    lab.told(lab.ben, "no tweet of Herald's")


def test_arxiv_is_down(lab: Lab) -> None:
    """An arXiv that refuses stops the draft with a button to try again, and that goes on with it."""
    lab.arxiv.next_answers("/api", *[refuse(503)] * 40)
    head = _ends(lab, lab.ben, link(), "stopped")
    lab.arxiv.next_answers("/api")
    assert head.buttons == ["Try again"]
