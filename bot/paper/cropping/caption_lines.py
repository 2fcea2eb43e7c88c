"""All lines of a caption, those too that the reader of its text could not join to it."""

import re
from itertools import accumulate

from bot.paper.cropping.ground import INSIDE, Caption
from bot.paper.cropping.lettering import SMALLER, TITLE_LINES
from bot.paper.pages.blocks import TITLE_PITCH, Block
from bot.paper.pages.body import BodyType
from bot.paper.pages.caption_labels import LABEL, begins_caption
from bot.paper.pages.kinds import ALIKE
from bot.paper.pages.layout import PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKind

_CAPTION_PITCH, _CAPTION_CHARS = 1.35, 30  # ems from line to line, and what is no cell
_LEGEND_PITCH = 1.45  # ems from line to line
_PIECE_GAP = 1.5  # ems between pieces of one line that formulas part
_ROOM, _MARKS = 2.0, 0.65  # ems that a full line leaves, and about its baseline
_MARK_CHARS, _LEVEL = 2, 0.3  # ems between the baselines of one line
_ONLINE_PITCH = 2.5  # ems from a caption to the words that it can be seen otherwise online
_WORDS, _MOST_ROWS = 2, 8  # words of a row of a caption; its rows
_PLAY = 0.6  # points between the pitches of a caption's lines
_BULLET = 24.0  # points from a mark before a caption to its label
_BOX = 2.2  # ems: no higher is a box around words
_BEYOND = 8.0  # ems beyond the caption, for a box around a formula at its end
_BESIDE = 40.0  # points from a drawing to what may be its own
_PART = re.compile(r"\(?[A-Ha-h](?:[)\]]|(?:[,\u2013-]| to | and )[A-Ha-h])")
_ONLINE = re.compile(
    r"\((?:An? |The )?(?:colou?r|complete|extended|animat|machine|supplement)", re.IGNORECASE
)


def caption_lines(caption: Block, blocks: list[Block], page: PageLayout, body: BodyType) -> list[Line]:
    """The lines of a caption's block, and what goes on with them below and beside."""
    own_type = abs(caption.size - body.size) > ALIKE * body.size  # else the text beside it may seem its own
    lines = [*caption.lines, *_rest_of_caption(caption, blocks, page, own_type=own_type)]
    lines += _broken_rows(caption, lines, page, own_type=own_type)
    lines += _legend(caption, lines[-1], page, body)
    return lines + _pieces_of(lines, page, own_type=own_type)


def _rest_of_caption(caption: Block, blocks: list[Block], page: PageLayout, *, own_type: bool) -> list[Line]:
    """Lines right below a caption that go on with it, though they are set otherwise: centred, or wider."""
    found: list[Line] = []
    before, last = caption.lines[-2:][0], caption.lines[-1]
    em = caption.size
    alone = caption.caption is not None and caption.caption.is_label_only
    untitled = alone and all(run.font.italic for line in caption.lines[1:] for run in line.runs)
    others = [(line, block) for block in blocks if block is not caption for line in block.lines]
    for line, block in sorted(others, key=lambda one: one[0].baseline):
        pitch = line.baseline - last.baseline
        title, named = alone and not found, untitled and all(run.font.italic for run in line.runs)
        flush = _is_flush(line, [*caption.lines, *found])
        at_edge = (own_type or named or flush) and abs(line.left - caption.left) <= INSIDE
        centred = own_type and abs(line.left + line.right - caption.left - caption.right) <= 2 * em
        within = line.left >= caption.left - em and line.right <= caption.right + em
        is_open = own_type or untitled or flush or len(block.lines) <= TITLE_LINES
        if pitch <= 0 or not is_open or not (at_edge or within or centred):
            continue
        steady = before is not last and abs(pitch - (last.baseline - before.baseline)) < _PLAY
        widest = TITLE_PITCH if named and (steady or before is last) else _CAPTION_PITCH
        tallest = max(line.size, last.size, em if line.raw.isupper() else 0.0)  # small capitals alone are low
        apart = pitch > widest * tallest or _are_ruled_off(last, line, page)
        if apart or not _runs_on(line, last, title=title):
            break
        sure = flush or (title and centred) or (_is_centred(line, caption, last) and not line.gaps)
        ends = (at_edge and found) or (centred and line.raw.rstrip().endswith("."))
        short = line.chars < _CAPTION_CHARS and not ends
        if not sure and (line.gaps or short or (line.bold != last.bold and not title)):
            break
        found.append(line)
        before, last = last, line
    return found + [line for line in page.lines if _ONLINE.match(line.raw) and _is_below(line, last)]


