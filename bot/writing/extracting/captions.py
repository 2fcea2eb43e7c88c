"""Which figures and tables matter, and what may be said of each, by its caption and by the text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.papers import Figure, FigureKey, FigureKind, Paper, Sentence
from bot.sentences import split_sentences
from bot.tweets import Role
from bot.writing.checking.coverage import mentions
from bot.writing.checking.quotes import FEWEST_WORDS
from bot.writing.extracting.clauses import fitting, speaks_of_styling, standalone
from bot.writing.extracting.prose import (
    gives_orders,
    has_address,
    is_debris,
    is_sentence,
    plain,
    without_marks,
)
from bot.writing.extracting.references import figures_named, without_citations, without_references
from bot.writing.extracting.selection import ROOM, Candidate
from bot.writing.extracting.shortening import size_of
from bot.writing.prompts import Phrases
from bot.writing.similarity import alike, words_of

MOST_ALT = 1000
"""Characters of an alternative text (X, Bluesky and Mastodon take at least as many)."""

_LABEL = range(3, 26)  # words of a caption that is a label
_LEADING_REMARK = re.compile(
    r"^(?:\([a-zA-Z]\)|[a-zA-Z]\)|(?:Left|Right|Top|Bottom|Middle|Upper|Lower"
    r"|Center)\b[^:]{0,30}:)\s{0,3}",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\s?\((?:left|right|top|bottom|middle|upper|lower|[a-h])(?: (?:panel|row|column|plot))?\)", re.IGNORECASE
)
_SAYS_WHAT = re.compile(
    r"^(?:An? |The )?(?:overview|illustration|example|architecture|schematic|diagram|pipeline"
    r"|workflow|structure|framework|flowchart)|\barchitecture\b|\boverview\b",
    re.IGNORECASE,
)
_POINTS_OUT = re.compile(
    r"\b(?:shows?|see|find|demonstrates?|indicates?|reveals?|confirms?|suggests?"
    r"|observe) that\b|\boutperform|\bhigher\b|\blower\b|\bbetter\b|\bimprov|\bincreas"
    r"|\bdecreas|\breduc|\bachiev|\bstate[- ]of[- ]the[- ]art|\bSOTA\b|\bbest\b|\bsignificant"
    r"|\bgap\b|\bperforms?\b|\bmore \w+ than|\bless \w+ than|\bleads? to|\bgrow|\bdrop"
    r"|\bimpact",
    re.IGNORECASE,
)
_EXPLAINS_MARKS = re.compile(
    r"\b(?:denotes?|indicates? the|represents?|refers? to|stands? for|corresponds? to"
    r"|are shown|is shown|we show the|shows the|we plot|are plotted|is plotted|abbreviat"
    r"|in parenthes|reported (?:as|are|over|with)|averaged over|are averaged|numbers in"
    r"|values in|taken from|results from|lower is better|higher is better|standard (?:error"
    r"|deviation)s?|confidence interval|can be seen in|is given|are given|examples? of"
    r"|best (?:results?|scores?) (?:are|is|in)|notice|note|positive (?:numbers|values)"
    r"|numbers are|averages? (?:of|over)|abbreviat|displayed|normali[sz]ed|generated with"
    r"|all (?:examples|metrics|results|values|models|numbers|scores|experiments|figures|plots)"
    r"|listed|should not be|unlisted|identical to|omitted|excluded|based on our"
    r"|we (?:will )?call|is called)\b",
    re.IGNORECASE,
)


_FOR_REFERENCE = re.compile(
    r"\b(?:notation|symbols used|abbreviations|glossary|hyper-?parameters?)\b", re.IGNORECASE
)
_DANGLING = re.compile(
    r"\b(?:in|of|for|by|with|from|the|and|or|on|to|a|an|as|at|vs|than|that|this|these|our)$"
    r"|\b(?:this|these|it|its)\b|^(?:continued|see|same as|as )",
    re.IGNORECASE,
)
_NAMES_SOMETHING = re.compile(r"\b[a-z]{4,}\b")
_MANY_FIGURES = 3  # named in one sentence make a list
_FULL_LABEL = 5  # words; fewer say little
_SAME = 0.7  # share of words from which a claim repeats its label
_SHORT_LABEL = 90
_WORTH_A_LABEL = 1.0
"""Points a claim needs to stand below the caption's label; a weaker one says less than the label alone."""

_NEAR = 0.4
"""Share of words shared with the caption from which a sentence that names a figure is about what it shows."""


def figures_by_weight(paper: Paper) -> list[FigureKey]:
    """Figures and tables of the main part, most often spoken of first; no lists of symbols."""
    counted = mentions(paper)
    main = [
        figure for figure in paper.figures if not figure.appendix and figure.kind is not FigureKind.ALGORITHM
    ]
    spoken_of = [figure for figure in main if counted[figure.key]] or main
    ranked = sorted(spoken_of, key=lambda figure: -counted[figure.key])
    return list(
        dict.fromkeys(figure.key for figure in ranked if not _FOR_REFERENCE.search(figure.caption[:200]))
    )


def figure_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> dict[FigureKey, list[Candidate]]:
    """What can be tweeted of each figure and table, the best first; it may be nothing."""
    named = _named(paper)
    found: dict[FigureKey, list[Candidate]] = {}
    ordinals: Counter[str] = Counter()  # so that the lead-ins of a thread differ
    for place, figure in enumerate(paper.figures):
        ordinals[figure.kind] += 1
        label = _label_of(figure)
        claims = [*_from_text(figure, named.get(figure.key, ()), place), *_from_caption(figure, place)]
        options = [
            *claims,
            *_labelled(label, claims, phrases, version),
            *_labels(
                figure,
                label,
                named.get(figure.key, ()),
                phrases,
                version + ordinals[figure.kind] - 1,
                place,
            ),
        ]
        unique = {option.text: option for option in sorted(options, key=lambda o: o.score)}
        found[figure.key] = sorted(unique.values(), key=lambda o: -o.score)
    return found


