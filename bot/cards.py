"""What people see and may press, made from a draft by pure functions; each platform only renders it."""

from bot.actions import Action, Verb
from bot.draft import Draft, Piece, Stage
from bot.tweets import Severity, Usage, numbered, weighted_length
from bot.values import Value


class Form(Value):
    """What a button asks for before it acts."""

    title: str
    label: str
    text: str = ""  # what stands in the field at first
    optional: bool = False


class Button(Value):
    """Something to press."""

    label: str
    action: Action
    form: Form | None = None


class Picture(Value):
    """A picture of the picture store, and the words for those who do not see it."""

    name: str
    alt: str


class Card(Value):
    """One message, as the core wants it seen."""

    key: str  # the same card keeps its key: `draft:head`, `draft:3`
    version: int  # of the draft: a later state has a higher one
    title: str
    status: str = ""  # how far it is, in a few words
    text: str = ""  # exactly as it will be posted; "" where there is nothing to post
    small: tuple[str, ...] = ()  # lines for the reviewer, never posted
    picture: Picture | None = None
    buttons: tuple[Button, ...] = ()


PROGRESS = {Stage.QUEUED: "waiting", Stage.READING: "reading the paper", Stage.REVIEW: "ready to review"}


def headline_card(draft: Draft) -> Card:
    """The card of the draft as a whole: paper, progress, what was found out on the way."""
    paper = draft.headline
    small: list[str] = []
    if paper:
        small.append(_people(paper.authors))
        small.append(
            f"Code: {paper.repository}" if paper.repository else "No code repository of its own was found."
        )
        if paper.hidden_text:
            small.append(f"Left out: {paper.hidden_text} piece(s) of text in the PDF that no reader sees.")
    if draft.writer:
        small.append(f"Written by: {draft.writer}")
    if draft.failure:
        small.append(draft.failure.words)
    small += unmended_lines(draft)
    small += [f"{uncovered.figure} → not used: {uncovered.reason}" for uncovered in draft.uncovered]
    if draft.usage:
        small.append(f"Cost so far: {cost_text(draft.usage)}")
    buttons = []
    if draft.failure and draft.failure.retryable:
        buttons.append(Button(label="Try again", action=Action(draft=draft.id, verb=Verb.RETRY)))
    blocked = draft.pending or any(piece.now.faulty for piece in draft.pieces)
    if draft.stage is Stage.REVIEW and not draft.approved and not blocked:
        everything = Action(draft=draft.id, verb=Verb.APPROVE, revision=draft.revision)
        buttons.append(Button(label="Approve all", action=everything))
    return Card(
        key=f"{draft.id}:head",
        version=draft.version,
        title=paper.title if paper else str(draft.source),
        status=progress(draft),
        small=tuple(small),
        buttons=tuple(buttons),
    )


def unmended_lines(draft: Draft) -> list[str]:
    """What kept hard faults from being mended, as long as they stand."""
    return [f"Some faults could not be mended: {reason}" for reason in draft.unmended]


def progress(draft: Draft) -> str:
    """How far the draft is, in a few words: "writing 4/11"."""
    if draft.stage is Stage.FAILED:
        return "stopped"
    if draft.stage is Stage.WRITING:
        return f"writing {len(draft.pieces)}/{draft.count}" if draft.count else "writing"
    if draft.approved:
        return "approved"
    return PROGRESS[draft.stage]


def piece_card(draft: Draft, piece: Piece) -> Card:
    """The card of one tweet: its exact text, what a reviewer needs, and what may be done with it."""
    number, of = draft.number(piece), draft.of()
    text = numbered(piece.now.text, number, of)
    return Card(
        key=f"{draft.id}:{piece.key}",
        version=draft.version,
        title=f"Tweet {number}/{of}",
        status=f"{piece.wanted.verb.value} is under way" if piece.wanted and piece.wanted.pending else "",
        text=text,
        small=(f"{weighted_length(text)}/280 · {_standing_on(piece)}", *_remarks(piece)),
        buttons=_buttons(draft, piece),
    )


def _standing_on(piece: Piece) -> str:
    evidence = piece.now.evidence
    parts = [str(piece.now.figure)] if piece.now.figure else []
    if evidence and evidence.verified:
        parts.append(f"p. {evidence.page}: “{evidence.quote}”")
    elif evidence:
        parts.append(f"said to stand on p. {evidence.page}, not found there: “{evidence.quote}”")
    return " · ".join(parts) or "no sentence of the paper is quoted"


def _remarks(piece: Piece) -> list[str]:
    signs = {Severity.HARD: "✗", Severity.SOFT: "!"}
    lines = [f"{signs[finding.severity]} {finding.words}" for finding in piece.now.findings]
    wish = piece.wanted
    if wish and wish.pending:
        lines.append(f"{wish.verb.value} asked for by {wish.by.name or wish.by.id}: under way")
    elif wish:
        lines.append(f"{wish.verb.value} failed: {wish.failure}")
    lines += [f"approved by {a.by.name or a.by.id} at {a.at:%Y-%m-%d %H:%M} UTC" for a in piece.standing]
    return lines


def _buttons(draft: Draft, piece: Piece) -> tuple[Button, ...]:
    if draft.stage is not Stage.REVIEW or (piece.wanted and piece.wanted.pending):
        return ()

    def button(label: str, verb: Verb, form: Form | None = None) -> Button:
        action = Action(draft=draft.id, verb=verb, piece=piece.key, revision=piece.revision)
        return Button(label=label, action=action, form=form)

    undo = button("Undo", Verb.UNDO)
    if draft.is_approved(piece):
        return (undo,)
    note = Form(title="Regenerate the tweet", label="What should change?", optional=True)
    words = Form(title="Edit the tweet", label="Text, without its number", text=piece.now.text)
    failed = bool(piece.wanted)
    return (
        *(() if piece.now.faulty else (button("Approve", Verb.APPROVE),)),
        button("Regenerate", Verb.REGENERATE, note),
        button("Shorten", Verb.SHORTEN),
        button("Edit", Verb.EDIT, words),
        *((button("Try again", Verb.RETRY),) if failed else ()),
        *((undo,) if failed or piece.standing or piece.revision else ()),
    )


def cost_text(usage: Usage) -> str:
    """Dollars, and tokens that nobody has a price for."""
    dollars = f"${usage.dollars:.3f}" if usage.dollars or not usage.unpriced_tokens else ""
    tokens = f"{usage.unpriced_tokens:,} tokens of a model whose price is not known"
    return " and ".join(filter(None, (dollars, tokens if usage.unpriced_tokens else "")))


def _people(names: tuple[str, ...], most: int = 8) -> str:
    """Names in a row, at most `most` of them."""
    if len(names) <= most:
        return ", ".join(names) or "The PDF names no authors."
    return f"{', '.join(names[:most])} and {len(names) - most} others"
