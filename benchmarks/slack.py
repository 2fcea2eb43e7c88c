"""How soon Herald answers in Slack, against the tests' own Slack, with a bare Bolt app beside it.

    python benchmarks/slack.py [--repeats N] [--at-once N] [--drafts N]

Everything runs on this machine: a loopback Slack for each of the two apps, both apps as processes of their
own on Socket Mode, and, for the thread, the tests' Anthropic, which streams at the pace of a model. Prints
Markdown: how long `/thread` takes to be acknowledged, by turns on Herald and on an app whose handler does
nothing but acknowledge, one at a time and many at once; how long after the writer has finished a tweet its
message is with Slack; and how long many drafts at once take in one process, beside one alone.
"""

import argparse
import asyncio
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent))

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler  # noqa: E402
from slack_bolt.async_app import AsyncAck, AsyncApp  # noqa: E402
from slack_sdk.web.async_client import AsyncWebClient  # noqa: E402

from tests.handlers.slack_lab import MANIFEST, Lab, lab_in, link  # noqa: E402 -- the checkout itself is measured
from tests.servers.anthropic import KEY, LoopbackAnthropic  # noqa: E402 -- the same
from tests.servers.slack import Channel, Delivery, LoopbackSlack, Message, Person  # noqa: E402 -- the same

CHUNK, PAUSE = 24, 0.08  # characters in one event of the model's stream, seconds between two
WHOLE = 14  # messages of a thread: the headline and 13 tweets
_SAVED = re.compile(r"^(?P<at>\S+ \S+) draft \w+ v\d+: writing, (?P<pieces>\d+) pieces$", re.MULTILINE)


async def bare() -> None:
    """The app beside which Herald is measured: its handler acknowledges."""
    app = AsyncApp(client=AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]))

    @app.command("/thread")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
    await asyncio.Event().wait()


@contextmanager
def bare_app() -> Iterator[tuple[LoopbackSlack, Person, Channel]]:
    """A Slack with that app, as a process."""
    with LoopbackSlack(pace=0) as slack:
        slack.install(json.loads(MANIFEST.read_text()))
        ada = slack.person("Ada")
        channel = slack.channel("asked", members=[ada])
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        with subprocess.Popen([sys.executable, __file__, "--bare"], env=environment) as process:
            try:
                slack.until(lambda: slack.connected, seconds=30)
                yield slack, ada, channel
            finally:
                process.kill()


def acknowledged(slack: LoopbackSlack, deliveries: Sequence[Delivery]) -> list[float]:
    """Milliseconds until each was acknowledged."""
    slack.until(lambda: all(one.settled for one in deliveries), seconds=30)
    return [one.ack.delay_ms if one.ack else float("inf") for one in deliveries]


def acks(lab: Lab, repeats: int, at_once: int) -> None:
    """`/thread` on both apps: by turns, then many at once."""
    with bare_app() as (slack, ada, channel):
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(repeats):
            theirs += acknowledged(slack, [ada.runs("/thread", link(), channel)])
            ours += acknowledged(lab.slack, [lab.ada.runs("/thread", link(), lab.asked)])
        crowd = acknowledged(slack, [ada.runs("/thread", link(), channel) for _ in range(at_once)])
        our_crowd = acknowledged(
            lab.slack, [lab.ada.runs("/thread", link(), lab.asked) for _ in range(at_once)]
        )
    print("| `/thread` acknowledged | bare Bolt, ms | Herald, ms | ratio |\n|---|---|---|---|")
    for name, one, other in (
        ("one at a time, median", statistics.median(theirs), statistics.median(ours)),
        (f"one at a time, p95 of {repeats}", quantile(theirs, 0.95), quantile(ours, 0.95)),
        (f"{at_once} at once, median", statistics.median(crowd), statistics.median(our_crowd)),
        (f"{at_once} at once, p99", quantile(crowd, 0.99), quantile(our_crowd, 0.99)),
    ):
        print(f"| {name} | {one:.1f} | {other:.1f} | {other / one:.2f} |")


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of them lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def on_the_wire(lab: Lab) -> None:
    """How long after the writer has finished tweet k its message is with Slack."""
    root = lab.ada.says(lab.papers, link())
    tweets = lab.reviewed(root)
    written = {int(said["pieces"]): at(said["at"]) for said in _SAVED.finditer(lab.said())}
    waits = {n: float(tweet.ts) - written[n] for n, tweet in enumerate(tweets, 1) if n in written}
    shown = {n for n, tweet in enumerate(tweets, 1) if any(one["type"] == "image" for one in tweet.blocks)}
    gaps = [later - before for before, later in itertools.pairwise(sorted(written.values())[1:])]
    print(f"\nA tweet is written every {statistics.median(gaps):.2f} s (median), a message a second, a file")
    print("shown a second after its upload. From a tweet's being written to its message at Slack:\n")
    print("| tweets | median, s | largest, s |\n|---|---|---|")
    for name, chosen in (
        ("without a picture", waits.keys() - shown),
        ("with a picture", waits.keys() & shown),
    ):
        those = [waits[n] for n in chosen]
        print(f"| {len(those)} {name} | {statistics.median(those):.2f} | {max(those):.2f} |")