def _is_flush(line: Line, before: list[Line]) -> bool:
    """Whether a line goes on with a caption's last two as these go on with one another, edge to edge."""
    last = before[-1]
    left, right = min(one.left for one in before), max(one.right for one in before)
    pitch = line.baseline - last.baseline
    usual = last.baseline - before[-2].baseline if len(before) > 1 else min(pitch, _CAPTION_PITCH * last.size)
    full = last.right > right - _ROOM * last.size
    return full and abs(line.left - left) < 1 and line.right < right + 1 and abs(pitch - usual) < _PLAY


def _runs_on(line: Line, last: Line, *, title: bool) -> bool:
    """Whether it is set as the line before it; the title under a label may have another type."""
    alike = any(abs(one - other) <= ALIKE * other for one in _sizes(line) for other in _sizes(last))
    same = title or line.font.family == last.font.family
    return alike and same and line.baseline - last.baseline >= min(line.size, last.size)


def _sizes(line: Line) -> set[float]:
    """The sizes of a line's type: small capitals are set in two."""
    return {line.size, *(round(run.size, 1) for run in line.runs)}


def _is_centred(line: Line, caption: Block, last: Line) -> bool:
    """Whether it is as a table's centred caption is, and in capitals as that: "OF ALL LAMPS"."""
    axis = max(abs(one.left + one.right - line.left - line.right) for one in caption.lines) / 2
    words = LABEL.sub("", last.raw, count=1)
    return axis < 0.5 * line.size and line.bold == last.bold and line.raw.isupper() and words.isupper()


def _level_pieces(line: Line, page: PageLayout) -> list[Line]:
    """What goes on with a line of a caption on its own baseline, word for word: formulas part it."""
    found: list[Line] = []
    for one in sorted(page.lines, key=lambda one: one.left):
        if _ends(one, found[-1] if found else line, _PIECE_GAP) and one is not line:
            found.append(one)
    # What stands in the other column alone is the text beside the caption.
    own = line.column == -1 or (found and found[0].column in (line.column, -1))
    return found if own else []


def _broken_rows(caption: Block, before: list[Line], page: PageLayout, *, own_type: bool) -> list[Line]:
    """What goes on with a caption's last line beside and below it, though unreadable signs part it."""
    pieces = _level_pieces(before[-1], page) if own_type else []
    last = pieces[-1] if pieces else before[-1]
    em, right = caption.size, max(line.right for line in (*caption.lines, last))
    parted = any(
        one is not line
        and abs(one.baseline - line.baseline) < _LEVEL * em
        and caption.left <= one.left < right
        for line in before
        for one in page.lines
    )
    rows: list[list[Line]] = [pieces] if pieces else []
    while right - last.right < _ROOM * em and len(rows) < _MOST_ROWS:
        below = [
            line
            for line in page.lines
            if 0.5 * em < line.baseline - last.baseline <= _CAPTION_PITCH * em
            and abs(line.left - caption.left) <= INSIDE
            and abs(line.size - last.size) <= ALIKE * last.size
            and line.font.family == last.font.family
        ]
        if not below:
            break
        first = min(below, key=lambda line: line.baseline)
        row = [
            line
            for line in page.lines
            if abs(line.baseline - first.baseline) < _MARKS * em and first.left <= line.left <= right
        ]
        row.sort(key=lambda line: line.left)
        ends = accumulate((line.right for line in row), max)
        apart = max((after.left - end for end, after in zip(ends, row[1:], strict=False)), default=0.0)
        words = sum(word.islower() for line in row for word in line.raw.split())
        wide = apart > em or row[-1].right > right + em
        closes = len(row) == 1 and first.raw.rstrip().endswith(".") and not first.gaps
        if wide or (words < _WORDS and not closes) or begins_caption(first.raw):
            break
        rows.append(row)
        last = max(row, key=lambda line: line.right)
    broken = parted or pieces or any(len(row) > 1 for row in rows)
    return [line for row in rows for line in row] if broken else []


