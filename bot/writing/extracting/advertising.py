"""Ads of a poster without a model: the person's own words where there are any, or templates in several tones.

Facts are set in as they are. What stands round them comes from `prompts/phrases.toml`.
"""

import re
from collections.abc import Iterator

from bot.errors import NotNow
from bot.poster import LONGER, NAMES, AdBrief, PosterAd, PosterFacts, blank
from bot.sentences import sentence_spans
from bot.tweets import LIMIT, ROOM, Severity, weighted_length
from bot.writing.checking.locks import check_ad, stands
from bot.writing.checking.spans import Kind, Span, facts_of_draft, links_of
from bot.writing.feedback import feedback, in_english, invites
from bot.writing.phrases import Phrases

_WORDS_OF_A_NAME, _LONGEST_NAME = 2, 40  # a title of so many words and characters is the name of a thing
_FEWEST_WORDS = 3  # of a draft that is worth keeping
_LETTERS = re.compile(r"[^\W\d_]+")
_FEWEST_LETTERS = 6  # of one that is written without spaces
_TWICE_AT = re.compile(r"@ (?=@|(?:at|in|during) )")
_CLOSED = (".", "!", "?", "…", "。")
_HEAVIEST = 3  # facts that are named when all of them are too long together
_TRIFLE = 4  # facts of less than such a part of the heaviest are not worth naming
_KINDS = {"date": Kind.DATE, "time": Kind.TIME, "place": Kind.PLACE}


def advertised_by_rule(brief: AdBrief, phrases: Phrases) -> PosterAd:
    """The first ad that fits and that was not there before; see `Advertiser.advertise` for what is raised."""
    facts, draft = brief.facts, brief.draft.strip()
    if not facts.given and not draft:
        raise NotNow(
            "There is nothing to advertise yet; fill in the title, the date, the time and the place."
        )
    had = False
    for text in dict.fromkeys(_candidates(facts, draft, phrases)):
        if weighted_length(text) > brief.most or _is_broken(text, facts, draft):
            continue
        if text not in brief.earlier:
            break
        had = True
    else:
        if had:
            raise NotNow("There is no other ad of these facts; change the draft, or edit the ad by hand.")
        raise NotNow(_too_long(facts, draft, phrases, brief.most))
    longer = _longer(facts, draft, text, phrases)
    return PosterAd(text=text, longer=longer, feedback=feedback(draft, facts, text))


def _candidates(facts: PosterFacts, draft: str, phrases: Phrases) -> Iterator[str]:
    """All ads there are, the most welcome first, and the shortest last."""
    if _says_something(draft):
        for version in range(phrases.versions("ad.invitation")):
            head = (
                ""
                if invites(draft) or not in_english(draft)
                else f"{phrases.say('ad.invitation', version)}\n"
            )
            yield _completed(f"{head}{draft}", facts, phrases, version)
    merged, kept = _merged(facts, draft), _kept(draft)
    for version in range(phrases.versions("ad.named_about")):
        ad = _from_template(merged, phrases, version)
        if all(_stands(span, ad) for span in facts_of_draft(draft)):
            yield ad
        else:
            lead = _lead(merged, phrases, version) if merged.title else phrases.say("ad.invitation", version)
            yield _completed(f"{lead}\n{kept}", facts, phrases, version)
    if kept:
        yield _completed(kept, facts, phrases, 0)
    yield _with_the_rest(_from_template(merged, phrases, -1, short=True), draft)


# Templates -------------------------------------------------------------------------------------------------


def _from_template(facts: PosterFacts, phrases: Phrases, version: int, *, short: bool = False) -> str:
    parts = [_lead(facts, phrases, version, short=short)]
    when = _when(facts)
    if facts.event and when:
        where = phrases.say("ad.where", version, when=when, event=facts.event)
        parts.append(_at_once(where.removesuffix(".") if facts.event.endswith(_CLOSED) else where))
    else:
        parts.append(when)
    if facts.authors:
        parts.append(phrases.say("ad.authors", version, authors=facts.authors))
    return "\n".join((*(part for part in parts if part), *facts.links))


def _lead(facts: PosterFacts, phrases: Phrases, version: int, *, short: bool = False) -> str:
    title = facts.title or blank("title")
    kind = "ad.short" if short else "ad.named" if _is_a_name(title) else "ad.titled"
    if not facts.about:
        return _stopped(phrases.say(kind, version, title=title), title)
    if facts.about.endswith(_CLOSED) or _begun_large(facts.about):  # it stands better by itself
        return f"{_stopped(phrases.say(kind, version, title=title), title)}\n{facts.about}"
    return phrases.say(f"{kind}_about", version, title=title, about=facts.about)


def _stopped(said: str, title: str) -> str:
    """The sentence without a full stop behind a title that has a stop of its own."""
    return said[:-1] if title.endswith(_CLOSED) and said.endswith(f"{title}”.") else said


def _begun_large(about: str) -> bool:
    """Whether it begins with a capital for no better reason than that it is a beginning, or a name is."""
    first = about.split(maxsplit=1)[0]
    return len(first) > 1 and first.istitle()


def _at_once(said: str) -> str:
    """The place of an event with one word for where it is: "@ICML", "at ICML"."""
    return _TWICE_AT.sub("", said, count=1)


def _is_a_name(title: str) -> bool:
    short = len(title) <= _LONGEST_NAME and len(title.split()) <= _WORDS_OF_A_NAME
    return title == blank("title") or (short and title[-1].isalnum() and title[-1] != "s")


def _when(facts: PosterFacts) -> str:
    number = facts.number
    if number and not any(letter.isalpha() for letter in number):
        number = f"poster {number}"
    needed = [getattr(facts, name) or blank(name) for name in ("date", "time", "place")]
    return ", ".join((*needed, *([number] if number else ())))


