"""The end of the thread: what comes next, and what the work does not do."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from bot.papers import Paper, Sentence
from bot.tweets import Role
from bot.writing.extracting.clauses import Standing, fitting, standalone
from bot.writing.extracting.roles import Part, is_contribution, part_of
from bot.writing.extracting.selection import ROOM, Candidate
from bot.writing.extracting.shortening import size_of
from bot.writing.phrases import Phrases
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
            r"\b(?:our|this|the proposed|the present) (?:method|approach|model|framework|work|study"
            r"|analysis|algorithm"
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
        1.4,
        (
            r"\bwe (?:mainly |mostly |primarily |currently |here )?(?:focus|concentrate) (?:\w+ )?on\b"
            r"|\bwe assume\b"
            r"|\bcurrently,? (?:only|we|our|the|does|do|not|supports?|limited|restricted)"
            r"|\bso far,? (?:only|we)"
            r"|\b(?:we|our|is|are) (?:[\w-]+ ){0,4}only (?:on|in|for|to|with|from) "
            r"|\bEnglish[- ]only"
            r"|\b(?:further|future|more) (?:work|research|studies|investigation) (?:is"
            r"|are) (?:\w+ )?(?:needed|required|necessary)"
        ),
    ),
    (
        1.2,
        (
            r"\b(?:left|leave) (?:\w+ ){0,8}(?:for|to|as) future|\bfails? to\b|\bfailure (?:case"
            r"|mode)s?|\bunable to\b|\bnot able to\b|\bat the (?:cost|expense) of\b|\bexpensive\b"
            r"|\b(?:we|our|is|are) (?:[\w-]+ ){0,4}only (?:a|one|two|on|in|for|the)\b"
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

_FAINT = 1.3
"""Points from which it stands when the paper has nothing plainer."""

_STATED_LEAST = 0.8
_COLOURS = re.compile(
    r"\b(?:red|blue|green|orange|pink|black|purple|yellow|gr[ea]y|dashed|dotted|solid) (?:line|curve"
    r"|dot|bar|area|point)",
    re.IGNORECASE,
)
_A_STEP = re.compile(
    r"^(?:For|At|During|In) (?:testing|training|inference|comparison|test time|evaluation)\b"
)
_MOST_OPEN = 273
"""Weighted characters of a whole tweet, without its number."""

_POINTS_AT = re.compile(r"(?:This|These) ([a-z]{4,20})\b")
_PLANS = re.compile(r"^(?:We|I|Our|Future|Another|One|An?|The|It) ")
_CONCEDED = re.compile(r"^(?:While|Although|Though|Even though) ([^,;:]{25,180}), (?=\w)")
_CLAUSE = re.compile(
    r"^([^;:]{30,230}?)(?:;|: |\s[\u2013—]\s|, (?:but note|although|though|however|and hence|so that"
    r"|rather|which"
    r"|since|as|e\.g\.|i\.e\.))"
)
_EARLY = 60
"""Characters within which "this" stands for something in an earlier sentence."""

_FEWEST_WORDS = 5
"""Words that carry meaning; a sentence with fewer ("We leave this to future work.") says nothing."""

_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:work|paper|study)|I|[Mm]y)\b")
_PRAISE = re.compile(
    r"\b(?:overcom\w+|address\w* th|solv\w+ th|remed\w+|mitigat\w+"
    r"|validity (?:concerns|refers)|threats? to|not inherent|sidestep\w*"
    r"|helps? us|circumvent\w*|outperform\w*|superior\w*|without (?:any )?limitation)\b",
    re.IGNORECASE,
)


def future_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> list[Candidate]:
    """What the paper says comes next, the best first."""
    stated = (s for s in paper.future_work[:60] if _FUTURE.search(s.text) and _COMES_NEXT.search(s.text))
    found = list(_framed(((s, s.text) for s in stated), Role.FUTURE_WORK, phrases, version))
    if not found:
        rest = (s for s, _ in _late(paper) if _FUTURE.search(s.text) and _COMES_NEXT.search(s.text))
        found = list(_framed(((s, s.text) for s in rest), Role.FUTURE_WORK, phrases, version))
    return sorted(found, key=lambda candidate: -candidate.score)


def limitation_candidates(paper: Paper, phrases: Phrases, version: int = 0) -> list[Candidate]:
    """What the paper owns up to, the plainest first.

    Stated limitations go before sentences that narrow the scope; without either, there is what the paper
    leaves for later.
    """
    stated = [
        c._replace(score=c.score + 1.0 + _narrowing(c.quote))
        for c in _framed(_in_context(paper.limitations[:80]), Role.LIMITATION, phrases, version)
        if not (_PRAISE.search(c.text) or _COLOURS.search(c.text))
        and (not _FUTURE.search(c.quote) or _narrowing(c.quote) > _WEAKEST)
    ]
    stated = [c._replace(score=c.score + _STATED) for c in stated if c.score > _STATED_LEAST]
    scope = _scope(paper, {c.quote for c in stated}, phrases, version)
    plain_scope = [c for c in scope if c.score > _PLAIN]
    found = sorted((*stated, *plain_scope), key=lambda c: -c.score)
    if found:
        return found
    head = phrases.say("sentence.future_work", version, sentence="")
    later = (
        c._replace(role=Role.LIMITATION, text=phrases.say("limitation.still_open", version, sentence=said))
        for c in future_candidates(paper, phrases, version)
        if c.score > 0 and _PLANS.match(said := c.text.removeprefix(head))
    )
    faint = sorted((c for c in scope if c.score > _FAINT), key=lambda c: -c.score)
    return faint or [c for c in later if size_of(c.text) <= _MOST_OPEN]


def _in_context(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Each sentence with its text: "This model" becomes "The model" where the sentence before names it."""
    before = ""
    for sentence in sentences:
        text = _freed(sentence.text, Role.LIMITATION)
        pointing = _POINTS_AT.match(text)
        if pointing and re.search(rf"\b{re.escape(pointing[1])}", before, re.IGNORECASE):
            text = f"The {text[pointing.start(1) :]}"
        yield sentence, text
        before = sentence.text


