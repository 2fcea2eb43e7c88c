"""What a paper says of itself: its contributions, limitations, future work and thanks.

Whole sentences of the paper, in reading order and with their pages; a list's bullets and numbers and a
run-in heading ("Limitations.") are taken off. Which words count stands in `cues` and `titles`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.paper.meaning import cues, titles
from bot.papers import Paragraph, Section, Sentence
from bot.sentences import split_sentences

MOST = 8
"""Sentences given of contributions, limitations and future work."""

MOST_THANKS = 12
"""Sentences given of acknowledgements."""

_ENOUGH = 2  # listed contributions that make looking further needless
_ALIKE = 0.6  # share of common words from which two sentences say the same
_FEWEST_WORDS = 4  # of a sentence that says anything
_LAST_PART = 0.85  # share of the body's sentences after which an author looks back


def contributions(sections: Sequence[Section], abstract: str) -> tuple[Sentence, ...]:
    """What the paper contributes, at most eight sentences.

    The list after "our contributions are" or the sentences after "we make the following contributions";
    where there is none, the sentences of abstract, introduction and conclusion that say what the authors
    propose, show or release.
    """
    body = [
        section
        for section in sections
        if not section.appendix and not titles.OTHERS_WORK.search(section.title)
    ]
    listed = _distinct(_listed(body))
    if len(listed) >= _ENOUGH:
        return listed[:MOST]
    at_front = [Sentence(text=text, page=1) for text in split_sentences(abstract)]
    inside = [sentence for section in _ends_of(body) for sentence in section.sentences]
    announced = [_bare(sentence) for sentence in (*at_front, *inside) if cues.announces(sentence.text)]
    if len(announced) < _ENOUGH:
        elsewhere = (sentence for section in body for sentence in section.sentences)
        announced += [_bare(sentence) for sentence in elsewhere if cues.announces(sentence.text)]
    return _distinct([*listed, *announced])[:MOST]


def limitations(sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """What the authors say their work cannot do or has not done, at most eight sentences.

    A section or paragraph headed so comes first; else sentences about this work, wherever they stand.
    What earlier work lacks is never given.
    """
    below = _headed(sections, titles.LIMITATIONS, cues.limits)
    headed = [sentence for sentence in below if not cues.denies(sentence.text)]
    weighed = list(_looking_back(sections, cues.limits_weight))
    if headed:
        named = [sentence for sentence, weight in weighed if weight == cues.NAMED]
        return _in_body_first(named, headed, sections)
    for least in (cues.NAMED, cues.NEGATED, cues.LEFT_OPEN):
        if found := _distinct(sentence for sentence, weight in weighed if weight >= least):
            return found[:MOST]
    return ()


def future_work(sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """What the authors mean to do, or leave to others, at most eight sentences."""
    headed = list(_headed(sections, titles.FUTURE, cues.looks_ahead))
    ahead = [sentence for sentence, weight in _looking_back(sections, cues.ahead_weight) if weight]
    return _in_body_first(ahead, headed, sections) if headed else _distinct(ahead)[:MOST]


def acknowledgements(sections: Sequence[Section]) -> tuple[Sentence, ...]:
    """Whom the authors thank and who paid, at most twelve sentences."""
    headed = list(_headed(sections, titles.THANKS, cues.thanks))
    if headed:  # what follows without a heading of its own, such as references, thanks nobody
        return _distinct(sentence for sentence in headed if cues.credits_somebody(sentence.text))[
            :MOST_THANKS
        ]
    sentences = (sentence for section in sections for sentence in section.sentences)
    return _distinct(sentence for sentence in sentences if cues.thanks(sentence.text))[:MOST_THANKS]


def _in_body_first(
    inside: Sequence[Sentence], headed: Sequence[Sentence], sections: Sequence[Section]
) -> tuple[Sentence, ...]:
    """What stands under the heading; what the body says comes first when the heading is in the appendix."""
    first = headed[0]
    appendix = (sentence for section in sections if section.appendix for sentence in section.sentences)
    late = any(sentence.page == first.page and sentence.text.endswith(first.text) for sentence in appendix)
    return _distinct([*inside, *headed] if late else headed)[:MOST]


def _listed(body: Sequence[Section]) -> Iterator[Sentence]:
    """The items, or the sentences, that the first announcement of contributions leads to."""
    for section in body:
        for place, paragraph in enumerate(section.paragraphs):
            for number, sentence in enumerate(paragraph.sentences):
                if not cues.LISTS.search(sentence.text):
                    continue
                yield from _list_after(section.paragraphs[place:], number)
                return


def _list_after(paragraphs: Sequence[Paragraph], number: int) -> Iterator[Sentence]:
    """The list behind sentence `number` of the first paragraph; that sentence too, if an item is in it."""
    lead, *rest = paragraphs[0].sentences[number:]
    within = bool(cues.LISTS_WITHIN.search(lead.text))
    enumerated = [_bare(sentence) for sentence in rest if titles.ITEM.match(sentence.text)]
    if within:
        yield lead
    if within or len(enumerated) >= _ENOUGH:
        yield from enumerated
        return
    open_ended = lead.text.rstrip("0123456789 ").endswith(":") or not rest
    for paragraph in paragraphs[1:] if open_ended else ():
        if not titles.ITEM.match(paragraph.text):
            break
        yield _bare(paragraph.sentences[0])


def _headed(
    sections: Sequence[Section], kind: titles.Title, fits: Callable[[str], bool]
) -> Iterator[Sentence]:
    """The sentences below a heading or a run-in heading of that kind; of a mixed one, those that fit."""
    level: int | None = None
    for section in sections:
        below = level is not None and section.level > level
        if kind.section.search(section.title) or below:
            level = level if below else section.level
            mixed = bool(kind.mixed.search(section.title)) and not below
            yield from (sentence for sentence in _said(section) if not mixed or fits(sentence.text))
            continue
        level = None
        yield from _run_in(section.paragraphs, kind)


def _said(section: Section) -> Iterator[Sentence]:
    """The section's sentences, of list items the first only."""
    listed = sum(bool(titles.MARK.match(paragraph.text)) for paragraph in section.paragraphs) >= _ENOUGH
    for paragraph in section.paragraphs:
        item = listed and titles.MARK.match(paragraph.text)
        yield from (
            _bare(sentence) for sentence in (paragraph.sentences[:1] if item else paragraph.sentences)
        )


