"""What a model is asked to reply: the schemas, and the lenient reading of what really comes.

One schema serves draft, mending and regenerating alike: another schema would miss the prompt cache.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from bot.papers import FigureKey, FigureKind, Paper
from bot.tweets import Role

_Found = TypeVar("_Found")


class ToldTweet(BaseModel):
    """One tweet as the model tells it; the order of the fields makes it choose the evidence first."""

    place: int = Field(description="which tweet of the thread this is, from 1")
    role: str = Field(
        description="one of: announcement, code, contribution, method, result, impact, future_work, thanks,"
        " limitation"
    )
    figure: str = Field(
        description="the figure or table whose picture goes with the tweet, as listed, such as"
        ' "Figure 2" or "Table 1"; "" for none'
    )
    quote: str = Field(
        description="the sentence of the paper the tweet rests on, copied character for character;"
        ' "" where the tweet claims nothing'
    )
    page: int = Field(description="the page the quote stands on; 0 without a quote")
    text: str = Field(description="the tweet, without its number")
    alt: str = Field(description='what the picture shows, for people who do not see it; "" without a figure')


class ToldThread(BaseModel):
    """The reply to a draft, a mending or a regeneration: how many tweets come, then the tweets."""

    count: int = Field(description="how many tweets the whole thread has")
    tweets: list[ToldTweet]


class ToldText(BaseModel):
    """The reply to a shortening."""

    text: str = Field(description="the shorter tweet, without its number")


class ToldAd(BaseModel):
    """The reply to a request for a poster's ad."""

    text: str = Field(description="the ad, its lines parted by line breaks")
    longer: str = Field(description="the longer variant")
    strong: list[str] = Field(description="what is strong in the draft, a point each")
    missing: list[str] = Field(description="what it lacks, a point each")
    changed: list[str] = Field(description="what stands differently in the ad, and why, a point each")


# What really comes ---------------------------------------------------------------------------------------


_POINTS = 6  # of feedback under one heading
_LONGEST = {
    "text": 4000,
    "longer": 8000,
    "point": 400,
    "quote": 2000,
    "alt": 2000,
    "figure": 200,
    "role": 60,
}  # characters kept
_LONGEST_SOURCE = 100_000  # characters; far more than a scanner hands on
_LARGEST = 9999  # of a page or place
_NOTHING = frozenset(
    {"", "-", "none", "null", "nil", "na", "n/a", "no", "no figure", "no quote", "not applicable"}
)

_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]++|\\.)*+"?|,(?=\s*+[}\]])', re.DOTALL)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(?P<other>.?))', re.DOTALL)
_LATEX = re.compile(  # commands whose backslash and first letter JSON reads as a control character
    "(?P<sign>[\b\f](?=[A-Za-z])"
    "|\t(?=(?:imes|heta|au|ilde|ext(?:bf|it|rm|sc|tt)?|frac|riangle)(?![a-z]))"
    "|\r(?=(?:ho|ight|angle|ceil|floor|m)(?![a-z]))"
    "|\n(?=(?:abla|otin)(?![a-z])))"
)
_LETTERS = {"\b": "b", "\f": "f", "\t": "t", "\r": "r", "\n": "n"}

_DIGITS = re.compile(r"(?<![\d-])\d{1,4}(?!\d)", re.ASCII)
_JOINT = re.compile(r"[/,;:|(&+]")
_NO_LETTERS = re.compile(r"[\W\d_]{1,60}")
_SPELLINGS = {
    Role.ANNOUNCEMENT: "announcement announcements announce intro introduction hook opener"
    " opening title headline",
    Role.CODE: "code repository repo github resource resources codeanddata coderelease software",
    Role.CONTRIBUTION: "contribution contributions keycontribution keycontributions mainidea keyidea",
    Role.METHOD: "method methods methodology approach",
    Role.RESULT: "result results keyresult keyresults finding findings keyfinding keyfindings"
    " evaluation experiment experiments",
    Role.IMPACT: "impact impacts implication implications significance whyitmatters",
    Role.FUTURE_WORK: "futurework future futuredirection futuredirections outlook nextsteps",
    Role.THANKS: "thanks thankyou acknowledgement acknowledgements acknowledgment acknowledgments credits",
    Role.LIMITATION: "limitation limitations limit limits caveat caveats",
}
_ROLES = {spelling: role for role, spellings in _SPELLINGS.items() for spelling in spellings.split()}

