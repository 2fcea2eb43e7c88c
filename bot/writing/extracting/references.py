"""Takes out of a sentence what points elsewhere: citations, references to figures, sections, equations.

A tweet stands alone: its reader has neither the bibliography nor the page before. Whatever cannot be
taken out without breaking the sentence makes it unfit, and `None` says so.
"""

import re

from bot.papers import FigureKey, FigureKind

_NUMERIC = r"\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,30}"
_LETTERED = r"[A-Z][A-Za-z+]{0,8}\d{2}[a-z]?(?:\s?[,;]\s?[A-Z][A-Za-z+]{0,8}\d{2}[a-z]?){0,20}"
_BRACKETED = re.compile(
    rf"\s?\[(?:{_NUMERIC}|{_LETTERED})(?:,\s[^\[\]]{{1,40}})?\](?:(?:,|\sand|,\sand"
    rf"|\s?[\u2013-])\s?\[{_NUMERIC}\]){{0,8}}"
)
_BRACKETED_YEAR = re.compile(r"\s?\[[^\[\]]{2,300}\b(?:19|20)\d\d[a-z]?[^\[\]]{0,60}\]")
_INTERVAL = re.compile(r"\[0\b")  # no bibliography begins at 0
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NAME_YEAR = re.compile(
    r"\bet al\b|"
    rf"\b(?!{_MONTH}\b)[A-Z][\w\u2019'-]{{1,30}}(?:,|, eds?\.,)?\s\(?(?:19|20)\d\d[a-z]?\b|"
    r"\b(?:in prep|in press|private communication|forthcoming)\b"
)
_PARENTHESES = re.compile(r"\s?\(([^()]{1,400}(?:\([^()]{1,60}\)[^()]{0,200}){0,4})\)")
_SPOKEN = re.compile(  # a citation that is part of the sentence: "Vaswani et al. (2017) show"
    r"\bet al\b|\b[A-Z][\w\u2019'-]{1,30}(?:\s(?:and|&)\s[A-Z][\w\u2019'-]{1,30})?\s[(\[](?:19"
    r"|20)\d\d[a-z]?\b"
)
_NEEDS_OBJECT = re.compile(
    r"(?:^|\b(?:in|by|of|from|to|see|with|following|and|than|as|like|e\.g\.,?|i\.e\.,?|cf\.|on"
    r"|for|or|both|is|are|was|were|"
    r"refs?\.?|references?|work|approach|method|algorithm of)|,)$",
    re.IGNORECASE,
)

