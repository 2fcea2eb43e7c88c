"""Numbers in the margin that count a text's lines."""

from collections import defaultdict
from itertools import pairwise

from bot.paper.pages.glyphs import PageRuns, Run
from bot.paper.pages.lines import TEXT_CHARS

_LINE_NUMBERS = 5  # on a page whose lines are numbered
_LINE_NUMBER_DIGITS = 4
_LINE_NUMBER_STEP = 5
_LISTING = 0.7  # of the characters level with its numbers
_TALL = 0.4  # of the page's height
_OVER = 0.05  # of the text may reach over the numbers: running heads


def without_line_numbers(pages: list[PageRuns]) -> list[list[Run]]:
    """Take out bare numbers that count the lines in the margin; each page's that were taken out.

    They are told by standing under one another over much of a page, ascending, with all text to one side;
    then all numbers at that edge go, on pages with few of them too.
    """
    numbers = [_bare_numbers(page.runs) for page in pages]
    edges: set[int] = set()
    for page, groups in zip(pages, numbers, strict=True):
        for edge, group in groups.items():
            if edge not in edges and _count_lines(group, page):
                edges.update((edge - 1, edge, edge + 1))
    taken: list[list[Run]] = []
    for page, groups in zip(pages, numbers, strict=True):
        taken.append([run for edge in edges for run in groups.get(edge, ())])
        dropped = {id(run) for run in taken[-1]}
        if dropped:
            page.runs = [run for run in page.runs if id(run) not in dropped]
    return taken


def _bare_numbers(runs: list[Run]) -> dict[int, list[Run]]:
    """Runs of a few digits by their right edge, coarsely."""
    groups: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        if run.count <= _LINE_NUMBER_DIGITS and not run.turned and run.text.strip().isdecimal():
            groups[round(run.right / 3)].append(run)
    return groups


def _count_lines(group: list[Run], page: PageRuns) -> bool:
    values = [int(run.text) for run in sorted(group, key=lambda run: run.baseline)]
    steady = sum(0 < second - first <= _LINE_NUMBER_STEP for first, second in pairwise(values))
    spread = max(run.baseline for run in group) - min(run.baseline for run in group)
    if len(group) < _LINE_NUMBERS or steady < 0.7 * (len(group) - 1) or spread < _TALL * page.height:
        return False
    text = [run for run in page.runs if run.count >= TEXT_CHARS]
    return bool(text) and _stand_beside(group, text) and not _number_a_listing(group, page)


def _number_a_listing(numbers: list[Run], page: PageRuns) -> bool:
    """Whether most of what stands level with the numbers is a program, and so are they a part of it."""
    level = {round(run.baseline) for run in numbers}
    lines = [run for run in page.runs if round(run.baseline) in level and not run.text.strip().isdecimal()]
    typed = sum(run.count for run in lines if run.font.mono)
    return typed > _LISTING * sum(run.count for run in lines)


def _stand_beside(numbers: list[Run], text: list[Run]) -> bool:
    """Whether numbers stand left or right of nearly all text of their column."""
    left, right = min(run.left for run in numbers), max(run.right for run in numbers)
    over = sum(run.left < right and run.right > left for run in text)
    return over <= _OVER * len(text)