_KINDS = {"f": FigureKind.FIGURE, "t": FigureKind.TABLE, "a": FigureKind.ALGORITHM}
_NUMBER = r"(?:[A-Za-z]{1,2}[.-]?)?[0-9]{1,3}(?:[.-][0-9]{1,3}){0,2}"
_QUOTES = "\"'“”\u2018\u2019"
_LABEL = re.compile(
    rf"[\s{_QUOTES}(\[*_]{{0,5}}(?:(?:the|see|image|picture)\b:?\s{{0,3}}){{0,2}}"
    r"(?P<supplement>(?:supplementary|supplemental|supporting)\s{1,3})?(?:(?:appendix|extended data)\s{1,3})?"
    r"(?P<kind>fig(?:ure)?s?|tab(?:le)?s?|alg(?:orithm)?s?)[.:]?[\s_]{0,3}(?:no\.?|nr\.?|number|\#)?\s{0,3}"
    rf"(?P<number>{_NUMBER}|(?-i:[IVX]{{1,6}}|[ivx]{{2,6}})(?!\w)"
    rf"|(?-i:[A-Z])(?=\s{{0,3}}(?:[:.,)|\]*_{_QUOTES}]|\Z)))"
    r"(?:(?P<part>[a-z])|\s?\((?P<bracketed>[a-z])\))?(?![\w%])",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(rf"\s{{0,3}}\#?({_NUMBER}[a-z]?|[IVX]{{1,6}})\s{{0,3}}")
_APART = re.compile(r"(?<=[a-z])[.-](?=[0-9])")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {"x" * tens + ones: 10 * tens + one for tens in range(4) for one, ones in enumerate(_ONES)}


def told(source: str) -> ToldTweet | None:
    """One tweet from its JSON, read leniently; None where no object with a text can be made out.

    Missing fields are "" or 0, a role that is none is "". Texts are cut at `_LONGEST`.
    """
    fields = _object(source)
    text = None if fields is None else _string(fields.get("text"), _LONGEST["text"])
    if fields is None or text is None:
        return None
    role = _role(fields.get("role"))
    return ToldTweet(
        place=_whole(fields.get("place")),
        role=role.value if role else "",
        figure=_figure(fields.get("figure")),
        quote=_or_nothing(fields.get("quote"), _LONGEST["quote"]),
        page=_whole(fields.get("page")),
        text=text,
        alt=_or_nothing(fields.get("alt"), _LONGEST["alt"]),
    )


def told_text(source: str) -> str | None:
    """The text of a shortening from its JSON, read as leniently; None where there is none."""
    fields = _object(source)
    return None if fields is None else _string(fields.get("text"), _LONGEST["text"])


def told_ad(source: str) -> ToldAd | None:
    """An ad from its JSON, read as leniently; None where no object with a text can be made out."""
    fields = _object(source)
    text = None if fields is None else _string(fields.get("text"), _LONGEST["text"])
    if fields is None or not text:
        return None
    return ToldAd(
        text=text.strip(),
        longer=_or_nothing(fields.get("longer"), _LONGEST["longer"]).strip(),
        strong=_points(fields.get("strong")),
        missing=_points(fields.get("missing")),
        changed=_points(fields.get("changed")),
    )


def role_of(told: ToldTweet) -> Role | None:
    """The role a tweet says it has, however spelt; None for one that is none."""
    return _role(told.role)


def figure_key(label: str, paper: Paper) -> FigureKey | None:
    """The figure or table that a label names, as the paper prints it: "Fig. 2a: Accuracy" is Figure 2.

    A figure the paper does not have is named all the same, for the checks to tell; None for no label.
    """
    label = label[: _LONGEST["figure"]].replace("\u2013", "-")
    if bare := _BARE_NUMBER.fullmatch(label):
        return _only(figure.key for figure in paper.figures if _plain(figure.number) == _plain(bare[1]))
    found = _LABEL.match(label)
    if found is None:
        return None
    kind = _KINDS[found["kind"][0].lower()]
    number = found["number"].upper()
    if found["supplement"] and number[0].isdigit():
        number = f"S{number}"  # as the reader numbers them
    printed = [figure.number for figure in paper.figures if figure.kind is kind]
    part = found["part"] or found["bracketed"] or ""
    for named in (number + part, number, number.partition("-")[0]):
        if own := _only(own for own in printed if _plain(own) == _plain(named)):
            return FigureKey(kind=kind, number=own)
    value = _value(number)
    own = _only(own for own in printed if value and _value(own) == value)
    return FigureKey(kind=kind, number=own or number)


def _object(source: str) -> dict[str, Any] | None:
    """The JSON object, with stray escapes and commas mended if it must be."""
    if len(source) > _LONGEST_SOURCE:
        return None
    found = _loaded(source)
    if found is None:
        found = _loaded(_STRING_OR_COMMA.sub(_mended, source))
    return found if isinstance(found, dict) else None


def _loaded(source: str) -> Any:
    try:
        return json.loads(source, strict=False)  # line ends and tabs in strings are let through
    except (ValueError, RecursionError):
        return None


def _mended(part: re.Match[str]) -> str:
    """A string with each backslash doubled that escapes nothing; a comma before a closer becomes nothing."""
    if part[0] == ",":
        return ""
    return _ESCAPE.sub(lambda escape: escape[0] if escape["other"] is None else f"\\{escape[0]}", part[0])


def _string(value: object, longest: int) -> str | None:
    """A string with its surrogates joined, or else replaced, and its LaTeX restored."""
    if not isinstance(value, str):
        return None
    value = value[: 2 * longest].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _LATEX.sub(lambda found: f"\\{_LETTERS[found['sign']]}", value)[:longest]


def _or_nothing(value: object, longest: int) -> str:
    said = _string(value, longest) or ""
    return "" if said.strip(" .()").casefold() in _NOTHING else said


def _points(value: object) -> list[str]:
    """Points of feedback, from a list or a single one."""
    listed = value if isinstance(value, list) else [value]
    said = (" ".join(_or_nothing(point, _LONGEST["point"]).split()) for point in listed)
    return [point for point in said if point][:_POINTS]


def _whole(value: object) -> int:
    """A page or place: 4, 4.0, "4", "p. 4", "3/9"; 0 for none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value <= _LARGEST else 0
    found = _DIGITS.search(value[: _LONGEST["figure"]]) if isinstance(value, str) else None
    return int(found[0]) if found else 0


def _figure(value: object) -> str:
    """The label of a figure, from a string, {"kind", "number"}, or the first of a list; "" for none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        number = value.get("number")
        value = value.get("label") if number is None else f"{value.get('kind') or ''} {number}".strip()
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 0 < value <= _LARGEST else ""
    return _or_nothing(value, _LONGEST["figure"])


def _role(value: object) -> Role | None:
    if not isinstance(value, str):
        return None
    value = value[: _LONGEST["role"]].casefold()
    first = _JOINT.split(value, maxsplit=1)[0]
    return _ROLES.get(_NO_LETTERS.sub("", value)) or _ROLES.get(_NO_LETTERS.sub("", first))


def _plain(number: str) -> str:
    """What "A.1", "A-1" and "a1" have in common."""
    return _APART.sub("", number.replace("\u2013", "-").casefold())


def _value(number: str) -> int:
    """What an Arabic or Roman number counts; 0 for "A.1" and the like."""
    return int(number) if number.isdecimal() else _ROMAN.get(number.casefold(), 0)


def _only(found: Iterable[_Found]) -> _Found | None:
    """The one there is; None for none, or for several different ones."""
    different = set(found)
    return different.pop() if len(different) == 1 else None
