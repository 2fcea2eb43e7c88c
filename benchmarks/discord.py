"""How soon Herald answers in Discord, against the tests' own Discord, with a bare discord.py app beside it.

    python benchmarks/discord.py [--repeats N] [--at-once N]

Everything runs on this machine: a loopback Discord for each of the two apps, both apps as processes of
their own. Prints Markdown: how long `/thread` takes to be answered, by turns on Herald and on an app whose
handler does nothing but answer, one at a time and many at once; and how long a thread with its pictures takes
to be posted, beside the least that Discord's limit of five messages in five seconds admits.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_HERE = Path(__file__).resolve().parent
sys.path[:] = [str(_HERE.parent), *(path for path in sys.path if Path(path).resolve() != _HERE)]

import discord  # noqa: E402 -- the library, not this file
import yarl  # noqa: E402
from discord import app_commands  # noqa: E402

from tests.papers import PAPERS  # noqa: E402 -- the checkout itself is measured
from tests.servers.arxiv import KnownPaper, LoopbackArxiv  # noqa: E402 -- the same
from tests.servers.discord import LoopbackDiscord, Person, Seen  # noqa: E402 -- the same

NUMBER = "2601.00001"
LINK = f"https://arxiv.org/abs/{NUMBER}"
AT_ONCE, WINDOW = 5, 5.0  # messages in a channel, and the seconds in which so many may come (Discord)


async def bare() -> None:
    """The app beside which Herald is measured: its handler answers."""
    discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    client = discord.Client(intents=discord.Intents(guilds=True))
    tree = app_commands.CommandTree(client)

    @tree.command(name="thread", description="answers")
    @app_commands.rename(link="arxiv-url")
    async def thread(interaction: discord.Interaction, link: str) -> None:  # noqa: ARG001  what it is about
        await interaction.response.send_message("On it.", ephemeral=True)

    await client.login(os.environ["DISCORD_TOKEN"])
    await tree.sync()
    await client.connect()


@contextmanager
def bare_app() -> Iterator[tuple[LoopbackDiscord, Person]]:
    """A Discord with that app, as a process."""
    with LoopbackDiscord() as server:
        ada = server.person("Ada")
        server.channel("asked")
        with subprocess.Popen([sys.executable, __file__, "--bare"], env=environment(server)) as process:
            try:
                server.until(lambda: server.online, 30)
                time.sleep(1)  # commands are there a little later
                yield server, ada
            finally:
                process.kill()


@contextmanager
def herald(server: LoopbackDiscord, arxiv: LoopbackArxiv) -> Iterator[None]:
    """Herald in that Discord, as a process."""
    channels = [server.channel(name).id for name in ("asked", "papers")]
    lab = f'channels = ["discord:{channels[0]}"]\nwatched = ["discord:{channels[1]}"]\n'
    with TemporaryDirectory(prefix="h-") as home, (Path(home) / "log").open("wb") as log:
        (Path(home) / "lab.toml").write_text(lab)
        own = {
            "HOME": home,
            "HERALD_DATA": f"{home}/data",
            "PYTHONPATH": str(_HERE.parent),
            "ARXIV_API_URL": arxiv.api_url,
            "ARXIV_URL": arxiv.base_url,
            "ARXIV_PAUSE": "0",
        }
        command = [sys.executable, "-m", "handlers", "discord"]
        with subprocess.Popen(
            command, cwd=home, env=environment(server) | own, stdout=log, stderr=log
        ) as process:
            try:
                server.until(lambda: server.online, 30)
                time.sleep(1)
                yield
            finally:
                process.terminate()


def environment(server: LoopbackDiscord) -> dict[str, str]:
    """What an app in that Discord has to know."""
    return {
        "PATH": os.environ["PATH"],
        "DISCORD_API_URL": server.api_url,
        "DISCORD_GATEWAY_URL": server.gateway_url,
        "DISCORD_TOKEN": server.token,
    }


def answered(server: LoopbackDiscord, person: Person, count: int = 1) -> list[float]:
    """Milliseconds until `/thread` was answered, asked for so often at once."""
    before = len(server.acks)
    for _ in range(count):
        person.runs("thread", channel="asked", **{"arxiv-url": LINK})
    server.until(lambda: len(server.acks) >= before + count, 60)
    return [ack.ms for ack in server.acks[before:]]


def acks(server: LoopbackDiscord, repeats: int, at_once: int) -> None:
    """`/thread` on both apps: by turns, then many at once."""
    ada = server.person("Ada")
    with bare_app() as (other, bob):
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(repeats):
            theirs += answered(other, bob)
            ours += answered(server, ada)
        crowd, our_crowd = answered(other, bob, at_once), answered(server, ada, at_once)
    print("| `/thread` answered | bare discord.py, ms | Herald, ms | ratio |\n|---|---|---|---|")
    for name, one, own in (
        ("one at a time, median", statistics.median(theirs), statistics.median(ours)),
        (f"one at a time, p95 of {repeats}", quantile(theirs, 0.95), quantile(ours, 0.95)),
        (f"{at_once} at once, median", statistics.median(crowd), statistics.median(our_crowd)),
        (f"{at_once} at once, p99", quantile(crowd, 0.99), quantile(our_crowd, 0.99)),
    ):
        print(f"| {name} | {one:.1f} | {own:.1f} | {own / one:.2f} |")


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of them lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def posting(server: LoopbackDiscord) -> None:
    """From a link to a whole thread, and from its first message to its last."""
    ada = server.person("Ada")
    began = time.monotonic()
    root = ada.says("papers", LINK)

    def shown() -> list[Seen]:
        return server.messages(root.id) if server.thread_of(root) else []

    server.until(shown, 60)
    first = time.monotonic()
    server.until(lambda: any(one.text.startswith("### Poster ad") for one in shown()), 120)  # the last of all
    last = time.monotonic()
    messages = len(shown())
    pictures = sum(bool(one.media) for one in shown())
    least = (messages - 1) // AT_ONCE * WINDOW
    print(f"\nA thread of {messages} messages, {pictures} of them with a picture; ", end="")
    print(f"its first message stood {first - began:.1f} s after the link.\n")
    print("| first to last message, s | least by the limit, s | ratio |\n|---|---|---|")
    print(f"| {last - first:.1f} | {least:.1f} | {(last - first) / least:.2f} |")


def main() -> None:
    """Measure, and print Markdown."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--repeats", type=int, default=100)
    options.add_argument("--at-once", type=int, default=200)
    options.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.bare:
        asyncio.run(bare())
        return
    paper = PAPERS["lighthouse"]
    with LoopbackArxiv() as arxiv:
        arxiv.add(
            KnownPaper(
                NUMBER, title=paper.truth.title, authors=paper.truth.authors, pdf=paper.pdf.read_bytes()
            )
        )
        with LoopbackDiscord() as server, herald(server, arxiv):
            acks(server, chosen.repeats, chosen.at_once)
        with LoopbackDiscord(pace=1.0) as server, herald(server, arxiv):
            posting(server)


if __name__ == "__main__":
    main()
