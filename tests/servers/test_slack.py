"""The loopback Slack's people: what they do reaches an app on Bolt in the shapes that Slack documents."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.servers.slack import CannotDo, LoopbackSlack, Message
from tests.servers.slack_app import MANIFEST, SmallApp, button, field, modal, plain, row, section, small_app


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    """A Slack without limits of pace."""
    async with LoopbackSlack(pace=0) as loopback:
        yield loopback


@pytest.fixture
async def app(slack: LoopbackSlack) -> AsyncIterator[SmallApp]:
    """An app in it."""
    async with small_app(slack) as made:
        yield made


async def card_in(slack: LoopbackSlack, app: SmallApp, channel: Any) -> Message:
    """A message of the app with two buttons."""
    blocks = [
        section("*Tweet 1*"),
        row(button("Approve", "a", "d:approve:1"), button("Edit", "e", "d:edit:1")),
    ]
    sent = await app.client.chat_postMessage(channel=channel.id, text="Tweet 1", blocks=blocks)
    return next(one for one in slack.messages(channel) if one.ts == sent["ts"])


# Writing ---------------------------------------------------------------------------------------------------


async def test_a_typed_message_arrives_as_slack_writes_it(slack: LoopbackSlack, app: SmallApp) -> None:
    """An address becomes a link in angle brackets, marks are escaped, and the event names its place."""
    ada = slack.person("Ada")
    papers = slack.channel("papers", members=[ada])
    said = ada.says(papers, "new (https://arxiv.org/abs/2306.15626), arxiv.org/abs/1 <R&D> @channel")
    [event] = await slack.eventually(lambda: app.events("message"))
    assert event["text"] == (
        "new (<https://arxiv.org/abs/2306.15626>), <http://arxiv.org/abs/1|arxiv.org/abs/1>"
        " &lt;R&amp;D&gt; <!channel>"
    )
    assert (event["channel"], event["channel_type"], event["user"]) == (papers.id, "channel", ada.id)
    assert event["ts"] == event["event_ts"] == said.ts
    kinds = [element["type"] for element in event["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "link", "text", "broadcast"]


async def test_a_mention_is_told_twice_under_one_time(slack: LoopbackSlack, app: SmallApp) -> None:
    """A mention of the bot gives `message` and `app_mention` with the same `ts` and events of their own."""
    ada = slack.person("Ada")
    papers = slack.channel("papers", members=[ada])
    root = ada.says(papers, "hello")
    ada.says(papers, f"{slack.mention} shorten 3", thread=root)
    [mention] = await slack.eventually(lambda: app.events("app_mention"))
    await slack.eventually(lambda: len(app.events("message")) == 2)
    message = app.events("message")[1]
    assert mention["ts"] == message["ts"]
    assert mention["text"] == "<@U0HERALD> shorten 3"
    assert mention["thread_ts"] == root.ts
    assert len({body["event_id"] for body in app.heard}) == 3


async def test_an_edit_tells_before_and_after(slack: LoopbackSlack, app: SmallApp) -> None:
    """An edit, a preview and a deletion come as hidden messages that hold the message itself."""
    ada = slack.person("Ada")
    said = ada.says(slack.channel("papers", members=[ada]), "look")
    ada.edits(said, "look: https://arxiv.org/abs/2306.15626")
    slack.unfurls(said, "A paper")
    ada.deletes(said)
    await slack.eventually(lambda: len(app.events("message")) == 4)
    edited, unfurled, deleted = app.events("message")[1:]
    assert edited["subtype"] == unfurled["subtype"] == "message_changed"
    assert edited["previous_message"]["text"] == "look"
    assert edited["message"]["text"] == "look: <https://arxiv.org/abs/2306.15626>"
    assert edited["message"]["edited"]["user"] == ada.id
    assert edited["message"]["ts"] == said.ts != edited["ts"]
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)
    assert slack.messages(said.channel) == []


async def test_an_upload_shares_a_file_that_the_bot_may_read(slack: LoopbackSlack, app: SmallApp) -> None:
    """A file comes as `file_share`, and its private address gives the bytes to the bot's token alone."""
    ada = slack.person("Ada")
    ada.uploads(slack.channel("papers", members=[ada]), "paper.pdf", "read this", content=b"%PDF-1.7")
    [event] = await slack.eventually(lambda: app.events("message"))
    assert (event["subtype"], event["text"]) == ("file_share", "read this")
    [file] = event["files"]
    assert (file["name"], file["mimetype"], file["size"]) == ("paper.pdf", "application/pdf", 8)
    async with aiohttp.ClientSession() as session:
        bearer = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(file["url_private"], headers=bearer) as answer:
            assert await answer.read() == b"%PDF-1.7"
        async with session.get(file["url_private"]) as answer:
            assert answer.content_type == "text/html"


