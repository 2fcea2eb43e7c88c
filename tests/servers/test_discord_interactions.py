"""Commands, buttons and forms of the loopback Discord, answered by the real discord.py."""

import asyncio
import io
from collections.abc import AsyncIterator

import discord
import pytest

from tests.servers.discord import CannotDo, LoopbackDiscord, Seen
from tests.servers.discord_bot import Note, SmallBot, asked, channel, running


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server with a channel for papers."""
    async with LoopbackDiscord() as loopback:
        loopback.channel("papers")
        yield loopback


@pytest.fixture
async def bot(server: LoopbackDiscord) -> AsyncIterator[SmallBot]:
    """The bot, its commands registered."""
    async with running(server) as small:
        await small.tree.sync()
        yield small


async def buttons(server: LoopbackDiscord, bot: SmallBot, *names: str, disabled: bool = False) -> Seen:
    """A message of the bot with these buttons."""
    view = discord.ui.View()
    for name in names:
        view.add_item(discord.ui.Button(label=name.title(), custom_id=name, disabled=disabled))
    await channel(bot).send("buttons", view=view)
    return server.messages("papers")[-1]


async def heard(server: LoopbackDiscord, bot: SmallBot, count: int = 1) -> discord.Interaction:
    """The newest interaction, once there are so many."""
    await server.eventually(lambda: len(bot.interactions) == count)
    return bot.interactions[-1]


async def code(deed: object) -> int:
    """Discord's number for why an answer is refused."""
    with pytest.raises(discord.HTTPException) as error:
        await deed  # type: ignore[misc]
    return error.value.code


