"""A page as the cropper sees it: captions, what may belong to figures, and what does not.

Lines of the body stand in the way of a crop: paragraphs, headings, displayed equations, footnotes, running
heads. All else may belong to a figure: graphics, rules, labels and cells.
"""

from dataclasses import dataclass, field, replace

from bot.paper.pages.body import BodyType
from bot.paper.pages.lines import Line
from bot.paper.pages.sheet import Rect
from bot.papers import FigureKey, FigureKind

INSIDE = 3.0
"""Points by which text may reach over its frame, and rules may miss each other."""

BESIDE = 3.0
"""Points: marks that a line's box leaves out, such as a stop in the margin."""

_FIRST, _LAST = 0.5, 0.4  # ems of a text's first and last line that a figure may reach into
_TIPS = 1.2  # points
_OVER_GUTTER = 12.0  # points by which what is over both columns reaches into each
_LINE_NEAR, _LINE_PLAY = 2.5, 15.0  # leadings from a rule to the caption below it; points at its ends


@dataclass(slots=True)
class Obstacle:
    """A line that is no part of a figure. `wide` is how far its paragraph goes beside it."""

    rect: Rect
    wide: Rect
    size: float
    alike: bool  # set in the body's type
    framed: bool = False  # within a frame: a figure may hold it after all
    own: bool = False  # set otherwise than the body: a figure made of words may be it
    fixed: bool = False  # a heading, a footnote, or the title's matter
    bare: bool = False  # its letters are left out where it is looked for ink


@dataclass(slots=True)
class Words(Rect):
    """A line of labels or cells; `size` is its type's."""

    size: float


@dataclass(slots=True)
class Caption:
    """A caption's place; `key` is None for what is neither figure, table nor algorithm."""

    key: FigureKey | None
    rect: Rect
    column: int
    size: float

    @property
    def kind(self) -> FigureKind | None:
        """What it captions; None as for `key`."""
        return self.key.kind if self.key else None


