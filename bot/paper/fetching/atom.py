"""What arXiv's API answers: an Atom feed, read into values. Pure: bytes in, values out.

The format is arXiv's (https://info.arxiv.org/help/api/user-manual.html#52-details-of-atom-results-returned);
its errors come as an entry of their own, whose id holds "/api/errors", under status 200 or 400.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from bot.arxiv_id import ArxivId
from bot.errors import ArchiveError, NotAPaper
from bot.paper.fetching import withdrawal
from bot.papers import ArxivEntry
from bot.values import Value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"

# Characters kept of each field, well above what arXiv itself admits.
_TITLE, _ABSTRACT, _COMMENT, _NAME, _OTHER = 1_000, 12_000, 2_000, 200, 500
_AUTHORS, _CATEGORIES, _ENTRIES = 6_000, 50, 100

_CATEGORY = re.compile(r"[a-z]{1,8}(?:-[a-z]{2,4})?(?:\.[A-Za-z][A-Za-z-]{1,15})?")  # no MSC or ACM classes
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})")

_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "aa": "å",
    "AA": "Å",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "i",  # dotless only so that the accent finds room
    "j": "j",
}
_MATHS = re.compile(r"(\$[^$]*\$)")
_LETTER = re.compile(r"\\(ss|aa|AA|ae|AE|oe|OE|[oOlLij])(?![A-Za-z])(?:\{\}| )?")
_ACCENT = re.compile(r"\\(?:(['`^\"~=.]) ?|([cvuHkrdb])(?: |(?=\{)))(?:\{([^\W\d_])\}|([^\W\d_]))")
_BRACED = re.compile(r"\{([^\x00-\x7f{}]|[A-Za-z][\u0300-\u036f])\}")


class Feed(Value):
    """The entries of an answer, and how many arXiv says there are."""

    entries: tuple[ArxivEntry, ...]
    total: int


def read(body: bytes) -> Feed:
    """Read the API's answer.

    Raises `NotAPaper` when it says that the id is none, `ArchiveError` when it is another error, or no feed.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ArchiveError("arXiv's answer cannot be read; try again in a few minutes.") from error
    if root.tag != f"{_ATOM}feed":
        raise ArchiveError("arXiv's answer is not what its API gives; try again in a few minutes.")
    entries = root.findall(f"{_ATOM}entry")[:_ENTRIES]
    for entry in entries:
        if "/api/errors" in _text(entry, f"{_ATOM}id", _OTHER):
            _complain(_text(entry, f"{_ATOM}summary", _OTHER))
    total = _text(root, f"{_SEARCH}totalResults", _OTHER)
    return Feed(
        entries=tuple(paper for entry in entries if (paper := _entry(entry))),
        total=int(total) if re.fullmatch("[0-9]{1,9}", total) else len(entries),
    )


def _complain(summary: str) -> None:
    """Raise what an error entry says."""
    if "incorrect id" in summary.lower():
        raise NotAPaper("arXiv knows no id of that form; check the link.")
    raise ArchiveError("arXiv's API refuses the request; try again in a few minutes.")


def _entry(entry: "Element") -> ArxivEntry | None:
    """One paper; nothing for an entry without an arXiv id or a title."""
    title = plain(_text(entry, f"{_ATOM}title", _TITLE))
    try:
        arxiv_id = ArxivId.parse(_text(entry, f"{_ATOM}id", _OTHER).rpartition("/abs/")[2])
    except NotAPaper:
        return None
    if not title:
        return None
    abstract = _text(entry, f"{_ATOM}summary", _ABSTRACT)
    comment = _text(entry, f"{_ARXIV}comment", _COMMENT)
    names = (
        plain(_text(author, f"{_ATOM}name", _NAME)) for author in entry.findall(f"{_ATOM}author")[:_AUTHORS]
    )
    return ArxivEntry(
        id=arxiv_id,
        title=title,
        authors=tuple(name for name in names if name),
        abstract=abstract,
        comment=comment,
        categories=_categories(entry),
        doi=_text(entry, f"{_ARXIV}doi", _OTHER),
        journal_ref=_text(entry, f"{_ARXIV}journal_ref", _OTHER),
        published=_when(entry, "published"),
        updated=_when(entry, "updated"),
        withdrawn=withdrawal.notice(title, abstract, comment) is not None,
    )


def _categories(entry: "Element") -> tuple[str, ...]:
    """The categories of arXiv's own scheme, the primary one first."""
    elements = [*entry.findall(f"{_ARXIV}primary_category"), *entry.findall(f"{_ATOM}category")]
    terms = (element.get("term", "") for element in elements[:_CATEGORIES])
    return tuple(dict.fromkeys(term for term in terms if _CATEGORY.fullmatch(term)))


def _when(entry: "Element", tag: str) -> str:
    text = _text(entry, f"{_ATOM}{tag}", _OTHER)
    return text if _WHEN.fullmatch(text) else ""


def _text(parent: "Element", tag: str, most: int) -> str:
    """The text below a tag on one line, cut to `most` characters; "" without the tag."""
    element = parent.find(tag)
    return one_line("".join(element.itertext()), most) if element is not None else ""


def one_line(text: str, most: int) -> str:
    """Text for people: entities resolved, composed, on one line, nothing in it that steers a screen."""
    text = html.unescape(text[: 2 * most])  # arXiv escapes some fields twice
    return " ".join(_visible(unicodedata.normalize("NFC", text)))[:most].strip()


def _visible(text: str) -> Iterable[str]:
    """The words of a text, without control and invisible formatting characters."""
    kept = "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return kept.split()


def plain(text: str) -> str:
    r"""A name or title with LaTeX's accents as letters ("G\"odel" is "Gödel"); formulas are left alone."""
    parts = _MATHS.split(text)
    parts[::2] = map(_unaccented, parts[::2])
    return unicodedata.normalize("NFC", "".join(parts))


def _unaccented(text: str) -> str:
    if "\\" not in text:
        return text
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    text = _ACCENT.sub(
        lambda found: unicodedata.normalize("NFC", (found[3] or found[4]) + _ACCENTS[found[1] or found[2]]),
        text,
    )
    return _BRACED.sub(r"\1", text)
