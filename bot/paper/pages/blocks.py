"""Lines gathered into blocks: consecutive lines of one size and pitch."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto

from bot.paper.pages.body import SAME_SIZE, BodyType
from bot.paper.pages.caption_labels import LABEL
from bot.paper.pages.captions import CaptionStart
from bot.paper.pages.layout import Column, PageLayout
from bot.paper.pages.lines import Line
from bot.paper.pages.rows import CELL_INDENT, LOOSEST, SAME_ROW, rows_of
from bot.paper.pages.signs import is_formula, is_heading_by_words

TITLE_PITCH = 2.6
"""Ems from a caption's label to its title, where that is in italics."""

_SIZE = 0.07  # of the size: other type
_AS_WIDE = 1.05  # times the body's leading
_PITCHES = (0.7, 1.28)  # of the pitch before
_RUN_IN_LINE = 40  # characters of a line that is no heading by itself
_FIRST = 3  # characters of a run-in mark that may be bold by itself
_FULL = 0.9  # of a caption's width: its last line is not short
_HANGING, _HANGING_PITCH = 0.9, 1.3  # ems from where a hanging line should begin, and from line to line
_CELLS = 2  # gaps that make a line a table's row
_PART = re.compile(r"\(?[a-zA-Z]\)")


class BlockKind(Enum):
    """What a block is to a reader."""

    PROSE = auto()  # lines of a paragraph or several
    CAPTION = auto()
    NOTE = auto()  # a footnote
    FLOAT = auto()  # the inside of a figure, table or algorithm
    FORMULA = auto()  # displayed: parts the prose around it
    LABEL = auto()  # nothing of these: a short line that is no prose


@dataclass(slots=True)
class Block:
    """Consecutive lines of one size and pitch; measured in points from the top left of the page."""

    page: int
    column: int
    lines: list[Line]
    kind: BlockKind = BlockKind.LABEL
    caption: CaptionStart | None = None
    beside: bool = False  # shares its baselines with others: cells
    footnote: bool = False  # stands below the short rule that parts a page's notes from its text
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def measure(self) -> None:
        """Take the bounds from the lines."""
        self.left = min(line.left for line in self.lines)
        self.top = min(line.top for line in self.lines)
        self.right = max(line.right for line in self.lines)
        self.bottom = max(line.bottom for line in self.lines)

    @property
    def size(self) -> float:
        """The type size of the first line."""
        return self.lines[0].size

    @property
    def chars(self) -> int:
        """Characters of all lines."""
        return sum(line.chars for line in self.lines)


def grow_blocks(page: PageLayout, body: BodyType, starts: dict[int, CaptionStart]) -> list[Block]:
    """The blocks of one page, column by column; `starts` holds captions by `id()` of their first line."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in page.lines:
        columns[line.column].append(line)
    blocks: list[Block] = []
    for column, lines in columns.items():
        growth = _Growth(page, column, body)
        for row in rows_of(lines, growth.edges, body, starts):
            growth.add(row, starts)
        blocks.extend(growth.blocks)
    for block in blocks:
        block.measure()
    return blocks


class _Growth:
    """Stacks the lines of one column that stand right below one another."""

    def __init__(self, page: PageLayout, column: int, body: BodyType) -> None:
        self.blocks: list[Block] = []
        self.edges = page.edges(column)
        self._page = page
        self._column = column
        self._body = body
        self._growing: list[Block] = []
        self._rules = sorted(page.rules, key=lambda rule: rule.bottom)
        self._rule_bottoms = [rule.bottom for rule in self._rules]

    def add(self, row: list[Line], starts: dict[int, CaptionStart]) -> None:
        """Add the lines of one baseline."""
        taken: list[Block] = []
        for line in row:
            start = starts.get(id(line))
            home = None if start else self._home(line, row)
            if home is None or home in taken:
                home = Block(self._page.number, self._column, [line], caption=start)
                self.blocks.append(home)
                self._growing.append(home)
            else:
                home.lines.append(line)
            home.beside = home.beside or (len(row) > 1 and home.caption is None)
            taken.append(home)
        limit = row[0].baseline - 3 * max(self._body.leading, row[0].size)
        self._growing = [block for block in self._growing if block.lines[-1].baseline >= limit]

    def _home(self, line: Line, row: list[Line]) -> Block | None:
        """The block that a line continues: the lowest of those that it may."""
        best: Block | None = None
        for block in self._growing:
            last = block.lines[-1]
            if (
                last.left >= line.right
                or last.right <= line.left
                or last.baseline > line.baseline - SAME_ROW * line.size
            ):
                continue
            if best is not None and best.lines[-1].baseline > last.baseline:
                continue
            if not self._continues(block, line) or self._parted(last, line) or _is_part(line, row):
                continue
            if block.caption is None or _caption_continues(block, line, row, self.edges):
                best = block
        return best

    def _continues(self, block: Block, line: Line) -> bool:
        last = block.lines[-1]
        size = last.runs[-1].size if block.caption else last.size  # a label may be larger than its words
        alike = min(abs(line.size - size), abs(line.size - last.size)) <= _SIZE * line.size
        if not alike or not self._is_next(block, line):
            return False
        if block.caption is None and _changes_weight(last, line) and min(line.chars, last.chars) > _FIRST:
            return False
        left, size = self.edges.left, self._body.size
        formula = is_formula(line, left, size)
        if formula != is_formula(last, left, size) and not (block.caption and _is_flush(line, block)):
            return False
        if is_heading_by_words(line, last) or is_heading_by_words(last, line):
            return False
        left = min(one.left for one in block.lines[-3:])
        right = max(one.right for one in block.lines[-3:])
        return min(line.right, right) - max(line.left, left) > 0.5 * min(line.width, last.width)

    def _parted(self, last: Line, line: Line) -> bool:
        """Whether there is a rule between two lines."""
        begin = bisect_right(self._rule_bottoms, last.baseline - 1)
        end = bisect_left(self._rule_bottoms, line.baseline - 0.4 * line.size)
        return any(
            rule.width > 0.5 * min(line.width, last.width)
            and rule.left < line.right
            and rule.right > line.left
            for rule in self._rules[begin:end]
        )

    def _is_next(self, block: Block, line: Line) -> bool:
        """Whether a line stands as far below the block as the block's lines below one another."""
        last = block.lines[-1]
        pitch = line.baseline - last.baseline
        size = max(line.size, last.size)
        leading = self._body.leading if abs(size - self._body.size) <= SAME_SIZE else 0.0
        limit = LOOSEST * max(1.2 * size, leading)
        if len(block.lines) == 1 and _is_title(block, line):
            return pitch <= TITLE_PITCH * size
        if block.caption:  # in a manuscript set wide, captions may be too
            limit = max(limit, _AS_WIDE * self._body.leading)
        if pitch > limit:
            return False
        if len(block.lines) == 1:
            return True
        before = last.baseline - block.lines[-2].baseline
        if len(block.lines) == 2 and _is_title(block, last):  # noqa: PLR2004 -- the label and its title's first line
            return True
        return _PITCHES[0] * before <= pitch <= _PITCHES[1] * before + 0.5


