"""What people see and may press, made from a draft by pure functions; each platform only renders it."""

from typing import Literal

from bot.actions import Action, Verb
from bot.alts import alt_of
from bot.draft import AD, Draft, Piece, Stage, Wanted
from bot.papers import Figure, FigureKey
from bot.poster import Feedback
from bot.tweets import Severity, Usage, copy_ready, numbered, weighted_length
from bot.values import Value


class Button(Value):
    """Something to press."""

    label: str
    action: Action


class Picture(Value):
    """A picture of the picture store, and the words for those who do not see it."""

    name: str  # of its file: "2306.15626-figure-2.png"
    alt: str
    digest: str  # by which the store knows it


class File(Value):
    """A file to take away; its content is kept where pictures are."""

    name: str
    digest: str


class Card(Value):
    """One message, as the core wants it seen."""

    key: str  # the same card keeps its key: `draft:head`, `draft:3`, `draft:done-2`
    version: int  # of the draft: a later state has a higher one
    title: str
    status: str = ""  # how far it is, in a few words
    text: str = ""  # exactly as it will be posted; "" where there is nothing to post
    small: tuple[str, ...] = ()  # lines for the reviewer, never posted
    picture: Picture | None = None  # posted with the text
    offered: Picture | None = None  # of the whole page, where no crop is good; never posted
    buttons: tuple[Button, ...] = ()
    files: tuple[File, ...] = ()
    delivers: Literal["", "thread", "ad"] = ""  # what there is to take away with it
    piece: int | None = None  # the piece whose text it shows, by key; None for no piece
    revision: int | None = None  # of that piece, or of the draft as a whole


PROGRESS = {
    Stage.QUEUED: "waiting",
    Stage.READING: "reading the paper",
    Stage.FIGURES: "cutting out the figures",
    Stage.REVIEW: "ready to review",
}

COVERAGE_LINES = 12
"""Figures of which the headline tells one by one what became of them."""


def cards(draft: Draft) -> list[Card]:
    """All that is to be seen of a draft, in order."""
    found = [headline_card(draft), *(piece_card(draft, piece) for piece in draft.pieces)]
    if draft.ad:
        found.append(ad_card(draft, draft.ad))
    found += [delivered_card(draft, revision) for revision in draft.delivered]
    if draft.ad:
        found += [delivered_ad_card(draft, draft.ad, revision) for revision in draft.delivered_ads]
    return found


def headline_key(draft_id: str) -> str:
    """The key of the card of a draft as a whole."""
    return f"{draft_id}:head"


def headline_card(draft: Draft) -> Card:
    """The card of the draft as a whole: paper, progress, what was found out on the way."""
    paper = draft.headline
    small: list[str] = []
    if paper:
        small.append(_people(paper.authors))
        code = f"Code: {paper.repository}" if paper.repository else "No code repository of its own was found."
        small += [code] if draft.wants_thread else []
        if paper.hidden_text:
            small.append(f"Left out: {paper.hidden_text} piece(s) of text in the PDF that no reader sees.")
    small.append(f"Draft {draft.id}, begun by {draft.requested_by.name or draft.requested_by.id}")
    if draft.writer:
        small.append(f"Written by: {draft.writer}")
    if draft.failure:
        small.append(draft.failure.words)
    small += unmended_lines(draft)
    small += coverage_lines(draft)
    if draft.usage:
        small.append(f"Cost so far: {cost_text(draft.usage)}")
    buttons = []
    if draft.failure and draft.failure.retryable:
        buttons.append(Button(label="Try again", action=Action(draft=draft.id, verb=Verb.RETRY)))
    blocked = any((piece.wanted and piece.wanted.pending) or piece.now.faulty for piece in draft.whole)
    if draft.stage is Stage.REVIEW and not draft.approved and not blocked:
        everything = Action(draft=draft.id, verb=Verb.APPROVE, revision=draft.revision)
        buttons.append(Button(label="Approve all", action=everything))
    return Card(
        key=headline_key(draft.id),
        version=draft.version,
        title=title_of(draft),
        status=progress(draft),
        small=tuple(small),
        buttons=tuple(buttons),
        revision=draft.revision,
    )


def delivered_card(draft: Draft, revision: int) -> Card:
    """The card of a thread that was approved, with all there is to post it from; its files come later.

    What was approved and is no longer, loses its text: somebody might post it.
    """
    stands = draft.approved and draft.revision == revision
    return Card(
        key=f"{draft.id}:done-{revision}",
        version=draft.version,
        title="The approved thread" if stands else "A thread that was approved",
        status="ready to post" if stands else "no longer approved: do not post it",
        text=thread_text(draft) if stands else "",
        small=_delivered_lines(stands=stands),
        delivers="thread",
        revision=revision,
    )


