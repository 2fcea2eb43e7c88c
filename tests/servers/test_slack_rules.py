"""The loopback Slack's rules, through Slack's own SDK: each limit admits at its edge."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.servers.slack import Channel, LoopbackSlack, Person
from tests.servers.slack_app import JSON, button, client, code, field, modal, plain, row, section, trigger

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    """A Slack without limits of pace."""
    async with LoopbackSlack(pace=0) as loopback:
        yield loopback


@pytest.fixture
def ada(slack: LoopbackSlack) -> Person:
    """Somebody."""
    return slack.person("Ada")


@pytest.fixture
def papers(slack: LoopbackSlack, ada: Person) -> Channel:
    """A channel with her and the bot."""
    return slack.channel("papers", members=[ada])


@pytest.fixture
def sdk(slack: LoopbackSlack) -> AsyncWebClient:
    """The SDK with the bot's token."""
    return client(slack)


# Sizes -----------------------------------------------------------------------------------------------------

BLOCK_EDGES: dict[str, tuple[int, Callable[[int], list[JSON]]]] = {
    "blocks": (50, lambda n: [{"type": "divider"}] * n),
    "section": (3000, lambda n: [section("x" * n)]),
    "header": (150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    "button text": (75, lambda n: [row(button("x" * n))]),
    "button value": (2000, lambda n: [row(button(value="x" * n))]),
    "alt text": (
        2000,
        lambda n: [{"type": "image", "image_url": "https://x.org/i.png", "alt_text": "x" * n}],
    ),
    "actions": (25, lambda n: [row(*(button(action_id=str(i)) for i in range(n)))]),
    "context": (10, lambda n: [{"type": "context", "elements": [plain("x")] * n}]),
    "fields": (10, lambda n: [{"type": "section", "fields": [plain("x")] * n}]),
    "action id": (255, lambda n: [row(button(action_id="x" * n))]),
    "block id": (255, lambda n: [row(button()) | {"block_id": "x" * n}]),
}


@pytest.mark.parametrize("name", BLOCK_EDGES)
async def test_blocks_have_sizes(
    slack: LoopbackSlack, papers: Channel, sdk: AsyncWebClient, name: str
) -> None:
    """The greatest size is taken; one more is `invalid_blocks`, with the place in the answer."""
    most, make = BLOCK_EDGES[name]
    await sdk.chat_postMessage(channel=papers.id, text="x", blocks=make(most))
    assert slack.refusals == []
    with pytest.raises(SlackApiError) as refused:
        await sdk.chat_postMessage(channel=papers.id, text="x", blocks=make(most + 1))
    assert refused.value.response["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks" in refused.value.response["errors"][0]
    assert [refusal.error for refusal in slack.refusals] == ["invalid_blocks"]
    assert len(slack.messages(papers)) == 1


@pytest.mark.parametrize(
    "blocks",
    [
        [row(button(), button())],
        [row(button()) | {"block_id": "a"}, section("x") | {"block_id": "a"}],
        [section("")],
        [row()],
    ],
    ids=["an action id twice in a block", "a block id twice", "no text", "no buttons"],
)
async def test_some_blocks_are_refused(papers: Channel, sdk: AsyncWebClient, blocks: list[JSON]) -> None:
    """Ids are unique, and nothing is empty."""
    assert await code(sdk.chat_postMessage(channel=papers.id, text="x", blocks=blocks)) == "invalid_blocks"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "sction", "text": plain("x")},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        section("x") | {"colour": "red"},
    ],
)
async def test_shapes_are_checked(
    slack: LoopbackSlack, papers: Channel, sdk: AsyncWebClient, block: JSON
) -> None:
    """An unknown type, a text of the wrong kind and a field too many break Slack's schema."""
    if not slack.schema_checked:
        pytest.skip("Slack's schema of blocks is not beside the repository")
    assert await code(sdk.chat_postMessage(channel=papers.id, text="x", blocks=[block])) == "invalid_blocks"


