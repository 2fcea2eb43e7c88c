"""Herald in Discord as the process that a lab runs, among a loopback Discord and a loopback arXiv."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.papers import PAPERS
from tests.servers.arxiv import KnownPaper, LoopbackArxiv
from tests.servers.discord import LoopbackDiscord

ROOT = Path(__file__).parents[2]
NUMBER = "2601.00001"
LINK = f"https://arxiv.org/abs/{NUMBER}"


@contextmanager
def arxiv_for(home: Path) -> Iterator[dict[str, str]]:
    """What Herald's process knows, with its data in `home` and an arXiv that has our paper."""
    paper = PAPERS["lighthouse"]
    with LoopbackArxiv() as arxiv:
        arxiv.add(
            KnownPaper(
                NUMBER, title=paper.truth.title, authors=paper.truth.authors, pdf=paper.pdf.read_bytes()
            )
        )
        yield {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "HERALD_DATA": str(home / "data"),
            "HERALD_LAB": str(home / "lab.toml"),
            "ARXIV_API_URL": arxiv.api_url,
            "ARXIV_URL": arxiv.base_url,
            "ARXIV_PAUSE": "0",
        }


@contextmanager
def herald(discord: LoopbackDiscord, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`herald discord`, listening."""
    watched = discord.channel("papers").id
    Path(environment["HERALD_LAB"]).write_text(f'watched = ["discord:{watched}"]\n')
    told = {
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "DISCORD_TOKEN": discord.token,
    }
    before = len(discord.identifies)
    with subprocess.Popen(
        [sys.executable, "-m", "handlers", "discord"],
        cwd=environment["HOME"],
        env={**told, **environment},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            discord.until(lambda: len(discord.identifies) > before or process.poll() is not None, 60)
            yield process
        finally:
            process.kill()
