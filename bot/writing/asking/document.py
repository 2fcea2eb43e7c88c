"""The paper as a model is sent it: one text marked by pages, in which nothing can pass for our own marks.

What no reader sees and the references are not in a `Paper` to begin with. The same paper gives the same text,
to the byte: the prompt cache lives by it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from bot.papers import Figure, FigureKind, Paper, Section, Sentence

_MARKS = (
    "paper|document|documents|facts|note|thread|written|earlier|faults|tweet|tried|example|examples"
    "|system|user|human|assistant|instructions?"
)
_OUR_LINE = re.compile(r"^(?:\[(?=p\. ?\d)|#{1,6} )")  # what begins a line of ours: a page, a heading
_MARK = re.compile(rf"<(?=\s{{0,5}}/?\s{{0,5}}(?:{_MARKS})\b)", re.IGNORECASE)
_TICK = re.compile(r"[-+\u2212]?[\d.,]{1,8}%?")  # of an axis: alone it tells nothing
_MOST_AUTHORS = 30
_CAPTION = 700  # characters of one caption
_ABSTRACT = 6000
_CAPTIONS = 0.3  # share of the room that captions may take
_CELLS = 0.15  # share of the room that cells of tables may take
_LEFT_OUT = "[left out here for length]"


def neutral(text: str) -> str:
    """`text` on one line without control and format characters, its angle brackets no marks of ours."""
    text = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return _OUR_LINE.sub("", _MARK.sub("\u2039", " ".join(text.split())))


def neutral_lines(text: str) -> str:
    """The same, line by line."""
    return "\n".join(neutral(line) for line in text.splitlines())


def document(paper: Paper, room: int) -> str:
    """The text between <paper> and </paper>, in about `room` characters.

    The main part comes first, then cells of tables and footnotes, then as much of the appendix as there is
    room for. A main part that is too long keeps the beginning of each section.
    """
    body = [section for section in paper.sections if not section.appendix]
    appendix = [section for section in paper.sections if section.appendix]
    parts = [_head(paper, int(room * _CAPTIONS))]
    left = room - len(parts[0])
    for part in (_sections(body, left), *_thanks(paper, body)):
        parts.append(part)
        left -= len(part)
    cells = _cells(paper, min(left, int(room * _CELLS)))
    notes = _listed("Footnotes", paper.footnotes, left - len(cells))
    parts += [part for part in (cells, notes) if part]
    left -= len(cells) + len(notes)
    parts += list(_whole(appendix, left))
    return "<paper>\n" + "\n\n".join(parts) + "\n</paper>"


def _head(paper: Paper, captions: int) -> str:
    shown = [figure for figure in paper.figures if figure.kind is not FigureKind.ALGORITHM]
    most = min(_CAPTION, captions // max(1, len(shown)))
    names = ", ".join(neutral(name) for name in paper.authors[:_MOST_AUTHORS])
    more = len(paper.authors) - _MOST_AUTHORS
    comment = neutral(paper.entry.comment[:_CAPTION]) if paper.entry else ""
    lines = [
        f"Title: {neutral(paper.title)}",
        f"Authors: {names}{f' and {more} more' if more > 0 else ''}",
        *([f"The authors' comment on arXiv: {comment}"] if comment else []),
        f"Abstract: {neutral(paper.abstract[:_ABSTRACT])}",
        "Figures and tables, each with the page of its caption:",
        *(_figure(figure, most) for figure in shown),
    ]
    return "\n".join(lines)


def _figure(figure: Figure, most: int) -> str:
    where = ", appendix" if figure.appendix else ""
    return f"{figure.key} (p. {figure.page}{where}): {neutral(figure.caption[:most])}"


def _sections(sections: Sequence[Section], room: int) -> str:
    """The sections; when they are too long, each is cut after the same share of it."""
    texts = [_section(section) for section in sections]
    total = sum(map(len, texts))
    share = 1.0 if total <= room else max(room, 0) / total
    if share < 1.0:
        texts = [
            _section(section, int(len(text) * share)) for section, text in zip(sections, texts, strict=True)
        ]
    return "\n\n".join(texts)


def _section(section: Section, most: int | None = None) -> str:
    """Heading and paragraphs, with `[p. 4]` where a sentence is the first that begins on page 4."""
    kind = "Appendix: " if section.appendix else ""
    lines = [f"[p. {section.page}]", f"## {kind}{neutral(section.title)}"]
    page, length = section.page, 0
    for paragraph in section.paragraphs:
        said: list[str] = []
        for sentence in paragraph.sentences:
            if most is not None and length + len(sentence.text) > most:
                return "\n".join([*lines, " ".join(said), _LEFT_OUT])
            if sentence.page != page:
                page = sentence.page
                said.append(f"\n[p. {page}]\n")
            said.append(neutral(sentence.text))
            length += len(sentence.text) + 1
        lines.append(" ".join(said))
    return "\n".join(lines)


def _whole(sections: Iterable[Section], room: int) -> Iterator[str]:
    """As many sections as there is room for, and a word where others are missing."""
    for section in sections:
        text = _section(section)
        if len(text) > room:
            yield _LEFT_OUT
            return
        room -= len(text)
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
        if len(line.text) + 10 > room:
            said.append(_LEFT_OUT)
            break
        if line.page != page:
            page = line.page
            said.append(f"[p. {page}]")
        said.append(neutral(line.text))
        room -= len(line.text) + 10
    return "\n".join(said) if lines else ""
