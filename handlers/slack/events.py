"""What Slack tells: each event becomes one deed, written down before Slack is told that it arrived.

Bolt runs a listener before it acknowledges (`process_before_response`), so a listener writes down and
returns; what has to ask Slack something afterwards is left to a task of its own.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.actions import Action, Verb
from bot.deeds import Addressed, Asked, Noticed, Pressed, Reacted
from bot.errors import ChatError, HeraldError
from bot.hearing import Hearing
from bot.people import CardRef, Conversation, Person
from bot.ports import Chat
from handlers.slack import blocks
from handlers.slack.chat import PLATFORM, handle
from handlers.slack.people import Directory

log = logging.getLogger(__name__)

JSON = dict[str, Any]

SUBMIT_SECONDS = 2.5
"""So long a form may take to be saved; Slack wants to be answered within three."""

_SAID = {None, "file_share", "thread_broadcast", "message_changed"}
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


@dataclass
class Events:
    """The listeners of one app."""

    hearing: Hearing
    chat: Chat
    client: AsyncWebClient
    directory: Directory
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def listen(self, app: AsyncApp) -> None:
        """Have the app call these listeners."""
        app.event("message")(self.message)
        app.event("app_mention")(self.mention)
        app.event("reaction_added")(self.reaction)
        app.event("reaction_removed")(self.reaction)
        app.event("app_home_opened")(self.home)
        app.command("/thread")(self.thread)
        app.command("/tweet")(self.tweet)
        app.command("/poster-ad")(self.poster)
        app.action(re.compile(rf"^{blocks.BUTTON}-"))(self.button)
        app.action(re.compile(rf"^{blocks.TYPED}$"))(self.typed)
        app.view(blocks.FORM)(self.form)
        app.shortcut("draft")(self.draft)
        app.shortcut(re.compile("^(approve|regenerate|shorten)$"))(self.shortcut)
        app.event(re.compile(""))(_heard_for_nothing)  # else Slack would tell it again and again
        app.error(_failed)

    async def drain(self, seconds: float) -> None:
        """Let what is under way end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    # Messages and reactions -----------------------------------------------------------------------------

    async def message(self, body: JSON, context: AsyncBoltContext) -> None:
        """Somebody has posted or changed a message. What other bots post begins nothing: it costs money."""
        event: JSON = body["event"]
        changed = event.get("subtype") == "message_changed"
        said: JSON = event["message"] if changed else event
        if event.get("subtype") not in _SAID or "user" not in said or said.get("bot_id"):
            return
        if not changed and f"<@{context.bot_user_id}>" in said.get("text", ""):
            return  # it comes as a mention, too
        where = _place(event["channel"], said.get("thread_ts") or said["ts"])
        await self.hearing.hear(
            Noticed(
                event=body["event_id"],
                conversation=where,
                person=await self.directory.person(said["user"]),
                message=said["ts"],
                text=_text(said),
            )
        )

    async def mention(self, body: JSON) -> None:
        """Somebody speaks to Herald."""
        event: JSON = body["event"]
        if event.get("bot_id") or "user" not in event:
            return
        await self.hearing.hear(
            Addressed(
                event=body["event_id"],
                conversation=_place(event["channel"], event.get("thread_ts") or event["ts"]),
                person=await self.directory.person(event["user"]),
                message=event["ts"],
                text=_MENTION.sub(" ", event.get("text", "")).strip(),
            )
        )

    async def reaction(self, body: JSON) -> None:
        """Somebody has put an emoji on a message, or taken it away."""
        event: JSON = body["event"]
        item: JSON = event["item"]
        if item.get("type") != "message":
            return
        await self.hearing.hear(
            Reacted(
                event=body["event_id"],
                conversation=_place(item["channel"]),
                person=await self.directory.person(event["user"]),
                message=CardRef(handle=handle(item["channel"], item["ts"])),
                emoji=event["reaction"].partition("::")[0],
                added=event["type"] == "reaction_added",
                at=datetime.fromtimestamp(float(event["event_ts"]), UTC),
            )
        )

    async def home(self, body: JSON) -> None:
        """Somebody looks at Herald's home."""
        user: str = body["event"]["user"]
        if body["event"].get("tab") == "home":
            self._later(self._publish(user))

    async def _publish(self, user: str) -> None:
        drafts = await self.hearing.home(Person(platform=PLATFORM, id=user))
        await self.client.views_publish(user_id=user, view=blocks.home_view(drafts, person=user))

    # Commands -------------------------------------------------------------------------------------------

    async def thread(self, ack: AsyncAck, body: JSON) -> None:
        """`/thread arxiv-link notes`."""
        deed = Asked(
            event=body["trigger_id"],
            conversation=_place(body["channel_id"]),
            person=await self.directory.person(body["user_id"], body.get("user_name", "")),
            answer=body["response_url"],
            text=body.get("text", ""),
        )
        try:
            await self.hearing.hear(deed)
        except HeraldError as error:
            await ack(blocks.escaped(str(error)))
            return
        await ack()

    async def tweet(self, ack: AsyncAck, body: JSON) -> None:
        """`/tweet verb N words`."""
        self._later(self._instructed(body))
        await ack()

    async def _instructed(self, body: JSON) -> None:
        person = await self.directory.person(body["user_id"], body.get("user_name", ""))
        where, answer = _place(body["channel_id"]), body["response_url"]
        async with self._told(where, person, answer):
            action, note = await self.hearing.instructed(where, person, body.get("text", ""))
            if action.verb.takes_words and not note:
                await self._open_form(action, body["trigger_id"], where)
                return
            await self.hearing.hear(
                Pressed(
                    event=body["trigger_id"],
                    conversation=where,
                    person=person,
                    answer=answer,
                    action=action,
                    note=note,
                )
            )

    async def poster(self, ack: AsyncAck, body: JSON) -> None:  # noqa: ARG002  the form is not there yet
        """`/poster-ad`."""
        await ack("The poster's advertisement cannot be written from here yet; use herald in a terminal.")

    # Buttons, shortcuts, forms --------------------------------------------------------------------------

    async def button(self, ack: AsyncAck, body: JSON) -> None:
        """A button of a card."""
        where = _place(body["channel"]["id"], body["message"].get("thread_ts", ""))
        try:
            await self._act(Action.decode(body["actions"][0]["value"]), body, where)
        except HeraldError as error:
            self._later(self._tell(where, body, error))
        await ack()

    async def shortcut(self, ack: AsyncAck, body: JSON) -> None:
        """An entry of a message's menu, on one of Herald's tweets."""
        where = _place(body["channel"]["id"], body["message"].get("thread_ts", ""))
        message = CardRef(handle=handle(body["channel"]["id"], body["message"]["ts"]))
        try:
            await self._act(await self.hearing.aimed(message, Verb(body["callback_id"])), body, where)
        except HeraldError as error:
            self._later(self._tell(where, body, error))
        await ack()

    async def draft(self, ack: AsyncAck, body: JSON) -> None:
        """An entry of a message's menu, on a message that names a paper."""
        message: JSON = body["message"]
        deed = Asked(
            event=body["trigger_id"],
            conversation=_place(body["channel"]["id"], message.get("thread_ts") or message["ts"]),
            person=await self._person(body),
            answer=body["response_url"],
            text=_text(message),
            message=message["ts"],
        )
        try:
            await self.hearing.hear(deed)
        except HeraldError as error:
            self._later(self._tell(deed.conversation, body, error))
        await ack()

    async def _act(self, action: Action, body: JSON, where: Conversation) -> None:
        """Ask for what the verb takes, or have it done."""
        if action.verb.takes_form:
            self._later(self._form_or_words(action, body, where))
            return
        deed = Pressed(
            event=body["trigger_id"],
            conversation=where,
            person=await self._person(body),
            answer=body["response_url"],
            action=action,
        )
        await self.hearing.hear(deed)

    async def _form_or_words(self, action: Action, body: JSON, where: Conversation) -> None:
        async with self._told(where, await self._person(body), body["response_url"]):
            await self._open_form(action, body["trigger_id"], where)

    async def _open_form(self, action: Action, trigger: str, where: Conversation) -> None:
        form = await self.hearing.form(action)
        if form:
            memo = {"action": action.encode(), "channel": where.channel, "place": where.place}
            try:
                await self.client.views_open(trigger_id=trigger, view=blocks.form_view(form, memo))
            except SlackApiError:
                raise ChatError("Slack was too slow to open the form; press again.") from None

    async def typed(self, ack: AsyncAck, body: JSON) -> None:
        """Somebody types into a field that is followed: its hint is brought up to date."""
        self._later(self._hint(body))
        await ack()

    async def _hint(self, body: JSON) -> None:
        view: JSON = body["view"]
        memo: dict[str, str] = json.loads(view["private_metadata"])
        action = Action.decode(memo["action"])
        typed: JSON = body["actions"][0]
        form = await self.hearing.form(action)
        if form:
            hints = {typed["block_id"]: await self.hearing.hint(action, typed.get("value") or "")}
            fresh = blocks.form_view(form, memo, hints=hints)
            await self.client.views_update(view_id=view["id"], hash=view["hash"], view=fresh)

    async def form(self, ack: AsyncAck, body: JSON) -> None:
        """A form was sent: what stood in it is saved before it closes; else it stays open with the reason."""
        view: JSON = body["view"]
        memo: dict[str, str] = json.loads(view["private_metadata"])
        fields = blocks.filled_in(view)
        person = await self._person(body)
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                await self.hearing.submit(Action.decode(memo["action"]), person, fields, event=view["id"])
        except TimeoutError:
            words = "Herald's store is slow to answer; what you typed stays here: send it again."
            await ack(response_action="errors", errors={next(iter(fields)): words})
        except HeraldError as error:
            await ack(response_action="errors", errors={next(iter(fields)): str(error)})
        else:
            await ack()

    # Telling --------------------------------------------------------------------------------------------

    async def _person(self, body: JSON) -> Person:
        user: JSON = body["user"]
        return await self.directory.person(user["id"], user.get("name") or user.get("username") or "")

    async def _tell(self, where: Conversation, body: JSON, error: HeraldError) -> None:
        person = Person(platform=PLATFORM, id=body["user"]["id"])
        await self.chat.tell(where, person, str(error), body["response_url"])

    def _told(self, where: Conversation, person: Person, answer: str) -> "_Told":
        return _Told(self.chat, where, person, answer)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it in a task of its own; what goes wrong there is named in the log."""
        task = asyncio.create_task(_named(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@dataclass
class _Told:
    """The error boundary of what is done after the acknowledgement: words for the person alone."""

    chat: Chat
    where: Conversation
    person: Person
    answer: str

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, HeraldError):
            return False
        await self.chat.tell(self.where, self.person, str(error), self.answer)
        return True


async def _named(work: Awaitable[None]) -> None:
    try:
        await work
    except (HeraldError, SlackClientError, OSError, TimeoutError) as error:
        log.warning("an answer to Slack failed (%s)", type(error).__name__)


async def _heard_for_nothing() -> None:
    """Events that mean nothing to Herald are acknowledged all the same."""


async def _failed(error: Exception) -> None:
    """A listener that fails is not acknowledged: Slack tells it again. Its words stay out of the log."""
    log.warning("a deed could not be written down (%s); Slack will tell it again", type(error).__name__)


def _place(channel: str, ts: str = "") -> Conversation:
    return Conversation(platform=PLATFORM, channel=channel, place=ts)


def _text(message: JSON) -> str:
    """All that a message says: its text, its snippets' beginnings, and what it quotes."""
    parts = [message.get("text", "")]
    for file in message.get("files", ()):
        parts += [file.get(name, "") for name in ("title", "preview", "plain_text")]
    for quoted in message.get("attachments", ()):
        parts += [quoted.get(name, "") for name in ("from_url", "original_url", "text")]
    return "\n".join(str(part) for part in parts if part)
