"""Words for those who do not see a picture, from the paper alone: what caption and text say of it."""

from collections.abc import Iterator

from bot.alts import alt_of
from bot.papers import Figure, Paper
from bot.sentences import split_sentences
from bot.writing.checking.spoken import figures_in
from bot.writing.extracting.clauses import standalone
from bot.writing.orders import speaks_to_machines
from bot.writing.similarity import words_of

_LONGEST_CAPTION = 4000  # characters that are looked at
_LONGEST = 250  # characters of the sentence that is added
_MOST_READ = 12  # sentences that speak of one figure
_SAID = 0.75  # share of its words that the caption has too: it says nothing new


def described(figure: Figure, paper: Paper) -> str:
    """The alternative text of a figure's picture: its caption, and the sentence of the text nearest to it.

    Sentences that give orders to a model or a reviewer are left out.
    """
    caption = " ".join(
        sentence
        for sentence in split_sentences(figure.caption[:_LONGEST_CAPTION])
        if not speaks_to_machines(sentence)
    )
    seen = words_of(caption)
    found = [(_share(said, seen), said) for said in _said_of(figure, paper)]
    best = max((each for each in found if each[0] < _SAID), key=lambda each: each[0], default=(0.0, ""))
    return alt_of(figure.model_copy(update={"caption": caption}), best[1])


def _share(said: str, seen: frozenset[str]) -> float:
    """Share of the words of a sentence that the caption has, from 0 to 1."""
    words = words_of(said)
    return len(words & seen) / len(words) if words else 1.0


def _said_of(figure: Figure, paper: Paper) -> Iterator[str]:
    """What the main part says of this figure and no other, without the words that point to it."""
    left = _MOST_READ
    for section in paper.sections:
        for sentence in () if section.appendix else section.sentences:
            if figure.number not in sentence.text or figures_in(sentence.text) != (figure.key,):
                continue
            standing = standalone(sentence.text)
            if standing and standing.text[0].isalpha() and len(standing.text) <= _LONGEST:
                yield standing.text
            left -= 1
            if not left:
                return
