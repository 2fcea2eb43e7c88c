"""Posters to advertise: made by chance, ten real ones, and a writer that tampers with their facts."""

import random
from collections.abc import AsyncIterator, Iterator
from functools import cache
from itertools import combinations

from bot.errors import NotNow
from bot.poster import AdBrief, PosterAd, PosterFacts
from bot.tweets import Usage
from bot.writing.checking.locks import stands
from bot.writing.checking.spans import facts_of_draft
from bot.writing.extracting.advertising import advertised_by_rule
from bot.writing.phrases import load_phrases

PHRASES = load_phrases()

LEAN_DOJO = PosterFacts(
    title="LeanDojo",
    event="the ICML Knowledge and Logical Reasoning in the Era of Data-driven Learning workshop",
    date="7/28 Friday",
    time="11:45 AM – 12:15 PM",  # noqa: RUF001  as the lab wrote it
    place="room 301",
    about="LLMs for theorem proving",
)
"""The facts of the example that the lab calls a good one."""

LEAN_DOJO_AD = (
    "Visit LeanDojo's poster and talk to us about LLMs for theorem proving!\n"
    "7/28 Friday, 11:45 AM – 12:15 PM, room 301, \n"  # noqa: RUF001  as the lab wrote it
    "@ the ICML Knowledge and Logical Reasoning in the Era of Data-driven Learning workshop."
)

REAL = (
    LEAN_DOJO,
    PosterFacts(
        title="Attention Is All You Need",
        event="NIPS 2017",
        date="Tuesday, Dec 5th",
        time="06:30 – 10:30 PM",  # noqa: RUF001  as printed
        place="Pacific Ballroom",
        number="#109",
    ),
    PosterFacts(
        title="Visual Instruction Tuning",
        authors="Haotian Liu, Chunyuan Li, Qingyang Wu and Yong Jae Lee",
        event="NeurIPS 2023",
        date="Tue 12 Dec 2023",
        time="5:15 p.m. — 7:15 p.m. CST",
        place="Great Hall & Hall B1+B2 (level 1)",
        number="#229",
    ),
    PosterFacts(
        title="Are Emergent Abilities of Large Language Models a Mirage?",
        authors="Rylan Schaeffer, Brando Miranda and Sanmi Koyejo",
        event="NeurIPS 2023",
        date="Tuesday, 12 December",
        place="New Orleans",
        links=("https://arxiv.org/abs/2304.15004",),
    ),
    PosterFacts(
        title="Deep Residual Learning for Image Recognition",
        authors="Kaiming He et al.",
        event="CVPR 2016, Las Vegas",
        links=("https://arxiv.org/abs/1512.03385",),
    ),
    PosterFacts(
        title="Segment Anything",
        event="ICCV 2023",
        date="2-6 October 2023",
        place="Paris",
        links=("https://segment-anything.com",),
    ),
    PosterFacts(
        title="Adam: A Method for Stochastic Optimization",
        authors="Diederik P. Kingma & Jimmy Ba",
        event="ICLR 2015",
        date="May 7–9, 2015",  # noqa: RUF001  as printed
        place="San Diego",
    ),
    PosterFacts(
        title="GloVe: Global Vectors for Word Representation",
        event="EMNLP 2014",
        date="25-29 October 2014",
        place="Doha (قطر)",
    ),
    PosterFacts(
        title="Stable Rank Normalization for Improved Generalization in Neural Networks and GANs",
        authors="Amartya Sanyal, Philip H. S. Torr, Puneet K. Dokania",
        event="ICLR 2020",
        place="online",
        about="What does a rank have to do with generalization?",
    ),
    PosterFacts(
        title="Beyond Scale",
        event="the ICML 2023 DMLR workshop",
        date="Sat, July 29",
        place="Honolulu, Hawai'i",
        about="the diversity of pre-training data",
        links=("https://arxiv.org/abs/2306.13840",),
    ),
)
"""Facts of real posters, in the spellings of their conferences; what we do not know of one is left out."""

