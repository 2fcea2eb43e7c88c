"""Figures and tables cut out of their pages: the caption is the anchor, and what stands around it the limit.

First `figure_pages` looks at the text alone: where captions are, which lines stand in the way, and on which
side of its caption each figure lies. Then `crop_page` renders a page once and follows the ink. A crop that
fails a check is not handed on; the picture of its page is, with the reason.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from statistics import median

import pypdfium2 as pdfium
from PIL import Image

from bot.paper.cropping.bodies import bodies_of, body_in, captions_around, place_around, texts_at
from bot.paper.cropping.choice import PagePlan, other_slots, plan_pages
from bot.paper.cropping.design import are_lined, give_rules_to_captions, recurring
from bot.paper.cropping.ground import Caption, Ground, Obstacle, around
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.pictures import picture_of
from bot.paper.cropping.rendering import Rendering
from bot.paper.cropping.slots import Side, Slot, slot_at
from bot.paper.cropping.surveying import boxes_that_go_on, ground_of, rows_at_head
from bot.paper.cropping.verdicts import FINAL, doubt_of, is_drawn
from bot.paper.options import Options
from bot.paper.pages.blocks import Block
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.layout import Column, Layout, PageLayout
from bot.paper.pages.sheet import DOWN, LEFT, UP, Rect
from bot.papers import Box, Cropped, Figure, FigureKey, FigureKind

_AROUND = 0.3  # points around a crop
_OPTIONS = Options()
_TIPS = 0.2  # of a line's height
_STAYS = 0.4  # of a text's ink: more than of figures that reach into it
_NOT_FOUND = "it was not found on the page"
_MAY_BE_TWO = "it may be two figures whose captions stand together"
_TOGETHER = 2.5  # leadings between captions


def figure_pages(
    layout: Layout,
    pages: Sequence[PageRuns],
    blocks: Sequence[list[Block]],
    figures: Sequence[Figure],
    options: Options = _OPTIONS,
) -> list[PagePlan]:
    """The pages on which these figures have captions, with the place where each is to be looked for."""
    wanted = {one.key for one in figures if options.algorithms or one.kind is not FigureKind.ALGORITHM}
    grounds = []
    edges = [page.edges(-1) for page in layout.pages] or [Column(0.0, 0.0)]
    usual = Column(median(one.left for one in edges), median(one.right for one in edges))
    around_each = zip([[], *blocks], blocks, [*blocks[1:], []], strict=False)
    previous: PageLayout | None = None
    for page, runs, (before, found, after) in zip(layout.pages, pages, around_each, strict=True):
        if any(block.caption for block in found):
            ground = ground_of(page, runs, found, before, layout.body, usual)
            ground.begun_after = rows_at_head(after, layout.body.leading)
            ground.boxed_before = boxes_that_go_on(previous, page) if previous else []
            grounds.append(ground)
        previous = page
    if not grounds:
        return []
    goes_on, heads, lined = _continued(blocks), recurring(layout), are_lined(grounds)
    for ground in grounds:
        ground.goes_on, ground.lined = goes_on, lined
        ground.keep_off(heads.get(ground.number, []))
        give_rules_to_captions(ground)
    return plan_pages(grounds, wanted)


def _continued(blocks: Sequence[list[Block]]) -> dict[FigureKey, int]:
    """The pages on which tables and figures go on, by captions that say so."""
    captions = [block.caption for found in blocks for block in found if block.caption]
    return {
        FigureKey(kind=one.part_of[0], number=one.part_of[1]): one.line.page
        for one in captions
        if one.part_of
    }


@dataclass(slots=True)
class _Found:
    """What was found for a caption; `doubt` is "" when it passes."""

    slot: Slot
    body: Rect | None
    doubt: str = ""


def crop_page(document: pdfium.PdfDocument, plan: PagePlan, options: Options = _OPTIONS) -> Iterator[Cropped]:
    """The pictures of one page's figures, in the order of their captions."""
    with contextlib.closing(document[plan.ground.number - 1]) as page:
        place = place_around(plan.slots, plan.ground)
        if options.captions:
            place = around([place, *(slot.caption.rect for slot in plan.slots)])
        plan, rendering, found = _look(plan, Rendering(page, plan.ground, place))
        ground = plan.ground
        if options.captions and ground.bare:
            rendering = rendering.with_all()
        for one in found:
            caption = one.slot.caption
            if caption.key not in plan.wanted:
                continue
            if one.doubt or one.body is None:
                yield _whole_page(caption.key, rendering, ground, one.doubt)
            else:
                shown = _soft(around([one.body, caption.rect]) if options.captions else one.body, ground)
                piece = rendering.piece(shown)
                if not options.captions:
                    _wipe(piece, shown, captions_around(one.slot, ground))
                yield _cropped(caption.key, one.body, piece, ground)


