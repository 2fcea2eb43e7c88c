"""What the checks say of a draft, put onto the draft: a pure step after every change of a text."""

from datetime import date

from bot.actions import Verb
from bot.draft import Draft, Piece, Revision, reviewed
from bot.tweets import Finding, Role, Severity, Wording
from bot.writing.checking.contradictions import contradictions
from bot.writing.checking.locks import blanks_left, check_ad
from bot.writing.checks import Grounds, check_thread, check_tweet, verified_evidence


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
    of = draft.of()
    thread = check_thread(wordings, grounds) if whole else None
    revisions: dict[int, Revision] = {}
    for piece, said in zip(draft.pieces, wordings, strict=True):
        findings = check_tweet(said, n=said.index + 1, of=of, grounds=grounds)
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


def ad_judged(draft: Draft, today: date) -> Draft:
    """The draft with what the checks say of its ad: locks it breaks, blanks, facts that contradict."""
    if draft.ad is None or draft.poster is None or not draft.ad.now.text:
        return draft
    now, poster = draft.ad.now, draft.poster
    findings = (
        *check_ad(now.text, poster.facts, poster.own, draft.ad_room),
        *blanks_left(now.text),
        *contradictions(poster.facts, poster.own, today),
    )
    if now.verb is Verb.EDIT:  # a person may add what the form does not have
        findings = tuple(one for one in findings if one.rule != "fact-added")
    now = now.model_copy(update={"findings": findings})
    ad = draft.ad.model_copy(update={"revisions": (*draft.ad.revisions[:-1], now)})
    return draft.model_copy(update={"ad": ad})
