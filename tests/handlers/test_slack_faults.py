"""Slack at its worst: crashes, lost answers, dead sockets, deliveries told twice, and the real process."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.handlers.slack_lab import Lab, lab_in, link
from tests.servers.slack import Message, hang, lost_answer, rate_limited, status


@contextmanager
def _lab(home: Path, **settings: str) -> Iterator[Lab]:
    """A lab of its own; at the end nothing was refused but what was scripted."""
    with lab_in(home, **settings) as lab:
        yield lab
        assert lab.slack.refusals == []
        assert lab.slack.unacknowledged == []


def _each_once(lab: Lab, root: Message) -> list[Message]:
    """The tweets of a whole thread, each of which stands there once, below one headline, and the ad."""
    tweets = lab.reviewed(root)
    lab.slack.until(lambda: any(one.words.startswith("*Poster ad") for one in lab.slack.replies(root)))
    titles = [one.words.split("*")[1] for one in lab.slack.replies(root)]
    assert len(titles) == len(set(titles)) == 15
    return tweets


def test_killed_in_mid_draft(short_path: Path) -> None:
    """Killed while it posts and started again, Herald goes on: each message stands once, none is lost."""
    with _lab(short_path) as lab:
        lab.run()
        root = lab.ada.says(lab.papers, link())
        lab.slack.until(lambda: len(lab.slack.replies(root)) > 5, seconds=30)
        assert lab.stop(signal.SIGKILL) < 0
        assert len(lab.slack.replies(root)) < 14
        lab.run()
        tweets = _each_once(lab, root)
        lab.slack.next_answers("files.completeUploadExternal", hang(30))
        lab.ada.clicks(lab.headline(root), "Approve all")
        lab.slack.until(
            lambda: any(c.args.get("channel_id") for c in lab.slack.called("files.completeUploadExternal"))
        )
        assert lab.stop(signal.SIGKILL) < 0
        lab.run()
        lab.delivered(root)
        shared = lab.slack.until(lambda: [one for one in lab.slack.replies(root) if one.files], seconds=30)
        assert len(shared) == 1
        assert all(tweet.buttons == ["Undo"] for tweet in tweets)


def test_lost_answers_and_everything_told_twice(short_path: Path) -> None:
    """A message whose answer got lost is found again by its metadata; what Slack tells twice is done once."""
    with _lab(short_path) as lab:
        lab.slack.redeliver_everything = True
        lab.run()
        lab.slack.next_answers("chat.postMessage", lost_answer(), status(200), lost_answer(), status(502))
        root = lab.ada.says(lab.papers, f"{lab.slack.mention} {link()}")
        tweets = _each_once(lab, root)
        lab.ben.reacts(tweets[0], "white_check_mark")
        lab.until_says(tweets[0], "approved by ben")
        lab.ben.reacts(tweets[1], "repeat")
        first = tweets[1].text
        lab.slack.until(lambda: tweets[1].text != first and "Approve" in tweets[1].buttons, seconds=30)
        lab.ben.runs("/thread", link("tidepool"), lab.asked)
        lab.slack.next_answers("chat.postMessage", lost_answer())
        head = lab.asked_for(lab.asked)
        lab.reviewed(head)
        assert len(lab.heads(lab.asked)) == 1
        lab.slack.next_answers("files.completeUploadExternal", lost_answer())
        lab.ada.clicks(lab.headline(root), "Approve all")
        lab.delivered(root)
        lab.slack.until(lambda: [one for one in lab.slack.replies(root) if one.files])
        assert lab.stop() == 0
        lab.run()
        lab.ada.clicks(tweets[3], "Undo")
        lab.slack.until(lambda: "Approve" in tweets[3].buttons)
        assert len([one for one in lab.slack.replies(root) if one.files]) == 1


def test_slack_is_down_and_slow_for_a_while(short_path: Path) -> None:
    """500s, 429s and files that take their time delay a thread; they lose nothing and double nothing."""
    with _lab(short_path) as lab:
        lab.slack.workspace.file_seconds = 1.0
        lab.run()
        for method in ("chat.postMessage", "chat.update", "reactions.add", "files.info"):
            lab.slack.next_answers(method, status(500), rate_limited(1), status(503))
        lab.slack.next_answers("upload", status(500))
        lab.slack.next_answers("users.info", lost_answer(), status(500))
        root = lab.ada.says(lab.papers, link())
        tweets = _each_once(lab, root)
        lab.slack.next_answers("chat.update", status(500), rate_limited(1))
        lab.ada.clicks(tweets[0], "Approve")
        lab.until_says(tweets[0], "approved by")


def test_dead_sockets_and_goodbyes(short_path: Path) -> None:
    """Sockets that break or are replaced are opened anew; what is said meanwhile is heard."""
    with _lab(short_path) as lab:
        lab.slack.courier.retry_delays = (0.5, 1.0, 2.0, 4.0, 8.0)
        lab.run()
        lab.slack.disconnects("refresh_requested")
        lab.slack.until(lambda: lab.slack.connected, seconds=30)
        lab.slack.kills_sockets()
        root = lab.ada.says(lab.papers, link())
        lab.reviewed(root)
        assert lab.stop() == 0


def test_a_silent_socket_ends_the_process(short_path: Path) -> None:
    """A socket that answers pings and brings nothing any more ends Herald non-zero, for its supervisor."""
    with _lab(short_path) as lab:
        lab.slack.sockets.ping_seconds = 0.3
        lab.run()
        time.sleep(1.5)  # Slack pings a few times
        lab.slack.silences_sockets(answer_pings=True)
        assert lab.herald
        assert lab.herald.wait(timeout=60) == 1
        assert "gone silent" in lab.said()
        assert "Traceback" not in lab.said()


def test_told_to_end_it_drains(short_path: Path) -> None:
    """SIGTERM in mid-draft ends Herald with 0, and another goes on where it was."""
    with _lab(short_path) as lab:
        lab.run()
        root = lab.ada.says(lab.papers, link("tidepool"))
        lab.slack.until(lambda: len(lab.slack.replies(root)) > 3, seconds=30)
        assert lab.stop(signal.SIGTERM) == 0
        lab.run("run")
        _each_once(lab, root)


def test_signed_calls_instead_of_a_socket(short_path: Path) -> None:
    """Without an app token Slack calls Herald, which believes what is signed, and nothing else."""
    port = _free_port()
    with _lab(short_path, SLACK_APP_TOKEN="", HERALD_SLACK_PORT=str(port)) as lab:
        lab.settings["SLACK_SIGNING_SECRET"] = lab.slack.signing_secret
        lab.start()
        lab.slack.until(lambda: "listening on port" in lab.said(), seconds=30)
        url = f"http://127.0.0.1:{port}/slack/events"
        challenge = lab.slack.deliver_to(url)
        lab.slack.until(lambda: challenge.settled)
        lab.ada.runs("/thread", link(), lab.asked)
        head = lab.asked_for(lab.asked)
        tweets = lab.reviewed(head)
        lab.ada.clicks(tweets[0], "Edit")
        lab.ada.submits(lab.form(lab.ada, "Edit tweet 1"), {"Text, without its number": "Too short."})
        lab.until_says(tweets[0], "Too short.")
        with httpx2.Client() as http:
            forged = http.post(url, data={"command": "/thread", "text": link()})
        assert forged.status_code == 401
        assert lab.stop() == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refuses SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refuses SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api"}, "Slack cannot be reached"),
    ],
)
def test_wrong_tokens_are_one_sentence(short_path: Path, settings: dict[str, str], words: str) -> None:
    """What the installer has to mend is one sentence and exit code 1, without the token."""
    with lab_in(short_path, **settings) as lab:
        assert lab.start().wait(timeout=60) == 1
        assert words in lab.said()
        assert "Traceback" not in lab.said()
        assert "wrong" not in lab.said()


def _free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])
