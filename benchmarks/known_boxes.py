"""How crops of our own papers compare with the boxes that are known from their build."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.papers import Box, Cropped, FigureKey, FigureKind, Paper
from tests.papers import Truth

RIGHT = 0.9
"""The IoU with the true box from which on a crop is right."""

Places = Mapping[FigureKey, Sequence[tuple[int, Box]]]
"""Page and box of each part of a body."""


def iou(one: Box, other: Box) -> float:
    """The area that two boxes share, of the area that either covers."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0.0, across) * max(0.0, down)
    areas = sum((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return shared / max(1e-9, areas - shared)


def places_of(truth: Truth) -> Places:
    """Where the ink of each figure and table stands; algorithms are not cut out unless asked for."""
    return {
        FigureKey(kind=figure.kind, number=figure.number): [(body.page, body.ink) for body in figure.bodies]
        for figure in truth.figures
        if figure.kind is not FigureKind.ALGORITHM
    }


@dataclass
class Score:
    """A paper's crops beside the truth."""

    captions: tuple[int, int]  # found, of how many
    boxes: int  # that are known
    attached: list[tuple[Cropped, float]]  # with their IoU; 0 for strangers, and a figure's second crop
    doubted: int
    lacking: int

    @property
    def right(self) -> int:
        """Crops at the IoU that counts as right."""
        return sum(likeness >= RIGHT for _, likeness in self.attached)

    def cells(self) -> list[str]:
        """Its part of a line of the table."""
        found, captions = self.captions
        likeness = statistics.median(value for _, value in self.attached) if self.attached else 0.0
        numbers = (self.boxes, len(self.attached), self.right)
        shares = (share(self.right, len(self.attached)), share(self.right, self.boxes))
        return [
            f"{found}/{captions}",
            *map(str, numbers),
            *shares,
            str(self.doubted),
            str(self.lacking),
            f"{likeness:.3f}",
        ]


def share(part: int, whole: int) -> str:
    """A percentage; nothing where there is nothing to divide."""
    return f"{100 * part / whole:.1f} %" if whole else ""


def scored(paper: Paper, crops: Sequence[Cropped], truth: Truth) -> Score:
    """Compare what was read with what is true: captions by kind, number and page, crops by their boxes."""
    places = places_of(truth)
    found = {(figure.kind, figure.number, figure.page) for figure in paper.figures}
    seen: set[FigureKey] = set()
    attached = []
    for crop in crops:
        if crop.doubt:
            continue
        true = () if crop.figure in seen else places.get(crop.figure, ())
        seen.add(crop.figure)
        likeness = [iou(crop.box, box) for page, box in true if crop.box and page == crop.page]
        attached.append((crop, max(likeness, default=0.0)))
    doubted = {crop.figure for crop in crops if crop.doubt}
    given = {crop.figure for crop in crops}
    return Score(
        captions=(
            sum((one.kind, one.number, one.page) in found for one in truth.figures),
            len(truth.figures),
        ),
        boxes=len(places),
        attached=attached,
        doubted=len(doubted),
        lacking=sum(key not in given for key in places),
    )


def total(scores: Sequence[Score]) -> Score:
    """All papers as one."""
    return Score(
        captions=(sum(one.captions[0] for one in scores), sum(one.captions[1] for one in scores)),
        boxes=sum(one.boxes for one in scores),
        attached=[crop for one in scores for crop in one.attached],
        doubted=sum(one.doubted for one in scores),
        lacking=sum(one.lacking for one in scores),
    )
