"""What Discord's chat sends, and what becomes of it on Discord's bad days."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from bot.actions import Action, Verb
from bot.cards import Button, Card, File, Picture
from bot.errors import ChatError
from bot.people import CardRef, Conversation, Person
from handlers.discord.chat import DiscordChat
from handlers.discord.files import fitting
from tests.servers.discord import LoopbackDiscord, Seen, lost_answer, lost_request, status

CONTENTS = {"one": b"\x89PNG\r\n\x1a\n one", "two": b"\x89PNG\r\n\x1a\n two", "txt": b"the thread"}
ONE = Picture(name="figure 1.png", alt="A lamp.", digest="one")
TWO = Picture(name="figure-2.png", alt="A ship.", digest="two")


def card(text: str = "A tweet 1/8", **parts: Any) -> Card:
    """The card of a tweet."""
    button = Button(label="Approve", action=Action(draft="abcd2345", verb=Verb.APPROVE, piece=1, revision=0))
    told: dict[str, Any] = {
        "key": "abcd2345:1",
        "version": 1,
        "title": "Tweet 1/8",
        "text": text,
        "buttons": (button,),
    }
    return Card(**{**told, **parts})


async def contents(digest: str) -> bytes | None:
    """What is kept."""
    return CONTENTS.get(digest)


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that has found nothing wrong with what it was sent."""
    async with LoopbackDiscord() as loopback:
        yield loopback
        assert not loopback.refusals


@pytest.fixture
async def chat(discord: LoopbackDiscord) -> AsyncIterator[DiscordChat]:
    """Herald's voice there."""
    voice = DiscordChat(discord.token, discord.api_url, edit_pause=0)
    yield voice
    await voice.aclose()


@pytest.fixture
def said(discord: LoopbackDiscord) -> Seen:
    """A message of Ada's in the channel for papers."""
    discord.channel("papers")
    return discord.person("Ada").says("papers", "a link")


def below(said: Seen) -> Conversation:
    """The thread below a message."""
    return Conversation(platform="discord", channel=str(said.channel_id), place=str(said.id))


