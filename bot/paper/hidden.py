"""Text that no reader sees: words put on a page for programs, such as orders to a language model.

Ordinary pages cost one walk over their objects. Text is hidden for certain when its render mode paints
nothing, it is wholly transparent, too small, or outside the page or its clip. It is doubtful when it is
nearly white, stands on a box of its own colour or on a picture, lies under something, or belongs to a
layer: whether it can be seen is then decided by rendering (`seeing.ink`), so that white words on a dark
box stay.

Pages are judged one by one; what a document's share of hidden text means is `check_seen`'s to say. Not
noticed: text under an annotation, and text hidden by a clip that is not a frame.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2

from bot.errors import Unreadable
from bot.paper.seeing.ink import without_ink
from bot.paper.seeing.painted import (
    LIGHT,
    Box,
    Colour,
    OddText,
    Painting,
    PlainText,
    characters,
    painted,
    text_handles,
)
from bot.paper.seeing.plane import Rect, inside, intersect, touch

NO_PAINT = "invisible render mode"
TRANSPARENT = "transparent"
TINY = "under 2 pt"
OFF_PAGE = "off the page"
CLIPPED = "clipped away"
SAME_COLOUR = "the colour of its background"
COVERED = "covered"
LAYER = "in a layer that is switched off"

ALWAYS_TOLD = frozenset({NO_PAINT, TINY, OFF_PAGE, SAME_COLOUR, LAYER})
"""Ways of hiding that are reported whatever the text; the others also befall what figures crop away."""

_NO_PAINT_MODES = frozenset({3, 7})
_LEAST_SIZE = 2.0  # points
_LEAST_WIDTH = 0.25  # points, of letters squeezed to nothing in one direction
_LEAST_ALPHA = 32  # of 255; above, text is faint but seen
_ALIKE = 40  # of 255, in each channel: colours so near are hard to tell apart
_WORD = 6.0  # points: a shorter piece of a line holds no word
_BAND = 16.0  # points: text and boxes are compared within strips of this height
_MOST_COMPARISONS = 400_000
_MOST_OBJECTS = 200_000  # a page of more is not rendered
_SCAN_SHARE = 0.5
_MOST = 0.5  # of an object's letters


@dataclass(frozen=True)
class HiddenRun:
    """Characters of a text page that no reader sees: from index `start` on, `count` of them."""

    start: int
    count: int
    reason: str


class _Doubts:
    """The text objects of a page that may be hidden, by handle."""

    def __init__(self) -> None:
        self.certain: dict[int, str] = {}
        self.tiny: set[int] = set()  # by their font's size; some fonts are drawn large at size 1
        self.partly: dict[int, tuple[Rect, str]] = {}  # seen within a box, elsewhere hidden
        self.doubtful: dict[int, str] = {}

    def __bool__(self) -> bool:
        return bool(self.certain or self.tiny or self.partly or self.doubtful)

    def of(self, handle: int | None) -> bool:
        """Whether anything is held against this object."""
        return handle is not None and (
            handle in self.certain or handle in self.tiny or handle in self.partly or handle in self.doubtful
        )


def find_hidden(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> list[HiddenRun]:
    """The runs of characters on this page that no reader sees, in order; nearly always none.

    Indexes are those of the text page's characters (`FPDFText_CountChars`). Runs without a letter or a digit
    are not reported. The page is left as it was.
    """
    painting = painted(page)
    doubts = _weigh(painting, page.get_bbox())
    if not doubts:
        return []
    handles = text_handles(textpage)
    suspects = [index for index, handle in enumerate(handles) if doubts.of(handle)]
    glyphs = characters(textpage, suspects)
    reasons = dict(_certainly_hidden(doubts, handles, glyphs))
    if doubts.doubtful:
        reasons |= _judged_by_ink(page, doubts, handles, glyphs, reasons.keys())
    return list(_runs(handles, glyphs, reasons))


def check_seen(characters_seen: int, characters_hidden: int) -> None:
    """Refuse a document whose text is mostly invisible: a scan with a layer of recognised text.

    Such a layer can say anything: nobody who looks at the pages can tell, and quotations verified against it
    would be verified against words no reader sees. Raises `Unreadable`.
    """
    if characters_hidden > _SCAN_SHARE * (characters_seen + characters_hidden):
        raise Unreadable(
            "This PDF is a scan: its pages are pictures, and the text behind them is invisible and may say "
            "something else; use a PDF made from the paper's source."
        )


def _weigh(painting: Painting, sheet: Rect) -> _Doubts:
    doubts = _Doubts()
    for handle, _, rect, _ in painting.plain:
        if not inside(rect, sheet):
            _place(doubts, handle, rect, sheet, OFF_PAGE)
    for text in painting.odd:
        _weigh_odd(doubts, text, sheet)
    _compare_with_boxes(doubts, painting)
    return doubts


def _weigh_odd(doubts: _Doubts, text: OddText, sheet: Rect) -> None:
    if text.mode in _NO_PAINT_MODES:
        doubts.certain[text.handle] = NO_PAINT
    elif text.colour[3] == 0:
        doubts.certain[text.handle] = TRANSPARENT
    elif not inside(text.rect, sheet):
        _place(doubts, text.handle, text.rect, sheet, OFF_PAGE)
    elif not inside(text.rect, text.clip):
        _place(doubts, text.handle, text.rect, intersect(text.clip, sheet), CLIPPED)
    if text.size < _LEAST_SIZE:
        doubts.tiny.add(text.handle)
    if text.layered:
        doubts.doubtful[text.handle] = LAYER
    elif text.colour[3] < _LEAST_ALPHA:
        doubts.doubtful[text.handle] = TRANSPARENT
    elif min(text.colour[:3]) >= LIGHT:
        doubts.doubtful[text.handle] = SAME_COLOUR


def _place(doubts: _Doubts, handle: int, rect: Rect, seen: Rect, reason: str) -> None:
    if touch(rect, seen):
        doubts.partly[handle] = (seen, reason)
    else:
        doubts.certain[handle] = reason


def _compare_with_boxes(doubts: _Doubts, painting: Painting) -> None:
    """Doubt text under a later box or picture, and text on an earlier box of its colour or a picture."""
    if not painting.boxes or painting.objects > _MOST_OBJECTS:
        return
    texts: list[PlainText] = [*painting.plain, *((t.handle, t.order, t.rect, t.colour) for t in painting.odd)]
    bands: dict[int, list[PlainText]] = {}
    for text in texts:
        bands.setdefault(int((text[2][1] + text[2][3]) / 2 // _BAND), []).append(text)
    left = _MOST_COMPARISONS
    for box in painting.boxes:
        for text in _beside(bands, box.rect):
            left -= 1
            if left < 0:
                return
            _compare(doubts, text, box)


def _beside(bands: dict[int, list[PlainText]], rect: Rect) -> Iterator[PlainText]:
    first, last = int(rect[1] // _BAND), int(rect[3] // _BAND)
    rows: Iterable[int] = range(first, last + 1) if last - first < len(bands) else bands.keys()
    for row in rows:
        yield from bands.get(row, ())


def _compare(doubts: _Doubts, text: PlainText, box: Box) -> None:
    handle, order, rect, colour = text
    if handle in doubts.doubtful or not _meet(rect, box.rect):
        return
    if box.order > order:
        doubts.doubtful[handle] = COVERED
    elif box.colour is None or _alike(colour, box.colour):
        doubts.doubtful[handle] = SAME_COLOUR


def _meet(text: Rect, box: Rect) -> bool:
    """Whether a box could hide a word of the text: not if it only grazes the line."""
    left, bottom, right, top = intersect(text, box)
    return top - bottom > (text[3] - text[1]) / 2 and right - left > min(_WORD, (text[2] - text[0]) / 2)


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _ALIKE for a, b in zip(one, other, strict=True))


def _certainly_hidden(
    doubts: _Doubts, handles: Sequence[int | None], glyphs: dict[int, tuple[str, Rect]]
) -> Iterator[tuple[int, str]]:
    for index, (_, box) in glyphs.items():
        handle = handles[index] or 0
        if handle in doubts.certain:
            yield index, doubts.certain[handle]
        elif handle in doubts.partly and not touch(box, doubts.partly[handle][0]):
            yield index, doubts.partly[handle][1]
        elif handle in doubts.tiny:
            sides = sorted((box[2] - box[0], box[3] - box[1]))
            if sides[1] < _LEAST_SIZE or sides[0] < _LEAST_WIDTH:
                yield index, TINY


def _judged_by_ink(
    page: pypdfium2.PdfPage,
    doubts: _Doubts,
    handles: Sequence[int | None],
    glyphs: dict[int, tuple[str, Rect]],
    known: Iterable[int],
) -> dict[int, str]:
    settled = frozenset(known)
    asked = [
        index
        for index, (character, _) in glyphs.items()
        if character.isalnum() and index not in settled and handles[index] in doubts.doubtful
    ]
    if not asked:
        return {}
    objects = {handle for index in asked if (handle := handles[index])}
    verdicts = dict(
        zip(asked, without_ink(page, objects, [glyphs[index][1] for index in asked]), strict=True)
    )
    judged = Counter(handles[index] for index in asked)
    hidden = Counter(handles[index] for index in asked if verdicts[index])
    return {
        index: doubts.doubtful[handle]
        for index in asked
        # Letters crossed by a rule leave a trace of ink: they go with the rest of their line.
        if (handle := handles[index] or 0) in hidden
        and (verdicts[index] or hidden[handle] >= _MOST * judged[handle])
    }


def _runs(
    handles: Sequence[int | None], glyphs: dict[int, tuple[str, Rect]], reasons: dict[int, str]
) -> Iterator[HiddenRun]:
    """Join neighbouring hidden characters; marks and generated spaces between them go along."""
    start, last, reason = 0, -1, ""
    for index in sorted(reasons):
        between = range(last + 1, index)
        joined = last >= 0 and all(
            handles[gap] is None or (gap in glyphs and not glyphs[gap][0].isalnum()) for gap in between
        )
        if joined and reasons[index] == reason:
            last = index
            continue
        if last >= 0 and _has_words(glyphs, start, last):
            yield HiddenRun(start, last - start + 1, reason)
        start, last, reason = index, index, reasons[index]
    if last >= 0 and _has_words(glyphs, start, last):
        yield HiddenRun(start, last - start + 1, reason)


def _has_words(glyphs: dict[int, tuple[str, Rect]], start: int, last: int) -> bool:
    return any(glyphs[index][0].isalnum() for index in range(start, last + 1) if index in glyphs)
