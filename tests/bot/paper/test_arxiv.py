"""The archive against a loopback arXiv: what it asks, what it makes of the answers, and where it stops."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from bot.arxiv_id import ArxivId
from bot.errors import ArchiveError, NotAPaper, Withdrawn
from bot.paper.arxiv import Arxiv, Bounds, LocalPace
from tests.servers.arxiv import KnownPaper, LoopbackArxiv, error_feed
from tests.servers.faults import Handler, drip, endless, hang, hang_up, redirect, refuse, send, truncate

PAPER = KnownPaper(
    "2306.15626", title="Tides & Their\n  Tables", versions=2, comment="12 pages", doi="10.1/x"
)
QUICK = Bounds(
    max_bytes=100_000,
    silence=1.0,
    exchange=5.0,
    total=15.0,
    pauses=1.5,
    first_pause=0.02,
    attempts=3,
    max_redirects=2,
)
ID = ArxivId(number="2306.15626")


class CountingPace:
    """A pace that gives every turn at once and remembers what it was told."""

    def __init__(self) -> None:
        self.turns = 0
        self.rests: list[float] = []

    async def turn(self) -> None:
        """Count."""
        self.turns += 1

    async def rest(self, seconds: float) -> None:
        """Remember."""
        self.rests.append(seconds)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackArxiv]:
    """A loopback arXiv that knows one paper."""
    async with LoopbackArxiv() as server:
        server.add(PAPER)
        yield server


@pytest.fixture
def pace() -> CountingPace:
    """A pace without waiting."""
    return CountingPace()


@pytest.fixture
async def archive(server: LoopbackArxiv, pace: CountingPace) -> AsyncIterator[Arxiv]:
    """The archive on the loopback, with bounds a test can wait for."""
    async with archive_on(server, pace=pace) as archive:
        yield archive


def archive_on(server: LoopbackArxiv, *, pace: CountingPace | None = None, bounds: Bounds = QUICK) -> Arxiv:
    """An archive that asks the loopback."""
    return Arxiv(
        api_url=server.api_url,
        base_url=server.base_url,
        contact="mailto:lab@example.org",
        pace=pace or CountingPace(),
        bounds=bounds,
    )


async def test_an_entry_is_described(archive: Arxiv, server: LoopbackArxiv) -> None:
    """Title, authors and the rest come from the API, cleaned, with the newest version's number."""
    entry = await archive.describe(ID)
    assert entry.id == ArxivId(number="2306.15626", version=2)
    assert entry.title == "Tides & Their Tables"
    assert entry.authors == ("Ada Example", "Ben Sample")
    assert (entry.comment, entry.doi, entry.categories) == ("12 pages", "10.1/x", ("cs.LG", "cs.CL"))
    assert not entry.withdrawn
    assert server.requests[0].query["id_list"] == "2306.15626"


async def test_requests_say_who_sends_them(archive: Arxiv, server: LoopbackArxiv) -> None:
    """The User-Agent names Herald and the contact, as arXiv asks."""
    await archive.describe(ID)
    agent = server.requests[0].headers["user-agent"]
    assert agent.startswith("Herald/")
    assert agent.endswith("(+mailto:lab@example.org)")


async def test_the_version_asked_for_is_asked_for(archive: Arxiv, server: LoopbackArxiv) -> None:
    """A version goes into the request and comes back in the entry; one that does not exist is none."""
    first = ArxivId(number="2306.15626", version=1)
    assert (await archive.describe(first)).id == first
    assert server.requests[0].query["id_list"] == "2306.15626v1"
    with pytest.raises(NotAPaper, match=r"no paper 2306\.15626v9"):
        await archive.describe(ArxivId(number="2306.15626", version=9))


