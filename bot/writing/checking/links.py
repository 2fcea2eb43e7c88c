"""Which links and handles a tweet about a paper may carry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bot.arxiv_id import ArxivId
from bot.lab import Lab
from bot.papers import Paper
from bot.tweets import link_spans
from bot.writing.orders import speaks_to_machines

_MENTION = re.compile(
    r"(?<![\w!#$%&*.+\-@\uff20])[@\uff20]([A-Za-z0-9_]{1,30}(?:[.@][A-Za-z0-9_-]{1,60}){0,6})"
)
_BROADCAST = re.compile(
    r"<![a-z]{2,12}[^<>]{0,40}>|<[@#][!&]?[A-Z0-9]{2,30}[^<>]{0,40}>|(?<!\w)@(?:everyone|here|channel)\b",
    re.IGNORECASE,
)
_HOSTS_OF_CODE = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co")
_SCHEMED = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)  # whatever the domain ends in
_ARXIV_IN_TEXT = re.compile(r"arxiv|10\.48550", re.IGNORECASE)


def urls_in(text: str) -> tuple[str, ...]:
    """The links X would make, bare domains included, and those that only other networks would make."""
    spans = link_spans(text)
    schemed = [found.span() for found in _SCHEMED.finditer(text)]
    apart = [(start, end) for start, end in schemed if not any(a <= start < b for a, b in spans)]
    return tuple(text[start:end] for start, end in sorted((*spans, *apart)))


def mentions_in(text: str) -> tuple[str, ...]:
    """The handles mentioned, as written with their @; an e-mail address mentions nobody."""
    return tuple(f"@{name}" for name in _MENTION.findall(text))


def mention_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where in `text` the handles of `mentions_in` stand: (start, end)."""
    return tuple(found.span() for found in _MENTION.finditer(text))


def broadcasts_in(text: str) -> tuple[str, ...]:
    """What would ring a whole channel or a chat user when the text is shown there."""
    return tuple(found[0] for found in _BROADCAST.finditer(text))


def normalised(url: str) -> str:
    """The form in which links are compared: host, path and query, without "www." and the final slash."""
    url = url.strip().rstrip(".,;:")
    parts = urlsplit(url if re.match(r"[a-z][a-z0-9+.-]{0,20}://", url, re.IGNORECASE) else f"https://{url}")
    host = parts.netloc.casefold().removeprefix("www.")
    path = unquote(parts.path).rstrip("/").removesuffix(".git")
    if host in _HOSTS_OF_CODE:
        path = path.casefold()
    return f"{host}{path}{'?' if parts.query else ''}{parts.query}"


def repository_root(url: str) -> str:
    """Host, owner and name of a repository's URL, normalised; "" when it is none."""
    plain = normalised(url).split("?")[0]
    parts = plain.split("/")
    return "/".join(parts[:3]) if parts[0] in _HOSTS_OF_CODE and len(parts) >= 3 else ""  # noqa: PLR2004  host/owner/name


@dataclass(frozen=True)
class Allowed:
    """The links and handles that are known, in the forms in which they are compared."""

    urls: frozenset[str]
    arxiv: frozenset[str]  # numbers of arXiv papers
    handles: frozenset[str]  # in lower case, with the @
    domains: frozenset[str]  # that stand in the paper's text: X links them by itself
    roots: frozenset[str]  # of the paper's own code and of the lab's sites: pages below them are at home

    @classmethod
    def of(cls, paper: Paper, lab: Lab, note: str, text: Iterable[str]) -> "Allowed":
        """All that the paper, the lab and the note know; `text` is the paper's."""
        text = tuple(text)
        ordered = _ordered(text)
        known = [link.url for link in paper.links if _form(link.url) not in ordered]
        known += [*lab.links, *urls_in(note)]
        known += [url for url in (paper.repository, _doi(paper)) if url]
        urls = {_form(url) for url in known}
        urls |= {root for root in map(repository_root, known) if root}
        handles = {
            handle.casefold() if handle.startswith("@") else f"@{handle.casefold()}"
            for member in lab.members
            for handle in (member.x, member.bluesky, member.mastodon)
            if handle
        }
        marked = " \n".join([*known, note, *(line for line in text if _ARXIV_IN_TEXT.search(line))])
        arxiv = {
            found.number
            for start in range(0, len(marked), 30_000)
            for found in ArxivId.find_all(marked[start : start + 30_100])
        }
        if paper.id:
            arxiv.add(paper.id.number)
        handles |= {mention.casefold() for mention in mentions_in(note)}
        domains = {word for line in text for word in _DOTTED.findall(line.casefold())}
        own = [repository_root(url) or _form(url) for url in (paper.repository, *urls_in(note)) if url]
        roots = {root for root in own if root.count("/") > 1} | {_form(url) for url in lab.links}
        return cls(
            frozenset(urls), frozenset(arxiv), frozenset(handles), frozenset(domains), frozenset(roots)
        )

    def link(self, url: str) -> bool:
        """Whether it is known: as it stands, as an arXiv paper, or as a domain that the paper writes."""
        ids = ArxivId.find_all(url if "://" in url else f"https://{url}")
        if ids:
            return all(found.number in self.arxiv for found in ids)
        form = _form(url)
        return form in self.urls or ("://" not in url and url.casefold() in self.domains)

    def at_home(self, url: str) -> bool:
        """Whether the link leads to a page inside the paper's own repository or one of the lab's sites."""
        form = _form(url)
        return any(form.startswith(f"{root}/") for root in self.roots)

    def handle(self, mention: str) -> bool:
        """Whether the handle is one of the lab's or the note's; words behind its dot may follow it."""
        mention = mention.casefold()
        return mention in self.handles or mention.split(".")[0] in self.handles


def _ordered(text: tuple[str, ...]) -> frozenset[str]:
    """Links that stand in orders alone, such as a paper may give to a model: they are none of the paper's."""
    orders = {_form(url) for line in text if speaks_to_machines(line) for url in urls_in(line)}
    if not orders:
        return frozenset()
    told = (_form(url) for line in text if not speaks_to_machines(line) for url in urls_in(line))
    return frozenset(orders.difference(told))


_DOTTED = re.compile(r"(?<![\w.@/-])\w[\w-]{0,60}(?:\.\w[\w-]{0,60}){1,4}(?![\w/@-])")


def _form(url: str) -> str:
    try:
        return normalised(url)
    except ValueError:  # "http://[" is no address at all
        return url


def _doi(paper: Paper) -> str:
    doi = paper.entry.doi if paper.entry else ""
    return f"https://doi.org/{doi.removeprefix('https://doi.org/')}" if doi else ""
