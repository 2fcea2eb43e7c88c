"""The title's matter, items of lists and references: text that a figure made of words may look like."""

import re
from collections.abc import Callable
from itertools import pairwise

from bot.paper.cropping.lettering import TITLE_LINES
from bot.paper.pages.blocks import Block, BlockKind
from bot.paper.pages.body import BodyType
from bot.paper.pages.kinds import ALIKE
from bot.paper.pages.layout import PageLayout
from bot.paper.pages.lines import Line

_NEXT_DRAWING = 3.5  # leadings between the drawings of one figure
_ITEM = re.compile(r"(?:[\u2022\u2023\u25e6\u2013\u2014*-]|\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})[.)])\s")
_ITEM_GAP = 1.35  # leadings above an item
_REFERENCE, _FEWEST = re.compile(r"\[(\d{1,3})\]\s\S"), 3
_AT_EDGE = 1.5  # ems from a column's edge, where "[7]" stands below "[17]"
_SAME_SIZE = 0.2  # points
_REFERENCES = re.compile(r"(?:\w{1,4}\.?\s)?(?:references|bibliography)(?: and notes)?", re.IGNORECASE)


def front_matter(blocks: list[Block], page: PageLayout, body: BodyType) -> tuple[float, float]:
    """Where the title's matter begins and ends: at the abstract, the first paragraph, or a figure's drawings.

    It begins at the title where a figure stands above that, else at the page's head.
    """
    for block in blocks:
        if block.lines[0].raw.strip().lower().startswith("abstract"):
            end = block.top
            break
    else:
        tops = [
            block.top for block in blocks if block.kind is BlockKind.PROSE and len(block.lines) > TITLE_LINES
        ]
        end = min(tops, default=0.0)
    front = [block for block in blocks if block.bottom <= end]
    if not any(block.caption for block in front):
        return 0.0, end
    title = max(front, key=lambda block: block.size)
    captions = [block.top for block in front if block.caption and block.top > title.top]
    begin = 0.0 if len(captions) == sum(block.caption is not None for block in front) else title.top
    start = max(captions, default=end)
    for one in sorted(page.graphics, key=lambda one: -one.bottom):
        tall = one.height > TITLE_LINES * body.size and one.top > title.bottom
        if captions and tall and one.bottom < start and start - one.bottom < _NEXT_DRAWING * body.leading:
            start = min(start, one.top)
    return begin, min(end, start)


def list_items(
    blocks: list[Block], is_inset: Callable[[Block, list[Line]], bool], body: BodyType
) -> list[Block]:
    """Items of lists that go on with a paragraph of the text, or with items of it, right above them."""
    found: list[Block] = []
    text = [
        block
        for block in blocks
        if block.kind is BlockKind.PROSE and abs(block.size - body.size) <= ALIKE * body.size
    ]
    for block in sorted(text, key=lambda one: one.top):
        above = [one for one in text if one.column == block.column and one.bottom <= block.top + 1]
        last = max(above, key=lambda one: one.bottom, default=None)
        if last is None or block.top - last.bottom > _ITEM_GAP * body.leading:
            continue
        of_text = last in found or not is_inset(last, last.lines)
        if of_text and _ITEM.match(block.lines[0].raw.lstrip()):
            found.append(block)
    return found


def references(blocks: list[Block], page: PageLayout) -> list[Block]:
    """Numbered references, "[7] …", below their heading or where they go on from the page before.

    They begin at their column's edge and are counted through; rows of a table that cites others are not.
    """
    matches = [
        (block, match)
        for block in blocks
        for line in block.lines
        if (match := _REFERENCE.match(line.raw.lstrip()))
        and line.left < page.edges(block.column).left + _AT_EDGE * line.size
    ]
    numbers = [int(match[1]) for _, match in matches]
    headed = any(_REFERENCES.fullmatch(block.lines[0].raw.strip()) for block in blocks)
    counted = sum(after == before + 1 for before, after in pairwise(numbers))
    if len(numbers) < _FEWEST or 2 * counted < len(numbers) - 1 or not (headed or min(numbers) > 1):
        return []
    known = {id(block) for block, _ in matches}
    found: list[Block] = []
    for block in sorted(blocks, key=lambda one: one.top):
        rest = found and _is_next(block, found[-1])
        if id(block) in known or rest:
            found.append(block)
    return found


def _is_next(block: Block, last: Block) -> bool:
    """Whether a block stands right below another of its type: the end of a reference."""
    near = block.top - last.bottom < block.size / 2 and block.left < last.right and block.right > last.left
    return near and block.lines[0].font == last.lines[-1].font and abs(block.size - last.size) < _SAME_SIZE
