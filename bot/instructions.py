"""What people say to Herald in words: "shorten 3", "regenerate 2 less formal", "k3fxa2bc approve all"."""

import re

from bot.actions import Verb
from bot.errors import AskedError
from bot.values import Value

HELP = (
    "Say “regenerate 3 less formal”, “shorten 3”, “edit 3 The new text”, “approve 3”, “approve all”, "
    "“undo 3”, “withdraw 3”, “retry 3” or “retry all”; “shorten ad” means the poster's ad, and “longer ad” "
    "gives you its variant for LinkedIn and e-mail. In the channel the newest draft is meant; name another "
    "one before it, as in “k3fxa2bc shorten 3”. For a new thread give an arXiv link, and behind it what the "
    "writer should know."
)
"""What can be said, for those who ask."""

# A draft's name, or the link of one of its messages, as people paste it or as chats hand it on.
_DRAFT = re.compile(
    r"(?:(?:draft\s+)?(?P<name>[a-z0-9]{8})|<?(?P<link>https?://[^\s<>|]+)(?:\|[^<>]*)?>?)[\s:,]+",
    re.IGNORECASE,
)
_CHAT_LINK = re.compile(r"<(?P<url>https?://[^\s<>|]+)(?:\|(?P<label>[^<>]*))?>")
_SAID = re.compile(
    r"(?P<verb>[a-z]+)\s+(?:tweet\s*)?(?:#|no\.?\s*|number\s+)?(?P<number>[0-9]{1,3}|all|(?:the\s+)?ad)\b(?![.,]?[0-9])"
    r"(?:[:,.](?!\S)|,(?=[^\W\d]))?\s*(?P<note>.*)",
    re.IGNORECASE | re.DOTALL,
)


class Instruction(Value):
    """A verb, the number of the tweet it is aimed at, and words for it."""

    verb: Verb
    number: int | None = None  # None: the ad, or the whole draft
    ad: bool = False  # whether it is aimed at the poster's ad
    draft: str = ""  # its id, or the link of one of its messages; "" for the newest one
    note: str = ""

    @classmethod
    def parse(cls, text: str) -> "Instruction":
        """Read what somebody said; raises `AskedError` with what can be said."""
        text = text.strip()
        read, draft = _SAID.fullmatch(text), ""
        if read is None or _verb(read["verb"]) is None:
            named = _DRAFT.match(text)
            draft = (named["name"] or named["link"]) if named else ""
            read = _SAID.fullmatch(text[named.end() :]) if named else None
        verb = _verb(read["verb"]) if read else None
        if read is None or verb is None:
            raise AskedError(f"Herald did not understand that. {HELP}")
        whole = read["number"].lower() == "all"
        if whole and not verb.takes_all:
            raise AskedError(
                f"Only approve and retry take “all”; say which tweet to {verb.value}, by its number."
            )
        ad = read["number"].lower().endswith("ad")
        number = None if whole or ad else int(read["number"])
        note = plain_links(read["note"].strip())
        if not verb.takes_note and any(sign.isdigit() for sign in note):  # "approve 3 and 4"
            raise AskedError(
                f"Say “{verb.value}” for one tweet at a time, as in “{verb.value} {read['number']}”."
            )
        return cls(verb=verb, number=number, ad=ad, draft=draft, note=note)


def plain_links(text: str) -> str:
    """The text with links as people read them, where a chat has `<https://…|label>` or `<https://…>`."""

    def plain(link: re.Match[str]) -> str:
        url, label = link["url"], link["label"] or ""
        return url if label in url else f"{label} {url}"

    return _CHAT_LINK.sub(plain, text)


def _verb(word: str) -> Verb | None:
    """The verb of that name; facts are given in a form, not in words."""
    verb = Verb(word.lower()) if word.lower() in set(Verb) else None
    return None if verb is None or verb.takes_facts else verb
