"""Forms: opened, followed while somebody types, and saved before they close."""

import asyncio
import json
from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter
from slack_bolt.async_app import AsyncAck

from bot.actions import Action
from bot.errors import ChatError, HeraldError
from bot.forms import Form
from bot.people import Conversation
from handlers.slack import blocks
from handlers.slack.desk import JSON, Desk, person, place
from handlers.slack.people import UNREACHABLE

SUBMIT_SECONDS = 2.5
"""So long a form may take to be saved; Slack wants to be answered within three."""

SLOW = "Herald's store is slow to answer; what you typed stays here: send it again."


@dataclass
class Forms:
    """What listens to forms. `pace` keeps `views.update` within its tier, 100 a minute."""

    desk: Desk
    pace: AsyncLimiter
    _typed: dict[str, JSON] = field(default_factory=dict)  # by form: what is to be told about last

    async def open(self, action: Action, trigger: str, where: Conversation) -> None:
        """Ask for what the action takes. Raises what there is to say instead."""
        form = await self.desk.hearing.form(action)
        if form:
            await self._show(form, action.encode(), trigger, where)

    async def open_poster(self, text: str, trigger: str, where: Conversation) -> None:
        """Ask for what is known of a poster. Raises what there is to say instead."""
        form, memo = await self.desk.hearing.poster_form(where, text)
        await self._show(form, memo, trigger, where)

    async def _show(self, form: Form, memo: str, trigger: str, where: Conversation) -> None:
        kept = {"memo": memo, "channel": where.channel, "place": where.place}
        try:
            await self.desk.client.views_open(trigger_id=trigger, view=blocks.form_view(form, kept))
        except UNREACHABLE:
            raise ChatError("Slack was too slow to open the form; press again.") from None

    async def typed(self, ack: AsyncAck, body: JSON) -> None:
        """Somebody types into a field that is followed: its hint is brought up to date."""
        view = body["view"]["id"]
        followed = view in self._typed
        self._typed[view] = body
        if not followed:
            self.desk.later(self._follow(view))
        await ack()

    async def _follow(self, view: str) -> None:
        """Tell about the last text of a form, until none has come meanwhile."""
        told: JSON = {}
        try:
            while told is not self._typed[view]:
                async with self.pace:
                    told = self._typed[view]
                    await self._hint(told)
        finally:
            del self._typed[view]

    async def _hint(self, body: JSON) -> None:
        view: JSON = body["view"]
        memo: dict[str, str] = json.loads(view["private_metadata"])
        action = Action.decode(memo["memo"])
        typed: JSON = body["actions"][0]
        form = await self.desk.hearing.form(action)
        if form:
            hints = {typed["block_id"]: await self.desk.hearing.hint(action, typed.get("value") or "")}
            # What stands in the fields stays: Slack keeps it for fields whose ids are the same.
            fresh = blocks.form_view(form, memo, hints=hints)
            await self.desk.client.views_update(view_id=view["id"], view=fresh)

    async def sent(self, ack: AsyncAck, body: JSON) -> None:
        """A form was sent: what stood in it is saved before it closes; else it stays open with the reason."""
        view: JSON = body["view"]
        memo: dict[str, str] = json.loads(view["private_metadata"])
        fields = blocks.filled_in(view)
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                who = await self.desk.directory.person(person(body["user"]))
                where = place(memo["channel"], memo["place"])
                await self.desk.hearing.sent(where, who, memo["memo"], fields, view["id"])
        except TimeoutError:
            await ack(response_action="errors", errors={next(iter(fields)): SLOW})
        except HeraldError as error:
            await ack(response_action="errors", errors={next(iter(fields)): str(error)})
        else:
            await ack()
