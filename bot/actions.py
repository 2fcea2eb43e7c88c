"""What a button, a reaction or a command means, and how a button carries it through a restart."""

from enum import StrEnum

from bot.errors import AskedError
from bot.values import Value


class Verb(StrEnum):
    """What people can do to a draft or one of its pieces."""

    REGENERATE = "regenerate"
    SHORTEN = "shorten"
    EDIT = "edit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    RETRY = "retry"


class Action(Value):
    """A verb, and what it is aimed at.

    `piece` None means the draft as a whole. `revision` is the one the person saw; None when they named
    the piece by its number and so mean whatever stands there now.
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
        try:
            draft, verb, piece, revision = text.split(":")
            return cls(
                draft=draft,
                verb=Verb(verb),
                piece=int(piece) if piece else None,
                revision=int(revision) if revision else None,
            )
        except ValueError:
            raise AskedError(
                "This button belongs to no draft that Herald knows; ask for the draft again."
            ) from None
