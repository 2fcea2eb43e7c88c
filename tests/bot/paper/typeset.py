"""Small PDFs set line by line, so that what a reader should make of them is known exactly."""

from tests.bot.paper import hostile

FONTS = (
    b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    b" /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"
    b" /F3 << /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
    b" /F4 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    b" /F5 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Oblique >> >>"
)
LEADING = 12.0

WORDS = (
    "The harbour wall was built of stone that the tide had carried down from the northern cliffs long ago",
    "and every winter some of it goes back to the sea without anybody in the town taking much notice of it",
    "so that the keepers count the stones in spring and write the number into a book with a green cover",
    "which is kept in the small room above the market where nobody has ever thought of looking for it again",
)
"""Prose in lines of about a full column's width at 10 points."""


def line(text: str, x: float, y: float, size: float = 10, *, bold: bool = False) -> bytes:
    """One line; `y` counts from the page's foot."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{'F2' if bold else 'F1'} {size} Tf {x} {y} Td ({escaped}) Tj ET\n".encode("latin-1")


def lines(texts: list[str], x: float, y: float, size: float = 10, leading: float = LEADING) -> bytes:
    """Lines below one another."""
    return b"".join(line(text, x, y - index * leading, size) for index, text in enumerate(texts))


def prose(x: float = 72, y: float = 700, count: int = 12, last: str = "and that is all.") -> bytes:
    """A paragraph of full lines and a short last one."""
    texts = [WORDS[index % len(WORDS)] for index in range(count)]
    texts[0] = texts[0].replace("The harbour", "The old harbour")
    return lines([*texts, last], x, y)


def narrow(x: float, y: float, subject: str, count: int = 20) -> bytes:
    """A paragraph as wide as one column of two."""
    begin = f"The {subject} has its own paragraph here, and the"
    filler = f"words about the {subject} go on and on in this line"
    return lines([begin, *[filler] * count, "until they end."], x, y)


def rule(x: float, y: float, width: float) -> bytes:
    """A thin horizontal line."""
    return f"{x} {y} {width} 0.6 re f\n".encode()


def pdf(*pages: bytes, extra: bytes = b"") -> bytes:
    """The pages as a PDF."""
    return hostile.document(*pages, resources=FONTS, extra=extra)
