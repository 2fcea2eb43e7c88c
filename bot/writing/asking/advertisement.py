"""The text of the request for a poster's ad: facts and draft to the letter, and a little of the paper."""

from collections.abc import Iterator

from bot.papers import Paper
from bot.poster import LONGER, AdBrief
from bot.writing.asking.document import bounded, neutral, neutral_lines, verbatim
from bot.writing.asking.reply import ToldAd
from bot.writing.asking.tasks import form
from bot.writing.prompts import Prompts

_EARLIER = 6  # ads that are shown when another is wanted
_TITLE, _AUTHOR, _ABSTRACT, _SENTENCE = 600, 100, 3000, 500  # bytes of each at most
_AUTHORS, _CONTRIBUTIONS = 20, 5


def poster_ad(prompts: Prompts, brief: AdBrief) -> str:
    """Asks for the ad, its longer variant and the feedback; what broke a lock before is told again."""
    prompt, facts = prompts.poster_ad, brief.facts
    draft = brief.draft.strip()
    faults = neutral_lines("\n".join(f"- {neutral(fault.words)}" for fault in brief.faults))
    return prompt.say(
        facts=verbatim("\n".join(f"{name}: {text}" for name, text in facts.given)),
        blanks=prompt.part("blanks", blanks=" ".join(facts.blanks)) if facts.blanks and not draft else "",
        draft=prompt.part("draft", draft=verbatim(draft)) if draft else prompt.part("no_draft"),
        paper=prompt.part("paper", paper="\n".join(_paper(brief.paper))) if brief.paper else "",
        most=brief.most,
        longest=LONGER,
        note=prompt.part("note", note=neutral_lines(brief.note)) if brief.note.strip() else "",
        earlier=prompt.part("earlier", earlier=verbatim("\n---\n".join(brief.earlier[-_EARLIER:])))
        if brief.earlier
        else "",
        again=prompt.part("again", tried=verbatim(brief.tried), faults=faults) if brief.tried else "",
        fields=form(ToldAd),
    )


def _paper(paper: Paper) -> Iterator[str]:
    yield f"Title: {bounded(paper.title, _TITLE)}"
    yield f"Authors: {', '.join(bounded(name, _AUTHOR) for name in paper.authors[:_AUTHORS])}"
    yield f"Abstract: {bounded(paper.abstract, _ABSTRACT)}"
    for sentence in paper.contributions[:_CONTRIBUTIONS]:
        yield f"Contribution: {bounded(sentence.text, _SENTENCE)}"
