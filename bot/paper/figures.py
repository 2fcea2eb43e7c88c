"""Figures and tables cut out of their pages: the caption is the anchor, and what stands around it the limit.

First `figure_pages` looks at the text alone: where captions are, which lines stand in the way, and on which
side of its caption each figure lies. Then `crop_page` renders a page once and follows the ink. A crop that
fails a check is not handed on; the picture of its page is, with the reason.
"""

import contextlib
from collections.abc import Iterator, Sequence
from statistics import median

import pypdfium2 as pdfium
from PIL import Image

from bot.paper.cropping.bodies import bodies_of, body_in
from bot.paper.cropping.choice import PagePlan, other_slots, plan_pages
from bot.paper.cropping.ground import Ground, around
from bot.paper.cropping.ink import Ink
from bot.paper.cropping.pictures import picture_of
from bot.paper.cropping.rendering import Rendering
from bot.paper.cropping.slots import Slot
from bot.paper.cropping.surveying import ground_of
from bot.paper.cropping.verdicts import doubt_of
from bot.paper.options import Options
from bot.paper.pages.blocks import Block
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.layout import Column, Layout
from bot.paper.pages.sheet import DOWN, LEFT, UP, Rect
from bot.papers import Box, Cropped, Figure, FigureKey, FigureKind

_AROUND = 0.3  # points around a crop
_OPTIONS = Options()
_NOT_FOUND = "it was not found on the page"


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
    before: list[Block] = []
    edges = [page.edges(-1) for page in layout.pages] or [Column(0.0, 0.0)]
    usual = Column(median(one.left for one in edges), median(one.right for one in edges))
    for page, runs, found in zip(layout.pages, pages, blocks, strict=True):
        if any(block.caption for block in found):
            grounds.append(ground_of(page, runs, found, before, layout.body, usual))
        before = found
    return plan_pages(grounds, wanted)


def crop_page(document: pdfium.PdfDocument, plan: PagePlan, options: Options = _OPTIONS) -> Iterator[Cropped]:
    """The pictures of one page's figures, in the order of their captions."""
    ground = plan.ground
    with contextlib.closing(document[ground.number - 1]) as page:
        rendering = Rendering(page, ground)
        ink = rendering.ink()
        found = bodies_of(plan, ink)
        bodies = [body for _, body in found]
        for at, (slot, _) in enumerate(found):
            key = slot.caption.key
            if key is None or key not in plan.wanted:
                continue
            doubt = _mended(at, slot, bodies, ground, ink)
            body = bodies[at]
            if doubt or body is None:
                yield _whole_page(key, rendering, ground, doubt)
            else:
                shown = around([body, slot.caption.rect]) if options.captions else body
                yield _cropped(key, body, rendering.piece(_soft(shown, ground)), ground)


def _mended(at: int, slot: Slot, bodies: list[Rect | None], ground: Ground, ink: Ink) -> str:
    """What is in doubt about a body, once it has been looked for elsewhere too; "" when it passes."""
    others = [other for index, other in enumerate(bodies) if other and index != at]
    body = bodies[at]
    first = doubt_of(slot, body, ground, ink, others) if body else _NOT_FOUND
    if not first:
        return ""
    for other in other_slots(slot, ground):
        body = body_in(other, ground, ink)
        if body and not doubt_of(other, body, ground, ink, others):
            bodies[at] = body
            return ""
    return first


def _soft(rect: Rect, ground: Ground) -> Rect:
    """With room for the soft edges of its ink."""
    return Rect(
        max(0.0, rect.left - _AROUND),
        max(0.0, rect.top - _AROUND),
        min(ground.width, rect.right + _AROUND),
        min(ground.height, rect.bottom + _AROUND),
    )


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
