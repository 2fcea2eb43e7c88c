"""What a thread is made of, and the tweets every thread has: announcement, code, thanks, limitation."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.errors import Unwritable
from bot.papers import FigureKey, Paper
from bot.ports import Brief
from bot.tweets import LIMIT, MOST, Role, Wording, weighted_length
from bot.writing.checking.coverage import important_figures, ranked_figures
from bot.writing.describing import described
from bot.writing.extracting import announcement as opening
from bot.writing.extracting.captions import figure_candidates
from bot.writing.extracting.closing import limitation_candidates
from bot.writing.extracting.references import figures_named
from bot.writing.extracting.roles import Part
from bot.writing.extracting.selection import Candidate, candidates
from bot.writing.extracting.shortening import size_of
from bot.writing.extracting.titles import title_of
from bot.writing.notes import Note, Venue, read_note, venue_of
from bot.writing.phrases import Phrases
from bot.writing.similarity import alike, words_of

ROOM = LIMIT - opening.NUMBERING
"""Weighted characters a text may have, so that its number still fits."""

_SHORTEST_HOOK = 30  # weighted characters; no sentence is shorter
_SAID_BY_TITLE = 0.8  # share of words shared with the title

STRIKING_FROM = 2.2
"""Points a sentence needs to be the line that makes people read on."""

_CLAIMS = re.compile(
    r"\b(?:outperform|achiev|improv|surpass|exceed|beats?\b|proves?\b|proved|first\b|faster|fewer"
    r"|better|higher|lower"
    r"|smaller|state[- ]of[- ]the[- ]art|robust|without (?:any|a|the|needing|requiring)|enough)"
    r"|\b(?:show|find|found|discover|demonstrate|reveal|suggest|observe)(?:s|ed)? that\b",
    re.IGNORECASE,
)
_ONLY_SAYS_WHAT = re.compile(
    r"^(?:We|I|This (?:paper|work|article|study)|Our (?:paper|work)) (?:\w+ly )?(?:investigat|stud[iy]"
    r"|explor|examin"
    r"|evaluat|describ|discuss|review|survey|analy|aim|consider|provid|present|introduc|construct"
    r"|demonstrates? how"
    r"|shows? how|give|address|compare)",
)
_TELLING_NUMBER = re.compile(
    r"\d\s?(?:%|\u00d7|x\b|percent|points?|times|-fold|fold)|\b\d+\.\d+|\d,\d{3}|\b\d{2,}\b"
)

_LARGE_NUMBER = re.compile(r"\d,\d{3}|\d\s?(?:%|\u00d7|x\b|[MBK]\b)|\b\d+ (?:thousand|million|billion)\b")
_POINTS_BACK = re.compile(
    r"\b(?:this|these|such|it|its|they|their)\b(?! (?:paper|work|article|study)\b)", re.IGNORECASE
)


class Material(NamedTuple):
    """All that can be said of a paper, once found: reused for every tweet of a thread."""

    paper: Paper
    note: Note
    venue: Venue | None
    pool: list[Candidate]
    figures: dict[FigureKey, list[Candidate]]
    ranked: tuple[FigureKey, ...]  # figures and tables worth a tweet, the most important first
    important: frozenset[FigureKey]  # those the thread has room for


def gather(brief: Brief, phrases: Phrases, *, relaxed: bool = False) -> Material:
    """Find what can be said; raises `Unwritable` for a paper in another language than English.

    `relaxed`: with sentences that ask a little more of their readers, for papers that have few others.
    """
    paper = brief.paper
    if paper.language != "en":
        raise Unwritable(
            f"This paper is in {language_name(paper.language)}, and the extractive writer knows English "
            "only; use an English version of the paper."
        )
    note = read_note(brief.note)
    return Material(
        paper,
        note,
        venue_of(brief.lab, brief.note, paper),
        candidates(paper, phrases, relaxed=relaxed),
        figure_candidates(paper, phrases),
        ranked_figures(paper),
        frozenset(important_figures(paper, MOST - bool(note.thanks))),
    )


def first_tweet(
    brief: Brief, material: Material, phrases: Phrases, version: int = 0, skip: Iterable[str] = ()
) -> Wording:
    """The announcement, with a striking line of the abstract where one fits; `skip`: lines not to be used.

    Fewer authors are named, two at the least, when that makes room for the line.
    """
    hashtags = weighted_length(" ".join(brief.lab.hashtags)) + 2 if brief.lab.hashtags else 0
    texts = [
        opening.fitting_announcement(
            material.paper, brief.lab, material.note, material.venue, phrases, version=version, most=most
        )
        for most in (opening.MOST_NAMED, 3, 2)
    ]
    for text in texts:
        if hook := _hook(material, ROOM - weighted_length(text) - hashtags - 2, frozenset(skip)):
            return Wording(
                index=0,
                role=Role.ANNOUNCEMENT,
                text=f"{text}\n\n{hook.text}",
                quote=hook.quote,
                page=hook.page,
            )
    return Wording(index=0, role=Role.ANNOUNCEMENT, text=texts[0])


def code_tweet(
    material: Material, phrases: Phrases, taken: list[frozenset[str]], version: int = 0, choice: int = 0
) -> Wording | None:
    """The tweet with the paper's repository, below what the paper says of it; `None` without one."""
    link = opening.code_link(material.paper, material.note)
    if not link:
        return None
    for text, sentence in opening.release_sentences(material.paper)[choice:]:
        full = phrases.say("code.with_sentence", version, sentence=text, link=link)
        if weighted_length(full) <= ROOM:
            taken.append(words_of(text))
            return Wording(index=1, role=Role.CODE, text=full, quote=sentence.text, page=sentence.page)
    return Wording(index=1, role=Role.CODE, text=phrases.say("code.alone", version, link=link))