_TITLES = (
    "LeanDojo",
    "Deep Sets",
    "What Is Rank?",
    "Größe & Maß",
    "自己注意",
    "Lamps (and Moths)",
    "GPT-4 on 3D",
    "",
)
_AUTHORS = (
    "",
    "Ada Lovelace",
    "李明 & 王芳",
    "Мария Иванова",
    "J. K. O'Hara et al.",
    "दीपक शर्मा",
    "محمد علي",
)
_EVENTS = ("", "ICML 2023", "the NeurIPS'24 workshop on Tiny Models", "@EMNLP", "第15回研究会", "ICLR 🎉")
_DAYS = (
    "7/28 Friday", "Fri 28 July 2023", "2024-12-13", "13. 12. 2024", "Dec 10–12", "the 3rd of May",   # noqa: RUF001
    "12月13日", "Thursday (7/27)", "Sat., Dec 14, 2024", "28/7/2023",
)  # fmt: skip
_HOURS = (
    "11:45 AM – 12:15 PM", "14:00–15:30 CEST", "9am-noon", "16h30",   # noqa: RUF001
    "4:30 p.m. - 6 p.m. PST", "10:30 UTC+2",
    "11:00 (Europe/Vienna)", "3–5pm", "00:15 – 01:00", "1:30 PM local time",  # noqa: RUF001
)  # fmt: skip
_PLACES = (
    "room 301",
    "Hall C",
    "West Exhibition Hall A, level 2",
    "ホールB",
    "Saal «Wien» 🎪",
    "zoom",
    "Room 3.14 (east)",
)
_NUMBERS = ("", "#142", "17", "B-07")
_LINKS = (
    "https://en.wikipedia.org/wiki/Lean_(proof_assistant)",
    "https://x.org/a?b=c_(d)&e=%20f",
    "leandojo.org",
)
_ABOUTS = ("", "LLMs for theorem proving", "why 50% of lamps fail", "moths 🦋", "Is it the data?")
_DRAFTS = (
    "",
    "Come see our poster on {day} at {hours}!",
    "Visit us at {place}, {day}, {hours}. Thanks to @ada_l and Grace Hopper! #NLP",
    "{day}, {hours} in {place}: “Moths and Lamps” 🎉 {link}",
    "We love posters. On {day} we are in {place} with 3 demos; on 7/30 at 8:15 AM in room 77. See {link}.",
    "明日、{place}で会いましょう {hours} #ICML2023",
    "Приходите! {hours}, {place}. Иван Петров и @olga",
    "stop by",
)


@cache
def posters(count: int) -> tuple[tuple[PosterFacts, str, str], ...]:
    """So many different facts and drafts of which an ad can be made at all, and the honest ad."""
    chance, found = random.Random(7), dict[tuple[PosterFacts, str], str]()  # noqa: S311  no secret
    while len(found) < count:
        day, hours, place = chance.choice(_DAYS), chance.choice(_HOURS), chance.choice(_PLACES)
        link = chance.choice(_LINKS)
        draft = chance.choice(_DRAFTS).format(day=day, hours=hours, place=place, link=link)
        facts = PosterFacts(
            title=chance.choice(_TITLES),
            authors=chance.choice(_AUTHORS),
            event=chance.choice(_EVENTS),
            date=chance.choice((day, day, chance.choice(_DAYS), "")),
            time=chance.choice((hours, hours, chance.choice(_HOURS), "")),
            place=chance.choice((place, place, "")),
            number=chance.choice(_NUMBERS),
            links=chance.choice(((), (link,), (chance.choice(_LINKS), "https://a.example/b"))),
            about=chance.choice(_ABOUTS),
        )
        try:
            found[facts, draft] = advertised_by_rule(AdBrief(facts=facts, draft=draft), PHRASES).text
        except NotNow:
            continue
    return tuple((facts, draft, ad) for (facts, draft), ad in found.items())


