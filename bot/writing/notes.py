"""Reads what a person wrote after the link: venue, thanks, the code, whose handle is whose, tone."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from bot.lab import Lab, LabMember
from bot.papers import Paper

MOST = 4000
"""Characters of a note, or of arXiv's comment, that are looked at."""

_VENUES = (
    "ICML NeurIPS NIPS ICLR AISTATS UAI COLT COLM TMLR JMLR MLSys ACL NAACL EACL AACL EMNLP CoNLL "
    "COLING TACL LREC INTERSPEECH ICASSP CVPR ICCV ECCV WACV BMVC ACCV SIGGRAPH MICCAI MIDL AAAI "
    "IJCAI ECAI AAMAS ICAPS KDD WSDM CIKM SIGIR ECIR RecSys TheWebConf SIGMOD VLDB ICDE PODS CHI "
    "UIST CSCW FAccT AIES CoRL ICRA IROS L4DC ICSE FSE ESEC ASE ISSTA PLDI POPL OOPSLA ICFP CAV "
    "TACAS VMCAI LICS CADE IJCAR SOSP OSDI NSDI SIGCOMM ASPLOS ISCA HPCA USENIX CCS NDSS CRYPTO "
    "EUROCRYPT STOC FOCS SODA ITCS ICALP SoCG DMLR AutoML CHIL ML4H ISMIR ISMAR VRST EuroVis HRI "
    "CogSci"
)
_YEAR = r"(?:[\s,'\u2019-]{0,3}((?:19|20)\d\d)|\s?['\u2019](\d\d))?"
_KNOWN = re.compile(rf"(?<![\w#@/.-])#?({'|'.join(_VENUES.split())}){_YEAR}(?![\w-])")
_ACCEPTED = re.compile(
    r"\b(?i:accepted|published|presented|appear(?:s|ed|ing)?|poster|oral|spotlight|talk"
    r"|camera[- ]ready)\b[^.;\n]{0,40}?"
    r"\b(?:at|in|to|by|for)\b (?:the )?(?:\d{1,2}(?:st|nd|rd"
    r"|th) )?([A-Z][A-Za-z]{1,3}[A-Z][A-Za-z]{0,6}|[A-Z]{3,9})[\s'\u2019-]{0,2}((?:20)?\d\d)\b"
)
_NOT_YET = re.compile(
    r"\b(?:submit|under (?:\w+ )?review|in review|reject|withdraw|in preparation|(?:earlier"
    r"|previous|preliminary|short(?:er)?|prior|initial|first)"
    r" version|extend|supersede|based on|follow[- ]up|template|style|format"
    r"|not (?:yet )?(?:at|in|an?|accepted|published|presented))|\bnot(?: yet)?\s{0,3}$",
    re.IGNORECASE,
)
_HANDLE = r"@[A-Za-z0-9_]{1,15}(?![\w@.]*@)(?!\w)"
_HANDLES = re.compile(rf"(?<![\w.@/]){_HANDLE}")
_PARTICLE = r"(?:van|von|de|der|den|di|da|del|della|dos|du|la|le|bin|ibn|al|el|ter|ten|zu|y)"
_PERSON = rf"[A-ZÀ-Ž][\w\u2019'.-]{{0,30}}(?:[ -](?:[A-ZÀ-Ž][\w\u2019'.-]{{0,30}}|{_PARTICLE}\b)){{0,4}}"
_NAME_HANDLE = re.compile(
    rf"({_PERSON})\s{{0,2}}(?:=|:|is|\(|-|\u2013|—|,? on X(?: is)?)?\s{{0,2}}({_HANDLE})"
)
_HANDLE_NAME = re.compile(rf"({_HANDLE})\s{{0,2}}(?:=|:|is|\()\s{{0,2}}({_PERSON})")
_THANK = re.compile(
    r"\b(?:thank(?:s|ing)?|credit(?:s)?|acknowledge|kudos"
    r"|shout[- ]?out)(?! you\b)(?: also)?(?: go(?:es)?)?(?: to)?:?\s+([^\n;!]{2,200})",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s{0,3}(?:,|\band\b|&|\+)\s{0,3}")
_ONE_NAME = re.compile(rf"(?:{_HANDLE}|{_PERSON})(?=$|[\s.])")
_CODE_LINK = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org"
    r"|huggingface\.co|zenodo\.org|osf\.io|sr\.ht|"
    r"[\w-]{1,40}\.github\.io|colab\.research\.google\.com)/[^\s<>|\"')\]]{1,300}",
    re.IGNORECASE,
)
_BARE_CODE_LINK = re.compile(r"(?<![\w/.])(?:github|gitlab)\.com/[\w.-]{1,60}/[\w.-]{1,100}")
_SHORT_YEAR = 2  # the digits of '23
_FULL_NAME = 2  # words; a surname alone is nobody's
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_CASUAL = re.compile(
    r"\b(?:less (?:formal|stiff|dry|academic)|more (?:casual|informal|fun|lively|playful"
    r"|relaxed|catchy|exciting)|casual|informal|catchier|livelier)\b",
    re.IGNORECASE,
)


