"""The first look at a PDF, by pypdf: is it one, may it be opened, how long is it, what does it say of itself.

pypdf is slow but safe: it is plain Python with limits of its own, and what it finds wrong never reaches the
faster library. Nothing is drawn here and no text is taken out.
"""

import codecs
import io
import logging
import re
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PasswordType, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from bot.arxiv_id import ArxivId
from bot.errors import Unreadable
from bot.paper.meaning.urls import clean_url
from bot.papers import Link
from bot.values import Value

# pypdf reports what it mends, and may quote the file while doing so: a paper's text is not for logs.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_HEADER_WITHIN = 1024  # bytes: what stands before "%PDF-" is skipped, as viewers do
_MARKUP = re.compile(rb"\s{0,100}<(?:!doctype|html|head|\?xml)", re.IGNORECASE)
_UNPACKED = 40_000_000  # bytes: the largest stream of structure (not of drawing) that is unpacked
_XREF_ENTRIES = 500_000
_TREE_SLACK = 4  # inner nodes a page in the most wasteful page tree that is walked
_FIELD = 1000  # characters of a metadata field that are looked at
_LONGEST_NAME = 80
_MOST_AUTHORS = 500

_BROKEN = "This PDF is broken or was cut off; download it again, or ask its authors for another file."
_LOCKED = "This PDF is locked with a password; save a copy without one and try that."
_BOMB = "This PDF unpacks to far more than a paper holds; Herald does not read it."
_SLOW = "This PDF takes too long to open; Herald does not read it."


@dataclass(frozen=True)
class Limits:
    """How large a PDF may be."""

    size: int = 100_000_000  # bytes
    pages: int = 300
    links: int = 3000
    seconds: float = 20.0  # of CPU, for looking through the pages; opening is bounded by the sandbox


class Screened(Value):
    """What a PDF says of itself. Title and authors are "" and () when the file does not know better."""

    pages: int
    title: str = ""
    authors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()  # from annotations; the words they stand behind are left empty
    arxiv_id: ArxivId | None = None  # from arXiv's own stamp in the metadata


def screen(pdf: bytes, limits: Limits | None = None) -> Screened:
    """Look at a PDF before anything else does. A file that opens with an empty password is not locked.

    Raises `Unreadable`, with the reason in words: not a PDF, cut off or broken, locked, without pages, over
    a limit, or a bomb. What is wrong with metadata or links alone is passed over.
    """
    limits = limits or Limits()
    _check_header(pdf, limits)
    with apply_configuration(
        disable_legacy_handling=True,
        zlib_maximum_output_length=_UNPACKED,
        lzw_maximum_output_length=_UNPACKED,
        run_length_maximum_output_length=_UNPACKED,
        page_tree_maximum_entries=_TREE_SLACK * limits.pages + 100,
    ):
        reader = _open(pdf)
        pages = _pages(reader, limits)
        info = _metadata(reader)
        return Screened(
            pages=len(pages),
            title=_title(info.get("/Title", "")),
            authors=_authors(info.get("/Author", "")),
            links=_links(pages, limits),
            arxiv_id=_stamp(info),
        )


def _check_header(pdf: bytes, limits: Limits) -> None:
    if not pdf:
        raise Unreadable("This file is empty; download it again.")
    if len(pdf) > limits.size:
        raise Unreadable(
            f"This PDF has {len(pdf) // 1_000_000} MB; Herald reads up to {limits.size // 1_000_000} MB."
        )
    if b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        if _MARKUP.match(pdf):
            raise Unreadable("This is a web page and not a PDF; download the paper itself and try that.")
        raise Unreadable("This is not a PDF; give an arXiv link or a PDF file.")


def _open(pdf: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(pdf[pdf.index(b"%PDF-") :]), xref_stream_maximum_entries=_XREF_ENTRIES)
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except MemoryError:
        raise
    except LimitReachedError as error:
        raise Unreadable(_BOMB) from error
    except (DependencyError, NotImplementedError) as error:  # an encryption that pypdf does not know
        raise Unreadable(_LOCKED) from error
    except Exception as error:  # broken files make pypdf raise whatever its parser stumbles over
        raise Unreadable(_BROKEN) from error
    if locked:
        raise Unreadable(_LOCKED)
    return reader


def _pages(reader: PdfReader, limits: Limits) -> list[PageObject]:
    too_long = f"This PDF has more than {limits.pages} pages; Herald reads papers of up to that many."
    try:
        pages = list(reader.pages)
    except MemoryError:
        raise
    except LimitReachedError as error:
        raise Unreadable(_over(str(error), too_long)) from error
    except Exception as error:  # as above
        raise Unreadable(_BROKEN) from error
    if not pages:
        raise Unreadable("This PDF has no pages; download it again, or ask its authors for another file.")
    if len(pages) > limits.pages:
        raise Unreadable(too_long)
    return pages


def _over(limit: str, too_long: str) -> str:
    """What to say of one of pypdf's limits, which it tells apart in words only."""
    if "page" in limit:
        return too_long if "entr" in limit else _BROKEN  # entries of the page tree, or its depth
    return _BOMB


