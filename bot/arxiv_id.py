"""arXiv identifiers, in every form in which people paste them.

An id is taken from links to arXiv and to the sites whose addresses carry its ids, from arXiv's DOIs, from
numbers with the mark "arXiv", and from old ids, whose archive is mark enough. A link is where it leads, not
what its label says, and a link elsewhere is never searched: `evil.com/arxiv.org/abs/…` is evil.com's.
The grammar of ids is arXiv's (https://info.arxiv.org/help/arxiv_identifier.html). Every pattern here takes
time linear in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Self
from urllib.parse import unquote

from pydantic import Field

from bot.errors import NotAPaper
from bot.values import Value

LIMIT = 40_000
"""Characters of a message that are looked at: the longest message Slack takes."""

# Every archive that gave out ids of the old form, 1991 to March 2007.
_ARCHIVES = frozenset(
    """
    acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs
    dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol
    physics plasm-ph q-alg q-bio quant-ph solv-int supr-con
    """.split()  # noqa: SIM905  one name a line would fill a page
)
_FIRST_NEW, _FIRST_FIVE_DIGITS = "0704", "1501"  # year and month in which each form of new ids began
_FIRST_OLD_YEAR = "91"

_NEW = r"(?P<month>[0-9]{4})\.(?P<serial>[0-9]{4,5})"
_CLASS = "[a-z]{2}|[a-z]{2,5}-[a-z]{2,4}|soft|other"  # "GT", "mes-hall"
_OLD = rf"(?P<archive>[a-z]{{1,8}}(?:-[a-z]{{2,4}})?)(?:\.(?:{_CLASS}))?/(?P<filed>[0-9]{{7}})"
_VERSION = r"(?:v(?P<version>[1-9][0-9]{0,2}))?"
# No letter and no further number may follow: "2306.138411", "2306.13841.7", "2306.13841x" are other things.
_END = r"(?![^\W_])(?!\.[0-9])"
_ANY = rf"(?:{_NEW}|{_OLD}){_VERSION}(?:\.pdf|\.ps|\.gz)?{_END}"

_ID = re.compile(_ANY, re.IGNORECASE)
_BARE_OLD = re.compile(rf"(?<![^\W_])(?<![@./%:-]){_OLD}{_VERSION}{_END}", re.IGNORECASE)
# The mark before an id in prose: "arXiv:", "arXiv preprint ", "arXiv.org [", a DOI's, a BibTeX entry's.
_MARKED = re.compile(
    r"(?:(?<![^\W_])(?<![@./%-])"
    r"(?:10\.48550/arxiv\.|arxiv(?:\.org)?(?:\s?(?:e-?print|preprint|paper|id|number|no))?[\s:.#=_-]{0,4}[\[({]?)"
    rf"|(?<![^\W_])eprint\s{{0,3}}=\s{{0,3}}[{{\"]){_ANY}",
    re.IGNORECASE,
)

_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# East Asian writing runs on into a link without a space, and is never part of an id or of a host below.
_EAST_ASIAN = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff01-\uff65]")
# What no space and no such sign divides, links of chats and of Markdown taken whole.
_WORD = re.compile(rf"(?:<[^<>|\s]+(?:\|[^<>]*)?>|\[[^\[\]]*\]\([^()\s]*\)|(?!{_EAST_ASIAN.pattern})\S)+")
_VIEWER = re.compile(r"chrome-extension://[a-p]{32}/(?=https?://)")  # a PDF open in a viewer of the browser

_SLACK_LINK = re.compile(r"<(?P<target>[^<>|\s]+)\|(?P<label>[^<>]*)>")
_MARKDOWN_LINK = re.compile(r"\[(?P<label>[^\[\]]*)\]\(\s?<?(?P<target>[^\s<>()\[\]]+)")

# Where an address begins: a scheme or "//", or a dotted name with a path. User names and ports are taken in
# with the host, and so are letters of any alphabet, so that whoever the address belongs to is seen whole.
_ADDRESS = re.compile(
    r"(?:(?<![a-z0-9+-])(?P<scheme>[a-z][a-z0-9+-]{0,30}+):/{2,}|(?<![\w/:])//)"
    r"(?P<authority>[^\s/?#<>\"|`()\[\]{}]*)"
    r"|(?<![\w@.%/+~-])(?P<host>(?>[\w@%+~-]+(?:\.[\w@%+~-]+)+)\.?(?::[0-9]{1,5})?)(?=[/?#])",
    re.IGNORECASE,
)
# Where it may end: at what no address holds, before the next one in a list, or at a bracket opened outside.
_BOUND = re.compile(r"[\s<>\"|`]|[,;](?=https?://)|[()\[\]{}]", re.IGNORECASE)
_OPENER = {")": "(", "]": "[", "}": "{"}


def _paths(before_id: str) -> re.Pattern[str]:
    return re.compile(f"/{{1,3}}{before_id}{_ANY}", re.IGNORECASE)


_ARXIV_PATHS = _paths(r"(?:[a-z][a-z-]{0,20}/{1,3}){0,4}(?:[0-9]{4}/)?(?:arxiv:)?")
_SITES = (
    # Host, whose subdomains count too, and its paths that carry an id.
    ("arxiv.org", _ARXIV_PATHS),  # abs, pdf, html, ps, src, e-print, format, …; export., www., ar5iv.labs., …
    ("ar5iv.org", _ARXIV_PATHS),
    ("xxx.lanl.gov", _ARXIV_PATHS),  # arXiv's first address, in many old pages
    ("xxx.itp.ac.cn", _ARXIV_PATHS),
    ("alphaxiv.org", _ARXIV_PATHS),
    ("huggingface.co", _paths("papers/(?:arxiv:)?")),
    ("hf.co", _paths("papers/(?:arxiv:)?")),
    ("doi.org", _paths(r"(?:doi:)?10\.48550/arxiv\.")),
    ("arxiv-vanity.com", _paths("papers/")),
    ("emergentmind.com", _paths("papers/")),
    ("papers.cool", _paths("arxiv/")),
    ("scirate.com", _paths("arxiv/")),
    ("semanticscholar.org", _paths("arxiv[:/]")),
)


class ArxivId(Value):
    """An arXiv paper, with or without a version.

    `number` is canonical: "2306.15626", or "hep-th/9901001" for ids from before April 2007 (without the
    subject class: "math/0309136", whichever way it was pasted).
    """

    # Only the shape, which makes it safe in a URL; `parse` and `find_all` check the rest.
    number: str = Field(pattern=r"^(?:[0-9]{4}\.[0-9]{4,5}|[a-z]{1,8}(?:-[a-z]{2,4})?/[0-9]{7})$")
    version: int | None = Field(default=None, ge=1)

    def __str__(self) -> str:
        """The id as arXiv writes it: "2306.15626v2"."""
        return self.number if self.version is None else f"{self.number}v{self.version}"

    @property
    def abs_path(self) -> str:
        """The path of its page on arXiv's site."""
        return f"/abs/{self}"

    @property
    def pdf_path(self) -> str:
        """The path of its PDF on arXiv's site."""
        return f"/pdf/{self}"

    @property
    def url(self) -> str:
        """Its public page, for people: "https://arxiv.org/abs/2306.15626v2"."""
        return f"https://arxiv.org{self.abs_path}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The one paper a person means by a link or an id; the id may be bare when it is all of the text.

        Raises `NotAPaper` when the text names no paper, or more than one.
        """
        bare = _NO_WIDTH.sub("", text[:LIMIT]).strip(" \t\r\n<>[](){}\"'`*.,;:")
        match = _ID.fullmatch(bare)
        found = _distinct([_checked(match)] if match else [])
        papers = tuple(cls(number=number, version=version) for number, version in found) or cls.find_all(text)
        if not papers:
            raise NotAPaper(
                "There is no arXiv paper in that; give an arXiv id, or a link like https://arxiv.org/abs/2306.15626."
            )
        if len(papers) > 1:
            raise NotAPaper(f"That names more than one paper ({papers[0]} and {papers[1]}); give just one.")
        return papers[0]

    @classmethod
    def find_all(cls, text: str) -> tuple[Self, ...]:
        """Every paper that a message names, in order and each once; a bare number is no paper's name.

        A paper named with and without a version counts once, with the version.
        """
        found = _distinct(_mentions(_flat(text)))
        return tuple(cls(number=number, version=version) for number, version in found)

    @classmethod
    def first(cls, text: str) -> tuple[Self, str]:
        """The first paper that a message names, and what stands behind it; raises `NotAPaper` without one."""
        ends = [word.end() for word in _WORD.finditer(text[:LIMIT])]
        named = bisect_left(ends, 1, key=lambda end: len(cls.find_all(text[:end])))
        if named == len(ends):
            raise NotAPaper(
                "There is no arXiv link in that; give one, as in https://arxiv.org/abs/2306.15626, "
                "and notes behind it."
            )
        return cls.find_all(text)[0], text[ends[named] :]


_Found = tuple[str, int | None]


def _distinct(mentions: Iterable[_Found | None]) -> list[_Found]:
    """Each mention once, in order; one without a version gives way to one of the same paper with it."""
    found = [mention for mention in mentions if mention]
    exact: dict[str, _Found] = {}
    for mention in found:
        if mention[1]:
            exact.setdefault(mention[0], mention)
    return list(dict.fromkeys(mention if mention[1] else exact.get(mention[0], mention) for mention in found))


def _checked(match: re.Match[str]) -> _Found | None:
    """Number and version of a matched id, or nothing when arXiv cannot have given it out."""
    version = int(match["version"]) if match["version"] else None
    if match["filed"]:
        archive, filed = match["archive"].lower(), match["filed"]
        in_time = filed[:2] >= _FIRST_OLD_YEAR or filed[:4] < _FIRST_NEW
        real = archive in _ARCHIVES and in_time and _is_month(filed[2:4]) and filed[4:] != "000"
        return (f"{archive}/{filed}", version) if real else None
    month, serial = match["month"], match["serial"]
    digits = 5 if month >= _FIRST_FIVE_DIGITS else 4
    real = month >= _FIRST_NEW and _is_month(month[2:]) and len(serial) == digits and int(serial) > 0
    return (f"{month}.{serial}", version) if real else None


def _is_month(digits: str) -> bool:
    return "01" <= digits <= "12"


def _flat(text: str) -> str:
    """The text with what people do not see taken out, and each link written as its target alone."""
    if len(text) > LIMIT:
        text = text[:LIMIT]
        text = text[: max(text.rfind(" "), text.rfind("\n"), 0)]  # the last word may be cut in two
    text = _EAST_ASIAN.sub(" ", _NO_WIDTH.sub("", text).replace("\uff1a", ":"))
    text = _VIEWER.sub("", text)
    return _MARKDOWN_LINK.sub(_target, _SLACK_LINK.sub(_target, text))


def _target(link: re.Match[str]) -> str:
    """A link's target, and an id its label marks when the target is no paper: "[arXiv:2306.15626](https://…)"."""
    target, label = link["target"], link["label"]
    if not _ADDRESS.match(target):
        return link[0]
    if any(_mentions(target)):
        return f" {target} "
    marked = " ".join(mark[0] for mark in _MARKED.finditer(label))
    return f" {target} {marked} "


