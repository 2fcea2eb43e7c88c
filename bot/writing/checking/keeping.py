"""Whether a shorter tweet still says what the longer one said: nothing lost that counts, nothing added."""

from bot.tweets import hashtags_in, without_links
from bot.writing.checking.claims import over_claims
from bot.writing.checking.links import mentions_in, urls_in
from bot.writing.checking.names import Vocabulary
from bot.writing.checking.numbers import NumberIndex


def not_kept(before: str, after: str) -> tuple[str, ...]:
    """What of `before` is not in `after` as it stood: links, handles, hashtags, numbers and names."""
    lost = [url for url in urls_in(before) if url not in urls_in(after)]
    for bits_in in (mentions_in, hashtags_in):
        there = {bit.casefold() for bit in bits_in(without_links(after))}
        lost += [bit for bit in bits_in(without_links(before)) if bit.casefold() not in there]
    old, new = _words(before), _words(after)
    lost += [number for number, _ in NumberIndex([new]).missing(old)]
    lost += Vocabulary([after]).unknown(old)
    return tuple(dict.fromkeys(lost))


def altered(before: str, after: str) -> tuple[str, ...]:
    """What `after` says that `before` did not: new numbers and names, claims made wider or turned round."""
    old, new = _words(before), _words(after)
    added = [f"“{number}” is new" for number, _ in NumberIndex([old]).missing(new)]
    added += [f"“{name}” is new" for name in Vocabulary([before]).unknown(new)]
    added += [f"“{url}” is new" for url in urls_in(after) if url not in urls_in(before)]
    return (*dict.fromkeys(added), *(claim.words for claim in over_claims(new, old, old)))


def _words(text: str) -> str:
    """The words, without links, handles and hashtags, which are compared letter for letter."""
    text = without_links(text)
    for bit in (*mentions_in(text), *hashtags_in(text)):
        text = text.replace(bit, " ")
    return text
