"""Tells whether a sentence leans on the sentences before it: pronouns, "these methods", "the former"."""

import re

_NOUN = 2  # words a noun and its article have
_OBJECT = 4  # words within which "We propose" has named no object
_EARLY = 45  # characters within which a pronoun has no antecedent in its own sentence

_LEANING = re.compile(  # openings that mean nothing without the sentence before
    r"^(?:This|These|That|Those|They|He|She|Such|Its|Their|Them|His|Her|It|Otherwise|Instead"
    r"|Similarly|Likewise|Conversely"
    r"|In contrast|By contrast|On the contrary|On the other hand|On (?:the )?one hand"
    r"|For (?:example|instance)|Then|Afterwards?|Thereafter"
    r"|The (?:former|latter|same|other|others|rest|remaining|resulting|corresponding|first"
    r"|second|third|fourth|last|next|above"
    r"|reason|reasons|difference|intuition|idea is|idea here|goal is|following|two|three|four"
    r"|five|question|answer|point"
    r"|aforementioned|opposite|reverse|converse|problem is|issue|latest|final|previous"
    r"|particular|notation|proof|term|terms"
    r"|choice|value|values|quantity|fact|key idea|main idea|advantage|disadvantage|drawback"
    r"|assumption|condition|claim|case)\b"
    r"|Both|Neither|Either|Another|Others?|Some of|Most of|Many of|All (?:of|two|three|four"
    r"|five|six|these|those|other)|One of (?:the|them|these)|None|Each|Same|Similar|Doing so"
    r"|One (?:such|is|reason|can|way|possible|could|may|might|issue|example|exception|would)"
    r"|Two of|Here|There|Let|Suppose|Assume"
    r"|Denote|Consider|Compare|Given (?:a|an|the|this|these|that)|Recall|See|Where|Which|Who"
    r"|Whose|What|Why|How|When|While|Whereas|If|As|Because|Since|Although|Though"
    r"|Unlike (?:this|that|these|them|it)|Rather than|Compared (?:to|with) (?:this|these|it"
    r"|them)|After (?:this|that)|By this|With this|From this|For this|At this|Based on this"
    r"|To (?:do so|do this|this|these)|In (?:this|these|that|those|such|both|either"
    r"|the (?:former|latter|same|first|second|other)|all (?:three|four|these|cases))"
    r"|To also|Below|Above|In the present|As (?:a )?final|We thus|(?:For|In|With"
    r"|To) [^,]{1,40}, one(?: is| can"
    r"| must| has| may)?"
    r"|Under (?:this|these|such)|Via this|Due to this|Through this|Using (?:this|these)|Proof"
    r"|Hereafter|Hereinafter|Yes|No|Not|Only|Even|Else)\b"
)
_ALLOWED_OPENING = re.compile(
    r"^(?:This (?:paper|work|article|study|survey|thesis|report|letter|manuscript|research"
    r"|review|book|tutorial)\b"
    r"|It (?:is|was|remains|has been) (?:also )?(?:possible|well[- ]known|widely|known"
    r"|important|essential|crucial|desirable|impossible"
    r"|difficult|hard|easy|unclear|necessary|challenging|open|likely|interesting|worth|common"
    r"|sufficient|useful|not (?:clear|possible|known))"
    r"|There (?:is|are|has been|have been|exists?|remains?) |Such as\b|Even (?:with|without"
    r"|though|if|when)"
    r"|While |Although |Though |Whereas |If |When |Because |Since |As (?:a|an|the|we|our"
    r"|models?|data|more|part|our) |Not all |Only |Given (?:a|an|the) "
    r"|Rather than |No |Both [\w-]+ and |Either |Each (?:of (?:our|the)|(?!is|was|has|can|may|will|of)\w+ )"
    r"|Similar to (?!this|that|the)|One of the (?:main|most|key|major|central|biggest|first"
    r"|core)"
    r"|Many of (?:our|the)|Most of (?:our|the)|Some of (?:our|the)|All of our"
    r"|The (?:goal|main idea|key idea|idea) (?:is|of|behind) (?!this|that|these))"
)
_SELF = (
    r"(?:paper|work|article|study|survey|thesis|report|letter|manuscript|research|review"
    r"|tutorial|day|year)"
)
_POINTING = re.compile(
    rf"\b(?:this|these|that(?= (?:case|way|end|point|paper|purpose|sense|reason|approach|method"
    rf"|model|problem))|those(?! (?:of|who|that|which|in|from|with|for|used|obtained))"
    rf"|such(?! (?:as|that)))\b(?! {_SELF}\b)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|itself|they|their|them|themselves|he|she|his|her|one another|theirs)\b", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\bit (?:is|was|remains|becomes|may be|can be|would be|might be|has been"
    r"|makes?) (?:\w+ ){0,3}(?:to|that|whether|for|how|why|when)\b"
    r"|\b(?:make|makes|making|made|find|found|finding|render|renders) it \w+ (?:to|that|for)\b"
)
_THAT_ONE = re.compile(r"^[^,]{3,60}, that (?:is|was|\w+s) ")
_LEANING_INSIDE = re.compile(
    r"\b(?:the (?:former|latter|two (?:models|methods|approaches|cases|settings|algorithms"
    r"|variants|types)|same (?:is|as|holds|applies|reason|way|setting|settings|approach|trend"
    r"|procedure|conclusion|behaviou?r)"
    r"|other (?:two|three|hand|one)|resulting|corresponding|rest of)|as (?:before|usual|well)"
    r"|similar (?:trend|pattern|behaviou?r|result|conclusion|observation|improvement)s?"
    r"|previously (?:mentioned|described|defined|introduced)|do(?:es)? (?:so|not hold)"
    r"|in doing so|accordingly|likewise|vice versa|hereafter|henceforth|herein|thereof|thereby"
    r"|we (?:now|next|begin|start|first|conclude|turn|return|defer|omit|refer|denote|write|let"
    r"|recall|remark|consider the)|let us|without loss|wlog|i\.i\.d|w\.r\.t|iff"
    r"|the situation|such [a-z]+(?: [a-z]+)?(?=[.,])|the ones?|question [a-z0-9]|our first|our second"
    r"|our third|first question"
    r"|second question|respectively)\b",
    re.IGNORECASE,
)
_FATAL_INSIDE = re.compile(
    r"\b(?:the (?:former|latter|situation)|as (?:before|above|below)|previously (?:mentioned"
    r"|described|defined)|let us|without loss"
    r"|we (?:now|next|defer|omit|refer|denote|write|let|recall|turn|return)|the other (?:two"
    r"|three|one)|the same (?:holds|applies|is true|reason)"
    r"|similar (?:trend|pattern|conclusion|observation)s?|not the case|the case here"
    r"|our (?:first|second|third|fourth)|to recap|discussed|see (?:the )?)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?<=[a-z,] )(?:this|these)(?= (?!(?:is|are|was|were|can|may|might|will|would|could"
    r"|should|has|have|had|does|do|by|in|to|of|for|and|or|as|at|on|with"
    r"|that|we|a|an|means|allows?|leads?|way|case|end|point|reason|manner|sense|respect"
    r"|setting|fact|effect|issue|problem|purpose)\b)[a-z][a-z-]{2,})"
)


def without_pointers(text: str) -> str:
    """The text with "these residual nets" inside it as "the residual nets", where a noun follows."""
    return _DETERMINER.sub("the", text)


def leans(text: str) -> bool:
    """Whether the sentence means nothing, or something else, without the sentences before it."""
    if _LEANING.match(text) and not _ALLOWED_OPENING.match(text):
        return True
    if _FATAL_INSIDE.search(text) or _THAT_ONE.match(text):
        return True
    bare = _EXPLETIVE.sub("", text)
    pronoun = _PRONOUN.search(bare)
    if pronoun and pronoun.start() < _EARLY and not _has_antecedent(bare[: pronoun.start()]):
        return True
    pointing = _POINTING.search(text)
    return bool(pointing and (pointing.start() < _EARLY or not _has_antecedent(text[: pointing.start()])))


_SUBJECTLESS = re.compile(r"^(?:We|I|Our|It|There)\b")


def _has_antecedent(before: str) -> bool:
    """Whether what stands before a pronoun can name what it stands for: a noun, in a clause of its own."""
    words = before.split()
    if len(words) < _NOUN:
        return False
    if _SUBJECTLESS.match(before):
        return len(words) > _OBJECT and bool(
            re.search(r"\b(?:a|an|the|of|and|that|for|on|in|with)\b", before[3:])
        )
    return True


def doubt(text: str) -> float:
    """How much a stranger has to guess, from 0 on."""
    cost = 0.5 * len(_LEANING_INSIDE.findall(text)) + 0.6 * bool(_POINTING.search(text))
    cost += 0.15 * bool(_PRONOUN.search(_EXPLETIVE.sub("", text)))
    if text.startswith(("There ", "It ", "The results", "Results", "If ", "When ", "As ")):
        cost += 0.25
    if re.match(
        r"^The (?:model|method|algorithm|experiment|dataset|task|network|approach|figure|plot|loss"
        r"|function|system|procedure|process)s?\b",
        text,
    ):
        cost += 0.3
    return cost


def is_fatal(text: str) -> bool:
    """Whether something inside the text means nothing without its neighbours, whatever stands before it."""
    return bool(_FATAL_INSIDE.search(text))
