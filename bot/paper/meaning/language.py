"""Which language a text is written in."""

import re
from collections import Counter

_SAMPLE = 40_000  # characters that decide
_FEWEST = 20  # letters below which nothing is said
_SCRIPTS = (  # code points from and to, language, Latin letters that one character is worth
    (0xAC00, 0xD7A3, "ko", 3),
    (0x3041, 0x30FF, "ja", 3),
    (0x4E00, 0x9FFF, "zh", 3),
    (0x0400, 0x04FF, "ru", 1),
    (0x05D0, 0x05EA, "he", 1),
    (0x0600, 0x06FF, "ar", 1),
    (0x0900, 0x097F, "hi", 1),
    (0x0980, 0x09FF, "bn", 1),
    (0x0B80, 0x0BFF, "ta", 1),
    (0x0E00, 0x0E7F, "th", 1),
    (0x0531, 0x058F, "hy", 1),
    (0x10A0, 0x10FF, "ka", 1),
    (0x0370, 0x03FF, "el", 1),
)
_OWN_LETTERS = {  # letters that another language of the same script has to itself
    "ru": (("іїєґ", "uk"), ("ђјљњћџ", "sr")),
    "ar": (("پچژگ", "fa"),),
}
_MOSTLY = 0.5  # share of the letters that decides for a script
_SOME_KANA = 0.05  # share of kana among the East Asian characters that makes them Japanese
_FUNCTION_WORDS = {  # few of them shared between two of the seven
    "en": "the of and is are we that this which with from by be our not these have has their it on was were",
    "fr": "le les des du est une dans que pour qui sur par nous sont avec cette au aux et ces ou être pas ce",
    "de": "der die und das den von zu mit ist für nicht wir auf eine als auch werden sich dem wird sind ein",
    "es": "el los las una por con para del que es se como su lo más este esta son nos y en sus muy entre",
    "it": "il di che è per della con una sono nel dei gli alla delle questo più non si come dal nella",
    "pt": "os as um uma do da dos em não para com que por é ao na no mais são este esta pelo nós se",
    "nl": "het een van is dat te op voor met zijn niet aan wij deze door worden ook bij naar wordt",
}
_LATIN_WORD = re.compile(r"[^\W\d_]{1,24}")
_PROSE = 0.08  # share of function words that prose has at the least, formulas and names counted in
_CLEARLY = 2  # times the hits of the next language that the best must have


def language_of(text: str) -> str:
    """The language `text` is written in, as ISO 639-1; "" when there is too little to tell.

    Other scripts than Latin are told by their letters; English, French, German, Spanish, Italian,
    Portuguese and Dutch by their function words, so that another language in Latin letters gives "".
    """
    letters = Counter({letter: n for letter, n in Counter(text[:_SAMPLE]).items() if letter.isalpha()})
    if letters.total() < _FEWEST:
        return ""
    scripts: Counter[str] = Counter()
    for letter, n in letters.items():
        language, worth = _script(letter)
        scripts[language] += n * worth
    kana, han = scripts["ja"], scripts["zh"]
    if kana > _SOME_KANA * (kana + han):
        scripts["ja"] += scripts.pop("zh", 0)
    language, n = scripts.most_common(1)[0]
    if not language:
        return _latin_language(text[:_SAMPLE])
    if n < _MOSTLY * scripts.total():
        return ""
    return next(
        (to for own, to in _OWN_LETTERS.get(language, ()) if any(c in letters for c in own)), language
    )


def _script(letter: str) -> tuple[str, int]:
    """The language a letter's script speaks for ("" for Latin and the rest), and the letter's worth."""
    point = ord(letter)
    return next(((to, worth) for first, last, to, worth in _SCRIPTS if first <= point <= last), ("", 1))


def _latin_language(text: str) -> str:
    """Which of the seven languages' function words stand in the text, if enough do."""
    words = Counter(_LATIN_WORD.findall(text.lower()))
    total = sum(n for word, n in words.items() if len(word) > 1)  # single letters are formulas, mostly
    hits = {to: sum(words[word] for word in own.split()) for to, own in _FUNCTION_WORDS.items()}
    best = max(hits, key=lambda to: hits[to])
    next_best = max(n for to, n in hits.items() if to != best)
    return best if hits[best] > _PROSE * total and hits[best] >= _CLEARLY * next_best else ""
