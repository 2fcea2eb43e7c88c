"""On which side of its caption each figure lies: what is there decides, and where that is open the custom."""

import math
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from bot.paper.cropping.brackets import is_text
from bot.paper.cropping.ground import Caption, Ground, Obstacle, overlap
from bot.paper.cropping.notes import with_notes
from bot.paper.cropping.slots import Side, Slot, has_content, slot_at
from bot.papers import FigureKey, FigureKind

_USUAL = {FigureKind.FIGURE: Side.ABOVE, FigureKind.TABLE: Side.BELOW, FigureKind.ALGORITHM: Side.BELOW}
_UPRIGHT, _BESIDE = (Side.ABOVE, Side.BELOW), (Side.LEFT, Side.RIGHT)
_OVERLAP = 0.1  # of the smaller slot: two figures cannot both have it
_RIVALS, _RULED = 2.5, 1.1  # how much it tells, beside what is not the custom
_VOTES = 3  # that make a custom firm; and so many times as many as speak against it
_ROOM = 2.5  # leadings
_NEAR = 40.0  # points
_MOST_WAYS, _FEW = 4096, 12  # of choosing a page's sides, where there are so few captions


@dataclass(frozen=True, slots=True)
class _Custom:
    """On which side of their captions a paper's figures of one kind lie; `firm`: nearly all of them do."""

    side: Side
    firm: bool


@dataclass(slots=True)
class PagePlan:
    """One page with figures: its ground, and the slot in which each is looked for first."""

    ground: Ground
    wanted: frozenset[FigureKey]
    slots: list[Slot] = field(default_factory=list)


def plan_pages(grounds: list[Ground], wanted: Collection[FigureKey]) -> list[PagePlan]:
    """The pages that have captions of the figures wanted, with a slot for each."""
    open_ones = [_candidates(ground) for ground in grounds]
    customs = _customs(open_ones)
    plans = [
        _plan(ground, slots, customs, frozenset(wanted))
        for ground, slots in zip(grounds, open_ones, strict=True)
    ]
    return [plan for plan in plans if any(caption.key in wanted for caption in plan.ground.captions)]


def _candidates(ground: Ground) -> list[tuple[Caption, list[Slot]]]:
    found = []
    for caption in ground.captions:
        if caption.key is None:
            continue
        filled: list[Slot] = []
        for sides in (_BESIDE, _UPRIGHT) if _is_in_margin(caption, ground) else (_UPRIGHT, _BESIDE):
            slots = [slot_at(caption, side, ground) for side in sides]
            filled = filled or [slot for slot in slots if has_content(slot, ground)]
        tables = [slot for slot in filled if not (slot.ruled and is_text(slot.rect, ground))]
        filled = tables or filled  # the text between two rules may be a table's, but another is likelier
        # Made of words alone, or of a form whose bounds tell nothing: then the ink will tell.
        found.append((caption, filled or [slot_at(caption, side, ground, words=True) for side in _UPRIGHT]))
    return found


def _is_in_margin(caption: Caption, ground: Ground) -> bool:
    """Whether a caption stands beside the column in which the paper's text is set."""
    return caption.rect.left > ground.usual_right or caption.rect.right < ground.usual_left


def other_slots(slot: Slot, ground: Ground) -> Iterator[Slot]:
    """Where else a figure may lie that was not found in its slot: on another side, or made of words alone."""
    opposite = Side.BELOW if slot.side is Side.ABOVE else Side.ABOVE
    if slot.words or slot.side in _UPRIGHT:
        yield slot_at(slot.caption, slot.side, ground, words=not slot.words)
    if slot.ruled:
        yield slot_at(slot.caption, slot.side, ground, ruled=False)
    for side in (opposite, *_BESIDE):
        if side is not slot.side:
            yield slot_at(slot.caption, side, ground)
    yield slot_at(slot.caption, opposite, ground, words=True)


