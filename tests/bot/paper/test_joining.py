"""Lines joined to text, and characters cleaned."""

import pytest

from bot.paper.pages.cleaning import SOFT, clean
from bot.paper.pages.joining import Lexicon


@pytest.mark.parametrize(
    ("known", "lines", "joined"),
    [
        ([], ["a docu" + SOFT, "ment"], "a document"),
        (["the pre-training of it"], ["the pre" + SOFT, "training"], "the pre-training"),
        (["pretraining helps"], ["the pre" + SOFT, "training"], "the pretraining"),
        (["on a high level"], ["a high" + SOFT, "level view"], "a high-level view"),
        (["in every formation"], ["the in" + SOFT, "formation"], "the information"),
        (["to manip" + SOFT, "ulate it"], ["to manip" + SOFT, "ulate it"], "to manipulate it"),
        ([], ["English" + SOFT, "to-German"], "English-to-German"),
        ([], ["the COVID" + SOFT, "19 wave"], "the COVID-19 wave"),
        ([], ["plain words", "go on"], "plain words go on"),
        ([], ["see https://example.org/", "a/b"], "see https://example.org/a/b"),
        ([], ["see https://github.", "com/a/b"], "see https://github.com/a/b"),
        ([], ["中小企业", "在发展"], "中小企业在发展"),
        (["감염증은 병이다"], ["그 감염", "증은"], "그 감염증은"),
        ([], ["그 감염", "증은"], "그 감염 증은"),
        ([], ["", "one", ""], "one"),
        ([], [], ""),
    ],
)
def test_joining(known: list[str], lines: list[str], joined: str) -> None:
    """Broken words are made whole as the paper itself spells them; addresses go on."""
    assert Lexicon(known).join(lines) == joined


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("e\ufb03cient  \ufb01rst", "efficient first"),
        ("10\u2075 and x\u00b2", "10^5 and x^2"),
        ("2\u00bd", "2 1\u20442"),
        ("Zitkovi \u00b4c", "Zitkovi\u0107"),
        ("une \u00b4Eglise", "une \u00c9glise"),
        ("H \u00a8older", "H\u00f6lder"),
        ("a\u202eb\u200bc\x07d", "a b c d"),
        ("中文\uff0c 标点\uff08全角\uff09", "中文\uff0c标点\uff08全角\uff09"),
        ("Figure 1 . We", "Figure 1. We"),
        ("(Moor et al. , 2022)", "(Moor et al., 2022)"),
        ("le mod\u00e8le ; douze", "le mod\u00e8le ; douze"),
    ],
)
def test_cleaning(raw: str, cleaned: str) -> None:
    """Ligatures and accents are written out, powers stay powers, and nothing invisible remains."""
    assert clean(raw) == cleaned