async def test_an_answer_about_another_version(archive: Arxiv, server: LoopbackArxiv) -> None:
    """The newest version's entry serves for an older one, and shows that a later one does not exist."""
    feed = '<feed xmlns="http://www.w3.org/2005/Atom">' + PAPER.entry(2).replace("arxiv:", "") + "</feed>"
    server.always("/api/", send(feed, "application/atom+xml"))
    first = ArxivId(number="2306.15626", version=1)
    assert (await archive.describe(first)).id == first
    with pytest.raises(NotAPaper, match=r"no version 3 of 2306\.15626; the newest is 2"):
        await archive.describe(ArxivId(number="2306.15626", version=3))


async def test_old_ids_are_asked_for_and_fetched(archive: Arxiv, server: LoopbackArxiv) -> None:
    """The slash of an old id stands in both addresses as arXiv wants it."""
    old = server.add(KnownPaper("hep-th/9901001"))
    assert (await archive.describe(old)).id == ArxivId(number="hep-th/9901001", version=1)
    assert (await archive.fetch(old)).startswith(b"%PDF-")
    assert server.paths()[-1] == "/pdf/hep-th/9901001"


async def test_a_pdf_is_fetched(archive: Arxiv) -> None:
    """The bytes come as arXiv has them."""
    assert await archive.fetch(ID) == PAPER.pdf


@pytest.mark.parametrize("number", ["2306.99999", "0704.0001"])
async def test_unknown_papers(archive: Arxiv, number: str) -> None:
    """An empty feed and a missing PDF both say that there is no such paper."""
    with pytest.raises(NotAPaper, match="no paper"):
        await archive.describe(ArxivId(number=number))
    with pytest.raises(NotAPaper, match="no paper"):
        await archive.fetch(ArxivId(number=number))


@pytest.mark.parametrize("status", [200, 400])
async def test_errors_in_a_feed(archive: Arxiv, server: LoopbackArxiv, status: int) -> None:
    """An id the API does not take is no paper, under either status; other complaints are arXiv's."""
    feed = send(error_feed("incorrect id format for 2306.15626"), "application/atom+xml", status)
    server.next_answers("/api/", feed)
    with pytest.raises(NotAPaper, match="no id of that form"):
        await archive.describe(ID)
    server.always("/api/", send(error_feed("start must be an integer"), "application/atom+xml", status))
    with pytest.raises(ArchiveError, match="cannot be read"):
        await archive.describe(ID)


async def test_a_paper_without_pdf(archive: Arxiv, server: LoopbackArxiv) -> None:
    """A known paper without a PDF, by status or by a page that says so, is said to have none."""
    server.add(KnownPaper("2306.00001", pdf=None))
    with pytest.raises(NotAPaper, match=r"no PDF of 2306\.00001"):
        await archive.fetch(ArxivId(number="2306.00001"))
    server.next_answers("/pdf/", send("<html>PDF unavailable for 2306.15626</html>"))
    with pytest.raises(NotAPaper, match=r"no PDF of 2306\.15626"):
        await archive.fetch(ID)


async def test_withdrawn_papers(archive: Arxiv, server: LoopbackArxiv) -> None:
    """A notice in comment or abstract ends both questions with the authors' reason, if it is short."""
    why = "This paper has been withdrawn by the authors due to an error in Lemma 2"
    server.add(KnownPaper("2306.00002", comment=why, pdf=None))
    for question in (archive.describe, archive.fetch):
        with pytest.raises(
            Withdrawn, match=r"2306\.00002v1 has been withdrawn from arXiv: “This paper.*Lemma 2”"
        ):
            await question(ArxivId(number="2306.00002"))
    server.add(KnownPaper("2306.00003", abstract=f"{why}. {'We explain. ' * 40}"))
    with pytest.raises(Withdrawn, match=r"withdrawn from arXiv\.$"):
        await archive.describe(ArxivId(number="2306.00003"))