def _is_title(block: Block, line: Line) -> bool:
    """Whether a line in italics goes on with a label that stands alone, as the style of the APA has it."""
    alone = block.caption is not None and block.caption.is_label_only
    return alone and all(run.font.italic for run in line.runs)


def _is_part(line: Line, row: list[Line]) -> bool:
    """Whether it is the letter of one of several parts of a figure: "(a)", and beside it "(b)"."""
    return len(row) > 1 and _PART.fullmatch(line.raw.strip()) is not None


def _is_flush(line: Line, block: Block) -> bool:
    """Whether a line begins at the block's edge, or stands in the middle below a full line."""
    left, right = min(one.left for one in block.lines), max(one.right for one in block.lines)
    if block.caption and _hangs(line, block.lines[0]):
        left = line.left
    full = block.lines[-1].width >= _FULL * (right - left)
    centred = abs(line.left + line.right - left - right) <= 0.5 * line.size
    return line.gaps == 0 and full and (centred or abs(line.left - left) <= 0.2 * line.size)


def _changes_weight(last: Line, line: Line) -> bool:
    """Whether bold type begins or ends between two lines; within a long one it is a run-in heading's."""
    within = last.chars >= _RUN_IN_LINE and last.runs[-1].font.bold == line.runs[0].font.bold
    return line.bold != last.bold and not within


def _caption_continues(block: Block, line: Line, row: list[Line], edges: Column) -> bool:
    """Whether the caption has not ended: no table's cells below it, no room left on its last line."""
    first, *others = block.lines
    right = max(one.right for one in block.lines)
    hanging = bool(others) and _hangs(others[0], first)
    left = min(one.left for one in (others if hanging else block.lines))
    beside = [one for one in row if one.left >= line.right or one.right <= line.left]
    if line.gaps >= _CELLS or any(one.left < right and one.right > left for one in beside):
        return False
    off_middle = abs(line.left + line.right - left - right) > line.size
    if not others and line.gaps == 0 and _hangs(line, first) and (len(row) == 1 or line.right <= right + 1):
        return True
    if len(row) > 1 and off_middle and line.left > left + CELL_INDENT * line.size:
        return False
    if block.caption is not None and len(block.lines) == 1 and block.caption.is_label_only:
        return True
    short = edges.width - block.lines[-1].width > first_word_width(line) + line.size
    titles = line.gaps and len(block.lines) == 1 and short  # of a figure's parts
    moved = line.right > right + line.size and line.left > left + CELL_INDENT * line.size
    wider = max(line.right - right, left - line.left) > 2.5 * line.size and line.width > 1.1 * (right - left)
    closer = line.baseline - block.lines[-1].baseline < line.size
    if titles or moved or wider or closer:
        return False
    last = block.lines[-1]
    room, before = right - last.right, last.left - left
    if abs(room - before) < 0.3 * line.size:  # centred
        room += before
    return room <= first_word_width(line) + 0.3 * line.size


def _hangs(line: Line, first: Line) -> bool:
    """Whether a line begins below the first word after a caption's label."""
    label = LABEL.match(first.raw)
    if label is None or not first.raw[label.end() :]:
        return False
    begins = first.left + first.width * label.end() / len(first.raw)
    pitch = line.baseline - first.baseline
    return abs(line.left - begins) <= _HANGING * line.size and pitch <= _HANGING_PITCH * line.size


def first_word_width(line: Line) -> float:
    """About how wide a line's first word and the space before it are, in points."""
    return line.width * (len(line.raw.split(" ", 1)[0]) + 1) / max(1, len(line.raw))