def _look(plan: PagePlan, rendering: Rendering) -> tuple[PagePlan, Rendering, list[_Found]]:
    """What lies in a page's slots, seen without letters that reach into it; with them if they are its own."""
    ink = rendering.ink()
    found = _found(plan, ink)
    texts = [text for one in found if one.body for text in texts_at(one.body, one.slot, plan.ground, ink)]
    bare = _without_letters(texts, plan, rendering, ink) if texts else None
    if bare:
        first = _look_everywhere(*bare, _found(bare[0], bare[1].ink()))
        lines = [text.rect for text in texts if isinstance(text, Obstacle)]
        if not any(_holds(one.body, text) for one in first[2] if one.body for text in lines):
            return first
    return _look_everywhere(plan, rendering, found)


def _look_everywhere(
    plan: PagePlan, rendering: Rendering, found: list[_Found]
) -> tuple[PagePlan, Rendering, list[_Found]]:
    """What was found in a page's slots, and elsewhere what is in doubt: it may lie anywhere."""
    ground = plan.ground
    if any(one.doubt for one in found):
        rendering = rendering.of(Rect(0.0, 0.0, ground.width, ground.height))
        ink = rendering.ink()
        found = _found(plan, ink)
        for one in found:
            if one.doubt:
                _look_elsewhere(one, found, ground, ink)
        _look_again(found, plan, ink)
        _doubt_shared(found, ground)
    return plan, rendering, found


def _doubt_shared(found: list[_Found], ground: Ground) -> None:
    """Put in doubt what may be two figures side by side: one of two captions that stand together has none."""
    for one, other in permutations(found, 2):
        first, second = one.slot.caption, other.slot.caption
        if one.doubt != _NOT_FOUND or other.doubt or first.kind is not second.kind:
            continue
        upper, lower = sorted((first.rect, second.rect), key=lambda rect: rect.top)
        stacked = upper.left < lower.right and upper.right > lower.left
        if stacked and lower.top - upper.bottom < _TOGETHER * ground.leading:
            other.doubt = _MAY_BE_TWO


def _holds(body: Rect, line: Rect) -> bool:
    """Whether a line, but for the tips of its letters, lies in a figure."""
    x, tips = (line.left + line.right) / 2, _TIPS * line.height
    return body.left < x < body.right and body.top < line.top + tips and line.bottom - tips < body.bottom


def _without_letters(
    texts: list[Caption | Obstacle], plan: PagePlan, rendering: Rendering, ink: Ink
) -> tuple[PagePlan, Rendering] | None:
    """The page without the letters of captions and of text that figures reach into; None if some stay."""
    places = [one.rect for one in (*plan.ground.captions, *texts)]
    bare = rendering.without(places)
    left = bare.ink()
    if any(left.share(one) > _STAYS * ink.share(one) for one in places):
        return None
    return replace(plan, ground=plan.ground.without_letters(texts)), bare


def _found(plan: PagePlan, ink: Ink) -> list[_Found]:
    """What lies in the slots of a page, with the doubts about what is wanted."""
    found = [_Found(slot, body) for slot, body in bodies_of(plan, ink)]
    for one in found:
        if one.slot.caption.key in plan.wanted:
            one.doubt = _doubt(one, found, plan.ground, ink)
    return found


