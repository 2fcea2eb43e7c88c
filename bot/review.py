"""What the checks say of a draft, put onto the draft: a pure step after every change of a text."""

from datetime import UTC, date, datetime, time

from bot.actions import Verb
from bot.calendar_file import calendar_file
from bot.draft import Draft, Piece, Revision
from bot.errors import NotNow
from bot.poster import LONGER, PosterFacts, blank
from bot.transitions import reviewed
from bot.tweets import Finding, Role, Severity, Wording
from bot.writing.checking.contradictions import contradictions
from bot.writing.checking.locks import blanks_left, check_ad
from bot.writing.checking.rules import finding
from bot.writing.checks import Grounds, check_thread, check_tweet, verified_evidence
from bot.writing.locked import locked


def wording(piece: Piece, index: int) -> Wording:
    """The standing text of a piece, as writers and checks know tweets."""
    now = piece.now
    return Wording(
        index=index,
        role=piece.role or Role.RESULT,
        text=now.text,
        figure=now.figure,
        quote=now.evidence.quote if now.evidence else "",
        page=now.evidence.page if now.evidence else None,
        alt=now.alt,
    )


def judged(draft: Draft, grounds: Grounds, *, whole: bool) -> Draft:
    """The draft with evidence verified and findings brought up to date.

    `whole` also applies the rules on the thread: order, coverage, repetition. While a thread is being
    written it has gaps, and they would only raise false alarms.
    """
    wordings = tuple(wording(piece, index) for index, piece in enumerate(draft.pieces))
    of = draft.of() + draft.awaits_ad
    thread = check_thread(wordings, grounds) if whole else None
    revisions: dict[int, Revision] = {}
    for piece, said in zip(draft.pieces, wordings, strict=True):
        findings = check_tweet(said, n=draft.number(piece), of=of, grounds=grounds)
        if thread:
            findings += thread.findings.get(said.index, ())
        evidence = verified_evidence(said, grounds)
        revisions[piece.key] = piece.now.model_copy(update={"findings": findings, "evidence": evidence})
    covered = thread.covered if thread else draft.covered
    return reviewed(draft, revisions, covered, thread.uncovered if thread else draft.uncovered)


def hard_findings(thread: tuple[Wording, ...], index: int, grounds: Grounds) -> tuple[Finding, ...]:
    """The hard faults that the tweet at `index` would have in this thread."""
    findings = check_tweet(thread[index], n=index + 1, of=len(thread), grounds=grounds)
    findings += check_thread(thread, grounds).findings.get(index, ())
    return tuple(finding for finding in findings if finding.severity is Severity.HARD)


_TOLD = frozenset({"end-before-start", "zone-unknown"})
"""Contradictions that say already what the calendar file would lack."""


def _of_calendar(facts: PosterFacts, text: str, today: date) -> tuple[Finding, ...]:
    """What is to be known of the calendar file that comes with the approved ad."""
    if blank("date") in text:
        return ()
    try:
        return calendar_file(facts, "", 0, datetime.combine(today, time(), UTC)).findings
    except NotNow as error:
        return (finding("calendar", str(error)),)


def ad_judged(draft: Draft, today: date) -> Draft:
    """The draft with what the checks say of its ad: locks it breaks, blanks, facts that contradict.

    A longer variant that no longer has every fact as it was given is dropped: facts were changed.
    """
    if draft.ad is None or draft.poster is None or not draft.ad.now.text:
        return draft
    now, poster = draft.ad.now, draft.poster
    odd = contradictions(poster.facts, poster.own, today)
    findings = (
        *check_ad(now.text, poster.facts, poster.own, draft.ad_room),
        *blanks_left(now.text),
        *odd,
        *(() if any(one.rule in _TOLD for one in odd) else _of_calendar(poster.facts, now.text, today)),
    )
    origin = now if now.restores is None else draft.ad.revisions[now.restores]
    if origin.verb is Verb.EDIT:  # a person may add what the form does not have
        findings = tuple(one for one in findings if one.rule != "fact-added")
    old = bool(now.longer) and bool(locked(now.longer, poster.facts, poster.own, LONGER))
    now = now.model_copy(update={"findings": findings, "longer": "" if old else now.longer})
    ad = draft.ad.model_copy(update={"revisions": (*draft.ad.revisions[:-1], now)})
    return draft.model_copy(update={"ad": ad})