def worded(candidate: Candidate, material: Material, text: str = "") -> Wording:
    """The candidate as a tweet; a figure that its sentence speaks of goes with it."""
    key = candidate.figure
    if key is None:
        named = (material.paper.figure(key) for key in figures_named(candidate.quote))
        key = next((figure.key for figure in named if figure and not figure.appendix), None)
    figure = material.paper.figure(key) if key else None
    return Wording(
        index=0,
        role=candidate.role,
        text=text or candidate.text,
        figure=figure.key if figure else None,
        quote=candidate.quote,
        page=candidate.page,
        alt=described(figure, material.paper) if figure else "",
    )


def thanks_tweet(brief: Brief, material: Material, phrases: Phrases, version: int = 0) -> Wording | None:
    """The tweet of thanks; `None` when neither the note nor the paper names a person."""
    names, sentence = opening.thanked(material.paper, material.note, brief.lab, brief.note)
    text = opening.thanks_text(names, phrases, ROOM, version)
    if not text:
        return None
    quote, page = (sentence.text, sentence.page) if sentence else ("", None)
    return Wording(index=0, role=Role.THANKS, text=text, quote=quote, page=page)


def limitation_tweets(material: Material, phrases: Phrases, version: int = 0) -> list[Wording]:
    """What can stand last, the plainest first; never empty.

    Without a sentence that stands alone, the reader is sent to the paper; without
    any, it is said that the text spells none out.
    """
    found = limitation_candidates(material.paper, phrases, version)
    if found:
        tweets = (worded(candidate, material) for candidate in found)
        return [tweet.model_copy(update={"figure": None, "alt": ""}) for tweet in tweets]
    stated = next(iter(material.paper.limitations), None)
    if stated:
        text = phrases.say("limitation.in_the_paper", version)
        return [Wording(index=0, role=Role.LIMITATION, text=text, quote=stated.text, page=stated.page)]
    return [Wording(index=0, role=Role.LIMITATION, text=phrases.say("limitation.none_stated", version))]


def _hook(material: Material, room: int, skip: frozenset[str]) -> Candidate | None:
    """A short plain claim of the abstract, other than the title, that fits."""
    if room < _SHORTEST_HOOK:
        return None
    title = words_of(title_of(material.paper))
    fits = [
        c
        for c in material.pool
        if c.part <= Part.CONTRIBUTIONS
        and c.role in {Role.RESULT, Role.CONTRIBUTION, Role.IMPACT}
        and c.score > STRIKING_FROM
        and _is_claim(c.text)
        and not _POINTS_BACK.search(c.quote)
        and c.text not in skip
        and c.quote not in skip
        and size_of(c.text) <= room
        and alike(c.words, title) < _SAID_BY_TITLE
    ]
    return max(fits, key=_as_hook, default=None)


def _is_claim(text: str) -> bool:
    """Whether a sentence says what came out, with a number or in words, not only what was looked at."""
    if _ONLY_SAYS_WHAT.match(text):
        return bool(_LARGE_NUMBER.search(text))
    return bool(_CLAIMS.search(text) or _TELLING_NUMBER.search(text))


def _as_hook(candidate: Candidate) -> float:
    """Points as the line that makes people read on: results first, with a number, out of the abstract."""
    points = candidate.score + (candidate.role is Role.RESULT)
    points += 1.0 * bool(_TELLING_NUMBER.search(candidate.text))
    return points + 0.5 * (candidate.part is Part.ABSTRACT)


def language_name(code: str) -> str:
    """The language's English name, for people."""
    names = {
        "ar": "Arabic",
        "de": "German",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "ja": "Japanese",
        "ko": "Korean",
        "nl": "Dutch",
        "pt": "Portuguese",
        "ru": "Russian",
        "uk": "Ukrainian",
        "zh": "Chinese",
        "pl": "Polish",
        "tr": "Turkish",
    }
    return names.get(code, "a language other than English")