_KIND = (
    r"(?:Figs?\.?|Figures?|Tables?|Tabs?\.|Sections?|Sects?\.?|Secs?\.?|Subsections?|§{1,2}"
    r"|Appendix|Appendices|App\."
    r"|Supplementary|Supp\.|Eqs?\.?|Eqns?\.?|Equations?|Algorithms?|Alg\.|Theorems?|Thms?\.?"
    r"|Lemmas?|Lem\."
    r"|Propositions?|Prop\.|Corollar(?:y|ies)|Cor\.|Definitions?|Def\.|Assumptions?|Remarks?"
    r"|Chapters?|Listings?"
    r"|Examples?|Panels?|Problem|Step|Footnote|Experiment|Case|Condition|Steps|Line|Lines|Page"
    r"|Constraint)"
)
_NUMBER = (
    r"(?:(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,2}){0,3}(?:[a-z]|[A-H]{1,3})?|[IVX]{1,5}|[A-Z](?:\.\d{1,2}){0,3})"
)
_REFERENCE = (
    rf"{_KIND}\s?\(?{_NUMBER}\b\)?(?:\s?\([a-z](?:[,\u2013-][a-z])?\))?"
    rf"(?:(?:,? and |, | & |\u2013|-| to ){_KIND}?\s?\(?{_NUMBER}\b\)?(?:\s?\([a-z]\))?){{0,4}}"
)
_ANY = re.compile(
    rf"(?<![\w-])(?:{_REFERENCE}|§|(?:section|figure|fig\.|table|equation|eq\.|appendix|theorem"
    rf"|lemma|proposition|algorithm|chapter|definition)s? \(?[A-Z]?\d"
    r"|(?:Table|Figure|Fig|Section|Sec|Appendix|Equation|Eq|Algorithm)s?(?=[.,;:)]))"
    r"|\(\d{1,2}(?:\.\d{1,2})?[a-z]?\)"
)
_SHOW = (
    r"(?:shows?|demonstrates?|indicates?|illustrates?|reveals?|confirms?|suggests?|reports?"
    r"|highlights?|depicts?"
    r"|displays?|presents?|summari[sz]es?|verif(?:y|ies)|supports?)"
)
_SHOWN = (
    r"(?:shown|seen|illustrated|depicted|reported|summari[sz]ed|presented|demonstrated"
    r"|visuali[sz]ed|described"
    r"|discussed|detailed|explained|mentioned|listed|given|indicated|evidenced|plotted"
    r"|displayed|outlined|proved"
    r"|proven|noted|observed|expected|highlighted|stated)"
)
_SIDE = (
    r"(?:\s?\((?:top|bottom|left|right|middle|cent(?:er|re)|upper|lower)[^()]{0,30}\)"
    r"|,? (?:left|right|top|bottom))?"
)
_WHERE = rf"(?:the )?{_REFERENCE}{_SIDE}"
_MANNER = r"(?:also |clearly |further |furthermore |then |again |additionally |empirically )?"
_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"^As (?:we )?(?:can be |is |are |was )?{_MANNER}(?:{_SHOWN}|{_SHOW}|see|observe"
            rf"|discuss)(?: [^,]{{0,30}})? "
            rf"(?:in|by|from|on) {_WHERE}[^,.]{{0,60}}, "
        ),
        (
            rf"^(?:In|From|On|According to|Based on|Looking at) (?=(?:the )?(?:Fig|Tab)){_WHERE}"
            r"(?:, we (?:can |may )?(?:clearly |also )?(?:see|observe|notice|note|find|conclude) that "
            r"|,? it (?:is|can be) "
            r"(?:clear|evident|seen|observed|noted) that |, (?=we |our |the )|,? we (?=show|compare"
            r"|plot|present|report))"
        ),
        (
            rf"^(?:The |Our )?(?:main |quantitative |experimental |empirical |detailed )?(?:results?"
            rf"|numbers|scores|curves"
            rf"|plots?|experiments?|findings|comparisons?)?(?: shown| presented| reported| given"
            rf"| summari[sz]ed)?"
            rf"(?: in| of| from)? ?{_WHERE} {_MANNER}{_SHOW} (?:us )?that "
        ),
        (
            rf"^(?:We|One) (?:can )?(?:clearly )?(?:see|observe|note|notice|find) (?:from"
            rf"|in) {_WHERE} that "
        ),
        rf"^It (?:is|can be) (?:clear|seen|observed|noted|evident) (?:from|in) {_WHERE} that ",
    )
)
_WE_SHOW_IN = re.compile(
    rf"^(We (?:also )?(?:show|find|see|demonstrate|observe|report|prove)) (?:in|with"
    rf"|by) {_WHERE},? that "
)
_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"(?:,? |,)(?:as |which is |and is |and )?(?:also |is |are "
            rf"|we )?{_SHOWN}(?: [a-z]{{1,12}}){{0,2}} "
            rf"(?:in|by|on) {_WHERE}[^,.;]{{0,30}}\.$"
        ),
        (
            rf"[,;:]? ?(?:please )?(?:we refer (?:the reader )?to|refer to|see|cf\.|see also|as in"
            rf"|as per) {_WHERE}"
            r"(?: for [^.;]{1,80})?\.$"
        ),
        rf",? as (?:we )?(?:{_SHOWN}|{_SHOW}) (?:in|by) {_WHERE}(?=,)",
    )
)
_ASIDE = re.compile(
    r"\s?\((?:see|cf\.|left|right|top|bottom|middle|upper|lower|above|below|details"
    r"|more details|supplement|for details"
    r"|as shown|as described|resp\.?|red|blue|green|orange|black|dashed|solid)\b[^()]{0,80}\)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:the above|above[- ]mentioned|aforementioned|mentioned|as follows|the following"
    r"|following (?:section|sub)"
    r"|(?:previous|next|last|following|preceding|this|that|each|later|earlier|remaining"
    r"|subsequent|former|latter)"
    r" (?:sub)?(?:section|chapter|paragraph|equation|figure|table|example|page|case|setting"
    r"|regime|expression|lemma"
    r"|theorem|inequality|sentence|column|row|panel|plot)s?|in what follows|see above"
    r"|see below|shown above|shown below"
    r"|described (?:above|below|earlier)|defined (?:above|below|earlier)|(?:listed|given"
    r"|discussed|described|presented"
    r"|outlined) below|(?:from|than|in|of|see|by|the|our|and|to) (?:above|appendix|supplement)"
    r"|appendix|appendices"
    r"|supplementary|supplemental|earlier in|later in|footnote|ibid|this end|above|below:"
    r"|op\. cit|(?:in|from|on|by|of|see) the (?:table|figure|plot|graph|diagram|chart)s?(?= (?:we|is"
    r"|are|it)\b|[.,;]))\b",
    re.IGNORECASE,
)
_COMMA_LEFT = re.compile(r"\b(that|because|whether),(?= )")
_MENTION = re.compile(
    rf"(?<![\w-])(Figs?\.?|Figures?|Tables?|Tabs?\.|Algorithms?|Alg\.)\s?({_NUMBER})\b"
    rf"(?:\s?\(?[a-z]?\)?(?:,? and |, | & |\u2013|-)({_NUMBER})\b)?"
)
_KINDS = {"F": FigureKind.FIGURE, "T": FigureKind.TABLE, "A": FigureKind.ALGORITHM}


