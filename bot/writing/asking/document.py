"""The paper as a model is sent it: one text marked by pages, in which nothing can pass for our own marks.

What no reader sees and the references are not in a `Paper` to begin with. The same paper gives the same text,
to the byte: the prompt cache lives by it. Sizes are in bytes of UTF-8: three of them are about a token, in
English as in Chinese.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from bot.papers import FigureKind, Paper, Section, Sentence

_MARKS = (
    "paper|document|documents|facts|draft|note|thread|written|earlier|faults|tweet|tried|example|examples"
    "|system|user|human|assistant|instructions?"
)
_OUR_LINE = re.compile(r"^(?:#{1,6} )*(?:\[ ?(?=pp? ?\.? ?\d))?", re.IGNORECASE)  # begins a line of ours
_BEFORE_MARK = re.compile(rf"(?<![^\w>])[^\w>]+(?=(?:{_MARKS})\b)", re.IGNORECASE)  # all between two words
_TICK = re.compile(
    r"[-+\u2212]?[\d.,]{1,8}%?|\w(?: \w)?", re.ASCII
)  # of an axis, or its title turned upright
_MOST_AUTHORS = 30
_AUTHOR, _TITLE, _CAPTION, _ABSTRACT = 100, 600, 700, 6000  # bytes of each at most
_CAPTIONS = 0.3  # share of the room that captions may take
_CELLS = 0.15  # share of the room that cells of tables may take
_KEY = 40  # bytes that name a figure and its page
_HEADINGS = 300  # bytes for the headings of what follows the main part
_LEFT_OUT = "[left out here for length]"


def neutral(text: str) -> str:
    """`text` on one line without control and format characters, its angle brackets no marks of ours."""
    text = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return _OUR_LINE.sub("", _unmarked(" ".join(text.split())))


def neutral_lines(text: str) -> str:
    """The same, line by line; nor does a mark come about where one line ends and another begins."""
    return _unmarked("\n".join(neutral(line) for line in text.splitlines()))


def verbatim(text: str) -> str:
    """`text` to the letter, for what is to be copied byte for byte; but no mark of ours can stand in it."""
    return _unmarked(text)


def bounded(text: str, most: int) -> str:
    """`text` made neutral, in at most so many bytes."""
    return _cut(neutral(text[: max(most, 0)]), most)


def document(paper: Paper, room: int) -> str:
    """The text between <paper> and </paper>, and these two, in at most `room` bytes.

    The main part comes first, then cells of tables and footnotes, then as much of the appendix as there is
    room for. A main part that is too long keeps the beginning of each section.
    """
    body = [section for section in paper.sections if not section.appendix]
    appendix = [section for section in paper.sections if section.appendix]
    room -= _size("<paper>\n\n</paper>")
    head, thanks = _head(paper, int(room * _CAPTIONS)), [*_thanks(paper, body)]
    main = _sections(body, room - _size(head, *thanks) - _HEADINGS)
    parts = [head, main, *thanks]
    left = room - _size(*parts)
    cells = _cells(paper, min(left, int(room * _CELLS)))
    notes = _listed("Footnotes", paper.footnotes, left - _size(cells))
    parts += [part for part in (cells, notes) if part]
    parts += list(_whole(appendix, room - _size(*parts)))
    text = _unmarked("\n\n".join(parts))  # a mark may come about where one piece ends and another begins
    if len(text.encode()) > room:  # hardly a room at all; cut at a line, or `</papers` could become a mark
        text = _cut(text, room).rpartition("\n")[0]
    return f"<paper>\n{text}\n</paper>"


def _unmarked(text: str) -> str:
    """No `<` that only signs and blanks part from the name of a mark, as in `< / paper>` and `<|system|>`."""
    return _BEFORE_MARK.sub(lambda found: found[0].replace("<", "\u2039"), text)


def _size(*parts: str) -> int:
    """Bytes of the parts, with what stands between them."""
    return sum(len(part.encode()) + 2 for part in parts)


def _cut(text: str, most: int) -> str:
    """The beginning of `text` that has at most so many bytes."""
    return text.encode()[: max(most, 0)].decode("utf-8", "ignore")


def _head(paper: Paper, captions: int) -> str:
    names = ", ".join(bounded(name, _AUTHOR) for name in paper.authors[:_MOST_AUTHORS])
    more = len(paper.authors) - _MOST_AUTHORS
    comment = bounded(paper.entry.comment, _CAPTION) if paper.entry else ""
    lines = [
        f"Title: {bounded(paper.title, _TITLE)}",
        f"Authors: {names}{f' and {more} more' if more > 0 else ''}",
        *([f"The authors' comment on arXiv: {comment}"] if comment else []),
        f"Abstract: {bounded(paper.abstract, _ABSTRACT)}",
        "Figures and tables, each with the page of its caption:",
        *_figures(paper, captions),
    ]
    return "\n".join(lines)


def _figures(paper: Paper, room: int) -> Iterator[str]:
    """A line for each figure and table, all captions cut at the same length; as many as there is room for."""
    shown = [figure for figure in paper.figures if figure.kind is not FigureKind.ALGORITHM]
    most = min(_CAPTION, room // max(1, len(shown)) - _KEY)
    for figure in shown:
        where = ", appendix" if figure.appendix else ""
        line = f"{bounded(str(figure.key), _KEY)} (p. {figure.page}{where}): {bounded(figure.caption, most)}"
        room -= _size(line)
        if room < 0:
            yield _LEFT_OUT
            return
        yield line


def _sections(sections: Sequence[Section], room: int) -> str:
    """The sections; when they are too long, each is cut after the same share of it."""
    texts = [_section(section) for section in sections]
    total = _size(*texts)
    share = 1.0 if total <= room else max(room, 0) / total
    if share < 1.0:
        texts = [
            _section(section, int(_size(text) * share)) for section, text in zip(sections, texts, strict=True)
        ]
    return "\n\n".join(texts)


def _section(section: Section, most: int | None = None) -> str:
    """Heading and paragraphs, with `[p. 4]` where a sentence is the first that begins on page 4.

    Cut to about `most` bytes behind a sentence; the first is cut itself if it must be.
    """
    kind = "Appendix: " if section.appendix else ""
    lines = [f"[p. {section.page}]", f"## {kind}{bounded(section.title, _TITLE)}"]
    page, begun = section.page, False
    left = None if most is None else most - _size(*lines, _LEFT_OUT)
    for paragraph in section.paragraphs:
        said: list[str] = []
        for sentence in paragraph.sentences:
            mark = "" if sentence.page == page else f"\n[p. {sentence.page}]\n"
            text = f"{mark}{neutral(sentence.text)}"
            if left is not None and _size(text) > left:
                if not begun:
                    said.append(_cut(text, left))
                return "\n".join([*lines, " ".join(said), _LEFT_OUT])
            left = None if left is None else left - _size(text)
            page, begun = sentence.page, True
            said.append(text)
        lines.append(" ".join(said))
    return "\n".join(lines)


def _whole(sections: Iterable[Section], room: int) -> Iterator[str]:
    """As many sections as there is room for, and a word where others are missing."""
    for section in sections:
        text = _section(section)
        room -= _size(text)
        if room < 0:
            yield _LEFT_OUT
            return
        yield text


def _thanks(paper: Paper, body: Sequence[Section]) -> Iterator[str]:
    known = {sentence.text for section in body for sentence in section.sentences}
    left = [sentence for sentence in paper.acknowledgements if sentence.text not in known]
    if left:
        yield _listed("Acknowledgements", left, _ABSTRACT)


def _cells(paper: Paper, room: int) -> str:
    """What stands in tables and figures of the main part, line by line: numbers, though loose ones."""
    pages = {figure.page for figure in paper.figures if not figure.appendix}
    lines = [line for line in paper.figure_text if line.page in pages and not _TICK.fullmatch(line.text)]
    return _listed("Loose text on the pages that have tables and figures", lines, room)


def _listed(title: str, lines: Sequence[Sentence], room: int) -> str:
    """The lines under a heading, by page, as many as there is room for; "" for none."""
    said, page = [f"## {title}"], 0
    for line in lines:
        text = neutral(line.text)
        room -= _size(text)
        if line.page != page:
            page = line.page
            text = f"[p. {page}]\n{text}"
            room -= _KEY
        if room < 0:
            said.append(_LEFT_OUT)
            break
        said.append(text)
    return "\n".join(said) if lines else ""