def _legend(caption: Block, last: Line, page: PageLayout, body: BodyType) -> list[Line]:
    """Small lines right below a figure's caption, at its edge: they go on with it, or begin with "(A)"."""
    if not caption.caption or caption.caption.kind is not FigureKind.FIGURE:
        return []
    found: list[Line] = []
    below = [line for line in page.lines if line.baseline > last.baseline and line.size < SMALLER * body.size]
    for line in sorted(below, key=lambda line: line.baseline):
        if abs(line.left - caption.left) > INSIDE:
            continue
        pitch = line.baseline - last.baseline
        words = line.raw.lstrip()
        open_end = words[:1].islower() and not line.font.mono and not last.raw.rstrip().endswith(".")
        begins = found or open_end or line.font.family == last.font.family or _PART.match(words)
        apart = pitch > _LEGEND_PITCH * last.size or line.size > (1 + ALIKE) * last.size
        if apart or line.gaps or not begins:
            break
        if _are_ruled_off(last, line, page) or begins_caption(line.raw):
            break
        found.append(line)
        last = line
    return found


def _are_ruled_off(last: Line, line: Line, page: PageLayout) -> bool:
    """Whether a rule stands between two lines."""
    return any(
        last.baseline < one.top < line.baseline and one.left < line.right and one.right > line.left
        for one in page.rules
    )


def _is_below(line: Line, last: Line) -> bool:
    """Whether it stands right below a caption's last line, a paragraph's gap between them."""
    pitch = line.baseline - last.baseline
    return 0 < pitch < _ONLINE_PITCH * last.size and line.left < last.right and line.right > last.left


def _pieces_of(lines: list[Line], page: PageLayout, *, own_type: bool) -> list[Line]:
    """Pieces of a caption that are lines of their own: marks over its letters, the formula that ends it."""
    last = lines[-1]
    return [
        one
        for one in page.lines
        if all(one is not line for line in lines)
        and (any(_is_accent(one, line) for line in lines) or _ends(one, last))
        and (own_type or one.chars < _CAPTION_CHARS)
    ]


def _is_accent(one: Line, line: Line) -> bool:
    place = line.place
    above = place.left <= one.left and one.right <= place.right and place.top < one.bottom < place.bottom
    return above and one.chars <= _MARK_CHARS


def _ends(one: Line, last: Line, gap: float = 1.0) -> bool:
    """Whether it goes on with a caption's line, no more than so many ems away."""
    level = abs(one.baseline - last.baseline) < _LEVEL * last.size
    beyond = one.right > last.right and -last.size / 2 < one.left - last.right < gap * last.size
    return level and beyond and not begins_caption(one.raw)


def boxes_in(captions: list[Caption], graphics: list[Rect]) -> list[Rect]:
    """What is drawn around words of captions, and bullets before their labels."""
    if not captions:
        return []
    highest = _BOX * max(one.size for one in captions)
    low = [one for one in graphics if one.height < highest]
    tall = [one for one in graphics if one.height > highest]
    return [
        one
        for one in low
        if any(_is_around(one, caption) or _is_bullet(one, caption, tall) for caption in captions)
    ]


def _is_around(graphic: Rect, caption: Caption) -> bool:
    rect, middle = caption.rect, (graphic.top + graphic.bottom) / 2
    across = rect.left - INSIDE < graphic.left and graphic.left < rect.right
    return across and graphic.right < rect.right + _BEYOND * caption.size and rect.top < middle < rect.bottom


def _is_bullet(graphic: Rect, caption: Caption, tall: list[Rect]) -> bool:
    """Whether it is a mark before the first line; beside a drawing it may be the drawing's."""
    rect, middle = caption.rect, (graphic.top + graphic.bottom) / 2
    first = rect.top < middle < rect.top + 1.5 * caption.size
    small = max(graphic.width, graphic.height) < 1.5 * caption.size
    before = rect.left - _BULLET < graphic.left and graphic.right < rect.left + INSIDE
    if not (first and small and before):
        return False
    return not any(
        one.top < middle < one.bottom and graphic.left - _BESIDE < one.right and one.left < rect.left
        for one in tall
    )
