"""The files of a card's message, within what Discord takes."""

import asyncio
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

import discord
from PIL import Image

from bot.cards import Card
from bot.ports import Contents
from handlers.discord.components import ALT, FILES, cut

FILE_BYTES = 10 * 1024 * 1024
"""Discord's limit for a file; a server with boosts takes more, which is not relied on."""

REQUEST_BYTES = 25 * 1024 * 1024 - 64 * 1024
"""Its limit for a request, without the room for the message itself."""

_QUALITY = 90


@dataclass(frozen=True)
class Upload:
    """A file for a message."""

    digest: str
    name: str
    content: bytes
    alt: str

    def file(self) -> discord.File:
        """The same for discord.py, which reads it once."""
        return discord.File(io.BytesIO(self.content), self.name, description=self.alt or None)


def digests(card: Card) -> Iterator[str]:
    """What the card's message is to have attached, by what the contents are known by."""
    shown = (one.digest for one in (card.picture, card.offered) if one)
    yield from (*shown, *(file.digest for file in card.files))


async def uploads(card: Card, contents: Contents) -> list[Upload]:
    """What is to be attached to the card's message, as far as it is kept and Discord takes it."""
    pictures = [(one.digest, one.name, cut(one.alt, ALT)) for one in (card.picture, card.offered) if one]
    files = [(file.digest, file.name, "") for file in card.files]
    made: list[Upload] = []
    room = REQUEST_BYTES
    for number, (digest, name, alt) in enumerate((*pictures, *files)):
        content = await contents(digest)
        if content is None or len(made) == FILES:
            continue
        fit = (name, content)
        if number < len(pictures):
            fit = await asyncio.to_thread(fitting, name, content)
        size = len(fit[1])
        if size <= min(FILE_BYTES, room):
            room -= size
            made.append(Upload(digest, re.sub(r"[^\w.-]+", "-", fit[0]), fit[1], alt))
    return made


def fitting(name: str, content: bytes, most: int = FILE_BYTES) -> tuple[str, bytes]:
    """The picture, as a JPEG and if need be smaller where it has more than `most` bytes, and its name."""
    if len(content) <= most:
        return name, content
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    while True:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=_QUALITY)
        if packed.tell() <= most:
            return f"{PurePath(name).stem}.jpg", packed.getvalue()
        picture.thumbnail((picture.width * 3 // 4, picture.height * 3 // 4))
