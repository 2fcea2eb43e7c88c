"""A loopback arXiv: its API and its PDFs over real HTTP, with the faults of the real one on request.

    with LoopbackArxiv() as arxiv:
        arxiv.add(KnownPaper("2306.15626", title="…", pdf=pdf))
        environment = {"ARXIV_API_URL": arxiv.api_url, "ARXIV_URL": arxiv.base_url}

A test scripts faults (`tests.servers.faults`) with `arxiv.next_answers("/pdf/", refuse(503), hang_up())`:
each serves one request whose path begins so, then the true answers come again.
"""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web

from bot.arxiv_id import ArxivId
from bot.errors import NotAPaper
from tests.servers.faults import Handler
from tests.servers.loopback import Loopback

_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
      xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/loopback</id>
  <title>arXiv Query: search_query=&amp;id_list={asked}&amp;start=0&amp;max_results=10</title>
  <updated>2026-11-01T00:00:00Z</updated>
  <opensearch:itemsPerPage>10</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{entries}</feed>
"""

_ATOM = "application/atom+xml"


def minimal_pdf(text: str = "A paper") -> bytes:
    """A valid PDF of one page that says `text` (Latin letters)."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    pdf = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(pdf)
    pdf += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(pdf + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)


@dataclass(frozen=True)
class KnownPaper:
    """A paper the loopback arXiv knows: the fields of its entry, and its PDF (None: it has none)."""

    number: str
    title: str = "A Paper Known to the Loopback"
    authors: tuple[str, ...] = ("Ada Example", "Ben Sample")
    abstract: str = "We show that a loopback can stand in for an archive."
    comment: str = ""
    categories: tuple[str, ...] = ("cs.LG", "cs.CL")
    doi: str = ""
    journal_ref: str = ""
    versions: int = 1
    published: str = "2023-06-27T17:05:32Z"
    updated: str = "2023-06-27T17:05:32Z"
    pdf: bytes | None = field(default_factory=minimal_pdf)

    def entry(self, version: int) -> str:
        """The Atom entry as arXiv writes it, fields in its order."""
        link = f"https://arxiv.org/{{}}/{self.number}v{version}"
        parts = [
            f"<id>http://arxiv.org/abs/{self.number}v{version}</id>",
            f"<title>{escape(self.title)}</title>",
            f"<updated>{self.updated}</updated>",
            f'<link href="{link.format("abs")}" rel="alternate" type="text/html"/>',
            f'<link href="{link.format("pdf")}" rel="related" type="application/pdf" title="pdf"/>',
            f"<summary>{escape(self.abstract)}</summary>",
            *(
                f'<category term="{term}" scheme="http://arxiv.org/schemas/atom"/>'
                for term in self.categories
            ),
            f"<published>{self.published}</published>",
            *([f"<arxiv:comment>{escape(self.comment)}</arxiv:comment>"] if self.comment else []),
            *(f'<arxiv:primary_category term="{term}"/>' for term in self.categories[:1]),
            *(
                [f"<arxiv:journal_ref>{escape(self.journal_ref)}</arxiv:journal_ref>"]
                if self.journal_ref
                else []
            ),
            *([f"<arxiv:doi>{escape(self.doi)}</arxiv:doi>"] if self.doi else []),
            *(f"<author><name>{escape(author)}</name></author>" for author in self.authors),
        ]
        return "".join(f"    {part}\n" for part in ["<entry>", *parts, "</entry>"])


def feed(*entries: str, asked: str = "") -> str:
    """The API's answer with these entries (`KnownPaper.entry`)."""
    return _FEED.format(asked=escape(asked), total=len(entries), entries="".join(entries))


def error_feed(summary: str) -> str:
    """An error as arXiv's API gives it: an entry among none."""
    address = f"https://arxiv.org/api/errors#{summary.replace(' ', '_')}"
    entry = (
        f"<entry><id>{escape(address)}</id><title>Error</title><summary>{escape(summary)}</summary>"
        "<author><name>arXiv api core</name></author></entry>\n"
    )
    return feed(entry)


@dataclass(frozen=True)
class Seen:
    """A request that came: when (monotonic clock), what for, and with which headers."""

    at: float
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class LoopbackArxiv(Loopback):
    """The server, and the papers it knows."""

    def __init__(self) -> None:
        super().__init__("arxiv")
        self.papers: dict[str, KnownPaper] = {}
        self.requests: list[Seen] = []
        self._scripts: list[tuple[str, deque[Handler]]] = []
        self._always: list[tuple[str, Handler]] = []

    @property
    def api_url(self) -> str:
        """Where its API is."""
        return f"{self.base_url}/api"

    def add(self, paper: KnownPaper) -> ArxivId:
        """Let it know a paper; a later one of the same number replaces it."""
        self.papers[paper.number] = paper
        return ArxivId(number=paper.number)

    def next_answers(self, path: str, *answers: Handler) -> None:
        """Serve the next requests whose path begins with `path` by these, one each."""
        self._scripts.append((path, deque(answers)))

    def always(self, path: str, answer: Handler) -> None:
        """Serve every request whose path begins with `path` by this, once no script is left."""
        self._always.append((path, answer))

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    async def answer_to(self, request: web.Request) -> web.StreamResponse:
        """Remember a request, and answer it."""
        if request.method != "GET":
            raise web.HTTPMethodNotAllowed(request.method, ("GET",))
        self.requests.append(
            Seen(
                time.monotonic(),
                request.path,
                dict(request.query),
                {k.lower(): v for k, v in request.headers.items()},
            )
        )
        for path, script in self._scripts:
            if request.path.startswith(path) and script:
                return await script.popleft()(request)
        for path, answer in self._always:
            if request.path.startswith(path):
                return await answer(request)
        if request.path == "/api/query":
            return self._query(request)
        return self._page(request)

    def _query(self, request: web.Request) -> web.Response:
        """The API: unknown ids are left out, an id of no form is an error with status 400."""
        asked = request.query.get("id_list", "")
        entries = []
        for name in filter(None, asked.split(",")):
            found = self._find(name)
            if found is None:
                return web.Response(
                    status=400, text=error_feed(f"incorrect id format for {name}"), content_type=_ATOM
                )
            paper, version = found
            if paper and version <= paper.versions:
                entries.append(paper.entry(version))
        return web.Response(text=feed(*entries, asked=asked), content_type=_ATOM)

    def _page(self, request: web.Request) -> web.Response:
        """PDFs below /pdf/; the address with ".pdf" redirects to the one without, as arXiv's does."""
        kind, _, name = request.path.removeprefix("/").partition("/")
        if kind == "pdf" and name.endswith(".pdf"):
            raise web.HTTPMovedPermanently(f"/pdf/{name.removesuffix('.pdf')}")
        paper, version = self._find(name) or (None, 0)
        if kind != "pdf" or paper is None or paper.pdf is None or version > paper.versions:
            return web.Response(
                status=404,
                text=f"<html><h1>No document for '{escape(name)}'</h1></html>",
                content_type="text/html",
            )
        return web.Response(body=paper.pdf, content_type="application/pdf")

    def _find(self, name: str) -> tuple[KnownPaper | None, int] | None:
        """The paper and version of that name; nothing when it has not the form of an id."""
        try:
            arxiv_id = ArxivId.parse(name)
        except NotAPaper:
            return None
        paper = self.papers.get(arxiv_id.number)
        return paper, arxiv_id.version or (paper.versions if paper else 1)
