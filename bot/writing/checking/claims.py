"""Whether a tweet claims more than the sentence it rests on: stronger words, lost hedges, a lost "not".

Word lists, not a model: each finding names the two words it compares, and a reviewer decides.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.writing.checking.numerals import numerals, prepared


class OverClaim(NamedTuple):
    """A claim wider than its sentence: which rule, and the words that say so."""

    rule: str
    words: str


class _Strong(NamedTuple):
    """A strong word, and the words of a paper that carry it."""

    claim: re.Pattern[str]
    carried_by: re.Pattern[str]


def _pattern(words: str) -> re.Pattern[str]:
    """Any of the words, which white space separates; "_" is a space or a hyphen between them."""
    return re.compile(rf"\b(?:{'|'.join(words.split()).replace('_', '[- ]')})\b", re.IGNORECASE)


# A row is a claim, "=>", and further words by which a paper carries it.
_STRONG_WORDS = r"""
prove proves proved proven provably proofs? => provable proving theorems? lemmas? propositions?
corollar\w+

always invariably without_exception => every each all any consistently uniformly

never => not? none cannot nor neither without miss(?:es|ed|ing) \w+n['\u2019]t

all every everything everywhere => each any both entire whole across overall consistently universal\w*

(?:the|our|world['\u2019]s)_(?:very_)?first
first_ever first_time => first novel previously prior no_existing unprecedented pioneer\w*
to_(?:our|the_best_of_our)_knowledge

state_of_the_art sota => best outperform\w* surpass\w* record leading

outperform\w* beats? beating surpass\w* superior => exceed\w* better best higher highest lower improve\w*
gains? increase\w* faster ahead wins? advantages? more_\w+ state_of_the_art

best => highest lowest top optimal most outperform\w* surpass\w* superior state_of_the_art better

significant(?:ly)? dramatic(?:ally)? massive(?:ly)? huge(?:ly)? substantial(?:ly)? vast(?:ly)? =>
significance considerabl\w+ marked\w* large strong\w* great\w* much orders?_of_magnitude notabl\w+
remarkabl\w+ far

solv(?:e|es|ed|ing) => solution\w* resolv\w+ address\w* overcom\w+

guarantee\w* ensur\w+ => assur\w+ prov\w+ bound\w* theorem\w* certif\w+

caus(?:e|es|ed|ing|al|ally) leads?_to drives responsible_for => led_to leading_to driv\w+ results?_in
due_to because responsible induc\w+ effects? affects? yields? mak(?:es?|ing) therefore enabl\w+ produc\w+
contribut\w+

perfect(?:ly)? flawless(?:ly)? => perfection exact\w* 100_?%?

impossible cannot => impossib\w+ can_?not can['\u2019]t not? unable fail\w* infeasib\w+ intractab\w+

eliminat\w+ eradicat\w+ => remov\w+ without avoid\w* no_longer zero

revolutioni[sz]\w+ revolutionary groundbreaking breakthrough\w* game_chang\w+ unprecedented paradigm_shift
=>
"""
_STRONG = tuple(
    _Strong(_pattern(claim), _pattern(f"{claim} {kin}"))
    for claim, _, kin in (row.partition("=>") for row in _STRONG_WORDS.split("\n\n"))
)
# Phrases in which such a word claims nothing: an order, a technical term, an idiom.
_NO_CLAIM = _pattern(
    r"""
(?:the|our)_(?:very_)?first_(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred
|thousand|million|few|several|half|third|quarter|of_(?:the|these|those|them|two|three|four|five)
|is|was|are|were|and_(?:the_)?(?:last|second)|one(?!_(?:to|that|which|of))|place|authors?|order|steps?
|stages?|layers?|parts?|rows?|columns?|lines?|tokens?|words?|letters?|sentences?|pages?|seconds?|minutes?
|hours?|days?|nights?|weeks?|months?|years?|epochs?|iterations?|rounds?|runs?|guess|glance|sight|drafts?
|moments?|derivatives?|batch(?:es)?|frames?|digits?|components?|eigen\w+|blocks?|questions?|terms?)

the_(?:very_)?first_to_(?:fail|break|drop|fall|collapse|degrade|saturate|plateau|suffer|struggle|crash
|die|lose|forget|go|leave|vanish|disappear|appear|happen|occur|come|arrive|melt)

the_first_time_you first_time_(?:users?|buyers?|readers?|visitors?|authors?)

(?:(?<!are\s)(?<!is\s)(?<!was\s)(?<!were\s)(?<!be\s)(?<!look\s)(?<!re\s)all_the_same
|(?:at|above|after|in|first_of|all_in)_all|all_along)(?=\s*(?:[.,;:!?)\u2013\u2014]|$))

all_the_(?:more|better|worse|way|while) all_at_once at_best best_practices? best_of_(?:n|\d+)

strictly_causal non_causal causal_(?:systems?|operators?|controllers?|filter(?:s|ing)?|smoothers?
|mask(?:s|ed|ing)?|padding|linear|(?:self_)?attention|\w*convolution\w*|kernels?|transformers?|decod\w+
|language_model\w*|lms?|feedback|reali[sz]ations?)
""".replace("\n|", "|")
)
_FIRST_TO = re.compile(r"first to ([a-z]{2,20})", re.IGNORECASE)
_EXPECTED = re.compile(
    r"(?:[\w'\u2019-]{1,30}\s){0,3}(?:(?:would|will|should|might|may|could|must) be|to be) the $",
    re.IGNORECASE,
)
_OURS = _pattern(r"we us our ours this these")
_FOUND_OUT = frozenset(
    "show prove propose introduce present demonstrate report establish achieve find study solve".split()  # noqa: SIM905  words
)
_GUARANTEE = re.compile(  # the noun, not the verb
    r"\ban?\s(?:(?!(?:to|can|will|that|which|may|must)\b)[\w-]{1,30}\s){0,3}guarantee\b"
    r"|\b(?:with|without|for|of|has|have|gives?|provides?|offers?|obtains?|derives?|comes? with|these|such|no"
    r"|performance|theoretical|formal|convergence|safety|privacy|coverage|statistical|stability|robustness)"
    r"\s(?:(?!(?:to|can|will|that|which|may|must)\b)[\w-]{1,30}\s){0,2}guarantees"
    r"(?=\s*(?:[.,;:!?)]|$)|\s(?:for|of|on|under|in|when|if|against|at|hold|from|with|without|and|as|by)\b)",
    re.IGNORECASE,
)
_FIRM_HEDGE_WORDS = r"""
may might could suggests? suggesting suggested conjecture\w* hypothes\w+ appears?_to seems? seemed
seemingly likely possibly perhaps presum\w+ probably tend(?:s|ed)?_to preliminary speculat\w+ we_believe
"""
_FIRM_HEDGES = _pattern(_FIRM_HEDGE_WORDS)
_HEDGES = _pattern(  # what may stand for one of those in other words
    rf"{_FIRM_HEDGE_WORDS} would appear(?:s|ed)? unlikely potential(?:ly)? possible possibility probable"
    r" believe expect(?:s|ed)? indicat\w+ hints? plausib\w+ can argu(?:e|es|ed|ably) estimat\w+ aims?"
    r" attempt\w* hope"
)
_SCOPES = (
    (_pattern("on_average"), _pattern(r"averag\w+ mean typical\w* overall avg generally median")),
    (
        _pattern(
            "(?:in|for|on|under)_(?:some|certain|many|several|most|a_few|limited)_[a-z]+"
            " sometimes often usually in_part partially partly"
        ),
        _pattern(r"some certain many several most mostly few partial\w* can may might typical\w* limited"),
    ),
)
_ON_PROVING = re.compile(
    r"\btheorem[- ]prov\w+|\bprovers?\b|\bproof[- ](?:assistants?|search|checkers?|generation|synthesis)",
    re.IGNORECASE,
)
_PROVING = re.compile(  # the things such a paper is about, and what its programs do to them
    r"\bproofs?\b(?!\s(?:that|of)\b)"
    r"|\bprov(?:e|es|ed|en|ing)\b(?!\sthat\b)(?=[^.!?\n]{0,40}\b(?:theorems?|lemmas?|conjectures?)\b)",
    re.IGNORECASE,
)
_UP_TO = _pattern("up_to at_most as_(?:much|many|high|low)_as maximum_of no_more_than")
_STILL_UP_TO = _pattern(
    r"""
up_to at_most as_(?:much|many|high|low)_as max\w* no_more_than peak\w* best can reach\w* within under
upper
"""
)
_NOT = _pattern(
    r"""
(?<!\bif\s)not?(?!\s(?:only|just|merely)\b) never neither nor none cannot without unable fail(?:s|ed|ing)?
lacks? lacking hardly rarely barely nothing nobody \w{2,10}n['\u2019]t(?!\s(?:only|just|merely)\b)
(?<!\ba\s)(?<!\bas\s)(?<!\bthe\s)(?<!\bevery\s)(?<!\bfirst\s)(?<!\blast\s)(?<!\bnext\s)(?<!\bpast\s)(?:little|few)(?![-\s]shots?\b)
"""
)
_DENIED_TO = re.compile(r"[:;\n]|[.!?\u2026](?!\w)")  # where the reach of a "not" ends
_SOFT_NOT = _pattern(
    r"""
less fewer lower worse instead rather only avoid\w* despite un\w{4,} in\w{2,}able im\w{2,}ible non-?\w+
miss\w* limit\w* weak\w* but however although yet contrary unlike absent absence reduc\w+ eliminat\w+
remov\w+ open private closed future myth wrong false
"""
)
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|cannot|without|nor)|n['\u2019]t)[^\S\n](?:\w{1,20}[^\S\n]){0,2}$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_FILLERS = frozenset(
    """
the and for that this with from are was were been have has had its their our can may which when while
than then such also does did yet any all only more most very just into over under about between because
both each other these those there here they them not but use used using show shows shown find finds
found
""".split()  # noqa: SIM905  a list of words reads best as words
)
_REACH = 4  # words behind "not" that it denies


def over_claims(
    tweet: str, quote: str, around: str, *, caption: str = "", topic: str = ""
) -> Iterator[OverClaim]:
    """What `tweet` claims beyond `quote`, its sentence; `around` has the sentences beside it too.

    A strong word may also come from the `caption` of the figure shown; "guarantee" and "proof" may name what
    the paper's title and abstract, its `topic`, speak of. A line break ends what a "not" denies.
    """
    yield from _stronger(tweet, quote, f"{around}\n{caption}", topic)
    yield from _wider(tweet, quote)
    yield from _denied(tweet, quote, around)


def _stronger(tweet: str, quote: str, near: str, topic: str) -> Iterator[OverClaim]:
    bare = True
    phrases = list(_NO_CLAIM.finditer(tweet))
    if "guarantee" in topic.lower():
        phrases += _GUARANTEE.finditer(tweet)
    if _ON_PROVING.search(topic):
        phrases += _PROVING.finditer(tweet)
    for strong in _STRONG:
        if strong.carried_by.search(near):
            continue
        claim = next((one for one in strong.claim.finditer(tweet) if _claims(one, phrases)), None)
        if not claim:
            continue
        hedge = _FIRM_HEDGES.search(quote)
        beside = f", which says \u201c{hedge[0]}\u201d" if hedge and not _HEDGES.search(tweet) else ""
        bare = bare and not beside
        yield OverClaim(
            "stronger-than-quote", f"\u201c{claim[0]}\u201d is not in the quoted sentence{beside}"
        )
    hedge = _FIRM_HEDGES.search(quote)
    if bare and hedge and not _HEDGES.search(tweet):
        yield OverClaim(
            "hedge-dropped", f"the quoted sentence says \u201c{hedge[0]}\u201d, the tweet states it as a fact"
        )


def _claims(word: re.Match[str], phrases: Iterable[re.Match[str]]) -> bool:
    """Whether a strong word is said in earnest: not denied, and no part of a phrase that claims nothing."""
    within = any(phrase.start() <= word.start() and word.end() <= phrase.end() for phrase in phrases)
    denied = _DENIED.search(word.string, max(0, word.start() - 40), word.start())
    return not (within or denied or _tells_an_order(word))


def _tells_an_order(word: re.Match[str]) -> bool:
    """Whether "the first to" is said of what is expected: "the hard ones would be the first to go"."""
    last = _FIRST_TO.match(word.string, word.end() - len("first"))
    expected = _EXPECTED.search(word.string, max(0, word.start() - 80), word.start() + len("the "))
    return bool(last and expected and last[1].lower() not in _FOUND_OUT and not _OURS.search(expected[0]))


def _wider(tweet: str, quote: str) -> Iterator[OverClaim]:
    for scope, kept in _SCOPES:
        found = scope.search(quote)
        if found and not (scope.search(tweet) or kept.search(tweet)):
            yield OverClaim("scope-dropped", f"the quoted sentence holds only \u201c{found[0]}\u201d")
    said = {numeral.readings[0].value: numeral.text for numeral in numerals(prepared(tweet))}
    plain = prepared(quote)
    for numeral in numerals(plain):
        bound = _UP_TO.search(plain, max(0, numeral.start - 16), numeral.start)
        if bound and numeral.readings[0].value in said and not _STILL_UP_TO.search(tweet):
            yield OverClaim(
                "scope-dropped", f"the quoted sentence says \u201c{bound[0]} {numeral.text}\u201d"
            )


def _denied(tweet: str, quote: str, around: str) -> Iterator[OverClaim]:
    """A "not" that only one of the two has, before a word that both have."""
    for one, other, rule, words in (
        (quote, tweet, "not-lost", "the quoted sentence says \u201c{}\u201d, the tweet does not deny it"),
        (tweet, quote, "not-added", "the tweet says \u201c{}\u201d, the quoted sentence does not deny it"),
    ):
        wider = f"{other} {around}" if rule == "not-added" else other
        if _NOT.search(wider) or _SOFT_NOT.search(wider):
            continue
        shared = {_stem(word) for word in _WORD.findall(other)}
        for denial in _NOT.finditer(one):
            if rule == "not-added" and denial[0].lower() == "never":
                continue  # a strong word, compared as such
            reach = _DENIED_TO.split(one[denial.end() : denial.end() + 60], maxsplit=1)[0]
            behind = [word for word in _WORD.findall(reach) if word.lower() not in _FILLERS]
            hit = next((word for word in behind[:_REACH] if _stem(word) in shared), None)
            if hit:
                yield OverClaim(rule, words.format(f"{denial[0]} \u2026 {hit}"))
                break


def _stem(word: str) -> str:
    """Enough of a word to know it again in another form."""
    return word.lower().removesuffix("s")[:5]
