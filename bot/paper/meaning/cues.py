"""The words by which sentences announce, limit, look ahead and thank; every pattern looks a bounded way."""

from bot.paper.meaning.titles import any_of, pattern

LEFT_OPEN, NEGATED, NAMED = 1, 2, 3
"""How plainly a sentence speaks of a limit: left for later, said by a negation, called a limitation."""

_WORDS = r"(?:[\w-]{1,20} )"  # one word on the way to another
_WORK = any_of(
    r"""paper, work, study, approach, method, methodology, analys[ei]s, survey, framework, models?,
    article, system, data ?set, benchmark, tool, technique, algorithm, package, implementation,
    paradigm, evaluation, experiments?, results?, setup, formulation, theory"""
)

# Announcing

_COUNTED = any_of(
    "main, key, major, following, specific, novel, primary, principal, three, four, two, threefold"
)
LISTS = pattern(
    rf"\b(?:our|we (?:make|offer|provide|present|list|summari[sz]e)|this (?:paper|work|article)|{_COUNTED})"
    rf" {_WORDS}{{0,4}}contributions?\b.{{0,80}}?(?::|\bare\b|\binclude|\bfollow|\bsummari[sz]ed|fold\b|\.$)",
    rf"\b(?:make|makes|made|offer|offers) {_WORDS}{{0,3}}contributions\b",
    "主要贡献|创新点|主な貢献|nos contributions|unsere beiträge|nuestras contribuciones",
)
"""A sentence that leads to a list of contributions."""

LISTS_WITHIN = pattern(r"contributions?\b.{0,200}?(?:\(1\)|\(i\)|\(a\)|\bfirst(?:ly)?\b|\b1\))")
"""Such a sentence that has the list's first item, or all of it, in itself."""

_VERBS = any_of(
    """propose, introduce, present, release, develop, contribute, prove, demonstrate, establish, design,
    show, find, provide, create, derive, build, construct, extend, describe, report, offer, reveal,
    devise, formulate, study, investigate, explore, analy[sz]e, examine, generali[sz]e, outline,
    evaluate, argue, open-source, shown, found, built"""
)
_PAST = any_of("proposed, introduced, presented, described, developed, shown, studied, investigated, derived")
_BETWEEN = any_of(
    """also, then, further, first, here, have, will, thus, therefore, hence, additionally, finally,
    empirically, theoretically, explicitly, thoroughly, systematically, successfully, instead"""
)
_SPEAKERS = (
    r"(?:we|I|this (?:paper|work|article|study|report|survey|thesis|publication)"
    r"|our (?:main |key )?(?:work|paper|study|survey|results?|findings|experiments|analys[ei]s))"
)
_ANNOUNCES = pattern(
    rf"\b{_SPEAKERS} (?:{_BETWEEN} ){{0,3}}{_VERBS}(?:s|d|ed)?\b",
    rf"\b(?:is|are) {_PAST}\b.{{0,60}}\b(?:in this (?:paper|work)|here)\b",
    rf"\bin this (?:paper|work)\b.{{0,120}}\b(?:is|are) {_PAST}\b",
    r"本文(?:提出|构建|采用|研究|以)|本論文では|本 (?:논문|연구)",
    r"\bnous (?:proposons|présentons|montrons|donnons|étudions)",
    r"\bwir (?:zeigen|stellen|präsentieren|schlagen)",
    r"\b(?:proponemos|presentamos|presentiamo|proponiamo|propomos)\b",
)
_ROADMAP = pattern(
    r"\b(?:sections?|sec\.|appendix|chapter|figure|fig\.|table) ?(?-i:[\dA-Z])|§ ?[\dIVX]",
    r"\borgani[sz]ed as|\bthe rest of|\bremainder of|\bstructured as|\bequal contribution",
)
_LATER = pattern(r"\bfuture (?:work|research|project)\b|\bin (?:the|our|a) (?:near )?future\b")

# Limiting