def _mentions(text: str) -> Iterator[_Found | None]:
    """The ids in a text, in order: those of addresses, and those of the prose between them."""
    done = start = 0
    while address := _ADDRESS.search(text, start):
        start = address.start()
        own = _ID.match(text, start) or _MARKED.match(text, start)
        if own:  # "math.GT/0309136" and "10.48550/arXiv.…" look like a host with a path
            start = own.end()
            continue
        yield from _in_prose(text[done : address.start()])
        done = start = _end(text, address.end())
        yield _in_address(address, text[address.end() : done])
    yield from _in_prose(text[done:])


def _in_prose(text: str) -> list[_Found | None]:
    marked = [*_MARKED.finditer(text), *_BARE_OLD.finditer(text)]
    return [_checked(match) for match in sorted(marked, key=lambda match: match.end())]


def _end(text: str, start: int) -> int:
    """Where the address ends whose path begins at `start`."""
    opened: list[str] = []
    for bound in _BOUND.finditer(text, start):
        if bound[0] in _OPENER.values():
            opened.append(bound[0])
        elif opened and _OPENER.get(bound[0]) == opened[-1]:
            opened.pop()
        else:
            return bound.start()
    return len(text)


def _in_address(address: re.Match[str], rest: str) -> _Found | None:
    """The id an address carries, if it is one of the sites that do."""
    if (address["scheme"] or "https").lower() not in {"http", "https"}:
        return None
    host, _, port = (address["authority"] or (address["host"] or "").lstrip("_~")).lower().partition(":")
    host = host.removesuffix(".")
    if not host.isascii() or "@" in host or port not in {"", "80", "443"}:
        return None
    for site, paths in _SITES:
        if host == site or host.endswith(f".{site}"):
            match = paths.match(unquote(rest))
            return _checked(match) if match else None
    return None
