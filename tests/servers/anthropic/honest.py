"""A model that does what it was asked, from nothing but the request: true to the paper, never witty.

A request with a format that has `tweets`, or with a `<paper>`, gets a thread or the asked tweets of one; any
other gets the tweet in its `<tweet>` without words it can spare. What the task shows is not said
again.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.servers.anthropic.blocks import blocks_of

FEWEST, MOST = 8, 13
LEAST_GAIN = 4  # characters that a shorter text has lost
_PAGE = re.compile(r"\[p\. (\d{1,4})\]")
_FIGURE = re.compile(r"((?:Figure|Table|Algorithm) [\w.]{1,8}) \(p\. (\d{1,4})(?:, appendix)?\): (.*)")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_TITLE = re.compile(r"<title>\s*(.{1,400}?)\s*</title>|^(?:Title: |# )(.{1,400})$", re.MULTILINE)
_URL = re.compile(r"https?://[^\s<>()\"']{1,300}")
_HOSTS = ("github.com/", "gitlab.com/", "codeberg.org/", "bitbucket.org/")
_PLACES = re.compile(r"\btweets? (\d{1,2}(?:(?:, and |, | and )\d{1,2}){0,12}) of (\d{1,2})\b", re.IGNORECASE)
_ORDER = re.compile(r"\W{0,4}(?:re)?(?:write|do|mend)\b", re.IGNORECASE)
_HELD = re.compile(r"\bholds the tweets? (\d{1,2}(?:(?:, and |, | and )\d{1,2}){0,12})\b")
_REST = re.compile(r"\btweets from (\d{1,2}) to (\d{1,2})\b")
_TOTAL = re.compile(r"`count` is (\d{1,2})\b")
_COUNT = re.compile(r"\b(\d{1,2})(?: ?(?:-|\u2013|to) ?(\d{1,2}))? tweets\b", re.IGNORECASE)
_ROOM = re.compile(r"^length of a tweet: .*above (\d{2,3})$", re.MULTILINE)
_LIMITS = re.compile(r"\b(?:limit\w*|only|cannot|not|future|however)\b", re.IGNORECASE)
_OURS = re.compile(r"\b(?:we|our)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_LEANING = re.compile(
    r"https?:|@|\b(?:[Yy]our?|[Ii]nstructions?|[Rr]eviewers?|et al)\b|\[\d|[†§]"
    r"|\b(?:Figure|Fig\.|Table|Section|Appendix|Eq\.)"
)
_SPARE = re.compile(
    r" (?:very|really|also|just|quite|rather|simply|actually|indeed|clearly|in fact|that|the|a)(?= )"
)


@dataclass(frozen=True)
class _Said:
    """Words of the paper and the page they stand on."""

    text: str
    page: int


@dataclass(frozen=True)
class Prompt:
    """What a request holds: the paper's text, "" without one, and the task, its last block."""

    paper: str
    task: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Prompt":
        """The text of a request."""
        contents = [message.get("content") for message in body.get("messages") or ()]
        texts = [str(block.get("text", "")) for content in contents for block in blocks_of(content)]
        texts = [text for text in texts if text]
        paper = next((text for text in texts if text.lstrip().startswith("<paper")), "")
        return cls(paper.partition(">")[2].partition("</paper>")[0], texts[-1] if texts else "")

    @cached_property
    def tweet(self) -> str:
        """The text in the task's `<tweet>`; "" without one."""
        return self.task.partition("<tweet>")[2].partition("</tweet>")[0].strip()

    @cached_property
    def lines(self) -> tuple[list[_Said], list[tuple[str, _Said]]]:
        """The sentences of the paper and its figures with their captions, each with its page."""
        pages = bool(re.search(r"^\[p\. ", self.paper, re.MULTILINE))
        page, said, figures = 0 if pages else 1, [], []  # before the first page stands what is no prose
        for line in map(str.strip, self.paper.splitlines()):
            if turned := _PAGE.fullmatch(line):
                page = int(turned[1])
            elif figure := _FIGURE.fullmatch(line):
                figures.append((figure[1], _Said(figure[3], int(figure[2]))))
            elif line and page and not line.startswith(("#", "<")):
                said += [_Said(sentence, page) for sentence in _SENTENCE.split(line)]
        return said, figures

    @cached_property
    def title(self) -> str:
        """The paper's title, or else its first line."""
        if found := _TITLE.search(self.paper):
            return (found[1] or found[2]).strip()
        said, _ = self.lines
        return said[0].text[:150] if said else "Our paper"

    @cached_property
    def asked(self) -> tuple[list[int], int]:
        """The places asked for, from 1, and how many tweets the thread has."""
        places: set[int] = set()
        count = 0
        for line in filter(_ORDER.match, self.task.splitlines()):
            for named, of in _PLACES.findall(line[:500]):
                places |= {int(number) for number in re.findall(r"\d+", named)}
                count = int(of)
        for named in _HELD.findall(self.task):
            places |= {int(number) for number in re.findall(r"\d+", named)}
        for first, last in _REST.findall(self.task):
            places |= set(range(int(first), int(last) + 1))
        if total := _TOTAL.search(self.task):
            count = int(total[1])
        if not count:
            told = _COUNT.search(self.task)
            fewest, most = (int(told[1]), int(told[2] or told[1])) if told else (FEWEST, MOST)
            count = max(1, min(most, max(fewest, 4 + len(self.lines[1]))))
        return sorted(places) or list(range(1, count + 1)), count

    def fact(self, name: str) -> str | None:
        """What the task tells under that name, as in `code: https://…`; None when it does not."""
        start = f"{name}: "
        return next(
            (line.removeprefix(start) for line in self.task.splitlines() if line.startswith(start)), None
        )

    def url(self, name: str, *hosts: str) -> str:
        """The link that the task tells under that name, or else the paper's first to one of these hosts."""
        fact = self.fact(name)
        links = [link.rstrip(".,;:") for link in _URL.findall(self.paper if fact is None else fact)]
        return next((link for link in links if fact is not None or any(host in link for host in hosts)), "")

    @cached_property
    def room(self) -> int:
        """Characters of one tweet."""
        told = _ROOM.search(self.task)
        return min(220, int(told[1])) if told else 220

    @cached_property
    def tellable(self) -> list[_Said]:
        """Sentences that make a tweet, stand on their own, and are not shown by the task already."""
        return [
            said
            for said in self.lines[0]
            if 40 <= len(said.text) <= self.room - 12
            and said.text[0].isupper()
            and said.text.endswith(".")
            and not _LEANING.search(said.text)
            and said.text not in self.task
        ]


