"""A lab with a Slack: people and channels, an arXiv, and Herald as the real process among them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.papers import PAPERS
from tests.servers.arxiv import KnownPaper, LoopbackArxiv
from tests.servers.slack import Channel, LoopbackSlack, Message, Person, View

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "handlers/slack/manifest.json"
LIGHTHOUSE, TIDEPOOL = PAPERS["lighthouse"], PAPERS["tidepool"]
NUMBERS = {"lighthouse": "2601.00001", "tidepool": "2601.00002"}


def link(slug: str = "lighthouse") -> str:
    """The address of one of our papers on arXiv."""
    return f"https://arxiv.org/abs/{NUMBERS[slug]}"


@dataclass
class Lab:
    """Ada and Ben of the lab, the channels, and Herald, which a story starts and may kill."""

    slack: LoopbackSlack
    arxiv: LoopbackArxiv
    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    rooms: tuple[str, ...] = ("papers",)
    log: Path = field(init=False)
    herald: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.slack.install(json.loads(MANIFEST.read_text()))
        self.ada, self.ben = self.slack.person("Ada"), self.slack.person("Ben")
        both = [self.ada, self.ben]
        self.watched = {name: self.slack.channel(name, members=both) for name in self.rooms}
        self.papers = self.watched[self.rooms[0]]
        self.asked = self.slack.channel("asked", members=both)
        self.random = self.slack.channel("random", members=both)
        self.log = self.home / "herald.log"
        self.describe()
        for slug, number in NUMBERS.items():
            paper = PAPERS[slug]
            known = KnownPaper(
                number, title=paper.truth.title, authors=paper.truth.authors, pdf=paper.pdf.read_bytes()
            )
            self.arxiv.add(known)

    def describe(self, **parts: Any) -> None:
        """Write the lab file; `parts` are added to it."""
        watched = [self._address(channel) for channel in self.watched.values()]
        parts = {"watched": watched, "channels": [self._address(self.asked)], **parts}
        lines = [f"{name} = {json.dumps(value)}" for name, value in parts.items()]
        (self.home / "lab.toml").write_text("\n".join(lines))

    @property
    def environment(self) -> dict[str, str]:
        """What Herald's process knows."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "HERALD_DATA": str(self.home / "data"),
            "ARXIV_API_URL": self.arxiv.api_url,
            "ARXIV_URL": self.arxiv.base_url,
            "ARXIV_PAUSE": "0",
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "HERALD_SLACK_PAUSE": "0.02",
            **self.settings,
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Herald's process; returns when it is connected."""
        with self.log.open("ab") as log:
            self.herald = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-m", "handlers", *(arguments or ("slack",))],
                cwd=self.home,
                env={name: value for name, value in self.environment.items() if value},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.herald

    def run(self, *arguments: str) -> None:
        """Start Herald, and wait until Slack hears it."""
        self.start(*arguments)
        self.slack.until(lambda: self.slack.connected, seconds=30, what=f"a socket ({self.said()})")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End Herald; returns its exit code."""
        if self.herald is None:
            return 0
        self.herald.send_signal(how)
        code = self.herald.wait(timeout=30)
        self.herald = None
        return code

    def said(self) -> str:
        """Herald's log."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    # What a story looks for -----------------------------------------------------------------------------

    def tweets(self, root: Message) -> list[Message]:
        """The messages of tweets in a thread, in order of their numbers."""
        found = [reply for reply in self.slack.replies(root) if reply.words.startswith("*Tweet ")]
        return sorted(found, key=lambda reply: int(reply.words.split()[1].split("/")[0]))

    def headline(self, root: Message) -> Message:
        """The headline in a thread, or above it."""
        if root.user.bot_id:
            return root
        others = ("*Tweet ", "*Poster ad")
        return next(reply for reply in self.slack.replies(root) if not reply.words.startswith(others))

    def reviewed(self, root: Message) -> list[Message]:
        """The tweets of a thread once all are there and may be acted on."""

        def ready() -> list[Message]:
            tweets = self.tweets(root)
            whole = tweets and len(tweets) == int(tweets[0].words.split()[1].split("/")[1].rstrip("*"))
            told = whole and "ready to review" in self.headline(root).words
            return tweets if told and all(tweet.buttons for tweet in tweets) else []

        return self.slack.until(ready, seconds=60, what=f"a whole thread ({self.said()[-2000:]})")

    def drafted(self, channel: Channel, slug: str = "lighthouse") -> tuple[Message, list[Message]]:
        """Ada posts the link of a paper; her message, and its tweets once all are there."""
        root = self.ada.says(channel, f"look: {link(slug)}")
        return root, self.reviewed(root)

    def heads(self, channel: Channel) -> list[Message]:
        """Herald's own messages in a channel, outside of threads: headlines."""
        return [one for one in self.slack.messages(channel) if one.user.bot_id]

    def asked_for(self, channel: Channel, count: int = 1) -> Message:
        """The newest headline in a channel, once there are so many."""
        self.slack.until(lambda: len(self.heads(channel)) >= count, what=f"{count} headlines")
        return self.heads(channel)[-1]

    def delivered(self, root: Message) -> Message:
        """The card of the approved thread, which is the newest of its kind."""

        def found() -> list[Message]:
            return [one for one in self.slack.replies(root) if one.words.startswith("*The approved thread*")]

        return self.slack.until(found, seconds=30, what=f"the deliverable ({self.said()[-2000:]})")[-1]

    def form(self, person: Person, title: str) -> View:
        """The form before a person."""

        def shown() -> View | None:
            return person.view if person.view and title in person.view.title else None

        view = self.slack.until(shown, what=f"the form “{title}”")
        assert view is not None
        return view

    def told(self, person: Person, words: str) -> Message:
        """What was said to a person alone."""
        found = self.slack.until(
            lambda: [one for one in self.slack.ephemerals(person) if words in one.words],
            seconds=30,
            what=f"“{words}” to {person} (seen: {[one.words for one in self.slack.ephemerals(person)]})",
        )
        return found[-1]

    def until_says(self, message: Message, words: str, *, seconds: float = 30) -> None:
        """Wait until a message says something."""
        self.slack.until(
            lambda: words in message.words, seconds=seconds, what=f"“{words}” in {message.words}"
        )

    @staticmethod
    def _address(channel: Channel) -> str:
        return f"slack:{channel.id}"


@contextmanager
def lab_in(home: Path, *rooms: str, **settings: str) -> Iterator[Lab]:
    """A lab whose Herald is not running yet; it is ended with the lab. `rooms` are the watched channels."""
    with LoopbackSlack(pace=0.02) as slack, LoopbackArxiv() as arxiv:
        slack.workspace.file_seconds = 0.2
        lab = Lab(slack, arxiv, home, settings, rooms or ("papers",))
        try:
            yield lab
        finally:
            lab.stop(signal.SIGKILL)
