"""The end of the thread: what comes next, and what the work does not do."""

import re
from collections.abc import Iterable, Iterator

from bot.papers import Paper, Sentence
from bot.tweets import Role
from bot.writing.extracting.clauses import fitting, standalone
from bot.writing.extracting.roles import Part, part_of
from bot.writing.extracting.selection import ROOM, Candidate
from bot.writing.prompts import Phrases
from bot.writing.similarity import words_of

_STATES_LIMITATION = re.compile(
    r"^(?:(?:One|A|An|The|Another|Our|Its) )?(?:\w+ ){0,2}(?:limitations?|drawback|shortcoming"
    r"|weakness|caveat|disadvantage) "
    r"(?:of (?:our|this|the (?:current|present|proposed)) (?:\w+ ){1,3})?is that ",
    re.IGNORECASE,
)
_IN_FUTURE = re.compile(
    r"^(?:In|For|As) (?:the |our )?(?:near )?future(?: work| works| research| studies)?,? ", re.IGNORECASE
)
_LEAVES = re.compile(
    r"^We (?:\w+ )?(?:leave|defer|postpone) ((?:[^.;]){10,220}?),? (?:(?:for|to"
    r"|as) (?:\w+ )?future (?:work|research|studies|investigation)s?|open)(?: [^.]{0,40})?\.$"
)
_IS_LEFT = re.compile(r"^([^.;]{10,220}?) (?:is|are) left (?:for|to|as) (?:\w+ )?future (?:work|research)\.$")
_FUTURE = re.compile(
    r"\b(?:future (?:work|research|stud|direction|investigation|extension|version|improvement)"
    r"|in (?:the )?future|(?:we|and) (?:plan|intend) to|excited about the future|left (?:for"
    r"|to|as)|we leave|open (?:question|problem)"
    r"|it would be interesting|interesting (?:direction|avenue|question)"
    r"|promising (?:direction|avenue)|next steps?|remains? to be (?:seen|done|explored"
    r"|studied))",
    re.IGNORECASE,
)
_COMES_NEXT = re.compile(
    r"\b(?:(?:we|our|I)\b|future (?:work|research|stud|direction|investigation|extension"
    r"|version)|open (?:question|problem)|remains?|interesting|promising)",
    re.IGNORECASE,
)
_SCOPE = (
    (
        3.0,
        (
            r"\blimitations? (?:of (?:our|this|the)|is|are)|\b(?:our|this) (?:\w+ ){0,3}(?:is"
            r"|are) limited\b|\bdrawbacks?\b|\bcaveats?\b|\bshortcomings?\b"
        ),
    ),
    (
        2.6,
        (
            r"\b(?:due to|because of|given|under|with) (?:\w+ )?(?:limited|computational|resource"
            r"|budget) (?:\w+ )?(?:resources?|constraints?|budgets?|limit\w*|data|access|comput\w+)"
        ),
    ),
    (
        1.9,
        (
            r"\bwe (?:only|solely) (?:consider|evaluate|study|focus|test|use|compare|cover|look"
            r"|include|explore|investigate|experiment|examine|provide|report)|\bwe (?:do not|did not"
            r"|have not|do not yet|have not yet) (?:evaluate|consider|study|test|address|explore"
            r"|investigate|provide|compare|cover|guarantee|model|account|attempt|claim|take|validate"
            r"|apply|analy[sz]e|examine|have|know|handle|support|deal)|\bwe (?:cannot|could not"
            r"|are unable to|were unable to|are not able to) (?:guarantee|claim|rule|exclude|evaluate"
            r"|handle|conclude|determine|verify|compare|test|general|assess|know|ensure|constantly|run"
            r"|train|study|make|draw|access|report|say)|\bwe could only\b|\bwe restrict\b"
        ),
    ),
    (
        2.0,
        (
            r"\bbeyond (?:the )?scope|\b(?:is|are) limited (?:to|by|in)\b"
            r"|\bnot (?:yet )?(?:been )?(?:considered|addressed|explored|guaranteed|applicable"
            r"|sufficient|suitable)|\bassum(?:e|es|ption)\b.{0,60}\bmay\b"
        ),
    ),
    (
        1.8,
        (
            r"\b(?:our|this) (?:method|approach|model|framework|work|study|analysis|algorithm"
            r"|system)\b.{0,60}\b(?:cannot|does not|may not|is not|fails?|struggles?|requires?|relies"
            r"|depends)\b"
        ),
    ),
    (
        1.6,
        (
            r"\bstill (?:far|lags?|struggles?|fails?|suffers?|room|unclear|challenging|difficult"
            r"|limited|an open)|\bremains? (?:unclear|challenging|an open|open|difficult|to be)"
            r"|\b(?:much|further|more) work (?:is|remains)"
        ),
    ),
    (
        1.2,
        (
            r"\b(?:left|leave) (?:\w+ ){0,8}(?:for|to|as) future|\bfails? to\b|\bfailure (?:case"
            r"|mode)s?|\bunable to\b|\bnot able to\b|\bat the (?:cost|expense) of\b|\bexpensive\b"
            r"|\bonly (?:a|one|two|on|in|for|the)\b"
        ),
    ),
)
_LIMITS = tuple((points, re.compile(pattern, re.IGNORECASE)) for points, pattern in _SCOPE)
_OTHERS = re.compile(
    r"\b(?:previous|prior|existing|other|earlier|traditional|conventional|recent|current"
    r"|baseline|state-of-the-art|standard|former|most|many) (?:\w+ )?(?:methods?|approach\w*"
    r"|work|works|models?|techniques?|studies|algorithms?|systems?|literature|research"
    r"|surveys?|datasets?|benchmarks?)\b",
    re.IGNORECASE,
)
_NAMES_ITSELF = re.compile(
    r"^(?:One|A|An|The|Another|Our)(?: [\w-]+){0,2} (?:limitation|drawback|shortcoming|caveat)s?\b"
)
_STATED = 0.7
"""Points by which a stated limitation goes before a sentence that only narrows the scope."""