def without_citations(text: str) -> str | None:
    """The sentence without its citation marks, or `None` when one is part of the grammar."""
    text = text.replace("( ", "(").replace(" )", ")")
    kept: list[str] = []
    place = 0
    found = [*_BRACKETED.finditer(text), *_BRACKETED_YEAR.finditer(text)]
    found += [mark for mark in _PARENTHESES.finditer(text) if _NAME_YEAR.search(mark[1])]
    for mark in sorted(found, key=lambda match: match.start()):
        if mark.start() < place or _INTERVAL.search(mark[0]):
            continue
        before = text[place : mark.start()]
        if _NEEDS_OBJECT.search(text[: mark.start()].rstrip()[-24:]):
            return None
        kept.append(before)
        place = mark.end()
    text = "".join((*kept, text[place:]))
    return None if _SPOKEN.search(text) else _tidied(text)


def without_references(text: str) -> str | None:
    """The sentence without its references to other places of the paper, or `None` when it leans on one."""
    text = _ASIDE.sub("", text)
    text = _PARENTHESES.sub(lambda match: "" if _ANY.search(match[1]) else match[0], text)
    for lead in _LEADS:
        text, changed = lead.subn("", text, count=1)
        if changed:
            break
    text = _WE_SHOW_IN.sub(r"\1 that ", text)
    for tail in _TAILS:
        text, changed = tail.subn("." if tail.pattern.endswith("$") else "", text, count=1)
        if changed:  # "We found that, as Table 1 shows, it works"
            text = _COMMA_LEFT.sub(r"\1", text)
    text = _tidied(text)
    if _ANY.search(text) or _ELSEWHERE.search(text):
        return None
    return _capital(text)


def figures_named(text: str) -> tuple[FigureKey, ...]:
    """Which figures, tables and algorithms a sentence speaks of, by number as printed."""
    keys: list[FigureKey] = []
    for mention in _MENTION.finditer(text):
        kind = _KINDS[mention[1][0]]
        keys += [FigureKey(kind=kind, number=number) for number in mention.groups()[1:] if number]
        keys += [FigureKey(kind=kind, number=n.rstrip("abcdefgh")) for n in mention.groups()[1:] if n]
    return tuple(dict.fromkeys(keys))


def _tidied(text: str) -> str:
    text = re.sub(r"\s{1,20}([,.;:!?])", r"\1", text)
    text = re.sub(r"(?<=\s)([\u2018“]) (?=\w)", r"\1", text)
    text = re.sub(r"(?<=\w) ([\u2019”])(?=[\s.,;)])", r"\1", text)
    text = re.sub(r"\(\s{0,5}[,;]?\s{0,5}\)", "", text)
    text = re.sub(r",([.;:])", r"\1", text)
    text = re.sub(r",(?:\s?,){1,5}", ",", text)
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
