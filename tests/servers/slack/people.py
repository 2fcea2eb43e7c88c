"""People, and what they do: type, edit, react, upload, press, fill in, command. Other bots only write.

Every deed is done when the call returns, and the app is being told. What it answers, a test waits for
(`LoopbackSlack.until`), or looks at in the `Delivery` that a deed gives back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tests.servers.slack import forms
from tests.servers.slack.courier import Delivery
from tests.servers.slack.desk import Desk
from tests.servers.slack.errors import CannotDo
from tests.servers.slack.files import type_of
from tests.servers.slack.interactions import Interactions
from tests.servers.slack.reading import react, unreact
from tests.servers.slack.shapes import message_json, rich_text, typed
from tests.servers.slack.state import JSON, Channel, File, Message, User, View, elements_of, said

T = TypeVar("T")


class Runner(Protocol):
    """Runs something on the server's own thread."""

    def __call__(self, deed: Callable[[], T]) -> T: ...  # noqa: D102  it is what the class says


@dataclass
class Scene:
    """Where people act."""

    run: Runner
    desk: Desk
    interactions: Interactions


class Writer:
    """Somebody who writes: a person, or another bot."""

    def __init__(self, scene: Scene, user: User) -> None:
        self._scene = scene
        self._workspace = scene.desk.workspace
        self.user = user
        self.id = user.id
        self.name = user.name
        self.mention = f"<@{user.id}>"

    def __repr__(self) -> str:
        """As a failing test shows it."""
        return self.name

    def says(self, channel: Channel, text: str, thread: Message | None = None) -> Message:
        """Post what was typed: addresses become links, `<@U…>` or `@Name` mentions."""
        return self._scene.run(lambda: self._post(channel, typed(self._workspace, text), thread))

    def uploads(
        self,
        channel: Channel,
        filename: str,
        text: str = "",
        content: bytes = b"",
        thread: Message | None = None,
        *,
        foreign: bool = False,
    ) -> Message:
        """Share a file, with a message of its own."""

        def deed() -> Message:
            file = File(self._workspace.new_id("F"), filename, self.id, len(content), title=filename)
            file.content, file.ready_at, file.channels = content, time.monotonic(), [channel.id]
            file.mimetype, file.foreign = type_of(file), foreign
            self._workspace.files[file.id] = file
            return self._post(channel, typed(self._workspace, text), thread, (file,))

        return self._scene.run(deed)

    def edits(self, message: Message, text: str) -> None:
        """Change a message of their own."""
        self._owns(message)

        def deed() -> None:
            before = message_json(self._workspace, message, metadata=True)
            message.text = typed(self._workspace, text)
            message.texts.append(message.text)
            message.blocks = [] if self.user.bot_id else rich_text(message.text)
            message.edited = {"user": self.id, "ts": self._workspace.new_ts()}
            self._scene.desk.events.changed(message, before)

        self._scene.run(deed)

    def deletes(self, message: Message) -> None:
        """Delete a message of their own."""
        self._owns(message)

        def deed() -> None:
            before = message_json(self._workspace, message)
            message.deleted = True
            self._scene.desk.events.deleted(message, before)

        self._scene.run(deed)

    def reacts(self, message: Message, name: str) -> None:
        """Add a reaction, by its name without colons."""
        self._scene.run(lambda: react(self._scene.desk, message, self.id, name))

    def unreacts(self, message: Message, name: str) -> None:
        """Take a reaction away."""
        self._scene.run(lambda: unreact(self._scene.desk, message, self.id, name))

    def _post(
        self, channel: Channel, text: str, thread: Message | None, files: tuple[File, ...] = ()
    ) -> Message:
        if self.id not in channel.members:
            raise CannotDo(f"{self.name} is not in #{channel.name}")
        thread_ts = self._workspace.thread(channel, (thread.thread_ts or thread.ts) if thread else "")
        message = Message(channel, self._workspace.new_ts(), self.user, text, thread_ts, texts=[text])
        message.blocks = [] if self.user.bot_id or not text else rich_text(text)
        if files:
            message.files, message.subtype = list(files), "file_share"
        self._workspace.keep(message)
        self._scene.desk.events.posted(message)
        return message

    def _owns(self, message: Message) -> None:
        if message.user is not self.user or message.deleted:
            raise CannotDo(f"{self.name} cannot change {message!r}")


class OtherBot(Writer):
    """Another app's bot: its messages carry a `bot_id`, and no rich text."""

    def announces(self, channel: Channel, text: str) -> Message:
        """Post as an incoming webhook of old: subtype `bot_message`, a user name and no user."""

        def deed() -> Message:
            message = Message(channel, self._workspace.new_ts(), self.user, text, texts=[text])
            message.subtype, message.username = "bot_message", self.name
            self._workspace.keep(message)
            self._scene.desk.events.posted(message)
            return message

        return self._scene.run(deed)