async def test_messages_have_sizes(papers: Channel, sdk: AsyncWebClient) -> None:
    """All texts together, an update's text and metadata have limits; a message needs something to say."""

    def metadata(size: int) -> JSON:
        empty = '{"event_type":"piece","event_payload":{"id":""}}'
        return {"event_type": "piece", "event_payload": {"id": "x" * (size - len(empty))}}

    def texts(size: int) -> list[JSON]:
        return [section("x" * 2640) for _ in range(4)] + [section("x" * (size - 4 * 2640))]

    sent = await sdk.chat_postMessage(
        channel=papers.id, text="x", blocks=texts(13_200), metadata=metadata(4000)
    )
    where: Any = {"channel": papers.id, "ts": sent["ts"]}
    await sdk.chat_update(**where, text="x" * 4000)
    post = sdk.chat_postMessage
    assert await code(sdk.chat_update(**where, text="x" * 4001)) == "msg_too_long"
    assert await code(post(channel=papers.id, text="x", blocks=texts(13_201))) == "msg_blocks_too_long"
    assert await code(post(channel=papers.id, text="x", metadata=metadata(4001))) == "metadata_too_large"
    assert await code(post(channel=papers.id, text="x", metadata={"id": 1})) == "invalid_metadata_format"
    assert await code(sdk.api_call("chat.postMessage", json={"channel": papers.id})) == "no_text"


VIEW_EDGES: dict[str, tuple[int, Callable[[int], JSON]]] = {
    "blocks": (100, lambda n: modal(*[{"type": "divider"}] * n)),
    "title": (24, lambda n: modal(title=plain("x" * n))),
    "submit": (24, lambda n: modal(submit=plain("x" * n))),
    "close": (24, lambda n: modal(close=plain("x" * n))),
    "private metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "callback id": (255, lambda n: modal(callback_id="x" * n)),
    "label": (2000, lambda n: modal(field("x" * n, "a"))),
}


@pytest.mark.parametrize("name", VIEW_EDGES)
async def test_views_have_sizes(slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient, name: str) -> None:
    """The greatest size is taken; one more is `invalid_arguments`."""
    most, make = VIEW_EDGES[name]
    await sdk.views_open(trigger_id=trigger(slack, ada), view=make(most))
    again = sdk.views_open(trigger_id=trigger(slack, ada), view=make(most + 1))
    assert await code(again) == "invalid_arguments"


async def test_a_form_with_inputs_needs_a_way_to_send_it(
    slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient
) -> None:
    """A modal with inputs and without `submit` is refused, and so is one of another type."""
    for view in (modal(field("a", "b")) | {"submit": None}, modal() | {"type": "home"}):
        assert await code(sdk.views_open(trigger_id=trigger(slack, ada), view=view)) == "invalid_arguments"


# Once, soon, and in order ----------------------------------------------------------------------------------


