"""The names of emoji, as Slack and Discord share them."""

import discord
import emoji

from bot.lab import Lab

_VARIATIONS = str.maketrans("", "", "\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


def named(sign: discord.PartialEmoji | discord.Emoji | str, lab: Lab) -> str:
    """The emoji's name, without skin tone; of several, the one that means something in the lab."""
    if not isinstance(sign, str) and sign.id is not None:
        return sign.name  # one of the server's own
    bare = str(sign).translate(_VARIATIONS)
    names = [
        name.strip(":")
        for form in (bare, f"{bare}\ufe0f")
        for key in ("alias", "en")
        for name in _names(form, key)
    ]
    return next((name for name in names if lab.verb(name)), names[0] if names else bare)


def _names(form: str, key: str) -> list[str]:
    known = emoji.EMOJI_DATA.get(form, {}).get(key, [])
    return [known] if isinstance(known, str) else list(known)