def _customs(pages: list[list[tuple[Caption, list[Slot]]]]) -> dict[FigureKind, _Custom]:
    """Whether this paper's figures, and its tables, stand above or below their captions."""
    votes: Counter[tuple[FigureKind, Side]] = Counter()
    for page in pages:
        for caption, slots in page:
            if caption.key and len(slots) == 1 and slots[0].side in _UPRIGHT:
                votes[caption.key.kind, slots[0].side] += 1
    customs: dict[FigureKind, _Custom] = {}
    for kind, usual in _USUAL.items():
        other = Side.BELOW if usual is Side.ABOVE else Side.ABOVE
        most, least = sorted((votes[kind, usual], votes[kind, other]), reverse=True)
        side = other if votes[kind, other] > votes[kind, usual] else usual
        customs[kind] = _Custom(side, firm=most >= _VOTES and most > _VOTES * least)
    return customs


def _plan(
    ground: Ground,
    candidates: list[tuple[Caption, list[Slot]]],
    customs: dict[FigureKind, _Custom],
    wanted: frozenset[FigureKey],
) -> PagePlan:
    found = [slots for _, slots in candidates]
    plan = PagePlan(ground, wanted)
    ways = max(1, _MOST_WAYS * _FEW**2 // max(_FEW, len(found)) ** 2)  # each compares all pairs
    while math.prod(len(slots) for slots in found) > ways:
        longest = max(found, key=len)
        longest[:] = [min(longest, key=lambda slot: _strangeness(slot, customs))]
    chosen = min(product(*found), key=lambda slots: _cost(slots, customs, _ROOM * ground.leading))
    # What lies between a table's rules is the table's, with its notes: it stands in the way of all others.
    places = [with_notes(slot.rect, slot, ground) for slot in chosen if slot.ruled]
    tables = [Obstacle(place, place, 0.0, alike=False) for place in places]
    narrowed = replace(ground, obstacles=[*ground.obstacles, *tables]) if tables else ground
    plan.slots = [slot if slot.ruled else _settled(slot, narrowed, customs) for slot in chosen]
    return plan


def _settled(slot: Slot, ground: Ground, customs: dict[FigureKind, _Custom]) -> Slot:
    """The slot with the tables beside it left out; where all others lie if only this one seems not to."""
    custom = customs[slot.caption.key.kind] if slot.caption.key else _Custom(slot.side, firm=False)
    if custom.firm and slot.side is not custom.side and not _is_alone(slot, ground):
        usual = slot_at(slot.caption, custom.side, ground, words=True)
        if usual.rect.height > _ROOM * ground.leading:
            return usual
    return slot_at(slot.caption, slot.side, ground, words=slot.words)


def _is_alone(slot: Slot, ground: Ground) -> bool:
    """Whether a figure is to lie beside its caption where no other caption stands."""
    place = slot.rect
    return slot.side in _BESIDE and not any(
        one.rect.left < place.right and one.rect.right > place.left
        for one in ground.captions
        if one is not slot.caption
        and one.rect.bottom > place.top - _NEAR
        and one.rect.top < place.bottom + _NEAR
    )


def _cost(slots: tuple[Slot, ...], customs: dict[FigureKind, _Custom], room: float) -> float:
    """What speaks against a choice of sides: two figures in one place, and what is not the custom."""
    rivals = sum(_are_rivals(one, other, room) for one, other in combinations(slots, 2))
    return _RIVALS * rivals + sum(_strangeness(slot, customs) for slot in slots)


def _strangeness(slot: Slot, customs: dict[FigureKind, _Custom]) -> float:
    kind = slot.caption.key.kind if slot.caption.key else FigureKind.FIGURE
    usual = slot.side is customs[kind].side or slot.side not in _UPRIGHT
    return (not usual) - _RULED * slot.ruled


def _are_rivals(one: Slot, other: Slot, room: float) -> bool:
    """Whether two captions, one above the other, claim one space; a table leaves what is beyond it."""
    first, second = one.caption.rect, other.caption.rect
    stacked = first.left < second.right and first.right > second.left
    if not stacked or overlap(one.rect, other.rect) <= _OVERLAP:
        return False
    if one.ruled is other.ruled:
        return True
    table, figure = (one, other) if one.ruled else (other, one)
    left = (
        figure.caption.rect.top - table.rect.bottom
        if figure.side is Side.ABOVE
        else table.rect.top - figure.caption.rect.bottom
    )
    return left < room
