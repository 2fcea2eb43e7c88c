"""Which figures and tables matter, and what may be said of each, by its caption and by the text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from bot.papers import Figure, FigureKey, FigureKind, Paper, Sentence
from bot.sentences import split_sentences
from bot.tweets import Role
from bot.writing.extracting.clauses import fitting, speaks_of_styling, standalone
from bot.writing.extracting.labels import bare_caption, label_of, short_label_of
from bot.writing.extracting.references import figures_named
from bot.writing.extracting.selection import ROOM, Candidate
from bot.writing.extracting.shortening import size_of
from bot.writing.extracting.verbs import has_verb
from bot.writing.phrases import Phrases
from bot.writing.similarity import alike, words_of

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
    r"\b(?:denotes?|legends?|formatted|shown are|are now|mutually exclusive|sum to|indicates? the"
    r"|represents?|refers? to|stands? for|corresponds? to"
    r"|are shown|is shown|we show the|shows the|we plot|are plotted|is plotted|abbreviat"
    r"|in parenthes|reported (?:as|are|over|with)|averaged over|are averaged|numbers in"
    r"|values in|taken from|results from|lower is better|higher is better|standard (?:error"
    r"|deviation)s?|confidence interval|can be seen in|is given|are given|examples? of"
    r"|best (?:results?|scores?) (?:are|is|in)|notice|note|positive (?:numbers|values)"
    r"|numbers are|averages? (?:of|over)|abbreviat|displayed|normali[sz]ed|generated with"
    r"|all (?:examples|metrics|results|values|models|numbers|scores|experiments|figures|plots)"
    r"|listed|should not be|unlisted|identical to|omitted|excluded?|based on our"
    r"|we (?:will )?call|is called)\b",
    re.IGNORECASE,
)


_MANY_FIGURES = 3  # named in one sentence make a list
_FULL_LABEL = 5  # words; fewer say little
_SAME = 0.7  # share of words from which a claim repeats its label
_SHORT_LABEL = 90
_SLIGHTLY_NEAR = 0.15
_LONGEST_QUOTE = 1500  # characters of a caption that is quoted
_SENTENCES_FOR_WORDS = 1500
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{1,20}(?![\w-])")
_CAPITAL_NEXT = re.compile(r"[\w\u2019'-]+ [A-Z]\w*[a-z]")
_ORDINARY = re.compile(r"[A-Z][a-z]*[aeiouy][a-z]*(?:-[a-z]+){0,3}")
_SMALL_WORD = re.compile(r"(?<![\w-])[a-z]{2,20}(?![\w-])")
_WORTH_A_LABEL = 1.0
"""Points a claim needs to stand below the caption's label; a weaker one says less than the label alone."""

_NEAR = 0.4
"""Share of words shared with the caption from which a sentence that names a figure is about what it shows."""


def figure_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> dict[FigureKey, list[Candidate]]:
    """What can be tweeted of each figure and table, the best first; it may be nothing."""
    named = _named(paper)
    found: dict[FigureKey, list[Candidate]] = {}
    ordinals: Counter[str] = Counter()  # so that the lead-ins of a thread differ
    names = _names(paper)
    for place, figure in enumerate(paper.figures):
        ordinals[figure.kind] += 1
        label = label_of(figure.caption)
        spoken = named.get(figure.key, _Spoken([], []))
        claims = [*_from_text(figure, spoken, place), *_from_caption(figure, place)]
        led_in = _led_in(figure, label, names, phrases, version + ordinals[figure.kind] - 1)
        options = [
            *claims,
            *_labelled(label, claims, phrases, version),
            *_labels(figure, label, led_in, spoken.naming, place),
        ]
        unique = {option.text: option for option in sorted(options, key=lambda o: o.score)}
        found[figure.key] = sorted(unique.values(), key=lambda o: -o.score)
    return found


class _Spoken(NamedTuple):
    """The sentences that speak of a figure, and those right behind them that name no other."""

    naming: list[Sentence]
    behind: list[Sentence]


def _named(paper: Paper) -> Mapping[FigureKey, _Spoken]:
    """What the main part says of each figure."""
    named: dict[FigureKey, _Spoken] = {}
    for section in paper.sections:
        if section.appendix:
            continue
        for paragraph in section.paragraphs:
            before: tuple[FigureKey, ...] = ()
            for sentence in paragraph.sentences:
                keys = figures_named(sentence.text)
                for key in keys:
                    named.setdefault(key, _Spoken([], [])).naming.append(sentence)
                if len(before) == 1 and not keys:
                    named[before[0]].behind.append(sentence)
                before = keys
    return named


