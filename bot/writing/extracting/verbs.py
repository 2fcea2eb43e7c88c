"""The verbs of scientific prose, by which a statement is told from a label or a fragment."""

import re

_AUXILIARY = (
    "is are was were be been am has have had does do did can could will would may might must "
    "should cannot need shall "
    "isn't aren't doesn't don't won't can't"
)
_VERBS = (
    "absorb accelerate accept account accumulate achieve act activate adapt add address adjust "
    "admit adopt advance affect aggregate agree aim align allocate allow alter amount analyze "
    "annotate answer anticipate apply approach argue arise arrange arrive ask assert assess "
    "assign associate assume attack attain attempt attend attract augment average avoid balance bear beat "
    "become begin behave believe belong benefit bias bifurcate bind block boost bound branch "
    "break bridge bring browse build buy calibrate call cancel capture carry cause cease "
    "challenge change characterize choose circumvent cite claim classify click cluster coincide "
    "collect collide combat combine come communicate commute compare compensate compete compile "
    "complement complete compress comprise compute concentrate concern conclude condition conduct "
    "confer confirm conform confound conjecture connect consider consist constrain construct "
    "consume contact contain continue contradict contrast contribute control converge convert "
    "convey cool coordinate correct correlate correspond cost count couple cover crawl create "
    "cross cure cut damage dare date deal debug decay decide decline decrease deduce defend defer "
    "define degrade delay deliver demand demonstrate denoise depart depend deploy derive describe "
    "deserve detach detect deteriorate determine develop deviate devise diagnose dictate die "
    "differ diffuse diminish direct disagree disappear discard discover discuss display dissolve "
    "distill distinguish distribute diverge divide document dominate double draw drift drive drop "
    "earn ease elect elicit eliminate elucidate embed embrace emerge emit emphasize employ enable "
    "encode encounter encourage end engage enhance enjoy enlarge enrich ensure entail enter equal "
    "erase escape establish estimate evaluate evolve examine exceed exchange excite exclude "
    "execute exert exhibit exist exit expand expect experience explain exploit explore export "
    "expose express extend extract extrapolate face facilitate factor fail fall favor feature "
    "fetch fill filter fit fix flow fluctuate focus fold follow force forget form formalize "
    "freeze fuse gain generalize generate get give go govern grasp group grow guarantee guide "
    "hamper handle happen harm heal hear heat help hide highlight hinder hinge hire hold "
    "hypothesize identify ignore illustrate imitate impair impede implement imply impose improve "
    "include incorporate increase incur index indicate induce infect infer influence inform "
    "inherit inhibit initiate inject insert inspect inspire instantiate instruct integrate intend "
    "intensify interact intersect intervene introduce invest investigate invoke involve isolate "
    "iterate join jump justify keep kill know label lack lag last lead learn leave lend let "
    "leverage lie like limit link list listen live load localize look lose lower maintain make "
    "manage manipulate mark mask match matter maximize mean measure mediate meet melt memorize "
    "merge migrate mimic minimize mitigate mix modify modulate monitor motivate move multiply "
    "narrow navigate necessitate need neglect normalize note notice observe obtain occupy occur "
    "offer open operate optimize originate oscillate outperform overcome overestimate overfit "
    "overlap owe own parse participate pass pave pay peak penalize perceive perform permit "
    "persist personalize perturb plan plateau play point populate pose possess post postulate "
    "precede preclude predict prefer prescribe present preserve press presume prevail prevent "
    "price proceed produce prohibit project promise promote prompt propagate propose protect "
    "prove provide prune publish pull punish pursue push put quantify quantize query question "
    "quote radiate raise randomize rank reach react read realize reason rebuild recall receive "
    "recognize recombine recommend reconstruct record recover reduce refer refine reflect refute "
    "regulate reinforce reject relate relax release rely remain remember remind remove render "
    "repeat replace report represent reproduce require resemble reside resist resolve resort "
    "respond restore restrict result retain retrieve reuse reveal review revise revolve reward "
    "rewrite rise rotate route rule run sacrifice sample satisfy saturate save say scale scan "
    "scatter schedule score seek seem segment select sell send sense separate serve settle shape "
    "share shed shift show shrink simplify simulate sing sit sketch skip sleep smooth solve speak "
    "specialize specify speed spend split spread stabilize stand standardize start state stay "
    "steer stem stimulate stop store strengthen stress stretch strike strip strive struggle study "
    "submit substitute succeed suffer suggest suit sum summarize supersede supervise supply "
    "support suppress surpass surround survive sustain switch synthesize tackle tag take target "
    "tax teach tell tend terminate think threaten tie tolerate touch trace track trade transfer "
    "transform translate transmit travel treat trigger trust try turn twist underestimate undergo "
    "underlie undermine underpin understand unify update urge use utilize validate vanish vary "
    "verify vibrate violate visit visualize vote wait walk want warn weaken weigh widen win wish "
    "withstand work worsen write yield"
)
_IRREGULAR = "became began came chose drew fell gave got grew knew ran rose took underwent went won wrote"
_ALSO_PARTICIPLES = (
    "brought built felt found held kept led left lost made meant met saw sought stood thought understood"
)


