"""URLs as papers print them: broken over lines, wrapped in brackets, followed by stops and footnote marks."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST = 2048
"""Characters of the longest URL taken; longer ones are refused."""

CODE_HOSTS = (
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "huggingface.co",
    "sourceforge.net",
    "gitee.com",
    "git.sr.ht",
)
"""Hosts whose paths are `owner/name`, so that a repository's URL is known to be complete or not."""

_ARCHIVES = ("zenodo.org", "figshare.com", "osf.io", "doi.org")
_LINES_MOST = 4  # lines over which one URL is followed
_BARE = "|".join(re.escape(host) for host in (*CODE_HOSTS, *_ARCHIVES))
_BEGIN = re.compile(
    r"https?(?P<loose> ?: ?/ ?/ ?| ?:\n?/?\n?/ ?)"
    rf"|(?<![\w@./-])(?:www\.|(?:www\.)?(?:{_BARE})/|[a-z0-9-]{{1,40}}\.(?:github|gitlab)\.io/)"
    r"|(?<![\w./])10\.5281/zenodo\.(?=\d)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[^\s<>\"{}|\\^`“”«»，。；、（）]{0,2048}")  # noqa: RUF001  East Asian punctuation ends a URL
_LOOSE_STEP = re.compile(r" ?(?:[/?=&_#~:-] ?|\. ?(?=[a-z0-9]))")  # a mark of a URL typeset with spaces
_LOOSE_WORD = re.compile(r"[\w%+,;@-]{1,200}")
_LINE_END = re.compile(r"[ \t]{0,20}\n[ \t]{0,20}")
_OPEN_ENDED = tuple("-_=&?%#~+\ufffe")  # a URL that ends so at a line's end goes on
_GOES_ON = re.compile(r"[/._?&=#%~-]\w|//")  # the next line begins so
_EXTENSION = re.compile(
    r"(?:ipynb|html?|pdf|git|md|py|txt|json|zip|tar\.gz|tgz|csv|php|aspx?)\b", re.IGNORECASE
)
_DOMAIN = re.compile(r"(?:com|org|net|edu|gov|io|ai|dev|co|eu|uk|de|fr|jp|cn|kr|ch)(?![\w-])", re.IGNORECASE)
_URL_LIKE = re.compile(r"[a-z0-9_~-]{1,100}[/.][\w~%]", re.IGNORECASE)
_TRAILING = ".,;:!?'\"’‘”“*†‡§¶•·…。，；：！？、)]}>）】」』»|\\"  # noqa: RUF001  marks as printed
_MATCHED = {")": "(", "]": "[", "}": "{"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]")
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_GLUED = re.compile(r"\d{1,2}$")
_NEXT_URL = re.compile(r"[,;](?=https?://)")


class FoundLink(NamedTuple):
    """A URL, cleaned, and where it stands in the text: [start, end), its line breaks included."""

    url: str
    start: int
    end: int


def clean_url(url: str, known: Collection[str] = ()) -> str:
    """`url` as people should visit it, or "" when it is no http(s) URL of a public-looking host.

    White space and invisible characters left by line breaks are taken out, trailing stops and closing
    brackets that were never opened are cut, and a URL without a scheme gets https. Footnote digits glued
    to the end are cut only on evidence: behind a full stop or ".git", or when the URL without them is
    among `known`, the paper's other URLs.
    """
    if len(url) > LONGEST * 2:
        return ""
    url = url.replace("\ufffe", "-")
    url = _INVISIBLE.sub("", "".join(url.split())).strip("<>\"'“”‘’`")  # noqa: RUF001
    url = re.sub(r"^(?:url:|\\url\{)", "", url, count=1, flags=re.IGNORECASE)
    if re.match(r"10\.\d{4,9}/", url):
        url = f"https://doi.org/{url}"
    scheme, separator, rest = url.partition("://")
    if not separator:
        if re.match(r"[a-z][a-z0-9+.-]{0,20}:(?!\d)", url, re.IGNORECASE):  # mailto:, javascript:, …
            return ""
        scheme, rest = "https", url
    if scheme.lower() not in {"http", "https"}:
        return ""
    rest = _without_footnote(_without_trailing(rest), known)
    url = f"{scheme.lower()}://{rest}"
    try:
        host = urlsplit(url).netloc.partition(":")[0]
    except ValueError:
        return ""
    return url if len(url) <= LONGEST and _HOST.fullmatch(host) else ""