async def test_a_reaction_names_its_message(slack: LoopbackSlack, app: SmallApp) -> None:
    """Adding and taking away a reaction tell who, what and on which message; the message shows it."""
    ada = slack.person("Ada")
    card = await card_in(slack, app, slack.channel("papers", members=[ada]))
    ada.reacts(card, "white_check_mark")
    assert card.reactions == {"white_check_mark": [ada.id]}
    told = await app.client.reactions_get(channel=card.channel.id, timestamp=card.ts)
    assert told["message"]["reactions"] == [{"name": "white_check_mark", "users": [ada.id], "count": 1}]
    ada.unreacts(card, "white_check_mark")
    await slack.eventually(lambda: app.events("reaction_removed"))
    for event in (*app.events("reaction_added"), *app.events("reaction_removed")):
        assert (event["user"], event["reaction"]) == (ada.id, "white_check_mark")
        assert event["item"] == {"type": "message", "channel": card.channel.id, "ts": card.ts}
    assert card.reactions == {}


async def test_other_bots_are_heard_and_the_app_itself_is_not(slack: LoopbackSlack, app: SmallApp) -> None:
    """Bolt drops the app's own message; another bot's comes with a `bot_id`, a webhook's without user."""
    github = slack.bot("GitHub")
    papers = slack.channel("papers", members=[github])
    await app.client.chat_postMessage(channel=papers.id, text="mine")
    github.says(papers, "theirs")
    github.announces(papers, "hooked")
    await slack.eventually(lambda: len(app.events("message")) == 2)
    theirs, hooked = app.events("message")
    assert theirs["bot_id"] == hooked["bot_id"] == github.user.bot_id
    assert (hooked["subtype"], "user" in hooked) == ("bot_message", False)
    assert [delivery.what for delivery in slack.deliveries] == ["message", "message", "message/bot_message"]


async def test_private_places_are_told_as_such(slack: LoopbackSlack, app: SmallApp) -> None:
    """Private channels and conversations of two say what they are; a mention in the latter is no event."""
    ada = slack.person("Ada")
    ada.says(slack.channel("secret", members=[ada], private=True), "hello")
    ada.says(slack.dm(ada), f"{slack.mention} hello")
    await slack.eventually(lambda: len(app.events("message")) == 2)
    assert [event["channel_type"] for event in app.events("message")] == ["group", "im"]
    assert app.events("app_mention") == []


# Pressing and filling in -----------------------------------------------------------------------------------


async def test_a_press_tells_where_and_what(slack: LoopbackSlack, app: SmallApp) -> None:
    """`block_actions` carries action, container, message, a trigger and a response URL that answers."""
    ada = slack.person("Ada")
    root = ada.says(slack.channel("papers", members=[ada]), "hello")
    blocks = [row(button("Approve", "a", "d:approve:1"))]
    await app.client.chat_postMessage(channel=root.channel.id, thread_ts=root.ts, text="x", blocks=blocks)
    [card] = slack.replies(root)
    ada.clicks(card, "Approve")
    [body] = await slack.eventually(lambda: app.of("block_actions"))
    [action] = body["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("a", "d:approve:1", "button")
    assert action["block_id"] == card.blocks[0]["block_id"]
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": root.channel.id,
        "is_ephemeral": False,
        "thread_ts": root.ts,
    }
    assert body["message"]["blocks"] == card.blocks
    assert body["user"]["id"] == ada.id
    assert body["trigger_id"]
    answer = await AsyncWebhookClient(body["response_url"]).send(text="done", replace_original=True)
    assert answer.status_code == 200
    assert (card.text, card.blocks) == ("done", [])


