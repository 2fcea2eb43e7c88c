"""What code verifies of every tweet, from whomever it came; `checking.rules` lists the rules.

The checks only find: what becomes of a finding is for the workflow. Facts may come from the paper, the lab
and the note (`Grounds`), and from nowhere else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.alts import ALT_MOST
from bot.tweets import (
    LIMIT,
    Covered,
    Evidence,
    Finding,
    Role,
    Severity,
    Uncovered,
    Wording,
    hashtags_in,
    numbered,
    weighted_length,
    without_links,
)
from bot.writing.checking import surface
from bot.writing.checking.claims import over_claims
from bot.writing.checking.grounds import Grounds
from bot.writing.checking.house import house_findings
from bot.writing.checking.keeping import altered, not_kept
from bot.writing.checking.links import broadcasts_in, mentions_in, urls_in
from bot.writing.checking.numbers import NumberIndex
from bot.writing.checking.quotes import Place
from bot.writing.checking.rules import RULES, finding
from bot.writing.checking.spoken import figures_in

__all__ = [
    "RULES",
    "Grounds",
    "ThreadFindings",
    "altered",
    "check_thread",
    "check_tweet",
    "not_kept",
    "verified_evidence",
]

PROSE_MOST = 240
"""Weighted characters of prose from which a tweet is far over the 150 that are aimed at."""

HASHTAGS_MOST = 6

_LOOKED_AT = 4000  # characters; a longer text is too long anyhow
_FEW = frozenset("one two three four five six seven eight nine ten eleven twelve".split())  # noqa: SIM905  words
"""Counts in words are said in passing: where they stand in the paper tells nothing."""

_MOST_NAMED = 5  # offending bits that one finding quotes
_CLAIMING = frozenset(
    {Role.CONTRIBUTION, Role.METHOD, Role.RESULT, Role.IMPACT, Role.FUTURE_WORK, Role.LIMITATION}
)
_TAGS = re.compile(r"(?<![\w&/])[#@\uff20]\w{1,100}(?:[.@][\w-]{1,60}){0,6}")

_OTHERS = re.compile(r"\b(?:and|&) (\d{1,4}) (?:others?|more|co-?authors?)\b")


class ThreadFindings(NamedTuple):
    """What the rules on a whole thread say: findings by place from 0, and what became of each figure."""

    findings: Mapping[int, tuple[Finding, ...]]
    uncovered: tuple[Uncovered, ...]
    covered: tuple[Covered, ...] = ()


def check_tweet(wording: Wording, *, n: int, of: int, grounds: Grounds) -> tuple[Finding, ...]:
    """What is wrong with one tweet, posted as `n` of `of`; hard findings first."""
    text = wording.text[:_LOOKED_AT]
    found = [
        *_size(wording.text, n, of, grounds),
        *_face(text, of, wording, grounds),
        *_reach(text, grounds),
        *_picture(wording, grounds),
        *_facts(text, wording, grounds),
        *_evidence(text, wording, grounds),
    ]
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.HARD))


def check_thread(wordings: Sequence[Wording], grounds: Grounds) -> ThreadFindings:
    """What is wrong with a whole thread in its order; findings about all of it stand with the first tweet."""
    short = [said.model_copy(update={"text": said.text[:_LOOKED_AT]}) for said in wordings]
    return ThreadFindings(*house_findings(short, grounds))


def verified_evidence(wording: Wording, grounds: Grounds) -> Evidence | None:
    """The quote a tweet rests on, looked up in the paper; None without a quote.

    A quote that stands on another page than the one named gets the page it stands on.
    """
    if not wording.quote.strip():
        return None
    place = grounds.quotes.locate(wording.quote, wording.page)
    if place is None:
        return Evidence(page=wording.page or 0, quote=wording.quote, verified=False)
    named = wording.page is not None and place.page <= wording.page <= place.last_page
    return Evidence(
        page=wording.page if named and wording.page else place.page, quote=wording.quote, verified=True
    )


def _size(text: str, n: int, of: int, grounds: Grounds) -> Iterator[Finding]:
    weight = weighted_length(numbered(text, n, of))
    if weight > LIMIT:
        yield finding(
            "too-long", f"It weighs {weight} of {LIMIT} with its number; shorten it by {weight - LIMIT}."
        )
        return
    prose = bare(text)
    if not re.search(r"\w", prose):
        yield finding("empty", "It says nothing beside links and hashtags; write a sentence.")
    if n == 1:
        prose = _without_title(prose, grounds)
    if (length := weighted_length(" ".join(prose.split()))) > PROSE_MOST:
        yield finding(
            "long-prose", f"The prose has {length} characters where about 150 are aimed at; say less."
        )


def _face(text: str, of: int, wording: Wording, grounds: Grounds) -> Iterator[Finding]:
    if names := surface.invisible(text):
        yield finding("invisible-character", f"It holds {_listed(names)}; type the place anew without it.")
    if number := surface.own_number(text, of):
        yield finding("typed-number", f"Take out {_quoted(number)}: Herald puts the number on.")
    unfilled = [bit for bit in surface.placeholders(text) if bit.casefold() not in grounds.said]
    if unfilled:
        yield finding("placeholder", f"Fill in or take out {_listed(unfilled)}.")
    if rings := broadcasts_in(text):
        yield finding("chat-mention", f"Take out {_listed(rings)}: it would ring people in the chat.")
    tags = hashtags_in(text)
    if len(tags) > HASHTAGS_MOST:
        yield finding("many-hashtags", f"It has {len(tags)} hashtags; keep {HASHTAGS_MOST} at most.")
    elsewhere = surface.dangling(text, wording.figure)
    for rule, bit, words in (
        ("bold", surface.bold_outside(text, grounds.paper.title), "X shows the marks of {}; take them off."),
        ("markup", surface.markup(text), "X shows {} as it is; write it as plain text."),
        ("latex", surface.latex(text), "Write {} in plain words: X shows LaTeX as it is."),
        ("citation", surface.citation(text), "Take out the citation {}: a tweet has no bibliography."),
        ("dangling-reference", elsewhere, "Say it without {}: a tweet stands alone."),
    ):  # fmt: skip
        if bit:
            yield finding(rule, words.format(_quoted(bit)))


def _reach(text: str, grounds: Grounds) -> Iterator[Finding]:
    for url in dict.fromkeys(urls_in(text)):
        if grounds.allowed.link(url):
            continue
        if grounds.allowed.at_home(url):
            yield finding(
                "page-unknown", f"The paper does not link to {_quoted(url)} itself; open it before approving."
            )
            continue
        words = f"The link {_quoted(url)} is not the paper's, the lab's or the note's; put one that is."
        if "://" not in url and "/" not in url:
            words = f"X makes a link of {_quoted(url)}; put a space behind the dot, or write it without."
        yield finding("unknown-link", words)
    rings = {ring.casefold() for ring in broadcasts_in(text)}
    unknown = [
        mention
        for mention in dict.fromkeys(mentions_in(without_links(text)))
        if mention.casefold() not in rings and not grounds.allowed.handle(mention)
    ]
    if unknown:
        yield finding(
            "unknown-handle",
            f"Nobody of the lab has {_listed(unknown)}; write the name, or add the handle to lab.toml.",
        )


def _picture(wording: Wording, grounds: Grounds) -> Iterator[Finding]:
    if wording.figure and grounds.paper.figure(wording.figure) is None:
        yield finding("unknown-figure", f"The paper has no {wording.figure}; choose one it has, or none.")
    elif wording.figure and not wording.alt.strip():
        yield finding(
            "alt-missing",
            f"Nobody has put the picture of {wording.figure} into words; its caption stands in.",
        )
    if len(wording.alt) > ALT_MOST:
        yield finding(
            "alt-too-long", f"The alternative text has {len(wording.alt)} characters; X takes {ALT_MOST}."
        )
    missing = grounds.numbers.missing(wording.alt[:ALT_MOST], with_figure=True)
    if missing:
        numbers = _listed([number for number, _ in missing])
        yield finding(
            "alt-number-not-in-paper",
            f"The alternative text says {numbers}, not found in the paper; compare it with the picture.",
        )


def _facts(text: str, wording: Wording, grounds: Grounds) -> Iterator[Finding]:
    plain = _OTHERS.sub(lambda others: _unless_authors(others, grounds), bare(text))
    missing = grounds.numbers.missing(plain, with_figure=wording.figure is not None)
    if missing:
        said = [
            f"{_quoted(number)}{f' (it has {_quoted(near)})' if near else ''}" for number, near in missing
        ]
        yield finding("number-not-in-paper", f"Not found in the paper: {_row(said)}. Check it, and its unit.")
    if unknown := grounds.names.unknown(plain):
        yield finding(
            "name-not-in-paper", f"Neither the paper nor the lab knows {_listed(unknown)}; check the name."
        )


def _evidence(text: str, wording: Wording, grounds: Grounds) -> Iterator[Finding]:
    if not wording.quote.strip():
        if wording.role in _CLAIMING:
            yield finding(
                "quote-missing", "No sentence of the paper is quoted for it; check it against the paper."
            )
        return
    place = grounds.quotes.locate(wording.quote, wording.page)
    if place is None:
        words = f"The paper does not say {_quoted(wording.quote)} in these words; check the claim."
        yield finding("quote-not-found", words)
        return
    if wording.page and not place.page <= wording.page <= place.last_page:
        yield finding(
            "quote-on-other-page", f"The quote stands on page {place.page}, not on page {wording.page}."
        )
    plain = bare(text)
    if wording.role in _CLAIMING:
        yield from _numbers_elsewhere(plain, wording, place, grounds)
    if grounds.paper.language == "en":
        yield from _claims(plain, wording, place, grounds)


def _claims(plain: str, wording: Wording, place: Place, grounds: Grounds) -> Iterator[Finding]:
    """What is claimed beyond the quote. The hook of an announcement may be as strong as the abstract."""
    paper, near = grounds.paper, grounds.quotes.around(place)
    hook = wording.role is Role.ANNOUNCEMENT
    if hook:
        plain, near = _without_title(plain, grounds), f"{near}\n{paper.abstract}"
    elif wording.role not in _CLAIMING:
        return
    figure = paper.figure(wording.figure) if wording.figure else None
    for claim in over_claims(
        plain,
        " ".join(wording.quote.split()),  # its line breaks are the PDF's
        near,
        caption=figure.caption if figure else "",
        topic=f"{paper.title} {paper.abstract}",
    ):
        if not hook or claim.rule == "stronger-than-quote":
            yield finding(claim.rule, f"Compare with the paper: {claim.words}.")


def _numbers_elsewhere(plain: str, wording: Wording, place: Place, grounds: Grounds) -> Iterator[Finding]:
    """Numbers that the paper has, but neither near the quote nor with a figure that it or the tweet names."""
    near = [grounds.paper.title, grounds.quotes.around(place, reach=2)]
    named = (*((wording.figure,) if wording.figure else ()), *figures_in(wording.quote))
    figures = [figure for key in named if (figure := grounds.paper.figure(key))]
    for figure in figures:
        near += [figure.caption, *grounds.said_of.get(figure.key, ())]
    pages = {figure.page for figure in figures}
    labels = [label.text for label in grounds.paper.figure_text if label.page in pages]
    unknown = {number for number, _ in grounds.numbers.missing(plain, with_figure=wording.figure is not None)}
    far = [
        number
        for number, _ in NumberIndex(near, labels).missing(plain, with_figure=True)
        if number not in unknown and number.casefold() not in _FEW
    ]
    if far:
        words = (
            f"{_listed(far)} stands in the paper, but not near the quoted sentence; check what it belongs to."
        )
        yield finding("number-not-in-quote", words)


def _unless_authors(others: re.Match[str], grounds: Grounds) -> str:
    """Nothing for "and 6 others": it counts authors, whom the paper names without counting."""
    return "" if int(others[1]) < len(grounds.paper.authors) else others[0]


def _without_title(text: str, grounds: Grounds) -> str:
    return re.sub(re.escape(grounds.paper.title), "", text, flags=re.IGNORECASE)


def bare(text: str) -> str:
    """The words of a tweet, without links, handles and hashtags."""
    return _TAGS.sub(" ", without_links(text))


def _quoted(text: str, most: int = 80) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"


def _listed(bits: Sequence[str]) -> str:
    return _row([_quoted(bit) for bit in bits])


def _row(bits: Sequence[str]) -> str:
    more = f" and {len(bits) - _MOST_NAMED} more" if len(bits) > _MOST_NAMED else ""
    return ", ".join(bits[:_MOST_NAMED]) + more