@pytest.mark.parametrize(
    "fault",
    [refuse(500), refuse(502), refuse(503, retry_after="0"), refuse(429), hang_up(), hang(3)],
    ids=["500", "502", "503", "429", "hang-up", "silence"],
)
async def test_passing_faults_are_waited_out(archive: Arxiv, server: LoopbackArxiv, fault: Handler) -> None:
    """A fault that passes costs another request and nothing else."""
    server.next_answers("/api/", fault)
    server.next_answers("/pdf/", fault)
    assert (await archive.describe(ID)).id.number == ID.number
    assert await archive.fetch(ID) == PAPER.pdf
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "fault",
    [truncate(b"%PDF-1.7" + b" " * 5_000, 2_000), send("<html>Please wait</html>")],
    ids=["truncated", "a page"],
)
async def test_half_a_pdf_is_asked_for_again(archive: Arxiv, server: LoopbackArxiv, fault: Handler) -> None:
    """A body cut short, and a page in place of the PDF, are not taken for it."""
    server.next_answers("/pdf/", fault)
    assert await archive.fetch(ID) == PAPER.pdf
    server.always("/pdf/", fault)
    with pytest.raises(ArchiveError, match="try again in a few minutes"):
        await archive.fetch(ID)


@pytest.mark.parametrize(
    "answer",
    [
        send("Rate exceeded.", "text/plain"),
        send("<html></html>"),
        send('<!DOCTYPE f [<!ENTITY a "b">]><f>&a;</f>', "application/atom+xml"),
        send('<feed xmlns="http://www.w3.org/2005/Atom"', "application/atom+xml"),
        send(
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://a9.com/-/spec/opensearch/1.1/">'
            "<s:totalResults>1</s:totalResults></feed>",
            "application/atom+xml",
        ),
    ],
    ids=["text", "html", "entities", "cut", "counted but empty"],
)
async def test_nonsense_instead_of_a_feed(archive: Arxiv, server: LoopbackArxiv, answer: Handler) -> None:
    """What is no feed is asked for again, and in the end said to be arXiv's fault."""
    server.always("/api/", answer)
    with pytest.raises(ArchiveError, match=r"arXiv's answer .*; try again in a few minutes"):
        await archive.describe(ID)
    assert len(server.requests) == QUICK.attempts