def _run_in(paragraphs: Sequence[Paragraph], kind: titles.Title) -> Iterator[Sentence]:
    """The paragraphs that begin with the heading's word, and the list behind one that has nothing else."""
    listing = False
    for paragraph in paragraphs:
        first, *rest = paragraph.sentences or (Sentence(text="", page=1),)
        word = kind.run_in.match(first.text)
        if word:
            remainder = first.text[word.end() :].strip()
            if remainder:
                yield Sentence(text=remainder, page=first.page)
            yield from rest
            listing = not rest and not remainder
        elif listing and titles.ITEM.match(first.text):
            yield _bare(first)
        else:
            listing = False


def _looking_back(
    sections: Sequence[Section], weigh: Callable[[str, bool], int]
) -> Iterator[tuple[Sentence, int]]:
    """The body's sentences with the weight they have; `weigh` is told whether the authors look back there."""
    body = [
        section
        for section in sections
        if not section.appendix and not titles.OTHERS_WORK.search(section.title)
    ]
    total = sum(len(section.sentences) for section in body)
    before, weight = 0, 0
    for section in body:
        for sentence in section.sentences:
            before += 1
            back = bool(titles.CLOSING.search(section.title)) or before > _LAST_PART * total
            asked_on = weight if sentence.text.endswith("?") else 0  # "… questions for future work. Why …?"
            weight = weigh(sentence.text, back) or asked_on
            if weight:
                yield sentence, weight


def _ends_of(body: Sequence[Section]) -> list[Section]:
    """The introduction and the conclusion, where papers sum themselves up."""
    opening = [section for section in body if titles.OPENING.search(section.title)] or list(body[:1])
    return [*opening, *(section for section in body if titles.CONCLUSION.search(section.title))]


def _bare(sentence: Sentence) -> Sentence:
    """The sentence without its bullet or number."""
    mark = titles.MARK.match(sentence.text)
    return Sentence(text=sentence.text[mark.end() :], page=sentence.page) if mark else sentence


def _distinct(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """The sentences that say something, each once."""
    kept: list[Sentence] = []
    seen: list[frozenset[str]] = []
    for sentence in sentences:
        words = frozenset(sentence.text.lower().split())
        if sentence.text.endswith(":"):  # it leads to something and says nothing
            continue
        wordy = len(words) >= _FEWEST_WORDS or not sentence.text.isascii()  # a Chinese sentence is one "word"
        if wordy and not any(len(words & other) >= _ALIKE * len(words | other) for other in seen):
            kept.append(sentence)
            seen.append(words)
        if len(kept) >= MOST_THANKS:
            break
    return tuple(kept)
