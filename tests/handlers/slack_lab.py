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
from tests.servers.slack import Channel, LoopbackSlack, Message, Person

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
    log: Path = field(init=False)
    herald: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.slack.install(json.loads(MANIFEST.read_text()))
        self.ada, self.ben = self.slack.person("Ada"), self.slack.person("Ben")
        self.papers = self.slack.channel("papers", members=[self.ada, self.ben])
        self.asked = self.slack.channel("asked", members=[self.ada, self.ben])
        self.random = self.slack.channel("random", members=[self.ada, self.ben])
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
        parts = {"watched": [self._address(self.papers)], "channels": [self._address(self.asked)], **parts}
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
        """The headline in a thread."""
        return next(reply for reply in self.slack.replies(root) if not reply.words.startswith("*Tweet "))

    def reviewed(self, root: Message) -> list[Message]:
        """The tweets of a thread once all are there and may be acted on."""

        def ready() -> list[Message]:
            tweets = self.tweets(root)
            whole = tweets and len(tweets) == int(tweets[0].words.split()[1].split("/")[1].rstrip("*"))
            return tweets if whole and all(tweet.buttons for tweet in tweets) else []

        return self.slack.until(ready, seconds=60, what=f"a whole thread ({self.said()[-2000:]})")

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
def lab_in(home: Path, **settings: str) -> Iterator[Lab]:
    """A lab whose Herald is not running yet; it is ended with the lab."""
    with LoopbackSlack(pace=0.02) as slack, LoopbackArxiv() as arxiv:
        slack.workspace.file_seconds = 0.2
        lab = Lab(slack, arxiv, home, settings)
        try:
            yield lab
        finally:
            lab.stop(signal.SIGKILL)