def at(said: str) -> float:
    """The time of a line in Herald's log, in seconds since the epoch."""
    return datetime.strptime(said, "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp()


def in_flight(lab: Lab, count: int) -> None:
    """Many drafts at once, each in a channel of its own, beside one alone."""
    channels = list(lab.watched.values())
    began = time.monotonic()
    whole(lab, [lab.ada.says(channels[0], link("tidepool"))])
    alone = time.monotonic() - began
    began = time.monotonic()
    roots = [lab.ada.says(channel, link("tidepool")) for channel in channels[1 : count + 1]]
    most = whole(lab, roots)
    together = time.monotonic() - began
    print("\n| drafts | most in flight | all whole after, of the time of one alone |\n|---|---|---|")
    print(f"| {count} | {most} | {together / alone:.1f} |")
    refused = [one for one in lab.slack.refusals if one.error == "ratelimited"]
    print(f"\nOf {len(lab.slack.calls)} calls {len(refused)} were told to wait.")


def whole(lab: Lab, roots: Sequence[Message]) -> int:
    """Wait until all these threads are whole; the most that were begun and not whole at a time."""
    most, ready = 0, 0
    while ready < len(roots):
        threads = [lab.slack.replies(root) for root in roots]
        ready = sum(len(thread) >= WHOLE for thread in threads)
        most = max(most, sum(bool(thread) for thread in threads) - ready)
        time.sleep(0.05)
    return most


def main() -> None:
    """Measure, and print Markdown."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeats", type=int, default=100)
    options.add_argument("--at-once", type=int, default=200)
    options.add_argument("--drafts", type=int, default=12)
    options.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.bare:
        asyncio.run(bare())
        return
    with TemporaryDirectory(prefix="h-") as home, lab_in(Path(home)) as lab:
        lab.slack.workspace.pace.factor = 0
        lab.run()
        acks(lab, chosen.repeats, chosen.at_once)
    model = {"ANTHROPIC_API_KEY": KEY, "HERALD_SLACK_PAUSE": "1"}
    with (
        TemporaryDirectory(prefix="h-") as home,
        LoopbackAnthropic(chunk=CHUNK, pause=PAUSE) as anthropic,
        lab_in(Path(home), **model, ANTHROPIC_BASE_URL=anthropic.base_url) as lab,
    ):
        lab.slack.workspace.pace.factor, lab.slack.workspace.file_seconds = 1.0, 1.0
        lab.run()
        on_the_wire(lab)
    rooms = [f"room-{number}" for number in range(chosen.drafts + 1)]
    with TemporaryDirectory(prefix="h-") as home, lab_in(Path(home), *rooms, HERALD_SLACK_PAUSE="1") as lab:
        lab.slack.workspace.pace.factor, lab.slack.workspace.file_seconds = 1.0, 1.0
        lab.run()
        in_flight(lab, chosen.drafts)


if __name__ == "__main__":
    main()