class Person(Writer):
    """Somebody with Slack's own client before them."""

    @property
    def views(self) -> list[View]:
        """The modals open before them, the uppermost last."""
        return list(self._workspace.stacks.get(self.id, []))

    @property
    def view(self) -> View | None:
        """The uppermost modal."""
        return self.views[-1] if self.views else None

    @property
    def home(self) -> View | None:
        """The App Home, if the app has made one for them."""
        return self._workspace.homes.get(self.id)

    def runs(self, command: str, text: str, channel: Channel) -> Delivery:
        """Type a slash command in a channel; in threads Slack has none."""
        manifest = self._workspace.manifest
        known = {one["command"] for one in (manifest or {}).get("features", {}).get("slash_commands", [])}
        if manifest is not None and command not in known:
            raise CannotDo(f"{command} is not a valid command; the app has {sorted(known)}")
        if self.id not in channel.members:
            raise CannotDo(f"{self.name} is not in #{channel.name}")
        return self._scene.run(lambda: self._scene.interactions.command(self.user, command, text, channel))

    def clicks(self, where: Message | View, button: str) -> Delivery:
        """Press a button, by its words, action id or value."""

        def deed() -> Delivery:
            element = self._element(where, button, ("button",))
            return self._scene.interactions.pressed(self.user, where, element, {})

        return self._scene.run(deed)

    def chooses(self, where: Message | View, element: str, choice: Any) -> Delivery:
        """Choose in a menu outside a form's input, by the element's action id or block id.

        `choice` is an option's words or value, several of them, or a person.
        """

        def deed() -> Delivery:
            found = self._element(where, element, ())
            if isinstance(where, View) and found["type"] != "overflow":
                where.entries = forms.values(where.blocks, {found["action_id"]: choice}, where.entries)
            chosen = (
                {"selected_option": forms.option(found, choice)}
                if found["type"] == "overflow"
                else forms.chosen(found, choice)
            )
            return self._scene.interactions.pressed(self.user, where, found, chosen)

        return self._scene.run(deed)

    def submits(self, view: View | None, filled: JSON | None = None) -> Delivery:
        """Send a form, its fields filled in by label, block id or action id."""

        def deed() -> Delivery:
            shown = self._uppermost(view)
            state = forms.values(shown.blocks, filled, shown.entries)
            forms.check_filled(shown.blocks, state)
            shown.entries = state
            return self._scene.interactions.submitted(self.user, shown, state)

        return self._scene.run(deed)

    def types(self, view: View | None, name: str, value: Any) -> Delivery | None:
        """Fill in one field and do not send the form yet; the app hears of it if it wanted to."""

        def deed() -> Delivery | None:
            shown = self._uppermost(view)
            shown.entries = forms.values(shown.blocks, {name: value}, shown.entries)
            element = forms.dispatching(shown.blocks, name)
            if element is None:
                return None
            chosen = forms.chosen(element, value)
            return self._scene.interactions.pressed(self.user, shown, element, chosen)

        return self._scene.run(deed)

    def closes(self, view: View | None, *, all_of_them: bool = False) -> Delivery | None:
        """Close a form without sending it."""
        shown = self._uppermost(view)
        return self._scene.run(
            lambda: self._scene.interactions.closed(self.user, shown, all_of_them=all_of_them)
        )

    def uses_shortcut(self, name: str, message: Message | None = None, *, callback_id: str = "") -> Delivery:
        """Choose a shortcut by its name in the manifest: of a message, or a global one."""
        kind = "message" if message else "global"
        shortcuts = (self._workspace.manifest or {}).get("features", {}).get("shortcuts", [])
        found = {one["name"]: one["callback_id"] for one in shortcuts if one["type"] == kind}
        if not callback_id and name not in found:
            raise CannotDo(f"there is no {kind} shortcut {name!r}; there are {sorted(found)}")
        if message:
            self._sees(message)
        chosen = callback_id or found[name]
        return self._scene.run(lambda: self._scene.interactions.shortcut(self.user, chosen, message))

    def opens_home(self) -> None:
        """Open the app's home."""
        self._scene.run(lambda: self._scene.desk.events.home_opened(self.user))

    def _uppermost(self, view: View | None) -> View:
        if view is None or view is not self.view:
            raise CannotDo(f"{self.name} has before them: {self.view!r}, not {view!r}")
        return view

    def _element(self, where: Message | View, wanted: str, kinds: tuple[str, ...]) -> JSON:
        if isinstance(where, Message):
            self._sees(where)
        elif where is not self.home:
            self._uppermost(where)
        elements = [one for one in elements_of(where.blocks) if not kinds or one["type"] in kinds]
        for names in (_words, lambda one: (one["action_id"], one["block_id"]), _value):
            for element in elements:
                if wanted in names(element):
                    return element
        there = [_words(one)[0] or one["action_id"] for one in elements]
        raise CannotDo(f"{self.name} finds no {wanted!r} in {where!r}; there is {there}")

    def _sees(self, message: Message) -> None:
        seen = message.seen_by == self.id if message.seen_by else self.id in message.channel.members
        if message.deleted or not seen:
            raise CannotDo(f"{self.name} does not see {message!r}")


def _words(element: JSON) -> tuple[str, ...]:
    return (said(element.get("text") or ""),)


def _value(element: JSON) -> tuple[str, ...]:
    return (element.get("value") or "",)