def _metadata(reader: PdfReader) -> dict[str, str]:
    """The information dictionary's strings, fit to be shown."""
    info: dict[str, str] = {}
    with suppress(PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        for key, value in (reader.metadata or {}).items():
            with suppress(PyPdfError, ValueError, TypeError, AttributeError):
                info[str(key)] = _shown(_decoded(value.get_object()))
    return info


def _decoded(value: Any) -> str:
    """The string, read as UTF-16 when it says so, though some of it is wrong: pypdf gives that up."""
    raw = getattr(value, "original_bytes", b"")
    if raw.startswith(codecs.BOM_UTF16_BE):
        decoded: str = raw[2:].decode("utf-16-be", "ignore")
        return decoded
    return str(value)


def _shown(text: str) -> str:
    """One line without control, bidirectional, unassigned and surrogate characters."""
    kept = "".join(
        " " if character.isspace() else character
        for character in text[:_FIELD]
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


_COMMAND = re.compile(r"\\(?:\\|[a-zA-Z]{1,40}\*?)")
_ACCENT = re.compile(r"\\(['`^\"~=.]|[cvuH](?![a-zA-Z])) ?\{?\\?([a-zA-Z])\}?")
_COMBINING = dict(
    zip("'`^\"~=.cvuH", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0327\u030c\u0306\u030b", strict=True)
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|rtf|tex|dvi|ps|eps|pdf|indd|pptx?|key|pages|png|jpe?g|txt|md|html?)$", re.IGNORECASE
)
_MADE_BY = re.compile(r"(?:microsoft word|powerpoint|layout 1|page de titre|scan|img)[\s_-]", re.IGNORECASE)
_ARXIV_STAMP = re.compile(r"arxiv:\s?[\w./-]{4,30}", re.IGNORECASE)
_NO_TITLES = frozenset(
    """
    untitled title paper main manuscript draft document article report template ms preprint
    presentation slides thesis submission output arxiv noname
    """.split()  # noqa: SIM905  one word a line would fill a page
)


def _title(text: str) -> str:
    """The title, without LaTeX; "" for what programs write in its place."""
    title = _without_latex(text)
    words = re.sub(r"[\W\d_]+", " ", title).lower().split()
    if not words or all(word in _NO_TITLES or word == "powerpoint" for word in words):
        return ""
    if _FILE_NAME.search(title) or _MADE_BY.match(title) or _ARXIV_STAMP.match(title):
        return ""
    file_like = " " not in title and ("_" in title or "/" in title)
    return "" if file_like or words[0] == "untitled" else title


def _without_latex(text: str) -> str:
    text = _ACCENT.sub(lambda accent: accent[2] + _COMBINING[accent[1]], text)
    plain = _COMMAND.sub(" ", text).translate({ord(mark): " " if mark == "~" else None for mark in "{}$~\\"})
    return unicodedata.normalize("NFC", " ".join(plain.split()))


_NO_NAMES = frozenset(
    """
    anonymous author authors user admin administrator unknown owner root latex tex hyperref microsoft
    anonymized submission
    """.split()  # noqa: SIM905  as above
)


def _authors(text: str) -> tuple[str, ...]:
    """Names as people write them; () unless every part looks like one."""
    text = _without_latex(text)
    if ";" in text:
        parts = [_first_name_first(part) for part in text.split(";")]
    else:
        parts = re.split(r",? and |, ?&? ?| & ", text)
        if text.count(",") == 1 and not any(" " in part.strip() for part in parts):  # "Lee, Alycia"
            parts = [_first_name_first(text)]
    names = tuple(dict.fromkeys(name for part in parts if (name := part.strip(" ,;*"))))
    return names if names and all(_is_name(name) for name in names) else ()


def _first_name_first(name: str) -> str:
    last, comma, first = (part.strip() for part in name.partition(","))
    return f"{first} {last}" if comma and first and "," not in first else name.strip()


def _is_name(name: str) -> bool:
    words = re.findall(r"[^\W\d_]+", name.lower())
    return (
        1 < len(name) <= _LONGEST_NAME
        and bool(words)
        and not _NO_NAMES.intersection(words)
        and not any(character in "@/\\<>|_" or character.isdigit() for character in name)
        and (" " in name or "." in name or not name.isascii())  # one bare word is a login
    )


def _stamp(info: dict[str, str]) -> ArxivId | None:
    """The id that arXiv writes into the files it makes, under `arXivID` and `DOI` in newer ones."""
    for key in ("/arXivID", "/DOI", "/Title", "/Subject", "/Keywords"):
        text = info.get(key, "")
        marked = key in {"/arXivID", "/DOI"} or text.lower().startswith("arxiv:")
        found = ArxivId.find_all(text) if marked else ()
        if found:
            return found[0]
    return None


def _links(pages: list[PageObject], limits: Limits) -> tuple[Link, ...]:
    deadline = time.process_time() + limits.seconds
    found: dict[tuple[str, int], Link] = {}
    for number, page in enumerate(pages, start=1):
        for uri in _uris(page, limits):
            if time.process_time() > deadline:
                raise Unreadable(_SLOW)
            url = clean_url(uri)
            if url and (url, number) not in found:
                found[url, number] = Link(url=url, page=number)
            if len(found) >= limits.links:
                return tuple(found.values())
    return tuple(found.values())


def _uris(page: PageObject, limits: Limits) -> Iterator[str]:
    """The targets of the page's link annotations, as far as they can be made out."""
    annotations: list[Any] = []
    with suppress(Exception):  # a page without readable annotations is a page without links
        annotations = list(_resolved(page.get("/Annots")) or ())[: limits.links]
    for annotation in annotations:
        with suppress(Exception):
            action = _resolved(_resolved(annotation).get("/A"))
            uri = _resolved(action.get("/URI")) if action else None
            if isinstance(uri, bytes):
                yield uri.decode("utf-8", "ignore")
            elif isinstance(uri, str):
                yield _shown(uri)


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