def _scope(paper: Paper, known: Container[str], phrases: Phrases, version: int) -> list[Candidate]:
    """Sentences that narrow what the paper covers, with points for how plainly they do."""
    points_of: dict[str, float] = {}
    sentences: list[Sentence] = []
    for sentence, part in _late(paper):
        if sentence.text in known or not _OWN.search(sentence.text):
            continue
        points = _narrowing(sentence.text)
        if points < _WEAKEST or (points < _PLAIN and is_contribution(sentence.text)):
            continue
        if (
            _OTHERS.search(sentence.text)
            or _PRAISE.search(sentence.text)
            or _A_STEP.match(sentence.text)
            or _COLOURS.search(sentence.text)
        ):
            continue
        points += 0.4 * (part in _OWNS_UP) - 0.6 * (part in {Part.METHOD, Part.RESULTS})
        points_of[sentence.text] = points
        sentences.append(sentence)
    return [
        c._replace(score=c.score + points_of[c.quote] - 1.0)
        for c in _framed(_in_context(sentences), Role.LIMITATION, phrases, version)
    ]


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


def _framed(
    sentences: Iterable[tuple[Sentence, str]], role: Role, phrases: Phrases, version: int
) -> Iterator[Candidate]:
    """The sentences that stand, behind words that say what they are; each comes with the text to be read."""
    for place, (sentence, context) in enumerate(sentences):
        said = _freed(context, role)
        if _PUTS_OFF_WHAT.search(said[:_EARLY]):
            continue
        standing, text = next(_standing(said, role), (None, ""))
        if not standing:
            continue
        text = _reworded(text, role)
        named = role is Role.FUTURE_WORK and "future" in text.lower()
        named = named or (role is Role.LIMITATION and bool(_NAMES_ITSELF.match(text)))
        framed = text if named else phrases.say(f"sentence.{role.value}", version, sentence=text)
        if len(words_of(text)) < _FEWEST_WORDS:
            continue
        score = 1.0 - 1.5 * standing.cost + 0.5 * bool(_OWN.search(text)) - 0.002 * max(0, len(text) - 150)
        yield Candidate(framed, sentence.text, sentence.page, role, score, place, words=words_of(text))


def _standing(said: str, role: Role) -> Iterator[tuple[Standing, str]]:
    """The text as it stands, or else its first clause, if that says by itself what is limited."""
    clause = _CLAUSE.match(said[:600])
    heads = (
        [f"{clause[1]}."] if clause and role is Role.LIMITATION and _narrowing(clause[1]) > _WEAKEST else []
    )
    conceded = _CONCEDED.match(said[:600]) if role is Role.LIMITATION else None
    if conceded and _narrowing(conceded[1]) > _WEAKEST:
        heads.insert(0, f"{conceded[1][:1].upper()}{conceded[1][1:]}.")
        said = "" if _PRAISE.search(said) else said
    for text in (said, *heads):
        standing = standalone(text, anyhow=True)
        if standing and (fits := fitting(standing, ROOM - 12)):
            yield standing, fits


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