def _merged(facts: PosterFacts, draft: str) -> PosterFacts:
    """The facts, and for those that are missing what the draft says, where it says one thing alone."""
    spans = facts_of_draft(draft)
    found: dict[str, str] = {}
    for name, kind in _KINDS.items():
        texts = list(dict.fromkeys(span.text for span in spans if span.kind is kind))
        if not getattr(facts, name) and len(texts) == 1:
            found[name] = texts[0]
    titles = [span.text for span in spans if span.kind is Kind.TITLE]
    if not facts.title and len(titles) == 1:
        found["title"] = titles[0]
    return facts.model_copy(update=found)


def _with_the_rest(ad: str, draft: str) -> str:
    """The ad, and behind it each sentence of the draft with a fact that the ad does not have."""
    missing = [
        draft[start:end]
        for start, end in sentence_spans(draft)
        if any(start <= span.start < end and not _stands(span, ad) for span in facts_of_draft(draft))
    ]
    return "\n".join((ad, *missing))


def _stands(span: Span, ad: str) -> bool:
    return span.text in links_of(ad) if span.kind is Kind.LINK else stands(span.text, ad)


# A person's own words --------------------------------------------------------------------------------------


def _completed(draft: str, facts: PosterFacts, phrases: Phrases, version: int) -> str:
    """The words as they are, and behind them the facts and blanks that they lack."""
    lacking = {name: "" if _has(draft, getattr(facts, name)) else getattr(facts, name) for name in _SINGLE}
    kinds = {span.kind for span in facts_of_draft(draft)}
    when = [
        lacking[name] or (blank(name) if not getattr(facts, name) and kind not in kinds else "")
        for name, kind in _KINDS.items()
    ]
    english = in_english(draft)
    number = lacking["number"] and _when(PosterFacts(number=facts.number)).rpartition(", ")[2]
    lines = [
        lacking["title"],
        _about(lacking["about"], phrases, version, english=english),
        ", ".join(part for part in (*when, number) if part),
        _at_once(f"@ {lacking['event']}") if lacking["event"] else "",
        (phrases.say("ad.authors", version, authors=lacking["authors"]) if english else lacking["authors"])
        if lacking["authors"]
        else "",
        *(link for link in facts.links if link not in links_of(draft)),
    ]
    return "\n".join((draft, *(line for line in lines if line)))


def _about(about: str, phrases: Phrases, version: int, *, english: bool) -> str:
    if not about or not english or about.endswith(_CLOSED) or _begun_large(about):
        return about
    return phrases.say("ad.about", version, about=about)


_SINGLE = tuple(name for name in NAMES if name != "links")


def _has(draft: str, fact: str) -> bool:
    return not fact or stands(fact, draft)


def _says_something(draft: str) -> bool:
    """Whether a draft is worth keeping as it is."""
    if len(_LETTERS.findall(draft)) >= _FEWEST_WORDS:
        return True
    return not in_english(draft) and sum(map(str.isalpha, draft)) >= _FEWEST_LETTERS


def _kept(draft: str) -> str:
    """The draft without the sentences that hold no fact."""
    spans = facts_of_draft(draft)
    return "\n".join(
        draft[start:end]
        for start, end in sentence_spans(draft)
        if any(start <= span.start < end for span in spans)
    )


def _longer(facts: PosterFacts, draft: str, ad: str, phrases: Phrases) -> str:
    """For LinkedIn and e-mail: an opening, every fact on a line of its own, and a closing; "" if too long."""
    opening = draft if _says_something(draft) else ad.split("\n", maxsplit=1)[0]
    english = in_english(draft)
    if not invites(opening) and english:
        opening = f"{phrases.say('ad.invitation')}\n{opening}"
    kinds = {span.kind for span in facts_of_draft(draft)}
    lines = [f"{name[0].upper()}{name[1:]}: {text}" for name, text in facts.given if not _has(opening, text)]
    lines += [
        f"{name.capitalize()}: {blank(name)}"
        for name, kind in _KINDS.items()
        if not getattr(facts, name) and kind not in kinds
    ]
    parts = (opening, "\n".join(lines), phrases.say("ad.closing") if english else "")
    text = _with_the_rest("\n\n".join(part for part in parts if part), draft)
    return "" if _is_broken(text, facts, draft, LONGER) else text


def _is_broken(text: str, facts: PosterFacts, draft: str, most: int = LIMIT) -> bool:
    return any(found.severity is Severity.HARD for found in check_ad(text, facts, draft, most))


def _too_long(facts: PosterFacts, draft: str, phrases: Phrases, most: int) -> str:
    """Why there is no ad, and what can be done."""
    candidates = [*_candidates(facts, draft, phrases)]
    least = min(map(weighted_length, candidates))
    if least <= most:  # length is not what is wrong
        found = [one for text in candidates for one in check_ad(text, facts, draft, LIMIT)]
        faults = [one.words for one in found if one.severity is Severity.HARD and one.rule != "too-long"]
        return (
            f"No ad can be made of these facts: {faults[0]}"
            if faults
            else "No ad can be made of these facts."
        )
    if most not in {LIMIT, ROOM}:  # shorter than the one that is there
        return (
            "It cannot be made shorter without losing a fact; take one out of the form, or edit it by hand."
        )
    texts = [*facts.given, *(("draft", draft) for _ in range(bool(draft)))]
    heaviest = sorted(((weighted_length(text), name) for name, text in texts), reverse=True)[:_HEAVIEST]
    cut = ", ".join(f"{name} ({weight})" for weight, name in heaviest if _TRIFLE * weight >= heaviest[0][0])
    return f"With every fact as given an ad weighs {least} of {most} characters; shorten or leave out: {cut}."