_ALSO_NOUNS = (
    "account act address advance aggregate amount answer approach attack attempt average balance "
    "benefit bias block boost bound branch break bridge call cause challenge change claim cluster "
    "combat compare complement complete compress condition contact contrast control cost count "
    "couple cross cure cut damage date deal decay decline decrease delay demand design direct document "
    "double drift drop ease end equal estimate exchange exit experience exploit export express "
    "face factor fall feature fill filter fit fix flow focus fold force form freeze function gain "
    "group guarantee guide handle harm heat help hold impact increase index influence insert "
    "issue judge label lack lag last lead learn leave lie like limit link list live load look "
    "lower mark mask match matter mean measure meet mix monitor narrow need note notice offer "
    "open order own parse pass pay peak plan plateau play point post press price process project "
    "promise prompt pull push query question quote range rank rate read reason record release "
    "report represent request result return reveal rise route rule run sample save scale scan "
    "scatter schedule score search segment sense separate serve set shape share shift sketch skip "
    "sleep smooth speed split spread stand start state stay stem step store stress stretch strip "
    "study sum supply support switch tag target tax test tie touch trace track trade transfer "
    "travel treat trigger trust try turn twist update use value view visit vote wait walk win "
    "work yield"
)


def _finite(*, nouns: bool) -> re.Pattern[str]:
    """A verb that makes a statement: auxiliaries, and the plain and third-person forms of verbs papers use.

    `nouns`: also those that stand as nouns in the label of a figure ("Summary of the results").
    """
    known = [verb for verb in _VERBS.split() if nouns or verb not in _ALSO_NOUNS.split()]
    forms = {*_AUXILIARY.split(), *_IRREGULAR.split(), *known, *(_ALSO_PARTICIPLES.split() if nouns else ())}
    forms |= {
        verb[:-1] + "ies"
        if verb.endswith("y") and verb[-2] not in "aeou"
        else verb + ("es" if verb.endswith(("s", "h", "x", "o")) else "s")
        for verb in known
    }
    forms |= {form.replace("ize", "ise").replace("avor", "avour") for form in forms}
    return re.compile(rf"(?<!\bto )\b(?:[Ww]e [a-z]+|I [a-z]+|{'|'.join(sorted(forms))})\b")


_VERB = _finite(nouns=True)
_CLEAR_VERB = _finite(nouns=False)
_CLEAR_BY_CONTEXT = re.compile(
    r"(?<=[a-z] )(?:leads? to|benefits? (?:\w+ )?from|results? in|increases? (?:with|as|when)"
    r"|decreases? (?:with|as|when)"
    r"|helps (?!of)|uses (?!of)|guides (?!to|for)|(?:shows|finds|makes|improves) |drops? (?:to|when|as"
    r"|with)|grows? (?:with|as|to)|helps? (?:the|with|to)|needs? (?:no|a|the|only))\b"
)
_BEFORE_OBJECT = re.compile(r"(?<=[a-z] )([a-z]{3,14}s) (?=(?:the|an?|our|how|more|better|fewer|less) )")
_SUBORDINATE = re.compile(r"\b(?:that|which|where|whose|who|we|when|while|as)\b")
_PAST = re.compile(r"\b[a-z]{3,}ed\b")
_NOUNS = frozenset(_ALSO_NOUNS.split()) | frozenset(f"{noun}s" for noun in _ALSO_NOUNS.split())
_BEFORE_NOUNS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "with",
        "by",
        "from",
        "at",
        "as",
        "our",
        "their",
        "its",
        "this",
        "these",
        "those",
        "and",
        "or",
        "each",
        "any",
        "all",
        "no",
    ]
)


def has_verb(text: str, *, strictly: bool = False) -> bool:
    """Whether the text holds a finite verb; `strictly`: one that is no noun, and no participle, in labels.

    A relative clause's verb makes no statement of a label ("The rates that we found").
    """
    if not strictly:
        return bool(_PAST.search(text)) or any(_is_verb(found, text) for found in _VERB.finditer(text))
    beside = _SUBORDINATE.search(text, 3)
    end = beside.start() if beside else len(text)
    if _CLEAR_VERB.search(text, 0, end) or _CLEAR_BY_CONTEXT.search(text, 0, end):
        return True
    return any(found[1] in _NOUNS for found in _BEFORE_OBJECT.finditer(text, 0, end))


def _is_verb(found: re.Match[str], text: str) -> bool:
    """Whether a form that may be a noun stands where a verb can: not first, not behind "the" or "of"."""
    if found[0].lower() not in _NOUNS:
        return True
    before = text[max(0, found.start() - 12) : found.start()].split()
    return bool(before) and before[-1].lower() not in _BEFORE_NOUNS