def same_place(url: str) -> str:
    """What two spellings of one URL have in common: no scheme, no www, no case, no ".git", no final slash."""
    rest = url.partition("://")[2] or url
    return rest.lower().removeprefix("www.").rstrip("/").removesuffix(".git")


def links_in_text(text: str, known: Collection[str] = ()) -> list[FoundLink]:
    r"""The URLs in `text`, whose lines end in "\n", in order; `known` as for `clean_url`.

    A URL broken over lines is joined when the break shows that it goes on: it ends in a mark that ends
    no URL, lacks its domain or repository, or the next line begins with a mark or a file's extension.
    Bare `github.com/owner/name` and the like, `www.`, and Zenodo's DOIs are URLs too.
    """
    found: list[FoundLink] = []
    place = 0
    while begin := _BEGIN.search(text, place):
        loose = " " in (begin["loose"] or "")
        raw, end = _loose(text, begin) if loose else _joined(text, begin)
        if url := clean_url(raw, known):
            found.append(FoundLink(url, begin.start(), end))
        place = max(end, begin.end())
    return found


def _without_trailing(rest: str) -> str:
    """Cut what belongs to the sentence and not to the URL."""
    cut = len(rest)
    balance = {closing: rest.count(closing) - rest.count(opening) for closing, opening in _MATCHED.items()}
    while cut and rest[cut - 1] in _TRAILING:
        mark = rest[cut - 1]
        if mark in balance:
            if balance[mark] <= 0:  # its opening mark stands in the URL
                break
            balance[mark] -= 1
        cut -= 1
    return rest[:cut]


def _without_footnote(rest: str, known: Collection[str]) -> str:
    """Cut the digits of a footnote's mark, where something speaks for it."""
    glued = _GLUED.search(rest)
    if not glued or "/" not in rest:
        return rest
    before = rest[: glued.start()]
    if before.endswith(".git"):
        return before
    if before[-1] == "." and before[-2:-1].isalpha() and same_place(rest).startswith(CODE_HOSTS):
        return before[:-1]  # "…/name.3": a sentence's full stop, then the mark
    places = {same_place(url) for url in known}
    if same_place(before) in places and same_place(rest) not in places:
        return before
    return rest


def _joined(text: str, begin: re.Match[str]) -> tuple[str, int]:
    """The URL that begins there, over at most four lines, and the offset behind it."""
    run = _RUN.match(text, begin.end())
    end = run.end() if run else begin.end()
    if parted := _NEXT_URL.search(text, begin.end(), end):
        end = parted.start()
    url = begin[0].replace("\n", "") + text[begin.end() : end]
    for _ in range(_LINES_MOST - 1):
        line_end = _LINE_END.match(text, end)
        if not line_end:
            break
        run = _RUN.match(text, line_end.end())
        following = run[0] if run else ""
        if not _continues(url, following):
            break
        url += following
        end = line_end.end() + len(following)
    return url, end


def _continues(url: str, following: str) -> bool:
    """Whether `following`, the head of the next line, belongs to the `url` that ends the line before."""
    if not following or following.lower().startswith(("http:", "https:", "www.")):
        return False
    if url.endswith(_OPEN_ENDED):
        return following[0].isalnum()
    if _GOES_ON.match(following):
        return not url.endswith((".", ",", ";", ")"))
    host, _, path = url.partition("://")[2].partition("/")
    if not path and (host.endswith(".") or "." not in host):
        return bool(_DOMAIN.match(following) or _URL_LIKE.match(following))
    if url.endswith("."):
        return bool(path and _EXTENSION.match(following))
    lacks_repository = (
        host.lower().removeprefix("www.") in CODE_HOSTS and len(path.strip("/").split("/")) == 1
    )
    if lacks_repository and url[-1] not in ",;:)]":
        goes_on = following[0].isalnum() and (url.endswith("/") or "/" in following)
    else:
        goes_on = url.endswith("/") and bool(_URL_LIKE.match(following))
    return goes_on


def _loose(text: str, begin: re.Match[str]) -> tuple[str, int]:
    """A URL typeset with spaces around its marks ("https: // github. com/ a"), and the offset behind it."""
    place = begin.end()
    while place - begin.end() < LONGEST:
        step = _LOOSE_WORD.match(text, place) or _LOOSE_STEP.match(text, place)
        if not step:
            break
        place = step.end()
    return text[begin.start() : place], place