async def test_a_command_is_run_and_answered(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A command arrives with its options, its person's roles and its place; the answer is for all."""
    ada = server.person("Ada", roles=["reviewers"])
    run = ada.runs("echo", text="hi", times=2, channel="papers")
    await server.eventually(lambda: server.messages("papers"))
    assert server.messages("papers")[0].text == "hi hi"
    assert isinstance(bot.interactions[0].user, discord.Member)
    assert bot.interactions[0].user.roles[-1].name == "reviewers"
    assert bot.interactions[0].channel_id == server.channel("papers").id
    assert [(ack.what, ack.type) for ack in server.acks] == [("/echo", 4)]
    assert run.ms is not None
    assert 0 < run.ms < 3000
    thread = await channel(bot).get_partial_message(server.messages("papers")[0].id).create_thread(name="t")
    ada.runs("echo", text="in the thread", channel=thread.id)
    await server.eventually(lambda: len(server.messages(thread.id)) == 1)
    assert not server.refusals


async def test_what_a_client_does_not_let_through(server: LoopbackDiscord, bot: SmallBot) -> None:
    """People can only run what is registered, with options as they are registered."""
    ada = server.person("Ada")
    for line, options, why in (
        ("unknown", {}, "no command 'unknown'"),
        ("echo", {}, "needs the option 'text'"),
        ("echo", {"text": "hi", "tone": "loud"}, "no option 'tone'"),
        ("echo", {"text": "hi", "times": "2"}, "does not take '2'"),
        ("echo", {"text": "hi", "times": 4}, "takes 1 to 3"),
        ("tweet", {}, "needs one of"),
        ("tweet lengthen", {"number": 1}, "has no 'lengthen'"),
    ):
        with pytest.raises(CannotDo, match=why):
            ada.runs(line, **options)
    with pytest.raises(CannotDo, match="no autocomplete"):
        ada.autocompletes("echo", "text", "h")
    await asked(bot, "GET", "/users/@me")
    assert bot.interactions == []


async def test_a_group_with_autocomplete(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Choices are offered for what is typed; a deferred answer becomes the first message, seen by one."""
    ada = server.person("Ada")
    offered = await asyncio.to_thread(ada.autocompletes, "tweet shorten", "number", "3", "papers")
    assert offered == [("tweet 3", 3), *((f"tweet {number}", number) for number in range(30, 40))]
    ada.runs("tweet shorten", number=3, channel="papers")
    await server.eventually(lambda: len(ada.ephemerals) == 2)
    assert [message.text for message in ada.ephemerals] == ["shortened 3", "and more"]
    assert server.messages("papers") == []
    assert server.person("Ben").ephemerals == []
    assert [ack.type for ack in server.acks] == [8, 5]
    assert [message async for message in channel(bot).history()] == []
    assert bot.heard == []


async def test_a_choice_too_many_is_refused(server: LoopbackDiscord, bot: SmallBot) -> None:
    """25 choices at most; the person is offered nothing then."""
    server.front.schema = None  # which says so in other words
    server.interactions.ack_seconds = 0.3
    with pytest.raises(CannotDo, match="offered nothing"):
        await asyncio.to_thread(server.person("Ada").autocompletes, "tweet shorten", "number", "")
    assert server.refusals
    assert "25 or fewer" in server.refusals[0]


async def test_a_message_menu(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A menu's command gets the message with its text, whatever the bot may read."""
    ada = server.person("Ada")
    said = ada.says("papers", "a link")
    ada.uses_menu("Approve tweet", said)
    await server.eventually(lambda: ada.ephemerals)
    assert ada.ephemerals[0].text == "approved: a link"
    with pytest.raises(CannotDo, match="no command"):
        ada.uses_menu("echo", said)


async def test_buttons(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A button is pressed by label or custom id as the message now stands; its answer may change it."""
    ada = server.person("Ada")
    shown = await buttons(server, bot, "update", "hush")
    ada.clicks(shown, "Hush")
    await server.eventually(lambda: ada.ephemerals)
    assert ada.ephemerals[0].ephemeral
    ada.clicks(shown, "update")
    await server.eventually(lambda: server.now(shown).text == "updated")
    for message, why in (
        (shown, "0 buttons"),
        (await buttons(server, bot, "update", disabled=True), "is disabled"),
        (await buttons(server, bot, "one"), "'One'"),
    ):
        with pytest.raises(CannotDo, match=why):
            ada.clicks(message, "update")
    assert not server.refusals


async def test_a_button_that_one_person_sees(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Buttons of a message for one person are for that person, and their answer may change it."""
    bot.quiet = True
    ada = server.person("Ada")
    ada.runs("echo", text="hi", channel="papers")
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="Sure", custom_id="sure"))
    await (await heard(server, bot)).response.send_message("sure?", view=view, ephemeral=True)
    (asked_for,) = ada.ephemerals
    with pytest.raises(CannotDo, match="does not see"):
        server.person("Ben").clicks(asked_for, "Sure")
    ada.clicks(asked_for, "Sure")
    await (await heard(server, bot, 2)).response.edit_message(content="done", view=None)
    assert [(message.text, message.labels) for message in ada.ephemerals] == [("done", ())]
    assert bot.edited == []
    assert server.messages("papers") == []


async def test_a_form(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A form is shown once, filled in by labels, and what is left out keeps what stands in it."""
    ada = server.person("Ada")
    ada.clicks(await buttons(server, bot, "form"), "Form")
    form = await server.eventually(lambda: ada.modal)
    assert form is not None
    assert (form.title, form.labels, form["Wish"].value) == ("What should change?", ("Wish",), "shorter")
    for values, why in (
        ({"Wish": "x" * 21}, "takes 0 to 20"),
        ({"Wish": ""}, "must be filled in"),
        ({"Whish": "x"}, "no field 'Whish'"),
    ):
        with pytest.raises(CannotDo, match=why):
            ada.submits(form, values)
    ada.submits(form, {"Wish": "longer"})
    await server.eventually(lambda: ada.ephemerals)
    assert ada.ephemerals[0].text == "wished: longer"
    assert ada.modal is None
    with pytest.raises(CannotDo, match="no form"):
        ada.submits(ada.modal)
    assert bot.interactions[-1].message is not None  # the message on which it was asked for
    assert not server.refusals


async def test_a_choice_in_a_message_and_a_talk_of_two(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A select tells what was chosen; commands can be run in a talk with the bot alone."""
    view = discord.ui.View()
    options = [discord.SelectOption(label=each) for each in ("dry", "warm")]
    view.add_item(discord.ui.Select(custom_id="tone", placeholder="Tone", options=options))
    await channel(bot).send("choose", view=view)
    ada = server.person("Ada")
    ada.clicks(server.messages("papers")[0], "Tone", ["warm"])
    chosen = await heard(server, bot)
    assert chosen.data is not None
    assert chosen.data.get("values") == ["warm"]
    whispered = ada.whispers("hello")
    ada.runs("echo", text="to you alone", channel=whispered.channel_id)
    await server.eventually(lambda: len(server.messages(whispered.channel_id)) == 2)
    assert bot.interactions[-1].guild is None
    assert bot.interactions[-1].user.id == ada.id
    assert not server.refusals


async def test_an_interaction_is_answered_once(server: LoopbackDiscord, bot: SmallBot) -> None:
    """The second answer is refused, also of a second process that got the same event."""
    bot.quiet = True
    server.person("Ada").clicks(await buttons(server, bot, "hush"), "hush")
    first = await heard(server, bot)
    server.redelivers("INTERACTION_CREATE")
    second = await heard(server, bot, 2)
    assert second.id == first.id
    await first.response.send_message("first", ephemeral=True)
    assert await code(second.response.defer()) == 40060
    assert not server.refusals  # it is nobody's mistake


async def test_an_answer_comes_too_late(server: LoopbackDiscord, bot: SmallBot) -> None:
    """After 3 seconds an interaction is unknown, and the person is told that nothing came."""
    bot.quiet = True
    ada = server.person("Ada")
    shown = await buttons(server, bot, "hush")
    ada.clicks(shown, "hush")
    in_time = await heard(server, bot)
    server.pass_time(2.5)
    assert ada.failures == []
    await in_time.response.defer()
    ada.clicks(shown, "hush")
    late = await heard(server, bot, 2)
    server.pass_time(3.1)
    assert ada.failures == ["button Hush"]
    assert await code(late.response.defer()) == 10062
    assert await code(late.followup.send("too late")) == 10015


async def test_a_token_lives_a_quarter_of_an_hour(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Messages may follow, be changed and deleted for 15 minutes."""
    bot.quiet = True
    server.person("Ada").clicks(await buttons(server, bot, "hush"), "hush")
    interaction = await heard(server, bot)
    await interaction.response.send_message(
        "answer", file=discord.File(io.BytesIO(b"words"), "a.txt", description="words")
    )
    await interaction.edit_original_response(content="changed")
    later = await interaction.followup.send("later", wait=True)
    await later.edit(content="later still")
    texts = [message.text for message in server.messages("papers")]
    assert texts == ["buttons", "changed", "later still"]
    assert server.messages("papers")[1].media[0].description == "words"
    await later.delete()
    assert (await interaction.original_response()).content == "changed"
    server.pass_time(890)
    await interaction.followup.send("just in time")
    server.pass_time(20)
    assert await code(interaction.followup.send("too late")) == 50027
    assert await code(interaction.edit_original_response(content="too late")) == 50027
    assert len(server.messages("papers")) == 3


async def test_answers_that_do_not_fit(server: LoopbackDiscord, bot: SmallBot) -> None:
    """A form does not answer a form, an update no command, choices no button."""
    bot.quiet = True
    ada = server.person("Ada")
    ada.runs("echo", text="hi", channel="papers")
    interaction = await heard(server, bot)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    for body in ({"type": 7, "data": {"content": "hi"}}, {"type": 6}, {"type": 8, "data": {"choices": []}}):
        assert await code(asked(bot, "POST", path, **body)) == 50035
    await asked(bot, "POST", path, type=9, data=Note().to_dict())
    ada.submits(ada.modal)
    submitted = await heard(server, bot, 2)
    path = f"/interactions/{submitted.id}/{submitted.token}/callback"
    body = {"type": 9, "data": Note().to_dict()}
    assert await code(asked(bot, "POST", path, **body)) == 50035
    assert len(server.refusals) == 4


async def test_commands_stay_what_they_are(server: LoopbackDiscord, bot: SmallBot) -> None:
    """Registering the same commands again keeps their ids; one can be taken away."""
    before = {command.name: command.id for command in await bot.tree.fetch_commands()}
    assert set(before) == {"echo", "tweet", "Approve tweet"} == set(server.commands)
    await bot.tree.sync()
    again = await bot.tree.fetch_commands()
    assert {command.name: command.id for command in again} == before
    await again[0].delete()
    assert again[0].name not in server.commands
    assert len(server.called("PUT", "/applications/{id}/commands")) == 2