class Venue(NamedTuple):
    """Where a paper appears: hashtags with the leading #, and whether it is a workshop there."""

    hashtags: tuple[str, ...]
    workshop: bool = False


class Note(NamedTuple):
    """What a person's note says, as far as it can be read."""

    thanks: tuple[str, ...] = ()
    repository: str = ""
    handles: Mapping[str, str] = {}
    casual: bool = False


def read_note(text: str) -> Note:
    """Whom to thank, where the code is and whose handle is whose, out of a person's note."""
    text = text[:MOST]
    handles = {match[1].strip(" ."): match[2] for match in _NAME_HANDLE.finditer(text)}
    handles |= {match[2].strip(" ."): match[1] for match in _HANDLE_NAME.finditer(text)}
    handles = {name: handle for name, handle in handles.items() if " " in name}  # "Thank @ada" names nobody
    code = _CODE_LINK.search(text)
    bare = _BARE_CODE_LINK.search(text)
    link = code[0].rstrip(".,;:!?") if code else f"https://{bare[0].rstrip('.')}" if bare else ""
    return Note(_thanked(text), link, handles, bool(_CASUAL.search(text)))


def venue_of(lab: Lab, note: str, paper: Paper) -> Venue | None:
    """The venue that the note names, else the one arXiv's comment or journal reference names as certain.

    A paper that is only submitted somewhere has none.
    """
    entry = paper.entry
    for text in (note, entry.comment if entry else "", entry.journal_ref if entry else ""):
        if venue := _venue_in(text[:MOST], lab):
            return venue
    return None


def handle_of(author: str, lab: Lab, note: Note) -> str:
    """The author's handle on X if the lab or the note gives it, "" otherwise: handles are never guessed.

    Initials, accents and middle names may differ; a name that fits two people fits none.
    """
    for name, handle in note.handles.items():
        if _same_person(author, name):
            return handle
    exact = {m.x for m in lab.members if m.x and any(_key(n) == _key(author) for n in _names(m))}
    alike = {m.x for m in lab.members if m.x and any(_same_person(author, n) for n in _names(m))}
    found = exact or alike
    return next(iter(found)) if len(found) == 1 else ""


def handles_in(text: str) -> tuple[str, ...]:
    """The handles that stand in a text, in order, each once."""
    return tuple(dict.fromkeys(match[0] for match in _HANDLES.finditer(text[:MOST])))


def _names(member: LabMember) -> tuple[str, ...]:
    return (member.name, *member.aliases)


def _venue_in(text: str, lab: Lab) -> Venue | None:
    for name, hashtags in lab.venue_hashtags.items():
        found = _spelled(name).search(text)
        if found and hashtags and not _doubtful(text, found.start()):
            return Venue(hashtags, _is_workshop(text, found))
    for pattern in (_KNOWN, _ACCEPTED):
        for found in pattern.finditer(text):
            if _doubtful(text, found.start()):
                continue
            year = next((group for group in found.groups()[1:] if group), "")
            return Venue((f"#{found[1]}{_full(year)}",), _is_workshop(text, found))
    return None


def _full(year: str) -> str:
    return f"20{year}" if len(year) == _SHORT_YEAR else year


def _spelled(name: str) -> re.Pattern[str]:
    """The venue's name, however its spaces, hyphens and apostrophes are typed."""
    parts = [
        rf"(?:20)?{part[-2:]}" if re.fullmatch(r"20\d\d", part) else re.escape(part)
        for part in re.findall(r"[^\W\d_]+|\d+", name)
    ]
    return re.compile(r"(?<![\w@])" + r"[\s'\u2019_-]{0,3}".join(parts) + r"(?!\w)", re.IGNORECASE)


def _doubtful(text: str, place: int) -> bool:
    return bool(_NOT_YET.search(text[max(0, place - 60) : place]))


def _is_workshop(text: str, found: re.Match[str]) -> bool:
    return bool(_WORKSHOP.search(text[max(0, found.start() - 80) : found.end() + 80]))


def _thanked(text: str) -> tuple[str, ...]:
    names: list[str] = []
    for found in _THANK.finditer(text):
        for part in _BETWEEN_NAMES.split(found[1]):
            name = _ONE_NAME.match(part.strip())
            if not name:
                break
            names.append(name[0].rstrip("."))
            if name.end() < len(part.strip()):
                break
    return tuple(dict.fromkeys(names))


def _plain_letters(name: str) -> str:
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return name.translate(str.maketrans("ØøŁłĐđı", "OoLlDdi")).replace("ß", "ss").casefold()


def _key(name: str) -> tuple[str, ...]:
    if "," in name:  # "Lovelace, Ada"
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    return tuple(re.findall(r"\w+", _plain_letters(name)))


def _same_person(one: str, other: str) -> bool:
    """Whether two spellings can be one person: the same surname, and given names or initials that agree."""
    a, b = _key(one), _key(other)
    if len(a) < _FULL_NAME or len(b) < _FULL_NAME:
        return False
    if sorted(a) == sorted(b):
        return True
    if a[-1] != b[-1]:
        return False
    given = list(zip(a[:-1], b[:-1], strict=False))
    return all(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in given)