def _doubt(one: _Found, found: list[_Found], ground: Ground, ink: Ink) -> str:
    others = [other.body for other in found if other is not one and other.body]
    return doubt_of(one.slot, one.body, ground, ink, others) if one.body else _NOT_FOUND


def _look_elsewhere(one: _Found, found: list[_Found], ground: Ground, ink: Ink) -> None:
    """Look for what is in doubt where else it may lie; it stays as it is if that is nowhere."""
    if one.doubt in FINAL:
        return
    first = replace(one)
    one.doubt = _doubt(one, found, ground, ink)  # what stood in its way may have been found elsewhere
    for other in other_slots(first.slot, ground):
        if not one.doubt:
            return
        one.slot, one.body = other, body_in(other, ground, ink)
        opposite = first.slot.side in (Side.ABOVE, Side.BELOW) and other.side is not first.slot.side
        elsewhere = opposite and not other.ruled
        if elsewhere and one.body and not is_drawn(one.body, ground, ink):
            continue  # words on the other side are another thing
        one.doubt = _doubt(one, found, ground, ink)
    if one.doubt:
        one.slot, one.body, one.doubt = first.slot, first.body, first.doubt


def _look_again(found: list[_Found], plan: PagePlan, ink: Ink) -> None:
    """Give figures the space that others turned out not to need."""
    if all(one.slot.side is slot.side for one, slot in zip(found, plan.slots, strict=True)):
        return
    slots = [slot_at(one.slot.caption, one.slot.side, plan.ground, words=one.slot.words) for one in found]
    for one, other in zip(found, _found(replace(plan, slots=slots), ink), strict=True):
        if other.body and not other.doubt:
            one.slot, one.body, one.doubt = other.slot, other.body, ""


def _soft(rect: Rect, ground: Ground) -> Rect:
    """With room for the soft edges of its ink."""
    return Rect(
        max(0.0, rect.left - _AROUND),
        max(0.0, rect.top - _AROUND),
        min(ground.width, rect.right + _AROUND),
        min(ground.height, rect.bottom + _AROUND),
    )


def _wipe(piece: Image.Image, shown: Rect, captions: list[Rect]) -> None:
    """Take letters of captions out that reach over a figure's edge."""
    scale = piece.width / shown.width
    for one in captions:
        left, right = max(one.left, shown.left), min(one.right, shown.right)
        top, bottom = max(one.top, shown.top), min(one.bottom, shown.bottom)
        if left < right and top < bottom:
            start = round((left - shown.left) * scale), round((top - shown.top) * scale)
            size = round((right - left) * scale), round((bottom - top) * scale)
            piece.paste(Image.new(piece.mode, size, "white"), start)


def _cropped(key: FigureKey, body: Rect, piece: Image.Image, ground: Ground) -> Cropped:
    content, width, height = picture_of(piece)
    box = _as_displayed(body, ground)
    return Cropped(figure=key, page=ground.number, box=box, content=content, width=width, height=height)


def _whole_page(key: FigureKey, rendering: Rendering, ground: Ground, doubt: str) -> Cropped:
    content, width, height = picture_of(rendering.whole())
    return Cropped(
        figure=key, page=ground.number, box=None, content=content, width=width, height=height, doubt=doubt
    )


def _as_displayed(rect: Rect, ground: Ground) -> Box:
    """A place on the upright page as it lies on the page as displayed."""
    width, height = ground.width, ground.height
    left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
    if ground.turned == DOWN:
        left, top, right, bottom = height - bottom, left, height - top, right
    elif ground.turned == UP:
        left, top, right, bottom = top, width - right, bottom, width - left
    elif ground.turned == LEFT:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    return Box(left=round(left, 2), top=round(top, 2), right=round(right, 2), bottom=round(bottom, 2))
