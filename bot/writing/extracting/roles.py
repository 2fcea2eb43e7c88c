"""What a sentence is for in a thread, and how well it serves, by its words and its part of the paper."""

import re
from collections.abc import Iterable
from enum import IntEnum

from bot.papers import Paper, Section
from bot.tweets import Role
from bot.writing.extracting.shortening import size_of

_PLEASANT = ((44, -0.8), (59, 0.2), (170, 0.5), (210, 0.2), (10_000, -0.3))
"""Points by weighted length: up to so many characters, so many points."""

_LONGEST_NAME = 3  # words before a title's colon; more are a phrase
_SHORTEST_NAME = 3  # letters; two are anything's


class Part(IntEnum):
    """Which part of a paper a sentence stands in."""

    ABSTRACT = 0
    CONTRIBUTIONS = 1
    INTRODUCTION = 2
    METHOD = 3
    RESULTS = 4
    DISCUSSION = 5
    CONCLUSION = 6
    OTHER = 7
    RELATED = 8
    LEFT_OUT = 9


_PARTS = (
    (
        Part.LEFT_OUT,
        (
            r"reference|bibliograph|acknowledg|limitation|future|ethic|content|author contribution"
            r"|availability|funding|checklist"
            r"|supplement|appendi|notation|conflict|disclosure|reproducibility|broader impact|glossary"
            r"|definitions?$|proofs?\b|outline|licen[cs]e"
        ),
    ),
    (Part.ABSTRACT, r"^abstract|^summary$"),
    (Part.CONCLUSION, r"conclu|summary|closing|final remark|outlook|takeaway|perspectives?$"),
    (
        Part.RELATED,
        (
            r"related|background|prior (?:work|art)|preliminar|literature|previous work"
            r"|state of the art|history"
        ),
    ),
    (Part.INTRODUCTION, r"introduc|overview|motivation|contribution"),
    (Part.DISCUSSION, r"discussion|implication|impact|interpretation|lesson|insight"),
    (
        Part.RESULTS,
        (
            r"result|experiment|evaluation|empiric|finding|ablation|performance|benchmark|case stud"
            r"|comparison|analys|validation|application|demonstration|simulation|observation|study"
        ),
    ),
    (
        Part.METHOD,
        (
            r"method|approach|model|architect|framework|algorithm|system|design|training"
            r"|implementation|pipeline|dataset|data|technique|setup|formulation"
        ),
    ),
)
_PART_OF = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _PARTS)
WORTH = {
    Part.ABSTRACT: 3.0,
    Part.CONTRIBUTIONS: 2.8,
    Part.CONCLUSION: 2.0,
    Part.INTRODUCTION: 1.5,
    Part.DISCUSSION: 1.2,
    Part.RESULTS: 1.1,
    Part.METHOD: 0.8,
    Part.OTHER: 0.5,
    Part.RELATED: -1.5,
}

_CONTEXT = -1.8
"""Points of a sentence that tells the problem, not the work."""

