"""What a page draws, as the cropper sees it: rules, graphics, and what frames figures with their captions."""

from dataclasses import replace
from itertools import pairwise

from bot.paper.cropping.ground import INSIDE, Ground
from bot.paper.cropping.heads import THICK
from bot.paper.pages.glyphs import PageRuns
from bot.paper.pages.layout import PageLayout
from bot.paper.pages.sheet import Rect

_GROUND = 0.6  # of the page's area: a tinted ground, no drawing
_NOTHING = 1.5  # points: a mark
_FRAME_HEIGHT = 0.75  # of the page's: a frame around all text is no figure
_FRAMING_HEIGHT = 0.85  # of it, where a caption stands within
_SAME_HEIGHT = 1.2  # points
_MOST_FRAMINGS, _FRAMED_NEAR = 8, 1.5  # of one page; leadings from a drawing to its caption
_CAPTION_NEAR = 3.0  # leadings from a tall frame to its caption
_FRAME_ROOM, _PAPER_EDGE = 1.5, 5.0  # points
_SIDE, _CORNER = 0.9, 10.0  # of a box's width; points of a round corner
_THICKEST, _LONG = 7.0, 40.0  # points; times as long
_UPRIGHT, _MOST_UPRIGHTS = 10.0, 400  # points of a box's side; how many lines are looked at


def take_drawn(ground: Ground, page: PageLayout, runs: PageRuns) -> None:
    """Fill in a ground's rules and graphics."""
    area = _GROUND * page.width * page.height
    thick = [one for one in page.graphics if _is_thick_rule(one)]
    ground.rules = _joined([*page.rules, *thick])
    # A form's bounds may go far beyond what it shows; one that seems to fill the page lies somewhere on it.
    ground.crowded = runs.crowded or any(one.width * one.height >= area for one in page.graphics)
    ground.graphics = [
        one
        for one in page.graphics
        if one.width * one.height < area
        and max(one.width, one.height) > _NOTHING
        and not _parts_columns(one, page)
    ]


def _is_thick_rule(one: Rect) -> bool:
    """Whether it is a line across, if a bold one: a table made larger has its rules made larger."""
    return (one.height < THICK < _UPRIGHT < one.width) or (
        one.height < _THICKEST and one.width > _LONG * one.height
    )


def frames_on(page: PageLayout, uprights: list[Rect], ground: Ground) -> list[Rect]:
    """What lines of text may stand in: frames and pictures, and what is between two upright lines.

    A frame around nearly all of a page is a figure where a caption stands right above or below it.
    """
    area = _GROUND * page.width * page.height
    frames = [
        one
        for one in page.frames
        if one.height < _FRAME_HEIGHT * page.height
        or (one.height < _FRAMING_HEIGHT * page.height and _is_captioned(one, ground))
    ]
    return [one for one in (*frames, *uprights) if one.width * one.height < area]


def _is_captioned(frame: Rect, ground: Ground) -> bool:
    """Whether a caption stands right above or below a frame."""
    return any(
        0 <= max(one.rect.top - frame.bottom, frame.top - one.rect.bottom) < _CAPTION_NEAR * ground.leading
        and one.rect.left < frame.right
        and one.rect.right > frame.left
        for one in ground.captions
    )


def framings_of(frames: list[Rect], uprights: list[Rect], ground: Ground) -> list[Rect]:
    """What frames a figure together with its caption, the largest first; a figure itself is no frame."""
    tall = [one for one in uprights if one.height < _FRAMING_HEIGHT * ground.height]
    near = _FRAMED_NEAR * ground.leading
    found = [
        one
        for one in (*frames, *tall)
        if one.left > _PAPER_EDGE
        and one.right < ground.width - _PAPER_EDGE
        and any(_is_around(one, caption.rect) for caption in ground.captions)
        and not any(
            -near < max(caption.rect.top - one.bottom, one.top - caption.rect.bottom) < near
            and caption.rect.left < one.right
            and caption.rect.right > one.left
            for caption in ground.captions
            if not _is_around(one, caption.rect)
        )
    ]
    return sorted(found, key=lambda one: -one.width * one.height)[:_MOST_FRAMINGS]


def _is_around(frame: Rect, caption: Rect) -> bool:
    """Whether it leaves some room around a caption; pictures may only reach as far as that."""
    room = min(
        caption.left - frame.left,
        frame.right - caption.right,
        caption.top - frame.top,
        frame.bottom - caption.bottom,
    )
    return room > _FRAME_ROOM


def _parts_columns(graphic: Rect, page: PageLayout) -> bool:
    """Whether it stands between two columns of text."""
    return any(
        before.right - INSIDE <= graphic.left and graphic.right <= after.left + INSIDE
        for before, after in pairwise(page.columns)
    )


def between_uprights(page: PageLayout) -> list[Rect]:
    """The boxes whose sides are two lines of one height, drawn apart."""
    lines = sorted(
        (one for one in page.graphics if one.width <= THICK and one.height > _UPRIGHT),
        key=lambda one: (round(one.top), one.left),
    )[:_MOST_UPRIGHTS]
    return [
        _with_ends(Rect(one.left, one.top, other.right, one.bottom), page)
        for one, other in pairwise(lines)
        if abs(one.top - other.top) <= INSIDE and abs(one.bottom - other.bottom) <= INSIDE
    ]


def _with_ends(box: Rect, page: PageLayout) -> Rect:
    """The box with its other two sides, a little beyond: round corners part them."""
    beyond = [
        one
        for one in page.rules
        if box.left <= one.left and one.right <= box.right and one.width > _SIDE * box.width
    ]
    tops = [one.top for one in beyond if 0 <= box.top - one.top < _CORNER]
    bottoms = [one.bottom for one in beyond if 0 <= one.bottom - box.bottom < _CORNER]
    return replace(box, top=min([box.top, *tops]), bottom=max([box.bottom, *bottoms]))


def _joined(rules: list[Rect]) -> list[Rect]:
    """Rules on one height whose ends touch, as one: word processors draw them cell by cell."""
    joined: list[Rect] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.top), rule.left)):
        last = joined[-1] if joined else None
        touch = last is not None and -INSIDE <= rule.left - last.right <= _SAME_HEIGHT
        if last and touch and abs(last.top - rule.top) <= _SAME_HEIGHT / 2:
            last.right, last.bottom = max(last.right, rule.right), max(last.bottom, rule.bottom)
        else:
            joined.append(replace(rule))
    return joined