def _names(paper: Paper) -> frozenset[str]:
    """The words that the paper writes with a capital inside a sentence, and never small."""
    said = " ".join(sentence.text for sentence in islice(paper.sentences, _SENTENCES_FOR_WORDS))
    return frozenset(_CAPITAL_INSIDE.findall(said)) - {
        word.capitalize() for word in _SMALL_WORD.findall(said)
    }


def _from_text(figure: Figure, spoken: _Spoken, place: int) -> Iterator[Candidate]:
    """What the text says of the figure; worth most where it says what is seen, in the caption's words."""
    caption = words_of(figure.caption[:1500])
    for sentence in (*spoken.naming[:12], *spoken.behind[:8]):
        standing = standalone(sentence.text)
        text = fitting(standing, ROOM)
        if not standing or not text or speaks_of_styling(text):
            continue
        near, tells = alike(words_of(text), caption), bool(_POINTS_OUT.search(sentence.text))
        behind = sentence not in spoken.naming[:12]
        if near < _NEAR and not (tells and near > (_SLIGHTLY_NEAR if behind else 0)):
            continue
        score = 0.6 + 1.5 * near - 1.6 * standing.cost + 0.9 * tells - 0.4 * behind
        score -= 0.5 * (len(figures_named(sentence.text)) > _MANY_FIGURES) + 1.5 * bool(
            _EXPLAINS_MARKS.search(text)
        )
        yield _candidate(figure, text, sentence, score, place)


def _from_caption(figure: Figure, place: int) -> Iterator[Candidate]:
    """The caption's own statements; what explains marks and colours is left to the picture."""
    for number, caption in enumerate(split_sentences(figure.caption[:3000])[:8]):
        standing = standalone(bare_caption(caption), caption=True)
        text = fitting(standing, ROOM)
        if not standing or not text or speaks_of_styling(text):
            continue
        tells = bool(_POINTS_OUT.search(text))
        score = 1.9 - 1.6 * standing.cost + 0.6 * tells - 1.5 * bool(_EXPLAINS_MARKS.search(text))
        score -= 0.1 * number + 0.9 * (number > 0 and not tells)
        yield _candidate(figure, text, Sentence(text=caption, page=figure.page), score, place)


def _led_in(figure: Figure, label: str, names: frozenset[str], phrases: Phrases, version: int) -> str:
    """The label, or what of the caption can be read as one, behind words that say what it is; "" if none."""
    label = label or short_label_of(figure.caption)
    if not label:
        return ""
    if has_verb(label, strictly=True):
        return f"{label}."  # a statement, if a short one
    first = label.split(maxsplit=1)[0]
    named = _CAPITAL_NEXT.match(label)  # "Paper Plain", "Key Question Index"
    if first not in names and not named and (_ORDINARY.fullmatch(first) or first == "A"):
        label = label[:1].lower() + label[1:]
    if figure.kind is FigureKind.TABLE:
        return phrases.say("figure.table_label", version, caption=label)
    kind = "diagram_label" if _SAYS_WHAT.search(label) else "label"
    return phrases.say(f"figure.{kind}", version, caption=label)


def _labels(
    figure: Figure, label: str, led_in: str, sentences: Sequence[Sentence], place: int
) -> Iterator[Candidate]:
    """The caption as a label behind a lead-in; it rests on the caption's first sentence."""
    if not led_in or size_of(led_in) > ROOM:
        return
    rest = Sentence(text=split_sentences(figure.caption[:3000])[0], page=figure.page)
    if len(rest.text) > _LONGEST_QUOTE:
        rest = next((s for s in sentences if len(s.text) <= _LONGEST_QUOTE), rest)
    states = has_verb(led_in, strictly=True)
    score = 1.0 if states or len(label.split()) >= _FULL_LABEL else 0.6 if label else 0.1
    label_only = _candidate(figure, led_in, rest, score, place)
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


def _candidate(figure: Figure, text: str, sentence: Sentence, score: float, place: int) -> Candidate:
    explains = figure.kind is FigureKind.FIGURE and _SAYS_WHAT.search(figure.caption[:160])
    role = Role.METHOD if explains else Role.RESULT
    return Candidate(
        text, sentence.text, sentence.page, role, score, place, figure=figure.key, words=words_of(text)
    )