_OWNS_UP = frozenset({Part.INTRODUCTION, Part.DISCUSSION, Part.CONCLUSION, Part.LEFT_OUT})
"""Parts in which authors say what their work does not do."""

_WEAKEST = 1.2
"""Points of the weakest sign of a limitation: that something is left for later, or costs much."""

_PUTS_OFF_WHAT = re.compile(
    r"\b(?:leav(?:e|ing)|investigat\w+|explor\w+|address\w*|pursu\w+|defer\w*|extend\w*"
    r"|solv\w+|resolv\w+) "
    r"(?:this|these|that|those|it|them|such)\b",
    re.IGNORECASE,
)
_PLAIN = 1.85
"""Points from which a sentence that only narrows the scope is plain enough to stand as the limitation."""

_EARLY = 60
"""Characters within which "this" stands for something in an earlier sentence."""

_FEWEST_WORDS = 5
"""Words that carry meaning; a sentence with fewer ("We leave this to future work.") says nothing."""

_OWN = re.compile(r"\b(?:we|our|this (?:work|paper|study)|I|my)\b")
_PRAISE = re.compile(
    r"\b(?:overcom\w+|address\w* th|solv\w+ th|remed\w+|mitigat\w+"
    r"|validity (?:concerns|refers)|threats? to|not inherent|sidestep\w*"
    r"|helps? us|circumvent|outperform|superior|without (?:any )?limitation)\b",
    re.IGNORECASE,
)


def future_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> list[Candidate]:
    """What the paper says comes next, the best first."""
    stated = (s for s in paper.future_work[:60] if _FUTURE.search(s.text) and _COMES_NEXT.search(s.text))
    found = list(_framed(stated, Role.FUTURE_WORK, phrases, version))
    if not found:
        rest = (s for s, _ in _late(paper) if _FUTURE.search(s.text) and _COMES_NEXT.search(s.text))
        found = list(_framed(rest, Role.FUTURE_WORK, phrases, version))
    return sorted(found, key=lambda candidate: -candidate.score)


