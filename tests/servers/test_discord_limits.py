"""Every limit of the loopback Discord at its edge: what just fits is taken, one more is refused.

The server's own rules are tested here without Discord's schema, which not everybody has at hand.
"""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import pytest

from tests.servers.discord import LoopbackDiscord
from tests.servers.discord.schema import found
from tests.servers.discord_bot import SmallBot, asked, channel, running

V2 = 1 << 15
Body = dict[str, Any]


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that knows only its own rules."""
    async with LoopbackDiscord(pace=0.001) as loopback:
        loopback.front.schema = None
        loopback.channel("papers")
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, connected."""
    async with running(server) as small:
        yield small


def text(length: int) -> Body:
    """A text display."""
    return {"type": 10, "content": "x" * length}


def button(name: str, label: str = "Press") -> Body:
    """A button."""
    return {"type": 2, "style": 1, "label": label, "custom_id": name}


def row(*parts: Body) -> Body:
    """A row."""
    return {"type": 1, "components": list(parts)}


def select(count: int) -> Body:
    """A select with that many options."""
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "select", "options": options}


def of(*parts: Body) -> Body:
    """A message of components V2."""
    return {"flags": V2, "components": list(parts)}


EDGES: dict[str, tuple[Body, Body]] = {
    "content": ({"content": "x" * 2000}, {"content": "x" * 2001}),
    "text in total": (of(text(2000), text(2000)), of(text(2000), text(2001))),
    "components": (
        of({"type": 17, "components": [text(1)] * 39}),
        of({"type": 17, "components": [text(1)] * 40}),
    ),
    "rows": (
        {"components": [row(button(str(n))) for n in range(5)]},
        {"components": [row(button(str(n))) for n in range(6)]},
    ),
    "buttons": (of(row(*[button(str(n)) for n in range(5)])), of(row(*[button(str(n)) for n in range(6)]))),
    "custom id": (of(row(button("x" * 100))), of(row(button("x" * 101)))),
    "equal custom ids": (of(row(button("a"), button("b"))), of(row(button("a")), row(button("a")))),
    "label": (of(row(button("a", "x" * 80))), of(row(button("a", "x" * 81)))),
    "no label": (of(row(button("a"))), of(row(button("a", "")))),
    "options": (of(row(select(25))), of(row(select(26)))),
    "select and button": (of(row(select(1)), row(button("a"))), of(row(select(1), button("a")))),
    "components V2 with its flag": (of(text(1)), {"components": [text(1)]}),
    "components V2 with content": (of(text(1)), {**of(text(1)), "content": "more"}),
    "components V2 with embeds": (of(text(1)), {**of(text(1)), "embeds": [{"title": "more"}]}),
    "text without words": (of(text(1)), of({"type": 10, "content": " "})),
    "link button": (
        of(row({"type": 2, "style": 5, "label": "Go", "url": "https://example.org"})),
        of(row({"type": 2, "style": 5, "label": "Go", "custom_id": "go"})),
    ),
    "mentions": (
        {"content": "hi", "allowed_mentions": {"parse": ["users"]}},
        {"content": "hi", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ),
    "attachments that are not there": (
        {"content": "hi", "attachments": []},
        {"content": "hi", "attachments": [{"id": "0"}]},
    ),
    "pictures that are not there": (
        of({"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}]}),
        of({"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}),
    ),
}


@pytest.mark.parametrize("name", EDGES)
async def test_messages_at_the_edge(server: LoopbackDiscord, bot: SmallBot, name: str) -> None:
    """A message that just fits is posted; one that does not is refused, and the refusal recorded."""
    fits, too_much = EDGES[name]
    path = f"/channels/{channel(bot).id}/messages"
    await asked(bot, "POST", path, **fits)
    assert not server.refusals
    with pytest.raises(discord.HTTPException) as error:
        await asked(bot, "POST", path, **too_much)
    assert error.value.code == 50035
    assert len(server.messages("papers")) == 1
    assert len(server.refusals) == 1


async def test_an_empty_message_is_refused(server: LoopbackDiscord, bot: SmallBot) -> None:
    """There is no message without anything in it, and none becomes so."""
    with pytest.raises(discord.HTTPException) as error:
        await channel(bot).send("  ")
    assert error.value.code == 50006
    sent = await channel(bot).send("words")
    with pytest.raises(discord.HTTPException) as error:
        await sent.edit(content="")
    assert error.value.code == 50006
    assert server.messages("papers")[0].text == "words"


async def test_files_at_the_edge(server: LoopbackDiscord, bot: SmallBot) -> None:
    """10 files of 10 MiB and 25 MiB together, descriptions of 1024 characters; no more."""
    papers = channel(bot)

    def files(count: int, size: int = 1, description: str = "") -> list[discord.File]:
        made = []
        for number in range(count):
            content = io.BytesIO(b"x" * size)
            made.append(discord.File(content, f"{number}.txt", description=description or None))
        return made

    mebibyte = 1024 * 1024
    await papers.send(files=files(10))
    await papers.send(files=files(1, 10 * mebibyte))
    await papers.send(files=files(5, 5 * mebibyte))
    await papers.send(files=files(1, description="x" * 1024))
    assert not server.refusals
    for too_many, code in (
        (files(1, 10 * mebibyte + 1), 40005),
        (files(5, 5 * mebibyte + 1), 40005),
        (files(1, description="x" * 1025), 50035),
    ):
        with pytest.raises(discord.HTTPException) as error:
            await papers.send(files=too_many)
        assert error.value.code == code
    sent = await papers.send(files=files(9))
    sent = await sent.add_files(*files(1))
    with pytest.raises(discord.HTTPException):
        await sent.add_files(*files(1))


async def test_bodies_of_no_form(server: LoopbackDiscord) -> None:
    """What is no JSON, no object or lacks a field is refused like all else, not by a crash."""
    headers = {"Authorization": f"Bot {server.token}"}
    url = f"{server.api_url}/channels/{server.channel('papers').id}/messages"
    async with aiohttp.ClientSession(headers=headers) as session:
        for address, body, code in (
            (url, "no json", 50109),
            (url, "[]", 50109),
            (f"{server.api_url}/users/@me/channels", "{}", 50035),
            (f"{server.api_url}/channels/papers/messages", '{"content": "hi"}', 50035),
            (f"{server.api_url}/channels/1/messages", '{"content": "hi"}', 10003),
            (f"{server.api_url}/nowhere", "{}", 0),
        ):
            async with session.post(address, data=body) as response:
                assert (await response.json())["code"] == code
    assert len(server.refusals) == 4
    assert server.calls[-1].status == 404


async def test_a_message_of_components_stays_one(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Components V2 show their texts, buttons and pictures, and the message never gets content again."""
    view = discord.ui.LayoutView()
    picture = discord.File(__file__, "figure.png", description="of the file")
    gallery: discord.ui.MediaGallery[discord.ui.LayoutView] = discord.ui.MediaGallery(
        discord.MediaGalleryItem("attachment://figure.png", description="of the gallery")
    )
    section: discord.ui.Section[discord.ui.LayoutView] = discord.ui.Section(
        discord.ui.TextDisplay("small"), accessory=discord.ui.Button(label="More", custom_id="more")
    )
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("the tweet"), gallery, section))
    sent = await channel(bot).send(view=view, file=picture)
    (shown,) = server.messages("papers")
    assert (shown.v2, shown.content, shown.texts) == (True, "", ("the tweet", "small"))
    assert shown.labels == ("More",)
    assert [(each.name, each.description) for each in shown.media] == [("figure.png", "of the gallery")]
    await channel(bot).get_partial_message(sent.id).edit(view=view)
    assert not server.refusals
    path = f"/channels/{channel(bot).id}/messages/{sent.id}"
    for body in ({"content": "words"}, {"flags": 0}, {"flags": 0, "content": "words", "components": []}):
        with pytest.raises(discord.HTTPException) as error:
            await asked(bot, "PATCH", path, **body)
        assert error.value.code == 50035
    assert server.messages("papers")[0] == replace(shown, edited=True)


async def test_thread_names_and_archiving_at_the_edge(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A thread's name has 1 to 100 characters, and it is archived after one of four times."""
    for body, fits in (
        ({"name": "x" * 100}, True),
        ({"name": "x" * 101}, False),
        ({"name": "x", "auto_archive_duration": 60}, True),
        ({"name": "x", "auto_archive_duration": 61}, False),
    ):
        message = await channel(bot).send("from here")
        deed = asked(bot, "POST", f"/channels/{channel(bot).id}/messages/{message.id}/threads", **body)
        if fits:
            await deed
        else:
            with pytest.raises(discord.HTTPException) as error:
                await deed
            assert error.value.code == 50035


@pytest.mark.skipif(found() is None, reason="discord-openapi.json is not beside the repository")
async def test_bodies_are_held_against_discords_own_schema() -> None:
    """What discord.py sends passes; an unknown component and a number as an id do not, and are recorded."""
    async with LoopbackDiscord() as server, running(server) as bot:
        general = channel(bot, "general")
        await bot.tree.sync()
        sent = await general.send("hi", file=discord.File(__file__, description="words"))
        await sent.reply("yes")
        await sent.create_thread(name="thread", auto_archive_duration=10080)
        assert not server.refusals
        path = f"/channels/{general.id}/messages"
        for body in ({"components": [{"type": 99}]}, {"content": 7}, {"content": "hi", "sticker_ids": [1]}):
            with pytest.raises(discord.HTTPException) as error:
                await asked(bot, "POST", path, **body)
            assert error.value.code == 50035
        assert len(server.refusals) == 3
        assert all("schema" in refusal for refusal in server.refusals)