async def test_an_encoding_that_cannot_be_undone(archive: Arxiv, server: LoopbackArxiv) -> None:
    """A body that is not what its encoding says ends in a sentence, and none was asked for."""
    server.next_answers("/pdf/", send(b"no gzip", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(ArchiveError, match="cannot be read"):
        await archive.fetch(ID)
    assert server.requests[0].headers["accept-encoding"] == "identity"


async def test_the_loopback_is_asked_through_no_proxy(
    server: LoopbackArxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy for the world outside does not come between Herald and a loopback."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with archive_on(server) as archive:
        assert await archive.fetch(ID) == PAPER.pdf


async def test_faults_that_last_end_in_a_sentence(archive: Arxiv, server: LoopbackArxiv) -> None:
    """After the last attempt the person learns that arXiv does not answer."""
    server.always("/api/", refuse(500))
    with pytest.raises(ArchiveError, match=r"does not answer \(status 500\); try again in a few minutes"):
        await archive.describe(ID)
    assert len(server.requests) == QUICK.attempts


async def test_nobody_there(pace: CountingPace) -> None:
    """A closed port is arXiv out of reach."""
    async with Arxiv(
        api_url="http://127.0.0.1:9", base_url="http://127.0.0.1:9", pace=pace, bounds=QUICK
    ) as archive:
        with pytest.raises(ArchiveError, match="cannot be reached; try again"):
            await archive.describe(ID)


@pytest.mark.parametrize(("status", "words"), [(403, "refuses"), (418, "status 418")])
async def test_refusals_are_not_repeated(
    archive: Arxiv, server: LoopbackArxiv, status: int, words: str
) -> None:
    """A status that no repetition mends ends at once."""
    server.always("/pdf/", refuse(status))
    with pytest.raises(ArchiveError, match=words):
        await archive.fetch(ID)
    assert len(server.requests) == 1


async def test_retry_after_in_seconds_is_honoured_by_all(
    archive: Arxiv, server: LoopbackArxiv, pace: CountingPace
) -> None:
    """The next request comes no earlier than arXiv said, and the pace is told to rest for everyone."""
    server.next_answers("/api/", refuse(429, retry_after="1"))
    await archive.describe(ID)
    first, second = (request.at for request in server.requests)
    assert second - first >= 1.0
    assert pace.rests == [1.0]


async def test_retry_after_as_a_date_is_honoured(server: LoopbackArxiv) -> None:
    """A date says it too, and a date gone by says at once."""
    named = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)  # dates have whole seconds
    soon = format_datetime(named, usegmt=True)
    long_ago = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    server.next_answers("/pdf/", refuse(503, retry_after=soon), refuse(503, retry_after=long_ago))
    async with archive_on(server, bounds=QUICK.model_copy(update={"pauses": 4.0})) as archive:
        assert await archive.fetch(ID) == PAPER.pdf
    first, second, third = (request.at for request in server.requests)
    clock = time.time() - time.monotonic()  # what the wall's clock is ahead of the requests' own
    assert second + clock >= named.timestamp() - 0.1
    assert third - second < second - first


async def test_a_long_pause_is_reported_and_kept(
    archive: Arxiv, server: LoopbackArxiv, pace: CountingPace
) -> None:
    """Beyond the bound the person is told when to come back, and nobody asks arXiv before."""
    server.next_answers("/api/", refuse(429, retry_after="290"))
    for question in (archive.describe, archive.fetch):
        with pytest.raises(ArchiveError, match="asks for a pause; try again in 5 minutes"):
            await question(ID)
    assert len(server.requests) == 1
    assert pace.rests == [290.0]


@pytest.mark.parametrize("said", ["soon", "-5", "9" * 40, "Wed, 99 Foo 2026"])
async def test_a_retry_after_that_says_nothing(archive: Arxiv, server: LoopbackArxiv, said: str) -> None:
    """An unreadable Retry-After is as none."""
    server.next_answers("/api/", refuse(503, retry_after=said))
    assert (await archive.describe(ID)).id.number == ID.number


async def test_arxivs_own_redirects_are_followed(
    archive: Arxiv, server: LoopbackArxiv, pace: CountingPace
) -> None:
    """A redirect on the same host is followed, relative or not, with a turn of its own."""
    server.next_answers("/pdf/2306.15626", redirect("/pdf/2306.15626v2.pdf", 301))
    assert await archive.fetch(ID) == PAPER.pdf
    assert server.paths() == ["/pdf/2306.15626", "/pdf/2306.15626v2.pdf", "/pdf/2306.15626v2"]
    assert pace.turns == 3


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/pdf/2306.15626",
        "https://arxiv.org.evil.example/pdf/2306.15626",
        "https://arxiv.org@evil.example/",
        "https://user@arxiv.org/pdf/2306.15626",
        "http://arxiv.org/pdf/2306.15626",
        "https://arxiv.org:8443/pdf/2306.15626",
        "http://127.0.0.1:9/pdf/2306.15626",
        "//evil.example/pdf",
        "file:///etc/passwd",
    ],
)
async def test_redirects_elsewhere_are_not_followed(
    archive: Arxiv, server: LoopbackArxiv, target: str
) -> None:
    """Another host, port or scheme is an error, and nothing is sent there."""
    server.always("/pdf/", redirect(target))
    with pytest.raises(ArchiveError, match="redirects to another site"):
        await archive.fetch(ID)
    assert len(server.requests) == 1


async def test_redirects_to_nowhere_and_in_circles(archive: Arxiv, server: LoopbackArxiv) -> None:
    """An address that is none ends it, and so do too many redirects; one without an address is an answer."""
    server.next_answers("/pdf/", redirect("http://[::1"))
    with pytest.raises(ArchiveError, match="an address that is none"):
        await archive.fetch(ID)
    server.next_answers("/pdf/", redirect(""))
    with pytest.raises(ArchiveError, match="status 302"):
        await archive.fetch(ID)
    server.always("/pdf/", redirect("/pdf/2306.15626"))
    with pytest.raises(ArchiveError, match="too often"):
        await archive.fetch(ID)


