"""What a button, a reaction or a command means, and how a button carries it through a restart."""

import re
from enum import StrEnum

from bot.errors import AskedError
from bot.values import Value

_ENCODED = re.compile(
    r"(?P<draft>[a-z0-9]{1,32}):(?P<verb>[a-z]{1,32}):(?P<piece>[0-9]{0,4}):(?P<revision>[0-9]{0,6})"
)


class Verb(StrEnum):
    """What people can do to a draft or one of its pieces."""

    REGENERATE = "regenerate"
    SHORTEN = "shorten"
    EDIT = "edit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    RETRY = "retry"
    LONGER = "longer"
    DETAILS = "details"
    MORE = "more"

    @property
    def takes_words(self) -> bool:
        """Whether the person gives the new text with it."""
        return self is Verb.EDIT

    @property
    def takes_note(self) -> bool:
        """Whether words with it mean something."""
        return self in {Verb.EDIT, Verb.REGENERATE, Verb.SHORTEN}

    @property
    def takes_form(self) -> bool:
        """Whether something may be asked before it is done."""
        return self in {Verb.EDIT, Verb.REGENERATE} or self.takes_facts

    @property
    def takes_facts(self) -> bool:
        """Whether the person gives facts of the poster with it."""
        return self in {Verb.DETAILS, Verb.MORE}

    @property
    def takes_work(self) -> bool:
        """Whether a job has to do it, with the writer."""
        return self in {Verb.REGENERATE, Verb.SHORTEN, Verb.RETRY} or self.takes_facts

    @property
    def takes_all(self) -> bool:
        """Whether it may be aimed at the whole draft."""
        return self in {Verb.APPROVE, Verb.RETRY}


class Action(Value):
    """A verb, and what it is aimed at.

    `piece` None means the draft as a whole. `revision` is the one the person saw, or for a verb that takes
    facts how often these had been changed; None when they named the piece by its number and so mean whatever
    stands there now.
    """

    draft: str
    verb: Verb
    piece: int | None = None
    revision: int | None = None

    def encode(self) -> str:
        """`draft:verb:piece:revision`, short ASCII (Discord's custom_id has room for 100)."""
        parts = (self.piece, self.revision)
        return ":".join([self.draft, self.verb.value, *("" if part is None else str(part) for part in parts)])

    @classmethod
    def decode(cls, text: str) -> "Action":
        """Read what `encode` wrote; raises `AskedError` for anything else."""
        read = _ENCODED.fullmatch(text)
        if read is None or read["verb"] not in set(Verb):
            raise AskedError("This button belongs to no draft Herald knows; ask for the draft again.")
        return cls(
            draft=read["draft"],
            verb=Verb(read["verb"]),
            piece=int(read["piece"]) if read["piece"] else None,
            revision=int(read["revision"]) if read["revision"] else None,
        )
