"""What a font's name says of its style; PDFs tell little else."""

import ctypes
import re
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2.raw as pdfium_c

_FORCE_BOLD = 1 << 18  # ISO 32000-1, 9.8.2
_LONGEST_NAME = 80

_BOLD = re.compile(
    r"bold|black|heavy|demi|medi(?:ital)?\b|cmbx|cmssbx|sfbx|sfxc|-bd|bx\d|\.b$|-b$|cmb\d|ptmb|phvb"
    r"|(?:libertine|biolinum)t[bz]",
    re.IGNORECASE,
)
_ITALIC = re.compile(
    r"ital|obli|slant|cmti|cmsl|sfti|-it\b|ti\d+$|kursiv|(?:libertine|biolinum)t[bz]?i", re.IGNORECASE
)
_MATH = re.compile(
    r"cmmi|cmsy|cmex|cmbsy|msam|msbm|eufm|eurm|euex|rsfs|txsy|txmi|txex|pxsy|pxmi|math|symbol|stmary|wasy|bbm|dsrom"
    r"|mtmi|mtsy|mtex|fourier-m|esint|lasy|(?<!de)mi$",
    re.IGNORECASE,
)
_MONO = re.compile(r"mono|cmtt|courier|consol|typewriter|sftt|menlo|inconsol|-tt|cmvtt", re.IGNORECASE)
_CAPS = re.compile(r"cmcsc|smallcap|-sc\b|sfcc|caps|csc\d", re.IGNORECASE)
_COMPUTER_MODERN = re.compile(r"(?:cm|sf|lm|ec|tc)[a-z]{0,8}\d", re.IGNORECASE)
_STYLE = re.compile(r"(?:bold|italic|ital|regular|roman|medi|mt|ps){1,4}$")


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """A font by its name, the same object for the same name; `family` is what its bold and italic share."""

    name: str
    family: str
    bold: bool
    italic: bool
    math: bool
    mono: bool
    caps: bool  # small capitals
    symbols: bool  # of TeX's symbol fonts, whose small letters and digits are signs


@lru_cache(maxsize=2000)
def font_of_name(name: str, *, forced_bold: bool = False) -> Font:
    """What a PDF's font name ("ABCDEF+CMBX10") tells of family and style."""
    plain = name.split("+", 1)[-1][:_LONGEST_NAME]
    if _COMPUTER_MODERN.match(plain):
        family = "computer modern"
    else:
        family = re.split(r"[-,]", plain, maxsplit=1)[0].lower()
        family = _STYLE.sub("", family) or family
    return Font(
        name=plain,
        family=family,
        bold=forced_bold or bool(_BOLD.search(plain)),
        italic=bool(_ITALIC.search(plain)),
        math=bool(_MATH.search(plain)),
        mono=bool(_MONO.search(plain)),
        caps=bool(_CAPS.search(plain)),
        symbols=plain[:4].lower() in {"cmsy", "cmbs"},
    )


class Fonts:
    """The fonts of one document by pdfium's address; valid while the document is open."""

    def __init__(self) -> None:
        self._fonts: dict[int, Font] = {}

    def at(self, address: int) -> Font:
        """The font at an address of pdfium's; 0 is an unknown one."""
        font = self._fonts.get(address)
        if font is None:
            font = self._fonts[address] = _ask(address)
        return font


def _ask(address: int) -> Font:
    if not address:
        return font_of_name("")
    pointer = ctypes.cast(address, pdfium_c.FPDF_FONT)
    buffer = ctypes.create_string_buffer(2 * _LONGEST_NAME)
    size = pdfium_c.FPDFFont_GetBaseFontName(pointer, buffer, len(buffer))
    name = buffer.value.decode("utf-8", "replace") if 0 < size <= len(buffer) else ""
    # Not pdfium's weight: it is guessed from stems, and makes some regular fonts bold.
    flags = pdfium_c.FPDFFont_GetFlags(pointer)
    return font_of_name(name, forced_bold=flags > 0 and bool(flags & _FORCE_BOLD))