_LIMIT = r"(?:limitation|shortcoming|drawback|weakness|caveat)"
_LIMIT_WORD = pattern(rf"\b{_LIMIT}(?:s|es)?\b|\bthreats? to (?:the )?validity\b|局限|한계|限界")
_OWN = pattern(
    r"\b(?:our|we|us|ours|my)\b|\bI\b|本文|本研究|본 연구",
    rf"\b(?:this|the (?:proposed|presented|present|current)) {_WORDS}?{_WORK}\b",
    r"\b(?:these|the) (?:results|findings|experiments)\b",
)
_EARLIER = any_of(
    """existing, previous, prior, earlier, conventional, traditional, past, standard, classical,
    state-of-the-art, related, competing, baseline, baselines"""
)
_OTHER_WORKS = (
    rf"(?:these|those|such|other|others|many|most|their|recent|alternative) {_WORDS}{{0,3}}"
    + any_of(
        "methods, approaches, models, works, techniques, algorithms, systems, studies, benchmarks, frameworks"
    )
)
_OTHERS = rf"(?:{_EARLIER}|{_OTHER_WORKS})"
_OURS_BEHIND = r"(?!our\b|this\b|the\b|my\b|using\b|an?\b|it\b|having\b)"
_LIMIT_OF_OTHERS = pattern(
    rf"\b{_OTHERS} {_WORDS}{{0,6}}(?:limit|shortcoming|drawback|weakness|caveat|suffer)",
    rf"{_LIMIT}\w{{0,2}} (?:of|in|with|inherent (?:in|to)) (?:(?:the|an?|some|all) )?{_OTHERS}\b",
    rf"{_LIMIT}\w{{0,2}} of {_OURS_BEHIND}",
    r"\bsuffers? from\b",
)
_OVERCOMING = any_of(
    r"""overc[oa]m, address, alleviat, mitigat, tackl, circumvent, solv, avoid, remed, resolv, without,
    beyond, lift, remov, eliminat, discuss, describ, detail, list, outlin, understand"""
)
_OVERCOMES = pattern(
    rf"\b{_OVERCOMING}\w{{0,4}} {_WORDS}{{0,6}}{_LIMIT}",
    rf"\b{_LIMIT}e?s? .{{0,40}}\b(?:discussed|described|detailed|listed|outlined)\b",
    rf"{_LIMIT}\w{{0,2}} (?:can|could|may|might) be\b|\bnot inherent\b|克服|突破|传统|现有|以往",
    r"\bsee (?:also )?(?:the )?(?:appendix|section|sec\.|supplement)|\bscratched the surface",
)
_DENIES = pattern(rf"\breject\b.{{0,60}}\b{_LIMIT}|\b(?:is|are) (?:not|no) (?:an? |really )?{_LIMIT}")
# What a work gladly does not do, or what its authors merely did not see.
_GLADLY_NOT = any_of(
    """require, need, rely, depend, use, suffer, assume, affect, significantly, change, add, incur, introduce,
    see, find, observe, claim"""
)
_ONLY = r"only (?!report|plot|show|list|display|include|visuali[sz]e|present|depict)"
_DONT = rf"(?:(?:does|do|did|could) not|cannot|can not) (?!{_GLADLY_NOT}\b)"
_OWN_NEGATED = pattern(
    rf"\b(?:our|this|the (?:proposed|presented|present|current)) {_WORDS}{{0,3}}?{_WORK} "
    r"(?:(?:is|are|was|were) (?:currently |still |only |also |mainly |inherently |somewhat )?"
    rf"(?:limited (?:to|by|in|because)|restricted to|confined to)|can only|{_DONT}"
    r"|fails? (?:to|when|if|on|in)|struggles?)",
    rf"\bwe (?:(?:have |could |can )?{_ONLY}|{_DONT}|were (?:unable|not able)"
    r"|have not (?!observed|seen|found|noticed)|focus(?:ed)? (?:only|solely)"
    r"|restrict(?:ed)? (?:our|the)|limit(?:ed)? (?:our|the)|limit ourselves)",
    r"\b(?:may|might) not (?:generali[sz]e|hold|transfer|apply|reflect|capture|extend)\b|\bwith caution\b",
)
_LEFT = pattern(
    r"\b(?:item of|left as|as|to) future (?:work|research|stud)|\bleft (?:for|to|as)\b.{0,40}\bfuture",
    r"\b(?:leave|leaving|defer|postpone)\w{0,3}\b.{0,80}?\b(?:for|to|as)\b.{0,30}?\bfuture",
    r"\bremains? to be (?:seen|shown|explored|studied|investigated|understood)",
    r"\b(?:further|more|additional|extensive) (?:work|research|investigation|experiments?|study|studies)"
    r" (?:is|are|will be) (?:needed|required|necessary)",
    r"\b(?:beyond|outside|out of) the scope of (?:this|our|the present)",
)
_LACKING = pattern(
    r"\b(?:not|cannot|nor|lacks?|lacking|limited|struggles?|fails?|harms?|scarce|only|difficult|hard|costly|expensive"
    r"|opaque|biased|unclear|unknown|insufficient|inefficient|hinders?|at the cost|assum\w{1,6}|restricted)\b"
)

# Looking ahead