@dataclass(slots=True)
class Ground:
    """One page, upright."""

    number: int
    width: float
    height: float
    turned: int
    body: BodyType
    captions: list[Caption] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    loose: list[Words] = field(default_factory=list)
    notes: list[Rect] = field(default_factory=list)  # lines that begin as notes do: "Note:", "* p < 0.05"
    footnotes: list[Rect] = field(default_factory=list)  # of the page
    boxes: list[Rect] = field(default_factory=list)  # drawn around words of captions, and bullets before them
    framings: list[Rect] = field(default_factory=list)  # frames and tints that captions stand in
    rules: list[Rect] = field(default_factory=list)
    graphics: list[Rect] = field(default_factory=list)
    left: float = 0.0  # edges of the text
    right: float = 0.0
    usual_left: float = 0.0  # the same, of most of the paper's pages
    usual_right: float = 0.0
    gutter: float | None = None  # the middle between two columns
    top: float = 0.0  # between the running heads and feet
    bottom: float = 0.0
    top_line: float = 0.0  # where the topmost text or drawing stands
    begun_before: frozenset[int] = frozenset()  # columns before which a table's rows end a column or page
    parts: list[Rect] = field(default_factory=list)  # lines that begin "(a) "
    mentions: list[Rect] = field(default_factory=list)  # lines that begin "Table 7 shows"
    continues: list[Rect] = field(default_factory=list)  # lines that say "continued on next page"
    boxed_before: list[Rect] = field(default_factory=list)  # boxes at the head that begin on the page before
    begun_after: Rect | None = None  # the rows with which a page without captions begins that follows
    goes_on: dict[FigureKey, int] = field(default_factory=dict)  # where what begins on some page has its rest
    lined: bool = False  # the paper parts figures from their captions by rules
    bare: bool = False  # the letters of captions are left out where it is looked for ink
    crowded: bool = False  # so many objects that its graphics are not known

    def of_words(self) -> "Ground":
        """The same page where lines set otherwise than the body do not stand in the way."""
        return replace(self, obstacles=[one for one in self.obstacles if not one.own])

    def in_the_way(self, caption: Caption) -> list[Obstacle | Caption]:
        """What a caption's figure cannot hold: other captions, and lines that no frame is around."""
        others: list[Obstacle | Caption] = [one for one in self.captions if one is not caption]
        return [*others, *(one for one in self.obstacles if not one.framed)]

    def letters_of(self, text: Caption | Obstacle) -> Rect:
        """Where the letters of a text stand; seen without them, the middle, where no figure reaches to."""
        bare = text.bare if isinstance(text, Obstacle) else self.bare
        return _middle(text) if bare else text.rect

    def without_letters(self, texts: list[Caption | Obstacle]) -> "Ground":
        """The same page seen without the letters of its captions and of these lines."""
        bare = {id(one) for one in texts}
        obstacles = [replace(one, bare=True) if id(one) in bare else one for one in self.obstacles]
        return replace(self, obstacles=obstacles, bare=True)

    def is_lined(self, caption: Caption) -> bool:
        """Whether a rule as wide as its column stands right above a caption."""
        column = self.column_of(caption)
        left, right = max(column.left, self.left), min(column.right, self.right)
        return any(
            0 <= caption.rect.top - one.bottom < _LINE_NEAR * self.leading
            and one.left < left + _LINE_PLAY
            and one.right > right - _LINE_PLAY
            for one in self.rules
        )

    def keep_off(self, places: list[Rect]) -> None:
        """Let no figure have what lies in these places at head or foot."""
        for one in places:
            self.obstacles.append(Obstacle(one, one, 0.0, alike=False))
            if one.right < self.usual_left or one.left > self.usual_right:
                continue  # in the margin, beside what it would part from the text
            if one.bottom < self.height / 2:
                self.top = max(self.top, one.bottom)
            else:
                self.bottom = min(self.bottom, one.top)

    def column_of(self, caption: Caption) -> Rect:
        """The width that belongs to a caption: its column's, or the whole page's."""
        left, right = 0.0, self.width
        if self.gutter is not None and caption.column == 0:
            right = self.gutter
        elif self.gutter is not None and caption.column == 1:
            left = self.gutter
        return Rect(left, self.top, right, self.bottom)

    def is_over_gutter(self, rect: Rect) -> bool:
        """Whether something reaches from one column into the other."""
        gutter = self.gutter
        return gutter is not None and rect.left < gutter - _OVER_GUTTER and rect.right > gutter + _OVER_GUTTER

    @property
    def leading(self) -> float:
        """The body's, in points."""
        return self.body.leading


def _middle(text: Caption | Obstacle) -> Rect:
    """Text without the upper part of its first line and the lower part of its last."""
    top, bottom = text.rect.top + _FIRST * text.size, text.rect.bottom - _LAST * text.size
    return replace(text.rect, top=top, bottom=max(top, bottom))


def words_of(line: Line) -> Words:
    """A line of labels or cells as it lies."""
    place = line.place
    return Words(place.left, place.top, place.right, place.bottom, line.size)


def around(rects: list[Rect]) -> Rect:
    """The smallest rectangle around all of these."""
    return Rect(
        min(one.left for one in rects),
        min(one.top for one in rects),
        max(one.right for one in rects),
        max(one.bottom for one in rects),
    )


def within(rect: Rect, frame: Rect) -> bool:
    """Whether a line stands within a frame."""
    return (
        frame.left - INSIDE <= rect.left
        and rect.right <= frame.right + INSIDE
        and frame.top - INSIDE <= rect.top
        and rect.bottom <= frame.bottom + INSIDE
    )


def overlap(one: Rect, other: Rect) -> float:
    """The area two rectangles share, as a part of the smaller one."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1.0, min(one.width * one.height, other.width * other.height))


def padded(rect: Rect, beside: float = 0.0) -> Rect:
    """With the tips of its letters, and so much beside it."""
    return Rect(rect.left - beside, rect.top - _TIPS, rect.right + beside, rect.bottom + _TIPS)