@pytest.mark.parametrize(
    "target",
    [
        "https://arxiv.org/pdf/2306.15626",
        "https://export.arxiv.org/pdf/2306.15626",
        "https://mirror.example/x",
    ],
)
def test_redirects_that_stay_with_arxiv(target: str) -> None:
    """Hosts of arXiv over HTTPS are home, and so is the configured host when it moves to HTTPS."""
    archive = Arxiv(base_url="http://mirror.example")
    assert archive._wire._is_home(httpx2.URL(target))


async def test_a_pdf_may_not_be_too_large(archive: Arxiv, server: LoopbackArxiv) -> None:
    """Neither a stated length over the bound is begun nor an unstated one read to its end."""
    server.next_answers("/pdf/", truncate(b"%PDF" + b" " * 200_000, 10))
    with pytest.raises(ArchiveError, match=r"The PDF of 2306\.15626 is larger than Herald takes"):
        await archive.fetch(ID)
    server.next_answers("/pdf/", endless())
    with pytest.raises(ArchiveError, match="larger than Herald takes"):
        await archive.fetch(ID)


async def test_an_error_page_is_read_only_in_part(archive: Arxiv, server: LoopbackArxiv) -> None:
    """An endless page under an error status costs no more than its beginning."""
    server.always("/pdf/", send("x" * 1_000_000, status=404))
    with pytest.raises(NotAPaper):
        await archive.fetch(ID)


async def test_a_drip_is_given_up(server: LoopbackArxiv) -> None:
    """A body that keeps coming byte by byte ends at the bound on the whole request."""
    server.always("/pdf/", drip(b"%PDF-1.7" + b" " * 500, 0.05))
    async with archive_on(server, bounds=QUICK.model_copy(update={"exchange": 0.3})) as archive:
        began = time.monotonic()
        with pytest.raises(ArchiveError, match=r"too slow.*try again later"):
            await archive.fetch(ID)
        assert time.monotonic() - began < 2


async def test_all_of_it_has_an_end(server: LoopbackArxiv) -> None:
    """Turns, pauses and repetitions together end at the bound on the whole question."""
    server.always("/api/", refuse(503, retry_after="1"))
    async with archive_on(server, bounds=QUICK.model_copy(update={"total": 0.5})) as archive:
        with pytest.raises(ArchiveError, match=r"within 0 s|within 1 s"):
            await archive.describe(ID)


async def test_the_local_pace_keeps_its_interval() -> None:
    """Turns asked for together come one interval apart, and a rest pushes all of them back."""
    pace = LocalPace(interval=0.1)
    began = time.monotonic()
    times: list[float] = []

    async def once() -> None:
        await pace.turn()
        times.append(time.monotonic() - began)

    await pace.rest(0.2)
    await pace.rest(0.05)
    await asyncio.gather(once(), once(), once())
    assert times[0] >= 0.2
    assert times[1] - times[0] >= 0.09
    assert times[2] - times[1] >= 0.09


async def test_a_turn_that_is_given_up_holds_nobody_up() -> None:
    """A caller cancelled in line leaves the line moving."""
    pace = LocalPace(interval=0.05)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait_for(pace.turn(), 1)


async def test_the_log_holds_no_address(
    archive: Arxiv, caplog: pytest.LogCaptureFixture, server: LoopbackArxiv
) -> None:
    """One line a question, and nothing from the HTTP library, whose lines hold addresses and headers."""
    with caplog.at_level(logging.INFO):
        await archive.describe(ID)
    assert [record.name for record in caplog.records] == ["bot.paper.arxiv"]
    assert "127.0.0.1" not in caplog.text
    assert "lab@example.org" not in caplog.text


def test_a_contact_cannot_break_the_header() -> None:
    """Line breaks and other alphabets in the contact are left out of the User-Agent."""
    archive = Arxiv(contact="a@b\r\nX-Evil: 1é")
    assert archive._wire._client.headers["User-Agent"].endswith("(+a@bX-Evil: 1)")
