"""What the words before a link say of it: ours, somebody's, or another's (the points are `links`' table)."""

import re


def _any(phrases: str) -> str:
    """An alternative of phrases, one a comma; a space in one stands for any single space."""
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.replace("\n", " ").split(",")) + ")"


_CODE = _any(
    r"""codes?, codebase, sources?, software, scripts?, notebooks?, packages?, toolkit, toolbox, library,
    repository, repositories, repos?, implementations?, project ?(?:web ?)?(?:pages?|sites?), github, gitlab,
    plug-?in, programs?, replication \w+"""
)
_RELEASING = _any(
    "release, open-?source, provide, publish, share, make, offer, host, develop, present, introduce"
)
_USING = _any(
    """use, used, adopt, adopted, employ, employed, utilize, utilise, utilized, utilised, follow, followed,
    build, built, adapt, adapted, modify, modified, rely, relied, borrow, borrowed, take, took, run,
    ran, apply, applied, download, downloaded, start, started, fine-?tune, fine-?tuned, train, trained,
    compare, compared, evaluate, evaluated, obtain, obtained, collect, collected"""
)
_CODE_NAMED = re.compile(rf"\b{_CODE}\b|代码|源码|コード|코드|quellcode|código|codice", re.IGNORECASE)
_THIS = _any(
    """paper, work, article, manuscript, study, survey, project, publication, letter, thesis, section, report,
    figure, analysis, research"""
)
_OURS = re.compile(
    rf"\b(?:our|ours|we (?:have |will |also |hereby |publicly ){{0,2}}(?:{_RELEASING}[ds]?|made|proposed?)"
    rf"|(?:this|the present|the current) {_THIS}|reproduc\w{{1,9}}|replicat\w{{1,9}}"
    r"|(?:the|all|these|run|of) (?:experiments|results|figures|analys[ei]s))\b"
    r"|本文|我们|본 논문|本論文|本研究|\b(?:notre|unsere?|nuestro|nosso)\b",
    re.IGNORECASE,
)
_OFFERING = _any(
    r"""availab\w+, releas\w+, open-? ?sourc\w+, publish\w*, provid\w+, share, shared, sharing, found,
    hosted, accessed, accessible, downloaded, online, public\w*, obtained, located, accompan\w+, see,
    visit, maintained, archived, deposited, disponible\w?, verfügbar, disponibile, beschikbaar,
    disponível"""
)
_OFFERED = re.compile(rf"\b{_OFFERING}\b|公开|공개|公開", re.IGNORECASE)
_LABELS = _any(
    """source code, code, codebase, project ?(?:web ?)?(?:page|site)?, web ?page, web ?site, home ?page,
    github, repository"""
)
_LABEL = re.compile(
    rf"(?:^|[\s(\[|•]){_LABELS}(?: (?:page|link|repository))?\s?[:：]\s*$"  # noqa: RUF001  the full-width colon
    r"|^\W*(?:source |our )?(?:code|project ?page|github)\W*$",
    re.IGNORECASE,
)
_OUR_CODE = re.compile(rf"\bour (?:[\w-]{{1,20}} ){{0,3}}{_CODE}\b", re.IGNORECASE)
_HANDED_OVER = re.compile(r"(?:\b(?:at|on|here)|[:：])\W{0,4}$", re.IGNORECASE)  # noqa: RUF001  as above
_OPENS_WITH_CODE = re.compile(r"\W{0,4}(?:codes?|scripts?|source) ", re.IGNORECASE)
# "the code we used" is ours, though "we used" is not.
_CODE_WE_USED = re.compile(
    rf"\b({_CODE}) (?:that |which )?(?:(?:we|was|were|is|are) )?(?:have )?(?:been )?"
    r"(?:used|developed|needed|required)\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?<!our )(?:official|original|their|his|authors?['’]s?|existing|third-party) "  # noqa: RUF001  as printed
    rf"(?:[\w-]{{1,20}} ){{0,3}}{_CODE}\b"
    rf"|\b{_any('released, provided, shared, published, made available, written')} by "
    r"(?:the|its|their) (?:original )?authors\b"
    rf"|\b{_CODE} (?:of|by|from|in) (?-i:[A-Z])[\w-]{{1,30}} "  # a name, and its citation
    r"(?:et al|and (?-i:[A-Z])[\w-]{1,30} [(\[]|[(\[])",
    re.IGNORECASE,
)
_FROM_OTHERS = _any(
    r"""using, used the, used by, used in, used as, uses, based on, buil[dt] on, building on, buil[dt] upon,
    built with, built using, adapted from, borrowed from, taken from, derived from, modified from,
    downloaded from, obtained from, forked, courtesy, thanks to, provided by, released by, developed by,
    created by, published by, maintained by, implemented by, proposed by, introduced by, implemented in,
    implemented with, implemented using, via, previous, previously, prior, their, official, et al"""
)
_OTHERS = re.compile(
    rf"\b(?:we (?:also |then |simply |directly |thus |further |first ){{0,2}}{_USING}|{_FROM_OTHERS})\b",
    re.IGNORECASE,
)
_CITED = re.compile(r"\[\d{1,3}[\],;–-]|\(\d{4}\)|, \d{4}[a-z]?\)|\bet al\b")  # noqa: RUF001  a range's dash

# Addresses and names of programs say nothing: "owner/release-please-action" releases nothing of the authors'.
_NAMES = re.compile(r"[\w.~-]{1,80}/[\w./~-]{1,200}|\b[a-z]{1,20}(?:-[a-z]{1,20}){2,6}\b(?!-)")

ANNOUNCED = 6
"""Points of code announced as the authors' own."""

CODE_OFFERED = 4
"""Points of code that is offered."""

_SOMETHING, _SPOKEN_OF, _NOTHING, _ANOTHERS, _BESIDE_CITATION = 2, 1, 0, -6, -2


def words_points(words: str) -> int:
    """The points of the words before a link, by the table of `bot.paper.meaning.links`."""
    words = _CODE_WE_USED.sub(r"\1", _NAMES.sub(" ", words[-600:]))
    if _THEIRS.search(words):
        return _ANOTHERS
    points = _offer_points(words)
    others, ours = _last(_OTHERS, words), max(_last(_OURS, words), _last(_OFFERED, words))
    if others >= 0 and points < ANNOUNCED:
        return _ANOTHERS
    if others > ours:
        return _NOTHING
    return points + (_BESIDE_CITATION if points and _CITED.search(words) else 0)


def is_announced(words: str) -> bool:
    """Whether code is announced as the authors' own, though a citation stands beside it."""
    words = _CODE_WE_USED.sub(r"\1", _NAMES.sub(" ", words[-600:]))
    return not _THEIRS.search(words) and _offer_points(words) == ANNOUNCED


def _offer_points(words: str) -> int:
    """Who offers what, as though nobody else were spoken of."""
    code, ours = bool(_CODE_NAMED.search(words)), bool(_OURS.search(words))
    handed_over = bool(_HANDED_OVER.search(words)) and (ours or bool(_OPENS_WITH_CODE.match(words)))
    if code and (handed_over or _OFFERED.search(words)):
        return ANNOUNCED if ours else CODE_OFFERED
    if _LABEL.search(words) or _OUR_CODE.search(words):
        return CODE_OFFERED
    if _OFFERED.search(words):
        return _SOMETHING
    return _SPOKEN_OF if code else _NOTHING


def _last(pattern: re.Pattern[str], words: str) -> int:
    """Where the last match ends; -1 when there is none."""
    return max((found.end() for found in pattern.finditer(words)), default=-1)
