"""What people ask Herald for: commands, buttons, and the entries of a message's menu.

Bolt runs a listener before it acknowledges (`process_before_response`), so a listener writes down and
returns; what has to ask Slack something afterwards is left to a task of its own.
"""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck

from bot.actions import Action, Verb
from bot.deeds import Asked, Pressed
from bot.people import CardRef, Conversation, Person
from handlers.slack.blocks import escaped
from handlers.slack.chat import handle
from handlers.slack.desk import JSON, Desk, person, place
from handlers.slack.events import all_text
from handlers.slack.forms import Forms


@dataclass
class Commands:
    """The listeners."""

    desk: Desk
    forms: Forms

    async def thread(self, ack: AsyncAck, body: JSON) -> None:
        """`/thread arxiv-link notes`."""
        who, where, text = _command(body)
        deed = Asked(
            event=body["trigger_id"],
            conversation=where,
            person=who,
            answer=body["response_url"],
            text=text,
        )
        async with self.desk.told(where, who, deed.answer, text):
            await self.desk.hear(deed)
        await ack()

    async def tweet(self, ack: AsyncAck, body: JSON) -> None:
        """`/tweet verb N words`."""
        who, where, text = _command(body)
        remark = ""
        async with self.desk.told(where, who, body["response_url"], text):
            action, note, remark = await self.desk.hearing.instructed(where, who, text)
            asks = action.verb.takes_words and not note
            await self._act(action, body, who, where, note, asks=asks)
        await ack(escaped(remark))

    async def poster(self, ack: AsyncAck, body: JSON) -> None:
        """`/poster-ad [arxiv-link]`."""
        self.desk.later(self._poster_form(body))
        await ack()

    async def _poster_form(self, body: JSON) -> None:
        who, where, text = _command(body)
        async with self.desk.told(where, who, body["response_url"], text):
            await self.forms.open_poster(text, body["trigger_id"], where)

    async def button(self, ack: AsyncAck, body: JSON) -> None:
        """A button of a card."""
        who, where = person(body["user"]), _where(body)
        async with self.desk.told(where, who, body["response_url"]):
            action = Action.decode(body["actions"][0]["value"])
            await self._act(action, body, who, where, asks=action.verb.takes_form)
        await ack()

    async def shortcut(self, ack: AsyncAck, body: JSON) -> None:
        """An entry of a message's menu, on one of Herald's tweets."""
        who, where = person(body["user"]), _where(body)
        message = CardRef(handle=handle(body["channel"]["id"], body["message"]["ts"]))
        async with self.desk.told(where, who, body["response_url"]):
            action = await self.desk.hearing.aimed(message, Verb(body["callback_id"]))
            await self._act(action, body, who, where, asks=action.verb.takes_form)
        await ack()

    async def draft(self, ack: AsyncAck, body: JSON) -> None:
        """An entry of a message's menu, on a message that names a paper."""
        message: JSON = body["message"]
        who = person(body["user"])
        where = place(body["channel"]["id"], message.get("thread_ts") or message["ts"])
        deed = Asked(
            event=body["trigger_id"],
            conversation=where,
            person=who,
            answer=body["response_url"],
            text=all_text(message),
            message=message["ts"],
        )
        async with self.desk.told(where, who, deed.answer):
            await self.desk.hear(deed)
        await ack()

    async def _act(
        self, action: Action, body: JSON, who: Person, where: Conversation, note: str = "", *, asks: bool
    ) -> None:
        """Ask for what the verb takes, or have it done."""
        if asks:
            self.desk.later(self._asked_for(action, body, who, where))
            return
        deed = Pressed(
            event=body["trigger_id"],
            conversation=where,
            person=who,
            answer=body["response_url"],
            action=action,
            note=note,
        )
        await self.desk.hear(deed)

    async def _asked_for(self, action: Action, body: JSON, who: Person, where: Conversation) -> None:
        async with self.desk.told(where, who, body["response_url"]):
            await self.forms.open(action, body["trigger_id"], where)


def _command(body: JSON) -> tuple[Person, Conversation, str]:
    """Who has run a command where, and with what words."""
    who = person(body["user_id"], body.get("user_name", ""))
    return who, place(body["channel_id"]), body.get("text", "")


def _where(body: JSON) -> Conversation:
    """The thread in which a button was pressed or a menu opened."""
    return place(body["channel"]["id"], body["message"].get("thread_ts", ""))