def honest(body: dict[str, Any]) -> str:
    """The reply, as JSON."""
    prompt = Prompt.of(body)
    form = (body.get("output_config") or {}).get("format") or {}
    properties = form.get("schema", {}).get("properties") or {}
    if "tweets" in properties or (not properties and prompt.paper):
        places, count = prompt.asked
        told: dict[str, Any] = {"count": count, "tweets": [_told(prompt, place, count) for place in places]}
    else:
        told = {"text": shortened(prompt.tweet)}
    return json.dumps(told, ensure_ascii=False)


def shortened(text: str) -> str:
    """The text without words it can spare; without such, less one that is no name and no number."""
    shorter = _SPARE.sub("", text)
    if len(text) - len(shorter) >= LEAST_GAIN:
        return shorter
    words = shorter.split(" ")
    plain = [
        n for n, word in enumerate(words) if len(word) >= LEAST_GAIN and word.isalpha() and word.islower()
    ]
    return " ".join(word for n, word in enumerate(words) if n not in plain[-1:])


def _told(prompt: Prompt, place: int, count: int) -> dict[str, Any]:
    """The tweet at that place: announcement, code, the figures, then sentences; a limitation at the end."""
    repository = prompt.url("code", *_HOSTS)
    figures = prompt.lines[1]
    before = 2 if repository else 1
    told = prompt.tellable or [_Said(prompt.title, 1)]
    limitation = next((said for said in reversed(told) if _LIMITS.search(said.text)), told[-1])
    if place == 1:
        return _tweet(place, "announcement", _announcement(prompt))
    if place == 2 and repository:
        words = _fresh(prompt, "The code is out:", "Try it yourself, the code is public:", "Our code:")
        return _tweet(place, "code", f"{words}\n\n{repository}")
    if place == count:
        return _tweet(place, "limitation", f"Limitation: {limitation.text}", said=limitation)
    rest = [said for said in told if said is not limitation] or told
    if place - before <= len(figures):
        name, caption = figures[place - before - 1]
        text = _fresh(prompt, _fitted(caption.text, prompt.room), rest[place % len(rest)].text)
        said = caption if text in caption.text else rest[place % len(rest)]
        return _tweet(place, "result", text, said=said, figure=name)
    rest.sort(key=lambda said: not _NUMBER.search(said.text) and not _OURS.search(said.text))
    said = rest[(place - before - len(figures) - 1) % len(rest)]
    return _tweet(place, "result" if _NUMBER.search(said.text) else "contribution", said.text, said=said)


def _announcement(prompt: Prompt) -> str:
    """Venue, title, authors and link as the task tells them, and a sentence that has room yet."""
    venue, authors = prompt.fact("venue") or "", prompt.fact("authors") or ""
    parts = [
        " ".join(filter(None, ["Our new", venue.partition(" (")[0], "paper is out:"])),
        f"**{_fitted(prompt.title, 110)}**",
        authors if len(authors) <= 40 else f"{authors.partition(',')[0]} and others",
        prompt.url("link to the paper", "arxiv.org/abs/"),
    ]
    said = "\n\n".join(filter(None, parts))
    hooks = [text for text in (each.text for each in prompt.tellable) if len(text) + len(said) <= 255]
    return "\n\n".join([said, *sorted(hooks, key=lambda text: not _OURS.search(text))[:1]])


def _fitted(text: str, room: int) -> str:
    """The text, or as many of its words as there is room for."""
    return text if len(text) <= room else text[:room].rpartition(" ")[0]


def _fresh(prompt: Prompt, *texts: str) -> str:
    """The first that the task does not show already, or else the last."""
    return next((text for text in texts if text not in prompt.task), texts[-1])


def _tweet(place: int, role: str, text: str, said: _Said | None = None, figure: str = "") -> dict[str, Any]:
    return {
        "place": place,
        "role": role,
        "figure": figure,
        "quote": said.text if said else "",
        "page": said.page if said else 0,
        "text": text,
        "alt": f"{figure} of the paper" if figure else "",
    }
