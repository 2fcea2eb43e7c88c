"""What a URL leads to: a repository, a page or an archived record, and whose it is."""

import re
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.paper.meaning.urls import CODE_HOSTS

_OTHER_HOSTS = re.compile(r"(?:git|gitlab|gitea|forge)\.[a-z0-9.-]+|gitlab\.[a-z0-9.-]+")
_PAGES = re.compile(r"^([a-z0-9-]+)\.(?:github|gitlab|codeberg)\.(?:io|page)$")
_RECORD = re.compile(
    r"^(?:zenodo\.org/(?:records?|doi)/|figshare\.com/articles/|[a-z0-9-]+\.figshare\.com/articles/|osf\.io/"
    r"|doi\.org/10\.(?:5281/zenodo|6084/m9\.figshare|17605/osf)|archive\.softwareheritage\.org/)"
)
_NOT_OWNERS = frozenset(
    {
        "features",
        "about",
        "orgs",
        "topics",
        "settings",
        "marketplace",
        "sponsors",
        "apps",
        "login",
        "search",
        "explore",
        "collections",
        "site",
        "pricing",
        "enterprise",
        "customer-stories",
        "blog",
        "docs",
        "papers",
        "tasks",
        "learn",
        "course",
        "models",
        "join",
        "contact",
        "security",
        "help",
        "users",
        "-",
    }
)
_GROUPS = frozenset({"datasets", "spaces", "projects", "p", "r"})  # they stand before the owner or the name
_ELSEWHERE = frozenset(
    {
        "issues",
        "pull",
        "pulls",
        "commit",
        "commits",
        "releases",
        "release",
        "archive",
        "compare",
        "discussions",
        "wiki",
        "actions",
        "tags",
        "tarball",
        "zipball",
        "merge_requests",
        "discussion",
    }
)
_NEITHER = re.compile(
    r"^(?:arxiv\.org|.*\bdoi\.org|openreview\.net|.*\baclanthology\.org|.*\baclweb\.org|.*wikipedia\.org|.*\.ieee\.org"
    r"|creativecommons\.org|orcid\.org|youtu\.be|.*youtube\.com|x\.com|twitter\.com|scholar\.google\..*)$"
)


class Kind(IntEnum):
    """What a URL leads to, in the order in which people should be sent there."""

    RECORD = 0  # Zenodo, figshare, OSF
    PAGE = 1
    MODEL = 2  # Hugging Face: models, spaces, data sets
    REPOSITORY = 3


class Place(NamedTuple):
    """Where URLs of one repository, page or record lead; two spellings of it are equal."""

    kind: Kind
    host: str
    path: tuple[str, ...]  # lower case; of a repository what stands up to its name

    @property
    def owner(self) -> str:
        """Whose it is: the account's name, or a page's subdomain."""
        if self.kind is Kind.PAGE:
            pages = _PAGES.match(self.host)
            return (
                pages[1]
                if pages
                else (self.path[0].lstrip("~") if self.path[:1] and "~" in self.path[0] else "")
            )
        return self.path[-2] if len(self.path) > 1 and self.path[-2] not in _GROUPS else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may be the paper's: a repository's, or those in a page's path and host."""
        if self.kind is not Kind.PAGE:
            return self.path[-1:]
        host = () if _PAGES.match(self.host) else (self.host.rsplit(".", 2)[-2],)
        return (*host, *(part.rsplit(".", 1)[0] for part in self.path))

    def root_of(self, url: str) -> str:
        """The root of the repository, spelt as in `url`; a page or record as it is."""
        parts = urlsplit(url)
        if self.kind in {Kind.PAGE, Kind.RECORD}:
            return self.tidy(url)
        kept = [part for part in parts.path.split("/") if part][: len(self.path)]
        kept[-1] = kept[-1].removesuffix(".git")
        return f"https://{self.host}/{'/'.join(kept)}"

    def tidy(self, url: str) -> str:
        """`url` without query, "www." and final slash; its fragment is kept."""
        parts = urlsplit(url)
        scheme = "https" if self.kind is not Kind.PAGE or _PAGES.match(self.host) else parts.scheme
        host = self.host if self.kind is not Kind.PAGE else parts.netloc
        path = parts.path.rstrip("/").removesuffix(".git")
        query = f"?{parts.query}" if parts.query and self.kind in {Kind.PAGE, Kind.RECORD} else ""
        return f"{scheme}://{host}{path}{query}" + (f"#{parts.fragment}" if parts.fragment else "")

    def leads_elsewhere(self, url: str) -> bool:
        """Whether `url` leads to an issue, a commit or the like, not to what people would start with."""
        parts = [part.lower() for part in urlsplit(url).path.split("/") if part]
        return self.kind is Kind.REPOSITORY and any(
            part in _ELSEWHERE for part in parts[len(self.path) :][:2]
        )


def place_of(url: str) -> Place | None:
    """What `url` leads to; None for papers, people's profiles and other places that hold no code."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.netloc.lower().removeprefix("www.")
    path = tuple(part.lower().removesuffix(".git") for part in parts.path.split("/") if part)
    if _RECORD.match(f"{host}/{'/'.join(path)}"):
        return Place(Kind.RECORD, host, path)
    if host == "anonymous.4open.science":
        return Place(Kind.REPOSITORY, host, path[:2]) if len(path) > 1 else None
    if host in CODE_HOSTS or _OTHER_HOSTS.fullmatch(host):
        return _repository(host, path)
    if not host or _NEITHER.match(host):
        return None
    return Place(Kind.PAGE, host, path)


def _repository(host: str, path: tuple[str, ...]) -> Place | None:
    """The repository a code host's path leads to; an account alone is a page."""
    if not path or path[0] in _NOT_OWNERS:
        return None
    length = 3 if path[0] in _GROUPS and host == "huggingface.co" else 2
    if len(path) < length:
        return Place(Kind.PAGE, host, path) if length == 2 else None  # noqa: PLR2004  owner/name
    kind = Kind.MODEL if host == "huggingface.co" else Kind.REPOSITORY
    return Place(kind, host, path[:length])