def alternative_text(figure: Figure) -> str:
    """The caption as alternative text: plain, without citation marks, whole words, bounded."""
    caption = plain(figure.caption[: 2 * MOST_ALT])
    text = without_citations(caption) or caption
    if len(text) <= MOST_ALT:
        return text
    return text[: MOST_ALT - 1].rsplit(" ", 1)[0] + "…"


def _named(paper: Paper) -> Mapping[FigureKey, list[Sentence]]:
    """The sentences of the main part that speak of each figure."""
    named: dict[FigureKey, list[Sentence]] = {}
    for section in paper.sections:
        if section.appendix:
            continue
        for sentence in section.sentences:
            for key in figures_named(sentence.text):
                named.setdefault(key, []).append(sentence)
    return named


def _from_text(figure: Figure, sentences: Sequence[Sentence], place: int) -> Iterator[Candidate]:
    """What the text says of the figure; worth most where it says what is seen, in the caption's words."""
    caption = words_of(figure.caption[:1500])
    for sentence in sentences[:12]:
        standing = standalone(sentence.text)
        text = fitting(standing, ROOM)
        if not standing or not text or speaks_of_styling(text):
            continue
        near, tells = alike(words_of(text), caption), bool(_POINTS_OUT.search(sentence.text))
        if near < _NEAR and not (tells and near > 0):
            continue
        score = 0.6 + 1.5 * near - 1.6 * standing.cost + 0.9 * tells
        score -= 0.5 * (len(figures_named(sentence.text)) > _MANY_FIGURES) + 1.5 * bool(
            _EXPLAINS_MARKS.search(text)
        )
        yield _candidate(figure, text, sentence, score, place)


def _from_caption(figure: Figure, place: int) -> Iterator[Candidate]:
    """The caption's own statements; what explains marks and colours is left to the picture."""
    for number, caption in enumerate(split_sentences(figure.caption[:3000])[:8]):
        standing = standalone(_bare(caption), caption=True)
        text = fitting(standing, ROOM)
        if not standing or not text or speaks_of_styling(text):
            continue
        tells = bool(_POINTS_OUT.search(text))
        score = 1.9 - 1.6 * standing.cost + 0.6 * tells - 1.5 * bool(_EXPLAINS_MARKS.search(text))
        score -= 0.1 * number + 0.9 * (number > 0 and not tells)
        yield _candidate(figure, text, Sentence(text=caption, page=figure.page), score, place)


def _labels(
    figure: Figure, label: str, sentences: Sequence[Sentence], phrases: Phrases, version: int, place: int
) -> Iterator[Candidate]:
    """The caption as a label behind a lead-in; a very short one rests on a sentence that names the figure."""
    if not label:
        return
    text = phrases.say(_lead_in(figure), version, caption=label)
    if size_of(text) > ROOM:
        return
    rest = Sentence(text=split_sentences(figure.caption[:3000])[0], page=figure.page)
    if len(rest.text.split()) < FEWEST_WORDS:
        rest = next((s for s in sentences if len(s.text.split()) >= FEWEST_WORDS), rest)
    score = 1.0 if len(label.split()) >= _FULL_LABEL else 0.6
    label_only = _candidate(figure, text, rest, score, place)
    yield label_only._replace(words=frozenset())  # a name repeats nothing, whatever tweets share its words


def _labelled(label: str, claims: Sequence[Candidate], phrases: Phrases, version: int) -> Iterator[Candidate]:
    """A claim below the caption's label, which tells what it is about."""
    if not label or size_of(label) > _SHORT_LABEL:
        return
    for claim in claims:
        if claim.score < _WORTH_A_LABEL or alike(words_of(label), claim.words) > _SAME:
            continue
        text = phrases.say("figure.label_and_sentence", version, caption=label, sentence=claim.text)
        if size_of(text) <= ROOM:
            yield claim._replace(text=text, score=claim.score + 0.3, words=words_of(text))


def _lead_in(figure: Figure) -> str:
    return "figure.table_label" if figure.kind is FigureKind.TABLE else "figure.label"


def _label_of(figure: Figure) -> str:
    """A caption's first sentence as a label: no statement, but readable beside the picture; "" if not."""
    sentences = split_sentences(figure.caption[:3000])
    text = without_citations(without_marks(plain(_bare(sentences[0])))) if sentences else None
    text = without_references(text) if text else None
    text = (text or "").split(". ")[0].rstrip(" .:;,")
    if (
        len(text.split()) not in _LABEL
        or is_debris(text)
        or has_address(text)
        or gives_orders(text)
        or speaks_of_styling(text)
    ):
        return ""
    if not _NAMES_SOMETHING.search(text) or is_sentence(f"{text}.", strictly=True) or _DANGLING.search(text):
        return ""
    return text[:1].upper() + text[1:]


def _bare(caption: str) -> str:
    return _LEADING_REMARK.sub("", _INSIDE.sub("", caption))


def _candidate(figure: Figure, text: str, sentence: Sentence, score: float, place: int) -> Candidate:
    explains = figure.kind is FigureKind.FIGURE and _SAYS_WHAT.search(figure.caption[:160])
    role = Role.METHOD if explains else Role.RESULT
    return Candidate(
        text, sentence.text, sentence.page, role, score, place, figure=figure.key, words=words_of(text)
    )