OWN = re.compile(r"\b(?:we|our|I|this paper|this work)\b", re.IGNORECASE)
_WE = (
    r"\b(?:we|I|this (?:paper|work|article|study|survey|report)|our (?:paper|work"
    r"|main contribution|contribution|study|goal))\b"
)
_CONTRIBUTION = re.compile(
    rf"{_WE} (?:\w+ly )?(?:first )?(?:propose|introduce|present|develop|design|release|provide"
    rf"|contribute|formali[sz]e|establish|describe|explore"
    r"|build|built|create|offer|argue|address|extend|conduct|identif|construct|open-source"
    r"|characteri|study|studie|investigate|examine|derive|is|are"
    r"|implement|devise|demonstrate|show|prove|give|review|survey|analy[sz]e|evaluate|advocate"
    r"|aim|unif|re-?examine|generali[sz]e)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|achiev|improv|surpass|exceed|state[- ]of[- ]the[- ]art|better than"
    r"|higher|lower|faster|slower|fewer|larger than|smaller|more \w+ than"
    r"|less \w+ than|significant|increas|reduc|decreas|gain|results? (?:show|suggest|indicate"
    r"|demonstrate)|we (?:find|found|observe|show|prove|demonstrate|obtain|report|see)"
    r"|experiments (?:show|demonstrate)|up to|orders? of magnitude|compared (?:to|with)"
    r"|converge|robust|consistently|competitive|on par|comparable|unique solution"
    r"|correlat|agree|consistent with|best|worst|even (?:with|without|when)|accuracy|error"
    r"|constrain|recover|detect)",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:our (?:method|approach|model|framework|algorithm|system|architecture|pipeline"
    r"|technique|formulation|procedure|dataset|benchmark|metric|analysis|code|implementation"
    r"|package)"
    r"|consists? of|is based on|are based on|relies on|works by|key (?:idea|insight|component"
    r"|ingredient)|we (?:use|train|combine|formulate|apply|employ|leverage|learn|compute"
    r"|measure|generate|construct|fine-?tune|adopt|define|model|replace|estimate|minimi[sz]e"
    r"|optimi[sz]e|encode|sample|collect|treat|represent|exploit|build|calculate|select|add"
    r"|fit)"
    r"|allows? (?:us|for)|composed of|by (?:using|combining|leveraging|training|learning"
    r"|adding|exploiting|replacing|introducing|computing|minimi[sz]ing|treating))\b",
    re.IGNORECASE,
)
_IMPACT = re.compile(
    r"\b(?:suggests?|enabl\w+|opens?|paves?|implications?|hope|useful|practical|broad(?:ly"
    r"|er)?|applicab\w+|potential|important|insights?|guidance|guidelines?"
    r"|can be (?:used|applied|extended|easily)|benefits?|facilitat\w+|promis\w+|helps?"
    r"|makes? it (?:possible|easy)|generic|general|widely|practitioners?|researchers|community"
    r"|believe|valuable|toward|opportunit\w+|highlights?|emphasi[sz]\w+|need for"
    r"|revolutioni[sz]e|transform)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:one (?:promising|popular|common)|recent(?:ly)? (?:work|advance|progress|stud|year"
    r"|research|claim|method|approach|development|success)\w*|recently|previous(?:ly)?"
    r"|prior (?:work|art|stud|research|approach|method)\w*|existing|traditional\w*"
    r"|conventional|earlier|in the literature"
    r"|has been (?:widely|shown|proposed|studied|used|extensively)|have been (?:widely|shown"
    r"|proposed|studied|used|extensively|a|the)|have (?:shown|emerged|become|demonstrated"
    r"|achieved)|has (?:shown|emerged|become|gained|attracted)"
    r"|are (?:widely|commonly|typically|often|usually)|is (?:widely|commonly|typically|often"
    r"|usually)|past (?:decade|work|few)|other (?:work|author|research)\w*|most (?:current"
    r"|prior|previous)|state-of-the-art (?:methods|models|approaches) (?:are|rely|use))\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"\b(?:learning rate|batch size|mini-?batch|epochs?|hyper-?parameters?|GPUs?|TPUs?"
    r"|random seeds?|seeds?|optimi[sz]er|weight decay|dropout|momentum|warm-?up|checkpoint"
    r"|default|initiali[sz]ed|set to|we set|we fix|task setup|setup of"
    r"|temperature|beam|decoding|pre-?process|tokeni[sz]|crop|resized|padding|clipp"
    r"|preliminary|pseudocode|notation|denoted?|annotators? (?:were|was)|were (?:asked|paid"
    r"|trained|split|sampled|collected|removed)|train/test|validation set"
    r"|pip install|command|function call|argument|variable|index|indices|vector|matrix"
    r"|subscript|scalar|coefficient of|cross-validation|hidden (?:size|dimension|units|layer)"
    r"|feed-?forward|layers of|dimension)\b",
    re.IGNORECASE,
)
_PAST_DETAIL = re.compile(
    r"^We (?:used|trained|ran|set|chose|tested|sampled|removed|fixed|asked|split|filtered|took"
    r"|added|simulated|assigned|drew|repeated|adopted|assumed|tuned|selected|experimented"
    r"|computed|tried|included|excluded|collected|downloaded)\b"
)
_STRUCTURE = re.compile(
    r"\b(?:we (?:describe|discuss|detail|outline|summari[sz]e|list|review|report|start|begin"
    r"|close|end|provide (?:details|more|additional|further|the)|give (?:details|the|an?)"
    r"|(?:have )?(?:decided|chose|chosen|opted)|explain|illustrate|define|recall|refer|briefly|restrict"
    r"|assume|focus on the)"
    r"|future work|left for|leave|limitations?|drawbacks?|for (?:brevity|simplicity|clarity"
    r"|completeness|convenience)|see also|details|the reader|readers?|(?:this|the) (?:section"
    r"|chapter|appendix))\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:denotes?|alternative name|other names?|known as|we (?:will )?(?:call|say|refer|write"
    r"|think of|often|typically)|is called"
    r"|are called|refers? to|represents? the|is defined|are defined|convention|stands for"
    r"|can be seen in)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w-])\d[\d,.]*\s?(?:%|x\b|\u00d7|percent|points?|times|fold|k\b|K\b|M\b|B\b)?")
_TELLING_NUMBER = re.compile(r"\d\s?(?:%|\u00d7|x\b|percent|points?|times|-fold|fold)|\b\d+\.\d+\b|\d,\d{3}")
ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z0-9]{0,6}(?![\w])|\b[a-z]{2,}\d[a-z]+\b")
_COINED = re.compile(r"\b[A-Z][a-z]+[A-Z]\w*\b|\b[A-Z][a-z]+\d\w*\b|\b[A-Z]{3,}\w*\b")
_SPELT_OUT = re.compile(r"\(([A-Z][\w-]{1,9}s?)\)")


def is_contribution(text: str) -> bool:
    """Whether the sentence says what the authors did, in the words contributions are told in."""
    return bool(_CONTRIBUTION.search(text))


def names_of_the_work(paper: Paper) -> tuple[str, ...]:
    """What the paper calls its own work: the title's short part before its colon, and coined words."""
    head, colon, _ = paper.title.partition(":")
    names = [head.strip()] if colon and len(head.split()) <= _LONGEST_NAME else []
    names += _COINED.findall(paper.title)
    names += [name for name in _SPELT_OUT.findall(paper.abstract[:3000]) if paper.abstract.count(name) > 1]
    return tuple(dict.fromkeys(name for name in names if len(name) >= _SHORTEST_NAME))


def part_of(section: Section, above: Part) -> Part:
    """Which part of a paper a section is, by its title; one below another that does not tell is like it."""
    if section.appendix:
        return Part.LEFT_OUT
    title = section.title.strip()
    for part, pattern in _PART_OF:
        if pattern.search(title):
            return part
    return above if section.level > 1 else Part.OTHER


def general_points(text: str, words: frozenset[str], topic: Iterable[str], known: frozenset[str]) -> float:
    """Points for what makes a good tweet wherever it stands."""
    size = size_of(text)
    score = next(points for most, points in _PLEASANT if size <= most)
    score += min(0.6, 0.15 * len(words.intersection(topic)))
    spelt_out = frozenset(_SPELT_OUT.findall(text))
    strange = [a for a in frozenset(ACRONYM.findall(text)) if a not in known and a not in spelt_out]
    score -= min(1.2, 0.3 * len(strange)) + 0.7 * any(text.startswith(a) for a in strange)
    score -= (
        1.0 * bool(_DETAIL.search(text))
        + 0.7 * bool(_PAST_DETAIL.match(text))
        + 1.0 * bool(_STRUCTURE.search(text))
    )
    score -= 1.3 * bool(_BACKGROUND.search(text)) * (not re.search(r"\b(?:we|our)\b", text, re.IGNORECASE))
    score += 0.6 * bool(re.search(r"\b(?:we|our|this paper|this work)\b", text, re.IGNORECASE))
    score -= 0.8 * bool(_EXPLAINS.search(text))
    score -= 0.25 * max(0, text.count("(") - 1) + 0.1 * max(0, text.count(",") - 3)
    return score


def role_of(text: str, part: Part, *, about: bool) -> tuple[Role, float]:
    """What the sentence is best for, and its points for that; `about`: it names the work by its name."""
    telling = 0.7 * bool(_TELLING_NUMBER.search(text)) + 0.2 * bool(_NUMBER.search(text))
    points = {
        Role.CONTRIBUTION: 1.2 * is_contribution(text) + 0.6 * (part <= Part.CONTRIBUTIONS),
        Role.RESULT: min(1.2, 0.5 * len(_RESULT.findall(text)))
        + telling
        + 0.3 * (part in {Part.RESULTS, Part.CONCLUSION}),
        Role.METHOD: min(1.0, 0.7 * len(_METHOD.findall(text))) + 0.4 * (part is Part.METHOD),
        Role.IMPACT: min(1.0, 0.5 * len(_IMPACT.findall(text)))
        + 0.4 * (part in {Part.DISCUSSION, Part.CONCLUSION}),
    }
    role = max(points, key=lambda r: points[r])
    if not OWN.search(text) and not about and points[Role.RESULT] < 1:
        return Role.CONTRIBUTION, _CONTEXT
    if max(is_contribution(text), points[Role.RESULT], points[Role.METHOD], points[Role.IMPACT]) <= 0:
        return Role.CONTRIBUTION, _CONTEXT
    return role, points[role]