async def test_a_choice_tells_what_was_chosen(slack: LoopbackSlack, app: SmallApp) -> None:
    """Menus of a message give the option, or the person, that was chosen; what is not offered cannot be."""
    ada = slack.person("Ada")
    papers = slack.channel("papers", members=[ada])
    options = [{"text": plain("Shorten"), "value": "s"}, {"text": plain("Edit"), "value": "e"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    who = {"type": "users_select", "action_id": "who", "placeholder": plain("Who")}
    await app.client.chat_postMessage(channel=papers.id, text="x", blocks=[row(menu, who)])
    [card] = slack.messages(papers)
    ada.chooses(card, "more", "Edit")
    ada.chooses(card, "who", ada)
    await slack.eventually(lambda: len(app.of("block_actions")) == 2)
    more, who = (body["actions"][0] for body in app.of("block_actions"))
    assert more["selected_option"] == options[1]
    assert who["selected_user"] == ada.id
    with pytest.raises(CannotDo, match=r"no option 'Delete'; there are \['Shorten', 'Edit'\]"):
        ada.chooses(card, "more", "Delete")


async def test_a_form_is_filled_in_and_sent(slack: LoopbackSlack, app: SmallApp) -> None:
    """`view_submission` carries first values, what was typed, and the private metadata; then it closes."""
    ada = slack.person("Ada")
    card = await card_in(slack, app, slack.channel("papers", members=[ada]))
    ada.clicks(card, "Edit")
    [press] = await slack.eventually(lambda: app.of("block_actions"))
    choice = {"type": "static_select", "action_id": "tone", "options": [{"text": plain("Dry"), "value": "d"}]}
    form = modal(
        field("Text", "text", initial_value="as it was"),
        field("Note", "note") | {"optional": True},
        {"type": "input", "block_id": "tone", "label": plain("Tone"), "element": choice},
        private_metadata="d:edit:1",
        callback_id="edit",
    )
    await app.client.views_open(trigger_id=press["trigger_id"], view=form)
    view = ada.view
    assert view is not None
    with pytest.raises(CannotDo, match="“Tone” must be filled in"):
        ada.submits(view, {"Note": "x"})
    with pytest.raises(CannotDo, match="no field 'Nothing'"):
        ada.submits(view, {"Nothing": "x", "Tone": "Dry"})
    ada.submits(view, {"Tone": "Dry", "note": "shorter"})
    [body] = await slack.eventually(lambda: app.of("view_submission"))
    values = body["view"]["state"]["values"]
    assert values["text"]["text"] == {"type": "plain_text_input", "value": "as it was"}
    assert values["note"]["text"]["value"] == "shorter"
    assert values["tone"]["tone"]["selected_option"]["value"] == "d"
    assert (body["view"]["private_metadata"], body["view"]["callback_id"]) == ("d:edit:1", "edit")
    await slack.eventually(lambda: ada.view is None)
    assert not view.open


async def test_a_field_may_tell_of_every_letter(slack: LoopbackSlack, app: SmallApp) -> None:
    """A field that dispatches is told while it is typed in, and keeps its words when the form is updated."""
    ada = slack.person("Ada")
    ada.runs("/thread", "", slack.channel("papers", members=[ada]))
    [command] = await slack.eventually(lambda: app.of("/thread"))
    told = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}

    def form(hint: str) -> dict[str, Any]:
        text = field("Text", "text", initial_value="as it was", **told) | {"dispatch_action": True}
        return modal(text, field("Note", "note") | {"optional": True}, section(hint))

    opened = await app.client.views_open(trigger_id=command["trigger_id"], view=form("9/280"))
    view = ada.view
    assert view is not None
    assert ada.types(view, "Note", "untold") is None
    assert ada.types(view, "Text", "as it is") is not None
    [body] = await slack.eventually(lambda: app.of("block_actions"))
    [action] = body["actions"]
    assert (action["type"], action["block_id"], action["value"]) == ("plain_text_input", "text", "as it is")
    assert body["view"]["state"]["values"]["note"]["text"]["value"] == "untold"
    await app.client.views_update(view_id=view.id, hash=opened["view"]["hash"], view=form("8/280"))
    assert view.words.endswith("8/280")
    ada.submits(view)
    [sent] = await slack.eventually(lambda: app.of("view_submission"))
    assert sent["view"]["state"]["values"]["text"]["text"]["value"] == "as it is"


async def test_a_form_does_what_the_acknowledgement_says(slack: LoopbackSlack, app: SmallApp) -> None:
    """Errors keep it open, `update` changes it, `push` puts another above, `clear` closes all."""
    ada = slack.person("Ada")
    ada.runs("/thread", "", slack.channel("papers", members=[ada]))
    [command] = await slack.eventually(lambda: app.of("/thread"))
    form = modal(field("Text", "text"), notify_on_close=True)
    await app.client.views_open(trigger_id=command["trigger_id"], view=form)
    view = ada.view
    assert view is not None

    async def sends(answer: dict[str, Any]) -> None:
        app.answer = answer
        delivery = ada.submits(ada.view, {"Text": "words"})
        await slack.eventually(lambda: delivery.ack)

    await sends({"response_action": "errors", "errors": {"text": "too long"}})
    assert (view.open, view.errors) == (True, {"text": "too long"})
    await sends({"response_action": "errors", "errors": {"nowhere": "too long"}})
    assert slack.refusals[-1].error == "invalid_errors"
    await sends({"response_action": "update", "view": modal(field("Text", "other"))})
    assert (view.blocks[0]["block_id"], view.errors) == ("other", {})
    await sends({"response_action": "push", "view": form})
    assert ada.views[0] is view
    assert ada.views[1].previous == view.id
    ada.closes(ada.view)
    [closed] = await slack.eventually(lambda: app.of("view_closed"))
    assert closed["is_cleared"] is False
    await sends({"response_action": "clear"})
    assert ada.views == []


async def test_commands_and_shortcuts_come_from_the_manifest(slack: LoopbackSlack, app: SmallApp) -> None:
    """A command has its form fields, a shortcut its callback id; what the manifest lacks cannot be used."""
    slack.install(MANIFEST)
    ada = slack.person("Ada")
    papers = slack.channel("papers", members=[ada])
    card = await card_in(slack, app, papers)
    app.answer = {"text": "on it"}
    ada.runs("/thread", "https://arxiv.org/abs/2306.15626 thank Ben", papers)
    [body] = await slack.eventually(lambda: app.of("/thread"))
    assert body["text"] == "https://arxiv.org/abs/2306.15626 thank Ben"
    assert (body["user_id"], body["channel_id"], body["channel_name"]) == (ada.id, papers.id, "papers")
    [private] = await slack.eventually(lambda: slack.ephemerals(ada))
    assert private.text == "on it"
    ada.uses_shortcut("Approve tweet", card)
    [action] = await slack.eventually(lambda: app.of("message_action"))
    assert (action["callback_id"], action["message_ts"]) == ("approve", card.ts)
    assert action["message"]["text"] == "Tweet 1"
    ada.uses_shortcut("New draft")
    [shortcut] = await slack.eventually(lambda: app.of("shortcut"))
    assert shortcut["callback_id"] == "new"
    with pytest.raises(CannotDo, match="/poster is not a valid command"):
        ada.runs("/poster", "", papers)
    with pytest.raises(CannotDo, match="no message shortcut 'New draft'"):
        ada.uses_shortcut("New draft", card)


async def test_only_subscribed_events_are_told(slack: LoopbackSlack, app: SmallApp) -> None:
    """Events that the manifest does not name stay away, and so do those of channels without the bot."""
    slack.install(MANIFEST)
    ada = slack.person("Ada")
    outside, inside = slack.channel("a", members=[ada], with_bot=False), slack.channel("b", members=[ada])
    ada.says(outside, "unheard")
    said = ada.says(inside, f"{slack.mention} hello")
    ada.reacts(said, "eyes")
    ada.unreacts(said, "eyes")
    ada.says(slack.dm(ada), "unheard too")
    ada.opens_home()
    await slack.eventually(lambda: app.events("reaction_added"))
    assert [delivery.what for delivery in slack.deliveries] == ["message", "reaction_added"]


async def test_a_manifest_whose_events_lack_a_scope_is_refused(slack: LoopbackSlack) -> None:
    """Events, commands and scopes must fit together, and be known."""
    for wrong, words in (
        ({"settings": {"event_subscriptions": {"bot_events": ["app_mention"]}}}, "app_mentions:read"),
        ({"settings": {"event_subscriptions": {"bot_events": ["message.chanels"]}}}, "message.chanels"),
        ({"oauth_config": {"scopes": {"bot": ["chat:writ"]}}}, "chat:writ"),
        ({"oauth_config": {"scopes": {"bot": ["channels:history", "reactions:read"]}}}, "commands"),
    ):
        with pytest.raises(ValueError, match=words):
            slack.install({**MANIFEST, **wrong})


async def test_a_home_is_published_and_pressed(slack: LoopbackSlack, app: SmallApp) -> None:
    """The app hears that its home was opened, publishes one for that person, and a press in it comes back."""
    ada = slack.person("Ada")
    ada.opens_home()
    [event] = await slack.eventually(lambda: app.events("app_home_opened"))
    assert (event["user"], event["tab"]) == (ada.id, "home")
    blocks = [section("Your drafts"), row(button("Open", "open", "d1"))]
    await app.client.views_publish(user_id=ada.id, view={"type": "home", "blocks": blocks})
    assert ada.home is not None
    assert ada.home.words == "Your drafts\nOpen"
    ada.clicks(ada.home, "Open")
    [body] = await slack.eventually(lambda: app.of("block_actions"))
    assert body["container"] == {"type": "view", "view_id": ada.home.id}
    assert "response_url" not in body


async def test_nobody_presses_what_they_do_not_see(slack: LoopbackSlack, app: SmallApp) -> None:
    """Another's ephemeral, a message of a channel not joined and a button that is gone cannot be pressed."""
    ada, ben = slack.person("Ada"), slack.person("Ben")
    papers = slack.channel("papers", members=[ada])
    card = await card_in(slack, app, papers)
    with pytest.raises(CannotDo, match="Ben does not see"):
        ben.clicks(card, "Approve")
    with pytest.raises(CannotDo, match=r"finds no 'Undo'.*\['Approve', 'Edit'\]"):
        ada.clicks(card, "Undo")
    blocks = [row(button())]
    await app.client.chat_postEphemeral(channel=papers.id, user=ada.id, text="x", blocks=blocks)
    papers.members.add(ben.id)
    with pytest.raises(CannotDo, match="Ben does not see"):
        ben.clicks(slack.ephemerals(ada)[0], "Go")
    ada.clicks(slack.ephemerals(ada)[0], "Go")
    [body] = await slack.eventually(lambda: app.of("block_actions"))
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)


async def test_waiting_in_vain_tells_what_there_is(slack: LoopbackSlack, app: SmallApp) -> None:
    """A wait that fails names what was waited for and shows the messages that stand instead."""
    await card_in(slack, app, slack.channel("papers"))
    with pytest.raises(AssertionError, match=r"the approval did not come(?s:.)*Tweet 1"):
        await slack.eventually(lambda: False, seconds=0.05, what="the approval")
