"""One story, told to Slack, to Discord and in a terminal: the same calls on the workflow, the same cards."""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest

from bot.actions import Action, Verb
from bot.cards import Card, cards
from bot.draft import AD, Draft, Poster
from bot.people import Person
from bot.settings import Settings
from bot.store import RedisStore
from bot.workflow import Request, Workflow
from handlers import commands, poster, serving
from tests.papers import PAPERS
from tests.servers.arxiv import KnownPaper, LoopbackArxiv
from tests.servers.discord import LoopbackDiscord
from tests.servers.slack import LoopbackSlack

NUMBER = "2601.00001"
LINK = f"https://arxiv.org/abs/{NUMBER}"
MANIFEST = Path(__file__).parents[2] / "handlers/slack/manifest.json"
NOTE, TEXT = "less formal", "We watched 64 examples, and they told us how the run would end."
FACTS = {"Date": "28 July 2027", "Time, with its zone": "11:45 to 12:15 HST", "Place": "room 301"}


class RecordingWorkflow(Workflow):
    """The workflow, which remembers what it was asked for."""

    calls: ClassVar[list[tuple[object, ...]]] = []

    async def begin(self, request: Request) -> Draft:
        """See `Workflow.begin`."""
        self.calls.append(("begin", str(request.source), request.note, request.poster))
        return await super().begin(request)

    async def act(self, action: Action, *, by: Person, note: str = "", text: str = "", **rest: Any) -> Draft:
        """See `Workflow.act`."""
        self.calls.append((action.verb.value, action.piece, action.revision, note, text))
        return await super().act(action, by=by, note=note, text=text, **rest)

    async def detail(
        self, action: Action, *, by: Person, fill: Callable[[Poster], Poster], event: str = ""
    ) -> Draft:
        """See `Workflow.detail`."""
        draft = await super().detail(action, by=by, fill=fill, event=event)
        self.calls.append((action.verb.value, action.piece, draft.poster and draft.poster.facts))
        return draft


class Teller(Protocol):
    """Who tells the story on one platform; `piece` is a tweet's number, or 0 for the ad."""

    platform: str

    async def begin(self) -> None:
        """Ask for a thread of the paper."""

    async def press(self, piece: int, verb: Verb, **fields: str) -> None:
        """Have the verb done to a piece, with what a form asks for by the fields' labels."""

    async def approve_all(self) -> None:
        """Sign off the whole thread."""


class InSlack:
    """The story by a link, by buttons and by forms in Slack."""

    platform = "slack"

    def __init__(self, slack: LoopbackSlack) -> None:
        self.slack = slack
        slack.install(json.loads(MANIFEST.read_text()))
        self.ada = slack.person("Ada")
        self.channel = slack.channel("papers", members=[self.ada])

    async def begin(self) -> None:
        """See `Teller`."""
        self.root = self.ada.says(self.channel, LINK)

    async def press(self, piece: int, verb: Verb, **fields: str) -> None:
        """See `Teller`."""
        start = "*Poster ad" if piece == AD else f"*Tweet {piece}/"

        def message() -> Any:
            shown = (m for m in self.slack.replies(self.root) if m.words.startswith(start))
            return next((m for m in shown if LABELS[verb] in m.buttons), None)

        self.ada.clicks(await self.slack.eventually(message, 30), LABELS[verb])
        if verb.takes_form:
            form = await self.slack.eventually(lambda: self.ada.view, 30)
            self.ada.submits(form, fields)

    async def approve_all(self) -> None:
        """See `Teller`."""
        shown = self.slack.replies(self.root)
        self.ada.clicks(next(m for m in shown if "Approve all" in m.buttons), "Approve all")


class InDiscord:
    """The same in Discord."""

    platform = "discord"

    def __init__(self, discord: LoopbackDiscord) -> None:
        self.discord = discord
        self.ada = discord.person("Ada")
        self.channel = discord.channel("papers")

    async def begin(self) -> None:
        """See `Teller`."""
        self.root = self.ada.says("papers", LINK)

    async def press(self, piece: int, verb: Verb, **fields: str) -> None:
        """See `Teller`."""
        start = "### Poster ad" if piece == AD else f"### Tweet {piece}/"

        def message() -> Any:
            shown = (m for m in self.discord.messages(self.root.id) if m.text.startswith(start))
            return next((m for m in shown if LABELS[verb] in m.labels), None)

        self.ada.clicks(await self.discord.eventually(message, 30), LABELS[verb])
        if verb.takes_form:
            form = await self.discord.eventually(lambda: self.ada.modal, 30)
            self.ada.submits(form, fields)

    async def approve_all(self) -> None:
        """See `Teller`."""
        shown = self.discord.messages(self.root.id)
        self.ada.clicks(next(m for m in shown if "Approve all" in m.labels), "Approve all")


class InATerminal:
    """The same by commands."""

    platform = "terminal"

    def __init__(self, settings: Settings, out: Path) -> None:
        self.settings = settings
        self.out = str(out)

    async def begin(self) -> None:
        """See `Teller`."""
        await self._run(commands.thread, source=LINK, note="")

    async def press(self, piece: int, verb: Verb, **fields: str) -> None:
        """See `Teller`."""
        if verb.takes_facts:
            given = dict.fromkeys((*poster.FACTS, "link", "draft_file"))
            given |= {"date": fields["Date"], "time": fields["Time, with its zone"], "place": fields["Place"]}
            name = (await self._newest()).id
            await self._run(poster.poster_ad, source="", draft=name, longer=False, **given)
            return
        number = "ad" if piece == AD else str(piece)
        await self._run(
            commands.tweet, verb=verb.value, number=number, draft="", note="".join(fields.values())
        )

    async def approve_all(self) -> None:
        """See `Teller`."""
        await self._run(commands.tweet, verb="approve", number="all", draft="", note="")

    async def _newest(self) -> Draft:
        async with RedisStore(self.settings.redis_url or "") as store:
            return (await store.drafts(commands.HERE))[0]

    async def _run(self, command: commands.Command, **options: Any) -> None:
        known = {"out": self.out, "json": False, **options}
        assert await command(argparse.Namespace(**known), self.settings) == 0