def _delivered_lines(*, stands: bool) -> tuple[str, ...]:
    return (
        "Nothing is posted for you." if stands else "Files of it that are still to be found are outdated.",
    )


def unmended_lines(draft: Draft) -> list[str]:
    """What kept hard faults from being mended, as long as they stand."""
    return [f"Some faults could not be mended: {reason}" for reason in draft.unmended]


def coverage_lines(draft: Draft) -> list[str]:
    """What became of each figure and table, in order of the paper: its tweet, or why it has none.

    Of more than `COVERAGE_LINES` those without a tweet are summed up, of the appendix first.
    """
    if draft.stage is not Stage.REVIEW:
        return []
    figures = draft.headline.figures if draft.headline else ()
    behind = {figure.key for figure in figures if figure.appendix}
    unused = {one.figure: one.reason for one in draft.uncovered}
    used = {one.figure: one.reason for one in draft.covered}
    tweets: dict[FigureKey, list[str]] = {}
    for piece in draft.pieces:
        if piece.now.figure:
            tweets.setdefault(piece.now.figure, []).append(str(draft.number(piece)))
    keys = [
        key
        for key in dict.fromkeys((*(figure.key for figure in figures), *unused))
        if key in tweets or key in unused
    ]
    first = sorted(keys, key=lambda key: (key not in tweets, key in behind))  # stable: else as in the paper
    shown, left = set(first[:COVERAGE_LINES]), first[COVERAGE_LINES:]
    lines = [
        _place(key, tweets[key], used.get(key, "")) if key in tweets else f"{key} → not used: {unused[key]}"
        for key in keys
        if key in shown
    ]
    if left:
        where = sum(key in behind for key in left)
        in_all = "in the appendix" if where == len(left) else f"not used, {where} of them in the appendix"
        lines.append(f"and {len(left)} more {in_all}")
    return lines


def _place(key: FigureKey, numbers: list[str], reason: str) -> str:
    """Which tweets show a figure, and why it was chosen."""
    return f"{key} → tweet {', '.join(numbers)}" + (f": {reason}" if reason else "")


def progress(draft: Draft) -> str:
    """How far the draft is, in a few words: "writing 4/11"."""
    if draft.stage is Stage.FAILED:
        return "stopped"
    if draft.stage is Stage.WRITING and not draft.wants_thread:
        return "writing the ad"
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
        small=(
            f"{weighted_length(text)}/280 · {_standing_on(piece)}",
            *_without_picture(draft, piece),
            *_remarks(piece),
        ),
        picture=attached(draft, piece),
        offered=offered(draft, piece),
        buttons=_buttons(draft, piece),
        piece=piece.key,
        revision=piece.revision,
    )


def thread_text(draft: Draft) -> str:
    """The thread as plain text to post from by hand."""
    return copy_ready([(piece.now.text, _beside(draft, piece)) for piece in draft.posted])


def _beside(draft: Draft, piece: Piece) -> str:
    """Which picture goes with a tweet, or where it is to be taken from."""
    if picture := attached(draft, piece):
        return f"with {picture.name}"
    if not piece.now.figure:
        return ""
    page = offered(draft, piece)
    return f"with {piece.now.figure}, to be cut out of {page.name if page else 'the paper'}"


def ad_card(draft: Draft, ad: Piece) -> Card:
    """The card of the poster's ad: its exact text, what is said of the person's own draft, and what to do."""
    in_thread = ad in draft.posted
    text = numbered(ad.now.text, draft.number(ad), draft.of()) if in_thread else ad.now.text
    small = [f"{weighted_length(text)}/{280 if in_thread else draft.ad_room}"] if text else []
    if in_thread:
        small[0] += f" · posted as tweet {draft.number(ad)}/{draft.of()}"
    small += feedback_lines(ad.now.feedback) if ad.now.feedback else []
    small += _remarks(ad)
    small += [ad.now.unmended] if ad.now.unmended else []
    if ad.now.longer:
        small.append(
            "“Longer” gives a variant for LinkedIn and e-mail, which comes with the approved ad, too."
        )
    return Card(
        key=f"{draft.id}:{ad.key}",
        version=draft.version,
        title="Poster ad",
        status=f"{_wish(ad.wanted)} is under way" if ad.wanted and ad.wanted.pending else "",
        text=text,
        small=tuple(small),
        buttons=_buttons(draft, ad),
        piece=ad.key,
        revision=ad.revision,
    )


def feedback_lines(feedback: Feedback) -> list[str]:
    """What is said to a person about their own draft."""
    told = (("Good", feedback.strong), ("Missing", feedback.missing), ("Changed", feedback.changed))
    return [f"{name}: {point}" for name, points in told for point in points]


