"""The loopback arXiv itself, seen from a child process, as `herald` sees it."""

import socket
import subprocess
import sys
import time
from io import BytesIO

import pypdf

from bot.arxiv_id import ArxivId
from tests.servers.arxiv import KnownPaper, LoopbackArxiv, minimal_pdf
from tests.servers.faults import hang, refuse

ASK = """
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(sys.argv[1], timeout=10) as response:
    print(response.status, response.geturl())
    print(response.read().decode("latin-1"))
"""


def ask(url: str) -> subprocess.CompletedProcess[str]:
    """Ask for a URL in a child process."""
    command = [sys.executable, "-c", ASK, url]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  ours


def test_a_child_process_can_ask_it() -> None:
    """A plain test can start it and a child process gets entry and PDF, redirects and scripted faults."""
    with LoopbackArxiv() as arxiv:
        assert arxiv.add(KnownPaper("2306.15626", title="Seen from a Child")) == ArxivId(number="2306.15626")
        assert "<title>Seen from a Child</title>" in ask(f"{arxiv.api_url}/query?id_list=2306.15626").stdout
        pdf = ask(f"{arxiv.base_url}/pdf/2306.15626.pdf").stdout
        assert pdf.splitlines()[0].endswith("/pdf/2306.15626")
        assert "%PDF-1.4" in pdf
        arxiv.next_answers("/pdf/", refuse(503))
        assert "503" in ask(f"{arxiv.base_url}/pdf/2306.15626").stderr
        assert "404" in ask(f"{arxiv.base_url}/pdf/2306.15626v7").stderr
        assert arxiv.paths()[:3] == ["/api/query", "/pdf/2306.15626.pdf", "/pdf/2306.15626"]


def test_it_stops_in_the_middle_of_an_answer() -> None:
    """Stopping does not wait for a client that is being kept waiting."""
    with LoopbackArxiv() as arxiv:
        arxiv.always("/", hang(30))
        with socket.create_connection(("127.0.0.1", int(arxiv.base_url.rpartition(":")[2]))) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: loopback\r\n\r\n")
            while not arxiv.requests:
                time.sleep(0.01)
            began = time.monotonic()
            arxiv.stop()
            assert time.monotonic() - began < 5


def test_the_minimal_pdf_is_one() -> None:
    """Its one page says what it was given."""
    reader = pypdf.PdfReader(BytesIO(minimal_pdf("Hello tides")), strict=True)
    assert [page.extract_text() for page in reader.pages] == ["Hello tides"]
