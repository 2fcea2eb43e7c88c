"""Every limit of the loopback Discord at its edge: what just fits is taken, one more is refused.

The server's own rules are tested here without Discord's schema, which not everybody has at hand.
"""

import io
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.servers.discord import LoopbackDiscord
from tests.servers.discord.components import check_modal
from tests.servers.discord.errors import ApiError
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
    assert server.messages("papers")[0] == shown.__class__(**{**shown.__dict__, "edited": True})


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


def field(**more: Any) -> Body:
    """A labelled field of a form."""
    component = {"type": 4, "custom_id": "a", "style": 1, **more.pop("component", {})}
    return {"type": 18, "label": "Label", "component": component, **more}


def form(**more: Any) -> Body:
    """A form."""
    return {"title": "Title", "custom_id": "form", "components": [field()], **more}


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (form(title="x" * 45), form(title="x" * 46)),
        (form(), form(title="")),
        (form(custom_id="x" * 100), form(custom_id="x" * 101)),
        (form(components=[field(label="x" * 45)]), form(components=[field(label="x" * 46)])),
        (
            form(components=[field(component={"value": "x" * 4000})]),
            form(components=[field(component={"value": "x" * 4001})]),
        ),
        (
            form(components=[field(component={"value": "x" * 9, "max_length": 9})]),
            form(components=[field(component={"value": "x" * 10, "max_length": 9})]),
        ),
        (
            form(components=[field(component={"custom_id": str(number)}) for number in range(5)]),
            form(components=[field(component={"custom_id": str(number)}) for number in range(6)]),
        ),
        (form(), form(components=[])),
        (form(), form(components=[field(), field()])),
        (form(), form(components=[row(button("a"))])),
    ],
)
def test_forms_at_the_edge(fits: Body, too_much: Body) -> None:
    """A form's title, labels, texts, fields and ids have their limits, and it has no buttons."""
    check_modal(fits)
    with pytest.raises(ApiError) as error:
        check_modal(too_much)
    assert error.value.code == 50035


def command(**more: Any) -> Body:
    """A slash command."""
    return {"name": "name", "description": "words", "type": 1, **more}


def option(**more: Any) -> Body:
    """An option of text."""
    return {"name": "option", "description": "words", "type": 3, **more}


def choices(count: int) -> list[Body]:
    """Choices."""
    return [{"name": str(number), "value": str(number)} for number in range(count)]


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        ([command(name="x" * 32)], [command(name="x" * 33)]),
        ([command(name="poster-ad")], [command(name="Poster Ad")]),
        ([command(description="x" * 100)], [command(description="x" * 101)]),
        ([command(), command(name="other")], [command(), command()]),
        ([command(name=f"a{n}") for n in range(100)], [command(name=f"a{n}") for n in range(101)]),
        (
            [{"name": f"Menu {n}", "type": 3} for n in range(15)],
            [{"name": f"Menu {n}", "type": 3} for n in range(16)],
        ),
        ([{"name": "Menu", "type": 3}], [{"name": "Menu", "type": 3, "description": "words"}]),
        (
            [command(options=[option(required=True), option(name="more")])],
            [command(options=[option(), option(name="more", required=True)])],
        ),
        ([command(options=[option(choices=choices(25))])], [command(options=[option(choices=choices(26))])]),
        (
            [command(options=[option(autocomplete=True)])],
            [command(options=[option(autocomplete=True, choices=choices(1))])],
        ),
    ],
)
async def test_commands_at_the_edge(
    server: LoopbackDiscord, bot: SmallBot, fits: list[Body], too_much: list[Body]
) -> None:
    """Commands that Discord would not take change nothing of those that are registered."""
    application = bot.application_id or 0
    assert len(await bot.http.bulk_upsert_global_commands(application, fits)) == len(fits)  # type: ignore[arg-type]
    with pytest.raises(discord.HTTPException):
        await bot.http.bulk_upsert_global_commands(application, too_much)  # type: ignore[arg-type]
    assert server.commands == [each["name"] for each in fits]
    await bot.http.bulk_upsert_global_commands(application, [])
    assert server.commands == []


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
