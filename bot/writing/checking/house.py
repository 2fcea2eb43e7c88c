"""The rules of the house style on a whole thread: its order, its fixed tweets, its pictures."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.arxiv_id import ArxivId
from bot.papers import FigureKey
from bot.tweets import FEWEST, MOST, Covered, Finding, Role, Uncovered, Wording, hashtags_in, without_links
from bot.writing.checking.coverage import covered
from bot.writing.checking.grounds import Grounds
from bot.writing.checking.links import normalised, repository_root, urls_in
from bot.writing.checking.rules import finding
from bot.writing.similarity import alike, words_of

_WORD = re.compile(r"\w+")
_ENOUGH_OF_TITLE = 0.75  # share of its words: accents and formulas come out differently
_NEARLY_THE_SAME = 0.8  # share of the shorter tweet's words that the other has too
_NEEDED = 3  # figures that every thread has to show: the overview and the main results, as a rule
_FEWEST_WORDS = 5  # with fewer, two tweets share words by chance
_LIMITING = re.compile(
    r"\b(?:limit\w*|only|however|but|not|no|cannot|can['\u2019]t|\w+n['\u2019]t|fail\w*|future|restrict\w*|assum\w*|caveat\w*|open"
    r"|remain\w*|lack\w*|need\w*|requir\w*|leav\w*|left|shortcoming\w*|drawback\w*|weakness\w*|cost\w*|expensive|slow\w*"
    r"|bias\w*|small\w*|scope|beyond|yet|without|unclear|unknown|difficult\w*|hard\w*|challeng\w*|depend\w*|risk\w*|less|worse"
    r"|although|though|while|despite|may|might|could|unable|insufficien\w*|incomplete\w*|narrow\w*|single|few\w*|error\w*)\b",
    re.IGNORECASE,
)

_Found = Iterator[tuple[int, Finding]]


def house_findings(
    wordings: Sequence[Wording], grounds: Grounds
) -> tuple[Mapping[int, tuple[Finding, ...]], tuple[Uncovered, ...], tuple[Covered, ...]]:
    """Findings by place from 0, and the figures that no tweet shows and those that one does, with reasons."""
    shown = {wording.figure for wording in wordings if wording.figure}
    chosen, left = covered(grounds.paper, shown, grounds.tweets)
    by_place: dict[int, list[Finding]] = defaultdict(list)
    if wordings:
        for rules in (_length, _announcement, _code, _limitation, _pictures, _repetition):
            for place, found in rules(wordings, grounds):
                by_place[place].append(found)
    return {place: tuple(found) for place, found in by_place.items()}, left, chosen


def _length(wordings: Sequence[Wording], _: Grounds) -> _Found:
    if not FEWEST <= len(wordings) <= MOST:
        yield (
            0,
            finding(
                "thread-length", f"The thread has {len(wordings)} tweets; {FEWEST} to {MOST} are read best."
            ),
        )


def _announcement(wordings: Sequence[Wording], grounds: Grounds) -> _Found:
    text, paper = wordings[0].text, grounds.paper
    if not has_title(text, paper.title):
        yield 0, finding("title-missing", f"Put the paper's title into tweet 1: “{paper.title[:200]}”.")
    if paper.id:
        ids = {
            found.number
            for url in urls_in(text)
            for found in ArxivId.find_all(url if "://" in url else f"https://{url}")
        }
        if paper.id.number not in ids:
            yield (
                0,
                finding(
                    "paper-link-missing",
                    f"Put the paper's link into tweet 1: https://arxiv.org/abs/{paper.id.number}",
                ),
            )
    if grounds.venue:
        known = {tag.casefold() for tag in grounds.venue.hashtags}
        if not known & {tag.casefold() for tag in hashtags_in(text)}:
            yield (
                0,
                finding("venue-missing", f"Put the venue into tweet 1: {' '.join(grounds.venue.hashtags)}"),
            )
    said = without_links(text).casefold()
    if grounds.credits and not any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in grounds.credits
    ):
        yield (
            0,
            finding("authors-missing", f"Say in tweet 1 who did it, for example “{paper.authors[0]} et al.”"),
        )


def has_title(text: str, title: str) -> bool:
    """Whether a text has the title, whole or the part before its colon; small differences do not count."""
    words = {word.casefold() for word in _WORD.findall(without_links(text))}
    for part in (title, title.split(":", maxsplit=1)[0]):
        wanted = [word.casefold() for word in _WORD.findall(part)]
        if wanted and sum(word in words for word in wanted) >= _ENOUGH_OF_TITLE * len(wanted):
            return True
    return not _WORD.search(title)


def _code(wordings: Sequence[Wording], grounds: Grounds) -> _Found:
    if not grounds.code or len(wordings) == 1:
        return
    wanted = repository_root(grounds.code) or normalised(grounds.code)
    links = urls_in(wordings[1].text)
    if not any(wanted in (repository_root(url), normalised(url)) for url in links):
        yield (
            1,
            finding(
                "code-not-second", f"Tweet 2 is for the paper's code; put its link there: {grounds.code}"
            ),
        )


def _limitation(wordings: Sequence[Wording], grounds: Grounds) -> _Found:
    last = len(wordings) - 1
    if wordings[last].role is not Role.LIMITATION:
        yield (
            last,
            finding("limitation-not-last", "The last tweet has to be an honest limitation; write one here."),
        )
    elif grounds.paper.language == "en" and not _LIMITING.search(wordings[last].text):
        yield (
            last,
            finding(
                "limitation-unsaid",
                "It does not say what is limited; name what does not work or is not known.",
            ),
        )


def _pictures(wordings: Sequence[Wording], grounds: Grounds) -> _Found:
    first: dict[str, int] = {}
    for place, wording in enumerate(wordings):
        if wording.figure is None:
            continue
        if str(wording.figure) in first:
            where = first[str(wording.figure)] + 1
            yield (
                place,
                finding(
                    "figure-twice", f"Tweet {where} shows {wording.figure} already; show another or none."
                ),
            )
        first.setdefault(str(wording.figure), place)
    if missing := _missing(frozenset(first), grounds):
        names = ", ".join(map(str, missing))
        yield (
            0,
            finding("figure-uncovered", f"No tweet shows {names}, of which the paper speaks; give it one."),
        )


def _missing(shown: frozenset[str], grounds: Grounds) -> list[FigureKey]:
    """The important figures that no tweet shows: the first few, and of the others as many as have room.

    A thread that has its pictures, others among them than we would choose, is left alone.
    """
    left = [key for key in grounds.ranked if str(key) not in shown]
    spare = max(0, len(grounds.ranked) - len(shown))
    told = {*(key for key in grounds.ranked[:_NEEDED] if str(key) not in shown), *left[:spare]}
    return [key for key in grounds.important if key in told]


def _repetition(wordings: Sequence[Wording], _: Grounds) -> _Found:
    words = [words_of(without_links(wording.text)) for wording in wordings]
    for place in range(1, len(words)):
        for earlier in range(place):
            enough = min(len(words[place]), len(words[earlier])) >= _FEWEST_WORDS
            if enough and alike(words[place], words[earlier]) >= _NEARLY_THE_SAME:
                yield (
                    place,
                    finding(
                        "repeated", f"It says nearly the same as tweet {earlier + 1}; say something else."
                    ),
                )
                break