# The tampering ---------------------------------------------------------------------------------------------

_INVENTED = (
    "At 5 PM there is cake.", "We are in room 999.", "See you on Saturday.", "With Zed Quux.", "Alice helps.",
    "More: https://evil.example/x", "More: evil.example.com", "Ask @mallory.", "#NeurIPS",
    "Bring three friends.",
    "It is poster 888.", "See “Owls and Ghosts”.", "王伟也来。", "Everybody meets at noon.",
    "It starts tomorrow.",
    "It is in the main lobby.", "Mail a.b@c.example.", "It gains 99.9%.", "Since 1999.", "First prize!",
    "Оля придёт.", "Now in GMT+9.",
)  # fmt: skip
_TURNED = ("Cancelled: {ad}", "{ad} It has been postponed.", "{ad}\nThis is no longer so.")
_NEXT_DIGIT = str.maketrans("0123456789", "1234567890")
_HIDDEN = ("\u200b", "\u202e", "\u2066", "\u00ad")


def tampered(facts: PosterFacts, draft: str, ad: str) -> Iterator[tuple[str, str]]:
    """Every way we know to break the locks of an honest ad: what was done, and the text."""
    locked = dict.fromkeys([text for _, text in facts.given] + [span.text for span in facts_of_draft(draft)])
    for fact in locked:
        for what, other in _changes(fact):
            broken = ad.replace(fact, other)
            if other != fact and broken != ad and not stands(fact, broken.replace(other, "\x00")):
                yield f"{what}: {fact} -> {other}", broken
    sources = "\n".join((*(text for _, text in facts.given), draft))
    for more in _INVENTED:
        if not any(stands(word, sources) for word in more.rstrip(".!").split()[-2:]):
            yield f"invented: {more}", f"{ad}\n{more}"
    for turned in _TURNED:
        yield f"turned round: {turned}", turned.format(ad=ad)
    for sign in _HIDDEN:
        yield f"hidden U+{ord(sign):04X}", f"{ad[:9]}{sign}{ad[9:]}"
    yield "rings", f"@everyone {ad}"
    yield "too long", f"{ad}{' really' * 40}"
    yield "left open", f"{ad} [insert link]"
    yield from _swapped(draft, ad)


def _changes(fact: str) -> Iterator[tuple[str, str]]:
    yield "dropped", ""
    yield "cut", fact[:-1]
    yield "upper case", fact.upper()
    yield "lower case", fact.lower()
    yield "other dash", fact.replace("–", "-").replace("—", "-")  # noqa: RUF001  dashes as printed
    yield "other digit", fact.translate(_NEXT_DIGIT)
    yield "other letter", ("Q" if fact[0] != "Q" else "X") + fact[1:]
    yield "doubled blank", fact.replace(" ", "  ")
    yield "no blank", fact.replace(" ", "")
    yield "other words", "soon enough"
    if len(fact.split()) > 1:
        yield "turned", " ".join(reversed(fact.split()))


def _swapped(draft: str, ad: str) -> Iterator[tuple[str, str]]:
    spans = [span for span in facts_of_draft(draft) if ad.count(span.text) == 1]
    for one, other in combinations(spans, 2):
        if one.kind is other.kind and one.kind.value in {"date", "time", "place"}:
            broken = ad.replace(one.text, "\x00").replace(other.text, one.text).replace("\x00", other.text)
            yield f"swapped: {one.text} and {other.text}", broken


class Tamperer:
    """A writer that hands on what it is told to, whatever the facts are, and remembers what it was asked."""

    name = "tamperer"

    def __init__(self, *ads: PosterAd) -> None:
        self._ads = list(ads)
        self.asked: list[AdBrief] = []

    async def advertise(self, brief: AdBrief) -> AsyncIterator[PosterAd | Usage]:
        """The next of its ads, the last one again and again."""
        self.asked.append(brief)
        yield self._ads.pop(0) if len(self._ads) > 1 else self._ads[0]