async def test_pictures_stay_with_their_message(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """They are sent once, kept while the words change, and changed when the picture does."""
    ref = await chat.show(below(said), card(picture=ONE), None, contents)
    (shown,) = discord.messages(said.id)
    assert [(one.name, one.description) for one in shown.media] == [("figure-1.png", "A lamp.")]
    ref = await chat.show(below(said), card("Other words 1/8", picture=ONE), ref, contents)
    (edit,) = discord.called("PATCH", "/channels/{channel}/messages/{message}")
    assert "attachments" not in edit.json
    assert discord.now(shown).media == shown.media
    ref = await chat.show(
        below(said), card(picture=TWO, files=(File(name="a b.txt", digest="txt"),)), ref, contents
    )
    assert [one.name for one in discord.now(shown).media] == ["figure-2.png", "a-b.txt"]
    ref = await chat.show(below(said), card(picture=Picture(name="x", alt="", digest="gone")), ref, contents)
    assert "x is not kept any more" in discord.now(shown).text
    assert discord.now(shown).media == ()
    assert len(discord.messages(said.id)) == 1
    assert ref.handle == f"discord:{said.id}/{shown.id}"


async def test_a_card_is_posted_once_though_the_answer_is_lost(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """Long after Discord has forgotten its nonce it is looked for by its mark, and brought up to date."""
    first = await chat.show(below(said), card(key="abcd2345:head", title="A paper"), None, contents)
    discord.next_answers("POST", f"/channels/{said.id}/messages", lost_answer())
    with pytest.raises(ChatError, match="tried again"):
        await chat.show(below(said), card(), None, contents)
    discord.pass_time(400)
    again = await chat.show(below(said), card("Newer 1/8"), None, contents, again=True)
    assert len(discord.messages(said.id)) == 2
    assert "Newer 1/8" in discord.messages(said.id)[1].text
    other = await chat.show(below(said), card(key="abcd2345:2"), None, contents, again=True)
    assert len({first.handle, again.handle, other.handle}) == 3
    assert len(discord.messages(said.id)) == 3


async def test_a_headline_in_the_channel_is_adopted_with_its_thread(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """A crash may have come between the headline and its thread: both are there in the end, once."""
    where = Conversation(platform="discord", channel=str(said.channel_id))
    discord.next_answers("POST", "/channels/{channel}/messages/{message}/threads", lost_request())
    with pytest.raises(ChatError):
        await chat.show(where, card(title="A paper"), None, contents)
    ref = await chat.show(where, card(title="A paper"), None, contents, again=True)
    assert [one.name for one in discord.threads()] == ["A paper"]
    ref = await chat.show(where, card(title="The paper"), None, contents, again=True)
    assert [one.name for one in discord.threads()] == ["The paper"]
    assert ref.place == str(discord.threads()[0].id)
    assert len(discord.messages("papers")) == 2


async def test_threads_that_are_put_away(discord: LoopbackDiscord, chat: DiscordChat, said: Seen) -> None:
    """One in the archive is taken out for a change; a locked one is told of in words."""
    ref = await chat.show(below(said), card(), None, contents)
    discord.archives(said.id)
    await chat.show(below(said), card("Later 1/8"), ref, contents)
    assert "Later 1/8" in discord.messages(said.id)[0].text
    discord.archives(said.id)
    await chat.seen(below(said), ref.handle.rpartition("/")[2])
    assert discord.messages(said.id)[0].reactions == {"👀": ("Herald",)}
    discord.archives(said.id, locked=True)
    with pytest.raises(ChatError, match=r"right|locked"):
        await chat.show(below(said), card("Locked 1/8"), ref, contents)


async def test_a_message_that_somebody_deleted(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """It is posted anew, though Discord still knows the nonce of the first."""
    ref = await chat.show(below(said), card(), None, contents)
    message = discord.messages(said.id)[0]
    discord.run(lambda: discord.world.delete(discord.world.channels[said.id].messages[message.id]))
    again = await chat.show(below(said), card("Anew 1/8"), ref, contents)
    assert again.handle != ref.handle
    assert "Anew 1/8" in discord.messages(said.id)[0].text


async def test_a_thread_that_somebody_deleted(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """That one was there is not taken for granted for ever: another try looks, and goes on."""
    await chat.show(below(said), card(), None, contents)
    discord.next_answers("POST", f"/channels/{said.id}/messages", status(404, 10003))
    with pytest.raises(ChatError, match="channel is gone"):
        await chat.show(below(said), card(key="abcd2345:2"), None, contents)
    looked = len(discord.called("GET", f"/channels/{said.id}"))
    await chat.show(below(said), card(key="abcd2345:2"), None, contents)
    assert len(discord.called("GET", f"/channels/{said.id}")) == looked + 1
    assert len(discord.messages(said.id)) == 2


async def test_a_thread_gets_the_title_when_it_is_known(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen
) -> None:
    """It is named by the card that opened it, once more when that has learnt its title, by no other."""
    head = card(key="abcd2345:head", title="2601.00001")
    ref = await chat.show(below(said), head, None, contents)
    await chat.show(below(said), card(), None, contents)
    ref = await chat.show(below(said), head.model_copy(update={"title": "A Paper " * 20}), ref, contents)
    await chat.show(below(said), head.model_copy(update={"title": "A Paper " * 20}), ref, contents)
    (thread,) = discord.threads()
    assert thread.name.startswith("A Paper A Paper")
    assert len(thread.name) == 100
    assert len(discord.called("PATCH", "/channels/{id}")) == 1


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("send_messages_in_threads", "lacks a right"),
        ("create_public_threads", "lacks a right"),
        ("attach_files", "lacks a right"),
        ("view_channel", "does not see"),
    ],
)
async def test_rights_that_are_missing(
    discord: LoopbackDiscord, chat: DiscordChat, said: Seen, right: str, words: str
) -> None:
    """Each is told in a sentence with what to do."""
    discord.forbids("papers", right)
    with pytest.raises(ChatError, match=words):
        await chat.show(below(said), card(picture=ONE), None, contents)


async def test_discord_is_out_of_order(discord: LoopbackDiscord, chat: DiscordChat, said: Seen) -> None:
    """Whatever it answers then, or does not, is a sentence."""
    await chat.link(CardRef(handle=f"discord:{said.channel_id}/{said.id}"))
    discord.next_answers("POST", "/channels/{id}/messages", status(400, 50035, "Invalid Form Body"))
    with pytest.raises(ChatError, match=r"refused a message \(50035\)"):
        await chat.show(below(said), card(), None, contents)
    discord.stop()
    with pytest.raises(ChatError, match="does not answer"):
        await chat.seen(below(said), str(said.id))


async def test_a_wrong_token_is_told(discord: LoopbackDiscord) -> None:
    """As the chat's fault, because it may be used without anybody listening."""
    voice = DiscordChat("wrong", discord.api_url)
    with pytest.raises(ChatError, match="DISCORD_TOKEN"):
        await voice.seen(Conversation(platform="discord", channel="1"), "2")


async def test_words_to_one_person(discord: LoopbackDiscord, chat: DiscordChat, said: Seen) -> None:
    """An answer that has expired becomes a direct message, and long words are parted."""
    ada = Person(platform="discord", id=str(discord.person("Ada").id), name="Ada")
    await chat.tell(below(said), ada, "x" * 2500, f"{discord.bot_id}:expired")
    direct = [place for place in discord.world.channels.values() if place.direct]
    texts = [one.text for one in discord.messages(direct[0].id)]
    assert len(texts[0]) == 2000
    assert texts[-1].endswith(f"-# About <#{said.id}>")
    discord.next_answers("POST", "/users/@me/channels", *[status(500)] * 5)
    with pytest.raises(ChatError):
        await chat.tell(below(said), ada, "a secret")
    discord.next_answers("POST", "/users/@me/channels", status(403, 50007))
    await chat.show(below(said), card(), None, contents)
    await chat.tell(below(said), ada, "hello @everyone")
    beside = discord.messages(said.id)[-1]
    assert (beside.text, beside.pinged) == ("Ada: hello @everyone", ())
    assert not [one for one in discord.messages(said.id) if "secret" in one.text]


def test_a_picture_that_is_too_large() -> None:
    """It becomes a JPEG and, if need be, smaller; one that fits stays as it is."""
    noise = Image.effect_noise((900, 700), 90)
    packed = io.BytesIO()
    noise.save(packed, "PNG")
    name, content = fitting("figure.png", packed.getvalue(), 60_000)
    assert name == "figure.jpg"
    assert len(content) <= 60_000
    with Image.open(io.BytesIO(content)) as small:
        assert small.format == "JPEG"
        assert small.width < 900
    assert fitting("figure.png", b"small") == ("figure.png", b"small")


async def test_changes_of_one_message_keep_their_distance(discord: LoopbackDiscord, said: Seen) -> None:
    """The second change comes after the pause, that of another message does not wait for it."""
    voice = DiscordChat(discord.token, discord.api_url, edit_pause=0.3)
    ref = await voice.show(below(said), card(), None, contents)
    other = await voice.show(below(said), card(key="abcd2345:2"), None, contents)
    begun = datetime.now(UTC)
    await voice.show(below(said), card("b 1/8"), ref, contents)
    await voice.show(below(said), card("c 1/8"), ref, contents)
    assert (datetime.now(UTC) - begun).total_seconds() >= 0.3
    await voice.show(below(said), card("b 2/8", key="abcd2345:2"), other, contents)
    await voice.aclose()


async def test_links_of_messages(chat: DiscordChat) -> None:
    """Those that Discord's clients copy are known again, and nothing else is."""
    ref = CardRef(handle="discord:12/34")
    for address in ("discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"):
        assert await chat.linked(f"<https://{address}/channels/9/12/34>") == ref
    for other in ("https://discord.com/channels/9/12", "https://example.org/channels/9/12/34", "12/34"):
        assert await chat.linked(other) is None
