"""Characters as people write them: ligatures expanded, accents joined, what nobody sees dropped."""

import re
import unicodedata

SOFT = "\u00ad"
"""Stands at a line's end for the hyphen of a broken word."""

_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]{1,20}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_FRACTION = re.compile("(?<=[0-9])(?=[¼½¾⅐-⅞])")
_SOFT_HYPHENS = str.maketrans({"\ufffe": SOFT})
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_UNTIDY = ("  ", " .", " ,")
_BEFORE_STOP = re.compile(  # French has spaces before the other stops
    r"(?<=[\w)\]%]) (?=[.,](?:\s|$))|(?<=\.) (?=,(?:\s|$))"  # "al. , 2022"
)
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00a8": "\u0308",
    "\u02c7": "\u030c",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u00b8": "\u0327",
    "\u00af": "\u0304",
}
_MARKS = "".join(_ACCENTS)
_ACCENTED = re.compile(rf"(?:(?<=\w)\s(?=[{_MARKS}]\s?[a-z]))?([{_MARKS}])\s?([A-Za-z])")
# Full-width stops and brackets stay, as Chinese and Japanese are written.
_FULL_WIDTH = "\uff0c\uff01\uff1f\uff1a\uff1b\uff08\uff09"
_COMPATIBLE = re.compile(f"[^{_FULL_WIDTH}]+")
_IDEOGRAPHIC = f"\u3000-\u9fff\u201c\u201d{_FULL_WIDTH}"
_BETWEEN = re.compile(rf"(?<=[{_IDEOGRAPHIC}])\s(?=[{_IDEOGRAPHIC}])")


def clean(text: str) -> str:
    """NFKC on one line, powers kept readable (10⁵ is 10^5), controls and invisible characters dropped."""
    if text.isascii():
        if text.isprintable() and not any(pair in text for pair in _UNTIDY):
            return text  # nearly all text: this is for speed alone
    else:
        text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(_SUPERSCRIPTS), text)
        text = _FRACTION.sub(" ", text.translate(_SOFT_HYPHENS))
        # TeX's older fonts draw an accent and then its letter.
        text = _ACCENTED.sub(lambda match: match[2] + _ACCENTS[match[1]], text)
        text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
        text = _BETWEEN.sub("", text)
    return _BEFORE_STOP.sub("", _SPACES.sub(" ", _CONTROLS.sub(" ", text)))
