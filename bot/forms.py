"""What is asked before something is done: forms, made from a draft by pure functions; platforms show them."""

from bot.actions import Action, Verb
from bot.draft import AD, Draft, Piece, Poster
from bot.transitions import actable, fillable
from bot.tweets import numbered, tidied, weighted_length
from bot.values import Value


class Field(Value):
    """One field of a form."""

    name: str  # of the argument of `Hearing.submit` that takes it
    label: str  # at most 45 characters (Discord)
    text: str = ""  # what stands in it at first
    hint: str = ""
    optional: bool = False
    most: int = 2000  # characters
    long: bool = True  # several lines, not one


class Form(Value):
    """What a verb asks for before it is done. A platform with room for `FEW` fields shows the first."""

    title: str  # at most 24 characters (Slack)
    fields: tuple[Field, ...]
    send: str = "Send"  # what its button says


def form(draft: Draft, action: Action) -> Form | None:
    """What has to be filled in before the action is done; None for nothing.

    Raises an `AskedError` where the action could not be done anyway.
    """
    if action.piece is None or not action.verb.takes_form:
        return None
    if action.verb.takes_facts:
        fillable(draft, action.revision)
        fields = poster_fields(draft.poster or Poster())
        if action.verb is Verb.DETAILS:
            return Form(title="Poster details", fields=fields[:FEW], send="Save")
        return Form(title="More about the poster", fields=fields[FEW:], send="Save")
    piece = actable(draft, action.piece, action.revision)
    if action.verb is Verb.REGENERATE:
        note = Field(name="note", label="What should change?", optional=True)
        return Form(title=f"Regenerate {draft.named(piece)}", fields=(note,), send="Regenerate")
    hint = length_hint(draft, piece, piece.now.text)
    label = "Text" if piece.key == AD else "Text, without its number"
    text = Field(name="text", label=label, text=piece.now.text, hint=hint, most=4000)
    return Form(title=f"Edit {draft.named(piece)}", fields=(text,), send="Save")


def poster_form(poster: Poster) -> Form:
    """All that may be filled in of a poster."""
    return Form(title="A poster's ad", fields=poster_fields(poster), send="Write it")


FEW = 5
"""Fields that every platform has room for (Discord); the first ones are what an ad cannot do without."""


def poster_fields(poster: Poster) -> tuple[Field, ...]:
    """The fields of the poster's form, with what is known."""
    facts = poster.facts

    def line(name: str, label: str, text: str, hint: str = "", *, long: bool = False) -> Field:
        return Field(name=name, label=label, text=text, hint=hint, optional=True, most=1000, long=long)

    return (
        line("title", "Title", facts.title),
        line("event", "Event", facts.event),
        line("date", "Date", facts.date),
        line("time", "Time, with its zone", facts.time),
        line("place", "Place", facts.place),
        line("authors", "Authors, as they are to be named", facts.authors),
        line("number", "Number of the poster", facts.number),
        line("links", "Links, one a line", "\n".join(facts.links), long=True),
        line("about", "What you would like to talk about", facts.about, long=True),
        Field(name="own", label="Your own draft", text=poster.own, optional=True, most=3000),
    )


def length_hint(draft: Draft, piece: Piece, text: str) -> str:
    """How long a piece would be with this text, as X counts it."""
    if piece.key == AD:
        length = weighted_length(text.strip())
        return f"{length} of {draft.ad_room}"
    number, of = draft.number(piece), draft.of()
    length = weighted_length(numbered(tidied(text), number, of))
    over = f", {length - 280} too many" if length > 280 else ""  # noqa: PLR2004  X's limit, said twice
    return f"{length} of 280 with its {number}/{of}{over}"