def limitation_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> list[Candidate]:
    """What the paper owns up to, the plainest first: stated limitations, sentences that narrow the scope."""
    stated = [
        c._replace(score=c.score + 1.0 + _narrowing(c.quote))
        for c in _framed(paper.limitations[:80], Role.LIMITATION, phrases, version)
        if not _PRAISE.search(c.quote) and (not _FUTURE.search(c.quote) or _narrowing(c.quote) > _WEAKEST)
    ]
    stated = [c for c in stated if c.score > 1.0]
    known = {c.quote for c in stated}
    scope = (
        (s, points + 0.4 * (part in _OWNS_UP) - 0.6 * (part in {Part.METHOD, Part.RESULTS}))
        for s, part in _late(paper)
        if s.text not in known and (points := _narrowing(s.text)) >= _WEAKEST and _OWN.search(s.text)
    )
    points_of: dict[str, float] = {}
    sentences: list[Sentence] = []
    for sentence, points in scope:
        if not (_OTHERS.search(sentence.text) or _PRAISE.search(sentence.text)):
            points_of[sentence.text] = points
            sentences.append(sentence)
    found = [
        c._replace(score=c.score + points_of[c.quote] - 1.0)
        for c in _framed(sentences, Role.LIMITATION, phrases, version)
    ]
    found = [c for c in found if c.score > _PLAIN]
    return sorted((*(c._replace(score=c.score + _STATED) for c in stated), *found), key=lambda c: -c.score)


def _narrowing(text: str) -> float:
    """How plainly a sentence says what the work does not do, in points from 0 to 3."""
    return max((points for points, pattern in _LIMITS if pattern.search(text)), default=0.0)


def _late(paper: Paper) -> Iterator[tuple[Sentence, Part]]:
    """The sentences of the main part with the part they stand in, related work left out."""
    part = Part.OTHER
    for section in paper.sections:
        part = part_of(section, part)
        own_words = part is Part.LEFT_OUT and any(
            word in section.title.lower() for word in ("limit", "future", "impact")
        )
        if section.appendix or part is Part.RELATED or (part is Part.LEFT_OUT and not own_words):
            continue
        yield from ((sentence, part) for sentence in section.sentences)


def _framed(sentences: Iterable[Sentence], role: Role, phrases: Phrases, version: int) -> Iterator[Candidate]:
    for place, sentence in enumerate(sentences):
        said = _freed(sentence.text, role)
        if _PUTS_OFF_WHAT.search(said[:_EARLY]):
            continue
        standing = standalone(said, anyhow=True)
        text = fitting(standing, ROOM - 12)
        if not standing or not text:
            continue
        text = _reworded(text, role)
        named = role is Role.FUTURE_WORK and "future" in text.lower()
        named = named or (role is Role.LIMITATION and bool(_NAMES_ITSELF.match(text)))
        framed = text if named else phrases.say(f"sentence.{role.value}", version, sentence=text)
        if len(words_of(text)) < _FEWEST_WORDS:
            continue
        score = 1.0 - 1.5 * standing.cost + 0.5 * bool(_OWN.search(text)) - 0.002 * max(0, len(text) - 150)
        yield Candidate(framed, sentence.text, sentence.page, role, score, place, words=words_of(text))


def _freed(text: str, role: Role) -> str:
    """The sentence without the words that only announce what it is."""
    text = re.sub(
        r"^(?:Yet another|Another|A second|A further|A final|Other|The (?:second|third|last|final)) ",
        "One ",
        text,
    )
    pattern = _STATES_LIMITATION if role is Role.LIMITATION else _IN_FUTURE
    freed = pattern.sub(
        "",
        re.sub(
            r"^(?:First|Second|Third|Finally|For one|However|Lastly|Moreover|Also|In addition"
            r"|Additionally|Furthermore),? ",
            "",
            text,
        ),
        count=1,
    )
    return freed[:1].upper() + freed[1:]


def _reworded(text: str, role: Role) -> str:
    """The sentence as it stands behind "Future work:", where "We leave X for future work." is "X."."""
    left = (_LEAVES.match(text) or _IS_LEFT.match(text)) if role is Role.FUTURE_WORK else None
    return f"{left[1][:1].upper()}{left[1][1:]}." if left else text
