"""Cards and forms as Discord's components: pure functions, within Discord's limits.

https://docs.discord.com/developers/components/reference ("Components V2")
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, Self

import discord
from discord import ui

from bot.actions import Verb
from bot.cards import Button, Card, File, Picture
from bot.forms import FEW, Field, Form

TEXT, LABEL, ALT, ROW, FILES, LINES = 4000, 80, 1024, 5, 10, 30
"""Characters of all text in a message, of a button and of an alternative text; buttons in a row, files of a
message; and small lines, of which more would hide the rest."""

TITLE, EXACT, SMALL = 256, 3400, 900
"""Characters of the title, of the text to be posted and of a small line, at most."""

FORM_TITLE, INPUT, DESCRIPTION = 45, 4000, 100
"""Characters of a form's title and labels, of what is typed, and of a hint."""

THREAD_NAME = 100

_PLAIN = discord.ButtonStyle.secondary
_STYLES = {Verb.APPROVE: discord.ButtonStyle.success}
_FENCE, _NO_WIDTH = re.compile("`{3,}"), "\u200b"

Row = ui.ActionRow[ui.LayoutView]


class Answering(Protocol):
    """The client that a button's press arrives at."""

    async def pressed(self, interaction: discord.Interaction, custom_id: str) -> None:
        """Do what the button of that custom id means, and answer."""


class ActionButton(
    ui.DynamicItem[ui.Button[Any]], template=r"[a-z0-9]{1,32}:[a-z]{1,32}:[0-9]{0,4}:[0-9]{0,6}"
):
    """A button that carries its `Action` in its custom id: it works whoever posted it, and when."""

    def __init__(self, label: str, action: str, style: discord.ButtonStyle = _PLAIN) -> None:
        super().__init__(ui.Button(label=cut(label, LABEL), custom_id=action, style=style))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        del interaction
        return cls(getattr(item, "label", None) or "…", match.string)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody has pressed it."""
        client: Answering = interaction.client
        await client.pressed(interaction, self.item.custom_id or "")


def cut(text: str, most: int) -> str:
    """`text` within `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(text: str) -> str:
    """`text` in one line, without anything that Discord would mark up or take for a mention."""
    line = " ".join(text.split())
    return discord.utils.escape_mentions(discord.utils.escape_markdown(line)).replace("<", "\\<")


def exact(text: str) -> str:
    """`text` as it is to be posted, in a block that can be copied whole and links nothing.

    Three backticks would end the block; characters without width keep them apart.
    """
    return f"```\n{_FENCE.sub(lambda found: _NO_WIDTH.join(found[0]), text)}\n```"


def thread_name(title: str) -> str:
    """The name of a thread about something of that title."""
    return cut(" ".join(title.split()), THREAD_NAME) or "Draft"


def mark(key: str) -> int:
    """By which a message of ours tells which card it shows: the id of its container, 31 bits.

    Far above the ids that Discord gives to components without one.
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) >> 2 | 0x40000000


def card_view(card: Card, names: Mapping[str, str]) -> ui.LayoutView:
    """A card as a message. `names` are those of the attached files, by the digests of their contents."""
    box: ui.Container[ui.LayoutView] = ui.Container(id=mark(card.key))
    head = f"### {plain(cut(card.title, TITLE))}"
    head = f"{head}\n{plain(card.status)}" if card.status else head
    box.add_item(ui.TextDisplay(head))
    room = TEXT - _length(head)
    if card.text:
        text = _exact(card.text, min(EXACT if card.small else TEXT, room - 300))
        box.add_item(ui.TextDisplay(text))
        room -= _length(text)
    if card.picture:
        box.add_item(_gallery(card.picture, names))
    small = _small(card.small, room - 200)
    if small:
        box.add_item(ui.TextDisplay(small))
    if card.offered:
        box.add_item(ui.TextDisplay("-# The page instead; it is not posted with the tweet:"))
        box.add_item(_gallery(card.offered, names))
    for file in _attached(card.files, names):
        box.add_item(file)
    for row in _rows(card.buttons):
        box.add_item(row)
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    return view


def form_modal(form: Form, memo: str) -> ui.Modal:
    """A form whose custom id carries what it is filled in for; of many fields the first ones."""
    modal = ui.Modal(title=cut(form.title, FORM_TITLE), custom_id=memo)
    for field in form.fields[:FEW]:
        modal.add_item(_labelled(field))
    return modal


def filled_in(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What was typed into a form, by the names of its fields."""
    fields: dict[str, str] = {}
    for each in components:
        inner = each.get("component")
        fields |= filled_in([*(each.get("components") or ()), *([inner] if inner else ())])
        if "value" in each:
            fields[str(each["custom_id"])] = str(each["value"] or "")
    return fields


def _labelled(field: Field) -> ui.Label[Any]:
    style = discord.TextStyle.long if field.long else discord.TextStyle.short
    most = min(field.most, INPUT)
    typed: ui.TextInput[Any] = ui.TextInput(
        custom_id=field.name,
        style=style,
        default=cut(field.text, most) or None,
        required=not field.optional,
        max_length=most,
    )
    hint = cut(field.hint, DESCRIPTION) or None
    return ui.Label(text=cut(field.label, FORM_TITLE), description=hint, component=typed)


def _exact(text: str, most: int) -> str:
    """The text, or as much of it as there is room for and where the rest stands."""
    whole = exact(text)
    if _length(whole) <= most:
        return whole
    left = text
    while _length(exact(left)) > most - 100:
        left = left[: len(left) * 9 // 10]
    left = left.rsplit("\n\n", 1)[0]
    return f"{exact(left)}\n-# …and more, for which a message has no room."


def _small(lines: tuple[str, ...], most: int) -> str:
    """The reviewer's lines, as many as there is room for."""
    kept: list[str] = []
    for line in lines[:LINES]:
        words = f"-# {plain(cut(line, SMALL))}"
        if _length("\n".join([*kept, words])) > most:
            break
        kept.append(words)
    if len(kept) < len(lines):
        kept.append(f"-# …and {len(lines) - len(kept)} more")
    return "\n".join(kept)


def _gallery(picture: Picture, names: Mapping[str, str]) -> ui.Item[ui.LayoutView]:
    """A picture that was attached; words where that was not possible."""
    name = names.get(picture.digest)
    if name is None:
        return ui.TextDisplay(f"-# The picture {plain(picture.name)} is not kept any more.")
    item = discord.MediaGalleryItem(f"attachment://{name}", description=cut(picture.alt, ALT))
    return ui.MediaGallery(item)


def _attached(files: tuple[File, ...], names: Mapping[str, str]) -> list[ui.Item[ui.LayoutView]]:
    """The files to take away, and which of them could not be attached."""
    shown: list[ui.Item[ui.LayoutView]] = [
        ui.File(f"attachment://{names[file.digest]}") for file in files if file.digest in names
    ]
    missing = ", ".join(plain(file.name) for file in files if file.digest not in names)
    if missing:
        words = (
            f"-# Not attached, since Discord takes 10 files of 10 MB: {missing}; herald export writes all."
        )
        shown.append(ui.TextDisplay(cut(words, 200)))
    return shown


def _rows(buttons: tuple[Button, ...]) -> list[Row]:
    made: list[Any] = [
        ActionButton(button.label, button.action.encode(), _STYLES.get(button.action.verb, _PLAIN))
        for button in buttons
    ]
    return [ui.ActionRow(*made[start : start + ROW]) for start in range(0, len(made), ROW)]


def _length(text: str) -> int:
    """Characters as JavaScript counts them, never fewer than Discord counts."""
    return len(text.encode("utf-16-le")) // 2
