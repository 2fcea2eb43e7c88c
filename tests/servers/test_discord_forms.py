"""Forms and commands of the loopback Discord: filled in, registered, and at the edge of their limits."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.servers.discord import CannotDo, LoopbackDiscord
from tests.servers.discord.components import check_modal
from tests.servers.discord.errors import ApiError
from tests.servers.discord_bot import SmallBot, running

Body = dict[str, Any]
BUTTON = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server."""
    async with LoopbackDiscord() as loopback:
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, connected."""
    async with running(server) as small:
        yield small


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
        (form(), form(components=[{"type": 1, "components": [BUTTON]}])),
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
    server.front.schema = None  # the server's own rules alone
    application = bot.application_id or 0
    assert len(await bot.http.bulk_upsert_global_commands(application, fits)) == len(fits)
    with pytest.raises(discord.HTTPException):
        await bot.http.bulk_upsert_global_commands(application, too_much)
    assert server.commands == [each["name"] for each in fits]
    await bot.http.bulk_upsert_global_commands(application, [])
    assert server.commands == []


async def test_an_option_of_given_choices(server: LoopbackDiscord, bot: SmallBot) -> None:
    """People choose among an option's choices, and hand in people, channels, roles and files."""
    kinds = {"who": 6, "where": 7, "which": 8, "paper": 11}
    given = [
        option(name="tone", choices=choices(2)),
        *(option(name=name, type=n) for name, n in kinds.items()),
    ]
    bot.quiet = True
    await bot.http.bulk_upsert_global_commands(bot.application_id or 0, [command(options=given)])
    ada = server.person("Ada")
    with pytest.raises(CannotDo, match=r"takes one of \['0', '1'\]"):
        ada.runs("name", tone="2")
    general, role = server.channel("general"), server.role_id("reviewers")
    ada.runs("name", tone="1", who=ada, where=general, which=role, paper=("a.pdf", b"%PDF"))
    await server.eventually(lambda: bot.interactions)
    told: Any = bot.interactions[0].data
    assert [each["value"] for each in told["options"]][:4] == ["1", str(ada.id), str(general.id), str(role)]
    assert {name: len(found) for name, found in told["resolved"].items()} == {
        "users": 1,
        "members": 1,
        "channels": 1,
        "roles": 1,
        "attachments": 1,
    }


class Wide(discord.ui.Modal, title="Everything"):
    """A form with a choice, a file and a long text."""

    tone: discord.ui.Label[Any] = discord.ui.Label(
        text="Tone",
        component=discord.ui.Select(options=[discord.SelectOption(label=each) for each in ("dry", "warm")]),
    )
    paper: discord.ui.Label[Any] = discord.ui.Label(
        text="Paper", component=discord.ui.FileUpload(required=False)
    )
    draft: discord.ui.Label[Any] = discord.ui.Label(
        text="Draft", component=discord.ui.TextInput(style=discord.TextStyle.paragraph, required=False)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was entered."""
        tone, paper, draft = self.tone.component, self.paper.component, self.draft.component
        assert isinstance(tone, discord.ui.Select)
        assert isinstance(paper, discord.ui.FileUpload)
        assert isinstance(draft, discord.ui.TextInput)
        files = [await each.read() for each in paper.values]
        await interaction.response.send_message(f"{tone.values} {files} {draft.value!r}", ephemeral=True)


async def test_a_form_of_many_kinds(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Choices are checked against what is offered, and files come with their bytes."""
    bot.quiet = True
    ada = server.person("Ada")
    await bot.tree.sync()
    ada.runs("echo", text="hi")
    await server.eventually(lambda: bot.interactions)
    await bot.interactions[0].response.send_modal(Wide())
    form = ada.modal
    assert form is not None
    assert form["Tone"].options == ("dry", "warm")
    for values, why in (({"Tone": "wet"}, "takes some of"), ({}, "takes 1 to 1 choices")):
        with pytest.raises(CannotDo, match=why):
            ada.submits(form, values)
    ada.submits(form, {"Tone": "warm", "Paper": [("a.pdf", b"%PDF")]})
    await server.eventually(lambda: ada.ephemerals)
    assert ada.ephemerals[0].text == "['warm'] [b'%PDF'] ''"
    assert not server.refusals
