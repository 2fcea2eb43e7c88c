"""From headings in order to the paper's outline: tables of contents dropped, levels, and the appendix.

A table of contents prints the headings once more, ahead of their sections: a run of headings with next to
nothing below them whose titles return later. What stands behind the references is the appendix, and so is
what follows a lettered heading or one that says so, unless the body goes on behind it.
"""

import re
from collections.abc import Iterator

from bot.paper.pages.headings import APPENDIX, Heading
from bot.paper.pages.parts import Part

_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|índice"
    r"|目\s?录|目\s?次|차\s?례|목\s?차",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[\s.]{1,80}\d{1,3}$")
_CLOSING = re.compile(
    r"(?:discussions?|conclusions?|concluding remarks|summary|results|limitations|future work|outlook)\b"
    r"|总结|结论|おわりに|결론",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[A-HJ-UWYZ](?:\.\d{1,2}){0,3}")  # not I, V and X, which count sections too
_COUNTED = re.compile(r"\d|I$")
_ENTRIES = 3  # headings that return, in a row: a table of contents
_FEW_WORDS = 15  # below an entry: what a table of contents says of its subsections


def outlined(parts: list[Part]) -> list[Part]:
    """The parts without tables of contents, their headings with levels and the appendix marked."""
    parts = _without_contents(parts)
    _give_levels(parts)
    _mark_appendix(parts)
    return parts


def _without_contents(parts: list[Part]) -> list[Part]:
    """Drop runs of headings that only announce those to come; what stands below them is kept elsewhere."""
    names = [_name(part.heading) for part in parts]
    last = {name: index for index, name in enumerate(names) if name}
    returns = [
        bool(name) and last[name] > index and _is_bare(part)
        for index, (name, part) in enumerate(zip(names, parts, strict=True))
    ]
    dropped: set[int] = set()
    for begin, end in _runs(parts, returns):
        titled = any(_is_contents(part) for part in parts[begin:end])
        if sum(returns[begin:end]) >= (1 if titled else _ENTRIES):
            dropped.update(range(begin, end))
    kept: list[Part] = []
    for index, part in enumerate(parts):
        if index not in dropped:
            kept.append(part)
            continue
        if not kept:
            kept.append(Part())
        kept[-1].blocks.extend(part.blocks)
        kept[-1].notes.extend(part.notes)
        if sum(passage.words for passage in part.passages) > _FEW_WORDS:
            kept.append(Part(None, passages=part.passages))
    return kept


def _runs(parts: list[Part], returns: list[bool]) -> Iterator[tuple[int, int]]:
    """Stretches of headings that return later, or have nothing below them; the last one returns."""
    begin = end = -1
    for index, part in enumerate(parts):
        empty = part.heading is not None and not part.passages
        if returns[index] or empty:
            begin = index if begin < 0 else begin
            end = index + 1 if returns[index] else end
        else:
            if end > begin >= 0:
                yield begin, end
            begin = end = -1
    if end > begin >= 0:
        yield begin, end


def _is_contents(part: Part) -> bool:
    return part.heading is not None and _CONTENTS.fullmatch(part.heading.title) is not None


def _is_bare(part: Part) -> bool:
    """Whether a heading ends in a page's number, or has next to nothing below it."""
    if part.heading is not None and _PAGE_NUMBER.search(part.heading.title):
        return True
    return sum(passage.words for passage in part.passages) <= _FEW_WORDS


def _name(heading: Heading | None) -> str:
    """A heading's letters: what an entry and its section have in common."""
    if heading is None:
        return ""
    title = _PAGE_NUMBER.sub("", heading.title)
    return "".join(character for character in title.casefold() if character.isalpha())


def _give_levels(parts: list[Part]) -> None:
    """By the number; a heading without one has the level of those set like it."""
    levels: dict[tuple[float, bool, bool], int] = {}
    roman: Heading | None = None
    for part in parts:
        heading = part.heading
        if heading is None:
            continue
        if not heading.number:
            heading.level = levels.get(heading.style, 1)
            continue
        # "A" heads a subsection where "I" heads sections in another type.
        below = roman is not None and len(heading.number) == 1 and heading.style != roman.style
        heading.level = 1 + heading.number.count(".") + below
        levels.setdefault(heading.style, heading.level)
        if heading.number == "I" and roman is None:
            roman = heading


def _mark_appendix(parts: list[Part]) -> None:
    counted = behind = False
    above = 0  # level of the last heading that begins an appendix by itself
    closing = [index for index, part in enumerate(parts) if _closes_body(part)]
    listed = next((index for index, part in enumerate(parts) if part.references), len(parts))
    for index, part in enumerate(parts):
        heading = part.heading
        if heading is None:
            part.appendix = behind
            continue
        lettered = counted and heading.level == 1 and _LETTERED.fullmatch(heading.number) is not None
        begins = lettered or APPENDIX.search(heading.title) is not None
        within = above and heading.level > above
        above = heading.level if begins else above if within else 0
        behind = behind or index > listed or (begins and not any(index < one < listed for one in closing))
        part.appendix = (behind or begins or bool(within)) and not part.references
        counted = counted or _COUNTED.match(heading.number) is not None


def _closes_body(part: Part) -> bool:
    """Whether a part is one with which bodies end, and appendices do not: numbered, and counted like them."""
    heading = part.heading
    if heading is None or heading.level != 1 or _LETTERED.fullmatch(heading.number):
        return False
    return _CLOSING.match(heading.title) is not None
