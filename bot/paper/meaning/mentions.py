"""The URLs of a paper, each with the words it stands among or behind.

A URL in a footnote stands among the words that bear the footnote's mark; one in the list of references is
kept apart, because it is never the paper's own code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from bot.paper.meaning.urls import clean_url, links_in_text, same_place
from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.cleaning import SOFT, clean
from bot.paper.pages.lines import Line, is_raised
from bot.paper.pages.parts import Part
from bot.paper.pages.sheet import Rect
from bot.papers import Link

_AROUND = 300  # characters on each side of a URL
_FEWEST_WORDS = 5  # that can speak of a link
_LINES_BEFORE = 2  # that belong to the words before a link or a note's mark
_ENTRY = re.compile(r"\[\d{1,3}\]\s")
_MARK = re.compile(r"\W{0,2}(\d{1,2}|[*†‡§¶])\W{0,2}")
_HINTS = ("/", "www.", "10.5281")
_CITED = "references: "  # begins the words of a link in the list of references

Places = dict[int, list[tuple[str, Rect]]]
"""The URLs of annotations and where they lie, by page."""


def links_of(
    parts: Iterable[Part], annotated: tuple[Link, ...], places: Places
) -> tuple[tuple[Link, ...], frozenset[str]]:
    """Links of text and annotations with their words, each once; and the URLs that only references name."""
    known = [link.url for link in annotated]
    found: list[Link] = []
    by_page: defaultdict[int, list[tuple[Block, Part]]] = defaultdict(list)
    for part in parts:
        for block in part.blocks:
            by_page[block.page].append((block, part))
            found.extend(_printed(block, part, known))
    for page, linked in places.items():
        for url, rect in linked:
            cleaned = clean_url(url)
            if cleaned:
                found.append(Link(url=cleaned, page=page, text=_words_at(rect, by_page[page])))
    spoken = {same_place(link.url) for link in found if not link.text.startswith(_CITED)}
    cited = {link.url for link in found if link.text.startswith(_CITED)}
    placed = {(same_place(link.url), link.page) for link in found}
    silent = [link for link in annotated if (same_place(link.url), link.page) not in placed]
    return _once([*found, *silent]), frozenset(url for url in cited if same_place(url) not in spoken)


def _printed(block: Block, part: Part, known: list[str]) -> Iterable[Link]:
    """The URLs printed in a block."""
    raw = "\n".join(line.raw for line in block.lines)
    if not any(hint in raw for hint in _HINTS):
        return
    before = _CITED if _is_reference(block, part) else _bearing(block, part)
    for link in links_in_text(raw, known):
        around = clean(raw[max(0, link.start - _AROUND) : link.end + _AROUND]).replace(SOFT, "")
        yield Link(url=link.url, page=block.page, text=f"{before}{around}".strip())


def _is_reference(block: Block, part: Part) -> bool:
    return part.references or _ENTRY.match(block.lines[0].raw) is not None


def _words_at(rect: Rect, blocks: list[tuple[Block, Part]]) -> str:
    """The words around a place on a page, "" where none stand."""
    x, y = (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2
    for block, part in blocks:
        if not (block.left <= x <= block.right and block.top - 2 <= y <= block.bottom + 2):
            continue
        index = min(
            range(len(block.lines)),
            key=lambda at: abs((block.lines[at].top + block.lines[at].bottom) / 2 - y),
        )
        words = _words_before(rect, block.lines, index)
        return (_CITED if _is_reference(block, part) else _bearing(block, part)) + words
    return ""


def _words_before(rect: Rect, lines: list[Line], index: int) -> str:
    """The words up to the place's end; what follows too, where next to nothing stands before."""
    line = lines[index]
    before = " ".join(one.text.removesuffix(SOFT) for one in lines[max(0, index - _LINES_BEFORE) : index])
    share = min(1.0, max(0.0, (rect.right - line.left) / max(1.0, line.width)))
    text = line.text.removesuffix(SOFT)
    cut = round(share * len(text))
    cut = next((at for at in range(cut, len(text)) if text[at] == " "), len(text))
    words = f"{before} {text[:cut]}".strip()
    if len(words.split()) >= _FEWEST_WORDS:
        return words
    return " ".join(
        [before, text, *(one.text.removesuffix(SOFT) for one in lines[index + 1 : index + 2])]
    ).strip()


def _bearing(note: Block, part: Part) -> str:
    """The words that bear a footnote's mark on its page, and a space; "" for what is no footnote."""
    mark = _MARK.fullmatch(note.lines[0].runs[0].text.strip())
    if note.kind is not BlockKind.NOTE or mark is None:
        return ""
    for block in part.blocks:
        if block.page != note.page or block.kind is not BlockKind.PROSE:
            continue
        for index, line in enumerate(block.lines):
            words = _before_mark(line, mark[1])
            if words is not None:
                before = [
                    one.text.removesuffix(SOFT) for one in block.lines[max(0, index - _LINES_BEFORE) : index]
                ]
                return " ".join([*before, words, ""])
    return ""


def _before_mark(line: Line, mark: str) -> str | None:
    """The line's text up to a raised mark, if it has it."""
    for index, run in enumerate(line.runs):
        if index and run.text.strip(" ,.") == mark and is_raised(run, line):
            parts = [(" " if one.space_before else "") + one.text for one in line.runs[:index]]
            return clean("".join(parts)).strip()
    return None


def _once(links: list[Link]) -> tuple[Link, ...]:
    """Each URL once a page and wording."""
    unique: dict[tuple[str, int, str], Link] = {}
    for link in links:
        unique.setdefault((same_place(link.url), link.page, link.text), link)
    return tuple(unique.values())