async def test_a_trigger_opens_once_and_soon(slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient) -> None:
    """A trigger is gone after its use and after its time; one that nobody gave is invalid."""
    name = trigger(slack, ada)
    await sdk.views_open(trigger_id=name, view=modal())
    assert await code(sdk.views_open(trigger_id=name, view=modal())) == "exchanged_trigger_id"
    assert await code(sdk.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    assert slack.workspace.trigger_seconds == 3
    slack.workspace.trigger_seconds = 0.01
    old = trigger(slack, ada)
    await asyncio.sleep(0.02)
    assert await code(sdk.views_open(trigger_id=old, view=modal())) == "expired_trigger_id"


async def test_views_change_while_they_are_open(
    slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient
) -> None:
    """`views.update` wants an open view and, if one is given, the right hash; at most three are stacked."""
    opened = await sdk.views_open(trigger_id=trigger(slack, ada), view=modal())
    view_id, old = opened["view"]["id"], opened["view"]["hash"]
    await sdk.views_update(view_id=view_id, hash=old, view=modal(section("new")))
    assert ada.view is not None
    assert ada.view.words == "new"
    assert await code(sdk.views_update(view_id=view_id, hash=old, view=modal())) == "hash_conflict"
    assert await code(sdk.views_push(trigger_id=trigger(slack, ada), view=modal())) == "invalid_trigger_id"
    for result in ("", "", "push_limit_reached"):
        inside = slack.run(lambda: slack.workspace.add_trigger(ada.id, view_id))
        assert await code(sdk.views_push(trigger_id=inside, view=modal())) == result
    ada.closes(ada.view, all_of_them=True)
    assert await code(sdk.views_update(view_id=view_id, view=modal())) == "not_found"


async def test_a_response_url_serves_five_times(slack: LoopbackSlack, ada: Person, papers: Channel) -> None:
    """The sixth use of a response URL, and any after its time, answers 404."""
    url = slack.run(lambda: slack.workspace.add_response_url(papers, ada.id))
    hook = AsyncWebhookClient(url)
    answers = [(await hook.send(text=str(number))).status_code for number in range(6)]
    assert answers == [200, 200, 200, 200, 200, 404]
    assert [message.text for message in slack.ephemerals(ada)] == ["0", "1", "2", "3", "4"]
    slack.workspace.response_url_seconds = -1
    late = slack.run(lambda: slack.workspace.add_response_url(papers, ada.id))
    assert (await AsyncWebhookClient(late).send(text="x")).status_code == 404


async def test_a_fresh_picture_is_refused_in_blocks(
    slack: LoopbackSlack, ada: Person, papers: Channel, sdk: AsyncWebClient
) -> None:
    """A picture may be shown when its type is known, some time after the upload; others never."""
    ada.uploads(papers, "theirs.png", content=PNG, foreign=True)
    assert slack.workspace.file_seconds == 1
    slack.workspace.file_seconds = 3600
    uploaded = await sdk.files_upload_v2(content=PNG, filename="figure.png")
    file_id = uploaded["files"][0]["id"]

    def shown(name: str) -> Any:
        image = {"type": "image", "slack_file": {"id": name}, "alt_text": "A figure"}
        return sdk.chat_postMessage(channel=papers.id, text="x", blocks=[image])

    assert (await sdk.files_info(file=file_id))["file"]["mimetype"] == ""
    with pytest.raises(SlackApiError, match="invalid slack file") as refused:
        await shown(file_id)
    assert refused.value.response["error"] == "invalid_blocks"
    assert slack.refusals == []  # it could not know
    slack.files[file_id].ready_at -= 3600
    assert (await sdk.files_info(file=file_id))["file"]["mimetype"] == "image/png"
    await shown(file_id)
    assert slack.files[file_id].content == PNG
    slack.workspace.file_seconds = 0
    text = await sdk.files_upload_v2(content=b"words", filename="notes.txt")
    assert await code(shown(text["files"][0]["id"])) == await code(shown("F0")) == "invalid_blocks"
    assert len(slack.refusals) == 2


async def test_a_file_is_what_was_announced(papers: Channel, sdk: AsyncWebClient) -> None:
    """Bytes of another length are refused, and a file without bytes is none; shared, it makes a message."""
    told = await sdk.files_getUploadURLExternal(filename="a.txt", length=5)
    named = [{"id": told["file_id"]}]
    assert await code(sdk.files_completeUploadExternal(files=named)) == "file_not_found"
    upload = AsyncWebhookClient(told["upload_url"])
    assert (await upload.send_dict({"longer": "than five"})).status_code == 400
    assert await code(sdk.files_completeUploadExternal(files=named)) == "file_not_found"


# Whose, and where ------------------------------------------------------------------------------------------


async def test_tokens_and_scopes(slack: LoopbackSlack, papers: Channel, sdk: AsyncWebClient) -> None:
    """A call needs the right kind of token and the method's scope; the answer tells which were granted."""
    slack.workspace.scopes = {"chat:write", "channels:history"}
    told = await sdk.auth_test()
    assert (told["user_id"], told["bot_id"]) == ("U0HERALD", "B0HERALD")
    assert told.headers["x-oauth-scopes"] == "channels:history,chat:write"
    said = await sdk.chat_postMessage(channel=papers.id, text="x")
    where = {"channel": papers.id, "timestamp": said["ts"], "name": "eyes"}
    with pytest.raises(SlackApiError) as refused:
        await sdk.reactions_add(**where)
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "reactions:write"
    assert refused.value.response["provided"] == "channels:history,chat:write"
    private = slack.channel("secret", private=True)
    assert await code(sdk.conversations_history(channel=private.id)) == "missing_scope"
    assert await code(client(slack, "xoxb-other").auth_test()) == "invalid_auth"
    assert await code(client(slack, slack.app_token).auth_test()) == "not_allowed_token_type"
    assert await code(sdk.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert await code(sdk.api_call("chat.shout")) == "unknown_method"


async def test_the_bot_acts_where_it_is(slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient) -> None:
    """Outside its channels it can do nothing but join a public one, and ephemerals go to members only."""
    away = slack.channel("away", members=[ada], with_bot=False)
    assert await code(sdk.chat_postMessage(channel=away.id, text="x")) == "not_in_channel"
    assert await code(sdk.conversations_history(channel=away.id)) == "not_in_channel"
    slack.workspace.scopes.add("chat:write.public")
    await sdk.chat_postMessage(channel=away.id, text="from outside")
    slack.workspace.scopes.discard("chat:write.public")
    assert await code(sdk.chat_postMessage(channel="C9", text="x")) == "channel_not_found"
    await sdk.conversations_join(channel=away.id)
    await sdk.chat_postMessage(channel=away.id, text="x")
    ben = slack.person("Ben")
    told = sdk.chat_postEphemeral(channel=away.id, user=ben.id, text="x")
    assert await code(told) == "user_not_in_channel"


async def test_messages_are_their_writers(ada: Person, papers: Channel, sdk: AsyncWebClient) -> None:
    """Only one's own message can be changed or deleted; one that is gone is not found."""
    theirs = ada.says(papers, "mine")
    assert await code(sdk.chat_update(channel=papers.id, ts=theirs.ts, text="x")) == "cant_update_message"
    assert await code(sdk.chat_delete(channel=papers.id, ts=theirs.ts)) == "cant_delete_message"
    own = (await sdk.chat_postMessage(channel=papers.id, text="x"))["ts"]
    await sdk.chat_delete(channel=papers.id, ts=own)
    assert await code(sdk.chat_update(channel=papers.id, ts=own, text="x")) == "message_not_found"


async def test_threads_hang_on_messages(
    slack: LoopbackSlack, ada: Person, papers: Channel, sdk: AsyncWebClient
) -> None:
    """A reply goes below a message that is no reply; a thread is read in pages, metadata on demand."""
    root = ada.says(papers, "root")
    post = sdk.chat_postMessage
    metadata = {"event_type": "piece", "event_payload": {"id": "d:1"}}
    for number in range(5):
        await post(channel=papers.id, thread_ts=root.ts, text=f"reply {number}", metadata=metadata)
    reply = slack.replies(root)[0]
    assert await code(post(channel=papers.id, thread_ts=reply.ts, text="x")) == "cannot_reply_to_message"
    assert await code(post(channel=papers.id, thread_ts="1.000000", text="x")) == "thread_not_found"
    seen: list[JSON] = []
    cursor = ""
    for _ in range(3):
        page = await sdk.conversations_replies(
            channel=papers.id, ts=root.ts, limit=2, cursor=cursor, include_all_metadata=True
        )
        seen += page["messages"]
        cursor = page["response_metadata"]["next_cursor"]
    assert cursor == ""
    assert [one["text"] for one in seen] == ["root", *(f"reply {number}" for number in range(5))]
    assert seen[0]["reply_count"] == 5
    assert all(one["metadata"] == metadata for one in seen[1:])
    plainly = await sdk.conversations_replies(channel=papers.id, ts=root.ts)
    assert not any("metadata" in one for one in plainly["messages"])
    later = await sdk.conversations_replies(channel=papers.id, ts=root.ts, oldest=reply.ts)
    assert len(later["messages"]) == 5  # the first message, and four
    told = await sdk.conversations_history(channel=papers.id)
    assert [one["ts"] for one in told["messages"]] == [root.ts]


async def test_a_deleted_message_leaves_its_thread(
    slack: LoopbackSlack, ada: Person, papers: Channel, sdk: AsyncWebClient
) -> None:
    """Below a deleted message with replies one may still write; without replies nothing is left of it."""
    root, lonely = ada.says(papers, "root"), ada.says(papers, "lonely")
    await sdk.chat_postMessage(channel=papers.id, thread_ts=root.ts, text="a reply")
    ada.deletes(root)
    ada.deletes(lonely)
    await sdk.chat_postMessage(channel=papers.id, thread_ts=root.ts, text="another")
    told = await sdk.conversations_replies(channel=papers.id, ts=root.ts)
    assert [one.get("subtype") for one in told["messages"]] == ["tombstone", None, None]
    assert [one["ts"] for one in (await sdk.conversations_history(channel=papers.id))["messages"]] == [
        root.ts
    ]
    assert (
        await code(sdk.chat_postMessage(channel=papers.id, thread_ts=lonely.ts, text="x"))
        == "thread_not_found"
    )
    assert await code(sdk.conversations_replies(channel=papers.id, ts=lonely.ts)) == "thread_not_found"
    assert slack.refusals == []  # the bot could not know


async def test_a_status_stands_until_a_message_comes(
    slack: LoopbackSlack, ada: Person, papers: Channel, sdk: AsyncWebClient
) -> None:
    """What the app says that it is doing vanishes with its next message in the thread."""
    root = ada.says(papers, "root")
    where: Any = {"channel_id": papers.id, "thread_ts": root.ts}
    await sdk.assistant_threads_setStatus(**where, status="is reading the paper")
    assert slack.status_of(root) == "is reading the paper"
    await sdk.chat_postMessage(channel=papers.id, thread_ts=root.ts, text="done")
    assert slack.status_of(root) == ""


async def test_reactions_are_there_once(ada: Person, papers: Channel, sdk: AsyncWebClient) -> None:
    """The same reaction twice, one that is not there and one of no name are refused."""
    said = ada.says(papers, "hello")
    where = {"channel": papers.id, "timestamp": said.ts}
    await sdk.reactions_add(**where, name="eyes")
    assert await code(sdk.reactions_add(**where, name="eyes")) == "already_reacted"
    await sdk.reactions_remove(**where, name="eyes")
    assert await code(sdk.reactions_remove(**where, name="eyes")) == "no_reaction"
    assert await code(sdk.reactions_add(**where, name=":eyes:")) == "invalid_name"


async def test_an_update_keeps_what_it_does_not_name(
    slack: LoopbackSlack, papers: Channel, sdk: AsyncWebClient
) -> None:
    """Metadata stay unless new ones come; a text without blocks takes the blocks away; links are found."""
    metadata = {"event_type": "piece", "event_payload": {"id": "d:1"}}
    sent = await sdk.chat_postMessage(
        channel=papers.id, text="a", blocks=[section("<!channel> a & b")], metadata=metadata
    )
    [message] = slack.messages(papers)
    assert message.pings == ["<!channel>"]
    await sdk.chat_update(channel=papers.id, ts=sent["ts"], text="b")
    assert (message.text, message.blocks, message.metadata) == ("b", [], metadata)
    assert message.texts == ["a", "b"]
    link = await sdk.chat_getPermalink(channel=papers.id, message_ts=sent["ts"])
    assert link["permalink"].endswith(f"/archives/{papers.id}/p{sent['ts'].replace('.', '')}")


async def test_people_and_groups_are_looked_up(
    slack: LoopbackSlack, ada: Person, sdk: AsyncWebClient
) -> None:
    """A person, a group's members, a channel and a conversation of two are told by id."""
    group = slack.usergroup([ada])
    assert (await sdk.users_info(user=ada.id))["user"]["profile"]["real_name"] == "Ada"
    assert (await sdk.usergroups_users_list(usergroup=group))["users"] == [ada.id]
    assert await code(sdk.users_info(user="U9")) == "user_not_found"
    await sdk.chat_postMessage(channel=ada.id, text="to you")
    [message] = slack.messages(slack.dm(ada))
    assert message.text == "to you"
    assert (await sdk.conversations_info(channel=message.channel.id))["channel"]["user"] == ada.id


# Pace ------------------------------------------------------------------------------------------------------


async def test_a_channel_takes_a_message_a_second(slack: LoopbackSlack, sdk: AsyncWebClient) -> None:
    """Four at once pass, the fifth is 429 with Retry-After, another channel is free, and time heals."""
    assert LoopbackSlack().workspace.pace.factor == 1
    slack.workspace.pace.factor = 2.0  # room for a slow machine
    one, other = slack.channel("one"), slack.channel("other")
    for _ in range(4):
        await sdk.chat_postMessage(channel=one.id, text="x")
    with pytest.raises(SlackApiError) as refused:
        await sdk.chat_postMessage(channel=one.id, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "2"
    assert slack.refusals[-1].error == "ratelimited"
    await sdk.chat_postMessage(channel=other.id, text="x")
    sdk.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    await sdk.chat_postMessage(channel=one.id, text="patient")
    assert slack.messages(one)[-1].text == "patient"


async def test_updates_are_counted_by_the_minute(
    slack: LoopbackSlack, papers: Channel, sdk: AsyncWebClient
) -> None:
    """Fifty updates a minute are taken, the next is not; in a hurry a minute is shorter."""
    slack.workspace.pace.factor = 1.0
    sent = await sdk.chat_postMessage(channel=papers.id, text="x")
    where: Any = {"channel": papers.id, "ts": sent["ts"]}
    for number in range(50):
        await sdk.chat_update(**where, text=str(number))
    assert await code(sdk.chat_update(**where, text="x")) == "ratelimited"
    slack.workspace.pace.factor = 0.0001
    await asyncio.sleep(0.01)
    assert await code(sdk.chat_update(**where, text="x")) == ""