LABELS = {
    Verb.REGENERATE: "Regenerate",
    Verb.SHORTEN: "Shorten",
    Verb.EDIT: "Edit",
    Verb.APPROVE: "Approve",
    Verb.UNDO: "Undo",
    Verb.DETAILS: "Fill in the poster details",
}


async def tell(teller: Teller, store: RedisStore) -> Draft:
    """The story; each deed is waited for, so that everywhere the next one finds the same."""

    async def until(so: Callable[[Draft], bool]) -> Draft:
        async with asyncio.timeout(60):
            while True:
                known = [one for one in await store.drafts() if one.conversation.platform == teller.platform]
                if known and known[0].settled and so(known[0]):
                    return known[0]
                await asyncio.sleep(0.05)

    async def deed(doing: Awaitable[None], so: Callable[[Draft], bool]) -> Draft:
        await doing
        return await until(so)

    await deed(teller.begin(), lambda draft: draft.ad is not None)
    await deed(
        teller.press(3, Verb.REGENERATE, **{"What should change?": NOTE}),
        lambda draft: draft.numbered(3).revision == 1,
    )
    await deed(teller.press(5, Verb.SHORTEN), lambda draft: draft.numbered(5).revision == 1)
    await deed(
        teller.press(4, Verb.EDIT, **{"Text, without its number": TEXT}),
        lambda draft: draft.numbered(4).now.text == TEXT,
    )
    await deed(teller.press(2, Verb.APPROVE), lambda draft: bool(draft.numbered(2).standing))
    await deed(teller.press(2, Verb.UNDO), lambda draft: not draft.numbered(2).standing)
    await deed(
        teller.press(AD, Verb.DETAILS, **FACTS),
        lambda draft: bool(draft.ad and "room 301" in draft.ad.now.text),
    )
    await deed(teller.press(AD, Verb.APPROVE), lambda draft: bool(draft.delivered_ads))
    return await deed(teller.approve_all(), lambda draft: draft.approved)


@asynccontextmanager
async def served(name: str, settings: Settings, connected: Awaitable[object]) -> AsyncIterator[None]:
    """Herald on a chat, in this process."""
    serving_it = asyncio.create_task(serving.serve([name], settings))
    try:
        await connected
        yield
    finally:
        await serving.ended([serving_it])


def impersonal(card: Card) -> str:
    """A card without what tells drafts, people and moments apart."""
    text = card.model_copy(update={"version": 0}).model_dump_json(indent=1)
    text = re.sub(r"(?i)(approved by|begun by) \S+( at [\d: -]+ UTC)?", r"\1 somebody", text)
    return re.sub(r"\b[a-z2-7]{8}(?=[:,\"])", "the-draft", text)


async def test_the_same_story_everywhere(
    embedded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack, Discord and the terminal call the workflow with the same words, and show the same cards."""
    monkeypatch.setattr("handlers.composition.Workflow", RecordingWorkflow)
    truth = PAPERS["lighthouse"].truth
    paper = KnownPaper(
        NUMBER, title=truth.title, authors=truth.authors, pdf=PAPERS["lighthouse"].pdf.read_bytes()
    )
    told: dict[str, tuple[list[tuple[object, ...]], list[str]]] = {}
    monkeypatch.chdir(tmp_path)
    with LoopbackArxiv() as arxiv, LoopbackSlack(pace=0.02) as slack, LoopbackDiscord() as discord:
        arxiv.add(paper)
        slack.workspace.file_seconds = 0.1
        in_slack, in_discord = InSlack(slack), InDiscord(discord)
        watched = [f"slack:{in_slack.channel.id}", f"discord:{in_discord.channel.id}"]
        (tmp_path / "lab.toml").write_text(f"watched = {json.dumps(watched)}")
        environment = {
            "REDIS_URL": embedded_url,
            "ARXIV_API_URL": arxiv.api_url,
            "ARXIV_URL": arxiv.base_url,
            "ARXIV_PAUSE": "0",
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "HERALD_SLACK_PAUSE": "0.02",
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            "DISCORD_TOKEN": discord.token,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings = Settings.load()
        async with RedisStore(embedded_url) as store:

            async def tell_and_record(teller: Teller) -> None:
                RecordingWorkflow.calls.clear()
                draft = await tell(teller, store)
                told[teller.platform] = (
                    list(RecordingWorkflow.calls),
                    [impersonal(one) for one in cards(draft)],
                )

            await tell_and_record(InATerminal(settings, tmp_path / "out"))
            async with served("slack", settings, slack.eventually(lambda: slack.connected, 30)):
                await tell_and_record(in_slack)
            async with served("discord", settings, discord.eventually(lambda: discord.online, 30)):
                await tell_and_record(in_discord)
        assert slack.refusals == []
        assert not discord.refusals
    calls, shown = told["terminal"]
    assert [call[0] for call in calls] == [
        *("begin", "regenerate", "shorten", "edit", "approve", "undo", "details", "approve", "approve")
    ]
    for platform in ("slack", "discord"):
        assert told[platform][0] == calls, platform
        assert told[platform][1] == shown, platform
