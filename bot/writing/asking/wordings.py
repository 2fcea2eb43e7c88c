"""From what a model told to a wording of the core: what is taken of it, and what stays as it was."""

import re
from collections.abc import Sequence

from bot.alts import alt_within
from bot.papers import FigureKey, Paper
from bot.ports import Brief, Change
from bot.poster import Feedback, PosterAd
from bot.tweets import Role, Wording, weighted_length
from bot.writing.asking.reply import ToldTweet, figure_key, role_of, told_ad, told_text
from bot.writing.asking.scanning import Scanner, TooMuch
from bot.writing.checks import altered, bare
from bot.writing.describing import described
from bot.writing.similarity import alike, words_of

LEAST_GAIN = 4
"""Weighted characters a shorter text must save to be worth an approval lost."""

_TOO_NEAR = 0.85  # share of the words from which another text is no other one
_LETTER = re.compile(r"\w")
_FIXED = frozenset({Role.ANNOUNCEMENT, Role.CODE, Role.THANKS})  # mostly title, links and names, which stay
_FIGURE_FAULTS = frozenset({"unknown-figure", "figure-twice"})
_ROLE_FAULTS = frozenset({"limitation-not-last"})


def fresh(item: ToldTweet, index: int, count: int, brief: Brief) -> Wording:
    """A tweet of a fresh draft; a role that is none is guessed by its place."""
    guess = {0: Role.ANNOUNCEMENT, count - 1: Role.LIMITATION}.get(index, Role.RESULT)
    figure = figure_key(item.figure, brief.paper)
    return Wording(
        index=index,
        role=role_of(item) or guess,
        text=item.text,
        figure=figure,
        quote=item.quote,
        page=item.page or None,
        alt=_alt(item, figure, brief.paper),
    )


def says_something(text: str) -> bool:
    """Whether there are words beside links, handles and hashtags."""
    return bool(_LETTER.search(bare(text)))


def placed(came: Sequence[ToldTweet], places: Sequence[int]) -> tuple[ToldTweet, ...]:
    """Of the tweets that came those of some places, each once.

    A model that numbers what it was asked for from 1 means them in order; one that says others too, as many
    as were asked for or fewer, has mixed them up, and none is taken.
    """
    known = {tweet.place: tweet for tweet in came}
    if len(came) == len(known) and set(known) <= set(places):
        return tuple(came)
    if len(came) == len(places) and (len(came) == 1 or sorted(known) == list(range(1, len(came) + 1))):
        in_order = zip(came, sorted(places), strict=True)
        return tuple(tweet.model_copy(update={"place": place}) for tweet, place in in_order)
    if len(came) <= len(places):
        return ()
    return tuple(known[place] for place in places if place in known)


def mended(item: ToldTweet, change: Change, brief: Brief) -> Wording:
    """The tweet without its fault; role and picture change only if the fault is about them."""
    now, rules = change.thread[change.index], {fault.rule for fault in change.faults}
    said = fresh(item, change.index, len(change.thread), brief)
    kept = {} if rules & _FIGURE_FAULTS else {"figure": now.figure, "alt": _alt_kept(item, said, now)}
    role = said.role if rules & _ROLE_FAULTS else now.role
    return said.model_copy(update={"role": role, **kept})


def anew(item: ToldTweet, change: Change, brief: Brief) -> Wording:
    """Another text for the same place: role and, unless a note was given, picture stay."""
    now = change.thread[change.index]
    said = fresh(item, change.index, len(change.thread), brief)
    kept = {} if change.note.strip() else {"figure": now.figure, "alt": _alt_kept(item, said, now)}
    return said.model_copy(update={"role": now.role, **kept})


def _alt(item: ToldTweet, key: FigureKey | None, paper: Paper) -> str:
    """What the model says of the picture, as networks take it, or else what caption and text say."""
    figure = paper.figure(key) if key else None
    if key is None:
        return ""
    return alt_within(item.alt) or (described(figure, paper) if figure else "")


def _alt_kept(item: ToldTweet, said: Wording, now: Wording) -> str:
    """The words for a picture that stays: new ones only if they are of this picture, and the model's own."""
    if said.figure == now.figure and (item.alt.strip() or not now.alt):
        return said.alt
    return now.alt


def had_before(said: Wording, change: Change) -> bool:
    """Whether the place has had that text, or without a note to say why, nearly that text."""
    for earlier in (*change.earlier, change.thread[change.index].text):
        if " ".join(said.text.split()).casefold() == " ".join(earlier.split()).casefold():
            return True
        if nearly_the_same(said.text, earlier) and said.role not in _FIXED and not change.note.strip():
            return True
    return False


def nearly_the_same(one: str, other: str) -> bool:
    """Whether two texts share nearly all their words."""
    return alike(words_of(one), words_of(other)) >= _TOO_NEAR


def text_of(reply: str) -> str:
    """The text of a shortening's reply, whatever stands around its JSON; "" for none."""
    try:
        sources = Scanner().feed(reply)
    except TooMuch:
        return ""
    return next((text for text in map(told_text, reversed(sources)) if text), "")


def ad_of(reply: str) -> PosterAd | None:
    """The ad of a reply, whatever stands around its JSON; None for none."""
    try:
        sources = Scanner().feed(reply)
    except TooMuch:
        return None
    ad = next((ad for ad in map(told_ad, reversed(sources)) if ad), None)
    if ad is None:
        return None
    said = Feedback(strong=tuple(ad.strong), missing=tuple(ad.missing), changed=tuple(ad.changed))
    return PosterAd(text=ad.text, longer=ad.longer, feedback=said)


def why_not(before: str, shorter: str, missing: Sequence[str]) -> str:
    """Why a shorter text will not do, in words for the model; "" if it will."""
    if weighted_length(before) - weighted_length(shorter) < LEAST_GAIN:
        return f"it weighs {weighted_length(shorter)} characters, which is hardly shorter."
    reasons = [f"{', '.join(f'“{bit}”' for bit in missing)} was lost"] if missing else []
    reasons += altered(before, shorter)
    return f"{'; '.join(reasons)}." if reasons else ""