_FUTURE_WORK = pattern(
    r"\bfuture (?:works?|research|stud|directions?|investigation|project|exploration|improvement|extension)",
    r"\bavenues? (?:for|of) (?:future|further)\b|\btravaux futurs|\btrabajo futuro",
    "未来(?:的)?研究|后续研究(?:可以|应|将)|今后的研究|今後の(?:課題|研究)|향후 (?:연구|과제)",
)
_SOME_DAY = pattern(r"\bin (?:the |our |a )?(?:near )?future\b(?! (?:development|of)\b)")
_OTHERS_FUTURE = pattern(
    r"\b(?:facilitat|enabl|inspir|encourag|foster|accelerat|support|benefit|guid|inform|spur|catalyz|stimulat"
    r"|pave|aid|foundation|basis|baselines?|reference)\w{0,5} .{0,60}?"
    r"future (?:work|research|stud|direct|exploration|endeav)",
    r"future (?:work|research) to build|\bcurrent and future\b|\bpast, present",
)
_WISHED = any_of("interesting, worthwhile, valuable, useful, helpful, fruitful, beneficial")
_WAY = r"(?:interesting|important|promising|natural|exciting|fruitful|another|next)"
_PLANS = pattern(
    r"\bwe (?:also |further )?(?:plan|intend|aim|hope|would like|are planning|are working) to\b"
    r"(?! (?:thank|acknowledge|express|note|emphasi[sz]e|stress|point))",
    r"\bwe will (?:also |further )?"
    r"(?:investigate|explore|extend|study|consider|develop|improve|examine|incorporate|address)",
    rf"\bit (?:would|will|could|may|might) be (?:\w{{1,20}} )?{_WISHED}",
    r"\b(?:may|might|could) lead to (?:\w{1,20} )?improvements|\bexcited to see\b",
    rf"\b{_WAY} (?:\w{{1,20}} )?(?:directions?|avenues?|extensions?)\b|\banother direction\b",
    r"\bopen (?:questions?|problems?)\b|\bremains? (?:an )?open\b",
)

# Thanking

_THANKER = r"(?:we|I|the authors?|the first author|[A-Z]\.(?: ?[A-Z]\.){1,3}|[A-Z]{2,3})"
_WARMLY = any_of(
    """would like to, would also like to, wish to, also, gratefully, sincerely, warmly, deeply, further,
    are, is, am, very, particularly, extremely"""
)
_THANKED = pattern(
    rf"\b{_THANKER} (?:{_WARMLY} ){{0,4}}(?:thanks?|acknowledges?|grateful|indebted)\b"
    "(?! that| the fact| these are)",
    r"\b(?:work|research|study|project|paper|authors?|material|[A-Z]\.?[A-Z]\.?)"
    r" (?:was|is|has been|were|are|have been) (?:\w{1,20} ){0,2}(?:supported|funded|financed|sponsored)\b",
    r"\b(?:supported|funded) (?:in part )?by .{0,120}?"
    r"\b(?:grants?|awards?|fellowship|foundation|program|council|agency)\b",
    r"\bfunding for\b.{0,80}\bprovided by\b|\bspecial thanks\b",
    r"感谢|谢谢|感謝|감사|지원을 받아|\bnous remercions|\bwir danken|\bagradecemos",
)
_CREDITED = pattern(
    r"\b(?:thank|grateful|gratitude|acknowledg|appreciat|support|fund|grant|award|fellow|helpful|feedback"
    r"|discussion|sponsor|pleasure|indebted|contribut|provided|made use of|data from|facilit|recogni[sz]e)",
    r"谢|恩|激|感|\bremerci|\bdank|\bagradec",
)


def announces(sentence: str) -> bool:
    """Whether the authors say there what they propose, show or release (not where in the paper, nor when)."""
    later = _LATER.search(sentence)
    return bool(_ANNOUNCES.search(sentence)) and not later and not _ROADMAP.search(sentence)


def limits_weight(sentence: str, back: bool) -> int:  # noqa: FBT001  a pair: what is said, and where
    """How plainly the sentence names a limit of this work, 0 for not; `back`: the authors look back there."""
    if _OVERCOMES.search(sentence) or _LIMIT_OF_OTHERS.search(sentence) or _DENIES.search(sentence):
        return 0
    if _LIMIT_WORD.search(sentence) and ((back and sentence.isascii()) or _OWN.search(sentence)):
        return NAMED
    if back and _OWN_NEGATED.search(sentence):
        return NEGATED
    return LEFT_OPEN if _LEFT.search(sentence) else 0


def limits(sentence: str) -> bool:
    """Whether the sentence, below a heading that speaks of limitations first, tells of something lacking."""
    return bool(limits_weight(sentence, back=True) or _LACKING.search(sentence)) and not looks_ahead(sentence)


def denies(sentence: str) -> bool:
    """Whether the sentence says that something is no limitation."""
    return bool(_DENIES.search(sentence))


def ahead_weight(sentence: str, back: bool) -> int:  # noqa: FBT001  as above
    """1 when the sentence says what is to be done later, 0 for not."""
    plans = bool(_PLANS.search(sentence))
    if _OTHERS_FUTURE.search(sentence) or thanks(sentence) or (_ROADMAP.search(sentence) and not plans):
        return 0
    own_day = bool(_SOME_DAY.search(sentence)) and (back or bool(_OWN.search(sentence)))
    return int(bool(_FUTURE_WORK.search(sentence)) or own_day or (back and plans))


def looks_ahead(sentence: str) -> bool:
    """Whether the sentence, below a mixed heading, says what is to be done later."""
    return ahead_weight(sentence, back=True) > 0


def credits_somebody(sentence: str) -> bool:
    """Whether the sentence, below a heading of acknowledgements, names somebody or something thanked."""
    return thanks(sentence) or bool(_CREDITED.search(sentence))


def thanks(sentence: str) -> bool:
    """Whether the sentence thanks somebody or names who paid."""
    return bool(_THANKED.search(sentence))
