"""The lab: its people's handles, hashtags, approvers, channels, emoji and examples (`lab.toml`)."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from bot.actions import Verb
from bot.errors import NotAllowed, SettingsError
from bot.people import Conversation, Person
from bot.values import Value, faults


def _x_handle(text: str) -> str:
    if text and not re.fullmatch(r"@?\w{1,15}", text, re.ASCII):
        raise ValueError("is no X handle: letters, digits and _ only, 15 at most")
    return f"@{text.removeprefix('@')}" if text else ""


def _hashtag(text: str) -> str:
    if not re.fullmatch(r"#?\w*[^\W\d]\w*", text):
        raise ValueError("is no hashtag: letters, digits and _ only, and not digits alone")
    return f"#{text.removeprefix('#')}"


def _address(text: str) -> str:
    if not re.fullmatch(r"[a-z]+:\S+", text):
        raise ValueError("needs its platform in front, as in slack:U0123ABC, discord:1234 or terminal:ada")
    return text


Hashtag = Annotated[str, AfterValidator(_hashtag)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]

EMOJI: dict[Verb, tuple[str, ...]] = {
    Verb.APPROVE: ("white_check_mark", "heavy_check_mark", "ballot_box_with_check", "+1"),
    Verb.SHORTEN: ("scissors",),
    Verb.REGENERATE: ("repeat",),
}
"""What a reaction means unless the lab says otherwise; names as Slack and Discord share them."""


class LabMember(Value):
    """A person of the lab's directory, as authors are named on papers, with the handles they use."""

    name: Name
    aliases: tuple[str, ...] = ()  # other forms of the name that stand on papers
    x: Annotated[str, AfterValidator(_x_handle)] = ""  # with the leading @
    bluesky: str = ""
    mastodon: str = ""


class Lab(Value):
    """What Herald knows about the lab it speaks for; every part may be empty."""

    name: str = ""
    members: tuple[LabMember, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()  # on every tweet that has room
    venue_hashtags: dict[Name, tuple[Hashtag, ...]] = Field(
        default_factory=dict
    )  # "ICML 2023" -> its hashtags
    links: tuple[str, ...] = ()  # the lab's own URLs: allowed in tweets
    examples: Path | None = None  # folder of the lab's own threads; `load` takes it as relative to the file
    approvers: tuple[Address, ...] = ()  # who may approve; empty: everybody
    approvals_needed: int = Field(default=1, ge=1, le=10)
    own_request_counts: bool = True  # whether one may approve a text that one asked for
    ad_tweet: Literal["", "last", "before-last"] = (
        ""  # where an approved ad stands in the thread; "": nowhere
    )
    watched: tuple[Address, ...] = ()  # channels in which links are noticed
    channels: tuple[Address, ...] = ()  # others in which Herald may be asked: only these cost money
    emoji: Annotated[dict[Verb, tuple[str, ...]], AfterValidator(lambda own: EMOJI | own)] = Field(
        default_factory=lambda: dict(EMOJI)
    )  # what a reaction means

    @classmethod
    def load(cls, path: Path | None) -> "Lab":
        """Read a `lab.toml`; without a path, a lab of which nothing is known.

        Raises `SettingsError` naming everything that is wrong at once.
        """
        if path is None:
            return cls()
        try:
            lab = cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise SettingsError(
                f"The lab file {path} cannot be read ({error.strerror}): check HERALD_LAB."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"The lab file {path} is not valid TOML: {error}.") from None
        except RecursionError:
            raise SettingsError(
                f"The lab file {path} is nested too deep; write it like the example."
            ) from None
        except ValidationError as error:
            raise SettingsError(f"The lab file {path} needs mending:\n{faults(error)}") from None
        if lab.examples is None:
            return lab
        examples = (path.parent / lab.examples).absolute()  # a worker may run in another directory
        if not examples.is_dir():
            raise SettingsError(
                f"The lab file {path} names {lab.examples} as examples, but there is no such folder."
            )
        return lab.model_copy(update={"examples": examples})

    def verb(self, emoji: str) -> Verb | None:
        """What a reaction with the emoji of that name means; None for nothing."""
        return next((verb for verb, names in self.emoji.items() if emoji in names), None)

    def check_channel(self, conversation: Conversation) -> None:
        """Raise `NotAllowed` unless Herald may spend money in that channel."""
        address = conversation.address
        if address not in self.watched and address not in self.channels:
            raise NotAllowed(
                f"Herald may not write here yet; add “{address}” to channels in lab.toml, "
                "or to watched if it should notice links by itself."
            )

    def check_approver(self, person: Person, asked_for_it: Person) -> None:
        """Raise `NotAllowed` unless `person` may approve a text that `asked_for_it` asked for."""
        if self.approvers and not set(person.addresses) & set(self.approvers):
            raise NotAllowed(
                "You are not among the lab's approvers; ask one of them, or have yourself added to lab.toml."
            )
        same = (person.platform, person.id) == (asked_for_it.platform, asked_for_it.id)
        if not self.own_request_counts and same:
            raise NotAllowed(
                "You asked for this text yourself, so somebody else of the lab has to approve it."
            )