def delivered_ad_card(draft: Draft, ad: Piece, revision: int) -> Card:
    """The card of an ad that was approved; its calendar file comes later."""
    stands = draft.is_approved(ad) and ad.revision == revision
    return Card(
        key=f"{draft.id}:ad-{revision}",
        version=draft.version,
        title="The approved ad" if stands else "An ad that was approved",
        status="ready to post" if stands else "no longer approved: do not post it",
        text=ad.now.text if stands else "",
        small=_delivered_lines(stands=stands),
        delivers="ad",
        revision=revision,
    )


def doubt(figure: Figure) -> str:
    """Why a figure has no picture of its own, in words for the reviewer; "" if it has one."""
    if figure.picture is None:
        return "none was made of it; take one from the paper"
    return figure.picture.doubt


def alt_text(piece: Piece, figure: Figure) -> str:
    """What is told of a tweet's picture to those who do not see it: the writer's words, else the paper's."""
    return piece.now.alt or alt_of(figure)


def attached(draft: Draft, piece: Piece) -> Picture | None:
    """The picture that is posted with a tweet; none without a figure, and none of a crop in doubt."""
    figure = _figure(draft, piece)
    if figure is None or figure.picture is None or figure.picture.doubt:
        return None
    return Picture(name=figure.picture.name, alt=alt_text(piece, figure), digest=figure.picture.digest)


def offered(draft: Draft, piece: Piece) -> Picture | None:
    """The picture of a figure's whole page, where its crop is in doubt."""
    figure = _figure(draft, piece)
    if figure is None or figure.picture is None or not figure.picture.doubt:
        return None
    alt = f"The page of the paper with {figure.key}."
    return Picture(name=figure.picture.name, alt=alt, digest=figure.picture.digest)


def _figure(draft: Draft, piece: Piece) -> Figure | None:
    return draft.figure(piece.now.figure) if piece.now.figure else None


def _without_picture(draft: Draft, piece: Piece) -> list[str]:
    figure = _figure(draft, piece)
    why = doubt(figure) if figure else ""
    return [f"No picture of {figure.key} is attached: {why}"] if figure and why else []


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
        lines.append(f"{_wish(wish)} asked for by {wish.by.name or wish.by.id}: under way")
    elif wish:
        lines.append(f"{_wish(wish)} failed: {wish.failure}")
    lines += [f"approved by {a.by.name or a.by.id} at {a.at:%Y-%m-%d %H:%M} UTC" for a in piece.standing]
    return lines


def _wish(wish: Wanted) -> str:
    """What people call what is wanted of a piece."""
    return "an ad with the new details" if wish.verb.takes_facts else wish.verb.value


def _buttons(draft: Draft, piece: Piece) -> tuple[Button, ...]:
    if draft.stage is not Stage.REVIEW or (piece.wanted and piece.wanted.pending):
        return ()

    def button(label: str, verb: Verb) -> Button:
        changes = draft.poster.changes if draft.poster else 0
        seen = changes if verb.takes_facts else piece.revision
        return Button(label=label, action=Action(draft=draft.id, verb=verb, piece=piece.key, revision=seen))

    undo = button("Undo", Verb.UNDO)
    longer = (button("Longer", Verb.LONGER),) if piece.now.longer else ()
    if draft.is_approved(piece):
        return (undo, *longer)
    failed = bool(piece.wanted)
    facts = (button("Fill in the poster details", Verb.DETAILS), button("More details", Verb.MORE))
    again = (button("Try again", Verb.RETRY),) if failed else ()
    if not piece.now.text:  # an ad that could not be made
        return (*facts, *again)
    return (
        *(facts if piece.key == AD else ()),
        *(() if piece.now.faulty else (button("Approve", Verb.APPROVE),)),
        button("Regenerate", Verb.REGENERATE),
        button("Shorten", Verb.SHORTEN),
        button("Edit", Verb.EDIT),
        *longer,
        *again,
        *((undo,) if failed or piece.standing or piece.revision else ()),
    )


def cost_text(usage: Usage) -> str:
    """Dollars, and tokens that nobody has a price for."""
    dollars = f"${usage.dollars:.3f}" if usage.dollars or not usage.unpriced_tokens else ""
    tokens = f"{usage.unpriced_tokens:,} tokens of a model whose price is not known"
    return " and ".join(filter(None, (dollars, tokens if usage.unpriced_tokens else "")))


def title_of(draft: Draft) -> str:
    """What people call a draft: its paper, or the poster."""
    if draft.headline:
        return draft.headline.title
    poster = draft.poster.facts.title if draft.poster else ""
    return poster or str(draft.source) or "A poster"


def _people(names: tuple[str, ...], most: int = 8) -> str:
    """Names in a row, at most `most` of them."""
    if len(names) <= most:
        return ", ".join(names) or "The PDF names no authors."
    return f"{', '.join(names[:most])} and {len(names) - most} others"
