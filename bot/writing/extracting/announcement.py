"""The tweets round the science: the announcement, the code, the thanks."""

import re
from collections.abc import Iterable, Sequence

from bot.lab import Lab
from bot.papers import Paper, Sentence
from bot.tweets import LIMIT, weighted_length
from bot.writing.extracting.clauses import fitting, standalone
from bot.writing.extracting.prose import gives_orders, has_address, is_debris, plain
from bot.writing.extracting.titles import title_of
from bot.writing.notes import Note, Venue, handle_of, handles_in
from bot.writing.phrases import Phrases

NUMBERING = 7
"""Characters of the longest number: two line breaks and "13/13"."""

_MOST_DOUBT = 0.6
"""What a sentence about the release may cost (`Standing.cost`); one that costs more is a guess."""

MOST_NAMED = 4
"""Authors that are named before "and N others"."""

_THINGS = (
    r"(?:code|source|software|packages?|implementations?|librar(?:y|ies)|toolkit|tools?|data|datasets?"
    r"|models?|benchmarks?|logs|scripts?)"
)
_RELEASED = re.compile(
    rf"\b(?:we|I) (?:\w+ ){{0,3}}(?:releas\w+|provide|publish|open-?sourc\w+|share|make)\b"
    rf".{{0,120}}\b{_THINGS}\b"
    rf"|\b(?:(?:our|all|both) (?:[\w,-]+ ){{0,6}}{_THINGS}"
    r"|the (?:[\w-]+ ){0,2}(?:code|source|software|package|implementation|toolkit|library))\b"
    r"[^.;]{0,60} (?:is|are|be|been|was|were) (?:\w+ly |also |made |now ){0,3}"
    r"(?:available|released|open[- ]sourced?|found|hosted|accessible|provided|published|downloaded)\b"
    rf"|\breleasing (?:our|all|the) .{{0,40}}\b{_THINGS}\b",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w.])(?:github|gitlab|bitbucket)\.(?:com|org)/)[^\s)\]>]{1,300}", re.IGNORECASE
)
_PLACE = r"(?:,?\s(?:at|from|on|in|via|under|through|here|see))?:?\s?\(?LINK\)?"
_ENDS_IN_LINK = re.compile(rf"{_PLACE}[\s.)]{{0,4}}$")
_AT_LINK = re.compile(rf"{_PLACE}(?=[\s,.;)])")
_WANTS_PLACE = re.compile(
    r"\b(?:available|found|accessible|accessed|hosted|located|downloaded|obtained|is|are"
    r"|released|open-sourced|provided)\.$"
)
_INCOMPLETE = re.compile(r"\b(?:found|hosted|located|is|are|obtained|accessed)\.$")
_ACKNOWLEDGES = re.compile(
    r"\b(?:thank|grateful to|gratitude to|acknowledge|indebted to|thanks (?:go )?to"
    r"|appreciate)\b(?: also| all| our colleagues?,?)?\s+([^.;]{3,400})",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\s(?:for|who|whose|in (?:the|particular)|at the|from the|during|with (?:the|their)"
    r"|on (?:the|our|an|earlier|early|this)|and (?:the|everyone|members|all)|as well)\b"
)
_NAME = re.compile(
    r"[A-ZÀ-Ž][\w\u2019'.-]{0,24}(?: (?:[A-ZÀ-Ž][\w\u2019'.-]{0,24}|van|von|de|der|den|la|le"
    r"|da|di|del|dos|bin|al)){1,4}$"
)
_NO_PERSON = re.compile(
    r"\b(?:University|Institute|Foundation|Council|Agency|Lab|Laboratory|Center|Centre"
    r"|Department|Fund|Program|Programme|Grant|Project|Reviewers?|Inc|Research|Science"
    r"|Team|Group|Office|Google|Microsoft|NVIDIA|Amazon|Facebook|Meta|OpenAI|DeepMind|Ministry"
    r"|National|European|Union|School|College|Observatory|Survey|Workshop|Conference|Cloud)\b"
)


def announcement(
    paper: Paper, names: str, venue: Venue | None, phrases: Phrases, *, hook: str = "", version: int = 0
) -> str:
    """The text of tweet 1: opening, title, authors, link and the line that makes people read on."""
    if venue:
        kind = "workshop_paper_at_venue" if venue.workshop else "paper_at_venue"
        opening = phrases.say(f"announcement.{kind}", version, venue=" ".join(venue.hashtags))
    else:
        opening = phrases.say("announcement.paper", version)
    title = phrases.say("announcement.title", version, title=title_of(paper))
    by = phrases.say("announcement.authors", version, names=names) if names else ""
    return "\n\n".join(part for part in (opening, title, by, paper.arxiv_url, hook) if part)


def fitting_announcement(
    paper: Paper,
    lab: Lab,
    note: Note,
    venue: Venue | None,
    phrases: Phrases,
    *,
    version: int = 0,
    most: int = MOST_NAMED,
) -> str:
    """The announcement without its last line: the title whole, as many authors as fit, `most` at most."""
    names = [credits_of(paper.authors, lab, note, phrases, named) for named in range(most, 0, -1)]
    if len(paper.authors) > 1:
        names.append(f"{credits_of(paper.authors[:1], lab, note, phrases, 1)} et al.")
    versions = [version, *range(phrases.versions("announcement.paper"))]  # another opening may be shorter
    tries = [(by, version) for by in names] + [(by, other) for by in (*names[-1:], "") for other in versions]
    for by, opening in tries:
        text = announcement(paper, by, venue, phrases, version=opening)
        if weighted_length(text) <= LIMIT - NUMBERING:
            return text
    return announcement(_cut_title(paper), "", venue, phrases, version=version)


def credits_of(authors: Sequence[str], lab: Lab, note: Note, phrases: Phrases, most: int) -> str:
    """At most `most` authors by handle or plain name and how many others there are; "" for none.

    The first author and those with a handle are named before the others; the paper's order is kept.
    """
    names = [handle_of(author, lab, note) or _as_written(author) for author in authors]
    if not names or most < 1:
        return ""
    ranked = sorted(range(len(names)), key=lambda i: (i != 0, not names[i].startswith("@"), i))
    chosen = sorted(ranked[:most])
    shown = [names[i] for i in chosen]
    others = len(names) - len(shown)
    if others == 1:
        return credits_of(authors, lab, note, phrases, most - 1) if most > 1 else f"{shown[0]} et al."
    if others:
        return phrases.say("announcement.and_others", names=", ".join(shown), count=str(others))
    if len(shown) == 1:
        return shown[0]
    return phrases.say("announcement.and_last", names=", ".join(shown[:-1]), last=shown[-1])


def _as_written(author: str) -> str:
    """The name in plain letters, not in capitals throughout."""
    name = plain(author)[:60]
    return name.title() if name.isupper() and " " in name else name


def code_link(paper: Paper, note: Note) -> str:
    """The paper's own code: what the note says, else what the reader found; "" if there is none."""
    return note.repository or paper.repository


def release_sentences(paper: Paper) -> list[tuple[str, Sentence]]:
    """What the paper says of its release, ready to stand above the link, the best first."""
    pools = ((*paper.contributions,), paper.sentences[:3000], paper.footnotes[:300])
    found: list[tuple[float, str, Sentence]] = []
    seen: set[str] = set()
    for rank, pool in enumerate(pools):
        for sentence in pool:
            said = sentence.text
            if said in seen or not _RELEASED.search(said):
                continue
            seen.add(said)
            if text := _released(said):
                own = bool(re.search(r"\b(?:we|our)\b", text, re.IGNORECASE)) + bool(
                    re.search(r"\bcode|software|package|tool", text, re.IGNORECASE)
                )
                opened = bool(
                    re.search(r"releas|open[- ]sourc|publicly|freely|available", said, re.IGNORECASE)
                )
                found.append(
                    (own + 1.5 * opened + ("LINK" in _URL.sub("LINK", said)) - 0.3 * rank, text, sentence)
                )
    return [(text, sentence) for _, text, sentence in sorted(found, key=lambda item: -item[0])[:6]]


def thanked(paper: Paper, note: Note, lab: Lab, note_text: str) -> tuple[tuple[str, ...], Sentence | None]:
    """Whom to thank, by handle or plain name, and the paper's own sentence of thanks, if it has one.

    Handles of the note that name no author and nobody else are thanked only when the note says so.
    """
    names = list(note.thanks)
    source: Sentence | None = None
    for sentence in paper.acknowledgements[:20]:
        people = _people(sentence.text)
        if people and source is None:
            source = sentence
            names += people
    allowed = set(handles_in(note_text))
    shown = [name if name in allowed else handle_of(name, lab, note) or plain(name) for name in names]
    return tuple(dict.fromkeys(shown)), source


def thanks_text(names: Iterable[str], phrases: Phrases, room: int, version: int = 0) -> str:
    """The tweet of thanks, with as many names as fit; "" when there is nobody to thank."""
    named = list(names)
    for most in range(min(len(named), 8), 0, -1):
        shown, others = named[:most], len(named) - most
        if others:
            joined = (
                phrases.say("announcement.and_others", names=", ".join(shown), count=str(others))
                if others > 1
                else ""
            )
        elif most == 1:
            joined = shown[0]
        else:
            joined = phrases.say("announcement.and_last", names=", ".join(shown[:-1]), last=shown[-1])
        text = phrases.say("thanks.names", version, names=joined) if joined else ""
        if text and weighted_length(text) <= room:
            return text
    return ""


def _cut_title(paper: Paper) -> Paper:
    """The paper with a title cut at a word, for titles no tweet can hold."""
    words = title_of(paper)[:150].rsplit(" ", 1)[0].rstrip(" ,:;-")
    return paper.model_copy(update={"title": words + "…"})


def _released(said: str) -> str:
    """A sentence about the release, its own link taken out; "" when the rest does not stand."""
    marked = _URL.sub("LINK", plain(said))
    here = bool(_ENDS_IN_LINK.search(marked))
    trimmed = _AT_LINK.sub("", _ENDS_IN_LINK.sub(".", marked)) if "LINK" in marked else marked
    trimmed = " ".join(trimmed.split()).rstrip(" ,:;.(") + "."
    if "LINK" in trimmed or has_address(trimmed) or gives_orders(trimmed):
        return ""
    standing = standalone(trimmed)
    if not standing or standing.cost > _MOST_DOUBT or is_debris(standing.text):
        return ""
    text = fitting(standing, 210) or ""
    return (
        f"{text[:-1]} here:"
        if here and _WANTS_PLACE.search(text)
        else ""
        if _WANTS_PLACE.search(text) and _INCOMPLETE.search(text)
        else text
    )


def _people(text: str) -> list[str]:
    """The names of persons in a sentence of thanks."""
    found = _ACKNOWLEDGES.search(plain(text))
    if not found or gives_orders(text):
        return []
    stretch = _FOR.split(found[1], maxsplit=1)[0]
    parts = re.split(r"\s{0,2}(?:,\s?and\b|,|\band\b|&)\s{0,2}", stretch)
    return [
        name[0]
        for part in parts
        if (name := _NAME.match(re.sub(r"^(?:Drs?|Profs?|Professors?|Mr|Ms|Mrs)\.? ", "", part.strip(" ."))))
        and not _NO_PERSON.search(name[0])
    ]
