"""A person at their client: what they write, press, run and fill in, and what they alone see."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.discord.asking import command_data, find_command, modal_data
from tests.servers.discord.commands import MESSAGE_MENU
from tests.servers.discord.components import BUTTON
from tests.servers.discord.errors import CannotDo
from tests.servers.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction
from tests.servers.discord.mentions import mentions
from tests.servers.discord.model import REPLY, Attachment, Channel, Json, Message, Thread, User
from tests.servers.discord.seen import Modal, Seen, seen, seen_modal
from tests.servers.discord.watching import Place, Watching


class Person:
    """Somebody in the guild; another bot, too. Nothing here waits for our bot but `autocompletes`."""

    def __init__(self, discord: Watching, user: User) -> None:
        self._discord = discord
        self._world = discord.world
        self.user = user

    @property
    def name(self) -> str:
        """What they are called."""
        return self.user.name

    @property
    def id(self) -> int:
        """Their id."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How a message mentions them."""
        return f"<@{self.id}>"

    @property
    def ephemerals(self) -> list[Seen]:
        """The messages that they alone see, oldest first."""
        return self._discord.run(
            lambda: [
                seen(message)
                for channel in self._world.channels.values()
                for message in channel.messages.values()
                if message.seen_by is self.user
            ]
        )

    @property
    def modal(self) -> Modal | None:
        """The newest form that was shown to them and that they have not submitted."""
        shown = [one for one in self._discord.interactions.all if one.person is self.user and one.modal]
        return seen_modal(shown[-1].modal or {}, shown[-1].id) if shown else None

    @property
    def failures(self) -> list[str]:
        """What they tried and the bot did not answer in time."""
        failed = self._discord.interactions.failed
        return [one.what for one in self._discord.interactions.all if one.person is self.user and failed(one)]

    # Messages and reactions ------------------------------------------------------------------------------

    def says(
        self, where: Place, text: str, *, files: Sequence[tuple[str, bytes]] = (), to: Seen | None = None
    ) -> Seen:
        """Post a message, perhaps in answer to another; an archived thread awakes."""

        def deed() -> Seen:
            channel = self._discord.place(where)
            if isinstance(channel, Thread) and channel.locked:
                raise CannotDo(f"the thread {channel.name!r} is locked")
            attachments = [Attachment(name, content) for name, content in files]
            message = Message(channel, self.user, content=text, attachments=attachments)
            if to:
                message.reference, message.kind = self._message(to), REPLY
            self._mention(message, notify=True)
            self._world.post(message)
            return seen(message)

        return self._discord.run(deed)

    def whispers(self, text: str) -> Seen:
        """Write to our bot alone."""
        return self.says(self._discord.run(lambda: self._world.direct_channel(self.user)).id, text)

    def edits(self, message: Seen, text: str) -> Seen:
        """Change a message of theirs."""

        def deed() -> Seen:
            found = self._message(message)
            if found.author is not self.user:
                raise CannotDo(f"{self.user.name} cannot edit a message of {found.author.name}")
            found.content = text
            self._mention(found, notify=False)
            self._world.edit(found)
            return seen(found)

        return self._discord.run(deed)

    def deletes(self, message: Seen) -> None:
        """Delete a message."""
        self._discord.run(lambda: self._world.delete(self._message(message)))

    def reacts(self, message: Seen, emoji: str) -> None:
        """Put a reaction on a message."""
        self._discord.run(lambda: self._world.react(self._awake(message), self.user, emoji))

    def unreacts(self, message: Seen, emoji: str) -> None:
        """Take a reaction back."""
        self._discord.run(lambda: self._world.unreact(self._awake(message), self.user, emoji))

    # Interactions ----------------------------------------------------------------------------------------

    def runs(self, command: str, *, channel: Place | None = None, **options: object) -> Interaction:
        """Run a slash command: "thread", or "tweet shorten" of a group."""

        def deed() -> Interaction:
            where = self._open(channel)
            data = command_data(self._world, command, options)
            return self._begin(f"/{command}", COMMAND, where, data)

        return self._discord.run(deed)

    def autocompletes(
        self, command: str, option: str, typed: str, channel: Place | None = None, **others: object
    ) -> list[tuple[str, str | int | float]]:
        """Type in an option and wait for what is offered: names and values.

        It waits for the bot: where that runs on the caller's loop, go by `asyncio.to_thread`.
        """

        def deed() -> Interaction:
            data = command_data(self._world, command, others, focused=(option, typed))
            return self._begin(f"/{command} {option}: {typed}…", AUTOCOMPLETE, self._open(channel), data)

        asked = self._discord.run(deed)
        if not asked.answered.wait(self._discord.interactions.ack_seconds):
            raise CannotDo(f"the bot offered nothing for {asked.what}")
        return [(choice["name"], choice["value"]) for choice in asked.choices]

    def uses_menu(self, name: str, message: Seen) -> Interaction:
        """Choose a command from a message's menu."""

        def deed() -> Interaction:
            command = find_command(self._world, name, MESSAGE_MENU)
            target = self._message(message)
            self._open(target.channel.id)
            told = {str(target.id): self._world.message_json(target)}
            data = {
                "id": command["id"],
                "name": name,
                "type": MESSAGE_MENU,
                "target_id": str(target.id),
                "resolved": {"messages": told},
            }
            return self._begin(f"menu {name}", COMMAND, target.channel, data)

        return self._discord.run(deed)

    def clicks(self, message: Seen, button: str, values: Sequence[str] | None = None) -> Interaction:
        """Press the button of that label or custom id as the message now stands, or choose `values`."""

        def deed() -> Interaction:
            found = self._message(message)
            if found.seen_by not in {None, self.user}:
                raise CannotDo(f"{self.user.name} does not see that message")
            offered = [each for each in seen(found).buttons if not each.url]
            named = [each for each in offered if button in {each.custom_id, each.label}]
            if len(named) != 1:
                raise CannotDo(
                    f"{len(named)} buttons are called {button!r}; there are {[b.label for b in offered]}"
                )
            if named[0].disabled:
                raise CannotDo(f"the button {button!r} is disabled")
            data: Json = {"custom_id": named[0].custom_id, "component_type": named[0].kind, "id": 1}
            if named[0].kind != BUTTON:
                data["values"] = list(values or ())
            return self._begin(f"button {named[0].label}", COMPONENT, found.channel, data, found)

        return self._discord.run(deed)

    def submits(self, modal: Modal | None, values: Mapping[str, Any] | None = None) -> Interaction:
        """Fill in a form, by labels or custom ids, and send it off; the rest stays as it stands."""
        if modal is None:
            raise CannotDo(f"{self.user.name} has no form before them")

        def deed() -> Interaction:
            shown = next(one for one in self._discord.interactions.all if one.id == modal.interaction_id)
            data = modal_data(self._world, modal.told, values or {})
            shown.modal = None
            return self._begin(f"form {modal.title}", MODAL, shown.channel, data, shown.message)

        return self._discord.run(deed)

    def _begin(
        self, what: str, kind: int, channel: Channel, data: Json, message: Message | None = None
    ) -> Interaction:
        made = Interaction(what, kind, self.user, channel, data, self._world.clock(), message)
        return self._discord.interactions.begin(made)

    def _open(self, where: Place | None) -> Channel:
        """A place where commands may be run."""
        channel = self._discord.place(where)
        if isinstance(channel, Thread) and channel.archived:
            raise CannotDo(f"the thread {channel.name!r} is archived")
        return channel

    def _message(self, message: Seen) -> Message:
        found = self._world.channels[message.channel_id].messages.get(message.id)
        if found is None:
            raise CannotDo(f"that message is gone: {message.text!r}")
        return found

    def _awake(self, message: Seen) -> Message:
        found = self._message(message)
        if isinstance(found.channel, Thread) and found.channel.archived:
            raise CannotDo(f"the thread {found.channel.name!r} is archived")
        return found

    def _mention(self, message: Message, *, notify: bool) -> None:
        named = mentions(message.content, None, self._world.users, self._world.roles, message.reference)
        message.mentions, message.mentioned_roles = named.users, named.roles
        message.mentions_everyone = named.everyone
        if notify:
            message.pinged = named.names()
