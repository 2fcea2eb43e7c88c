"""Whether a shorter tweet still says what the longer one said: nothing lost that counts, nothing added."""

from bot.tweets import hashtags_in, without_links
from bot.writing.checking.claims import over_claims
from bot.writing.checking.links import mentions_in, urls_in
from bot.writing.checking.names import Vocabulary
from bot.writing.checking.numbers import NumberIndex


def not_kept(before: str, after: str) -> tuple[str, ...]:
    """What of `before` is not in `after` as it stood: links, handles, hashtags, numbers and names."""
    old, new = _words(before), _words(after)
    lost = _only_in(before, after)
    lost += [number for number, _ in NumberIndex([new]).missing(old)]
    lost += Vocabulary([new]).unknown(old)
    return tuple(dict.fromkeys(lost))


def altered(before: str, after: str) -> tuple[str, ...]:
    """What `after` says that `before` did not: new bits of those kinds, claims made wider or turned round."""
    old, new = _words(before), _words(after)
    added = [number for number, _ in NumberIndex([old]).missing(new)]
    added += Vocabulary([before]).unknown(new)
    added += _only_in(after, before)
    return (
        *(f"“{bit}” is new" for bit in dict.fromkeys(added)),
        *(claim.words for claim in over_claims(new, old, old)),
    )


def _only_in(one: str, other: str) -> list[str]:
    """Links, handles and hashtags of `one` that `other` lacks; capitals of the last two say nothing."""
    only = [url for url in urls_in(one) if url not in urls_in(other)]
    for bits_in in (mentions_in, hashtags_in):
        there = {bit.casefold() for bit in bits_in(without_links(other))}
        only += [bit for bit in bits_in(without_links(one)) if bit.casefold() not in there]
    return only


def _words(text: str) -> str:
    """The words, without links, handles and hashtags, which are compared letter for letter."""
    text = without_links(text)
    for bit in (*mentions_in(text), *hashtags_in(text)):
        text = text.replace(bit, " ")
    return text
